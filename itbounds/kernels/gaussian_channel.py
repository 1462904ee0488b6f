"""The real Gaussian channel under a power constraint."""

from dataclasses import dataclass
from math import log1p, sqrt

from itbounds._typing import Number
from itbounds.kernels.gaussian import GaussianKernel
from itbounds.numerics.scalars import as_positive
from itbounds.units import BITS, Unit, as_unit

__all__ = ["GaussianChannel", "awgn"]


@dataclass(frozen=True)
class GaussianChannel:
    r"""The channel :math:`Y = \sqrt{P} X + Z` with real standard Gaussian noise and inputs of power one.

    A codeword of n letters has :math:`\sum_i x_i^2 \le n`.

    Parameters
    ----------
    snr : float
        The signal-to-noise ratio P, linear (not in decibel), positive.

    Raises
    ------
    DomainError
        If it is not positive and finite.

    Examples
    --------
    >>> import itbounds as ib
    >>> channel = ib.zoo.awgn(3.0)
    >>> channel, channel.capacity()
    (GaussianChannel(snr=3.0), 1.0)
    """

    snr: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "snr", as_positive(self.snr, name="signal-to-noise ratio"))

    @property
    def kernel(self) -> GaussianKernel:
        """One use as an arrow of Gauss, which knows no constraint."""
        return GaussianKernel([[sqrt(self.snr)]], [0.0], [[1.0]])

    def capacity(self, *, unit: Unit | str = BITS) -> float:
        r"""Return :math:`\tfrac12 \ln(1 + P)`, rounded to nearest."""
        return as_unit(unit).from_nats(0.5 * log1p(self.snr))


def awgn(snr: Number) -> GaussianChannel:
    """Return the real Gaussian channel of a linear signal-to-noise ratio; `awgn_grid` is one on a grid.

    Raises
    ------
    DomainError
        If the ratio is not positive and finite.

    Examples
    --------
    >>> awgn(1.0)
    GaussianChannel(snr=1.0)
    """
    return GaussianChannel(snr)
