"""What equalities say about structure: conditional independences and functional dependences, kept as such."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

from itbounds.errors import DomainError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.quantity import Quantity
from itbounds.symbolic.variable import RV, Joint

__all__ = [
    "ConditionalIndependence",
    "FunctionalDependence",
    "Statement",
    "detect",
    "independence",
    "mask_of",
]

Statement: TypeAlias = Union["ConditionalIndependence", "FunctionalDependence"]


@dataclass(frozen=True, slots=True)
class ConditionalIndependence:
    """The independence of two groups given a third; all three are disjoint, the first two not empty.

    Use `independence` to make one of groups that overlap.
    """

    first: Joint
    second: Joint
    condition: Joint

    @property
    def expression(self) -> Expression:
        """The mutual information that vanishes."""
        return Quantity((self.first, self.second), self.condition).expression

    def masks(self, order: Sequence[RV]) -> tuple[int, int, int]:
        """Return the three groups as bitmasks, bit i standing for ``order[i]``."""
        return mask_of(self.first, order), mask_of(self.second, order), mask_of(self.condition, order)

    def __str__(self) -> str:
        return f"{Quantity((self.first, self.second), self.condition)} == 0"


@dataclass(frozen=True, slots=True)
class FunctionalDependence:
    """That the target is a function of the source, almost surely; disjoint, the target not empty.

    An empty source says that the target is constant.
    """

    source: Joint
    target: Joint

    @property
    def expression(self) -> Expression:
        """The conditional entropy that vanishes."""
        return Quantity((self.target,), self.source).expression

    def masks(self, order: Sequence[RV]) -> tuple[int, int]:
        """Return source and target as bitmasks, bit i standing for ``order[i]``."""
        return mask_of(self.source, order), mask_of(self.target, order)

    def __str__(self) -> str:
        return f"{Quantity((self.target,), self.source)} == 0"


def mask_of(group: Joint, order: Sequence[RV]) -> int:
    """Return a group as a bitmask, bit i standing for ``order[i]``.

    Raises
    ------
    DomainError
        If a variable is not in the order.
    """
    members, mask = group.members, 0
    for i, variable in enumerate(order):
        if variable in members:
            mask |= 1 << i
    if mask.bit_count() < len(members):
        missing = next(variable for variable in group if variable not in order)
        raise DomainError(f"the variable {missing} is not in the order", value=missing)
    return mask


def independence(first: Joint, second: Joint, condition: Joint) -> tuple[Statement, ...]:
    r"""Return what the independence of two groups given a third amounts to, in disjoint groups.

    A common part :math:`D` of the two is independent of itself, so a function of the condition:
    :math:`I(A; B \mid C) = H(D \mid C) + I(A \setminus D; B \setminus D \mid C, D)`.

    Examples
    --------
    >>> for statement in independence(Joint.of("X", "Z"), Joint.of("Y", "Z"), Joint.of("W")):
    ...     print(statement)
    H(Z|W) == 0
    I(X;Y|W,Z) == 0
    """
    left, right = first - condition, second - condition
    common = Joint(left.members & right.members)
    left, right, behind = left - common, right - common, condition & common
    statements: list[Statement] = []
    if len(common):
        statements.append(FunctionalDependence(condition, common))
    if len(left) and len(right):
        # The relation is symmetric: one order for both writings of it.
        one, other = sorted((left, right), key=lambda group: (len(group), str(group)))
        statements.append(ConditionalIndependence(one, other, behind))
    return tuple(statements)


def detect(form: Expression) -> tuple[Statement, ...]:
    """Return the statement that this form is zero, for a multiple of one mutual information or entropy."""
    if not form.is_homogeneous or not 1 <= len(form.entropies) <= 4:
        return ()
    if len({abs(value) for value in form.entropies.values()}) > 1:
        return ()
    sign = -1 if form.entropies[max(form.entropies, key=len)] > 0 else 1
    inner = [members for members, value in form.entropies.items() if sign * value > 0]
    outer = {members for members, value in form.entropies.items() if sign * value < 0}
    # With this sign an entropy is H(C) - H(AC), an information H(AC) + H(BC) - H(ABC) - H(C); C may be empty.
    union = frozenset[RV]().union(*inner)
    if len(outer) == 1 and len(inner) <= 1:
        (top,) = outer
        return (FunctionalDependence(Joint(union), Joint(top - union)),) if union < top else ()
    if len(inner) == 2 and union in outer:
        condition = frozenset[RV]().union(*(outer - {union}))
        if condition <= inner[0] & inner[1]:
            first, second = (Joint(members - condition) for members in inner)
            return independence(first, second, Joint(condition))
    return ()
