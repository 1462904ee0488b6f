"""Boxes: the generating arrows of a free Markov category, named and typed by the wires at their ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.variable import require_name

if TYPE_CHECKING:
    from itbounds.symbolic.diagram import Diagram

__all__ = ["Box", "WireNames", "Wires", "as_wires", "type_text"]

Wires: TypeAlias = tuple[str, ...]
"""The type of one end of an arrow: the names of its wires, in order; the empty one is the unit."""

WireNames: TypeAlias = str | Iterable[str]
"""A wire name or several."""


@dataclass(frozen=True, slots=True, init=False)
class Box:
    r"""A named arrow :math:`f : A_1 \otimes \dots \otimes A_m \to B_1 \otimes \dots \otimes B_n`.

    It stands for a stochastic kernel of which nothing is known but its type, until a functor interprets it.
    Boxes are composed by ``>>`` and ``@`` to diagrams, and are usable wherever a diagram is.

    Parameters
    ----------
    name : str
        What the functors look up; boxes of one name stand for one kernel.
    dom, cod : str or tuple of str
        The wires that enter, and those that leave: an object each, named by an identifier. A state enters
        nothing: ``dom=()``.
    deterministic : bool
        Whether the kernel is promised to be a function, with which copying commutes:
        :math:`f \mathbin{;} \mathrm{copy} = \mathrm{copy} \mathbin{;} (f \otimes f)`.

    Raises
    ------
    DomainError
        If a name is no identifier, the box has no name, or nothing leaves it: all such arrows of one type are
        equal, and are `Diagram.discard`.
    DTypeError
        If the wires are no names.

    Examples
    --------
    >>> from itbounds import Box
    >>> prior, test = Box("prior", (), "Health"), Box("test", "Health", "Outcome")
    >>> print(prior >> test)
    prior >> test
    >>> test.dom, test.cod
    (('Health',), ('Outcome',))
    """

    name: str
    dom: Wires
    cod: Wires
    deterministic: bool

    def __init__(self, name: str, dom: WireNames, cod: WireNames, *, deterministic: bool = False) -> None:
        if not isinstance(name, str) or not name.strip():
            raise DomainError(f"{name!r} does not name a box", value=name, hint='Box("f", "X", "Y")')
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "dom", as_wires(dom))
        object.__setattr__(self, "cod", as_wires(cod))
        object.__setattr__(self, "deterministic", bool(deterministic))
        if not self.cod:
            shown = ", ".join(map(repr, self.dom))
            raise DomainError(
                f"no wire leaves the box {name!r}",
                value=self.cod,
                hint=f"every kernel to the unit is the same: Diagram.discard({shown})",
            )

    def __rshift__(self, other: "Box | Diagram") -> "Diagram":
        """Return the composite: first this, then the other."""
        from itbounds.symbolic.diagram import Diagram

        return Diagram(self) >> other

    def __matmul__(self, other: "Box | Diagram") -> "Diagram":
        """Return the two side by side."""
        from itbounds.symbolic.diagram import Diagram

        return Diagram(self) @ other

    def __hash__(self) -> int:
        # The hash of the diagram that is this box alone, to which it is equal.
        return hash((self.dom, self.cod, (self.name,)))

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        ends = ", ".join(repr(end[0] if len(end) == 1 else end) for end in (self.dom, self.cod))
        return f"Box({self.name!r}, {ends}{', deterministic=True' if self.deterministic else ''})"


def as_wires(wires: Any) -> Wires:
    """Return the wires that a name, or several, stand for.

    Raises
    ------
    DomainError
        If a name is no identifier.
    DTypeError
        If it is no name and no iterable of names.

    Examples
    --------
    >>> as_wires("X"), as_wires(["X", "Y"])
    (('X',), ('X', 'Y'))
    """
    if isinstance(wires, str):
        return (require_name(wires, "wire"),)
    if not isinstance(wires, Iterable):
        raise DTypeError(f"{wires!r} names no wires", value=wires, hint='wires are "X", ("X", "Y") or ()')
    return tuple(require_name(wire, "wire") for wire in wires)


def type_text(wires: Wires) -> str:
    """Return a type as text, the unit as 1.

    Examples
    --------
    >>> type_text(("X", "Y")), type_text(())
    ('X @ Y', '1')
    """
    return " @ ".join(wires) or "1"
