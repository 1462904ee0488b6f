"""Rates of many sources: small ones of one shape in a single run, each with its own certificate."""

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.forms import Status
from itbounds.kernels import Kernel, Space
from itbounds.numerics.coercion import frozen
from itbounds.numerics.rate_stack import informations_upper, rates_lower, tilts_within
from itbounds.results import Provenance, RateDistortionCertificate, Result
from itbounds.results.certificate import HEADROOM
from itbounds.results.describe import exactly

__all__ = ["MOST_TOGETHER", "rates"]

MOST_TOGETHER = 1024
"""The largest matrix, in entries, that gains by being solved with others of its shape."""
_ENTRIES = 1 << 16
_AIM = 0.8
# Nearer to the ends of the range, problems are solved alone, with all care.
_MARGIN = 1e-5


def rates(
    sources: Matrix,
    distortions: Array,
    levels: Vector,
    spaces: Sequence[Space],
    *,
    tol: float,
    alone: Callable[[int], Result[Kernel]],
) -> list[Result[Kernel]]:
    """Return the rate of every problem of a stack, in order.

    Parameters
    ----------
    sources : array of shape (k, m)
        The laws.
    distortions : array of shape (k, m, n)
        Their distortions; those with infinite entries are solved alone.
    levels : array of shape (k,)
        Their levels.
    spaces : sequence of k Space
        The letters of each source.
    tol : float
        The width that is aimed for, in nats.
    alone : callable
        Solves the problem at a place: those that the common run leaves open, large ones, and those near an
        end of the range.
    """
    count, size = len(sources), distortions[0].size if len(distortions) else 0
    found: list[Result[Kernel] | None] = [None] * count
    if size <= MOST_TOGETHER:
        places = np.flatnonzero(_inner(sources, distortions, levels))
        block = max(1, _ENTRIES // max(1, size))
        for start in range(0, len(places), block):
            part = places[start : start + block]
            results = _run(
                sources[part], distortions[part], levels[part], [spaces[i] for i in part.tolist()], tol
            )
            for place, result in zip(part.tolist(), results, strict=True):
                found[place] = result
    return [alone(place) if result is None else result for place, result in enumerate(found)]


def _inner(sources: Matrix, distortions: Array, levels: Vector) -> Mask:
    """Whether the levels are well inside the range and the distortions finite."""
    finite: Mask = np.logical_and.reduce(np.isfinite(distortions), axis=(1, 2))
    safe = np.where(finite[:, None, None], distortions, 0.0)
    least = (sources * safe.min(axis=2)).sum(axis=1)
    most = (sources[:, None, :] @ safe)[:, 0, :].min(axis=1)
    room = most - least
    inner: Mask = np.logical_and(levels > least + _MARGIN * room, levels < most - _MARGIN * room)
    inner &= finite
    inner &= room > 1e-9 * most
    return inner


def _run(
    sources: Matrix, distortions: Array, levels: Vector, spaces: Sequence[Space], tol: float
) -> list[Result[Kernel] | None]:
    """Solve a block in one run, and certify it in one pass; what is left open is None."""
    from itbounds.solvers.rate_distortion.stacked import solve_rate_stack

    start, count = perf_counter(), len(sources)
    solved = solve_rate_stack(sources, distortions, levels, _AIM * tol)
    channels, within = tilts_within(sources, distortions, levels, solved.law, solved.slope)
    within &= np.isfinite(solved.potentials).all(axis=1) & (solved.slope > 0.0) & np.isfinite(solved.slope)
    safe = np.where(within[:, None, None], channels, 1.0 / channels.shape[2])
    upper = np.where(within, informations_upper(sources, safe, headroom=HEADROOM), np.inf)
    lower = rates_lower(sources, distortions, levels, solved.potentials, solved.slope, headroom=HEADROOM)
    frozen(channels), frozen(solved.potentials)
    notes = (f"solved in one run of {count} problems; the time is an equal share",) if count > 1 else ()
    seconds = (perf_counter() - start) / count
    outputs = distortions.shape[2]
    anonymous = Space.of(outputs)
    results: list[Result[Kernel] | None] = []
    for place, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True)):
        if not high - low <= tol:
            results.append(None)
            continue
        level = float(levels[place])
        name = f"R(D = {exactly(level)})"
        certificate = RateDistortionCertificate(
            lower=low,
            upper=high,
            source=sources[place],
            distortion=distortions[place],
            level=level,
            test_channel=channels[place],
            potentials=solved.potentials[place],
            slope=float(solved.slope[place]),
        )
        space = spaces[place]
        reproduction = space if space.size == outputs else anonymous
        results.append(
            Result(
                quantity=name,
                latex=name,
                lower_nats=low,
                upper_nats=high,
                status=Status.OPTIMAL,
                provenance=Provenance.here("interior_point", int(solved.steps[place]), seconds, tol, notes),
                witness=Kernel._trusted(space, reproduction, channels[place]),
                certificate=certificate,
            )
        )
    return results
