"""The same estimate from parts of the sample: does it still move, and where to?

An estimate whose bias has not died out moves when the sample is halved. The parts of one size are disjoint,
and all samples are used at every size, so that what the sizes disagree by is bias more than chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.estimators.estimate import Estimate, Relation
from itbounds.numerics.interval import Interval
from itbounds.numerics.statistics.mean_intervals import normal_quantile, student_quantile
from itbounds.units import Unit

__all__ = ["Rows", "Subsamples", "conclude", "subsamples"]

Rows: TypeAlias = NDArray[np.int64]

SPLITS = (2, 4)

REPEATS, WORK = 2, 4000
"""The sample is split at most so often, and once only if there are more samples than this."""


@dataclass(frozen=True, slots=True)
class Subsamples:
    """Means of the estimates from disjoint parts, in nats, and their limit as 1/n goes to zero.

    Parameters
    ----------
    sizes : tuple of int
        n, n/2 and n/4, rounded down.
    values : tuple of float
        The mean estimate from the parts of each size.
    limit : float
        The intercept of the line in 1/n through them, fitted with weights n, 1/2 n and 1/4 n.
    terms : array of shape (n,), optional
        Where estimates are means of terms, that of each sample in its quarter, averaged over the quarters.
    """

    sizes: tuple[int, ...]
    values: tuple[float, ...]
    limit: float
    terms: Vector | None = None


def subsamples(
    estimate: Callable[[Rows], float | Vector],
    value: float,
    n: int,
    *,
    smallest: int,
    rng: np.random.Generator,
    serial: bool = False,
) -> Subsamples | None:
    """Return the estimates from halves and quarters, or None if the quarters would be too small.

    Parameters
    ----------
    estimate : callable
        The estimate, in nats, from some of the samples, or its terms, one a sample, of which it is the mean.
    value : float
        The estimate from all of them.
    n : int
        The number of samples.
    smallest : int
        The least number of samples that the estimate makes sense for.
    rng : numpy.random.Generator
        Where the parts come from.
    serial : bool
        The samples are a sequence, whose parts are stretches.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> found = subsamples(lambda rows: 1.0 + 2.0 / len(rows), 1.002, 1000, smallest=9, rng=rng)
    >>> round(found.limit, 9)
    1.0
    """
    orders = shuffles(n, smallest=smallest, rng=rng, serial=serial)
    if not orders:
        return None
    means, terms = [], None
    for parts in SPLITS:
        rows = [np.sort(piece) for order in orders for piece in pieces(order, parts)]
        found = [estimate(piece) for piece in rows]
        means.append([float(np.mean(part)) for part in found])
        if all(np.ndim(part) for part in found):
            terms = np.bincount(np.concatenate(rows), np.concatenate(found), minlength=n) / len(orders)
    return collected(value, n, means, terms)


def shuffles(n: int, *, smallest: int, rng: np.random.Generator, serial: bool = False) -> list[Rows]:
    """Return the orders in which samples are split, none if the quarters would be too small."""
    if n // SPLITS[-1] < smallest:
        return []
    # Chance enters by the choice of the parts too, of which the average of several choices has less.
    repeats = 1 if serial else min(max(WORK // n, 1), REPEATS)
    return [np.arange(n) if serial else rng.permutation(n) for _ in range(repeats)]


def pieces(order: Rows, parts: int) -> list[Rows]:
    """Return halves of samples in some order, or halves of these.

    Examples
    --------
    >>> import numpy as np
    >>> [piece.tolist() for piece in pieces(np.arange(6), 4)]
    [[0, 1], [2], [3, 4], [5]]
    """
    found = [order]
    while len(found) < parts:
        found = [half for piece in found for half in np.array_split(piece, 2)]
    return found


def collected(value: float, n: int, means: Sequence[Sequence[float]], terms: Vector | None) -> Subsamples:
    """Return what the estimates from the parts of each size, one half and one quarter, say together."""
    sizes = (n, *(n // parts for parts in SPLITS))
    values = (value, *(float(np.mean(of_size)) for of_size in means))
    return Subsamples(sizes, values, _limit(sizes, values), terms)


def _limit(sizes: Sequence[int], values: Sequence[float]) -> float:
    if not all(map(isfinite, values)):
        return float("nan")
    weights = np.array(sizes, dtype=np.float64)
    inverse, points = 1.0 / weights, np.array(values)
    shares = weights / weights.sum()
    centre, mean = float(shares @ inverse), float(shares @ points)
    slope = float(shares @ ((inverse - centre) * (points - mean))) / float(shares @ (inverse - centre) ** 2)
    return mean - slope * centre


def conclude(
    value: float,
    error: float,
    parts: Subsamples | None,
    *,
    estimator: str,
    method: str,
    n: int,
    alpha: float,
    unit: Unit,
    ends: tuple[float, float] | None = None,
    model: tuple[float, float] = (0.0, 0.0),
    degrees: float = inf,
    third: float = 0.0,
    at_least: float = -inf,
    second_order: float = 0.0,
    rate: float = 0.5,
    terms: Vector | None = None,
    shared: float = 0.0,
    ceiling: float = inf,
    least: float = 0.0,
    most: float = inf,
    relation: Relation = "equal",
    target: str = "I(X;Y)",
    reasons: tuple[str, ...] = (),
) -> Estimate:
    r"""Judge an estimate by its subsamples, all in nats, and return it in a unit.

    The normal interval of v, from all n samples, is :math:`v \pm z s`, with the standard error s; z is
    Student's, if the error has few degrees of freedom. On the side
    to which the estimates move as samples are added it is widened by

    .. math:: \frac{v - v_{n/4}}{4^r - 1},

    which is the bias at n if it dies out like :math:`n^{-r}`; for a bias like 1/n the default of r = 1/2
    allows three times as much. The verdict takes the interval before it is widened.

    Parameters
    ----------
    value, error : float
        The estimate and its standard error.
    parts : Subsamples, optional
        Without them the verdict is that nothing is known.
    ends : tuple of float, optional
        The interval about the value, where theory has a better one than the normal one.
    model : (float, float)
        By how much the truth may lie below and above because the law is not quite what was assumed.
    degrees : float
        The degrees of freedom of the error.
    third : float
        The third central moment of the estimate. The end on the side of the longer tail is moved by the
        first term of Edgeworth's expansion of Student's ratio, :math:`(2 z^2 + 1) \mu_3 / 6 s^2`, at most by
        s: rare terms that were not seen make both the value and the error too small.
    at_least : float
        The interval reaches up to this, for another reason.
    rate : float
        The power of 1/n at which the bias dies out, at the slowest.
    terms : array of shape (n,), optional
        Given where the bias is towards less information: what the estimate is the mean of. The upper end is
        then at least that of a normal interval about the estimate without its bias,
        :math:`v + (v - v_{n/4}) / (4^r - 1)`, whose error is that of the mean of the terms and their
        movements. A movement that chance hides is thus allowed for.
    shared : float
        The variance of a term by what it has in common with others, in the mean over all.
    second_order : float
        The part of the variance that falls like the square of 1/n, as where there is no information.
    least, most : float
        What is estimated is between these.
    reasons : tuple of str
        What else speaks against the estimate.
    """
    quantile = normal_quantile(alpha) if degrees == inf else student_quantile(alpha, degrees)
    low, high = ends or (value - quantile * error, value + quantile * error)
    if third and isfinite(error):
        lean = min(abs((2.0 * quantile**2 + 1.0) * third / (6.0 * error**2)), error)
        low, high = (low - lean, high) if third < 0.0 else (low, high + lean)
    against = list(reasons)
    limit: float | None = None
    if parts is None:
        against.append("there are too few samples to split into quarters")
    elif not isfinite(parts.limit) or not isfinite(value):
        against.append("the estimate is not finite, of all samples or of a part")
    else:
        limit = parts.limit
        against.extend(_movement(parts, error, second_order, (low, high), least))
        moved = value - parts.values[-1]
        reach = 1.0 / (4.0**rate - 1.0)
        low, high = low + reach * min(0.0, moved), high + reach * max(0.0, moved)
        if terms is not None:
            arm = quantile * _error_without_bias(terms, parts, reach, shared)
            high = max(high, value + reach * moved + arm)
    low, high = low - model[0], max(high + model[1], at_least)
    low, high = (min(max(end, least), most) for end in (low, high))
    in_unit = unit.from_nats
    return Estimate(
        value=in_unit(value),
        interval=Interval(unit.floor(low), unit.ceil(high), unit),
        unit=unit,
        reliable=not against,
        estimator=estimator,
        interval_method=method,
        confidence=1.0 - alpha,
        n=n,
        extrapolated=None if limit is None else in_unit(limit),
        subsamples=()
        if parts is None
        else tuple(
            (size, in_unit(mean)) for size, mean in zip(parts.sizes[1:], parts.values[1:], strict=True)
        ),
        ceiling=in_unit(ceiling),
        relation=relation,
        target=target,
        reasons=tuple(against),
    )


def _error_without_bias(terms: Vector, parts: Subsamples, reach: float, shared: float) -> float:
    """Return the standard error of the estimate less the bias that it shows."""
    earlier = terms if parts.terms is None else parts.terms
    variance = float((terms + reach * (terms - earlier)).var(ddof=1)) + shared * (1.0 + reach) ** 2
    return sqrt(variance / len(terms))


def _movement(
    parts: Subsamples, error: float, second_order: float, ends: tuple[float, float], least: float
) -> list[str]:
    """Say where the sizes disagree by more than the standard error of the whole sample."""
    found = []
    for size, mean in zip(parts.sizes[1:], parts.values[1:], strict=True):
        # The mean of m parts has m times the variance of second order of the whole.
        more = (round(parts.sizes[0] / size) - 1) * second_order
        if abs(parts.values[0] - mean) > sqrt(error**2 + more):
            found.append(
                f"estimates from {parts.sizes[0]} and from {size} samples differ by more than the error: "
                "the bias has not died out"
            )
    if not ends[0] <= max(parts.limit, least) <= ends[1]:
        found.append("what 1/n extrapolates to lies outside of the interval")
    return found
