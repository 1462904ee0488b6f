r"""Certain upper ends of a concave plus a convex function of a law, by cells of the simplex.

.. math:: \varphi(v) = \ell \cdot v + \alpha H(v A) - \beta H(v B) + \ln \sum_j e^{-(v \Lambda)_j}

On a cell with corners :math:`v_i` the concave part is at most a tangent,
:math:`H(s) \le -\sum s \ln r` for any law r, which is linear; the convex part is at most its chord. So
:math:`\varphi` is at most the largest sum of tangent and convex part at a corner, and the excess falls with
the square of the size of the cell.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.ball_backends import Ball, Balls, ball_arithmetic
from itbounds.numerics.rounding import gamma

__all__ = ["Landscape", "ball_peak", "cells_of", "float_bounds", "halves"]

_BALL_BITS = 128


@dataclass(frozen=True, eq=False)
class Landscape:
    r"""The function :math:`\varphi` of laws on m letters.

    Parameters
    ----------
    linear : array of shape (m,)
        :math:`\ell`, doubles that are meant exactly.
    concave, convex : arrays of shape (m, k) and (m, n)
        A and B; rows are understood as normalised exactly.
    gain, loss : float
        :math:`\alpha, \beta \ge 0`.
    potentials : array of shape (m, j), optional
        :math:`\Lambda`; without it the last term is absent.
    """

    linear: Vector
    concave: Matrix
    convex: Matrix
    gain: float
    loss: float
    potentials: Matrix | None = None

    def values(self, laws: Matrix) -> Vector:
        """Return the function at laws, one a row, nearly."""
        total = laws @ self.linear + self.gain * _entropies(laws @ _rows(self.concave))
        return np.asarray(total + self._convex(laws)[0])

    def _convex(self, laws: Array) -> tuple[Array, Array]:
        """Return the convex part at laws and the size of its terms."""
        outputs = laws @ _rows(self.convex)
        terms = outputs * np.log(np.where(outputs > 0.0, outputs, 1.0))
        value, size = self.loss * terms.sum(axis=-1), self.loss * np.abs(terms).sum(axis=-1)
        if self.potentials is not None:
            exponents = -(laws @ self.potentials)
            highest = exponents.max(axis=-1, keepdims=True)
            value = value + highest[..., 0] + np.log(np.exp(exponents - highest).sum(axis=-1))
            size = size + (laws @ np.abs(self.potentials)).max(axis=-1) + np.log(exponents.shape[-1])
        return value, size


def _rows(matrix: Matrix) -> Matrix:
    rows: Matrix = matrix / matrix.sum(axis=1, keepdims=True)
    return rows


def _entropies(laws: Array) -> Array:
    return -np.asarray((laws * np.log(np.where(laws > 0.0, laws, 1.0))).sum(axis=-1))


def halves(cell: Matrix) -> tuple[Matrix, Matrix]:
    """Cut a cell, whose corners are the rows, through the middle of its longest edge.

    Examples
    --------
    >>> halves(np.eye(2))[0]
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    lengths = np.square(cell[:, None] - cell[None]).sum(axis=2)
    i, j = np.unravel_index(int(lengths.argmax()), lengths.shape)
    middle = 0.5 * (cell[i] + cell[j])
    one, other = cell.copy(), cell.copy()
    one[j], other[i] = middle, middle
    return one, other


def cells_of(size: int, splits: list[int]) -> Array:
    """Return the cells into which a simplex falls when cells are cut one after the other.

    The first half takes the place of the cell, the second one comes last. Together they cover the simplex.
    """
    cells = [np.eye(size)]
    for index in splits:
        cells[index], other = halves(cells[index])
        cells.append(other)
    return np.array(cells)


def float_bounds(landscape: Landscape, cells: Array, *, headroom: float = 1.0) -> Vector:
    """Return a certain upper end of the function on each cell, in float64.

    Every term is a sum of products with at most so many roundings as its depth says; the logarithm of a law
    that misses the sum one by rounding costs no more than that.
    """
    outputs = cells @ _rows(landscape.concave)
    guess = cells.mean(axis=1) @ _rows(landscape.concave)
    logs = np.log(np.where(guess > 0.0, guess, 1.0))[:, None]
    convex, size = landscape._convex(cells)
    value = cells @ landscape.linear - landscape.gain * (outputs * logs).sum(axis=2) + convex
    size = size + cells @ np.abs(landscape.linear) + landscape.gain * (outputs * np.abs(logs)).sum(axis=2)
    depth = 8 * (sum(landscape.concave.shape) + sum(landscape.convex.shape) + 16)
    if landscape.potentials is not None:
        depth += 8 * sum(landscape.potentials.shape)
    weight = 1.0 + landscape.gain + landscape.loss
    ends = value + headroom * gamma(depth) * (size + weight)
    return np.asarray(np.nextafter(ends.max(axis=1), inf))


def ball_peak(landscape: Landscape, cells: Array) -> float:
    """Return a certain upper end of the function on all cells, in ball arithmetic."""
    balls = ball_arithmetic(None)
    with balls.precision(_BALL_BITS):
        concave, convex = (_ball_rows(balls, matrix) for matrix in (landscape.concave, landscape.convex))
        linear = balls.exact(landscape.linear.tolist())
        gain, loss = balls.exact([landscape.gain, landscape.loss])
        seen = dict[bytes, tuple[Ball, list[Ball]]]()
        highest = -inf
        for cell in cells:
            guess = cell.mean(axis=0) @ _rows(landscape.concave)
            used = guess > 0.0
            logs = [balls.exact([0.0])[0]] * len(guess)
            weights = balls.exact(guess[used].tolist())
            (total,) = balls.logs([balls.total(weights)])
            for place, log in zip(np.flatnonzero(used).tolist(), balls.logs(weights), strict=True):
                logs[place] = log - total
            for corner in cell:
                key = corner.tobytes()
                if key not in seen:
                    law = balls.exact(corner.tolist())
                    rest = balls.dot(law, linear) + loss * _negative_entropy(balls, law, convex)
                    if landscape.potentials is not None:
                        rest += _log_sum(balls, law, landscape.potentials)
                    seen[key] = rest, _image(balls, law, concave)
                rest, image = seen[key]
                highest = max(highest, balls.ends(rest - gain * balls.dot(image, logs))[1])
    return highest if highest < inf else inf


def _ball_rows(balls: Balls, matrix: Matrix) -> list[list[Ball]]:
    rows = list[list[Ball]]()
    for row in matrix.tolist():
        weights = balls.exact(row)
        total = balls.total(weights)
        rows.append([weight / total for weight in weights])
    return rows


def _image(balls: Balls, law: list[Ball], rows: list[list[Ball]]) -> list[Ball]:
    return [balls.dot(law, list(column)) for column in zip(*rows, strict=True)]


def _negative_entropy(balls: Balls, law: list[Ball], rows: list[list[Ball]]) -> Ball:
    # A product or sum of exact zeros is exact, so that an entry is zero or has a positive lower end.
    positive = [entry for entry in _image(balls, law, rows) if balls.ends(entry)[0] > 0.0]
    return balls.dot(positive, balls.logs(positive))


def _log_sum(balls: Balls, law: list[Ball], potentials: Matrix) -> Ball:
    columns = [balls.exact(column.tolist()) for column in potentials.T]
    exponents = [-balls.dot(law, column) for column in columns]
    return balls.logs([balls.total(balls.exps(exponents))])[0]
