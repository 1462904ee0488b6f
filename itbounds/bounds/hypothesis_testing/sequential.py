r"""Tests that stop when they know enough: how many samples they need, and how few do."""

from math import inf, log

import numpy as np

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.hypothesis_testing.laws import as_level_between, as_pair
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.coding.product_tests import divergence
from itbounds.numerics.statistics.binary_divergence import binary_divergence
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "sprt_sample_size", "wald_sample_size"]

_NEEDED = Theorem(
    name="wald_sample_size",
    title="how many samples every sequential test needs on average",
    statement=r"\mathbb{E}_P N \ge \frac{d(\alpha \,\|\, 1 - \beta)}{D(P \| Q)}",
    direction="lower",
    target="E_P[N]",
    latex=r"\mathbb{E}_P N",
    kind="testing",
    assumptions=(
        "independent samples of P or of Q",
        "P is rejected with probability alpha, Q with 1 - beta, and alpha + beta < 1",
    ),
    reference="Wald (1945)",
    evidence="proved",
    known=KnownAnswer(
        {"p": [0.2, 0.8], "q": [0.5, 0.5], "alpha": 0.05, "beta": 0.05}, 13.748727, "arithmetic", 5e-6
    ),
)

_ENOUGH = Theorem(
    name="sprt_sample_size",
    title="how many samples Wald's test of likelihood ratios needs on average, at most",
    statement=r"\mathbb{E}_P N \le \frac{\ln(1 / \beta) + \max_x \ln(P_x / Q_x)}{D(P \| Q)}",
    direction="upper",
    target="E_P[N]",
    latex=r"\mathbb{E}_P N",
    kind="testing",
    assumptions=(
        "independent samples of P or of Q",
        "the test stops where the likelihood ratio leaves (alpha, 1 / beta)",
    ),
    reference="Wald (1945)",
    evidence="proved",
    known=KnownAnswer(
        {"p": [0.2, 0.8], "q": [0.5, 0.5], "alpha": 0.05, "beta": 0.05}, 17.980961, "arithmetic", 5e-6
    ),
)


def wald_sample_size(p: ArrayLike, q: ArrayLike, alpha: Number, beta: Number) -> Bound:
    r"""Return how many samples of P every sequential test needs on average.

    .. math:: \mathbb{E}_P N \ge \frac{d(\alpha \,\|\, 1 - \beta)}{D(P \| Q)}

    Parameters
    ----------
    p, q : array-like of shape (k,)
        The two laws; exchange them, and the levels, for the samples of Q.
    alpha, beta : float
        With which probabilities P is rejected and Q accepted, at most; each in (0, 1).

    Returns
    -------
    Bound
        A lower bound of the mean number of samples under P, rounded down; 0 where a coin would do.

    Raises
    ------
    DomainError
        If a level is not strictly between 0 and 1.
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    The samples seen have relative entropy :math:`\mathbb{E}_P N \, D(P \| Q)`, and the decision is made from
    them. Source: Wald, 1945.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.wald_sample_size([0.2, 0.8], [0.5, 0.5], 0.05, 0.05))
    E_P[N] ≥ 13.748727188
    """
    first, second = as_pair(p, q)
    wrong, missed = (as_level_between(v, name=f"level {n}") for v, n in ((alpha, "alpha"), (beta, "beta")))
    information, error = divergence(first, second)
    needed, slip = binary_divergence(np.array(wrong), np.array(1.0 - missed))
    least = 0.0
    if wrong + missed < 1.0 and information < inf:
        total = information + error
        least = padded((float(needed) - float(slip)) / total, towards="down") if total > 0.0 else inf
    terms = {"alpha": wrong, "beta": missed, "D(P||Q)": information}
    return _NEEDED.bound(max(0.0, least), vacuous=least <= 0.0, terms=terms)


def sprt_sample_size(p: ArrayLike, q: ArrayLike, alpha: Number, beta: Number) -> Bound:
    r"""Return how many samples of P Wald's sequential probability ratio test needs on average, at most.

    .. math:: \mathbb{E}_P N \le \frac{\ln(1 / \beta) + \max_x \ln(P_x / Q_x)}{D(P \| Q)}

    Parameters
    ----------
    p, q, alpha, beta
        As `wald_sample_size`.

    Returns
    -------
    Bound
        An upper bound of the mean number of samples under P, rounded up; infinite where the laws agree or a
        letter decides alone.

    Raises
    ------
    DomainError
        If a level is not strictly between 0 and 1.
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    Stopping where the likelihood ratio first leaves :math:`(\alpha, 1 / \beta)` keeps both levels, and the
    last sample overshoots the upper end by one letter's ratio at most; Wald's identity divides by the
    drift. Source: Wald, 1945.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.sprt_sample_size([0.2, 0.8], [0.5, 0.5], 0.05, 0.05))
    E_P[N] ≤ 17.980960709
    """
    first, second = as_pair(p, q)
    wrong, missed = (as_level_between(v, name=f"level {n}") for v, n in ((alpha, "alpha"), (beta, "beta")))
    information, error = divergence(first, second)
    most = inf
    if error < information < inf:
        used = first > 0.0
        jump = float((np.log(first[used]) - np.log(second[used])).max())
        most = padded((jump - log(missed)) / (information - error), towards="up")
    terms = {"alpha": wrong, "beta": missed, "D(P||Q)": information}
    return _ENOUGH.bound(most, vacuous=most == inf, terms=terms)


CALCULATORS = (Calculator(_NEEDED, wald_sample_size), Calculator(_ENOUGH, sprt_sample_size))
