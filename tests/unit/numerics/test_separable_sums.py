"""Sums over products of grids, and through the lattice of the squared error, against dense matrices."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.kernels.distortions import difference, separable
from itbounds.numerics import balls, grid_rounding
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.gaussian_factors import GaussianFactors
from itbounds.numerics.grid_rounding import dual_end, mean_distortion, tilt_ends
from itbounds.numerics.positive_sums import PositiveSums
from itbounds.numerics.separable import SeparableDistortion
from itbounds.numerics.separable_sums import SeparableSums, sums_of
from itbounds.numerics.tilt import tilted_channel


def lopsided(x):
    return np.where(x > 0.0, x, -2.0 * x)


PENALTIES = st.sampled_from(["squared", "absolute", lopsided])
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def grids(draw):
    """Draw a separable distortion of a few axes."""
    sizes = draw(st.lists(st.integers(2, 6), min_size=1, max_size=4))
    steps = [draw(st.floats(0.05, 1.5)) for _ in sizes]
    return SeparableDistortion.of(
        tuple(DifferenceDistortion.of(n, h, draw(PENALTIES)) for n, h in zip(sizes, steps, strict=True))
    )


def points_of(distortion):
    """Return the coordinates of all points, in steps of each axis."""
    return np.array(list(np.ndindex(distortion.grid_shape)))


@given(grids(), st.floats(0.0, 300.0), SEEDS)
def test_the_sums_of_a_product_of_grids_are_those_of_its_matrix(distortion, slope, seed):
    rng = np.random.default_rng(seed)
    weights = rng.random(distortion.size) * 10.0 ** rng.uniform(-40, 0, distortion.size)
    dense = np.asarray(distortion)
    kernel = np.exp(-slope * dense)
    sums = SeparableSums(distortion, slope)
    for found, exact in (
        (sums.partition(weights), kernel @ weights),
        (sums.columns(weights), weights @ kernel),
        (sums.weighted(weights), (kernel * dense) @ weights),
    ):
        # The matrix is rounded itself, by as many units of roundoff as its exponents are worth.
        error = 2.0 * found.relative + 2.0**-50 * min(slope * distortion.largest, 750.0)
        assert (np.abs(found.values - exact) <= error * found.sizes + found.rest + 1e-290).all()
        assert 0.0 < found.relative < 1e-10


@given(grids())
def test_the_matrix_of_a_product_of_grids_adds_up_the_coordinates(distortion):
    points, dense = points_of(distortion), np.asarray(distortion)
    rng = np.random.default_rng(0)
    for i, j in rng.integers(0, distortion.size, (10, 2)).tolist():
        tables = zip(distortion.parts, points[i] - points[j], strict=True)
        assert dense[i, j] == pytest.approx(sum(part.table[k + part.size - 1] for part, k in tables))
    letter = int(rng.integers(distortion.size))
    column = distortion.column(letter)
    assert (column >= dense[:, letter]).all()
    assert column == pytest.approx(dense[:, letter], rel=1e-14)


@pytest.mark.parametrize("rho", ["squared", "absolute", lopsided])
def test_long_axes_are_summed_line_by_line(rho):
    long = DifferenceDistortion.of(2100, 2e-3, rho)
    short = DifferenceDistortion.of(2, 0.5, "squared")
    weights = np.random.default_rng(1).random(4200)
    for parts, table in (
        ((long, short), weights.reshape(2100, 2)),
        ((short, long), weights.reshape(2, 2100)),
    ):
        sums = SeparableSums(SeparableDistortion.of(parts), 4.0)
        kernels = [np.exp(-4.0 * np.asarray(part)) for part in parts]
        tilts = [kernel * np.asarray(part) for kernel, part in zip(kernels, parts, strict=True)]
        exact = kernels[0] @ table @ kernels[1].T
        weighted = tilts[0] @ table @ kernels[1].T + kernels[0] @ table @ tilts[1].T
        assert sums.partition(weights).values == pytest.approx(exact.reshape(-1), rel=1e-12)
        assert sums.columns(weights).values == pytest.approx(
            (kernels[0].T @ table @ kernels[1]).reshape(-1), rel=1e-12
        )
        found = sums.weighted(weights)
        assert (np.abs(found.values - weighted.reshape(-1)) <= 2.0 * found.relative * found.sizes).all()


@given(
    st.sampled_from([(2000, 1e-3), (2500, 4e-3), (3001, 4e-2)]),
    st.floats(-2.0, 4.0),
    SEEDS,
)
def test_sums_through_the_lattice_are_right_however_small_they_are(grid, exponent, seed):
    """The factors against the kernel they factor, for weights over eighty decades."""
    (size, step), rng = grid, np.random.default_rng(seed)
    slope = 10.0**exponent / (size * step) ** 2 * 50.0
    factors = GaussianFactors.of(size, step, slope)
    if factors is None:
        assert slope * (16 * step) ** 2 > 0.05
        return
    weights = 10.0 ** rng.uniform(-80, 0, size)
    letters = np.unique(rng.integers(0, size, 40))
    penalties = (step * (letters[:, None] - np.arange(size))) ** 2
    kernel = np.exp(-slope * penalties)
    exact, weighted = kernel @ weights, (kernel * penalties) @ weights
    counted = exact > 1e-260
    found, (values, sizes) = factors.partition(weights)[letters], factors.weighted(weights)
    assert (np.abs(found - exact) <= factors.relative * exact + 1e-260).all()
    assert (np.abs(values[letters] - weighted) <= factors.relative * sizes[letters] + 1e-260).all()
    # The bound is for any machine; on this one the sums are right to fourteen digits.
    assert np.abs(found / exact - 1.0)[counted].max(initial=0.0) < 1e-12
    assert factors.relative < 1e-11


@pytest.mark.parametrize("slope", [0.0, 1e-9, 1e9])
def test_no_lattice_serves_kernels_that_are_flat_or_a_few_points_wide(slope):
    assert GaussianFactors.of(3000, 1e-3, slope) is None
    distortion = DifferenceDistortion.of(3000, 1e-3, "squared")
    weights = np.random.default_rng(0).random(3000)
    exact = np.exp(-slope * distortion.column(1234)) @ weights
    assert PositiveSums(distortion, slope).partition(weights).values[1234] == pytest.approx(exact, rel=1e-12)


@given(grids(), st.floats(0.01, 60.0), SEEDS)
def test_the_ends_on_products_of_grids_hold_for_any_points(distortion, slope, seed):
    rng, size, matrix = np.random.default_rng(seed), distortion.size, np.asarray(distortion)
    if size > 150:
        return
    source, law = rng.dirichlet(np.full(size, 0.3)), rng.dirichlet(np.ones(size))
    potentials, level = rng.normal(size=size), float(rng.uniform(0.0, 0.3))
    # A level a hair above makes up for the rounding of the matrix, which the ends know nothing of.
    exact = max(0.0, balls.rate_distortion_lower(source, matrix, level * (1 + 1e-15), potentials, slope))
    found = dual_end(source, distortion, level, potentials, slope)
    assert exact - 1e-11 <= found <= exact + slope * level * 1e-14
    most, rate = tilt_ends(source, distortion, law, slope)
    channel = tilted_channel(matrix, law, slope)
    if most < np.inf:
        assert balls.rate_distortion_upper(source, channel) <= rate + 1e-12
        mean = float(source @ (channel * matrix).sum(axis=1)) / source.sum()
        assert mean * (1.0 - 1e-12) <= most <= mean * (1.0 + 1e-9) + 1e-200
    column = mean_distortion(source, distortion.column(0))
    assert float(source @ matrix[:, 0]) / source.sum() <= column * (1.0 + 1e-15) + 1e-300


def test_one_axis_has_the_sums_of_its_line():
    line = difference(np.linspace(0.0, 1.0, 30), "absolute")
    weights = np.random.default_rng(2).random(30)
    both = sums_of(line, 3.0), sums_of(separable(line), 3.0)
    assert [type(sums) for sums in both] == [PositiveSums, SeparableSums]
    assert both[0].weighted(weights).values == pytest.approx(both[1].weighted(weights).values, rel=1e-12)
    assert grid_rounding.dual_end(weights, line, 0.1, -weights, 3.0) == pytest.approx(
        grid_rounding.dual_end(weights, separable(line), 0.1, -weights, 3.0), abs=1e-12
    )


def test_parts_that_are_none_are_refused_and_large_products_stay_compact():
    line = difference(np.arange(100.0))
    with pytest.raises(ShapeError, match="no coordinates"):
        separable()
    with pytest.raises(DTypeError, match="part 1 is a list"):
        separable(line, [0.0, 1.0])
    with pytest.raises(ShapeError, match="separable"):
        difference([[0.0, 0.0], [1.0, 1.0]])
    with pytest.raises(DomainError, match="too large"):
        np.asarray(separable(line, line))
    assert repr(separable(line, line)) == "SeparableDistortion(100 x 100 points, squared + squared)"
