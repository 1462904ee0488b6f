"""Marginal laws of a model as functions of its free kernels, in floats or in balls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any, Literal

import numpy as np

from itbounds._typing import Array
from itbounds.forms.linear import Integers
from itbounds.lowering.programs.instance import Instance
from itbounds.symbolic.factorization import Factor

__all__ = ["Block", "Marginal", "Numbers", "Tensors"]

Numbers = Any
"""An array of floats, or of balls."""

# Weights that are positive and smaller are taken for this much, which moves no entropy by 2^-300.
_LEAST = 2.0**-400
_FEW = 2048


@dataclass(frozen=True, eq=False)
class Block:
    """The cells of one free kernel: the contexts that occur, each with all letters.

    Parameters
    ----------
    axes : tuple of int
        The positions of its variables, those of the context first.
    shape : tuple of int
        (contexts, letters).
    contexts : Numbers of shape (contexts,)
        The probability of each context.
    occurs : array of bool, shape (contexts,)
        Which have positive probability.
    offset : int
        The number of its first cell among those of all blocks.
    """

    axes: tuple[int, ...]
    shape: tuple[int, int]
    contexts: Numbers
    occurs: Any
    offset: int


@dataclass(frozen=True, eq=False)
class Marginal:
    """The law of a set of variables as a linear map of cells, by its entries.

    Parameters
    ----------
    axes : tuple of int
        The positions of its variables.
    states, cells, weights : arrays
        Entry by entry, P(state | cell), where it is positive.
    labels : array of shape (states, len(axes))
        The letters of each state.
    operations : int
        A bound on the roundings, in relative terms, of each weight, and of sums over a state or a cell.
    """

    axes: tuple[int, ...]
    states: Integers
    cells: Integers
    weights: Numbers
    labels: Integers
    operations: int


@dataclass(frozen=True, eq=False)
class Tensors:
    """The marginals of an instance.

    Parameters
    ----------
    instance : Instance
    lift : callable, optional
        Turns an array of floats into numbers of an exact arithmetic; floats are kept without it.
    """

    instance: Instance
    lift: Callable[[Array], Numbers] | None = None
    _marginals: dict[int, Marginal] = field(default_factory=dict, init=False)

    @cached_property
    def fixed(self) -> tuple[tuple[Factor, Numbers, Array], ...]:
        """The factors that are not free, normalised, with the supports of their tables."""
        found = []
        for factor, table in zip(self.instance.model.factors, self.instance.tables, strict=True):
            if table is not None:
                axes = tuple(range(len(factor.given), table.ndim))
                found.append((factor, self._normalised(table, axes), (table > 0.0).astype(float)))
        return tuple(found)

    def _normalised(self, table: Array, axes: tuple[int, ...]) -> Numbers:
        numbers = self._lifted(table)
        return numbers / numbers.sum(axis=axes, keepdims=True)

    def _lifted(self, table: Array) -> Numbers:
        return table if self.lift is None else self.lift(table)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The cells of each free kernel."""
        found: list[Block] = []
        model, sizes = self.instance.model, self.instance.sizes
        position = {variable: i for i, variable in enumerate(model.order)}
        offset = 0
        for block in model.blocks:
            given = tuple(position[v] for v in block[0].given)
            group = tuple(position[v] for part in block for v in part.group)
            shape = prod(sizes[i] for i in given), prod(sizes[i] for i in group)
            law, support = self.contracted(given, model.ancestors(_mask(given)))
            blank = Block(given + group, shape, law.ravel(), support.ravel() > 0.0, offset)
            found.append(blank)
            offset += prod(shape)
        return tuple(found)

    @property
    def width(self) -> int:
        """The number of cells."""
        return sum(prod(block.shape) for block in self.blocks)

    @cached_property
    def operations(self) -> int:
        """A bound on the roundings, in relative terms, of the probability of a context."""
        model = self.instance.model
        summed = 1
        for block in model.blocks:
            given = model.mask(block[0].given)
            rest = self.instance.positions(model.ancestors(given) & ~given)
            summed = max(summed, prod(self.instance.sizes[i] for i in rest))
        return self._operations(summed)

    def contracted(
        self, axes: Sequence[int], above: int, extra: Sequence[tuple[tuple[int, ...], Numbers, Array]] = ()
    ) -> tuple[Numbers, Array]:
        """Return the sum of products of the fixed factors in an ancestral set, and its support.

        Parameters
        ----------
        axes : sequence of int
            The variables that are kept, in this order.
        above : int
            Factors that draw a variable of this mask take part.
        extra : sequence of (axes, numbers, support)
            Further tables.
        """
        model, sizes = self.instance.model, self.instance.sizes
        position = {variable: i for i, variable in enumerate(model.order)}
        parts = list(extra)
        for factor, table, support in self.fixed:
            if model.mask(factor.group) & above:
                parts.append((tuple(position[v] for v in factor.given + factor.group), table, support))
        seen = {axis for here, _, _ in parts for axis in here}
        bare = tuple(axis for axis in axes if axis not in seen)
        ones = np.ones(tuple(sizes[axis] for axis in bare))
        parts.append((bare, self._lifted(ones), ones))
        values: list[Any] = []
        counts: list[Any] = []
        for here, numbers, support in parts:
            values += [numbers, list(here)]
            counts += [support, list(here)]
        # Of few products the search for an order takes longer than they do.
        few = prod(sizes[axis] for axis in seen | set(bare)) <= _FEW
        order: Literal["greedy"] | bool = False if few else "greedy"
        result = np.einsum(*values, list(axes), optimize=order)
        return np.asarray(result), np.asarray(np.einsum(*counts, list(axes), optimize=order))

    def marginal(self, mask: int) -> Marginal:
        """Return the law of a set with one free kernel above it, as a map of that kernel's cells."""
        if mask not in self._marginals:
            self._marginals[mask] = self._computed(mask)
        return self._marginals[mask]

    def _computed(self, mask: int) -> Marginal:
        model, sizes = self.instance.model, self.instance.sizes
        (index,) = [k for k in range(len(self.blocks)) if model.free_above(mask) >> k & 1]
        block = self.blocks[index]
        rest = [i for i in self.instance.positions(mask) if i not in block.axes]
        above = model.ancestors(mask | _mask(block.axes))
        tensor, support = self.contracted([*block.axes, *rest], above)
        tensor = tensor.reshape(*block.shape, -1)
        chosen = (support.reshape(*block.shape, -1) > 0.0) & block.occurs[:, None, None]
        context, letter, outcome = np.nonzero(chosen)
        weights = tensor[context, letter, outcome] / block.contexts[context]
        if self.lift is None:
            weights = np.maximum(weights, _LEAST)
        cells = context * block.shape[1] + letter
        letters = np.unravel_index(cells, tuple(sizes[i] for i in block.axes))
        others = np.unravel_index(outcome, tuple(sizes[i] for i in rest)) if rest else ()
        where = dict(zip((*block.axes, *rest), (*letters, *others), strict=True))
        axes = self.instance.positions(mask)
        codes = np.ravel_multi_index(tuple(where[i] for i in axes), tuple(sizes[i] for i in axes))
        found, states = np.unique(codes, return_inverse=True)
        labels = np.stack(np.unravel_index(found, tuple(sizes[i] for i in axes)), axis=1)
        summed = prod(sizes[i] for i in self.instance.positions(above) if i not in {*block.axes, *rest})
        terms = int(max(np.bincount(states).max(), np.bincount(cells).max()))
        return Marginal(axes, states, cells + block.offset, weights, labels, self._operations(summed) + terms)

    def constant_law(self, mask: int) -> tuple[Numbers, int]:
        """Return the law of a set that no free kernel moves, and a bound on its relative roundings."""
        model, axes = self.instance.model, self.instance.positions(mask)
        if model.free_above(mask) == 0:
            above = model.ancestors(mask)
            summed = prod(self.instance.sizes[i] for i in self.instance.positions(above & ~mask))
            return self.contracted(axes, above)[0], self._operations(summed)
        for law, known in zip(self.instance.prescribed, self.instance.graph.known, strict=True):
            if mask & ~known == 0:
                return self._follows(axes, law.axes, law.law, known & ~law.mask)
        raise ValueError("the law of the set is not constant")

    def _follows(
        self, axes: Sequence[int], given: tuple[int, ...], law: Array, added: int
    ) -> tuple[Numbers, int]:
        """Multiply a prescribed law by the conditional laws of added variables, and sum."""
        model = self.instance.model
        numbers = self._lifted(law)
        parts = [(given, numbers / numbers.sum(), (law > 0.0).astype(float))]
        position = {variable: i for i, variable in enumerate(model.order)}
        for factor, table, support in self.fixed:
            for place, variable in enumerate(factor.group):
                if added >> position[variable] & 1:
                    kept = len(factor.given) + place + 1
                    later = tuple(range(kept, table.ndim))
                    joint = table.sum(axis=later)
                    before = joint.sum(axis=-1, keepdims=True)
                    positive = support.sum(axis=later) > 0.0
                    share = np.where(positive, joint, 0.0) / np.where(
                        positive.any(axis=-1, keepdims=True), before, before * 0 + 1
                    )
                    if factor.kind == "deterministic":
                        others = tuple(j for j in range(len(factor.given), table.ndim) if j != kept - 1)
                        share, positive = table.sum(axis=others), support.sum(axis=others) > 0.0
                        here = tuple(position[v] for v in (*factor.given, variable))
                    else:
                        here = tuple(position[v] for v in (*factor.given, *factor.group[: place + 1]))
                    parts.append((here, share, positive.astype(float)))
        summed = prod(self.instance.sizes)
        return self.contracted(axes, 0, parts)[0], self._operations(summed)

    def _operations(self, summed: int) -> int:
        """Bound the roundings: normalisation of every table, its products, a sum, and one division."""
        rows = sum(prod(table.shape[len(factor.given) :]) for factor, table, _ in self.fixed)
        return 2 * int(rows + summed + 8 * len(self.instance.sizes) + 8)


def _mask(axes: Sequence[int]) -> int:
    return sum(1 << axis for axis in axes)
