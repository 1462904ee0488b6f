"""Entropy, divergence and information: known values, any layout, constant memory, and errors that bound."""

import tracemalloc
from itertools import permutations
from math import inf, log

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from itbounds.errors import (
    DTypeError,
    EmptyAlphabetError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
    SparseNotSupportedError,
)
from itbounds.numerics import reduction_errors, tiles
from itbounds.numerics.reductions import conditional_entropy, entropy, mutual_information, relative_entropy
from tests.reference import reductions as reference

weights = st.one_of(st.just(0.0), st.floats(1e-9, 1e9), st.sampled_from([1e-300, 1.0, 1e-16]))


def arrays(shape):
    return hnp.arrays(np.float64, shape, elements=weights)


def excess(value, truth):
    with mpmath.workdps(60):
        return float(abs(mpmath.mpf(value) - truth))


class TestKnownValues:
    @pytest.mark.parametrize("size", [1, 2, 3, 1000])
    def test_the_uniform_law_has_the_logarithm_of_its_size(self, size):
        assert entropy(np.ones(size)) == pytest.approx(log(size), abs=1e-14)

    def test_dyadic_law(self):
        """Cover and Thomas, Elements of Information Theory, 2006, example 2.1.1: 7/4 bits."""
        assert entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8]) == pytest.approx(1.75 * log(2), abs=1e-15)

    def test_joint_law_of_the_textbook(self):
        """Cover and Thomas, example 2.2.1: H(X) = 7/4, H(Y) = 2, H(X|Y) = 11/8, I = 3/8 bits."""
        joint = [
            [1 / 8, 1 / 16, 1 / 32, 1 / 32],
            [1 / 16, 1 / 8, 1 / 32, 1 / 32],
            [1 / 16] * 4,
            [1 / 4, 0, 0, 0],
        ]
        assert mutual_information(joint) == pytest.approx(0.375 * log(2), abs=1e-15)
        assert conditional_entropy(joint) == pytest.approx(1.375 * log(2), abs=1e-15)
        assert entropy(joint) == pytest.approx(27 / 8 * log(2), abs=1e-15)

    def test_relative_entropy_of_two_coins(self):
        """Cover and Thomas, example 2.3.1, with r = 1/2 and s = 1/4."""
        assert relative_entropy([0.5, 0.5], [0.75, 0.25]) == pytest.approx(
            0.20751874963942 * log(2), abs=1e-14
        )
        assert relative_entropy([0.75, 0.25], [0.5, 0.5]) == pytest.approx(
            0.18872187554086 * log(2), abs=1e-14
        )

    def test_not_absolutely_continuous(self):
        batch = relative_entropy([[1, 1], [1, 0], [0, 0.5]], [[1, 0], [1, 0], [1e-3, 3]], axis=1)
        assert batch[0] == inf
        assert batch[1] == 0.0
        assert batch[2] == pytest.approx(np.log1p(1e-3 / 3))
        assert relative_entropy([1.0], [1e-320]) == 0.0

    def test_a_ratio_that_overflows_is_no_infinity(self):
        p, q = [1.0, 1.0], [5e-320, 1.0]
        truth = float(reference.relative_entropy(p, q))
        assert relative_entropy(p, q) == pytest.approx(truth, rel=1e-14)
        assert reduction_errors.relative_entropy_with_error(p, q)[1] == inf


class TestLaws:
    @given(arrays(hnp.array_shapes(max_dims=3, max_side=5)), st.sampled_from([2.0**-30, 3.0, 1e5]))
    def test_the_scale_of_the_weights_is_no_matter(self, p, scale):
        assume(p.sum() > 0)
        assert entropy(scale * p) == pytest.approx(entropy(p), abs=1e-12)

    @given(arrays((3, 4)), arrays((3, 4)))
    def test_chain_rule(self, first, second):
        assume(min(first.sum(), second.sum()) > 1e-10)
        assert entropy(first) == pytest.approx(entropy(first.sum(1)) + conditional_entropy(first), abs=1e-12)
        entropies = entropy(first.sum(0)) + entropy(first.sum(1)) - entropy(first)
        assert mutual_information(first) == pytest.approx(entropies, abs=1e-12)
        whole = relative_entropy(first, second)
        part = relative_entropy(first.sum(1), second.sum(1))
        assert whole >= part - 1e-12

    @given(arrays(5))
    def test_divergence_of_a_law_from_a_multiple_of_itself_vanishes(self, p):
        assume(p.sum() > 0)
        assert relative_entropy(p, 3.7 * p) <= 1e-15

    def test_everything_is_nonnegative(self):
        rng = np.random.default_rng(1)
        product = rng.random((200, 4, 1)) * rng.random((200, 1, 5))
        assert (mutual_information(product) >= 0).all()
        assert (mutual_information(product) < 1e-29).all()


