"""Incomplete beta functions, and logarithms of gamma functions, within their error bounds."""

import mpmath
import numpy as np
import pytest

from itbounds.numerics.statistics.incomplete_beta import log_beta, log_gamma, log_incomplete_beta


def test_the_gamma_function_is_within_its_bound_at_half_integers() -> None:
    with mpmath.workdps(40):
        for half in [*range(1, 400), 999, 4001, 100001]:
            value, error = log_gamma(half / 2)
            assert abs(mpmath.loggamma(mpmath.mpf(half) / 2) - value) <= 0.25 * error


@pytest.mark.parametrize("seed", range(3))
def test_the_incomplete_beta_function_is_within_its_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    with mpmath.workdps(400):
        for _ in range(30):
            a, b = (float(rng.choice([0.5, 1.0, rng.integers(1, 800) / 2])) for _ in range(2))
            x = float(rng.random() ** rng.choice([0.1, 1.0, 8.0]))
            value, error = log_incomplete_beta(x, a, b)
            truth = mpmath.log(mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True))
            assert abs(truth - value) <= error
            assert error <= 1e-9 * (1.0 + abs(value))


def test_ends_and_symmetry() -> None:
    assert log_incomplete_beta(0.0, 2.0, 3.0) == (-np.inf, 0.0)
    assert log_incomplete_beta(1.0, 2.0, 3.0) == (0.0, 0.0)
    assert log_beta(0.5, 0.5)[0] == pytest.approx(np.log(np.pi), rel=1e-14)
