"""All joint entropies in one pass against one marginal sum for each set of variables.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.entropies [--variables 14] [--letters 2] [--repeat 5]

Both run in this process on the same random law; prints the times, their ratio and the largest difference.
"""

import argparse
import time

import numpy as np

from itbounds.numerics.entropies import entropies
from itbounds.units import BITS


def marginal_sums(p):
    """One sum over the other axes for each set, as it is usually written."""
    found = np.zeros(1 << p.ndim)
    for mask in range(1, 1 << p.ndim):
        q = p.sum(axis=tuple(i for i in range(p.ndim) if not mask >> i & 1))
        q = q[q > 0]
        found[mask] = -(q * np.log(q)).sum() / BITS.nats
    return found


def clocked(call):
    start = time.perf_counter()
    value = call()
    return time.perf_counter() - start, value


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--variables", type=int, default=14)
    options.add_argument("--letters", type=int, default=2)
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    shape = (chosen.letters,) * chosen.variables
    rng = np.random.default_rng(chosen.seed)
    p = rng.dirichlet(np.ones(chosen.letters**chosen.variables)).reshape(shape)
    slow, expected = clocked(lambda: marginal_sums(p))
    runs = [clocked(lambda: entropies(p)) for _ in range(chosen.repeat)]
    fast, found = min(runs, key=lambda run: run[0])
    print(
        f"{chosen.variables} variables of {chosen.letters} letters: {1 << chosen.variables} joint entropies"
    )
    print(f"marginal sums {slow:8.3f} s    one pass {fast:8.4f} s (best of {chosen.repeat})")
    print(f"ratio {slow / fast:.1f}    largest difference {np.abs(found - expected).max():.1e} bit")


if __name__ == "__main__":
    main()
