"""The proof of a least coupling entropy: cells from above, majorisation or a search from below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.coupling.forest import Cell, forest_masses
from itbounds.numerics.coupling.greedy import greedy_coupling
from itbounds.numerics.coupling.majorization import greatest_lower_bound
from itbounds.numerics.coupling.search import ACCURACY, ball_surprises, float_surprises, least_coupling
from itbounds.numerics.coupling.weights import with_one_sum
from itbounds.numerics.law_entropy import rounded_weights
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.encoder_certificate import law_ends
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["CouplingCertificate", "least_joint_entropy"]

_GREEDY_GAP = nextafter(exp(-1.0), inf) + 2.0**-50


@dataclass(frozen=True, eq=False, kw_only=True)
class CouplingCertificate(Certificate):
    r"""The cells of a coupling without a cycle, and how far a search went.

    From above: on a support without cycles there is at most one coupling, and it is computed from the given
    doubles in integers, so that its marginals are exact. From below, the greatest of

    - :math:`H(p \wedge q)`, the entropy of the greatest law that both marginals majorise;
    - the entropy of the greedy coupling less :math:`1 / e` nat (Compton et al., 2023);
    - what a best-first search over the vertices shows that expands `states` states.

    Parameters
    ----------
    first, second : arrays of shape (m,) and (n,)
        The marginals, understood as normalised exactly.
    cells : tuple of (int, int)
        The support of the coupling.
    states : int
        The states that the search expands; it is done again to verify the lower end.
    """

    kind: ClassVar[str] = "coupling"
    first: Vector
    second: Vector
    cells: tuple[Cell, ...]
    states: int = 0

    @classmethod
    def of(cls, first: Vector, second: Vector, cells: Sequence[Cell], states: int) -> "CouplingCertificate":
        """Make the certificate of a support: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=inf, first=first, second=second, cells=tuple(cells), states=states)
        lower, upper = draft._ends("float", HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The coupling, as one row of rounded masses."""
        table = np.zeros((len(self.first), len(self.second)))
        masses, total = self._masses()
        for cell, mass in zip(self.cells, rounded_weights(masses, total).tolist(), strict=True):
            table[cell] = mass
        return table.reshape(1, -1)

    def _masses(self) -> tuple[list[int], int]:
        marginals = with_one_sum(self.first, self.second)
        masses = forest_masses(*marginals, self.cells)
        if masses is None:
            raise CertificateError("the cells have a cycle, or carry no coupling of the two laws")
        return masses, sum(marginals[0])

    def _check(self) -> None:
        if self.first.ndim != 1 or self.second.ndim != 1:
            raise CertificateError("the marginals are no vectors")
        require_weights("first law", self.first)
        require_weights("second law", self.second)
        shape = (len(self.first), len(self.second))
        outside = any(not (0 <= i < shape[0] and 0 <= j < shape[1]) for i, j in self.cells)
        if outside or len(set(self.cells)) < len(self.cells):
            raise CertificateError("a cell is outside of the table, or comes twice")
        self._masses()

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        marginals = with_one_sum(self.first, self.second)
        upper = law_ends(self._masses()[0], level, headroom)[1]
        return min(upper, least_joint_entropy(*marginals, self.states, level, headroom)), upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "first": array_to_json(self.first),
            "second": array_to_json(self.second),
            "cells": [list(cell) for cell in self.cells],
            "states": self.states,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "CouplingCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            first=array_from_json(data["first"], ndim=1),
            second=array_from_json(data["second"], ndim=1),
            cells=tuple((int(i), int(j)) for i, j in data["cells"]),
            states=int(data["states"]),
        )


def least_joint_entropy(
    first: Sequence[int], second: Sequence[int], states: int, level: Level, headroom: float
) -> float:
    """Return a certain lower end of the least entropy of a coupling, in nats.

    Parameters
    ----------
    first, second : sequences of int
        The weights of the two laws, with one sum.
    states : int
        The states that a search expands; 0 for none.
    level : {"float", "ball"}
        The arithmetic.
    headroom : float
        Factor on the rounding errors.
    """
    greedy = list(greedy_coupling(first, second).values())
    bounds = [
        law_ends(greatest_lower_bound(first, second), level, headroom)[0],
        law_ends(greedy, level, headroom)[0] - _GREEDY_GAP,
    ]
    if states:
        surprises = ball_surprises if level == "ball" else float_surprises
        found = least_coupling(first, second, limit=states, surprises=surprises).lower
        bounds.append(found - (headroom - 1.0) * ACCURACY * (1.0 + found))
    return max(0.0, *bounds)
