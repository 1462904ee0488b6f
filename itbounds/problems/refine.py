"""Where to solve next: chords and tangents enclose a convex curve until the band is thin everywhere."""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import Generic, TypeAlias, TypeVar

from itbounds.results.envelope import Bend, Node, bend

__all__ = ["NODE_SHARE", "Refinement", "refine"]

P = TypeVar("P")
Sample: TypeAlias = tuple[P, Node]

NODE_SHARE = 0.02
"""The tolerance of a single solve, as a share of the width of the band."""

# The band at the side of a node without a tangent shrinks in proportion to the distance of its neighbour.
_SHRINK = 0.75
# Both sides of the band gain by mixing neighbours, since the rate is convex in the law and the dual value is
# concave in the dual point: at best a mixture thins the band fourfold, as a solve there would.
# Narrower than this many tolerances it is worth a try; a part this wide is what a solve should leave.
_MIXABLE = 12.0
_PART = 2.0


@dataclass(frozen=True, eq=False)
class Refinement(Generic[P]):
    """What a refinement ended with.

    Parameters
    ----------
    points : tuple
        The points of all nodes, in increasing order of the argument.
    solves : int
        How many of them were solved for; the others are mixtures of their neighbours.
    """

    points: tuple[P, ...]
    solves: int


def refine(
    solve: Callable[[float], Sample[P]],
    mix: Callable[[P, P, float], Sample[P]],
    ends: list[Sample[P]],
    tol: float,
    max_solves: int,
) -> Refinement[P]:
    """Solve at the widest place of the band until it is narrower than a tolerance everywhere.

    Parameters
    ----------
    solve : callable
        Returns points and node at an argument.
    mix : callable
        Returns points and node between two neighbours without solving.
    ends : list
        Points and nodes at the two ends of the range, or one where the range is a point.
    tol : float
        The width to reach.
    max_solves : int
        Where to stop though the band is wider.
    """
    samples, solves = list(ends), len(ends)
    while True:
        widest = max(
            ((bend(left[1], right[1]), left, right) for left, right in pairwise(samples)),
            key=lambda item: item[0].gap,
            default=None,
        )
        if widest is None or widest[0].gap <= tol:
            break
        middle, left, right = widest
        mixtures = _mixtures(mix, left, right, tol, depth=3) if middle.gap <= _MIXABLE * tol else None
        if mixtures is not None:
            fresh = mixtures
        else:
            place = _place(middle, left[1], right[1], tol)
            if solves >= max_solves or not left[1].x < place < right[1].x:
                break
            fresh, solves = [solve(place)], solves + 1
        for sample in fresh:
            insort(samples, sample, key=lambda item: item[1].x)
    return Refinement(tuple(points for points, _ in samples), solves)


def _mixtures(
    mix: Callable[[P, P, float], Sample[P]], left: Sample[P], right: Sample[P], tol: float, depth: int
) -> list[Sample[P]] | None:
    """Return mixtures of two neighbours that thin the band to the tolerance, or ``None`` if they do not."""
    middle = bend(left[1], right[1])
    if middle.gap <= tol:
        return []
    if depth == 0 or not left[1].x < middle.x < right[1].x or left[1].slope is None:
        return None
    sample = mix(left[0], right[0], middle.x)
    before = _mixtures(mix, left, sample, tol, depth - 1)
    after = None if before is None else _mixtures(mix, sample, right, tol, depth - 1)
    return None if before is None or after is None else [*before, sample, *after]


def _place(widest: Bend, left: Node, right: Node, tol: float) -> float:
    """Return where to solve: near the side without a tangent so that it becomes thin enough, else at a share.

    A band of a given width needs the root of its excess in parts; an odd number of them is not halved.
    """
    span = right.x - left.x
    if left.slope is None:
        return left.x + span * min(0.5, max(1e-4, _SHRINK * tol / widest.gap))
    parts = max(2, ceil(sqrt(widest.gap / (_PART * tol))))
    place = left.x + (widest.x - left.x) * 2.0 * (parts // 2) / parts
    # A node at a node would add nothing: stay a little inside.
    return min(max(place, left.x + 0.02 * span), right.x - 0.02 * span)
