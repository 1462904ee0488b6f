"""With which probability the gap of one sample and one draw of the weights is small: no average."""

from math import inf, log

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.samples import as_sample_size, as_width, root
from itbounds.bounds.inputs import as_delta, as_information
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.scalars import as_level, as_positive
from itbounds.numerics.statistics.sibson import sibson_informations
from itbounds.numerics.validation import as_distribution, as_stochastic
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit, as_unit

__all__ = ["CALCULATORS", "maximal_leakage", "sibson", "sibson_information"]

_GAP = r"|L_\mu(W) - L_S(W)|"
_ASSUMED = (
    "the training data are independent",
    "for every w the loss of a fresh datum is sigma-subgaussian",
)

_LEAKAGE = Theorem(
    name="maximal_leakage",
    title="the gap of one draw, if the weights leak little of the sample",
    statement=rf"\mathbb{{P}}\bigl({_GAP} > \eta\bigr) \le 2 \exp\Bigl("
    r"\mathcal{L}(S \to W) - \frac{n \eta^2}{2 \sigma^2}\Bigr)",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="single-draw",
    assumptions=_ASSUMED,
    reference="Esposito, Gastpar and Issa (2021)",
    evidence="proved",
    known=KnownAnswer({"leakage": 10.0, "n": 1000, "sigma": 0.5, "delta": 0.05}, 0.0827311, "by hand", 5e-8),
)

_SIBSON = Theorem(
    name="sibson",
    title="the gap of one draw, if Sibson's information of some order is small",
    statement=rf"\mathbb{{P}}\bigl({_GAP} > \eta\bigr) \le \exp\Bigl(\frac{{\alpha - 1}}{{\alpha}} \Bigl("
    r"I_\alpha(S; W) + \ln 2 - \frac{n \eta^2}{2 \sigma^2}\Bigr)\Bigr)",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="single-draw",
    assumptions=(*_ASSUMED, "the order was chosen before the data were seen"),
    reference="Esposito, Gastpar and Issa (2021)",
    evidence="proved",
    known=KnownAnswer(
        {"order_information": 8.0, "n": 1000, "sigma": 0.5, "delta": 0.05, "alpha": 2.0},
        0.0856873,
        "by hand",
        5e-8,
    ),
)


