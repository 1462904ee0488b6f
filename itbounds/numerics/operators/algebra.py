"""Composition and products of operators, in the cheapest structure that holds the result."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import prod
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import Matrix
from itbounds.errors import SparseNotSupportedError
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators.base import Operator
from itbounds.numerics.operators.chain import Chain
from itbounds.numerics.operators.dense import Dense, settled
from itbounds.numerics.operators.kronecker import Kronecker
from itbounds.numerics.operators.sparse import Sparse
from itbounds.numerics.operators.table import Deterministic, Identity

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["compose", "factorwise", "marginal", "product"]

LETTERS = 1 << 8
"""Products side by side with more inputs or outputs than this are kept as their factors."""

SMALL = 1 << 16
"""Structured matrices with at most this many entries are multiplied as if they were in full."""

FORMED = 1 << 20
"""Composites of structured matrices are formed up to this many entries, or as many as their parts keep."""


def compose(first: Operator, second: Operator) -> Operator:
    """Return the operator that acts as the first and then the second.

    Functions stay tables, sparse matrices sparse, and products whose factors match are composed factor by
    factor. Matrices are multiplied unless the result would be large and its parts are not.
    """
    if isinstance(first, Identity):
        return second
    if isinstance(second, Identity):
        return first
    if isinstance(first, Deterministic) and isinstance(second, Deterministic):
        return Deterministic(second.table[first.table], second.outputs)
    entries = first.shape[0] * second.shape[1]
    if _plain(first) and _plain(second) and entries <= max(DENSE_LIMIT, first.nnz + second.nnz):
        return _dense(first.dense() @ second.dense())
    if isinstance(first, Kronecker) and isinstance(second, Kronecker):
        pairs = factorwise(first, second)
        if len(pairs) > 1:
            return product([compose(*pair) for pair in pairs])
    if isinstance(first, (Sparse, Deterministic)) and isinstance(second, (Sparse, Deterministic)):
        return Sparse.of(_csr(first) @ _csr(second)).settled()
    if entries <= max(FORMED, first.nnz + second.nnz):
        if isinstance(first, Deterministic):
            return _dense(second.rows(first.table))
        return _dense(np.vstack([second.certain_left(first.rows(block)) for block in first.blocks()]))
    return Chain((*_links(first), *_links(second)))


def product(parts: Sequence[Operator]) -> Operator:
    """Return the operator that acts on pairs, triples, ... by its parts.

    Functions stay tables; small matrices are multiplied, others are kept as factors.
    """
    whole = parts[0]
    for part in parts[1:]:
        whole = _pair(whole, part)
    return whole


def marginal(operator: Operator, shape: tuple[int, ...], keep: Sequence[int]) -> Operator:
    """Return the operator with only some factors of its outputs, in the order given.

    Parameters
    ----------
    operator : Operator
        Its outputs are a product.
    shape : tuple of int
        The sizes of the factors of the outputs.
    keep : sequence of int
        The factors to keep.
    """
    sizes = [shape[i] for i in keep]
    if isinstance(operator, Dense) or operator.size <= FORMED:
        drop = tuple(1 + i for i in range(len(shape)) if i not in keep)
        tensor = operator.dense().reshape(-1, *shape).sum(axis=drop)
        axes = [0, *(1 + sorted(keep).index(i) for i in keep)]
        return Dense(np.ascontiguousarray(tensor.transpose(axes)).reshape(-1, prod(sizes)))
    if isinstance(operator, Kronecker):
        groups = _grouped([part.shape[1] for part in operator.factors], list(shape))
        if len(groups) > 1:
            return _marginal_of_product(operator, shape, keep, groups)
    return compose(operator, _selection(shape, keep))


def factorwise(first: Kronecker, second: Kronecker) -> list[tuple[Operator, Operator]]:
    """Split two products that can follow one another into pairs of parts that can, as many as there are.

    Parameters
    ----------
    first, second : Kronecker
        The outputs of the first are the inputs of the second.
    """
    groups = _grouped([part.shape[1] for part in first.factors], [part.shape[0] for part in second.factors])
    return [
        (product([first.factors[i] for i in mine]), product([second.factors[i] for i in other]))
        for mine, other in groups
    ]


def _marginal_of_product(
    operator: Kronecker, shape: tuple[int, ...], keep: Sequence[int], groups: list[tuple[range, range]]
) -> Operator:
    parts, order = [], []
    for mine, axes in groups:
        kept = [axis for axis in axes if axis in keep]
        part = product([operator.factors[i] for i in mine])
        if kept == list(axes):
            parts.append(part)
        else:
            here = tuple(shape[axis] for axis in axes)
            parts.append(marginal(part, here, [axis - axes.start for axis in kept]))
        order += kept
    whole = product(parts)
    if order == list(keep):
        return whole
    return compose(whole, _selection([shape[axis] for axis in order], [order.index(axis) for axis in keep]))


def _selection(shape: Sequence[int], keep: Sequence[int]) -> Deterministic:
    """Return the function from tuples to some of their entries, in another order."""
    if prod(shape) > DENSE_LIMIT:
        raise SparseNotSupportedError(
            f"{len(shape)} factors with {prod(shape)} letters together are put in another order",
            value=tuple(shape),
            hint="keep fewer of them, or keep them in their order",
        )
    sizes = [shape[i] for i in keep]
    places = np.arange(prod(shape)).reshape(shape)
    first = np.moveaxis(places, keep, range(len(keep))).reshape(prod(sizes), -1)
    table = np.empty(prod(shape), dtype=np.int64)
    table[first] = np.arange(prod(sizes))[:, None]
    return Deterministic(table, prod(sizes))


def _plain(operator: Operator) -> bool:
    return isinstance(operator, Dense) or operator.size <= SMALL


def _dense(matrix: Matrix) -> Dense:
    return Dense(settled(matrix))


def _links(operator: Operator) -> tuple[Operator, ...]:
    return operator.links if isinstance(operator, Chain) else (operator,)


def _pair(first: Operator, second: Operator) -> Operator:
    for one, other in ((first, second), (second, first)):
        if one.shape == (1, 1):
            return other
    if isinstance(first, Identity) and isinstance(second, Identity):
        return Identity(first.letters * second.letters)
    if isinstance(first, (Deterministic, Identity)) and isinstance(second, (Deterministic, Identity)):
        if first.shape[0] * second.shape[0] <= DENSE_LIMIT:
            images = [
                np.arange(part.letters) if isinstance(part, Identity) else part.table
                for part in (first, second)
            ]
            outputs = first.shape[1] * second.shape[1]
            return Deterministic(np.add.outer(images[0] * second.shape[1], images[1]).ravel(), outputs)
    elif all(a * b <= LETTERS for a, b in zip(first.shape, second.shape, strict=True)):
        return _dense(np.kron(first.dense(), second.dense()).astype(np.float64, copy=False))
    return Kronecker((*_factors(first), *_factors(second)))


def _factors(operator: Operator) -> tuple[Operator, ...]:
    if isinstance(operator, Kronecker):
        return operator.factors
    return (_dense(operator.matrix) if isinstance(operator, Dense) else operator,)


def _grouped(left: Sequence[int], right: Sequence[int]) -> list[tuple[range, range]]:
    """Split two factorisations of a number into the finest groups of consecutive factors that agree."""
    mine, other = (list(accumulate(sizes, mul, initial=1)) for sizes in (left, right))
    common = sorted({*mine} & {*other} - {1})[:-1]
    cuts = [(0, 0), *((mine.index(size), other.index(size)) for size in common), (len(left), len(right))]
    return [(range(i, k), range(j, m)) for (i, j), (k, m) in pairwise(cuts)]


def _csr(operator: Sparse | Deterministic) -> "csr_array":
    if isinstance(operator, Sparse):
        return operator.csr
    entries = len(operator.table)
    return Sparse(np.arange(entries + 1), operator.table, np.ones(entries), operator.outputs).csr
