"""Random rate-distortion instances of ten families: at most 0.1 % short of 1e-9 nat, and none dishonest.

    python -m benchmarks.stress_rate_distortion [--count 3000] [--seed 0] [--jobs 2]

Every case goes through the public call and its certificate is verified again at float level; some, and all
that are short of the tolerance, are verified in ball arithmetic too. Exits with 1 if an interval is invalid,
a status dishonest, or more than one in a thousand short.
"""

import sys
import time
import warnings

import numpy as np

from benchmarks.stress import Outcome, parser, run
from benchmarks.stress_capacity import FAULTS, TOLERANCE, faults, is_short


def solve(case) -> Outcome:
    """Solve and verify one case; a fault is reported, never raised, so that the run goes on."""
    import itbounds as ib
    from itbounds.testing.rate_distortion_families import random_instance

    seed, index, balls, largest = case
    name, source, distortion, level = random_instance(
        np.random.default_rng([seed, index]), largest=largest or 181
    )
    label = f"{name} {distortion.shape[0]}x{distortion.shape[1]} D={level!r}"
    start = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", ib.ConvergenceWarning)
            result = ib.rate_distortion(source, distortion, level, tol=TOLERANCE, unit=ib.NATS)
        seconds = time.perf_counter() - start
        short = is_short(result)
        fault = faults(ib, result, balls or short)
    except FAULTS as error:
        return Outcome(index, label, np.inf, 0, time.perf_counter() - start, False, balls, repr(error))
    return Outcome(index, label, result.gap, result.provenance.steps, seconds, short, balls, fault)


if __name__ == "__main__":
    sys.exit(run(parser(__doc__.splitlines()[0], 3000, 1e-3).parse_args(), solve))
