"""All joint entropies of a law of several variables, in one pass."""

from collections.abc import Collection, Iterable
from math import prod

import numpy as np

from itbounds._typing import Array, ArrayLike, Count, Vector
from itbounds.errors import DomainError
from itbounds.numerics.support_entropies import Codes, support_codes, support_entropies, support_of
from itbounds.numerics.surprise import surprise
from itbounds.numerics.validation import as_distribution
from itbounds.units import BITS, Unit, as_unit

__all__ = ["entropies", "marginal_sums"]

BLOCK = 1 << 17
"""The largest extended array, in entries; a mebibyte, and its scratch copy another, stay in the cache."""

_TABLE = 1 << 26
"""Points are put into an array of at most so many entries, half a gibibyte."""

LARGEST = 30
"""More variables than this have more joint entropies than memory has room for."""


def entropies(
    p: ArrayLike | None = None,
    *,
    points: ArrayLike | None = None,
    sets: Iterable[Collection[Count]] | None = None,
    unit: Unit | str = BITS,
) -> Vector:
    r"""Return all :math:`2^n` joint entropies of the law of :math:`n` variables, or those of some sets.

    Entry :math:`m` is :math:`H(X_S)` for the set :math:`S` of the variables at the bits 1 of :math:`m`:
    axis i of the array is bit i of the index, and entry 0 is zero. The time is that of one pass over an array
    of :math:`\prod_i (k_i + 1)` entries for alphabets of :math:`k_i` letters, whatever the number of sets.

    Parameters
    ----------
    p : array-like of shape (k_1, ..., k_n), or of shape (s,) with `points`
        Probabilities that sum to one (to rounding: the law is the given one divided by its sum). Left out,
        all points are equally likely.
    points : array-like of shape (s, n), optional
        The points that have the probabilities, of any labels; all others have none. A point that comes
        again adds to its probability. For a small support of a large alphabet, and for samples: the
        entropies are then those of their empirical law, below those of the source on average.
    sets : iterable of collections of int, optional
        Sets of variables, numbered from 0, whose entropies are wanted: all pairs and triples of many
        variables, for instance, ``itertools.combinations(range(n), 3)``.
    unit : Unit or str
        Of the entropies.

    Returns
    -------
    ndarray of shape (2 ** n,), or one entry for each set

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.
    ShapeError
        If there is not one probability for each point.
    DomainError
        For more than 30 variables without `sets`, a set with a variable that is not there, or if neither a
        law nor points are given.

    Notes
    -----
    Each axis is extended by a slot that holds the marginal, :math:`-q \log q` is taken once of every entry of
    the extended array, and each axis is contracted to the pair (marginal slot, sum of the others). Since the
    sum of :math:`-q \log q` is additive over slices, large arrays are handled a slice at a time.

    Points of a large product of alphabets are grouped instead, one more variable at a time; points that are
    alone in their group have settled their share of the entropy and drop out. The product is never formed,
    unless its array is the quicker way.

    Examples
    --------
    The exclusive or of two fair bits, with them:

    >>> p = np.zeros((2, 2, 2))
    >>> p[0, 0, 0] = p[0, 1, 1] = p[1, 0, 1] = p[1, 1, 0] = 1 / 4
    >>> entropies(p)
    array([0., 1., 1., 2., 1., 2., 2., 2.])
    >>> entropies(points=[(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)])
    array([0., 1., 1., 2., 1., 2., 2., 2.])
    >>> entropies(p, sets=[{0}, {0, 2}])
    array([1., 2.])
    """
    worth = as_unit(unit).nats
    if points is not None or sets is not None:
        probabilities, codes = support_of(p) if points is None else support_codes(p, points)
        found: Vector = _of_points(probabilities, codes, sets) / worth
        return found
    if p is None:
        raise DomainError("neither a law nor points are given", hint="pass samples as points=")
    law = as_distribution(p, name="law", ndim=None)
    _require_few(law.ndim)
    return _of_array(law) / worth


