"""Where to solve next: chords and tangents enclose a convex curve until the band is thin everywhere."""

from bisect import insort
from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

from itbounds.errors import DomainError
from itbounds.results.envelope import Bend, Node, bend

__all__ = ["refine"]

P = TypeVar("P")

NODE_SHARE = 0.02
"""The tolerance of a single solve, as a share of the width of the band."""

# The band at the side of a node without a tangent shrinks in proportion to the distance of its neighbour.
_SHRINK = 0.75


def refine(
    solve: Callable[[float], tuple[P, Node]], ends: list[tuple[P, Node]], tol: float, max_nodes: int
) -> tuple[P, ...]:
    """Solve at the widest place of the band until it is narrower than a tolerance everywhere.

    Parameters
    ----------
    solve : callable
        Returns the points and the node at an argument.
    ends : list
        Points and nodes at the two ends of the range, or one where the range is a point.
    tol : float
        The width to reach.
    max_nodes : int
        Where to stop though the band is wider.

    Returns
    -------
    tuple
        The points in increasing order of the argument.
    """
    if max_nodes < len(ends):
        raise DomainError(f"max_nodes is {max_nodes}; at least {len(ends)} are needed", value=max_nodes)
    nodes = list(ends)
    while len(nodes) < max_nodes:
        widest = max(
            ((bend(left, right), left, right) for (_, left), (_, right) in pairwise(nodes)),
            key=lambda item: item[0].gap,
            default=None,
        )
        if widest is None or widest[0].gap <= tol:
            break
        place = _place(*widest, tol)
        if not widest[1].x < place < widest[2].x:
            break
        insort(nodes, solve(place), key=lambda item: item[1].x)
    return tuple(points for points, _ in nodes)


def _place(widest: Bend, left: Node, right: Node, tol: float) -> float:
    """Return where to solve: the bend, or near the side without a tangent so that it becomes thin enough."""
    span = right.x - left.x
    if left.slope is None:
        return left.x + span * min(0.5, max(1e-4, _SHRINK * tol / widest.gap))
    # A bend at a node would add nothing: stay a little inside.
    return min(max(widest.x, left.x + 0.02 * span), right.x - 0.02 * span)
