"""The functor to stochastic matrices with parameters: diagrams become sums of products of formulas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.errors import DomainError
from itbounds.kernels import Space, SymbolicKernel, as_distribution_object, as_symbolic
from itbounds.kernels.symbolic_entries import short
from itbounds.semantics.wire_spaces import kernel_of, wire_spaces
from itbounds.symbolic.box import Box
from itbounds.symbolic.wiring import Wiring

if TYPE_CHECKING:
    import sympy

__all__ = ["holds_formulas", "symbolic"]


def symbolic(
    wiring: Wiring, kernels: Mapping[str, Any], spaces: Mapping[str, int | Space] | None = None
) -> SymbolicKernel:
    r"""Return the kernel of formulas that a wiring is.

    .. math:: K(y \mid x) = \sum_{\text{inner}} \prod_{\text{boxes } b} W_b(\text{out}_b \mid \text{in}_b)

    Inner wires are summed out one at a time, those with the smallest tables first; entries that are zero are
    never multiplied, and every sum is kept short.

    Parameters
    ----------
    wiring : Wiring
        In normal form: boxes that lead nowhere would be multiplied in vain.
    kernels : mapping from names of boxes to SymbolicKernel, Kernel, sympy.Matrix or nested lists
        Kernels of numbers are lifted to exact fractions.
    spaces : mapping from wires to int or Space, optional
        Needed for wires that touch no box.

    Raises
    ------
    UnknownNameError
        If a box has no kernel.
    CompositionError
        If a kernel does not fit the wires of its box, or two kernels disagree on the space of a wire.
    DomainError
        If a kernel is no function although its box is declared deterministic, or a wire has no known size.

    Examples
    --------
    >>> import sympy
    >>> from itbounds import Box
    >>> p = sympy.Symbol("p")
    >>> step = Box("step", "X", "X")
    >>> symbolic((step >> step).normal_form, {"step": [[1 - p, p], [p, 1 - p]]}).matrix[0, 1]
    2*p*(1 - p)
    """
    found = {node.box.name: _kernel(node.box, kernels) for node in wiring.nodes}
    objects = wire_spaces(wiring, found, spaces or {})
    sizes = [objects[name].size for name in wiring.wires]
    factors = [
        _table(found[node.box.name], (*node.inputs, *wires), sizes)
        for node, wires in zip(wiring.nodes, wiring.produced, strict=True)
    ]
    entering = tuple(range(len(wiring.dom)))
    whole = _contracted(factors, sizes, {*entering, *wiring.outputs})
    columns = list(product(*(range(sizes[wire]) for wire in wiring.outputs)))
    rows = [
        [_entry(whole, (*entering, *wiring.outputs), (*x, *y)) for y in columns]
        for x in product(*(range(sizes[wire]) for wire in entering))
    ]
    dom, cod = (_product_space([objects[name] for name in end]) for end in (wiring.dom, wiring.cod))
    return SymbolicKernel.trusted(dom, cod, rows)


def holds_formulas(kernel: Any) -> bool:
    """Return whether a kernel is symbolic, or a matrix or nested lists with an entry of sympy's."""
    if isinstance(kernel, SymbolicKernel):
        return True
    if isinstance(kernel, (list, tuple)):
        return any(map(holds_formulas, kernel))
    if isinstance(kernel, np.ndarray) and kernel.dtype.kind == "O":
        return holds_formulas(kernel.tolist())
    # Asked by the name of the module, since sympy need not be loaded for kernels of numbers.
    return type(kernel).__module__.partition(".")[0] == "sympy"


@dataclass(frozen=True)
class _Table:
    """A function of some wires, zero where it has no entry."""

    wires: tuple[int, ...]
    entries: "dict[tuple[int, ...], sympy.Expr]"


