"""What a variational embedding is charged for, and what it carries: the split of its rate.

The rate of a variational autoencoder is the information of the code plus a cost that buys nothing, the
divergence of the aggregated posterior from the prior: a bound on the one is a bound on what an embedding can
carry, its capacity in the sense of speech synthesis (Battenberg and others, 2019), not of a channel.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.interval import Interval
from itbounds.numerics.random_streams import own_stream
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.mean_intervals import mean_interval
from itbounds.numerics.validation import as_distribution, as_matrix, as_stochastic
from itbounds.units import BITS, Unit, as_unit

__all__ = [
    "EmbeddingCapacity",
    "finite_embedding_capacity",
    "linear_embedding_capacity",
    "posterior_capacity",
]


@dataclass(frozen=True)
class EmbeddingCapacity:
    r"""The split :math:`R = I_q(X; Z) + D(q(z) \| p(z))` of the average divergence from the prior.

    Parameters
    ----------
    rate, information, excess : Interval
        R, I and the divergence of the aggregated posterior from the prior.
    levels : tuple of Interval
        Of a hierarchy :math:`Z = (Z_1, Z_2, \dots)` the average divergences of each level given those before;
        they sum to the rate, and the first k of them bound the information of the first k levels.
    method : str
        How the information was found.
    """

    rate: Interval
    information: Interval
    excess: Interval
    levels: tuple[Interval, ...]
    method: str

    def __str__(self) -> str:
        lines = [f"R = {self.rate}", f"  I(X;Z)        {self.information} ({self.method})"]
        lines.append(f"  D(q(z)||p(z)) {self.excess}")
        if len(self.levels) > 1:
            lines += [f"  level {k}       {level}" for k, level in enumerate(self.levels, start=1)]
        return "\n".join(lines)

    __repr__ = __str__


def finite_embedding_capacity(
    posteriors: ArrayLike, prior: ArrayLike, *, source: ArrayLike | None = None, unit: Unit | str = BITS
) -> EmbeddingCapacity:
    r"""Split the average divergence of posteriors on a finite alphabet from their prior.

    .. math:: \sum_x p(x) D(q(z|x) \| p(z)) = I_q(X; Z) + D(q(z) \| p(z))

    Parameters
    ----------
    posteriors : array-like of shape (n, k)
        The laws :math:`q(z|x)`, a row each.
    prior : array-like of shape (k,)
        The law p(z), positive wherever a posterior is.
    source : array-like of shape (n,), optional
        The law of x; the same probability for each if it is not given.
    unit : Unit or str
        The unit of the answers.

    Raises
    ------
    DomainError
        If a posterior has mass where the prior has none: the rate is infinite.

    Examples
    --------
    >>> import itbounds as ib
    >>> found = ib.representation.finite_embedding_capacity([[1, 0, 0], [0, 1, 0]], [0.25, 0.25, 0.5])
    >>> [round(part.upper, 6) for part in (found.rate, found.information, found.excess)]
    [2.0, 1.0, 1.0]
    """
    chosen = as_unit(unit)
    table, law = as_stochastic(posteriors), as_distribution(prior)
    if table.shape[1] != len(law):
        raise ShapeError(f"the posteriors have {table.shape[1]} letters and the prior has {len(law)}")
    weights = np.full(len(table), 1.0 / len(table)) if source is None else as_distribution(source)
    if len(weights) != len(table):
        raise ShapeError(f"there are {len(table)} posteriors and {len(weights)} probabilities")
    mixed = weights @ table
    if ((law <= 0.0) & (mixed > 0.0)).any():
        raise DomainError("a posterior has mass where the prior has none", hint="the rate is infinite there")
    rate = _divergence(weights[:, None] * table, table, law)
    information = _divergence(weights[:, None] * table, table, np.where(mixed > 0.0, mixed, 1.0))
    excess = _divergence(mixed, mixed, law)
    parts = [_in(chosen, *part) for part in (rate, information, excess)]
    return EmbeddingCapacity(parts[0], parts[1], parts[2], (parts[0],), "exact but for rounding")


def linear_embedding_capacity(
    encoder: ArrayLike,
    source: ArrayLike,
    noise: ArrayLike,
    *,
    prior: ArrayLike | None = None,
    levels: tuple[int, ...] | None = None,
    unit: Unit | str = BITS,
) -> EmbeddingCapacity:
    r"""Split the rate of the linear encoder :math:`Z = A X + N` of a centred Gaussian X, in closed form.

    .. math:: R = \tfrac12 \bigl( \operatorname{tr} P^{-1} \Sigma - d + \ln \det P - \ln \det V \bigr), \quad
        I = \tfrac12 \ln \frac{\det \Sigma}{\det V}, \quad \Sigma = A S A^\top + V .

    Parameters
    ----------
    encoder : array-like of shape (d, m)
        The matrix A.
    source, noise : array-like of shape (m, m) and (d, d)
        The covariances S of X and V of the posterior.
    prior : array-like of shape (d, d), optional
        The covariance P of the prior; the identity if it is not given.
    levels : tuple of int, optional
        The numbers of coordinates of each level of a hierarchy, the first level first.
    unit : Unit or str
        The unit of the answers.

    Raises
    ------
    DomainError
        If a covariance is not positive definite, or the levels do not sum to d.

    Examples
    --------
    >>> import itbounds as ib
    >>> found = ib.representation.linear_embedding_capacity([[0.5]], [[1.0]], [[0.36]], unit="nat")
    >>> [round(part.upper, 6) for part in (found.rate, found.information, found.excess)]
    [0.315826, 0.263677, 0.052148]
    """
    chosen = as_unit(unit)
    a, s, v = (as_matrix(x, name=n) for x, n in ((encoder, "encoder"), (source, "source"), (noise, "noise")))
    d = len(a)
    p = np.eye(d) if prior is None else as_matrix(prior, name="prior")
    if s.shape != (a.shape[1],) * 2 or v.shape != (d, d) or p.shape != (d, d):
        raise ShapeError(f"the shapes {a.shape}, {s.shape}, {v.shape} and {p.shape} do not fit together")
    sizes = (d,) if levels is None else levels
    if sum(sizes) != d or min(sizes) < 1:
        raise DomainError(f"the levels {sizes} are no split of {d} coordinates", value=sizes)
    mixed = a @ s @ a.T + v
    rates = [(0.0, 0.0)] + [
        _gaussian_divergence(mixed[:k, :k], v[:k, :k], p[:k, :k]) for k in np.cumsum(sizes).tolist()
    ]
    steps = [_in(chosen, after[0] - before[0], after[1] + before[1]) for before, after in pairwise(rates)]
    information = 0.5 * (_log_det(mixed) - _log_det(v))
    size = _size(mixed, v, p)
    return EmbeddingCapacity(
        _in(chosen, *rates[-1]),
        _in(chosen, information, size),
        _in(chosen, *_gaussian_divergence(mixed, mixed, p)),
        tuple(steps),
        "closed form",
    )


def posterior_capacity(
    means: ArrayLike,
    variances: ArrayLike,
    *,
    draws: int = 16,
    alpha: float = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> EmbeddingCapacity:
    r"""Split the rate of Gaussian posteriors of n samples under the standard normal prior.

    The law of the code is the mixture of the n posteriors, of which each is drawn from so often; the interval
    of the information is Student's t, and between zero and what is certain, :math:`\min(R, \ln n)`.

    Parameters
    ----------
    means, variances : array-like of shape (n, d)
        Of the posteriors, which have independent coordinates.
    draws : int
        How often each posterior is drawn from.
    alpha : float
        One less the confidence of the interval of the information, and of that of the excess.
    rng : Generator or int
        For the draws.
    unit : Unit or str
        The unit of the answers.

    Raises
    ------
    ShapeError
        If the shapes differ.
    DomainError
        If a variance is not positive.

    Examples
    --------
    >>> import itbounds as ib
    >>> found = ib.representation.posterior_capacity([[-9.0], [9.0]], [[1.0], [1.0]])
    >>> found.information.lower <= 1.0 <= found.information.upper, round(found.rate.upper, 2)
    (True, 58.43)
    """
    chosen = as_unit(unit)
    m, v = as_matrix(means, name="means"), as_matrix(variances, name="variances")
    if m.shape != v.shape or not m.size:
        raise ShapeError(f"the means have shape {m.shape} and the variances {v.shape}")
    if not (v > 0.0).all():
        raise DomainError(
            "a variance is not positive", value=float(v.min()), hint="leave that coordinate out"
        )
    n, generator = len(m), own_stream(rng)
    each = 0.5 * (m**2 + v - 1.0 - np.log(v)).sum(axis=1)
    slack = (m.size + 64.0) * UNIT_ROUNDOFF * float(np.abs(m**2 + v + np.abs(np.log(v)) + 1.0).sum()) / n
    rate = float(each.mean())
    found = []
    for _ in range(draws):
        z = m + np.sqrt(v) * generator.standard_normal(m.shape)
        found.append(_log_ratio(z, m, v))
    _, low, high = mean_interval(np.concatenate(found), alpha)
    most = min(rate + slack, log(n))
    low, high = min(max(0.0, low), most), max(0.0, min(high, most))
    information = Interval(chosen.floor(low), chosen.ceil(max(low, high)), chosen)
    excess = Interval(chosen.floor(max(0.0, rate - slack - high)), chosen.ceil(rate + slack - low), chosen)
    return EmbeddingCapacity(
        _in(chosen, rate, slack), information, excess, (_in(chosen, rate, slack),), "Monte Carlo, Student's t"
    )


def _log_ratio(z: Matrix, m: Matrix, v: Matrix) -> Vector:
    """Return ln q(z_i | x_i) - ln q(z_i), the latter of the whole mixture, in blocks of memory."""
    n, out = len(m), np.empty(len(m))
    step = max(1, 4_000_000 // m.size)
    for start in range(0, n, step):
        block = z[start : start + step, None]
        logs = -0.5 * ((block - m) ** 2 / v + np.log(v)).sum(axis=2)
        rows = np.arange(len(logs))
        out[start : start + step] = logs[rows, start + rows] - np.logaddexp.reduce(logs, axis=1) + log(n)
    return out


def _divergence(weights: Matrix | Vector, law: Matrix | Vector, other: Vector) -> tuple[float, float]:
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(weights > 0.0, weights * np.log(law / other), 0.0)
    return float(terms.sum()), (terms.size + 64.0) * UNIT_ROUNDOFF * (float(np.abs(terms).sum()) + 1.0)


def _log_det(matrix: Matrix) -> float:
    sign, value = np.linalg.slogdet(matrix)
    if sign <= 0 or np.linalg.eigvalsh(0.5 * (matrix + matrix.T))[0] <= 0.0:
        raise DomainError("a covariance is not positive definite", hint="leave out constant combinations")
    return float(value)


def _gaussian_divergence(mixed: Matrix, noise: Matrix, prior: Matrix) -> tuple[float, float]:
    """Return the mean divergence of posteriors from the prior, and what rounding may make of it."""
    trace = float(np.trace(np.linalg.solve(prior, mixed)))
    value = 0.5 * (trace - len(mixed) + _log_det(prior) - _log_det(noise))
    return value, _size(mixed, noise, prior)


def _size(*matrices: Matrix) -> float:
    d = len(matrices[0])
    worst = max(float(np.linalg.cond(matrix)) for matrix in matrices)
    scale = d + sum(abs(_log_det(matrix)) for matrix in matrices) + float(np.trace(matrices[0]))
    return 16.0 * d**2 * UNIT_ROUNDOFF * worst * scale


def _in(unit: Unit, nats: float, slack: float) -> Interval:
    return Interval(unit.floor(max(0.0, nats - slack)), unit.ceil(max(0.0, nats + slack)), unit)
