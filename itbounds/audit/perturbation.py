"""What happens to an embedding before it is read: rounding to a few bits, Gaussian noise, or both."""

from dataclasses import dataclass
from math import log1p, nextafter

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_count
from itbounds.problems.gaussian.waterfilling import waterfilling
from itbounds.units import BITS, NATS

__all__ = ["Perturbation", "as_embeddings"]


@dataclass(frozen=True, eq=False)
class Perturbation:
    """Rounding to so many bits a coordinate, and then Gaussian noise.

    Parameters
    ----------
    bits : int or None
        The bits of a coordinate; none if it is not rounded.
    noise : array of shape (d,) or None
        The variance of the noise of each coordinate.
    """

    bits: int | None
    noise: Vector | None

    @classmethod
    def of(cls, noise: ArrayLike | None, bits: int | None, dimension: int) -> "Perturbation":
        """Read the arguments of an audit."""
        rounded = None if bits is None else as_count(bits, name="number of bits")
        if noise is None:
            return cls(rounded, None)
        variances = coerce(noise, "variance of the noise").array
        if variances.ndim > 1 or (variances.ndim == 1 and len(variances) != dimension):
            raise ShapeError(
                f"the noise has shape {variances.shape}; one variance or ({dimension},) of them are expected",
                value=variances.shape,
            )
        each = np.full(dimension, float(variances)) if variances.ndim == 0 else variances
        if not (np.isfinite(each) & (each > 0.0)).all():
            raise DomainError(
                "the variance of the noise is not positive",
                value=float(each.min()),
                hint="leave noise= out, and state bits=, if there is none",
            )
        return cls(rounded, each)

    def rounds(self, z: Matrix) -> bool:
        """Whether embeddings have more values than the bits allow, so that they are still to be rounded."""
        if self.bits is None or self.bits > 52:
            return False
        return any(len(np.unique(column)) > 1 << self.bits for column in z.T)

    def rounded(self, z: Matrix, like: Matrix) -> Matrix:
        """Round every coordinate to the middle of equal steps over the range that `like` has."""
        if self.bits is None:
            return z
        low, high = like.min(axis=0), like.max(axis=0)
        levels = float(1 << self.bits)
        step = np.where(high > low, (high - low) / levels, 1.0)
        return np.asarray(low + step * (np.clip(np.floor((z - low) / step), 0.0, levels - 1.0) + 0.5))

    def noisy(self, z: Matrix, rng: np.random.Generator) -> Matrix:
        """Add the noise."""
        return z if self.noise is None else z + np.sqrt(self.noise) * rng.standard_normal(z.shape)

    def capacity(self, z: Matrix) -> Interval:
        """Return the most that embeddings of this size, or of this power, let through, in nats."""
        low, high = np.inf, np.inf
        if self.bits is not None:
            exact = BITS.to_nats(float(self.bits * z.shape[1]))
            low, high = nextafter(exact, 0.0), nextafter(exact, np.inf)
        if self.noise is not None:
            power = float(((z - z.mean(axis=0)) ** 2).sum() / len(z))
            # The mean may be off by its rounding, which only adds to the power.
            power *= 1.0 + (2.0 * sum(z.shape) + 16.0) * UNIT_ROUNDOFF
            found = waterfilling(self.noise, power, unit=NATS)
            low, high = min(low, found.lower), min(high, found.upper)
        return Interval(low, high, NATS)

    @property
    def method(self) -> str:
        """Where the capacity is from."""
        size = "size of the rounded embedding"
        if self.noise is None:
            return size
        return "water-filling at the measured power" + ("" if self.bits is None else f", {size}")

    def let_through(self, z: Matrix, cells: NDArray[np.intp]) -> tuple[float, str]:
        """Return an upper limit of what these embeddings let through, in nats, and how it was found."""
        p = np.bincount(cells) / len(cells)
        p = p[p > 0.0]
        entropy = float(-(p * np.log(p)).sum())
        if self.noise is None:
            return entropy, "entropy of the cells that occur"
        scaled = (z - z.mean(axis=0)) / np.sqrt(self.noise)
        spectrum = np.linalg.svd(scaled, compute_uv=False) ** 2 / len(z)
        gaussian = 0.5 * sum(log1p(value) for value in spectrum.tolist())
        if entropy < gaussian:
            return entropy, "entropy of the cells that occur"
        return gaussian, "Gaussian law of the same covariance"


def as_embeddings(z: ArrayLike) -> Matrix:
    """Read embeddings, a row a sample."""
    table = coerce(z, "embeddings").array
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2 or 0 in table.shape:
        raise ShapeError(f"the embeddings have shape {table.shape}; (n, d) is expected", value=table.shape)
    if not np.isfinite(table).all():
        raise DomainError("some embeddings are not finite", hint="leave such samples out")
    return table
