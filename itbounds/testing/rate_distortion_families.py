"""Random rate-distortion instances by family, easy and nasty, for tests, stress runs and benchmarks."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from itbounds._typing import Matrix, Vector

__all__ = ["FAMILIES", "Family", "level_range", "random_instance"]

Family: TypeAlias = Callable[[int, int, np.random.Generator], tuple[Vector, Matrix]]
"""Numbers of source and output letters and a generator in; source law and distortion matrix out."""


def _law(m: int, rng: np.random.Generator, concentration: float = 1.0) -> Vector:
    """Return a strictly positive Dirichlet law, its letters at least 1e-12 of the largest."""
    weights = rng.gamma(concentration, size=m)
    weights = np.maximum(weights, 1e-12 * weights.max())
    return np.asarray(weights / weights.sum())


def _grids(m: int, n: int, reach: float) -> tuple[Vector, Matrix]:
    """Return an even grid of m source points and the differences to an even grid of n output points."""
    points = np.linspace(-reach, reach, m)
    return points, points[:, None] - np.linspace(-reach, reach, n)[None, :]


def random_table(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a Dirichlet source and independent uniform distortions."""
    return _law(m, rng), rng.random((m, n))


def hamming(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a Dirichlet source under Hamming distortion; letters without a counterpart cost 1 everywhere."""
    return _law(m, rng), 1.0 - np.eye(m, n)


def gaussian(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a discretised normal law out to 4..8 standard deviations under squared error."""
    points, differences = _grids(m, n, float(rng.uniform(4.0, 8.0)))
    weights = np.exp(-(points**2) / 2.0)
    return weights / weights.sum(), differences**2


def laplacian(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a discretised Laplace law under absolute error."""
    points, differences = _grids(m, n, float(rng.uniform(5.0, 15.0)))
    weights = np.exp(-np.abs(points))
    return weights / weights.sum(), np.abs(differences)


def uniform(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a uniform law on an interval under squared error."""
    _, differences = _grids(m, n, float(rng.uniform(0.5, 2.0)))
    return np.full(m, 1.0 / m), differences**2


def erasure(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return reproduction without error, or at a price the erasure of the letter, or nothing at all."""
    del n
    price = 1.0 if rng.random() < 0.5 else rng.uniform(0.5, 1.5, size=m)
    distortion = np.full((m, m + 1), np.inf)
    np.fill_diagonal(distortion, 0.0)
    distortion[:, m] = price
    return _law(m, rng), distortion


def forbidden_pairs(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return uniform distortions of which about a third is infinite, with one finite column."""
    distortion = rng.random((m, n))
    distortion[rng.random((m, n)) < 0.35] = np.inf
    distortion[:, rng.integers(n)] = rng.uniform(0.5, 2.0, size=m)
    return _law(m, rng), distortion


def repeated(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a table in which rows and columns are repeated, some with a difference in the last digits."""
    few = rng.integers(0, 4, size=(max(2, m // 3), max(2, n // 3))).astype(np.float64)
    distortion = few[np.ix_(rng.integers(len(few), size=m), rng.integers(few.shape[1], size=n))]
    if rng.random() < 0.5:
        distortion = distortion * (1.0 + 1e-12 * rng.random((m, n)))
    return _law(m, rng), distortion


def nearly_deterministic(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a source whose letters fall from 1 to 1e-12, under Hamming, random or squared distortion."""
    weights = 10.0 ** -rng.uniform(0.0, 12.0, size=m)
    weights[rng.integers(m)] = 1.0
    kind = rng.integers(3)
    if kind == 0:
        distortion = 1.0 - np.eye(m, n)
    elif kind == 1:
        distortion = rng.random((m, n))
    else:
        distortion = _grids(m, n, 1.0)[1] ** 2
    return weights / weights.sum(), distortion


def wide_scales(m: int, n: int, rng: np.random.Generator) -> tuple[Vector, Matrix]:
    """Return a spiky Dirichlet source and distortions over eight decades, each row with its own floor."""
    distortion = 10.0 ** rng.uniform(-4.0, 4.0, size=(m, n))
    return _law(m, rng, 0.1), distortion + rng.exponential(size=(m, 1))


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        family.__name__: family
        for family in (
            random_table,
            hamming,
            gaussian,
            laplacian,
            uniform,
            erasure,
            forbidden_pairs,
            repeated,
            nearly_deterministic,
            wide_scales,
        )
    }
)
"""The families by name."""


def level_range(source: Vector, distortion: Matrix) -> tuple[float, float]:
    r"""Return the least distortion of all channels and the least of those whose output is constant.

    Parameters
    ----------
    source : array of shape (m,)
        Letter probabilities.
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`.

    Returns
    -------
    tuple of float
        :math:`D_{\min} = \sum_x p_x \min_y d_{xy}` and :math:`D_{\max} = \min_y \sum_x p_x d_{xy}`.

    Examples
    --------
    >>> level_range(np.array([0.25, 0.75]), 1.0 - np.eye(2))
    (0.0, 0.25)
    """
    return float(source @ distortion.min(axis=1)), float((source @ distortion).min())


def random_instance(
    rng: np.random.Generator, *, largest: int = 181, family: str | None = None
) -> tuple[str, Vector, Matrix, float]:
    """Return the name of a family, a source, a distortion matrix and a level strictly inside of its range.

    Sizes are spread evenly on a logarithmic scale from 2 to `largest`, half of the instances are rectangular.
    Most levels lie between 0.1 % and 99.9 % of the range, one in ten within 1e-6 of it from either end.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of chance.
    largest : int
        The largest number of letters.
    family : str, optional
        One of `FAMILIES`; by default one of them at random.

    Returns
    -------
    tuple
        Name, source of shape (m,), distortion of shape (m, n), level.

    Examples
    --------
    >>> name, source, distortion, level = random_instance(np.random.default_rng(0))
    >>> lowest, highest = level_range(source, distortion)
    >>> name in FAMILIES, lowest < level < highest
    (True, True)
    """
    while True:
        name = family if family is not None else str(rng.choice(list(FAMILIES)))
        m, n = (int(size) for size in np.exp(rng.uniform(np.log(2.0), np.log(largest + 1.0), size=2)))
        source, distortion = FAMILIES[name](m, n if rng.random() < 0.5 else m, rng)
        lowest, highest = level_range(source, distortion)
        chance = rng.random()
        share = 10.0 ** rng.uniform(-3.0, 0.0) if chance < 0.4 else rng.uniform(0.001, 0.999)
        if chance > 0.9:
            share = 1e-6 if chance < 0.95 else 1.0 - 1e-6
        level = lowest + share * (highest - lowest)
        # A range of nothing but rounding has no level inside: another instance is drawn.
        if lowest + 1e-9 * highest < highest and lowest < level < highest:
            return name, source, distortion, level
