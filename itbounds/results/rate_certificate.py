"""What the proofs of weighted sums of two rates have in common: points that are attained, and a bound."""

from abc import abstractmethod
from dataclasses import dataclass

from itbounds._typing import Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.results.certificate import Certificate

__all__ = ["RateCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class RateCertificate(Certificate):
    """A proof of the largest weighted sum of two rates.

    Parameters
    ----------
    weights : array of shape (2,)
        Nonnegative, not both zero.
    """

    weights: Vector

    @property
    @abstractmethod
    def corners(self) -> Matrix:
        """Pairs of rates that are attained, in nats, one a row; computed from below, with headroom."""

    def _check_weights(self) -> None:
        weights = self.weights
        # Products of weights and information are to be far from the ends of the range.
        if weights.shape != (2,) or not ((weights == 0.0) | ((weights > 1e-100) & (weights < 1e100))).all():
            raise CertificateError("the weights are not two nonnegative numbers of moderate size")
        if not weights.any():
            raise CertificateError("both weights are zero")
