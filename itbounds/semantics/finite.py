"""The functor to FinStoch: diagrams become stochastic matrices, contracted along their wires."""

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import DomainError, SparseNotSupportedError
from itbounds.kernels import Kernel, Space, as_distribution_object, as_kernel
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators import (
    Dense,
    Deterministic,
    Identity,
    Kronecker,
    Operator,
    as_table,
    compose,
    product,
    settled,
)
from itbounds.numerics.tensor_network import Contraction, Factor, Function, Part
from itbounds.semantics.wire_spaces import kernel_of, wire_spaces
from itbounds.symbolic.box import Box
from itbounds.symbolic.wiring import Wiring, normal_form

__all__ = ["finite"]

CONTRACTED = 1 << 22
"""Arrays that arise in a contraction have at most this many entries, or as many as the largest kernel."""

_Call = tuple[tuple[int, ...], Operator, tuple[int, ...]]
"""What a box does: the wires it takes, its matrix, the wires it gives."""


def finite(
    wiring: Wiring, kernels: Mapping[str, ArrayLike], spaces: Mapping[str, int | Space] | None = None
) -> Kernel:
    r"""Return the finite kernel that a wiring is, its boxes being kernels.

    .. math:: K(y \mid x) = \sum_{\text{inner wires}} \prod_b W_b(\text{out}_b \mid \text{in}_b)

    Parts that share no inner wire are contracted apart and kept as a product. Within a part the boxes are
    multiplied along a cheap order; functions are applied as tables. Where even the cheapest order would make
    too large an array, the part is kept as a chain, to act on laws.

    Parameters
    ----------
    wiring : Wiring
        Boxes that lead nowhere are not touched, and need no kernel.
    kernels : mapping from names of boxes to Kernel or array-like
    spaces : mapping from wires to int or Space, optional
        Needed for wires that touch no box.

    Returns
    -------
    Kernel
        A `Distribution` if no wire enters. Its spaces have one factor for each wire, of the same name.

    Raises
    ------
    UnknownNameError
        If a box has no kernel.
    CompositionError
        If a kernel does not fit the wires of its box, or two kernels disagree on the space of a wire.
    DomainError
        If a kernel is no function although its box is declared deterministic, or a wire has no known size.
    SparseNotSupportedError
        If wires with more than ten million letters together would have to be copied or put in another order.
    """
    wiring = normal_form(wiring)
    found = {node.box.name: _kernel(node.box, kernels) for node in wiring.nodes}
    for node in wiring.nodes:
        if node.box.deterministic and not found[node.box.name].is_deterministic:
            raise DomainError(
                f"the box {node.box.name!r} is declared deterministic; its kernel is not",
                where=node.box.name,
                hint="give a 0-1 matrix, such as Kernel.deterministic(table, n_out), or drop the declaration",
            )
    objects = wire_spaces(wiring, found, spaces or {})
    sizes = [objects[name].size for name in wiring.wires]
    operators = {name: as_table(kernel.operator) or kernel.operator for name, kernel in found.items()}
    calls = [
        (node.inputs, operators[node.box.name], tuple(wires))
        for node, wires in zip(wiring.nodes, wiring.produced, strict=True)
    ]
    operator = _assembled(wiring, calls, sizes)
    dom, cod = (_product_space([objects[name] for name in end]) for end in (wiring.dom, wiring.cod))
    kernel = Kernel(dom, cod, operator)
    return kernel if wiring.dom else as_distribution_object(kernel)


def _kernel(box: Box, kernels: Mapping[str, ArrayLike]) -> Kernel:
    given = kernel_of(box, kernels)
    if box.dom:
        return as_kernel(given, name=f"kernel of the box {box.name!r}")
    return as_distribution_object(given, name=f"law of the box {box.name!r}")


def _product_space(factors: Sequence[Space]) -> Space:
    names = tuple(name for space in factors for name in space.names)
    return Space(names, tuple(letters for space in factors for letters in space.alphabets))


def _assembled(wiring: Wiring, calls: Sequence[_Call], sizes: Sequence[int]) -> Operator:
    """Contract each part, put the parts side by side, and join them to the ends."""
    entering = range(len(wiring.dom))
    parts: list[_Call] = [
        ((wire,), Identity(sizes[wire]), (wire,)) for wire in entering if wire in wiring.outputs
    ]
    for group in _connected(calls, len(wiring.dom)):
        inputs = tuple(sorted({w for call in group for w in call[0] if w in entering}))
        made = {w for call in group for w in call[2]}
        outputs = tuple(w for w in dict.fromkeys(wiring.outputs) if w in made)
        parts.append((inputs, _part(group, inputs, outputs, sizes), outputs))
    parts.sort(key=lambda part: wiring.outputs.index(part[2][0]))
    if not parts:
        return _rewired(tuple(entering), (), sizes)
    before = _rewired(tuple(entering), tuple(w for part in parts for w in part[0]), sizes)
    after = _rewired(tuple(w for part in parts for w in part[2]), wiring.outputs, sizes)
    return compose(compose(before, product([operator for _, operator, _ in parts])), after)


