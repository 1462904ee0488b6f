"""The inverses of a supersample round to the side that they say, at 180 digits, wherever they are asked."""

import numpy as np
import pytest
from mpmath import log, mp, mpf

from itbounds._typing import Array
from itbounds.numerics.statistics.fast_rate import LARGEST, best_rate, least_excess
from itbounds.numerics.statistics.supersample import (
    pair_information,
    risk_above,
    risk_below,
    single_information,
)


def _divergence(a: mpf, b: mpf) -> mpf:
    terms = [x * log(2 * x / (a + b)) for x in (a, b) if x > 0]
    return sum(terms, mpf(0))


def _pair(train: mpf, test: mpf) -> mpf:
    return max(_divergence(train, test), _divergence(1 - train, 1 - test))


def _single(train: mpf, test: mpf) -> mpf:
    return (_divergence(train, test) + _divergence(1 - train, 1 - test)) / 2


def _cases(rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Losses near 0, near 1, between and exactly there; some test losses next to the training one."""
    small = 10.0 ** rng.uniform(-60, 0, (2, count))
    either = np.where(rng.random((2, count)) < 0.5, small, 1.0 - small * rng.random((2, count)))
    values = np.where(rng.random((2, count)) < 0.5, either, rng.random((2, count)))
    near = np.clip(values[0] * (1.0 + rng.normal(0.0, 1e-9, count)), 0.0, 1.0)
    test = np.where(rng.random(count) < 0.2, near, values[1])
    train = np.where(rng.random(count) < 0.1, rng.integers(0, 2, count).astype(float), values[0])
    return np.clip(train, 0.0, 1.0), np.clip(test, 0.0, 1.0)


@pytest.mark.parametrize(("function", "slow"), [(pair_information, _pair), (single_information, _single)])
def test_informations_err_by_less_than_they_say(function: object, slow: object) -> None:
    assert callable(function)
    assert callable(slow)
    train, test = _cases(np.random.default_rng(0), 2000)
    values, errors = function(train, test)
    with mp.workdps(180):
        for r, big, value, error in zip(train, test, values, errors, strict=True):
            assert abs(slow(mpf(float(r)), mpf(float(big))) - mpf(float(value))) <= mpf(float(error))
    assert (errors <= 1e-14).all()


@pytest.mark.parametrize(("function", "slow"), [(pair_information, _pair), (single_information, _single)])
def test_inverses_are_on_their_side_and_close(function: object, slow: object) -> None:
    assert callable(function)
    assert callable(slow)
    rng = np.random.default_rng(1)
    train, _ = _cases(rng, 800)
    levels = np.where(rng.random(800) < 0.5, 10.0 ** rng.uniform(-30, 0, 800), rng.random(800))
    above, below = risk_above(train, levels, function), risk_below(train, levels, function)
    assert (below <= train).all()
    assert (train <= above).all()
    with mp.workdps(180):
        for r, level, high, low in zip(train, levels, above, below, strict=True):
            # Beyond either end nothing is left that the level allows.
            if high < 1.0:
                assert slow(mpf(float(r)), mpf(float(high))) >= mpf(float(level))
            if low > 0.0:
                assert slow(mpf(float(r)), mpf(float(low))) >= mpf(float(level))
    inner = (levels > 1e-6) & (train > 1e-3) & (train < 0.999)
    again = np.where(inner & (above < 1.0), function(train, above)[0], levels)
    assert np.abs(again - levels).max() < 1e-9


def test_the_ends_of_the_inverses() -> None:
    for function in (pair_information, single_information):
        assert risk_above(np.array(0.3), np.array(np.inf), function) == 1.0
        assert risk_below(np.array(0.3), np.array(np.inf), function) == 0.0
        assert risk_above(np.array(0.3), np.array(0.0), function) == pytest.approx(0.3, abs=1e-6)
        assert risk_above(np.array(1.0), np.array(0.2), function) == 1.0
    assert risk_above(np.array(0.0), np.array(1e-300), pair_information) == pytest.approx(1e-300 / LARGEST)


def test_the_constants_of_the_fast_rate_obey_their_inequality() -> None:
    rng = np.random.default_rng(2)
    points = np.concatenate([LARGEST * rng.random(2000), 10.0 ** rng.uniform(-12, -1, 500)])
    points = np.concatenate([points, LARGEST * (1.0 - 10.0 ** rng.uniform(-14, -1, 500))])
    points = points[(points > 0.0) & (points < LARGEST)]
    excesses = least_excess(points)
    with mp.workdps(180):
        for x, excess in zip(points, excesses, strict=True):
            if np.isfinite(excess):
                exponent = mpf(float(x))
                assert mp.exp(exponent) + mp.exp(-exponent * (1 + mpf(float(excess)))) <= 2
    middle = (points > 1e-3) & (points < 0.69)
    exact = -np.log(2.0 - np.exp(points[middle])) / points[middle] - 1.0
    assert np.abs(excesses[middle] - exact).max() < 1e-10


def test_the_best_rate_is_hardly_worse_than_any() -> None:
    rng = np.random.default_rng(3)
    for train, information in zip(
        10.0 ** rng.uniform(-6, -0.3, 100), 10.0 ** rng.uniform(-8, -0.5, 100), strict=True
    ):
        chosen = best_rate(train, information, 2.0)
        found = (1.0 + least_excess(np.array(chosen))) * train + 2.0 * information / chosen
        grid = LARGEST * np.linspace(1e-6, 1.0 - 1e-9, 200001)
        every = (1.0 + least_excess(grid)) * train + 2.0 * information / grid
        assert found <= every.min() * (1.0 + 1e-9)
