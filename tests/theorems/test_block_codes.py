"""Best block codes of a source: published and hand-made numbers, and a billion types in seconds."""

from fractions import Fraction
from itertools import product
from math import log, log2, prod

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.statistics.block_codes import letter_weights
from itbounds.numerics.statistics.type_blocks import block_error_ends, block_size_ends
from itbounds.numerics.statistics.type_sums import exact_block_error, exact_block_size, types

representation = ib.representation
FOUR = [0.4, 0.3, 0.2, 0.1]


def test_three_letters_of_a_biased_coin() -> None:
    for kept, lost in {1: 0.488, 2: 0.36, 4: 0.104, 8: 0.0, 9: 0.0}.items():
        result = representation.error([0.8, 0.2], 3, kept)
        assert result.value == pytest.approx(lost, abs=1e-15)
        assert result.gap <= 1e-15
        assert result.unit == ib.Unit("", 1.0)


@pytest.mark.parametrize(
    ("n", "eps", "exact", "normal"),
    [
        (50, 0.1, 0.58380, 0.61453),
        (200, 0.1, 0.560552, 0.56633),
        (1000, 0.1, 0.53202, 0.53318),
        (1000, 0.01, 0.56160, 0.56436),
    ],
)
def test_rates_of_a_biased_coin(n: int, eps: float, exact: float, normal: float) -> None:
    p = ib.sources.bernoulli(0.11)
    rate = representation.finite_rate(p, n, eps)
    assert rate.value == pytest.approx(exact, abs=6e-6)
    assert rate.gap < 1e-9
    assert rate.verify().within(rate.interval)
    assert representation.finite_rate(p, n, eps, "normal").value == pytest.approx(normal, abs=6e-6)
    assert representation.finite_rate(p, n, eps, "fano").value <= rate.lower


def test_the_rate_tends_to_the_entropy() -> None:
    p = ib.sources.bernoulli(0.11)
    entropy = representation.rate(p).value
    excess = [representation.finite_rate(p, n, 0.1).value - entropy for n in (100, 1000, 10000)]
    assert excess[0] > 2.0 * excess[1] > 4.0 * excess[2] > 0.0
    assert representation.finite_rate(p, 10, 0.0).value == pytest.approx(1.0, abs=1e-12)


def test_certain_and_uniform_sources() -> None:
    assert representation.error([0.0, 1.0], 7, 1).upper == 0.0
    assert representation.finite_rate([0.0, 1.0], 7, 0.2).upper == 0.0
    uniform = representation.error(ib.sources.uniform(3), 1000, 3**999)
    assert uniform.value == pytest.approx(2.0 / 3.0, rel=1e-15)
    by_counting = representation.finite_rate([0.5, 0.5], 100, 0.5)
    assert by_counting.value == pytest.approx(0.99, abs=1e-12)
    assert representation.finite_rate([0.5, 0.5], 100, 0.5, "normal").value == pytest.approx(0.99, abs=1e-12)


def test_a_billion_types_of_four_letters() -> None:
    """At n = 2000, nothing is enumerated; the normal approximation is close, and no bound."""
    normal = representation.finite_rate(FOUR, 2000, 0.1, "normal")
    kept = int(2.0 ** (normal.value * 2000 - 3000)) << 3000
    result = representation.error(FOUR, 2000, kept)
    assert result.gap < 1e-9
    assert 0.08 < result.lower < result.upper < 0.099
    with pytest.raises(ib.errors.CertificateError, match="too many"):
        result.verify("ball")


def test_the_rate_and_the_error_of_four_letters_are_inverse() -> None:
    rate = representation.finite_rate(FOUR, 500, 0.1)
    assert rate.gap < 1e-9
    assert representation.finite_rate(FOUR, 500, 0.1, "normal").value == pytest.approx(rate.value, abs=3e-3)
    kept = int(2.0 ** (rate.value * 500 - 900)) << 900
    assert representation.error(FOUR, 500, kept).value == pytest.approx(0.1, abs=1e-6)


def test_a_code_may_be_far_larger_than_a_double() -> None:
    loss = representation.error(FOUR, 700, 2**1100)
    assert 0.999 < loss.lower <= loss.upper <= 1.0
    nearly_all = representation.error(FOUR, 700, 2**1399)
    assert 0.0 < nearly_all.lower < nearly_all.upper < 1e-12
    assert nearly_all.gap < 1e-7 * nearly_all.upper