def _connected(calls: Sequence[_Call], entering: int) -> list[list[_Call]]:
    """Group the boxes that share wires which do not enter, in the order of their first members."""
    groups: list[tuple[set[int], list[int]]] = []
    for place, (inputs, _, outputs) in enumerate(calls):
        wires, members = {w for w in (*inputs, *outputs) if w >= entering}, [place]
        apart = []
        for group in groups:
            if wires & group[0]:
                wires, members = wires | group[0], [*group[1], *members]
            else:
                apart.append(group)
        groups = [*apart, (wires, members)]
    return [[calls[i] for i in sorted(members)] for _, members in groups]


def _part(
    calls: Sequence[_Call], inputs: tuple[int, ...], outputs: tuple[int, ...], sizes: Sequence[int]
) -> Operator:
    largest = max(operator.size for _, operator, _ in calls)
    functions = all(isinstance(operator, Deterministic) for _, operator, _ in calls)
    if not functions and largest <= DENSE_LIMIT:
        parts = [piece for call in calls for piece in _pieces(*call, sizes)]
        plan = Contraction.of(parts, dict(enumerate(sizes)), (*inputs, *outputs))
        if plan.peak <= max(CONTRACTED, largest):
            tensor = plan.run()
            rows = prod(sizes[wire] for wire in inputs)
            return Dense(settled(np.ascontiguousarray(tensor.reshape(rows, -1))))
    return _chain(calls, inputs, outputs, sizes)


def _pieces(
    inputs: tuple[int, ...], operator: Operator, outputs: tuple[int, ...], sizes: Sequence[int]
) -> list[Part]:
    """Return the arrays of a box: a table for each output of a function, a factor for anything else."""
    shape = tuple(sizes[wire] for wire in inputs)
    if isinstance(operator, Kronecker):
        split = _split(inputs, operator, outputs, sizes)
        if len(split) > 1:
            return [piece for call in split for piece in _pieces(*call, sizes)]
    if isinstance(operator, Deterministic):
        images = np.unravel_index(operator.table, tuple(sizes[wire] for wire in outputs))
        return [
            Function(inputs, wire, np.asarray(image, dtype=np.int64).reshape(shape))
            for wire, image in zip(outputs, images, strict=True)
        ]
    array = operator.dense().reshape(*shape, *(sizes[wire] for wire in outputs))
    return [Factor((*inputs, *outputs), array)]


def _split(
    inputs: tuple[int, ...], operator: Kronecker, outputs: tuple[int, ...], sizes: Sequence[int]
) -> list[_Call]:
    """Split a box that is a product along its wires, as far as the wires allow."""
    calls: list[_Call] = []
    ends = [*inputs], [*outputs]
    waiting: list[Operator] = []
    for factor in operator.factors:
        waiting.append(factor)
        here = [_prefix(end, prod(f.shape[i] for f in waiting), sizes) for i, end in enumerate(ends)]
        if here[0] is not None and here[1] is not None and (here[0] or here[1]):
            taken = tuple(ends[0][: here[0]]), tuple(ends[1][: here[1]])
            calls.append((taken[0], product(waiting), taken[1]))
            ends = ends[0][here[0] :], ends[1][here[1] :]
            waiting = []
    if waiting or ends[0] or ends[1]:
        return [(inputs, operator, outputs)]
    return calls


def _prefix(wires: Sequence[int], size: int, sizes: Sequence[int]) -> int | None:
    """Return how many of the first wires have so many values together, if any number has."""
    for count in range(len(wires) + 1):
        if prod(sizes[wire] for wire in wires[:count]) == size:
            return count
    return None


def _chain(
    calls: Sequence[_Call], inputs: tuple[int, ...], outputs: tuple[int, ...], sizes: Sequence[int]
) -> Operator:
    """Return a part as a chain of boxes beside identities, with the live wires between them."""
    live = inputs
    whole: Operator = _rewired(live, live, sizes)
    for place, (taken, operator, made) in enumerate(calls):
        later = {w for call in calls[place + 1 :] for w in call[0]}.union(outputs)
        rest = tuple(w for w in live if w in later)
        whole = compose(whole, _rewired(live, (*taken, *rest), sizes))
        live = (*made, *rest)
        whole = compose(whole, product([operator, _rewired(rest, rest, sizes)]))
    return compose(whole, _rewired(live, outputs, sizes))


def _rewired(before: tuple[int, ...], after: tuple[int, ...], sizes: Sequence[int]) -> Operator:
    """Return the function that copies, discards and permutes wires."""
    shape = [sizes[wire] for wire in before]
    count = prod(shape)
    if before == after:
        return Identity(count)
    if count > DENSE_LIMIT:
        raise SparseNotSupportedError(
            f"{len(before)} wires with {count} letters together are joined in another order or copied",
            value=tuple(shape),
            hint="discard wires earlier, or interpret the diagram together with its input law",
        )
    places = np.indices(shape).reshape(len(before), count)
    table = np.zeros(count, dtype=np.int64)
    for wire in after:
        table = table * sizes[wire] + places[before.index(wire)]
    return Deterministic(table, prod(sizes[wire] for wire in after))