class TestLayouts:
    """All layouts, dtypes and axes give what a loop over textbook sums gives."""

    @pytest.mark.parametrize("tile", [8, 64, 1 << 14])
    @pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (1, 2), (0, 1, 2), (2, 0)])
    def test_every_axis_of_every_order(self, axis, tile, monkeypatch):
        monkeypatch.setattr(tiles, "TILE", tile)
        p = np.random.default_rng(0).random((5, 7, 11))
        p[1, 2, 3] = 0.0
        total = p.sum(axis)
        expected = np.log(total) - (p * np.log(np.where(p > 0, p, 1))).sum(axis) / total
        q = p[::-1] + 0.1
        divergence = (p * np.log(np.where(p > 0, p, 1) / q)).sum(axis) / total + np.log(q.sum(axis) / total)
        for order in permutations(range(3)):
            copied, other = (
                np.ascontiguousarray(x.transpose(order)).transpose(np.argsort(order)) for x in (p, q)
            )
            np.testing.assert_allclose(entropy(copied, axis), expected, atol=1e-14)
            np.testing.assert_allclose(relative_entropy(copied, other, axis), divergence, atol=1e-14)
            np.testing.assert_allclose(relative_entropy(copied, q, axis), divergence, atol=1e-14)

    @pytest.mark.parametrize("tile", [8, 64, 1 << 14])
    @pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4), (2, 2, 9, 5), (40, 2, 2), (1, 1)])
    def test_batches_of_joint_laws(self, shape, tile, monkeypatch):
        monkeypatch.setattr(tiles, "TILE", tile)
        joint = np.random.default_rng(2).random(shape) ** 3
        information, conditional = (
            np.asarray(mutual_information(joint)),
            np.asarray(conditional_entropy(joint)),
        )
        assert information.shape == conditional.shape == shape[:-2]
        for index in np.ndindex(shape[:-2]):
            assert information[index] == pytest.approx(
                float(reference.mutual_information(joint[index])), abs=1e-15
            )
            rest = reference.entropy(joint[index]) - reference.entropy(joint[index].sum(1))
            assert conditional[index] == pytest.approx(float(rest), abs=1e-14)
        swapped = mutual_information(np.swapaxes(joint, -1, -2))
        np.testing.assert_allclose(swapped, information, atol=1e-15)

    @pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.uint64, np.float16, np.float32, ">f8"])
    def test_dtypes_convert_exactly(self, dtype):
        p = np.array([[0, 1, 1], [1, 0, 1]], dtype=dtype)
        assert entropy(p) == pytest.approx(log(4), abs=1e-15)
        assert mutual_information(p) == mutual_information(p.astype(np.float64))

    @pytest.mark.parametrize("view", [np.s_[::2], np.s_[::-1], np.s_[5:, ::3], np.s_[:, ::-2]])
    def test_views(self, view):
        p = np.random.default_rng(3).random((400, 300))
        assert entropy(p[view]) == pytest.approx(entropy(p[view].copy()), abs=1e-13)
        assert entropy(np.broadcast_to(p[:1], (9, 300))) == pytest.approx(entropy(p[0]) + log(9), abs=1e-13)

    def test_a_memory_map_is_read_in_tiles(self, tmp_path):
        size = 4_000_000
        mapped = np.memmap(tmp_path / "weights", dtype=np.float64, mode="w+", shape=(size,))
        mapped[:] = np.arange(1, size + 1)
        tracemalloc.start()
        try:
            value = entropy(mapped)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        # With S = n(n + 1)/2, and the sum of k ln k by Euler and Maclaurin (Glaisher's constant).
        n = mpmath.mpf(size)
        with mpmath.workdps(40):
            total = n * (n + 1) / 2
            logs = (
                mpmath.log(mpmath.glaisher)
                + (n**2 / 2 + n / 2 + mpmath.mpf(1) / 12) * mpmath.log(n)
                - n**2 / 4
            )
            truth = mpmath.log(total) - logs / total
        assert excess(value, truth) < 1e-13
        assert peak < 3 * 8 * tiles.TILE

    def test_information_in_constant_memory(self):
        joint = np.random.default_rng(0).random((1000, 1000))
        tracemalloc.start()
        try:
            mutual_information(joint.T)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < joint.nbytes / 3


