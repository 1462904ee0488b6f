"""The proof of the rate-distortion function of a Gaussian target behind a Gaussian observation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.gaussian_ends import reverse_waterfilling_ends
from itbounds.numerics.inertia import exact_rows, inertia
from itbounds.results.certificate import Certificate, Level
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.results.waterfilling_certificate import exact_sum

__all__ = ["RemoteGaussianCertificate", "estimable_above", "left_to_spend"]


@dataclass(frozen=True, eq=False, kw_only=True)
class RemoteGaussianCertificate(Certificate):
    r"""A split of the distortion over the estimable part of a Gaussian target, and a water level.

    The rate is that of the estimate :math:`\operatorname{E}[Y | X]` at the level that its error leaves. The
    eigenvalues of its covariance are enclosed by counting: the matrix

    .. math:: \begin{pmatrix} S_{xx} & S_{xy} \\ S_{yx} & t I \end{pmatrix}

    has as many negative eigenvalues as there are :math:`\lambda_i > t`, and the count is made in fractions.
    The upper end is that of the split with eigenvalues rounded up and the level rounded down, the lower end
    that of the water level the other way round; both levels of proof use ball arithmetic.

    Parameters
    ----------
    covariance : array of shape (n, n)
        Of the pair, the first `dim_x` components those of X; taken as it is, to the last bit.
    dim_x : int
        The dimension of X.
    total : float
        The level D of the summed squared error.
    variances_low, variances_high : arrays of shape (k,)
        Ends of the eigenvalues, from the largest to the smallest, the upper ones positive; those left out
        are zero.
    distortions : array of shape (k,)
        Positive, at most `variances_high`; empty if no split is known, and then nothing is known above.
    level : float
        The water level, positive.
    """

    kind: ClassVar[str] = "remote_gaussian"
    covariance: Matrix
    dim_x: int
    total: float
    variances_low: Vector
    variances_high: Vector
    distortions: Vector
    level: float

    @classmethod
    def of(
        cls,
        pair: tuple[Matrix, int],
        total: float,
        variances: tuple[Vector, Vector],
        distortions: Vector,
        level: float,
    ) -> "RemoteGaussianCertificate":
        """Make the certificate of a split and a level: the claim is computed."""
        draft = cls(
            lower=0.0,
            upper=inf,
            covariance=pair[0],
            dim_x=pair[1],
            total=total,
            variances_low=variances[0],
            variances_high=variances[1],
            distortions=distortions,
            level=level,
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
        low, high = self.variances_low, self.variances_high
        if low.ndim != 1 or low.shape != high.shape or len(low) > size - self.dim_x:
            raise CertificateError("there are not two ends for each eigenvalue")
        if not ((low >= 0.0).all() and (low <= high).all() and (high > 0.0).all() and (high < inf).all()):
            raise CertificateError("an eigenvalue has ends that are none")
        if not (0.0 < self.level < inf and 0.0 <= self.total < inf):
            raise CertificateError("the water level or the distortion is not positive and finite")
        split = self.distortions
        if len(split):
            if split.shape != high.shape or not ((split > 0.0).all() and (split <= high).all()):
                raise CertificateError("a distortion is not positive, or is larger than its variance")
            target = self.covariance[self.dim_x :, self.dim_x :]
            if exact_sum(split) > left_to_spend(target, self.total, low):
                raise CertificateError("the split exceeds what the error of the estimate leaves")
        self._check_eigenvalues()

    def _check_eigenvalues(self) -> None:
        count = estimable_above(self.covariance, self.dim_x)
        if count(0.0)[0] > len(self.variances_high):
            raise CertificateError("an eigenvalue of the estimable part is left out")
        for i, (low, high) in enumerate(zip(self.variances_low, self.variances_high, strict=True)):
            if low > 0.0 and sum(count(float(low))) <= i:
                raise CertificateError(f"eigenvalue {i} is smaller than claimed")
            if count(float(high))[0] > i:
                raise CertificateError(f"eigenvalue {i} is larger than claimed")

    def _prove(self, level: Level) -> tuple[float, float]:
        target = self.covariance[self.dim_x :, self.dim_x :]
        if Fraction(self.total) >= exact_sum(target.diagonal()):
            return 0.0, 0.0
        most = nextafter(float(left_to_spend(target, self.total, self.variances_high)), inf)
        surely = self.variances_low[self.variances_low > 0.0]
        lower, upper = 0.0, inf
        if len(surely):
            lower = reverse_waterfilling_ends(surely, most, surely, self.level)[0]
        if len(self.distortions):
            upper = reverse_waterfilling_ends(self.variances_high, most, self.distortions, self.level)[1]
        return lower, upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        names = ("covariance", "variances_low", "variances_high", "distortions")
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "dim_x": self.dim_x,
            "total": self.total,
            "level": self.level,
            **{name: array_to_json(getattr(self, name)) for name in names},
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "RemoteGaussianCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            covariance=array_from_json(data["covariance"], ndim=2),
            dim_x=int(data["dim_x"]),
            total=number_from_json(data["total"]),
            level=number_from_json(data["level"]),
            variances_low=array_from_json(data["variances_low"], ndim=1),
            variances_high=array_from_json(data["variances_high"], ndim=1),
            distortions=array_from_json(data["distortions"], ndim=1),
        )


def estimable_above(covariance: Matrix, dim_x: int) -> Callable[[float], tuple[int, int]]:
    r"""Return a function that counts the eigenvalues of Cov E[Y|X] above a threshold, and at it.

    Raises
    ------
    CertificateError
        If the covariance of X is not positive definite, or the whole not positive semidefinite, exactly.
    """
    rows = exact_rows(covariance)
    if inertia([row[:dim_x] for row in rows[:dim_x]])[2] < dim_x:
        raise CertificateError("the covariance of X is not positive definite")
    if inertia(rows)[0]:
        raise CertificateError("the covariance has a negative eigenvalue")

    @cache
    def count(threshold: float) -> tuple[int, int]:
        scale = Fraction(threshold)
        replaced = [[value if i < dim_x or j < dim_x else scale * (i == j) for j, value in enumerate(row)]
                    for i, row in enumerate(rows)]  # fmt: skip
        negative, zero, _ = inertia(replaced)
        return negative, zero

    return count


def left_to_spend(target: Matrix, total: float, variances: Vector) -> Fraction:
    r"""Return :math:`D - \operatorname{tr} S_{yy} + \sum_i \lambda_i`, exactly."""
    return Fraction(total) - exact_sum(target.diagonal()) + exact_sum(variances)
