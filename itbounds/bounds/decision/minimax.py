"""Lower bounds on the risk of every estimator: by two points, by a cube of points, by a prior."""

from math import inf

from itbounds._typing import Count, Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_level, as_probability
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "assouad", "le_cam", "van_trees"]

_LE_CAM = Theorem(
    name="le_cam",
    title="two laws that are hard to tell apart and far apart in loss",
    statement=r"\sup_\theta R(\theta) \ge \frac{\Delta}{2} \bigl(1 - \mathrm{TV}(P_0, P_1)\bigr),"
    r" \qquad \Delta = \inf_a L(0, a) + L(1, a)",
    direction="lower",
    target="sup R",
    latex=r"\sup_\theta R(\theta)",
    kind="expectation",
    assumptions=("the losses of any action under the two laws add up to the separation or more",),
    reference="Le Cam (1973); Yu (1997)",
    evidence="proved",
    known=KnownAnswer(
        {"separation": 0.2, "total_variation": 0.6826894921}, 0.0317310508, "N(mu, 1), n = 100", 1e-9
    ),
)

_ASSOUAD = Theorem(
    name="assouad",
    title="a cube of laws whose neighbours are hard to tell apart",
    statement=r"\sup_\theta R(\theta) \ge \frac{d \Delta}{2}"
    r" \bigl(1 - \max_{v \sim w} \mathrm{TV}(P_v, P_w)\bigr)",
    direction="lower",
    target="sup R",
    latex=r"\sup_\theta R(\theta)",
    kind="expectation",
    assumptions=(
        "the loss is at least a sum over coordinates of a cube",
        "in each of them the losses of any action at 0 and 1 add up to the separation or more",
    ),
    reference="Assouad (1983); Yu (1997)",
    evidence="proved",
    known=KnownAnswer(
        {"separation": 0.02, "total_variation": 0.6826894921, "dimension": 10},
        0.0317310508,
        "N(mu, I) in ten dimensions, n = 100, squared error",
        1e-9,
    ),
)

_VAN_TREES = Theorem(
    name="van_trees",
    title="the mean squared error of an estimator, averaged over a prior",
    statement=r"\mathbb{E} (\hat\theta - \theta)^2 \ge "
    r"\frac{1}{\mathbb{E}\, \mathcal{I}(\theta) + \mathcal{J}}, "
    r"\qquad \mathcal{J} = \int \frac{\pi'(\theta)^2}{\pi(\theta)} \, d\theta",
    direction="lower",
    target="MSE",
    latex=r"\mathbb{E}(\hat\theta - \theta)^2",
    kind="expectation",
    assumptions=("the prior is absolutely continuous and vanishes at its edges", "the family is regular"),
    reference="van Trees (1968); Gill and Levit (1995)",
    evidence="proved",
    known=KnownAnswer(
        {"fisher_information": 10.0, "prior_information": 1.0}, 1 / 11, "Gaussian: attained", 1e-12
    ),
)


def le_cam(separation: Number, total_variation: Number) -> Bound:
    r"""Return Le Cam's two-point bound on the minimax risk.

    .. math:: \inf_{\hat a} \max_{i \in \{0, 1\}} \mathbb{E}_i L(i, \hat a)
              \ge \frac{\Delta}{2} \bigl(1 - \mathrm{TV}(P_0, P_1)\bigr),
              \qquad \Delta = \inf_a \bigl( L(0, a) + L(1, a) \bigr)

    Parameters
    ----------
    separation : float
        :math:`\Delta` or a lower bound of it. For a metric loss it is the distance of the two points, for
        the squared error half of its square.
    total_variation : float
        The total variation of the laws of the whole sample or an upper bound of it.

    Raises
    ------
    DomainError
        If the separation is negative or the variation no probability.

    Notes
    -----
    The larger risk is at least the mean of the two, which is at least :math:`\frac{\Delta}{2} \sum_y \min \{
    P_0, P_1 \}`. Source: Le Cam, 1973, as told by Yu, 1997.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.le_cam(0.2, 0.6827))
    sup R ≥ 0.031729999
    """
    distance = as_level(separation, name="separation", finite=True)
    variation = as_probability(total_variation, name="total variation")
    value = padded(0.5 * distance * (1.0 - variation), towards="down")
    terms = {"separation": distance, "TV": variation}
    return _LE_CAM.bound(value, vacuous=value <= 0.0, terms=terms)


