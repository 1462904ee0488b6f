"""From functionals of named variables to functionals of an instance."""

from itbounds.errors import DomainError
from itbounds.lowering.programs.instance import Table, Tally
from itbounds.lowering.programs.reading import Model, as_table
from itbounds.symbolic.functional import Functional
from itbounds.units import Unit

__all__ = ["as_tally"]


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
