"""String diagrams as models: wires are variables, boxes conditional laws."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from itbounds.errors import DomainError, ShapeError, UnknownNameError
from itbounds.kernels import Kernel, SymbolicKernel
from itbounds.semantics.symbolic_matrices import holds_formulas
from itbounds.symbolic.box import Box
from itbounds.symbolic.diagram import Diagram, as_diagram
from itbounds.symbolic.factorization import Free
from itbounds.symbolic.variable import RV, Given, as_joint

__all__ = ["diagram_model"]


def diagram_model(diagram: Diagram | Box, kernels: Mapping[str, Any]) -> dict[Any, Any]:
    """Return the model of a string diagram: each wire a variable, each box a conditional law.

    Parameters
    ----------
    diagram : Diagram or Box
    kernels : mapping from str
        What stands for each box, by name, and the law of each wire that enters, by the name of the wire.

    Raises
    ------
    UnknownNameError
        If a box or a wire that enters has no law, or a law is given for what is neither.
    DomainError
        If a box is declared deterministic and its table is no function.
    """
    whole = as_diagram(diagram)
    wiring = whole.wiring
    names = [RV(name) for name in whole.variables]
    model: dict[Any, Any] = {}
    wanted = dict.fromkeys(v.name for v in names[: len(wiring.dom)])
    wanted |= dict.fromkeys(node.box.name for node in wiring.nodes)
    for name in kernels:
        if name not in wanted:
            raise UnknownNameError(
                f"kernels= has {name!r}, which is no box of the diagram and no wire that enters it",
                where=name,
                hint=f"leave it out, or name one of: {', '.join(wanted)}",
            )
    for variable in names[: len(wiring.dom)]:
        model[variable] = _named(kernels, variable.name, "the wire", "enters the diagram")
    for node, wires in zip(wiring.nodes, wiring.produced, strict=True):
        value = _named(kernels, node.box.name, "the box", "has no kernel")
        group, given = (tuple(names[wire] for wire in part) for part in (wires, node.inputs))
        if node.box.deterministic and not _is_function(value):
            raise DomainError(
                f"the box {node.box.name!r} is deterministic, and its kernel is not", where=node.box.name
            )
        distinct = tuple(dict.fromkeys(given))
        if len(distinct) < len(given):
            value = _on_diagonal(value, node.box.name, given, distinct)
        model[Given(as_joint(group), as_joint(distinct), (group, distinct)) if given else group] = value
    return model


def _named(kernels: Mapping[str, Any], name: str, what: str, why: str) -> Any:
    if name not in kernels:
        known = ", ".join(kernels) or "none"
        raise UnknownNameError(f"{what} {name!r} {why}", where=name, hint=f"kernels= names: {known}")
    return kernels[name]


def _is_function(value: Any) -> bool:
    if isinstance(value, Free):
        return False
    if callable(value) and not isinstance(value, Kernel):
        return True
    if holds_formulas(value):
        return SymbolicKernel.of(value).is_deterministic
    matrix = np.asarray(value.matrix if isinstance(value, Kernel) else value)
    return bool(((matrix == 0.0) | (matrix == 1.0)).all())


def _on_diagonal(value: Any, name: str, given: tuple[RV, ...], distinct: tuple[RV, ...]) -> Any:
    """Return the table of a box that gets the same wire several times."""
    if isinstance(value, Free) or holds_formulas(value) or callable(value):
        raise DomainError(
            f"the box {name!r} gets one wire twice, and is not given by a table of numbers", where=name
        )
    kernel = value if isinstance(value, Kernel) else Kernel.of(value)
    shape = kernel.dom.shape if len(kernel.dom.shape) == len(given) else None
    if shape is None:
        raise ShapeError(f"the kernel of {name!r} does not tell the sizes of its inputs", where=name)
    letters = "abcdefghijklmnopqrstuvwxyz"
    place = {variable: letters[i] for i, variable in enumerate(distinct)}
    wanted = "".join(place[v] for v in distinct)
    return np.einsum(
        f"{''.join(place[v] for v in given)}...->{wanted}...",
        kernel.matrix.reshape(*shape, *kernel.cod.shape),
    )
