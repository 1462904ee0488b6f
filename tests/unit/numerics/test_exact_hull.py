"""Facets above points: each supports the hull, and together they hold exactly what lies above it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from itbounds.numerics.exact_hull import dot, upper_facets


def points(dimension):
    entries = st.tuples(*[st.integers(0, 6)] * dimension)
    return st.lists(entries, min_size=1, max_size=7, unique=True)


def _above(cloud, place):
    """Whether a place is at least as large as some mean of the points, by a floating-point program."""
    matrix = np.array(cloud, dtype=float).T
    solution = linprog(
        np.zeros(len(cloud)), A_ub=matrix, b_ub=place, A_eq=np.ones((1, len(cloud))), b_eq=[1.0]
    )
    return solution.status == 0


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_facets_hold_what_lies_above_the_hull(dimension):
    @settings(max_examples=40, deadline=None)
    @given(points(dimension), st.lists(st.tuples(*[st.integers(0, 12)] * dimension), max_size=6))
    def check(cloud, places):
        exact = [tuple(map(Fraction, point)) for point in cloud]
        facets = upper_facets(exact)
        for weights, bound in facets.items():
            assert min(weights) >= 0
            assert np.gcd.reduce(weights) == 1
            assert min(dot(weights, point) for point in exact) == bound
        for place in places:
            # Halves avoid most boundaries; sixteenths below avoid the rest.
            half = [value / 2 + 1 / 16 for value in place]
            inside = all(dot(weights, tuple(map(Fraction, half))) >= b for weights, b in facets.items())
            assert inside == _above(cloud, half)

    check()


def test_more_than_three_dimensions_are_refused():
    with pytest.raises(ValueError, match="4 dimensions"):
        upper_facets([tuple(map(Fraction, range(4))), tuple(map(Fraction, (3, 2, 1, 0)))])
