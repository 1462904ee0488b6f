"""Rates of n symbols at a distortion: against all codes of few symbols, and against published numbers."""

from itertools import combinations, product
from math import comb, inf, log, log2

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.bounds.representation.target_codes import (
    CALCULATORS,
    converse_target_rate,
    covering_target_rate,
    normal_target_rate,
)
from itbounds.numerics.coding.lossy_converses import lowered_levels, tilted_information, tilted_size

finite = ib.representation.finite_rate_distortion
BITS = ib.distortions.hamming(2)
LAW = np.array([0.5, 0.3, 0.2])


def _least_code(law: np.ndarray, table: np.ndarray, level: float, n: int, eps: float) -> int:
    """The least number of words of which some is within the level, but for a probability of at most eps."""
    letters, estimates = table.shape
    words = np.array(list(product(range(letters), repeat=n)))
    guesses = np.array(list(product(range(estimates), repeat=n)))
    near = table[words[:, None, :], guesses[None, :, :]].mean(axis=2) <= level + 1e-12
    mass = law[words].prod(axis=1)
    for size in range(1, len(guesses) + 1):
        for code in combinations(range(len(guesses)), size):
            if mass[~near[:, list(code)].any(axis=1)].sum() <= eps + 1e-12:
                return size
    raise AssertionError("no code of all words is good enough")


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.floats(0.02, 0.5))
@settings(max_examples=15)
def test_no_code_of_few_bits_is_below_the_converse_and_the_best_is_not_above_the_code(
    seed: int, n: int, eps: float
) -> None:
    rng = np.random.default_rng(seed)
    one = float(rng.uniform(0.05, 0.5))
    level = float(rng.integers(0, n + 1)) / n
    law = np.array([1.0 - one, one])
    size = _least_code(law, BITS, level, n, eps)
    answer = finite(law, BITS, level, n, eps)
    assert answer.lower <= log2(size) / n + 1e-9
    assert answer.upper >= log2(size) / n - 1e-9
    assert answer.lower <= answer.upper


@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.6))
@settings(max_examples=15)
def test_no_code_of_two_letters_is_below_the_converse(seed: int, eps: float) -> None:
    rng = np.random.default_rng(seed)
    law, table = rng.dirichlet(np.ones(3)), rng.exponential(size=(3, 3))
    table -= table.min(axis=1, keepdims=True)
    level = float(rng.uniform(0.0, 1.0) * (law @ table).min())
    size = _least_code(law, table, level, 2, eps)
    assert converse_target_rate(law, table, level, 2, eps).value <= log2(size) / 2 + 1e-9


def test_published_converses_and_codes() -> None:
    fair = finite([0.5, 0.5], BITS, 0.11, 100, 0.01)
    assert 100.0 * fair.lower == pytest.approx(52.791037, abs=5e-7)
    assert 100.0 * fair.upper == pytest.approx(55.008791, abs=5e-7)
    assert 100.0 * fair.approximation.value == pytest.approx(53.330, abs=5e-4)
    longer = finite([0.5, 0.5], BITS, 0.11, 500, 0.01)
    assert 500.0 * longer.lower == pytest.approx(253.972806, abs=5e-7)
    assert 500.0 * longer.upper == pytest.approx(256.190560, abs=5e-7)
    biased = converse_target_rate([0.6, 0.4], BITS, 0.11, 500, 0.01, unit="bit")
    assert 500.0 * biased.value == pytest.approx(247.889347, abs=5e-7)
    assert 500.0 * biased.terms["tilted"] / log(2.0) == pytest.approx(242.385235, abs=2e-5)
    assert 500.0 * normal_target_rate([0.6, 0.4], BITS, 0.11, 500, 0.01).value == pytest.approx(
        250.424423, abs=5e-4
    )


@pytest.mark.parametrize(("n", "published"), [(100, 0.433073), (1000, 0.282948)])
def test_the_approximation_of_rare_ones_lies_between_converse_and_code(n: int, published: float) -> None:
    answer = finite([0.89, 0.11], BITS, 0.05, n, 0.01)
    assert answer.rate.value == pytest.approx(0.213519, abs=5e-7)
    assert answer.approximation.value == pytest.approx(published, abs=1e-6)
    assert answer.dispersion == pytest.approx(0.890702, abs=1e-5)
    assert answer.lower < answer.approximation.value < answer.upper
    # Converse and code differ by less than the logarithm of n, over n.
    assert answer.upper - answer.lower < log2(n) / n
    long = normal_target_rate([0.89, 0.11], BITS, 0.05, 10000, 0.01)
    assert long.value == pytest.approx(0.235474, abs=1e-6)


def test_a_gaussian_source() -> None:
    source = ib.sources.gaussian(1.0)
    for n, converse, approximation in ((100, 122.077745, 123.7320), (1000, 1073.307407, 1075.047149)):
        answer = finite(source, None, 0.25, n, 0.01)
        assert n * answer.lower == pytest.approx(converse, abs=2e-6)
        assert n * answer.approximation.value == pytest.approx(approximation, abs=5e-5)
        assert answer.upper == inf
        assert answer.dispersion == pytest.approx(0.5 / log(2.0) ** 2)
        # An odd number of symbols borrows from the even one below.
        odd = converse_target_rate(source, None, 0.25, n + 1, 0.01)
        assert answer.lower - 0.03 < odd.value < answer.approximation.value
    assert finite(source, None, 1.0, 100, 0.01).lower > 0.0
    assert finite(source, None, 2.0, 100, 0.01).approximation.value == 0.0
    assert converse_target_rate(source, None, 0.25, 1, 0.01).vacuous


