"""Which cells of the free kernels may be positive: those that no prescribed zero excludes."""

import numpy as np

from itbounds._typing import Mask
from itbounds.errors import InfeasibleError
from itbounds.lowering.programs.tensors import Tensors

__all__ = ["allowed_cells"]


def allowed_cells(tensors: Tensors) -> Mask:
    """Return which cells of all blocks may be positive: contexts that occur, no state of probability zero.

    Raises
    ------
    InfeasibleError
        If a context that occurs is left without a letter, or a state with a prescribed positive probability
        cannot occur.
    """
    allowed = np.zeros(tensors.width, dtype=bool)
    for block in tensors.blocks:
        rows, letters = block.shape
        allowed[block.offset : block.offset + rows * letters] = np.repeat(block.occurs, letters)
    instance = tensors.instance
    for prescribed in instance.prescribed:
        marginal = tensors.marginal(prescribed.mask)
        order = [prescribed.axes.index(axis) for axis in marginal.axes]
        law = prescribed.law.transpose(order)
        probabilities = law[tuple(marginal.labels.T)]
        allowed[marginal.cells[probabilities[marginal.states] == 0.0]] = False
    for prescribed in instance.prescribed:
        marginal = tensors.marginal(prescribed.mask)
        order = [prescribed.axes.index(axis) for axis in marginal.axes]
        reached = np.zeros(prescribed.law.shape, dtype=bool).transpose(order)
        reached[tuple(marginal.labels[np.unique(marginal.states[allowed[marginal.cells]])].T)] = True
        if (prescribed.law.transpose(order)[~reached] > 0.0).any():
            names = ",".join(str(instance.model.order[axis]) for axis in prescribed.axes)
            raise InfeasibleError(f"the prescribed law of {names} has positive states that cannot occur")
    for block in tensors.blocks:
        rows, letters = block.shape
        part = allowed[block.offset : block.offset + rows * letters].reshape(rows, letters)
        if not np.all(np.any(part, axis=1) | ~block.occurs):
            raise InfeasibleError("the prescribed laws leave a context of a free kernel without any letter")
    return allowed
