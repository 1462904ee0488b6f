"""Capacity under an input cost: closed forms, the shape of its curve, and budgets at its ends."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import brentq
from scipy.special import entr, ndtr, rel_entr

from itbounds.forms import CapacityForm, Status
from itbounds.solvers import find
from itbounds.testing.channel_families import random_channel

SOLVERS = ("interior_point", "hybrid", "blahut_arimoto", "anderson")


def h(x: float) -> float:
    return float(entr(x) + entr(1 - x))


def interval(form: CapacityForm, solver: str | None, tol: float) -> tuple[float, float]:
    solution = find(solver, form).solve(form, tol)
    assert solution.status is Status.OPTIMAL
    p, q, price = solution.primal, solution.dual, solution.multiplier
    assert p @ form.cost <= form.budget
    assert price >= 0
    assert (q > 0).all()
    letters = p > 0
    lower = float(p[letters] @ rel_entr(form.matrix[letters], p @ form.matrix).sum(axis=1))
    upper = float((rel_entr(form.matrix, q).sum(axis=1) - price * (form.cost - form.budget)).max())
    assert upper - lower <= tol * 1.001
    assert (lower, upper) == pytest.approx(tuple(solution.history[-1]), abs=1e-12 * (1 + price))
    return lower, upper


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("budget", [1e-6, 0.01, 0.3, 0.5, 2.0])
def test_binary_channels_with_a_price_on_one(solver: str, budget: float) -> None:
    # Up to the budget 1/2 of the unconstrained law the budget is spent: the law is (1 - B, B).
    share = min(budget, 0.5)
    for noise, capacity in ((0.1, h(share * 0.9 + (1 - share) * 0.1) - h(0.1)), (0.0, h(share))):
        matrix = np.array([[1 - noise, noise], [noise, 1 - noise]])
        lower, upper = interval(CapacityForm(matrix, np.array([0.0, 1.0]), budget), solver, 1e-9)
        assert lower - 1e-12 <= capacity <= upper + 1e-12
    erasure = np.array([[0.7, 0.3, 0.0], [0.0, 0.3, 0.7]])
    lower, upper = interval(CapacityForm(erasure, np.array([0.0, 1.0]), budget), solver, 1e-9)
    assert lower - 1e-12 <= 0.7 * h(share) <= upper + 1e-12


def maximal_entropy(cost: np.ndarray, budget: float) -> float:
    """The largest entropy at a mean cost within the budget: that of a Gibbs law, found by bisection."""

    def gibbs(price: float) -> np.ndarray:
        weights = np.exp(-price * (cost - cost.min()))
        return weights / weights.sum()

    if cost.mean() <= budget:
        return float(np.log(len(cost)))
    price = brentq(lambda s: gibbs(s) @ cost - budget, 0.0, 1e9, xtol=1e-300, rtol=1e-15, maxiter=500)
    return float(entr(gibbs(price)).sum())


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_noiseless_channel_has_the_entropy_of_a_gibbs_law(solver: str) -> None:
    for seed in range(5):
        cost = np.random.default_rng(seed).exponential(size=8)
        for share in (1e-6, 1e-3, 0.1, 0.4, 0.9):
            budget = cost.min() + share * float(np.ptp(cost))
            lower, upper = interval(CapacityForm(np.eye(8), cost, budget), solver, 1e-9)
            assert lower - 1e-11 <= maximal_entropy(cost, budget) <= upper + 1e-11


@given(st.integers(0, 2**32 - 1))
def test_the_capacity_grows_and_is_concave_in_the_budget(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix, cost = rng.dirichlet(np.full(5, 0.5), 6), rng.random(6)
    budgets = cost.min() + float(np.ptp(cost)) * np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    form = CapacityForm(matrix)
    lower, upper = np.array(
        [interval(CapacityForm(matrix, cost, float(b)), "interior_point", 1e-9) for b in budgets]
    ).T
    assert (lower[:-1] <= upper[1:]).all()
    assert (0.5 * (lower[:-2] + lower[2:]) <= upper[1:-1] + 1e-13).all()
    assert lower[-1] <= find(None, form).solve(form, 1e-9).history[-1, 1]


@given(st.integers(0, 2**32 - 1), st.floats(-6.0, 0.0))
def test_solvers_agree(seed: int, decade: float) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.random(7) * 10.0 ** rng.integers(-3, 4)
    budget = float(cost.min() + np.ptp(cost) * 10.0**decade)
    form = CapacityForm(rng.dirichlet(np.full(6, 0.4), 7), cost, budget)
    intervals = [interval(form, solver, 1e-8) for solver in ("interior_point", "hybrid")]
    intervals.append(interval(form, "blahut_arimoto", 1e-4))
    assert max(lower for lower, _ in intervals) <= min(upper for _, upper in intervals) + 1e-12


@pytest.mark.parametrize("solver", ["interior_point", "hybrid", None])
def test_budgets_from_the_cheapest_letter_to_beyond_need(solver: str | None) -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        _, matrix = random_channel(rng, largest=60)
        matrix = matrix[:, matrix.sum(axis=0) > 0]
        cost = np.round(3 * rng.random(len(matrix))) if seed % 5 == 0 else rng.random(len(matrix))
        cost[0] = -0.5
        budget = -0.5 + float(np.ptp(cost)) * 10.0 ** rng.uniform(-6.0, 0.3)
        interval(CapacityForm(matrix, cost, budget), solver, 1e-9)


@pytest.mark.parametrize("solver", ["interior_point", "hybrid"])
def test_a_budget_beyond_need_has_no_price(solver: str) -> None:
    matrix = np.random.default_rng(1).dirichlet(np.ones(5), 6)
    free = CapacityForm(matrix)
    lower, upper = find(solver, free).solve(free, 1e-10).history[-1]
    form = CapacityForm(matrix, np.arange(6.0), 7.0)
    solution = find(solver, form).solve(form, 1e-10)
    assert solution.multiplier < 1e-8
    assert max(lower, solution.history[-1, 0]) <= min(upper, solution.history[-1, 1]) + 1e-13


def test_equal_costs_do_not_constrain() -> None:
    matrix = np.array([[1.0, 0.0], [0.5, 0.5]])
    lower, upper = interval(CapacityForm(matrix, np.array([2.0, 2.0]), 2.5), "interior_point", 1e-10)
    assert lower - 1e-13 <= np.log(1.25) <= upper + 1e-13


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0])
def test_gaussian_noise_in_cells_stays_below_shannons_formula(power: float) -> None:
    # Cutting the output into cells and the input to a grid can only lose; with fine grids they lose little.
    inputs, edges = np.linspace(-7.0, 7.0, 71), np.linspace(-12.0, 12.0, 121)
    edges[0], edges[-1] = -np.inf, np.inf
    matrix = np.diff(ndtr(edges[None, :] - inputs[:, None]), axis=1)
    lower, upper = interval(CapacityForm(matrix, inputs**2, power), None, 1e-9)
    shannon = 0.5 * np.log1p(power)
    assert upper <= shannon + 1e-9
    assert lower >= shannon - 2e-3


def test_the_conic_solver_takes_a_budget() -> None:
    rng = np.random.default_rng(5)
    form = CapacityForm(rng.dirichlet(np.ones(5), 6), rng.random(6), 0.4)
    lower, upper = interval(form, "interior_point", 1e-9)
    other = interval(form, "cvxpy", 1e-3)
    assert other[0] <= upper
    assert other[1] >= lower
    assert lower - other[0] < 1e-7
