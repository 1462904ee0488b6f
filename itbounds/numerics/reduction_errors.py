r"""A-priori rounding-error bounds of the reductions: a value, and by how much it may be wrong at most.

The truth is that of the given doubles, normalised exactly. Assumed are, as in `itbounds.numerics.rounding`,
IEEE arithmetic rounding to nearest without flushing to zero, sums in any order (fused multiply-add
allowed), and ``log`` and ``log1p`` with relative error at most :math:`2 \ell u` with :math:`\ell = 4` and
:math:`u = 2^{-53}`. The sums of the weights must lie between :math:`2^{-100}` and :math:`2^{100}`, and no
ratio of two laws at a letter may exceed :math:`2^{1000}`: otherwise the error returned is infinite.
Integers beyond :math:`2^{53}` and long doubles are rounded to doubles first.

Throughout, :math:`\gamma_k = ku / (1 - ku)`, a product of k factors within u of 1, or their inverses, is
:math:`1 + \theta_k` with :math:`|\theta_k| \le \gamma_k` (Higham, 2002, lemma 3.1), and d is
`itbounds.numerics.tiles.summation_depth` of the number of terms. A sum of terms each computed with j such
factors errs by :math:`\gamma_{d + j}` times the sum of the absolute terms, which is known up to the same
factor, so that :math:`\gamma_{2(d + j)} / 2` times the computed sum covers it. A logarithm counts for
:math:`2 \ell` factors.
"""

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import SparseNotSupportedError
from itbounds.numerics.reduction_sums import (
    DivergenceSums,
    EntropySums,
    divergence_sums,
    entropy_sums,
    information_sums,
)
from itbounds.numerics.rounding import SLACK, ULPS, UNIT_ROUNDOFF, gamma
from itbounds.numerics.sparse_reductions import as_sparse, common_support, sparse_information, stored_values
from itbounds.numerics.tiles import Axes, normalised_axes, summation_depth

__all__ = [
    "entropy_error",
    "entropy_with_error",
    "mutual_information_with_error",
    "relative_entropy_with_error",
]

_LOG = 2 * ULPS
# Products and ratios that underflow belong to letters of probability under 2^-400, fewer than 2^30.
_UNDERFLOW = 2.0**-300
_RANGE = 2.0**100


def _terms(shape: tuple[int, ...], axis: Axes) -> int:
    terms = 1
    for i in normalised_axes(axis, len(shape)):
        terms *= shape[i]
    return terms


def _outside(*totals: Array) -> Array:
    """Infinity where a sum is out of the range of the bounds, else 0."""
    safe = np.ones(totals[0].shape, dtype=np.bool_)
    for total in totals:
        safe &= (total >= 1.0 / _RANGE) & (total <= _RANGE)
    return np.where(safe, 0.0, np.inf)


def _plain(value: Array, error: Array) -> tuple[float, float] | tuple[Array, Array]:
    """Take the leading axis of length one away that the sums carry."""
    return (value[0], error[0]) if value.ndim > 1 else (float(value[0]), float(error[0]))


