"""What is seen to be nonnegative is so for every law, and the rates of the field are seen to be."""

from fractions import Fraction

import numpy as np
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds import E, H, I
from itbounds.lowering.programs.instance import Table, Tally
from itbounds.lowering.programs.nonnegativity import is_nonnegative

SETS = st.integers(0, 7)


def tally(expression):
    places = {name: 1 << k for k, name in enumerate("XYZ")}
    entropies = {
        sum(places[v.name] for v in members): value for members, value in expression.entropies.items()
    }
    return Tally(entropies)


@given(st.dictionaries(st.integers(1, 7), st.integers(-2, 2).map(Fraction), max_size=5), st.integers(0, 99))
def test_nothing_negative_is_accepted(entropies, seed):
    if not is_nonnegative(Tally(entropies)):
        return
    rng = np.random.default_rng(seed)
    for shape in ((2, 2, 2), (3, 2, 3)):
        law = rng.dirichlet(np.full(int(np.prod(shape)), 0.3)).reshape(shape)
        table = ib.entropies(law, unit="nat")
        assert sum(float(value) * table[mask] for mask, value in entropies.items()) >= -1e-12


@given(SETS, SETS, SETS, st.integers(1, 3))
def test_every_information_is_accepted(a, b, c, weight):
    entropies = dict.fromkeys(range(8), Fraction(0))
    a, b = a & ~b & ~c, b & ~c
    for mask, sign in ((a | c, 1), (b | c, 1), (a | b | c, -1), (c, -1)):
        entropies[mask] += sign * weight
    assert is_nonnegative(Tally(entropies))


def test_rates_are_nonnegative_and_differences_are_not():
    X, Y, Z = ib.rvs("X Y Z")
    for rate in (I(X, Y), I(X, Y | Z), H(X | Y), 2 * I(X, Y) + I(X, (Y, Z)), I((X, Y), Z) + H(X)):
        assert is_nonnegative(tally(rate))
    for rate in (I(X, Y) - I(X, Z), -H(X), H(X) - H(X, Y), I(X, Y) - I(X, Y | Z)):
        assert not is_nonnegative(tally(rate))


def test_means_count_by_their_entries():
    table = Table(Fraction(1), (0,), np.array([0.0, 1.0]))
    assert is_nonnegative(Tally({}, (table,)))
    assert not is_nonnegative(Tally({}, (Table(Fraction(-1), (0,), table.values),)))
    assert not is_nonnegative(Tally({}, (table,), Fraction(-1)))


def test_rates_of_zero_are_printed_as_such():
    X, Y = ib.rvs("X Y")
    useless = [[0.5, 0.5], [0.5, 0.5]]
    for goal in ({"maximize": I(X, Y)}, {"maximize": I(X, Y) + E([0, 0], X)}):
        result = ib.Program(**goal, model={X: ib.free(2), (Y | X): useless}).solve()
        assert result.lower == 0.0
        assert "[0, " in str(result)
        assert result.verify("ball").within(result.interval)
    # What may be negative is not touched.
    negative = ib.Program(maximize=-I(X, Y), model={X: [0.5, 0.5], (Y | X): ib.free(2)}).solve()
    assert negative.lower <= 0.0
