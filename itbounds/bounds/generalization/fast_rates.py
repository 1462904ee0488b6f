"""Fast rates: risks in proportion to an information, and the identity of learners without training error."""

from math import inf, log

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.estimates import bound_of_estimate, read_information
from itbounds.bounds.generalization.inversions import read_risk_and_information
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.generalization.supersample import Supersample
from itbounds.bounds.inputs import as_information, padded, require_at_most
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.statistics.fast_rate import best_rate, least_excess
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit

__all__ = ["CALCULATORS", "fast_rate", "fast_rate_of_pairs", "interpolation", "leave_one_out"]

_RISK = r"\mathbb{E} L_\mu(W)"
_ASSUMED = ("losses are in [0, 1]", "supersample of independent data, and fair coins U_i")
_NO_ERROR = "the loss is 0 or 1, and 0 on every training datum of every draw"

_SINGLE = Theorem(
    name="fast_rate",
    title="the risk that single losses allow, in proportion to their information",
    statement=rf"{_RISK} \le (1 + C_1) r + \frac{{1}}{{C_2 n}} \sum_i I(L_{{i0}}; U_i) \quad"
    r" \text{if } e^{2 C_2} + e^{-2 C_2 (1 + C_1)} \le 2",
    direction="upper",
    target="risk",
    latex=_RISK,
    kind="expectation",
    assumptions=_ASSUMED,
    reference="Wang and Mao (2023)",
    evidence="proved",
    known=KnownAnswer(
        {"loss_information": 0.05, "empirical_risk": 0.05}, 0.301741, "minimum over the constant", 5e-7
    ),
    dominated_by=("single_loss_inversion",),
)
_PAIRS = Theorem(
    name="fast_rate_of_pairs",
    title="the risk that pairs of losses allow, in proportion to their information",
    statement=rf"{_RISK} \le (1 + C_1) r + \frac{{1}}{{C_2 n}}"
    r" \sum_i I(L_{i0}, L_{i1}; U_i \mid \tilde Z) \quad \text{if } e^{C_2} + e^{-C_2 (1 + C_1)} \le 2",
    direction="upper",
    target="risk",
    latex=_RISK,
    kind="expectation",
    assumptions=_ASSUMED,
    reference="derived here, dual to pair_inversion",
    evidence="proved",
    known=KnownAnswer(
        {"information": 0.05, "empirical_risk": 0.05}, 0.2038436, "the dual of pair_inversion", 5e-7
    ),
    dominated_by=("pair_inversion",),
)
_IDENTITY = Theorem(
    name="interpolation",
    title="the risk of a learner without training error is an information in bits",
    statement=rf"{_RISK} = \frac{{1}}{{n \ln 2}} \sum_i I(L_{{i1}} - L_{{i0}}; U_i)",
    direction="identity",
    target="risk",
    latex=_RISK,
    kind="expectation",
    assumptions=(_NO_ERROR, _ASSUMED[1]),
    reference="Wang and Mao (2023)",
    evidence="proved",
    known=KnownAnswer(
        {"difference_informations": 0.34657359027997264},
        0.5,
        "training points by heart, test points guessed",
        1e-12,
    ),
)
_LEFT_OUT = Theorem(
    name="leave_one_out",
    title="the risk of a learner without training error, by which datum was left out",
    statement=rf"{_RISK} \le \frac{{I(L; U \mid \tilde Z)}}{{\ln (n + 1)}}",
    direction="upper",
    target="risk",
    latex=_RISK,
    kind="expectation",
    assumptions=(_NO_ERROR, "n + 1 independent data, of which a uniform U is left out"),
    reference="Haghifam, Moran, Roy and Dziugaite (2022)",
    evidence="proved",
    known=KnownAnswer({"index_information": 1.1512925465, "n": 9}, 0.5, "half of ln 10", 1e-9),
)


