"""Solvers agree with one another and with a direct evaluation of the bounds, on easy and on hard channels."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import rel_entr

from itbounds.forms import CapacityForm, RawSolution, Status
from itbounds.solvers import find
from itbounds.solvers.capacity.conic import ConicCapacity
from itbounds.solvers.capacity.hybrid import Hybrid
from itbounds.solvers.capacity.interior_point import InteriorPoint
from itbounds.testing.channel_families import FAMILIES, random_channel

SOLVERS = ("interior_point", "hybrid", None)
SEEDS = st.integers(0, 2**32 - 1)


def used(matrix: np.ndarray) -> np.ndarray:
    """Leave out the outputs that never occur, as the lowering does."""
    return np.ascontiguousarray(matrix[:, matrix.sum(axis=0) > 0])


def direct_bounds(form: CapacityForm, solution: RawSolution) -> tuple[float, float]:
    """Evaluate both bounds from the points by the definition of divergence."""
    matrix = form.matrix / form.matrix.sum(axis=1, keepdims=True)
    p, q = solution.primal, solution.dual
    letters = p > 0
    lower = float(p[letters] @ rel_entr(matrix[letters], p @ matrix).sum(axis=1))
    lines = rel_entr(matrix, q / q.sum()).sum(axis=1)
    if form.cost is not None:
        lines = lines - solution.multiplier * (form.cost - form.budget)
    return lower, float(lines.max())


def check(form: CapacityForm, solver: str | None, tol: float) -> tuple[float, float]:
    solution = find(solver, form).solve(form, tol)
    assert solution.status is Status.OPTIMAL
    assert (solution.primal >= 0).all()
    assert abs(solution.primal.sum() - 1) < 1e-12
    assert (solution.dual > 0).all()
    assert abs(solution.dual.sum() - 1) < 1e-12
    assert solution.steps == len(solution.history)
    # The running bounds only ever improve.
    assert (np.diff(solution.history[:, 0]) >= 0).all()
    assert (np.diff(solution.history[:, 1]) <= 0).all()
    bounds = direct_bounds(form, solution)
    assert bounds == pytest.approx(tuple(solution.history[-1]), abs=1e-13 * (1 + solution.multiplier))
    assert bounds[1] - bounds[0] <= tol * 1.001
    return bounds


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("size", [(9, 5), (40, 60), (160, 130)])
def test_hard_families_are_solved(solver: str | None, family: str, size: tuple[int, int]) -> None:
    check(CapacityForm(used(FAMILIES[family](*size, np.random.default_rng(0)))), solver, 1e-9)


@pytest.mark.parametrize("family", ["dirichlet", "amplitude_limited", "with_zeros"])
def test_acceleration_takes_a_fifth_of_the_steps(family: str) -> None:
    form = CapacityForm(used(FAMILIES[family](30, 24, np.random.default_rng(1))))
    plain = find("blahut_arimoto", form).solve(form, 1e-6)
    accelerated = find("anderson", form).solve(form, 1e-6)
    assert accelerated.status is plain.status is Status.OPTIMAL
    assert accelerated.steps <= 0.2 * plain.steps


@pytest.mark.parametrize("solver", ["interior_point", "hybrid", None])
def test_random_channels_are_solved(solver: str | None) -> None:
    for seed in range(30):
        _, matrix = random_channel(np.random.default_rng(seed), largest=100)
        check(CapacityForm(used(matrix)), solver, 1e-9)


@given(SEEDS, st.integers(1, 7), st.integers(1, 7), st.sampled_from([0.05, 0.3, 1.0, 5.0]))
def test_solvers_agree(seed: int, inputs: int, outputs: int, concentration: float) -> None:
    rng = np.random.default_rng(seed)
    form = CapacityForm(used(rng.dirichlet(np.full(outputs, concentration), inputs)))
    intervals = [check(form, solver, 1e-8) for solver in ("interior_point", "hybrid")]
    intervals.append(tuple(find("blahut_arimoto", form).solve(form, 1e-4).history[-1]))
    # Intervals that contain the same number meet pairwise.
    assert max(lower for lower, _ in intervals) <= min(upper for _, upper in intervals) + 1e-13


@given(SEEDS)
def test_merging_and_splitting_letters_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.dirichlet(np.ones(4), 5)
    lower, upper = check(CapacityForm(matrix), "interior_point", 1e-9)
    mixtures = rng.dirichlet(np.ones(5), 3) @ matrix
    share = rng.uniform(0.1, 0.9)
    split = np.hstack([matrix[:, :3], share * matrix[:, 3:], (1 - share) * matrix[:, 3:]])
    # Mixtures of letters are never needed, and an output split at random carries no information.
    for other in (np.vstack([matrix, mixtures]), split):
        again = check(CapacityForm(other), "interior_point", 1e-9)
        assert max(lower, again[0]) <= min(upper, again[1]) + 1e-13


@pytest.mark.parametrize("least", [1e-16, 1e-30, 1e-290])
@pytest.mark.parametrize("solver", ["interior_point", "hybrid", None])
def test_tiny_entries_are_no_trouble(solver: str | None, least: float) -> None:
    rng = np.random.default_rng(1)
    matrix = rng.dirichlet(np.ones(5), 6)
    matrix[rng.random(matrix.shape) < 0.5] = least
    check(CapacityForm(matrix / matrix.sum(axis=1, keepdims=True)), solver, 1e-9)
    check(CapacityForm(np.array([[0.5, 0.5, least], [0.3, 0.7, 0.0]])), solver, 1e-9)


@pytest.mark.parametrize("noise", [1e-6, 1e-10, 1e-13, 1e-16])
def test_nearly_useless_channels(noise: float) -> None:
    rng = np.random.default_rng(2)
    matrix = rng.dirichlet(np.ones(6)) * (1 + noise * rng.standard_normal((200, 6)))
    form = CapacityForm(matrix / matrix.sum(axis=1, keepdims=True))
    for solver in ("interior_point", "hybrid"):
        _, upper = check(form, solver, 1e-9)
        assert upper <= 1e-9 + 20 * noise**2 * 200


@pytest.mark.parametrize("solver", [InteriorPoint(), Hybrid(), Hybrid(first_order_steps=0)])
def test_tolerances_below_rounding_end_with_an_honest_status(solver: InteriorPoint | Hybrid) -> None:
    form = CapacityForm(np.random.default_rng(3).dirichlet(np.ones(20), 30))
    solution = solver.solve(form, 0.0)
    assert solution.status is (Status.OPTIMAL if solution.gap <= 0.0 else Status.GAP_OPEN)
    assert -1e-14 < solution.gap < 1e-12


def test_a_limit_on_steps_is_kept() -> None:
    form = CapacityForm(FAMILIES["amplitude_limited"](50, 60, np.random.default_rng(4)))
    for solver in ("blahut_arimoto", "anderson", "interior_point"):
        options = type(find(solver, form))
        solution = options(max_steps=3).solve(form, 1e-12)
        assert solution.status is Status.GAP_OPEN
        assert solution.steps == 3
        lower, upper = direct_bounds(form, solution)
        assert lower < upper


def test_blahut_arimoto_converges_as_its_theorem_says() -> None:
    # The lower bound after k steps is short of the capacity by at most ln(m) / k (Arimoto 1972).
    form = CapacityForm(FAMILIES["amplitude_limited"](30, 40, np.random.default_rng(5)))
    capacity = find("interior_point", form).solve(form, 1e-10).history[-1, 0]
    history = type(find("blahut_arimoto", form))(max_steps=500).solve(form, 1e-12).history
    steps = np.arange(1, 501)
    assert (capacity - history[:, 0] <= np.log(30) / steps + 1e-12).all()
    assert capacity - history[20, 0] > 1e-6


def test_the_working_set_is_small_where_few_letters_are_used() -> None:
    form = CapacityForm(FAMILIES["amplitude_limited"](400, 200, np.random.default_rng(6)))
    solution = Hybrid().solve(form, 1e-9)
    assert solution.status is Status.OPTIMAL
    # Smith (1971): the optimal law of an amplitude constraint has finitely many points, here at most 8.
    assert solution.stats["working_set"] < 60
    assert np.count_nonzero(solution.primal > 1e-4) <= 16


@pytest.mark.parametrize("iterations", [1, 4])
def test_an_interrupted_conic_solver_says_so_or_leaves_an_honest_gap(iterations: int) -> None:
    form = CapacityForm(np.random.default_rng(7).dirichlet(np.ones(8), 6))
    solution = ConicCapacity(max_iterations=iterations).solve(form, 1e-9)
    truth = find(None, form).solve(form, 1e-9).history[-1]
    if solution.status is Status.FAILED:
        assert solution.primal is None
    else:
        assert solution.status is Status.GAP_OPEN
        lower, upper = direct_bounds(form, solution)
        assert lower <= truth[1]
        assert truth[0] <= upper
        assert (lower, upper) == pytest.approx(tuple(solution.history[-1]), abs=1e-12)
