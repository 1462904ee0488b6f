"""The information bottleneck as a numeric form: what an encoder may keep, and what it is kept for."""

from dataclasses import dataclass
from math import inf

from itbounds._typing import Matrix
from itbounds.forms.base import Form, RawSolution

__all__ = ["BottleneckForm", "EncoderSolution"]


@dataclass(frozen=True, eq=False)
class BottleneckForm(Form):
    r"""Maximise the relevance of an encoder of limited or of priced complexity.

    .. math:: \max_{Q(t|x) :\ I(X; T) \le R} I(T; Y)
              \qquad\text{or}\qquad \max_{Q(t|x)} I(T; Y) - I(X; T) / \beta

    The optimum is concave in R. It is not concave in Q, but it is linear over the laws of the posterior
    :math:`v = P(y | t)`, of which there is a whole simplex.

    Parameters
    ----------
    joint : array of shape (m, n)
        Nonnegative weights of pairs :math:`(x, y)`; no row and no column is zero.
    rate : float
        The limit :math:`R` in nats; infinity where complexity is priced instead.
    slope : float
        :math:`\beta`, how many nats of complexity one of relevance is worth; used where `rate` is infinite.
    """

    joint: Matrix
    rate: float = inf
    slope: float = inf


@dataclass(frozen=True, eq=False)
class EncoderSolution(RawSolution):
    r"""An encoder, and a dual point of the problem over the laws of the posterior.

    `dual` holds the potentials :math:`b_x` and `multiplier` the slope :math:`\beta` of

    .. math:: I(T; Y) \le H(Y) + \frac{1}{\beta} \Big( R - \sum_x p_x b_x
              + \ln \max_v \sum_x p_x e^{b_x} \prod_y v_y^{\beta p(y|x)} \Big).

    Parameters
    ----------
    encoder : array of shape (m, k), optional
        The encoder :math:`Q(t | x)`.
    searched : float
        The largest logarithm in the bound that a search has found: a hint, not a bound.
    """

    encoder: Matrix | None = None
    searched: float = inf
