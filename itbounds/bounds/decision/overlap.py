"""The error of a binary decision between the bounds that the Bhattacharyya coefficient gives."""

from math import sqrt

from itbounds._typing import Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.scalars import as_probability
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "bhattacharyya", "bhattacharyya_lower"]

_UPPER = Theorem(
    name="bhattacharyya",
    title="the Bayes error of two hypotheses from the overlap of their laws",
    statement=r"P_e \le \sqrt{\pi (1 - \pi)} \, B, \qquad B = \sum_y \sqrt{P_y Q_y}",
    direction="upper",
    target="P_e",
    latex="P_e",
    kind="testing",
    assumptions=("two hypotheses with known prior probabilities",),
    reference="Kailath (1967)",
    evidence="proved",
    known=KnownAnswer({"coefficient": 0.8}, 0.4, "half of the coefficient", 1e-12),
)

_LOWER = Theorem(
    name="bhattacharyya_lower",
    title="the error that the overlap of two laws forces",
    statement=r"P_e \ge \tfrac12 \Bigl(1 - \sqrt{1 - 4 \pi (1 - \pi) B^2}\Bigr),"
    r" \qquad B = \sum_y \sqrt{P_y Q_y}",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="testing",
    assumptions=("two hypotheses with known prior probabilities",),
    reference="Kailath (1967)",
    evidence="proved",
    known=KnownAnswer({"coefficient": 0.8}, 0.2, "(1 - 0.6) / 2; the symmetric channel attains it", 1e-12),
)


def bhattacharyya(coefficient: Number, prior: Number = 0.5) -> Bound:
    r"""Return Bhattacharyya's upper bound on the Bayes error of a binary decision.

    .. math:: P_e = \sum_y \min \{ \pi P_y, (1 - \pi) Q_y \} \le \sqrt{\pi (1 - \pi)} \sum_y \sqrt{P_y Q_y}

    Parameters
    ----------
    coefficient : float
        :math:`B = \sum_y \sqrt{P_y Q_y}` or an upper bound of it. Of n independent observations it is the
        n-th power of that of one.
    prior : float
        The prior probability :math:`\pi` of the first hypothesis.

    Raises
    ------
    DomainError
        If an argument is no probability.

    Notes
    -----
    A minimum is at most the geometric mean. Source: Kailath, 1967.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.bhattacharyya(0.8))
    P_e ≤ 0.400000001
    """
    overlap, weight = _arguments(coefficient, prior)
    value = padded(sqrt(weight * (1.0 - weight)) * overlap, towards="up")
    terms = {"B": overlap, "prior": weight}
    return _UPPER.bound(value, vacuous=value >= min(weight, 1.0 - weight), terms=terms)


def bhattacharyya_lower(coefficient: Number, prior: Number = 0.5) -> Bound:
    r"""Return the least error of a binary decision that the Bhattacharyya coefficient allows.

    .. math:: P_e (1 - P_e) \ge \pi (1 - \pi) B^2

    Parameters
    ----------
    coefficient, prior
        As `bhattacharyya`, but a lower bound of the coefficient is safe here.

    Raises
    ------
    DomainError
        If an argument is no probability.

    Notes
    -----
    Cauchy and Schwarz: :math:`\sqrt{\pi (1 - \pi)} B \le \sqrt{\sum \min \cdot \sum \max}`, and minimum and
    maximum add up to one. Binary symmetric observations attain it. Source: Kailath, 1967.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.bhattacharyya_lower(0.8))
    P_e ≥ 0.199999999
    """
    overlap, weight = _arguments(coefficient, prior)
    product = padded(4.0 * weight * (1.0 - weight) * overlap * overlap, towards="down")
    # The difference of one and the root, without cancellation; it increases with the product.
    value = padded(0.5 * product / (1.0 + sqrt(1.0 - product)), towards="down")
    return _LOWER.bound(value, vacuous=value <= 0.0, terms={"B": overlap, "prior": weight})


def _arguments(coefficient: Number, prior: Number) -> tuple[float, float]:
    overlap = as_probability(coefficient, name="Bhattacharyya coefficient")
    return overlap, as_probability(prior, name="prior probability")


CALCULATORS = (Calculator(_UPPER, bhattacharyya), Calculator(_LOWER, bhattacharyya_lower))
