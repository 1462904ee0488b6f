"""Mutual information from the distances to nearest neighbours, after Kraskov, Stoegbauer and Grassberger."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Count, Matrix, Number, Vector
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.samples import as_pairs
from itbounds.estimators.subsamples import SPLITS, Rows, Subsamples, collected, conclude, pieces, shuffles
from itbounds.numerics.chebyshev import Cloud
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.units import BITS, Unit, as_unit

__all__ = ["ksg", "local_informations", "normal_scores"]

ROUNDED = 0.01
"""The share of points with several neighbours at the same distance from which values look rounded."""

RESOLVED = 1.5
"""How many times k others must typically be as close in x, and in y, for noise to be seen between them."""


def ksg(
    x: ArrayLike,
    y: ArrayLike,
    *,
    k: Count = 3,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Estimate I(X;Y) of points in any dimension from nearest neighbours.

    .. math:: \hat I = \psi(k) + \psi(n)
        - \frac1n \sum_i \bigl( \psi(n_x(i) + 1) + \psi(n_y(i) + 1) \bigr)

    with as many points :math:`n_x(i)` that are closer to the i-th in x than its k-th neighbour is in the
    joint space, both in the maximum norm (algorithm 1). Every coordinate is replaced by the Gaussian quantile
    of its rank first, which leaves the information as it is, so that increasing maps of a coordinate change
    nothing, and neighbours are not lost in heavy tails.

    **Ties.** Where k or more others coincide with a point it is an atom: with m points there, among them the
    point itself, and :math:`m_x, m_y` that agree with it in x and in y, it contributes :math:`\psi(m) +
    \psi(n)
    - \psi(m_x) - \psi(m_y)`. This covers mixtures of discrete and continuous laws. Nothing is added to break
    ties; values rounded to a grid, where distances tie but points do not coincide, are not reliable.

    **When not to believe it.** Information that is infinite, as between a number and a function of it, or
    large gives a number that grows with n as long as one looks. In many dimensions the bias dies out very
    slowly, and always towards less information. Just short of where the verdict turns, as for noise as narrow
    as neighbours are apart, the few samples that it still believes are those in which chance hides the bias.

    Parameters
    ----------
    x : array-like of shape (n,) or (n, p)
        Samples, one a row.
    y : array-like of shape (n,) or (n, q)
        Samples in pairs with x.
    k : int
        The number of neighbours: more of them mean less variance and more bias.
    alpha : float
        One less the confidence of the interval, which is normal, with the variance of the terms of the sum,
        and :math:`\psi'(k)` more for what neighbours have in common, over n; it reaches up to the end of the
        interval about the estimate less its bias, as the movement since n/4 shows it if it dies out like
        :math:`n^{-1/(p+q)}`.
    rng : numpy.random.Generator or int
        Which samples are in which half and quarter.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    ShapeError
        If there are not as many samples of x as of y.
    DomainError
        If there are not more samples than neighbours.

    References
    ----------
    Kraskov, Stoegbauer and Grassberger (2004); for atoms Gao, Kannan, Oh and Viswanath (2017).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> x, noise = np.random.default_rng(0).standard_normal((2, 1000))
    >>> print(ib.estimators.ksg(x, x + noise))
    I(X;Y) ≈ ...
    >>> ib.estimators.ksg(x, np.tanh(3 * x)).reliable
    False
    """
    from scipy.special import polygamma

    neighbours = as_count(k, name="number k of neighbours")
    first, second = as_pairs(x, y, minimum=neighbours + 2)
    level = as_probability(alpha, name="level alpha")
    n = len(first)
    joint = first.shape[1] + second.shape[1]
    scores = normal_scores(first), normal_scores(second)
    local, rounded, counts, parts = _estimates(
        *scores, neighbours, shuffles(n, smallest=4 * (neighbours + 1), rng=np.random.default_rng(rng))
    )
    value = float(local.mean())
    reasons = []
    if rounded > ROUNDED:
        reasons.append(
            f"{rounded:.0%} of the points have neighbours at equal distances: the values look rounded"
        )
    if counts < RESOLVED * neighbours and all(_continuous(points) for points in scores):
        reasons.append(
            "hardly a point is close to another in x or in y without being its neighbour: "
            "the information is too large for so many samples, or infinite"
        )
    shared = float(polygamma(1, neighbours))
    return conclude(
        value,
        sqrt((float(local.var(ddof=1)) + shared) / n),
        parts,
        estimator=f"KSG, k = {neighbours}",
        method="variance of the terms and of neighbours in common",
        n=n,
        alpha=level,
        unit=as_unit(unit),
        rate=1.0 / joint,
        terms=local,
        shared=shared,
        reasons=tuple(reasons),
    )


