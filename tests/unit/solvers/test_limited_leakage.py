"""The interior point method of leakage limits against the general one, where data are hard."""

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, I, Program, free, rvs
from itbounds.lowering.programs.leakage import leakage
from itbounds.solvers.entropy_program.leakage_path import LeakagePath

X, S, U = rvs("X S U")


def _joint(kind, rng, m, n):
    weights = rng.gamma(0.1 if kind == "tiny" else 1.0, size=(m, n)) + 1e-12
    if kind == "zeros":
        weights *= rng.random((m, n)) < 0.5
        weights[:, 0] += 1e-3
    if kind == "duplicates":
        weights[1] = weights[0]
    if kind == "deterministic":
        weights = np.eye(m, n) + 1e-9 * rng.random((m, n))
    return weights / weights.sum()


def _distortion(kind, rng, m, k):
    d = rng.random((m, k))
    if kind == "ties":
        d = np.round(2.0 * d)
    if kind == "duplicates":
        d[:, 1] = d[:, 0]
    return d


def _told(joint):
    outer = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    used = joint > 0.0
    return float(joint[used] @ np.log(joint[used] / outer[used]))


@pytest.mark.parametrize("share", [1e-2, 0.3, 0.97])
@pytest.mark.parametrize("kind", ["plain", "tiny", "zeros", "duplicates", "deterministic", "ties"])
def test_agrees_with_the_general_method(kind, share):
    rng = np.random.default_rng(len(kind))
    joint, d = _joint(kind, rng, 6, 4), _distortion(kind, rng, 6, 5)
    limit = share * _told(joint)
    own = ib.private_distortion(joint, d, limit, unit="nat", tol=1e-8)
    general = ib.private_distortion(joint, d, limit, unit="nat", tol=1e-8, solver="interior_point")
    assert own.provenance.solver == "limited_leakage"
    assert own.gap <= 1e-8
    assert own.lower <= general.upper
    assert general.lower <= own.upper
    own.verify()


def test_a_limit_that_does_not_bind_leaves_the_best_letters():
    rng = np.random.default_rng(3)
    joint, d = _joint("plain", rng, 5, 3), rng.random((5, 4))
    result = ib.private_distortion(joint, d, 2.0 * _told(joint), unit="nat")
    assert result.value == pytest.approx(float(joint.sum(axis=1) @ d.min(axis=1)), abs=1e-9)


def test_steps_keep_the_mass_of_rows_and_stay_inside():
    rng = np.random.default_rng(5)
    joint, d = _joint("plain", rng, 7, 3), rng.random((7, 4))
    form = _program(joint, d, 0.05).compile().form
    path = LeakagePath(leakage(form))
    for _ in range(8):
        path.advance()
    assert np.abs(path.point.sum(axis=1) - joint.sum(axis=1)).max() < 1e-15
    assert path.point.min() > 0.0
    assert path.reduced.min() > 0.0


def test_other_programs_are_not_taken_for_it():
    rng = np.random.default_rng(6)
    joint, d = _joint("plain", rng, 4, 3), rng.random((4, 3))
    assert leakage(_program(joint, d, 0.05).compile().form) is not None
    two = _program(joint, d, 0.05, I(X, U) <= 1)
    mean = _program(joint, d, 0.05, E(d[::-1], X, U) <= 1)
    both = Program(
        minimize=E(d, X, U) + I(X, U),
        model={(X, S): joint, (U | X): free(3)},
        subject_to=[I(S, U) <= 0.05],
        unit="nat",
    )
    for program in (two, mean, both):
        assert leakage(program.compile().form) is None


def _program(joint, d, limit, *more):
    return Program(
        minimize=E(d, X, U),
        model={(X, S): joint, (U | X): free(d.shape[1])},
        subject_to=[I(S, U) <= limit, *more],
        unit="nat",
    )
