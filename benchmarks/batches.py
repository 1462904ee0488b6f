"""Capacities and rates of many small problems: one call on the stack against a loop, in the same process.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.batches [--runs 3] [--count 1000] [--sizes 2 4 8]

Channels of nine hard families at random; Dirichlet sources under Hamming distortion, at a tenth of the
largest level of each size. Each interval is certified to 1e-9 bit. Ratios are loop over stack, medians of
paired runs.
"""

import argparse
import os
from statistics import median

import numpy as np

import itbounds as ib
from benchmarks.timing import machine, seconds
from itbounds.testing import channel_families

TOLERANCE = 1e-9


def channels(count, size, rng):
    """Return channels of random families, those with fewer letters left out."""
    kinds, drawn = list(channel_families.FAMILIES.values()), []
    while len(drawn) < count:
        W = kinds[int(rng.integers(len(kinds)))](size, size, rng)
        if W.shape == (size, size):
            drawn.append(W)
    return np.array(drawn)


def compare(what, size, stack, answer, runs):
    """Print one line: the call on a stack against the loop of calls; their results must agree."""
    answer(stack[:2], tol=TOLERANCE)
    answer(stack[0], tol=TOLERANCE)
    together, alone = [], []
    for _ in range(runs):
        elapsed, results = seconds(lambda: answer(stack, tol=TOLERANCE))
        together.append(elapsed)
        elapsed, singles = seconds(lambda: [answer(entry, tol=TOLERANCE) for entry in stack])
        alone.append(elapsed)
    widest = max(result.gap for result in results)
    for result, single in zip(results, singles, strict=True):
        if result.gap > TOLERANCE or result.lower > single.upper or single.lower > result.upper:
            raise SystemExit(f"the results disagree, or are too wide: {result}, {single}")
    ratio = median(loop / whole for loop, whole in zip(alone, together, strict=True))
    print(
        f"{len(stack)} {what} of size {size}: stack {1e3 * median(together):.1f} ms, "
        f"loop {1e3 * median(alone):.0f} ms, {ratio:.1f}x, widest {widest:.1e} bit",
        flush=True,
    )


def main():
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="paired runs (%(default)s)")
    parser.add_argument("--count", type=int, default=1000, help="channels in a stack (%(default)s)")
    parser.add_argument("--sizes", type=int, nargs="+", default=(2, 4, 8, 16, 32), help="alphabet sizes")
    arguments = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error("set OPENBLAS_NUM_THREADS=1: the comparison is for one core")
    machine()
    for size in arguments.sizes:
        rng = np.random.default_rng(size)
        stack = channels(arguments.count, size, rng)
        compare("channels", size, stack, ib.capacity, arguments.runs)
        laws = rng.dirichlet(np.ones(size), arguments.count)
        hamming, level = ib.distortions.hamming(size), 0.1 * (1.0 - 1.0 / size)
        compare(
            "sources",
            size,
            laws,
            lambda p, tol, d=hamming, D=level: ib.rate_distortion(p, d, D, tol=tol),
            arguments.runs,
        )


if __name__ == "__main__":
    main()
