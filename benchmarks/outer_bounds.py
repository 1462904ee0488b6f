"""Outer bounds of coding problems up to 20 random variables: exact numbers, with the time they take.

    python -m benchmarks.outer_bounds [--quick] [--region]

Every number is compared with the literature, and every proof is checked again by the verifier, whose time is
printed apart. Processor time is that of this process, so that other programs disturb it less. The whole
region of caching with two files and four users takes some twenty programs of 33 000 rows; it is traced with
--region.
"""

import argparse
import time
from fractions import Fraction

import itbounds as ib
from benchmarks.timing import machine
from itbounds.testing.network_problems import caching, memoryless_uses, regenerating_code


def timed(call):
    """Return a value with the seconds and processor seconds it took."""
    start, own = time.perf_counter(), time.process_time()
    value = call()
    return value, time.perf_counter() - start, time.process_time() - own


def minimum(label, problem, objective, expected):
    """Minimise, compare, verify, print."""
    bound, seconds, own = timed(
        lambda: ib.minimize(objective, given=problem.given, symmetry=problem.symmetry)
    )
    if bound.exact != Fraction(expected):
        raise SystemExit(f"{label}: {bound.exact} is not {expected}")
    _, checked, _ = timed(bound.verify)
    terms = len(bound.proof.certificate.combinations[0].informations)
    size = bound.provenance.notes[0]
    print(f"{label:44} {seconds:8.2f} s {own:8.2f} s cpu, verified in {checked:.2f} s, {terms} terms; {size}")


def region(label, problem, expected):
    """Trace a region, compare, verify, print."""
    found, seconds, own = timed(
        lambda: ib.region(problem.rates, given=problem.given, symmetry=problem.symmetry)
    )
    if {str(facet) for facet in found.facets} != set(expected):
        raise SystemExit(f"{label}: {found} is not {', '.join(expected)}")
    _, checked, _ = timed(found.verify)
    size = "; ".join(found.provenance.notes)
    print(f"{label:44} {seconds:8.2f} s {own:8.2f} s cpu, verified in {checked:.2f} s; {size}")


def main():
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out 18 and 20 variables")
    parser.add_argument("--region", action="store_true", help="trace the region with 20 variables too")
    chosen = parser.parse_args()
    machine()
    axes = ("M >= 0", "R >= 0", "2 M + R >= 2", "M + 2 R >= 2")
    region("caching, 2 files, 2 users", caching(2, 2, [(1, 2), (1, 1)]), [*axes, "2 M + 2 R >= 3"])
    region("caching, 2 files, 3 users", caching(2, 3, [(1, 1, 2), (1, 1, 1)]), [*axes, "3 M + 3 R >= 5"])
    nodes = ["3 A >= 1", "6 B >= 1", "4 A + 6 B >= 3", "2 A + B >= 1"]
    region("exact repair (4, 3, 3)", regenerating_code(4, 3), nodes)
    for uses in (6, 7) if chosen.quick else (6, 7, 8, 9):
        problem, claim = memoryless_uses(uses)
        minimum(f"memoryless converse, {uses} uses", problem, claim, 0)
    if chosen.quick:
        return
    large = caching(2, 4, [(1, 1, 1, 2), (1, 1, 2, 2), (1, 2, 2, 2)])
    minimum("caching, 2 files, 4 users, 14 M + 11 R", large, "14 M + 11 R", 20)
    minimum("caching, 2 files, 4 users, 9 M + 8 R", large, "9 M + 8 R", 14)
    if chosen.region:
        more = ["14 M + 11 R >= 20", "9 M + 8 R >= 14", "5 M + 6 R >= 9", "3 M + 3 R >= 5"]
        region("caching, 2 files, 4 users", large, [*axes, *more])


if __name__ == "__main__":
    main()
