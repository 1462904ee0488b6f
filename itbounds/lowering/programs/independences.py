"""Independences as linear constraints, where one side has a law that the free kernels do not move."""

from fractions import Fraction

import numpy as np

from itbounds.lowering.programs.instance import Instance, Limit, Table, Tally
from itbounds.lowering.programs.tensors import Tensors
from itbounds.symbolic.functional import as_functional
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.structure import ConditionalIndependence

__all__ = ["linear_independence"]


def linear_independence(instance: Instance, relation: Relation) -> tuple[Limit, ...] | None:
    r"""Return a relation as equations in expectations, ``None`` if it is not of this kind.

    :math:`I(A; B \mid C) = 0`, or at most 0, says that :math:`p(a, b, c) = p(a, c)\, p(b \mid c)`. Where
    :math:`p(b, c)` is the same for all kernels, both sides are affine in the kernel; as a bound on an
    entropy the same constraint would leave no point inside.

    Parameters
    ----------
    instance : Instance
        The program, without limits.
    relation : Relation
    """
    if as_functional(relation.expression).expectations:
        return None
    statements = relation.structure
    if not statements or not all(isinstance(s, ConditionalIndependence) for s in statements):
        return None
    model, found = instance.model, list[Limit]()
    for statement in statements:
        if not isinstance(statement, ConditionalIndependence):
            return None
        first, second, given = (
            model.mask(g) for g in (statement.first, statement.second, statement.condition)
        )
        if model.free_above(first | second | given).bit_count() > 1:
            return None
        for moved, fixed in ((first, second), (second, first)):
            if instance.graph.node(fixed | given) == 0:
                found += _equations(instance, moved, fixed, given)
                break
        else:
            return None
    return tuple(found)


def _equations(instance: Instance, moved: int, fixed: int, given: int) -> list[Limit]:
    first, second, third = (instance.positions(mask) for mask in (moved, fixed, given))
    known = instance.positions(fixed | given)
    law = np.asarray(Tensors(instance).constant_law(fixed | given)[0], dtype=np.float64)
    law = law.transpose([known.index(axis) for axis in (*third, *second)])
    sizes = [int(np.prod([instance.sizes[i] for i in part])) for part in (first, second, third)]
    joint = law.reshape(sizes[2], sizes[1])
    totals = joint.sum(axis=1, keepdims=True)
    share = np.divide(joint, totals, out=np.zeros_like(joint), where=totals > 0.0)
    shape = tuple(instance.sizes[i] for i in (*first, *second, *third))
    found = []
    for a in range(sizes[0]):
        for c in np.flatnonzero(totals[:, 0] > 0.0).tolist():
            for b in range(sizes[1]):
                table = np.zeros((sizes[0], sizes[1], sizes[2]))
                table[a, :, c] = -share[c, b]
                table[a, b, c] += 1.0
                values = Table(Fraction(1), (*first, *second, *third), table.reshape(shape), "independence")
                found.append(Limit(Tally({}, (values,)), "eq"))
    return found
