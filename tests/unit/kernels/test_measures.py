"""Information measures at closed forms, and what they refuse."""

from math import inf, log, log2

import numpy as np
import pytest

from itbounds import errors
from itbounds.kernels import Distribution, Space, zoo
from itbounds.kernels.measures import (
    conditional_entropy,
    entropy,
    joint,
    mutual_information,
    relative_entropy,
)
from itbounds.units import NATS


def test_known_values():
    assert entropy([0.5, 0.25, 0.125, 0.125]) == 1.75
    assert entropy([1.0, 0.0]) == 0.0
    assert entropy(np.full((2, 4), 1 / 8)) == pytest.approx(3.0, abs=1e-15)
    assert relative_entropy([0.5, 0.5], [0.25, 0.75]) == pytest.approx(1 - log2(3) / 2, abs=1e-15)
    assert relative_entropy([0.5, 0.5], [1.0, 0.0]) == inf
    assert relative_entropy([1.0, 0.0], [0.5, 0.5], unit=NATS) == pytest.approx(log(2), abs=1e-15)
    # Cover and Thomas, Elements of Information Theory (2006), example 2.2.1: rows are Y.
    table = np.array([[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]]) / 32
    assert entropy(table) == pytest.approx(27 / 8, abs=1e-14)
    assert conditional_entropy(table) == pytest.approx(11 / 8, abs=1e-14)
    assert conditional_entropy(table.T) == pytest.approx(13 / 8, abs=1e-14)
    assert mutual_information(table) == pytest.approx(3 / 8, abs=1e-14)


def test_letters_of_probability_zero_do_not_count():
    assert conditional_entropy([1.0, 0.0], zoo.z_channel(0.5)) == 0.0
    assert mutual_information([1.0, 0.0], zoo.bsc(0.1)) == pytest.approx(0.0, abs=1e-15)


def test_names_are_kept_and_checked():
    p = Distribution(Space.of("ab", "X"), [0.5, 0.5])
    assert joint(p, zoo.bec(0.5)).space.names == ("X", "")
    with pytest.raises(errors.CompositionError):
        mutual_information(Distribution.of([0.2, 0.3, 0.5]), zoo.bsc(0.1))
    with pytest.raises(errors.CompositionError):
        relative_entropy(p, Distribution(Space.of("ab", "Y"), [0.5, 0.5]))
    with pytest.raises(errors.ShapeError, match="two axes"):
        mutual_information([0.5, 0.5])


@pytest.mark.parametrize("bad", [[0.6, 0.6], [1.2, -0.2], [0.5, float("nan")]])
def test_what_is_no_law_has_no_entropy(bad):
    with pytest.raises(errors.ItboundsError):
        entropy(bad)


def test_an_unknown_unit_is_refused():
    with pytest.raises(errors.UnitError):
        entropy([0.5, 0.5], unit="trit")