def entropy_with_error(p: ArrayLike, axis: Axes = None) -> tuple[float, float] | tuple[Array, Array]:
    r"""Return the entropy of nonnegative weights and a bound on its rounding error, in nats.

    Parameters
    ----------
    p, axis
        As for `itbounds.numerics.reductions.entropy`; a sparse array is one law, with no axis.

    Returns
    -------
    value, error : floats or arrays
        The true entropy of :math:`p / \sum p` differs from the value by at most the error.

    Notes
    -----
    With :math:`S = \sum p`, :math:`T = \sum p \ln p`, :math:`A = \sum p |\ln p|` as computed,
    :math:`t = T / S`:

    .. math:: |\hat H - H| \le \tfrac12 \gamma_{2(d + 1 + 2\ell)} \frac{A}{S} + \gamma_{2d + 4} |t|
              + 2 \gamma_d + 2 \ell u |\ln S| + u (|\ln S| + |t|)

    Each product in T carries one rounding and a logarithm. The computed S is :math:`S (1 + \theta_d)`: in
    the quotient, with its own rounding, that is :math:`1 + \theta_{d + 2}`, in the logarithm at most
    :math:`2 \gamma_d`. The last subtraction rounds once. Replacing a negative result by 0 only helps.
    Products that underflow are covered by a constant, and the evaluation of the bound by a factor
    :math:`1 + 2^{-20}`.

    Examples
    --------
    >>> value, error = entropy_with_error([0.25, 0.75])
    >>> bool(abs(value - (np.log(4) - 0.75 * np.log(3))) <= error < 1e-14)
    True
    """
    sparse = as_sparse(p)
    if sparse is not None and axis is not None:
        raise SparseNotSupportedError(
            "a sparse array is one law here", hint="leave the axis out, or use .toarray()"
        )
    array = np.asarray(p) if sparse is None else stored_values(sparse)
    sums = entropy_sums(array, axis, sizes=True)
    return _plain(sums.value, entropy_error(sums, summation_depth(_terms(array.shape, axis))))


def entropy_error(sums: EntropySums, depth: int) -> Array:
    """Return the bound of `entropy_with_error` for sums, with sizes, that took so many additions a term."""
    quotient, log_total = np.abs(sums.logarithmic / sums.total), np.abs(np.log(sums.total))
    error = 0.5 * gamma(2 * (depth + 1 + _LOG)) * sums.size / sums.total
    error += gamma(2 * depth + 4) * quotient + 2.0 * gamma(depth)
    error += UNIT_ROUNDOFF * (_LOG * log_total + log_total + quotient)
    result: Array = SLACK * error + _UNDERFLOW + _outside(sums.total)
    return result


def relative_entropy_with_error(
    p: ArrayLike, q: ArrayLike, axis: Axes = None
) -> tuple[float, float] | tuple[Array, Array]:
    r"""Return the relative entropy of nonnegative weights and a bound on its rounding error, in nats.

    Parameters
    ----------
    p, q, axis
        As for `itbounds.numerics.reductions.relative_entropy`.

    Returns
    -------
    value, error : floats or arrays
        The true divergence differs from the value by at most the error, which is 0 where it is infinite.

    Notes
    -----
    With the double :math:`c`, the sums :math:`P`, :math:`T = \sum p \ln r`, :math:`E = \sum q (r - 1)` as
    computed, the sums :math:`A`, :math:`B` of their absolute terms, :math:`t = T / P`,
    :math:`x = -E / (cP)`:

    .. math:: |\hat D - D| \le \tfrac12 \gamma_{2(d + 1 + 2\ell)} \frac{A}{P}
              + \tfrac12 \gamma_{2(d + 3)} \frac{B}{cP} + \gamma_{2d + 4} |t| + \gamma_{2d + 6} |x|
              + 2 \ell u |\ln(1 + x)| + u (|t| + |\ln(1 + x)|) + 4 \gamma_2 \gamma_{2d + 4}

    The computed ratios are :math:`r (1 + \delta_x)` with :math:`|\delta_x| \le \gamma_2`. With
    :math:`\epsilon = \sum p \delta / P`, they move :math:`T / P` by :math:`\sum p \ln(1 + \delta) / P`,
    which is :math:`\epsilon` up to :math:`\gamma_2^2`, and the argument of the other logarithm, which is
    :math:`Q / (cP) = 1 + \theta_{2d + 2}`, by :math:`-\epsilon`: together at most
    :math:`4 \gamma_2 \gamma_{2d + 4}`. The other terms are the roundings of the two sums, of the quotients,
    of log1p and of the last addition; the slope of the logarithm at :math:`1 + x` is covered by the factor
    :math:`1 + 2^{-20}`.

    Examples
    --------
    >>> value, error = relative_entropy_with_error([0.5, 0.5 + 1e-9], [0.5, 0.5])
    >>> bool(abs(value - 5e-19) <= error < 1e-23)
    True
    """
    first, second = as_sparse(p), as_sparse(q)
    if first is None and second is None:
        weights, others = np.asarray(p), np.asarray(q)
    else:
        (weights, others), axis = common_support(first, second, axis), None
    sums = divergence_sums(weights, others, axis, sizes=True)
    depth = summation_depth(_terms(weights.shape, axis))
    error = _divergence_error(sums, depth, depth, 4.0 * gamma(2) * gamma(2 * depth + 4))
    outside = _outside(sums.total, sums.scale * sums.total)
    return _plain(sums.value, np.where(sums.broken, 0.0, error + outside))


