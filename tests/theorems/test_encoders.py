"""What a variable of bounded entropy can tell of another, with and without a law of its own to meet."""

from dataclasses import replace
from itertools import pairwise
from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.numerics.coupling.encoders import encoders
from itbounds.numerics.coupling.merging import all_functions, greedy_functions
from itbounds.testing.strategies import distributions
from tests.reference.couplings import entropy, information

LN2 = log(2.0)


def h(x):
    return entropy([x, 1 - x])


def law_of(draw_size, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(draw_size))


laws = st.builds(law_of, st.integers(2, 7), st.integers(0, 10**6))


# Greedy merging.


def test_greedy_merging():
    """Known answers for (.4, .3, .2, .1) and four equal letters."""
    for rate, value in {
        1.85: 1.846439,
        1.8: 1.570951,
        1.5: 1.156780,
        0.9: 0.881291,
        0.5: 0.468996,
        0.4: 0,
    }.items():
        law = np.array([0.4, 0.3, 0.2, 0.1])
        labels = greedy_functions(law, rate * LN2)[0]
        assert entropy(np.bincount(labels, weights=law)) == pytest.approx(value, abs=1e-6)
    for rate, value in {1.99: 1.5, 0.99: 0.811278}.items():
        labels = greedy_functions(np.full(4, 0.25), rate * LN2)[0]
        assert entropy(np.bincount(labels) / 4) == pytest.approx(value, abs=1e-6)


@given(laws, st.floats(0.0, 1.0))
def test_greedy_merging_keeps_its_guarantee(law, share):
    rate = share * entropy(law)
    labels = greedy_functions(law, rate * LN2)[0]
    found = entropy(np.bincount(labels, weights=law))
    assert found <= rate + 1e-12
    assert found >= rate - h(np.sort(law)[-2]) - 1e-12


def test_going_on_from_the_least_likely_pair_has_no_guarantee():
    """A law where merging the two least likely letters over and over falls short by more than h(p_2)."""
    worst = -inf
    rng = np.random.default_rng(7)
    for _ in range(2000):
        law = np.sort(rng.dirichlet(np.full(4, 0.4)))
        rate = rng.random() * entropy(law)
        merged = list(law)
        while entropy(merged) > rate:
            merged = sorted([merged[0] + merged[1], *merged[2:]])
        worst = max(worst, rate - entropy(merged) - h(law[-2]))
    assert worst > 0.05


def test_all_functions_are_bell_many():
    assert [len(all_functions(n)) for n in range(1, 8)] == [1, 2, 5, 15, 52, 203, 877]


# Encoders of bounded entropy.


PUBLISHED = {
    0.3: 0.200303,
    0.6: 0.510510,
    0.7219: 0.721686,
    0.8: 0.752841,
    0.85: 0.780454,
    1.0: 0.921421,
    1.1: 1.029664,
}


@pytest.mark.parametrize(("rate", "value"), PUBLISHED.items())
def test_information_at_a_rate(rate, value):
    """For the law (.7, .2, .1) of the paper's second figure; 60 starts of a general solver find the same."""
    result = ib.entropy_bounded_information([0.7, 0.2, 0.1], rate)
    assert result.lower == pytest.approx(value, abs=1e-6)
    assert result.upper == pytest.approx(rate, abs=1e-12)
    assert result.verify("ball").within(result.interval)


def test_entropies_of_functions_are_attained():
    """The ends meet at the entropies of functions (theorem 1), and from H(X) on."""
    law = np.array([0.7, 0.2, 0.1])
    for labels in all_functions(3):
        rate = entropy(np.bincount(labels, weights=law))
        result = ib.entropy_bounded_information(law, rate)
        assert result.status is ib.Status.OPTIMAL
        assert result.value == pytest.approx(rate, abs=1e-9)
    for rate in (1.2, 5.0, inf):
        result = ib.entropy_bounded_information(law, rate)
        assert result.gap < 1e-12
        assert result.value == pytest.approx(entropy(law), abs=1e-12)
        np.testing.assert_array_equal(result.witness.matrix, np.eye(3))
    nothing = ib.entropy_bounded_information(law, 0)
    assert (nothing.lower, nothing.upper) == (0.0, 0.0)


