"""The laws on which estimators are compared: the standard ones, fresh ones, and others drawn at random."""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.errors import DomainError
from itbounds.estimators.further_laws import (
    covariance_law,
    driven_sequence,
    gamma_exponential,
    independent_law,
    layer_law,
    letter_sequence,
    linear_sequence,
    overlapping_uniforms,
    poisson_law,
)
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
from itbounds.estimators.mixtures import mixture_law

__all__ = ["suite"]

if TYPE_CHECKING:
    Name: TypeAlias = Literal["standard", "fresh", "drawn"]
else:
    Name = Any  # a wrong word is refused below, with the remedy


def suite(name: Name = "standard", *, rng: np.random.Generator | int = 0) -> tuple[Law, ...]:
    """Return laws with known information: Gaussian, heavy tails, bounded noise, mixtures, tables, bijections.

    Closed forms, and for mixtures a quadrature; the maps leave the information of a law as it is, and make it
    harder to estimate.

    Parameters
    ----------
    name : {"standard", "fresh", "drawn"}
        The verdicts of the estimators were made with the standard laws in view. The fresh ones have other
        parameters, and kinds of their own: skewed laws, power tails, other dimensions, sequences, layers.
        Drawn laws have parameters drawn at random.
    rng : numpy.random.Generator or int
        Where the drawn laws come from.

    Raises
    ------
    DomainError
        If there is no suite of this name.

    Examples
    --------
    >>> import itbounds as ib
    >>> for law in ib.estimators.suite()[:2]:
    ...     print(law)
    Gaussian, correlation 0, 1 + 1 dimensions: I(X;Y) in [0, 0.000000001] nat
    Gaussian, correlation 0.6, 1 + 1 dimensions: I(X;Y) in [0.223143551, 0.223143552] nat
    """
    if name == "standard":
        return _standard()
    if name == "fresh":
        return _fresh()
    if name == "drawn":
        return _drawn(np.random.default_rng(rng))
    raise DomainError(f"no suite {name!r}", value=name, hint="there are 'standard', 'fresh' and 'drawn'")


def _standard() -> tuple[Law, ...]:
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


def _fresh() -> tuple[Law, ...]:
    geometric = np.outer(0.5 ** np.arange(12), 0.7 ** np.arange(12)) * (1.0 + np.tri(12))
    ring = 1.0 / (
        1.0 + 3.0 * np.minimum(apart := np.abs(np.subtract.outer(range(16), range(16))), 16 - apart)
    )
    chain = 0.6 ** np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    tilted = np.array([[[1.0, 0.8], [0.8, 1.0]], [[1.0, -0.8], [-0.8, 1.0]]])
    return (
        gaussian_law(0.3),
        gaussian_law(0.8),
        gaussian_law(0.99),
        gaussian_law(0.7, 2),
        gaussian_law(0.0, 3),
        covariance_law(chain, 1),
        student_law(0.3, 3),
        student_law(0.0, 5),
        student_law(0.8, 10),
        student_law(0.5, 8, 3),
        uniform_noise(0.1),
        uniform_noise(0.4),
        uniform_noise(0.75),
        uniform_noise(3.0),
        bimodal(0.7),
        bimodal(2.0),
        gamma_exponential(1.0),
        gamma_exponential(4.0),
        mixture_law(np.array([0.5, 0.5]), np.zeros((2, 2)), tilted, "a cross of two Gaussian laws"),
        mixture_law(
            np.array([0.8, 0.2]), np.array([[0.0, 0.0], [2.0, 3.0]]), tilted, "two unequal Gaussian laws"
        ),
        bijection(gaussian_law(0.6), "cubes", x=cube, y=cube),
        bijection(gaussian_law(0.9), "exponentials", x=np.exp, y=np.exp),
        bijection(gaussian_law(0.7), "ranks", x=rank, y=rank),
        bijection(uniform_noise(0.4), "cubes", y=cube),
        independent_law("independent: heavy tails, uniform", heavy_and_uniform),
        independent_law("independent: two exponentials", exponentials),
        modulation(np.array([-2.0, 0.0, 1.0]), np.array([0.2, 0.5, 0.3])),
        modulation(1.5 * np.arange(-3.5, 4.0)),
        overlapping_uniforms(5),
        poisson_law(),
        layer_law(1.0, 2),
        layer_law(2.0, 5),
        table_law(geometric / geometric.sum(), "twelve letters with geometric laws"),
        table_law(ring / ring.sum(), "sixteen letters on a ring"),
        table_law(np.array([[0.97, 0.01], [0.015, 0.005]]), "two letters, mostly the first"),
        table_law(np.full((8, 8), 1.0 / 64.0), "eight independent letters"),
        linear_sequence(0.0, 0.5),
        linear_sequence(0.5, 0.8),
        driven_sequence(np.array([-1.0, 1.0]), 0.5),
        driven_sequence(np.array([-3.0, -1.0, 1.0, 3.0]), 0.3),
        letter_sequence(2, 0.2, 0.5),
        letter_sequence(4, 0.3, 0.0),
        letter_sequence(3, 2.0 / 3.0, 0.7),
    )


