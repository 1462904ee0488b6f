"""What the road for arrays of other libraries costs: steps of Blahut-Arimoto in numpy, on either road.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.array_api [--runs 5] [--sizes 2 16 128 1024]

The same number of steps for numpy's own road, for the common road in numpy's namespace and, where it is
installed, in that of array-api-strict; their lower bounds must agree to 1e-12 nat. Ratios are the time of a
road over numpy's own, medians of paired runs.
"""

import argparse
import os
from importlib import import_module
from importlib.util import find_spec
from statistics import median

import numpy as np

from benchmarks.timing import machine, seconds
from itbounds.forms import CapacityForm
from itbounds.numerics.array_namespace import Placement
from itbounds.solvers.capacity.blahut_arimoto import BlahutArimoto


def roads(steps):
    """Return a solver for each road, numpy's own first."""
    found = {
        "numpy": BlahutArimoto(max_steps=steps),
        "common, numpy": BlahutArimoto(max_steps=steps, placement=Placement(np, np.float64)),
    }
    if find_spec("array_api_strict") is not None:
        strict = import_module("array_api_strict")
        placement = Placement(strict, strict.float64)
        found["common, strict"] = BlahutArimoto(max_steps=steps, placement=placement)
    return found


def compare(size, steps, runs):
    """Print one line for each road at one size."""
    form = CapacityForm(np.random.default_rng(size).dirichlet(np.ones(size), size))
    solvers = roads(steps)
    times = {name: [] for name in solvers}
    for _ in range(runs):
        bounds = {}
        for name, solver in solvers.items():
            elapsed, solution = seconds(lambda solver=solver: solver.solve(form, 0.0))
            times[name].append(elapsed / solution.steps)
            bounds[name] = solution.history[-1, 0]
        if np.ptp(list(bounds.values())) > 1e-12:
            raise SystemExit(f"the roads disagree: {bounds}")
    for name, taken in times.items():
        ratio = median(one / own for one, own in zip(taken, times["numpy"], strict=True))
        print(f"{size:5d} letters  {name:<15} {1e6 * median(taken):9.2f} us a step  {ratio:6.3f}", flush=True)


def main():
    """Print one line for each size and road."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs (%(default)s)")
    parser.add_argument("--sizes", type=int, nargs="+", default=(2, 16, 128, 1024), help="letters")
    arguments = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error("set OPENBLAS_NUM_THREADS=1: the comparison is for one core")
    machine()
    for size in arguments.sizes:
        compare(size, 200 if size > 512 else 1000, arguments.runs)


if __name__ == "__main__":
    main()
