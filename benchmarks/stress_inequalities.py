"""Random inequalities on at most five variables: proved exactly when an independent program says so.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.stress_inequalities [--count 10000] [--seed 0] [--jobs 2]

A case is a random sum of entropies and informations, written as a string, for any laws or for those of a
random network in which every variable is a function of some others, or depends on the rest only through
them. It goes through the public call. The status is compared with that of the plain program of all elemental
inequalities, written here and solved by scipy; every certificate and counterexample is verified; and no
inequality that is proved may be violated by any of 200 random laws of its kind, whose entropies are summed
here as well. So few variables are solved without reductions and in integers; but in every other case these
are made, and in half of those the programs are left to the solver. In two of ten a law that refutes it is
sought. Exits with 1 on any fault.
"""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from multiprocessing import get_context

import numpy as np

LAWS = 200
NAMES = "ABCDE"


@dataclass(frozen=True)
class Case:
    """A claim as coefficients of quantities (first, second, condition), which are bitmasks; and a network.

    The network lists, for each variable, its parents among those before it (a bitmask), and whether it is a
    function of them; it is None if nothing is given.
    """

    size: int
    quantities: tuple
    equality: bool
    network: tuple | None


def random_case(rng):
    """Draw a case; about half of them are true."""
    size = int(rng.integers(2, 6))
    network = None
    if rng.random() < 0.5:
        kept = rng.random()
        parents = [int(sum((rng.random() < kept) << j for j in range(i))) for i in range(size)]
        network = tuple((mask, bool(mask and rng.random() < 0.35)) for mask in parents)
    if network is not None and rng.random() < 0.25:
        return Case(size, ((1, *_masks(rng, size)),), True, network)
    if rng.random() < 0.3:
        return Case(size, _hidden(rng, size), False, network)
    weights = [int(w) for w in rng.integers(1, 4, size=int(rng.integers(1, 6)))]
    weights += [-1] * int(rng.integers(0, 3))
    return Case(size, tuple((w, *_masks(rng, size)) for w in weights), False, network)


def _masks(rng, size):
    """Draw two groups that are not empty, and a condition; they may overlap."""
    while True:
        drawn = [int(sum((rng.random() < p) << i for i in range(size))) for p in (0.45, 0.45, 0.3)]
        if drawn[0] and drawn[1]:
            return tuple(drawn)


def _hidden(rng, size):
    """Write a sum of informations by joint entropies, and perhaps take a small one away."""
    total = Counter()
    for weight in rng.integers(1, 4, size=int(rng.integers(2, 7))):
        for mask, value in _terms(*_masks(rng, size)).items():
            total[mask] += int(weight) * value
    found = [(value, mask, mask, 0) for mask, value in sorted(total.items()) if value]
    if rng.random() < 0.5 or not found:
        found.append((-1, *_masks(rng, size)))
    return tuple(found)


def _terms(first, second, condition):
    """Return I(first; second | condition) by joint entropies, as its definition says."""
    terms = Counter()
    for mask, sign in (
        (first | condition, 1),
        (second | condition, 1),
        (first | second | condition, -1),
        (condition, -1),
    ):
        if mask:
            terms[mask] += sign
    return terms


def written(case):
    """Return the claim and what is given as strings."""

    def group(mask):
        return ",".join(NAMES[i] for i in range(case.size) if mask >> i & 1)

    def quantity(first, second, condition):
        inside = group(first) if first == second else f"{group(first)};{group(second)}"
        return f"{'H' if first == second else 'I'}({inside}{'|' + group(condition) if condition else ''})"

    parts = [f"{'-' if w < 0 else '+'} {abs(w)} {quantity(*masks)}" for w, *masks in case.quantities]
    claim = " ".join(parts).removeprefix("+ ") + (" == 0" if case.equality else " >= 0")
    given = []
    for first, second, condition in premises(case):
        given.append(f"{quantity(first, second, condition)} == 0")
    return claim, given


def premises(case):
    """Return what the network says is zero."""
    found = []
    for i, (parents, function) in enumerate(case.network or ()):
        others = ((1 << i) - 1) & ~parents
        if function:
            found.append((1 << i, 1 << i, parents))
        elif others:
            found.append((1 << i, others, parents))
    return found


def row(size, quantities):
    """Return a sum of quantities as a vector over all sets."""
    vector = np.zeros(1 << size)
    for weight, *masks in quantities:
        for mask, value in _terms(*masks).items():
            vector[mask] += weight * value
    return vector


def implied(case):
    """Decide by the plain program: least value of the claim over Shannon's cone with H(all) at most 1."""
    from scipy.optimize import linprog

    size, everything = case.size, (1 << case.size) - 1
    rows = [row(size, [(1, 1 << i, 1 << i, everything & ~(1 << i))]) for i in range(size)]
    for i, j in combinations(range(size), 2):
        for condition in range(1 << size):
            if not condition & (1 << i | 1 << j):
                rows.append(row(size, [(1, 1 << i, 1 << j, condition)]))
    zero = np.zeros(1 << size)
    zero[0] = 1.0
    equalities = [zero, *(row(size, [(1, *masks)]) for masks in premises(case))]
    claim = row(size, case.quantities)
    for cost in (claim, -claim) if case.equality else (claim,):
        found = linprog(
            cost,
            A_ub=-np.array(rows),
            b_ub=np.zeros(len(rows)),
            A_eq=np.array(equalities),
            b_eq=np.zeros(len(equalities)),
            bounds=(0.0, 1.0),
            method="highs-ds",
        )
        if found.status != 0:
            raise RuntimeError(f"scipy's program ended with status {found.status}: {found.message}")
        if found.fun < -1e-7:
            return False
    return True


