"""The whole curve of relevance against complexity, the information plane's frontier."""

from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np

from itbounds._typing import ArrayLike, Matrix
from itbounds.forms import BottleneckForm, EncoderSolution, Status
from itbounds.numerics.scalars import as_count, as_tolerance
from itbounds.problems.bottleneck import certified_encoder, letters_of, sufficient_encoder, support
from itbounds.problems.pairs import as_pair
from itbounds.results import Curve, Provenance
from itbounds.results.bottleneck_certificate import BottleneckCertificate
from itbounds.results.bottleneck_proof import BottleneckProof
from itbounds.results.envelope import Node, bend
from itbounds.solvers import Solver, find
from itbounds.units import BITS, Unit, as_unit

__all__ = ["bottleneck_curve"]

# A solve is so much more accurate than the band is wide.
_SHARE = 0.01
_FLATTEST = 1e7

_Sample: TypeAlias = tuple[BottleneckCertificate, Node]


@dataclass(frozen=True, eq=False)
class _Sampler:
    """Solves single slopes of one joint law into nodes of the curve."""

    joint: Matrix
    solver: Solver[Any] | str | None
    tol: float

    def ends(self) -> list[_Sample]:
        """Return the two ends: nothing is kept, or all that matters."""
        encoders = np.ones((len(self.joint), 1)), sufficient_encoder(self.joint)
        solutions = (EncoderSolution(Status.OPTIMAL, encoder=encoder) for encoder in encoders)
        return [_sampled(certified_encoder(self.joint, raw, None)) for raw in solutions]

    def at(self, slope: float) -> _Sample:
        """Solve one slope."""
        form = BottleneckForm(self.joint, slope=slope)
        raw = find(self.solver, form).solve(form, self.tol)
        return _sampled(certified_encoder(self.joint, raw, None))


def _sampled(point: BottleneckCertificate) -> _Sample:
    """Return a point with what it says of the curve; a search stands in where no proof is known."""
    return point, Node(point.rate, -point.lower, -point.conjecture, -point.conjectured_slope)


def bottleneck_curve(
    joint: ArrayLike,
    *,
    tol: float = 1e-3,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
    max_solves: int = 500,
) -> Curve:
    r"""Return the largest relevance as a function of the complexity.

    .. math:: F(R) = \max_{Q(t|x) :\ I(X; T) \le R} I(T; Y), \qquad T - X - Y

    The function is concave: of two encoders one may be drawn and named. It is sampled by slope, at the slope
    of the widest chord, so that straight parts cost one solve. See `information_bottleneck` for what is
    proved: where Y has two letters the band is thin, with more the lower edge is attained and the upper edge
    is no more than :math:`\min\{R, I(X; Y)\}`.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        ``joint[x, y]``.
    tol : float
        The width of the band that is aimed for, in `unit`; with more than two relevant letters that of the
        band which holds if no search has missed a maximum.
    unit : Unit or str
        The unit of `tol` and of the curve, argument included.
    solver : Solver or str, optional
        See `information_bottleneck`.
    max_solves : int
        Where to stop though the band is wider.

    Returns
    -------
    Curve
        From complexity 0 to that of the minimal sufficient statistic.

    Raises
    ------
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> curve = ib.bottleneck_curve([[0.45, 0.05], [0.05, 0.45]])
    >>> curve.gap <= 1e-3
    True
    >>> point = curve.at(0.5)
    >>> point.lower <= 0.302684 <= point.upper
    True
    """
    start = perf_counter()
    chosen = as_unit(unit)
    width = chosen.to_nats(as_tolerance(tol, name="tolerance"))
    limit = as_count(max_solves, name="max_solves", minimum=3)
    law = as_pair(joint, name="joint law of letter and relevant variable")
    table = law.tensor
    rows, columns = support(table)
    sampler = _Sampler(table[np.ix_(rows, columns)], solver, _SHARE * width)
    points, solves = _refined(sampler, width, limit)
    provenance = Provenance.here("tangents and chords", solves, perf_counter() - start, width)
    proof = BottleneckProof(sampler.joint, letters_of(law, rows), points)
    return Curve("F", "R", proof, width, provenance, chosen)


def _refined(sampler: _Sampler, tol: float, limit: int) -> tuple[tuple[BottleneckCertificate, ...], int]:
    """Solve at the slope of the widest chord until the band is thin, or nothing new comes."""
    samples = sampler.ends()
    if not samples[0][0].rate < samples[1][0].rate:
        return (samples[0][0],), 0
    solves, edges = 0, set[tuple[float, float]]()
    while solves < limit:
        pairs = [pair for pair in pairwise(samples) if (pair[0][1].x, pair[1][1].x) not in edges]
        widest = max(pairs, key=lambda pair: bend(pair[0][1], pair[1][1]).gap, default=None)
        if widest is None or bend(widest[0][1], widest[1][1]).gap <= tol:
            break
        left, right = widest
        rise = (left[1].chord - right[1].chord) / (right[1].x - left[1].x)
        slope = min(max(1.0 / rise, 1.0), _FLATTEST) if rise > 0.0 else _FLATTEST
        fresh, solves = sampler.at(slope), solves + 1
        if left[1].x < fresh[1].x < right[1].x:
            samples.insert(samples.index(right), fresh)
            continue
        # The chord is an edge of the curve, and the new tangent runs along it.
        edges.add((left[1].x, right[1].x))
        old = left if fresh[1].x <= left[1].x else right
        samples[samples.index(old)] = _sampled(old[0].with_dual(fresh[0]))
    return tuple(point for point, _ in samples), solves