def local_informations(first: Matrix, second: Matrix, k: int) -> tuple[Vector, float, float]:
    """Return the terms, the share of points with tied distances, and the median of the smaller counts."""
    terms, tied, smaller = _informations(Cloud.of(first), Cloud.of(second), k)
    return terms[0], float(np.mean(tied[0])), float(np.median(smaller[0]))


def _estimates(
    first: Matrix, second: Matrix, k: int, orders: Sequence[Rows]
) -> tuple[Vector, float, float, Subsamples | None]:
    """Return what `local_informations` does, and the estimates from halves and quarters of the sample."""
    if not orders:
        return *local_informations(first, second, k), None
    n = len(first)
    x, y = Cloud.of(first), Cloud.of(second)
    local, of_quarters = np.empty(n), np.zeros(n)
    means: list[list[float]] = [[] for _ in SPLITS]
    rounded, counts = 0.0, 0.0
    for number, order in enumerate(orders):
        starts = [np.cumsum([0, *map(len, pieces(order, parts)[:-1])]) for parts in SPLITS]
        # The whole is looked at together with its first halves and quarters.
        levels = [np.zeros(1, dtype=np.int64), *starts] if number == 0 else starts
        terms, tied, smaller = _informations(x.parted(order, levels), y.parted(order, levels), k)
        if number == 0:
            local[order] = terms[0]
            rounded, counts = float(np.mean(tied[0])), float(np.median(smaller[0]))
        for found, begin, of_level in zip(means, starts, terms[-len(SPLITS) :], strict=True):
            found.extend(float(part.mean()) for part in np.split(of_level, begin[1:]))
        of_quarters[order] += terms[-1] / len(orders)
    return local, rounded, counts, collected(float(local.mean()), n, means, of_quarters)


def _informations(
    first: Cloud, second: Cloud, k: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return the terms of points in their parts at each level, whose distances tie, the smaller counts."""
    from scipy.special import digamma

    joint = first.beside(second)
    sizes = [np.diff(starts, append=joint.points.shape[1]) for starts in joint.parts]
    near = joint.radii(min(k + 1, min(int(size.min()) for size in sizes) - 1))
    radii = near[:, :, k - 1]
    apart = radii > 0.0
    tied = apart & (near[:, :, -1] == radii) & (near.shape[2] > k)
    weights = np.full(radii.shape, float(k))
    if not apart.all():
        weights = np.where(apart, weights, joint.closer(np.zeros(radii.shape)) + 1)
    sides = [cloud.closer(radii) + 1 for cloud in (first, second)]
    terms = digamma(weights) + digamma(np.array([np.repeat(size, size) for size in sizes]))
    for side in sides:
        terms -= digamma(side)
    return np.asarray(terms, dtype=np.float64), tied, np.minimum(*sides)


def _continuous(points: Matrix) -> bool:
    return len(np.unique(points[:, 0])) == len(points)


def normal_scores(points: Matrix) -> Matrix:
    """Return the Gaussian quantiles of the ranks of every coordinate; equal numbers share one.

    Examples
    --------
    >>> import numpy as np
    >>> normal_scores(np.array([[0.0], [5.0], [2.0]])).ravel().round(3).tolist()
    [-0.674, 0.674, 0.0]
    """
    from scipy.special import ndtri

    n = len(points)
    scores = np.empty(points.shape)
    distinct = ndtri(np.arange(1, n + 1) / (n + 1.0))
    for axis, column in enumerate(points.T):
        order = np.argsort(column)
        ascending = column[order]
        firsts = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
        if len(firsts) == n:
            scores[order, axis] = distinct
        else:
            counts = np.diff(firsts, append=n)
            middles = np.cumsum(counts) - (counts - 1) / 2.0
            scores[order, axis] = np.repeat(ndtri(middles / (n + 1.0)), counts)
    return scores
