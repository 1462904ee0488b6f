"""Shannon's elemental inequalities as relations, from which all others follow."""

from itertools import combinations

from itbounds.symbolic.quantity import H, I
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.variable import Group, as_joint

__all__ = ["elementals"]


def elementals(variables: Group) -> tuple[Relation, ...]:
    r"""Return the elemental inequalities of these variables (Yeung 1997).

    They are :math:`H(X_i \mid X_{N \setminus i}) \ge 0` and :math:`I(X_i; X_j \mid X_K) \ge 0` for all pairs
    and all :math:`K \subseteq N \setminus \{i, j\}`: :math:`n + \binom{n}{2} 2^{n-2}` in all.

    Examples
    --------
    >>> from itbounds import rvs
    >>> for relation in elementals(rvs("X Y")):
    ...     print(relation)
    H(X|Y) >= 0
    H(Y|X) >= 0
    I(X;Y) >= 0
    """
    joint = as_joint(variables)
    found = [H(variable | (joint - variable)) >= 0 for variable in joint]
    for first, second in combinations(joint, 2):
        others = tuple(joint - (first, second))
        found += [
            I(first, second | condition) >= 0
            for size in range(len(others) + 1)
            for condition in combinations(others, size)
        ]
    return tuple(found)
