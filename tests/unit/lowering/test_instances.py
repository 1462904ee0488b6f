"""Instances of named inequalities: all choices of groups, exact values, the same as by substitution."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.lowering.lattice.instances import dense_heights, group_choices, instances, violations
from itbounds.symbolic import RV
from itbounds.symbolic.non_shannon import dougherty_freiling_zeger, ingleton, matus, zhang_yeung


def group(mask, order):
    return tuple(variable for i, variable in enumerate(order) if mask >> i & 1)


@pytest.mark.parametrize("size", [4, 5, 6])
def test_every_choice_is_there_once(size):
    # Each variable is in one of four groups, in the condition, or left out; no group is empty.
    expected = set()
    for places in product(range(6), repeat=size):
        masks = tuple(sum(1 << i for i, place in enumerate(places) if place == box) for box in range(5))
        if all(masks[:4]):
            expected.add(masks)
    choices, reach = group_choices(size)
    assert reach == size
    assert len(choices) == len(expected)
    assert {tuple(choice) for choice in choices.tolist()} == expected


@pytest.mark.parametrize("size", [9, 14, 20])
def test_of_many_variables_only_few_are_named_at_once(size):
    choices, reach = group_choices(size, most=150_000)
    assert 4 <= reach < size
    assert len(choices) <= 150_000
    union = np.bitwise_or.reduce(choices, axis=1)
    counts = {int(mask).bit_count() for mask in np.unique(union).tolist()}
    assert counts == set(range(4, reach + 1))
    assert (choices[:, :4] > 0).all()


@given(st.data())
def test_violations_are_those_of_the_substituted_form(data):
    size = data.draw(st.integers(4, 5))
    order = [RV(f"X{i}") for i in range(size)]
    heights = np.array(
        [0.0, *data.draw(st.lists(st.integers(0, 9), min_size=2**size - 1, max_size=2**size - 1))]
    )
    named = (zhang_yeung(), matus(3, 2), dougherty_freiling_zeger()[4], ingleton())
    inequality = data.draw(st.sampled_from(named))
    choices, _ = group_choices(size)
    found = list(violations(heights, inequality.coefficients, choices, len(choices)))

    def form(choice):
        *four, condition = choice
        groups = (group(mask, order) for mask in four)
        return inequality.on(*groups, given=group(condition, order)).masks(order)

    def value(terms):
        return sum(coefficient * int(heights[mask]) for mask, coefficient in terms.items())

    forms = [form(choice) for choice in found]
    written = [frozenset(terms.items()) for terms in forms]
    values = [value(terms) for terms in forms]
    assert len(set(written)) == len(written)
    assert values == sorted(values)
    assert all(total < 0 for total in values)
    for index in data.draw(st.lists(st.integers(0, len(choices) - 1), min_size=20, max_size=20)):
        terms = form(choices[index].tolist())
        assert (value(terms) < 0) is (frozenset(terms.items()) in written)


def test_instances_are_violated_and_distinct():
    pairs = {mask: 4 if mask == 0b1100 else min(mask.bit_count() + 1, 4) for mask in range(1, 16)}
    table = {0: 0, **pairs}
    steps = list(instances(4, table, (zhang_yeung(), *dougherty_freiling_zeger()), 100))
    forms = [frozenset(step.terms.items()) for step in steps]
    assert len(set(forms)) == len(forms)
    assert all(sum(c * table[mask] for mask, c in step.terms.items()) < 0 for step in steps)
    assert {step.name for step in steps} == {
        each.name for each in (zhang_yeung(), *dougherty_freiling_zeger())
    }
    modular = {mask: mask.bit_count() for mask in range(16)}
    assert not list(instances(4, modular, (zhang_yeung(), ingleton()), 5))


@given(st.lists(st.integers(0, 15), min_size=1, max_size=5), st.integers(1, 3))
def test_a_family_closed_under_intersection_is_filled_from_above(members, slope):
    family = {15}
    for member in members:
        family |= {member & other for other in family}
    table = {mask: slope * mask.bit_count() for mask in family | {0}}
    heights = dense_heights(4, table)
    for mask in range(16):
        smallest = 15
        for member in table:
            if member & mask == mask:
                smallest &= member
        assert heights[mask] == table[smallest]
