"""The lower hull of a tradeoff region, traced by an exact oracle from the inside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from time import perf_counter
from typing import Any

from itbounds.errors import DomainError, InfeasibleError, SolveError
from itbounds.forms import Status
from itbounds.lowering.lattice.statements import as_relations
from itbounds.numerics.exact_hull import dot, upper_facets
from itbounds.problems.entropic_minimum import Minimum, near
from itbounds.problems.outer_bound import OuterProgram
from itbounds.results.provenance import Provenance
from itbounds.results.region import Facet, Region, Vertex
from itbounds.symbolic.expression import Expression, Scalar, as_expression
from itbounds.symbolic.parsing import parse_expression
from itbounds.units import BITS, Unit, as_unit

__all__ = ["region"]

# Two values that the solver distinguishes no better than this are the same.
_CLOSE = 1e-6


def region(
    coordinates: str | Sequence[Scalar | str],
    given: Any = (),
    subject_to: Any = (),
    *,
    cone: str = "shannon",
    symmetry: Any = None,
    lemmas: Any = (),
    unit: Unit | str = BITS,
) -> Region:
    r"""Return what a cone of joint entropies leaves of a tradeoff between one to three quantities, exactly.

    The quantities are to be small, so that the region is closed upwards. Every facet has an exact proof, so
    that the points of all laws lie in the region; every vertex is attained by a point of the cone.

    The region is traced from the inside: of the hull of the vertices known so far, a facet is either
    confirmed by the minimum in its direction, or moved there, which gives a new vertex.

    Parameters
    ----------
    coordinates : str or sequence of Expression or str
        Rates or forms in joint entropies; in a string, names of rates separated by spaces or commas.
    given, subject_to : relations, strings, Bayesian networks, or sequences of them
        The constraints; the two are taken together.
    cone, symmetry, lemmas, unit
        As in `itbounds.minimize`; each coordinate must be invariant under the symmetry.

    Returns
    -------
    Region
        ``facets``, ``vertices``, ``relations``, ``plot()``, ``verify()``.

    Raises
    ------
    DomainError
        If there are more than three coordinates, one of them has no lower bound, or the symmetry is none.
    InfeasibleError
        If the constraints contradict one another.
    SolveError
        If the solver's points cannot be made rational.

    Examples
    --------
    Two dependent sources, encoded apart: Slepian and Wolf's region.

    >>> import itbounds as ib
    >>> sources = ["H(X) == 1", "H(Y) == 1", "H(X,Y) == 3/2", "H(A|X) == 0", "H(B|Y) == 0", "H(X,Y|A,B) == 0"]
    >>> print(ib.region("R S", sources, ["H(A) <= R", "H(B) <= S"]))
    2 R >= 1, 2 S >= 1, 2 R + 2 S >= 3
    """
    start = perf_counter()
    if isinstance(coordinates, str):
        coordinates = coordinates.replace(",", " ").split()
    axes = tuple(parse_expression(c) if isinstance(c, str) else as_expression(c) for c in coordinates)
    if not 1 <= len(axes) <= 3:
        raise DomainError(f"{len(axes)} coordinates; a region has one to three", value=coordinates)
    constraints = (*as_relations(given), *as_relations(subject_to))
    program = OuterProgram.of(axes, constraints, cone=cone, symmetry=symmetry, lemmas=lemmas)
    tracer = _Tracer(program, axes)
    confirmed = tracer.trace()
    facets = [tracer.facet(weights, bound, minimum) for weights, (bound, minimum) in confirmed.items()]
    facets.sort(key=lambda facet: (sum(map(bool, facet.weights)), [-weight for weight in facet.weights]))
    corners = sorted(tracer.corners(facets), key=lambda vertex: vertex.point)
    notes = (*program.notes, f"{tracer.solved} linear programs")
    return Region(
        axes,
        program.given,
        tuple(facets),
        tuple(corners),
        Provenance.here("highs", tracer.steps, perf_counter() - start, 0.0, notes),
        cone,
        program.lemmas,
        program.is_symmetrised,
        as_unit(unit),
    )


@dataclass
class _Tracer:
    """The vertices found so far, and what that took."""

    program: OuterProgram
    axes: tuple[Expression, ...]
    solved: int = 0
    steps: int = 0

    def __post_init__(self) -> None:
        self.vertices: dict[tuple[Fraction, ...], Vertex] = {}

    def trace(self) -> dict[tuple[int, ...], tuple[Fraction, Minimum]]:
        """Find all vertices; return the facets with their bounds and the minima that confirm them."""
        first = (1,) * len(self.axes)
        self._add(first, self._minimise(self._form(first)))
        confirmed: dict[tuple[int, ...], tuple[Fraction, Minimum]] = {}
        while True:
            facets = upper_facets(list(self.vertices))
            open_ = next((weights for weights in facets if weights not in confirmed), None)
            if open_ is None:
                return {weights: confirmed[weights] for weights in facets}
            found = self._minimise(self._form(open_))
            bound = facets[open_]
            if found.value < float(bound) - _CLOSE * max(1.0, abs(float(bound))):
                self._add(open_, found)
            else:
                confirmed[open_] = (bound, found)

    def facet(self, weights: tuple[int, ...], bound: Fraction, minimum: Minimum) -> Facet:
        """Prove a facet."""
        start = perf_counter()
        # As the literature writes it: integers throughout.
        weights, bound = tuple(w * bound.denominator for w in weights), bound * bound.denominator
        divisor = gcd(*weights, bound.numerator)
        weights, bound = tuple(w // divisor for w in weights), bound / divisor
        form = self._form(weights)
        certificate = minimum.by.prove(self.program.terms(form - bound), minimum)
        if certificate is None:
            raise SolveError(f"the proof of {form} >= {bound} could not be made rational")
        provenance = Provenance.here("highs", minimum.solution.steps, perf_counter() - start, 0.0)
        return Facet(weights, bound, self.program.proof(form, bound, certificate, provenance))

    def corners(self, facets: Sequence[Facet]) -> Iterator[Vertex]:
        """Yield those of the points found that are vertices: which alone meet all facets that they meet."""
        for point, vertex in self.vertices.items():
            tight = [facet.weights for facet in facets if dot(facet.weights, point) == facet.bound]
            others = (other for other in self.vertices if other != point)
            if not any(all(dot(w, other) == dot(w, point) for w in tight) for other in others):
                yield vertex

    def _form(self, weights: Sequence[int]) -> Expression:
        return sum((w * axis for w, axis in zip(weights, self.axes, strict=True)), Expression())

    def _minimise(
        self, form: Expression, fixed: Sequence[tuple[Expression, Fraction]] = (), *, vertex: bool = False
    ) -> Minimum:
        terms = self.program.terms
        held = [(terms(f), float(v)) for f, v in fixed]
        found = self.program.minimiser.minimise(terms(form), held, vertex=vertex)
        self.solved += 1
        self.steps += found.solution.steps
        if found.status is Status.OPTIMAL:
            return found
        if found.status is Status.FAILED:
            raise SolveError(f"the solver gave no minimum of {form}")
        if found.by.contradiction() is not None:
            raise InfeasibleError("the constraints contradict one another")
        raise DomainError(f"{form} has no lower bound", value=form, hint="say that rates are not negative")

    def _add(self, weights: tuple[int, ...], found: Minimum) -> None:
        """Add a vertex of the face where this direction has its minimum."""
        form = self._form(weights)
        for value in near(found.value):
            skew = _skew(weights)
            within = self._form(skew)
            corner = self._minimise(within, [(form, value)], vertex=True)
            terms = self.program.terms
            floats = [corner.by.evaluate(terms(axis), corner) for axis in self.axes]
            for point in zip(*(near(x) for x in floats), strict=False):
                if dot(weights, point) == value and point not in self.vertices:
                    witness = self.program.minimiser.witness(corner, dot(skew, point))
                    self.vertices[point] = Vertex(point, witness)
                    return
        raise SolveError(f"a vertex with {form} near {found.value} could not be made rational")


def _skew(weights: Sequence[int]) -> tuple[int, ...]:
    """Return a direction with one minimum on a face: an axis for an edge, a skew one for a polygon."""
    if len(weights) == 2:
        return (1, 0) if weights[1] else (0, 1)
    return (17, 23, 31)[: len(weights)]
