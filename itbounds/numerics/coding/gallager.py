r"""Gallager's function of a channel, maximised over input laws, and the exponents that it gives.

.. math:: E_0(\rho, p) = -\ln \sum_y \Bigl( \sum_x p_x W_{xy}^{1 / (1 + \rho)} \Bigr)^{1 + \rho}
          = -\ln F(\rho, p)

with A the inner sums. Its maximum over p is that of :math:`\min_q \max_x -(1 + \rho) \ln \sum_y
W_{xy}^{1 / (1 + \rho)} q_y^{\rho / (1 + \rho)}`, so that every output law q bounds it from above. With
:math:`q \propto A^{1 + \rho}` and :math:`g_x = \sum_y W_{xy}^{1 / (1 + \rho)} A_y^\rho` no law has more than
:math:`E_0(\rho, p) - (1 + \rho) \ln (\min_x g_x / F)`. For a given p the function is concave in
:math:`\rho` (Gallager, 1968).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF

__all__ = [
    "GallagerValue",
    "best_gallager_value",
    "expurgated_value",
    "gallager_value",
    "is_symmetric",
    "last_rising",
    "zero_error_rate",
]


@dataclass(frozen=True, eq=False)
class GallagerValue:
    r"""Gallager's function at a parameter and a law, with what encloses its maximum over laws.

    Parameters
    ----------
    value, slope : float
        :math:`E_0(\rho, p)` and its derivative in :math:`\rho`.
    error : float
        Of the value, by rounding.
    ceiling : float
        No input law has more; rounding included.
    law : array
        The law p.
    """

    value: float
    slope: float
    error: float
    ceiling: float
    law: Vector


def gallager_value(matrix: Matrix, law: Vector, rho: float) -> GallagerValue:
    """Return Gallager's function of a law.

    Examples
    --------
    >>> import numpy as np
    >>> even = gallager_value(np.array([[0.89, 0.11], [0.11, 0.89]]), np.full(2, 0.5), 1.0)
    >>> round(even.value, 6), round(even.slope, 6), even.ceiling - even.value < 1e-12
    (0.20716, 0.11997, True)
    """
    positive = matrix > 0.0
    logs = np.log(np.where(positive, matrix, 1.0))
    roots = np.where(positive, np.exp(logs / (1.0 + rho)), 0.0)
    means = law @ roots
    seen = means > 0.0
    log_means = np.log(np.where(seen, means, 1.0))
    top = float(log_means[seen].max())
    # In units of the largest mean, which may be far below one for large rho.
    powers = np.where(seen, np.exp(rho * (log_means - top)), 0.0)
    gains = roots @ powers
    total = float(law @ gains)
    value = -log(total) - rho * top
    weighted = (law[:, None] * roots * logs).sum(axis=0)
    tilts = powers * (means * log_means - weighted / (1.0 + rho))
    slope = -float(tilts.sum()) / total
    size = float(np.abs(logs).max()) / (1.0 + rho) + 2.0 * ULPS + sum(matrix.shape)
    error = 4.0 * UNIT_ROUNDOFF * ((1.0 + rho) * (size + abs(top)) + abs(value) + 16.0)
    least = float(gains.min())
    ceiling = inf
    if least > 0.0:
        ceiling = max(0.0, value - (1.0 + rho) * log(least / total)) + 2.0 * (1.0 + rho) * error
    return GallagerValue(value, slope, error, ceiling, law)


def best_gallager_value(matrix: Matrix, start: Vector, rho: float, *, steps: int = 60) -> GallagerValue:
    r"""Return Gallager's function of a law that nearly maximises it, by a primal-dual interior point method.

    Parameters
    ----------
    matrix : array of shape (m, n)
        Rows sum to one.
    start : array of shape (m,)
        A positive law.
    rho : float
        Positive.
    steps : int
        At most so many.

    Examples
    --------
    >>> import numpy as np
    >>> best = best_gallager_value(np.array([[1.0, 0.0], [0.5, 0.5]]), np.full(2, 0.5), 0.5)
    >>> bool(best.ceiling - best.value < 1e-10)
    True
    """
    m = len(matrix)
    positive = matrix > 0.0
    roots = np.where(positive, np.exp(np.log(np.where(positive, matrix, 1.0)) / (1.0 + rho)), 0.0)
    roots = roots[:, positive.any(axis=0)]
    best = gallager_value(matrix, start, rho)
    law, system = start.copy(), np.ones((m + 1, m + 1))
    system[m, m] = 0.0
    duals = np.ones(m)
    for _ in range(steps):
        means = law @ roots
        means = np.maximum(means / means.max(), 1e-150)
        powers = means**rho
        slopes = roots @ powers
        scale = float(law @ slopes)
        slopes = (1.0 + rho) * slopes / scale
        # In units of the largest mean, and of the function itself, which is homogeneous of degree 1 + rho.
        curvature = (roots * (means ** (rho - 1.0) / float((law @ roots).max()))) @ roots.T
        curvature *= (1.0 + rho) * rho / scale
        aim = 0.1 * float(law @ duals) / m
        system[:m, :m] = curvature + np.diag(duals / law)
        side = np.append(aim / law - slopes, 1.0 - law.sum())
        step = np.linalg.lstsq(system, side, rcond=None)[0][:m]
        rise = aim / law - duals - duals / law * step
        law = law + _longest(law, step) * step
        duals = duals + _longest(duals, rise) * rise
        law = law / law.sum()
        found = gallager_value(matrix, law, rho)
        if found.value > best.value or found.ceiling < best.ceiling:
            best = found
        if found.ceiling - found.value <= 1e-13 + 4.0 * (1.0 + rho) * found.error:
            return found
    return best


def _longest(point: Vector, step: Vector) -> float:
    """Return how far a step may be taken, up to itself, before a positive point has a zero."""
    falling = step < 0.0
    return min(1.0, 0.95 * float((-point[falling] / step[falling]).min(initial=inf)))


def is_symmetric(matrix: Matrix) -> bool:
    """Whether the outputs fall into blocks in which rows, and columns, are permutations of each other.

    Then the uniform law maximises Gallager's function for every parameter (Gallager, 1968).

    Examples
    --------
    >>> import numpy as np
    >>> is_symmetric(np.array([[0.5, 0.0, 0.5], [0.0, 0.5, 0.5]]))
    True
    >>> is_symmetric(np.array([[1.0, 0.0], [0.5, 0.5]]))
    False
    """
    columns = np.sort(matrix, axis=0)
    left = list(range(matrix.shape[1]))
    while left:
        first = columns[:, left[0]]
        block = [y for y in left if np.abs(columns[:, y] - first).max() <= 1e-13]
        rows = np.sort(matrix[:, block], axis=1)
        if np.abs(rows - rows[0]).max() > 1e-13:
            return False
        left = [y for y in left if y not in block]
    return True


def last_rising(slope: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Return two neighbouring points between which a falling slope changes its sign, by halving.

    Either end is returned twice if there is no change between them.
    """
    if slope(low) <= 0.0:
        return low, low
    if slope(high) >= 0.0:
        return high, high
    while high - low > 1e-12 * (1.0 + abs(low)):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if slope(middle) > 0.0:
            low = middle
        else:
            high = middle
    return low, high


