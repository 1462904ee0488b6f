"""Exact linear systems: whatever is returned is checked by substitution."""

import random
from fractions import Fraction

import numpy as np
import pytest

from itbounds.errors import NonFiniteError
from itbounds.numerics.padic import solve_padic
from itbounds.numerics.rational import (
    common_denominator,
    nearby_fractions,
    simplest_fraction,
    solve_rational,
)

SOLVERS = [solve_rational, solve_padic]


def combined(columns: list[dict[int, Fraction]], weights: list[Fraction]) -> dict[int, Fraction]:
    total: dict[int, Fraction] = {}
    for weight, column in zip(weights, columns, strict=True):
        for key, value in column.items():
            total[key] = total.get(key, Fraction(0)) + weight * value
    return {key: value for key, value in total.items() if value}


@pytest.mark.parametrize("solve", SOLVERS)
@pytest.mark.parametrize("count", [1, 5, 30])
def test_a_combination_is_found_again(solve, count: int) -> None:
    rng = random.Random(count)
    for _ in range(5):
        columns = []
        for j in range(count):
            # Its own key makes the columns independent.
            column = {j: Fraction(rng.choice((1, -1, 3)), rng.choice((1, 2)))}
            for key in rng.sample(range(count, 3 * count + 3), 3):
                column[key] = Fraction(rng.randrange(-5, 6) or 1)
            columns.append(column)
        weights = [Fraction(rng.randrange(-(10**6), 10**6), rng.randrange(1, 10**6)) for _ in range(count)]
        assert solve(columns, combined(columns, weights)) == weights


@pytest.mark.parametrize("solve", SOLVERS)
def test_what_has_no_solution_has_none(solve) -> None:
    one = Fraction(1)
    assert solve([{0: one, 1: one}, {1: one, 2: one}], {0: one, 2: one}) is None
    assert solve([{0: one}], {1: one}) is None


def test_dense_systems_have_long_numbers() -> None:
    rng = random.Random(1)
    columns = [{i: Fraction(rng.choice((-1, 1))) for i in range(40)} for _ in range(40)]
    target = {i: Fraction(rng.randrange(1, 9)) for i in range(40)}
    found = solve_padic(columns, target)
    assert found is not None
    assert combined(columns, found) == target
    assert common_denominator(found) > 10**9
    assert solve_rational(columns, target) == found


def test_dependent_columns_are_left_out_by_elimination() -> None:
    one = Fraction(1)
    columns = [{0: one}, {0: 2 * one}, {1: one}]
    found = solve_rational(columns, {0: 3 * one, 1: one})
    assert found is not None
    assert combined(columns, found) == {0: 3, 1: 1}
    assert solve_padic(columns, {0: 3 * one, 1: one}) is None


def test_fractions_near_floats() -> None:
    values = np.array([1 / 3, -2.5, 0.0, 17 / 61])
    assert nearby_fractions(values) == [Fraction(1, 3), Fraction(-5, 2), Fraction(0), Fraction(17, 61)]
    assert common_denominator(nearby_fractions(values)) == 366


def test_doubles_are_read_as_the_simplest_fractions_that_round_to_them() -> None:
    for bottom in range(1, 120):
        for top in range(-bottom, 2 * bottom):
            assert simplest_fraction(top / bottom) == Fraction(top, bottom)
    rng = random.Random(0)
    for _ in range(500):
        value = rng.uniform(-1, 1) * 10.0 ** rng.randint(-320, 20)
        assert float(simplest_fraction(value)) == value
    near = simplest_fraction(0.30000000000000004)
    smaller = (Fraction(round(0.3 * bottom), bottom) for bottom in range(1, 2000))
    assert near != Fraction(3, 10)
    assert all(float(fraction) != 0.30000000000000004 for fraction in smaller)
    for value in (float("nan"), float("inf")):
        with pytest.raises(NonFiniteError):
            simplest_fraction(value)
