"""A parameter sweep of a symbolic kernel against building and evaluating a kernel of numbers for each value.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.symbolic_sweep [--values 100000] [--loop 100000] [--forms]

The mutual information of a bit and the end of a cascade: a binary symmetric, a Z- and an erasure channel with
one parameter. Both are timed in this process. Nothing is scaled: if the loop is run on fewer values than the
sweep, the ratio is that of the two times all the same, and so too small. With `--forms` the ways of keeping a
composite short are compared: its length, and how far a numeric evaluation of it is from the truth.
"""

import argparse
import time
from functools import reduce

import numpy as np
import sympy

import itbounds as ib
from itbounds.kernels.measures import mutual_information
from itbounds.kernels.symbolic_entries import short

P = sympy.Symbol("p", nonnegative=True)


def clocked(call):
    start = time.perf_counter()
    value = call()
    return time.perf_counter() - start, value


def cascade():
    wires = zip("XYZ", "YZE", strict=True)
    diagram = reduce(lambda made, ends: made >> ib.Box("".join(ends), *ends), wires, ib.Box("bit", (), "X"))
    return diagram, {
        "bit": [0.5, 0.5],
        "XY": [[1 - P, P], [P, 1 - P]],
        "YZ": [[1, 0], [P / 2, 1 - P / 2]],
        "ZE": [[1 - P / 3, 0, P / 3], [0, 1 - P / 3, P / 3]],
    }


def loop(values):
    zoo, law = ib.zoo, [0.5, 0.5]
    return [
        mutual_information(law, zoo.bsc(p) >> zoo.z_channel(p / 2) >> zoo.bec(p / 3)) for p in values.tolist()
    ]


def sweep(count, looped):
    values = np.linspace(0.0, 1.0, count)
    made, found = clocked(lambda: ib.formula("I(X;E)", *cascade()))
    compiled, function = clocked(found.lambdify)
    fast, swept = min((clocked(lambda: function(values)) for _ in range(5)), key=lambda run: run[0])
    step = max(1, count // looped)
    slow, expected = clocked(lambda: loop(values[::step]))
    print(f"I(X;E) = {found}")
    print(f"formula made in {made:.3f} s, compiled in {compiled:.3f} s")
    print(f"one evaluation of {count} values {fast:.4f} s (best of 5)")
    print(f"a loop over {len(expected)} kernels {slow:.2f} s")
    print(f"ratio {slow / fast:.0f}, with making and compiling {slow / (fast + made + compiled):.0f}")
    print(f"largest difference {np.abs(swept[::step] - expected).max():.1e} bit")


def forms():
    """Compare sums of products as they are, expanded, factored, and as `short` chooses."""
    ways = {"as it is": lambda f: f, "expanded": sympy.expand, "factored": sympy.factor, "short": short}
    print(f"{'boxes':>5} {'way':<10} {'seconds':>8} {'operations':>10} {'error':>8}")
    for boxes in (2, 4, 8, 12, 20):
        for name, way in ways.items():
            if boxes > 12 and name == "as it is":
                continue  # a million operations, written out
            step = [[1 - P, P], [P / 2, 1 - P / 2]]
            elapsed, matrix = clocked(lambda step=step, way=way, boxes=boxes: power(step, boxes, way))
            operations = sum(sympy.count_ops(entry) for row in matrix for entry in row)
            at, exact = 0.93, power([[0.07, 0.93], [0.465, 0.535]], boxes, lambda f: f)
            function = sympy.lambdify(P, [entry for row in matrix for entry in row], cse=True)
            error = np.abs(np.array(function(at)) - np.array(exact).ravel()).max()
            print(f"{boxes:>5} {name:<10} {elapsed:>8.3f} {operations:>10} {error:>8.1e}", flush=True)


def power(step, boxes, way):
    matrix = step
    for _ in range(boxes - 1):
        matrix = [[way(sum(a * row[j] for a, row in zip(line, step, strict=True))) for j in range(2)]
                  for line in matrix]  # fmt: skip
    return matrix


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--values", type=int, default=100_000)
    options.add_argument("--loop", type=int, default=100_000)
    options.add_argument("--forms", action="store_true")
    chosen = options.parse_args()
    if chosen.forms:
        forms()
    sweep(chosen.values, chosen.loop)


if __name__ == "__main__":
    main()
