"""The risk itself, from what losses tell about the coins of a supersample: exact inverses, no square root."""

from typing import Any

import numpy as np

from itbounds._typing import Number
from itbounds.bounds.generalization.estimates import Estimate, bound_of_estimate, read_information
from itbounds.bounds.generalization.supersample import Statistic, Supersample
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.binary_divergence import divergence_above
from itbounds.numerics.statistics.supersample import (
    pair_information,
    risk_above,
    risk_below,
    single_information,
)
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = [
    "CALCULATORS",
    "hellstrom_durisi",
    "pair_inversion",
    "pair_inversion_lower",
    "read_risk_and_information",
    "single_loss_inversion",
]

_ASSUMED = ("losses are in [0, 1]", "supersample of independent data, and fair coins U_i")
_PAIR = (
    r"\max \{ F(r, R), F(1 - r, 1 - R) \} \le \frac1n \sum_i I(L_{i0}, L_{i1}; U_i \mid \tilde Z),"
    r" \qquad F(a, b) = a \ln \frac{2a}{a + b} + b \ln \frac{2b}{a + b}"
)
_SIX = {"information": 0.05, "empirical_risk": 0.05}

_UPPER = Theorem(
    name="pair_inversion",
    title="the largest risk that pairs of train and test losses allow",
    statement=_PAIR,
    direction="upper",
    target="risk",
    latex=r"\mathbb{E} L_\mu(W)",
    kind="expectation",
    assumptions=_ASSUMED,
    reference="derived here from the variational formula of Donsker and Varadhan",
    evidence="proved",
    known=KnownAnswer(_SIX, 0.2038436, "root of the equation, at thirty digits", 5e-8),
)
_LOWER = Theorem(
    name="pair_inversion_lower",
    title="the least risk that pairs of train and test losses allow",
    statement=_PAIR,
    direction="lower",
    target="risk",
    latex=r"\mathbb{E} L_\mu(W)",
    kind="expectation",
    assumptions=_ASSUMED,
    reference="derived here from the variational formula of Donsker and Varadhan",
    evidence="proved",
    known=KnownAnswer(
        {"information": 0.05, "empirical_risk": 0.20384360473697366},
        0.05,
        "the left side is symmetric: the upper bound backwards",
        1e-9,
    ),
)
_SINGLE = Theorem(
    name="single_loss_inversion",
    title="the largest risk that single losses allow",
    statement=r"h\bigl(\tfrac{r + R}{2}\bigr) - \tfrac12 h(r) - \tfrac12 h(R) \le"
    r" \frac1n \sum_i I(L_{i0}; U_i)",
    direction="upper",
    target="risk",
    latex=r"\mathbb{E} L_\mu(W)",
    kind="expectation",
    assumptions=_ASSUMED,
    reference="derived here from data processing and the convexity of the Jensen-Shannon divergence",
    evidence="proved",
    known=KnownAnswer(
        {"loss_information": 0.05, "empirical_risk": 0.05},
        0.2736547,
        "root of the equation, at thirty digits",
        5e-8,
    ),
)
_BINARY = Theorem(
    name="hellstrom_durisi",
    title="the largest risk that pairs of losses allow through a binary relative entropy",
    statement=r"d\bigl(r \,\|\, \tfrac{r + R}{2}\bigr) \le"
    r" \frac1n \sum_i I(L_{i0}, L_{i1}; U_i \mid \tilde Z)",
    direction="upper",
    target="risk",
    latex=r"\mathbb{E} L_\mu(W)",
    kind="expectation",
    assumptions=_ASSUMED,
    reference="Hellstrom and Durisi (2022)",
    evidence="proved",
    known=KnownAnswer(_SIX, 0.2481250, "root of the equation", 5e-8),
    dominated_by=("pair_inversion",),
)


def pair_inversion(
    information: Number | Supersample, empirical_risk: Number | None = None, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return the largest risk that pairs of train and test losses allow: an exact inverse.

    .. math:: \max \{ F(r, R), F(1 - r, 1 - R) \} \le
              \frac1n \sum_{i=1}^n I(L_{i0}, L_{i1}; U_i \mid \tilde Z), \qquad
              F(a, b) = a \ln \frac{2a}{a + b} + b \ln \frac{2b}{a + b}

    Parameters
    ----------
    information : float or Supersample
        The mean information of the pairs, or an upper bound of it; unconditional ones serve as well. From a
        table, the informations given each supersample are estimated, and the result is an approximation.
    empirical_risk : float, optional
        The expected training loss r, or an upper bound of it, in [0, 1]; a table has its own.
    unit : Unit or str
        The unit of `information`.

    Returns
    -------
    Bound
        An upper bound of the expected risk R, rounded up; at least r.

    Raises
    ------
    DomainError
        If the information is negative, the risk no number in [0, 1], or not given without a table.

    Notes
    -----
    Replacing losses by coins with these means, and columns by a random order of them, loses information. What
    is left is a law of two coins, whose information is least if both are wrong as seldom as possible: that
    is the left side, and a law with these means attains it. The first term alone is all of it as long as
    :math:`r + R \le 1`, and less beyond. Source: derived here; compare Steinke and Zakynthinou, 2020, and
    Hellstrom and Durisi, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.pair_inversion(0.05, 0.05))
    risk ≤ 0.203843605
    """
    estimate, low = read_risk_and_information(
        information, empirical_risk, unit, "pair", "I(L_i0,L_i1;U_i|Z)", pooled=False
    )
    value = float(risk_above(np.array(low), np.array(estimate.mean_up), pair_information))
    return bound_of_estimate(_UPPER, estimate, value, vacuous=value >= 1.0, terms={"r": low})


def pair_inversion_lower(
    information: Number | Supersample, empirical_risk: Number | None = None, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return the least risk that pairs of train and test losses allow: the other end of `pair_inversion`.

    .. math:: \max \{ F(r, R), F(1 - r, 1 - R) \} \le
              \frac1n \sum_{i=1}^n I(L_{i0}, L_{i1}; U_i \mid \tilde Z), \qquad R \le r

    Parameters
    ----------
    information, unit
        As `pair_inversion`.
    empirical_risk : float, optional
        As `pair_inversion`, but a lower bound of it is safe here.

    Raises
    ------
    DomainError
        As `pair_inversion`.

    Notes
    -----
    Source: derived here, as `pair_inversion`.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.pair_inversion_lower(0.01, 0.2))
    risk ≥ 0.120372712
    """
    estimate, high = read_risk_and_information(
        information, empirical_risk, unit, "pair", "I(L_i0,L_i1;U_i|Z)", pooled=False
    )
    value = float(risk_below(np.array(high), np.array(estimate.mean_up), pair_information))
    return bound_of_estimate(_LOWER, estimate, value, vacuous=value <= 0.0, terms={"r": high})


