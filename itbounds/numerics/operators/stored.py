"""Stochastic matrices in a file, read by blocks of rows whenever they act."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from itbounds._typing import Count, Matrix
from itbounds.errors import (
    DomainError,
    EmptyAlphabetError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.scalars import as_count

__all__ = ["Stored", "as_stored_operator"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Stored(Operator):
    """A stochastic matrix in a file of its bare entries, row by row; it must stay as it is.

    Parameters
    ----------
    path : str
        The file.
    inputs, outputs : int
        The numbers of rows and columns.
    dtype : str
        How an entry is stored, such as ``"<f8"`` or ``"<f4"``; it is read into float64.
    start : int
        Where the entries begin, in bytes.
    """

    path: str
    inputs: int
    outputs: int
    dtype: str = "<f8"
    start: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return self.inputs, self.outputs

    @property
    def nnz(self) -> int:
        """How many numbers are kept in memory: none."""
        return 0

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one, found block by block."""
        blocks = (self.rows(block) for block in self.blocks())
        return all(bool(((rows == 0.0) | (rows == 1.0)).all()) for rows in blocks)

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most; partial sums over blocks are added."""
        blocks = self.blocks()
        return len(blocks[0]) + len(blocks), self.outputs

    def split(self, count: Count) -> "list[Stored]":
        """Return the file as so many operators of consecutive rows, as even as can be; nothing is read.

        Raises
        ------
        DomainError
            If there are fewer rows.
        """
        parts = as_count(count, name="number of parts")
        if parts > self.inputs:
            raise DomainError(f"{self.inputs} rows cannot be split into {parts} parts", value=parts)
        row = self.outputs * np.dtype(self.dtype).itemsize
        cuts = [self.inputs * place // parts for place in range(parts + 1)]
        return [replace(self, inputs=j - i, start=self.start + i * row) for i, j in pairwise(cuts)]

    def _left(self, laws: Matrix) -> Matrix:
        total = np.zeros((len(laws), self.outputs))
        for block in self.blocks():
            total += laws[:, block] @ self._rows(block)
        return total

    def _right(self, values: Matrix) -> Matrix:
        return np.concatenate([values @ self._rows(block).T for block in self.blocks()], axis=1)

    def _rows(self, places: Indices) -> Matrix:
        kind = np.dtype(self.dtype)
        row = self.outputs * kind.itemsize
        if len(places) and (np.diff(places) == 1).all():
            offset = self.start + int(places[0]) * row
            flat = np.fromfile(self.path, kind, len(places) * self.outputs, offset=offset)
            return flat.reshape(-1, self.outputs).astype(np.float64, copy=False)
        file = np.memmap(self.path, kind, mode="r", offset=self.start, shape=self.shape)
        return np.asarray(file[places], dtype=np.float64)


def as_stored_operator(operator: Stored, name: str = "channel") -> Stored:
    """Return an operator whose file is found to hold a stochastic matrix, in one pass over it.

    Raises
    ------
    ShapeError
        If the file is shorter or longer than the shape says.
    EmptyAlphabetError, NonFiniteError, NegativeProbabilityError, NotNormalizedError
        If its rows are no laws: off one by more than 1e-9, or 1e-5 in single precision.
    """
    if 0 in operator.shape:
        raise EmptyAlphabetError(f"the {name} has shape {operator.shape}: no letter", value=operator.shape)
    kind = np.dtype(operator.dtype)
    found = np.memmap(operator.path, np.uint8, mode="r").size - operator.start
    if found != operator.size * kind.itemsize:
        raise ShapeError(
            f"{operator.path} has {found} bytes of entries; {operator.shape} of {kind} takes "
            f"{operator.size * kind.itemsize}",
            value=operator.shape,
            hint="give the shape and the dtype that it was written with",
        )
    tolerance = 1e-9 if kind.itemsize >= 8 else 1e-5
    for block in operator.blocks():
        rows = operator.rows(block)
        if not np.isfinite(rows).all():
            raise NonFiniteError(f"the {name} has an entry that is no number", where=int(block[0]))
        if (rows < 0.0).any():
            raise NegativeProbabilityError(f"the {name} has a negative entry", where=int(block[0]))
        sums = rows.sum(axis=1)
        worst = int(np.abs(sums - 1.0).argmax())
        if abs(sums[worst] - 1.0) > tolerance:
            value, where = float(sums[worst]), int(block[worst])
            raise NotNormalizedError(
                f"row {where} of the {name} sums to {value!r}, not to 1",
                where=where,
                value=value,
                hint="divide every row by its sum",
            )
    return operator
