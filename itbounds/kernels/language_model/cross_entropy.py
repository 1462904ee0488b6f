"""What a next-word head costs: its own entropy, its excess over the truth, and what the excess bounds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.kernels.divergences import KL, Divergence, as_divergence
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.numerics import reductions
from itbounds.numerics.scalars import as_level
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CrossEntropy", "categorical_entropy", "cross_entropy", "distance_bound", "input_law"]

if TYPE_CHECKING:
    Distance: TypeAlias = Literal["total variation", "hellinger"]
else:
    Distance = Any  # a wrong word is refused below, with the remedy


@dataclass(frozen=True, slots=True)
class CrossEntropy:
    r"""The mean negative log-likelihood of a model and its two parts.

    .. math:: -\mathbf E \log q(W \mid X) = H(W \mid X) + \mathbf E\, D(p_X \| q_X)

    Parameters
    ----------
    entropy : float
        What no model can save.
    divergence : float
        The excess of this one; infinite where it excludes a word that occurs.
    unit : Unit
        Of both.
    """

    entropy: float
    divergence: float
    unit: Unit

    @property
    def nll(self) -> float:
        """The mean negative log-likelihood."""
        return self.entropy + self.divergence


def categorical_entropy(
    head: ArrayLike, p: ArrayLike, divergence: Divergence | None = None, *, unit: Unit | str | None = None
) -> float:
    r"""Return the average categorical entropy of a head over a law of hidden states.

    .. math:: \bar H_D(k; p) = \sum_h p_h\, D\bigl( \mathrm{copy}; k_h \,\|\, k_h \otimes k_h \bigr)

    For relative entropy it is :math:`H(W \mid H)`. It is an average over the states, not the worst case, and
    for a divergence that is not additive (Renyi's) not that of the joint laws either: these two are
    `itbounds.categorical_entropy`.

    Parameters
    ----------
    head : Kernel or array-like of shape (h, v)
        The law of the next word for each hidden state.
    p : Distribution or array-like of shape (h,)
        The law of the hidden states.
    divergence : Divergence, optional
        One of `itbounds.divergences`; relative entropy by default.
    unit : Unit or str, optional
        The unit of an information, bits by default; a plain number has none.

    Raises
    ------
    CompositionError
        If the law does not live on the hidden states.
    UnitError
        If a unit is given for a divergence that has none.

    Examples
    --------
    >>> categorical_entropy([[0.5, 0.5], [1.0, 0.0]], [0.5, 0.5])
    0.5
    """
    measure = KL() if divergence is None else as_divergence(divergence)
    chosen = measure.unit_for(unit)
    kernel = as_kernel(head, name="head")
    weights = input_law(p, kernel)
    used = weights > 0.0
    mean = float(weights[used] @ measure.entropies(kernel.matrix[used]) / weights.sum())
    return measure.read(mean, chosen)


def cross_entropy(
    data: ArrayLike, model: ArrayLike, weights: ArrayLike | None = None, *, unit: Unit | str = BITS
) -> CrossEntropy:
    r"""Return the mean negative log-likelihood of a model, as entropy plus divergence.

    Parameters
    ----------
    data, model : Kernel or array-like of shape (n, v)
        The true law of the next word for each context, and the predicted one.
    weights : Distribution or array-like of shape (n,), optional
        The law of the contexts; uniform by default.
    unit : Unit or str
        Of the numbers.

    Raises
    ------
    CompositionError
        If the kernels differ in type, or the law does not live on the contexts.

    Examples
    --------
    >>> parts = cross_entropy([[0.5, 0.5], [1.0, 0.0]], [[0.5, 0.5], [0.5, 0.5]])
    >>> parts.entropy, parts.divergence, parts.nll
    (0.5, 0.5, 1.0)
    """
    chosen = as_unit(unit)
    truth, guess = as_kernel(data, name="data"), as_kernel(model, name="model")
    truth.dom.require(guess.dom, "the contexts of data and model")
    truth.cod.require(guess.cod, "the words of data and model")
    law = input_law(weights, truth)
    used = law > 0.0
    p, q = truth.matrix[used], guess.matrix[used]
    entropy = _mean(law[used], np.asarray(reductions.entropy(p, axis=1)))
    excess = _mean(law[used], np.asarray(reductions.relative_entropy(p, q, axis=1)))
    return CrossEntropy(chosen.from_nats(entropy), chosen.from_nats(excess), chosen)


def distance_bound(
    excess: Number,
    distance: Distance = "total variation",
    *,
    unit: Unit | str = BITS,
) -> float:
    r"""Return an upper bound on the mean squared distance of a model's laws from the true ones.

    With the excess :math:`L = \mathbf E D(p_X \| q_X)` in nats,

    .. math::

        \mathbf E\, \mathrm{TV}(p_X, q_X)^2 \le \tfrac12 L, \qquad
        \mathbf E\, \bigl(1 - \mathrm{BC}(p_X, q_X)\bigr) \le \tfrac12 L,

    with TV half the sum of the absolute differences, and :math:`1 - \mathrm{BC}` the squared Hellinger
    distance in the normalisation of `itbounds.divergences.Hellinger`. The constant 1/2 is the best in both.
    For :math:`2(1 - \mathrm{BC})`, the other normalisation, the bound is L: the constant 1/2 that is found in
    print for it is wrong.

    Parameters
    ----------
    excess : float
        The mean divergence, in `unit`.
    distance : {"total variation", "hellinger"}
        TV squared, or 1 - BC.
    unit : Unit or str
        The unit of the excess.

    Returns
    -------
    float
        At most 1.

    Examples
    --------
    >>> distance_bound(0.02, "hellinger", unit="nat")
    0.01
    """
    if distance not in ("total variation", "hellinger"):
        raise DomainError(
            f"unknown distance {distance!r}", value=distance, hint="use 'total variation' or 'hellinger'"
        )
    return min(1.0, 0.5 * as_unit(unit).to_nats(as_level(excess, name="excess")))


def input_law(p: ArrayLike | None, kernel: Kernel) -> Vector:
    """Return the law of the inputs of a kernel, uniform if there is none given."""
    size = kernel.dom.size
    if p is None:
        return np.full(size, 1.0 / size)
    law = as_distribution_object(p, name="law of the inputs")
    law.space.require(kernel.dom, "a law and a kernel")
    return law.probabilities


def _mean(law: Vector, values: Vector | Matrix) -> float:
    return float(law @ values / law.sum())