def expurgated_value(matrix: Matrix, law: Vector, rho: float) -> tuple[float, float]:
    r"""Return Gallager's function of expurgated codes for a law.

    .. math:: -\rho \ln \sum_{x, x'} p_x p_{x'} \Bigl( \sum_y \sqrt{W_{xy} W_{x'y}} \Bigr)^{1 / \rho}

    Returns
    -------
    value, error : float
        The function and a bound on its rounding error, in nats.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = np.array([[0.89, 0.11], [0.11, 0.89]])
    >>> value, _ = expurgated_value(matrix, np.full(2, 0.5), 1e9)
    >>> round(value, 6), round(-0.25 * np.log(4 * 0.11 * 0.89).item(), 6)
    (0.234379, 0.234379)
    """
    roots = np.sqrt(matrix)
    overlaps = np.minimum(roots @ roots.T, 1.0)
    np.fill_diagonal(overlaps, 1.0)
    pairs = np.outer(law, law)
    with np.errstate(divide="ignore"):
        logs = np.log(overlaps)
    # Close to one every power is one plus a little, which is what counts.
    excess = float((pairs * np.expm1(logs / rho)).sum())
    noise = 8.0 * UNIT_ROUNDOFF * (len(law) ** 2 + matrix.shape[1] + 16.0)
    size = float((pairs * np.abs(np.expm1(logs / rho))).sum())
    if excess <= -1.0 + 1e-12:
        return inf, 0.0
    slip = noise * (size + 1.0 / rho) / (1.0 + excess)
    return -rho * float(np.log1p(excess)), rho * slip


def zero_error_rate(matrix: Matrix, law: Vector) -> float:
    r"""Return :math:`-\ln \Pr[x, x' \text{ may be confused}]` in nats, rounded down.

    Codes drawn from the law, bad codewords dropped, are free of error below this rate.

    Examples
    --------
    >>> import numpy as np
    >>> round(zero_error_rate(np.eye(4), np.full(4, 0.25)), 9)
    1.386294361
    """
    possible = (matrix > 0.0).astype(np.float64)
    confused = (possible @ possible.T) > 0.0
    share = float(law @ confused @ law) / float(law.sum()) ** 2
    return max(0.0, -log(share) * (1.0 - 1e-12) - 1e-14 * len(law))
