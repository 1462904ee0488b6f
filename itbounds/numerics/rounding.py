r"""A-priori rounding-error bounds: float64 intervals that hold although they were computed in float64.

Let :math:`u = 2^{-53}` and :math:`\gamma_k = ku / (1 - ku)`. Assumed are IEEE arithmetic rounding to nearest
without flushing to zero, dot products summed in any order (fused multiply-add allowed, Strassen not), and a
logarithm and exponential within :math:`\ell = 4` units in the last place, that is with relative error at most
:math:`2\ell u`. Then (Higham, 2002, chapter 3) a dot product of :math:`n` terms errs by at most
:math:`\gamma_n \sum |x_i y_i|`. Every function here adds the bounds up and rounds outward.

A matrix with nonnegative rows stands for the channel with its rows normalised *exactly*: row sums that miss
one by :math:`10^{-10}` are corrected for, not ignored. The same holds for laws.
"""

from dataclasses import dataclass
from math import fsum, inf, nextafter

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = [
    "NEGLIGIBLE",
    "SLACK",
    "SMALLEST",
    "ULPS",
    "UNDERFLOW",
    "UNIT_ROUNDOFF",
    "RowSums",
    "capacity_interval",
    "capacity_intervals",
    "gamma",
    "mean_is_at_most",
    "row_divergences",
    "row_sums",
    "sum_by_halves",
    "weighted_mean",
]

UNIT_ROUNDOFF = 2.0**-53
ULPS = 4
# The bounds are evaluated in float64 themselves; this factor covers that for up to 2^30 terms.
SLACK = 1.0 + 2.0**-20
# Entries below SMALLEST are left out of sums of W ln W, and what that costs is far below the last constant.
SMALLEST = 2.0**-600
NEGLIGIBLE = 2.0**-500
UNDERFLOW = 2.0**-800
_SPLITTABLE = 2.0**900
_BLOCK = 1 << 16


def gamma(k: int) -> float:
    r"""Return Higham's :math:`\gamma_k = ku / (1 - ku)`."""
    return k * UNIT_ROUNDOFF / (1.0 - k * UNIT_ROUNDOFF)


@dataclass(frozen=True, eq=False)
class RowSums:
    """The sums over a matrix that no output law changes: row sums, sums of W ln W and of W |ln W|."""

    total: Array
    entropy: Array
    size: Array


