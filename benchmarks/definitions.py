"""Time every convex definition against the obvious program in cvxpy, written by hand, in one process.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.definitions [--runs 3] [--quick] [--only wyner-ziv privacy]

Ours is the public call with a certificate to 1e-9 nat (1e-8 of a pure number); the peer is vectorised, and
solved by Clarabel at its defaults, which certify nothing. Printed are medians of paired runs, the ratio, and
by how much the peer's value lies outside of our interval. With ``--quick`` sizes are small, the peer is asked
for ten digits, and a difference of more than 1e-7 is an error.
"""

import warnings
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

import itbounds as ib
from benchmarks import handwritten
from benchmarks.timing import machine, options, seconds

TOLERANCE = 1e-9
AGREEMENT = 1e-7
TIGHT = {"tol_gap_abs": 1e-10, "tol_gap_rel": 1e-10, "tol_feas": 1e-10}


@dataclass(frozen=True)
class Case:
    """A definition at given data: our call, and the function that writes the program in cvxpy."""

    name: str
    ours: Any
    peer: Any


def _law(rng, *shape):
    weights = rng.gamma(1.0, size=shape)
    return weights / weights.sum()


def _channel(rng, rows, columns):
    return rng.dirichlet(np.ones(columns), size=rows)


def _level(law, table, share=0.3):
    """Return a level between the least mean of a table and that of its best single letter."""
    least, most = float(law @ table.min(axis=1)), float((law @ table).min())
    return least + share * (most - least)


def capacity_under_costs(rng, quick):
    """A channel with three budgets that bind."""
    m = 8 if quick else 100
    W, costs = _channel(rng, m, m), rng.random((3, m))
    budgets = 0.9 * costs.mean(axis=1)
    return Case(
        f"capacity, 3 costs, {m}x{m}",
        lambda: ib.capacity_under_costs(W, list(costs), budgets.tolist(), unit="nat", tol=TOLERANCE),
        lambda: handwritten.capacity(W, costs, budgets),
    )


def redundancy(rng, quick):
    """A family of laws."""
    m = 8 if quick else 100
    W = _channel(rng, m, m)
    return Case(
        f"redundancy, {m}x{m}",
        lambda: ib.minimax_redundancy(W, unit="nat", tol=TOLERANCE),
        lambda: handwritten.capacity(W, np.zeros((0, m)), np.zeros(0)),
    )


def several_distortions(rng, quick):
    """A source with two distortions."""
    m = 6 if quick else 100
    p, tables = _law(rng, m), rng.random((2, m, m))
    average = _level(p, tables.mean(axis=0))
    return Case(
        f"R(D), 2 distortions, {m}x{m}",
        lambda: ib.rate_distortion_under_limits(p, list(tables), [average] * 2, unit="nat", tol=TOLERANCE),
        lambda: handwritten.rate_distortion(p, tables, [average] * 2),
    )


def remote(rng, quick):
    """A hidden variable seen through an observation."""
    m, n, k = (5, 4, 4) if quick else (100, 20, 30)
    joint, d = _law(rng, m, n), rng.random((n, k))
    direct = joint @ d / joint.sum(axis=1, keepdims=True)
    level = _level(joint.sum(axis=1), direct)
    return Case(
        f"remote R(D), {m}x{n}x{k}",
        lambda: ib.remote_rate_distortion(joint, d, level, unit="nat", tol=TOLERANCE),
        lambda: handwritten.rate_distortion(joint.sum(axis=1), direct[None], [level]),
    )


def conditional(rng, quick):
    """Side information on both sides."""
    m, n, k = (4, 3, 4) if quick else (100, 4, 30)
    joint, d = _law(rng, m, n), rng.random((m, k))
    level = _level(joint.sum(axis=1), d, 0.2)
    return Case(
        f"conditional R(D), {m}x{n}x{k}",
        lambda: ib.conditional_rate_distortion(joint, d, level, unit="nat", tol=TOLERANCE),
        lambda: handwritten.conditional_rate_distortion(joint, d, level),
    )


def wyner_ziv(rng, quick):
    """Side information at the decoder."""
    m, n, k = (4, 2, 3) if quick else (100, 2, 5)
    joint, d = _law(rng, m, n), rng.random((m, k))
    level = _level(joint.sum(axis=1), d, 0.3)
    return Case(
        f"Wyner-Ziv, {m}x{n}, {k}^{n} letters",
        lambda: ib.wyner_ziv(joint, d, level, unit="nat", tol=TOLERANCE),
        lambda: handwritten.wyner_ziv(joint, d, level),
    )


