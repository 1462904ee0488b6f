"""Further laws with known information: skewed, independent, in several dimensions, mixed, and sequences."""

from math import log, sqrt

import numpy as np

from itbounds._typing import Array, Count, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.laws import Law, Sampler
from itbounds.numerics.interval import Interval
from itbounds.numerics.mixture_information import gaussian_mixture_information
from itbounds.numerics.scalars import as_count, as_positive, as_real
from itbounds.numerics.validation import as_matrix, as_vector

__all__ = [
    "covariance_law",
    "driven_sequence",
    "gamma_exponential",
    "independent_law",
    "layer_law",
    "letter_sequence",
    "linear_sequence",
    "overlapping_uniforms",
    "poisson_law",
]

SLACK = 1e-11
"""What closed forms in doubles are enclosed with, relative to the larger of one and themselves."""


def covariance_law(covariance: Array, p: Count) -> Law:
    r"""Return Gaussian samples whose first p coordinates are x, :math:`I = \frac12 \ln |S_X| |S_Y| / |S|`.

    Examples
    --------
    >>> import numpy as np
    >>> covariance_law(np.array([[1.0, 0.6], [0.6, 1.0]]), 1)
    Gaussian, 1 + 1 dimensions: I(X;Y) in [0.223143551, 0.223143552] nat
    """
    shape = as_matrix(covariance, name="covariance")
    d, first = len(shape), as_count(p, name="number of coordinates of x")
    if shape.shape != (d, d) or first >= d or not np.linalg.eigvalsh(shape).min() > 0.0:
        raise DomainError(
            f"a covariance of shape {shape.shape} for {first} coordinates of x",
            value=shape.shape,
            hint="give a positive definite one, with coordinates left for y",
        )
    factor = np.linalg.cholesky(shape)
    parts = shape[:first, :first], shape[first:, first:], shape
    of_x, of_y, of_both = (float(np.linalg.slogdet(part)[1]) for part in parts)

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        points = rng.standard_normal((n, d)) @ factor.T
        return points[:, :first], points[:, first:]

    nats = 0.5 * (of_x + of_y - of_both)
    return Law(f"Gaussian, {first} + {d - first} dimensions", _known(nats), sample, "gaussian")


def gamma_exponential(shape: Number) -> Law:
    r"""Return X of a gamma law and Y exponential with the rate X: :math:`I = \psi(\theta + 1) - \ln \theta`.

    Y has the tails of a power, :math:`(1 + y)^{-\theta}`, since :math:`\ln (1 + Y)` is exponential.

    Examples
    --------
    >>> gamma_exponential(1.0)
    exponential with a gamma rate of shape 1: I(X;Y) in [0.422784335, 0.422784336] nat
    """
    from scipy.special import digamma

    theta = as_positive(shape, name="shape of the gamma law")

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = rng.gamma(theta, size=(n, 1))
        return x, rng.exponential(size=(n, 1)) / x

    def ratio(x: Matrix, y: Matrix) -> Vector:
        terms = np.log(x) - x * y - log(theta) + (theta + 1.0) * np.log1p(y)
        return np.asarray(terms[..., 0])

    nats = float(digamma(theta + 1.0)) - log(theta)
    name = f"exponential with a gamma rate of shape {theta:g}"
    return Law(name, _known(nats), sample, "continuous", ratio)


def independent_law(name: str, sample: Sampler) -> Law:
    """Return a law of X and Y that have nothing in common."""
    return Law(name, Interval(0.0, SLACK), sample, "continuous", lambda x, y: 0.0 * (x + y)[..., 0])


def overlapping_uniforms(levels: Count) -> Law:
    r"""Return X on m equally likely levels and Y uniform on (X, X + 2): :math:`\ln m - \frac{m-1}{m} \ln 2`.

    References
    ----------
    Gao, Kannan, Oh and Viswanath (2017).
    """
    m = as_count(levels, name="number of levels", minimum=2)

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = rng.integers(0, m, size=(n, 1)).astype(np.float64)
        return x, x + 2.0 * rng.uniform(size=(n, 1))

    nats = log(m * 0.5 ** ((m - 1.0) / m))
    return Law(f"{m} levels with overlapping uniform noise", _known(nats), sample, "mixed")


def poisson_law() -> Law:
    r"""Return X exponential and Y a Poisson number with the mean X.

    Y is geometric, and :math:`I = 2 \ln 2 - \gamma - \sum_k 2^{-k} \ln k` with Euler's constant.

    References
    ----------
    Gao, Kannan, Oh and Viswanath (2017).
    """
    terms = np.arange(1.0, 80.0)
    nats = log(4.0) - float(np.euler_gamma) - float(np.sum(np.log(terms) * 0.5**terms))

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = rng.exponential(size=(n, 1))
        return x, rng.poisson(x).astype(np.float64)

    return Law("a Poisson number with an exponential mean", _known(nats), sample, "mixed")


