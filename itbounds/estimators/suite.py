"""The laws on which estimators are compared, easy ones and hard ones."""

import numpy as np

from itbounds._typing import Array
from itbounds.estimators.laws import (
    Law,
    bijection,
    bimodal,
    gaussian_law,
    modulation,
    student_law,
    table_law,
    uniform_noise,
)

__all__ = ["suite"]


def suite() -> tuple[Law, ...]:
    """Return laws with known information: Gaussian, heavy tails, bounded noise, mixtures, tables, bijections.

    Closed forms, and for mixtures an enclosing quadrature; the maps leave the information of a law as it is,
    and make it harder to estimate.

    Examples
    --------
    >>> import itbounds as ib
    >>> for law in ib.estimators.suite()[:2]:
    ...     print(law)
    Gaussian, correlation 0, 1 + 1 dimensions: I(X;Y) in [0, 0.000000001] nat
    Gaussian, correlation 0.6, 1 + 1 dimensions: I(X;Y) in [0.223143551, 0.223143552] nat
    """
    gaussian = gaussian_law(0.8)
    noise = uniform_noise(0.25)
    letters = np.add(0.6 * np.eye(4) / 4, 0.4 / 16)
    skewed = np.outer(0.5 ** np.arange(1, 9), 0.6 ** np.arange(1, 9))
    skewed = skewed * (1.0 + (-1.0) ** np.add.outer(np.arange(8), np.arange(8)) * 0.7)
    return (
        gaussian_law(0.0),
        gaussian_law(0.6),
        gaussian_law(0.95),
        gaussian_law(0.5, 3),
        gaussian_law(0.9, 5),
        student_law(0.0, 2),
        student_law(0.6, 4),
        student_law(0.6, 5, 2),
        noise,
        uniform_noise(0.02),
        uniform_noise(1.5),
        bimodal(1.0),
        bimodal(3.0),
        modulation(np.array([-1.0, 1.0])),
        modulation(np.array([-3.0, -1.0, 1.0, 3.0]) * 2.0),
        bijection(gaussian, "half-cubes", x=half_cube, y=half_cube),
        bijection(gaussian, "inverse hyperbolic sines", x=sharp_sine, y=sharp_sine),
        bijection(noise, "a spiral", x=spiral),
        table_law(letters, "four letters through a symmetric channel"),
        table_law(np.full((3, 3), 1.0 / 9.0), "three independent letters"),
        table_law(skewed / skewed.sum(), "eight letters, some of them rare"),
    )


def half_cube(x: Array) -> Array:
    """Return the power 3/2, with the sign: tails grow heavy."""
    return np.asarray(np.sign(x) * np.abs(x) ** 1.5)


def sharp_sine(x: Array) -> Array:
    """Return the inverse hyperbolic sine of ten times a number: tails shrink to logarithms."""
    return np.asarray(np.arcsinh(10.0 * x))


def spiral(x: Array) -> Array:
    """Roll numbers of (0, 1) up in the plane, one and a half turns of a Swiss roll."""
    angle = 1.5 * np.pi * (1.0 + 2.0 * x)
    return np.hstack([angle * np.cos(angle), angle * np.sin(angle)])