def _kernel(box: Box, kernels: Mapping[str, Any]) -> SymbolicKernel:
    given = kernel_of(box, kernels)
    kernel = as_symbolic(given) if box.dom or hasattr(given, "dom") else _state(given)
    if box.deterministic and not kernel.is_deterministic:
        raise DomainError(
            f"the box {box.name!r} is declared deterministic; its kernel is not",
            where=box.name,
            hint="give a 0-1 matrix, or drop the declaration",
        )
    return kernel


def _state(given: Any) -> SymbolicKernel:
    """Return a law that nothing enters: a row, or a table with an axis for each wire."""
    if not holds_formulas(given):
        return SymbolicKernel.lift(as_distribution_object(given, name="law"))
    table = np.array(given, dtype=object)
    axes = table.shape[1:] if table.ndim == 2 and len(table) == 1 else table.shape
    return SymbolicKernel.state(table.ravel().tolist(), _product_space([Space.of(n) for n in axes]))


def _table(kernel: SymbolicKernel, wires: tuple[int, ...], sizes: Sequence[int]) -> _Table:
    """Return the entries of a box that are not zero, on its distinct wires."""
    distinct = tuple(dict.fromkeys(wires))
    letters = product(*(range(sizes[wire]) for wire in wires))
    entries = {}
    for values, entry in zip(letters, kernel.matrix, strict=True):
        named = dict(zip(wires, values, strict=True))
        if entry != 0 and tuple(named[wire] for wire in wires) == values:
            entries[tuple(named[wire] for wire in distinct)] = entry
    return _Table(distinct, entries)


def _contracted(factors: Iterable[_Table], sizes: Sequence[int], keep: set[int]) -> _Table:
    """Multiply all tables and sum over all wires but some."""
    tables = list(factors)

    def cost(wire: int) -> tuple[int, int]:
        joined = {w for table in tables if wire in table.wires for w in table.wires}
        return prod(sizes[w] for w in joined), wire

    while inner := {wire for table in tables for wire in table.wires} - keep:
        wire = min(inner, key=cost)
        tables = [
            *(table for table in tables if wire not in table.wires),
            _summed(_multiplied([table for table in tables if wire in table.wires]), wire),
        ]
    return _multiplied(tables)


def _multiplied(tables: Sequence[_Table]) -> _Table:
    import sympy

    whole = _Table((), {(): sympy.Integer(1)})
    for table in tables:
        shared = [wire for wire in table.wires if wire in whole.wires]
        fresh = [wire for wire in table.wires if wire not in whole.wires]
        by_shared: dict[tuple[int, ...], list[tuple[tuple[int, ...], sympy.Expr]]] = {}
        for values, entry in table.entries.items():
            named = dict(zip(table.wires, values, strict=True))
            rest = tuple(named[wire] for wire in fresh)
            by_shared.setdefault(tuple(named[wire] for wire in shared), []).append((rest, entry))
        places = [whole.wires.index(wire) for wire in shared]
        whole = _Table(
            (*whole.wires, *fresh),
            {
                (*values, *rest): entry * other
                for values, entry in whole.entries.items()
                for rest, other in by_shared.get(tuple(values[place] for place in places), ())
            },
        )
    return whole


def _summed(table: _Table, wire: int) -> _Table:
    import sympy

    place = table.wires.index(wire)
    sums: dict[tuple[int, ...], list[sympy.Expr]] = {}
    for values, entry in table.entries.items():
        sums.setdefault((*values[:place], *values[place + 1 :]), []).append(entry)
    rest = (*table.wires[:place], *table.wires[place + 1 :])
    return _Table(rest, {values: short(sympy.Add(*parts)) for values, parts in sums.items()})


def _entry(table: _Table, wires: tuple[int, ...], values: tuple[int, ...]) -> "sympy.Expr":
    import sympy

    named = dict(zip(wires, values, strict=True))
    if tuple(named[wire] for wire in wires) != values:
        return sympy.Integer(0)
    return table.entries.get(tuple(named[wire] for wire in table.wires), sympy.Integer(0))


def _product_space(factors: Sequence[Space]) -> Space:
    whole = Space.unit()
    for factor in factors:
        whole = whole @ factor
    return whole
