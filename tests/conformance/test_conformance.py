"""Every solver on every instance of its form: certified, as exact as its row says, at one with the others.

A new solver is one row: its name, and the certified gap in nats that it reaches on all instances. Any
interval is certain whatever the solver does; what a row promises is its width.
"""

import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

import itbounds as ib
from itbounds.forms import CapacityForm, RateDistortionForm
from itbounds.solvers import Solver
from itbounds.solvers.registry import available
from tests.conformance.instances import Instance, capacity_instances, rate_distortion_instances

CAPACITY: Mapping[str, float] = {
    "interior_point": 1e-9,
    "hybrid": 1e-9,
    "anderson": 1e-9,
    "blahut_arimoto": 1e-6,
    "cvxpy": 1e-3,
}
RATE_DISTORTION: Mapping[str, float] = {
    "interior_point": 1e-9,
    # On a straight piece of the curve one slope belongs to many levels: its bisection comes no closer.
    "blahut_arimoto": 1e-4,
    "constrained_blahut_arimoto": 1e-6,
    "cvxpy": 1e-3,
}

capacities = cache(capacity_instances)
rates = cache(rate_distortion_instances)


def solved(instance: Instance, solver: Solver[Any] | str, reach: float) -> ib.Result[Any]:
    """Solve to what the row promises; a warning would say that it was not reached."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ib.ConvergenceWarning)
        result = instance.problem.solve(solver, tol=reach, unit=ib.NATS)
    assert result.status is ib.Status.OPTIMAL
    assert result.upper - result.lower <= reach
    assert result.verify().within(result.interval)
    if instance.truth is not None:
        # The closed form is evaluated in floating point, to some units in the last place.
        assert result.lower - 1e-15 <= instance.truth <= result.upper + 1e-15
    return result


@cache
def exact(kind: str, name: str) -> ib.Result[Any]:
    instance = (capacities() if kind == "capacity" else rates())[name]
    return solved(instance, "interior_point", 1e-9)


@pytest.mark.parametrize("name", list(capacity_instances()))
@pytest.mark.parametrize("solver", CAPACITY)
def test_capacity(solver: str, name: str) -> None:
    result = solved(capacities()[name], solver, CAPACITY[solver])
    reference = exact("capacity", name)
    assert max(result.lower, reference.lower) <= min(result.upper, reference.upper)


@pytest.mark.parametrize("name", list(rate_distortion_instances()))
@pytest.mark.parametrize("solver", RATE_DISTORTION)
def test_rate_distortion(solver: str, name: str) -> None:
    result = solved(rates()[name], solver, RATE_DISTORTION[solver])
    reference = exact("rate distortion", name)
    assert max(result.lower, reference.lower) <= min(result.upper, reference.upper)


def test_every_solver_has_a_row() -> None:
    assert set(available(CapacityForm)) == set(CAPACITY)
    assert set(available(RateDistortionForm)) == set(RATE_DISTORTION)
