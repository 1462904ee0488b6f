"""Capacity to a certified 1e-9 nat, through the public call, against public peers in the same process.

    python -m benchmarks.capacity [--runs 5] [--quick] [--only dirichlet awgn] [--cap 60]

The peers are plain Blahut-Arimoto with two matrix-vector products a step, run only to 1e-6 and to 1e-9 or
the cap; cvxpy with Clarabel at its defaults; and dit's channel_capacity on 2x2 channels, where dit is
installed. Ratios are the peer's time over ours, medians of paired runs. Our solvers choose their BLAS
threads themselves.
"""

import warnings

import numpy as np

import itbounds as ib
from benchmarks.timing import Peer, compare, machine, options
from benchmarks.yardsticks import blahut_arimoto, clarabel_capacity, dit_capacity, has_dit
from itbounds.numerics.threads import blas_threads
from itbounds.testing import channel_families

TOLERANCE = 1e-9
FAMILIES = ("dirichlet", "awgn", "zeros", "sparse", "identical_rows", "2x2")


def channel(family, size):
    """Return a square channel of a family; the discretised AWGN has inputs in [-4, 4] and unit noise."""
    if family == "awgn":
        return ib.zoo.awgn_grid(4.0, size, size).matrix
    name = {"zeros": "with_zeros"}.get(family, family)
    W = channel_families.FAMILIES[name](size, size, np.random.default_rng(size))
    return W[:, W.any(axis=0)]


def ours(W):
    """Return the certified gap of the public call."""
    result = ib.capacity(W, tol=TOLERANCE, unit=ib.NATS)
    if result.upper - result.lower > TOLERANCE:
        raise SystemExit(f"the certified gap is {result.gap:.3g}, more than {TOLERANCE}")
    return result.gap


def limited(call, threads):
    """Return a call that runs with a number of BLAS threads."""

    def run():
        with blas_threads(threads):
            return call()

    return run


def rivals(W, arguments, *, large):
    """Return the peers of one channel."""
    threads, cap = arguments.peer_threads, 2.0 if arguments.quick else arguments.cap
    peers = [
        Peer("Blahut-Arimoto to 1e-6", limited(lambda: blahut_arimoto(W, 1e-6, cap), threads)),
        Peer("cvxpy + Clarabel, default", limited(lambda: clarabel_capacity(W), threads)),
    ]
    if large:
        name = f"Blahut-Arimoto to 1e-9 or {cap:g} s"
        call = limited(lambda: blahut_arimoto(W, TOLERANCE, cap), threads)
        peers.append(Peer(name, call, arguments.capped_runs))
    return peers


def binary(arguments):
    """Compare 200 random 2x2 channels, one call each, with dit's uncertified routine."""
    rng = np.random.default_rng(2)
    channels = rng.dirichlet(np.ones(2), (20 if arguments.quick else 200, 2))
    peers = [Peer("Blahut-Arimoto to 1e-9", lambda: max(blahut_arimoto(W, TOLERANCE, 1.0) for W in channels))]
    if has_dit():
        peers.append(Peer("dit.channel_capacity", lambda: [dit_capacity(W) for W in channels][-1]))
    else:
        print("dit is not installed, or does not import here")
    compare(f"2x2, {len(channels)} channels", lambda: max(ours(W) for W in channels), peers, arguments.runs)


def main():
    """Print the table."""
    parser = options(__doc__.splitlines()[0], FAMILIES)
    parser.add_argument("--sizes", type=int, nargs="+", help="alphabet sizes (100, 300 and 1000)")
    arguments = parser.parse_args()
    machine()
    for family in arguments.only:
        if family == "2x2":
            binary(arguments)
            continue
        for size in arguments.sizes or ((30, 60) if arguments.quick else (100, 300, 1000)):
            W = channel(family, size)
            with warnings.catch_warnings():
                warnings.simplefilter("error", ib.ConvergenceWarning)
                ours(W)  # a first call loads what is loaded late
                peers = rivals(W, arguments, large=size >= 1000 or arguments.quick)
                compare(f"{family} {W.shape[0]}x{W.shape[1]}", lambda W=W: ours(W), peers, arguments.runs)


if __name__ == "__main__":
    main()