def fast_rate(
    loss_information: Number | Supersample,
    empirical_risk: Number | None = None,
    *,
    rate: Number | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the risk that single losses allow on average, in proportion to their information.

    .. math:: \mathbb{E} L_\mu(W) \le (1 + C_1) r + \frac{1}{C_2 n} \sum_{i=1}^n I(L_{i0}; U_i)
              \quad \text{if } e^{2 C_2} + e^{-2 C_2 (1 + C_1)} \le 2

    Parameters
    ----------
    loss_information : float or Supersample
        As `single_loss_inversion`.
    empirical_risk : float, optional
        As `single_loss_inversion`.
    rate : float, optional
        The constant :math:`C_2`, below :math:`\tfrac12 \ln 2`; the best one if not given. It is no choice
        after the data: all informations are expectations.
    unit : Unit or str
        The unit of `loss_information`.

    Raises
    ------
    DomainError
        If the rate is not in its range, or as `single_loss_inversion`.

    Notes
    -----
    Donsker and Varadhan with :math:`2 C_2 \ell` for a test and :math:`-2 C_2 (1 + C_1) \ell` for a training
    loss. Variants with the variance or the sharpness of the training losses in the place of r are never
    tighter for losses 0 and 1. Source: Wang and Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.fast_rate(0.05, 0.05))
    risk ≤ 0.301741160
    """
    return _linear(_SINGLE, loss_information, empirical_risk, rate, unit, factor=2.0)


def fast_rate_of_pairs(
    information: Number | Supersample,
    empirical_risk: Number | None = None,
    *,
    rate: Number | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the risk that pairs of losses allow on average, in proportion to their information.

    .. math:: \mathbb{E} L_\mu(W) \le (1 + C_1) r +
              \frac{1}{C_2 n} \sum_{i=1}^n I(L_{i0}, L_{i1}; U_i \mid \tilde Z)
              \quad \text{if } e^{C_2} + e^{-C_2 (1 + C_1)} \le 2

    With :math:`C_1 = 1` it is :math:`2 r + 2.0781 I`, and without training error :math:`I / \ln 2`.

    Parameters
    ----------
    information, empirical_risk, unit
        As `pair_inversion`.
    rate : float, optional
        The constant :math:`C_2`, below :math:`\ln 2`; the best one if not given.

    Raises
    ------
    DomainError
        If the rate is not in its range, or as `pair_inversion`.

    Notes
    -----
    The best constants give the same as `pair_inversion` as long as :math:`r + R \le 1`. Source: derived here;
    compare Steinke and Zakynthinou, 2020.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.fast_rate_of_pairs(0.05, 0.05))
    risk ≤ 0.203843605
    """
    return _linear(_PAIRS, information, empirical_risk, rate, unit, factor=1.0)


