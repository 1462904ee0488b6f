r"""Sawtooth-Walsh readouts: products of levels, read from the feature alone, and what they cost.

The levels come out of the feature by the sawtooth map
:math:`y \mapsto 2^\alpha (y - \operatorname{sign} y)`, which is where the name is from. A reconstruction,
see `itbounds.shared`.
"""

from collections.abc import Sequence

import numpy as np

from itbounds._typing import Array, ArrayLike, Count, Matrix, Number, Vector
from itbounds.bounds.shared.depth import certain_levels
from itbounds.bounds.shared.features import as_signs, patterns
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_count, as_level, as_positive
from itbounds.numerics.validation import as_vector
from itbounds.numerics.walsh_hadamard import walsh_hadamard

__all__ = ["readouts", "walsh_bits", "walsh_coefficients", "walsh_entropy", "walsh_sum"]

_ENTRIES = 2**26


def readouts(
    feature: ArrayLike, J: Count, *, tasks: Sequence[int] | None = None, alpha: Number = 1.0
) -> Matrix:
    r"""Return the outputs of Walsh readouts of a feature, one row a task.

    .. math:: w_A(g) = \prod_{j \in A} r_j, \qquad A \subseteq \{0, \dots, J\}

    The task :math:`A` is the number :math:`\sum_{j \in A} 2^j`. For a uniform x the outputs are orthonormal
    in :math:`L_2[0, 1]`, whatever the signs of the feature: the levels are independent fair signs.

    Parameters
    ----------
    feature : array-like of shape (points,)
        Values of a feature of levels 0 to J, such as `features` gives.
    J : int
        The finest level.
    tasks : sequence of int, optional
        Numbers below :math:`2^{J + 1}`; without it, all in order. Task 0 is the constant 1.
    alpha : float
        The smoothness of the feature, at least 1, so that its levels can be read from it one by one.

    Raises
    ------
    DomainError
        If a value is none that a feature takes, a task is out of range, the smoothness is below 1, or the
        rows are too many to be held: use `walsh_sum` and `walsh_coefficients` then.

    Notes
    -----
    A reconstruction, see `itbounds.shared`.

    Examples
    --------
    >>> import itbounds as ib
    >>> feature = ib.shared.features([1, 1, -1])
    >>> ib.shared.readouts(feature, 1).astype(int).tolist()
    [[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, -1, 1], [1, -1, 1, -1]]
    """
    depth = as_count(J, name="finest level J", minimum=0) + 1
    values = as_vector(feature, name="feature")
    chosen = range(2**depth) if tasks is None else [as_count(task, name="task", minimum=0) for task in tasks]
    beyond = [task for task in chosen if task >= 2**depth] if tasks is not None else []
    if beyond:
        raise DomainError(f"task {beyond[0]} needs a level finer than J = {depth - 1}", value=beyond[0])
    if len(chosen) * len(values) > _ENTRIES:
        raise DomainError(
            f"{len(chosen)} tasks at {len(values)} points are more than {_ENTRIES} numbers",
            value=len(chosen),
            hint="choose tasks=, or use walsh_sum and walsh_coefficients",
        )
    code = _pattern_of(values, depth, alpha)
    bits = np.asarray(chosen, dtype=np.int64)[:, np.newaxis] & code[np.newaxis, :]
    outputs: Matrix = 1.0 - 2.0 * (np.bitwise_count(bits) & 1).astype(np.float64)
    return outputs


