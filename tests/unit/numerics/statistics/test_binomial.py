"""Binomial tails, Maurer's constant and the interval of Clopper and Pearson, against exact sums."""

from fractions import Fraction
from math import comb, exp, inf, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf

from itbounds.numerics.statistics.binomial import binomial_ceiling, log_binomial_tail
from itbounds.numerics.statistics.stirling import log_peak, shtarkov_sum, stirling_remainder


def _tail(k: int, n: int, p: float) -> Fraction:
    share = Fraction(p)
    return sum((comb(n, j) * share**j * (1 - share) ** (n - j) for j in range(k + 1)), Fraction(0))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), n=st.integers(1, 120), p=st.floats(1e-6, 1.0 - 1e-6))
def test_tails_are_exact_sums_within_their_error(data: st.DataObject, n: int, p: float) -> None:
    k = data.draw(st.integers(0, n))
    value, error = log_binomial_tail(k, n, p)
    exact = _tail(k, n, p)
    with mp.workdps(1000):
        truth = mp.log(mpf(exact.numerator) / mpf(exact.denominator))
        assert abs(mpf(value) - truth) <= mpf(error)
    assert error <= 1e-11 * (1.0 + abs(value))


@pytest.mark.parametrize(
    ("k", "n", "p"), [(100, 20000, 0.9), (4900, 10000, 0.5), (5100, 10000, 0.5), (20, 10000, 0.11)]
)
def test_tails_of_long_codes(k: int, n: int, p: float) -> None:
    value, error = log_binomial_tail(k, n, p)
    with mp.workdps(50):
        term, total = mp.binomial(n, k) * mpf(p) ** k * (1 - mpf(p)) ** (n - k), mpf(0)
        odds = (1 - mpf(p)) / mpf(p)
        for j in range(k, -1, -1):
            total += term
            term *= mpf(j) / (n - j + 1) * odds
        assert abs(mpf(value) - mp.log(total)) <= mpf(error)
    assert error < 1e-8


def test_the_ends_of_the_tail() -> None:
    assert log_binomial_tail(5, 5, 0.3) == (0.0, 0.0)
    value, error = log_binomial_tail(52, 53, 1e-6)  # the complement, 1e-318, is below the normal doubles
    assert value <= 0.0 < error < 1e-300
    assert log_binomial_tail(0, 5, 0.0) == (0.0, 0.0)
    assert log_binomial_tail(4, 5, 1.0) == (-inf, 0.0)


@pytest.mark.parametrize("n", [1, 2, 5, 20, 60])
def test_maurers_constant_is_its_sum(n: int) -> None:
    exact = sum(comb(n, k) * Fraction(k, n) ** k * Fraction(n - k, n) ** (n - k) for k in range(n + 1))
    assert exact <= Fraction(shtarkov_sum(n)) <= exact * (1 + Fraction(1, 10**12))


def test_maurers_constant_is_stable_to_a_million() -> None:
    published = {1: 2.0, 100: 13.20996, 1000: 40.30321, 10_000: 125.99912}
    for n, value in published.items():
        assert shtarkov_sum(n) == pytest.approx(value, abs=5e-6)
    for n in (100, 10_000, 1_000_000):
        assert shtarkov_sum(n) <= 2.0 * sqrt(n)
        # The next terms of the expansion are of the order of 1 / sqrt n.
        assert abs(shtarkov_sum(n) - sqrt(pi * n / 2.0) - 2.0 / 3.0) < 0.2 / sqrt(n)


def test_stirlings_remainder_and_the_peaks() -> None:
    counts = np.array([1.0, 2.0, 15.0, 16.0, 17.0, 100.0, 1e6])
    with mp.workdps(50):
        truths = [
            float(mp.loggamma(mpf(n) + 1) - mp.log(2 * mp.pi * mpf(n)) / 2 - mpf(n) * mp.log(mpf(n)) + mpf(n))
            for n in counts
        ]
    np.testing.assert_allclose(stirling_remainder(counts), truths, rtol=0, atol=1e-14)
    assert exp(log_peak(2)[1]) == pytest.approx(0.5, abs=1e-14)


@pytest.mark.parametrize(
    ("k", "n", "level"),
    [(0, 100, 0.05), (3, 50, 0.05), (49, 50, 0.01), (40, 1000, 1e-9), (10, 50, 0.9), (30, 100, 0.99)],
)
def test_the_limit_of_clopper_and_pearson(k: int, n: int, level: float) -> None:
    from scipy.special import betaincinv

    found = binomial_ceiling(k, n, log(level))
    assert found == pytest.approx(float(betaincinv(k + 1, n - k, 1.0 - level)), rel=1e-9)
    # At the limit the tail is certainly no larger than the level, and slightly inside it is.
    assert _tail(k, n, found) <= Fraction(level) * (1 + Fraction(1, 10**12)) < _tail(k, n, found * (1 - 1e-9))
    assert binomial_ceiling(n, n, log(level)) == 1.0


def test_the_limit_below_the_least_double() -> None:
    """A code of ten thousand bits has a prior of 2^-10000, which no double holds."""
    level = -10_000 * log(2.0)
    assert binomial_ceiling(0, 5000, level) == pytest.approx(1.0 - exp(level / 5000), rel=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "loose"),
    [(50, 10**9, 1e-12), (10**8, 10**9, 1e-7), (5 * 10**8, 10**9, 1e-7), (4 * 10**14, 10**15, 1e-7)],
)
def test_the_limit_among_a_thousand_million_trials(k: int, n: int, loose: float) -> None:
    """A tail is summed in blocks there, which moves the limit outward by little."""
    from scipy.special import betaincinv

    truth = float(betaincinv(k + 1, n - k, 0.95))
    assert truth * (1.0 - 1e-12) <= binomial_ceiling(k, n, log(0.05)) <= truth * (1.0 + loose)


@pytest.mark.parametrize(("k", "p"), [(499_990_000, 0.5), (500_010_000, 0.5)])
def test_tails_in_blocks_hold_the_truth(k: int, p: float) -> None:
    from scipy.special import bdtr

    value, error = log_binomial_tail(k, 10**9, p)
    assert abs(value - log(float(bdtr(k, 10**9, p)))) <= error + 1e-6 < 1e-2


def test_a_tail_of_rare_errors_in_a_thousand_million_is_an_exact_sum() -> None:
    k, n, p = 2000, 10**9, 2e-6
    value, error = log_binomial_tail(k, n, p)
    with mp.workdps(60):
        share = mpf(p)
        term, total = (1 - share) ** n, mpf(0)
        for j in range(k + 1):
            total += term
            term *= mpf(n - j) / (j + 1) * share / (1 - share)
        assert abs(mpf(value) - mp.log(total)) <= mpf(error)
    assert error < 1e-10
