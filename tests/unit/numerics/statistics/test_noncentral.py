"""The noncentral chi-square law against sums in mpmath, also where doubles have long been zero."""

from math import log

import mpmath
import pytest

from itbounds.numerics.statistics.noncentral import log_noncentral_tails


def _tails(x: float, degrees: int, noncentrality: float) -> tuple[mpmath.mpf, mpmath.mpf]:
    """The Poisson mixture, term by term."""
    half, y, mean = mpmath.mpf(degrees) / 2, mpmath.mpf(x) / 2, mpmath.mpf(noncentrality) / 2
    weight, lower, upper = mpmath.exp(-mean), mpmath.mpf(0), mpmath.mpf(0)
    for j in range(int(4 * mean + 8 * y) + 120):
        part = mpmath.gammainc(half + j, 0, y, regularized=True)
        lower += weight * part
        upper += weight * (1 - part)
        weight *= mean / (j + 1)
    return mpmath.log(lower), mpmath.log(upper)


@pytest.mark.parametrize(
    ("x", "degrees", "noncentrality"),
    [
        (3.0, 1, 2.0),
        (5.0, 3, 0.5),
        (2.0, 2, 7.0),
        (60.0, 5, 0.3),
        (0.01, 7, 3.0),
        (90.0, 20, 10.0),
        (1e-30, 30, 4.0),
    ],
)
def test_tails_are_within_their_error(x: float, degrees: int, noncentrality: float) -> None:
    lower, upper, error = log_noncentral_tails(x, degrees, noncentrality)
    with mpmath.workdps(60):
        exact = _tails(x, degrees, noncentrality)
        assert abs(lower - exact[0]) <= error
        assert abs(upper - exact[1]) <= error
    assert error < 1e-8


def test_far_below_the_least_double_the_expansion_at_zero_holds() -> None:
    """For small x the law is e^(-lambda/2) times the central one, up to a factor near one."""
    degrees, noncentrality, x = 400, 50.0, 1e-4
    lower, _, error = log_noncentral_tails(x, degrees, noncentrality)
    leading = -noncentrality / 2 + float(
        mpmath.log(mpmath.mpf(x) / 2) * (degrees / 2) - mpmath.loggamma(degrees / 2 + 1)
    )
    assert lower < log(1e-300)
    assert lower == pytest.approx(leading, abs=1e-4)
    assert error < 1e-9


def test_without_noncentrality_it_is_the_central_law() -> None:
    for degrees in (1, 2, 9):
        lower, upper, error = log_noncentral_tails(4.0, degrees, 0.0)
        with mpmath.workdps(30):
            below = mpmath.gammainc(mpmath.mpf(degrees) / 2, 0, 2, regularized=True)
            assert abs(lower - mpmath.log(below)) <= error
            assert abs(upper - mpmath.log(1 - below)) <= error
