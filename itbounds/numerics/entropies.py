"""All joint entropies of a law of several variables, in one pass."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.validation import as_distribution
from itbounds.units import BITS, Unit, as_unit

__all__ = ["entropies", "entropy_sum", "marginal_sums", "support_codes", "support_entropies"]

Codes: TypeAlias = NDArray[np.int64]

BLOCK = 1 << 17
"""The largest extended array, in entries; a mebibyte, and its scratch copy another, stay in the cache."""

LARGEST = 30
"""More variables than this have more joint entropies than memory has room for."""


def entropies(p: ArrayLike, *, points: ArrayLike | None = None, unit: Unit | str = BITS) -> Vector:
    r"""Return all :math:`2^n` joint entropies of the law of :math:`n` variables.

    Entry :math:`m` is :math:`H(X_S)` for the set :math:`S` of the variables at the bits 1 of :math:`m`:
    axis i of the array is bit i of the index, and entry 0 is zero. The time is that of one pass over an array
    of :math:`\prod_i (k_i + 1)` entries for alphabets of :math:`k_i` letters, whatever the number of sets.

    Parameters
    ----------
    p : array-like of shape (k_1, ..., k_n), or of shape (s,) with `points`
        Probabilities that sum to one (to rounding: the law is the given one divided by its sum).
    points : array-like of shape (s, n), optional
        The points that have the probabilities, of any labels; all others have none. A point that comes
        again adds to its probability. For a small support of a large alphabet.
    unit : Unit or str
        Of the entropies.

    Returns
    -------
    ndarray of shape (2 ** n,)

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.
    ShapeError
        If there is not one probability for each point.
    DomainError
        For more than 30 variables.

    Notes
    -----
    Each axis is extended by a slot that holds the marginal, :math:`-q \log q` is taken once of every entry of
    the extended array, and each axis is contracted to the pair (marginal slot, sum of the others). Since the
    sum of :math:`-q \log q` is additive over slices, large arrays are handled a slice at a time.

    Examples
    --------
    The exclusive or of two fair bits, with them:

    >>> p = np.zeros((2, 2, 2))
    >>> p[0, 0, 0] = p[0, 1, 1] = p[1, 0, 1] = p[1, 1, 0] = 1 / 4
    >>> entropies(p)
    array([0., 1., 1., 2., 1., 2., 2., 2.])
    >>> entropies([1 / 4] * 4, points=[(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)])
    array([0., 1., 1., 2., 1., 2., 2., 2.])
    """
    worth = as_unit(unit).nats
    if points is not None:
        probabilities, codes = support_codes(p, points)
        _require_few(len(codes))
        found: Vector = support_entropies(probabilities, codes, range(1 << len(codes))) / worth
        return found
    law = as_distribution(p, name="law", ndim=None)
    _require_few(law.ndim)
    sums = marginal_sums(law)
    # With s the sum of the numbers, q/s has the entropy (h + s log s)/s, and no variable has h = -s log s.
    # Rounding may leave the entropy of a constant a little below zero.
    result: Vector = np.maximum((sums - sums[0]) / float(law.sum()), 0.0) / worth
    return result


def marginal_sums(law: Array) -> Vector:
    r"""Return :math:`\sum -q \log q` in nats over each of the :math:`2^n` marginals of an array."""
    return _batch_sums(np.ascontiguousarray(law)[np.newaxis])


def _batch_sums(laws: Array) -> Vector:
    """Return the sum over the first axis of the `marginal_sums` of its slices, in blocks of bounded size."""
    if laws.ndim == 1:
        return np.array([np.sum(_surprise(laws))])
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
    terms, done = _surprise(slots), 1
    for size in reversed(shape):
        split = terms.reshape(-1, size + 1, done)
        pair = np.empty((len(split), 2, done))
        pair[:, 0] = split[:, size]
        pair[:, 1] = _sum_middle(split[:, :size])
        terms, done = pair, 2 * done
    # The first variable is the most significant here; in the result it is bit 0.
    binary: Array = terms.reshape(len(laws), -1).sum(axis=0).reshape((2,) * len(shape))
    return binary.transpose(range(len(shape) - 1, -1, -1)).reshape(-1)


def _surprise(q: Array) -> Array:
    r"""Return :math:`-q \log q`, zero at zero; below the smallest normal double it counts for nothing."""
    terms: Array = np.maximum(q, np.finfo(np.float64).tiny)
    np.log(terms, out=terms)
    terms *= q
    np.negative(terms, out=terms)
    return terms


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


def support_codes(p: ArrayLike, points: ArrayLike) -> tuple[Vector, list[Codes]]:
    """Return the probabilities of points, divided by their sum, and the letter numbers of each variable.

    Raises
    ------
    ShapeError
        If the points are no table with one row for each probability.
    """
    probabilities = as_distribution(p, name="law")
    table = np.asarray(points)
    if table.ndim != 2 or len(table) != len(probabilities):
        raise ShapeError(
            f"the points have shape {table.shape}, the probabilities {probabilities.shape}",
            value=table.shape,
            hint="give one row of letters for each probability",
        )
    columns = [np.unique(column, return_inverse=True)[1].reshape(-1) for column in table.T]
    return probabilities / probabilities.sum(), columns


def support_entropies(probabilities: Vector, codes: list[Codes], masks: Iterable[int]) -> Vector:
    """Return the joint entropy in nats for each mask, from the letter numbers of the points of the support.

    Points are grouped by their letters in the set, one variable after another. Sets are visited so that
    those with a common beginning share its grouping, and only the groupings of one set are kept at a time.
    """
    wanted = list(masks)
    found = np.zeros(len(wanted))
    path: list[tuple[int, Codes]] = []
    for variables, where in sorted((_bits(mask), i) for i, mask in enumerate(wanted)):
        common = 0
        while common < min(len(path), len(variables)) and path[common][0] == variables[common]:
            common += 1
        del path[common:]
        for variable in variables[common:]:
            column = codes[variable]
            packed = path[-1][1] * (int(column.max()) + 1) + column if path else column
            path.append((variable, np.unique(packed, return_inverse=True)[1].reshape(-1)))
        if path:
            grouped = np.bincount(path[-1][1], weights=probabilities)
            found[where] = entropy_sum(np.asarray(grouped, dtype=np.float64))
    return found


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def entropy_sum(law: Array) -> float:
    r"""Return :math:`\sum -q \log q` in nats over the entries of a law, at least zero."""
    return max(0.0, float(np.sum(_surprise(law))))


def _require_few(count: int) -> None:
    if count > LARGEST:
        raise DomainError(
            f"{count} variables have 2**{count} joint entropies",
            value=count,
            hint="evaluate an expression: itbounds.semantics.evaluate computes only the marginals it needs",
        )
