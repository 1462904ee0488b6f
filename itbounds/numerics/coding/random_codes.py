r"""Exact random coding bounds and converses of channels whose noise is counted by types.

With the information density :math:`i = \ln W(y | x) / q(y)` of n letters, where q is the law of the outputs,
the dependence testing bound is a union bound with the gain :math:`i + \ln 2`, and the random coding union
bound one with the gain :math:`-\ln \Pr[i(\bar X; y) \ge i(x; y)]`, in which :math:`\bar X` is drawn as X is
but independently of y (Polyanskiy, Poor and Verdu, 2010).
"""

from math import log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.coding.sizes import guessing_size, log_union_size
from itbounds.numerics.coding.spectrum import Spectrum, letter_spectrum, type_spectrum
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF
from itbounds.numerics.statistics.dispersion import information_density
from itbounds.numerics.statistics.log_sums import log_cumulative_sums
from itbounds.numerics.statistics.log_testing import log_beta

__all__ = [
    "alike",
    "density_letters",
    "dependence_testing_size",
    "erasure_converse_size",
    "erasure_union_size",
    "rival_letters",
    "sphere_packing_size",
    "union_size",
]

_ALIKE = 1e-12

_NEGLIGIBLE = 2.0**-50
"""The share of an error probability that is given away to leave out unlikely types."""


def density_letters(matrix: Matrix, input_law: Vector, output_law: Vector) -> Spectrum:
    """Return the law of the information density of one letter, inputs drawn from the input law."""
    return _letters(input_law[:, None] * matrix, information_density(matrix, output_law), len(input_law))


def rival_letters(matrix: Matrix, input_law: Vector, output_law: Vector, y: int) -> Spectrum:
    """Return the law of the density at an output letter of an input that has nothing to do with it."""
    possible = (input_law > 0.0) & (matrix[:, y] > 0.0)
    density = information_density(matrix[:, [y]], output_law[[y]])[:, 0]
    weights = np.where(possible, input_law, 0.0)
    letters = _letters(weights, density, len(input_law))
    # Inputs that cannot give this output never win: they are left out, and the weights sum to less than one.
    return Spectrum(
        letters.log_law + log(float(weights.sum() / input_law.sum())),
        letters.values,
        letters.law_error + 4.0 * ULPS * UNIT_ROUNDOFF,
        letters.value_error,
    )


def _letters(weights: Matrix | Vector, density: Matrix | Vector, inputs: int) -> Spectrum:
    used = weights > 0.0
    size = float(np.abs(density[used]).max())
    error = 4.0 * UNIT_ROUNDOFF * (ULPS * (size + 2.0) + inputs + 4.0)
    return letter_spectrum(weights[used], density[used], error)


def alike(weights: Matrix, density: Matrix) -> bool:
    """Whether every row has the same weights at the same densities, to a part in a million millions.

    Parameters
    ----------
    weights, density : arrays of shape (m, n)
        Where the weight is 0 the density does not count.
    """
    density = np.where(weights > 0.0, density, 0.0)
    order = np.lexsort((np.round(weights, 11), np.round(density, 10)), axis=1)
    rows = np.stack([np.take_along_axis(a, order, axis=1) for a in (weights, density)])
    return bool((np.abs(rows - rows[:, :1]) <= _ALIKE * (1.0 + np.abs(rows[:, :1]))).all())


def dependence_testing_size(letters: Spectrum, n: int, eps: float) -> float:
    r"""Return the largest :math:`\ln M` of the dependence testing bound in nats, rounded down.

    .. math:: \epsilon \le \mathbb{E} \exp\Bigl(-\Bigl[i(X^n; Y^n) - \ln \tfrac{M - 1}{2}\Bigr]^+\Bigr)

    Examples
    --------
    >>> import numpy as np
    >>> matrix = np.array([[0.89, 0.11], [0.11, 0.89]])
    >>> letters = density_letters(matrix, np.full(2, 0.5), np.full(2, 0.5))
    >>> round(dependence_testing_size(letters, 500, 1e-3) / 0.6931471805599453, 4)
    181.0647
    """
    total = type_spectrum(letters, n)
    error = total.law_error + total.value_error
    return log_union_size(total.log_law, total.values + log(2.0), error, eps)


