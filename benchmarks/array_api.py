"""What the road for arrays of other libraries costs, and that numpy's own road is as fast as without it.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.array_api [--runs 5] [--sizes 16 128 1024]
    OPENBLAS_NUM_THREADS=1 python -m benchmarks.array_api --before DIRECTORY

Blahut-Arimoto for capacities and for rates, and reductions, on numpy's own road and on those of
array-api-strict and torch (on the CPU, one thread) where they are installed. The same number of steps is made
on every road. Lower bounds must agree to 1e-12 nat for capacities and 1e-9 for rates, reductions to a part in
10^12. Ratios are the time of a road over numpy's own, medians of paired runs of processor time. With a
directory that holds another version of the package, numpy's road there and here are timed in turns, in
processes of their own.
"""

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from time import process_time

import numpy as np

from benchmarks.timing import machine

QUESTIONS = ("capacity", "rate", "entropy", "information", "divergence")
AGREE = {"capacity": 1e-12, "rate": 1e-9}


def placements():
    """Return the places of the roads, numpy's own first."""
    from itbounds.numerics.array_namespace import Placement

    found = {"common, numpy": Placement(np, np.float64)}
    if find_spec("array_api_strict") is not None:
        strict = import_module("array_api_strict")
        found["array-api-strict"] = Placement(strict, strict.float64)
    if find_spec("torch") is not None and find_spec("array_api_compat") is not None:
        torch = import_module("torch")
        torch.set_num_threads(1)
        xp = import_module("array_api_compat.torch")
        for dtype in (torch.float64, torch.float32):
            found[str(dtype)] = Placement(xp, dtype, torch.device("cpu"))
    return found


def call(question, size, steps, placement=None):
    """Return a call that answers a question with a number, and how many steps it takes."""
    from itbounds.forms import CapacityForm, RateDistortionForm
    from itbounds.numerics import reductions
    from itbounds.solvers.capacity.blahut_arimoto import BlahutArimoto as CapacitySolver
    from itbounds.solvers.rate_distortion.blahut_arimoto import BlahutArimoto as RateSolver

    rng = np.random.default_rng(size)
    options = {"max_steps": steps} | ({} if placement is None else {"placement": placement})
    if question in ("capacity", "rate"):
        form, solver = CapacityForm(rng.dirichlet(np.ones(size), size)), CapacitySolver(**options)
        if question == "rate":
            points = np.sort(rng.normal(size=size))
            distortion = np.abs(np.subtract.outer(points, points))
            form = RateDistortionForm(np.full(size, 1.0 / size), distortion, 0.02)
            solver = RateSolver(**options)
        return lambda: float(solver.solve(form, 1e-14).history[-1, 0]), steps
    p, q = rng.random((2, size, size))
    if placement is not None:
        p, q = placement.put(p), placement.put(q)
    calls = {
        "entropy": lambda: float(reductions.entropy(p)),
        "information": lambda: float(reductions.mutual_information(p)),
        "divergence": lambda: float(reductions.relative_entropy(p, q)),
    }
    return calls[question], 1


def timed(answer):
    """Return processor time and value of a call."""
    start = process_time()
    value = answer()
    return process_time() - start, value


def compare(question, size, steps, runs):
    """Print one line for each road for one question at one size."""
    roads = {"numpy": call(question, size, steps)}
    for name, placement in placements().items():
        if name != "common, numpy" or question in AGREE:
            roads[name] = call(question, size, steps, placement)
    times, values = {name: [] for name in roads}, {}
    for _ in range(runs + 1):  # the first run loads and warms, and is not counted
        for name, (answer, count) in roads.items():
            elapsed, values[name] = timed(answer)
            times[name].append(elapsed / count)
    for name, value in values.items():
        tolerance = AGREE.get(question, 1e-12 * abs(values["numpy"]))
        if abs(value - values["numpy"]) > (tolerance if "32" not in name else 1e-4):
            raise SystemExit(f"the roads disagree: {values}")
    for name, taken in times.items():
        ratio = median(one / own for one, own in zip(taken[1:], times["numpy"][1:], strict=True))
        print(
            f"{question:<12}{size:5d}  {name:<17} {1e6 * median(taken[1:]):11.2f} us  {ratio:7.3f}",
            flush=True,
        )


def against(directory, sizes, steps, runs):
    """Print the time of this version's numpy road over that of another version, in turns."""
    command = [sys.executable, os.path.abspath(__file__), "--own"]
    command += ["--sizes", *map(str, sizes), "--steps", str(steps)]
    here, there = [], []
    for _ in range(runs):
        for found, home in ((here, os.getcwd()), (there, directory)):
            # The benchmark is this one, the package the one that is found first.
            environment = {**os.environ, "PYTHONPATH": home, "PYTHONSAFEPATH": "1"}
            output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            found.append(json.loads(output.stdout))
    for key in here[0]:
        ratio = median(new[key] / old[key] for new, old in zip(here, there, strict=True))
        print(f"{key:<24} this version over {directory}: {ratio:.3f}")


def own(sizes, steps):
    """Print numpy's own times as JSON: the least of seven."""
    found = {}
    for question in QUESTIONS:
        for size in sizes:
            answer, _ = call(question, size, steps)
            answer()
            found[f"{question} {size}"] = min(timed(answer)[0] for _ in range(7))
    print(json.dumps(found))


def main():
    """Print one line for each question, size and road."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs (%(default)s)")
    parser.add_argument("--sizes", type=int, nargs="+", default=(16, 128, 1024), help="letters")
    parser.add_argument("--steps", type=int, default=200, help="steps of an iteration (%(default)s)")
    parser.add_argument("--before", metavar="DIRECTORY", help="another version of the package")
    parser.add_argument("--own", action="store_true", help="numpy's own times only, as JSON")
    arguments = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error("set OPENBLAS_NUM_THREADS=1: the comparison is for one core")
    if arguments.own:
        own(arguments.sizes, arguments.steps)
        return
    machine()
    if arguments.before is not None:
        against(arguments.before, arguments.sizes, arguments.steps, arguments.runs)
        return
    for question in QUESTIONS:
        for size in arguments.sizes:
            compare(question, size, arguments.steps, arguments.runs)


if __name__ == "__main__":
    main()
