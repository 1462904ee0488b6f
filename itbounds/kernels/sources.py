"""Sources: laws of a single letter, with the letters that a distortion measure needs."""

from collections.abc import Callable, Iterable

import numpy as np

from itbounds._typing import Array, ArrayLike, Count, Number, Vector
from itbounds.errors import DomainError, EmptyAlphabetError, ShapeError
from itbounds.kernels.bins import bin_probabilities, laplacian_tail, normal_tail
from itbounds.kernels.continuous import Gaussian, Laplacian
from itbounds.kernels.distribution import Distribution
from itbounds.kernels.markov import MarkovSource, markov
from itbounds.kernels.space import Letter, Space
from itbounds.numerics.scalars import as_count, as_positive, as_probability, as_real

__all__ = [
    "MarkovSource",
    "bernoulli",
    "dirichlet",
    "empirical",
    "gaussian",
    "gaussian_grid",
    "laplacian",
    "laplacian_grid",
    "markov",
    "uniform",
    "uniform_grid",
]


def bernoulli(p: Number) -> Distribution:
    """Return the law of a bit that is 1 with probability `p`.

    Raises
    ------
    DomainError
        If `p` is not in [0, 1].

    Examples
    --------
    >>> bernoulli(0.25)
    Distribution.of([0.75, 0.25])
    """
    one = as_probability(p, name="probability of 1")
    return Distribution.of([1.0 - one, one])


def uniform(n: Count) -> Distribution:
    """Return the uniform law on `n` letters.

    Examples
    --------
    >>> uniform(4)
    Distribution.of([0.25, 0.25, 0.25, 0.25])
    """
    size = as_count(n, name="number of letters")
    return Distribution.of(np.full(size, 1.0 / size))


def gaussian(variance: Number, *, mean: Number = 0.0) -> Gaussian:
    """Return a Gaussian source on the real line, for closed forms; `gaussian_grid` is one for the solvers.

    Parameters
    ----------
    variance, mean : float or sympy expression
        The variance is positive.

    Examples
    --------
    >>> gaussian(4.0)
    Gaussian(variance=4.0, mean=0.0)
    """
    return Gaussian(variance, mean)


def laplacian(scale: Number, *, mean: Number = 0.0) -> Laplacian:
    """Return a Laplacian source on the real line by its mean absolute deviation, as `gaussian`.

    Examples
    --------
    >>> laplacian(0.5)
    Laplacian(scale=0.5, mean=0.0)
    """
    return Laplacian(scale, mean)


def gaussian_grid(n: Count, *, std: Number = 1.0, reach: Number = 6.0) -> Distribution:
    r"""Return a centred Gaussian law on a grid, quantised exactly.

    The letters are `n` equally spaced points on :math:`[-r\sigma, r\sigma]`, both ends included; each has the
    exact probability of its cell, which ends halfway to its neighbours. The two outer cells are half-lines.

    Parameters
    ----------
    n : int
        The number of points, at least 2.
    std : float
        The standard deviation, positive.
    reach : float
        The outermost point in standard deviations, positive.

    Raises
    ------
    DomainError
        For a parameter out of its range.

    Examples
    --------
    >>> gaussian_grid(3, reach=2.0).probabilities.round(4)
    array([0.1587, 0.6827, 0.1587])
    """
    return _grid_law(n, std, reach, normal_tail, 1.0)


def laplacian_grid(n: Count, *, std: Number = 1.0, reach: Number = 10.0) -> Distribution:
    r"""Return a centred Laplacian law on a grid, quantised exactly as `gaussian_grid` is.

    The density is :math:`e^{-|x|/b} / 2b` with :math:`b = \sigma / \sqrt 2`.

    Examples
    --------
    >>> laplacian_grid(3, std=2**0.5, reach=1.0).probabilities.round(4)
    array([0.2465, 0.5069, 0.2465])
    """
    return _grid_law(n, std, reach, laplacian_tail, np.sqrt(2.0))


