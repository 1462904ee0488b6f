"""Rate-distortion at a level to a certified 1e-9 nat, through the public call, against peers in one process.

    python -m benchmarks.rate_distortion [--runs 5] [--quick] [--only random gaussian] [--cap 60]

The peers are Blahut-Arimoto with the slope solved for in every step, run only to 1e-6 or the cap, and for
small alphabets cvxpy with Clarabel on the whole test channel. Ratios are the peer's time over ours, medians
of paired runs. Our solvers choose their BLAS threads themselves.
"""

import warnings

import numpy as np

import itbounds as ib
from benchmarks.capacity import TOLERANCE, limited
from benchmarks.timing import Peer, compare, machine, options
from benchmarks.yardsticks import clarabel_rate_distortion, constrained_blahut_arimoto

FAMILIES = ("random", "hamming", "gaussian", "laplacian", "uniform")
SIZES = {"random": (100, 300), "gaussian": (100, 300, 1000)}  # 300 for the others


def instance(family, size):
    """Return source, distortion and level, a quarter of the way from the least to that of rate 0."""
    rng = np.random.default_rng(size)
    grid = np.linspace(-4.0, 4.0, size)
    difference = grid[:, None] - grid
    weights, d = {
        "random": lambda: (rng.gamma(1.0, size=size), rng.random((size, size))),
        "hamming": lambda: (rng.gamma(1.0, size=size), 1.0 - np.eye(size)),
        "gaussian": lambda: (np.exp(-(grid**2) / 2.0), difference**2),
        "laplacian": lambda: (np.exp(-np.abs(grid)), np.abs(difference)),
        "uniform": lambda: (np.ones(size), difference**2),
    }[family]()
    p = weights / weights.sum()
    low, high = float(p @ d.min(axis=1)), float((p @ d).min())
    return p, d, low + 0.25 * (high - low)


def ours(p, d, D):
    """Return the certified gap of the public call."""
    result = ib.rate_distortion(p, d, D, tol=TOLERANCE, unit=ib.NATS)
    if result.upper - result.lower > TOLERANCE:
        raise SystemExit(f"the certified gap is {result.gap:.3g}, more than {TOLERANCE}")
    return result.gap


def main():
    """Print the table."""
    arguments = options(__doc__.splitlines()[0], FAMILIES).parse_args()
    machine()
    threads, cap = arguments.peer_threads, 2.0 if arguments.quick else arguments.cap
    for family in arguments.only:
        for size in (30,) if arguments.quick else SIZES.get(family, (300,)):
            given = instance(family, size)

            def iterate(given=given):
                return constrained_blahut_arimoto(*given, 1e-6, cap)

            name = f"constrained BA to 1e-6 or {cap:g} s"
            peers = [Peer(name, limited(iterate, threads), arguments.capped_runs)]
            if size <= 30:
                peers.append(
                    Peer(
                        "cvxpy + Clarabel, whole channel",
                        lambda given=given: clarabel_rate_distortion(*given),
                    )
                )
            with warnings.catch_warnings():
                warnings.simplefilter("error", ib.ConvergenceWarning)
                ours(*given)  # a first call loads what is loaded late
                compare(f"{family}, {size} letters", lambda given=given: ours(*given), peers, arguments.runs)


if __name__ == "__main__":
    main()
