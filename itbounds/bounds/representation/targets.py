"""A source, a distortion and a level: what the bounds at finite length need of them."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.bounds.representation.source_rate import letter_law
from itbounds.errors import CertificateError, DomainError
from itbounds.kernels import Kernel
from itbounds.kernels.continuous import Gaussian
from itbounds.numerics.coding.lossy_converses import tilted_information
from itbounds.numerics.scalars import as_level
from itbounds.numerics.validation import as_distortion
from itbounds.problems import gaussian
from itbounds.problems.rate_distortion import RateDistortion
from itbounds.results import RateDistortionCertificate, Result

__all__ = ["Target", "as_target"]

# Variances below this share of the squared spread are rounding: all letters are tilted alike.
_ALIKE = 1e-12


@dataclass(frozen=True, eq=False)
class Target:
    """A finite source under a distortion, or a Gaussian one under squared error, at a level.

    Parameters
    ----------
    level : float
        The level D.
    rate : Result
        The rate-distortion function there.
    weights, table : array of shape (m,) and array of shape (m, n)
        The positive probabilities and their rows of the distortion; empty for a Gaussian source.
    variance : float or None
        Of a Gaussian source.
    """

    level: float
    rate: Result[Kernel]
    weights: Vector
    table: Matrix
    variance: float | None = None

    @property
    def rate_nats(self) -> float:
        """The middle of the rate-distortion function, in nats."""
        low, high = self.rate.lower_nats, self.rate.upper_nats
        return low if low == high else 0.5 * (low + high)

    @cached_property
    def tilted(self) -> Vector:
        """Lower ends of a feasible tilted information of each letter, nearly the optimal one."""
        if self.rate.upper_nats == 0.0:
            return np.zeros(len(self.weights))
        proof = _proof(self.rate)
        # A level that rounding took from a multiple of 1/n counts as it.
        level = self.level * (1.0 + 2.0**-49)
        if not proof.at_minimum:
            return tilted_information(self.weights, self.table, level, proof.potentials, proof.slope)
        if self.level == 0.0:
            # Nothing may be lost: every other pair is forbidden.
            strict = np.where(self.table == 0.0, 0.0, inf)
            return tilted_information(self.weights, strict, 0.0, proof.potentials, 0.0)
        # Sequences may exchange distortion among letters: a slope from a little further up is feasible.
        further = self.level + 1e-3 * float(
            (self.weights @ self.table).min() / self.weights.sum() - self.level
        )
        near = _proof(RateDistortion(self.weights, self.table, further).solve())
        return tilted_information(self.weights, self.table, level, near.potentials, near.slope)

    @property
    def dispersion(self) -> float:
        """The variance of the tilted information, in squared nats; exactly 0 where all letters are alike."""
        if self.variance is not None:
            return 0.5 if self.level < self.variance else 0.0
        mean = float(self.weights @ self.tilted) / float(self.weights.sum())
        spread = self.tilted - mean
        found = float(self.weights @ spread**2) / float(self.weights.sum())
        return found if found > _ALIKE * (1.0 + mean * mean) else 0.0

    @cached_property
    def hamming(self) -> Fraction | None:
        """The share of wrong letters that the level allows, if the distortion only counts these."""
        if self.variance is not None or self.table.shape[0] != self.table.shape[1]:
            return None
        wrong = float(self.table.max())
        if not 0.0 < wrong < inf or (self.table != wrong * (1.0 - np.eye(len(self.table)))).any():
            return None
        return min(Fraction(self.level) / Fraction(wrong), Fraction(1))


def as_target(p: ArrayLike | Gaussian, d: ArrayLike | None, D: Number) -> Target:
    """Read a source, its distortion and a level.

    Raises
    ------
    DomainError
        If a Gaussian source comes with a distortion, or another one without.
    InfeasibleError
        If the level is below the least distortion.
    """
    level = as_level(D, name="distortion level", finite=True)
    if isinstance(p, Gaussian):
        if d is not None or not isinstance(p.variance, float):
            hint = "leave it out: d=None, or put the source on a grid: ib.sources.gaussian_grid"
            raise DomainError("a Gaussian source is under squared error", where="d", hint=hint)
        rate = gaussian.reverse_waterfilling([p.variance], level)
        return Target(level, rate, np.empty(0), np.empty((0, 0)), p.variance)
    law = letter_law(p)
    if d is None:
        hint = "give d[symbol, estimate], such as ib.distortions.hamming(n)"
        raise DomainError("a finite source needs a distortion", where="d", hint=hint)
    table = as_distortion(d, source_size=len(law))
    used = law > 0.0
    weights, rows = law[used], table[used]
    return Target(level, RateDistortion(weights, rows, level).solve(), weights, rows)


def _proof(result: Result[Kernel]) -> RateDistortionCertificate:
    if not isinstance(result.certificate, RateDistortionCertificate):
        raise CertificateError(f"{result.quantity} was answered without a dual point")
    return result.certificate
