"""InfoNCE, the contrastive estimate of mutual information, which never exceeds the logarithm of its batch."""

from math import log, sqrt

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Number, Vector
from itbounds.errors import NonFiniteError, ShapeError
from itbounds.estimators.diagnostics import behind_variance, freedom, rests_on_few, third_moment
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_probability
from itbounds.units import BITS, Unit, as_unit

__all__ = ["infonce"]


def infonce(
    score_matrix: ArrayLike,
    *,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Evaluate InfoNCE on the scores of a critic.

    .. math:: \frac1K \sum_i \ln \frac{e^{f(x_i, y_i)}}{\frac1K \sum_j e^{f(x_i, y_j)}} \le \ln K, \qquad
        \mathbb{E} \le I(X; Y)

    Whatever the critic and the law, the number never exceeds ln K: within one nat of it the estimate says
    only that the information is large, and is not reliable.

    Parameters
    ----------
    score_matrix : array-like of shape (K, K) or (batches, K, K)
        f at x_i (rows) and y_j (columns), with the true pairs on the diagonal.
    alpha : float
        One less the confidence of the interval: by the jackknife, which leaves out a pair at a time with its
        row and column, of every batch. The variance is no less than that of the terms of other pairs,
        weighted as they would be true ones at the best critic: they are many, and show what is rare.
    rng : numpy.random.Generator or int
        Which pairs are in which half and quarter.
    unit : Unit or str
        The unit of the estimate; scores are in nats always.

    Raises
    ------
    ShapeError
        If the matrices are not square, of at least two pairs.
    NonFiniteError
        If a score is not finite.

    References
    ----------
    van den Oord, Li and Vinyals (2018); Poole, Ozair, van den Oord, Alemi and Tucker (2019).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> found = ib.estimators.infonce(50.0 * np.eye(64))
    >>> round(found.value, 9), found.ceiling, found.reliable
    (6.0, 6.0, False)
    """
    scores = coerce(score_matrix, "score matrix").array
    batches = scores[None] if scores.ndim == 2 else scores
    if batches.ndim != 3 or batches.shape[1] != batches.shape[2] or batches.shape[1] < 2:
        raise ShapeError(
            f"the score matrix has shape {scores.shape}; (K, K) or (batches, K, K) is expected",
            value=scores.shape,
            hint="give the score of every x with every y, the true pairs on the diagonal",
        )
    if not np.isfinite(batches).all():
        raise NonFiniteError("the score matrix has entries that are not finite")
    level = as_probability(alpha, name="level alpha")
    count, k = batches.shape[:2]
    value = float(np.mean([_bound(batch) for batch in batches]))
    # What a pair adds is what the bound lacks without it, so many times over.
    adds = np.concatenate([(k - 1.0) * (part.mean() - part) for part in map(_leave_out, batches)])
    apart, weights = _apart(batches)
    variance = max(
        adds.var() * k / (k - 1.0), weights @ (apart - weights @ apart / weights.sum()) ** 2 / len(adds)
    )
    seen = min(behind_variance(adds), behind_variance(apart, weights))
    third = max(third_moment(adds), third_moment(apart, weights))

    def estimate(rows: Rows) -> float:
        return float(np.mean([_bound(batch[np.ix_(rows, rows)]) for batch in batches]))

    parts = subsamples(estimate, value, k, smallest=8, rng=np.random.default_rng(rng))
    near = ("the value comes within one nat of ln K, which it cannot exceed",)
    against = rests_on_few(seen, "the terms") + (near if value > log(k) - 1.0 else ())
    return conclude(
        value,
        sqrt(variance / len(adds)),
        parts,
        estimator=f"InfoNCE with K = {k}",
        method="jackknife",
        n=count * k,
        alpha=level,
        degrees=freedom(seen),
        third=third,
        unit=as_unit(unit),
        ceiling=log(k),
        least=-np.inf,
        most=log(k),
        relation="lower",
        reasons=against,
    )


def _bound(scores: Matrix) -> float:
    return float(np.mean(_terms(scores)))


def _terms(scores: Matrix) -> Vector:
    tops = scores.max(axis=1)
    sums = np.exp(scores - tops[:, None]).mean(axis=1)
    return np.asarray(scores.diagonal() - tops - np.log(sums))


def _apart(batches: Array) -> tuple[Vector, Vector]:
    """Return the terms that pairs off the diagonal would have, and how often they would be on it.

    At the best critic the ratio of densities is the exponential of the term. There are many more pairs off
    the diagonal than on it, and so they show rare terms that none of the true pairs has.
    """
    k = batches.shape[1]
    off = ~np.eye(k, dtype=bool)
    tops = batches.max(axis=2, keepdims=True)
    terms = (batches - tops - np.log(np.exp(batches - tops).mean(axis=2, keepdims=True)))[:, off]
    # Only their proportions matter: where the critic tells all pairs apart, all of them would vanish.
    weights = np.exp(terms - terms.max(axis=1, keepdims=True))
    return terms.ravel(), (weights * (k / weights.sum(axis=1, keepdims=True))).ravel()


def _leave_out(scores: Matrix) -> Vector:
    """Return the bound without each pair, its row and its column."""
    k = len(scores)
    shifted: Array = scores - scores.max(axis=1, keepdims=True)
    weights = np.exp(shifted)
    # What is left of a sum without its largest term is summed again, not found by subtraction.
    rest = np.log(np.maximum(weights.sum(axis=1, keepdims=True) - weights, 1e-300))
    largest = shifted.argmax(axis=1)
    others = weights.copy()
    others[np.arange(k), largest] = 0.0
    rest[np.arange(k), largest] = np.log(np.maximum(others.sum(axis=1), 1e-300))
    terms = shifted.diagonal()[:, None] - rest + log(k - 1)
    np.fill_diagonal(terms, 0.0)
    return np.asarray(terms.sum(axis=0) / (k - 1))
