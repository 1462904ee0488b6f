"""Random channels of nine families, every certified gap at most 1e-9 nat, every certificate verified.

    python -m benchmarks.stress_capacity [--count 5000] [--seed 0] [--jobs 2]

Every case goes through the public call and its certificate is verified again at float level; some are also
verified in ball arithmetic, which must give an interval inside of the claimed one. Exits with 1 if any fails.
"""

import sys
import time
import warnings

import numpy as np

from benchmarks.stress import Outcome, parser, run

TOLERANCE = 1e-9
FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
    Warning,
)


def solve(case) -> Outcome:
    """Solve and verify one case; a fault is reported, never raised, so that the run goes on."""
    import itbounds as ib
    from itbounds.testing.channel_families import random_channel

    seed, index, balls, largest = case
    name, matrix = random_channel(np.random.default_rng([seed, index]), largest=largest or 256)
    label = f"{name} {matrix.shape[0]}x{matrix.shape[1]}"
    start = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", ib.ConvergenceWarning)
            result = ib.capacity(matrix, tol=TOLERANCE, unit=ib.NATS)
        seconds = time.perf_counter() - start
        fault = faults(ib, result, balls)
    except FAULTS as error:
        return Outcome(index, label, np.inf, 0, time.perf_counter() - start, False, balls, repr(error))
    return Outcome(index, label, result.gap, result.provenance.steps, seconds, is_short(result), balls, fault)


def is_short(result) -> bool:
    """Return whether the certified interval is wider than the tolerance."""
    return result.upper - result.lower > TOLERANCE


def faults(ib, result, balls) -> str:
    """Return what is wrong with a result; a wide but valid and honestly reported interval is no fault."""
    if not 0.0 <= result.lower <= result.upper < np.inf:
        return f"no interval: [{result.lower}, {result.upper}]"
    proved = [result.verify("float")]
    if balls:
        proved.append(result.verify("ball"))
    if not all(interval.within(result.interval) for interval in proved):
        return f"{proved} is not inside the claim {result.interval}"
    solved = result.status.name == "OPTIMAL"
    if solved == is_short(result):
        return f"status {result.status.name} with a gap of {result.gap:.3g}"
    return ""


if __name__ == "__main__":
    sys.exit(run(parser(__doc__.splitlines()[0], 5000, 0.0).parse_args(), solve))
