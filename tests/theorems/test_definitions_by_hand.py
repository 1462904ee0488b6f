"""Every convex definition three times: by its name, as a short program of a user, and in cvxpy by hand."""

import inspect
import warnings

import numpy as np
import pytest

import itbounds as ib
from itbounds.problems import definitions
from tests.reference.definitions import CASES, laws

TOLERANCE = 1e-7  # of cvxpy


def random(name):
    return np.random.default_rng([101, *name.encode()])


def test_no_definition_is_left_out():
    assert {case.name for case in CASES} >= set(definitions.__all__)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_definition_program_and_cvxpy_agree(case):
    """The three numbers are one, what is proved is proved again, and the program takes few lines."""
    asked = case(random(case.name))
    named = asked.named()
    for proof in ("float", "ball"):
        assert named.verify(proof).within(named.interval)
    program = asked.program()
    assert program.curvature() in ("concave", "convex", "affine")
    with warnings.catch_warnings():
        warnings.simplefilter("error", ib.ConvergenceWarning)
        whole = program.solve(unit="nat")
    assert whole.status is ib.Status.OPTIMAL
    assert whole.verify("ball").within(whole.interval)
    expected = asked.hand()
    assert whole.lower - TOLERANCE <= expected <= whole.upper + TOLERANCE
    # What a definition adds to the value of its program: nothing, as a rule.
    ends = getattr(asked, "offset", lambda: (0.0, 0.0))()
    low, high = whole.lower + min(ends) - 1e-12, whole.upper + max(ends) + 1e-12
    assert named.lower <= max(high, 0.0)
    if case is laws.SynergyBounds:  # the lower end is what the program says
        assert named.lower >= max(low, 0.0) - 1e-8
    else:
        assert named.status is ib.Status.OPTIMAL
        assert named.upper >= low
    lines = [line for line in inspect.getsource(case.program).splitlines() if line.strip()]
    assert len(lines) < 10
