"""From functionals and constraints in named variables to an instance."""

from collections.abc import Sequence
from dataclasses import replace

from itbounds.errors import DomainError
from itbounds.lowering.programs.independences import linear_independence
from itbounds.lowering.programs.instance import Instance, Limit, Prescribed, Table, Tally
from itbounds.lowering.programs.reading import Model, as_table
from itbounds.numerics.validation import as_distribution
from itbounds.symbolic.functional import Functional, LawConstraint, as_functional
from itbounds.symbolic.relation import Relation
from itbounds.units import Unit

__all__ = ["as_instance", "as_tally"]


def as_tally(functional: Functional, model: Model, unit: Unit) -> Tally:
    """Return a functional with its tables, in nats; the unit is that of what stands beside entropies.

    Raises
    ------
    DomainError
        If it has a free rate, or a variable that is not in the model.
    ShapeError
        If a table does not have the shape of its variables.
    """
    graph = model.graph
    if functional.rates:
        name = next(iter(functional.rates))
        raise DomainError(
            f"the rate {name} stands in a program",
            where=name,
            hint="programs are over conditional laws alone",
        )
    position = {variable: i for i, variable in enumerate(graph.order)}
    tables = []
    for weight, term in functional.expectations:
        graph.mask(term.variables)
        shape = tuple(model.sizes[variable] for variable in term.variables)
        values = as_table(term.table, shape, term.name)
        tables.append(Table(weight, tuple(position[v] for v in term.variables), values, term.name))
    entropies = {graph.mask(members): value for members, value in functional.entropies.items()}
    return Tally(entropies, tuple(tables), functional.constant, unit.nats if entropies else 1.0)


def as_instance(
    objective: Functional,
    sign: int,
    model: Model,
    constraints: Sequence[Relation | LawConstraint],
    unit: Unit,
) -> Instance:
    """Return a program with its numbers, as a maximum: with `sign` -1 of minus the objective.

    Raises
    ------
    DomainError
        If a prescribed law depends on none, or on several free kernels.
    ItboundsError
        If a table does not fit.
    """
    graph = model.graph
    goal = as_tally(objective, model, unit)
    prescribed = [_prescribed(item, model) for item in constraints if isinstance(item, LawConstraint)]
    bare = Instance(
        graph,
        tuple(model.sizes[v] for v in graph.order),
        tuple(model.tables.get(factor.group) for factor in graph.factors),
        goal if sign > 0 else -goal,
        (),
        tuple(prescribed),
    )
    limits: list[Limit] = []
    for item in constraints:
        if isinstance(item, Relation):
            rows = None if model.parameters else linear_independence(bare, item)
            limits += [_limit(item, model, unit)] if rows is None else rows
    return replace(bare, limits=tuple(limits))


def _limit(relation: Relation, model: Model, unit: Unit) -> Limit:
    tally = as_tally(as_functional(relation.expression), model, unit)
    return Limit(tally, "eq" if relation.kind == "eq" else "ge")


def _prescribed(constraint: LawConstraint, model: Model) -> Prescribed:
    graph = model.graph
    position = {variable: i for i, variable in enumerate(graph.order)}
    mask = graph.mask(constraint.variables)
    shape = tuple(model.sizes[v] for v in constraint.variables)
    law = as_distribution(as_table(constraint.table, shape, str(constraint)), name=str(constraint), ndim=None)
    if graph.free_above(mask).bit_count() != 1:
        raise DomainError(
            f"{constraint}, but it depends on none, or on several free kernels", value=constraint
        )
    return Prescribed(tuple(position[v] for v in constraint.variables), law)
