"""Structured stochastic matrices act as the matrices that they stand for."""

import copy
import pickle

import hypothesis.strategies as st
import numpy as np
import pytest
import scipy.sparse
from hypothesis import given

from itbounds import errors
from itbounds.numerics.operators import (
    Chain,
    Dense,
    Deterministic,
    Identity,
    Kronecker,
    algebra,
    compose,
    deterministic,
    kron,
    marginal,
    product,
    sparse,
)
from itbounds.testing.strategies import stochastic_matrices


@st.composite
def operators(draw, rows=None, columns=None, depth=2):
    """An operator of any kind, with the matrix that it stands for."""
    m = draw(st.integers(1, 4)) if rows is None else rows
    n = draw(st.integers(1, 4)) if columns is None else columns
    kinds = ["dense", "sparse", "table", "chain", "kron"] if depth else ["dense", "table"]
    kind = draw(st.sampled_from([*kinds, "identity"] if m == n else kinds))
    if kind == "identity":
        return Identity(m), np.eye(m)
    if kind == "table":
        table = draw(st.lists(st.integers(0, n - 1), min_size=m, max_size=m))
        return deterministic(table, n), np.eye(n)[table]
    if kind == "chain":
        (a, A), (b, B) = draw(operators(m, 3, depth - 1)), draw(operators(3, n, depth - 1))
        return Chain((a, b)), A @ B
    if kind == "kron":
        m1, n1 = draw(st.sampled_from(divisors(m))), draw(st.sampled_from(divisors(n)))
        (a, A), (b, B) = draw(operators(m1, n1, depth - 1)), draw(operators(m // m1, n // n1, depth - 1))
        return Kronecker((a, b)), np.kron(A, B)
    matrix = draw(stochastic_matrices(m, n))
    return (sparse(scipy.sparse.csr_array(matrix)) if kind == "sparse" else Dense(matrix)), matrix


def divisors(number):
    return [d for d in range(1, number + 1) if number % d == 0]


@given(st.data(), operators())
def test_they_act_as_their_matrices(data, pair):
    operator, matrix = pair
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    laws, values = rng.random((2, 3, len(matrix))), rng.random((2, matrix.shape[1]))
    assert operator.shape == matrix.shape
    assert operator.dense() == pytest.approx(matrix, rel=1e-14)
    assert operator.left(laws) == pytest.approx(laws @ matrix, rel=1e-13)
    assert operator.left(laws[0, 0]) == pytest.approx(laws[0, 0] @ matrix, rel=1e-13)
    assert operator.right(values) == pytest.approx(values @ matrix.T, rel=1e-13)
    assert operator.squared_right(values[0]) == pytest.approx(matrix**2 @ values[0], rel=1e-13)
    assert operator.rows(slice(1, None)) == pytest.approx(matrix[1:], rel=1e-14)
    assert operator.rows(np.array([0, 0])) == pytest.approx(matrix[[0, 0]], rel=1e-14)
    assert operator.is_deterministic == bool(np.isin(operator.dense(), [0.0, 1.0]).all())


@given(operators(columns=4), operators(rows=4), st.sampled_from([0, 1 << 16]))
def test_composites_and_products_are_those_of_the_matrices(first, second, small):
    with pytest.MonkeyPatch.context() as patch:  # with 0, even the smallest are kept in structure
        patch.setattr(algebra, "LETTERS", small)
        patch.setattr(algebra, "SMALL", small)
        patch.setattr(algebra, "FORMED", small)
        (a, A), (b, B) = first, second
        assert compose(a, b).dense() == pytest.approx(A @ B, rel=1e-13)
        assert product([a, b]).dense() == pytest.approx(np.kron(A, B), rel=1e-13)
        pair, other = product([a, b]), product([b, a])
        expected = np.kron(A, B) @ np.kron(B, A) if A.shape[1] * B.shape[1] == len(A) * len(B) else None
        if expected is not None:
            assert compose(pair, other).dense() == pytest.approx(expected, rel=1e-12)


@given(st.data(), st.sampled_from([0, 1 << 16]))
def test_marginals_are_sums_over_axes(data, small):
    parts = [data.draw(operators(columns=n)) for n in (2, 1, 3)]
    whole = Kronecker(tuple(operator for operator, _ in parts))
    matrix = whole.dense()
    keep = data.draw(st.lists(st.sampled_from(range(3)), unique=True))
    drop = tuple(1 + i for i in range(3) if i not in keep)
    tensor = matrix.reshape(-1, 2, 1, 3).sum(axis=drop)
    expected = np.moveaxis(tensor, [1 + sorted(keep).index(i) for i in keep], range(1, 1 + len(keep)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(algebra, "FORMED", small)
        found = marginal(whole, (2, 1, 3), keep)
        assert found.dense() == pytest.approx(expected.reshape(len(matrix), -1), rel=1e-13)


def test_marginals_of_wide_products_in_any_order():
    flips = [0.01 * (i + 1) for i in range(30)]
    whole = kron(*[[[1 - e, e], [e, 1 - e]] for e in flips])
    swapped = marginal(whole, (2,) * 30, [29, 0])
    assert swapped.shape == (2**30, 4)
    expected = np.kron([1 - flips[29], flips[29]], [1 - flips[0], flips[0]])
    assert swapped.rows(np.array([0]))[0] == pytest.approx(expected)
    with pytest.raises(errors.SparseNotSupportedError, match="30 factors with 1073741824 letters"):
        marginal(whole, (2,) * 30, [*range(15, 30), *range(15)])
    wide = kron(*[[[1 - e, e], [e, 1 - e]] for e in flips[:12]])
    back = marginal(wide, (2,) * 12, [*range(6, 12), *range(6)])
    row = wide.rows(np.array([5]))[0].reshape((2,) * 12)
    assert (back.rows(np.array([5]))[0] == np.moveaxis(row, range(6), range(6, 12)).ravel()).all()


@given(operators())
def test_copies_are_the_same_and_cannot_be_written_to(pair):
    operator, _ = pair
    for again in (pickle.loads(pickle.dumps(operator)), copy.deepcopy(operator)):
        assert type(again) is type(operator)
        assert (again.dense() == operator.dense()).all()
    for array in (
        deterministic([1, 0], 2).table,
        Dense(np.eye(2)).matrix,
        pickle.loads(pickle.dumps(Dense(np.eye(2)))).matrix,
    ):
        assert not array.flags.writeable


def test_a_composite_keeps_the_structure_of_its_parts():
    bsc = [[0.9, 0.1], [0.1, 0.9]]
    product_of_many = kron(*[bsc] * 30)
    assert isinstance(product_of_many, Kronecker)
    twice = compose(product_of_many, product_of_many)
    assert isinstance(twice, Kronecker)
    assert twice.shape == (2**30, 2**30)
    assert twice.nnz < 10**6
    permutation = deterministic(np.random.default_rng(1).permutation(10**5), 10**5)
    assert isinstance(compose(permutation, permutation), Deterministic)
    big = sparse(scipy.sparse.eye_array(10**5))
    assert compose(big, permutation).nnz == 10**5
    assert compose(permutation, big).rows(np.array([7]))[0, permutation.table[7]] == 1.0


def test_drifting_sums_are_divided_out():
    drifting = np.array([[0.5 + 4e-10, 0.5], [0.25, 0.75 - 4e-10]])
    for factors in ([drifting] * 40, [sparse(drifting)] * 40):
        chain = kron(factors[0])
        for factor in factors[1:]:
            chain = compose(chain, kron(factor))
        assert np.abs(chain.dense().sum(axis=1) - 1.0).max() <= 1e-11
    assert kron(*[drifting] * 12).left(np.full(4096, 1 / 4096)).sum() == pytest.approx(1.0, abs=1e-13)


def test_what_cannot_be_formed_says_so_and_what_to_do():
    huge = kron(*[[[0.9, 0.1], [0.1, 0.9]]] * 13)
    with pytest.raises(errors.SparseNotSupportedError, match=r"8192 x 8192 Kronecker.*left"):
        huge.dense()
    with pytest.raises(errors.SparseNotSupportedError):
        np.asarray(huge)
    with pytest.raises(errors.ShapeError, match="8192"):
        huge.left(np.ones(3))
    with pytest.raises(errors.ShapeError, match="8192"):
        huge.right(np.ones((8192, 1)))


@pytest.mark.parametrize(
    ("matrix", "error", "says"),
    [
        ([[0.5, 0.6], [0.5, 0.5]], errors.NotNormalizedError, "row 0"),
        ([[0.5, -0.5], [0.5, 0.5]], errors.NegativeProbabilityError, "negative"),
        ([[0.5, np.nan], [0.5, 0.5]], errors.NonFiniteError, "nan"),
        ([0.5, 0.5], errors.ShapeError, "axes"),
        ([[], []], errors.EmptyAlphabetError, "letter"),
        (scipy.sparse.csr_array((0, 3)), errors.EmptyAlphabetError, "letter"),
        (scipy.sparse.csr_array(np.array([[np.inf]])), errors.NotNormalizedError, "inf"),
        (scipy.sparse.csr_array(np.array([[-1.0, 2.0]])), errors.NegativeProbabilityError, "negative"),
    ],
)
def test_what_is_not_stochastic_is_refused(matrix, error, says):
    with pytest.raises(error, match=says):
        sparse(matrix)


def test_constructors_check():
    with pytest.raises(errors.DomainError, match="entry 1"):
        deterministic([0, 3], 3)
    with pytest.raises(errors.DomainError, match="no matrices"):
        kron()
    with pytest.raises(errors.NotNormalizedError):
        kron([[1.0]], [[0.5]])
