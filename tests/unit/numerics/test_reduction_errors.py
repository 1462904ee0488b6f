"""The a-priori error bounds of the reductions hold, against 60 digits, and are needed."""

from math import inf

import mpmath
import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import sparse

from itbounds.errors import DomainError
from itbounds.numerics import reduction_errors, tiles
from itbounds.numerics.reductions import entropy, mutual_information, relative_entropy
from tests.reference import reductions as reference

FAMILIES = ("uniform", "dirichlet", "zeros", "tiny", "counts", "unnormalised", "certain", "single")


def law(name, size, rng):
    """Weights of one of the families that trouble rounding."""
    dense = rng.dirichlet(np.ones(size))
    match name:
        case "uniform":
            return np.full(size, 1.0 / size)
        case "dirichlet":
            return rng.dirichlet(np.full(size, 0.3)) + 1e-280
        case "zeros":
            return dense * (rng.random(size) < 0.5) + np.eye(1, size)[0]
        case "tiny":
            return dense * 10.0 ** -np.where(np.arange(size) == 0, 0, rng.integers(0, 300, size))
        case "counts":
            return np.floor(1e5 * dense) + np.eye(1, size)[0]
        case "unnormalised":
            return dense * 10.0 ** rng.uniform(-9, 9)
        case "certain":
            return np.where(np.arange(size) == 0, 1.0, dense * 10.0 ** -rng.uniform(8, 300))
        case "single":
            return rng.exponential(size=1)
    raise AssertionError(name)


def laws(name, number=15):
    rng = np.random.default_rng([7, FAMILIES.index(name)])
    sizes = rng.choice([2, 3, 5, 17, 130], number)
    return [(law(name, int(size), rng), rng) for size in sizes]


def excess(value, truth):
    with mpmath.workdps(60):
        return float(abs(mpmath.mpf(value) - truth))


class TestErrors:
    """No error is ever exceeded, and every bound is needed: the values themselves are off."""

    @pytest.mark.parametrize("name", FAMILIES)
    def test_entropy(self, name):
        off = 0
        for p, _ in laws(name):
            value, error = reduction_errors.entropy_with_error(p)
            distance = excess(value, reference.entropy(p))
            assert distance <= error < 1e-11
            off += distance > 0.0
        assert off > 0 or name == "single"

    @pytest.mark.parametrize("name", FAMILIES)
    def test_relative_entropy(self, name):
        off = 0
        for p, rng in laws(name):
            for q in (
                p * (1 + 1e-7 * rng.standard_normal(len(p))),
                law("counts", len(p), rng) + 1e-3,
                p[::-1],
            ):
                value, error = reduction_errors.relative_entropy_with_error(p, q)
                truth = reference.relative_entropy(p, q)
                if truth == mpmath.inf:
                    assert value == inf
                    assert error == 0.0
                    continue
                distance = excess(value, truth)
                # The reversed law may hold a ratio near the largest double, for which nothing is claimed.
                assert distance <= error
                assert error < 1e-11 or name in {"tiny", "certain", "dirichlet"}
                off += distance > 0.0
        assert off > 0 or name == "single"

    @pytest.mark.parametrize("name", FAMILIES)
    @pytest.mark.parametrize("kind", ["dense", "sparse"])
    def test_mutual_information(self, kind, name):
        off = 0
        for p, rng in laws(name, 15):
            rows = int(rng.integers(1, 7))
            joint = np.concatenate([p, np.zeros(-len(p) % rows)]).reshape(rows, -1)
            given_as = joint if kind == "dense" else sparse.csr_array(joint)
            value, error = reduction_errors.mutual_information_with_error(given_as)
            distance = excess(value, reference.mutual_information(joint))
            assert distance <= error < 1e-12
            off += distance > 0.0
        assert off > 0 or name == "single"

    @pytest.mark.parametrize("size", [1000, 40_000])
    def test_across_tiles(self, size):
        """Larger laws, against the exact sums of logarithms at 60 digits."""
        p = np.random.default_rng(size).random(size)
        value, error = reduction_errors.entropy_with_error(p)
        assert 0.0 < excess(value, reference.entropy(p)) <= error < 1e-11

    @pytest.mark.parametrize("strength", [1e-3, 1e-6, 1e-9])
    def test_little_information_keeps_its_digits(self, strength):
        """The error is of the order of u sqrt(I): differences of entropies have no digit left at 1e-9."""
        rng = np.random.default_rng(5)
        joint = rng.random((6, 1)) * rng.random((1, 7)) * (1 + strength * rng.standard_normal((6, 7)))
        truth = reference.mutual_information(joint)
        value, error = reduction_errors.mutual_information_with_error(joint)
        assert 0.0 < excess(value, truth) <= error <= 1e-13 * strength
        if strength < 1e-8:
            difference = entropy(joint.sum(0)) + entropy(joint.sum(1)) - entropy(joint)
            assert abs(difference - truth) > 0.9 * truth
        law = joint.ravel()
        value, error = reduction_errors.relative_entropy_with_error(law, law * (1 + strength))
        assert excess(value, reference.relative_entropy(law, law * (1 + strength))) <= error <= 1e-27

    def test_errors_are_not_absurdly_large(self):
        """Some law attains a thousandth of its bound: the bound measures, and is not merely large."""
        ratios = []
        for p, _ in laws("dirichlet", 40):
            value, error = reduction_errors.entropy_with_error(p)
            ratios.append(excess(value, reference.entropy(p)) / error)
        assert 1e-3 < max(ratios) <= 1.0

    def test_batches_carry_the_errors_of_their_members(self):
        p = np.random.default_rng(0).random((4, 3, 9))
        values, errors = reduction_errors.entropy_with_error(p, axis=-1)
        assert values.shape == errors.shape == (4, 3)
        value, error = reduction_errors.entropy_with_error(p[1, 2])
        assert errors[1, 2] == pytest.approx(error, rel=1e-6)
        assert values[1, 2] == pytest.approx(value, abs=error)
        assert reduction_errors.mutual_information_with_error(p)[1].shape == (4,)

    def test_a_column_that_hardly_occurs(self):
        joint = np.array([[1e-300, 1.8e8, 0.0], [0.0, 1.0, 3.0]])
        assert mutual_information(joint) == pytest.approx(
            float(reference.mutual_information(joint)), rel=1e-12
        )

    def test_information_at_the_ends_of_the_doubles(self):
        joint = np.array([[3.0, 1.0], [1.0, 3.0]])
        for scale in (1e-290, 1e-160, 1e160, 1e300):
            assert mutual_information(scale * joint) == pytest.approx(mutual_information(joint), rel=1e-14)
            assert relative_entropy(scale * joint, joint) <= 1e-30
        with pytest.raises(DomainError):
            relative_entropy(1e-300 * joint, 1e300 * joint)

    @pytest.mark.parametrize("scale", [1e-40, 1e40])
    def test_out_of_range_nothing_is_claimed(self, scale):
        p = scale * np.ones((2, 2))
        assert reduction_errors.entropy_with_error(p)[1] == inf
        assert reduction_errors.relative_entropy_with_error(p, np.ones((2, 2)))[1] == inf
        assert reduction_errors.relative_entropy_with_error(np.ones((2, 2)), p)[1] == inf
        assert reduction_errors.mutual_information_with_error(p)[1] == inf

    @given(st.integers(1, 10**9), st.integers(1, 10**5))
    def test_the_depth_of_a_sum_is_no_more_than_that_of_any_tree(self, terms, further):
        assert tiles.summation_depth(terms) <= terms
        assert tiles.summation_depth(terms) <= tiles.summation_depth(terms + further)
