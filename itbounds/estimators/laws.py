"""Laws whose mutual information is known, and bijections of them that leave it as it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, lgamma, log, pi, sqrt
from typing import TypeAlias

import numpy as np

from itbounds._typing import Array, Count, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.numerics.interval import Interval
from itbounds.numerics.mixture_information import gaussian_mixture_information
from itbounds.numerics.reductions import mutual_information
from itbounds.numerics.scalars import as_count, as_positive, as_real
from itbounds.numerics.validation import as_distribution, as_vector

__all__ = [
    "Law",
    "bijection",
    "bimodal",
    "gaussian_law",
    "modulation",
    "student_law",
    "table_law",
    "uniform_noise",
]

Sampler: TypeAlias = Callable[[np.random.Generator, int], tuple[Matrix, Matrix]]
Ratio: TypeAlias = Callable[[Matrix, Matrix], Vector]
Map: TypeAlias = Callable[[Array], Array]

IMPOSSIBLE = -30.0
"""The score of pairs that do not occur, where the logarithm of the ratio is infinite."""


@dataclass(frozen=True, eq=False)
class Law:
    r"""A joint law of X and Y with known information.

    Parameters
    ----------
    name : str
        What it is, briefly.
    information : Interval
        I(X;Y), in nats; closed forms are enclosed with their rounding.
    sample : callable
        Of a generator and n: n samples of x and of y, of shapes (n, p) and (n, q).
    kind : {"gaussian", "continuous", "mixed", "discrete", "sequence", "letters in time"}
        For which estimators it is. Of sequences the information is the transfer entropy from X to Y.
    ratio : callable, optional
        The best critic, :math:`\ln p(x, y) / p(x) p(y)`, of samples of either.
    noise : float, optional
        If Y is X with independent Gaussian noise in every coordinate, its standard deviation.
    """

    name: str
    information: Interval
    sample: Sampler
    kind: str
    ratio: Ratio | None = None
    noise: float | None = None

    def __repr__(self) -> str:
        return f"{self.name}: I(X;Y) in {self.information!r}"


def gaussian_law(rho: Number, dimensions: Count = 1) -> Law:
    r"""Return pairs of Gaussian coordinates with a correlation, :math:`I = -\frac d2 \ln(1 - \rho^2)`.

    Examples
    --------
    >>> 8.303656 in gaussian_law(0.9, 10).information or round(gaussian_law(0.9, 10).information.lower, 6)
    8.303656
    """
    correlation, d = as_real(rho, name="correlation"), as_count(dimensions, name="number of dimensions")
    if not -1.0 < correlation < 1.0:
        raise DomainError(f"a correlation of {correlation:g}", value=correlation, hint="give one in (-1, 1)")
    rest = 1.0 - correlation**2

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x, noise = rng.standard_normal((2, n, d))
        return x, correlation * x + sqrt(rest) * noise

    def ratio(x: Matrix, y: Matrix) -> Vector:
        squares = correlation**2 * (x**2 + y**2) - 2.0 * correlation * x * y
        return np.asarray(-0.5 * (d * log(rest) + (squares / rest).sum(axis=-1)))

    name = f"Gaussian, correlation {correlation:g}, {d} + {d} dimensions"
    return Law(name, _closed(-0.5 * d * log(rest)), sample, "gaussian", ratio)


def student_law(rho: Number, freedom: Number, dimensions: Count = 1) -> Law:
    r"""Return the Gaussian law divided by a common root of chi-square, Student's t with so many degrees.

    Its information is that of the Gaussian law and, from the common divisor,
    :math:`2 h(t_d) - h(t_{2d})` with the entropies of uncorrelated t laws.
    """
    nu = as_positive(freedom, name="degrees of freedom")
    base = gaussian_law(rho, dimensions)
    d = as_count(dimensions, name="number of dimensions")

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x, y = base.sample(rng, n)
        divisor = np.sqrt(rng.chisquare(nu, (n, 1)) / nu)
        return x / divisor, y / divisor

    def ratio(x: Matrix, y: Matrix) -> Vector:
        r = as_real(rho, name="correlation")
        squares = (x**2).sum(axis=-1), (y**2).sum(axis=-1), (x * y).sum(axis=-1)
        whole = (squares[0] + squares[1] - 2.0 * r * squares[2]) / (1.0 - r * r)
        apart = sum(np.log1p(square / nu) for square in squares[:2])
        rest = lgamma(nu / 2.0 + d) + lgamma(nu / 2.0) - 2.0 * lgamma((nu + d) / 2.0)
        rest -= 0.5 * d * log(1.0 - r * r)
        return np.asarray(rest - (nu / 2.0 + d) * np.log1p(whole / nu) + (nu + d) / 2.0 * apart)

    common = 2.0 * _student_entropy(nu, d) - _student_entropy(nu, 2 * d)
    name = f"Student t, {nu:g} degrees, correlation {rho:g}, {d} + {d} dimensions"
    return Law(name, _closed(base.information.lower + common), sample, "continuous", ratio)


def uniform_noise(width: Number) -> Law:
    r"""Return :math:`Y = X + N` with X uniform on (0, 1) and N on :math:`(-\epsilon, \epsilon)`.

    :math:`I = \epsilon - \ln 2 \epsilon` for :math:`\epsilon \le 1/2`, and :math:`1 / 4 \epsilon` above.
    """
    eps = as_positive(width, name="width of the noise")

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = rng.uniform(size=(n, 1))
        return x, x + rng.uniform(-eps, eps, (n, 1))

    def ratio(x: Matrix, y: Matrix) -> Vector:
        overlap = np.minimum(y + eps, 1.0) - np.maximum(y - eps, 0.0)
        best = np.where(np.abs(y - x) < eps, -np.log(np.maximum(overlap, 1e-300)), IMPOSSIBLE)
        return np.asarray(best[..., 0])

    nats = eps - log(2.0 * eps) if eps <= 0.5 else 0.25 / eps
    return Law(f"uniform with uniform noise of width {eps:g}", _closed(nats), sample, "continuous", ratio)


def modulation(levels: Array, weights: Array | None = None) -> Law:
    """Return Y = X + standard Gaussian noise with X on some levels: discrete with continuous."""
    places = as_vector(levels, name="levels")
    law = (
        np.full(len(places), 1.0 / len(places))
        if weights is None
        else as_distribution(weights, name="weights")
    )

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        x = places[rng.choice(len(places), size=n, p=law)]
        return x[:, None], (x + rng.standard_normal(n))[:, None]

    def ratio(x: Matrix, y: Matrix) -> Vector:
        heights = -0.5 * (y - places) ** 2 + np.log(np.maximum(law, 1e-300))
        return np.asarray(-0.5 * (y - x)[..., 0] ** 2 - np.logaddexp.reduce(heights, axis=-1))

    low, high = gaussian_mixture_information(places, law)
    name = f"{len(places)} levels up to {np.abs(places).max():g} with Gaussian noise"
    return Law(name, Interval(low, high), sample, "mixed", ratio, 1.0)


def bimodal(signal: Number) -> Law:
    r"""Return two noisy views of one sign, :math:`X = s B + N_1`, :math:`Y = s B + N_2`.

    The sum of the views has signal :math:`\sqrt 2 s` and their difference none, so that with the information
    J(s) of a sign through Gaussian noise, :math:`I(X; Y) = 2 J(s) - J(\sqrt 2 s)`.
    """
    s = as_positive(signal, name="signal")

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        sign = rng.choice([-s, s], size=(n, 1))
        return sign + rng.standard_normal((n, 1)), sign + rng.standard_normal((n, 1))

    half = np.array([0.5, 0.5])
    one = gaussian_mixture_information(np.array([-s, s]), half)
    both = gaussian_mixture_information(np.array([-s, s]) * sqrt(2.0), half)
    ends = Interval(2.0 * one[0] - both[1] - 1e-9, 2.0 * one[1] - both[0] + 1e-9)
    return Law(f"two noisy views of a sign of size {s:g}", ends, sample, "continuous")


def table_law(joint: Matrix, name: str = "table of letters") -> Law:
    """Return letters with a joint law."""
    law = as_distribution(joint, name="joint law", ndim=2)

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        cells = rng.choice(law.size, size=n, p=law.ravel() / law.sum())
        return (cells // law.shape[1])[:, None].astype(float), (cells % law.shape[1])[:, None].astype(float)

    with np.errstate(divide="ignore"):
        best = np.log(law) - np.log(law.sum(axis=1, keepdims=True)) - np.log(law.sum(axis=0))
    critic = np.maximum(best, IMPOSSIBLE)

    def ratio(x: Matrix, y: Matrix) -> Vector:
        return np.asarray(critic[x[..., 0].astype(int), y[..., 0].astype(int)])

    return Law(name, _closed(float(mutual_information(law))), sample, "discrete", ratio)


def bijection(law: Law, name: str, *, x: Map | None = None, y: Map | None = None) -> Law:
    """Return the law of f(X) and g(Y) for maps that can be undone, with the same information.

    Examples
    --------
    >>> import numpy as np
    >>> cubed = bijection(gaussian_law(0.5), "cubes", x=lambda x: x**3)
    >>> cubed.information == gaussian_law(0.5).information
    True
    """

    def sample(rng: np.random.Generator, n: int) -> tuple[Matrix, Matrix]:
        first, second = law.sample(rng, n)
        return first if x is None else x(first), second if y is None else y(second)

    kind = "continuous" if law.kind == "gaussian" else law.kind
    return replace(law, name=f"{name} of {law.name}", sample=sample, kind=kind, ratio=None, noise=None)


def _student_entropy(nu: float, d: int) -> float:
    from scipy.special import digamma

    middle = (nu + d) / 2.0
    spread = middle * float(digamma(middle) - digamma(nu / 2.0))
    return lgamma(nu / 2.0) - lgamma(middle) + d / 2.0 * log(nu * pi) + spread


def _closed(nats: float) -> Interval:
    slack = 1e-12 * max(1.0, abs(nats))
    return Interval(max(nats - slack, 0.0 if nats >= 0.0 else -inf), nats + slack)