def random_laws(rng, case):
    """Draw laws of the network, or any laws; the axes after the first are the variables."""
    network = case.network or tuple(((1 << i) - 1, False) for i in range(case.size))
    letters = int(rng.integers(2, 4)) if case.size < 5 else 2
    laws = np.ones((LAWS, *(1,) * case.size))
    for i, (parents, function) in enumerate(network):
        shape = [letters if parents >> j & 1 else 1 for j in range(case.size)]
        rest = int(np.prod(shape))
        if function:
            kernel = np.eye(letters)[rng.integers(letters, size=(LAWS, rest))]
        else:
            decades = rng.choice([0.0, 1.0, 3.0], size=(LAWS, 1, 1))
            kernel = rng.exponential(size=(LAWS, rest, letters)) ** (1.0 + decades)
            kept = rng.random(kernel.shape) < rng.choice([1.0, 0.6], size=(LAWS, 1, 1))
            kept[np.arange(LAWS)[:, None], np.arange(rest), rng.integers(letters, size=(LAWS, rest))] = True
            kernel = np.where(kept, kernel + 1e-12, 0.0)
            kernel /= kernel.sum(axis=2, keepdims=True)
        laws = laws * np.moveaxis(kernel.reshape(LAWS, *shape, letters), -1, i + 1).reshape(
            LAWS, *(letters if j == i else shape[j] for j in range(case.size))
        )
    return laws


def marginal_sums(laws, size):
    """Return all joint entropies of the laws in nats, one sum for each set."""
    values = np.zeros((len(laws), 1 << size))
    for mask in range(1, 1 << size):
        q = laws.sum(axis=tuple(i + 1 for i in range(size) if not mask >> i & 1)).reshape(len(laws), -1)
        values[:, mask] = -(q * np.log(np.where(q > 0, q, 1.0))).sum(axis=1)
    return values


def examine(index, seed):
    """Solve and check one case; return its index, statement, status, time and fault."""
    import itbounds as ib
    from itbounds.problems.entropic_decision import Decider

    rng = np.random.default_rng([seed, index])
    case = random_case(rng)
    claim, given = written(case)
    start = time.perf_counter()
    try:
        decider = Decider(direct=5 * (index % 2), exact_rows=200 * (index // 2 % 2))
        proof = ib.Inequality(claim, given, decider=decider).solve(search=index % 10 < 2)
        taken = time.perf_counter() - start
        proof.verify()
    except (ib.ItboundsError, ArithmeticError, ValueError, LookupError, TypeError) as error:
        return index, claim, given, "RAISED", time.perf_counter() - start, repr(error)
    fault = ""
    if proof.status is ib.ProofStatus.UNDECIDED:
        fault = "undecided"
    elif proof.proved != implied(case):
        fault = f"{proof.status.name}, but scipy's program says {'not ' if proof.proved else ''}implied"
    elif proof.proved:
        values = marginal_sums(random_laws(rng, case), case.size) @ row(case.size, case.quantities)
        worst = np.abs(values).max() if case.equality else -values.min()
        if worst > 1e-9:
            fault = f"proved, but a law violates it by {worst:.3g} nat"
    return index, claim, given, proof.status.name, taken, fault


def main():
    """Run every case; print the faults and a summary."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=10_000, help="number of cases (%(default)s)")
    options.add_argument("--seed", type=int, default=0, help="case i is drawn from default_rng([seed, i])")
    options.add_argument("--first", type=int, default=0, help="the first case; with --count 1 one case alone")
    options.add_argument("--jobs", type=int, default=2, help="worker processes (%(default)s)")
    chosen = options.parse_args()
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    start, found = time.perf_counter(), []
    indices = range(chosen.first, chosen.first + chosen.count)
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for outcome in pool.map(examine, indices, [chosen.seed] * chosen.count, chunksize=20):
            found.append(outcome)
            index, claim, given, _, _, fault = outcome
            if fault:
                print(f"case [{chosen.seed}, {index}] {claim} given {given}: FAULT {fault}", flush=True)
    seconds = sorted(outcome[4] for outcome in found)
    faults = sum(bool(outcome[5]) for outcome in found)
    statuses = Counter(outcome[3] for outcome in found)
    print(f"cases            {len(found)}, {sum(bool(outcome[2]) for outcome in found)} of them with givens")
    print(f"statuses         {', '.join(f'{count} {name}' for name, count in statuses.most_common())}")
    print(f"faults           {faults}")
    print(f"seconds a claim  median {seconds[len(seconds) // 2]:.2g}, most {seconds[-1]:.2g}")
    print(f"wall time        {time.perf_counter() - start:.0f} s")
    print("HELD" if faults == 0 and len(found) == chosen.count else "FAILED")
    return 0 if faults == 0 and len(found) == chosen.count else 1


if __name__ == "__main__":
    sys.exit(main())
