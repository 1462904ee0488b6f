"""Arrows of Gauss: affine maps with Gaussian noise, between named Euclidean spaces."""

from collections.abc import Mapping

import numpy as np

from itbounds._typing import JSON, ArrayLike, Matrix, Vector
from itbounds.errors import DTypeError, ShapeError
from itbounds.kernels.gaussian.arrow import Blocks, GaussianArrow
from itbounds.kernels.gaussian.inversion import kalman_gain
from itbounds.kernels.gaussian.serial import (
    decode_gaussian,
    decode_support,
    encode_gaussian,
    encode_support,
)
from itbounds.kernels.gaussian.space import EuclideanSpace, SpaceLike, as_euclidean
from itbounds.kernels.gaussian.support import AffineSupport, product_support, support_of
from itbounds.numerics.covariance import (
    as_finite,
    conditional_moments,
    pivoted_cholesky,
    transported_covariance,
)

__all__ = ["GaussianKernel"]


class GaussianKernel(GaussianArrow):
    r"""The conditional law :math:`Y = A x + b + N` with Gaussian noise :math:`N \sim \mathcal N(0, Q)`.

    Kernels compose as ``f >> g`` (first f, then g) and stand side by side as ``f @ g``. With `copy`,
    `discard` and `swap` they form the Markov category Gauss (Fritz, *A synthetic approach to Markov kernels*,
    2020). A kernel from the unit space, with A of shape (n, 0), is a Gaussian law, a *state*. Covariances may
    be singular: deterministic relations between components are found and named (`spread`).

    The numbers are floating-point numbers, rounded, and no certified intervals; the rank of a covariance is
    decided as `itbounds.numerics.covariance` states.

    Parameters
    ----------
    A : array-like of shape (n, m)
        The linear part.
    b : array-like of shape (n,), optional
        The offset; zero by default.
    noise_cov : array-like of shape (n, n), optional
        The covariance Q of the noise, positive semidefinite; zero by default.
    dom, cod : EuclideanSpace, dict, str or int, optional
        The blocks of the input and of the output, such as ``{"position": 2, "speed": 2}``; a string names a
        single block. Without them there is one anonymous block.
    support : AffineSupport, optional
        Where the inputs lie, of a conditional that is a convention elsewhere.

    Raises
    ------
    ShapeError
        If the arrays do not fit one another or the spaces.
    DomainError
        If the covariance is not symmetric and positive semidefinite; the message names the eigenvalue.
    NonFiniteError
        For a NaN or an infinity.

    Examples
    --------
    A prior and a noisy measurement; the inverse is the Kalman gain.

    >>> prior = GaussianKernel.state([0.0], [[3.0]], cod="x")
    >>> sensor = GaussianKernel([[1.0]], [0.0], [[1.0]], dom="x", cod="y")
    >>> back = sensor.invert(prior)
    >>> back.A.round(12), back.noise_cov.round(12), back.dom.names
    (array([[0.75]]), array([[0.75]]), ('y',))
    """

    __slots__ = ()

    @classmethod
    def _trusted(
        cls,
        dom: EuclideanSpace,
        cod: EuclideanSpace,
        moments: tuple[Matrix, Vector, Matrix],
        support: AffineSupport | None = None,
    ) -> "GaussianKernel":
        """Build a kernel from arrays of our own making: no check, no copy."""
        kernel = object.__new__(cls)
        kernel._fill(dom, cod, moments, support)
        return kernel

    @classmethod
    def state(cls, mean: ArrayLike, covariance: ArrayLike, *, cod: SpaceLike = None) -> "GaussianKernel":
        r"""Return the law :math:`\mathcal N(m, S)`, a kernel from the unit space.

        Examples
        --------
        >>> GaussianKernel.state([0.0, 1.0], [[1.0, 0.5], [0.5, 1.0]], cod={"x": 1, "y": 1}).marginal("y")
        GaussianKernel.state([1.0], [[1.0]], cod={'y': 1})
        """
        return cls(np.zeros((np.size(mean), 0)), mean, covariance, cod=cod)

    @classmethod
    def id(cls, space: SpaceLike) -> "GaussianKernel":
        """Return the identity of a space, given by itself, by its dimension or by a dict of its blocks."""
        here = as_euclidean(space)
        return _function(here, here, np.eye(here.size))

    @classmethod
    def copy(cls, space: SpaceLike) -> "GaussianKernel":
        """Return the map of x to (x, x)."""
        here = as_euclidean(space)
        return _function(here, here @ here, np.vstack([np.eye(here.size)] * 2))

    @classmethod
    def discard(cls, space: SpaceLike) -> "GaussianKernel":
        """Return the only map to the unit space."""
        here = as_euclidean(space)
        return _function(here, EuclideanSpace.unit(), np.zeros((0, here.size)))

    @classmethod
    def swap(cls, first: SpaceLike, second: SpaceLike) -> "GaussianKernel":
        """Return the map of (x, y) to (y, x)."""
        one, two = as_euclidean(first), as_euclidean(second)
        order = np.r_[one.size : one.size + two.size, 0 : one.size]
        return _function(one @ two, two @ one, np.eye(one.size + two.size)[order])

    def __rshift__(self, other: "GaussianKernel") -> "GaussianKernel":
        """Return the composite: first this kernel, then the other.

        Raises
        ------
        CompositionError
            If the output space does not meet the input space of the other.
        """
        if not isinstance(other, GaussianKernel):
            return NotImplemented
        self.cod.require(other.dom, "cannot compose")
        noise = transported_covariance(other.A, self.noise_cov, other.noise_cov)
        moments = (other.A @ self.A, other.A @ self.b + other.b, noise)
        return GaussianKernel._trusted(self.dom, other.cod, moments, self.support)

    def __matmul__(self, other: "GaussianKernel") -> "GaussianKernel":
        """Return the two kernels side by side: independent noise."""
        if not isinstance(other, GaussianKernel):
            return NotImplemented
        noise = _diagonal(self.noise_cov, other.noise_cov)
        moments = (_diagonal(self.A, other.A), np.concatenate([self.b, other.b]), noise)
        support = product_support((self.dom, self.support), (other.dom, other.support))
        return GaussianKernel._trusted(self.dom @ other.dom, self.cod @ other.cod, moments, support)

    def marginal(self, names: Blocks) -> "GaussianKernel":
        """Return the kernel to some blocks of the output space, in the order given, the others discarded.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one block.
        """
        keep = self.cod.positions(names)
        rows = list(self.cod.coordinates(keep))
        moments = (self.A[rows], self.b[rows], self.noise_cov[np.ix_(rows, rows)])
        return GaussianKernel._trusted(self.dom, self.cod.select(keep), moments, self.support)

    def at(self, value: ArrayLike) -> "GaussianKernel":
        """Return the law of the output for one input.

        Raises
        ------
        DomainError
            If the kernel is a conditional and the input has no probability: naming the relation it breaks.
        """
        point = as_finite(value, name="input", shape=(self.dom.size,))
        if self.support is not None:
            self.support.require(point)
        return _law(self.cod, self.A @ point + self.b, self.noise_cov)

    def joint(self, prior: "GaussianKernel") -> "GaussianKernel":
        """Return the joint law of input and output.

        Raises
        ------
        CompositionError
            If the prior is no law on the input space.
        """
        law = self._prior(prior)
        space = law.cod if self.dom.anonymous else self.dom
        graph = np.vstack([np.eye(space.size), self.A])
        noise = _diagonal(np.zeros((space.size, space.size)), self.noise_cov)
        mean = np.concatenate([law.b, self.A @ law.b + self.b])
        return _law(space @ self.cod, mean, transported_covariance(graph, law.noise_cov, noise))

    def invert(self, prior: "GaussianKernel") -> "GaussianKernel":
        r"""Return the Bayesian inverse, whose linear part is the Kalman gain.

        For a prior :math:`\mathcal N(m, S)`, with a generalised inverse where the covariance is singular,

        .. math::

            X = m + K (y - A m - b) + N', \qquad K = S A^\top (A S A^\top + Q)^+, \qquad
            Q' = (1 - K A) S (1 - K A)^\top + K Q K^\top .

        It is unique on the support of the output law, which is attached as `support` unless it is the whole
        space (Cho and Jacobs, *Disintegration and Bayesian inversion via string diagrams*, 2019).

        Raises
        ------
        CompositionError
            If the prior is no law on the input space.
        """
        law = self._prior(prior)
        gain, rest, output = kalman_gain(law.noise_cov, self.A, self.noise_cov)
        centre = self.A @ law.b + self.b
        moments = (gain, law.b - gain @ centre, rest)
        cod = law.cod if self.dom.anonymous else self.dom
        return GaussianKernel._trusted(self.cod, cod, moments, _unless_whole(self.cod, centre, output))

    def conditional(self, given: Blocks) -> "GaussianKernel":
        """Return the conditional law of the other blocks of a state given some, as a kernel from these.

        Where the covariance of the given blocks is singular, the kernel is a convention outside of their
        support, which is attached as `support`.

        Examples
        --------
        >>> pair = GaussianKernel.state([0, 0], [[1, 0.5], [0.5, 1]], cod={"x": 1, "y": 1})
        >>> pair.conditional("y")
        GaussianKernel([[0.5]], [0.0], [[0.75]], dom={'y': 1}, cod={'x': 1})
        """
        self._require_state("a conditional law")
        at = self.cod.positions(given)
        others = [i for i in range(len(self.cod.names)) if i not in at]
        y, x = self.cod.coordinates(at), self.cod.coordinates(others)
        gain, rest = conditional_moments(self.noise_cov, x, y)
        seen = self.marginal(at)
        moments = (gain, self.b[list(x)] - gain @ seen.b, rest)
        support = _unless_whole(seen.cod, seen.b, seen.noise_cov)
        return GaussianKernel._trusted(seen.cod, self.cod.select(others), moments, support)

    def condition(self, values: Mapping[str, ArrayLike]) -> "GaussianKernel":
        """Return the law of the other blocks of a state once some are known to have these values.

        Raises
        ------
        DomainError
            If the values have no probability: naming the relation between the blocks that they break.

        Examples
        --------
        >>> pair = GaussianKernel.state([0, 0], [[1, 0.5], [0.5, 1]], cod={"x": 1, "y": 1})
        >>> pair.condition({"y": 2.0})
        GaussianKernel.state([1.0], [[0.75]], cod={'x': 1})
        """
        _require_mapping(values)
        dims = [self.cod.dims[i] for i in self.cod.positions(values)]
        parts = [
            as_finite(value, name=f"value of {name}", shape=(dim,))
            for (name, value), dim in zip(values.items(), dims, strict=True)
        ]
        return self.conditional(values).at(np.concatenate([np.zeros(0), *parts]))

    def agrees_with(
        self, other: "GaussianKernel", *, prior: "GaussianKernel | None" = None, atol: float = 1e-12
    ) -> bool:
        """Return whether two kernels are equal up to `atol`, almost surely under a prior.

        Parameters
        ----------
        other : GaussianKernel
            A kernel of the same type.
        prior : GaussianKernel, optional
            The law of the inputs. With it, the difference of the two outputs for one input counts, in mean
            and in standard deviation; without it, every entry of A and b.
        atol : float
            The largest difference, also of two entries of the covariance.

        Raises
        ------
        CompositionError
            If the types differ, or the prior is no law on the input space.
        """
        _require_gaussian(other, "what is compared with a Gaussian kernel")
        self.dom.require(other.dom, "cannot compare kernels")
        self.cod.require(other.cod, "cannot compare kernels")
        slope, offset = self.A - other.A, self.b - other.b
        if prior is not None:
            law = self._prior(prior)
            slope, offset = slope @ pivoted_cholesky(law.noise_cov)[0], slope @ law.b + offset
        parts = (slope, offset, self.noise_cov - other.noise_cov)
        return all(float(np.abs(part).max(initial=0.0)) <= atol for part in parts)

    def to_dict(self) -> JSON:
        """Return the kernel as JSON-able data; `from_dict` restores it bit by bit."""
        data = encode_gaussian(self.dom, self.cod, self.A, self.b, self.noise_cov)
        return {**data, "support": encode_support(self.support)}

    @classmethod
    def from_dict(cls, data: JSON) -> "GaussianKernel":
        """Return the kernel that `to_dict` was called on.

        Raises
        ------
        DomainError
            If the data is not that of a Gaussian kernel.
        ItboundsError
            If its arrays are not those of one.
        """
        parts = decode_gaussian(data)
        return cls(**parts, support=decode_support(data.get("support"), parts["dom"]))

    def _prior(self, prior: "GaussianKernel") -> "GaussianKernel":
        _require_gaussian(prior, "the prior of a Gaussian kernel")
        if not prior.is_state:
            raise ShapeError(f"a prior comes from the unit space, not from {prior.dom}")
        prior.cod.require(self.dom, "the prior of a Gaussian kernel")
        return prior


