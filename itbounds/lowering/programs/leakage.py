"""Programs that ask for a least mean cost under a limit on what letters tell of a secret."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import EntropyProgramForm

__all__ = ["Leakage", "leakage"]

_LEAST = 1e-300
_SAME = 1e-12


@dataclass(frozen=True, eq=False)
class Leakage:
    """The program: rows tell a secret, cells have costs, and little enough of the secret may be told.

    Parameters
    ----------
    totals : array of shape (m,)
        The mass of each row; positive.
    secrets : array of shape (m, n)
        The law of the secret in each row, zeros allowed.
    cost : array of shape (m, k)
        Of a unit of mass.
    weight, constant : float
        The room is ``weight * H(S|U) + constant``.
    """

    totals: Vector
    secrets: Matrix
    cost: Matrix
    weight: float
    constant: float

    def posteriors(self, point: Matrix) -> tuple[Matrix, Matrix]:
        """Return the masses of letters and secrets, and the laws of the secret given a letter."""
        masses: Matrix = np.maximum(point.T @ self.secrets, _LEAST)
        return masses, masses / masses.sum(axis=1, keepdims=True)

    def room(self, point: Matrix) -> tuple[float, Matrix]:
        """Return how much more may be told, and the gradient."""
        masses, posterior = self.posteriors(point)
        logs = -self.weight * np.log(np.maximum(posterior, _LEAST))
        return float(np.sum(masses * logs)) + self.constant, self.secrets @ logs.T

    def proved(self, price: float, reference: Matrix) -> tuple[float, Matrix]:
        """Return an unpadded lower bound by a price and a reference, and the prices of cells."""
        room, gradient = self.room(reference)
        prices = self.cost - price * gradient
        constant = price * (float(np.sum(gradient * reference)) - room)
        return constant + float(self.totals @ prices.min(axis=1)), prices


def leakage(form: EntropyProgramForm) -> Leakage | None:
    """Return the program in tables, if that is what it is and nothing can be told only where it may be."""
    cells, rows = len(form.row), len(form.totals)
    letters = cells // rows
    if form.objective.terms or len(form.limits) != 1 or form.equalities.height or form.inequalities.height:
        return None
    (limit,) = form.limits
    if len(limit.terms) != 1 or np.any(limit.linear) or letters < 2 or not np.any(form.objective.linear):
        return None
    if cells != rows * letters or (form.row != np.repeat(np.arange(rows), letters)).any():
        return None
    (term,) = limit.terms
    n = term.joint.height // letters
    if term.joint.height != n * letters or (term.given != np.tile(np.arange(letters), n)).any():
        return None
    place, state = term.joint.columns, term.joint.rows
    if (place % letters != state % letters).any():
        return None
    tables = np.zeros((rows, n, letters))
    np.add.at(tables, (place // letters, state // letters, place % letters), term.joint.values)
    secrets: Matrix = np.ascontiguousarray(tables[:, :, 0])
    if (np.abs(tables - secrets[:, :, None]) > _SAME).any():
        return None
    cost = -form.objective.linear.reshape(rows, letters)
    found = Leakage(form.totals, secrets, cost, term.weight, limit.constant)
    flat = np.repeat(form.totals[:, None] / letters, letters, axis=1)
    return found if found.room(flat)[0] > _SAME * term.weight else None
