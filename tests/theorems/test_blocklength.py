"""Published and recomputed numbers of coding at finite length, and relations of the bounds."""

from math import log2, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.coding.gaussian import shell_limit
from itbounds.numerics.coding.sampled_codes import sampled_union_size
from itbounds.numerics.coding.sizes import log_union_error
from itbounds.numerics.statistics.binomial import log_binomial_terms

blocklength = ib.bounds.blocklength
BSC, BEC = ib.zoo.bsc(0.11), ib.zoo.bec(0.5)

# Real numbers of bits at eps = 1e-3: converse, union bound, dependence testing, normal approximation.
BSC_TABLE = [
    (100, 28.173526, 25.440813, 17.054747, 24.165648),
    (200, 66.553977, 64.144919, 55.028257, 62.593645),
    (500, 193.278493, 190.962001, 181.064659, 189.310698),
    (1000, 416.835834, 414.474552, 404.056651, 412.840107),
    (2000, 879.434111, 876.471036, 865.635303, 875.222546),
]
BEC_TABLE = [
    (100, 35.623830, 32.030300, 33.030300, 34.548838),
    (500, 216.682310, 213.682968, 214.682968, 215.450152),
    (1000, 452.399179, 449.500326, 450.500326, 451.139137),
]
AWGN_TABLE = [
    (1.0, 100, 26.020755),
    (1.0, 500, 193.435614),
    (1.0, 1000, 418.649004),
    (100.0, 500, 1598.547893),
]


@pytest.mark.parametrize(("channel", "table"), [(BSC, BSC_TABLE), (BEC, BEC_TABLE)], ids=["BSC", "BEC"])
def test_tables_are_reproduced(
    channel: ib.Kernel, table: list[tuple[int, float, float, float, float]]
) -> None:
    for n, converse, union, testing, normal in table:
        for given in (channel, channel.matrix.tolist()):
            assert blocklength.metaconverse(given, n, 1e-3).value == pytest.approx(converse, abs=1e-6)
            assert blocklength.rcu(given, n, 1e-3).value == pytest.approx(union, abs=1e-6)
            assert blocklength.dependence_testing(given, n, 1e-3).value == pytest.approx(testing, abs=1e-6)
            assert blocklength.normal_approximation(given, n, 1e-3).value == pytest.approx(normal, abs=1e-6)


def test_the_normal_approximation_of_gaussian_channels() -> None:
    for snr, n, normal in AWGN_TABLE:
        approximation = blocklength.normal_approximation(ib.zoo.awgn(snr), n, 1e-3)
        assert approximation.value == pytest.approx(normal, abs=1e-6)
        assert approximation.direction == "approximation"
        assert "≈" in str(approximation)


def test_dispersions() -> None:
    assert blocklength.dispersion(BSC) == pytest.approx(0.890702, abs=5e-7)
    assert blocklength.dispersion(ib.zoo.bec(0.3)) == pytest.approx(0.21, abs=1e-9)
    assert blocklength.dispersion(ib.zoo.z_channel(0.5)) == pytest.approx(0.4, abs=1e-7)
    assert blocklength.dispersion(ib.zoo.awgn(1.0)) == pytest.approx(0.780513, abs=5e-7)


def test_half_a_logarithm_is_wrong_for_erasures() -> None:
    """The erasure channel has no logarithmic term: with one, the approximation passes the converse."""
    for n in (100, 500, 1000):
        approximation = blocklength.normal_approximation(BEC, n, 1e-3)
        assert approximation.terms["theta"] == 0.0
        converse = blocklength.metaconverse(BEC, n, 1e-3).value
        assert approximation.value < converse < approximation.value + 0.5 * log2(n)


def test_a_minimal_length_states_its_convention() -> None:
    """At nine tenths of capacity 3106 letters do for 0.001 with whole numbers of bits, 3092 without."""
    rate = 0.9 * ib.capacity(BSC).lower

    def enough(n: int, floored: bool) -> bool:
        value = blocklength.rcu(BSC, n, 1e-3).value
        return (np.floor(value) if floored else value) >= rate * n

    assert (enough(3105, True), enough(3106, True)) == (False, True)
    assert (enough(3091, False), enough(3092, False)) == (False, True)


