"""Rates on large grids under difference distortions: certified widths, times, and the memory they take.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.grids [--largest 100000]

One line for each instance: the width that was certified, the seconds of the processor to solve it and to
verify it again, and the peak memory of the process so far. A matrix of all pairs would take 80 GB at 100000
points. Lines, planes and solids, then whole curves.
"""

import argparse
import resource
from time import process_time

import numpy as np

import itbounds as ib
from benchmarks.timing import machine

LINES = (
    ("gaussian_grid", "squared", 0.1, 10_001, 1e-6),
    ("gaussian_grid", "squared", 0.1, 100_001, 1e-6),
    ("gaussian_grid", "squared", 0.1, 1_000_001, 1e-6),
    ("gaussian_grid", "squared", 0.001, 1_000_001, 1e-6),
    ("laplacian_grid", "absolute", 0.2, 10_001, 1e-6),
    ("laplacian_grid", "absolute", 0.2, 100_001, 1e-6),
    ("laplacian_grid", "absolute", 0.2, 1_000_001, 1e-6),
    ("uniform_grid", "squared", 0.001, 10_000, 1e-5),
    ("uniform_grid", "squared", 0.001, 1_000_000, 1e-5),
    ("uniform_grid", "absolute", 0.05, 10_000, 1e-6),
    ("uniform_grid", "absolute", 0.05, 1_000_000, 1e-6),
    ("laplacian_grid", "squared", 0.1, 10_001, 1e-5),
)
# The points along an axis, the correlation of neighbouring axes, and the level.
GAUSSIANS = (
    (300, [[1.0, 0.5], [0.5, 1.0]], 0.1),
    (300, [[1.0, 0.5], [0.5, 1.0]], 0.5),
    (300, [[1.0, 0.5], [0.5, 1.0]], 1.2),
    (40, [[1.0, 0.6, 0.3], [0.6, 1.0, 0.5], [0.3, 0.5, 1.0]], 0.6),
)
CURVES = (("gaussian_grid", "squared", 10_001), ("gaussian_grid", "squared", 100_001))


def seconds(function):
    """Return the time of the processor that a call took, and its value."""
    start = process_time()
    value = function()
    return process_time() - start, value


def report(name, points, solving, result):
    """Print one line."""
    verifying, _ = seconds(result.verify)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{name:25s} {points:8d}: {result}, width {result.gap:.1e} nat, "
        f"{solving:.1f} s, verified in {verifying:.2f} s, {memory:.2f} GB",
        flush=True,
    )


def gaussian(size, covariance):
    """Return a correlated Gaussian law on a product of grids, and its squared error."""
    axis = np.linspace(-6.0, 6.0, size)
    points = np.stack(np.meshgrid(*[axis] * len(covariance), indexing="ij"), axis=-1)
    law = np.exp(-0.5 * np.einsum("...i,ij,...j", points, np.linalg.inv(covariance), points))
    error = ib.distortions.difference(axis)
    return law / law.sum(), ib.distortions.separable(*[error] * len(covariance))


def main():
    """Print one line for each instance."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=100_001, help="the largest grid (%(default)s)")
    arguments = parser.parse_args()
    machine()
    for name, rho, level, size, tol in LINES:
        if size > arguments.largest:
            continue
        source = getattr(ib.sources, name)(size)
        error = ib.distortions.difference(source, rho)
        solving, result = seconds(
            lambda s=source, d=error, D=level, t=tol: ib.rate_distortion(s, d, D, tol=t, unit="nat")
        )
        report(f"{name} {rho}", size, solving, result)
    for size, covariance, level in GAUSSIANS:
        law, error = gaussian(size, covariance)
        solving, result = seconds(
            lambda p=law, d=error, D=level: ib.rate_distortion(p, d, D, tol=1e-5, unit="nat")
        )
        report(f"correlated in {len(covariance)} axes", law.size, solving, result)
    for name, rho, size in CURVES:
        if size > arguments.largest:
            continue
        source = getattr(ib.sources, name)(size)
        error = ib.distortions.difference(source, rho)
        solving, curve = seconds(
            lambda s=source, d=error: ib.rate_distortion_curve(s, d, tol=0.01, least=0.01, unit="nat")
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{name} {rho} {size:8d}: {curve}, {len(curve.nodes)} nodes of {curve.provenance.steps} solves, "
            f"{solving:.1f} s, {memory:.2f} GB",
            flush=True,
        )


if __name__ == "__main__":
    main()
