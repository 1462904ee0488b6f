"""Minima over joint entropies: against the whole program on random small instances, written out densely."""

from fractions import Fraction
from itertools import permutations

import numpy as np
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import itbounds as ib
from itbounds.forms import Status
from itbounds.symbolic import Expression, H, rate, rvs
from itbounds.symbolic.non_shannon import ingleton, zhang_yeung
from tests.reference import lattice

NAMES = rvs("A B C")
GROUPS = [[v for i, v in enumerate(NAMES) if mask >> i & 1] for mask in range(1, 8)]
STRUCTURE = ["H(C|A,B) == 0", "indep(A; B)", "A -> B -> C", "I(A;B|C) == 0", "H(A|C) == 0"]
forms = st.lists(st.integers(-1, 2), min_size=7, max_size=7)


def expression(entries):
    return sum((value * H(*group) for value, group in zip(entries, GROUPS, strict=True)), Expression())


def _least(objective, relations):
    """The minimum over all polymatroids and rates R, S, by a dense program; None if there is none."""
    rows, right, equal, level = [], [], [], []

    def dense(form):
        found = np.zeros(10)
        for mask, value in form.masks(NAMES).items():
            found[mask] = float(value)
        found[8], found[9] = float(form.coefficient("R")), float(form.coefficient("S"))
        return found

    for elemental in lattice.elementals(3):
        row = np.zeros(10)
        row[list(elemental)] = [float(value) for value in elemental.values()]
        rows.append(-row)
        right.append(0.0)
    for relation in relations:
        form = relation.expression
        if relation.kind == "eq":
            equal.append(dense(form))
            level.append(-float(form.constant))
        else:
            rows.append(-dense(form))
            right.append(float(form.constant))
    solution = linprog(
        dense(objective),
        A_ub=np.array(rows),
        b_ub=right,
        A_eq=np.array(equal) if equal else None,
        b_eq=level or None,
        bounds=[(0, 0), *[(0, None)] * 7, (None, None), (None, None)],
    )
    return solution.fun if solution.status == 0 else None


@settings(max_examples=60, deadline=None)
@given(forms, forms, forms, st.sets(st.sampled_from(STRUCTURE), max_size=2))
def test_agrees_with_the_whole_program(objective, one, other, structure):
    relations = [ib.parse(text) for text in sorted(structure)]
    relations += [expression(one) >= 1, expression(other) <= Fraction(5, 2), H(*NAMES) <= 4]
    found = ib.minimize(expression(objective), relations)
    truth = _least(expression(objective), relations)
    if truth is None:
        assert found.status is Status.INFEASIBLE
        found.proof.verify()
    else:
        assert found.status is Status.OPTIMAL
        assert abs(found.exact - truth) < 1e-7
        assert found.verify() == found.exact
        assert found.witness is not None


@settings(max_examples=15, deadline=None)
@given(forms, forms, st.sets(st.sampled_from(STRUCTURE), max_size=2), st.integers(1, 5), st.integers(1, 5))
def test_regions_agree_with_minima_in_every_direction(one, other, structure, x, y):
    relations = [ib.parse(text) for text in sorted(structure)]
    relations += [H(NAMES[0]) + H(NAMES[1]) >= 1, H(*NAMES) >= 2]
    relations += [rate("R") >= H(NAMES[0]), rate("S") >= H(NAMES[2])]
    relations += [
        rate("R") >= expression(one),
        rate("S") >= expression(other),
        rate("R") + 2 * rate("S") >= 1,
    ]
    region = ib.region("R S", relations)
    region.verify()
    assert region.is_attained
    for a, b in ((x, y), (1, 0), (0, 1), (1, 9)):
        direction = a * rate("R") + b * rate("S")
        corner = min(a * vertex.point[0] + b * vertex.point[1] for vertex in region.vertices)
        assert abs(corner - _least(direction, relations)) < 1e-7


FOUR = rvs("A B C D")
SQUARE = [[v for i, v in enumerate(FOUR) if mask >> i & 1] for mask in range(1, 16)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-2, 2), min_size=15, max_size=15), st.sampled_from(["zhang-yeung", "ingleton"]))
def test_a_minimum_over_a_named_cone_is_that_with_all_instances(entries, cone):
    objective = sum((value * H(*group) for value, group in zip(entries, SQUARE, strict=True)), Expression())
    # Ingleton's expression as a part makes it likely that the inequalities matter.
    objective += 2 * ingleton().expression
    bound = ib.minimize(objective, "H(A,B,C,D) <= 1", cone=cone)
    named = zhang_yeung() if cone == "zhang-yeung" else ingleton()
    rows = []
    for elemental in lattice.elementals(4):
        row = np.zeros(16)
        row[list(elemental)] = [float(value) for value in elemental.values()]
        rows.append(row)
    for groups in permutations(FOUR):
        row = np.zeros(16)
        masks = named.on(*groups).masks(FOUR)
        row[list(masks)] = [float(value) for value in masks.values()]
        rows.append(row)
    cost = np.zeros(16)
    for mask, value in objective.masks(FOUR).items():
        cost[mask] = float(value)
    whole = linprog(cost, A_ub=-np.array(rows), b_ub=np.zeros(len(rows)), bounds=[(0, 0), *[(0, 1)] * 15])
    assert bound.verify() == bound.exact
    assert bound.witness is not None
    assert abs(float(bound.exact) - whole.fun) < 1e-7
