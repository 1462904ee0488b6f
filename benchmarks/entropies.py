"""Entropies and informations of many variables at once, against a loop over sets or pairs.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.entropies [--runs 3] [--quick] [--only array samples ...]

All in this process, on the same data; times of a loop are those of some of its sets or pairs, scaled up to
all. Prints times, ratios and the largest difference. dit is compared with where it is installed.
"""

import itertools
from functools import partial
from statistics import median
from time import process_time

import numpy as np

import itbounds as ib
from benchmarks.large import forget_peak, held, peak
from benchmarks.timing import machine, options
from benchmarks.yardsticks import has_dit

FAMILIES = ("array", "samples", "triples", "pairs", "pairs_of_letters")


def entropy(q):
    """Return the entropy of a law in bits."""
    q = q[q > 0]
    return float(-(q * np.log2(q)).sum())


def timed(calls):
    """Return the processor time a call took, in the mean, and the values."""
    start = process_time()
    values = [call() for call in calls]
    return (process_time() - start) / len(calls), values


def chain(letters, variables, count, fresh):
    """Return samples of a stationary chain that takes a fresh letter with some probability."""
    rng = np.random.default_rng(0)
    samples = rng.integers(0, letters, (count, variables))
    for i in range(1, variables):
        samples[:, i] = np.where(rng.random(count) < fresh, samples[:, i], samples[:, i - 1])
    return samples


def report(label, ours, runs, found, rivals):
    """Time our call, and scale up the rivals: name, calls on some sets, their places, how many there are."""
    before = held()
    forget_peak()
    times = [timed([ours])[0] for _ in range(runs)]
    own, more = median(times), peak() - before
    print(f"{label}: {own:.3g} s, at most {more:.0f} MiB more than before", flush=True)
    for name, calls, places, total in rivals:
        each, values = timed(calls)
        off = float(np.abs(np.array(values) - found[places]).max())
        print(f"    {name:<28} {each * total:>9.3g} s  {each * total / own:>8.3g}x  difference {off:.0e} bit")


def array(arguments):
    """All joint entropies of an array against one marginal sum for each set."""
    n = 10 if arguments.quick else 14
    p = np.random.default_rng(0).dirichlet(np.ones(2**n)).reshape((2,) * n)
    masks = np.random.default_rng(1).choice(1 << n, 500, replace=False)

    def marginal(mask):
        return entropy(p.sum(axis=tuple(i for i in range(n) if not mask >> i & 1)).ravel())

    rivals = [("marginal sums", [lambda m=m: marginal(m) for m in masks], masks, 1 << n)]
    report(f"{n} bits, {1 << n} sets", lambda: ib.entropies(p), arguments.runs, ib.entropies(p), rivals)


def samples(arguments):
    """All joint entropies of samples whose product of alphabets has no room."""
    count = 5_000 if arguments.quick else 100_000
    for letters, variables, fresh in ((2, 16, 0.2), (4, 14, 0.3), (10, 14, 1.0)):
        n = 8 if arguments.quick else variables
        points = chain(letters, n, count, fresh)
        masks = np.random.default_rng(1).choice(np.arange(1, 1 << n), 12, replace=False)
        kept = [[i for i in range(n) if mask >> i & 1] for mask in masks]
        found = ib.entropies(points=points)
        calls = [lambda k=k, points=points: counted(points, k) for k in kept]
        rivals = [("np.unique of packed rows", calls, masks, 1 << n)]
        if has_dit() and not arguments.quick:
            rivals += in_dit(points, kept, masks)
        label = f"{count} samples of {n} variables of {letters} letters, {1 << n} sets"
        report(label, lambda points=points: ib.entropies(points=points), arguments.runs, found, rivals)


def triples(arguments):
    """All pairs and triples of twenty variables, from samples."""
    points = chain(10, 20, 5_000 if arguments.quick else 100_000, 0.3)
    sets = [*itertools.combinations(range(20), 2), *itertools.combinations(range(20), 3)]
    found = ib.entropies(points=points, sets=sets)
    places = np.random.default_rng(1).choice(len(sets), 20, replace=False)
    calls = [lambda k=sets[place]: counted(points, list(k)) for place in places]
    label = f"{len(points)} samples of 20 variables of 10 letters, {len(sets)} sets"
    ours = partial(ib.entropies, points=points, sets=sets)
    report(label, ours, arguments.runs, found, [("np.unique of packed rows", calls, places, len(sets))])


def counted(points, kept):
    """Return the entropy of some variables of samples, their letters packed into one number."""
    packed = np.zeros(len(points), dtype=np.int64)
    for i in kept:
        packed = packed * 10 + points[:, i]
    return entropy(np.unique(packed, return_counts=True)[1] / len(points))


def in_dit(points, kept, masks):
    """Return dit as a rival, its distribution made beforehand; it keeps outcomes as tuples."""
    import dit

    rows, counts = np.unique(points, axis=0, return_counts=True)
    law = dit.Distribution([tuple(row) for row in rows.tolist()], (counts / len(points)).tolist())
    calls = [lambda k=k: dit.shannon.entropy(law, k) for k in kept[:2]]
    return [("dit.shannon.entropy", calls, masks[:2], 1 << points.shape[1])]


def pairs(arguments, letters=(2, 4), variables=1000):
    """All pairwise informations of many variables."""
    from sklearn.metrics import mutual_info_score

    count, variables = (1_000, 100) if arguments.quick else (10_000, variables)
    for size in letters:
        points = chain(size, variables, count, 0.3)
        found = ib.pairwise_information(points=points)
        chosen = [tuple(pair) for pair in np.random.default_rng(1).integers(0, variables, (40, 2)).tolist()]
        columns = np.ascontiguousarray(points.T)

        def plain(i, j, columns=columns, size=size):
            joint = np.bincount(columns[i] * size + columns[j], minlength=size * size) / count
            table = joint.reshape(size, size)
            product = (table.sum(axis=1)[:, None] * table.sum(axis=0)).ravel()
            return float((joint * np.log2(np.where(joint > 0, joint, 1.0) / product)).sum())

        def score(i, j, columns=columns):
            return mutual_info_score(columns[i], columns[j]) / np.log(2.0)

        total, places = variables * (variables + 1) // 2, tuple(np.array(chosen).T)
        rivals = [
            ("bincount of each pair", [lambda p=p, f=plain: f(*p) for p in chosen], places, total),
            ("sklearn mutual_info_score", [lambda p=p, f=score: f(*p) for p in chosen], places, total),
        ]
        label = f"{count} samples of {variables} variables of {size} letters, {total} pairs"
        ours = partial(ib.pairwise_information, points=points)
        report(label, ours, arguments.runs, found, rivals)


def main():
    """Print a block for each family."""
    arguments = options(__doc__.splitlines()[0], FAMILIES).parse_args()
    machine()
    calls = {
        "array": array,
        "samples": samples,
        "triples": triples,
        "pairs": pairs,
        "pairs_of_letters": lambda given: pairs(given, letters=(8, 20), variables=300),
    }
    for family in arguments.only:
        calls[family](arguments)


if __name__ == "__main__":
    main()