def assouad(separation: Number, total_variation: Number, dimension: Count) -> Bound:
    r"""Return Assouad's bound on the minimax risk over a cube of laws.

    .. math:: \inf_{\hat a} \max_{v \in \{0, 1\}^d} \mathbb{E}_v L(v, \hat a)
              \ge \frac{d \Delta}{2} \bigl(1 - \max_{v \sim w} \mathrm{TV}(P_v, P_w)\bigr)

    for a loss :math:`L(v, a) \ge \sum_j L_j(v_j, a)` with :math:`L_j(0, a) + L_j(1, a) \ge \Delta`.

    Parameters
    ----------
    separation : float
        :math:`\Delta` or a lower bound of it; for the squared error with sides :math:`\delta` it is
        :math:`\delta^2 / 2`.
    total_variation : float
        The largest total variation between laws of corners that differ in one coordinate, or an upper bound.
    dimension : int
        The number d of coordinates.

    Raises
    ------
    DomainError
        If the separation is negative, the variation no probability, or the dimension less than 1.

    Notes
    -----
    Le Cam's bound for every coordinate, with the mixtures over the other ones, whose variation is at most
    the mean of those of neighbours. Source: Assouad, 1983, as told by Yu, 1997.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.assouad(0.02, 0.6827, 10))
    sup R ≥ 0.031729999
    """
    distance = as_level(separation, name="separation", finite=True)
    variation = as_probability(total_variation, name="total variation")
    count = as_count(dimension, name="dimension")
    value = padded(0.5 * (1.0 - variation) * distance * count, towards="down")
    terms = {"separation": distance, "TV": variation, "dimension": float(count)}
    return _ASSOUAD.bound(value, vacuous=value <= 0.0, terms=terms)


def van_trees(fisher_information: Number, prior_information: Number) -> Bound:
    r"""Return van Trees' bound on the mean squared error, the Cramer-Rao bound of Bayesian statistics.

    .. math:: \mathbb{E} (\hat\theta - \theta)^2 \ge \frac{1}{\mathbb{E}\, \mathcal{I}(\theta) + \mathcal{J}},
              \qquad \mathcal{J} = \int \frac{\pi'(\theta)^2}{\pi(\theta)} \, d\theta

    No estimator need be unbiased.

    Parameters
    ----------
    fisher_information : float
        :math:`\mathbb{E}\, \mathcal{I}(\theta)`, of the whole sample, averaged over the prior, or an upper
        bound of it.
    prior_information : float
        :math:`\mathcal{J}`, that of the prior; infinite for a prior that does not vanish at its edges, such
        as a uniform one, and then the bound is 0.

    Raises
    ------
    DomainError
        If one of them is negative or NaN, or both are 0.

    Notes
    -----
    Fisher information is in inverse squares of the unit of :math:`\theta`, so that no `unit=` applies.
    Source: van Trees, 1968; Gill and Levit, 1995.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.van_trees(10.0, 1.0))
    MSE ≥ 0.090909090
    """
    sample = as_level(fisher_information, name="Fisher information")
    prior = as_level(prior_information, name="information of the prior")
    if sample + prior == 0.0:
        raise DomainError(
            "neither the sample nor the prior has any information",
            value=0.0,
            hint="every proper prior has some",
        )
    value = 0.0 if sample + prior == inf else padded(1.0 / (sample + prior), towards="down")
    return _VAN_TREES.bound(value, vacuous=value <= 0.0, terms={"sample": sample, "prior": prior})


CALCULATORS = (
    Calculator(_LE_CAM, le_cam),
    Calculator(_ASSOUAD, assouad),
    Calculator(_VAN_TREES, van_trees),
)
