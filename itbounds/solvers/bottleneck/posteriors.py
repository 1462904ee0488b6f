"""The information bottleneck over posteriors: encoders that they make, and whether another would help."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = ["Posteriors"]

_BOUNDARY = 1e-200


@dataclass(frozen=True, eq=False)
class Posteriors:
    r"""The problem at a slope: rate-distortion whose reproductions are laws :math:`v` of Y.

    .. math:: \min_{r} \; -\sum_x p_x \ln \sum_t r_t e^{-\beta D(p_x \| v_t)}

    Parameters
    ----------
    law : array of shape (m,)
        The probabilities :math:`p` of the letters.
    rows : array of shape (m, n)
        The conditional laws :math:`p_x(y)`.
    slope : float
        :math:`\beta`.
    """

    law: Vector
    rows: Matrix
    slope: float

    @classmethod
    def of(cls, joint: Matrix, slope: float) -> "Posteriors":
        """Read a joint law without zero rows."""
        totals = joint.sum(axis=1)
        return cls(totals / totals.sum(), joint / totals[:, None], slope)

    def at(self, slope: float) -> "Posteriors":
        """Return the problem at another slope."""
        return Posteriors(self.law, self.rows, slope)

    @property
    def relevant(self) -> Vector:
        """The law of the relevant variable."""
        result: Vector = self.law @ self.rows
        return result

    def distance(self, first: Vector, second: Vector) -> float:
        r"""Return a distance of two posteriors on the scale on which the slope tells them apart.

        It is :math:`\sqrt{\beta \sum_y (v_y - v'_y)^2 / (v_y + v'_y)}`.
        """
        total = first + second
        squares = (first - second) ** 2 / np.where(total > 0.0, total, 1.0)
        return float(np.sqrt(self.slope * squares.sum()))

    def divergences(self, points: Matrix) -> Matrix:
        r"""Return :math:`D(p_x \| v_t)`, infinite where a posterior misses a letter that occurs."""
        entropy = (self.rows * np.log(np.where(self.rows > 0.0, self.rows, 1.0))).sum(axis=1)
        crossed = self.rows @ np.log(np.where(points > 0.0, points, 1.0)).T
        missed = (self.rows > 0.0).astype(np.float64) @ (points <= 0.0).T > 0.0
        result: Matrix = np.where(missed, np.inf, np.maximum(entropy[:, None] - crossed, 0.0))
        return result

    def exponents(self, points: Matrix) -> Matrix:
        r"""Return :math:`-\beta D(p_x \| v_t)`, of shape (m, k)."""
        result: Matrix = -self.slope * self.divergences(points)
        return result

    def encode(self, weights: Vector, points: Matrix) -> tuple[Vector, Matrix]:
        r"""Return :math:`\ln \sum_t r_t e^{-\beta D}` for every letter, and the encoder to it."""
        with np.errstate(divide="ignore"):
            exponents = self.exponents(points) + np.log(weights)
        largest = exponents.max(axis=1)
        encoder = np.exp(exponents - largest[:, None])
        sums = encoder.sum(axis=1)
        encoder /= sums[:, None]
        return largest + np.log(sums), encoder

    def objective(self, logs: Vector) -> float:
        """Return the value of the problem from the logarithms of `encode`."""
        return -float(self.law @ logs)

    def pull(self, points: Matrix, potentials: Vector) -> tuple[Matrix, Vector]:
        r"""Return the letters' shares at each posterior and the logarithm of the dual constraint there.

        The constraint is :math:`c(v) = \sum_x e^{g_x - \beta D(p_x \| v)} \le 1`.
        """
        exponents = self.exponents(points).T + potentials
        largest = exponents.max(axis=1)
        # A posterior that every letter misses is pulled at by none: it starts anew from the middle.
        missed = ~np.isfinite(largest)
        shares = np.exp(exponents - np.where(missed, 0.0, largest)[:, None])
        shares[missed] = self.law
        sums = shares.sum(axis=1)
        return shares / sums[:, None], largest + np.log(sums)

    def climb(
        self, points: Matrix, potentials: Vector, *, shifts: int = 6, newton: int = 12
    ) -> tuple[Matrix, Vector]:
        """Return local maxima of the dual constraint above some starting posteriors, and its logarithms.

        A shift moves a posterior to the mean of the conditional laws that pull at it and never descends. The
        Newton steps are taken in the logarithms of the posterior, scaled by its roots; one that descends is
        replaced by a shift.
        """
        shares, heights = self.pull(points, potentials)
        for _ in range(shifts):
            points = shares @ self.rows
            shares, heights = self.pull(points, potentials)
        for _ in range(newton):
            means = shares @ self.rows
            if np.abs(means - points).max() < 1e-12:
                break
            ahead = self._newton(points, shares, means)
            new_shares, new_heights = self.pull(ahead, potentials)
            worse = ~(new_heights >= heights)
            if worse.any():
                ahead[worse] = means[worse]
                new_shares[worse], new_heights[worse] = self.pull(ahead[worse], potentials)
            points, shares, heights = ahead, new_shares, new_heights
        return points, heights

    def _newton(self, points: Matrix, shares: Matrix, means: Matrix) -> Matrix:
        inverse = inverse_roots(points)
        spread = (self.rows[None] - means[:, None]) * inverse[:, None]
        covariance = np.matmul((spread * shares[:, :, None]).transpose(0, 2, 1), spread)
        size = self.rows.shape[1]
        values, vectors = np.linalg.eigh(np.eye(size) - self.slope * covariance)
        gradient = (means - points) * inverse
        parts = np.einsum("nyz,ny->nz", vectors, gradient) / np.maximum(np.abs(values), 1e-3)
        moves = np.clip(np.einsum("nyz,nz->ny", vectors, parts) * inverse, -3.0, 3.0)
        ahead = points * np.exp(moves)
        result: Matrix = ahead / ahead.sum(axis=1, keepdims=True)
        return result


def inverse_roots(points: Array) -> Array:
    """Return one over the root of every entry, and 0 at the boundary, where nothing moves."""
    inner = points > _BOUNDARY
    result: Array = np.where(inner, 1.0 / np.sqrt(np.where(inner, points, 1.0)), 0.0)
    return result
