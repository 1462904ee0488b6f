"""What the stress runs share: seeded cases in worker processes, progress, a summary and an exit code."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context


@dataclass(frozen=True)
class Outcome:
    """One case: what was solved, how wide the certified interval is, and what is wrong, if anything."""

    index: int
    label: str
    gap: float
    steps: int
    seconds: float
    short: bool
    balls: bool
    fault: str = ""


def parser(description, count, failures):
    """Return the options that every stress run has."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--count", type=int, default=count, help="number of instances (%(default)s)")
    options.add_argument("--seed", type=int, default=0, help="case i is drawn from default_rng([seed, i])")
    options.add_argument("--first", type=int, default=0, help="the first case; with --count 1 one case alone")
    options.add_argument("--jobs", type=int, default=2, help="worker processes (%(default)s)")
    options.add_argument(
        "--balls", type=int, default=200, help="cases verified in ball arithmetic too (%(default)s)"
    )
    options.add_argument("--largest", type=int, default=None, help="the largest alphabet")
    options.set_defaults(allowed=failures)
    return options


def cases(options):
    """Return (seed, index, in balls, largest) of every case; those in balls are spread evenly."""
    every = max(1, options.count // max(1, options.balls))
    return [
        (
            options.seed,
            options.first + i,
            options.balls > 0 and i % every == 0 and i // every < options.balls,
            options.largest,
        )
        for i in range(options.count)
    ]


def run(options, solve: Callable[..., Outcome]) -> int:
    """Run every case, print the faults and a summary, and return the exit code."""
    start, outcomes = time.perf_counter(), []
    for outcome in _progress(_outcomes(cases(options), solve, options.jobs), options.count):
        outcomes.append(outcome)
        if outcome.fault or outcome.short:
            kind = f"FAULT {outcome.fault}" if outcome.fault else "SHORT of the tolerance, interval valid"
            print(
                f"case [{options.seed}, {outcome.index}] {outcome.label}: gap {outcome.gap:.3g} nat: {kind}",
                flush=True,
            )
    faults = sum(bool(outcome.fault) for outcome in outcomes)
    short = sum(outcome.short for outcome in outcomes)
    gaps = sorted(outcome.gap for outcome in outcomes)
    steps = sorted(outcome.steps for outcome in outcomes)
    seconds = sorted(outcome.seconds for outcome in outcomes)
    allowed = int(options.allowed * len(outcomes))
    balls, middle, late = sum(o.balls for o in outcomes), _quantile(steps, 0.5), _quantile(steps, 0.99)
    print(f"instances               {len(outcomes)}, {balls} of them in balls too")
    print(f"faults                  {faults}")
    print(f"short of the tolerance  {short}, allowed {allowed}")
    print(f"certified gap           median {_quantile(gaps, 0.5):.3g}, largest {gaps[-1]:.3g} nat")
    print(f"steps                   median {middle}, 99 % {late}, most {steps[-1]}")
    print(f"seconds a solve         median {_quantile(seconds, 0.5):.2g}, most {seconds[-1]:.2g}")
    print(f"wall time               {time.perf_counter() - start:.0f} s")
    held = faults == 0 and short <= allowed and len(outcomes) == options.count
    print("HELD" if held else "FAILED")
    return 0 if held else 1


def _outcomes(work, solve, jobs) -> Iterator[Outcome]:
    if jobs <= 1:
        yield from map(solve, work)
        return
    # Inherited by the workers, which load their BLAS afterwards.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(solve, work, chunksize=max(1, min(20, len(work) // (4 * jobs))))


def _progress(outcomes, count):
    if not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(
        outcomes, total=count, description="instances", console=Console(stderr=True), transient=True
    )


def _quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