def _divergence_error(sums: DivergenceSums, depth: int, total_depth: int, second_order: float) -> Array:
    shift, quotient = sums.shift, np.abs(sums.logarithmic / sums.total)
    correction = np.abs(np.log1p(shift))
    error = 0.5 * gamma(2 * (depth + 1 + _LOG)) * sums.sizes[0] / sums.total
    error += 0.5 * gamma(2 * (depth + 3)) * sums.sizes[1] / (sums.scale * sums.total)
    error += gamma(2 * total_depth + 4) * quotient + gamma(2 * total_depth + 6) * np.abs(shift)
    error += UNIT_ROUNDOFF * (_LOG * correction + correction + quotient) + second_order
    result: Array = SLACK * error + _UNDERFLOW
    return result


def mutual_information_with_error(joint: ArrayLike) -> tuple[float, float] | tuple[Array, Array]:
    r"""Return the mutual information of nonnegative weights and a bound on its rounding error, in nats.

    Parameters
    ----------
    joint
        As for `itbounds.numerics.reductions.mutual_information`.

    Returns
    -------
    value, error : floats or arrays
        The true information differs from the value by at most the error.

    Notes
    -----
    The computed marginals :math:`\alpha`, :math:`\beta` are the true ones up to :math:`1 + \theta_n` and
    :math:`1 + \theta_m`, in any order of summation. What is computed is the divergence of the joint law
    from the law proportional to :math:`\alpha_x \beta_y`, which exceeds the information by
    :math:`D(a \| \alpha) + D(b \| \beta) \le \gamma_n^2 + \gamma_m^2` (Hoeffding's lemma, with the laws
    normalised). For that divergence the bound of `relative_entropy_with_error` holds with three roundings
    in every ratio and in every term of the second sum, and with the computed sum
    :math:`S (1 + \theta_{m + n})` for both P and c, so that the argument of the second logarithm is
    :math:`1 + \theta_k`, :math:`k = 3(m + n)`.

    A sparse array has no second logarithm: its ratios carry :math:`k = 2(m + n) + 3` factors, which add
    :math:`2 \gamma_k`.

    Examples
    --------
    >>> value, error = mutual_information_with_error(np.eye(2))
    >>> bool(abs(value - np.log(2)) <= error < 1e-14)
    True
    """
    sparse = as_sparse(joint)
    if sparse is not None:
        found, depth = sparse_information(sparse), sparse.nnz
        around = sum(sparse.shape)
        size = found.size / found.total
        error = 0.5 * gamma(2 * (depth + 1 + _LOG)) * size + 2.0 * gamma(2 * around + 3)
        error += gamma(2 * around + 6) * abs(found.logarithmic / found.total)
        total = np.array([found.total])
        return _plain(np.array([found.value]), SLACK * error + _UNDERFLOW + _outside(total))
    array = np.asarray(joint)
    sums = information_sums(array, sizes=True)
    rows, columns = array.shape[-2:]
    around = rows + columns
    second_order = 4.0 * gamma(3) * gamma(3 * around + 4) + gamma(columns) ** 2 + gamma(rows) ** 2
    error_bound = _divergence_error(sums, summation_depth(rows * columns), around, second_order)
    return _plain(sums.value, error_bound + _outside(sums.total))
