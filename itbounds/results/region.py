"""The lower hull of a tradeoff region: facets with proofs, vertices with points of the cone."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from itbounds._typing import JSON
from itbounds.errors import AmbiguousTruthError, CertificateError, ShapeError
from itbounds.forms.axioms import Scope
from itbounds.numerics.exact_hull import dot
from itbounds.results.describe import Description
from itbounds.results.outer_bound import added, cone_row, fraction_latex, has_value, require_feasible
from itbounds.results.polymatroid import Polymatroid
from itbounds.results.proof import Proof
from itbounds.results.provenance import Provenance
from itbounds.symbolic import Expression, Relation
from itbounds.symbolic.lemma import Lemma
from itbounds.symbolic.non_shannon import scope_of
from itbounds.symbolic.rationals import as_rational
from itbounds.units import BITS, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Facet", "Region", "Vertex"]


@dataclass(frozen=True)
class Facet:
    r"""An inequality :math:`\sum_i w_i x_i \ge v` that bounds a region, with its proof.

    Parameters
    ----------
    weights : tuple of int
        Nonnegative integers without a common divisor with the bound.
    bound : Fraction
        An integer.
    proof : Proof
    """

    weights: tuple[int, ...]
    bound: Fraction
    proof: Proof

    @property
    def relation(self) -> Relation:
        """The inequality."""
        return self.proof.claim

    def __str__(self) -> str:
        return str(self.relation)


@dataclass(frozen=True)
class Vertex:
    """A corner of a region.

    Parameters
    ----------
    point : tuple of Fraction
    witness : Polymatroid or None
        A point of the cone with these coordinates; not the joint entropies of a law in general.
    """

    point: tuple[Fraction, ...]
    witness: Polymatroid | None

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.point))})"


@dataclass(frozen=True, eq=False)
class Region:
    """What the inequalities of a cone leave of a tradeoff between quantities that are to be small.

    It is the set of all points that are at least as large, in each coordinate, as some point of the cone that
    satisfies what is given. All laws lie in it; its vertices are attained in the cone, by laws perhaps not.

    Parameters
    ----------
    coordinates : tuple of Expression
        What is traded off.
    given : tuple of Relation
    facets : tuple of Facet
        None follows from the others.
    vertices : tuple of Vertex
    provenance : Provenance
    cone : str
        The inequalities that were used. With Ingleton's the region is for linear ranks.
    lemmas : tuple of CopyLemma or CommonInformation
        What new variables were brought in. With common information the region is for linear ranks.
    symmetrised : bool
        Whether joint entropies were averaged over a group under which all statements are invariant.
    unit : Unit
        The unit of the constants.

    Examples
    --------
    >>> import itbounds as ib
    >>> problem = ["H(X) == 1", "H(Y) == 1", "I(X;Y) == 1/2", "H(X,Y|A,B) == 0", "H(A) <= R", "H(B) <= S"]
    >>> region = ib.region(["R", "S"], given=problem)
    >>> print(region)
    R >= 0, S >= 0, 2 R + 2 S >= 3
    >>> ", ".join(map(str, region.vertices))
    '(0, 3/2), (3/2, 0)'
    """

    coordinates: tuple[Expression, ...]
    given: tuple[Relation, ...]
    facets: tuple[Facet, ...]
    vertices: tuple[Vertex, ...]
    provenance: Provenance
    cone: str = "shannon"
    lemmas: tuple[Lemma, ...] = ()
    symmetrised: bool = False
    unit: Unit = BITS

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The inequalities of the facets."""
        return tuple(facet.relation for facet in self.facets)

    @property
    def scope(self) -> Scope:
        """What the facets hold for: the joint entropies of all laws, or the ranks of linear subspaces."""
        return scope_of(self.cone, self.lemmas)

    @property
    def is_attained(self) -> bool:
        """Whether every vertex has its witness: then the cone implies no more than the facets say."""
        return all(vertex.witness is not None for vertex in self.vertices)

    def __contains__(self, point: Sequence[int | Fraction]) -> bool:
        if len(point) != len(self.coordinates):
            raise ShapeError(
                f"a point has {len(self.coordinates)} coordinates, not {len(point)}", value=point
            )
        exact = [as_rational(value) for value in point]
        return all(dot(facet.weights, exact) >= facet.bound for facet in self.facets)

    def verify(self) -> tuple[Relation, ...]:
        """Check the proof of every facet and the witness of every vertex, exactly, and return the facets.

        Raises
        ------
        CertificateError
            If one does not hold.
        """
        for facet in self.facets:
            facet.proof.verify()
            weighted = zip(facet.weights, self.coordinates, strict=True)
            form = sum((weight * coordinate for weight, coordinate in weighted), Expression()) - facet.bound
            if not facet.proof.proved or form != facet.relation.expression:
                raise CertificateError(f"the proof is of another claim than {facet}")
            if (
                facet.proof.given != added(self.given, self.lemmas, self.coordinates)
                or facet.proof.cone != self.cone
            ):
                raise CertificateError(f"the proof of {facet} uses what is not given")
            for vertex in self.vertices:
                beyond = dot(facet.weights, vertex.point) - facet.bound
                # Every coordinate has a positive weight in some facet: the witness lies nowhere else.
                if beyond < 0 or (vertex.witness and not has_value(vertex.witness, facet.proof, beyond)):
                    raise CertificateError(f"the vertex {vertex} does not lie where it should by {facet}")
        for vertex in self.vertices:
            if vertex.witness is not None:
                require_feasible(vertex.witness, self.facets[0].proof)
        return self.relations

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw a region of two coordinates, its facets labelled."""
        from itbounds.plots import region as draw

        return draw(self, ax=ax)

    def text(self) -> str:
        """Return facets, vertices and provenance, one a line."""
        return self._describe().text()

    def to_latex(self) -> str:
        """Return the facets as an ``align*``."""
        lines = []
        for facet in self.facets:
            left = facet.relation.left.latex()
            lines.append(rf"{left} &\ge {fraction_latex(facet.bound)}")
        return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"

    def to_dict(self) -> JSON:
        """Return the region as JSON data; the certificates in it verify again."""
        return {
            "kind": "region",
            "coordinates": [str(coordinate) for coordinate in self.coordinates],
            "given": [str(relation) for relation in self.given],
            "lemmas": [str(lemma) for lemma in self.lemmas],
            "cone": self.cone,
            "scope": self.scope,
            "unit": self.unit.name,
            "symmetrised": self.symmetrised,
            "facets": [
                {
                    "relation": str(facet.relation),
                    "weights": list(facet.weights),
                    "bound": str(facet.bound),
                    "proof": facet.proof.to_dict(),
                }
                for facet in self.facets
            ],
            "vertices": [
                {
                    "point": [str(value) for value in vertex.point],
                    "witness": None if vertex.witness is None else vertex.witness.to_dict(),
                }
                for vertex in self.vertices
            ],
            "provenance": self.provenance.to_dict(),
        }

    def _describe(self) -> Description:
        rows = [
            *(("facet", str(facet)) for facet in self.facets),
            *(("vertex", str(vertex)) for vertex in self.vertices),
            cone_row(self.cone, symmetrised=self.symmetrised),
            *(("lemma", f"{lemma} (of {lemma.scope})") for lemma in self.lemmas),
            ("unit", str(self.unit)),
            *(("note", note) for note in self.provenance.notes),
        ]
        title = f"region of ({', '.join(map(str, self.coordinates))})"
        return Description(title, self.to_latex(), tuple(rows))

    def __str__(self) -> str:
        return ", ".join(map(str, self.facets))

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self._describe().html()

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a region is not a truth value", hint="ask whether a point is in it")
