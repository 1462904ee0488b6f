"""Nonnegative solutions of integer equations, or a sum of them that cannot be: against scipy's program."""

import numpy as np
import pytest

from itbounds.numerics.integer_simplex import Tableau


def first(matrix: np.ndarray, target: np.ndarray, free: int = 0) -> Tableau:
    """Unit columns are the basis; of the others the first may be negative, the rest cost one."""
    height, width = matrix.shape
    table = np.zeros((height + 1, width + 1), dtype=np.int64)
    table[:-1, :-1], table[:-1, -1] = matrix, target
    table[-1] = table[:-1].sum(axis=0)
    table[-1, free:-1] -= 1
    return Tableau(
        table, np.arange(height), height + np.arange(width), height, np.ones(width, dtype=np.bool_)
    )


def least_cost(matrix: np.ndarray, target: np.ndarray, free: int) -> float | None:
    from scipy.optimize import linprog

    height, width = matrix.shape
    cost = np.ones(height + width)
    cost[height : height + free] = 0.0
    bounds = [(0, None)] * height + [(None, None)] * free + [(0, None)] * (width - free)
    found = linprog(cost, A_eq=np.hstack((np.eye(height), matrix)), b_eq=target, bounds=bounds)
    return float(found.fun) if found.status == 0 else None


@pytest.mark.parametrize("greedy", [300, 0])
@pytest.mark.parametrize("free", [0, 2])
def test_it_agrees_with_another_solver(greedy: int, free: int) -> None:
    rng, solved = np.random.default_rng([greedy, free]), 0
    for _ in range(60):
        height, width = int(rng.integers(1, 7)), int(rng.integers(2, 9))
        matrix = rng.integers(-2, 3, size=(height, width))
        target = rng.integers(-3, 4, size=height)
        tableau = first(matrix, target, free)
        for column in range(free):
            place = int(np.flatnonzero(tableau.outside == height + column)[0])
            tableau.free(place)
        row = tableau.repair(greedy)
        everything = np.hstack((np.eye(height, dtype=np.int64), matrix))
        expected = least_cost(matrix, target, free)
        assert (row is None) == (expected is not None)
        if row is not None:
            entries = tableau.coefficients(row, height + width)
            # A combination of the equations: nonnegative, zero for what is free, with a negative right side.
            assert (entries >= 0).all()
            assert not entries[height : height + free].any()
            assert (entries[:height] @ everything == entries).all()
            assert entries[:height] @ target < 0
            continue
        solved += 1
        tableau.cheapen()
        x = np.zeros(height + width)
        x[tableau.basic] = tableau.table[:-1, -1] / tableau.scale
        np.testing.assert_allclose(everything @ x, target, atol=1e-12)
        assert (np.delete(x, slice(height, height + free)) >= 0).all()
        cost = x.sum() - x[height : height + free].sum()
        assert cost == pytest.approx(expected, abs=1e-9) == tableau.table[-1, -1] / tableau.scale
    assert 10 < solved < 60


def test_large_tableaus_are_changed_where_the_pivot_changes_them() -> None:
    """The sparse and the plain way to pivot give the same: a tableau beside a copy with columns of zeros."""
    rng = np.random.default_rng(4)
    matrix = rng.integers(-1, 2, size=(8, 12)) * (rng.random((8, 12)) < 0.4)
    target = rng.integers(-2, 3, size=8)
    small, large = first(matrix, target), first(np.hstack((matrix, np.zeros((8, 900), dtype=int))), target)
    for _ in range(6):
        rows, columns = np.nonzero(small.table[:-1, :12])
        k = int(rng.integers(len(rows)))
        small.pivot(int(rows[k]), int(columns[k]))
        large.pivot(int(rows[k]), int(columns[k]))
        assert small.scale == large.scale
        np.testing.assert_array_equal(small.table[:-1, :12], large.table[:-1, :12])
        np.testing.assert_array_equal(small.table[:, -1], large.table[:, -1])


def test_a_variable_that_must_be_zero_is_expelled() -> None:
    tableau = first(np.array([[1, 2], [0, 1]]), np.array([3, 1]))
    assert tableau.expel_all(1) is None
    assert 0 not in tableau.basic
    assert not tableau.allowed[tableau.outside == 0].any()
    assert first(np.array([[0, 0], [0, 1]]), np.array([3, 1])).expel_all(1) == 0
    assert first(np.array([[0, 0], [0, 1]]), np.array([0, 1])).expel_all(1) is None


def test_too_large_numbers_are_refused() -> None:
    with pytest.raises(OverflowError, match="too large"):
        first(np.array([[1 << 31, 1]]), np.array([-1])).pivot(0, 0)