class TestSparse:
    def random(self, seed=0):
        return sparse.random_array((30, 40), density=0.1, rng=np.random.default_rng(seed), format="coo")

    @pytest.mark.parametrize("kind", ["csr_array", "csc_array", "coo_array", "csr_matrix", "lil_array"])
    def test_sparse_is_dense(self, kind):
        matrix = getattr(sparse, kind)(self.random())
        dense, other = matrix.toarray(), matrix.toarray() ** 2
        other[0, 0] += 1.0
        assert entropy(matrix) == pytest.approx(entropy(dense), abs=1e-14)
        assert mutual_information(matrix) == pytest.approx(mutual_information(dense), abs=1e-14)
        assert relative_entropy(matrix, sparse.csr_array(other)) == pytest.approx(
            relative_entropy(dense, other), abs=1e-14
        )
        assert relative_entropy(sparse.csr_array(other), matrix) == inf

    @pytest.mark.parametrize("axis", [0, 1, -1])
    def test_lines(self, axis):
        matrix = self.random() + sparse.csr_array(np.eye(30, 40) + np.eye(30, 40, 10))
        np.testing.assert_allclose(entropy(matrix, axis), entropy(matrix.toarray(), axis), atol=1e-14)

    def test_duplicates_are_added_and_the_input_is_left_alone(self):
        matrix = sparse.coo_array(([1.0, 1.0, 2.0, 0.0], ([0, 0, 1, 1], [0, 0, 1, 0])), shape=(2, 2))
        assert entropy(matrix) == pytest.approx(log(2), abs=1e-15)
        assert mutual_information(matrix) == pytest.approx(log(2), abs=1e-15)
        assert matrix.nnz == 4

    def test_what_is_refused(self):
        matrix = self.random()
        with pytest.raises(SparseNotSupportedError):
            relative_entropy(matrix, matrix.toarray())
        with pytest.raises(NegativeProbabilityError):
            entropy(-matrix)
        with pytest.raises(NotNormalizedError):
            entropy(sparse.csr_array((3, 3)))
        with pytest.raises(NotNormalizedError):
            entropy(sparse.csr_array(np.diag([1.0, 0.0])), axis=1)
        with pytest.raises(NonFiniteError):
            mutual_information(matrix * np.nan)
        with pytest.raises(ShapeError):
            relative_entropy(matrix, sparse.csr_array(matrix.T))


class TestMisuse:
    @pytest.mark.parametrize(
        ("p", "error"),
        [
            ([0.75, -0.5], NegativeProbabilityError),
            ([0.5, np.nan], NonFiniteError),
            ([0.5, inf], NonFiniteError),
            ([0.0, 0.0], NotNormalizedError),
            ([], EmptyAlphabetError),
            ([1j, 1.0], DTypeError),
            (["a"], DTypeError),
        ],
    )
    def test_what_is_no_law(self, p, error):
        with pytest.raises(error):
            entropy(p)
        with pytest.raises(error):
            relative_entropy(p, np.ones(len(p)))
        with pytest.raises(error):
            mutual_information([p, p])
        with pytest.raises(error):
            conditional_entropy([p, p])

    def test_shapes(self):
        with pytest.raises(ShapeError):
            relative_entropy([1, 1], [1, 1, 1])
        with pytest.raises(ShapeError):
            mutual_information([1, 1])
        with pytest.raises(ShapeError):
            conditional_entropy([1, 1])

    def test_a_batch_of_none_has_no_values(self):
        assert entropy(np.ones((0, 3)), axis=1).shape == (0,)
        assert mutual_information(np.ones((0, 3, 2))).shape == (0,)
