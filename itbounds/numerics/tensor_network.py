"""Sums of products over a hypergraph of indices, pair by pair along a cheap order."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import prod
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array
from itbounds.numerics.operators.base import Indices
from itbounds.numerics.operators.table import scatter

E = TypeVar("E", bound=np.generic)

__all__ = ["Contraction", "Factor", "Function", "Part", "contract"]


@dataclass(frozen=True, eq=False, slots=True)
class Factor:
    """An array with an index for each of its axes.

    Parameters
    ----------
    wires : tuple of int
        The indices; one that comes twice takes the diagonal.
    array : array
    """

    wires: tuple[int, ...]
    array: Array


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    r"""The array :math:`1[y = t(x_1, \dots, x_k)]`, kept as a table.

    Parameters
    ----------
    inputs : tuple of int
        The indices :math:`x_1, \dots, x_k`.
    output : int
        The index :math:`y`.
    table : array of int
        One axis for each input.
    """

    inputs: tuple[int, ...]
    output: int
    table: Indices

    @property
    def wires(self) -> tuple[int, ...]:
        """The inputs and the output."""
        return (*self.inputs, self.output)


Part: TypeAlias = Factor | Function


@dataclass(frozen=True, eq=False)
class Contraction:
    """Parts, and the order in which they are multiplied.

    Parameters
    ----------
    parts : tuple of Factor and Function
        Without axes of length one and indices that only one of them has.
    sizes : mapping from int to int
    keep : tuple of int
    path : tuple of pairs of int
        Which two are multiplied next; products are numbered on from the parts.
    peak : int
        How many entries the largest array has that is made.
    """

    parts: tuple[Part, ...]
    sizes: Mapping[int, int]
    keep: tuple[int, ...]
    path: tuple[tuple[int, int], ...]
    peak: int

    @classmethod
    def of(cls, parts: Sequence[Part], sizes: Mapping[int, int], keep: Sequence[int]) -> "Contraction":
        """Plan a contraction: the greedy order, on the shapes alone."""
        wide = {wire for wire, size in sizes.items() if size > 1}
        ready = _summed([piece for part in parts for piece in _narrowed(part, wide)], wide.intersection(keep))
        path, peak = _planned(ready, sizes, wide.intersection(keep))
        return cls(tuple(ready), sizes, tuple(keep), tuple(path), peak)

    def run(self) -> Array:
        """Return the product of all parts, summed over all indices that are not kept."""
        wide = {wire for wire, size in self.sizes.items() if size > 1}
        open_wires = wide.intersection(self.keep)
        users = Counter(wire for part in self.parts for wire in set(part.wires))
        alive: dict[int, Part] = dict(enumerate(self.parts))
        for number, (i, j) in enumerate(self.path, len(self.parts)):
            first, second = alive.pop(i), alive.pop(j)
            users.subtract([*set(first.wires), *set(second.wires)])
            joined = _joined(
                first, second, open_wires | {w for w, count in users.items() if count}, self.sizes
            )
            users.update(joined.wires)
            alive[number] = joined
        last = _summed([_as_factor(part, self.sizes) for part in alive.values()], open_wires)
        result = _as_factor(last[0], self.sizes) if last else Factor((), np.ones(()))
        axes = [result.wires.index(wire) for wire in self.keep if wire in wide]
        return result.array.transpose(axes).reshape([self.sizes[wire] for wire in self.keep])


def contract(parts: Sequence[Part], sizes: Mapping[int, int], keep: Sequence[int]) -> Array:
    r"""Return the product of all parts, summed over all indices but some.

    .. math:: K_{k} = \sum_{\text{other indices}} \prod_i A^{(i)}

    An index may occur in any number of parts. Two parts that share one are multiplied at a time, those whose
    product is largest in saving of entries first, and an index is summed as soon as no other part has it;
    so the cost is governed by the treewidth of the hypergraph and not by its size. Functions are applied by
    lookup (where their output is a factor's index) or by scattering (where their inputs are).

    Parameters
    ----------
    parts : sequence of Factor and Function
    sizes : mapping from int to int
        How many values each index has.
    keep : sequence of int
        The axes of the result, distinct; each occurs in a part.

    Examples
    --------
    >>> import numpy as np
    >>> prior, channel = np.array([0.5, 0.5]), np.array([[0.9, 0.1], [0.2, 0.8]])
    >>> copied = [Factor((0,), prior), Factor((0, 1), channel), Factor((0, 2), channel)]
    >>> contract(copied, {0: 2, 1: 2, 2: 2}, (1, 2))
    array([[0.425, 0.125],
           [0.125, 0.325]])
    >>> chain = [Factor((i, i + 1), np.eye(50)) for i in range(9)]
    >>> Contraction.of(chain, dict.fromkeys(range(10), 50), (0, 9)).peak
    2500
    """
    return Contraction.of(parts, sizes, keep).run()


def _planned(
    parts: Sequence[Part], sizes: Mapping[int, int], keep: Collection[int]
) -> tuple[list[tuple[int, int]], int]:
    """Return the greedy order and the entries of the largest array: next is the pair that saves most entries.

    The savings of a pair are looked up in a heap. They may only grow as other pairs are multiplied, since
    indices are used less often; a pair is weighed anew when its turn comes.
    """
    scopes = {i: frozenset(part.wires) for i, part in enumerate(parts)}
    tables = {i: part.output for i, part in enumerate(parts) if isinstance(part, Function)}
    homes: dict[int, set[int]] = {}
    for i, scope in scopes.items():
        for wire in scope:
            homes.setdefault(wire, set()).add(i)

    def entries(scope: Collection[int]) -> int:
        return prod(sizes[wire] for wire in scope)

    def made(i: int, j: int) -> frozenset[int]:
        both = scopes[i] | scopes[j]
        return frozenset(w for w in both if w in keep or not homes[w] <= {i, j})

    def work(i: int, j: int) -> int:
        """Count the entries that applying a function makes before anything is summed."""
        if i in tables and j in tables:  # one of them is written out
            return max(entries(scope) for scope in (scopes[i], scopes[j], scopes[i] | scopes[j]))
        output = tables.get(i, tables.get(j))
        return 0 if output is None else entries((scopes[i] | scopes[j]) - {output})

    def weighed(i: int, j: int) -> tuple[int, int, int, int]:
        result = entries(made(i, j))
        return max(result, work(i, j)) - entries(scopes[i]) - entries(scopes[j]), result, i, j

    pairs = {(min(i, j), max(i, j)) for here in homes.values() for i, j in combinations(here, 2)}
    heap = [weighed(*pair) for pair in pairs]
    heapify(heap)
    path, largest = list[tuple[int, int]](), entries(keep)
    for number in range(len(parts), 2 * len(parts) - 1):
        while heap:
            top = heappop(heap)
            i, j = top[2:]
            if i in scopes and j in scopes:
                if (now := weighed(i, j)) <= top:
                    break
                heappush(heap, now)
        else:
            i, j = sorted(scopes, key=lambda k: entries(scopes[k]))[:2]  # nothing is shared any more
        scope = made(i, j)
        largest = max(largest, entries(scope), work(i, j))
        path.append((i, j))
        for old in (i, j):
            for wire in scopes.pop(old):
                homes[wire].discard(old)
            tables.pop(old, None)
        near = {other for wire in scope for other in homes[wire]}
        scopes[number] = scope
        for wire in scope:
            homes[wire].add(number)
        for other in near:
            heappush(heap, weighed(other, number))
    return path, largest


def _narrowed(part: Part, wide: Collection[int]) -> list[Part]:
    """Drop the axes of length one, and take diagonals for indices that come twice."""
    if isinstance(part, Factor):
        return [Factor(*_diagonal(part.wires, part.array, wide))]
    inputs, table = _diagonal(part.inputs, part.table, wide)
    if part.output in wide:
        return [Function(inputs, part.output, table)]
    return [Factor((wire,), np.ones(size)) for wire, size in zip(inputs, table.shape, strict=True)]


def _diagonal(
    indices: tuple[int, ...], array: NDArray[E], wide: Collection[int]
) -> tuple[tuple[int, ...], NDArray[E]]:
    wires = [wire for wire in indices if wire in wide]
    array = array.reshape([size for size in array.shape if size > 1])
    while len(set(wires)) < len(wires):
        twice = next(wire for wire in wires if wires.count(wire) > 1)
        one, other = [axis for axis, wire in enumerate(wires) if wire == twice][:2]
        array = np.diagonal(array, axis1=one, axis2=other)
        wires = [wire for axis, wire in enumerate(wires) if axis not in (one, other)] + [twice]
    return tuple(wires), array


def _summed(parts: list[Part], keep: Collection[int]) -> list[Part]:
    """Sum over the indices that only one part has; functions whose output nobody uses sum to one."""
    while True:
        users = Counter(wire for part in parts for wire in set(part.wires))
        idle = [p for p in parts if isinstance(p, Function) and users[p.output] == 1 and p.output not in keep]
        if not idle:
            break
        ends = zip(idle[0].inputs, idle[0].table.shape, strict=True)
        ones = [Factor((wire,), np.ones(size)) for wire, size in ends if users[wire] == 1]
        parts = [*(part for part in parts if part is not idle[0]), *ones]
    result: list[Part] = []
    for part in parts:
        summed = [w for w in part.wires if users[w] == 1 and w not in keep]
        if isinstance(part, Factor) and summed:
            axes = tuple(part.wires.index(wire) for wire in summed)
            wires = tuple(wire for wire in part.wires if wire not in summed)
            result.append(Factor(wires, np.asarray(part.array.sum(axis=axes))))
        else:
            result.append(part)
    return result


def _joined(first: Part, second: Part, needed: Collection[int], sizes: Mapping[int, int]) -> Part:
    if isinstance(first, Factor) and isinstance(second, Factor):
        return _product(first, second, needed, sizes)
    if isinstance(first, Function) and isinstance(second, Function):
        if second.output in first.inputs:
            first, second = second, first
        return _applied(second, _as_factor(first, sizes), needed, sizes)
    function, factor = (first, second) if isinstance(first, Function) else (second, first)
    if isinstance(function, Function) and isinstance(factor, Factor):
        return _applied(function, factor, needed, sizes)
    raise AssertionError("a part is a factor or a function")


def _product(first: Factor, second: Factor, needed: Collection[int], sizes: Mapping[int, int]) -> Factor:
    """Multiply two factors as a stack of matrices."""
    shared = [wire for wire in first.wires if wire in second.wires]
    stack = [wire for wire in shared if wire in needed]
    inner = [wire for wire in shared if wire not in needed]
    rows = [wire for wire in first.wires if wire not in shared]
    columns = [wire for wire in second.wires if wire not in shared]
    left = _arranged(first, (stack, rows, inner), sizes)
    right = _arranged(second, (stack, inner, columns), sizes)
    wires = (*stack, *rows, *columns)
    return Factor(wires, (left @ right).reshape([sizes[wire] for wire in wires]))


def _applied(function: Function, factor: Factor, needed: Collection[int], sizes: Mapping[int, int]) -> Factor:
    """Multiply a factor by a function: look up, or scatter, or both."""
    inputs, output = function.inputs, function.output
    shared = [wire for wire in inputs if wire in factor.wires]
    rest = [wire for wire in factor.wires if wire not in inputs and wire != output]
    places = np.indices(function.table.shape).reshape(len(inputs), function.table.size)
    where = [places[inputs.index(wire)] for wire in shared]
    table = function.table.ravel()
    if output in factor.wires:
        arranged = _arranged(factor, ([output], *([wire] for wire in shared), rest), sizes)
        values = arranged[(table, *where)]
    else:
        arranged = _arranged(factor, (*([wire] for wire in shared), rest), sizes)
        values = arranged[tuple(where)] if shared else np.broadcast_to(arranged, (len(table), arranged.size))
    if output not in needed:
        full = Factor((*inputs, *rest), values.reshape([sizes[wire] for wire in (*inputs, *rest)]))
        drop = tuple(axis for axis, wire in enumerate(full.wires) if wire not in needed)
        return Factor(tuple(w for w in full.wires if w in needed), np.asarray(full.array.sum(axis=drop)))
    kept = [wire for wire in inputs if wire in needed]
    codes = np.zeros(len(table), dtype=np.int64)
    for wire in kept:
        codes = codes * sizes[wire] + places[inputs.index(wire)]
    codes = codes * sizes[output] + table
    count = prod(sizes[wire] for wire in (*kept, output))
    wires = (*kept, output, *rest)
    return Factor(wires, scatter(values.T, codes, count).T.reshape([sizes[wire] for wire in wires]))


def _arranged(factor: Factor, groups: Sequence[Sequence[int]], sizes: Mapping[int, int]) -> Array:
    """Return the array with its axes in groups, each group made one axis."""
    axes = [factor.wires.index(wire) for group in groups for wire in group]
    return factor.array.transpose(axes).reshape([prod(sizes[wire] for wire in group) for group in groups])


def _as_factor(part: Part, sizes: Mapping[int, int]) -> Factor:
    if isinstance(part, Factor):
        return part
    shape = [sizes[wire] for wire in part.wires]
    array = np.zeros((part.table.size, shape[-1]))
    array[np.arange(part.table.size), part.table.ravel()] = 1.0
    return Factor(part.wires, array.reshape(shape))