def test_an_achievability_bound_is_below_the_converse_where_there_are_two_messages() -> None:
    """For real M between 1 and 2 the union bound passes the converse, which is no contradiction."""
    odd = ib.zoo.bsc(0.4873)
    union, converse = (f(odd, 114, 0.0155) for f in (blocklength.rcu, blocklength.metaconverse))
    assert union.value > converse.value
    assert union.value < 1.0
    assert union.vacuous
    for channel in (ib.zoo.bsc, ib.zoo.bec):
        for p in (0.02, 0.11, 0.3, 0.45):
            for n in (1, 2, 5, 20, 100, 500):
                for eps in (1e-6, 1e-3, 0.1, 0.5, 0.9):
                    converse = blocklength.metaconverse(channel(p), n, eps)
                    for bound in (blocklength.rcu, blocklength.dependence_testing):
                        exists = bound(channel(p), n, eps)
                        assert exists.vacuous or exists.value <= converse.value


def test_union_and_testing_differ_by_a_bit_of_rivals_for_erasures() -> None:
    for n, eps in ((50, 1e-2), (500, 1e-3), (37, 0.4)):
        union = blocklength.rcu(BEC, n, eps).value
        testing = blocklength.dependence_testing(BEC, n, eps).value
        assert log2(2**testing - 1) - log2(2**union - 1) == pytest.approx(1.0, abs=1e-9)


def test_a_flipped_channel_is_the_same_channel() -> None:
    for n in (10, 200):
        for bound in (blocklength.rcu, blocklength.dependence_testing, blocklength.metaconverse):
            straight, flipped = bound(ib.zoo.bsc(0.11), n, 0.01), bound(ib.zoo.bsc(0.89), n, 0.01)
            assert straight.value == pytest.approx(flipped.value, abs=1e-9)


def test_the_normal_approximation_lies_near_the_bounds_of_long_codes() -> None:
    for channel in (BSC, BEC, ib.zoo.q_ary_symmetric(4, 0.1)):
        low = blocklength.dependence_testing(channel, 1000, 0.01).value
        high = blocklength.metaconverse(channel, 1000, 0.01).value
        assert low <= blocklength.normal_approximation(channel, 1000, 0.01).value <= high
        assert high - low < 1.2 * sqrt(1000)


# At eps = 1e-3, bits: for the largest error probability of a message, and for the average.
GALLAGER_TABLE = [
    (100, 18.0126, 20.1721),
    (200, 52.5704, 55.4676),
    (500, 172.1541, 176.4885),
    (1000, 388.0073, 393.9465),
    (2000, 839.8136, 848.0133),
]


def test_gallagers_bound_for_both_criteria() -> None:
    for n, maximal, average in GALLAGER_TABLE:
        values = [
            blocklength.gallager(BSC, n, 1e-3, criterion=criterion).value
            for criterion in ("maximal", "average")
        ]
        assert values == pytest.approx([maximal, average], abs=1e-4)
        assert values[1] <= blocklength.rcu(BSC, n, 1e-3).value


def test_exponents_of_the_binary_symmetric_channel() -> None:
    assert blocklength.gallager_function(BSC, 1.0) == pytest.approx(0.298868, abs=5e-7)
    assert blocklength.critical_rate(BSC) == pytest.approx(0.173080, abs=5e-7)
    random = blocklength.random_coding_exponent(BSC, 0.3)
    packing = blocklength.sphere_packing_exponent(BSC, 0.3)
    assert random.terms["rho"] == pytest.approx(0.437350, abs=5e-7)
    for bound in (random, packing):
        assert bound.to("nat").value == pytest.approx(0.0271033, abs=5e-8)
    assert random.value <= packing.value
    zero = blocklength.random_coding_exponent(BSC, 0.0).to("nat").value
    assert zero == pytest.approx(0.207160, abs=5e-7)
    assert blocklength.expurgated_exponent(BSC, 0.0).to("nat").value == pytest.approx(0.234379, abs=5e-7)


