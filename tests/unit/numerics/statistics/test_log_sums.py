"""Sums and tests in logarithms against fractions and mpmath."""

from fractions import Fraction
from math import comb, exp, inf, log

import mpmath
import numpy as np
import pytest

from itbounds.numerics.statistics.log_sums import log_cumulative_sums, log_sum
from itbounds.numerics.statistics.log_testing import log_beta


@pytest.mark.parametrize("n", [1, 2, 30, 900])
def test_cumulative_sums_of_binomial_coefficients_stay_within_their_error(n: int) -> None:
    coefficients = [comb(n, k) for k in range(n + 1)]
    with mpmath.workdps(40):
        terms = np.array([float(mpmath.log(c)) for c in coefficients])
        sums, error = log_cumulative_sums(terms)
        running, worst = 0, mpmath.mpf(0)
        for k, c in enumerate(coefficients):
            running += c
            worst = max(worst, abs(mpmath.mpf(float(sums[k])) - mpmath.log(running)))
        # Each term was rounded to a double before.
        assert worst <= error + 2.0**-52 * float(terms.max())
        assert error < 1e-10
        whole, slack = log_sum(terms)
        assert abs(whole - n * log(2)) <= slack + 2.0**-52 * float(terms.max())


def test_sums_far_below_the_least_double_are_right_in_relative_terms() -> None:
    terms = np.array([-5000.0, -4000.0, -3000.0, 0.0, -20.0, -5000.0])
    sums, error = log_cumulative_sums(terms)
    assert sums == pytest.approx(
        [-5000.0, -4000.0, -3000.0, 0.0, np.log1p(np.exp(-20.0)), np.log1p(np.exp(-20.0))], abs=1e-11
    )
    assert error < 1e-11
    assert log_cumulative_sums(np.array([-inf, -inf]))[0].tolist() == [-inf, -inf]
    assert log_cumulative_sums(np.array([-inf, 0.0]))[0].tolist() == [-inf, 0.0]
    assert log_sum(np.array([-inf]))[0] == -inf


def _exact_beta(p: list[Fraction], q: list[Fraction], eps: Fraction) -> Fraction:
    """The fractional knapsack of Neyman and Pearson, in fractions."""
    budget, beta = eps, Fraction(0)
    cells = [(a, b) for a, b in zip(p, q, strict=True) if a > 0]
    for a, b in sorted(cells, key=lambda cell: (cell[1] == 0, cell[0] / cell[1] if cell[1] else 0)):
        spent = min(budget, a)
        budget -= spent
        beta += b * (1 - spent / a)
    return beta


def test_five_thousand_small_tests_are_enclosed() -> None:
    rng = np.random.default_rng(5)
    for _ in range(5000):
        k = int(rng.integers(1, 6))
        p = [Fraction(int(v)) for v in rng.integers(0, 9, k)]
        q = [Fraction(int(v)) for v in rng.integers(0, 9, k)]
        if not sum(p):
            continue
        p = [v / sum(p) for v in p]
        q = [v / 8 for v in q]
        eps = float(rng.choice([0.001, 0.25, 0.5, rng.uniform(0.0, 1.0)])) or 0.5
        truth = _exact_beta(p, q, Fraction(eps))
        logs = [np.array([log(v) if v else -inf for v in law]) for law in (p, q)]
        test = log_beta(*logs, 1e-15, eps)
        assert exp(test.lower) * (1 - 1e-15) <= truth <= exp(test.upper) * (1 + 1e-15)
        assert exp(test.upper) - exp(test.lower) < 1e-12
