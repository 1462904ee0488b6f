"""The spectrum of an embedding, found in one pass over its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, NonFiniteError, ShapeError
from itbounds.numerics.coercion import frozen
from itbounds.numerics.validation import as_matrix

__all__ = ["Embedding", "Spectrum", "as_spectrum", "unit_rows"]

BLOCK = 4096
"""Rows that are read at a time."""


@dataclass(frozen=True, eq=False)
class Spectrum:
    r"""The singular values of n points in d dimensions, one point a row of Z.

    They are those of the triangular factor of Z, which is built block by block: memory is that of one
    block and of d x d numbers, and small singular values keep their digits, which those of
    :math:`Z^\top Z` lose.

    Parameters
    ----------
    singular_values : array of shape (min(n, d),)
        In descending order.
    points, dimensions : int
        n and d.
    centred : bool
        Whether the mean of the points was taken off.
    normalized : bool
        Whether every point was then scaled to length one.

    Examples
    --------
    >>> import itbounds as ib
    >>> spectrum = ib.geometry.Spectrum.of([[3.0, 0.0], [0.0, 4.0]])
    >>> spectrum.singular_values, spectrum.rank
    (array([4., 3.]), 2)
    """

    singular_values: Vector
    points: int
    dimensions: int
    centred: bool
    normalized: bool

    @classmethod
    def of(cls, z: "Embedding", *, centre: bool = False, normalize: bool = False) -> "Spectrum":
        """Read the points once.

        Parameters
        ----------
        z : array-like of shape (n, d), or iterable of such blocks
            A memory map is read in blocks.
        centre : bool
            Take off the mean of the points.
        normalize : bool
            Scale every point to length one, after centring.

        Raises
        ------
        ShapeError
            If there are not two axes, or the blocks differ in their number of columns.
        NonFiniteError
            If an entry is NaN or infinite.
        DomainError
            If there are no points; if a point of length zero is to be scaled; or if an iterable, which is
            read once, is to be centred and scaled.
        """
        whole = not _is_stream(z)
        if centre and normalize:
            if not whole:
                raise DomainError(
                    "to centre and then scale the points takes two passes over them, and an iterable has one",
                    hint="give a memory map, or blocks that are centred",
                )
            factor, points = _factor(_shifted(z, _mean(z)), centre=False, normalize=True)
        else:
            factor, points = _factor(_blocks(z), centre=centre, normalize=normalize)
        values = np.linalg.svd(factor, compute_uv=False) if factor.size else np.zeros(0)
        full = np.zeros(min(points, factor.shape[1]))
        full[: min(len(values), len(full))] = values[: len(full)]
        return cls(frozen(full), points, factor.shape[1], centre, normalize)

    @property
    def eigenvalues(self) -> Vector:
        """Those of the second moments, or of the covariance of centred points: the squares over n."""
        return self.singular_values**2 / self.points

    @property
    def rank(self) -> int:
        """How many singular values stand out from rounding."""
        values = self.singular_values
        floor = max(self.points, self.dimensions) * np.finfo(float).eps * (values[0] if len(values) else 0.0)
        return int(np.count_nonzero(values > floor))

    def __repr__(self) -> str:
        how = [word for word, said in (("centred", self.centred), ("normalized", self.normalized)) if said]
        return f"Spectrum({', '.join([f'{self.points} points', f'{self.dimensions} dimensions', *how])})"


Embedding: TypeAlias = ArrayLike | Iterable[ArrayLike] | Spectrum


def as_spectrum(z: "Embedding", *, centre: bool, normalize: bool) -> Spectrum:
    """Return the spectrum of points, or the given one if it was made in the way that is asked for.

    Raises
    ------
    DomainError
        If a given spectrum was made in another way.
    """
    if not isinstance(z, Spectrum):
        return Spectrum.of(z, centre=centre, normalize=normalize)
    if (z.centred, z.normalized) != (centre, normalize):
        raise DomainError(
            f"{z!r} was given where centre={centre}, normalize={normalize} is asked for",
            hint="make it with Spectrum.of and the same centre= and normalize=, or pass these on",
        )
    return z


def unit_rows(z: Matrix) -> Matrix:
    """Scale every row to length one.

    Raises
    ------
    DomainError
        If a row is zero.
    """
    # Scaled first, so that no square overflows or underflows.
    largest = np.max(np.abs(z), axis=1, initial=0.0)
    if not np.all(largest > 0.0):
        row = int(np.argmin(largest))
        raise DomainError(
            f"point {row} is zero and cannot be scaled to length one",
            value=row,
            hint="leave such points out, or pass normalize=False",
        )
    scaled = z / largest[:, None]
    return np.asarray(scaled / np.linalg.norm(scaled, axis=1, keepdims=True))


def _is_stream(z: Any) -> bool:
    return isinstance(z, Iterator) or (
        isinstance(z, Iterable)
        and not hasattr(z, "__array__")
        and not isinstance(z, (list, tuple))
        and not hasattr(z, "toarray")
    )


def _blocks(z: Any) -> Iterator[Matrix]:
    if _is_stream(z):
        for block in z:
            # A block may itself be large.
            yield from _blocks(np.atleast_2d(np.asarray(block)))
        return
    if not isinstance(z, np.ndarray) or z.dtype.kind not in "fiu":
        z = as_matrix(z, name="embedding")
    if z.ndim != 2:
        raise ShapeError(
            f"the embedding has shape {z.shape}; (n, d) is expected, a point a row", value=z.shape
        )
    for start in range(0, len(z), BLOCK):
        block = np.asarray(z[start : start + BLOCK], dtype=np.float64)
        if not np.all(np.isfinite(block)):
            row, column = np.argwhere(~np.isfinite(block))[0] + (start, 0)
            raise NonFiniteError(
                f"entry ({row}, {column}) of the embedding is {block[row - start, column]}",
                where=(int(row), int(column)),
                hint="mend or leave out such points",
            )
        yield block


def _mean(z: Any) -> Vector:
    total: Array | float = 0.0
    points = 0
    for block in _blocks(z):
        total = total + block.sum(axis=0)
        points += len(block)
    return np.asarray(total / max(points, 1), dtype=np.float64)


def _shifted(z: Any, mean: Vector) -> Iterator[Matrix]:
    for block in _blocks(z):
        yield block - mean


def _factor(blocks: Iterator[Matrix], *, centre: bool, normalize: bool) -> tuple[Matrix, int]:
    factor: Matrix | None = None
    points = 0
    for raw in blocks:
        block = unit_rows(raw) if normalize else raw
        points += len(block)
        if centre:
            # Beside a column of ones, the factor of the rest is that of the centred points.
            block = np.hstack((np.ones((len(block), 1)), block))
        if factor is not None and factor.shape[1] != block.shape[1]:
            raise ShapeError(
                f"a block has {block.shape[1] - centre} columns after one with {factor.shape[1] - centre}",
                value=block.shape,
            )
        stacked = block if factor is None else np.vstack((factor, block))
        factor = np.asarray(np.linalg.qr(stacked, mode="r"))
    if factor is None or not points or not factor.shape[1]:
        raise DomainError("the embedding has no points", hint="give an array of shape (n, d)")
    return (factor[1:, 1:], points) if centre else (factor, points)
