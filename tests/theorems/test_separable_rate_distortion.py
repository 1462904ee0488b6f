"""Rates on products of grids: reverse water-filling, independent coordinates, and the dense problem."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import minimize_scalar

import itbounds as ib
from itbounds.errors import ShapeError, UnknownNameError


def overlap(first, second):
    return first.lower <= second.upper and second.lower <= first.upper


def gaussian_plane(size, covariance, reach=6.0):
    """Return a Gaussian law on a plane, cut into cells of one density each, with its squared error."""
    axes = [np.linspace(-reach, reach, size) * sigma for sigma in np.sqrt(np.diag(covariance))]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    law = np.exp(-0.5 * np.einsum("...i,ij,...j", points, np.linalg.inv(covariance), points))
    return law / law.sum(), ib.distortions.separable(*(ib.distortions.difference(axis) for axis in axes))


def reverse_waterfilling(covariance, level):
    """Kolmogorov 1956: the water level is what the active eigenvalues share."""
    variances = np.linalg.eigvalsh(covariance)
    low, high = 0.0, float(variances.max())
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.minimum(middle, variances).sum() < level else (low, middle)
    return 0.5 * float(np.log(variances / np.minimum(low, variances)).sum())


@pytest.mark.parametrize("level", [0.3, 1.2])
def test_a_correlated_gaussian_plane_has_the_rate_of_reverse_water_filling(level):
    """At the lower level both components are coded, at the higher one the larger alone, on a line."""
    covariance = np.array([[1.0, 0.5], [0.5, 1.0]])
    law, distortion = gaussian_plane(61, covariance)
    result = ib.rate_distortion(law, distortion, level, unit="nat", tol=1e-5)
    assert result.gap <= 1e-5
    assert abs(result.value - reverse_waterfilling(covariance, level)) <= 1e-5
    assert result.verify().within(result.interval)
    again = type(result.certificate).from_dict(result.certificate.to_dict())
    assert again.verify().within(result.interval)


def test_unequal_axes_are_no_lattice_of_the_line_and_still_close():
    covariance = np.array([[1.0, 0.6], [0.6, 2.0]])
    law, distortion = gaussian_plane(60, covariance)
    result = ib.rate_distortion(law, distortion, 1.6, unit="nat", tol=1e-4)
    assert result.gap <= 1e-4
    # Letters of a grid are a little off the line that the best reproduction is on.
    assert -1e-5 <= result.value - reverse_waterfilling(covariance, 1.6) <= 5e-3


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9), st.sampled_from(["squared", "absolute"]))
def test_a_small_product_of_grids_has_the_rate_of_its_matrix(seed, share, rho):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(2, 5, rng.integers(1, 4)).tolist())
    law = rng.dirichlet(np.ones(int(np.prod(shape)))).reshape(shape)
    parts = [ib.distortions.difference(rng.uniform(0.3, 1.5) * np.arange(n), rho) for n in shape]
    distortion = ib.distortions.separable(*parts)
    matrix, flat = np.asarray(distortion), law.reshape(-1)
    level = share * float((flat @ matrix).min())
    compact = ib.rate_distortion(law, distortion, level, unit="nat", tol=1e-5)
    assert overlap(compact, ib.rate_distortion(flat, matrix, level, unit="nat"))
    assert compact.gap <= 1e-5
    assert compact.verify("ball").within(compact.interval)


def test_independent_coordinates_share_the_level_at_one_slope():
    """Shannon 1959: the rate of a pair is the least sum of the rates of its parts."""
    first, second = ib.sources.laplacian_grid(61, reach=6.0), ib.sources.gaussian_grid(41, std=0.5, reach=5.0)
    parts = [ib.distortions.difference(first, "absolute"), ib.distortions.difference(second, "squared")]
    pair = ib.rate_distortion(first @ second, ib.distortions.separable(*parts), 0.5, unit="nat", tol=1e-5)
    assert pair.gap <= 1e-5

    def split(share):
        rates = [
            ib.rate_distortion(source, part, level, unit="nat", tol=1e-6)
            for source, part, level in zip((first, second), parts, (0.5 - share, share), strict=True)
        ]
        return sum(rate.value for rate in rates)

    best = minimize_scalar(split, bounds=(0.02, 0.24), method="bounded", options={"xatol": 1e-4})
    assert abs(best.fun - pair.value) <= 1e-5
    assert split(0.5 * best.x) > pair.upper + 1e-3


def test_a_laplacian_pair_has_twice_the_rate_of_one():
    source = ib.sources.laplacian_grid(80, reach=6.0)
    error = ib.distortions.difference(source, "absolute")
    one = ib.rate_distortion(source, error, 0.3, unit="nat", tol=1e-7)
    two = ib.rate_distortion(
        source @ source, ib.distortions.separable(error, error), 0.6, unit="nat", tol=1e-5
    )
    assert two.gap <= 1e-5
    assert 2.0 * one.lower <= two.upper
    assert two.lower <= 2.0 * one.upper


def test_a_coordinate_that_costs_less_than_the_water_is_left_alone():
    wide, narrow = ib.sources.gaussian_grid(61, reach=5.0), ib.sources.gaussian_grid(21, std=0.2, reach=5.0)
    parts = [ib.distortions.difference(wide), ib.distortions.difference(narrow)]
    pair = ib.rate_distortion(wide @ narrow, ib.distortions.separable(*parts), 0.5, unit="nat", tol=1e-5)
    spent = ib.rate_distortion_curve(narrow, parts[1], tol=0.5, least=0.01).x[-1]
    alone = ib.rate_distortion(wide, parts[0], 0.5 - float(spent), unit="nat", tol=1e-7)
    assert pair.gap <= 1e-5
    assert overlap(pair, alone)


def test_a_solid_is_certified():
    covariance = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.5], [0.3, 0.5, 1.0]])
    axis = np.linspace(-5.0, 5.0, 30)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    law = np.exp(-0.5 * np.einsum("...i,ij,...j", points, np.linalg.inv(covariance), points))
    error = ib.distortions.difference(axis)
    distortion = ib.distortions.separable(error, error, error)
    result = ib.rate_distortion(law / law.sum(), distortion, 0.6, unit="nat", tol=1e-4)
    assert result.gap <= 1e-4
    assert abs(result.value - reverse_waterfilling(covariance, 0.6)) <= 1e-3


def test_what_does_not_fit_is_refused():
    line = ib.distortions.difference(np.arange(4.0))
    law = np.full((2, 8), 1 / 16)
    with pytest.raises(ShapeError, match="axes"):
        ib.rate_distortion(law, ib.distortions.separable(line, line), 0.1)
    with pytest.raises(ShapeError, match="16 points"):
        ib.rate_distortion(np.full(15, 1 / 15), ib.distortions.separable(line, line), 0.1)
    flat = np.full(16, 1 / 16)
    with pytest.raises(UnknownNameError, match="grid_lattice"):
        ib.rate_distortion(flat, ib.distortions.separable(line, line), 0.1, solver="grid_columns")


@pytest.mark.parametrize(
    ("name", "level"),
    [("power", 0.05), ("huber", 0.03), ("lopsided", 0.1)],
)
def test_penalties_of_ones_own_are_certified_on_ten_thousand_points(name, level):
    """No closed form is known; on a hundredth of the points the rate is the same up to the cells."""
    penalty = {
        "power": lambda x: np.abs(x) ** 1.5,
        "huber": lambda x: np.where(np.abs(x) <= 0.5, 0.5 * x * x, 0.5 * np.abs(x) - 0.125),
        "lopsided": lambda x: np.where(x > 0.0, x * x, 3.0 * x * x),
    }[name]
    fine, coarse = ib.sources.gaussian_grid(10_001, reach=5.0), ib.sources.gaussian_grid(101, reach=5.0)
    result = ib.rate_distortion(fine, ib.distortions.difference(fine, penalty), level, unit="nat", tol=1e-4)
    assert result.gap <= 1e-4
    assert result.verify().within(result.interval)
    dense = np.asarray(ib.distortions.difference(coarse, penalty))
    assert abs(result.value - ib.rate_distortion(coarse, dense, level, unit="nat").value) <= 2e-2
    # Shannon's lower bound holds for the density: h(X) less the most entropy of a noise of that cost.
    assert result.lower > 0.5 * log(2.0 * np.pi * np.e) - 3.0
