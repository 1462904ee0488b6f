"""Regions of two rates between what is attained and what is proved impossible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from itbounds._typing import JSON, ArrayLike, Matrix, Vector
from itbounds.errors import AmbiguousTruthError, DomainError
from itbounds.forms import Status
from itbounds.kernels import Distribution, Space
from itbounds.numerics.polygons import clipped_corners, combined_bound, comprehensive_hull
from itbounds.numerics.scalars import as_tolerance
from itbounds.numerics.validation import as_vector
from itbounds.results import Provenance, Result
from itbounds.results.describe import Description, exactly
from itbounds.results.proved import proved
from itbounds.results.rate_certificate import RateCertificate
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RateRegion", "sandwiched"]

_DIRECTIONS = 48


@dataclass(frozen=True, eq=False)
class RateRegion:
    """A convex region of two rates, enclosed.

    Parameters
    ----------
    name : str
        What region it is.
    certificates : tuple of RateCertificate
        The proofs of weighted sums, from the weights (1, 0) to (0, 1). Each attains points and proves a
        bound; both hold, whatever the gap between them.
    ask : callable
        Answers for new weights and a tolerance in nats.
    space : Space
        What the witnesses are laws on.
    closing : bool
        Whether the bounds meet the points in principle. If not, the points are only attained.
    provenance : Provenance
    unit : Unit

    Examples
    --------
    >>> import numpy as np
    >>> import itbounds as ib
    >>> adder = np.eye(3)[np.add.outer([0, 1], [0, 1])]
    >>> region = ib.mac_region(adder)
    >>> region.vertices.round(3)
    array([[0. , 0. ],
           [1. , 0. ],
           [1. , 0.5],
           [0.5, 1. ],
           [0. , 1. ]])
    >>> result = region.support([1, 1])
    >>> print(f"{result.quantity}: {result.lower:.6f} to {result.upper:.5f} {result.unit}")
    max R1 + R2: 1.500000 to 1.50000 bit
    """

    name: str
    certificates: tuple[RateCertificate, ...]
    ask: Callable[[Vector, float], RateCertificate]
    space: Space
    closing: bool
    provenance: Provenance
    unit: Unit = BITS

    @property
    def vertices(self) -> Matrix:
        """The corners of what is attained, counterclockwise from the origin, in `unit`."""
        corners = comprehensive_hull(np.vstack([proof.corners for proof in self.certificates]))
        result: Matrix = np.array([[self.unit.floor(rate) for rate in row] for row in corners.tolist()])
        return result

    @property
    def outer_vertices(self) -> Matrix:
        """The corners of what the proved bounds leave, counterclockwise from the origin, in `unit`.

        They are intersections of lines, computed to a relative rounding of about 1e-12; the lines themselves
        are in `certificates`.
        """
        corners = clipped_corners(*_lines(self.certificates))
        result: Matrix = np.array([[self.unit.ceil(rate) for rate in row] for row in corners.tolist()])
        return result

    @property
    def gap(self) -> float:
        """The largest difference between bound and attained sum over the weights asked, in `unit`."""
        gaps = (_scaled_gap(proof) for proof in self.certificates)
        return self.unit.ceil(max(gaps))

    def support(self, weights: ArrayLike, *, tol: float = 1e-6) -> Result[Distribution]:
        r"""Return the largest weighted sum of the rates as an interval that contains it.

        Parameters
        ----------
        weights : array-like of shape (2,)
            Nonnegative, not both zero.
        tol : float
            The width of the interval that is aimed for, in the unit of the region.

        Returns
        -------
        Result
            ``witness`` attains the lower end; the status is ATTAINED where no proof can close the gap.

        Raises
        ------
        DomainError
            If a weight is negative, or both are zero.
        """
        start = perf_counter()
        given = as_weights(weights)
        aim = self.unit.to_nats(as_tolerance(tol))
        proof = self.ask(given, aim)
        attained = proof.attained
        terms = [(w, k) for k, w in enumerate(given.tolist(), start=1) if w]
        name, latex = (
            " + ".join(("" if w == 1.0 else exactly(w) + " ") + form.format(k) for w, k in terms)
            for form in ("R{}", "R_{}")
        )
        return proved(
            proof,
            f"max {name}",
            rf"\max {latex}",
            provenance=Provenance.here(
                self.provenance.solver, 1, perf_counter() - start, aim, self.provenance.notes
            ),
            unit=self.unit,
            witness=None if attained is None else self._witness(attained[0]),
            unclosed=Status.GAP_OPEN if self.closing else Status.ATTAINED,
        )

    def _witness(self, law: Vector) -> Distribution:
        # Auxiliary letters are as many as the solution needs; they come first.
        missing = len(law) // self.space.size
        space = self.space if missing == 1 else Space.of(missing, "U") @ self.space
        return Distribution(space, law)

    def to(self, unit: Unit | str) -> "RateRegion":
        """Return the same region read in another unit."""
        return replace(self, unit=as_unit(unit))

    def verify(self, level: str = "float") -> float:
        """Prove all points and bounds again, and return the largest gap, in `unit`.

        Raises
        ------
        CertificateError
            If a certificate does not prove its claim.
        """
        for proof in self.certificates:
            proof.verify("ball" if level == "ball" else "float")
        return self.gap

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw what is attained, shaded, and the proved bound around it, a thin line where they differ."""
        from itbounds.plots import rate_region as draw

        return draw(self, ax=ax)

    def to_dict(self) -> JSON:
        """Return the region as JSON data; the certificates in it verify again."""
        return {
            "kind": "rate_region",
            "name": self.name,
            "unit": self.unit.name,
            "closing": self.closing,
            "vertices": self.vertices.tolist(),
            "outer_vertices": self.outer_vertices.tolist(),
            "certificates": [proof.to_dict() for proof in self.certificates],
            "provenance": self.provenance.to_dict(),
        }

    def _describe(self) -> Description:
        inner = ", ".join(f"({x:.6g}, {y:.6g})" for x, y in self.vertices.tolist())
        outer = ", ".join(f"({x:.6g}, {y:.6g})" for x, y in self.outer_vertices.tolist())
        rows = [
            ("attained", inner),
            ("bound", outer),
            ("gap", f"{self.gap:.2g} {self.unit}"),
            ("proof", "closes" if self.closing else "points are attained; that they are best is not proved"),
            *(("note", note) for note in self.provenance.notes),
        ]
        return Description(f"{self.name} ({len(self.certificates)} directions)", r"(R_1, R_2)", tuple(rows))

    def __str__(self) -> str:
        return self._describe().title

    def __repr__(self) -> str:
        return self._describe().text()

    def _repr_html_(self) -> str:
        return self._describe().html()

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a region is not a truth value", hint="compare a support or a vertex")


