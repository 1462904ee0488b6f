"""Variational estimates of mutual information from the scores that a critic gave to pairs."""

from dataclasses import dataclass
from math import exp, inf, log, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.diagnostics import behind_variance, freedom, rests_on_few, third_moment
from itbounds.estimators.estimate import Estimate, Relation
from itbounds.estimators.samples import require_samples
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.scalars import as_positive, as_probability
from itbounds.numerics.validation import as_vector
from itbounds.units import BITS, Unit, as_unit

__all__ = ["dv", "nwj", "smile"]

LARGEST = 700.0
"""The largest number whose exponential is one in doubles, about."""

HEAVIEST = 0.05
"""The share of a mean of exponentials that one sample may have before it rests on luck."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A variational form: what the product samples contribute, in nats, and what every sample weighs in it.

    Parameters
    ----------
    name : str
        Its name.
    relation : {"lower", "neither"}
        What it is of the information.
    plain : bool
        The mean of exponentials enters as it is, less one in the exponent, not by its logarithm.
    limit : float
        Where scores are clipped in the exponentials.
    """

    name: str
    relation: Relation
    plain: bool = False
    limit: float = inf

    def penalty(self, product: Vector) -> float:
        if self.plain:
            return float(np.exp(product - 1.0).mean())
        scores = np.clip(product, -self.limit, self.limit)
        top = float(scores.max())
        return top + log(float(np.exp(scores - top).mean()))

    def weights(self, scores: Vector, penalty: float) -> Vector:
        """Return exponentials, whose mean under the product is one or, if they enter plainly, the penalty."""
        shift = 1.0 if self.plain else penalty
        return np.asarray(np.exp(np.minimum(np.clip(scores, -self.limit, self.limit) - shift, LARGEST)))

    def error_of_penalty(self, joint: Vector, product: Vector, penalty: float) -> float:
        r"""Return the variance of the penalty.

        At the best critic the density of the true pairs against the others is :math:`w = e^f`, so that
        :math:`E_{X \otimes Y} w^2 = E_{XY} w`. The true pairs see the tail that the others rarely reach: the
        larger of both estimates of the second moment is taken.
        """
        weights = self.weights(product, penalty)
        mean = float(weights.mean())
        seen = float(self.weights(joint, penalty).mean()) - mean**2
        return max(float(weights.var(ddof=1)), seen) / len(product)


