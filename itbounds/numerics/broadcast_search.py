"""Clouds of input laws that are good for a weighted sum of the rates of a strong and a weak receiver."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.entropy_ascent import greatest_entropies
from itbounds.numerics.mac_rates import grained
from itbounds.numerics.simplex_cells import Landscape
from itbounds.numerics.simplex_search import climbed, covering, scattered

__all__ = ["BroadcastPoints", "broadcast_landscape", "search_clouds"]

_ROUNDS = 40
_STARTS = 40
_COLUMNS = 240
_CLIMBS = 6
_USED = 1e-7
_NEAR = 1e-4


@dataclass(frozen=True, eq=False)
class BroadcastPoints:
    """What a certificate of a weighted sum of rates is made of."""

    shares: Vector
    clouds: Matrix
    laws: tuple[Vector, Vector]
    centre: Vector
    splits: list[int]


def broadcast_landscape(strong: Matrix, weak: Matrix, weights: Vector, centre: Vector) -> Landscape:
    r"""Return :math:`w_1 I(v, W_1) + w_2 D(v W_2 \| q)` as a function of the law v, nearly.

    Its linear part is rounded, which whoever proves something with it must allow for.
    """
    first, second = (rows / rows.sum(axis=1, keepdims=True) for rows in (strong, weak))
    logs = np.log(np.where(centre > 0.0, centre, 1.0)) - np.log(centre.sum())
    linear = -weights[0] * _entropies(first) - weights[1] * (second @ logs)
    return Landscape(linear, strong, weak, float(weights[0]), float(weights[1]))


def _entropies(laws: Matrix) -> Vector:
    return -np.asarray((laws * np.log(np.where(laws > 0.0, laws, 1.0))).sum(axis=-1))


def best_input(matrix: Matrix) -> Vector:
    """Return a law that attains the capacity of a channel, nearly."""
    return greatest_entropies(matrix.T, np.ones(matrix.shape[1]), -_entropies(matrix))


def search_clouds(
    strong: Matrix, weak: Matrix, weights: Vector, tol: float, rng: np.random.Generator
) -> BroadcastPoints:
    """Return good points below and above for :math:`w_1 R_1 + w_2 R_2`.

    Parameters
    ----------
    strong, weak : arrays of shape (m, n1) and (m, n2)
    weights : array of shape (2,)
        Of the strong and of the weak receiver.
    tol : float
        The gap that is aimed for, in nats.
    rng : Generator
        For starts.
    """
    strong, weak = (rows / rows.sum(axis=1, keepdims=True) for rows in (strong, weak))
    inputs = [best_input(rows) for rows in (strong, weak)]
    outputs = inputs[0] @ strong, inputs[1] @ weak
    if weights[0] >= weights[1]:
        return BroadcastPoints(np.ones(1), grained(inputs[0])[None], outputs, outputs[1], [])
    laws = np.vstack([scattered(len(strong), _STARTS, rng), inputs])
    noise = _entropies(strong)
    for _ in range(_ROUNDS):
        shares, value = _mixed(laws, strong, weak, weights, noise)
        centre = shares @ laws @ weak
        landscape = broadcast_landscape(strong, weak, weights, centre)
        heights = landscape.values(laws)
        order = np.concatenate([np.argsort(-shares)[:_CLIMBS], np.argsort(-heights)[:_CLIMBS]])
        new = np.array([climbed(landscape, laws[k]) for k in np.unique(order).tolist()])
        better = new[landscape.values(new) > value + 0.01 * tol]
        if not len(better):
            break
        kept = laws if len(laws) < _COLUMNS else laws[shares > 1e-10]
        laws = np.vstack([kept, better])
    laws = _merged(laws[shares > _USED], shares[shares > _USED])
    shares, value = _mixed(laws, strong, weak, weights, noise)
    centre = shares @ laws @ weak
    splits = covering(broadcast_landscape(strong, weak, weights, centre), value + 0.5 * tol)
    clouds = np.array([grained(law) for law in laws])
    return BroadcastPoints(grained(shares), clouds, outputs, centre, splits)


def _mixed(
    laws: Matrix, strong: Matrix, weak: Matrix, weights: Vector, noise: Vector
) -> tuple[Vector, float]:
    """Return the best shares of given clouds, and what they attain."""
    outputs = laws @ weak
    rates = _entropies(laws @ strong) - laws @ noise
    linear = weights[0] * rates - weights[1] * _entropies(outputs)
    shares = greatest_entropies(outputs.T, np.full(weak.shape[1], weights[1]), linear)
    return shares, float(linear @ shares + weights[1] * _entropies(shares @ outputs))


def _merged(laws: Matrix, shares: Vector) -> Matrix:
    """Put clouds that are almost the same into one."""
    groups = list[list[int]]()
    for k in np.argsort(-shares).tolist():
        near = [group for group in groups if np.abs(laws[group[0]] - laws[k]).max() < _NEAR]
        if near:
            near[0].append(k)
        else:
            groups.append([k])
    return np.array([np.average(laws[group], axis=0, weights=shares[group]) for group in groups])
