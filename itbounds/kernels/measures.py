"""Information measures of distributions and kernels: plain numbers in the unit asked for, rounded.

Arrays of other libraries are worked on where they lie, as `itbounds.numerics.array_reductions` tells.
"""

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import ShapeError
from itbounds.kernels import array_measures
from itbounds.kernels.distribution import Distribution, as_distribution_object
from itbounds.kernels.divergences.kullback_leibler import KL
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.numerics import reductions
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operator_entropies import operator_conditional_entropy, operator_information
from itbounds.numerics.operators import Dense, Operator
from itbounds.units import BITS, Unit, as_unit

__all__ = [
    "conditional_entropy",
    "entropy",
    "joint",
    "joint_matrix",
    "mutual_information",
    "relative_entropy",
]


def entropy(p: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return :math:`H(p) = -\sum_x p_x \log p_x`, of a joint law the joint entropy.

    Parameters
    ----------
    p : Distribution or array-like
        Probabilities, with any number of axes. A torch tensor or another array of the Array API standard is
        summed on its device, in double precision if that has it; only the sums are copied to the host.
    unit : Unit or str
        The unit of the result.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25])
    1.5
    """
    if array_measures.any_foreign(p):
        return as_unit(unit).from_nats(array_measures.entropy(p))
    return as_distribution_object(p, name="distribution").entropy(unit)


def relative_entropy(p: ArrayLike, q: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return :math:`D(p \| q) = \sum_x p_x \log (p_x / q_x)`, infinite where q excludes what p allows.

    Raises
    ------
    CompositionError
        If the two laws live on different spaces.

    Examples
    --------
    >>> relative_entropy([1.0, 0.0], [0.5, 0.5])
    1.0
    >>> relative_entropy([0.5, 0.5], [1.0, 0.0])
    inf
    """
    if array_measures.any_foreign(p, q):
        return as_unit(unit).from_nats(array_measures.relative_entropy(p, q))
    first, second = as_distribution_object(p, name="first law"), as_distribution_object(q, name="second law")
    return KL()(first, second, unit=unit)


def mutual_information(p: ArrayLike, W: ArrayLike | None = None, *, unit: Unit | str = BITS) -> float:
    r"""Return :math:`I(X; Y)` of an input law and a channel, or of a joint law.

    Parameters
    ----------
    p : Distribution or array-like
        The law of the inputs; without a channel, a joint law with two axes.
    W : Kernel or array-like of shape (m, n), optional
        The channel.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    ShapeError
        If there is no channel and `p` has not two axes.
    CompositionError
        If the law does not live on the inputs of the channel.

    Examples
    --------
    >>> mutual_information([0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]])
    1.0
    >>> mutual_information([[0.25, 0.25], [0.25, 0.25]])
    0.0
    """
    if array_measures.any_foreign(p, W):
        return as_unit(unit).from_nats(array_measures.mutual_information(p, W))
    large = _never_formed(p, W)
    if large is not None:
        return as_unit(unit).from_nats(operator_information(*large))
    return as_unit(unit).from_nats(float(reductions.mutual_information(joint_matrix(p, W))))


def conditional_entropy(p: ArrayLike, W: ArrayLike | None = None, *, unit: Unit | str = BITS) -> float:
    r"""Return :math:`H(Y \mid X) = \sum_x p_x H(W_x)`; arguments as `mutual_information`.

    Examples
    --------
    >>> conditional_entropy([0.5, 0.5], [[1.0, 0.0], [0.5, 0.5]])
    0.5
    """
    if array_measures.any_foreign(p, W):
        return as_unit(unit).from_nats(array_measures.conditional_entropy(p, W))
    large = _never_formed(p, W)
    if large is not None:
        return as_unit(unit).from_nats(operator_conditional_entropy(*large))
    matrix = joint_matrix(p, W)
    weights = matrix.sum(axis=1)
    used = weights > 0.0
    rows = np.asarray(reductions.entropy(matrix[used], axis=1))
    return as_unit(unit).from_nats(float(weights[used] @ rows))


def joint(p: ArrayLike, W: ArrayLike) -> Distribution:
    r"""Return the joint law :math:`p_x W_{xy}` of input and output, on the product of their spaces.

    Raises
    ------
    CompositionError
        If the law does not live on the inputs of the channel.

    Examples
    --------
    >>> joint([0.5, 0.5], [[1.0, 0.0], [0.5, 0.5]]).tensor
    array([[0.5 , 0.  ],
           [0.25, 0.25]])
    """
    law, channel = _law_and_channel(p, W)
    inputs = law.space if channel.dom.anonymous else channel.dom
    return Distribution(inputs @ channel.cod, (law.probabilities[:, None] * channel.matrix).ravel())


def _never_formed(p: ArrayLike, W: ArrayLike | None) -> tuple[Operator, Vector] | None:
    """Return channel and law if the channel is elsewhere, or structured and too large to be formed."""
    if W is None:
        return None
    law, channel = _law_and_channel(p, W)
    operator = channel.operator
    if isinstance(operator, Dense) or (operator.size <= DENSE_LIMIT and not operator.is_distributed):
        return None
    return operator, law.probabilities


def _law_and_channel(p: ArrayLike, W: ArrayLike) -> tuple[Distribution, Kernel]:
    law, channel = as_distribution_object(p), as_kernel(W)
    law.space.require(channel.dom, "a law and a channel")
    return law, channel


def joint_matrix(p: ArrayLike, W: ArrayLike | None = None) -> Matrix:
    """Return the matrix of a joint law with two axes, or of an input law and a channel.

    Raises
    ------
    ShapeError
        If there is no channel and `p` has not two axes.
    CompositionError
        If the law does not live on the inputs of the channel.
    """
    if W is not None:
        law, channel = _law_and_channel(p, W)
        product: Array = law.probabilities[:, None] * channel.matrix
        return product
    pair = as_distribution_object(p, name="joint law")
    if len(pair.space.names) != 2:
        raise ShapeError(
            f"the joint law has shape {pair.space.shape}; two axes are expected, inputs and outputs",
            value=pair.space.shape,
            hint="give the channel as the second argument, or group the factors",
        )
    return pair.tensor