def test_look_ups_agree_with_integers_far_from_the_middle() -> None:
    weights = [7, 5, 3, 1]
    for power in (10, 60, 75, 79):
        kept = 1 << power
        truth = exact_block_error(weights, 40, kept)
        lower, upper = block_error_ends(weights, 40, kept)
        assert Fraction(lower) <= truth <= Fraction(upper)
        assert upper - lower <= 1e-9 * float(truth)
    # Errors far below one double's share of one, and codes that miss a handful of sequences.
    for missed in (1, 5, 4000):
        kept = 4**40 - missed
        truth = exact_block_error(weights, 40, kept)
        lower, upper = block_error_ends(weights, 40, kept)
        assert Fraction(lower) <= truth <= Fraction(upper)
        assert upper - lower <= 1e-9 * float(truth)


def test_letters_whose_likelihoods_are_on_a_lattice() -> None:
    """Sequences of many types then have one probability, and the level falls among them."""
    weights = letter_weights(np.array([0.5, 0.25, 0.125, 0.125]))
    for kept in (1000, 1 << 50, (1 << 66) + 12345):
        truth = exact_block_error(weights, 36, kept)
        lower, upper = block_error_ends(weights, 36, kept)
        assert Fraction(lower) <= truth <= Fraction(upper)
        assert upper - lower <= 1e-9 * float(truth)
    size = exact_block_size(weights, 36, Fraction(1, 7))
    low, high = block_size_ends(weights, 36, 1.0 / 7.0)
    assert low <= log(size) <= high <= low + 1e-8


def test_types_are_the_sequences() -> None:
    weights = [3, 1, 2, 1]
    by_hand = sorted((prod(letters) for letters in product(weights, repeat=5)), reverse=True)
    counted = [weight for weight, number in types(weights, 5) for _ in range(number)]
    assert counted == by_hand


def test_collapse_to_two_of_eight() -> None:
    floor = representation.collapse_floor(ib.sources.uniform(8), 2)
    assert floor.exact.lower == floor.exact.upper == 0.75
    assert floor.fano.value == pytest.approx(0.372974, abs=5e-7)
    assert floor.textbook.value == pytest.approx(1.0 / 3.0, abs=1e-12)
    assert floor.textbook.value <= floor.fano.value <= floor.exact.lower
    nothing = representation.collapse_floor(ib.sources.uniform(8), 8)
    assert nothing.exact.upper == 0.0
    assert nothing.fano.vacuous
    assert nothing.textbook.vacuous


def test_what_cannot_be_counted_is_refused_with_a_way_out() -> None:
    with pytest.raises(ib.DomainError, match="method='normal'"):
        representation.error(np.arange(1, 8) / 28.0, 1000, 2**900)
    with pytest.raises(ib.DomainError, match="memory"):
        representation.error(ib.sources.markov([[0.9, 0.1], [0.3, 0.7]]), 10, 2)
    with pytest.raises(ib.DomainError, match="must be at least 1"):
        representation.error([0.5, 0.5], 10, 0)
    with pytest.raises(ib.DomainError, match="integer"):
        representation.error([0.5, 0.5], 2.0, 1)
    with pytest.raises(ib.DomainError, match="nothing is asked"):
        representation.finite_rate([0.5, 0.5], 10, 1.0)
    with pytest.raises(ib.DomainError, match="strictly between"):
        representation.finite_rate([0.5, 0.5], 10, 0.0, "normal")
    with pytest.raises(ib.DomainError, match="'exact', 'normal' or 'fano'"):
        representation.finite_rate([0.5, 0.5], 10, 0.1, "gallager")


def test_a_result_is_read_back_and_a_false_one_is_not_proved() -> None:
    result = representation.error(FOUR, 200, 2**380)
    again = ib.Result.from_dict(result.to_dict())
    assert again.verify().within(result.interval)
    data = result.to_dict()
    data["certificate"]["kept"] = hex(2**379)
    with pytest.raises(ib.errors.CertificateError):
        ib.Result.from_dict(data).verify()
    small = representation.finite_rate([0.8, 0.2], 3, 0.4)
    assert small.verify("ball").within(small.interval)
    assert small.value == pytest.approx(log2(2) / 3, abs=1e-12)
