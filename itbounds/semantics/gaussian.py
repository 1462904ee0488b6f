"""The functor to Gauss: each wire of a diagram is an affine function of inputs and independent noises."""

from collections.abc import Mapping
from typing import NoReturn

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.errors import CompositionError, DomainError, UnknownNameError
from itbounds.kernels.gaussian import EuclideanSpace, GaussianKernel
from itbounds.kernels.gaussian.space import SpaceLike, as_euclidean
from itbounds.numerics.covariance import settled_covariance
from itbounds.symbolic.box import Wires
from itbounds.symbolic.wiring import Wiring

__all__ = ["gaussian"]


def gaussian(
    wiring: Wiring, kernels: Mapping[str, GaussianKernel], spaces: Mapping[str, SpaceLike] | None = None
) -> GaussianKernel:
    r"""Return the Gaussian kernel of a wiring whose boxes are Gaussian kernels.

    Every wire is an affine function :math:`C x + c + \sum_k F_k N_k` of the inputs x and of the noises of all
    nodes, which are independent; a copied wire is the same function twice, and is perfectly correlated. No
    composite of two kernels is formed: the covariance is :math:`\sum_k F_k Q_k F_k^\top`, of the wires that
    leave. That boxes may be conditionals, which are a convention outside of their support, is not kept.

    Parameters
    ----------
    wiring : Wiring
        Of a diagram.
    kernels : mapping from names of boxes to GaussianKernel
        With a block for each wire; other blocks say only what dimension the wires have together.
    spaces : mapping from wires to EuclideanSpace or int, optional
        The space or the dimension of wires; needed for those that touch no box.

    Returns
    -------
    GaussianKernel
        Its spaces have one block for each wire, of the same name.

    Raises
    ------
    UnknownNameError
        If a box has no kernel.
    CompositionError
        If a kernel does not fit the wires of its box, or two kernels disagree on the space of a wire.
    DomainError
        If a kernel has noise although its box is declared deterministic, or a wire has no known dimension.

    Examples
    --------
    >>> from itbounds import Box, Diagram
    >>> state, sensor = Box("state", (), "X"), Box("sensor", "X", "Y")
    >>> diagram = state >> Diagram.copy("X") >> (sensor @ sensor)
    >>> kernels = {"state": GaussianKernel.state([0], [[1]]), "sensor": GaussianKernel([[1]], [0], [[0.5]])}
    >>> gaussian(diagram.wiring, kernels).covariance
    array([[1.5, 1. ],
           [1. , 1.5]])
    """
    missing = [node.box.name for node in wiring.nodes if node.box.name not in kernels]
    if missing:
        hint = f"kernels are given for {', '.join(sorted(kernels)) or 'none'}"
        raise UnknownNameError(f"the box {missing[0]!r} has no kernel", where=missing[0], hint=hint)
    for node in wiring.nodes:
        if node.box.deterministic and not kernels[node.box.name].is_deterministic:
            raise DomainError(
                f"the box {node.box.name!r} is declared deterministic; its kernel has noise",
                where=node.box.name,
                hint="leave the noise covariance out, or drop the declaration",
            )
    types = _wire_spaces(wiring, kernels, spaces or {})
    width = sum(types[wire].size for wire in wiring.dom)
    noises = sum(kernels[node.box.name].cod.size for node in wiring.nodes)
    sources = np.hstack([np.eye(width), np.zeros((width, 1 + noises))])
    # Each wire: its affine function, with columns for inputs, the constant and the noises, and how large its
    # noises were before any of them cancelled.
    wires = list(zip(*_cut(wiring.dom, types, sources, np.zeros(width)), strict=True))
    start, drawn = width + 1, list[slice]()
    for node in wiring.nodes:
        kernel = kernels[node.box.name]
        entering, size = _stacked([wires[i] for i in node.inputs], sources.shape[1])
        leaving = kernel.A @ entering
        leaving[:, width] += kernel.b
        drawn.append(slice(start, start + kernel.cod.size))
        leaving[:, drawn[-1]] = np.eye(kernel.cod.size)
        start = drawn[-1].stop
        size = np.abs(kernel.A) @ size + np.sqrt(kernel.noise_cov.diagonal())
        wires += zip(*_cut(node.box.cod, types, leaving, size), strict=True)
    whole, size = _stacked([wires[i] for i in wiring.outputs], sources.shape[1])
    covariance = np.zeros((len(whole), len(whole)))
    for node, columns in zip(wiring.nodes, drawn, strict=True):
        covariance += whole[:, columns] @ kernels[node.box.name].noise_cov @ whole[:, columns].T
    covariance = settled_covariance(covariance, size * size)
    dom, cod = (
        EuclideanSpace(end, tuple(types[wire].size for wire in end)) for end in (wiring.dom, wiring.cod)
    )
    return GaussianKernel(whole[:, :width], whole[:, width], covariance, dom=dom, cod=cod)


def _cut(
    names: Wires, types: Mapping[str, EuclideanSpace], rows: Matrix, size: Vector
) -> tuple[list[Matrix], list[Vector]]:
    ends = np.cumsum([types[name].size for name in names])[:-1]
    return (np.split(rows, ends), np.split(size, ends)) if names else ([], [])


def _stacked(wires: list[tuple[Matrix, Vector]], columns: int) -> tuple[Matrix, Vector]:
    rows = np.vstack([np.zeros((0, columns)), *(wire[0] for wire in wires)])
    return rows, np.concatenate([np.zeros(0), *(wire[1] for wire in wires)])


def _wire_spaces(
    wiring: Wiring, kernels: Mapping[str, GaussianKernel], spaces: Mapping[str, SpaceLike]
) -> dict[str, EuclideanSpace]:
    """Return the space of every wire, one block, from what is given and from the blocks of the kernels."""
    found = {wire: as_euclidean(space) for wire, space in spaces.items()}
    products: list[tuple[str, Wires, EuclideanSpace]] = []
    for node in wiring.nodes:
        kernel = kernels[node.box.name]
        for names, space in ((node.box.dom, kernel.dom), (node.box.cod, kernel.cod)):
            parts = (space,) if len(names) == 1 else space.blocks
            if len(parts) != len(names):
                products.append((node.box.name, names, space))
                continue
            for name, part in zip(names, parts, strict=True):
                known = found.setdefault(name, part)
                known.require(part, f"the wire {name!r} at the box {node.box.name!r}")
                found[name] = part if known.anonymous else known
    while products:
        # A kernel with other blocks than wires says how large these are together.
        solved = [item for item in products if sum(name not in found for name in item[1]) <= 1]
        if not solved:
            _refuse(*products[0])
        for box, names, space in solved:
            rest = space.size - sum(found[name].size for name in names if name in found)
            unknown = [name for name in names if name not in found]
            if rest < 0 or (rest > 0 and not unknown):
                _refuse(box, names, space)
            found.update({name: EuclideanSpace.of(rest) for name in unknown})
        products = [item for item in products if item not in solved]
    for wire in wiring.wires:
        if wire not in found:
            message = f"the wire {wire!r} touches no box that has a kernel"
            raise DomainError(message, where=wire, hint=f"give spaces={{{wire!r}: dimension}}")
    return {wire: EuclideanSpace.of(space.size, wire) for wire, space in found.items()}


def _refuse(box: str, names: Wires, space: EuclideanSpace) -> NoReturn:
    raise CompositionError(
        f"the box {box!r} has the wires {' @ '.join(names)}, its kernel has the space {space} there",
        where=box,
        hint="give the kernel a block for each wire, such as dom={name: dimension}, or say spaces=",
    )
