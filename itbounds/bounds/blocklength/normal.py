r"""The normal approximation: capacity, dispersion and a logarithm. It is no bound, on either side."""

from math import log, log1p, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Matrix, Number
from itbounds.bounds.blocklength.channels import as_channel, as_error, as_length
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.numerics.statistics.dispersion import channel_dispersions, density_moments
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "dispersion", "normal_approximation"]

_NORMAL = Theorem(
    name="normal_approximation",
    title="how many messages a blocklength allows, nearly: an approximation, no bound",
    statement=r"\ln M^*(n, \epsilon) \approx n C - \sqrt{n V}\, Q^{-1}(\epsilon) + \tfrac{\theta}{2} \ln n",
    direction="approximation",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=(
        "memoryless channel, average error probability eps",
        "theta is 0 for channels like the erasure channel, else 1",
        "the remainder is bounded in n for most channels, but not bounded here",
    ),
    reference="Strassen (1962); Polyanskiy, Poor and Verdu (2010)",
    evidence="checked",
    known=KnownAnswer(
        {"channel": [[0.89, 0.11], [0.11, 0.89]], "n": 500, "eps": 1e-3},
        189.310698,
        "computed from the closed form of the binary symmetric channel",
        5e-7,
    ),
)


def normal_approximation(
    channel: ArrayLike | GaussianChannel,
    n: Count,
    eps: Number,
    *,
    input: ArrayLike | None = None,
    unit: Unit | str = BITS,
) -> Bound:
    r"""Return the normal approximation of the largest code: an approximation, no bound.

    .. math:: \ln M^*(n, \epsilon) \approx n C - \sqrt{n V}\, Q^{-1}(\epsilon) + \tfrac{\theta}{2} \ln n

    Parameters
    ----------
    channel : array-like or Kernel of shape (k, m), or GaussianChannel
        A channel without memory, used n times.
    n : int
        The blocklength.
    eps : float
        The error probability, averaged over the messages.
    input : array-like of shape (k,), optional
        A law of inputs, whose information and dispersion then take the places of C and V; without it, the
        capacity-achieving law of least dispersion for errors below one half, of largest above.
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        Of direction ``"approximation"``.

    Raises
    ------
    DomainError
        If n is no positive integer, or eps is not strictly between 0 and 1.

    Notes
    -----
    The logarithm of n has coefficient 1/2, except for channels in which no output tells more about one of
    its possible inputs than about another, as the erasure channel, for which there is none. Source: Strassen,
    1962; Polyanskiy, Poor and Verdu, 2010.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.normal_approximation(ib.zoo.bsc(0.11), 500, 1e-3))
    log M*(n, eps) ≈ 189.310698 bit
    """
    from scipy.special import ndtri

    length, level = as_length(n), as_error(eps)
    capacity, variance, singular = _moments(channel, input, level)
    quantile = -float(ndtri(level))
    value = length * capacity - sqrt(length * variance) * quantile
    if not singular:
        value += 0.5 * log(length)
    terms = {"n": float(length), "eps": level, "C": capacity, "V": variance, "theta": float(not singular)}
    return _NORMAL.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def dispersion(
    channel: ArrayLike | GaussianChannel,
    eps: Number = 1e-3,
    *,
    input: ArrayLike | None = None,
    unit: Unit | str = BITS,
) -> float:
    r"""Return the dispersion of a channel, in squared units of information, rounded to nearest.

    .. math:: V = \mathrm{Var}[i(X; Y)]

    Parameters
    ----------
    channel, input
        As `normal_approximation`.
    eps : float
        Where capacity-achieving laws disagree: below one half the least, above the largest.
    unit : Unit or str
        Whose square the dispersion is in.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.bounds.blocklength.dispersion(ib.zoo.bsc(0.11)), 6)
    0.890702
    """
    worth = as_unit(unit).from_nats(1.0)
    return _moments(channel, input, as_error(eps))[1] * worth * worth


def _moments(
    channel: ArrayLike | GaussianChannel, input: ArrayLike | None, eps: float
) -> tuple[float, float, bool]:
    chosen = as_channel(channel, input)
    if isinstance(chosen, GaussianChannel):
        snr = chosen.snr
        return 0.5 * log1p(snr), 0.5 * snr / (1.0 + snr) * (1.0 + 1.0 / (1.0 + snr)), False
    means, variances, _ = density_moments(chosen.matrix, chosen.output_law)
    capacity = float(chosen.input_law @ means)
    singular = _is_singular(chosen.matrix[chosen.input_law > 0.0])
    if chosen.given:
        spread = float(chosen.input_law @ (variances + (means - capacity) ** 2))
        return capacity, spread, singular
    least, largest = channel_dispersions(chosen.matrix, chosen.input_law)
    return capacity, least if eps < 0.5 else largest, singular


def _is_singular(matrix: Matrix) -> bool:
    """Whether every output has the same probability under all inputs that can cause it."""
    possible = matrix > 0.0
    lowest = np.where(possible, matrix, np.inf).min(axis=0)
    seen = possible.any(axis=0)
    return bool((matrix.max(axis=0)[seen] - lowest[seen] <= 1e-12).all())


CALCULATORS = (Calculator(_NORMAL, normal_approximation),)
