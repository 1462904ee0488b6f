"""Instances of inequalities in four groups, and which of them a polymatroid violates."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations

import numpy as np

from itbounds._typing import Vector
from itbounds.forms.axioms import InstanceStep
from itbounds.forms.linear import Integers
from itbounds.symbolic.non_shannon import NamedInequality

__all__ = ["dense_heights", "group_choices", "instances", "violations"]

_BOXES = 5
"""Four groups and a condition."""


def instances(
    size: int,
    table: Mapping[int, int],
    inequalities: Iterable[NamedInequality],
    most: int,
    least: float = 0.0,
) -> Iterator[InstanceStep]:
    """Yield instances of inequalities that a polymatroid violates, at most so many of each.

    Parameters
    ----------
    size : int
        The number of variables.
    table : mapping from int to int
        The polymatroid, as `dense_heights` takes it.
    inequalities : iterable of NamedInequality
    most : int
    least : float
        Instances that are violated by no more than this do not count.

    Examples
    --------
    >>> from itbounds.symbolic.non_shannon import zhang_yeung
    >>> pairs = {mask: 4 if mask == 0b1100 else min(mask.bit_count() + 1, 4) for mask in range(1, 16)}
    >>> [step.groups for step in instances(4, {0: 0, **pairs}, [zhang_yeung()], 9)]
    [(1, 2, 4, 8), (1, 2, 8, 4)]
    """
    named = tuple(inequalities)
    if not named:
        return
    choices, _ = group_choices(size)
    heights = dense_heights(size, table)
    for inequality in named:
        form = inequality.coefficients
        for a, b, c, d, condition in violations(heights, form, choices, most, least):
            written = tuple(form.items())
            yield InstanceStep(inequality.name, written, (a, b, c, d), condition, inequality.scope)


@lru_cache(maxsize=1)
def group_choices(size: int, most: int = 500_000) -> tuple[Integers, int]:
    """Return choices of four disjoint groups, none empty, and of a condition disjoint from them.

    Parameters
    ----------
    size : int
        The number of variables.
    most : int
        How many choices are made at most, beyond those of four single variables: all that name a few
        variables, then all that name one more, as long as there are not too many.

    Returns
    -------
    choices : array of shape (m, 5)
        Masks: the four groups in order, and the condition.
    reach : int
        How many variables a choice may name; all choices up to that number are there.

    Examples
    --------
    >>> [len(group_choices(n)[0]) for n in (3, 4, 5)]
    [0, 24, 480]
    >>> group_choices(12)[1]
    5
    """
    found = [np.zeros((0, _BOXES), dtype=np.int64)]
    count, reach = 0, min(size, 3)
    for named in range(4, size + 1):
        patterns = _patterns(named)
        sets = np.array(list(combinations(range(size), named)), dtype=np.int64)
        count += len(patterns) * len(sets)
        if named > 4 and count > most:
            break
        bits = np.int64(1) << sets
        inside = (patterns[:, :, None] == np.arange(_BOXES)).astype(np.int64)
        found.append(np.einsum("sv,pvb->spb", bits, inside).reshape(-1, _BOXES))
        reach = named
    choices = np.concatenate(found)
    choices.flags.writeable = False  # it is kept for the next call
    return choices, reach


def dense_heights(size: int, table: Mapping[int, int]) -> Vector:
    """Return the values of a polymatroid on all sets, from a family closed under intersection.

    A set has the value of the smallest member that contains it, which is the least value of all that do.

    Examples
    --------
    >>> dense_heights(2, {0: 0, 1: 1, 3: 2})
    array([0., 1., 2., 2.])
    """
    heights = np.full(1 << size, np.inf)
    for mask, value in table.items():
        heights[mask] = value
    heights[0] = 0.0
    for i in range(size):
        slices = heights.reshape(1 << (size - 1 - i), 2, 1 << i)
        np.minimum(slices[:, 0], slices[:, 1], out=slices[:, 0])
    return heights


def violations(
    heights: Vector, form: Mapping[int, int], choices: Integers, most: int, least: float = 0.0
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield the choices where a form is negative, the most violated first, each different form once.

    Parameters
    ----------
    heights : array of shape (2 ** n,)
        Values on all sets, in whole numbers, so that no rounding occurs.
    form : mapping
        Coefficients by masks of the four groups.
    choices : array of shape (m, 5)
    most : int
        How many are found at most.
    least : float
        How negative the form is more than.

    Examples
    --------
    >>> heights = np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0] + [1.0] * 8)
    >>> list(violations(heights, {0b0001: 1, 0b1111: -2}, group_choices(4)[0], 2))
    [(1, 2, 4, 8, 0), (2, 1, 4, 8, 0)]
    """
    values = np.zeros(len(choices))
    base = heights[choices[:, 4]]
    for chosen, coefficient in form.items():
        masks = choices[:, 4].copy()
        for k in range(4):
            if chosen >> k & 1:
                masks |= choices[:, k]
        values += coefficient * (heights[masks] - base)
    negative = np.flatnonzero(values < -least)
    seen: set[frozenset[tuple[int, int]]] = set()
    for index in negative[np.argsort(values[negative], kind="stable")].tolist():
        a, b, c, d, condition = (int(mask) for mask in choices[index])
        terms: dict[int, int] = {}
        for chosen, coefficient in form.items():
            parts = (group for k, group in enumerate((a, b, c, d)) if chosen >> k & 1)
            key = sum(parts, condition)
            terms[key] = terms.get(key, 0) + coefficient
        written = frozenset(terms.items())
        if written not in seen:
            seen.add(written)
            yield a, b, c, d, condition
        if len(seen) == most:
            return


def _patterns(named: int) -> Integers:
    """Return the ways to put this many variables into the boxes, of which the last may stay empty."""
    ways = np.arange(_BOXES**named)[:, None] // _BOXES ** np.arange(named)[::-1] % _BOXES
    full = np.ones(len(ways), dtype=np.bool_)
    for box in range(_BOXES - 1):
        full &= (ways == box).any(axis=1)
    return ways[full]
