"""Entropy and mutual information of states and of kernels, in any divergence."""

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import ShapeError
from itbounds.kernels.distribution import Distribution, as_distribution_object
from itbounds.kernels.divergences.arrows import as_arrow, input_weights
from itbounds.kernels.divergences.base import Divergence, as_divergence
from itbounds.kernels.kernel import Kernel
from itbounds.units import BITS, Unit, as_unit

__all__ = ["categorical_entropy", "categorical_information"]


def categorical_entropy(
    state_or_kernel: ArrayLike,
    divergence: Divergence,
    *,
    input: ArrayLike | None = None,
    unit: Unit | str = BITS,
) -> float:
    r"""Return the entropy of a state or a kernel in a divergence: how far it is from being copied.

    .. math:: H_D(f) = D\bigl(f ; \mathrm{copy}_Y \,\big\|\, \mathrm{copy}_X ; (f \otimes f)\bigr)

    (Perrone, *Markov categories and entropy*, 2024, definition 4.1). It is zero for functions, and for
    functions only if the divergence is strict. Of a kernel it is the worst case over the inputs,
    :math:`\max_x H_D(f_x)`. Relative to a law :math:`p` of the inputs it is the divergence of the joint laws
    of :math:`x, y, y'`; for relative entropy that is :math:`H(Y \mid X)`.

    Parameters
    ----------
    state_or_kernel : array-like, Distribution or Kernel
        An array with one axis is a law; with two a joint law if all its entries sum to one, else a kernel.
    divergence : Divergence
        One of `itbounds.divergences`.
    input : array-like or Distribution, optional
        The law of the inputs of a kernel; without it, the worst case.
    unit : Unit or str
        The unit of an information; a divergence without a unit gives a plain number, whatever it is.

    Returns
    -------
    float
        At least 0, infinite for `ReverseKL` unless the kernel is a function.

    Raises
    ------
    CompositionError
        If the input law does not live on the inputs.
    DomainError
        If an input law is given for a state.
    DTypeError
        If what is given for a divergence is none.

    Notes
    -----
    No table of :math:`|Y|^2` entries is formed: all pairs of different letters have likelihood ratio zero and
    count as one.

    Examples
    --------
    >>> import itbounds as ib
    >>> d = ib.divergences
    >>> p = [1 / 2, 1 / 4, 1 / 8, 1 / 8]
    >>> ib.categorical_entropy(p, d.KL()), ib.categorical_entropy(p, d.TotalVariation())
    (1.75, 0.65625)
    >>> W = [[0.5, 0.5], [0.9, 0.1]]
    >>> ib.categorical_entropy(W, d.KL())
    1.0
    >>> round(ib.categorical_entropy(W, d.KL(), input=[0.25, 0.75]), 6)
    0.601747
    """
    chosen, divergence = as_unit(unit), as_divergence(divergence)
    arrow = as_arrow(state_or_kernel, name="state or kernel")
    weights = input_weights(input, arrow)
    if weights is None:
        value = float(np.max(divergence.entropies(arrow.matrix)))
    else:
        value = divergence.mean_entropy(weights, arrow.matrix)
    return divergence.read(value, chosen if divergence.information else None)


def categorical_information(
    joint: ArrayLike,
    divergence: Divergence,
    *,
    input: ArrayLike | None = None,
    unit: Unit | str = BITS,
) -> float:
    r"""Return the mutual information of two outputs in a divergence: how far they are from independent.

    .. math:: I_D(h) = D\bigl(h \,\big\|\, \mathrm{copy}_A ; (h_X \otimes h_Y)\bigr), \qquad
              I_D(p) = D(p_{XY} \| p_X \otimes p_Y)

    Processing X and Y separately does not increase it. Of a kernel :math:`h : A \to X \otimes Y` it is the
    worst case over the inputs, or relative to a law of them: for relative entropy then
    :math:`I(X; Y \mid A)`.

    Parameters
    ----------
    joint : array-like of shape (m, n), Distribution or Kernel
        A joint law of two factors, or a kernel with two output factors.
    divergence : Divergence
        One of `itbounds.divergences`.
    input : array-like or Distribution, optional
        The law of the inputs of a kernel.
    unit : Unit or str
        The unit of an information; a divergence without a unit gives a plain number, whatever it is.

    Raises
    ------
    ShapeError
        If there are not two output factors.
    CompositionError
        If the input law does not live on the inputs.
    DomainError
        If an input law is given for a state.
    DTypeError
        If what is given for a divergence is none.

    Examples
    --------
    >>> import itbounds as ib
    >>> joint = [[0.4, 0.1], [0.1, 0.4]]
    >>> round(ib.categorical_information(joint, ib.divergences.KL()), 6)
    0.278072
    >>> round(ib.categorical_information(joint, ib.divergences.TotalVariation()), 12)
    0.3
    """
    chosen, divergence = as_unit(unit), as_divergence(divergence)
    state = not isinstance(joint, Kernel) or isinstance(joint, Distribution)
    arrow = as_distribution_object(joint, name="joint law") if state else joint
    if len(arrow.cod.names) != 2:
        raise ShapeError(
            f"the outputs are {arrow.cod}; two factors are expected",
            value=arrow.cod.shape,
            hint="group the others with marginal and a space of tuples, or take two of them with .marginal",
        )
    joints = arrow.matrix.reshape(-1, *arrow.cod.shape)
    weights = input_weights(input, arrow)
    value = _worst(divergence, joints) if weights is None else _relative(divergence, joints, weights)
    return divergence.read(value, chosen if divergence.information else None)


def _worst(divergence: Divergence, joints: Array) -> float:
    return float(np.max(divergence.informations(joints)))


def _relative(divergence: Divergence, joints: Array, weights: Array) -> float:
    used = weights > 0.0
    law, part = weights[used], joints[used]
    if divergence.additive:
        return float(law @ divergence.informations(part)) / float(law.sum())
    part = part / part.sum(axis=(1, 2), keepdims=True)
    product = part.sum(axis=2, keepdims=True) * part.sum(axis=1, keepdims=True)
    scale = law[:, None, None]
    return float(divergence.between((scale * part).reshape(1, -1), (scale * product).reshape(1, -1))[0])
