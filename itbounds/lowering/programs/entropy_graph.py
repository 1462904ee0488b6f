"""The lattice of joint entropies of a model, as a graph along which concavity flows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from itbounds.errors import DomainError
from itbounds.symbolic.bayes_net import connected
from itbounds.symbolic.factorization import Factorization
from itbounds.symbolic.variable import RV, Joint

__all__ = ["Arc", "EntropyGraph"]

_MOST = 12


@dataclass(frozen=True, slots=True)
class Arc:
    """A conditional entropy H(i|B), an edge of the lattice from B to B with i.

    Parameters
    ----------
    given : int
        The mask of B.
    variable : int
        The position of i.
    tail, head : int
        The nodes of B and of B with i.
    affine : bool
        Whether the entropy is an affine function of the free kernel.
    """

    given: int
    variable: int
    tail: int
    head: int
    affine: bool


@dataclass(frozen=True)
class EntropyGraph:
    r"""The sets of variables of a model, those of equal entropy identified, and the edges between them.

    The law of every set with one free kernel K above it is affine in K, and so every :math:`H(i \mid B)` is
    concave in K; it is affine if :math:`P(i \mid B)` does not depend on K, which d-separation of i from the
    choice of K, given B, assures. Sets are closed under functions, and those whose law does not depend on K,
    because K is not above them or because a constraint prescribes it, are one node, the ground.

    Parameters
    ----------
    model : Factorization
        The conditional laws.
    prescribed : tuple of int
        Masks of the sets whose law is prescribed by a constraint.

    Raises
    ------
    DomainError
        If there are more than 12 variables.
    """

    model: Factorization
    prescribed: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.model.order) > _MOST:
            raise DomainError(
                f"the program has {len(self.model.order)} variables; up to {_MOST} are analysed",
                value=len(self.model.order),
                hint="join variables that always occur together into one",
            )

    @cached_property
    def known(self) -> tuple[int, ...]:
        """The set that each prescribed law determines the law of: itself, and what follows by the model."""
        return tuple(self._extended(mask) for mask in self.prescribed)

    def _extended(self, mask: int) -> int:
        """Add variables whose conditional law given the set is that given their parents."""
        model, grown = self.model, True
        kinds = {v: f.kind for f in model.factors for v in f.group}
        while grown:
            grown = False
            for i, above in enumerate(model.parents):
                if mask >> i & 1 or above & ~mask or kinds[model.order[i]] == "free":
                    continue
                function = model.functions >> i & 1
                below = any(
                    mask >> j & 1 and model.ancestors(1 << j) >> i & 1 for j in range(len(model.order))
                )
                if function or not below:
                    mask |= 1 << i
                    grown = True
        return mask

    def node(self, mask: int) -> int:
        """Return the node of a set: its closure, or 0, the ground."""
        if self.model.free_above(mask) == 0:
            return 0
        closed = self.model.closure(mask)
        return 0 if any(closed & ~known == 0 for known in self.known) else closed

    @cached_property
    def arcs(self) -> tuple[Arc, ...]:
        """All edges that may be used: with at most one free block above them. Of parallel ones, the last."""
        found: dict[tuple[int, int], Arc] = {}
        for given in range(1 << len(self.model.order)):
            if self.model.closure(given) == given:
                found |= {(arc.tail, arc.head): arc for arc in self._from(given)}
        return tuple(found.values())

    def _from(self, given: int) -> Iterator[Arc]:
        reached: int | None = None
        tail = self.node(given)
        for i in range(len(self.model.order)):
            if given >> i & 1:
                continue
            head = self.node(given | 1 << i)
            if head == tail or self.model.free_above(given | 1 << i).bit_count() > 1:
                continue
            if reached is None:
                reached = self._reached(given)
            yield Arc(given, i, tail, head, affine=tail != 0 and not reached >> i & 1)

    def _reached(self, given: int) -> int:
        """Return what is connected with the choice of a kernel, given a closed set."""
        parents, choices = self.with_choices
        model = self.model
        found = connected(parents, Joint(frozenset(choices)), Joint(frozenset(model.members(given))))
        return model.mask(variable for variable in found if variable in model.bits)

    @cached_property
    def with_choices(self) -> tuple[dict[RV, tuple[RV, ...]], tuple[RV, ...]]:
        """The graph with a parent added to each block, the choice of its kernel, and these parents."""
        model = self.model
        names = {variable.name for variable in model.order}
        fresh = (RV(f"choice{k}") for k in range(2 * len(model.order)) if f"choice{k}" not in names)
        choices = tuple(next(fresh) for _ in model.blocks)
        parents: dict[RV, tuple[RV, ...]] = dict.fromkeys(choices, ())
        for i, (variable, above) in enumerate(zip(model.order, model.parents, strict=True)):
            extra = [c for c, block in zip(choices, model.block_masks, strict=True) if block >> i & 1]
            parents[variable] = (*model.members(above), *extra)
        return parents, choices
