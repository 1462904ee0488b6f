"""The gap that the information in the learned weights, or in a choice, allows on average."""

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.samples import (
    as_informations,
    as_sample_size,
    as_width,
    mean,
    mean_root,
    root,
)
from itbounds.bounds.inputs import as_information
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.scalars import as_positive
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "individual_sample", "selection_bias", "xu_raginsky"]

_INDEPENDENT = "the training data are independent"
_SUBGAUSSIAN = "for every w the loss of a fresh datum is sigma-subgaussian"
_GAP = r"|\mathbb{E}(L_\mu(W) - L_S(W))|"

_XU_RAGINSKY = Theorem(
    name="xu_raginsky",
    title="the gap that the information between the sample and the weights allows",
    statement=rf"{_GAP} \le \sqrt{{2 \sigma^2 I(S; W) / n}}",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=(_INDEPENDENT, _SUBGAUSSIAN),
    reference="Xu and Raginsky (2017)",
    evidence="proved",
    known=KnownAnswer({"information": 20.0, "n": 1000, "sigma": 0.5}, 0.1, "by hand: sqrt(0.01)", 1e-12),
)

_INDIVIDUAL = Theorem(
    name="individual_sample",
    title="the gap that the information between the weights and each datum allows",
    statement=rf"{_GAP} \le \frac1n \sum_i \sqrt{{2 \sigma^2 I(W; Z_i)}}",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=("the training data are drawn from the law of the test data", _SUBGAUSSIAN),
    reference="Bu, Zou and Veeravalli (2020)",
    evidence="proved",
    known=KnownAnswer({"informations": [0.02, 0.08], "sigma": 0.5}, 0.15, "by hand: (0.1 + 0.2) / 2", 1e-12),
)

_SELECTION = Theorem(
    name="selection_bias",
    title="the bias of the estimate that was selected among several",
    statement=r"|\mathbb{E}(\phi_T - \mu_T)| \le \sigma \sqrt{2 I(T; \phi)}",
    direction="upper",
    target="|bias|",
    latex=r"|\mathbb{E}(\phi_T - \mu_T)|",
    kind="expectation",
    assumptions=("every estimate is sigma-subgaussian around its mean",),
    reference="Russo and Zou (2016)",
    evidence="proved",
    known=KnownAnswer(
        {"selection_information": 4.605170186, "sigma": 0.02236067977},
        0.067861,
        "the best of 100 models on 500 validation data: sqrt(ln 100 / 1000)",
        5e-7,
    ),
)


