"""Where a Gaussian law lives: an affine subspace, given by the components that are functions of others."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import ArrayLike, Mask, Matrix, Vector
from itbounds.errors import DomainError
from itbounds.kernels.gaussian.space import EuclideanSpace
from itbounds.numerics.coercion import frozen
from itbounds.numerics.covariance import as_finite, pivoted_cholesky, rank_tolerance

__all__ = ["AffineSupport", "product_support", "support_of"]

Side = tuple[EuclideanSpace, "AffineSupport | None"]


@dataclass(frozen=True, eq=False, slots=True)
class AffineSupport:
    r"""The smallest affine subspace of probability one, as :math:`y_i = m_i + \sum_j c_{ij} (y_j - m_j)`.

    Parameters
    ----------
    space : EuclideanSpace
        What it is part of.
    mean : array of shape (n,)
        A point of it.
    deviations : array of shape (n,)
        The standard deviation of each component, the scale of what counts as zero.
    free : tuple of int
        Components that vary freely; as many as the dimension of the support.
    bound : tuple of int
        The other components.
    coefficients : array of shape (len(bound), len(free))
        The coefficients :math:`c_{ij}`.
    """

    space: EuclideanSpace
    mean: Vector
    deviations: Vector
    free: tuple[int, ...]
    bound: tuple[int, ...]
    coefficients: Matrix

    @property
    def is_whole(self) -> bool:
        """Whether no component is a function of others."""
        return not self.bound

    @property
    def normals(self) -> Matrix:
        """Vectors in rows that vanish on differences of points of the support."""
        rows = np.zeros((len(self.bound), self.space.size))
        rows[np.arange(len(self.bound)), list(self.bound)] = 1.0
        rows[:, list(self.free)] = -self.coefficients
        return rows

    @property
    def relations(self) -> tuple[str, ...]:
        """The affine relation of each component that is not free, as text such as ``"y = 2 x[0] - 0.5"``."""
        labels = self.space.components
        constants = self.mean[list(self.bound)] - self.coefficients @ self.mean[list(self.free)]
        return tuple(
            f"{labels[i]} = {_combination(row, [labels[j] for j in self.free], float(constant))}"
            for i, row, constant in zip(self.bound, self.coefficients, constants, strict=True)
        )

    def contains(self, value: ArrayLike, *, rtol: float = 1e-9) -> bool:
        """Return whether a point lies in the support, up to `rtol` of the size of what is compared."""
        return not self._misses(as_finite(value, name="value", shape=(self.space.size,)), rtol).any()

    def require(self, value: ArrayLike, *, rtol: float = 1e-9) -> Vector:
        """Return the point as a vector.

        Raises
        ------
        DomainError
            If the law gives it no probability: naming the relation that it breaks, and by how much.
        """
        point = as_finite(value, name="value", shape=(self.space.size,))
        misses = self._misses(point, rtol)
        if misses.any():
            row = int(misses.argmax())
            off = float(self.normals[row] @ (point - self.mean))
            label = self.space.components[self.bound[row]]
            raise DomainError(
                f"the value {point.tolist()} lies outside the support: {label} is off by {off:.6g}",
                where=label,
                value=point,
                hint=f"almost surely {self.relations[row]}; add noise to that component if it may vary",
            )
        return point

    def _misses(self, point: Vector, rtol: float) -> Mask:
        normals = self.normals
        scale = np.abs(normals) @ (np.abs(point) + np.abs(self.mean) + self.deviations)
        return np.abs(normals @ (point - self.mean)) > rtol * scale


def support_of(space: EuclideanSpace, mean: Vector, covariance: Matrix) -> AffineSupport:
    """Return the support of a Gaussian law; the rank is that of `pivoted_cholesky`."""
    factor, taken = pivoted_cholesky(covariance)
    bound = tuple(i for i in range(len(mean)) if i not in taken)
    coefficients = np.linalg.solve(factor[list(taken)].T, factor[list(bound)].T).T
    deviations: Vector = np.sqrt(covariance.diagonal())
    share = np.abs(coefficients) * deviations[list(taken)]
    noise = rank_tolerance(len(mean)) * deviations[list(bound)]
    clean: Matrix = np.where(share <= noise[:, None], 0.0, coefficients)
    return AffineSupport(space, mean, frozen(deviations), taken, bound, frozen(clean))


def product_support(first: Side, second: Side) -> AffineSupport | None:
    """Return the support of an independent pair; ``None`` stands for the whole space, in and out."""
    if first[1] is None and second[1] is None:
        return None
    one, two = (_whole(space) if support is None else support for space, support in (first, second))
    shift = one.space.size
    coefficients = np.zeros((len(one.bound) + len(two.bound), len(one.free) + len(two.free)))
    coefficients[: len(one.bound), : len(one.free)] = one.coefficients
    coefficients[len(one.bound) :, len(one.free) :] = two.coefficients
    return AffineSupport(
        one.space @ two.space,
        frozen(np.concatenate([one.mean, two.mean])),
        frozen(np.concatenate([one.deviations, two.deviations])),
        one.free + tuple(shift + i for i in two.free),
        one.bound + tuple(shift + i for i in two.bound),
        frozen(coefficients),
    )


def _whole(space: EuclideanSpace) -> AffineSupport:
    zero = np.zeros(space.size)
    return AffineSupport(space, zero, zero, tuple(range(space.size)), (), np.zeros((0, space.size)))


def _combination(row: Vector, labels: list[str], constant: float) -> str:
    """Write a linear combination and a constant with six digits."""
    terms = [(float(c), label) for c, label in zip(row, labels, strict=True) if c != 0.0]
    size = max((abs(c) for c, _ in terms), default=0.0)
    text = ""
    for c, label in [*terms, (constant, "")]:
        if not label and text and abs(c) <= 1e-12 * size:
            continue
        number = f"{abs(c):.6g}"
        word = label if number == "1" and label else f"{number} {label}".strip()
        sign = "-" if c < 0.0 else "+"
        text += f" {sign} {word}" if text else (f"-{word}" if c < 0.0 else word)
    return text
