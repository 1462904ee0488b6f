"""Products of laws that mix to a joint law and are as spread out as can be."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Mask, Matrix, Vector
from itbounds.numerics.mixtures import best_mixture
from itbounds.numerics.simplex_cells import Landscape
from itbounds.numerics.simplex_search import covering, scattered

__all__ = ["WynerPoints", "search_products", "wyner_landscape"]

_ROUNDS = 60
_STARTS = 30
_CLIMBS = 8
_REPLIES = 150
_COLUMNS = 400
_USED = 1e-12
_ZERO = 1e-9
_FORBIDDEN = 80.0


@dataclass(frozen=True, eq=False)
class WynerPoints:
    """Products and their shares; multipliers and the cuts of the simplex that bound all products."""

    shares: Vector
    first: Matrix
    second: Matrix
    potentials: Matrix
    splits: list[int]


def wyner_landscape(potentials: Matrix) -> Landscape:
    r"""Return :math:`\max_b H(a) + H(b) - \sum a_x b_y \lambda_{xy}` as a function of the law a."""
    size = len(potentials)
    letters, nothing = np.eye(size), np.ones((size, 1))
    return Landscape(np.zeros(size), letters, nothing, 1.0, 0.0, potentials)


def search_products(joint: Matrix, tol: float, rng: np.random.Generator) -> WynerPoints:
    """Return good products for a joint law without letters of probability zero.

    Parameters
    ----------
    joint : array of shape (m, n)
    tol : float
        The gap that is aimed for, in nats.
    rng : Generator
        For starts.
    """
    law = joint / joint.sum()
    support = law > 0.0
    first, second = _starts(law, rng)
    target = law[support]
    potentials, shares = np.zeros_like(law), np.zeros(len(first))
    for _ in range(_ROUNDS):
        columns = np.einsum("kx,ky->kxy", first, second)[:, support]
        found = best_mixture(columns, target, _entropies(first) + _entropies(second))
        if found is None:  # pragma: no cover - the first columns always mix to the law
            break
        shares = found.shares
        potentials = np.full_like(law, _FORBIDDEN)
        potentials[support] = found.multipliers
        landscape = wyner_landscape(potentials)
        heights = landscape.values(first)
        chosen = np.concatenate([np.argsort(-shares)[:_CLIMBS], np.argsort(-heights)[:_CLIMBS]])
        starts = np.vstack([first[np.unique(chosen)], rng.dirichlet(np.ones(len(law)), 2)])
        peaks = _climbed(starts, potentials)
        new = _cleaned(peaks[landscape.values(peaks) > 0.02 * tol], potentials, support)
        if not len(new[0]):
            break
        kept = shares > _USED if len(first) > _COLUMNS else np.ones(len(first), dtype=bool)
        first, second = np.vstack([first[kept], new[0]]), np.vstack([second[kept], new[1]])
        shares = np.concatenate([shares[kept], np.zeros(len(new[0]))])
    used = shares > _USED
    splits = covering(wyner_landscape(potentials), 0.5 * tol)
    return WynerPoints(np.minimum(shares[used], 1.0), first[used], second[used], potentials, splits)


def _entropies(laws: Matrix) -> Vector:
    return -np.asarray((laws * np.log(np.where(laws > 0.0, laws, 1.0))).sum(axis=-1))


def _climbed(laws: Matrix, potentials: Matrix) -> Matrix:
    """Let the two factors of each product reply to each other: each reply is an exponential law."""
    for _ in range(_REPLIES):
        partners = _exponential(-(laws @ potentials))
        laws = _exponential(-(partners @ potentials.T))
    return laws


def _exponential(exponents: Matrix) -> Matrix:
    weights = np.exp(exponents - exponents.max(axis=1, keepdims=True, initial=-np.inf))
    result: Matrix = weights / weights.sum(axis=1, keepdims=True)
    return result


def _cleaned(laws: Matrix, potentials: Matrix, support: Mask) -> tuple[Matrix, Matrix]:
    """Return the best partners, without tiny entries, of those laws whose products avoid impossible pairs."""
    partners = _exponential(-(laws @ potentials))
    laws, partners = (np.where(part > _ZERO, part, 0.0) for part in (laws, partners))
    possible = ~(np.einsum("kx,ky->kxy", laws, partners)[:, ~support] > 0.0).any(axis=1)
    laws, partners = laws[possible], partners[possible]
    return laws / laws.sum(axis=1, keepdims=True), partners / partners.sum(axis=1, keepdims=True)


def _starts(law: Matrix, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
    """Return products to begin with; those of a letter and its conditional law mix to the law."""
    rows, columns = law.sum(axis=1), law.sum(axis=0)
    pairs = [(np.eye(len(rows))[x], law[x] / rows[x]) for x in range(len(rows))]
    pairs += [(law[:, y] / columns[y], np.eye(len(columns))[y]) for y in range(len(columns))]
    for start in scattered(len(rows), _STARTS, rng):
        reach = law[start > 0.0]
        common = (reach > 0.0).all(axis=0)
        if common.any():
            partner = np.exp(np.log(reach[:, common]).T @ start[start > 0.0])
            spread = np.zeros(len(columns))
            spread[common] = partner / partner.sum()
            pairs.append((start, spread))
    first, second = (np.array(part) for part in zip(*pairs, strict=True))
    return first, second
