"""Programs with a parameter: the batch of `solve(grid=...)` against a loop over the grid, in one process.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.program_grid [--runs 3] [--count 200]

Every value carries its own certificate, to 1e-9 bit, in both. Ratios are loop over batch, medians of paired
runs.
"""

import argparse
import os
from itertools import product
from statistics import median

import numpy as np
import sympy

import itbounds as ib
from benchmarks.timing import machine, seconds

TOLERANCE = 1e-9


def capacity(parameter):
    """Return the capacity of a channel with one noisy letter, under a cost."""
    X, Y = ib.rvs("X Y")
    model = {X: ib.free(2), (Y | X): [[1 - parameter, parameter], [0, 1]]}
    return ib.Program(maximize=ib.I(X, Y), model=model, subject_to=[ib.E([1, 0], X, name="c") <= 0.3])


def wyner_ziv(parameter):
    """Return the Wyner-Ziv function of a bit and its noisy copy."""
    X, Y, U = ib.rvs("X Y U")
    functions = np.array(list(product(range(2), repeat=2)))
    errors = np.array([[(functions[:, y] != x).astype(float) for y in range(2)] for x in range(2)])
    copy = [[1 - parameter, parameter], [parameter, 1 - parameter]]
    return ib.Program(
        minimize=ib.I(X, U) - ib.I(Y, U),
        model={X: [0.5, 0.5], (Y | X): copy, (U | X): ib.free(4)},
        subject_to=[ib.E(errors, X, Y, U, name="d") <= 0.1],
    )


def main():
    """Print one line for each program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="paired runs (%(default)s)")
    parser.add_argument("--count", type=int, default=200, help="values of the parameter (%(default)s)")
    arguments = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error("set OPENBLAS_NUM_THREADS=1: the comparison is for one core")
    machine()
    p = sympy.Symbol("p")
    values = np.linspace(0.12, 0.45, arguments.count)
    for name, make in (("capacity with a cost", capacity), ("Wyner-Ziv", wyner_ziv)):
        program = make(p)
        program.solve(grid={p: values[:2]}, tol=TOLERANCE)
        program.at(p=0.2).solve(tol=TOLERANCE)
        batch, loop = [], []
        for _ in range(arguments.runs):
            elapsed, curve = seconds(lambda program=program: program.solve(grid={p: values}, tol=TOLERANCE))
            batch.append(elapsed)
            elapsed, singles = seconds(
                lambda program=program: [program.at(p=v).solve(tol=TOLERANCE) for v in values.tolist()]
            )
            loop.append(elapsed)
        for value, single in zip(values.tolist(), singles, strict=True):
            point = curve.at(value)
            if point.gap > TOLERANCE or point.lower > single.upper or single.lower > point.upper:
                raise SystemExit(f"the results disagree, or are too wide: {point}, {single}")
        ratio = median(alone / together for alone, together in zip(loop, batch, strict=True))
        print(
            f"{name:<22} {len(values)} values: batch {1e3 * median(batch):.0f} ms, "
            f"loop {1e3 * median(loop):.0f} ms, {ratio:.1f}x",
            flush=True,
        )


if __name__ == "__main__":
    main()
