"""Chains: stationary laws with small relative errors, and ends of the entropy rate from any potential."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings, strategies as st

from itbounds.numerics.markov_chains import (
    closed_class,
    entropy_potential,
    entropy_rate_ball_ends,
    entropy_rate_ends,
    stationary_law,
)


def test_a_stationary_law_keeps_the_digits_of_rare_letters() -> None:
    """A birth-death chain whose law spans ninety orders of magnitude."""
    rows = np.zeros((10, 10))
    for i in range(10):
        up, down = (1e-10 if i < 9 else 0.0), (0.5 if i else 0.0)
        rows[i, i] = 1.0 - up - down
        if i < 9:
            rows[i, i + 1] = up
        if i:
            rows[i, i - 1] = down
    law = stationary_law(rows)
    odds = [Fraction(1)]
    for _ in range(9):
        odds.append(odds[-1] * Fraction(1e-10) / Fraction(0.5))
    truth = np.array([float(weight / sum(odds)) for weight in odds])
    assert truth[-1] < 1e-80
    assert np.allclose(law, truth, rtol=1e-13, atol=0.0)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.floats(0.0, 10.0))
@settings(max_examples=50)
def test_any_potential_gives_ends_and_the_right_one_makes_them_meet(seed: int, m: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.full(m, 0.5), m) + 1e-6
    best = entropy_potential(rows)
    low, high = entropy_rate_ends(rows, best)
    assert high - low < 1e-11 * (1.0 + np.abs(best).max())
    wrong = entropy_rate_ends(rows, best + size * rng.normal(size=m))
    assert wrong[0] <= high
    assert low <= wrong[1]
    ball = entropy_rate_ball_ends(rows, best)
    assert low <= ball[0] <= ball[1] <= high


def test_closed_classes() -> None:
    assert closed_class(np.roll(np.eye(4), 1, axis=1)).all()
    chain = np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert closed_class(chain).sum() == 1
    pair = np.array([[0.2, 0.8, 0.0], [0.7, 0.3, 0.0], [0.1, 0.1, 0.8]])
    assert closed_class(pair).tolist() == [True, True, False]
