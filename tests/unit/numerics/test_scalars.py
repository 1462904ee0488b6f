"""Single numbers: what counts as a level, a tolerance, a probability, a count."""

from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest

from itbounds.errors import DomainError, DTypeError
from itbounds.numerics.scalars import as_count, as_level, as_probability, as_real, as_tolerance


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.array(0.5), Fraction(1, 2)])
def test_real_numbers_of_any_make_are_read(value):
    assert as_real(value, name="x") == 0.5
    assert type(as_probability(value, name="x")) is float


@pytest.mark.parametrize("value", ["0.5", True, np.True_, None, 0.5 + 0j, [0.5], np.array([0.5, 1.0])])
def test_what_is_no_real_number_is_refused(value):
    with pytest.raises(DTypeError, match="level"):
        as_level(value)


def test_levels_have_a_minimum_and_may_be_infinite():
    assert as_level(inf) == inf
    assert as_level(-1.0, minimum=-2.0) == -1.0
    for bad in (nan, -1e-300, -inf):
        with pytest.raises(DomainError):
            as_level(bad)
    with pytest.raises(DomainError, match="infinite"):
        as_level(inf, finite=True)


@pytest.mark.parametrize("bad", [0, 0.0, -1e-9, nan, inf])
def test_tolerances_are_positive_and_finite(bad):
    with pytest.raises(DomainError, match="tolerance"):
        as_tolerance(bad)


@pytest.mark.parametrize("bad", [-1e-18, 1.0 + 2**-52, nan, inf])
def test_probabilities_lie_in_the_unit_interval(bad):
    with pytest.raises(DomainError):
        as_probability(bad, name="crossover")


@pytest.mark.parametrize("bad", [0, -1, 2.0, True, "3", None, nan])
def test_counts_are_integers_of_at_least_one(bad):
    with pytest.raises(DomainError, match="letters"):
        as_count(bad, name="number of letters")
    assert as_count(np.int64(3), name="number of letters") == 3


@pytest.mark.parametrize(
    "value", [np.complex64(1), np.timedelta64(5, "s"), np.datetime64("2020"), np.void(b"1")]
)
def test_numpy_scalars_that_are_no_real_numbers_are_refused(value):
    with pytest.raises(DTypeError):
        as_real(value, name="level")


def test_integers_beyond_the_range_of_doubles_are_infinite():
    assert as_real(10**400, name="level") == inf
    assert as_real(Fraction(-(10**400)), name="level") == -inf
