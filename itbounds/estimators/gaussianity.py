"""Whether samples look jointly Gaussian, and how much information a departure that does not show may hold."""

from math import sqrt

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.errors import DomainError
from itbounds.estimators.nearest import normal_scores
from itbounds.numerics.statistics.mean_intervals import normal_quantile

__all__ = ["canonical_directions", "departures", "left_dependence", "mardia", "unseen_departure"]

SUSPICION = 0.05
"""With which probability, at most, Gaussian samples are taken for something else by one of the tests."""

MISSED = 0.1
"""With which probability the largest departure that is called unseen would be missed."""

LARGEST = 5000
"""So many samples are tested coordinate by coordinate: the tables of that test end there."""


def departures(first: Matrix, second: Matrix) -> tuple[tuple[str, ...], tuple[float, float]]:
    r"""Return what shows that samples in pairs are not Gaussian, and how large a departure would not show.

    Of the canonical coordinates of x and of y, their sums and their differences, each is tested after Shapiro
    and Wilk; what is left of one after regression on the other, for dependence upon it; x, y and the pairs,
    after Mardia. All tests together are at a level of 5 %. The information of a law differs from that of the
    Gaussian law G with the same moments by divergences,

    .. math:: I(X; Y) - I_G(X; Y) = D(P_{XY} \| G_{XY}) - D(P_X \| G_X) - D(P_Y \| G_Y)

    and by the theorem of Wilks a divergence D is found with probability :math:`1 - \beta` by a good test of
    level :math:`\alpha` if :math:`2 n D \ge (z_\alpha + z_\beta)^2`. What is smaller may not show. A test of
    many degrees of freedom, as of the dependence that is left, misses more: there it is what the observed
    statistic excludes, as one of a noncentral chi-square law, but for one time in ten.

    Returns
    -------
    (tuple of str, (float, float))
        Reasons, and by how many nats the information may be below and above that of the Gaussian law.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = np.random.default_rng(1).standard_normal((2, 500, 1))
    >>> departures(x, y)[0]
    ()
    >>> len(departures(np.exp(x), y)[0]) > 0
    True
    """
    from scipy.stats import shapiro

    left, right, _ = canonical_directions(first, second)
    pairs = min(left.shape[1], right.shape[1])
    lines: dict[str, Vector] = {}
    for i in range(pairs):
        parts = left[:, i], right[:, i]
        lines[f"x along canonical direction {i + 1}"], lines[f"y along canonical direction {i + 1}"] = parts
        lines[f"the sum of the canonical coordinates {i + 1}"] = parts[0] + parts[1]
        lines[f"the difference of the canonical coordinates {i + 1}"] = parts[0] - parts[1]
    groups = {"the pairs": np.hstack([left, right])}
    if left.shape[1] > 1:
        groups["x"] = left
    if right.shape[1] > 1:
        groups["y"] = right
    level = SUSPICION / (len(lines) + 2 * pairs + 2 * len(groups))
    chances = {}
    for name, values in lines.items():
        # Where x and y determine each other there is no difference to be tested.
        if float(np.ptp(values)) > 1e-9:
            step = -(-len(values) // LARGEST)
            chances[f"the test of Shapiro and Wilk of {name}"] = float(shapiro(values[::step]).pvalue)
    hidden = 0.0
    for i in range(pairs):
        seen = []
        for name, one, other in (("x", left[:, i], right[:, i]), ("y", right[:, i], left[:, i])):
            title = f"the dependence of {name} less its regression on the other, along direction {i + 1},"
            chances[title], most = left_dependence(one, other)
            seen.append(most)
        hidden += max(seen)
    for name, points in groups.items():
        for moment, chance in zip(("skewness", "kurtosis"), mardia(points), strict=True):
            chances[f"Mardia's {moment} of {name}"] = chance
    found = (
        f"{name} has p = {chance:.2g}: the samples are not Gaussian"
        for name, chance in chances.items()
        if chance < level
    )
    unseen = unseen_departure(len(first), level)
    return tuple(found), (unseen, max(unseen, hidden))


def left_dependence(one: Vector, other: Vector) -> tuple[float, float]:
    r"""Return how likely a Gaussian sample depends as much on another after regression, and what may be left.

    What is left, and the other, are turned to normal scores. The means of products of their Hermite
    polynomials of degrees up to 3, but for that of degree one in both, are then nearly independent, with
    variance 1/n: a smooth test of independence. Half the sum of their squares is, to second order, the
    information that is left: its largest value that would give such means one time in ten, in nats.

    References
    ----------
    Kallenberg and Ledwina (1999) on smooth tests of independence.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = np.random.default_rng(0).standard_normal((2, 300))
    >>> left_dependence(x, y)[0] > 0.01, left_dependence(x * np.abs(y), y)[0] < 1e-6
    (True, True)
    """
    from scipy.special import chdtr, chdtrc, chndtrinc

    rest = one - other * (float(one @ other) / float(other @ other))
    if float(np.ptp(rest)) <= 1e-9:
        return 1.0, 0.0
    first, second = (_hermite(normal_scores(values[:, None])[:, 0]) for values in (rest, other))
    products = (first @ second.T) ** 2 / len(one)
    total, degrees = float(products.sum() - products[0, 0]), products.size - 1.0
    most = float(chndtrinc(total, degrees, MISSED)) if chdtr(degrees, total) > MISSED else 0.0
    return float(chdtrc(degrees, total)), most / (2.0 * len(one))


def _hermite(scores: Vector) -> Matrix:
    """Return orthonormal Hermite polynomials of degrees 1 to 3, less their means, of variance one."""
    rows = np.stack([scores, scores**2, scores**3 - 3.0 * scores])
    rows = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(rows / rows.std(axis=1, keepdims=True))


def unseen_departure(n: int, level: float) -> float:
    r"""Return the divergence that a good test misses one time in ten, :math:`(z_\alpha + z_\beta)^2 / 2n`.

    Examples
    --------
    >>> round(unseen_departure(1000, 0.05), 5)
    0.00525
    """
    return (normal_quantile(level) + normal_quantile(2.0 * MISSED)) ** 2 / (2.0 * n)


def canonical_directions(first: Matrix, second: Matrix) -> tuple[Matrix, Matrix, Vector]:
    """Return both samples in canonical coordinates, of variance one, and the canonical correlations.

    Raises
    ------
    DomainError
        If a coordinate is constant or a combination of others of the same sample.
    """
    bases = [_basis(points, name) for points, name in ((first, "x"), (second, "y"))]
    left, values, right = np.linalg.svd(bases[0].T @ bases[1])
    scale = sqrt(len(first))
    correlations = np.asarray(np.minimum(values, 1.0), dtype=np.float64)
    return scale * (bases[0] @ left), scale * (bases[1] @ right.T), correlations


def mardia(points: Matrix) -> tuple[float, float]:
    """Return the probabilities that Gaussian samples have more skewness, and as unusual a kurtosis."""
    from scipy.special import chdtrc, ndtr

    n, d = points.shape
    white = _basis(points, "the pairs") * sqrt(n)
    third = np.zeros((d * d, d))
    step = max(1, 2_000_000 // d**2)
    for start in range(0, n, step):
        block = white[start : start + step]
        third += (block[:, :, None] * block[:, None, :]).reshape(len(block), -1).T @ block
    skewness = float(np.sum(third**2)) / (6.0 * n)
    kurtosis = float(np.mean(np.einsum("ij,ij->i", white, white) ** 2))
    # Exact mean of the kurtosis of n Gaussian samples; its asymptotic variance.
    deviation = kurtosis - d * (d + 2.0) * (n - 1.0) / (n + 1.0)
    score = abs(deviation) / sqrt(8.0 * d * (d + 2.0) / n)
    return float(chdtrc(d * (d + 1) * (d + 2) / 6.0, skewness)), 2.0 * float(ndtr(-score))


def _basis(points: Matrix, name: str) -> Matrix:
    """Return orthonormal combinations of the coordinates of a sample, less their means."""
    centred = points - points.mean(axis=0)
    scale = np.abs(centred).max(axis=0)
    if not scale.all():
        place = int(np.flatnonzero(scale == 0.0)[0])
        raise DomainError(
            f"coordinate {place} of {name} is constant", where=place, hint="drop it: it says nothing"
        )
    orthonormal, values, _ = np.linalg.svd(centred / scale, full_matrices=False)
    if len(values) < points.shape[1] or values[-1] <= values[0] * 1e-12:
        raise DomainError(
            f"a coordinate of {name} is a combination of the others", hint="drop it: it adds nothing"
        )
    return np.asarray(orthonormal)
