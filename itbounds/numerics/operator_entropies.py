"""Mutual information and conditional entropy of channels that are never formed, in nats."""

from math import fsum

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.operators import Operator
from itbounds.numerics.rounding import NEGLIGIBLE

__all__ = ["operator_conditional_entropy", "operator_information"]


def operator_information(channel: Operator, law: Vector) -> float:
    r"""Return :math:`I(p, W) = \sum_x p_x D(W_x \| pW)`, the channel acting once each way.

    Examples
    --------
    >>> from itbounds.numerics.operators import Identity
    >>> round(operator_information(Identity(10**5), np.full(10**5, 1e-5)), 9)
    11.512925465
    """
    sums = channel.row_sums()
    output = np.maximum(channel.certain_left(law / sums.total), NEGLIGIBLE)
    terms = (sums.entropy - channel.certain_right(np.log(output))) / sums.total - np.log(sums.total)
    return max(0.0, fsum((law * terms).tolist()) / fsum(law.tolist()))


def operator_conditional_entropy(channel: Operator, law: Vector) -> float:
    r"""Return :math:`H(Y | X) = \sum_x p_x H(W_x)`.

    Examples
    --------
    >>> from itbounds.numerics.operators import Identity
    >>> operator_conditional_entropy(Identity(10**5), np.full(10**5, 1e-5))
    0.0
    """
    sums = channel.row_sums()
    terms = np.log(sums.total) - sums.entropy / sums.total
    return max(0.0, fsum((law * terms).tolist()) / fsum(law.tolist()))