def test_the_sphere_of_a_gaussian_source_has_the_probability_that_is_left() -> None:
    from scipy.stats import chi2

    for n, eps in ((2, 0.3), (10, 0.01), (400, 1e-6)):
        value = converse_target_rate(ib.sources.gaussian(3.0), None, 0.5, n, eps, unit="nat").value
        expected = 0.5 * log(3.0 * chi2.isf(eps, n) / n / 0.5)
        assert value == pytest.approx(expected, abs=1e-9)
        assert value <= expected + 1e-12


def test_without_distortion_it_is_the_block_code() -> None:
    law = [0.89, 0.11]
    answer = finite(law, BITS, 0, 200, 0.1)
    block = ib.representation.finite_rate(law, 200, 0.1)
    assert answer.lower <= block.upper + 1e-12
    assert answer.lower == pytest.approx(block.lower, abs=1e-9)
    assert answer.upper == pytest.approx(block.upper, abs=1e-9)
    # The general converse is weaker, and no more than that.
    tilted = answer.converse.terms["tilted"] / log(2.0)
    assert block.lower - 8.0 / 200 < tilted < block.lower


def test_levels_that_cost_nothing_on_average_may_cost_something() -> None:
    answer = finite([0.89, 0.11], BITS, 0.11, 100, 0.4)
    assert answer.rate.upper == 0.0
    likely = sum(comb(100, k) * 0.11**k * 0.89 ** (100 - k) for k in range(12))
    assert likely < 0.6 < 1.0
    assert 0.0 < answer.lower <= answer.upper < 0.03
    assert finite([0.89, 0.11], BITS, 0.2, 100, 0.01).upper == 0.0
    # Of a word and its complement one is near, and neither alone is near enough.
    half = finite([0.5, 0.5], BITS, 0.6, 100, 0.01)
    assert 0.0 < half.lower < half.upper < 0.01 + 1e-9


def test_many_letters_are_put_on_fewer_levels() -> None:
    rng = np.random.default_rng(0)
    law = rng.dirichlet(np.ones(8))
    exact, levels = tilted_size(law, -np.log(law), 5, 0.1)
    assert levels == 8
    coarse, levels = tilted_size(law, -np.log(law), 1000, 0.1)
    assert 1 < levels < 8
    assert 0.0 < coarse < 1000.0 * float(-(law @ np.log(law)))
    best = float(np.log(np.count_nonzero(law) ** 5))
    assert exact <= best
    values = rng.normal(size=7)
    for most in range(1, 8):
        lowered = lowered_levels(np.ones(7), values, most)
        assert (lowered <= values).all()
        assert len(np.unique(lowered)) == most
    chosen = [
        sum(values[i] - max(v for v in (values.min(), *cut) if v <= values[i]) for i in range(7))
        for cut in combinations(values.tolist(), 2)
    ]
    assert float((values - lowered_levels(np.ones(7), values, 3)).sum()) == pytest.approx(min(chosen))


@given(st.integers(0, 2**32 - 1), st.integers(2, 4), st.integers(2, 4), st.floats(0.0, 30.0))
@settings(max_examples=40)
def test_tilted_information_is_feasible_in_rationals(seed: int, m: int, n: int, slope: float) -> None:
    from fractions import Fraction

    from mpmath import exp, mp, mpf

    rng = np.random.default_rng(seed)
    law, table, guess = rng.dirichlet(np.ones(m)), rng.exponential(size=(m, n)), rng.normal(size=m)
    tilted = tilted_information(law, table, 0.3, guess, slope)
    with mp.workdps(50):
        total = sum(map(Fraction, law.tolist()))
        for y in range(n):
            mean = mpf(0)
            for x in range(m):
                share = Fraction(law[x]) / total
                exponent = mpf(float(tilted[x])) + mpf(slope) * (mpf(0.3) - mpf(float(table[x, y])))
                mean += mpf(share.numerator) / mpf(share.denominator) * exp(exponent)
            assert mean <= 1


def test_known_answers_of_the_calculators() -> None:
    for calculator in CALCULATORS:
        known = calculator.theorem.known
        assert calculator.evaluate(known.inputs).value == pytest.approx(known.value, abs=known.tolerance)


def test_it_prints_both_ends_and_what_is_no_bound() -> None:
    answer = finite([0.6, 0.4], BITS, 0.11, 500, 0.01)
    assert str(answer) == "R(n = 500, D = 0.11, eps = 0.01) ∈ [0.495778, 0.501407] bit"
    assert answer.to_latex().startswith(r"R(n = 500, D = 0.11, \varepsilon = 0.01) \in")
    assert "≈ 0.500849" in repr(answer)
    assert answer.approximation.direction == "approximation"
    with pytest.raises(ib.AmbiguousTruthError):
        bool(answer)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: finite([0.5, 0.5], BITS, 0.1, 10, 0.0), "strictly between"),
        (lambda: finite([0.5, 0.5], BITS, 0.1, 0, 0.1), "at least 1"),
        (lambda: finite([0.5, 0.5], None, 0.1, 10, 0.1), "needs a distortion"),
        (lambda: finite(ib.sources.gaussian(1.0), BITS, 0.1, 10, 0.1), "squared error"),
        (lambda: finite([0.5, 0.5], [[1, 2], [2, 1]], 0.5, 10, 0.1), "below the least"),
        (
            lambda: covering_target_rate(LAW, ib.distortions.hamming(3), 0.1, 9, 0.1),
            "two letters",
        ),
        (lambda: finite(ib.sources.markov([[0.9, 0.1], [0.1, 0.9]]), BITS, 0.1, 10, 0.1), "memory"),
    ],
)
def test_misuse_says_what_to_do(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ib.ItboundsError, match=message):
        call()
