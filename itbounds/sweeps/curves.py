"""Points of one convex or concave function, joined to a band that holds everywhere between them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np

from itbounds.errors import DomainError
from itbounds.results import CapacityCertificate, Curve, Provenance, Result
from itbounds.results.capacity_cost_proof import CapacityCostProof, CostPoint
from itbounds.results.curve_proof import CurveProof
from itbounds.results.rate_distortion_certificate import RateDistortionCertificate
from itbounds.results.rate_distortion_proof import RateDistortionProof, RatePoint
from itbounds.units import Unit

__all__ = ["curve_through"]


def curve_through(results: Sequence[Result[Any]], unit: Unit) -> Curve:
    """Return the curve through the rates of one source, or through the capacities of one channel and cost.

    A rate-distortion function is convex in the level, a capacity-cost function concave in the budget: chords
    between points bound it on one side, the tangents of their dual points on the other.

    Raises
    ------
    DomainError
        If the results are not points of one such function, or of a single argument.
    """
    proof = _rates(results) or _capacities(results)
    if proof is None:
        raise DomainError(
            "the problems are not two or more points of one rate-distortion or capacity-cost function",
            hint="nothing is known between them: look at the results one by one, or plot them as points",
        )
    seconds = sum(result.provenance.seconds for result in results)
    tol = max(result.provenance.tol for result in results)
    provenance = Provenance.here("tangents and chords", len(results), seconds, tol)
    names = ("R", "D") if isinstance(proof, RateDistortionProof) else ("C", "B")
    return Curve(*names, proof, tol, provenance, unit)


def _rates(results: Sequence[Result[Any]]) -> CurveProof | None:
    known = [each.certificate for each in results if isinstance(each.certificate, RateDistortionCertificate)]
    levels = {certificate.level: certificate for certificate in known}
    if not (len(known) == len(results) and _is_a_range(levels)):
        return None
    source, distortion, channel = known[0].source, known[0].distortion, results[0].witness
    same = (np.array_equal(c.source, source) and np.array_equal(c.distortion, distortion) for c in known)
    if channel is None or not all(same):
        return None
    drafts = tuple(_rate_point(levels[level]) for level in sorted(levels))
    proof = RateDistortionProof(source, distortion, channel.dom, channel.cod, drafts)
    # The test channels are tilted anew from output laws: what these prove is computed from them.
    proved = [proof.certificate(index) for index in range(len(drafts))]
    points = zip(drafts, proved, strict=True)
    return replace(proof, points=tuple(replace(point, lower=c.lower, upper=c.upper) for point, c in points))


def _rate_point(certificate: RateDistortionCertificate) -> RatePoint:
    return RatePoint(
        level=certificate.level,
        output_law=certificate.source @ certificate.test_channel,
        start=certificate.slope,
        potentials=certificate.potentials,
        slope=certificate.slope,
        at_minimum=certificate.at_minimum,
        lower=0.0,
        upper=inf,
    )


def _capacities(results: Sequence[Result[Any]]) -> CurveProof | None:
    known = [each.certificate for each in results if isinstance(each.certificate, CapacityCertificate)]
    budgets = {certificate.budget: certificate for certificate in known if certificate.budget is not None}
    if not (len(known) == len(results) and _is_a_range(budgets)):
        return None
    matrix, cost, law = known[0].matrix, known[0].cost, results[0].witness
    if cost is None or law is None:
        return None
    for each in known:
        if each.cost is None or not (np.array_equal(each.matrix, matrix) and np.array_equal(each.cost, cost)):
            return None
    points = (
        CostPoint(budget, c.input_law, c.output_law, c.multiplier, c.lower, c.upper)
        for budget, c in sorted(budgets.items())
    )
    return CapacityCostProof(matrix, cost, law.cod, tuple(points))


def _is_a_range(arguments: Iterable[float]) -> bool:
    """Whether there are two arguments or more, none of them infinite."""
    known = list(arguments)
    return len(known) > 1 and max(known) < inf
