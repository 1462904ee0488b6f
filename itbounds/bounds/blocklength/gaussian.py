r"""The real Gaussian channel: codes that exist, by the kappa-beta bound."""

from math import exp, inf

import numpy as np

from itbounds._typing import Count, Number
from itbounds.bounds.blocklength.channels import as_error, as_length
from itbounds.bounds.blocklength.random_coding import size_bound
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, DTypeError
from itbounds.kernels.gaussian_channel import GaussianChannel, awgn
from itbounds.numerics.coding.gaussian import log_power_beta, log_shell_kappa, shell_limit
from itbounds.numerics.scalars import as_probability
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit

__all__ = ["CALCULATORS", "kappa_beta"]

_KAPPA = Theorem(
    name="kappa_beta",
    title="a code for the Gaussian channel exists, by the kappa-beta bound",
    statement=r"M \ge \max_{0 < \tau < \epsilon} \frac{\kappa_\tau}{\beta_{1 - \epsilon + \tau}}",
    direction="lower",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=(
        "real Gaussian channel without memory",
        "codewords of equal power, which is also the largest; eps bounds the error of every message",
        "M is rounded up to a whole number",
    ),
    reference="Polyanskiy, Poor and Verdu (2010), Theorem 25",
    evidence="checked",
    known=KnownAnswer(
        {"channel": awgn(1.0), "n": 500, "eps": 1e-3},
        184.394,
        "the same with the limit of kappa gives 184.396",
        3e-3,
    ),
)


def kappa_beta(
    channel: GaussianChannel, n: Count, eps: Number, *, tau: Number | None = None, unit: Unit | str = BITS
) -> Bound:
    r"""Return how many messages a code for the Gaussian channel carries, by the kappa-beta bound.

    .. math:: M \ge \max_{0 < \tau < \epsilon} \frac{\kappa_\tau}{\beta_{1 - \epsilon + \tau}}

    Here :math:`\beta` is the best test between the channel's output and :math:`N(0, (1 + P) I)`, and
    :math:`\kappa_\tau` that of an output which has the probability :math:`\tau` under every codeword.

    Parameters
    ----------
    channel : GaussianChannel
        Of ``itbounds.zoo.awgn(snr)``.
    n : int
        The blocklength.
    eps : float
        The error probability, in (0, 1).
    tau : float, optional
        The parameter, below eps; without it one is chosen that is nearly best. All of them prove a bound.
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        The logarithm of a real M.

    Raises
    ------
    DTypeError
        If the channel is no Gaussian channel.
    DomainError
        If n is no positive integer, eps is not in (0, 1) or tau not between 0 and eps.

    Notes
    -----
    :math:`\kappa_\tau` is computed for the given n, not in the limit, and rounding counts there to second
    order only. Source: Polyanskiy, Poor and Verdu, 2010, Theorem 25.

    Examples
    --------
    >>> import itbounds as ib
    >>> bound = ib.bounds.blocklength.kappa_beta(ib.zoo.awgn(1.0), 100, 1e-3)
    >>> bound.direction, round(bound.value, 2)
    ('lower', 17.92)
    """
    if not isinstance(channel, GaussianChannel):
        raise DTypeError(
            f"the channel is a {type(channel).__name__}", value=channel, hint="use `itbounds.zoo.awgn(snr)`"
        )
    length, level, snr = as_length(n), as_error(eps), channel.snr
    if tau is None:
        part = level * _best_share(snr, length, level)
        if not 0.0 < part < level:
            # Below the normal doubles nothing is between 0 and eps; one message is always a code.
            return size_bound(_KAPPA, 0.0, length, level, unit, tau=0.0, kappa=0.0)
    else:
        part = as_probability(tau, name="parameter tau")
        if not 0.0 < part < level:
            hint = "take one between 0 and eps"
            raise DomainError(f"the parameter tau is {part!r} and eps {level!r}", value=part, hint=hint)
    kappa = log_shell_kappa(snr, length, part)
    beta = log_power_beta(snr, length, level - part)[1]
    return size_bound(_KAPPA, max(0.0, kappa - beta), length, level, unit, tau=part, kappa=exp(kappa))


def _best_share(snr: float, n: int, eps: float) -> float:
    """Return tau as a part of eps, by the limit of kappa, which is quick and close."""
    low, high = 0.0, 1.0

    def value(share: float) -> float:
        rest = eps * (1.0 - share)
        if not 0.0 < rest < eps:
            return -inf
        return float(np.log(shell_limit(snr, eps * share))) - log_power_beta(snr, n, rest)[1]

    for _ in range(9):
        left, right = low + (high - low) / 3.0, high - (high - low) / 3.0
        low, high = (left, high) if value(left) < value(right) else (low, right)
    return 0.5 * (low + high)


CALCULATORS = (Calculator(_KAPPA, kappa_beta),)