@pytest.mark.parametrize("seed", range(6))
def test_exponents_keep_their_order(seed: int) -> None:
    channels = [BSC, BEC, ib.zoo.z_channel(0.3), ib.zoo.q_ary_symmetric(3, 0.2)]
    channels += [ib.zoo.random_dirichlet(2, 3, rng=1), ib.zoo.random_dirichlet(3, 3, 0.5, rng=2)]
    channel = channels[seed]
    capacity, critical = ib.capacity(channel).upper, blocklength.critical_rate(channel)
    before = (np.inf, np.inf)
    for share in (0.0, 0.2, 0.5, 0.8, 0.97):
        rate = share * capacity
        random = blocklength.random_coding_exponent(channel, rate).value
        packing = blocklength.sphere_packing_exponent(channel, rate).value
        expurgated = blocklength.expurgated_exponent(channel, rate).value
        assert 0.0 < random <= packing
        assert expurgated <= packing
        if rate > critical * (1.0 + 1e-9):
            assert packing == pytest.approx(random, abs=1e-7)
        assert (random, packing) <= before
        before = (random, packing)
    cutoff = blocklength.gallager_function(channel, 1.0)
    assert blocklength.random_coding_exponent(channel, 0.0).value == pytest.approx(cutoff, abs=1e-9)
    assert blocklength.random_coding_exponent(channel, 1.01 * capacity).vacuous


def test_a_channel_that_is_sometimes_certain_has_an_infinite_exponent() -> None:
    """Of four keys of the noisy typewriter two are never confused: one bit without error."""
    keys = ib.zoo.typewriter(4)
    assert blocklength.sphere_packing_exponent(keys, 0.9).value == np.inf
    assert blocklength.expurgated_exponent(keys, 0.4).value == np.inf
    assert blocklength.expurgated_exponent(keys, 0.4, input=[0.5, 0.0, 0.5, 0.0]).value == np.inf
    assert blocklength.expurgated_exponent(keys, 0.99, input=[0.5, 0.0, 0.5, 0.0]).value == np.inf


# Power, length, converse for maximal and for equal power, kappa-beta with the limit of kappa, at eps = 1e-3.
POWER_TABLE = [
    (1.0, 100, 30.738325, 30.365116, 17.916975),
    (1.0, 500, 198.459790, 198.019178, 184.396037),
    (1.0, 1000, 423.744761, 423.287130, 409.159450),
    (100.0, 500, 1605.302226, 1602.042027, 1585.520433),
]


def test_the_gaussian_table_is_reproduced() -> None:
    for snr, n, maximal, equal, exists in POWER_TABLE:
        channel = ib.zoo.awgn(snr)
        assert blocklength.metaconverse(channel, n, 1e-3).value == pytest.approx(equal, abs=1e-6)
        most = blocklength.metaconverse(channel, n, 1e-3, power="maximal")
        assert most.value == pytest.approx(maximal, abs=1e-6)
        if n == 1000:
            continue
        found = blocklength.kappa_beta(channel, n, 1e-3)
        # The table has the limit of kappa, which is larger than that of this length, and another tau.
        limit = shell_limit(snr, found.terms["tau"])
        assert found.value + log2(limit / found.terms["kappa"]) == pytest.approx(exists, abs=5e-4)
        assert exists - 2e-3 < found.value < exists
        assert found.value < blocklength.normal_approximation(channel, n, 1e-3).value < equal


def test_the_gaussian_bounds_keep_their_order() -> None:
    for snr, n, eps in ((0.3, 5, 0.2), (1.0, 1, 0.3), (10.0, 30, 1e-6), (2.0, 40, 0.7)):
        found = blocklength.kappa_beta(ib.zoo.awgn(snr), n, eps)
        assert found.value <= blocklength.metaconverse(ib.zoo.awgn(snr), n, eps).value


