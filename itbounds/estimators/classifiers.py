"""A lower bound on mutual information from a classifier that tells true pairs from shuffled ones."""

from math import inf, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Number
from itbounds.errors import DomainError
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.samples import require_equal, require_samples
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.jensen_shannon import LARGEST, least_relative_entropy
from itbounds.numerics.statistics.mean_intervals import normal_quantile
from itbounds.numerics.validation import as_vector
from itbounds.units import BITS, Unit, as_unit

__all__ = ["jensen_shannon"]


def jensen_shannon(
    joint_losses: ArrayLike,
    product_losses: ArrayLike,
    *,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Bound I(X;Y) from below by the logarithmic losses of a classifier of true against shuffled pairs.

    With as many true pairs as independent ones, the mean loss L of any classifier obeys

    .. math:: \mathrm{JS}(P_{XY}, P_X \otimes P_Y) \ge \ln 2 - L, \qquad I(X; Y) \ge - \ln(1 - b)

    with :math:`h(b/2) - \tfrac12 h(b) = \ln 2 - L`, which two laws attain. Unlike forms with exponentials of
    scores it has a small variance whatever the information; but it says little of large ones.

    Parameters
    ----------
    joint_losses : array-like of shape (n,)
        :math:`- \ln q(\text{true} \mid x, y)` at true pairs which the classifier was not trained on, in nats.
    product_losses : array-like of shape (n,)
        :math:`- \ln q(\text{shuffled} \mid x, y)` at independent pairs.
    alpha : float
        One less the confidence of the interval, which is normal for the mean loss, and of the bound.
    rng : numpy.random.Generator or int
        Which losses are in which half and quarter.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    DomainError
        If a loss is negative: a probability exceeds one.

    References
    ----------
    Dorent et al. (2025), recalled; the inequality is checked against random pairs of laws.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> guess = np.full(100, np.log(2))
    >>> ib.estimators.jensen_shannon(guess, guess).value
    0.0
    """
    joint = as_vector(joint_losses, name="losses of true pairs")
    product = as_vector(product_losses, name="losses of shuffled pairs")
    require_equal(len(joint), len(product))
    n = len(joint)
    require_samples(n, 2)
    least = float(min(joint.min(), product.min()))
    if least < 0.0:
        raise DomainError(
            f"a loss is {least:g}", value=least, hint="give minus the logarithms of probabilities"
        )
    level = as_probability(alpha, name="level alpha")
    mean = 0.5 * float(joint.mean() + product.mean())
    error = 0.5 * sqrt(float(joint.var(ddof=1) + product.var(ddof=1)) / n)
    arm = normal_quantile(level) * error
    shuffled = product[np.random.default_rng(rng).permutation(n)]

    def estimate(rows: Rows) -> float:
        return least_relative_entropy(LARGEST - 0.5 * float(joint[rows].mean() + shuffled[rows].mean()))

    value = least_relative_entropy(LARGEST - mean)
    ends = least_relative_entropy(LARGEST - mean - arm), least_relative_entropy(LARGEST - mean + arm)
    spread = (ends[1] - ends[0]) / (2.0 * normal_quantile(level)) if ends[1] < inf else inf
    return conclude(
        value,
        spread,
        subsamples(estimate, value, n, smallest=8, rng=np.random.default_rng(rng)),
        estimator="Jensen-Shannon divergence of a classifier",
        method="normal for the mean loss",
        n=n,
        alpha=level,
        unit=as_unit(unit),
        ends=ends,
        relation="lower",
    )
