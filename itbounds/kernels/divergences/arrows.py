"""How a state or a kernel is told from its array, and which pairs of arrays a question about it is about."""

from collections.abc import Mapping

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import DomainError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.numerics.coercion import coerce

__all__ = ["as_arrow", "copied_pair", "input_weights", "joint_pair", "remainders"]

# A table of at least two rows is either a joint law or a kernel: its sum is one, or the number of rows.
_HALFWAY = 1.5


def as_arrow(obj: ArrayLike, *, name: str) -> Kernel:
    """Return a state or a kernel as a `Kernel`.

    Parameters
    ----------
    obj : Kernel, Distribution, dict or array-like
        An array with one axis is a law. One with two is a joint law if all its entries sum to one, else a
        kernel with a law in each row.
    name : str
        What the argument is called in error messages.

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_stochastic`.

    Examples
    --------
    >>> as_arrow([0.5, 0.5], name="law").dom
    Space.unit()
    >>> as_arrow([[0.5, 0.5], [0.9, 0.1]], name="kernel").dom
    Space.of(2)
    """
    if isinstance(obj, Kernel):
        return obj
    if isinstance(obj, Mapping):
        return as_distribution_object(obj, name=name)
    array = coerce(obj, name).array
    if array.ndim != 2 or (len(array) > 1 and float(array.sum()) < _HALFWAY):
        return as_distribution_object(obj, name=name)
    return as_kernel(obj, name=name)


def input_weights(input: ArrayLike | None, arrow: Kernel) -> Vector | None:
    """Return the law of the inputs that a question is relative to, or None for the worst case over them.

    Raises
    ------
    CompositionError
        If the law does not live on the inputs.
    DomainError
        If the arrow is a state, which has no inputs.
    """
    if input is None:
        return None
    if not arrow.dom.names:
        raise DomainError("an input law was given for a state, which has no inputs", hint="leave out input=")
    law = as_distribution_object(input, name="input law")
    law.space.require(arrow.dom, "an input law and a kernel")
    return law.probabilities


def joint_pair(weights: Vector, first: Matrix, second: Matrix) -> tuple[Array, Array]:
    """Return the joint laws of input and output of two kernels, each in one row."""
    return (weights[:, None] * first).reshape(1, -1), (weights[:, None] * second).reshape(1, -1)


def remainders(laws: Array) -> Array:
    r"""Return :math:`\sum_{j \ne i} p_j` for every entry of laws along the last axis.

    The sum of the others is taken for the largest entry, where a difference from the total would cancel.
    """
    rest: Array = laws.sum(axis=-1, keepdims=True) - laws
    largest = laws.argmax(axis=-1)[..., None]
    others = laws.copy()
    np.put_along_axis(others, largest, 0.0, axis=-1)
    np.put_along_axis(rest, largest, others.sum(axis=-1, keepdims=True), axis=-1)
    return rest


def copied_pair(laws: Array) -> tuple[Array, Array]:
    r"""Return laws on n + 1 letters that diverge as :math:`\mathrm{copy}; p` does from :math:`p \otimes p`.

    A divergence depends on the likelihood ratio only. The pairs :math:`(y, y')` with :math:`y \ne y'` have
    ratio zero, all of them, and may be taken for one letter: the diagonal :math:`p_y` against
    :math:`p_y^2`, and 0 against :math:`\sum_y p_y (1 - p_y)`.

    Parameters
    ----------
    laws : array of shape (..., n)
        Nonnegative weights, understood as divided by their sum.

    Returns
    -------
    copied, independent : arrays of shape (..., n + 1)
        Weights with the sums :math:`S` and :math:`S^2` for laws of sum :math:`S`.
    """
    off = (laws * remainders(laws)).sum(axis=-1, keepdims=True)
    return np.concatenate([laws, np.zeros_like(off)], axis=-1), np.concatenate([laws * laws, off], axis=-1)
