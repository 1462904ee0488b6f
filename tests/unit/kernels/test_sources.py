"""Sources on grids against sixty-digit integrals, and empirical laws."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds import errors
from itbounds.kernels import sources
from itbounds.kernels.measures import entropy


def cell_probabilities(points, distribution_function):
    edges = [
        -mpmath.inf,
        *((mpmath.mpf(a) + b) / 2 for a, b in pairwise(points)),
        mpmath.inf,
    ]
    return [distribution_function(b) - distribution_function(a) for a, b in pairwise(edges)]


@pytest.mark.parametrize(("n", "std", "reach"), [(2, 1.0, 6.0), (7, 2.0, 4.0), (40, 0.5, 12.0)])
def test_gaussian_cells_are_exact(n, std, reach):
    law = sources.gaussian_grid(n, std=std, reach=reach)
    points = law.space.letters
    assert points == pytest.approx(np.linspace(-reach * std, reach * std, n), abs=1e-12)
    with mpmath.workdps(60):
        exact = cell_probabilities(points, lambda x: mpmath.erfc(-x / (std * mpmath.sqrt(2))) / 2)
        for found, value in zip(law.probabilities, exact, strict=True):
            assert abs(found / value - 1) < 1e-13
    assert (law.probabilities == law.probabilities[::-1]).all()


@pytest.mark.parametrize(("n", "std", "reach"), [(3, 1.0, 10.0), (40, 2.0, 20.0)])
def test_laplacian_cells_are_exact(n, std, reach):
    law = sources.laplacian_grid(n, std=std, reach=reach)
    with mpmath.workdps(60):
        scale = std / mpmath.sqrt(2)

        def cdf(x):
            return mpmath.exp(x / scale) / 2 if x < 0 else 1 - mpmath.exp(-x / scale) / 2

        for found, value in zip(law.probabilities, cell_probabilities(law.space.letters, cdf), strict=True):
            assert abs(found / value - 1) < 1e-13


@pytest.mark.parametrize("law", [sources.gaussian_grid(2001, std=3.0), sources.laplacian_grid(4001, std=3.0)])
def test_fine_grids_have_the_variance_of_the_law(law):
    points = np.array(law.space.letters)
    assert law.probabilities @ points == pytest.approx(0.0, abs=1e-12)
    assert law.probabilities @ points**2 == pytest.approx(9.0, rel=1e-4)


def test_uniform_sources():
    law = sources.uniform_grid(4, -1.0, 1.0)
    assert law.space.letters == (-0.75, -0.25, 0.25, 0.75)
    assert entropy(law) == entropy(sources.uniform(4)) == 2.0
    assert sources.bernoulli(0.25).probabilities.tolist() == [0.75, 0.25]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=20))
def test_empirical_laws_count(sample):
    law = sources.empirical(sample)
    assert law.space.letters == tuple(sorted(set(sample)))
    for letter, p in zip(law.space.letters, law.probabilities, strict=True):
        assert p == sample.count(letter) / len(sample)
    full = sources.empirical(sample, letters="cab")
    assert full.space.letters == ("c", "a", "b")
    assert full.probabilities.tolist() == [sample.count(x) / len(sample) for x in "cab"]


def test_empirical_laws_of_vectors_and_numbers():
    law = sources.empirical(np.array([[0, 1], [0, 1], [1, 1], [0, 0]]))
    assert law.space.letters == ((0, 0), (0, 1), (1, 1))
    assert law.probabilities.tolist() == [0.25, 0.5, 0.25]
    assert sources.empirical([1.5, 0.5]).space.letters == (0.5, 1.5)
    for sample, letters, error in [
        ([], None, errors.EmptyAlphabetError),
        ([1.0, float("nan")], None, errors.DomainError),
        (["a", "z"], "ab", errors.DomainError),
        (np.zeros((2, 2, 2)), None, errors.ShapeError),
        (3, None, errors.ShapeError),
    ]:
        with pytest.raises(error):
            sources.empirical(sample, letters=letters)


def test_random_sources_are_reproducible():
    assert (sources.dirichlet(5, rng=3).probabilities == sources.dirichlet(5, rng=3).probabilities).all()
    assert sources.dirichlet(5, 1e-3, rng=3).probabilities.max() > 0.99


@pytest.mark.parametrize(
    "build",
    [
        lambda: sources.bernoulli(1.1),
        lambda: sources.uniform(0),
        lambda: sources.gaussian_grid(1),
        lambda: sources.gaussian_grid(4, std=0.0),
        lambda: sources.laplacian_grid(4, reach=float("nan")),
        lambda: sources.uniform_grid(4, 1.0, 1.0),
        lambda: sources.uniform_grid(4, 0.0, float("inf")),
        lambda: sources.dirichlet(3, -1.0, rng=0),
    ],
)
def test_parameters_out_of_range_are_refused(build):
    with pytest.raises(errors.DomainError):
        build()
