"""Information programs of one pattern as arrays with a leading axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.forms.entropy_program import ConcaveFunction, EntropyProgramForm, LinearMap
from itbounds.forms.linear import Integers

__all__ = ["Stack", "StackedFunctions", "back", "pattern", "times"]

_TINY = 1e-300
_LARGEST = 96


def pattern(form: EntropyProgramForm) -> tuple[Any, ...] | None:
    """Return what two forms must have in common to be solved together; ``None`` for one that goes alone.

    Forms with equations besides their rows, linear ones, and large ones go alone.
    """
    if form.equalities.height or form.is_linear or len(form.row) > _LARGEST:
        return None
    parts = [_shape(part) for part in (form.objective, *form.limits)]
    return form.row.tobytes(), len(form.totals), form.inequalities.height, tuple(parts)


def _shape(function: ConcaveFunction) -> tuple[Any, ...]:
    return tuple(
        (t.weight, t.joint.height, t.given.tobytes(), t.joint.rows.tobytes(), t.joint.columns.tobytes())
        for t in function.terms
    )


@dataclass(frozen=True, eq=False)
class _Term:
    """A conditional entropy of every program: the laws of states, (k, states, cells), and of conditions."""

    weight: float
    joint: Array
    behind: Array
    given: Integers


@dataclass(frozen=True, eq=False)
class StackedFunctions:
    """One concave function of every program."""

    terms: tuple[_Term, ...]
    linear: Matrix
    constant: Vector

    @classmethod
    def of(cls, functions: Sequence[ConcaveFunction]) -> "StackedFunctions":
        """Stack functions of one shape."""
        terms = []
        for parts in zip(*(function.terms for function in functions), strict=True):
            joint = np.array([_dense(part.joint) for part in parts])
            given = parts[0].given
            gather = (given == np.arange(int(given.max(initial=0)) + 1)[:, None]).astype(np.float64)
            terms.append(_Term(parts[0].weight, joint, gather @ joint, given))
        linear = np.array([function.linear for function in functions])
        return cls(tuple(terms), linear, np.array([function.constant for function in functions]))

    def at(self, point: Matrix) -> tuple[Vector, Matrix]:
        """Return values and gradients."""
        value, gradient = self.constant + (self.linear * point).sum(axis=1), self.linear.copy()
        for term in self.terms:
            law, behind = times(term.joint, point), times(term.behind, point)
            logs = np.log(np.maximum(law, _TINY) / np.maximum(behind, _TINY)[:, term.given])
            value = value - term.weight * (law * logs).sum(axis=1)
            gradient = gradient - term.weight * back(term.joint, logs)
        return value, gradient

    def add_hessian(self, point: Matrix, factor: Vector, total: Array) -> None:
        """Add a multiple of minus the Hessians."""
        for term in self.terms:
            for matrix, sign in ((term.joint, 1.0), (term.behind, -1.0)):
                weights = (sign * term.weight * factor)[:, None] / np.maximum(times(matrix, point), _TINY)
                total += matrix.transpose(0, 2, 1) @ (matrix * weights[:, :, None])


@dataclass(frozen=True, eq=False)
class Stack:
    """The programs that are still going, as arrays with a leading axis.

    Parameters
    ----------
    row : array of shape (cells,)
    rows : array of shape (rows, cells)
        Which cells belong to each row.
    totals, inequalities, ceiling : arrays
    functions : tuple
        The objective, and the limits.
    """

    row: Integers
    rows: Matrix
    totals: Matrix
    inequalities: Array
    ceiling: Matrix
    functions: tuple[StackedFunctions, ...]

    @classmethod
    def of(cls, forms: Sequence[EntropyProgramForm]) -> "Stack":
        """Stack forms of one pattern."""
        first = forms[0]
        rows = (first.row == np.arange(len(first.totals))[:, None]).astype(np.float64)
        whole = zip(*((form.objective, *form.limits) for form in forms), strict=True)
        return cls(
            first.row,
            rows,
            np.array([form.totals for form in forms]),
            np.array([_dense(form.inequalities) for form in forms]),
            np.array([form.ceiling for form in forms]),
            tuple(StackedFunctions.of(parts) for parts in whole),
        )

    def only(self, which: Mask) -> "Stack":
        """Return some of the programs."""
        parts = tuple(
            StackedFunctions(
                tuple(_Term(t.weight, t.joint[which], t.behind[which], t.given) for t in part.terms),
                part.linear[which],
                part.constant[which],
            )
            for part in self.functions
        )
        rest = self.totals[which], self.inequalities[which], self.ceiling[which]
        return Stack(self.row, self.rows, *rest, parts)

    def evaluated(self, point: Matrix) -> tuple[Vector, Matrix, Matrix, Array]:
        """Return value and gradient of the objectives, the room within all constraints, and its slopes."""
        value, gradient = self.functions[0].at(point)
        room, slopes = self.ceiling - times(self.inequalities, point), -self.inequalities
        for limit in self.functions[1:]:
            more, slope = limit.at(point)
            room = np.concatenate((room, more[:, None]), axis=1)
            slopes = np.concatenate((slopes, slope[:, None, :]), axis=1)
        return value, gradient, room, slopes

    def normalised(self, point: Matrix) -> Matrix:
        """Scale the rows to their totals."""
        scaled: Matrix = point * (self.totals / (point @ self.rows.T))[:, self.row]
        return scaled


def times(matrix: Array, point: Matrix) -> Matrix:
    """Return the products of matrices and vectors."""
    return np.asarray((matrix @ point[:, :, None])[:, :, 0], dtype=np.float64)


def back(matrix: Array, point: Matrix) -> Matrix:
    """Return the products of transposed matrices and vectors."""
    return np.asarray((point[:, None, :] @ matrix)[:, 0, :], dtype=np.float64)


def _dense(matrix: LinearMap) -> Matrix:
    return matrix.dense()