def dv(
    joint_scores: ArrayLike,
    product_scores: ArrayLike,
    *,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Evaluate the form of Donsker and Varadhan on the scores of a critic f.

    .. math:: I(X; Y) \ge \mathbb{E}_{XY} f - \ln \mathbb{E}_{X \otimes Y} e^f

    with equality for :math:`f = \ln \frac{p(x, y)}{p(x) p(y)} + c`. The interval is of the right side, for
    this critic; its lower end is then a lower confidence limit of the information, if the critic was not
    trained on these samples. With m product samples the relative variance of the mean of :math:`e^f` at the
    best critic is at least :math:`(e^I - 1) / m`, so that informations beyond ln m are out of reach: the
    estimate then rests on the few largest scores, and is not reliable.

    Parameters
    ----------
    joint_scores : array-like of shape (n,)
        f at pairs (x, y).
    product_scores : array-like of shape (m,)
        f at independent x and y, each pair used once.
    alpha : float
        One less the confidence of the interval, by the delta method. The variance of :math:`e^f` is taken as
        no less than what its mean over the true pairs says, which is its second moment at the best critic.
    rng : numpy.random.Generator or int
        Which samples are in which half and quarter.
    unit : Unit or str
        The unit of the estimate; scores are logarithms of ratios and in nats always.

    Raises
    ------
    ShapeError
        If the scores are not vectors.

    References
    ----------
    Donsker and Varadhan (1983); Belghazi et al. (2018); on the variance Song and Ermon (2020); on the ceiling
    McAllester and Stratos (2020), recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> joint, product = np.zeros(100), np.zeros(100)
    >>> ib.estimators.dv(joint, product).value
    0.0
    """
    form = _Form("Donsker-Varadhan", "lower")
    return _evaluate(form, joint_scores, product_scores, alpha=alpha, rng=rng, unit=as_unit(unit))


def nwj(
    joint_scores: ArrayLike,
    product_scores: ArrayLike,
    *,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Evaluate the form of Nguyen, Wainwright and Jordan on the scores of a critic f.

    .. math:: I(X; Y) \ge \mathbb{E}_{XY} f - \mathbb{E}_{X \otimes Y} e^{f - 1}

    with equality for :math:`f = 1 + \ln \frac{p(x, y)}{p(x) p(y)}`, the one added included. It has no bias,
    and never exceeds `dv` of the same scores, since :math:`\ln t \le t / e`.

    Parameters
    ----------
    joint_scores, product_scores, alpha, rng, unit
        As for `dv`.

    References
    ----------
    Nguyen, Wainwright and Jordan (2010).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> ib.estimators.nwj(np.ones(100), np.ones(100)).value
    0.0
    """
    form = _Form("Nguyen-Wainwright-Jordan", "lower", plain=True)
    top = float(as_vector(product_scores, name="product scores").max())
    if top > LARGEST:
        raise DomainError(
            f"a product score of {top:g} has no exponential", value=top, hint="use estimators.dv"
        )
    return _evaluate(form, joint_scores, product_scores, alpha=alpha, rng=rng, unit=as_unit(unit))


def smile(
    joint_scores: ArrayLike,
    product_scores: ArrayLike,
    *,
    tau: Number = 5.0,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Evaluate SMILE on the scores of a critic f: the form of `dv` with clipped exponentials.

    .. math:: \mathbb{E}_{XY} f - \ln \mathbb{E}_{X \otimes Y}
        \min \{ \max \{ e^f, e^{-\tau} \}, e^{\tau} \}

    Clipping bounds the variance and gives up the bound: it is **neither a lower nor an upper bound** on the
    information, whatever the number of samples, and is called reliable only if less than one in a thousand
    product samples was clipped, none of them above, and no true pair scores above: at the best critic their
    share is that of the mean which the clip takes.

    Parameters
    ----------
    joint_scores, product_scores
        As for `dv`.
    tau : float
        Where scores are clipped; towards infinity it is `dv`.
    alpha, rng, unit
        As for `dv`.

    Raises
    ------
    DomainError
        If tau is not positive.

    References
    ----------
    Song and Ermon (2020).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> found = ib.estimators.smile(np.full(100, 9.0), np.full(100, 9.0), tau=1.0)
    >>> round(found.to("nat").value, 9), found.relation, found.reliable
    (8.0, 'neither', False)
    """
    limit = as_positive(tau, name="limit tau")
    scores = as_vector(product_scores, name="product scores")
    clipped = float(np.mean(np.abs(scores) > limit))
    reasons = [f"{clipped:.1%} of the product scores were clipped"] if clipped > 1e-3 else []
    if float(scores.max()) > limit and not reasons:
        reasons.append("large product scores were clipped, which may hold most of the mean")
    beyond = float(np.mean(as_vector(joint_scores, name="joint scores") > limit))
    if beyond > 0.0:
        reasons.append(
            f"{beyond:.1%} of the true pairs score above the limit: so much of the mean was clipped"
        )
    form = _Form("SMILE", "neither", limit=limit)
    return _evaluate(
        form, joint_scores, product_scores, alpha=alpha, rng=rng, unit=as_unit(unit), reasons=tuple(reasons)
    )


def _evaluate(
    form: _Form,
    joint_scores: ArrayLike,
    product_scores: ArrayLike,
    *,
    alpha: Number,
    rng: np.random.Generator | int,
    unit: Unit,
    reasons: tuple[str, ...] = (),
) -> Estimate:
    joint = as_vector(joint_scores, name="joint scores")
    product = as_vector(product_scores, name="product scores")
    n, m = len(joint), len(product)
    require_samples(min(n, m), 2)
    level = as_probability(alpha, name="level alpha")
    penalty = form.penalty(product)
    value = float(joint.mean()) - penalty
    error = sqrt(float(joint.var(ddof=1)) / n + form.error_of_penalty(joint, product, penalty))
    # One permutation splits both samples, in proportion to their sizes.
    places = np.random.default_rng(rng)
    shuffled = product[places.permutation(m)]

    def estimate(rows: Rows) -> float:
        return float(joint[rows].mean()) - form.penalty(_spread(shuffled, rows, n))

    influence = form.weights(product, penalty)
    heaviest = float(influence.max() / influence.sum())
    seen = behind_variance(joint)
    against = [*reasons, *rests_on_few(seen, "the scores of true pairs")]
    if heaviest > HEAVIEST:
        against.append(f"one product sample has {heaviest:.0%} of the mean of exponentials")
    if value > log(m) - 1.0:
        against.append("the value comes within one nat of ln m, which m product samples cannot vouch for")
    elif exp(min(value, LARGEST)) - 1.0 > HEAVIEST * m:
        against.append(
            f"at {value:.3g} nats the mean of exponentials has a relative variance of {exp(value) / m:.2g}"
        )
    return conclude(
        value,
        error,
        subsamples(estimate, value, n, smallest=8, rng=places) if m >= 64 else None,
        estimator=form.name,
        method="delta method",
        n=min(n, m),
        alpha=level,
        degrees=freedom(seen),
        third=third_moment(joint) - third_moment(influence),
        unit=unit,
        ceiling=log(m) if form.relation == "lower" else inf,
        least=-inf,
        relation=form.relation,
        reasons=tuple(against),
    )


def _spread(values: Vector, rows: Rows, n: int) -> Vector:
    """Return the values whose places, in proportion, belong to the rows."""
    inside = np.zeros(n, dtype=bool)
    inside[rows] = True
    return values[inside[(np.arange(len(values)) * n) // len(values)]]
