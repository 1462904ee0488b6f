"""Divergences made from others: from any convex function, and the metrics that are square roots."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from itbounds._typing import Array
from itbounds.errors import DomainError, DTypeError
from itbounds.kernels.divergences.axioms import ENRICHMENT, Axiom
from itbounds.kernels.divergences.base import Divergence
from itbounds.kernels.divergences.f_divergences import Hellinger, JensenShannon
from itbounds.kernels.divergences.powers import aligned
from itbounds.numerics.scalars import as_real
from itbounds.units import Unit

__all__ = ["FDivergence", "HellingerMetric", "JensenShannonMetric"]

_SLOPPY = 1e-9


@dataclass(frozen=True)
class FDivergence(Divergence):
    r"""The divergence of a convex function :math:`f` with :math:`f(1) = 0` (Csiszár, 1963).

    .. math:: D_f(p \| q) = \sum_{q_y > 0} q_y f(p_y / q_y) + f'(\infty) \sum_{q_y = 0} p_y,
              \qquad f'(\infty) = \lim_{t \to \infty} f(t) / t

    Adding a multiple of :math:`t - 1` to :math:`f` changes nothing; with the one that makes :math:`f \ge 0`,
    no digit is lost where the two laws nearly agree. The value is a plain number.

    Parameters
    ----------
    f : callable
        Takes an array of positive numbers and returns the values of a convex function.
    at_zero, at_infinity : float
        :math:`f(0)` and :math:`f'(\infty)`, which may be infinite.
    label : str
        The name in tables and legends.
    axioms : frozenset of Axiom
        What the divergence obeys beside the data-processing inequality, which every convex function gives.

    Raises
    ------
    DomainError
        If :math:`f(1)` is not 0, or a grid of points shows that the function is not convex or does not fit
        the two limits.
    DTypeError
        If its values are no real numbers.

    Examples
    --------
    The divergence of Vincze and Le Cam:

    >>> triangular = FDivergence(lambda t: (t - 1) ** 2 / (t + 1), at_zero=1.0, at_infinity=1.0)
    >>> triangular([1.0, 0.0], [0.0, 1.0])
    2.0
    """

    information: ClassVar[bool] = False
    f: Callable[[Array], Array]
    at_zero: float
    at_infinity: float
    label: str = "f"
    beside: frozenset[Axiom] = frozenset()

    def __post_init__(self) -> None:
        for name in ("at_zero", "at_infinity"):
            object.__setattr__(self, name, as_real(getattr(self, name), name=name))
        grid = np.geomspace(2.0**-20, 2.0**20, 81)
        values = np.asarray(self.f(grid))
        if values.dtype.kind not in "fiu":
            raise DTypeError(f"f gives a {values.dtype}, not an array of real numbers", value=values)
        values = values.astype(np.float64)
        if values.shape != grid.shape or not np.isfinite(values).all():
            raise DomainError("f must give a finite value for each entry of an array of positive numbers")
        if abs(float(values[40])) > _SLOPPY:
            raise DomainError(
                f"f(1) is {float(values[40])!r}, not 0",
                value=float(values[40]),
                hint="subtract the constant f(1)",
            )
        slopes = np.diff(values) / np.diff(grid)
        size = _SLOPPY * (1.0 + np.abs(slopes))
        if (np.diff(slopes) < -size[1:]).any():
            raise DomainError("f is not convex: its slopes do not increase")
        if self.at_zero < values[0] - slopes[0] * grid[0] - _SLOPPY * (1.0 + abs(values[0])):
            raise DomainError(f"f(0) = {self.at_zero!r} lies under a tangent of f", value=self.at_zero)
        if self.at_infinity < slopes[-1] - size[-1]:
            raise DomainError(
                f"the slope of f at infinity, {self.at_infinity!r}, is less than an earlier one",
                value=self.at_infinity,
            )

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return self.label

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`."""
        return self.beside | {Axiom.DATA_PROCESSING}

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        p, q, total = aligned(first, second)
        p, q = np.broadcast_arrays(p, q)
        terms = np.zeros(p.shape)
        both = (p > 0.0) & (q > 0.0)
        terms[both] = q[both] * np.asarray(self.f(p[both] / q[both]), dtype=np.float64)
        for alone, weight, limit in (
            ((p <= 0.0) & (q > 0.0), q, self.at_zero),
            ((p > 0.0) & (q <= 0.0), p, self.at_infinity),
        ):
            terms[alone] = weight[alone] * limit
        value: Array = np.maximum(terms.sum(axis=-1) / total, 0.0)
        return value


@dataclass(frozen=True)
class _Root(Divergence):
    """The square root of a divergence: a metric that obeys data processing and is quasi-convex enriches."""

    additive: ClassVar[bool] = False

    @property
    @abstractmethod
    def square(self) -> Divergence:
        """The divergence of which this is the square root."""

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`."""
        return ENRICHMENT | {Axiom.STRICT}

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        value: Array = np.sqrt(self.square.between(first, second))
        return value

    def entropies(self, laws: Array) -> Array:
        """Return the square roots of the entropies of the square."""
        value: Array = np.sqrt(self.square.entropies(laws))
        return value

    def read(self, value: float, unit: Unit | None) -> float:
        """Return the square root of the square in the unit asked for."""
        return value if unit is None else value / float(np.sqrt(unit.nats))


@dataclass(frozen=True)
class HellingerMetric(_Root):
    r"""The Hellinger distance :math:`\sqrt{1 - \sum_y \sqrt{p_y q_y}}`, a metric without a unit.

    Examples
    --------
    >>> HellingerMetric()([1.0, 0.0], [0.0, 1.0])
    1.0
    """

    information: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "Hellinger metric"

    @property
    def square(self) -> Divergence:
        """`Hellinger`."""
        return Hellinger()


@dataclass(frozen=True)
class JensenShannonMetric(_Root):
    r"""The square root of the Jensen-Shannon divergence, a metric (Endres and Schindelin, 2003).

    In a unit it is the square root of the divergence in that unit.

    Examples
    --------
    >>> JensenShannonMetric()([1.0, 0.0], [0.0, 1.0])
    1.0
    """

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "Jensen-Shannon metric"

    @property
    def square(self) -> Divergence:
        """`JensenShannon`."""
        return JensenShannon()
