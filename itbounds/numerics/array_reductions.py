r"""Entropies and divergences of arrays of other libraries, in nats, computed on the device that holds them.

The sums are those of `itbounds.numerics.reduction_sums`; only they and the margins of joint laws come to the
host, and the last quotients and logarithms are doubles there. Integers and floats of any precision are worked
on in doubles, tile by tile: single precision loses nothing in the sums. A tile has :math:`2^{18}` terms. In
whatever order a library adds them, its sum errs by :math:`3 \cdot 10^{-11}` of the sum of the absolute terms
at most, and by some :math:`10^{-15}` if it adds in pairs, as most do.

A device without doubles works in single precision. Additions are then compensated, so that sums are right to
:math:`10^{-12}`, but every logarithm has a relative error of up to some :math:`10^{-7}`: entropies are right
to about :math:`3 \cdot 10^{-7}` of :math:`\sum p |\ln p|`, divergences to as much of
:math:`\sum p |\ln r|`. None of these errors is proved: `itbounds.numerics.reduction_errors` has
bounds, on the host.
"""

from collections.abc import Sequence
from math import e, inf, prod
from typing import Any

import numpy as np

from itbounds._typing import Array
from itbounds.errors import (
    EmptyAlphabetError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.numerics.array_namespace import is_foreign
from itbounds.numerics.array_tiles import Bench, squares
from itbounds.numerics.large_information import FAIR, LARGE
from itbounds.numerics.tiles import Axes, normalised_axes

__all__ = ["conditional_entropy", "entropy", "mutual_information", "relative_entropy", "totals"]

_HIGH = 64


def totals(p: Any, axis: Axes = None, *, slack: float = inf) -> Array:
    """Return the sums of nonnegative weights as an array of numpy without the axes summed over.

    Parameters
    ----------
    p : array of another library
        The weights.
    axis : int or tuple of int, optional
        The axes that carry a law; all of them by default.
    slack : float
        By how much a sum may be off 1.

    Raises
    ------
    NegativeProbabilityError, NonFiniteError, NotNormalizedError, EmptyAlphabetError, DTypeError
        For negative, infinite, zero or no weights, sums too far off 1, and what is no real number.
    """
    bench = _bench(p)
    (total,) = bench.over_lines(bench.lines(axis), lambda tiles, _: tiles, 1)
    return _shaped(_checked(bench, total, slack), p.shape, axis)


def entropy(p: Any, axis: Axes = None, *, slack: float = inf) -> Array:
    """Return the entropies of weights in an array of another library; arguments as `totals`."""
    bench = _bench(p)
    lines = bench.lines(axis)

    def kernel(tiles: list[Any], kept: slice) -> Sequence[Any]:
        return tiles[0], tiles[0] * bench.log(tiles[0])

    def scaled(tiles: list[Any], kept: slice) -> Sequence[Any]:
        near = tiles[0] * bench.placement.put(power[kept])[:, None]
        return [near * bench.log(near)]

    if bench.double:
        total, logarithmic = bench.over_lines(lines, kernel, 2)
        _checked(bench, total, slack)
    else:
        # The logarithms of likely letters are small where the sum is near 1, and so are their errors.
        (total,) = bench.over_lines(lines, lambda tiles, _: tiles, 1)
        power = _power(bench, _checked(bench, total, slack))
        (logarithmic,), total = bench.over_lines(lines, scaled, 1), total * power
    return _shaped(np.maximum(np.log(total) - logarithmic / total, 0.0), p.shape, axis)


def relative_entropy(p: Any, q: Any, axis: Axes = None, *, slack: float = inf) -> Array:
    """Return the relative entropies of weights, one of them at least in an array of another library."""
    p, q = (array if is_foreign(array) else np.asarray(array) for array in (p, q))
    if tuple(p.shape) != tuple(q.shape):
        raise ShapeError(f"laws of shapes {tuple(p.shape)} and {tuple(q.shape)} have no relative entropy")
    bench = _bench(p, q)
    lines, xp = bench.lines(axis), bench.placement.namespace
    total, other = bench.over_lines(lines, lambda tiles, _: tiles, 2)
    _checked(bench, np.stack([total, other]), slack)
    missing = np.zeros(total.shape)
    if bench.least()[1] <= 0.0:
        (missing,) = bench.over_lines(
            lines, lambda tiles, _: [xp.where(tiles[1] > 0.0, tiles[1] * 0.0, tiles[0])], 1
        )
    # Sums are brought together by powers of two, which is exact: no ratio of likely letters overflows. And
    # high, lest single precision ends where a letter that is unlikely under q is likely under p.
    first, second = _power(bench, total, _HIGH), _power(bench, other, _HIGH)
    scale = (other * second) / (total * first)

    def kernel(tiles: list[Any], kept: slice) -> Sequence[Any]:
        rows = [bench.placement.put(factor[kept])[:, None] for factor in (first, second, scale)]
        p, q = tiles[0] * rows[0], tiles[1] * rows[1]
        return _divergence_terms(bench, p, q, p / bench.positive(q) * rows[2], rows[2])

    value = _divergence(bench.over_lines(lines, kernel, 2), total * first, scale)
    return _shaped(np.where(missing > 0.0, np.inf, value), p.shape, axis)


def mutual_information(joint: Any, *, slack: float = inf) -> Array:
    """Return the informations of joint weights in an array of another library, over its last two axes."""
    bench, stack = _stack(joint)
    rows, columns = _margins(bench, stack, slack)
    total = rows.sum(axis=-1)
    quick = (
        _from_entropies(bench, stack, rows, columns)
        if bench.double and prod(stack.shape[1:]) >= LARGE
        else None
    )
    if quick is not None:
        return quick.reshape(joint.shape[:-2])
    power = _power(bench, total)  # as in `information_sums`, the product of the margins is divided by one
    with np.errstate(divide="ignore", over="ignore"):
        per_column = np.where(columns > 0.0, np.minimum(total[:, None] / columns, bench.largest), 0.0)
    near, scale = rows * power[:, None], total * power
    found, put = np.zeros((2, len(total))), bench.placement.put
    for batch, high, wide in squares(stack.shape):
        first, second = put(rows[batch, high])[:, :, None], put(columns[batch, wide])[:, None, :]
        tile, factor = bench.load(stack[batch, high, wide]), put(scale[batch])[:, None]
        with np.errstate(over="ignore", invalid="ignore"):
            ratio = tile / bench.positive(first) * put(per_column[batch, wide])[:, None, :]
            p, q, r = (
                _flat(bench, part) for part in (tile, put(near[batch, high])[:, :, None] * second, ratio)
            )
            found[:, batch] += bench.sums(_divergence_terms(bench, p, q, r, factor))
    informations: Array = _divergence(found, total, scale).reshape(joint.shape[:-2])
    return informations


def _from_entropies(bench: Bench, stack: Any, rows: Array, columns: Array) -> Array | None:
    """Return informations as `information_of_large` does, or None if one of them would lose digits.

    A cell costs one logarithm and no division; the sums are of weights that have a mean near one.
    """
    total = rows.sum(axis=-1)
    cells, ways = prod(stack.shape[1:]), (rows, columns)
    power = _power(bench, total / cells)
    found = np.zeros(len(total))
    for batch, high, wide in squares(stack.shape):
        near = _flat(bench, bench.load(stack[batch, high, wide])) * bench.placement.put(power[batch])[:, None]
        found[batch] += bench.sums([near * bench.log(near)])[0]
    found /= power * total
    size = found + 2.0 * cells / (e * power * total)
    ratio = total / power
    for weights in ways:
        power = _power(bench, total / weights.shape[1])
        near = weights * power[:, None]
        part = (near * np.log(np.maximum(near, bench.placement.least))).sum(axis=-1) / (power * total)
        size += part + 2.0 * weights.shape[1] / (e * power * total)
        found, ratio = found - part, ratio * power
    found += np.log(ratio)
    return found if (size <= FAIR * found).all() else None


def conditional_entropy(joint: Any, *, slack: float = inf) -> Array:
    """Return the entropies of the last axis given the one before it, of weights in another library."""
    bench, stack = _stack(joint)
    rows, _ = _margins(bench, stack, slack)
    total = rows.sum(axis=-1)
    found = np.zeros(len(total))
    for batch, high, wide in squares(stack.shape):
        first = bench.placement.put(rows[batch, high])[:, :, None]
        tile = bench.load(stack[batch, high, wide])
        shares = bench.log(tile / bench.positive(first)) * tile
        found[batch] -= bench.sums([_flat(bench, shares)])[0]
    entropies: Array = np.maximum(found / total, 0.0).reshape(joint.shape[:-2])
    return entropies


def _stack(joint: Any) -> tuple[Bench, Any]:
    """Return a bench, and on it joint laws with one axis of a batch in front."""
    shape = tuple(joint.shape)
    if len(shape) < 2:
        raise ShapeError(f"a joint law needs at least two axes, not shape {shape}")
    if 0 in shape[-2:]:
        raise EmptyAlphabetError(f"an alphabet of a joint law of shape {shape} has no letters")
    bench = _bench(joint)
    return bench, bench.placement.namespace.reshape(bench.arrays[0], (-1, *shape[-2:]))


def _flat(bench: Bench, tile: Any) -> Any:
    return bench.placement.namespace.reshape(tile, (tile.shape[0], -1))


def _margins(bench: Bench, stack: Any, slack: float) -> tuple[Array, Array]:
    """Return both margins of a batch of joint laws, on the host."""
    xp, (batch, rows, columns) = bench.placement.namespace, stack.shape
    first, second = np.zeros((batch, rows)), np.zeros((batch, columns))
    for few, high, wide in squares((batch, rows, columns)):
        tile = bench.load(stack[few, high, wide])
        first[few, high] += bench.sums([tile])[0]
        second[few, wide] += bench.sums([xp.permute_dims(tile, (0, 2, 1))])[0]
    _checked(bench, first.sum(axis=-1), slack)
    return first, second


def _bench(*arrays: Any) -> Bench:
    """Return a bench for arrays of nonnegative weights."""
    bench = Bench.of(*arrays)
    if prod(bench.arrays[0].shape):
        least = min(bench.least())
        if least < 0.0:
            raise NegativeProbabilityError("an array of weights has a negative entry", value=least)
    return bench


def _checked(bench: Bench, total: Array, slack: float) -> Array:
    """Refuse weights whose sum is no positive number, or too far off 1."""
    if not np.isfinite(total).all():
        xp = bench.placement.namespace
        if any(bool(xp.any(xp.isnan(bench.load(array)))) for array in bench.arrays):
            raise NonFiniteError("an array of weights has a NaN")
        hint = "" if bench.double else "the device has single precision only: rescale the weights"
        raise NonFiniteError("the sum of the weights is not finite", hint=hint)
    if not (total > 0.0).all():
        raise NotNormalizedError("weights with sum 0 have no law")
    off = np.abs(total - 1.0)
    if off.max(initial=0.0) > slack:
        worst = float(total.reshape(-1)[off.argmax()])
        raise NotNormalizedError(
            f"a law sums to {worst!r}, not to 1",
            value=worst,
            hint="divide it by its sum, in single precision or better",
        )
    return total


def _power(bench: Bench, total: Array, high: int = 0) -> Array:
    """Return powers of two that bring sums near another one, as far as the dtype of the work has them."""
    reach = int(np.log2(bench.largest))
    power: Array = np.ldexp(1.0, np.clip(high - np.frexp(total)[1], -reach, reach))
    return power


def _divergence_terms(bench: Bench, p: Any, q: Any, ratio: Any, scale: Any) -> tuple[Any, Any]:
    """Return p ln r and q (r - 1), from p and q alone where the ratio may be the child of an overflow."""
    xp = bench.placement.namespace
    logs, excess = bench.log(ratio), q * (ratio - 1.0)
    if not float(xp.max(ratio)) <= bench.largest:
        large = ~(ratio <= bench.largest)
        exact = [xp.log(number + bench.load(number <= 0.0)) for number in (p, q)]
        logs = xp.where(large, exact[0] + xp.log(scale) - exact[1], logs)
        excess = xp.where(large, scale * p - q, excess)
    return p * logs, excess


def _divergence(sums: Array, total: Array, scale: Array) -> Array:
    r"""Return :math:`T / P + \ln(1 - E / cP)`, at least 0."""
    logarithmic, excess = sums
    with np.errstate(divide="ignore", invalid="ignore"):  # where p is not absolutely continuous
        found: Array = np.maximum(logarithmic / total + np.log1p(-excess / (scale * total)), 0.0)
    return found


def _shaped(found: Array, shape: tuple[int, ...], axis: Axes) -> Array:
    reduced = normalised_axes(axis, len(shape))
    return found.reshape([length for i, length in enumerate(shape) if i not in reduced])