def _of_points(probabilities: Vector, codes: list[Codes], sets: Iterable[Collection[Count]] | None) -> Vector:
    if sets is not None:
        return support_entropies(probabilities, codes, [_mask(chosen, len(codes)) for chosen in sets])
    count = len(codes)
    _require_few(count)
    shape = [int(column.max()) + 1 for column in codes]
    if prod(shape) <= _TABLE and prod(size + 1 for size in shape) <= len(probabilities) << count >> 1:
        law = np.zeros(shape)
        np.add.at(law, tuple(codes), probabilities)
        return _of_array(law)
    return support_entropies(probabilities, codes, range(1 << count))


def _of_array(law: Array) -> Vector:
    sums = marginal_sums(law)
    # With s the sum of the numbers, q/s has the entropy (h + s log s)/s, and no variable has h = -s log s.
    # Rounding may leave the entropy of a constant a little below zero.
    result: Vector = np.maximum((sums - sums[0]) / float(law.sum()), 0.0)
    return result


def _mask(chosen: Collection[Count], count: int) -> int:
    mask = 0
    for variable in chosen:
        if not 0 <= variable < count:
            raise DomainError(
                f"a set has variable {variable!r}; there are {count}",
                value=variable,
                hint="number the variables from 0",
            )
        mask |= 1 << int(variable)
    return mask


def marginal_sums(law: Array) -> Vector:
    r"""Return :math:`\sum -q \log q` in nats over each of the :math:`2^n` marginals of an array."""
    return _batch_sums(np.ascontiguousarray(law)[np.newaxis])


def _batch_sums(laws: Array) -> Vector:
    """Return the sum over the first axis of the `marginal_sums` of its slices, in blocks of bounded size."""
    if laws.ndim == 1:
        return np.array([np.sum(surprise(laws))])
    extended = int(np.prod([size + 1.0 for size in laws.shape[1:]]))
    if extended > BLOCK:
        # A set without the first variable sees its sum; one with it adds up over its letters.
        halves = np.empty((1 << (laws.ndim - 2), 2))
        halves[:, 0] = _batch_sums(laws.sum(axis=1))
        halves[:, 1] = _batch_sums(laws.reshape(-1, *laws.shape[2:]))
        return halves.reshape(-1)
    result = np.zeros(1 << (laws.ndim - 1))
    step = BLOCK // extended
    for start in range(0, len(laws), step):
        result += _one_pass(laws[start : start + step])
    return result


def _one_pass(laws: Array) -> Vector:
    slots, shape = laws, laws.shape[1:]
    rest = laws[0].size
    for size in shape:
        rest //= size
        split = slots.reshape(-1, size, rest)
        extended = np.empty((len(split), size + 1, rest))
        extended[:, :size] = split
        extended[:, size] = _sum_middle(split)
        slots = extended
    terms, done = surprise(slots), 1
    for size in reversed(shape):
        split = terms.reshape(-1, size + 1, done)
        pair = np.empty((len(split), 2, done))
        pair[:, 0] = split[:, size]
        pair[:, 1] = _sum_middle(split[:, :size])
        terms, done = pair, 2 * done
    # The first variable is the most significant here; in the result it is bit 0.
    binary: Array = terms.reshape(len(laws), -1).sum(axis=0).reshape((2,) * len(shape))
    return binary.transpose(range(len(shape) - 1, -1, -1)).reshape(-1)


def _sum_middle(blocks: Array) -> Array:
    """Sum over the middle axis: for few letters adding slices is far faster than numpy's reduction."""
    size = blocks.shape[1]
    if size > 8:
        total: Array = blocks.sum(axis=1)
        return total
    total = blocks[:, 0].copy() if size == 1 else blocks[:, 0] + blocks[:, 1]
    for letter in range(2, size):
        total += blocks[:, letter]
    return total


def _require_few(count: int) -> None:
    if count > LARGEST:
        raise DomainError(
            f"{count} variables have 2**{count} joint entropies",
            value=count,
            hint="name the sets that you need: sets=itertools.combinations(range(n), 3)",
        )
