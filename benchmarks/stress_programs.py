"""Random information programs: what is accepted is concave by its Hessian, what is refused mostly is not.

    python -m benchmarks.stress_programs [--count 2000] [--seed 0] [--jobs 2]

Of every program the objective and its negative are tried. An accepted form must have no eigenvalue above
rounding at 30 random kernels, and its program must be solved with a certified gap of at most 1e-9 nat and
verified again; a refused one is to be shown not to be concave, which must succeed for 90 % of them. Exits
with 1 if a verdict is contradicted, a certificate fails, or fewer refusals have a witness.
"""

import sys
import time
import warnings

import numpy as np

from benchmarks.stress import Outcome, parser, run

TOLERANCE = 1e-9
POINTS = 30


def solve(case) -> Outcome:
    """Try one program; `short` counts refusals without a witness."""
    from itbounds.lowering.programs.concavity import ConcavityProof, check
    from itbounds.lowering.programs.nonconvexity import curvatures, find_chord
    from itbounds.testing.information_programs import random_program

    seed, index, balls, _ = case
    rng = np.random.default_rng([seed, index])
    start = time.perf_counter()
    program = random_program(rng)
    analysis = program.analysis()
    objective, refused, gap, steps, fault = program.instance.objective, False, 0.0, 0, ""
    for tally, verdict in ((objective, analysis.objective), (-objective, analysis.negative)):
        if isinstance(verdict, ConcavityProof):
            check(program.instance.graph, tally.entropies, verdict)
            found = list(curvatures(program.instance, tally, rng, POINTS))
            if any(largest > noise for largest, noise in found):
                fault = f"accepted, and an eigenvalue is {max(largest for largest, _ in found):.3g}"
        elif find_chord(program.instance, tally, rng) is None:
            refused = True
    if analysis.label != "unproved":
        gap, steps, wrong = certified(program, analysis.label, balls)
        fault = fault or wrong
    label = f"{analysis.label}: {program.objective} over {program.model.graph}"
    return Outcome(index, label, gap, steps, time.perf_counter() - start, refused, balls, fault)


def certified(program, label, balls):
    """Solve the program in the direction that is convex, and verify; return gap, steps and what is wrong."""
    import itbounds as ib

    goal = {"minimize" if label == "convex" else "maximize": program.objective}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ib.ConvergenceWarning)
        result = ib.Program(**goal, model=program.model).solve(tol=TOLERANCE, unit=ib.NATS)
    proved = [result.verify(level) for level in (("float", "ball") if balls else ("float",))]
    if not all(interval.within(result.interval) for interval in proved):
        return result.gap, result.provenance.steps, f"{proved} is not inside {result.interval}"
    if result.gap > TOLERANCE:
        return result.gap, result.provenance.steps, f"the gap is {result.gap:.3g}"
    return result.gap, result.provenance.steps, ""


if __name__ == "__main__":
    # Nine forms are refused for ten programs, so that a tenth of the refusals is 9 % of the programs.
    sys.exit(run(parser(__doc__.splitlines()[0], 2000, 0.09).parse_args(), solve))
