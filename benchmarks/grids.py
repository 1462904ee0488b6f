"""Rates on large grids under difference distortions: certified widths, times, and the memory they take.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.grids [--largest 100000]

One line for each instance: the width that was certified, the seconds to solve it and to verify it again,
and the peak memory of the process so far. A matrix of all pairs would take 80 GB at 100000 points.
"""

import argparse
import resource

import itbounds as ib
from benchmarks.timing import machine, seconds

INSTANCES = (
    ("gaussian_grid", "squared", 0.1, 10_001, 1e-6),
    ("gaussian_grid", "squared", 0.1, 100_001, 1e-6),
    ("gaussian_grid", "squared", 0.1, 1_000_001, 1e-6),
    ("laplacian_grid", "absolute", 0.2, 10_001, 1e-6),
    ("laplacian_grid", "absolute", 0.2, 100_001, 1e-6),
    ("laplacian_grid", "absolute", 0.2, 1_000_001, 1e-6),
    ("uniform_grid", "squared", 0.001, 10_000, 1e-5),
    ("uniform_grid", "absolute", 0.05, 10_000, 1e-6),
    ("laplacian_grid", "squared", 0.1, 10_001, 1e-5),
)


def main():
    """Print one line for each instance."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=100_001, help="the largest grid (%(default)s)")
    arguments = parser.parse_args()
    machine()
    for name, rho, level, size, tol in INSTANCES:
        if size > arguments.largest:
            continue
        source = getattr(ib.sources, name)(size)
        distortion = ib.distortions.difference(source, rho)
        solving, result = seconds(
            lambda s=source, d=distortion, D=level, t=tol: ib.rate_distortion(s, d, D, tol=t, unit="nat")
        )
        verifying, _ = seconds(result.verify)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{name:15s} {rho:9s} {size:8d}: {result}, width {result.gap:.1e} nat, "
            f"{solving:.1f} s, verified in {verifying:.2f} s, {memory:.2f} GB",
            flush=True,
        )


if __name__ == "__main__":
    main()