def row_sums(matrix: Array) -> RowSums:
    """Return the sums over each row of a matrix or of a stack; of the logarithms of tiny entries, none."""
    columns, shape = matrix.shape[-1], matrix.shape[:-1]
    flat = matrix.reshape(-1, columns)
    rows = len(flat)
    entropy, size = np.empty(rows), np.empty(rows)
    step = max(1, _BLOCK // columns)
    for start in range(0, rows, step):
        block = flat[start : start + step]
        logs = np.log(np.where(block >= SMALLEST, block, 1.0))
        entropy[start : start + step] = np.einsum("ij,ij->i", block, logs)
        size[start : start + step] = np.einsum("ij,ij->i", block, np.abs(logs, out=logs))
    return RowSums(matrix.sum(axis=-1), entropy.reshape(shape), size.reshape(shape))


def row_divergences(matrix: Array, law: Array, rows: RowSums | None = None) -> tuple[Array, Array]:
    r"""Return every :math:`D(W_x \| q)` in nats with a rigorous bound on its rounding error.

    With :math:`s_x = \sum_y W_{xy}`, :math:`Q = \sum_y q_y` and
    :math:`T_x = \sum_y W_{xy} (\ln W_{xy} - \ln q_y)`,

    .. math:: D(W_x / s_x \| q / Q) = T_x / s_x - \ln s_x + \ln Q .

    Parameters
    ----------
    matrix : array of shape (..., m, n)
        Nonnegative rows, none of them zero.
    law : array of shape (..., n)
        Nonnegative, not zero; it need not sum to one.

    Returns
    -------
    divergences, errors : arrays of shape (..., m)
        The true divergence of the given doubles differs from the computed one by at most the error. A row
        that is not absolutely continuous has divergence infinity and error 0.

    Notes
    -----
    Each of the two sums in :math:`T` errs by :math:`\gamma_{n + 2\ell + 1}` times the sum of its absolute
    terms, which is itself known up to that factor, and :math:`\gamma_k / (1 - \gamma_k) = \gamma_{2k} / 2`.
    The computed row sum enters the quotient with :math:`\gamma_{2n}` and the logarithm with :math:`2
    \gamma_n`; so does :math:`Q`. The last two additions err by :math:`3u` times the sum of their operands.
    Entries of `matrix` under :math:`2^{-600}`, and products that underflow, change the sum by less than the
    constant :math:`2^{-500}`, which is divided by the row sum and added in the end.

    Examples
    --------
    >>> import numpy as np
    >>> value, error = row_divergences(np.array([[0.5, 0.5]]), np.array([0.25, 0.75]))
    >>> bool(abs(value[0] - 0.5 * np.log(4 / 3)) <= error[0] < 1e-14)
    True
    """
    if rows is None:
        rows = row_sums(matrix)
    n = matrix.shape[-1]
    logs = np.log(np.where(law > 0.0, law, 1.0))
    log_total = np.log(law.sum(axis=-1, keepdims=True))
    crossed = _products(matrix, logs)
    size = rows.size + (np.abs(crossed) if (logs <= 0.0).all() else _products(matrix, np.abs(logs)))
    quotient = (rows.entropy - crossed) / rows.total
    log_sums = np.log(rows.total)
    divergences = quotient - log_sums + log_total
    operands = np.abs(quotient) + np.abs(log_sums) + np.abs(log_total)
    errors = 0.5 * gamma(2 * (n + 2 * ULPS + 1)) * size / rows.total
    errors += gamma(2 * n + 4) * np.abs(quotient) + 4.0 * gamma(n)
    errors += 2.0 * ULPS * UNIT_ROUNDOFF * (np.abs(log_sums) + np.abs(log_total))
    errors += 3.0 * UNIT_ROUNDOFF * operands
    errors = errors * SLACK + NEGLIGIBLE + NEGLIGIBLE / rows.total
    absent = law <= 0.0
    if absent.any():
        broken = ((matrix > 0.0) & absent[..., None, :]).any(axis=-1)
        divergences = np.where(broken, inf, divergences)
        errors = np.where(broken, 0.0, errors)
    return divergences, errors


def _products(matrix: Array, vector: Array) -> Array:
    """Multiply every matrix of a stack by its vector."""
    product: Array = matrix @ vector if matrix.ndim == 2 else (matrix @ vector[..., None])[..., 0]
    return product


def sum_by_halves(terms: Array) -> Array:
    """Add over the last axis by halving it: every term goes through at most two additions a halving.

    The order of summation, unlike that of a dot product, is the same on every machine.
    """
    while (count := terms.shape[-1]) > 1:
        half = count // 2
        folded = terms[..., :half] + terms[..., half : 2 * half]
        if count % 2:
            folded[..., 0] += terms[..., -1]
        terms = folded
    return terms[..., 0]


def weighted_mean(weights: Vector, values: Vector) -> tuple[float, float]:
    r"""Return :math:`\sum_x p_x v_x / \sum_x p_x` and a bound on its rounding error.

    Each product is split into two doubles without error (Dekker, 1971) and the sums are rounded once, so that
    the quotient errs by three roundings, whatever the terms cancel; what the splitting loses to underflow is
    below the constant added.

    Examples
    --------
    >>> import numpy as np
    >>> weighted_mean(np.array([1.0, 1.0, 1.0]), np.array([1e16, 1.0, -1e16]))[0]
    0.3333333333333333
    """
    products = weights * values
    if not np.isfinite(products).all() or np.abs(values).max() > _SPLITTABLE:
        return float(weights @ values) / float(weights.sum()), inf
    (high, low), (top, rest) = _split(weights), _split(values)
    errors = ((high * top - products) + high * rest + low * top) + low * rest
    mean = fsum(products.tolist() + errors.tolist()) / fsum(weights.tolist())
    return mean, SLACK * 4.0 * UNIT_ROUNDOFF * abs(mean) + UNDERFLOW


def _split(values: Vector) -> tuple[Vector, Vector]:
    """Return two halves of 26 bits each that add up exactly."""
    scaled = 134217729.0 * values
    high = scaled - (scaled - values)
    return high, values - high


def mean_is_at_most(weights: Vector, values: Vector, level: float) -> bool:
    r"""Whether :math:`\sum_x p_x b_x \le B \sum_x p_x` holds beyond doubt, rounding included.

    A false answer means "not certain", not "violated".
    """
    # The excess b - B is rounded once, and it is exactly 0 where b = B.
    used = weights > 0.0
    positive, excess = weights[used], values[used] - level
    if (excess <= 0.0).all():
        return True
    largest = float(np.abs(excess).max())
    if not largest < inf:
        return False
    excess = np.ldexp(excess, -int(np.frexp(largest)[1]))  # the unit of the cost is free
    error = gamma(len(positive) + 3) * float(positive @ np.abs(excess))
    return float(positive @ excess) + SLACK * error + UNDERFLOW <= 0.0


def capacity_interval(
    matrix: Matrix,
    input_law: Vector,
    output_law: Vector,
    *,
    price: Vector | None = None,
    headroom: float = 1.0,
) -> tuple[float, float]:
    r"""Return certain ends, in nats, around the capacity of a channel.

    .. math:: I(p, W) \le C(B) \le \max_x D(W_x \| q) - \lambda (b_x - B), \qquad \lambda \ge 0

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel.
    input_law : array of shape (m,)
        Any input law; with a cost, the caller has checked `mean_is_at_most`.
    output_law : array of shape (n,)
        Any output law :math:`q`.
    price : array of shape (m,), optional
        The computed :math:`\lambda (b_x - B)`, one subtraction and one product; without it there is no cost.
    headroom : float
        Factor on the error bounds, more than 1 for a claim that another order of summation must confirm.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = capacity_interval(np.array([[0.9, 0.1], [0.1, 0.9]]), np.ones(2), np.ones(2))
    >>> truth = np.log(2) + 0.9 * np.log(0.9) + 0.1 * np.log(0.1)
    >>> bool(low <= truth <= high <= low + 1e-14)
    True
    """
    rows = row_sums(matrix)
    lower = _capacity_lower(matrix, input_law, rows, headroom)
    upper = _capacity_upper(matrix, output_law, price, rows, headroom)
    return lower, upper


def _capacity_upper(
    matrix: Matrix, output_law: Vector, price: Vector | None, rows: RowSums, headroom: float
) -> float:
    values, errors = row_divergences(matrix, output_law, rows)
    with np.errstate(over="ignore", invalid="ignore"):
        if price is not None:
            errors = errors + 5.0 * UNIT_ROUNDOFF * SLACK * (np.abs(values) + np.abs(price))
            values = values - price
        highest = float(np.max(values + headroom * errors))
    # Not a number is what comes of infinite prices or sums: then nothing is known.
    return max(0.0, nextafter(highest, inf)) if highest < inf else inf


def _capacity_lower(matrix: Matrix, input_law: Vector, rows: RowSums, headroom: float) -> float:
    r"""Return a certain lower end of :math:`I(p, W)`.

    With :math:`\tilde r` the computed output law, normalised exactly, and :math:`r` the true one, :math:`I(p,
    W) = \sum_x p_x D(W_x \| \tilde r) - D(r \| \tilde r)`. Every entry of :math:`\tilde r` is :math:`r_y (1 +
    \theta)` with :math:`|\theta| \le g = \gamma_{m + 2n + 4}`, up to a common factor, and Hoeffding's lemma
    gives :math:`D(r \| \tilde r) \le g^2`: the error of the output law is of second order. Every output
    contributes at least 0 to the information, so outputs of probability under :math:`2^{-500}` are left out,
    which moves the coefficients of the remaining logarithms by less than the constant added.
    """
    m, n = matrix.shape
    scaled = input_law / input_law.max()
    used = np.flatnonzero(scaled >= 2.0**-300)
    weights, part = scaled[used], matrix[used]
    known = RowSums(rows.total[used], rows.entropy[used], rows.size[used])
    law = (weights / known.total) @ part
    kept = law >= NEGLIGIBLE
    if not kept.all():
        law, part = np.where(kept, law, 0.0), np.where(kept, part, 0.0)
        rest = row_sums(part)
        known = RowSums(known.total, rest.entropy, rest.size)
    values, errors = row_divergences(part, law, known)
    mean, error = weighted_mean(weights, values - headroom * errors)
    error += SLACK * gamma(m + 2 * n + 4) ** 2 + UNDERFLOW**0.5
    return max(0.0, nextafter(mean - headroom * error, -inf))


def capacity_intervals(
    matrices: Array, input_laws: Matrix, output_laws: Matrix, *, headroom: float = 1.0
) -> tuple[Vector, Vector]:
    r"""Return certain ends, in nats, around the capacity of every channel of a stack, without costs.

    As `capacity_interval`, except that the mean of the divergences is a plain sum: of terms
    :math:`p_x v_x` and of :math:`p_x`, so that the quotient errs by :math:`\gamma_{2m + 2} \sum_x p_x |v_x| /
    \sum_x p_x` at most.

    Parameters
    ----------
    matrices : array of shape (k, m, n)
        The channels.
    input_laws, output_laws : arrays of shape (k, m) and (k, n)
        Any laws.
    headroom : float
        As for `capacity_interval`.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = capacity_intervals(np.eye(2)[None], np.ones((1, 2)), np.ones((1, 2)))
    >>> bool(low[0] <= np.log(2) <= high[0] <= low[0] + 1e-14)
    True
    """
    rows = row_sums(matrices)
    values, errors = row_divergences(matrices, output_laws, rows)
    highest = (values + headroom * errors).max(axis=1)
    upper = np.where(highest < inf, np.maximum(0.0, np.nextafter(highest, inf)), inf)
    m, n = matrices.shape[1:]
    scaled = input_laws / input_laws.max(axis=1, keepdims=True)
    used = scaled >= 2.0**-300
    weights = np.where(used, scaled, 0.0)
    laws = ((weights / rows.total)[:, None, :] @ matrices)[:, 0, :]
    kept = laws >= NEGLIGIBLE
    if not kept.all():
        laws, matrices = np.where(kept, laws, 0.0), np.where(kept[:, None, :], matrices, 0.0)
        rest = row_sums(matrices)
        rows = RowSums(rows.total, rest.entropy, rest.size)
    values, errors = row_divergences(matrices, laws, rows)
    terms = np.where(used, weights * (values - headroom * errors), 0.0)
    total = weights.sum(axis=1)
    mean = terms.sum(axis=1) / total
    error = SLACK * gamma(4 * m + 8) * np.abs(terms).sum(axis=1) / total
    error += SLACK * gamma(m + 2 * n + 4) ** 2 + UNDERFLOW**0.5
    return np.maximum(0.0, np.nextafter(mean - headroom * error, -inf)), upper
