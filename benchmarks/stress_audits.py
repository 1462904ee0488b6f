"""Audits of simulated models: honest ones are accused at most at the level, and cheats are and are named.

    python -m benchmarks.stress_audits [--audit NAME] [--count 2000] [--cheats 200] [--seed 0] [--jobs 2]

Honest models are drawn in turn from the settings of `honest_models`, at levels of 0.01, 0.05 and 0.2, and
each setting is held against its own binomial limit, which honest ones exceed once in ten thousand; a check
that has no confidence, and so is exact, may accuse nobody. Cheats are those of `cheating_models`; nine of ten
must be found, and whenever one is, its cause must be named. Prints a table, then HELD or BROKEN, and exits
with 1 if anything is broken.
"""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np

from benchmarks.cheating_models import CHEATS
from benchmarks.honest_models import HONEST
from itbounds.audit import Verdict
from itbounds.errors import ItboundsError

LEVELS = (0.01, 0.05, 0.2)
FOUND = 0.9
TRIES = 20


@dataclass
class Row:
    """The counts of one setting, or of one kind of cheat."""

    levels: list = field(default_factory=list)
    verdicts: Counter = field(default_factory=Counter)
    checks: Counter = field(default_factory=Counter)
    exact: int = 0
    named: int = 0
    refused: int = 0
    first: str = ""


def judged(case):
    """Audit one model: (setting, level, verdict, names of violated checks, of exact ones, words found)."""
    audit, honest, index, seed = case
    names = list((HONEST if honest else CHEATS)[audit])
    name = names[index % len(names)]
    rng = np.random.default_rng([seed, sorted(HONEST).index(audit), int(honest), index])
    alpha, refused = float(rng.choice(LEVELS)), 0
    if not honest:
        make, words = CHEATS[audit][name]
        wanted, said = words if isinstance(words, tuple) else (Verdict.VIOLATED, words)
        report = make(rng, alpha)
        texts = [text for check in report.checks for text in (check.reason, *check.causes)]
        found = report.verdict is wanted
        return name, alpha, found, (), 0, found and any(said in text for text in texts), 0, index
    while True:
        try:
            report = HONEST[audit][name](rng, alpha)
            break
        except ItboundsError:
            # Too few samples of a label, say: no verdict, so that another model is drawn.
            refused += 1
            if refused == TRIES:
                raise
    violated = [check for check in report.checks if check.verdict is Verdict.VIOLATED]
    kinds = tuple(dict.fromkeys("".join(c for c in check.name if not c.isdigit()) for check in violated))
    exact = sum(check.confidence is None for check in violated)
    return name, alpha, report.verdict.value, kinds, exact, False, refused, index


def collected(outcomes):
    """Add the outcomes up, by setting."""
    rows = {}
    for name, alpha, verdict, checks, exact, named, refused, index in outcomes:
        row = rows.setdefault(name, Row())
        row.levels.append(alpha)
        row.verdicts[verdict] += 1
        row.checks.update(checks)
        row.exact += exact
        row.named += named
        row.refused += refused
        if checks and not row.first:
            row.first = str(index)
    return rows


def limit_of(levels):
    """Return what a count of independent events exceeds about once in ten thousand."""
    mean, variance = sum(levels), sum(level * (1.0 - level) for level in levels)
    return mean + 3.72 * np.sqrt(variance) + 1.0


def told(audit, rows):
    """Print the settings of an audit, and return whether all of them held."""
    held = True
    for name, row in rows.items():
        count, accused, limit = len(row.levels), row.verdicts["violated"], limit_of(row.levels)
        right = accused <= limit and not row.exact
        held &= right
        kept = row.verdicts["consistent"] / count
        print(
            f"{audit:<15} {name:<28} {count:>6} {accused:>6} {sum(row.levels):>8.1f} {limit:>7.1f} "
            f"{kept:>7.0%} {row.exact:>6} {row.refused:>8}  {'held' if right else 'BROKEN'}"
            + ("" if not row.checks else f"  {dict(row.checks)}, first in case {row.first}"),
            flush=True,
        )
    return held


def told_of_cheats(audit, rows):
    """Print how many cheats of each kind were found and named, and return whether that is enough."""
    held = True
    for name, row in rows.items():
        count, found = len(row.levels), row.verdicts[True]
        right = found >= FOUND * count and row.named == found
        held &= right
        print(
            f"{audit:<15} {name:<28} {count:>6} {found / count:>6.0%} {row.named / max(1, found):>6.0%}"
            f"  {'held' if right else 'BROKEN'}",
            flush=True,
        )
    return held


def judged_all(cases, jobs):
    """Audit every model, in worker processes if there are several."""
    if jobs <= 1:
        return [judged(case) for case in cases]
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return list(pool.map(judged, cases, chunksize=max(1, min(20, len(cases) // (4 * jobs) or 1))))


def main() -> int:
    """Read the options, run, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--audit", choices=sorted(HONEST), action="append", help="by default all ten")
    options.add_argument("--count", type=int, default=2000, help="honest models of each audit (%(default)s)")
    options.add_argument("--cheats", type=int, default=200, help="cheats of each audit (%(default)s)")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--jobs", type=int, default=2, help="worker processes (%(default)s)")
    chosen = options.parse_args()
    start, held = time.perf_counter(), True
    audits = chosen.audit or list(HONEST)
    print(
        f"{'audit':<15} {'honest models':<28} {'models':>6} {'accused':>7} {'allowed':>7} {'limit':>7} "
        f"{'consist.':>7} {'exact':>5} {'refused':>8}"
    )
    for audit in audits:
        cases = [(audit, True, i, chosen.seed) for i in range(chosen.count)]
        held &= told(audit, collected(judged_all(cases, chosen.jobs)))
    print(f"\n{'audit':<15} {'cheats':<28} {'models':>6} {'found':>6} {'named':>6}")
    for audit in audits:
        cases = [(audit, False, i, chosen.seed) for i in range(chosen.cheats if CHEATS[audit] else 0)]
        held &= told_of_cheats(audit, collected(judged_all(cases, chosen.jobs)))
    print(f"wall time {time.perf_counter() - start:.0f} s")
    print("HELD" if held else "BROKEN")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