def single_loss_inversion(
    loss_information: Number | Supersample, empirical_risk: Number | None = None, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return the largest risk that single losses allow: an exact inverse.

    .. math:: h\Bigl(\frac{r + R}{2}\Bigr) - \frac{h(r) + h(R)}{2} \le \frac1n \sum_{i=1}^n I(L_{i0}; U_i)

    Parameters
    ----------
    loss_information : float or Supersample
        The mean information of the losses in column 0, not given the supersample, or an upper bound of it;
        given the supersample, the mean over both columns. A table is pooled over rows and columns.
    empirical_risk, unit
        As `pair_inversion`.

    Raises
    ------
    DomainError
        As `pair_inversion`.

    Notes
    -----
    For losses 0 and 1 the information of a loss drawn at random *is* the left side: the risk explains itself,
    and the bound is an identity in what it bounds. Source: derived here; compare Wang and Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.single_loss_inversion(0.05, 0.05))
    risk ≤ 0.273654741
    """
    estimate, low = read_risk_and_information(
        loss_information, empirical_risk, unit, "single", "I(L_i0;U_i)", pooled=True
    )
    value = float(risk_above(np.array(low), np.array(estimate.mean_up), single_information))
    return bound_of_estimate(_SINGLE, estimate, value, vacuous=value >= 1.0, terms={"r": low})


def hellstrom_durisi(
    information: Number | Supersample, empirical_risk: Number | None = None, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return the largest risk that pairs of losses allow through a binary relative entropy.

    .. math:: d\Bigl( r \,\Big\|\, \frac{r + R}{2} \Bigr) \le
              \frac1n \sum_{i=1}^n I(L_{i0}, L_{i1}; U_i \mid \tilde Z)

    Parameters
    ----------
    information, empirical_risk, unit
        As `pair_inversion`.

    Raises
    ------
    DomainError
        As `pair_inversion`.

    Notes
    -----
    Never tighter than `pair_inversion`, which has the exact left side. Source: Hellstrom and Durisi, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.hellstrom_durisi(0.05, 0.05))
    risk ≤ 0.248124993
    """
    estimate, low = read_risk_and_information(
        information, empirical_risk, unit, "pair", "I(L_i0,L_i1;U_i|Z)", pooled=False
    )
    middle = float(divergence_above(np.array(low), np.array(estimate.mean_up)))
    value = padded(2.0 * middle - low, towards="up", size=2.0)
    return bound_of_estimate(_BINARY, estimate, value, vacuous=value >= 1.0, terms={"r": low})


def read_risk_and_information(
    information: Any,
    empirical_risk: Any,
    unit: Unit | str,
    statistic: Statistic,
    name: str,
    *,
    pooled: bool,
) -> tuple[Estimate, float]:
    """Return informations and the training loss, from numbers or from a table that has both.

    Raises
    ------
    DomainError
        If the training loss is missing, or given although the table has one.
    """
    estimate = read_information(information, unit, statistic, name=name, pooled=pooled)
    if estimate.table is None:
        if empirical_risk is None:
            hint = "give the expected training loss, or a Supersample"
            raise DomainError("empirical_risk is missing", where="empirical_risk", hint=hint)
        return estimate, as_probability(empirical_risk, name="empirical risk")
    if empirical_risk is not None:
        raise DomainError("the table has its own empirical risk", where="empirical_risk", hint="leave it out")
    return estimate, estimate.table.empirical_risk


CALCULATORS = (
    Calculator(_UPPER, pair_inversion, (("empirical_risk",),)),
    Calculator(_LOWER, pair_inversion_lower, (("empirical_risk",),)),
    Calculator(_SINGLE, single_loss_inversion, (("empirical_risk",),)),
    Calculator(_BINARY, hellstrom_durisi, (("empirical_risk",),)),
)