def interpolation(difference_informations: ArrayLike | Supersample, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the risk of a learner without training error: what loss differences tell, in bits.

    .. math:: \mathbb{E} L_\mu(W) = \frac{1}{n \ln 2} \sum_{i=1}^n I(L_{i1} - L_{i0}; U_i)

    Parameters
    ----------
    difference_informations : array-like of shape (n,), float, or Supersample
        As `ld_mi`: *not* given the supersample, given which they only bound the risk from above.
    unit : Unit or str
        The unit of `difference_informations`.

    Raises
    ------
    DomainError
        If a training loss in a table is not 0, or a test loss neither 0 nor 1; or as `ld_mi`.

    Notes
    -----
    A difference of losses either is 0, and then says nothing, or names the training column. With a training
    error as small as 0.001 the number may fall below the risk; hence tables are checked. Source: Wang and
    Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.interpolation(0.3, unit="bit"))
    risk = 0.3
    """
    if isinstance(difference_informations, Supersample) and not (
        difference_informations.interpolates and difference_informations.binary
    ):
        raise DomainError(
            f"the training loss is {difference_informations.empirical_risk!r}, or a loss is neither 0 nor 1",
            where="difference_informations",
            hint="use pair_inversion, which has room for a training error",
        )
    estimate = read_information(difference_informations, unit, "difference", name="I(D_i;U_i)", pooled=True)
    hint = "check `unit=` (the default here is nats)"
    most = max(estimate.nats)
    require_at_most(most, BITS.nats, name="information", meaning="the entropy of a coin", hint=hint)
    value = BITS.from_nats(estimate.mean)
    return bound_of_estimate(_IDENTITY, estimate, value, vacuous=False, terms={})


def leave_one_out(index_information: Number, n: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the risk that a learner without training error has at most, by which datum was left out.

    .. math:: \mathbb{E} L_\mu(W) \le \frac{I(L; U \mid \tilde Z)}{\ln (n + 1)}

    Of n + 1 data one is left out by a uniform U, and L is the losses of the learner on all of them.

    Parameters
    ----------
    index_information : float
        :math:`I(L; U \mid \tilde Z)` or an upper bound of it, such as that of the weights.
    n : int
        The number of training data.
    unit : Unit or str
        The unit of `index_information`.

    Raises
    ------
    DomainError
        If the information is negative or above :math:`\ln (n + 1)`, or n is not positive.

    Notes
    -----
    Losses that are not all 0 name U. Source: Haghifam, Moran, Roy and Dziugaite, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.leave_one_out(1.0, 99))
    risk ≤ 0.217147241
    """
    nats = as_information(index_information, unit, name="information I(L;U|Z)", towards="up")
    size = as_sample_size(n)
    most = log(size + 1.0)
    hint = "check `n`, and `unit=` (the default here is nats)"
    require_at_most(nats, most, name="information", meaning="the entropy of the index left out", hint=hint)
    value = padded(nats / most, towards="up")
    return _LEFT_OUT.bound(value, vacuous=value >= 1.0, terms={"I(L;U|Z)": nats, "n": float(size)})


def _linear(
    theorem: Theorem,
    information: Number | Supersample,
    empirical_risk: Number | None,
    rate: Number | None,
    unit: Unit | str,
    *,
    factor: float,
) -> Bound:
    """Return the bound of a rate, or of the best one; x of the constants is `factor` times the rate."""
    single = factor == 2.0
    name = "I(L_i0;U_i)" if single else "I(L_i0,L_i1;U_i|Z)"
    estimate, low = read_risk_and_information(
        information, empirical_risk, unit, "single" if single else "pair", name, pooled=single
    )
    nats = estimate.mean_up
    if rate is not None:
        x = factor * as_positive(rate, name="rate C_2")
        if x >= BITS.nats:
            hint = f"it must be below {BITS.nats / factor:.6f}"
            raise DomainError(f"the rate C_2 is {rate!r}", value=rate, where="rate", hint=hint)
        value, excess = _value(low, nats, x, factor)
    elif low == 0.0 or nats in (0.0, inf):
        # The infimum is at an end of the range, where one of the two terms is nothing.
        x = BITS.nats if low == 0.0 else 0.0
        excess = inf if low == 0.0 else 0.0
        value = padded(factor * nats / BITS.nats, towards="up") if low == 0.0 else low + nats
    else:
        x = best_rate(low, nats, factor)
        value, excess = _value(low, nats, x, factor)
    terms = {"r": low, "C_1": excess, "C_2": x / factor}
    return bound_of_estimate(theorem, estimate, value, vacuous=value >= 1.0, terms=terms)


def _value(train: float, nats: float, x: float, factor: float) -> tuple[float, float]:
    excess = float(least_excess(np.array(x)))
    return padded((1.0 + excess) * train + factor * nats / x, towards="up"), excess


CALCULATORS = (
    Calculator(_SINGLE, fast_rate, (("empirical_risk",),)),
    Calculator(_PAIRS, fast_rate_of_pairs, (("empirical_risk",),)),
    Calculator(_IDENTITY, interpolation),
    Calculator(_LEFT_OUT, leave_one_out),
)
