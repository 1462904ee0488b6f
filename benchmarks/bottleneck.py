"""Time the information bottleneck against dit's curve and against the plain iteration from random starts.

Run ``OPENBLAS_NUM_THREADS=1 python -m benchmarks.bottleneck``. The joint laws are random. At every slope the
objective I(T;Y) - I(X;T)/beta that was reached is compared: a shortfall is how much a method missed of ours.
dit has no certificate; ours attains the lower end, and says what its search for a better posterior found.
"""

import argparse

import numpy as np

import itbounds as ib
from benchmarks.timing import machine, seconds
from benchmarks.yardsticks import has_dit
from tests.reference.bottleneck import best_of_restarts


def ours(joint, slopes):
    """Return the objective at every slope, and the largest gap of the search."""
    results = [ib.information_bottleneck(joint, beta=beta, unit=ib.NATS) for beta in slopes]
    found = [r.lower - r.rate / beta for r, beta in zip(results, slopes, strict=True)]
    return np.array(found), max(r.conjecture - r.lower for r in results)


def dit_curve(joint, slopes):
    """Return the objective that dit's curve reaches at every slope, in nats."""
    import dit
    from dit.rate_distortion import IBCurve

    outcomes = [(x, y) for x in range(len(joint)) for y in range(len(joint.T))]
    law = dit.Distribution(outcomes, joint.ravel())
    curve = IBCurve(
        law, rvs=[[0], [1]], beta_min=slopes[0], beta_max=slopes[-1], beta_num=len(slopes), method="sp"
    )
    return np.log(2) * (curve.relevances - curve.complexities / np.asarray(slopes))


def main():
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[4, 8], help="letters of both variables")
    parser.add_argument("--slopes", type=int, default=5, help="points of the curve (%(default)s)")
    parser.add_argument("--restarts", type=int, default=50, help="random starts (%(default)s)")
    arguments = parser.parse_args()
    machine()
    slopes = np.linspace(1.5, 15.0, arguments.slopes)
    for size in arguments.sizes:
        rng = np.random.default_rng(size)
        joint = rng.dirichlet(np.full(size * size, 0.5)).reshape(size, size)
        ours(joint, slopes[:1])
        taken, (found, gap) = seconds(lambda joint=joint: ours(joint, slopes))
        print(f"{size}x{size}, {len(slopes)} slopes: {taken:.3f} s, gap of the search {gap:.1e} nat")

        def restarted(joint=joint, rng=rng):
            return np.array([best_of_restarts(joint, beta, rng, arguments.restarts) for beta in slopes])

        theirs, best = seconds(restarted)
        missed = f"misses {np.max(found - best):.1e} nat"
        print(f"  {arguments.restarts} restarts: {theirs / taken:.3g}x the time, {missed}")
        print(f"  ours misses at most {max(0.0, np.max(best - found)):.1e} nat of them")
        if has_dit():
            theirs, best = seconds(lambda joint=joint: dit_curve(joint, slopes))
            shortfall = f"misses {np.max(found - best):.1e}, we miss {max(0.0, np.max(best - found)):.1e} nat"
            print(f"  dit.IBCurve: {theirs / taken:.3g}x the time, {shortfall}")


if __name__ == "__main__":
    main()
