"""Random small information programs, for the theorem that what is accepted is convex."""

from typing import Any

import numpy as np

from itbounds.lowering.programs.reading import read_model
from itbounds.problems import Program
from itbounds.symbolic import RV, Expression, H, I, as_joint, free

__all__ = ["random_program"]


def random_program(rng: np.random.Generator, *, blocks: int = 1) -> Program:
    """Return a program over a random graph of two to five variables of two or three letters.

    Parameters
    ----------
    rng : numpy random generator
        Where everything comes from.
    blocks : int
        How many variables are free; one is by far the most interesting.
    """
    count = int(rng.integers(2, 6))
    variables = [RV(f"X{i}") for i in range(count)]
    sizes = [int(rng.integers(2, 4)) for _ in variables]
    chosen = set(rng.choice(count, size=min(blocks, count), replace=False).tolist())
    model: dict[Any, Any] = {}
    for i, variable in enumerate(variables):
        above = [j for j in range(i) if rng.random() < 0.55]
        key: Any = variable if not above else variable | tuple(variables[j] for j in above)
        rows = tuple(sizes[j] for j in above)
        if i in chosen:
            model[key] = free(sizes[i])
        elif above and rng.random() < 0.2:
            table = np.eye(sizes[i])[rng.integers(sizes[i], size=rows)]
            model[key] = table
        else:
            model[key] = rng.dirichlet(np.ones(sizes[i]), size=rows)
    graph = read_model(model).graph
    while True:
        objective = _random_expression(rng, variables)
        if any(graph.free_above(graph.mask(group)) for group in objective.entropies):
            return Program(maximize=objective, model=model)


def _random_expression(rng: np.random.Generator, variables: list[RV]) -> Expression:
    """Return a small sum of entropies and informations, of the kind that definitions are made of."""
    total = Expression()
    for _ in range(int(rng.integers(1, 4))):
        shuffled = [variables[i] for i in rng.permutation(len(variables))]
        cuts = sorted(rng.integers(1, len(variables) + 1, size=2).tolist())
        first, second, given = shuffled[: cuts[0]], shuffled[cuts[0] : cuts[1]], shuffled[cuts[1] :]
        given = given[: int(rng.integers(0, len(given) + 1))]
        sign = int(rng.choice([-2, -1, 1, 1, 2]))
        if second:
            total = total + sign * (
                I(tuple(first), tuple(second) | as_joint(given)) if given else I(tuple(first), tuple(second))
            )
        else:
            total = total + sign * (H(tuple(first) | as_joint(given)) if given else H(tuple(first)))
    return total
