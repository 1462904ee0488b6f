"""How often the intervals of estimators contain the truth where their verdict is to believe them.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.coverage [--suite fresh] [--trials 200] [--sizes 100 250 1000]
        [--laws WORD ...] [--estimators WORD ...] [--seed 0] [--json FILE]

One line for each estimator, law and number of samples: the share of the trials called reliable, how many of
these intervals contain the truth, and LOW where so few or fewer have a probability below one in a thousand
at the nominal rate. Then, for each estimator and size, the same of all laws together. The numbers of the
samples follow from the seed, the law and the size alone. Exits with 1 if a line is LOW.
"""

import argparse
import json
import sys
import time

import numpy as np

from itbounds.estimators.applicable import applicable
from itbounds.estimators.comparison import Benchmark, benchmark
from itbounds.estimators.suite import suite

SUITES = ("standard", "fresh", "drawn")


def wanted(words, name):
    """Return whether a name holds one of the words; without words all do."""
    return not words or any(word.lower() in name.lower() for word in words)


def measured(laws, sizes, trials, *, estimators=(), seed=0, skip=()):
    """Yield, for each law and size, the scores of the estimators that apply."""
    for law in laws:
        for n in sizes:
            rng = np.random.default_rng([seed, n, *law.name.encode()])
            rivals = {
                name: estimator
                for name, estimator in applicable(law, 0.05, rng).items()
                if wanted(estimators, name) and not (skip and wanted(skip, name))
            }
            if rivals:
                yield from benchmark([law], rivals, sizes=(n,), trials=trials, rng=rng, unit="nat")


def line(score):
    """Return what is printed of a score."""
    share = score.reliable / score.trials
    then = f"{score.reliable_hits / score.reliable:6.1%}" if score.reliable else "     -"
    told = "" if score.honest else "  LOW"
    numbers = f"{score.bias:+8.4f} {score.deviation:7.4f} {score.coverage:6.1%}"
    return f"{score.estimator:<26} {score.law[:58]:<58} {score.n:>5} {numbers} {share:6.1%} {then}{told}"


def pooled(scores):
    """Yield a line for each estimator and size: all laws together, and the law with the lowest coverage."""
    for name in dict.fromkeys(score.estimator for score in scores):
        for n in sorted({score.n for score in scores if score.estimator == name}):
            rows = [score for score in scores if score.estimator == name and score.n == n]
            trials, reliable = sum(row.trials for row in rows), sum(row.reliable for row in rows)
            hits, low = sum(row.reliable_hits for row in rows), sum(not row.honest for row in rows)
            many = [row for row in rows if row.reliable >= 20]
            worst = min((row.reliable_hits / row.reliable for row in many), default=float("nan"))
            then = f"{hits / reliable:6.1%}" if reliable else "     -"
            yield (
                f"{name:<26} {n:>5} {len(rows):>3} laws, reliable {reliable / trials:6.1%}, "
                f"covers {then}, at least {worst:6.1%}, {low} LOW"
            )


def main():
    """Print the table, and say whether a line of it is too low."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--suite", choices=SUITES, default="fresh", help="which laws (%(default)s)")
    add("--draw", type=int, default=0, help="seed of the drawn laws (%(default)s)")
    add("--trials", type=int, default=200, help="samples a law and size (%(default)s)")
    add("--sizes", type=int, nargs="+", default=(100, 250, 1000, 4000), help="numbers of samples")
    add("--laws", nargs="+", default=(), help="words of the names of laws")
    add("--estimators", nargs="+", default=(), help="words of the names of estimators")
    add("--skip", nargs="+", default=(), help="words of the names of estimators that are left out")
    add("--seed", type=int, default=0, help="seed of the samples (%(default)s)")
    add("--json", help="where all scores are written")
    arguments = parser.parse_args()
    laws = [law for law in suite(arguments.suite, rng=arguments.draw) if wanted(arguments.laws, law.name)]
    print(f"{'estimator':<26} {'law':<58} {'n':>5} {'bias':>8} {'sd':>7} {'covers':>6} reliable, covers")
    start, scores = time.perf_counter(), []
    options = {"estimators": arguments.estimators, "seed": arguments.seed, "skip": arguments.skip}
    for score in measured(laws, arguments.sizes, arguments.trials, **options):
        print(line(score), flush=True)
        scores.append(score)
    print()
    print(*pooled(scores), sep="\n")
    print(f"\n{len(scores)} lines, {time.perf_counter() - start:.0f} s")
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(Benchmark(tuple(scores)).to_dict(), file)
    sys.exit(any(not score.honest for score in scores))


if __name__ == "__main__":
    main()