def xu_raginsky(
    information: Number,
    n: Count,
    sigma: Number,
    *,
    width: Number | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the gap that the information between the sample and the weights allows on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \sqrt{\frac{2 \sigma^2 I(S; W)}{n}}

    Parameters
    ----------
    information : float
        :math:`I(S; W)` or an upper bound of it: at most the entropy of the weights, so at most the bits that
        the model is stored in; infinite for many deterministic learners on continuous data.
    n : int
        The number of training data.
    sigma : float
        The loss is :math:`\sigma`-subgaussian; with values in [a, b], :math:`\sigma = (b - a) / 2`.
    width : float, optional
        The range :math:`b - a` of the loss, without which a gap is not possible and from which on the bound
        is vacuous: :math:`2 \sigma` if not given, infinite for an unbounded loss.
    unit : Unit or str
        The unit of `information`.

    Returns
    -------
    Bound
        An upper bound of the expected gap, on either side, rounded up.

    Raises
    ------
    DomainError
        If the information is negative, n is not positive or sigma is not.

    Notes
    -----
    Donsker and Varadhan with the law of the pair against the product of its marginals, under which the
    empirical loss is :math:`\sigma / \sqrt n`-subgaussian. Source: Xu and Raginsky, 2017.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.generalization.xu_raginsky(20.0, 1000, 0.5)
    |gap| ≤ 0.100000001
      theorem    xu_raginsky
      kind       expectation
      assumed    the training data are independent
      assumed    for every w the loss of a fresh datum is sigma-subgaussian
      I(S;W)     20
      n          1000
      sigma      0.5
      reference  Xu and Raginsky (2017)
      evidence   proved
    """
    nats = as_information(information, unit, name="information I(S;W)", towards="up", finite=False)
    size, scale = as_sample_size(n), as_positive(sigma, name="sigma")
    value = root(2.0 * scale * scale * (nats / size))
    terms = {"I(S;W)": nats, "n": float(size), "sigma": scale}
    return _XU_RAGINSKY.bound(value, vacuous=value >= as_width(width, scale), terms=terms)


def individual_sample(
    informations: ArrayLike, sigma: Number, *, width: Number | None = None, unit: Unit | str = NATS
) -> Bound:
    r"""Return the gap that the information between the weights and each single datum allows on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \sqrt{2 \sigma^2 I(W; Z_i)}

    Parameters
    ----------
    informations : array-like of shape (n,)
        Every :math:`I(W; Z_i)` or upper bounds of them.
    sigma, width, unit
        As `xu_raginsky`.

    Raises
    ------
    DomainError
        If an information is negative, or sigma is not positive.
    EmptyAlphabetError
        If there is no information.

    Notes
    -----
    The informations of independent data add up to at most :math:`I(S; W)`, so that this is never looser
    than `xu_raginsky`, and it is finite for many deterministic learners. Source: Bu, Zou and Veeravalli,
    2020.

    Examples
    --------
    The mean of 100 Gaussians, whose weight determines nothing of a single datum but :math:`I(W; S)` is
    infinite:

    >>> import itbounds as ib
    >>> from math import log
    >>> each = 0.5 * log(100 / 99)
    >>> print(ib.bounds.generalization.individual_sample([each] * 100, 0.5))
    |gap| ≤ 0.050125682
    """
    nats = as_informations(informations, unit, name="information I(W;Z_i)")
    scale = as_positive(sigma, name="sigma")
    value = mean_root(2.0 * scale * scale * each for each in nats)
    terms = {"mean I(W;Z_i)": mean(nats), "n": float(len(nats)), "sigma": scale}
    return _INDIVIDUAL.bound(value, vacuous=value >= as_width(width, scale), terms=terms)


def selection_bias(
    selection_information: Number, sigma: Number, *, width: Number | None = None, unit: Unit | str = NATS
) -> Bound:
    r"""Return how far the estimate that was selected is from what it estimates, on average.

    .. math:: \bigl| \mathbb{E} ( \phi_T - \mu_T ) \bigr| \le \sigma \sqrt{2 I(T; \phi)}

    Parameters
    ----------
    selection_information : float
        :math:`I(T; \phi)` between the selected index and all the estimates, or an upper bound of it: at most
        the logarithm of the number of estimates.
    sigma : float
        Every estimate is :math:`\sigma`-subgaussian around its mean; the mean of m losses in [0, 1] with
        :math:`\sigma = 1 / (2 \sqrt m)`.
    width : float, optional
        The range of the estimates, from which on the bound is vacuous; infinite if not given.
    unit : Unit or str
        The unit of `selection_information`.

    Raises
    ------
    DomainError
        If the information is negative, or sigma is not positive.

    Notes
    -----
    Source: Russo and Zou, 2016.

    Examples
    --------
    The best of 100 models on 500 validation data:

    >>> import itbounds as ib
    >>> from math import log, sqrt
    >>> print(ib.bounds.generalization.selection_bias(log(100), 0.5 / sqrt(500), width=1))
    |bias| ≤ 0.067861405
    """
    nats = as_information(
        selection_information, unit, name="information I(T;phi)", towards="up", finite=False
    )
    scale = as_positive(sigma, name="sigma")
    value = root(2.0 * scale * scale * nats)
    most = as_width(float("inf") if width is None else width, scale)
    return _SELECTION.bound(value, vacuous=value >= most, terms={"I(T;phi)": nats, "sigma": scale})


CALCULATORS = (
    Calculator(_XU_RAGINSKY, xu_raginsky),
    Calculator(_INDIVIDUAL, individual_sample),
    Calculator(_SELECTION, selection_bias),
)
