"""Input laws that tell a receiver much and an eavesdropper little, and a price that bounds them all."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.mixtures import best_mixture
from itbounds.numerics.simplex_cells import Landscape, cells_of
from itbounds.numerics.simplex_search import climbed, covering, scattered

__all__ = ["LeakagePoints", "leakage_landscape", "search_inputs"]

_ROUNDS = 30
_STARTS = 60
_CELLS = 300
_TOP = 12
_CLIMBS = 3
_USED = 1e-12


@dataclass(frozen=True, eq=False)
class LeakagePoints:
    """Input laws and their shares; a price and the cuts of the simplex that bound all of them."""

    shares: Vector
    laws: Matrix
    price: float
    splits: list[int]


def leakage_landscape(channel: Matrix, tapped: Matrix, price: float, linear: Vector) -> Landscape:
    r"""Return :math:`I(v, W) - s I(v, V)`, the entropies of the rows being in the linear part."""
    return Landscape(linear, channel, tapped, 1.0, price)


def search_inputs(
    channel: Matrix, tapped: Matrix, leakage: float, tol: float, *, best: Vector, rng: np.random.Generator
) -> LeakagePoints:
    """Return good shares of input laws, and a bound.

    Parameters
    ----------
    channel, tapped : arrays of shapes (m, n) and (m, k)
        To the receiver and to the eavesdropper.
    leakage : float
        What the laws may tell the eavesdropper on average, in nats.
    tol : float
        The gap that is aimed for, in nats.
    best : array of shape (m,)
        The input law of the capacity.
    rng : Generator
        For starts.
    """
    channel, tapped = (matrix / matrix.sum(axis=1, keepdims=True) for matrix in (channel, tapped))
    own, other = _entropies(channel), _entropies(tapped)
    laws = np.vstack([scattered(len(channel), _STARTS, rng), best])
    shares, price = np.zeros(len(laws)), 0.0
    for _ in range(_ROUNDS):
        told = _entropies(laws @ channel) - laws @ own
        leaked = np.maximum(0.0, _entropies(laws @ tapped) - laws @ other)
        found = best_mixture(np.ones((len(laws), 1)), np.ones(1), told, leaked, leakage)
        if found is None:  # pragma: no cover - a constant input leaks nothing
            break
        shares, price = found.shares, found.price
        landscape = leakage_landscape(channel, tapped, price, price * other - own)
        level = found.value - price * leakage
        splits = covering(landscape, level + 0.5 * tol, limit=_CELLS)
        corners = np.unique(cells_of(len(channel), splits).reshape(-1, len(channel)), axis=0)
        top = corners[np.argsort(-landscape.values(corners))[:_TOP]]
        top = np.vstack([top, *(climbed(landscape, start)[None] for start in top[:_CLIMBS])])
        new = top[landscape.values(top) > level + 0.05 * tol]
        if not len(new):
            break
        laws, shares = np.vstack([laws, new]), np.concatenate([shares, np.zeros(len(new))])
    used = shares > _USED
    landscape = leakage_landscape(channel, tapped, price, price * other - own)
    told = _entropies(laws @ channel) - laws @ own
    level = float(shares @ told) - price * leakage
    return LeakagePoints(
        shares[used] / shares[used].sum(), laws[used], price, covering(landscape, level + 0.5 * tol)
    )


def _entropies(laws: Matrix) -> Vector:
    result: Vector = -(laws * np.log(np.where(laws > 0.0, laws, 1.0))).sum(axis=-1)
    return result
