"""The I-measure: expressions on the atoms of the information diagram (Yeung 1991), and back."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from itbounds.errors import DomainError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.rationals import as_rational
from itbounds.symbolic.variable import RV

__all__ = ["atom", "atoms", "from_atoms"]


def atoms(expression: Expression, order: Sequence[RV] | None = None) -> dict[frozenset[RV], Fraction]:
    r"""Return the coefficient of an expression on each atom of the information diagram.

    An atom is named by the variables that it lies inside of; it lies outside of all others. A joint entropy
    is the sum of the atoms that lie in any of its variables, so that atom :math:`A` has the coefficient

    .. math:: a_A = \sum_{S : S \cap A \ne \emptyset} c_S.

    Rates and constant are left out; atoms of coefficient zero are, too.

    Parameters
    ----------
    expression : Expression
        What is expanded.
    order : sequence of RV, optional
        The variables of the diagram, those of the expression if left out.

    Raises
    ------
    DomainError
        If a variable of the expression is not among them.

    Examples
    --------
    >>> from itbounds import I, rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> found = atoms(I(X, Y), (X, Y, Z))
    >>> sorted((",".join(sorted(v.name for v in inside)), str(c)) for inside, c in found.items())
    [('X,Y', '1'), ('X,Y,Z', '1')]
    """
    variables = expression.variables if order is None else tuple(order)
    size = 1 << len(variables)
    within = _subset_sums(expression.masks(variables), size)
    # The sets that miss A are the subsets of its complement.
    full = size - 1
    found = {mask: within[full] - within[full & ~mask] for mask in range(1, size)}
    return {_members(mask, variables): value for mask, value in found.items() if value}


def from_atoms(coefficients: Mapping[frozenset[RV], int | Fraction], order: Sequence[RV]) -> Expression:
    r"""Return the expression with these coefficients on the atoms of the diagram of these variables.

    The inverse of `atoms`: with :math:`F(B) = a_N - a_{N \setminus B}`, the sum of the coefficients within
    :math:`B`, Moebius inversion gives :math:`c_S = \sum_{B \subseteq S} (-1)^{|S \setminus B|} F(B)`.

    Raises
    ------
    DomainError
        If an atom lies inside no variable, or inside one that is not in the order.
    """
    size, full = 1 << len(order), (1 << len(order)) - 1
    bits = {variable: 1 << i for i, variable in enumerate(order)}
    given = [Fraction(0)] * size
    for inside, value in coefficients.items():
        if not inside or not inside <= bits.keys():
            names = sorted(str(variable) for variable in inside)
            raise DomainError(f"{names} is no atom of the diagram of {[str(v) for v in order]}", value=inside)
        given[sum(bits[variable] for variable in inside)] += as_rational(value)
    sums = [given[full] - given[full & ~mask] for mask in range(size)]
    for variable in range(len(order)):
        for mask in range(size):
            if mask >> variable & 1:
                sums[mask] -= sums[mask ^ 1 << variable]
    return Expression.from_masks({mask: value for mask, value in enumerate(sums) if value}, order)


def atom(inside: frozenset[RV], order: Sequence[RV]) -> Expression:
    """Return one atom as an expression: the information that these variables share and no other has.

    Examples
    --------
    >>> from itbounds import rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> print(atom(frozenset((X, Y)), (X, Y, Z)))
    I(X;Y|Z)
    """
    return from_atoms({inside: 1}, order)


def _subset_sums(masks: Mapping[int, Fraction], size: int) -> list[Fraction]:
    """Sum over all subsets of each mask (Yates's method)."""
    sums = [masks.get(mask, Fraction(0)) for mask in range(size)]
    step = 1
    while step < size:
        for mask in range(size):
            if mask & step:
                sums[mask] += sums[mask ^ step]
        step *= 2
    return sums


def _members(mask: int, variables: Sequence[RV]) -> frozenset[RV]:
    return frozenset(variable for i, variable in enumerate(variables) if mask >> i & 1)
