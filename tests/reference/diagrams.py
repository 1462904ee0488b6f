"""What a wiring means in finite stochastic kernels, written as one sum over all wires."""

import numpy as np

from itbounds.symbolic import Box, Wiring

SIZES = {"X": 3, "Y": 2}


def random_kernels(boxes: list[Box], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """One kernel for each name: an axis for every input, then one for every output."""
    kernels = {}
    for box in boxes:
        inputs, outputs = [tuple(SIZES[wire] for wire in end) for end in (box.dom, box.cod)]
        rows, columns = int(np.prod(inputs)), int(np.prod(outputs))
        if box.deterministic:
            matrix = np.eye(columns)[rng.integers(columns, size=rows)]
        else:
            matrix = rng.dirichlet(np.ones(columns), size=rows)
        kernels[box.name] = matrix.reshape(inputs + outputs)
    return kernels


def evaluated(wiring: Wiring, kernels: dict[str, np.ndarray]) -> np.ndarray:
    """The kernel of a wiring, an axis for every input and then for every output."""
    ends = range(len(wiring.wires), len(wiring.wires) + len(wiring.outputs))
    operands: list[object] = []
    for node, wires in zip(wiring.nodes, wiring.produced, strict=True):
        operands += [kernels[node.box.name], [*node.inputs, *wires]]
    for wire, name in enumerate(wiring.dom):
        operands += [np.ones(SIZES[name]), [wire]]
    for end, wire in zip(ends, wiring.outputs, strict=True):
        operands += [np.eye(SIZES[wiring.wires[wire]]), [wire, end]]
    if not operands:
        return np.ones(())
    return np.einsum(*operands, [*range(len(wiring.dom)), *ends], optimize="greedy")


def joint_law(wiring: Wiring, kernels: dict[str, np.ndarray], inputs: np.ndarray) -> np.ndarray:
    """The joint law of all wires, an axis each, for a joint law of the inputs."""
    operands: list[object] = [inputs, [*range(len(wiring.dom))]]
    for node, wires in zip(wiring.nodes, wiring.produced, strict=True):
        operands += [kernels[node.box.name], [*node.inputs, *wires]]
    return np.einsum(*operands, [*range(len(wiring.wires))])