def uniform_grid(n: Count, low: Number = 0.0, high: Number = 1.0) -> Distribution:
    """Return the uniform law on an interval, quantised: `n` equal cells, their midpoints as letters.

    Examples
    --------
    >>> uniform_grid(2)
    Distribution(Space.of([0.25, 0.75]), [0.5, 0.5])
    """
    size = as_count(n, name="number of points")
    left, right = as_real(low, name="left end"), as_real(high, name="right end")
    if not -np.inf < left < right < np.inf:
        raise DomainError(f"[{left!r}, {right!r}] is no bounded interval", value=(left, right))
    points = left + (right - left) * (np.arange(size) + 0.5) / size
    return Distribution(Space.of(points.tolist()), np.full(size, 1.0 / size))


def empirical(samples: ArrayLike, *, letters: Iterable[Letter] | None = None) -> Distribution:
    """Return the relative frequencies of the values in a sample.

    Parameters
    ----------
    samples : array-like of shape (count,) or (count, dimension)
        Numbers, strings or bools; rows of a matrix are taken as tuples.
    letters : iterable, optional
        The alphabet, in order. Left out, it is the sorted set of the values seen.

    Raises
    ------
    EmptyAlphabetError
        If the sample is empty.
    DomainError
        For a NaN, or a value that is not in the alphabet given.
    ShapeError
        If the sample has more than two axes.

    Examples
    --------
    >>> empirical(["a", "b", "a", "a"])
    Distribution(Space.of(['a', 'b']), [0.75, 0.25])
    """
    array = np.asarray(samples)
    if array.ndim not in (1, 2):
        raise ShapeError(
            f"the sample has shape {array.shape}; one or two axes are expected", value=array.shape
        )
    if array.size == 0:
        raise EmptyAlphabetError("the sample is empty", value=array.shape)
    if array.dtype.kind == "f" and np.isnan(array).any():
        where = int(np.isnan(array.reshape(len(array), -1)).any(axis=1).argmax())
        raise DomainError(f"sample {where} is NaN", where=where, hint="drop it: a NaN is no letter")
    values, counts = np.unique(array, axis=0, return_counts=True)
    seen: list[Letter] = [tuple(v) if isinstance(v, list) else v for v in values.tolist()]
    if letters is None:
        return Distribution(Space.of(seen), counts / counts.sum())
    space = Space.of(letters)
    index = {letter: i for i, letter in enumerate(space.letters)}
    frequencies = np.zeros(space.size)
    for letter, count in zip(seen, counts.tolist(), strict=True):
        if letter not in index:
            raise DomainError(f"{letter!r} is in the sample but not in the alphabet", value=letter)
        frequencies[index[letter]] = count
    return Distribution(space, frequencies / counts.sum())


def dirichlet(n: Count, alpha: Number = 1.0, *, rng: np.random.Generator | int) -> Distribution:
    """Return a law drawn from the symmetric Dirichlet law on `n` letters.

    Parameters
    ----------
    n : int
        The number of letters.
    alpha : float
        The concentration; 1 is uniform on the simplex.
    rng : numpy.random.Generator or int
        The generator, or the seed of a new one.

    Examples
    --------
    >>> dirichlet(3, rng=0).space
    Space.of(3)
    """
    size = as_count(n, name="number of letters")
    level = as_positive(alpha, name="concentration")
    return Distribution.of(np.random.default_rng(rng).dirichlet(np.full(size, level)), normalize="rows")


def _grid_law(
    n: Count, std: Number, reach: Number, tail: Callable[[Array], Array], scale: float
) -> Distribution:
    """Quantise a symmetric law; a standard deviation is `scale` times the unit in which `tail` measures."""
    size = as_count(n, name="number of points", minimum=2)
    deviation, half = as_positive(std, name="standard deviation"), as_positive(reach, name="reach")
    points = half * (2.0 * np.arange(size) - (size - 1)) / (size - 1)
    edges: Vector = np.concatenate(
        [[-np.inf], half * (2.0 * np.arange(1, size) - size) / (size - 1), [np.inf]]
    )
    return Distribution(Space.of((deviation * points).tolist()), bin_probabilities(scale * edges, tail))