def _drawn(rng: np.random.Generator) -> tuple[Law, ...]:
    """Return three laws of each kind, with parameters that are drawn."""
    maps = {"none": None, "cubes": cube, "exponentials": np.exp, "ranks": rank, "hyperbolic sines": np.sinh}
    laws: list[Law] = []
    for _ in range(3):
        p, q = (int(rng.integers(1, 4)) for _ in range(2))
        basis = rng.standard_normal((p + q, 2 * (p + q)))
        laws.append(covariance_law(basis @ basis.T, p))
        laws.append(student_law(float(rng.uniform(-0.9, 0.9)), float(rng.uniform(2.5, 12.0))))
        laws.append(uniform_noise(float(np.exp(rng.uniform(np.log(0.05), np.log(4.0))))))
        laws.append(bimodal(float(rng.uniform(0.5, 3.0))))
        laws.append(gamma_exponential(float(rng.uniform(0.7, 6.0))))
        for _ in range(3):
            laws.append(_drawn_mixture(rng))
        first, second = (str(rng.choice(list(maps))) for _ in range(2))
        named = f"{first} and {second}"
        laws.append(bijection(_drawn_mixture(rng), named, x=maps[first], y=maps[second]))
        count = int(rng.integers(2, 7))
        laws.append(modulation(rng.normal(0.0, 2.0, count), rng.dirichlet(np.ones(count))))
        laws.append(layer_law(float(rng.uniform(0.3, 3.0)), int(rng.integers(1, 6))))
        rows, columns = (int(rng.integers(2, 13)) for _ in range(2))
        table = rng.dirichlet(np.full(rows * columns, float(rng.uniform(0.3, 3.0)))).reshape(rows, columns)
        laws.append(table_law(table, f"{rows} by {columns} letters"))
        laws.append(linear_sequence(float(rng.uniform(0.0, 2.0)), float(rng.uniform(-0.9, 0.9))))
        laws.append(driven_sequence(rng.normal(0.0, 2.0, count), float(rng.uniform(-0.9, 0.9))))
        letters = int(rng.integers(2, 6))
        laws.append(letter_sequence(letters, float(rng.uniform(0.05, 0.6)), float(rng.uniform(0.0, 0.8))))
    return tuple(laws)


def _drawn_mixture(rng: np.random.Generator) -> Law:
    count = int(rng.integers(2, 5))
    deviations, turns = rng.uniform(0.4, 1.5, (count, 2)), rng.uniform(-0.9, 0.9, count)
    covariances = np.einsum("ki,kj->kij", deviations, deviations)
    covariances[:, [0, 1], [1, 0]] *= turns[:, None]
    return mixture_law(rng.dirichlet(np.full(count, 2.0)), rng.normal(0.0, 1.5, (count, 2)), covariances)


def half_cube(x: Array) -> Array:
    """Return the power 3/2, with the sign: tails grow heavy."""
    return np.asarray(np.sign(x) * np.abs(x) ** 1.5)


def cube(x: Array) -> Array:
    """Return the third power."""
    return np.asarray(x**3)


def rank(x: Array) -> Array:
    """Return the Gaussian distribution function, which makes Gaussian numbers uniform."""
    from scipy.special import ndtr

    return np.asarray(ndtr(x))


def sharp_sine(x: Array) -> Array:
    """Return the inverse hyperbolic sine of ten times a number: tails shrink to logarithms."""
    return np.asarray(np.arcsinh(10.0 * x))


def spiral(x: Array) -> Array:
    """Roll numbers of (0, 1) up in the plane, one and a half turns of a Swiss roll."""
    angle = 1.5 * np.pi * (1.0 + 2.0 * x)
    return np.hstack([angle * np.cos(angle), angle * np.sin(angle)])


def heavy_and_uniform(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
    """Sample a Cauchy number and a uniform one."""
    return rng.standard_cauchy((n, 1)), rng.uniform(size=(n, 1))


def exponentials(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
    """Sample two exponential numbers."""
    return rng.exponential(size=(n, 1)), rng.exponential(size=(n, 1))
