"""Newton's equations in reduced form, in blocks, and in stacks, against the dense ones and known answers."""

from fractions import Fraction

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, I, Program, free, rvs
from itbounds._typing import Vector
from itbounds.forms.entropy_program import ConditionalEntropy, EntropyProgramForm
from itbounds.solvers.entropy_program.central_path import CentralPath
from itbounds.solvers.entropy_program.dense_newton import DenseNewton
from itbounds.solvers.entropy_program.interior_point import InteriorPoint
from itbounds.solvers.entropy_program.reduced_newton import ReducedNewton
from itbounds.solvers.entropy_program.stack import pattern
from itbounds.solvers.entropy_program.stacked import solve_stack

X, Y, U = rvs("X Y U")
RNG = np.random.default_rng(7)
SOURCE, TABLES = RNG.dirichlet(np.ones(16)), RNG.random((2, 16, 20))
JOINT = RNG.dirichlet(np.ones(20)).reshape(10, 2)


def two_distortions() -> Program:
    limits = [E(table, X, U) <= 0.4 for table in TABLES]
    return Program(minimize=I(X, U), model={X: SOURCE, (U | X): free(20)}, subject_to=limits)


def side_information() -> Program:
    limit = E(RNG.random((10, 2, 24)), X, Y, U) <= 0.4
    return Program(minimize=I(X, U | Y), model={(X, Y): JOINT, (U | X): free(24)}, subject_to=[limit])


def release(leakage: float) -> Program:
    told = I(Y, U) <= Fraction(leakage)
    table = np.random.default_rng(3).random((10, 15))
    return Program(
        minimize=E(table, X, U), model={(X, Y): JOINT, (U | X): free(15)}, subject_to=[told], unit="nat"
    )


def form_of(program: Program) -> EntropyProgramForm:
    form = program.compile().form
    assert isinstance(form, EntropyProgramForm)
    return form


def hessian(term: ConditionalEntropy, point: Vector) -> np.ndarray:
    """Minus the Hessian of one conditional entropy, from its definition."""
    joint = term.joint.dense()
    behind = np.zeros((int(term.given.max()) + 1, joint.shape[1]))
    np.add.at(behind, term.given, joint)
    first = joint.T @ np.diag(1.0 / (joint @ point)) @ joint
    return np.asarray(term.weight * (first - behind.T @ np.diag(1.0 / (behind @ point)) @ behind))


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        (two_distortions(), ReducedNewton),
        (side_information(), ReducedNewton),
        (release(0.05), DenseNewton),
    ],
)
def test_a_step_solves_newtons_equations(program: Program, kind: type) -> None:
    form = form_of(program)
    path = CentralPath(form)
    assert isinstance(path.newton, kind)
    if isinstance(path.newton, DenseNewton):
        assert path.newton.blocks.count > 1  # the slope of the limit does not join them
    rng = np.random.default_rng(0)
    point = form.normalised(rng.random(len(form.row)))
    barrier, count = rng.random(len(point)) + 0.1, form.inequalities.height
    price, slack = rng.random(count + len(form.limits)), rng.random(count + len(form.limits))
    slopes = path.slopes(point)
    matrix = np.diag(barrier / point) + slopes.T @ np.diag(price / slack) @ slopes
    for factor, part in zip((1.0, *price[count:]), (form.objective, *form.limits), strict=True):
        matrix += factor * sum((hessian(term, point) for term in part.terms), np.zeros_like(matrix))
    right, missing = rng.normal(size=len(point)), rng.normal(size=len(form.totals))
    step = path.newton.at(point, np.sqrt(point / barrier), price[count:], slopes, price / slack)
    found, equal = step.solve(right, missing)
    rows = (form.row == np.arange(len(form.totals))[:, None]).astype(float)
    assert np.abs(matrix @ found + equal @ rows - right).max() < 1e-9
    assert np.abs(rows @ found - missing).max() < 1e-10


def test_two_equal_distortions_are_one() -> None:
    result = ib.rate_distortion_under_limits(SOURCE, [TABLES[0]] * 2, [0.3, 0.3])
    alone = ib.rate_distortion(SOURCE, TABLES[0], 0.3)
    assert result.gap <= 1e-9
    assert result.lower <= alone.upper
    assert alone.lower <= result.upper
    assert result.verify().lower <= result.upper


def test_releasing_a_secret_itself_is_rate_distortion() -> None:
    size, level = 12, 0.3
    flip = ib.rate_distortion(np.full(size, 1 / size), ib.distortions.hamming(size), level)
    result = ib.private_distortion(np.eye(size) / size, ib.distortions.hamming(size), flip.value)
    assert result.lower - 1e-8 <= level <= result.upper + 1e-8
    assert result.gap <= 1e-9


@pytest.mark.parametrize("tol", [1e-6, 1e-9])
def test_a_stack_reaches_what_single_runs_reach(tol: float) -> None:
    forms = [form_of(release(leakage)) for leakage in (0.01, 0.05, 0.1)]
    assert pattern(forms[0]) is None  # 150 cells go alone
    small = []
    for table in np.random.default_rng(5).random((6, 3, 4)):
        other, law = table[:, ::-1], np.array([0.5, 0.3, 0.2])
        inside = np.exp(-3.0 * (table + other))
        inside *= law[:, None] / inside.sum(axis=1, keepdims=True)
        limits = [E(cost, X, U) <= float((inside * cost).sum()) for cost in (table, other)]
        small.append(form_of(Program(minimize=I(X, U), model={X: law, (U | X): free(4)}, subject_to=limits)))
    assert len({pattern(form) for form in small}) == 1
    for form, found in zip(small, solve_stack(small, tol), strict=True):
        assert found.gap <= tol
        assert found.primal is not None
        assert (form.inequalities.dot(found.primal) <= form.ceiling).all()
        single = InteriorPoint().solve(form, tol)
        assert single.primal is not None
        assert abs(form.objective.value(found.primal) - form.objective.value(single.primal)) <= tol
