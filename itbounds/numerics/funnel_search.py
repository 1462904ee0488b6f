"""Encoders that tell enough of a letter and little of what is to be kept private."""

from dataclasses import dataclass
from math import inf, nextafter

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.mixtures import best_mixture
from itbounds.numerics.reduction_errors import mutual_information_with_error
from itbounds.numerics.rounding import SLACK, gamma
from itbounds.numerics.simplex_cells import Landscape, cells_of
from itbounds.numerics.simplex_search import climbed, covering, scattered

__all__ = ["FunnelPoints", "funnel_landscape", "leakage_upper", "search_funnel", "utility_lower"]

_ROUNDS = 40
_STARTS = 40
_CELLS = 300
_TOP = 12
_CLIMBS = 2
_USED = 1e-11


@dataclass(frozen=True, eq=False)
class FunnelPoints:
    """An encoder; multipliers, a price and the cuts of the simplex that bound all encoders."""

    encoder: Matrix
    potentials: Vector
    price: float
    splits: list[int]


def funnel_landscape(joint: Matrix, potentials: Vector, price: float) -> Landscape:
    r"""Return :math:`H(v W) - s H(v) - \lambda \cdot v` for the conditional laws W of a joint law."""
    return Landscape(-potentials, joint, np.eye(len(joint)), 1.0, price)


def utility_lower(joint: Matrix, encoder: Matrix, *, headroom: float = 1.0) -> float:
    """Return a certain lower end of I(X; T), in nats; the reasons are those of `bottleneck_rounding`."""
    value, pad = _told(joint.sum(axis=1)[:, None] * _rows(encoder), sum(joint.shape) + encoder.shape[1])
    return max(0.0, nextafter(value - headroom * pad, -inf))


def leakage_upper(joint: Matrix, encoder: Matrix, *, headroom: float = 1.0) -> float:
    """Return a certain upper end of I(T; Y), in nats."""
    value, pad = _told(_rows(encoder).T @ joint, sum(joint.shape) + encoder.shape[1])
    return max(0.0, nextafter(value + headroom * pad, inf))


def _rows(encoder: Matrix) -> Matrix:
    rows: Matrix = encoder / encoder.sum(axis=1, keepdims=True)
    return rows


def _told(table: Matrix, size: int) -> tuple[float, float]:
    value, error = (float(part) for part in mutual_information_with_error(table))
    return value, error + 10.0 * SLACK * gamma(size + 6) * (1.0 + value)


def search_funnel(joint: Matrix, utility: float, tol: float, rng: np.random.Generator) -> FunnelPoints:
    """Return a good encoder and a bound for a joint law without letters of probability zero.

    Parameters
    ----------
    joint : array of shape (m, n)
    utility : float
        What I(X; T) is to be at least, in nats; below H(X).
    tol : float
        The gap that is aimed for, in nats.
    rng : Generator
        For starts.
    """
    law = joint.sum(axis=1) / joint.sum()
    channel = _rows(joint)
    limit = max(0.0, float(_entropies(law)) - utility)
    posteriors = np.vstack([scattered(len(law), _STARTS, rng), law])
    shares, potentials, price = np.append(np.zeros(len(posteriors) - 1), 1.0), np.zeros(len(law)), 0.0
    for _ in range(_ROUNDS):
        found = best_mixture(posteriors, law, _entropies(posteriors @ channel), _entropies(posteriors), limit)
        if found is None:  # pragma: no cover - single letters always meet the limit
            break
        shares, potentials, price = found.shares, found.multipliers, found.price
        landscape = funnel_landscape(joint, potentials, price)
        corners = np.unique(
            cells_of(len(law), covering(landscape, 0.5 * tol, limit=_CELLS)).reshape(-1, len(law)), axis=0
        )
        best = corners[np.argsort(-landscape.values(corners))[:_TOP]]
        best = np.vstack([best, *(climbed(landscape, start)[None] for start in best[:_CLIMBS])])
        new = best[landscape.values(best) > 0.1 * tol]
        if not len(new):
            break
        shares = np.concatenate([shares, np.zeros(len(new))])
        posteriors = np.vstack([posteriors, new])
    used = shares > _USED
    told = (shares[used][:, None] * posteriors[used]).T
    # A letter may be so unlikely that no posterior has it: it is told by chance.
    encoder = _rows(np.where(told.any(axis=1, keepdims=True), told, shares[used]))
    splits = covering(funnel_landscape(joint, potentials, price), 0.5 * tol)
    return FunnelPoints(_useful(joint, encoder, utility), potentials, price, splits)


def _entropies(laws: Array) -> Array:
    return -np.asarray((laws * np.log(np.where(laws > 0.0, laws, 1.0))).sum(axis=-1))


def _useful(joint: Matrix, encoder: Matrix, utility: float) -> Matrix:
    """Tell the letter itself now and then, until the utility is reached beyond rounding."""
    share, letters = 1e-13, np.eye(len(joint))
    told = encoder
    while utility_lower(joint, told, headroom=3.0) < utility:
        if share >= 1.0:
            return letters
        told = np.hstack([(1.0 - share) * encoder, share * letters])
        share *= 4.0
    return told
