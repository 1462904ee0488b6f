r"""How much of a divergence of two input laws a channel keeps: a certain lower end, and a search for more.

A law q far from p that keeps much is found by a monotone iteration. With :math:`\eta` the ratio of
:math:`N(q) = D(qW \| pW)` and :math:`D(q) = D(q \| p)`, the convex N lies above its tangent at q, so that the
maximiser of the tangent less :math:`\eta D`,

.. math:: q^+_x \propto p_x \exp\Bigl( \frac1\eta \sum_y W_{xy} \ln \frac{(qW)_y}{(pW)_y} \Bigr),

has :math:`N(q^+) - \eta D(q^+) \ge N(q) - \eta D(q) = 0`: the ratio does not fall.
"""

from math import inf, nextafter

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.ball_backends import Backend, Ball, Balls, ball_arithmetic
from itbounds.numerics.contraction_balls import ball_law
from itbounds.numerics.rounding import SLACK, gamma, row_divergences

__all__ = ["ball_ratio_below", "challenger", "ratio_below"]

_BITS = 192
_STEPS = 300
# Closer to the law than this, the ratio is that of chi-squared up to rounding.
_NEAR = 1e-7


def challenger(matrix: Matrix, law: Vector, starts: Matrix) -> Vector:
    """Return the input law with the largest ratio that the iteration finds from some starting laws.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel.
    law : array of shape (m,)
        The law p, positive.
    starts : array of shape (k, m)
        Laws to start from, other than p.
    """
    target = law @ matrix
    seen = target > 0.0
    logs = np.log(np.where(seen, target, 1.0))
    laws, found = starts, -inf
    best: Vector = starts[0]
    for _ in range(_STEPS):
        outputs = laws @ matrix
        gains = np.where(outputs > 0.0, np.log(np.where(outputs > 0.0, outputs, 1.0)) - logs, 0.0)
        positive = laws > 0.0
        ratios = np.where(positive, np.log(np.where(positive, laws, 1.0) / law), 0.0)
        kept, spent = (outputs * gains).sum(axis=1), (laws * ratios).sum(axis=1)
        far = (spent > _NEAR) & (kept > 0.0)
        if not far.any():
            break
        laws, kept, spent, gains = laws[far], kept[far], spent[far], gains[far]
        value = kept / spent
        top = int(value.argmax())
        if value[top] > found:
            found, best = float(value[top]), laws[top]
        exponents = np.log(law) + (gains @ matrix.T) / value[:, None]
        laws = np.exp(exponents - exponents.max(axis=1, keepdims=True))
        laws = laws / laws.sum(axis=1, keepdims=True)
    return best


def ratio_below(matrix: Matrix, law: Vector, other: Vector, headroom: float = 1.0) -> float:
    r"""Return a lower end of :math:`D(qW \| pW) / D(q \| p)`, laws and rows normalised exactly.

    Both output laws have entries of relative error :math:`g = \gamma_{m + 2n + 4}`. If r, t are the true ones
    and r', t' those computed, normalised, then :math:`|\ln (r / t) - \ln (r' / t')| \le 4.1 g`,
    :math:`|r - r'| \le 2.1 g r'`, and :math:`\sum r' |\ln (r' / t')| \le D(r' \| t') + 2`, so that the
    divergence errs by less than :math:`9 g (1 + D)`.

    Examples
    --------
    >>> import numpy as np
    >>> W = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> 0.6 < ratio_below(W, np.array([0.5, 0.5]), np.array([0.6, 0.4])) < 0.64
    True
    """
    used = law > 0.0
    if (other[~used] > 0.0).any() or np.array_equal(law, other):
        return 0.0
    part = matrix[used]
    scales = part.sum(axis=1)
    first, second = (other[used] / scales) @ part, (law[used] / scales) @ part
    kept, error = row_divergences(first[None], second)
    spent, excess = row_divergences(other[used][None], law[used])
    error = error + 9.0 * SLACK * gamma(sum(matrix.shape) * 2 + 4) * (1.0 + kept)
    top, bottom = float(kept[0] - headroom * error[0]), float(spent[0] + headroom * excess[0])
    if not 0.0 < top < inf or not bottom > 0.0:
        return 0.0
    return min(nextafter(nextafter(top / bottom, -inf), -inf), 1.0)


def ball_ratio_below(matrix: Matrix, law: Vector, other: Vector, *, backend: Backend | None = None) -> float:
    r"""Return a lower end of :math:`D(qW \| pW) / D(q \| p)` for laws p and q with q absolutely continuous.

    Examples
    --------
    >>> import numpy as np
    >>> round(ball_ratio_below(np.eye(2), np.array([0.5, 0.5]), np.array([0.9, 0.1])), 12)
    1.0
    """
    part, letters = matrix[law > 0.0], law[law > 0.0]
    weights = other[law > 0.0]
    reached = np.flatnonzero(part[weights > 0.0].any(axis=0)).tolist()
    positive = np.flatnonzero(weights > 0.0).tolist()
    balls = ball_arithmetic(backend)
    with balls.precision(_BITS):
        p, q = ball_law(balls, letters), ball_law(balls, weights)
        columns = list(zip(*(ball_law(balls, row) for row in part), strict=True))
        outputs = [(balls.dot(q, columns[y]), balls.dot(p, columns[y])) for y in reached]
        inputs = [(q[x], p[x]) for x in positive]
        low, _ = balls.ends(_divergence(balls, outputs) / _divergence(balls, inputs))
    return min(max(0.0, low), 1.0) if low > -inf else 0.0


def _divergence(balls: Balls, pairs: list[tuple[Ball, Ball]]) -> Ball:
    logs = balls.logs(x / z for x, z in pairs)
    return balls.dot([x for x, _ in pairs], logs)