def test_bad_channels_and_levels_are_refused() -> None:
    gaussian = ib.zoo.awgn(1.0)
    with pytest.raises(ib.DomainError, match="kappa_beta"):
        blocklength.rcu(gaussian, 10, 0.1)
    with pytest.raises(ib.DomainError, match="leave `input` out"):
        blocklength.metaconverse(gaussian, 10, 0.1, input=[1.0])
    with pytest.raises(ib.DTypeError, match="awgn"):
        blocklength.kappa_beta(BSC, 10, 0.1)
    with pytest.raises(ib.DomainError, match="between 0 and eps"):
        blocklength.kappa_beta(gaussian, 10, 0.1, tau=0.1)
    with pytest.raises(ib.UnknownNameError, match="'equal' or 'maximal'"):
        blocklength.metaconverse(gaussian, 10, 0.1, power="mean")
    for eps in (0.0, 1.0):
        with pytest.raises(ib.DomainError, match="strictly between 0 and 1"):
            blocklength.rcu(BSC, 10, eps)
    with pytest.raises(ib.DomainError, match="blocklength"):
        blocklength.rcu(BSC, 0, 0.1)
    with pytest.raises(ib.ShapeError, match="2 inputs"):
        blocklength.dependence_testing(BSC, 10, 0.1, input=[0.5, 0.25, 0.25])
    with pytest.raises(ib.DomainError, match="not alike"):
        blocklength.metaconverse(ib.zoo.z_channel(0.3), 10, 0.1)
    drawn = blocklength.rcu(ib.zoo.z_channel(0.3), 10, 0.1)
    assert drawn == blocklength.rcu(ib.zoo.z_channel(0.3), 10, 0.1, rng=0)
    assert drawn.confidence == 0.99
    with pytest.raises(ib.DomainError, match="types of 3000 letters"):
        blocklength.dependence_testing(ib.zoo.random_dirichlet(2, 3, rng=0), 3000, 0.1)
    with pytest.raises(ib.DomainError, match="signal-to-noise"):
        ib.zoo.awgn(0.0)


def test_chernoffs_bound_on_rivals_costs_a_factor_of_two() -> None:
    """The symmetric channel at n = 500 and 190 bits, where the union bound has an error of 8.499e-4."""
    flips, kept = np.log(0.11), np.log(0.89)
    counts = np.arange(501.0)
    law, _ = log_binomial_terms(counts, np.array(500.0), 0.11)
    for s, error in ((0.8174, 1.787878e-3), (1.0, 4.007542e-3)):
        norm = np.log(0.5 * np.exp(s * flips) + 0.5 * np.exp(s * kept))
        gains = s * (counts * flips + (500.0 - counts) * kept) - 500.0 * norm
        value, _ = log_union_error(law, gains, 190.0 * np.log(2.0))
        assert np.exp(value) == pytest.approx(error, rel=5e-7)
    exact = blocklength.rcu(BSC, 500, 8.499425e-4).value
    assert exact == pytest.approx(190.0, abs=1e-4)
    even = np.full(2, 0.5)
    drawn = sampled_union_size(
        BSC.matrix, even, 500, 1.787878e-3, samples=20_000, delta=0.01, rng=np.random.default_rng(1)
    )
    assert 184.0 < drawn.size / np.log(2.0) < 190.3
    assert drawn.size < drawn.estimate
    assert 0.7 <= drawn.parameter <= 0.95


def test_noises_are_drawn_where_no_sum_is_exact_unless_forbidden() -> None:
    odd = ib.zoo.z_channel(0.3)
    with pytest.raises(ib.DomainError, match="rng="):
        blocklength.rcu(odd, 100, 0.01, rng=None)
    assert blocklength.rcu(BSC, 100, 0.01).confidence is None
    drawn = blocklength.rcu(odd, 100, 0.01, rng=3, samples=5000)
    assert drawn.confidence == 0.99
    assert drawn.value == blocklength.rcu(odd, 100, 0.01, rng=3, samples=5000).value
    assert drawn.value < blocklength.strong_converse(odd, 100, 0.01).value
    assert blocklength.rcu(odd, 100, 0.01, rng=3, samples=200, delta=1e-6).vacuous


def test_the_strong_converse_is_the_weaker_one() -> None:
    for channel in (BSC, BEC, ib.zoo.q_ary_symmetric(3, 0.1)):
        for n, eps in ((50, 0.1), (500, 1e-3), (200, 0.9)):
            tight, strong = (
                f(channel, n, eps).value for f in (blocklength.metaconverse, blocklength.strong_converse)
            )
            assert tight < strong
            assert strong < n * ib.capacity(channel).upper + 6.0 * sqrt(n / (1.0 - eps))