def _pattern_of(values: Vector, depth: int, alpha: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    exponent = as_level(alpha, name="smoothness alpha", minimum=1.0, finite=True)
    finest = 2.0 ** (-exponent * (depth - 1))
    if finest < 2.0**-44:
        raise DomainError(
            f"level {depth - 1} counts {finest:.1g}, too little to be read from a float64",
            value=depth - 1,
            hint="use fewer levels or a smaller alpha",
        )
    rest = np.array(values)
    code = np.zeros(len(values), dtype=np.int64)
    for level in range(depth):
        negative = rest < 0.0
        rest = rest + np.where(negative, 1.0, -1.0) * 2.0 ** (-exponent * level)
        code |= negative.astype(np.int64) << level
    wrong = np.flatnonzero(np.abs(rest) > 0.25 * finest)
    if wrong.size:
        place = int(wrong[0])
        raise DomainError(
            f"{values[place]!r} at place {place} is no value of a feature with {depth} levels",
            where=place,
            value=float(values[place]),
            hint="give what features(signs, alpha=alpha) returns, and the same alpha",
        )
    return code


def walsh_sum(coefficients: ArrayLike, signs: ArrayLike) -> Array:
    r"""Return :math:`\sum_A c_A w_A(g_e)` on the cells by a fast transform, in linear memory.

    Parameters
    ----------
    coefficients : array-like of shape (..., 2^(J+1))
        One for each task, in order; several functions are done at once.
    signs : array-like of shape (2^(J+1) - 1,)
        The signs of the feature.

    Raises
    ------
    ShapeError
        If the numbers of coefficients and signs do not fit.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.walsh_sum([0, 0, 0, 1], [1, 1, -1]).tolist()
    [1.0, -1.0, 1.0, -1.0]
    """
    given, depth = as_signs(signs)
    weights = _of_size(coefficients, 2**depth, "coefficients")
    summed: Array = walsh_hadamard(weights)[..., patterns(given)]
    return summed


def walsh_coefficients(values: ArrayLike, signs: ArrayLike) -> Array:
    r"""Return :math:`\langle f, w_A(g_e) \rangle` for all tasks by a fast transform, in linear memory.

    Parameters
    ----------
    values : array-like of shape (..., 2^(J+1))
        The function f on the cells, or several.
    signs
        As `walsh_sum`, which is undone: the readouts are an orthonormal basis.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.walsh_coefficients([1, -1, 1, -1], [1, 1, -1]).tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    given, depth = as_signs(signs)
    on_cells = _of_size(values, 2**depth, "values")
    by_pattern = np.empty_like(on_cells)
    by_pattern[..., patterns(given)] = on_cells
    return walsh_hadamard(by_pattern) / 2.0**depth


def _of_size(values: ArrayLike, size: int, name: str) -> Array:
    array: Array = coerce(values, name).array
    if array.shape[-1:] != (size,):
        raise ShapeError(f"the {name} have shape {array.shape}; (..., {size}) is expected", value=array.shape)
    return array


def walsh_bits(J: Count) -> tuple[int, int]:
    r"""Return the bits that describe all Walsh tasks of one feature, jointly and one by one; exact.

    .. math:: L_{\mathrm{joint}} = 2^{J + 1} - 1, \qquad
              L_{\mathrm{separate}} = \sum_{\emptyset \ne A \subseteq \{0, \dots, J\}} 2^{\max A}
              = \frac{4^{J + 1} - 1}{3}

    Parameters
    ----------
    J : int
        The finest level; the tasks are the :math:`2^{J + 1} - 1` nonempty sets of levels.

    Returns
    -------
    joint, separate : int
        In bits. No unit applies: they count signs.

    Raises
    ------
    DomainError
        If J is negative or beyond 2^20.

    Notes
    -----
    An output is :math:`\pm 1`, so that an error below 1 in the sup norm needs it exactly. Jointly all signs
    of the feature are told, once. Alone, the task :math:`A` takes :math:`2^{2^{\max A}}` different forms:
    on each node of its finest level the product of the coarser signs can be put into the finest one. So
    separate coding pays the square, up to a third:
    :math:`3 L_{\mathrm{separate}} = (L_{\mathrm{joint}} + 1)^2 - 1`. A reconstruction, see
    `itbounds.shared`.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.walsh_bits(1), ib.shared.walsh_bits(2)
    ((3, 5), (7, 21))
    """
    return _bits_of(as_count(J, name="finest level J", minimum=0) + 1)


def _bits_of(depth: int) -> tuple[int, int]:
    if depth > 2**20:
        raise DomainError(f"{depth} levels have too many signs to count", value=depth)
    return 2**depth - 1, (4**depth - 1) // 3


def walsh_entropy(alpha: Number, eps: Number) -> tuple[int, int]:
    r"""Return the bits of all Walsh tasks, jointly and one by one, within eps in a weighted sup norm.

    .. math:: \max_A 2^{-\alpha \max A} \| f_A - \hat f_A \|_\infty \le \epsilon

    Parameters
    ----------
    alpha : float
        The weights of finer tasks, positive.
    eps : float
        The accuracy, positive.

    Returns
    -------
    joint, separate : int
        In bits; exact where no power :math:`2^{-\alpha j}` comes within 1e-12 of eps, and there rounded down.

    Notes
    -----
    A task whose weight is at most eps is free, since 0 approximates it; the others must be exact. So they are
    `walsh_bits` of :math:`J = \lceil \log_2 (1 / \epsilon) / \alpha \rceil - 1`, the joint length grows as
    :math:`\epsilon^{-1 / \alpha}` and the separate one as :math:`\epsilon^{-2 / \alpha}`: without sharing the
    exponent of approximation falls from :math:`\alpha` to :math:`\alpha / 2`. A reconstruction, see
    `itbounds.shared`.

    Examples
    --------
    >>> import itbounds as ib
    >>> [ib.shared.walsh_entropy(1.0, 2.0**-k) for k in (1, 2, 3)]
    [(1, 1), (3, 5), (7, 21)]
    """
    smoothness, accuracy = as_positive(alpha, name="smoothness alpha"), as_positive(eps, name="accuracy eps")
    return _bits_of(certain_levels(smoothness, accuracy))
