r"""The bounds of capacity and rate-distortion in ball arithmetic: proofs that trust no float64 rounding.

Every function takes the doubles of a certificate, converts them without error, computes with balls of 96 bits
or more until the answer is known to :math:`10^{-20}`, and returns one end, in nats, rounded outward to a
double. All laws and rows are normalised exactly. Rows :math:`W_x` have sums :math:`s_x`, input weights
:math:`p` the sum :math:`P`, output weights :math:`q` the sum :math:`Q`.
"""

from collections.abc import Callable
from math import inf, isfinite, isinf

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.errors import (
    DomainError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.numerics.ball_backends import Backend, Ball, Balls, IntervalBalls, ball_arithmetic
from itbounds.numerics.exact_means import mean_at_most, mean_distortion_at_most
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF, row_divergences

__all__ = [
    "capacity_lower",
    "capacity_upper",
    "mean_at_most",
    "mean_distortion_at_most",
    "rate_distortion_lower",
    "rate_distortion_upper",
]

_NARROW = 1e-20
_MOST_BITS = 6144


def _refine(balls: Balls, compute: Callable[[], list[Ball]], bits: int) -> list[tuple[float, float]]:
    """Return the ends of some balls, computed at doubled precision until they are narrow."""
    while True:
        with balls.precision(bits):
            values = compute()
            if bits >= _MOST_BITS or all(balls.width(value) <= _NARROW for value in values):
                return [balls.ends(value) for value in values]
        bits *= 2


def _weights(values: Array, name: str) -> None:
    """Refuse anything but nonnegative finite weights, not all of a row zero."""
    if not np.isfinite(values).all():
        raise NonFiniteError(f"{name} has an entry that is not finite")
    if (values < 0.0).any():
        raise NegativeProbabilityError(f"{name} has a negative entry")
    if not (values > 0.0).any(axis=-1).all():
        raise NotNormalizedError(f"{name} has a sum of 0 and cannot be normalised")


def _same_length(first: int, second: int, names: str) -> None:
    if first != second:
        raise ShapeError(f"{names} have {first} and {second} entries along the same alphabet")


def capacity_upper(
    matrix: Matrix,
    output_law: Vector,
    cost: Vector | None = None,
    budget: float | None = None,
    multiplier: float = 0.0,
    *,
    backend: Backend | None = None,
    precision: int = 96,
) -> float:
    r"""Return an upper end of the capacity of a channel.

    .. math:: C(B) \le \max_x D(W_x / s_x \| q / Q) - \lambda (b_x - B)

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel.
    output_law : array of shape (n,)
        Any output law; the bound is infinite if it misses an output that can occur.
    cost, budget, multiplier : array of shape (m,), float, float
        The input cost, its budget and :math:`\lambda \ge 0`.
    backend : {"arb", "iv"}, optional
        The ball arithmetic; arb where python-flint is installed by default.
    precision : int
        The bits to begin with.

    Notes
    -----
    mpmath's intervals are slow, so with them only the rows that may attain the maximum are done in balls,
    those whose divergence the float64 bounds of `itbounds.numerics.rounding` cannot show to be smaller.

    Examples
    --------
    >>> import numpy as np
    >>> capacity_upper(np.eye(2), np.ones(2))
    0.6931471805599454
    """
    _weights(matrix, "the channel")
    _weights(output_law, "the output law")
    _same_length(matrix.shape[1], len(output_law), "the channel and the output law")
    if not 0.0 <= multiplier < inf:
        raise DomainError("the multiplier must be finite and at least 0", value=multiplier)
    if cost is None or budget is None or multiplier == 0.0:
        cost, budget, multiplier = np.zeros(len(matrix)), 0.0, 0.0
    _same_length(len(matrix), len(cost), "the channel and the cost")
    if not np.isfinite(cost).all() or not isfinite(budget):
        raise NonFiniteError("the cost and the budget must be finite")
    if (matrix[:, output_law <= 0.0] > 0.0).any():
        return inf
    balls = ball_arithmetic(backend)
    rows = np.arange(len(matrix))
    if isinstance(balls, IntervalBalls):
        with np.errstate(over="ignore", invalid="ignore"):
            rows = np.flatnonzero(_may_attain(matrix, output_law, multiplier * (cost - budget)))

    def divergences() -> list[Ball]:
        law = balls.exact(output_law.tolist())
        present = output_law > 0.0
        logs = np.empty(len(law), dtype=object)
        logs[present] = balls.logs(balls.exact(output_law[present].tolist()))
        (log_total,) = balls.logs([balls.total(law)])
        slope, level = balls.exact([multiplier, budget])
        prices = balls.exact(cost.tolist())
        values = []
        for row in rows.tolist():
            used = matrix[row] > 0.0
            weights = balls.exact(matrix[row, used].tolist())
            total = balls.total(weights)
            crossed = balls.dot(weights, balls.logs(weights)) - balls.dot(weights, logs[used].tolist())
            value = crossed / total - balls.logs([total])[0] + log_total
            values.append(value - slope * (prices[row] - level))
        return values

    return max(upper for _, upper in _refine(balls, divergences, precision))


def _may_attain(matrix: Matrix, output_law: Vector, price: Vector) -> Mask:
    """Return the mask of the rows not shown by float64 bounds to lie under another one."""
    values, errors = row_divergences(matrix, output_law)
    errors = errors + 5.0 * UNIT_ROUNDOFF * SLACK * (np.abs(values) + np.abs(price))
    low, high = values - price - 2.0 * errors, values - price + 2.0 * errors
    # A comparison with a NaN or an overflow is false: such rows stay in.
    mask: Mask = ~(high < low.max())
    return mask


def capacity_lower(
    matrix: Matrix, input_law: Vector, *, backend: Backend | None = None, precision: int = 96
) -> float:
    r"""Return a lower end of the information :math:`I(p / P, W)` that an input law attains on a channel.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel.
    input_law : array of shape (m,)
        Any input law; with a cost, see `mean_at_most`.
    backend, precision
        See `capacity_upper`.

    Examples
    --------
    >>> import numpy as np
    >>> capacity_lower(np.eye(2), np.ones(2))
    0.6931471805599453
    """
    return _information(matrix, input_law, backend, precision)[0]


def rate_distortion_upper(
    source: Vector, test_channel: Matrix, *, backend: Backend | None = None, precision: int = 96
) -> float:
    r"""Return an upper end of the information :math:`I(\pi, Q)` of a test channel.

    That the channel meets its distortion is for `mean_distortion_at_most` to say.

    Parameters
    ----------
    source : array of shape (m,)
        The source law.
    test_channel : array of shape (m, n)
        The test channel.
    backend, precision
        See `capacity_upper`.

    Examples
    --------
    >>> import numpy as np
    >>> rate_distortion_upper(np.ones(2), np.eye(2))
    0.6931471805599454
    """
    return _information(test_channel, source, backend, precision)[1]


def _information(
    matrix: Matrix, input_law: Vector, backend: Backend | None, precision: int
) -> tuple[float, float]:
    r"""Return both ends of the information.

    .. math:: I = \sum_x \pi_x (\sum_y W_{xy} \ln W_{xy} / s_x - \ln s_x) - \sum_y r_y \ln r_y
    """
    _weights(input_law, "the input law")
    _same_length(len(matrix), len(input_law), "the channel and the input law")
    letters = input_law > 0.0
    matrix, input_law = matrix[letters], input_law[letters]
    _weights(matrix, "the channel")
    outputs = (matrix > 0.0).any(axis=0)
    matrix = matrix[:, outputs]
    balls = ball_arithmetic(backend)

    def information() -> list[Ball]:
        inputs = balls.exact(input_law.tolist())
        total_input = balls.total(inputs)
        law = balls.exact([0.0] * matrix.shape[1])
        value = balls.total(())
        for weight, row in zip(inputs, matrix, strict=True):
            used = np.flatnonzero(row)
            weights = balls.exact(row[used].tolist())
            total = balls.total(weights)
            share = weight / total_input
            value += share * (balls.dot(weights, balls.logs(weights)) / total - balls.logs([total])[0])
            scale = share / total
            for output, entry in zip(used.tolist(), weights, strict=True):
                law[output] += scale * entry
        return [value - balls.dot(law, balls.logs(law))]

    return _refine(balls, information, precision)[0]


def rate_distortion_lower(
    source: Vector,
    distortion: Matrix,
    level: float,
    potentials: Vector,
    slope: float,
    *,
    backend: Backend | None = None,
    precision: int = 96,
) -> float:
    r"""Return a lower end of a rate-distortion function.

    .. math:: R(D) \ge \sum_x \pi_x a_x - s D - \ln \max_y \sum_x \pi_x e^{a_x - s d_{xy}}

    Parameters
    ----------
    source : array of shape (m,)
        The source law :math:`\pi`, normalised exactly.
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`; an infinite one forbids the pair and its term is 0, also with slope 0.
    level : float
        The level :math:`D`. Without a constraint, at infinity, only the slope 0 proves anything.
    potentials : array of shape (m,)
        The potentials :math:`a_x`.
    slope : float
        The multiplier :math:`s \ge 0`.
    backend, precision
        See `capacity_upper`.

    Returns
    -------
    float
        The lower end; infinity if every pair is forbidden, so that no test channel exists.

    Examples
    --------
    >>> import numpy as np
    >>> rate_distortion_lower(np.ones(2), np.array([[0.0, np.inf], [np.inf, 0.0]]), np.inf, np.zeros(2), 0.0)
    0.6931471805599453
    """
    _weights(source, "the source law")
    letters = source > 0.0
    _same_length(len(source), len(distortion), "the source law and the distortion")
    _same_length(len(source), len(potentials), "the source law and the potentials")
    source, distortion, potentials = source[letters], distortion[letters], potentials[letters]
    if not 0.0 <= slope < inf:
        raise DomainError("the slope must be finite and at least 0", value=slope)
    if np.isnan(level) or np.isnan(distortion).any() or not np.isfinite(potentials).all():
        raise NonFiniteError("the level, the distortion and the potentials must be numbers")
    if isinf(level) and slope > 0.0:
        return -inf if level > 0.0 else inf
    allowed = ~np.isinf(distortion)
    reached = allowed.any(axis=0)
    if not reached.any():
        return inf
    balls = ball_arithmetic(backend)

    def rates() -> list[Ball]:
        weights = balls.exact(source.tolist())
        shifts = balls.exact(potentials.tolist())
        steepness, *rest = balls.exact([slope] if isinf(level) else [slope, level])
        total = balls.total(weights)
        sums = balls.exact([0.0] * distortion.shape[1])
        for weight, shift, row, mask in zip(weights, shifts, distortion, allowed, strict=True):
            used = np.flatnonzero(mask)
            exponents = [shift - steepness * entry for entry in balls.exact(row[used].tolist())]
            for output, term in zip(used.tolist(), balls.exps(exponents), strict=True):
                sums[output] += weight * term
        dual = balls.dot(weights, shifts) / total - balls.total(steepness * entry for entry in rest)
        possible = [sums[output] for output in np.flatnonzero(reached).tolist()]
        return [dual - balls.logs([entry / total])[0] for entry in possible]

    return min(lower for lower, _ in _refine(balls, rates, precision))
