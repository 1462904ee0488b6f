"""Rate-distortion functions known in closed form lie in the intervals that the solvers' points prove."""

from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.forms import RateDistortionForm, Status
from itbounds.solvers.rate_distortion.blahut_arimoto import ConstrainedBlahutArimoto
from itbounds.solvers.rate_distortion.conic import ConicRateDistortion
from itbounds.solvers.rate_distortion.interior_point import InteriorPoint
from tests.reference.rate_distortion import interval

ROUNDING = 1e-13


def entropy(*weights):
    return -sum(w * log(w) for w in weights if w > 0.0)


def encloses(form, rate, *, solver=None, tol=1e-9):
    solution = (solver or InteriorPoint()).solve(form, tol)
    assert solution.status is Status.OPTIMAL
    lower, upper = interval(form, solution)
    assert lower - ROUNDING <= rate <= upper + ROUNDING
    assert upper - lower <= tol + ROUNDING
    return solution


@given(st.floats(0.001, 0.5), st.floats(0.001, 0.999))
def test_a_binary_source_under_hamming_distortion(p, share):
    """R(D) = h(p) - h(D) for D < p (Cover and Thomas, Theorem 10.3.1)."""
    level = share * p
    form = RateDistortionForm(np.array([p, 1.0 - p]), 1.0 - np.eye(2), level)
    solution = encloses(form, entropy(p, 1.0 - p) - entropy(level, 1.0 - level))
    # The slope is that of the curve: -R'(D) = ln((1 - D)/D).
    assert solution.multiplier == pytest.approx(log((1.0 - level) / level), rel=1e-3, abs=1e-3)


@given(st.integers(2, 30), st.floats(0.001, 0.999))
@settings(max_examples=40)
def test_a_uniform_source_under_hamming_distortion(m, share):
    """R(D) = ln M - h(D) - D ln(M - 1)."""
    level = share * (1.0 - 1.0 / m)
    form = RateDistortionForm(np.full(m, 1.0 / m), 1.0 - np.eye(m), level)
    encloses(form, log(m) - entropy(level, 1.0 - level) - level * log(max(m - 1, 1)))


@given(st.integers(0, 10**6), st.integers(3, 8), st.floats(0.01, 0.99))
@settings(max_examples=40)
def test_any_source_under_hamming_distortion_while_every_letter_is_used(seed, m, share):
    """R(D) = H(X) - h(D) - D ln(M - 1) for D <= (M - 1) min p (Erokhin 1958)."""
    source = np.random.default_rng(seed).dirichlet(np.full(m, 5.0))
    level = share * (m - 1) * float(source.min())
    form = RateDistortionForm(source, 1.0 - np.eye(m), level)
    encloses(form, entropy(*source) - entropy(level, 1.0 - level) - level * log(m - 1))


@given(st.integers(2, 12), st.floats(0.0, 0.999))
@settings(max_examples=40)
def test_a_uniform_source_under_erasure_distortion(m, level):
    """R(D) = (1 - D) ln M: reveal the letter, or erase it with probability D."""
    distortion = np.full((m, m + 1), inf)
    np.fill_diagonal(distortion, 0.0)
    distortion[:, m] = 1.0
    form = RateDistortionForm(np.full(m, 1.0 / m), distortion, level)
    if level > 1e-12:
        encloses(form, (1.0 - level) * log(m))


@given(st.integers(0, 10**6), st.integers(2, 12), st.floats(0.02, 0.98))
@settings(max_examples=40)
def test_a_uniform_source_under_a_circulant_distortion(seed, m, share):
    """R(D) = ln M - max {H(Z) : E d(Z) <= D}: Shannon's lower bound is attained on a group."""
    cost = np.random.default_rng(seed).random(m)
    cost[0] = 0.0
    slope = -log(share) * 5.0
    noise = np.exp(-slope * cost)
    noise /= noise.sum()
    distortion = cost[(np.arange(m)[:, None] - np.arange(m)) % m]
    form = RateDistortionForm(np.full(m, 1.0 / m), distortion, float(noise @ cost))
    encloses(form, log(m) - entropy(*noise))


@given(st.integers(0, 10**6), st.integers(2, 9))
@settings(max_examples=30)
def test_without_a_level_forbidden_pairs_alone_are_a_zero_error_problem(seed, m):
    """With every confusion forbidden the letter itself must be told: R = H(X)."""
    source = np.random.default_rng(seed).dirichlet(np.ones(m)) * (1.0 - 1e-6) + 1e-6 / m
    distortion = np.full((m, m), inf)
    np.fill_diagonal(distortion, np.random.default_rng(seed).random(m))
    encloses(RateDistortionForm(source, distortion, inf), entropy(*source))


@pytest.mark.parametrize("level", [0.05, 0.25, 0.7])
def test_a_fine_gaussian_grid_under_squared_error(level):
    """R(D) = ln(1/D)/2, to 1e-9 beside the tolerance.

    On a grid of step h the theta-function corrections are of the order exp(-2 pi^2 D / h^2), here below 1e-12
    even at the smallest level, and the tails cut at 7 deviations weigh 3e-12 times a rate of about 20.
    """
    points = np.linspace(-7.0, 7.0, 141 if level > 0.1 else 201)
    source = np.exp(-(points**2) / 2.0)
    form = RateDistortionForm(source / source.sum(), (points[:, None] - points) ** 2, level)
    solution = InteriorPoint().solve(form, 1e-9)
    assert solution.status is Status.OPTIMAL
    lower, upper = solution.history[-1]
    assert lower - 1e-9 <= -0.5 * log(level) <= upper + 1e-9
    assert solution.multiplier == pytest.approx(0.5 / level, rel=1e-4)


@pytest.mark.parametrize("solver", [ConstrainedBlahutArimoto(), ConicRateDistortion(tolerance=1e-11)])
def test_other_solvers_prove_a_closed_form_too(solver):
    form = RateDistortionForm(np.array([0.3, 0.7]), 1.0 - np.eye(2), 0.1)
    encloses(form, entropy(0.3, 0.7) - entropy(0.1, 0.9), solver=solver, tol=1e-5)


def test_three_letters_up_to_the_level_where_one_dies():
    """For (1/2, 1/4, 1/4) Erokhin's condition is D <= 1/2 = D_max: the closed form holds throughout."""
    for level in (0.01, 0.2, 0.4, 0.49):
        form = RateDistortionForm(np.array([0.5, 0.25, 0.25]), 1.0 - np.eye(3), level)
        encloses(form, entropy(0.5, 0.25, 0.25) - entropy(level, 1.0 - level) - level * log(2.0))
