"""The signs of eigenvalues, counted exactly."""

import numpy as np
from hypothesis import given, strategies as st

from itbounds.numerics.inertia import exact_rows, inertia
from itbounds.testing.gaussian_strategies import integer_matrices


@given(st.integers(1, 5).flatmap(lambda n: integer_matrices(n, n)))
def test_the_signs_are_those_of_the_eigenvalues(matrix):
    symmetric = matrix + matrix.T
    values = np.linalg.eigvalsh(symmetric)
    counts = (int((values < -1e-9).sum()), int((np.abs(values) <= 1e-9).sum()), int((values > 1e-9).sum()))
    assert inertia(exact_rows(symmetric)) == counts


@given(integer_matrices(3, 5), integer_matrices(5, 5))
def test_a_gram_matrix_has_no_negative_one_and_congruence_changes_nothing(factor, change):
    gram = factor.T @ factor
    negative, zero, positive = inertia(exact_rows(gram))
    assert (negative, zero + positive) == (0, 5)
    assert positive == np.linalg.matrix_rank(factor)
    if abs(np.linalg.det(change)) > 0.5:
        assert inertia(exact_rows(change @ gram @ change.T)) == (negative, zero, positive)


def test_signs_that_floating_point_cannot_see():
    tiny = 2.0**-80
    assert inertia(exact_rows(np.array([[1.0, 1.0], [1.0, 1.0 + 2.0**-52]]))) == (0, 0, 2)
    assert inertia(exact_rows(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, tiny], [0.0, tiny, 0.0]]))) == (1, 0, 2)
