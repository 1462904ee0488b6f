"""What a divergence is: a number for two laws, hence for two kernels, and the entropy that comes with it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import DTypeError, UnitError
from itbounds.kernels.divergences.arrows import as_arrow, copied_pair, input_weights, joint_pair
from itbounds.kernels.divergences.axioms import ENRICHMENT, Axiom
from itbounds.kernels.kernel import Kernel
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Divergence", "as_divergence"]


@dataclass(frozen=True)
class Divergence(ABC):
    r"""A divergence :math:`D(p \| q)` of laws on a finite space, callable on laws and on kernels.

    Of two kernels it is the largest over the inputs, :math:`\max_x D(f_x \| g_x)`, or, relative to a law
    :math:`p` of the inputs, the divergence of the joint laws :math:`p_x f_{xy}` and :math:`p_x g_{xy}`. A
    value depends on the law of the likelihood ratio alone: splitting or merging letters of equal ratio
    changes nothing.

    Attributes
    ----------
    information : bool
        Whether the value is an information, which has a unit. The others are plain numbers.
    additive : bool
        Whether the divergence of joint laws with one input law is the mean of the divergences of the rows.
    """

    information: ClassVar[bool] = True
    additive: ClassVar[bool] = True

    @property
    @abstractmethod
    def name(self) -> str:
        """The name, as it stands in tables and legends."""

    @property
    def axioms(self) -> frozenset[Axiom]:
        """The laws that this divergence obeys; `itbounds.testing.enrichment` checks them."""
        return ENRICHMENT | {Axiom.STRICT}

    @property
    def enriches(self) -> bool:
        """Whether the divergence makes the category of kernels an enriched one (Perrone, 2024)."""
        return self.axioms >= ENRICHMENT

    @abstractmethod
    def between(self, first: Array, second: Array) -> Array:
        r"""Return the divergences of laws along the last axis, in nats or as plain numbers.

        Parameters
        ----------
        first, second : arrays of shape (..., n)
            Nonnegative weights, not all zero, understood as divided by their sums.

        Returns
        -------
        array of shape (...)
            At least 0, infinite where the definition says so, and never NaN.
        """

    def entropies(self, laws: Array) -> Array:
        r"""Return :math:`D(\mathrm{copy}; p \| p \otimes p)` of laws along the last axis, as `between`."""
        return self.between(*copied_pair(laws))

    def mean_entropy(self, weights: Vector, rows: Matrix) -> float:
        r"""Return the entropy of a kernel relative to a law of its inputs, in nats or as a plain number.

        .. math:: D\bigl( p_x\, (\mathrm{copy}; f_x) \,\big\|\, p_x\, (f_x \otimes f_x) \bigr)
        """
        used = weights > 0.0
        law, part = weights[used], rows[used]
        if self.additive:
            return float(law @ self.entropies(part)) / float(law.sum())
        copied, independent = copied_pair(part / part.sum(axis=1, keepdims=True))
        return float(self.between(*joint_pair(law, copied, independent))[0])

    def informations(self, joints: Array) -> Array:
        r"""Return :math:`D(p_{XY} \| p_X \otimes p_Y)` of joint laws of shape (..., m, n), as `between`."""
        product = joints.sum(axis=-1, keepdims=True) * joints.sum(axis=-2, keepdims=True)
        flat = (*joints.shape[:-2], -1)
        return self.between(joints.reshape(flat), product.reshape(flat))

    def __call__(
        self,
        first: ArrayLike,
        second: ArrayLike,
        *,
        input: ArrayLike | None = None,
        unit: Unit | str | None = None,
    ) -> float:
        r"""Return the divergence of two laws, or of two kernels.

        Parameters
        ----------
        first, second : array-like, Distribution or Kernel
            Two laws on one space, or two kernels of one type. An array with two axes is a joint law if all
            its entries sum to one, else a kernel.
        input : array-like or Distribution, optional
            The law of the inputs that the divergence of two kernels is relative to; without it, the worst
            case over the inputs.
        unit : Unit or str, optional
            The unit of an information, bits by default.

        Returns
        -------
        float
            At least 0, and infinite where the first is not absolutely continuous enough for the definition.

        Raises
        ------
        CompositionError
            If the types differ.
        UnitError
            If a unit is given for a divergence that has none.
        """
        chosen = self.unit_for(unit)
        f, g = as_arrow(first, name="first argument"), as_arrow(second, name="second argument")
        f.dom.require(g.dom, f"the {self.name} divergence of two kernels")
        f.cod.require(g.cod, f"the {self.name} divergence of two laws")
        return self.read(self.between_arrows(f, g, input_weights(input, f)), chosen)

    def between_arrows(self, f: Kernel, g: Kernel, weights: Vector | None) -> float:
        """Return the divergence of two kernels of one type, in nats or as a plain number."""
        if weights is not None:
            return float(self.between(*joint_pair(weights, f.matrix, g.matrix))[0])
        return float(np.max(self.between(f.matrix, g.matrix)))

    def unit_for(self, unit: Unit | str | None) -> Unit | None:
        """Return the unit to read a value in: bits by default, and none for a plain number.

        Raises
        ------
        UnitError
            If a unit is given for a divergence that has none.
        """
        if self.information:
            return BITS if unit is None else as_unit(unit)
        if unit is not None:
            raise UnitError(
                f"the {self.name} divergence is a plain number and has no unit",
                value=unit,
                hint="leave out unit=",
            )
        return None

    def read(self, value: float, unit: Unit | None) -> float:
        """Turn what `between` returns into the unit asked for."""
        return value if unit is None else unit.from_nats(value)

    def __str__(self) -> str:
        return self.name


def as_divergence(divergence: Any) -> Divergence:
    """Return a divergence as it is.

    Raises
    ------
    DTypeError
        For anything else, such as a name or a class.
    """
    if isinstance(divergence, Divergence):
        return divergence
    given = divergence.__name__ if isinstance(divergence, type) else repr(divergence)
    hint = "give one of itbounds.divergences, such as KL() or Renyi(2)"
    raise DTypeError(f"{given} is no divergence", value=divergence, hint=hint)
