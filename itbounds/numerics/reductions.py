r"""Entropy, relative entropy and mutual information of arrays of any shape, in nats, in constant memory.

The law of an array of nonnegative doubles is the array divided *exactly* by its sum: counts and laws that
miss one by rounding need no preparation, and no division is made. Arrays may be dense of any real dtype and
layout, memory maps, batched (`axis` names what is summed), or sparse. Zeros cost nothing:
:math:`0 \ln 0 = 0` is read as :math:`0 \ln t` with the smallest positive double :math:`t`. Torch tensors and
other arrays of the Array API standard are worked on where they lie (`itbounds.numerics.array_reductions`).

How the divergences keep the digits of a small result is told in `itbounds.numerics.reduction_sums`, and
`itbounds.numerics.reduction_errors` bounds the rounding errors.
"""

from typing import overload

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.numerics import array_reductions
from itbounds.numerics.array_namespace import is_foreign
from itbounds.numerics.large_information import information_of_large
from itbounds.numerics.reduction_sums import (
    conditional_entropies,
    divergence_sums,
    entropy_sums,
    information_sums,
)
from itbounds.numerics.sparse_reductions import (
    as_sparse,
    common_support,
    entropies_of_lines,
    sparse_information,
    stored_values,
)
from itbounds.numerics.tiles import Axes

__all__ = ["conditional_entropy", "entropy", "mutual_information", "relative_entropy"]


def _plain(value: Array) -> float | Array:
    """Take the leading axis of length one away again."""
    return value[0] if value.ndim > 1 else float(value[0])


def _number(value: Array) -> float | Array:
    """Make an array without axes a number."""
    return value if value.ndim else float(value)


@overload
def entropy(p: ArrayLike, axis: None = None) -> float: ...


@overload
def entropy(p: ArrayLike, axis: int | tuple[int, ...]) -> Array: ...


def entropy(p: ArrayLike, axis: Axes = None) -> float | Array:
    r"""Return the entropy of the law given by nonnegative weights, in nats.

    .. math:: H(p / S) = \ln S - \frac{1}{S} \sum_x p_x \ln p_x, \qquad S = \sum_x p_x

    Parameters
    ----------
    p : array or sparse array
        Weights of any shape, dtype and layout; they need not sum to one.
    axis : int or tuple of int, optional
        The axes that carry the law; the others are a batch. All of them by default. Sparse arrays take one.

    Returns
    -------
    float or array
        At least 0; an array of numpy, whatever library `p` is of.

    Raises
    ------
    NegativeProbabilityError, NonFiniteError, NotNormalizedError, EmptyAlphabetError, DTypeError
        For negative, infinite, zero or no weights, and for what is no real number.

    Examples
    --------
    >>> round(entropy([1, 1, 2]), 12)
    1.03972077084
    >>> entropy(np.eye(3), axis=1)
    array([0., 0., 0.])
    """
    if is_foreign(p):
        return _number(array_reductions.entropy(p, axis))
    sparse = as_sparse(p)
    if sparse is None:
        return _plain(entropy_sums(np.asarray(p), axis).value)
    if axis is None:
        return _plain(entropy_sums(stored_values(sparse)).value)
    return entropies_of_lines(sparse, axis)


@overload
def relative_entropy(p: ArrayLike, q: ArrayLike, axis: None = None) -> float: ...


@overload
def relative_entropy(p: ArrayLike, q: ArrayLike, axis: int | tuple[int, ...]) -> Array: ...


def relative_entropy(p: ArrayLike, q: ArrayLike, axis: Axes = None) -> float | Array:
    r"""Return the relative entropy of two laws given by nonnegative weights, in nats.

    .. math:: D(p / P \| q / Q) = \frac{1}{P} \sum_x p_x \ln \frac{p_x Q}{q_x P}

    Parameters
    ----------
    p, q : arrays or sparse arrays of one shape
        Weights; neither need sum to one.
    axis : int or tuple of int, optional
        As for `entropy`; two sparse arrays are one law each, with no axis.

    Returns
    -------
    float or array
        At least 0; infinity where p is not absolutely continuous with respect to q.

    Examples
    --------
    >>> round(relative_entropy([1, 0], [1, 1]), 12)
    0.69314718056
    >>> relative_entropy([1, 1], [1, 0])
    inf
    """
    if is_foreign(p) or is_foreign(q):
        return _number(array_reductions.relative_entropy(p, q, axis))
    first, second = as_sparse(p), as_sparse(q)
    if first is None and second is None:
        return _plain(divergence_sums(np.asarray(p), np.asarray(q), axis).value)
    return _plain(divergence_sums(*common_support(first, second, axis)).value)


def mutual_information(joint: ArrayLike) -> float | Array:
    r"""Return the mutual information of a joint law given by nonnegative weights, in nats.

    .. math:: I(X; Y) = \frac{1}{S} \sum_{x, y} J_{xy} \ln \frac{J_{xy} S}{a_x b_y},
              \qquad a_x = \sum_y J_{xy}, \quad b_y = \sum_x J_{xy}

    Parameters
    ----------
    joint : array of shape (..., m, n) or sparse array of shape (m, n)
        Weights; leading axes are a batch.

    Notes
    -----
    A dense array is done as a divergence from the product of the marginals, as in `divergence_sums`: its
    error is of the order :math:`u \sqrt{I}`, so that an information of :math:`10^{-20}` has some digits left.
    Of a large one the information is first tried in one pass (`information_of_large`), which is good to about
    fourteen digits where it is more than some hundredths of a nat.
    For a sparse array that correction would run over all the cells without an entry, so the sum above is
    taken as it stands, with an error of the order :math:`u`. Neither is the difference of three entropies,
    whose error is of the order :math:`u (H(X) + H(Y))`.

    Examples
    --------
    >>> round(mutual_information([[2, 0], [0, 2]]), 12)
    0.69314718056
    >>> mutual_information(np.ones((5, 2, 3)))
    array([0., 0., 0., 0., 0.])
    """
    if is_foreign(joint):
        return _number(array_reductions.mutual_information(joint))
    sparse = as_sparse(joint)
    if sparse is not None:
        return sparse_information(sparse).value
    array = np.asarray(joint)
    quick = information_of_large(array)
    return _plain(information_sums(array).value) if quick is None else quick


def conditional_entropy(joint: ArrayLike) -> float | Array:
    r"""Return the conditional entropy of the last axis given the one before it, in nats.

    .. math:: H(Y | X) = -\frac{1}{S} \sum_{x, y} J_{xy} \ln \frac{J_{xy}}{a_x}

    No term is negative, so that nothing cancels, unlike in :math:`H(X, Y) - H(X)`.

    Parameters
    ----------
    joint : array of shape (..., m, n)
        Weights; leading axes are a batch.

    Examples
    --------
    >>> round(conditional_entropy([[1, 1], [2, 0]]), 12)
    0.34657359028
    """
    if is_foreign(joint):
        return _number(array_reductions.conditional_entropy(joint))
    return _plain(conditional_entropies(np.asarray(joint)))
