r"""A-priori rounding-error bounds for channels that are never formed: certain ends of their capacity.

As in `itbounds.numerics.rounding`, with sums in which a term goes through at most
:math:`k` roundings, `Operator.depth`: the most entries in a row or column of a sparse matrix, the sum of
these over the factors of a product. A structured channel *is* the exact product, composite or shift of its
doubles, its rows normalised exactly. Nothing here rests on a Fourier transform.
"""

from math import fsum, inf, nextafter

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.operators import Operator
from itbounds.numerics.rounding import (
    NEGLIGIBLE,
    SLACK,
    ULPS,
    UNDERFLOW,
    UNIT_ROUNDOFF,
    RowSums,
    gamma,
    weighted_mean,
)

__all__ = ["information_floor", "operator_capacity_interval", "operator_row_divergences"]


def operator_row_divergences(
    channel: Operator, law: Vector, sums: RowSums | None = None
) -> tuple[Vector, Vector]:
    r"""Return every :math:`D(W_x \| q)` in nats with a rigorous bound on its rounding error.

    Parameters
    ----------
    channel : Operator
        Rows that sum to one up to rounding.
    law : array of shape (n,)
        Every entry is at least :math:`2^{-500}`, so that no divergence is infinite.
    sums : RowSums, optional
        Those of the channel, if they are at hand.

    Notes
    -----
    With :math:`k` the larger depth, the sums of :math:`W \ln W` and :math:`W \ln q` err by
    :math:`\gamma_{k + 2 \ell + 1}` times the sums of their absolute terms. Where entries are themselves
    products, :math:`\hat w = w (1 + \theta)` with :math:`|\theta| \le \gamma_k` moves :math:`\sum w \ln w` by
    at most :math:`\gamma_k` times :math:`\sum w |\ln w|` and twice the row sum: that is in the bound as well.
    The sum of the law is rounded once.

    Examples
    --------
    >>> from itbounds.numerics.operators import Identity
    >>> value, error = operator_row_divergences(Identity(4), np.ones(4))
    >>> bool((np.abs(value - np.log(4)) <= error).all())
    True
    """
    if sums is None:
        sums = channel.row_sums()
    k = 2 * max(channel.depth) + 1
    logs = np.log(law)
    log_total = float(np.log(fsum(law.tolist())))
    crossed = channel.certain_right(logs)
    size = sums.size + (np.abs(crossed) if (logs <= 0.0).all() else channel.certain_right(np.abs(logs)))
    quotient = (sums.entropy - crossed) / sums.total
    log_sums = np.log(sums.total)
    divergences = quotient - log_sums + log_total
    operands = np.abs(quotient) + np.abs(log_sums) + abs(log_total)
    errors = 0.5 * gamma(2 * (k + 2 * ULPS + 1)) * size / sums.total
    errors += gamma(2 * k + 4) * np.abs(quotient) + 6.0 * gamma(k)
    errors += 2.0 * ULPS * UNIT_ROUNDOFF * (np.abs(log_sums) + abs(log_total))
    errors += 3.0 * UNIT_ROUNDOFF * operands
    errors = errors * SLACK + NEGLIGIBLE + NEGLIGIBLE / sums.total
    return divergences, errors


def operator_capacity_interval(
    channel: Operator,
    input_law: Vector,
    output_law: Vector,
    *,
    price: Vector | None = None,
    headroom: float = 1.0,
) -> tuple[float, float]:
    r"""Return certain ends, in nats, around the capacity of a channel; as `rounding.capacity_interval`.

    Parameters
    ----------
    channel : Operator
        The channel.
    input_law : array of shape (m,)
        Any input law.
    output_law : array of shape (n,)
        Any output law with entries of at least :math:`2^{-500}`.
    price : array of shape (m,), optional
        The computed :math:`\lambda (b_x - B)`.
    headroom : float
        Factor on the error bounds.

    Examples
    --------
    >>> from itbounds.numerics.operators import kron
    >>> W = kron(*[[[0.9, 0.1], [0.1, 0.9]]] * 10)
    >>> low, high = operator_capacity_interval(W, np.ones(1024), np.ones(1024))
    >>> truth = 10 * (np.log(2) + 0.9 * np.log(0.9) + 0.1 * np.log(0.1))
    >>> bool(low <= truth <= high <= low + 1e-11)
    True
    """
    sums = channel.row_sums()
    lower = information_floor(channel, input_law, sums, headroom)
    values, errors = operator_row_divergences(channel, output_law, sums)
    with np.errstate(over="ignore", invalid="ignore"):
        if price is not None:
            errors = errors + 5.0 * UNIT_ROUNDOFF * SLACK * (np.abs(values) + np.abs(price))
            values = values - price
        highest = float(np.max(values + headroom * errors))
    upper = max(0.0, nextafter(highest, inf)) if highest < inf else inf
    return lower, upper


def information_floor(
    channel: Operator, input_law: Vector, sums: RowSums | None = None, headroom: float = 1.0
) -> float:
    r"""Return a certain lower end of :math:`I(p, W)`, in nats.

    With :math:`\hat r = r (1 + \theta)` the computed output law, :math:`|\theta| \le g`, raised to at least
    :math:`\varepsilon = 2^{-500}` to make :math:`\tilde r`, :math:`I(p, W) = \sum_x p_x D(W_x \| \tilde r) -
    D(r \| \tilde r)`, and raising entries can add no more to the last term than the logarithm of the sum:

    .. math:: D(r \| \tilde r) \le D(r \| \hat r) + n \varepsilon / \textstyle\sum \hat r \le
              g^2 + n \varepsilon / \textstyle\sum \hat r .
    """
    if sums is None:
        sums = channel.row_sums()
    scaled = input_law / input_law.max()
    weights = np.where(scaled >= 2.0**-300, scaled, 0.0)
    law = np.maximum(channel.certain_left(weights / sums.total), NEGLIGIBLE)
    values, errors = operator_row_divergences(channel, law, sums)
    mean, error = weighted_mean(weights, values - headroom * errors)
    error += SLACK * gamma(3 * max(channel.depth) + 4) ** 2 + UNDERFLOW**0.5 + 2.0**-450
    return max(0.0, nextafter(mean - headroom * error, -inf))
