r"""Fano's inequality of every order: from Arimoto's conditional entropy, exact in the limit."""

from math import inf

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.inputs import as_alphabet, as_information
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_level
from itbounds.numerics.statistics.fano import least_error_of_order
from itbounds.numerics.statistics.renyi import arimoto_entropies
from itbounds.numerics.validation import as_distribution
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit, as_unit

__all__ = ["CALCULATORS", "arimoto_entropy", "sason_verdu"]

_SASON_VERDU = Theorem(
    name="sason_verdu",
    title="the error probability that an Arimoto-Renyi equivocation forces",
    statement=r"H_\alpha(X \mid Y) \le \ln K - d_\alpha\bigl(P_e \,\|\, 1 - \tfrac1K\bigr)",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("X takes one of K values", "H_alpha is Arimoto's conditional entropy"),
    reference="Sason and Verdu (2018)",
    evidence="proved",
    known=KnownAnswer(
        {"conditional_entropy": 0.2876820725, "k": 4, "alpha": inf}, 0.25, "the limit: the error itself", 1e-9
    ),
)


def sason_verdu(conditional_entropy: Number, k: Count, alpha: Number, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the least error probability that an Arimoto-Renyi conditional entropy allows.

    .. math:: H_\alpha(X \mid Y) \le \ln K - d_\alpha\bigl(P_e \,\|\, 1 - \tfrac1K\bigr)

    with the binary Renyi divergence :math:`d_\alpha`. Order 1 is Fano's inequality; at order infinity
    :math:`P_e = 1 - e^{-H_\infty}`.

    Parameters
    ----------
    conditional_entropy : float
        Arimoto's :math:`H_\alpha(X \mid Y)`, see `arimoto_entropy`, or a lower bound of it.
    k : int
        The number K of values of X, at least 2.
    alpha : float
        The order, positive, possibly infinite. Any order may be chosen after seeing all of the bounds.
    unit : Unit or str
        The unit of `conditional_entropy`.

    Raises
    ------
    DomainError
        If the entropy is negative or above :math:`\ln K`, or the order is not positive.

    Notes
    -----
    The bound is not monotone in the order. Data processing of the Renyi divergence from a uniform X,
    averaged as Arimoto does. Source: Sason and Verdu, 2018.

    Examples
    --------
    >>> import itbounds as ib
    >>> decision = ib.bounds.decision
    >>> joint = [[0.3, 0.1], [0.1, 0.2], [0.0, 0.3]]
    >>> values = [decision.sason_verdu(decision.arimoto_entropy(joint, a), 3, a).value for a in (1, 5, 50)]
    >>> [round(value, 4) for value in values]
    [0.3085, 0.3929, 0.4]
    """
    letters = as_alphabet(k)
    order = _order(alpha)
    entropy = as_information(conditional_entropy, unit, name="conditional entropy", towards="down")
    most = float(np.log(letters))
    if entropy > most * (1.0 + 1e-9):
        hint = "check `k`, and `unit=` (the default here is nats)"
        raise DomainError(
            f"the conditional entropy is {entropy!r} nat, more than ln k, {most!r} nat",
            value=entropy,
            hint=hint,
        )
    value = float(least_error_of_order(np.array(entropy), np.array(float(letters)), order))
    terms = {"H_alpha(X|Y)": entropy, "K": float(letters), "alpha": order}
    return _SASON_VERDU.bound(value, vacuous=value <= 0.0, terms=terms)


def arimoto_entropy(joint: ArrayLike, alpha: Number, *, unit: Unit | str = NATS) -> float:
    r"""Return Arimoto's conditional Renyi entropy of X given Y.

    .. math:: H_\alpha(X \mid Y) = \frac{\alpha}{1 - \alpha}
              \ln \sum_y \Bigl( \sum_x P_{xy}^\alpha \Bigr)^{1 / \alpha}

    Parameters
    ----------
    joint : array-like of shape (k, m)
        A joint law.
    alpha : float
        The order, positive; 1 gives :math:`H(X \mid Y)`, infinity :math:`-\ln (1 - P_e)`.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    DomainError
        If the order is not positive.

    Examples
    --------
    >>> round(arimoto_entropy([[0.5, 0.0], [0.25, 0.25]], 2), 6)
    0.423871
    """
    law = as_distribution(joint, name="joint law", ndim=2)
    return as_unit(unit).from_nats(float(arimoto_entropies(law / law.sum(), _order(alpha))))


def _order(alpha: Number) -> float:
    order = as_level(alpha, name="order alpha")
    if order == 0.0:
        raise DomainError("the order alpha is 0; it must be positive", value=order, hint="take a small one")
    return order


CALCULATORS = (Calculator(_SASON_VERDU, sason_verdu),)