def wiretap(rng, quick):
    """A degraded wiretap channel."""
    m = 6 if quick else 100
    W, G = 0.5 * np.eye(m) + 0.5 * _channel(rng, m, m), _channel(rng, m, m)
    return Case(
        f"degraded wiretap, {m}x{m}x{m}",
        lambda: ib.secrecy_capacity(W, W @ G, unit="nat", tol=TOLERANCE),
        lambda: handwritten.degraded_wiretap(W, G),
    )


def privacy(rng, quick):
    """Data released under a limit on what they tell."""
    m, n, k = (5, 3, 5) if quick else (100, 5, 30)
    joint, d = _law(rng, m, n), rng.random((m, k))
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    told = 0.2 * float((joint * np.log(joint / np.outer(p, q))).sum())
    return Case(
        f"privacy, {m}x{n}x{k}",
        lambda: ib.private_distortion(joint, d, told, unit="nat", tol=10.0 * TOLERANCE),
        lambda: handwritten.private_distortion(joint, d, told),
    )


def maximum_entropy(rng, quick):
    """The least committed law with five means."""
    n = 8 if quick else 100
    features = rng.normal(size=(3 if quick else 5, n))
    means = features @ _law(rng, n)
    return Case(
        f"maximum entropy, {len(features)} means, {n} letters",
        lambda: ib.maximum_entropy(features, means, unit="nat", tol=TOLERANCE),
        lambda: handwritten.maximum_entropy(features, means),
    )


def projection(rng, quick):
    """The nearest law with five means."""
    n = 8 if quick else 100
    features, p = rng.normal(size=(3 if quick else 5, n)), _law(rng, n)
    means = features @ _law(rng, n)
    return Case(
        f"I-projection, {len(features)} means, {n} letters",
        lambda: ib.information_projection(p, features, means, unit="nat", tol=TOLERANCE),
        lambda: handwritten.projection(p, features, means),
    )


def semantic(rng, quick):
    """Labels with truth functions."""
    m, k = (6, 4) if quick else (100, 30)
    p, truth = _law(rng, m), 0.02 + 0.98 * rng.random((m, k))
    gains = np.log(truth) - np.log(p @ truth)
    level = 0.3 * float((p @ gains).max()) + 0.7 * float(p @ gains.max(axis=1))
    return Case(
        f"semantic R(G), {m}x{k}",
        lambda: ib.semantic_rate(p, truth, level, unit="nat", tol=TOLERANCE),
        lambda: handwritten.rate_distortion(p, -gains[None], [-level]),
    )


def wasserstein(rng, quick):
    """The dependence of two variables in a metric."""
    m = 3 if quick else 10
    joint = _law(rng, m, m)
    d = np.abs(np.arange(m)[:, None] - np.arange(m)).astype(float)
    return Case(
        f"Wasserstein dependency, {m}x{m}",
        lambda: ib.wasserstein_dependency(joint, d, d, tol=10.0 * TOLERANCE),
        lambda: handwritten.wasserstein_dependency(joint, d, d),
    )


CASES = {
    "costs": capacity_under_costs,
    "redundancy": redundancy,
    "distortions": several_distortions,
    "remote": remote,
    "conditional": conditional,
    "wyner-ziv": wyner_ziv,
    "wiretap": wiretap,
    "privacy": privacy,
    "entropy": maximum_entropy,
    "projection": projection,
    "semantic": semantic,
    "wasserstein": wasserstein,
}


def compared(case, runs, settings, allowed):
    """Print one line: both times, the ratio, the gap, and how far apart the values are."""
    case.ours()
    own, theirs = [], []
    for _ in range(runs):
        elapsed, result = seconds(case.ours)
        own.append(elapsed)
        elapsed, value = seconds(lambda: case.peer().solve(**settings))
        theirs.append(elapsed)
    ratio = median(peer / mine for peer, mine in zip(theirs, own, strict=True))
    outside = max(0.0, value - result.upper, result.lower - value)
    print(
        f"{case.name:<42} ours {1e3 * median(own):>8.1f} ms  cvxpy {1e3 * median(theirs):>8.1f} ms  "
        f"{ratio:>7.1f}x  gap {result.gap:.0e}, cvxpy {outside:.0e} outside",
        flush=True,
    )
    if outside > allowed:
        raise SystemExit(f"{case.name}: cvxpy says {value!r}, which is not in {result}")


def main():
    """Print the table."""
    parser = options(__doc__.splitlines()[0], tuple(CASES))
    arguments = parser.parse_args()
    machine()
    settings = {"solver": "CLARABEL", **(TIGHT if arguments.quick else {})}
    for name in arguments.only:
        case = CASES[name](np.random.default_rng(len(name)), arguments.quick)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compared(case, arguments.runs, settings, AGREEMENT if arguments.quick else np.inf)


if __name__ == "__main__":
    main()
