"""Conic combinations: exact where they exist, and absent exactly where a floating-point program says so."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from itbounds.numerics.exact_cone import conic_combination


@st.composite
def instances(draw):
    width, count = draw(st.integers(1, 5)), draw(st.integers(1, 8))
    entries = st.integers(-3, 3)
    columns = draw(
        st.lists(st.lists(entries, min_size=width, max_size=width), min_size=count, max_size=count)
    )
    free = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    if draw(st.booleans()):
        weights = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
        target = (np.array(columns).T @ weights).tolist()
    else:
        target = draw(st.lists(entries, min_size=width, max_size=width))
    return columns, free, target


def _mapping(vector):
    return {i: Fraction(value) for i, value in enumerate(vector)}


@settings(max_examples=300, deadline=None)
@given(instances())
def test_agrees_with_a_floating_point_program(instance):
    columns, free, target = instance
    found = conic_combination([_mapping(column) for column in columns], _mapping(target), free)
    bounds = [(None, None) if negative else (0, None) for negative in free]
    other = linprog(np.zeros(len(columns)), A_eq=np.array(columns).T, b_eq=target, bounds=bounds)
    assert (found is not None) == (other.status == 0)
    if found is not None:
        sums = [sum(y * a[i] for y, a in zip(found, columns, strict=True)) for i in range(len(target))]
        assert sums == target
        assert all(value >= 0 or negative for value, negative in zip(found, free, strict=True))


def test_a_degenerate_program_ends():
    # Beale's example (1955), on which the simplex method with the steepest column cycles.
    rows = [["1/4", "-60", "-1/25", "9", "1", "0", "0"], ["1/2", "-90", "-1/50", "3", "0", "1", "0"]]
    rows += [["0", "0", "1", "0", "0", "0", "1"], ["3/4", "-150", "1/50", "-6", "0", "0", "0"]]
    columns = [{i: Fraction(row[j]) for i, row in enumerate(rows)} for j in range(7)]
    best = Fraction(1, 20)
    assert conic_combination(columns, {2: Fraction(1), 3: best}) is not None
    assert conic_combination(columns, {2: Fraction(1), 3: best + Fraction(1, 10**12)}) is None


@pytest.mark.parametrize("free", [None, [True]])
def test_no_vectors_span_only_zero(free):
    columns = [] if free is None else [{}]
    assert conic_combination(columns, {"x": Fraction(1)}, free) is None
    assert conic_combination(columns, {}, free) is not None
