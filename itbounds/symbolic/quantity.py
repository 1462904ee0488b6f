"""Shannon's quantities: conditional entropies and (multivariate) conditional mutual informations."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from itbounds.errors import DomainError, ShapeError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.variable import NOTHING, RV, Given, Joint, as_joint

__all__ = ["H", "I", "Quantity", "information", "signs"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of Shannon's quantities, as it is written: ``H(A|C)`` for one group, ``I(A;B|C)`` for two or more.

    Parameters
    ----------
    groups : tuple of Joint
        What stands before the bar.
    condition : Joint
        What stands behind it, possibly nothing.
    """

    groups: tuple[Joint, ...]
    condition: Joint = NOTHING

    @property
    def expression(self) -> Expression:
        """The quantity as a form on joint entropies."""
        return information(self.groups, self.condition)

    def __str__(self) -> str:
        bar = f"|{self.condition}" if len(self.condition) else ""
        return f"{'H' if len(self.groups) == 1 else 'I'}({';'.join(str(g) for g in self.groups)}{bar})"


def H(*groups: Any) -> Expression:
    r"""Return the joint or conditional entropy :math:`H(X_A \mid X_C)`, as an expression.

    Parameters
    ----------
    *groups : RV, Joint, tuples of them
        All are taken jointly. What follows a bar is the condition.

    Raises
    ------
    DTypeError
        If something is no random variable.
    ShapeError
        If there is no group.
    DomainError
        If there are two bars.

    Examples
    --------
    >>> from itbounds import H, rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> H(X, Y | Z) == H(X, Y, Z) - H(Z) == H((X, Y) | Z)
    True
    """
    before, condition = _split(groups, "H")
    return information((as_joint(before),), condition)


def I(*groups: Any) -> Expression:
    r"""Return the mutual information :math:`I(X_A; X_B \mid X_C)`, as an expression.

    With more than two groups it is the multivariate one (McGill 1954), which may be negative:
    :math:`I(A; B; D \mid C) = I(A; B \mid C) - I(A; B \mid C, D)`.

    Parameters
    ----------
    *groups : RV, Joint, tuples of them
        At least two; a tuple is one group. What follows a bar is the condition.

    Raises
    ------
    DTypeError
        If something is no random variable.
    ShapeError
        If there are fewer than two groups.
    DomainError
        If there are two bars.

    Examples
    --------
    >>> from itbounds import H, I, rvs
    >>> W, X, Y, Z = rvs("W X Y Z")
    >>> print(I((X, W), Y | Z))
    I(W,X;Y|Z)
    >>> I(X, Y, Z) == I(X, Y) - I(X, Y | Z)
    True
    >>> I(X, X) == H(X)
    True
    """
    before, condition = _split(groups, "I")
    if len(before) < 2:
        raise ShapeError(
            f"I is of at least two groups, not of {len(before)}", hint="I(X, Y), or I((X, W), Y | Z)"
        )
    return information(tuple(before), condition)


def information(groups: tuple[Joint, ...], condition: Joint) -> Expression:
    r"""Return :math:`\sum_T (-1)^{|T|+1} H(\bigcup_{t \in T} A_t \mid C)`, over nonempty sets of groups."""
    return Expression.of_terms(signs(groups, condition))


def signs(groups: Iterable[Joint], condition: Joint) -> dict[frozenset[RV], int]:
    """Return the coefficients of `information`, with zeros and the empty set among them."""
    found: dict[frozenset[RV], int] = {}
    unions = [(condition.members, -1)]
    for group in groups:
        own = group.members
        unions += [(members | own, -sign) for members, sign in unions]
    for members, sign in unions:
        found[members] = found.get(members, 0) + sign
    return found


def _split(groups: tuple[Any, ...], name: str) -> tuple[list[Joint], Joint]:
    """Separate what stands before the bar from the condition, which reaches to the end."""
    before: list[Joint] = []
    condition: list[Joint] = []
    barred = False
    for group in groups:
        if isinstance(group, Given):
            if barred:
                raise DomainError(f"{name} has two bars", value=groups, hint=f"write {name}(X | (Y, Z))")
            before.append(group.group)
            condition.append(group.condition)
            barred = True
        else:
            (condition if barred else before).append(as_joint(group))
    if not before:
        raise ShapeError(f"{name} is of no variable", hint=f"as in {name}(X, Y)")
    return before, as_joint(condition)
