r"""Certain ends of relevance and complexity in float64; the assumptions are those of `rounding`.

The encoder's rows and the joint law are normalised exactly. What is computed from them, the law of
representation and relevant variable and the marginals, is right up to factors :math:`1 + \theta` with
:math:`|\theta| \le g`, where g is Higham's :math:`\gamma_k` with the number of operations. Moving every entry
of a joint law by such factors moves a mutual information I by at most :math:`10 g (1 + I)`: every logarithm
moves by :math:`3g`, every weight by :math:`2g`, and the weights times absolute logarithms add up to at most
:math:`I + 2/e`. Likewise an entropy H moves by at most :math:`4 g (1 + H)`. (All for g under a thousandth.)
"""

from math import inf, nextafter

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.posynomial_peak import Bumps
from itbounds.numerics.rate_rounding import information_upper
from itbounds.numerics.reduction_errors import entropy_with_error, mutual_information_with_error
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF, gamma, weighted_mean

__all__ = [
    "complexity_upper",
    "dual_relevance_upper",
    "information_upper_end",
    "relevance_lower",
    "within_rate",
]

_PEAK_WIDTH = 1e-12


def complexity_upper(joint: Matrix, encoder: Matrix, *, headroom: float = 1.0) -> float:
    """Return a certain upper end of I(X; T) of an encoder, in nats."""
    law = joint.sum(axis=1)
    end = information_upper(law, encoder, headroom=headroom)
    if end == 0.0:
        return 0.0
    return nextafter(end * (1.0 + 3.0 * SLACK * headroom * gamma(joint.shape[1] + 1)), inf)


def within_rate(joint: Matrix, encoder: Matrix, rate: float) -> Matrix:
    """Erase the codeword now and then until the complexity is within the rate beyond rounding."""
    high = complexity_upper(joint, encoder, headroom=3.0)
    if high <= rate:
        return encoder
    share, step = max(0.0, 1.0 - rate / high), 4e-16 * sum(encoder.shape)
    while share + step < 1.0:
        share += step
        # An erasure tells nothing of the letter, so that the complexity shrinks by just this factor.
        erased = np.hstack([(1.0 - share) * encoder, np.full((len(encoder), 1), share)])
        if complexity_upper(joint, erased, headroom=3.0) <= rate:
            return erased
        step *= 8.0
    return np.ones((len(encoder), 1))


def relevance_lower(joint: Matrix, encoder: Matrix, *, headroom: float = 1.0) -> float:
    """Return a certain lower end of I(T; Y) of an encoder, in nats."""
    rows = encoder / encoder.sum(axis=1, keepdims=True)
    value, error = _information(rows.T @ joint)
    grain = gamma(len(joint) + encoder.shape[1] + 4)
    return max(0.0, nextafter(value - headroom * (error + 10.0 * SLACK * grain * (1.0 + value)), -inf))


def information_upper_end(joint: Matrix, *, headroom: float = 1.0) -> float:
    """Return a certain upper end of I(X; Y), in nats: no representation is more relevant than the letter."""
    value, error = _information(joint)
    return nextafter(value + headroom * error, inf)


def dual_relevance_upper(
    joint: Matrix, rate: float, potentials: Vector, slope: float, *, headroom: float = 1.0
) -> float:
    r"""Return a certain upper end of I(T; Y) over all encoders with I(X; T) at most a rate, in nats.

    .. math:: I(T; Y) \le H(Y) + \frac{1}{\beta} \Big( R - \sum_x p_x b_x
              + \ln \max_v \sum_x p_x e^{b_x} \prod_y v_y^{\beta p(y|x)} \Big)

    by the formula of Donsker and Varadhan for the pair of X and the posterior :math:`v = P(y | T)`, whose
    divergences :math:`D(p_x \| v)` have the mean I(X; Y) - I(T; Y). The maximum over the laws v is proved for
    two relevant letters; with more of them the end is infinite.

    Parameters
    ----------
    joint : array of shape (m, n)
        Weights without a zero row.
    rate : float
        The limit of the complexity, in nats.
    potentials : array of shape (m,)
        The numbers :math:`b_x`.
    slope : float
        :math:`\beta > 0`.
    """
    m, n = joint.shape
    if n > 2 or not 0.0 < slope < inf or not np.isfinite(potentials).all():
        return inf
    grain = SLACK * gamma(m + n + 4)
    law = joint.sum(axis=1)
    mean, error = weighted_mean(law, potentials)
    error += 3.0 * grain * float(np.abs(potentials).max())
    total = float(law.sum())
    two = joint if n == 2 else np.hstack([joint, np.zeros((m, 1))])
    heights = np.log(law) - np.log(total) + potentials
    bumps = Bumps(heights, two[:, 0] / law, two[:, 1] / law, slope, 4.0 * grain)
    peak = bumps.log_peak(_PEAK_WIDTH)
    entropy, entropy_error = entropy_with_error(joint.sum(axis=0))
    if not isinstance(entropy, float) or not isinstance(entropy_error, float):  # pragma: no cover
        return inf
    entropy_error += 4.0 * grain * (1.0 + entropy)
    tail = (rate - mean + peak) / slope
    size = (abs(rate) + abs(mean) + abs(peak)) / slope + entropy
    pad = error / slope + entropy_error + 8.0 * UNIT_ROUNDOFF * SLACK * size
    # The peak carries its own rounding already; headroom asks for it once more.
    pad += (headroom - 1.0) * (_PEAK_WIDTH + 200.0 * grain * (1.0 + float(np.abs(heights).max()))) / slope
    end = nextafter(entropy + tail + headroom * pad, inf)
    return max(0.0, end) if end < inf else inf


def _information(joint: Matrix) -> tuple[float, float]:
    value, error = mutual_information_with_error(joint)
    return float(value), float(error)
