"""When a coarse description is a part of the best fine one, and when it is not."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import itbounds as ib
from tests.reference import programs as by_hand

ABSOLUTE = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]])


def ternary(middle):
    """The source of Gerrish: letters -1, 0, 1, the outer two alike."""
    return [(1.0 - middle) / 2.0, middle, (1.0 - middle) / 2.0]


def proved(result):
    for level in ("float", "ball"):
        for part in (result.coarse, result.fine, result.excess):
            assert part.verify(level).within(part.interval)


@pytest.mark.parametrize("levels", [(0.3, 0.1), (0.3, 0.0), (0.1, 0.1), (0.6, 0.2)])
@pytest.mark.parametrize("source", [(0.5, 0.5), (0.5, 0.3, 0.2)])
def test_hamming_distortion_is_refinable(source, levels):
    """Equitz and Cover, "Successive refinement of information", 1991."""
    result = ib.successive_refinement(source, ib.distortions.hamming(len(source)), *levels)
    proved(result)
    assert result.refinable is True
    assert result.excess.lower == 0.0
    assert result.second_rate.upper == result.fine.upper
    least = result.fine.lower - result.coarse.upper
    assert result.second_rate.lower == pytest.approx(max(least, 0.0), abs=1e-12)


@pytest.mark.parametrize("middle", [0.1, 0.15])
def test_gerrish_problem_is_not_refinable(middle):
    """Probability of the middle letter below 3 - 2 sqrt 2, absolute error (Equitz and Cover, 1991)."""
    result = ib.successive_refinement(ternary(middle), ABSOLUTE, 0.9 - middle, 0.42)
    proved(result)
    assert result.refinable is False
    assert result.excess.lower > 1e-4
    assert "not refinable" in repr(result)
    bare = result.fine.lower - result.coarse.upper
    assert result.second_rate.lower >= bare + result.excess.lower - 1e-12


def test_a_grid_of_the_line_is_nearly_refinable():
    """A Gaussian under squared error is, and the excess of a fine grid of it is small beside its rates."""
    grid = ib.sources.gaussian_grid(7, std=1.0, reach=3.0)
    result = ib.successive_refinement(grid, ib.distortions.squared_error(grid), 0.6, 0.3, tol=1e-5)
    assert result.excess.upper < 2e-3 < 0.1 * result.fine.lower


def test_weights_only_change_the_size_of_the_excess():
    """It grows with the weight of the first rate, and is positive for one weight if it is for another."""
    ask = [ib.successive_refinement(ternary(0.15), ABSOLUTE, 0.75, 0.42, weight=w) for w in (0.25, 1.0, 8.0)]
    ends = [(result.excess.lower, result.excess.upper) for result in ask]
    assert all(first[0] <= second[1] for first, second in pairwise(ends))
    assert [result.refinable for result in ask] == [False] * 3
    lifted = ask[2].second_rate.lower
    assert ask[0].second_rate.lower <= lifted <= ask[2].second_rate.upper


@pytest.mark.parametrize("seed", range(3))
def test_sums_agree_with_cvxpy(seed):
    rng = np.random.default_rng([47, seed])
    source, first, second = rng.dirichlet(np.ones(3)), rng.random((3, 3)), rng.random((3, 2))
    levels = [float(0.5 * source @ d.min(axis=1) + 0.5 * (source @ d).min()) for d in (first, second)]
    result = ib.successive_refinement(source, first, *levels, d2=second, weight=0.5 + seed, unit="nat")
    expected = by_hand.refined_rates(source, first, second, levels, 0.5 + seed)
    total = result.excess.certificate.program
    assert total.lower - 1e-7 <= expected <= total.upper + 1e-7
    joint = result.excess.witness.matrix
    assert (source[:, None] * joint * np.repeat(first, 2, axis=1)).sum() <= levels[0] + 1e-9


def test_meddling_and_wrong_levels_are_found():
    result = ib.successive_refinement(ternary(0.1), ABSOLUTE, 0.8, 0.42)
    own = result.excess.certificate
    assert ib.Result.from_dict(result.excess.to_dict()).verify().within(result.excess.interval)
    for forged in (
        replace(own, weight=2.0),
        replace(own, coarse=own.fine),
        replace(own, upper=0.5 * own.lower),
        replace(own, coarse=replace(own.coarse, lower=own.coarse.upper, upper=own.coarse.upper)),
    ):
        with pytest.raises(ib.ItboundsError):
            forged.verify()
    with pytest.raises(ib.DomainError, match="exchange"):
        ib.successive_refinement(ternary(0.1), ABSOLUTE, 0.1, 0.2)
    with pytest.raises(ib.InfeasibleError):
        ib.successive_refinement(ternary(0.1), ABSOLUTE + 0.5, 0.8, 0.2)
    with pytest.raises(ib.DomainError, match="weight"):
        ib.successive_refinement(ternary(0.1), ABSOLUTE, 0.8, 0.2, weight=0.0)
