"""The pieces of the capacity solvers: tilting, the best multiplier, the Newton system, step lengths."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import linprog

from itbounds.forms import CapacityForm
from itbounds.solvers.capacity.instance import Instance
from itbounds.solvers.capacity.progress import Progress
from itbounds.solvers.capacity.tilting import tilt_to_budget
from itbounds.solvers.newton import NormalSystem, longest_step

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.floats(-8.0, 0.0), st.floats(0.0, 200.0))
def test_tilting_meets_the_budget_with_complementary_slackness(
    seed: int, decade: float, spread: float
) -> None:
    rng = np.random.default_rng(seed)
    logits, cost = spread * rng.standard_normal(6), rng.random(6)
    excess = cost - (cost.min() + float(np.ptp(cost)) * 10.0**decade)
    logarithm, multiplier = tilt_to_budget(logits, excess)
    law = np.exp(logarithm)
    assert law.sum() == pytest.approx(1.0, abs=1e-12)
    least = -float(excess.min())
    assert law @ excess <= 1e-9 * least
    assert multiplier >= 0
    if multiplier > 0:
        assert law @ excess >= -1e-9 * least
    # The tilt is an exponential one wherever the floor of 600 nats is met neither before nor after.
    high = (logarithm > logarithm.max() - 500) & (logits > logits.max() - 500)
    line = logits[high] - multiplier * excess[high] - logarithm[high]
    assert np.ptp(line) <= 1e-9 * (1 + multiplier + spread)


@given(SEEDS)
def test_the_best_multiplier_is_that_of_the_linear_program(seed: int) -> None:
    rng = np.random.default_rng(seed)
    divergences, cost = rng.exponential(size=9), np.round(4 * rng.random(9), int(rng.integers(0, 3)))
    budget = float(cost.min()) + rng.uniform(0.01, 3.0)
    instance = Instance(np.full((9, 1), 1.0), np.zeros(9), cost - budget)
    found = instance.ceiling(divergences, instance.best_multiplier(divergences))
    # min t subject to t + multiplier * excess >= divergences, multiplier >= 0.
    program = linprog(
        [1.0, 0.0],
        A_ub=np.column_stack([-np.ones(9), -(cost - budget)]),
        b_ub=-divergences,
        bounds=[(None, None), (0, None)],
    )
    assert found == pytest.approx(program.fun, abs=1e-9)


@given(SEEDS, st.integers(1, 9), st.integers(1, 9), st.sampled_from([1e-8, 1.0, 1e6]))
def test_the_normal_system_solves_its_equations(seed: int, rows: int, columns: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    design, scale = size * rng.standard_normal((rows, columns)), rng.uniform(0.5, 2.0, rows)
    matrix = (np.eye(rows) + design @ design.T) / np.outer(scale, scale)
    system = NormalSystem.of(design, scale)
    for right in (rng.standard_normal(rows), rng.standard_normal((rows, 3))):
        solution = system.solve(right)
        assert solution.shape == right.shape
        backward = np.abs(matrix @ solution - right).max()
        assert backward <= 1e-12 * (1 + size**2) * (1 + np.abs(solution).max())


def test_repeated_rows_make_no_singular_system() -> None:
    design = np.tile(1e7 * np.arange(1.0, 4.0), (5, 1))
    solution = NormalSystem.of(design, np.ones(5)).solve(np.arange(5.0))
    # On differences of equal rows the matrix is the identity.
    assert np.diff(solution) == pytest.approx(np.ones(4), rel=1e-6)


@given(st.lists(st.tuples(st.floats(1e-9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=8))
def test_the_longest_step_touches_the_boundary_and_does_not_cross(pairs: list[tuple[float, float]]) -> None:
    point, direction = np.array(pairs).T
    step = longest_step(point, direction)
    assert 0 <= step <= 1
    assert (point + step * direction >= -1e-12 * point).all()
    if step < 1:
        assert ((point + 1.000001 * step * direction) < 0).any()


def test_a_step_from_the_boundary_inwards_is_whole_and_outwards_is_none() -> None:
    assert longest_step(np.array([0.0, 1.0]), np.array([1.0, -0.5])) == 1.0
    assert longest_step(np.array([0.0, 1.0]), np.array([0.0, -2.0])) == 0.5
    assert longest_step(np.array([0.0, 1.0]), np.array([-1.0, 0.0])) == 0.0


@given(SEEDS, st.floats(1e-17, 1e-3))
def test_a_law_over_the_budget_is_brought_within_it_as_computed(seed: int, over: float) -> None:
    rng = np.random.default_rng(seed)
    cost, p = 10.0 ** rng.integers(-3, 6) * (1 + rng.random(5)), rng.dirichlet(np.ones(5))
    budget = float(p @ cost) * (1 - over)
    if budget <= cost.min():
        return
    form = CapacityForm(np.eye(5), cost, budget)
    progress = Progress()
    progress.offer_primal(0.0, p)
    progress.offer_dual(1.0, np.full(5, 0.2))
    progress.note()
    law = progress.solution(form, 2.0).primal
    assert law @ cost <= budget
    assert abs(law.sum() - 1) < 1e-12
    # No more is moved than the overspending asks for, twice at most, and rounding.
    assert np.abs(law - p).sum() <= 8 * over * budget / (p @ cost - cost.min()) + 1e-12


def test_the_best_points_of_both_sides_are_kept() -> None:
    progress = Progress()
    progress.offer_primal(0.2, np.array([1.0]))
    progress.offer_primal(0.1, np.array([2.0]))
    progress.offer_dual(0.5, np.array([3.0]), 7.0)
    progress.offer_dual(0.6, np.array([4.0]), 8.0)
    assert (progress.lower, progress.upper, progress.multiplier) == (0.2, 0.5, 7.0)
    assert (progress.primal[0], progress.dual[0]) == (1.0, 3.0)
