"""Random finite problems, solved by enumeration, and every bound of a family held against the truth.

    python -m benchmarks.stress_bounds --family generalization [--count 5000] [--seed 0] [--jobs 2]

A case is a batch of `BATCH` problems of one size. A fault is an upper bound below the truth, or a lower one
above it; informations are given away by 1e-11 of themselves, which covers the rounding of the enumeration.
The gap that is reported is the least excess of a bound over the truth. Exits with 1 if there is a fault.
A family is a function from a generator to (label, least excess, faults), in `FAMILIES`.
"""

import sys
import time

import numpy as np

from benchmarks.stress import Outcome, parser, run

BATCH = 50
UP, DUST = 1.0 + 1e-11, 1e-13


def generalization(rng):
    """Learners of up to four values of the weights, from up to three data with up to three values."""
    import itbounds as ib
    from itbounds.testing.learning_problems import random_learning_problems
    from itbounds.testing.supersample_problems import SupersampleProblems

    bounds = ib.bounds.generalization
    k, n, m = [(2, 1, 2), (2, 2, 3), (2, 3, 2), (3, 2, 3), (3, 1, 4), (2, 3, 4)][rng.integers(6)]
    kind = ["levels", "binary", "interpolating"][rng.integers(3)]
    problems = random_learning_problems(rng, BATCH, k=k, n=n, m=m, kind=kind)
    found = SupersampleProblems(problems)
    risk, low = problems.risk, np.clip(problems.empirical_risk, 0.0, 1.0)
    gaps = np.abs(risk - low)
    whole, parts = above(problems.information), above(problems.single_informations)
    pairs, weights = above(found.informations("pair")), above(found.informations("weights"))
    differences, free = above(found.informations("difference")), above(found.unconditional("difference"))
    singles, coins = above(found.unconditional("single")), above(found.whole)
    chances, bit = found.masses, np.log(2.0)
    distances, slopes = problems.transport(np.arange(float(problems.algorithm.shape[2])))
    check = Check()
    for b in range(BATCH):
        gap = gaps[b]
        check.upper(gap, bounds.xu_raginsky(whole[b], n, 0.5))
        check.upper(gap, bounds.individual_sample(parts[b], 0.5))
        check.upper(gap, bounds.total_variation(np.minimum(above(problems.variations[b]), 1.0)))
        check.upper(gap, bounds.total_variation(informations=parts[b]))
        check.upper(gap, bounds.chi_square(above(problems.chi_squares[b]), above(problems.variance[b])))
        check.upper(gap, bounds.wasserstein(above(distances[b]), above(slopes[b])))
        check.upper(gap, bounds.cmi(min(coins[b], n * bit), n))
        for theorem, tables in (
            (bounds.individual_cmi, weights),
            (bounds.e_cmi, pairs),
            (bounds.ld_cmi, differences),
        ):
            # The mean over supersamples is taken outside of the root.
            values = [theorem(np.minimum(rows, bit)).value for rows in tables[b]]
            check.value(gap, float(chances[b] @ values), theorem.__name__)
        check.upper(gap, bounds.ld_mi(np.minimum(free[b], bit)))
        check.upper(gap, bounds.sl_mi(np.minimum(singles[b], bit)))
        pair, single = float(chances[b] @ pairs[b].mean(axis=1)), float(singles[b].mean())
        check.upper(risk[b], bounds.pair_inversion(pair, low[b]))
        check.lower(risk[b], bounds.pair_inversion_lower(pair, low[b]))
        check.upper(risk[b], bounds.hellstrom_durisi(pair, low[b]))
        check.upper(risk[b], bounds.fast_rate_of_pairs(pair, low[b]))
        check.upper(risk[b], bounds.single_loss_inversion(single, low[b]))
        check.upper(risk[b], bounds.fast_rate(single, low[b]))
        if kind == "interpolating":
            exact = bounds.interpolation(np.minimum(found.unconditional("difference")[b], bit)).value
            check.value(abs(exact - risk[b]), 1e-12, "interpolation")
    for order in (1.5, 2.0, 8.0, np.inf):
        thresholds = [bounds.sibson(i, n, 0.5, 0.3, order).value for i in above(problems.sibson(order))]
        for mass in problems.tail(np.array(thresholds)):
            check.value(mass, 0.3, "sibson")
    return f"{kind} k={k} n={n}", check


def risks(rng):
    """Bounds with a probability: they fail on samples of at most that probability, whatever the posterior."""
    from itbounds.testing.risk_problems import random_risk_problems
    from tests.reference.risks import failures

    k, n, m = [(2, 5, 3), (2, 8, 2), (3, 3, 3), (2, 3, 5), (3, 4, 2)][rng.integers(5)]
    binary = bool(rng.integers(2))
    problems = random_risk_problems(rng, BATCH, k=k, n=n, m=m, binary=binary)
    check = Check()
    for b in range(BATCH):
        delta = float(rng.choice([0.05, 0.3, 0.8]))
        for name, chance in failures(problems, b, delta).items():
            check.value(chance, delta, name)
    return f"{'binary' if binary else 'bounded'} k={k} n={n} m={m}", check


