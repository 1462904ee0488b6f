"""Families of channels that are hard in different ways: what a capacity solver is tried on.

Each family maps two alphabet sizes and a generator to a channel matrix whose rows sum to one up to rounding.
The product families round the sizes down to powers of two and may return a smaller matrix than asked for.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from itbounds._typing import Matrix

__all__ = [
    "FAMILIES",
    "Family",
    "amplitude_limited",
    "binary_asymmetric_product",
    "dirichlet",
    "identical_rows",
    "nearly_deterministic",
    "random_channel",
    "small_support",
    "sparse",
    "with_zeros",
    "z_product",
]

Family: TypeAlias = Callable[[int, int, Generator], Matrix]
"""Two sizes and a generator in, a channel matrix out."""


def dirichlet(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return rows drawn uniformly from the simplex; about a fifth of the letters end up in use."""
    return rng.dirichlet(np.ones(outputs), inputs)


def sparse(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return rows uniform on the simplex of a few outputs each: 3 and 2 % of all."""
    filled = min(outputs, 3 + outputs // 50)
    matrix = np.zeros((inputs, outputs))
    for row in matrix:
        row[rng.choice(outputs, filled, replace=False)] = rng.dirichlet(np.ones(filled))
    return matrix


def z_product(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return a power of the Z-channel: every letter is used, with probabilities of many scales."""
    crossover = rng.uniform(0.1, 0.5)
    factor = np.array([[1.0, 0.0], [crossover, 1.0 - crossover]])
    return _product([factor] * _bits(inputs, outputs))


def binary_asymmetric_product(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return a product of different binary asymmetric channels; its capacity is the sum of theirs."""
    factors = []
    for flip, back in rng.uniform(0.02, 0.3, size=(_bits(inputs, outputs), 2)):
        factors.append(np.array([[1.0 - flip, flip], [back, 1.0 - back]]))
    return _product(factors)


def amplitude_limited(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return a unit Gaussian noise channel on a grid of amplitudes in [-A, A], its output cut into cells.

    Neighbouring rows are nearly equal and the optimal support has a few points (Smith 1971): hard for
    first-order methods. `A` is drawn between 1 and 4; the cells cover [-A - 5, A + 5]; rows are renormalised.
    """
    from scipy.special import ndtr

    amplitude = rng.uniform(1.0, 4.0)
    inputs_at = np.linspace(-amplitude, amplitude, inputs)
    edges = np.linspace(-amplitude - 5.0, amplitude + 5.0, outputs + 1)
    matrix = np.diff(ndtr(edges[None, :] - inputs_at[:, None]), axis=1)
    return _normalised(matrix)


def nearly_deterministic(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return a function of the input disturbed with probability one in a thousand."""
    matrix = 1e-3 * rng.dirichlet(np.full(outputs, 0.3), inputs)
    image = rng.permutation(max(inputs, outputs))[:inputs] % outputs
    matrix[np.arange(inputs), image] += 1.0 - 1e-3
    return _normalised(matrix)


def small_support(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return mixtures of a few extreme rows, themselves among the rows: only those are ever used."""
    extremes = min(inputs, max(3, outputs // 20))
    mixing = rng.dirichlet(np.full(extremes, 0.5), inputs)
    mixing[:extremes] = np.eye(extremes)
    return _normalised(mixing @ rng.dirichlet(np.full(outputs, 0.2), extremes))


def identical_rows(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return rows each of which occurs about four times, so that the optimal input law is far from unique."""
    distinct = rng.dirichlet(np.ones(outputs), max(2, inputs // 4))
    return distinct[rng.integers(0, len(distinct), inputs)]


def with_zeros(inputs: int, outputs: int, rng: Generator) -> Matrix:
    """Return rows with seven entries of ten erased, and possibly outputs that never occur."""
    matrix = rng.dirichlet(np.ones(outputs), inputs) * (rng.random((inputs, outputs)) < 0.3)
    matrix[np.arange(inputs), np.arange(inputs) % outputs] += 0.05
    if outputs > 2:
        matrix[:, -1] = 0.0
        matrix[:, 0] += 1e-3
    return _normalised(matrix)


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "dirichlet": dirichlet,
        "sparse": sparse,
        "z_product": z_product,
        "binary_asymmetric_product": binary_asymmetric_product,
        "amplitude_limited": amplitude_limited,
        "nearly_deterministic": nearly_deterministic,
        "small_support": small_support,
        "identical_rows": identical_rows,
        "with_zeros": with_zeros,
    }
)
"""The nine families by name."""


def random_channel(rng: Generator, *, largest: int = 256) -> tuple[str, Matrix]:
    """Draw a family, two alphabet sizes and a channel; one in three is sharpened by a power of its entries.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness: equal generators give equal channels.
    largest : int
        The largest alphabet; the sizes are drawn log-uniformly from 2 to `largest`.

    Returns
    -------
    name : str
        The family, followed by ``"**k"`` if the entries were raised to the power `k` and renormalised.
    matrix : array of shape (m, n)
        The channel; there may be zero columns, but no zero rows.

    Examples
    --------
    >>> import numpy as np
    >>> name, W = random_channel(np.random.default_rng(0), largest=16)
    >>> bool(np.allclose(W.sum(axis=1), 1))
    True
    """
    name = str(rng.choice(list(FAMILIES)))
    inputs, outputs = (int(size) for size in np.exp(rng.uniform(np.log(2.0), np.log(largest + 1.0), 2)))
    matrix = FAMILIES[name](inputs, outputs, rng)
    if rng.random() < 1.0 / 3.0:
        power = int(rng.integers(2, 9))
        # Divided by its largest entry first, no row can vanish by underflow.
        matrix = _normalised((matrix / matrix.max(axis=1, keepdims=True)) ** power)
        name = f"{name}**{power}"
    return name, matrix


def _bits(inputs: int, outputs: int) -> int:
    return max(1, min(inputs, outputs).bit_length() - 1)


def _product(factors: list[Matrix]) -> Matrix:
    matrix: Matrix = np.ones((1, 1))
    for factor in factors:
        matrix = np.asarray(np.kron(matrix, factor), dtype=np.float64)
    return matrix


def _normalised(matrix: Matrix) -> Matrix:
    scaled: Matrix = matrix / matrix.sum(axis=1, keepdims=True)
    return scaled
