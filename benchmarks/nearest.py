"""KSG with its interval and verdict against one pair of coordinates in scikit-learn, and plain KSG by trees.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.nearest [--runs 9] [--cases 10000,5,5 10000,9,1]

A case is n, and the dimensions of x and of y. In turn, in this process and on the same points, run:
  whole       estimators.ksg: seven estimates (the sample, its halves and quarters), interval and verdict
  alone       the one estimate from all points
  regression  mutual_info_regression of scikit-learn on the first coordinate of x and of y
  trees       the textbook's KSG in all coordinates by trees of scipy, one estimate
Printed are medians of times, and of the ratios of the runs to the one of scikit-learn.
"""

import argparse
from statistics import median

import numpy as np

from benchmarks.timing import machine, seconds
from itbounds.estimators import ksg
from itbounds.estimators.nearest import local_informations, normal_scores

CASES = ("1000,1,1", "10000,1,1", "10000,2,2", "10000,5,5", "10000,9,1", "100000,1,1")

SLOW = 20_000
"""Trees in more dimensions than four take minutes on more points."""


def points(n, p, q, seed=0):
    """Return Gaussian points whose coordinates are correlated in pairs."""
    rng = np.random.default_rng(seed)
    x, noise = rng.standard_normal((2, n, max(p, q)))
    y = 0.7 * x + 0.7 * noise
    return x[:, :p].copy(), y[:, :q].copy()


def tree_ksg(x, y, k=3):
    """Return the estimate in nats from trees, as it is usually written."""
    from scipy.spatial import KDTree
    from scipy.special import digamma

    joint = np.hstack([x, y])
    radii = np.nextafter(KDTree(joint).query(joint, k=k + 1, p=np.inf)[0][:, -1], 0.0)
    counts = [KDTree(side).query_ball_point(side, radii, p=np.inf, return_length=True) for side in (x, y)]
    return digamma(k) + digamma(len(x)) - np.mean(digamma(counts[0]) + digamma(counts[1]))


def alone(x, y):
    """Return the estimate in nats from all points, without its interval."""
    return local_informations(normal_scores(x), normal_scores(y), 3)[0].mean()


def compare(n, p, q, runs):
    """Time all of them in turn and print a row each."""
    from sklearn.feature_selection import mutual_info_regression

    x, y = points(n, p, q)
    calls = {
        "whole": lambda: ksg(x, y, unit="nat").value,
        "alone": lambda: alone(x, y),
        "regression": lambda: mutual_info_regression(x[:, :1], y[:, 0])[0],
    }
    if n <= SLOW or p + q <= 4:
        calls["trees"] = lambda: tree_ksg(x, y)
    times, values = {name: [] for name in calls}, {}
    for _ in range(runs):
        for name, call in calls.items():
            elapsed, values[name] = seconds(call)
            times[name].append(elapsed)
    for name, taken in times.items():
        ratio = median(own / theirs for own, theirs in zip(taken, times["regression"], strict=True))
        print(
            f"{n:>7} points {p:>2} + {q:<2} {name:<11} {median(taken):>8.4f} s {ratio:>7.2f}x"
            f"   {values[name]:.3f} nats",
            flush=True,
        )


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument(
        "--runs", type=int, default=9, help="runs of which medians are printed (%(default)s)"
    )
    options.add_argument("--cases", nargs="+", default=CASES, metavar="N,P,Q", help="points and dimensions")
    chosen = options.parse_args()
    machine()
    for case in chosen.cases:
        compare(*map(int, case.split(",")), chosen.runs)


if __name__ == "__main__":
    main()