def as_weights(weights: ArrayLike) -> Vector:
    """Return two nonnegative weights, not both zero, of moderate size.

    Raises
    ------
    DomainError
        If they are not.
    """
    given = as_vector(weights, name="weights of the rates", size=2)
    if not ((given == 0.0) | ((given > 1e-100) & (given < 1e100))).all() or not given.any():
        raise DomainError(
            "the weights of the rates must be nonnegative, and not both zero", value=given.tolist()
        )
    return given


def sandwiched(ask: Callable[[Vector, float], RateCertificate], tol: float) -> tuple[RateCertificate, ...]:
    """Return proofs for enough weights that points and bounds differ by a tolerance, in nats, or no less.

    The weights asked next are those of an edge of the polygon attained where the bounds so far leave most
    room.
    """
    asked = [np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([1.0, 1.0])]
    proofs = [ask(weights, 0.5 * tol) for weights in asked]
    while len(asked) < _DIRECTIONS:
        corners = comprehensive_hull(np.vstack([proof.corners for proof in proofs]))[1:]
        # Lines at the lower ends: where a bound does not meet its point, more weights are of no help.
        lines = np.array([proof.weights for proof in proofs]), np.array([proof.lower for proof in proofs])
        best, room = None, tol
        for one, two in pairwise(corners):
            normal = np.array([two[1] - one[1], one[0] - two[0]])
            if normal.min() < 0.0 or normal.max() <= 0.0:
                continue
            normal = normal / normal.max()
            near = min(float(np.abs(normal - old / old.max()).max()) for old in asked)
            left = combined_bound(*lines, normal) - float(normal @ one)
            if near > 1e-6 and left > room:
                best, room = normal, left
        if best is None:
            break
        # Numbers of few digits are as good, and read better.
        best = np.where(best < 1e-9, 0.0, np.round(best * 2.0**20) / 2.0**20)
        asked.append(best)
        proofs.append(ask(best, 0.5 * tol))
    return tuple(sorted(proofs, key=lambda proof: float(np.arctan2(proof.weights[1], proof.weights[0]))))


def _lines(proofs: Sequence[RateCertificate]) -> tuple[Matrix, Vector]:
    return np.array([proof.weights for proof in proofs]), np.array([proof.upper for proof in proofs])


def _scaled_gap(proof: RateCertificate) -> float:
    return (proof.upper - proof.lower) / float(proof.weights.max())