def maximal_leakage(
    leakage: Number,
    n: Count,
    sigma: Number,
    delta: Number,
    *,
    width: Number | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the gap that one draw exceeds with probability at most delta, given the leakage.

    .. math:: \mathbb{P}\bigl( |L_\mu(W) - L_S(W)| > \eta \bigr) \le
              2 \exp\Bigl( \mathcal{L}(S \to W) - \frac{n \eta^2}{2 \sigma^2} \Bigr), \qquad
              \mathcal{L}(S \to W) = \ln \sum_w \max_s P(w \mid s)

    Parameters
    ----------
    leakage : float
        The maximal leakage or an upper bound of it: `sibson_information` of order infinity, and at most the
        logarithm of the number of models, so at most the bits that the model is stored in.
    n : int
        The number of training data.
    sigma : float
        The loss is :math:`\sigma`-subgaussian; with values in [a, b], :math:`\sigma = (b - a) / 2`.
    delta : float
        The probability of failure, over sample and weights together.
    width : float, optional
        As `xu_raginsky`.
    unit : Unit or str
        The unit of `leakage`.

    Returns
    -------
    Bound
        An upper bound of the gap, on either side, with confidence :math:`1 - \delta`.

    Raises
    ------
    DomainError
        If the leakage is negative, or another argument is outside of its range.

    Notes
    -----
    Every event has at most :math:`e^{\mathcal{L}}` times the probability that it has for independent
    weights. Source: Esposito, Gastpar and Issa, 2021.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.maximal_leakage(10.0, 1000, 0.5, 0.05))
    |gap| ≤ 0.082731130
    """
    nats = as_information(leakage, unit, name="maximal leakage", towards="up", finite=False)
    size, scale, risk = as_sample_size(n), as_positive(sigma, name="sigma"), as_delta(delta)
    value = root(2.0 * scale * scale * ((nats + log(2.0 / risk)) / size))
    terms = {"leakage": nats, "n": float(size), "sigma": scale, "delta": risk}
    return _LEAKAGE.bound(value, vacuous=value >= as_width(width, scale), terms=terms, confidence=1.0 - risk)


def sibson(
    order_information: Number,
    n: Count,
    sigma: Number,
    delta: Number,
    alpha: Number,
    *,
    width: Number | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the gap that one draw exceeds with probability at most delta, given Sibson's information.

    .. math:: \mathbb{P}\bigl( |L_\mu(W) - L_S(W)| > \eta \bigr) \le
              \exp\Bigl( \frac{\alpha - 1}{\alpha}
              \Bigl( I_\alpha(S; W) + \ln 2 - \frac{n \eta^2}{2 \sigma^2} \Bigr) \Bigr)

    Parameters
    ----------
    order_information : float
        :math:`I_\alpha(S; W)`, see `sibson_information`, or an upper bound of it.
    n, sigma, delta, width, unit
        As `maximal_leakage`.
    alpha : float
        The order, above 1 and chosen before the data are seen; infinity is `maximal_leakage`.

    Raises
    ------
    DomainError
        If the order is not above 1, or as `maximal_leakage`.

    Notes
    -----
    Hoelder's inequality for the ratio of joint and product law. Close to order 1, which is mutual
    information, the bound is void. Source: Esposito, Gastpar and Issa, 2021.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.sibson(8.0, 1000, 0.5, 0.05, 2))
    |gap| ≤ 0.085687257
    """
    order = as_level(alpha, name="order alpha")
    if order <= 1.0:
        hint = "mutual information, of order 1, bounds the gap on average: use xu_raginsky"
        raise DomainError(f"the order alpha is {order!r}; it must be above 1", value=order, hint=hint)
    nats = as_information(
        order_information, unit, name="information of order alpha", towards="up", finite=False
    )
    size, scale, risk = as_sample_size(n), as_positive(sigma, name="sigma"), as_delta(delta)
    rest = 0.0 if order == inf else -log(risk) / (order - 1.0)
    value = root(2.0 * scale * scale * ((nats + log(2.0 / risk) + rest) / size))
    terms = {"I_alpha(S;W)": nats, "n": float(size), "sigma": scale, "delta": risk, "alpha": order}
    return _SIBSON.bound(value, vacuous=value >= as_width(width, scale), terms=terms, confidence=1.0 - risk)


def sibson_information(p: ArrayLike, W: ArrayLike, alpha: Number, *, unit: Unit | str = NATS) -> float:
    r"""Return Sibson's information of a kernel, which of order infinity is maximal leakage.

    .. math:: I_\alpha(X; Y) = \frac{\alpha}{\alpha - 1}
              \ln \sum_y \Bigl( \sum_x p_x W_{xy}^\alpha \Bigr)^{1 / \alpha}, \qquad
              I_\infty(X; Y) = \ln \sum_y \max_{x : p_x > 0} W_{xy}

    Parameters
    ----------
    p : array-like of shape (m,)
        The law of the inputs.
    W : array-like or Kernel of shape (m, k)
        The channel.
    alpha : float
        The order, positive; 1 gives mutual information.
    unit : Unit or str
        The unit of the result.

    Returns
    -------
    float
        Rounded to nearest.

    Raises
    ------
    DomainError
        If the order is not positive.
    ShapeError
        If the law does not fit the channel.

    Examples
    --------
    >>> round(sibson_information([0.5, 0.5], [[0.89, 0.11], [0.11, 0.89]], float("inf"), unit="bit"), 6)
    0.831877
    """
    order = as_level(alpha, name="order alpha")
    if order == 0.0:
        raise DomainError("the order alpha is 0; it must be positive", value=order, hint="take a small one")
    law, channel = as_distribution(p, name="law of the inputs"), as_stochastic(W)
    if len(law) != len(channel):
        raise ShapeError(
            f"the law has {len(law)} letters and the channel {len(channel)} inputs", value=law.shape
        )
    rows = channel / channel.sum(axis=1, keepdims=True)
    return as_unit(unit).from_nats(float(sibson_informations(law / law.sum(), rows, order)))


CALCULATORS = (Calculator(_LEAKAGE, maximal_leakage), Calculator(_SIBSON, sibson))
