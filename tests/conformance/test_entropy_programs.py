"""Every solver of entropy programs on the same forms: certified, as exact as its row says, at one."""

import warnings

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, H, I, Program, free, law, rvs
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.solvers.registry import available

X, Y, U = rvs("X Y U")
RNG = np.random.default_rng(11)
JOINT, TABLE = RNG.dirichlet(np.ones(6)).reshape(3, 2), RNG.random((3, 4))
CUBE = RNG.dirichlet(np.full(18, 0.5)).reshape(3, 3, 2)
X1, X2 = rvs("X1 X2")

# The certified gap in nats that a solver reaches on every instance that is its own.
REACH = {"interior_point": 1e-9, "cvxpy": 1e-6, "named_form": 1e-9, "limited_leakage": 1e-9, "highs": 1e-9}

GENERAL = {
    "two distortions": Program(
        minimize=I(X, U | Y),
        model={(X, Y): JOINT, (U | X): free(4)},
        subject_to=[E(TABLE, X, U) <= 0.4, E(TABLE[:, ::-1], X, U) <= 0.55],
    ),
    "leakage": Program(
        minimize=E(TABLE, X, U), model={(X, Y): JOINT, (U | X): free(4)}, subject_to=["I(Y;U) <= 1/100"]
    ),
    "prescribed pairs": Program(
        minimize=I((X1, X2), Y),
        model={(X1, X2, Y): free((3, 3, 2))},
        subject_to=[law(X1, Y).eq(CUBE.sum(axis=1)), law(X2, Y).eq(CUBE.sum(axis=0))],
    ),
    "maximum entropy": Program(
        maximize=H(X),
        model={X: free(6)},
        subject_to=[E(np.arange(6.0), X).eq(1.3), E(np.arange(6) ** 2, X) <= 4],
    ),
}
NAMED = {
    "capacity": Program(
        maximize=I(X, Y), model={X: free(3), (Y | X): JOINT / JOINT.sum(axis=1, keepdims=True)}
    ),
    "rate-distortion": Program(
        minimize=I(X, U), model={X: [0.5, 0.3, 0.2], (U | X): free(4)}, subject_to=[E(TABLE, X, U) <= 0.35]
    ),
}
LINEAR = {
    "transport": Program(
        minimize=E(TABLE, X, U),
        model={(X, U): free((3, 4))},
        subject_to=[law(X).eq([0.5, 0.3, 0.2]), law(U).eq([0.4, 0.3, 0.2, 0.1])],
    ),
}
CASES = [
    *((name, solver) for name in (*GENERAL, *NAMED) for solver in ("interior_point", "cvxpy")),
    *((name, "named_form") for name in NAMED),
    ("leakage", "limited_leakage"),
    *((name, "highs") for name in LINEAR),
]


@pytest.mark.parametrize(("name", "solver"), CASES)
def test_every_solver_proves_its_interval(name, solver):
    program = {**GENERAL, **NAMED, **LINEAR}[name]
    reach = REACH[solver]
    with warnings.catch_warnings():
        warnings.simplefilter("error", ib.ConvergenceWarning)
        result = program.solve(solver, tol=reach, unit="nat")
    assert result.status is ib.Status.OPTIMAL
    assert result.verify().within(result.interval)
    default = program.solve(unit="nat")
    assert result.lower <= default.upper
    assert default.lower <= result.upper


def test_every_solver_has_a_row():
    assert set(REACH) == set(available(EntropyProgramForm))


def test_solvers_refuse_what_is_not_theirs():
    with pytest.raises(ib.DomainError, match="no capacity"):
        GENERAL["leakage"].solve("named_form")
    with pytest.raises(ib.DomainError, match="HiGHS"):
        GENERAL["two distortions"].solve("highs")
    with pytest.raises(ib.DomainError, match="limit on leakage"):
        GENERAL["two distortions"].solve("limited_leakage")