@settings(max_examples=30)
@given(distributions(max_size=6), st.floats(0.0, 1.2), st.sampled_from(["bit", "nat"]))
def test_ends_hold_and_the_budget_is_kept(p, share, unit):
    rate = share * p.entropy(unit)
    result = ib.entropy_bounded_information(p, rate, unit=unit)
    joint = p.probabilities[:, None] * result.witness.matrix
    scale = 1.0 if unit == "bit" else LN2
    assert entropy(joint.sum(axis=0)) * scale <= rate + 1e-12
    assert information(joint) * scale == pytest.approx(result.lower, abs=1e-12)
    assert result.upper <= min(rate, p.entropy(unit)) + 1e-12
    if len(p.probabilities) > 1:
        assert result.gap <= h(np.sort(p.probabilities)[-2]) * scale + 1e-9
    assert result.verify().within(result.interval)
    assert ib.Result.from_dict(result.to_dict()).verify("ball").within(result.interval)


def test_a_rate_within_rounding_of_a_function_counts_as_it():
    """Just below the entropy of a balanced function much less can be told; a rounding error is not below."""
    law = np.array([1 / 3, 1 / 3, 1 / 6, 1 / 6])
    for step in (-1.0, 0.0, 1.0):
        rate = np.nextafter(np.log2(3), np.log2(3) + step)
        result = ib.entropy_bounded_information(law, rate)
        assert result.gap < 1e-12
    below = ib.entropy_bounded_information(law, np.log2(3) - 1e-9)
    assert below.lower < np.log2(3) - 1e-6
    assert not any("counts as it" in note for note in below.provenance.notes)


def test_more_entropy_tells_more():
    law = law_of(6, 3)
    values = [ib.entropy_bounded_information(law, rate).lower for rate in np.linspace(0, entropy(law), 15)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(values))


def test_moves_are_no_worse_than_a_general_solver():
    """Random encoders of three values within the budget never beat the moves."""
    rng = np.random.default_rng(2)
    law = np.array([0.5, 0.3, 0.2])
    rate = 0.7
    best = next(encoders(law, rate * LN2)).information / LN2
    for _ in range(3000):
        matrix = rng.dirichlet(np.full(3, 0.15), size=3)
        joint = law[:, None] * matrix
        if entropy(joint.sum(axis=0)) <= rate:
            assert information(joint) <= best + 1e-9


def test_many_letters():
    rng = np.random.default_rng(4)
    law = rng.dirichlet(np.ones(200))
    for share in (0.2, 0.5, 0.9):
        result = ib.entropy_bounded_information(law, share * entropy(law))
        assert result.gap < 0.01
        assert result.verify().within(result.interval)


def test_a_tampered_encoder_is_refused():
    good = ib.entropy_bounded_information([0.7, 0.2, 0.1], 0.6).certificate
    assert good is not None
    for bad in (
        replace(good, encoder=np.eye(3)),  # more entropy than the rate allows
        replace(good, budget=0.3),
        replace(good, ceiling=0.1),
        replace(good, budget=-1.0),
        replace(good, lower=good.lower + 1e-6),
        replace(good, upper=good.upper - 1e-6),
        replace(good, law=np.array([0.7, 0.3])),
    ):
        with pytest.raises(errors.CertificateError):
            bad.verify()


def test_misuse():
    with pytest.raises(errors.DomainError, match="rate"):
        ib.entropy_bounded_information([0.5, 0.5], -0.1)
    with pytest.raises(errors.NotNormalizedError):
        ib.entropy_bounded_information([0.5, 0.4], 0.1)


# Coupling with a bottleneck.


def joint_of(result):
    return result.witness.tensor.sum(axis=1)


def test_no_rate_and_all_rate():
    p, q = [0.5, 0.3, 0.2], [0.6, 0.4]
    nothing = ib.coupling_with_bottleneck(p, q, 0)
    assert (nothing.lower, nothing.upper) == (0.0, 0.0)
    most = 1.485475 + h(0.6) - 1.685475
    for rate in (entropy(p), 2.0, inf, h(0.6), np.nextafter(h(0.6), 0)):
        result = ib.coupling_with_bottleneck(p, q, rate)
        assert result.status is ib.Status.OPTIMAL
        assert result.value == pytest.approx(most, abs=1e-5)
        assert result.value == pytest.approx(0.770951, abs=1e-6)
    same = ib.coupling_with_bottleneck(p, p, entropy(p))
    assert same.value == pytest.approx(entropy(p), abs=1e-9)


def test_a_bit_through_a_bit():
    result = ib.coupling_with_bottleneck([0.25] * 4, [0.125] * 8, 1.0)
    assert result.gap < 1e-12
    assert result.value == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=25)