def codes(rng):
    """Codes for random channels of up to nine words, the best of every size found by enumeration."""
    import itbounds as ib
    from tests.reference.coding import largest_code, right_decisions

    bounds = ib.bounds.blocklength
    m, outputs, n = [(2, 2, 3), (2, 3, 3), (3, 3, 2), (4, 3, 1), (3, 4, 2)][rng.integers(5)]
    kind = ["random", "symmetric", "erasures"][rng.integers(3)]
    check = Check()
    for _ in range(BATCH):
        if kind == "random":
            matrix = rng.dirichlet(np.full(outputs, 10.0 ** rng.uniform(-0.7, 0.7)), m)
        elif kind == "symmetric":
            matrix = ib.zoo.q_ary_symmetric(m, rng.uniform()).matrix
        else:
            matrix = ib.zoo.bec(rng.uniform()).matrix
        best, eps = right_decisions(matrix, n), float(rng.choice([1e-3, 0.05, 0.3, rng.uniform()]))
        most = np.log(largest_code(best, eps))
        exists = [bounds.dependence_testing, bounds.gallager]
        converses = [bounds.strong_converse]
        if kind != "random":
            exists, converses = [*exists, bounds.rcu], [*converses, bounds.metaconverse]
        for bound in exists:
            # A code has a whole number of messages.
            found = bound(matrix, n, eps, unit="nat")
            check.value(np.log(max(1.0, np.floor(np.exp(found.nats) * UP))), most, found.theorem)
        for bound in converses:
            check.upper(most, bound(matrix, n, eps, unit="nat"))
    return f"{kind} {m}x{outputs} n={n}", check


def hypotheses(rng):
    """Tests of two laws from up to five samples, the best one found outcome by outcome."""
    import itbounds as ib
    from tests.reference.coding import best_beta

    bounds = ib.bounds.hypothesis_testing
    k, n = [(2, 1), (2, 5), (3, 3), (4, 2), (5, 2)][rng.integers(5)]
    check = Check()
    for _ in range(BATCH):
        p, q = rng.dirichlet(np.full(k, 10.0 ** rng.uniform(-0.7, 1.0)), 2)
        eps = float(rng.uniform(0.001, 0.95))
        beta = best_beta(p, q, n, eps)
        exponent = -np.log(max(beta, 1e-300))
        best = bounds.neyman_pearson(p, q, eps, n, unit="nat")
        if beta > 1e-12:
            # The reference errs in absolute terms: smaller errors are beyond it.
            check.value(exponent, best.terms["at most"] + 1e-15 / beta, "neyman_pearson")
            check.value(best.terms["at least"], exponent + 1e-15 / beta, "neyman_pearson")
        check.upper(exponent, bounds.stein_converse(p, q, eps, n, unit="nat"))
        rate = -np.log(eps) / n
        low = bounds.hoeffding_exponent(p, q, rate, unit="nat").terms["at least"]
        check.value(n * low, best.terms["at most"], "hoeffding_exponent")
    return f"k={k} n={n}", check


FAMILIES = {"codes": codes, "generalization": generalization, "hypotheses": hypotheses, "risks": risks}


def above(values):
    """Give away more than the rounding of an enumeration."""
    return values * UP + DUST


class Check:
    """The least excess of bounds over truths, how many there were, and what is wrong."""

    def __init__(self):
        self.least, self.count, self.faults = np.inf, 0, []

    def value(self, truth, bound, name):
        """Hold an upper bound against the truth."""
        self.count += 1
        self.least = min(self.least, bound - truth + DUST)
        if truth > bound + DUST:
            self.faults.append(f"{name} {bound!r} < {truth!r}")

    def upper(self, truth, bound):
        """Hold a `Bound` from above against the truth."""
        self.value(truth, bound.value, bound.theorem)

    def lower(self, truth, bound):
        """Hold a `Bound` from below against the truth."""
        self.value(bound.value, truth, bound.theorem)


def solve(case) -> Outcome:
    """Check one batch; a fault is reported, never raised."""
    seed, index, _, family = case
    start = time.perf_counter()
    label, check = FAMILIES[family](np.random.default_rng([seed, index]))
    seconds, fault = time.perf_counter() - start, "; ".join(check.faults[:3])
    return Outcome(index, label, max(check.least, 0.0), check.count, seconds, False, False, fault)


def main() -> int:
    """Read the options and run: `--count` is the number of problems, `BATCH` of which are a case."""
    options = parser(__doc__.splitlines()[0], 5000, 0.0)
    options.add_argument("--family", choices=sorted(FAMILIES), default="generalization")
    options.set_defaults(balls=0)
    chosen = options.parse_args()
    # The last part of a case is the family, in the place of the largest alphabet.
    chosen.largest, chosen.count = chosen.family, -(-chosen.count // BATCH)
    print(f"family {chosen.family}: {chosen.count} batches of {BATCH} problems; a step is a bound held")
    return run(chosen, solve)


if __name__ == "__main__":
    sys.exit(main())