def layer_law(deviation: Number, dimensions: Count) -> Law:
    r"""Return Gaussian activations with unit Gaussian noise, :math:`I = \frac d2 \ln (1 + s^2)`."""
    s, d = as_positive(deviation, name="deviation"), as_count(dimensions, name="number of dimensions")

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        activations = s * rng.standard_normal((n, d))
        return activations, activations + rng.standard_normal((n, d))

    name = f"{d} Gaussian activations of deviation {s:g}"
    return Law(name, _known(0.5 * d * log(1.0 + s * s)), sample, "gaussian", noise=1.0)


def linear_sequence(weight: Number, memory: Number) -> Law:
    r"""Return :math:`Y_t = a Y_{t-1} + b X_{t-1} + N_t` with Gaussian X, N: :math:`\frac12 \ln(1 + b^2)`."""
    b, a = as_real(weight, name="weight"), _memory(memory)

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = rng.standard_normal(n)
        return x[:, None], _driven(a, b * x, rng)[:, None]

    name = f"linear sequence of weight {b:g} and memory {a:g}"
    return Law(name, _known(0.5 * log(1.0 + b * b)), sample, "sequence")


def driven_sequence(levels: Array, memory: Number) -> Law:
    r"""Return :math:`Y_t = a Y_{t-1} + X_{t-1} + N_t` with X on equally likely levels and Gaussian N.

    Given the past of Y the transfer entropy is the information of the level through its noise.
    """
    places, a = as_vector(levels, name="levels"), _memory(memory)
    weights = np.full(len(places), 1.0 / len(places))

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = rng.choice(places, size=n)
        return x[:, None], _driven(a, x, rng)[:, None]

    low, high = gaussian_mixture_information(places, weights)
    name = f"sequence driven by {len(places)} levels up to {np.abs(places).max():g}, memory {a:g}"
    return Law(name, Interval(low, high), sample, "sequence")


def letter_sequence(size: Count, noise: Number, stay: Number) -> Law:
    r"""Return letters :math:`Y_t` that follow :math:`X_{t-1}` but for a chance of any other letter.

    X stays as it is with a chance, and is otherwise drawn anew. The transfer entropy
    :math:`H(Y_t \mid Y_{t-1}) - H(Y_t \mid X_{t-1})` follows from the law of two letters of Y.
    """
    k = as_count(size, name="number of letters", minimum=2)
    wrong, same = as_real(noise, name="chance of another letter"), as_real(stay, name="chance to stay")
    channel = (1.0 - wrong) * np.eye(k) + wrong * (1.0 - np.eye(k)) / (k - 1.0)
    moves = same * np.eye(k) + (1.0 - same) / k
    pairs = channel.T @ moves @ channel / k
    nats = log(k) - _entropy(channel[0]) - (2.0 * log(k) - _entropy(pairs.ravel()))

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        fresh = rng.uniform(size=n + 1) >= same
        fresh[0] = True
        drawn = rng.integers(0, k, n + 1)
        x = drawn[np.maximum.accumulate(np.where(fresh, np.arange(n + 1), 0))]
        shift = np.where(rng.uniform(size=n) < wrong, rng.integers(1, k, n), 0)
        y = (x[:-1] + shift) % k
        return x[1:, None].astype(np.float64), y[:, None].astype(np.float64)

    name = f"sequence of {k} letters with noise {wrong:g} that stay with {same:g}"
    return Law(name, _known(nats), sample, "letters in time")


def _memory(memory: Number) -> float:
    a = as_real(memory, name="memory")
    if not abs(a) < 1.0:
        raise DomainError(f"a memory of {a:g}", value=a, hint="give one in (-1, 1), where sequences settle")
    return a


def _driven(a: float, drive: Vector, rng: np.random.Generator) -> Vector:
    """Return the sequence that starts in what would be its Gaussian law without any drive."""
    from scipy.signal import lfilter

    noise = rng.standard_normal(len(drive))
    noise[1:] += drive[:-1]
    noise[0] /= sqrt(1.0 - a * a)
    return np.asarray(lfilter([1.0], [1.0, -a], noise))


def _entropy(law: Vector) -> float:
    positive = law[law > 0.0]
    return -float(np.sum(positive * np.log(positive)))


def _known(nats: float) -> Interval:
    slack = SLACK * max(1.0, abs(nats))
    return Interval(max(nats - slack, 0.0), nats + slack)