def _require_gaussian(kernel: object, what: str) -> None:
    if not isinstance(kernel, GaussianKernel):
        kind, hint = type(kernel).__name__, "a law is GaussianKernel.state(mean, covariance)"
        raise DTypeError(f"{what} is a {kind}, not a Gaussian kernel", value=kernel, hint=hint)


def _require_mapping(values: object) -> None:
    if not isinstance(values, Mapping):
        hint = 'name the block of each value: {"y": 2.0}'
        raise DTypeError(f"{values!r} gives no block a value", value=values, hint=hint)


def _function(dom: EuclideanSpace, cod: EuclideanSpace, matrix: Matrix) -> GaussianKernel:
    """Return the kernel of a linear map."""
    moments = (matrix, np.zeros(cod.size), np.zeros((cod.size, cod.size)))
    return GaussianKernel._trusted(dom, cod, moments)


def _law(space: EuclideanSpace, mean: Vector, covariance: Matrix) -> GaussianKernel:
    return GaussianKernel._trusted(
        EuclideanSpace.unit(), space, (np.zeros((space.size, 0)), mean, covariance)
    )


def _diagonal(first: Matrix, second: Matrix) -> Matrix:
    """Return the two matrices as the diagonal blocks of one."""
    (m, n), (p, q) = first.shape, second.shape
    matrix = np.zeros((m + p, n + q))
    matrix[:m, :n] = first
    matrix[m:, n:] = second
    return matrix


def _unless_whole(space: EuclideanSpace, mean: Vector, covariance: Matrix) -> AffineSupport | None:
    """Return the support of a law, or nothing where every value is possible."""
    support = support_of(space, mean, covariance)
    return None if support.is_whole else support