@given(distributions(max_size=4), distributions(max_size=4), st.floats(0.0, 1.2))
def test_chains_keep_their_laws_and_their_budget(p, q, share):
    rate = share * min(p.entropy(), q.entropy())
    result = ib.coupling_with_bottleneck(p, q, rate)
    tensor = result.witness.tensor
    np.testing.assert_allclose(tensor.sum(axis=(1, 2)), p.probabilities, atol=1e-14)
    np.testing.assert_allclose(tensor.sum(axis=(0, 1)), q.probabilities, atol=1e-14)
    middle = tensor.sum(axis=(0, 2))
    assert entropy(middle) <= rate + 1e-12
    sides = [tensor.sum(axis=2), tensor.sum(axis=0)]
    chain = sides[0][:, :, None] * sides[1][None] / np.where(middle > 0, middle, 1)[None, :, None]
    np.testing.assert_allclose(tensor, chain, atol=1e-14)
    shared = information(joint_of(result))
    assert shared == pytest.approx(result.lower, abs=1e-12)
    # Lemma 1: encoder and decoder may be sought one after the other.
    assert shared >= information(sides[0]) + information(sides[1]) - entropy(middle) - 1e-12
    assert result.upper <= min(rate, p.entropy(), q.entropy()) + 1e-12
    assert result.verify().within(result.interval)
    assert ib.Result.from_dict(result.to_dict()).verify("ball").within(result.interval)


@given(distributions(max_size=4), distributions(max_size=4), st.floats(0.0, 1.5))
def test_the_problem_reads_the_same_backwards(p, q, rate):
    there, back = ib.coupling_with_bottleneck(p, q, rate), ib.coupling_with_bottleneck(q, p, rate)
    assert there.lower == pytest.approx(back.lower, abs=1e-6)
    assert there.upper == pytest.approx(back.upper, abs=1e-12)


def test_first_lemma_on_random_chains():
    """I(X;Y) >= I(X;T) + I(T;Y) - H(T), with equality if T is a function of X or Y."""
    rng = np.random.default_rng(1)
    for _ in range(300):
        p = rng.dirichlet(np.ones(3))
        encoder, decoder = rng.dirichlet(np.ones(3), size=3), rng.dirichlet(np.full(4, 0.3), size=3)
        pairs = p[:, None] * encoder
        t = pairs.sum(axis=0)
        slack = (
            information(pairs @ decoder) - information(pairs) - information(t[:, None] * decoder) + entropy(t)
        )
        assert slack >= -1e-12
        function = np.eye(3)[rng.integers(0, 3, 3)]
        pairs, t = p[:, None] * function, p @ function
        slack = (
            information(pairs @ decoder) - information(pairs) - information(t[:, None] * decoder) + entropy(t)
        )
        assert slack == pytest.approx(0.0, abs=1e-12)


BEST_OF_60_STARTS = [
    ((0.7, 0.2, 0.1), (0.5, 0.3, 0.2), 0.3, 0.06510),
    ((0.7, 0.2, 0.1), (0.5, 0.3, 0.2), 0.6, 0.31318),
    ((0.7, 0.2, 0.1), (0.5, 0.3, 0.2), 0.8, 0.72191),
    ((0.5, 0.3, 0.2), (0.6, 0.4), 0.6, 0.12851),
    ((0.5, 0.3, 0.2), (0.6, 0.4), 0.95, 0.63875),
]


@pytest.mark.parametrize(("p", "q", "rate", "found"), BEST_OF_60_STARTS)
def test_chains_are_no_worse_than_those_of_a_general_solver(p, q, rate, found):
    """Sequential quadratic programming over encoders and decoders of three values, from 60 random starts."""
    assert ib.coupling_with_bottleneck(p, q, rate).lower >= found - 1e-5


def test_more_letters_than_are_tried_one_by_one():
    rng = np.random.default_rng(9)
    p, q = rng.dirichlet(np.ones(12)), rng.dirichlet(np.ones(10))
    result = ib.coupling_with_bottleneck(p, q, 1.5)
    assert 1.2 < result.lower <= result.upper <= 1.5 + 1e-12
    assert result.verify("ball").within(result.interval)


def test_a_tampered_chain_is_refused():
    good = ib.coupling_with_bottleneck([0.5, 0.3, 0.2], [0.6, 0.4], 0.8).certificate
    assert good is not None
    for bad in (
        replace(good, encoder=np.eye(len(good.encoder))),
        replace(good, cells=good.cells[:-1]),
        replace(good, cells=(*good.cells, good.cells[0])),
        replace(good, cells=((9, 9), *good.cells)),
        replace(good, budget=0.1),
        replace(good, ceiling=0.1),
        replace(good, reverse=not good.reverse),
        replace(good, lower=good.lower + 1e-6),
        replace(good, upper=good.upper - 1e-6),
        replace(good, first=np.array([0.5, 0.3, 0.1])),
    ):
        with pytest.raises(errors.CertificateError):
            bad.verify()
