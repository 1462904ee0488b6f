"""The four solvers agree within their gaps, return what they promise, and never raise."""

from math import inf

import numpy as np
import pytest

from itbounds.forms import RateDistortionForm, Status
from itbounds.numerics.tilt import bounds
from itbounds.solvers import available, find
from itbounds.solvers.rate_distortion.blahut_arimoto import BlahutArimoto, ConstrainedBlahutArimoto
from itbounds.solvers.rate_distortion.conic import ConicRateDistortion
from itbounds.solvers.rate_distortion.interior_point import InteriorPoint
from itbounds.testing.rate_distortion_families import FAMILIES, level_range, random_instance
from tests.reference.rate_distortion import interval

SOLVERS = [
    InteriorPoint(),
    BlahutArimoto(max_steps=3000),
    ConstrainedBlahutArimoto(max_steps=300),
    ConicRateDistortion(max_iterations=100),
]
BY_NAME = pytest.mark.parametrize("solver", SOLVERS, ids=[solver.name for solver in SOLVERS])


def form_of(family, seed, largest=8):
    _, source, distortion, level = random_instance(
        np.random.default_rng(seed), family=family, largest=largest
    )
    return RateDistortionForm(source, distortion, level)


def check_contract(form, solution, tol):
    """Points of the right shapes, a history that only improves, an honest status, an interval in order."""
    m, n = form.distortion.shape
    assert solution.primal.shape == (n,)
    assert solution.primal.sum() == pytest.approx(1.0, abs=1e-12)
    assert (solution.primal >= 0.0).all()
    assert solution.dual.shape == (m,)
    assert np.isfinite(solution.dual).all()
    assert 0.0 <= solution.multiplier < inf
    assert solution.history.shape == (solution.steps, 2)
    assert np.isfinite(solution.history).all()
    assert (np.diff(solution.history[:, 0]) >= 0.0).all()
    assert (np.diff(solution.history[:, 1]) <= 0.0).all()
    lower, upper = interval(form, solution)
    # The channel's rate is at most the claimed value of the law, and the dual value is the claimed lower end.
    assert upper <= solution.history[-1, 1] + 1e-10
    assert lower == pytest.approx(max(solution.history[-1, 0], 0.0), abs=1e-10)
    assert lower <= upper + 1e-11
    assert (solution.status is Status.OPTIMAL) == (solution.gap <= tol)


def test_the_registry_finds_all_four_by_name():
    form = form_of("hamming", 0)
    names = [solver.name for solver in SOLVERS]
    assert list(available(RateDistortionForm))[:4] == names
    assert [type(find(name, form)) for name in names] == [type(solver) for solver in SOLVERS]
    assert isinstance(find(None, form), InteriorPoint)


@BY_NAME
@pytest.mark.parametrize("family", FAMILIES)
def test_the_contract_is_kept_on_every_family(solver, family):
    for seed in range(2):
        form = form_of(family, seed)
        check_contract(form, solver.solve(form, 1e-7), 1e-7)


@pytest.mark.parametrize("family", FAMILIES)
def test_all_solvers_enclose_the_same_number(family):
    form = form_of(family, 7)
    ends = [interval(form, solver.solve(form, 1e-7)) for solver in SOLVERS]
    assert max(lower for lower, _ in ends) <= min(upper for _, upper in ends) + 1e-10


@pytest.mark.parametrize("family", FAMILIES)
def test_the_interior_point_reaches_its_tolerance_on_hard_instances(family):
    """Forty instances of each family up to 60 letters, one in ten next to an end of the range of levels."""
    for seed in range(40):
        form = form_of(family, [seed, 1], largest=60)
        solution = InteriorPoint().solve(form, 1e-9)
        assert solution.status is Status.OPTIMAL, seed
        _, upper = bounds(form.source, form.distortion, form.level, solution.primal, solution.multiplier)
        assert -1e-10 <= upper - solution.history[-1, 0] <= 1e-9 + 1e-11, seed


@BY_NAME
def test_a_level_that_one_letter_meets_has_rate_zero_exactly(solver):
    form = RateDistortionForm(np.array([0.25, 0.75]), np.array([[0.0, 2.0, inf], [1.0, 0.0, 0.0]]), 0.5)
    solution = solver.solve(form, 1e-9)
    assert solution.status is Status.OPTIMAL
    np.testing.assert_array_equal(solution.primal, [0.0, 1.0, 0.0])
    assert solution.multiplier == 0.0
    assert interval(form, solution) == (0.0, 0.0)


