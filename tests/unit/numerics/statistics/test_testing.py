"""Tests of two hypotheses: the best one as a linear program, Chernoff's exponent on a grid."""

from itertools import pairwise
from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.numerics.statistics.renyi import renyi_divergences
from itbounds.numerics.statistics.testing import chernoff_information, neyman_pearson_beta


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 8), alpha=st.floats(0.0, 1.0))
def test_the_best_test_solves_its_linear_program(seed: int, n: int, alpha: float) -> None:
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    p, q = rng.dirichlet(np.full(n, 0.5), size=2) * (rng.random((2, n)) > 0.2) + np.eye(n)[[0, n - 1]] * 1e-3
    low, high = neyman_pearson_beta(p, q, alpha)
    p, q = p / p.sum(), q / q.sum()
    exact = {"primal_feasibility_tolerance": 1e-10}
    solved = linprog(q, A_eq=p[None], b_eq=[alpha], bounds=(0, 1), options=exact)
    assert low - 1e-9 <= solved.fun <= high + 1e-9
    assert low <= high
    if p.min() > 1e-3:
        assert high - low < 1e-9


def test_a_hundred_coins() -> None:
    """The error of the second kind of fair coins against those of 0.2, at power 0.95."""
    counts = np.arange(101)
    from scipy.stats import binom

    low, high = neyman_pearson_beta(binom.pmf(counts, 100, 0.2), binom.pmf(counts, 100, 0.5), 0.95)
    assert 1.2405855e-6 <= low <= high <= 1.2405865e-6


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 8))
def test_chernoff_information_is_enclosed(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    p, q = rng.dirichlet(np.full(n, 0.5), size=2) * (rng.random((2, n)) > 0.2) + 1e-9
    p[0] = q[-1] = 0.0
    low, high, order = chernoff_information(p, q)
    p, q = p / p.sum(), q / q.sum()
    if not (p * q).any():
        assert (low, high) == (inf, inf)
        return
    orders = np.linspace(1e-6, 1.0 - 1e-6, 2001)[:, None]
    grid = -np.log(
        np.where(p * q > 0, np.exp(orders * np.log(p + 1e-300) + (1 - orders) * np.log(q + 1e-300)), 0).sum(
            axis=1
        )
    )
    assert grid.max() <= high
    assert low <= grid.max() + 1e-4 * (1.0 + abs(low))
    assert 0.0 <= high - low <= 1e-11
    assert 0.0 <= order <= 1.0


def test_published_exponents_of_two_coins() -> None:
    p, q = np.array([0.2, 0.8]), np.array([0.5, 0.5])
    low, high, order = chernoff_information(p, q)
    assert low == pytest.approx(0.0527532, abs=5e-8)
    assert high == pytest.approx(low, abs=1e-12)
    assert order == pytest.approx(0.481567, abs=5e-7)
    half = float(renyi_divergences(p, q, 0.5))
    assert half / 2.0 == pytest.approx(0.0526803, abs=5e-8)
    assert half / 2.0 <= high
    same, _, _ = chernoff_information(p, p)
    assert same == 0.0
    assert chernoff_information(np.array([1.0, 0.0]), np.array([0.0, 1.0]))[0] == inf
    # The maximum is at an end if one law is the other one restricted.
    low, high, order = chernoff_information(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.25, 0.5]))
    assert low <= log(2.0) <= high
    assert order == 0.0


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_renyi_divergences_increase_with_the_order(seed: int) -> None:
    p, q = np.random.default_rng(seed).dirichlet(np.full(4, 0.5), size=2)
    orders = (0.0, 0.3, 0.5, 0.99, 1.0, 1.01, 2.0, 10.0, inf)
    values = [float(renyi_divergences(p, q, order)) for order in orders]
    assert all(b >= a * (1 - 1e-9) - 1e-12 for a, b in pairwise(values))
