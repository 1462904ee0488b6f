"""How close the entropy of a large array comes to the speed at which memory can be read.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.entropy_bandwidth [million doubles, 50 by default]

Prints the median processor time (other programs disturb it less) of each as a multiple of ``np.max`` or
``np.sum`` over the same array, whichever is quicker at reading it, with the memory it needs beside the array.
"""

import sys
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np
from scipy.special import xlogy

from itbounds.numerics.reductions import entropy, mutual_information, relative_entropy


def seconds(call: Callable[[], object], repeats: int = 5) -> float:
    times = []
    for _ in range(repeats):
        start = process_time()
        call()
        times.append(process_time() - start)
    return median(times)


def peak_memory(call: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def by_ratios(joint: np.ndarray) -> float:
    """The mutual information as one would write it down."""
    rows, columns, total = joint.sum(1), joint.sum(0), joint.sum()
    return float(xlogy(joint, joint * total / np.outer(rows, columns)).sum() / total)


def main(millions: int) -> None:
    size = millions * 1_000_000
    p = np.random.default_rng(0).random(size)
    zeros = p.copy()
    zeros[::2] = 0.0
    side = int(size**0.5)
    joint = p[: side * side].reshape(side, side)
    reading = min(seconds(p.max), seconds(p.sum))
    print(f"reading {size:.3g} doubles: {8e-9 * size / reading:.1f} GB/s")
    calls: dict[str, Callable[[], object]] = {
        "entropy": lambda: entropy(p),
        "entropy, every other entry 0": lambda: entropy(zeros),
        "whole-array -xlogy(p, p).sum()": lambda: -xlogy(p, p).sum(),
        "whole-array -(p @ log(p))": lambda: -(p @ np.log(p)),
        "relative entropy of two such": lambda: relative_entropy(zeros, p),
        "xlogy(J, J S / outer(a, b)).sum(), square": lambda: by_ratios(joint),
        "mutual information, square": lambda: mutual_information(joint),
        "H(X) + H(Y) - H(X, Y), square": lambda: (
            entropy(joint.sum(0)) + entropy(joint.sum(1)) - entropy(joint)
        ),
    }
    for name, call in calls.items():
        print(f"{name:42s} {seconds(call) / reading:6.1f} x   {peak_memory(call) / 2**20:8.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