def union_size(letters: Spectrum, rivals: Spectrum, n: int, eps: float) -> float:
    r"""Return the largest :math:`\ln M` of the random coding union bound in nats, rounded down.

    Parameters
    ----------
    letters, rivals : Spectrum
        The law of the density of one letter, and of that of a rival, which must be the same for all outputs.
    n, eps
        As `dependence_testing_size`.

    Examples
    --------
    >>> import numpy as np
    >>> matrix, even = np.array([[0.89, 0.11], [0.11, 0.89]]), np.full(2, 0.5)
    >>> letters, rivals = density_letters(matrix, even, even), rival_letters(matrix, even, even, 0)
    >>> round(union_size(letters, rivals, 500, 1e-3) / 0.6931471805599453, 4)
    190.962
    """
    sent, other = type_spectrum(letters, n), type_spectrum(rivals, n)
    order = np.argsort(-other.values, kind="stable")
    ranked = -other.values[order]
    tails, slip = log_cumulative_sums(other.log_law[order])
    # A tie is an error: a rival that may be level counts.
    level = -sent.values + 2.0 * (sent.value_error + other.value_error)
    last = np.searchsorted(ranked, level, side="right") - 1
    wins = np.where(last >= 0, tails[np.maximum(last, 0)], -700.0 * n)
    error = sent.law_error + other.law_error + slip
    return log_union_size(sent.log_law, -np.minimum(wins, 0.0), error, eps)


def sphere_packing_size(letters: Spectrum, n: int, eps: float) -> float:
    r"""Return the :math:`\ln M` of the meta-converse in nats, rounded up.

    .. math:: M \le 1 / \beta_{1 - \epsilon}\bigl(P_{XY}^n, P_X^n \times q^n\bigr)

    Examples
    --------
    >>> import numpy as np
    >>> matrix = np.array([[0.89, 0.11], [0.11, 0.89]])
    >>> letters = density_letters(matrix, np.full(2, 0.5), np.full(2, 0.5))
    >>> round(sphere_packing_size(letters, 500, 1e-3) / 0.6931471805599453, 4)
    193.2785
    """
    # What unlikely types could accept is allowed to be rejected besides: the bound still holds without them.
    tail = _NEGLIGIBLE * eps
    total = type_spectrum(letters, n, tail=tail)
    error = total.law_error + total.value_error
    level = eps * (1.0 + 8.0 * _NEGLIGIBLE)
    return -log_beta(total.log_law, total.log_law - total.values, error, level).lower


def _seen(erasure: float, n: int) -> Spectrum:
    coin = letter_spectrum(np.array([erasure, 1.0 - erasure]), np.array([0.0, 1.0]), 0.0)
    return type_spectrum(coin, n)


def erasure_union_size(erasure: float, n: int, eps: float) -> float:
    r"""Return the largest :math:`\ln M` of the union bound of the binary erasure channel, rounded down.

    .. math:: \epsilon \le \mathbb{E} \min\{1, (M - 1) 2^{-(n - E)}\}, \qquad E \sim \mathrm{Bin}(n, \delta)
    """
    seen = _seen(erasure, n)
    error = seen.law_error + 4.0 * UNIT_ROUNDOFF * n
    return log_union_size(seen.log_law, np.round(seen.values) * log(2.0), error, eps)


def erasure_converse_size(erasure: float, n: int, eps: float) -> float:
    r"""Return the least :math:`\ln M` that every code of the binary erasure channel stays below, rounded up.

    .. math:: \epsilon \ge \mathbb{E} \bigl(1 - 2^{n - E} / M\bigr)^+, \qquad E \sim \mathrm{Bin}(n, \delta)

    Examples
    --------
    >>> import numpy as np
    >>> round(erasure_converse_size(0.5, 500, 1e-3) / 0.6931471805599453, 4)
    216.6823
    """
    seen = _seen(erasure, n)
    gains = np.round(seen.values) * log(2.0)
    return guessing_size(seen.log_law, gains, seen.law_error, 4.0 * UNIT_ROUNDOFF * n, eps)