@BY_NAME
def test_below_the_least_distortion_nothing_is_feasible(solver):
    form = RateDistortionForm(np.array([0.5, 0.5]), np.array([[0.2, 1.0], [1.0, 0.2]]), 0.1)
    solution = solver.solve(form, 1e-9)
    assert solution.status is Status.INFEASIBLE
    assert solution.primal is None


@BY_NAME
@pytest.mark.parametrize("floor", [0.0, 0.3])
def test_at_the_least_distortion_the_cheapest_letters_alone_count(solver, floor):
    """Two pairs of letters that share a cheapest output: R(D_min) = h(p0 + p1)."""
    source = np.array([0.1, 0.2, 0.3, 0.4])
    distortion = floor + np.array([[0.0, 1.0], [0.0, 2.0], [3.0, 0.0], [1.0, 0.0]])
    form = RateDistortionForm(source, distortion, float(source @ distortion.min(axis=1)))
    solution = solver.solve(form, 1e-6)
    rate = -0.3 * np.log(0.3) - 0.7 * np.log(0.7)
    assert solution.history[-1] == pytest.approx([rate, rate], abs=1e-6)
    cheapest = RateDistortionForm(source, np.where(distortion > floor, inf, 0.0), inf)
    lower, _ = interval(form=cheapest, solution=solver.solve(cheapest, 1e-6))
    assert lower == pytest.approx(rate, abs=1e-6)
    # The dual point holds for the true distortions too.
    worst = (source @ np.exp(solution.dual[:, None] - solution.multiplier * distortion)).max()
    dual = source @ solution.dual - solution.multiplier * form.level - np.log(worst)
    assert dual == pytest.approx(rate, abs=1e-5)
    assert dual <= rate + 1e-12


@BY_NAME
def test_a_level_above_what_the_forbidden_pairs_cost_leaves_the_slope_at_zero(solver):
    """Confusions are forbidden and the letters themselves cost 1: at any D > 1 the rate is H(X)."""
    distortion = np.array([[1.0, inf], [inf, 1.0]])
    form = RateDistortionForm(np.array([0.2, 0.8]), distortion, 1.5)
    solution = solver.solve(form, 1e-6)
    assert solution.status is Status.OPTIMAL
    assert solution.multiplier == pytest.approx(0.0, abs=1e-5)
    entropy = -0.2 * np.log(0.2) - 0.8 * np.log(0.8)
    lower, upper = interval(form, solution)
    assert lower - 1e-12 <= entropy <= upper + 1e-12


@BY_NAME
@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1)])
def test_a_single_letter_on_either_side_needs_no_rate(solver, shape):
    distortion = np.random.default_rng(2).random(shape)
    source = np.full(shape[0], 1.0 / shape[0])
    _, highest = level_range(source, distortion)
    solution = solver.solve(RateDistortionForm(source, distortion, highest), 1e-9)
    assert solution.status is Status.OPTIMAL
    assert solution.history[-1, 1] == 0.0


def test_limits_are_kept_and_leave_an_open_gap():
    points = np.linspace(-4.0, 4.0, 30)
    source = np.exp(-(points**2) / 2.0)
    form = RateDistortionForm(source / source.sum(), (points[:, None] - points) ** 2, 0.2)
    for solver in (
        InteriorPoint(max_steps=2),
        BlahutArimoto(max_steps=5),
        BlahutArimoto(max_seconds=0.0),
        ConstrainedBlahutArimoto(max_steps=5),
        ConicRateDistortion(max_iterations=2),
    ):
        solution = solver.solve(form, 1e-12)
        assert solution.status in {Status.GAP_OPEN, Status.FAILED}
        assert solution.steps <= 5
        if solution.primal is not None:
            check_contract(form, solution, 1e-12)


@pytest.mark.parametrize("scale", [1e-290, 1e-30, 1e30, 1e290])
def test_extreme_units_of_distortion_are_harmless(scale):
    generator = np.random.default_rng(5)
    source, distortion = generator.dirichlet(np.ones(6)), generator.random((6, 6))
    lowest, highest = level_range(source, distortion)
    level = lowest + 0.3 * (highest - lowest)
    plain = InteriorPoint().solve(RateDistortionForm(source, distortion, level), 1e-9)
    scaled = InteriorPoint().solve(RateDistortionForm(source, scale * distortion, scale * level), 1e-9)
    assert scaled.status is Status.OPTIMAL
    assert scaled.history[-1] == pytest.approx(plain.history[-1], abs=2e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_impossible_tolerance_is_admitted_as_an_open_gap_with_a_valid_interval(family):
    form = form_of(family, 5, largest=30)
    solution = InteriorPoint().solve(form, 0.0)
    lower, upper = interval(form, solution)
    assert lower <= upper + 1e-11
    assert upper - lower < 1e-6
