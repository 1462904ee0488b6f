"""The proof of a point of the Gaussian information bottleneck: rates, a slope, and canonical correlations."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.gaussian_ends import bottleneck_ends
from itbounds.numerics.inertia import exact_rows, inertia
from itbounds.results.certificate import Certificate, Level
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.results.waterfilling_certificate import exact_sum

__all__ = ["GaussianBottleneckCertificate", "counted_above"]


@dataclass(frozen=True, eq=False, kw_only=True)
class GaussianBottleneckCertificate(Certificate):
    r"""Rates for the canonical components of a Gaussian pair, and a slope.

    That a jointly Gaussian bottleneck is optimal, and acts on the canonical components one by one, is a
    theorem (Chechik, Globerson, Tishby and Weiss, 2005). The rates prove the lower end and the slope the
    upper one (`itbounds.numerics.gaussian_ends.bottleneck_ends`). The squared correlations are enclosed by
    counting: the matrix

    .. math:: \begin{pmatrix} t S_{xx} & S_{xy} \\ S_{yx} & S_{yy} \end{pmatrix}

    has as many negative eigenvalues as there are :math:`\rho_i^2 > t`, and the count is made in fractions.
    Both levels of proof use ball arithmetic for the logarithms.

    Parameters
    ----------
    covariance : array of shape (n, n)
        Of the pair, the first `dim_x` components those of X; taken as it is, to the last bit.
    dim_x : int
        The dimension of X.
    squares_low, squares_high : arrays of shape (k,)
        Ends of the squared canonical correlations, from the largest to the smallest.
    rate_low, rate_high : float
        Ends of the rate, in nats.
    rates : array of shape (k,)
        At least 0, with an exact sum of at most `rate_low`.
    slope : float
        The multiplier, positive.
    """

    kind: ClassVar[str] = "gaussian_bottleneck"
    covariance: Matrix
    dim_x: int
    squares_low: Vector
    squares_high: Vector
    rate_low: float
    rate_high: float
    rates: Vector
    slope: float

    @classmethod
    def of(
        cls,
        pair: tuple[Matrix, int],
        squares: tuple[Vector, Vector],
        limits: tuple[float, float],
        rates: Vector,
        slope: float,
    ) -> "GaussianBottleneckCertificate":
        """Make the certificate of rates and a slope: the claim is computed."""
        draft = cls(
            lower=0.0,
            upper=inf,
            covariance=pair[0],
            dim_x=pair[1],
            squares_low=squares[0],
            squares_high=squares[1],
            rate_low=limits[0],
            rate_high=limits[1],
            rates=rates,
            slope=slope,
        )
        lower, upper = draft._prove("ball")
        upper = nextafter(upper, inf) if upper > 0.0 else 0.0
        return replace(draft, lower=max(0.0, nextafter(lower, -inf)), upper=upper)

    def _check(self) -> None:
        size = len(self.covariance)
        if self.covariance.shape != (size, size) or not 0 < self.dim_x < size:
            raise CertificateError("the covariance is not that of a pair")
        if not (np.isfinite(self.covariance).all() and (self.covariance == self.covariance.T).all()):
            raise CertificateError("the covariance is not symmetric and finite")
        low, high = self.squares_low, self.squares_high
        wanted = (min(self.dim_x, size - self.dim_x),)
        if low.shape != wanted or high.shape != wanted or self.rates.shape != wanted:
            raise CertificateError("there is not one correlation and one rate for each canonical component")
        if not ((low >= 0.0).all() and (low <= high).all() and (high <= 1.0).all()):
            raise CertificateError("an end of a squared correlation lies outside of [0, 1]")
        if not (self.rates >= 0.0).all() or not 0.0 <= self.rate_low <= self.rate_high < inf:
            raise CertificateError("a rate is negative, or the ends of the rate are none")
        if exact_sum(self.rates) > Fraction(self.rate_low):
            raise CertificateError("the rates exceed the limit")
        if not 0.0 < self.slope < inf:
            raise CertificateError("the slope is not positive and finite")
        self._check_correlations()

    def _check_correlations(self) -> None:
        count = counted_above(self.covariance, self.dim_x)
        for i, (low, high) in enumerate(zip(self.squares_low, self.squares_high, strict=True)):
            if low > 0.0 and sum(count(float(low))) <= i:
                raise CertificateError(f"canonical correlation {i} is smaller than claimed")
            if high < 1.0 and count(float(high))[0] > i:
                raise CertificateError(f"canonical correlation {i} is larger than claimed")

    def _prove(self, level: Level) -> tuple[float, float]:
        squares, limits = (self.squares_low, self.squares_high), (self.rate_low, self.rate_high)
        return bottleneck_ends(squares, limits, self.rates, self.slope)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        names = ("covariance", "squares_low", "squares_high", "rates")
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "dim_x": self.dim_x,
            "rate_low": self.rate_low,
            "rate_high": self.rate_high,
            "slope": self.slope,
            **{name: array_to_json(getattr(self, name)) for name in names},
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "GaussianBottleneckCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            covariance=array_from_json(data["covariance"], ndim=2),
            dim_x=int(data["dim_x"]),
            squares_low=array_from_json(data["squares_low"], ndim=1),
            squares_high=array_from_json(data["squares_high"], ndim=1),
            rate_low=number_from_json(data["rate_low"]),
            rate_high=number_from_json(data["rate_high"]),
            rates=array_from_json(data["rates"], ndim=1),
            slope=number_from_json(data["slope"]),
        )


def counted_above(covariance: Matrix, dim_x: int) -> Callable[[float], tuple[int, int]]:
    r"""Return a function that counts the :math:`\rho_i^2` above a threshold, and those that equal it.

    Raises
    ------
    CertificateError
        If a block is not positive definite, or the whole not positive semidefinite, as exact numbers.
    """
    rows = exact_rows(covariance)
    x, y = range(dim_x), range(dim_x, len(rows))
    for name, part in (("X", x), ("Y", y)):
        if inertia([[rows[i][j] for j in part] for i in part])[2] < len(part):
            raise CertificateError(f"the covariance of {name} is not positive definite")
    if inertia(rows)[0]:
        raise CertificateError("the covariance has a negative eigenvalue")

    @cache
    def count(threshold: float) -> tuple[int, int]:
        scale = Fraction(threshold)
        scaled = [[value * scale if i in x and j in x else value for j, value in enumerate(row)]
                  for i, row in enumerate(rows)]  # fmt: skip
        negative, zero, _ = inertia(scaled)
        return negative, zero

    return count
