"""Mixtures of Gaussian laws of two numbers, whose information a quadrature on the plane gives."""

from collections.abc import Iterator
from math import log, pi

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.estimators.laws import Law
from itbounds.numerics.interval import Interval
from itbounds.numerics.validation import as_distribution, as_matrix

__all__ = ["mixture_law"]

REACH = 9.0
"""Deviations of every part that the grid spans: less than 1e-17 of its mass lies beyond."""

STEPS = 4.0
"""Steps of the coarser grid to the smallest deviation of a part, in its narrowest direction."""

LARGEST_GRID = 6000
"""Points of the finer grid along one axis."""


def mixture_law(weights: Array, means: Array, covariances: Array, name: str | None = None) -> Law:
    r"""Return a mixture of Gaussian laws of two numbers.

    .. math:: I = \iint p(x, y) \ln \frac{p(x, y)}{p(x) p(y)} \, dx \, dy

    is summed on a grid, which for functions that are analytic and decay like Gaussians converges faster than
    any power of its step (Trefethen and Weideman, 2014). The ends are apart by what halving the step changes,
    and at least by 1e-9: a quadrature that is checked, not one that encloses.

    Parameters
    ----------
    weights : array of shape (k,)
        With which probabilities.
    means : array of shape (k, 2)
        Where the parts lie.
    covariances : array of shape (k, 2, 2)
        How wide they are.

    Examples
    --------
    >>> import numpy as np
    >>> one = mixture_law(np.ones(1), np.zeros((1, 2)), np.array([[[1.0, 0.6], [0.6, 1.0]]]))
    >>> -0.5 * np.log(1.0 - 0.36) in one.information
    True
    """
    law = as_distribution(weights, name="weights")
    centres, shapes = as_matrix(means, name="means"), np.asarray(covariances, dtype=np.float64)
    k = len(law)
    if centres.shape != (k, 2) or shapes.shape != (k, 2, 2):
        raise ShapeError(
            f"{k} weights, means of shape {centres.shape} and covariances of shape {shapes.shape}",
            hint=f"give means of shape {(k, 2)} and covariances of shape {(k, 2, 2)}",
        )
    spreads = np.linalg.eigvalsh(shapes)
    if not spreads.min() > 0.0:
        raise DomainError("a covariance is not positive definite", hint="give it a spread in all directions")
    factors = np.linalg.cholesky(shapes)
    deviations = np.sqrt(np.array([np.diag(shape) for shape in shapes]))

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        parts = rng.choice(k, size=n, p=law / law.sum())
        points = centres[parts] + np.einsum("nij,nj->ni", factors[parts], rng.standard_normal((n, 2)))
        return points[:, :1], points[:, 1:]

    def margin(values: Array, axis: int) -> Array:
        scores = (values[..., None] - centres[:, axis]) / deviations[:, axis]
        terms = -0.5 * scores**2 - np.log(deviations[:, axis]) + np.log(np.maximum(law, 1e-300))
        return np.asarray(np.logaddexp.reduce(terms, axis=-1) - 0.5 * log(2.0 * pi))

    def joint(x: Array, y: Array) -> Array:
        total = np.full(np.broadcast_shapes(x.shape, y.shape), -np.inf)
        for weight, centre, factor in zip(law, centres, factors, strict=True):
            # Solve with the triangular factor by hand: it has two rows.
            first = (x - centre[0]) / factor[0, 0]
            second = (y - centre[1] - factor[1, 0] * first) / factor[1, 1]
            height = log(max(weight, 1e-300)) - log(2.0 * pi * factor[0, 0] * factor[1, 1])
            total = np.logaddexp(total, height - 0.5 * (first**2 + second**2))
        return total

    def ratio(x: Matrix, y: Matrix) -> Vector:
        return np.asarray(joint(x[..., 0], y[..., 0]) - margin(x[..., 0], 0) - margin(y[..., 0], 1))

    def summed(step: float) -> float:
        axes = [
            np.arange(
                (centres[:, axis] - REACH * deviations[:, axis]).min(),
                (centres[:, axis] + REACH * deviations[:, axis]).max() + step,
                step,
            )
            for axis in range(2)
        ]
        if max(map(len, axes)) > LARGEST_GRID:
            raise DomainError("a part is too narrow for the grid", hint="give parts of similar width")
        across = margin(axes[1], 1)
        total = 0.0
        for block in _blocks(axes[0]):
            heights = joint(block[:, None], axes[1][None, :])
            total += float(np.sum(np.exp(heights) * (heights - margin(block, 0)[:, None] - across)))
        return total * step * step

    step = float(np.sqrt(spreads.min())) / STEPS
    coarse, fine = summed(2.0 * step), summed(step)
    slack = abs(fine - coarse) + 1e-9
    return Law(
        name or f"mixture of {k} Gaussian laws",
        Interval(max(fine - slack, 0.0), fine + slack),
        sample,
        "continuous",
        ratio,
    )


def _blocks(values: Vector) -> Iterator[Vector]:
    for start in range(0, len(values), 256):
        yield values[start : start + 256]
