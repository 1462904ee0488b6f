"""Where information is lost: a divergence or an information followed through the boxes of a pipeline."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object, as_kernel
from itbounds.kernels.divergences import KL, Divergence, as_divergence
from itbounds.results.data_processing import DataProcessing
from itbounds.semantics.finite import finite
from itbounds.semantics.wire_spaces import kernel_of, wire_spaces
from itbounds.symbolic.box import Box
from itbounds.symbolic.diagram import Diagram, as_diagram
from itbounds.symbolic.wiring import Node, Wiring
from itbounds.units import Unit

__all__ = ["data_processing"]

_Step = tuple[str, Kernel, tuple[str, ...]]
"""The name of a box, what it does to the wires that are alive, and the wires that are alive after it."""


def data_processing(
    pipeline: Diagram | Box | Mapping[str, ArrayLike] | Sequence[ArrayLike],
    first: ArrayLike,
    second: ArrayLike | None = None,
    *,
    divergence: Divergence | None = None,
    kernels: Mapping[str, ArrayLike] | None = None,
    spaces: Mapping[str, int | Space] | None = None,
    unit: Unit | str | None = None,
) -> DataProcessing:
    r"""Return how much of a divergence each box of a pipeline loses.

    Of two input laws p, q it follows :math:`D(p W_1 \cdots W_k \| q W_1 \cdots W_k)`, and of a joint law of a
    source S and the input the information :math:`I_D(S; X_k)`. Neither can grow, by the data-processing
    inequality, which every divergence of `itbounds.divergences` obeys. A diagram is followed box by box: what
    is compared are the joint laws of all wires that are still needed, so that a wire that was copied, or
    waits beside, counts as long as it lives, and a box loses what it alone still saw.

    Parameters
    ----------
    pipeline : sequence or dict of kernels, or Diagram
        A chain of kernels, with their names if it is a dict; or a diagram with wires that enter.
    first : array-like or Distribution
        The first input law; without a second one the joint law of the source, its first axis or factor, and
        the inputs.
    second : array-like or Distribution, optional
        The second input law.
    divergence : Divergence, optional
        Relative entropy by default.
    kernels, spaces : dict, optional
        What stands for the boxes of a diagram, and the spaces of its wires, as for `interpret`.
    unit : Unit or str, optional
        The unit of an information, bits by default.

    Returns
    -------
    DataProcessing
        It prints as a table, and plots.

    Raises
    ------
    CompositionError
        If the laws and the boxes do not fit.
    DomainError
        If there is no box, no wire enters a diagram, or its kernels are missing or given for a chain.
    UnitError
        If a unit is given for a divergence that has none.

    Examples
    --------
    >>> import itbounds as ib
    >>> p = [[0.5, 0.0], [0.0, 0.5]]
    >>> print(ib.data_processing([ib.zoo.bsc(0.1), ib.zoo.bec(0.5)], p))
    I(S; X), KL [bit]
      input          1.000
      box 1  -0.469  0.531
      box 2  -0.266  0.266
    """
    chosen = KL() if divergence is None else as_divergence(divergence)
    read_in = chosen.unit_for(unit)
    entering, steps = _steps(pipeline, kernels, spaces)
    if not steps:
        raise DomainError("there is no box to follow", value=pipeline)
    states, source = _states(first, second, steps[0][1].dom)
    values = [_value(chosen, states, source)]
    for _, step, _ in steps:
        wide = step if source is None else Kernel.id(source) @ step
        states = [state >> wide for state in states]
        values.append(_value(chosen, states, source))
    return DataProcessing(
        divergence=chosen.name,
        unit="" if read_in is None else read_in.name,
        between="I(S; X)" if second is None else "D(p || q)",
        boxes=tuple(name for name, _, _ in steps),
        wires=(entering, *(alive for _, _, alive in steps)),
        remaining=tuple(chosen.read(value, read_in) for value in values),
    )


def _value(divergence: Divergence, states: list[Distribution], source: Space | None) -> float:
    if source is None:
        return divergence.between_arrows(states[0], states[1], None)
    joint = states[0].probabilities.reshape(source.size, -1)
    return float(divergence.informations(joint[None])[0])


def _states(
    first: ArrayLike, second: ArrayLike | None, dom: Space
) -> tuple[list[Distribution], Space | None]:
    """Return the laws without their names, once these are checked, and the space of a source."""
    law = as_distribution_object(first, name="joint law" if second is None else "first law")
    if second is not None:
        other = as_distribution_object(second, name="second law")
        for one in (law, other):
            one.space.require(dom, "an input law and a pipeline")
        return [_bare(law, law.space.size), _bare(other, other.space.size)], None
    if len(law.space.names) < 2:
        raise ShapeError(
            f"the joint law has the space {law.space}; its first factor is the source, the others the inputs",
            value=law.space.shape,
            hint="give a second law to compare with, or a joint law",
        )
    source, inputs = law.space.select([0]), law.space.select(range(1, len(law.space.names)))
    inputs.require(dom, "the inputs of a joint law and a pipeline")
    return [_bare(law, source.size, inputs.size)], Space.of(source.size)


def _bare(law: Distribution, *sizes: int) -> Distribution:
    return as_distribution_object(np.array(law.probabilities).reshape(sizes))


def _steps(
    pipeline: Any,
    kernels: Mapping[str, ArrayLike] | None,
    spaces: Mapping[str, int | Space] | None,
) -> tuple[tuple[str, ...], list[_Step]]:
    """Return the wires that enter, and the boxes one after the other."""
    if isinstance(pipeline, (Diagram, Box)):
        return _walk(as_diagram(pipeline).wiring, kernels, spaces)
    if kernels is not None or spaces is not None:
        raise DomainError("kernels and spaces belong to a diagram; a chain has its own")
    if isinstance(pipeline, Mapping):
        named = list(pipeline.items())
    elif not isinstance(pipeline, Iterable):
        hint = "give a list of channels, or a diagram and its kernels"
        raise DTypeError(f"{pipeline!r} is no pipeline", value=pipeline, hint=hint)
    else:
        named = [(f"box {i}", one) for i, one in enumerate(pipeline, 1)]
    chain = [(name, as_kernel(one, name=f"kernel {name!r}")) for name, one in named]
    entering = chain[0][1].dom.names if chain else ()
    return entering, [(name, one, one.cod.names) for name, one in chain]


def _walk(
    wiring: Wiring, kernels: Mapping[str, ArrayLike] | None, spaces: Mapping[str, int | Space] | None
) -> tuple[tuple[str, ...], list[_Step]]:
    """Apply one box after the other to the wires that are alive, and drop those that are done with."""
    if not wiring.dom:
        raise DomainError("no wire enters the diagram", hint="leave out the states that begin it")
    if kernels is None:
        raise DomainError("the boxes of a diagram need kernels=", hint="as for itbounds.interpret")
    found = {node.box.name: _kernel(node.box, kernels) for node in wiring.nodes}
    sizes = wire_spaces(wiring, found, spaces or {})
    alive = list(range(len(wiring.dom)))
    steps: list[_Step] = []
    for i, (node, produced) in enumerate(zip(wiring.nodes, wiring.produced, strict=True)):
        later = {wire for rest in wiring.nodes[i + 1 :] for wire in rest.inputs} | set(wiring.outputs)
        known = [*alive, *produced]
        place = {wire: j for j, wire in enumerate(known)}
        left = [wire for wire in known if wire in later]
        types = tuple(wiring.wires[wire] for wire in alive)
        inputs = tuple(place[wire] for wire in node.inputs)
        one = Wiring(types, (Node(node.box, inputs),), tuple(place[wire] for wire in left))
        names = tuple(wiring.wires[wire] for wire in left)
        steps.append((node.box.name, finite(one, found, sizes), names))
        alive = left
    return wiring.dom, steps


def _kernel(box: Box, kernels: Mapping[str, ArrayLike]) -> Kernel:
    found = kernel_of(box, kernels)
    return as_kernel(found, name=f"kernel {box.name!r}") if box.dom else as_distribution_object(found)
