"""Linear programs: points and multipliers that certify one another, whatever the algorithm."""

import numpy as np
import pytest

from itbounds.forms import Status
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.solvers.linear.highs import Highs


def rows_of(matrix: np.ndarray) -> SparseRows:
    rows, columns = np.nonzero(matrix)
    return SparseRows.of(rows, columns, matrix[rows, columns], matrix.shape)


def random_form(rng: np.random.Generator, equalities: int) -> LinearForm:
    """A bounded program with a feasible point inside."""
    matrix = np.round(rng.normal(size=(12, 6)), 1) * (rng.random((12, 6)) < 0.6)
    point = rng.random(6)
    slack = np.concatenate((np.zeros(equalities), rng.random(12 - equalities)))
    right = matrix @ point - slack
    return LinearForm(rng.normal(size=6), rows_of(matrix), right, equalities, np.zeros(6), np.full(6, 3.0))


@pytest.mark.parametrize("method", ["auto", "simplex", "interior", "crossover"])
def test_points_and_multipliers_certify_one_another(method: str, rng: np.random.Generator) -> None:
    for equalities in (0, 2):
        for _ in range(10):
            form = random_form(rng, equalities)
            found = Highs(method).solve(form)
            assert found.status is Status.OPTIMAL
            primal, dual = found.primal, found.dual
            gap = form.rows.dot(primal) - form.right
            assert gap.min() > -1e-6
            assert np.abs(gap[:equalities]).max(initial=0.0) < 1e-6
            assert dual[equalities:].min() > -1e-6
            # Weak duality: c x = y (A x) + z x, with z split between the two bounds.
            row_of = form.rows.row_of
            pulled = np.bincount(form.rows.columns, weights=form.rows.values * dual[row_of], minlength=6)
            reduced = form.cost - pulled
            bound = dual @ form.right + np.minimum(reduced * form.lower, reduced * form.upper).sum()
            assert form.cost @ primal == pytest.approx(bound, abs=1e-5)
            assert found.stats["objective"] == pytest.approx(bound, abs=1e-5)


def test_statuses_are_honest() -> None:
    one = rows_of(np.array([[1.0]]))
    infinite = np.array([np.inf])
    unbounded = LinearForm(np.array([-1.0]), one, np.zeros(1), 0, -infinite, infinite)
    assert Highs("simplex").solve(unbounded).status is Status.UNBOUNDED
    infeasible = LinearForm(np.array([1.0]), one, np.ones(1), 0, np.zeros(1), np.array([0.5]))
    assert Highs("simplex").solve(infeasible).status is Status.INFEASIBLE
    assert Highs("simplex").solve(infeasible).primal is None


def test_a_time_limit_is_a_failure_and_no_answer(rng: np.random.Generator) -> None:
    found = Highs("simplex", time_limit=1e-9).solve(random_form(rng, 0))
    assert found.status in (Status.FAILED, Status.OPTIMAL)  # presolve alone may be enough
    matrix = rng.normal(size=(300, 200))
    large = LinearForm(rng.normal(size=200), rows_of(matrix), -np.ones(300), 0, -np.ones(200), np.ones(200))
    found = Highs("simplex", time_limit=1e-9).solve(large)
    assert found.status is Status.FAILED
    assert found.primal is None


def test_rows_are_a_matrix(rng: np.random.Generator) -> None:
    matrix = rng.normal(size=(7, 5)) * (rng.random((7, 5)) < 0.5)
    rows, point = rows_of(matrix), rng.normal(size=5)
    np.testing.assert_allclose(rows.dot(point), matrix @ point, atol=1e-12)
    chosen = np.array([5, 0, 0, 3])
    np.testing.assert_allclose(rows.take(chosen).dot(point), matrix[chosen] @ point, atol=1e-12)
    np.testing.assert_allclose(
        rows.above(rows.take(chosen)).dot(point), np.concatenate((matrix, matrix[chosen])) @ point
    )
    np.testing.assert_allclose(rows.absolute().dot(np.ones(5)), np.abs(matrix).sum(axis=1), atol=1e-12)
    for k in range(7):
        assert rows.entries(k) == {j: value for j, value in enumerate(matrix[k].tolist()) if value}
    assert len(SparseRows.empty(5)) == 0
