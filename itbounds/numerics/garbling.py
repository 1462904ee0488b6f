r"""How far one channel is from being a garbling of another: bounds from points, with rounding accounted for.

Rows of the matrices stand for the laws normalised exactly. With :math:`u = 2^{-53}` and Higham's
:math:`\gamma`, a row of n nonnegative doubles divided by its computed sum has relative errors of at most
:math:`\gamma_{n + 1}`; all sums below are over terms of one sign, so their relative errors add up along the
way. What is subtracted in the end is of the order of one, and so is the absolute error.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf, nextafter

import numpy as np

from itbounds._typing import Mask, Matrix, Vector
from itbounds.numerics.ball_backends import Ball, Balls, ball_arithmetic
from itbounds.numerics.rational import nearby_fractions, solve_rational
from itbounds.numerics.rounding import SLACK, gamma

__all__ = [
    "Rows",
    "ball_ends",
    "exact_garbling",
    "exact_rows",
    "garbles_exactly",
    "polished",
    "separation",
    "solved_garbling",
    "variation",
]

Rows = tuple[tuple[Fraction, ...], ...]
"""A stochastic matrix in exact fractions."""

_UNDERFLOW = 2.0**-500
_BITS = 192


def variation(channel: Matrix, target: Matrix, garbling: Matrix, headroom: float = 1.0) -> float:
    r"""Return a certain upper bound on :math:`\max_x \mathrm{TV}(V_x, (W G)_x)`.

    Parameters
    ----------
    channel, target, garbling : arrays of shape (m, n), (m, k) and (n, k)
        W, V and G, nonnegative with positive row sums.
    headroom : float
        Factor on the error bound.

    Examples
    --------
    >>> import numpy as np
    >>> erasure = np.array([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75]])
    >>> coin = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    >>> 0.0 <= variation(erasure, np.array([[0.875, 0.125], [0.125, 0.875]]), coin) < 1e-14
    True
    """
    n, k = garbling.shape
    made = _normalised(channel) @ _normalised(garbling)
    # Half of |v - wg| summed: v and wg have sums one, errors gamma_(k+2) and gamma_(2n+k+4), and the sum
    # itself, of at most two, errs by gamma_(k+1).
    error = SLACK * gamma(2 * n + 4 * k + 16)
    largest = float((0.5 * np.abs(_normalised(target) - made).sum(axis=1)).max())
    return min(1.0, nextafter(largest + headroom * error, inf)) if largest < inf else 1.0


def separation(channel: Matrix, target: Matrix, gains: Matrix, headroom: float = 1.0) -> float:
    r"""Return a certain lower bound on :math:`\min_G \max_x \mathrm{TV}(V_x, (W G)_x)` by a decision.

    For :math:`a_{xz} \ge 0` with :math:`S = \sum_x \max_z a_{xz}` it is at least

    .. math:: \frac1S \Bigl( \sum_{xz} a_{xz} V_{xz} - \sum_y \max_z \sum_x a_{xz} W_{xy} \Bigr) ,

    the advantage of V over W when x is drawn with probability :math:`\max_z a_{xz} / S` and the action z
    gains :math:`a_{xz} / \max_z a_{xz}`: V is followed blindly, W is used as well as it can be.

    Parameters
    ----------
    channel, target : arrays of shape (m, n) and (m, k)
    gains : array of shape (m, k)
        Nonnegative; zeros prove nothing.
    headroom : float
        Factor on the error bound.

    Examples
    --------
    >>> import numpy as np
    >>> noisy, clean = np.array([[0.9, 0.1], [0.1, 0.9]]), np.eye(2)
    >>> 0.1 - 1e-14 < separation(noisy, clean, np.eye(2)) <= 0.1
    True
    """
    (m, n), k = channel.shape, target.shape[1]
    scale = float(gains.max())
    if not 0.0 < scale < inf:
        return 0.0
    shares = gains / scale
    total = float(shares.max(axis=1).sum())
    followed = float((shares * _normalised(target)).sum())
    used = float((_normalised(channel).T @ shares).max(axis=1).sum())
    error = SLACK * (gamma(m * k + 2 * m + 2 * n + 2 * k + 16) * (followed + used) + _UNDERFLOW)
    value = (followed - used - headroom * error) / total
    value -= headroom * SLACK * gamma(m + 4) * abs(value)
    return max(0.0, nextafter(value, -inf))


def ball_ends(channel: Matrix, target: Matrix, gains: Matrix, garbling: Matrix) -> tuple[float, float]:
    """Return the bounds of `separation` and `variation` in ball arithmetic."""
    balls = ball_arithmetic(None)
    with balls.precision(_BITS):
        first, second, third = (_ball_laws(balls, matrix) for matrix in (channel, target, garbling))
        columns = list(zip(*third, strict=True))
        upper = 0.0
        for row, wanted in zip(first, second, strict=True):
            made = [balls.dot(row, column) for column in columns]
            apart = balls.total(abs(v - w) for v, w in zip(wanted, made, strict=True)) / 2
            upper = max(upper, balls.ends(apart)[1])
        if not gains.max() > 0.0:
            return 0.0, min(1.0, upper)
        shares = [balls.exact(row) for row in gains.tolist()]
        total = balls.total(balls.exact(gains.max(axis=1).tolist()))
        followed = balls.total(balls.dot(a, v) for a, v in zip(shares, second, strict=True))
        prices = list(zip(*shares, strict=True))
        # The greatest of several balls: all that is needed is how large it may be.
        used = [
            max(balls.ends(balls.dot(price, column))[1] for price in prices)
            for column in zip(*first, strict=True)
        ]
        advantage = (followed - balls.total(balls.exact(used))) / total
        return max(0.0, balls.ends(advantage)[0]), min(1.0, upper)


def polished(channel: Matrix, target: Matrix, garbling: Matrix, largest: int = 1000) -> Matrix:
    """Return the better of a garbling and its correction by least squares on the entries that are not zero.

    A linear program meets its constraints up to a tolerance; where the garbling is exact, one step of
    refinement takes the rest away. With more than `largest` such entries nothing is tried.
    """
    (m, n), k = channel.shape, target.shape[1]
    outputs, actions = np.nonzero(garbling > 1e-9)
    if len(outputs) > largest:
        return garbling
    W, V = _normalised(channel), _normalised(target)
    system = np.zeros((m * k + n, len(outputs)))
    column = np.arange(len(outputs))
    system[np.arange(m)[:, None] * k + actions, column] = W[:, outputs]
    system[m * k + outputs, column] = 1.0
    kept = garbling[outputs, actions]
    missing = np.concatenate([V.ravel(), np.ones(n)]) - system @ kept
    better = np.zeros(garbling.shape)
    better[outputs, actions] = np.maximum(kept + np.linalg.lstsq(system, missing, rcond=1e-13)[0], 0.0)
    if not (better.sum(axis=1) > 0.0).all():
        return garbling
    better = _normalised(better)
    return min(garbling, better, key=lambda one: variation(channel, target, one))


def solved_garbling(channel: Matrix, target: Matrix, within: float) -> Matrix | None:
    """Return a stochastic G with W G within a total variation of V, if the least squares solution is one.

    For a channel of full column rank there is no other solution, and no linear program is needed.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> solved_garbling(noisy, noisy @ noisy, 1e-12).round(9)
    array([[0.9, 0.1],
           [0.1, 0.9]])
    """
    found = np.linalg.lstsq(channel, target, rcond=None)[0]
    garbling = np.maximum(found, 0.0)
    totals = garbling.sum(axis=1, keepdims=True)
    if not (totals > 0.0).all():
        return None
    garbling = np.asarray(garbling / totals, dtype=np.float64)
    missed = 0.5 * float(np.abs(channel @ garbling - target).sum(axis=1).max())
    return garbling if missed <= within else None


def exact_rows(matrix: Sequence[Sequence[Fraction | float]]) -> Rows:
    """Return rows normalised exactly.

    Examples
    --------
    >>> exact_rows([[0.5, 0.25, 0.125]])
    ((Fraction(4, 7), Fraction(2, 7), Fraction(1, 7)),)
    """
    rows = [[Fraction(value) for value in row] for row in matrix]
    totals = [sum(row, Fraction(0)) for row in rows]
    return tuple(tuple(value / total for value in row) for row, total in zip(rows, totals, strict=True))


def garbles_exactly(channel: Rows, target: Rows, garbling: Rows) -> bool:
    """Whether V = W G in exact fractions, with G stochastic."""
    if any(value < 0 for row in garbling for value in row) or any(sum(row) != 1 for row in garbling):
        return False
    return all(
        sum((w * g[z] for w, g in zip(row, garbling, strict=True) if w), Fraction(0)) == value
        for row, wanted in zip(channel, target, strict=True)
        for z, value in enumerate(wanted)
    )


def exact_garbling(channel: Rows, target: Rows, near: Matrix, largest: int = 100) -> Rows | None:
    """Return an exact garbling near one in floating point, or None if none is found.

    First the nearest simple fractions are tried, then the linear equations are solved on the entries that
    are not zero.

    Parameters
    ----------
    channel, target : Rows
        W and V.
    near : array of shape (n, k)
        A garbling up to rounding.
    largest : int
        Nothing is tried for more unknown entries than this.

    Examples
    --------
    >>> import numpy as np
    >>> W, V = exact_rows([[0.75, 0.25], [0.25, 0.75]]), exact_rows([[0.625, 0.375], [0.375, 0.625]])
    >>> exact_garbling(W, V, np.array([[0.75, 0.25], [0.25, 0.75]]))[0]
    (Fraction(3, 4), Fraction(1, 4))
    """
    if near.size <= largest:
        simple = exact_rows([nearby_fractions(np.maximum(row, 0.0)) for row in near])
        if garbles_exactly(channel, target, simple):
            return simple
    for used in (near > 1e-9, np.ones(near.shape, dtype=np.bool_)):
        if int(used.sum()) <= largest:
            solved = _solved(channel, target, used)
            if solved is not None and garbles_exactly(channel, target, solved):
                return solved
    return None


def _solved(channel: Rows, target: Rows, used: Mask) -> Rows | None:
    """Solve V = W G with rows of sum one on some entries of G."""
    m, (n, k) = len(channel), used.shape
    places = [(y, z) for y in range(n) for z in range(k) if used[y, z]]
    columns = [
        {**{x * k + z: channel[x][y] for x in range(m) if channel[x][y]}, m * k + y: Fraction(1)}
        for y, z in places
    ]
    wanted = {x * k + z: target[x][z] for x in range(m) for z in range(k)}
    found = solve_rational(columns, {**wanted, **{m * k + y: Fraction(1) for y in range(n)}})
    if found is None:
        return None
    entries = dict(zip(places, found, strict=True))
    return tuple(tuple(entries.get((y, z), Fraction(0)) for z in range(k)) for y in range(n))


def _normalised(matrix: Matrix) -> Matrix:
    sums: Vector = matrix.sum(axis=1)
    return matrix / sums[:, None]


def _ball_laws(balls: Balls, matrix: Matrix) -> list[list[Ball]]:
    rows = [balls.exact(row) for row in matrix.tolist()]
    totals = [balls.total(row) for row in rows]
    return [[value / total for value in row] for row, total in zip(rows, totals, strict=True)]
