"""Exact linear algebra against determinants and against floating point."""

from fractions import Fraction

import numpy as np
from hypothesis import given, strategies as st

from itbounds.numerics.block_sums import block_sums
from itbounds.numerics.exact_nullspace import exact_nullspace, exact_rank

matrices = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(-3, 3), min_size=columns, max_size=columns), min_size=0, max_size=7
    ).map(lambda rows: (rows, columns))
)


@given(matrices)
def test_solutions_are_a_basis(drawn):
    rows, columns = drawn
    sparse = [dict(enumerate(row)) for row in rows]
    basis = exact_nullspace(sparse, columns)
    rank = int(np.linalg.matrix_rank(np.array(rows))) if rows else 0
    assert exact_rank(sparse) == rank
    assert len(basis) == columns - rank
    for solution in basis:
        for row in rows:
            assert sum(row[i] * value for i, value in solution.items()) == 0
        assert solution[min(solution)] == Fraction(1)
        assert sum(min(solution) in other for other in basis) == 1


def test_numbers_may_be_long():
    """A Hilbert matrix in integers is regular, which doubles do not see."""
    size = 20
    scale = 1
    for number in range(1, 2 * size):
        scale *= number
    rows = [{j: scale // (i + j + 1) for j in range(size)} for i in range(size)]
    assert exact_rank(rows) == size
    assert exact_nullspace(rows[:-1], size) != []
    assert len(exact_nullspace(rows[:-1], size)) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0.0, 1.0)), min_size=1, max_size=30))
def test_sums_of_blocks_are_rounded_once(points):
    codes = np.array([code for code, _ in points])
    values = np.array([value for _, value in points])
    for block, found in enumerate(block_sums(codes, values, 4).tolist()):
        exact = sum((Fraction(value) for code, value in points if code == block), Fraction(0))
        assert found == float(exact)
