"""Stochastic matrices whose rows live in other processes: blocks that act where they are."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise, repeat
from operator import attrgetter, methodcaller
from typing import Any
from uuid import uuid4

import numpy as np

from itbounds._typing import Array, Matrix, Number, Vector
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.operators.workers import Action, Block, Loader, Workers
from itbounds.numerics.rounding import RowSums
from itbounds.numerics.scalars import as_real

__all__ = ["RowBlocks", "row_blocks"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class RowBlocks(Operator):
    r"""A stochastic matrix whose rows are parted into blocks that live elsewhere.

    .. math:: pW = \sum_i p_i W_i, \qquad W f = (W_1 f, \dots, W_k f)

    Only laws and functions are exchanged with the workers. Blocks are added up in their order, whoever
    answers first.

    Parameters
    ----------
    parts : tuple of Block
        How to get hold of the blocks.
    sizes : tuple of int
        The number of rows of each.
    outputs : int
        The number of columns.
    workers : Workers
        Who has them act.
    """

    parts: tuple[Block, ...]
    sizes: tuple[int, ...]
    outputs: int
    workers: Workers = field(default_factory=Workers)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return sum(self.sizes), self.outputs

    @property
    def nnz(self) -> int:
        """How many numbers are kept in this process: none."""
        return 0

    @property
    def is_distributed(self) -> bool:
        """Whether its rows live elsewhere: they do."""
        return True

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return all(self._each(attrgetter("is_deterministic")))

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0."""
        return all(self._each(attrgetter("is_nonnegative")))

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most: those in its block, and the sum over blocks."""
        depths = list(self._each(attrgetter("depth")))
        return max(left for left, _ in depths) + len(depths), max(right for _, right in depths)

    def on(
        self, executor: Executor | Iterable[Executor] | None, *, patience: Number | None = None
    ) -> "RowBlocks":
        """Return the same channel with its blocks at other workers; see `row_blocks`."""
        return replace(self, workers=Workers.of(executor, _seconds(patience)))

    def release(self) -> None:
        """Let the workers forget the blocks that they keep; a block is loaded again when it next acts."""
        self.workers.release()

    def row_sums(self) -> RowSums:
        """Return the sums of the entries W of each row, of W ln W and of the size of W ln W."""
        parts = list(self._each(methodcaller("row_sums")))
        return RowSums(
            np.concatenate([part.total for part in parts]),
            np.concatenate([part.entropy for part in parts]),
            np.concatenate([part.size for part in parts]),
        )

    def certain_left(self, laws: Array) -> Array:
        """Act on laws by sums of nonnegative terms."""
        shape = (*laws.shape[:-1], self.outputs)
        return self._sum("certain_left", self._stack(laws, 0)).reshape(shape)

    def certain_right(self, values: Array) -> Array:
        """Act on functions by sums over rows."""
        shape = (*values.shape[:-1], self.shape[0])
        return self._beside("certain_right", self._stack(values, 1)).reshape(shape)

    def squared_right(self, values: Vector) -> Vector:
        """Return the sums over each row of the squared entries times a function of the outputs."""
        return self._beside("squared_right", values)

    def _left(self, laws: Matrix) -> Matrix:
        return self._sum("left", laws)

    def _right(self, values: Matrix) -> Matrix:
        return self._beside("right", values)

    def _rows(self, places: Indices) -> Matrix:
        rows = np.empty((len(places), self.outputs))
        blocks, wanted, actions = [], [], []
        for part, (start, end) in zip(self.parts, self._spans(), strict=True):
            which = np.flatnonzero((places >= start) & (places < end))
            if len(which):
                blocks.append(part)
                wanted.append(which)
                actions.append(methodcaller("rows", places[which] - start))
        for which, found in zip(wanted, self.workers.each(blocks, actions), strict=True):
            rows[which] = found
        return rows

    def _sum(self, action: str, laws: Matrix) -> Matrix:
        actions = (methodcaller(action, np.ascontiguousarray(laws[:, i:j])) for i, j in self._spans())
        total = np.zeros((len(laws), self.outputs))
        for answer in self.workers.each(self.parts, actions):
            total += answer
        return total

    def _beside(self, action: str, values: Array) -> Array:
        return np.concatenate(list(self._each(methodcaller(action, values))), axis=-1)

    def _each(self, action: Action) -> Iterable[Any]:
        return self.workers.each(self.parts, repeat(action, len(self.parts)))

    def _spans(self) -> Iterable[tuple[int, int]]:
        return pairwise(accumulate(self.sizes, initial=0))

    def __reduce__(self) -> tuple[Any, ...]:
        # Executors belong to the process that made them.
        return type(self), (self.parts, self.sizes, self.outputs)

    def __repr__(self) -> str:
        rows, columns = self.shape
        places = len(self.workers.executors)
        where = f" on {places} executor{'s' * (places > 1)}" if places else ""
        count = len(self.sizes)
        return f"<{rows} x {columns} {type(self).__name__}, {count} block{'s' * (count > 1)}{where}>"


def row_blocks(
    blocks: Iterable[Loader | Operator],
    *,
    executor: Executor | Iterable[Executor] | None = None,
    patience: Number | None = None,
) -> RowBlocks:
    r"""Return the stochastic matrix whose blocks of rows are loaded, and act, in other processes.

    The channel is never in one process: here are only laws and functions, of the size of the alphabets. Sums
    over blocks are taken in the order of the blocks, so that who computes them, and when, changes no bit, if
    all are like processors with as many threads of one linear algebra library.

    Parameters
    ----------
    blocks : iterable
        Each a function of no arguments that returns the next rows, as an array, a sparse array or an
        operator, and is called where they are needed (for another process it must be picklable: a function
        of a module, or `functools.partial` of one); or an operator that travels as it is, such as a part of
        ``memmap(...).split(k)``. Rows sum to one.
    executor : Executor or sequence of Executor, optional
        With *one* executor any of its processes takes any block: nothing is kept, a block is loaded whenever
        it acts. Of *several*, each with one process, block i lives at the executor i modulo their number:
        it is loaded once and kept there, until another channel acts in that process or `release` is called.
        Without any, blocks act in this process, one after the other, and are not kept.
    patience : float, optional
        How many seconds an answer is waited for before the executor is taken for lost; forever if it is left
        out. The blocks of a lost executor are taken over by the next one.

    Raises
    ------
    DomainError
        If there is no block.
    DTypeError
        If a block is neither callable nor an operator, or the executor is none.
    ShapeError
        If the blocks have different numbers of columns.
    WorkerLostError
        If no executor answers; also later, whenever the channel acts.
    ItboundsError
        As `itbounds.numerics.validation.as_stochastic`, in the process that loads the rows.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import itbounds as ib
    >>> def upper(): return [[0.9, 0.1, 0.0]]
    >>> def lower(): return [[0.0, 0.1, 0.9]]
    >>> with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
    ...     channel = row_blocks([upper, lower], executor=[one, other])
    ...     print(channel, ib.capacity(channel))
    <2 x 3 RowBlocks, 2 blocks on 2 executors> C ∈ [0.899999999, 0.900000001] bit
    """
    name = uuid4().hex
    parts = tuple(Block(name, place, _source(block, place)) for place, block in enumerate(blocks))
    if not parts:
        raise DomainError("a channel of no blocks", hint="give at least one")
    workers = Workers.of(executor, _seconds(patience))
    shapes = list(workers.each(parts, repeat(attrgetter("shape"), len(parts))))
    outputs = shapes[0][1]
    for place, shape in enumerate(shapes):
        if shape[1] != outputs:
            raise ShapeError(
                f"block {place} of the channel has {shape[1]} columns, block 0 has {outputs}",
                where=place,
                value=shape,
                hint="a block has the columns of all outputs",
            )
    return RowBlocks(parts, tuple(shape[0] for shape in shapes), outputs, workers)


def _source(block: Loader | Operator, place: int) -> Loader | Operator:
    if isinstance(block, Operator) or callable(block):
        return block
    raise DTypeError(
        f"block {place} of the channel is a {type(block).__name__}",
        where=place,
        hint="give a function that returns its rows, such as functools.partial(numpy.load, path)",
    )


def _seconds(patience: Number | None) -> float | None:
    if patience is None:
        return None
    seconds = as_real(patience, name="patience")
    if seconds <= 0.0:
        raise DomainError(f"a patience of {seconds!r} s", value=seconds, hint="give seconds, or None")
    return seconds
