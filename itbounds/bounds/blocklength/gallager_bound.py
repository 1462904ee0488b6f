r"""Gallager's random coding bound at a blocklength, and the function that it is made of."""

from math import exp, log, log1p
from typing import Literal

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.blocklength.channels import FiniteChannel, as_error, as_finite_channel, as_length
from itbounds.bounds.blocklength.random_coding import size_bound
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import UnknownNameError
from itbounds.numerics.coding.gallager import GallagerValue, best_gallager_value, gallager_value
from itbounds.numerics.scalars import as_positive
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "best_value", "gallager", "gallager_function"]

_GALLAGER = Theorem(
    name="gallager",
    title="a code exists, by Gallager's random coding bound",
    statement=r"\epsilon \le \min_{0 \le \rho \le 1} (M - 1)^\rho e^{-n E_0(\rho)}",
    direction="lower",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=("memoryless channel", "M is rounded down to a whole number"),
    reference="Gallager (1965)",
    evidence="proved",
    known=KnownAnswer(
        {"channel": [[0.89, 0.11], [0.11, 0.89]], "n": 500, "eps": 1e-3}, 176.4885, "recomputed", 5e-5
    ),
    dominated_by=("rcu",),
)


def gallager(
    channel: ArrayLike,
    n: Count,
    eps: Number,
    *,
    input: ArrayLike | None = None,
    criterion: Literal["average", "maximal"] = "average",
    unit: Unit | str = BITS,
) -> Bound:
    r"""Return how many messages a code carries that exists by Gallager's random coding bound.

    .. math:: \epsilon \le \min_{0 \le \rho \le 1} (M - 1)^\rho e^{-n E_0(\rho)}

    Parameters
    ----------
    channel, n, eps, unit
        As `dependence_testing`.
    input : array-like of shape (k,), optional
        The law from which each letter of a codeword is drawn; without it the best one for each :math:`\rho`.
    criterion : {"average", "maximal"}
        Whose error probability eps is: the mean over the messages, or the largest. For the latter the
        worse half of the codewords is dropped.

    Returns
    -------
    Bound
        As `dependence_testing`.

    Raises
    ------
    DomainError
        If n is no positive integer, or eps is not strictly between 0 and 1.
    UnknownNameError
        For another criterion.

    Notes
    -----
    Any :math:`\rho` and any law prove a bound, so the search for the best ones needs no proof.
    Source: Gallager, 1965.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.gallager(ib.zoo.bsc(0.11), 500, 1e-3))
    log M*(n, eps) ≥ 176.488458428 bit
    """
    from scipy.optimize import brentq

    length, level = as_length(n), as_error(eps)
    if not isinstance(criterion, str) or criterion not in ("average", "maximal"):
        raise UnknownNameError(
            f"the criterion is {criterion!r}", value=criterion, hint="use 'average' or 'maximal'"
        )
    chosen = as_finite_channel(channel, input)
    log_level = log(level) - (0.0 if criterion == "average" else BITS.nats)

    def rising(rho: float) -> float:
        # The sign of the derivative of the quotient, whose numerator is concave.
        found = best_value(chosen, rho)
        return length * (rho * found.slope - found.value) - log_level

    low = 1e-6
    rho = (
        1.0
        if rising(1.0) >= 0.0
        else float(brentq(rising, low, 1.0, xtol=1e-9))
        if rising(low) > 0.0
        else low
    )
    found = best_value(chosen, rho)
    most = padded((length * (found.value - found.error) + log_level) / rho, towards="down")
    size = log1p(exp(most)) if most < 30.0 else most
    if criterion == "maximal":
        # Half of so many are kept.
        size -= BITS.nats
    return size_bound(_GALLAGER, padded(size, towards="down"), length, level, unit)


def gallager_function(
    channel: ArrayLike, rho: Number, *, input: ArrayLike | None = None, unit: Unit | str = BITS
) -> float:
    r"""Return Gallager's function of a channel, rounded to nearest.

    .. math:: E_0(\rho) = \max_p -\ln \sum_y \Bigl( \sum_x p_x W_{xy}^{1 / (1 + \rho)} \Bigr)^{1 + \rho}

    Parameters
    ----------
    channel : array-like or Kernel of shape (k, m)
        A channel.
    rho : float
        Positive. At 1 it is the cutoff rate.
    input : array-like of shape (k,), optional
        A law in the place of the best one.
    unit : Unit or str
        The unit of the value.

    Raises
    ------
    DomainError
        If rho is not positive and finite.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.bounds.blocklength.gallager_function(ib.zoo.bsc(0.11), 1), 6)
    0.298868
    """
    chosen = as_finite_channel(channel, input)
    return as_unit(unit).from_nats(best_value(chosen, as_positive(rho, name="parameter rho")).value)


def best_value(chosen: FiniteChannel, rho: float) -> GallagerValue:
    """Return Gallager's function of the law that was given, or of one that nearly maximises it."""
    if chosen.given:
        return gallager_value(chosen.matrix, chosen.input_law, rho)
    even = np.full(len(chosen.matrix), 1.0 / len(chosen.matrix))
    found = gallager_value(chosen.matrix, even, rho)
    if found.ceiling - found.value <= 1e-12 * (1.0 + rho) ** 2:
        return found
    return best_gallager_value(chosen.matrix, even, rho)


CALCULATORS = (Calculator(_GALLAGER, gallager),)
