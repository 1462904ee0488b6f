"""An information program with its numbers: the model's tables, the functional to maximise, the limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from itbounds._typing import Array
from itbounds.lowering.programs.entropy_graph import EntropyGraph
from itbounds.symbolic.factorization import Factorization

__all__ = ["Instance", "Limit", "Prescribed", "Table", "Tally"]


@dataclass(frozen=True, eq=False)
class Table:
    """An expectation with its coefficient.

    Parameters
    ----------
    weight : Fraction
        The coefficient.
    axes : tuple of int
        The position in the model of the variable of each axis.
    values : array
        The table.
    name : str
        What it is called in print.
    """

    weight: Fraction
    axes: tuple[int, ...]
    values: Array
    name: str = "f"

    @property
    def mask(self) -> int:
        """The set of its variables."""
        return sum(1 << axis for axis in self.axes)


@dataclass(frozen=True, eq=False)
class Tally:
    r"""A functional in nats.

    .. math:: \sum_S c_S H(S) + w \Bigl(\sum_j a_j \operatorname{E} f_j + b\Bigr)

    Parameters
    ----------
    entropies : mapping from int to Fraction
        The coefficients :math:`c_S`, by mask.
    tables : tuple of Table
        The expectations.
    constant : Fraction
        The number b.
    worth : float
        The factor w: what one unit is worth in nats; 1 where no entropy occurs.
    """

    entropies: Mapping[int, Fraction]
    tables: tuple[Table, ...] = ()
    constant: Fraction = Fraction(0)
    worth: float = 1.0

    def __neg__(self) -> "Tally":
        tables = tuple(Table(-t.weight, t.axes, t.values, t.name) for t in self.tables)
        return Tally({k: -v for k, v in self.entropies.items()}, tables, -self.constant, self.worth)


@dataclass(frozen=True, eq=False)
class Limit:
    """A functional that must not be negative, or must be zero."""

    tally: Tally
    sense: Literal["ge", "eq"]


@dataclass(frozen=True, eq=False)
class Prescribed:
    """A prescribed law of some variables, understood as normalised exactly."""

    axes: tuple[int, ...]
    law: Array

    @property
    def mask(self) -> int:
        """The set of its variables."""
        return sum(1 << axis for axis in self.axes)


@dataclass(frozen=True, eq=False)
class Instance:
    """A program: maximise a functional over the free kernels of a model, within limits.

    Parameters
    ----------
    model : Factorization
        The graph.
    sizes : tuple of int
        The number of letters of each variable, in the model's order.
    tables : tuple of array or None
        The conditional law of each factor, with the axes of `given` first, ``None`` for a free one; rows are
        understood as normalised exactly.
    objective : Tally
        What is maximised.
    limits : tuple of Limit
        The constraints.
    prescribed : tuple of Prescribed
        The laws that are prescribed.
    """

    model: Factorization
    sizes: tuple[int, ...]
    tables: tuple[Array | None, ...]
    objective: Tally
    limits: tuple[Limit, ...] = ()
    prescribed: tuple[Prescribed, ...] = ()

    @cached_property
    def graph(self) -> EntropyGraph:
        """The lattice on which concavity is proved."""
        return EntropyGraph(self.model, tuple(law.mask for law in self.prescribed))

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The objective and the functionals of the limits."""
        return (self.objective, *(limit.tally for limit in self.limits))

    def positions(self, mask: int) -> tuple[int, ...]:
        """Return the positions of the variables of a mask."""
        return tuple(i for i in range(len(self.sizes)) if mask >> i & 1)
