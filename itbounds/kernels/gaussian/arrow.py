"""What a Gaussian kernel is made of, and what can be read off it: moments, support, entropies, samples."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Count, Matrix, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.display import array_text
from itbounds.kernels.gaussian.measures import (
    differential_entropy,
    gaussian_divergence,
    gaussian_information,
)
from itbounds.kernels.gaussian.space import EuclideanSpace, SpaceLike, as_euclidean
from itbounds.kernels.gaussian.support import AffineSupport, support_of
from itbounds.numerics.coercion import coerce, frozen
from itbounds.numerics.covariance import as_covariance, as_finite, conditional_moments, pivoted_cholesky
from itbounds.numerics.scalars import as_count
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Blocks", "GaussianArrow"]

Blocks = str | int | Iterable[str | int]
"""Blocks of a space, by name or by position."""


@dataclass(frozen=True, eq=False, slots=True, repr=False, init=False)
class GaussianArrow:
    r"""The law of :math:`A x + b + N` with :math:`N \sim \mathcal N(0, Q)`; see `GaussianKernel`."""

    dom: EuclideanSpace
    cod: EuclideanSpace
    A: Matrix
    b: Vector
    noise_cov: Matrix
    support: AffineSupport | None

    def __init__(
        self,
        A: ArrayLike,
        b: ArrayLike | None = None,
        noise_cov: ArrayLike | None = None,
        *,
        dom: SpaceLike = None,
        cod: SpaceLike = None,
        support: AffineSupport | None = None,
    ) -> None:
        given = coerce(A, "linear part").array
        if given.ndim != 2:
            hint = "a law has a linear part of shape (n, 0): use GaussianKernel.state(mean, covariance)"
            message = f"the linear part has shape {given.shape}; (n, m) is expected"
            raise ShapeError(message, value=given.shape, hint=hint)
        n, m = given.shape
        matrix = as_finite(A, name="linear part", shape=(n, m))
        offset = as_finite(np.zeros(n) if b is None else b, name="offset", shape=(n,))
        noise = np.zeros((n, n)) if noise_cov is None else noise_cov
        covariance = as_covariance(noise, name="noise covariance", size=n)
        self._fill(as_euclidean(dom, m), as_euclidean(cod, n), (matrix, offset, covariance), support)

    def _fill(
        self,
        dom: EuclideanSpace,
        cod: EuclideanSpace,
        moments: tuple[Matrix, Vector, Matrix],
        support: AffineSupport | None,
    ) -> None:
        fields = ("dom", "cod", "A", "b", "noise_cov", "support")
        for name, part in zip(fields, (dom, cod, *(frozen(m) for m in moments), support), strict=True):
            object.__setattr__(self, name, part)

    @property
    def is_state(self) -> bool:
        """Whether it comes from the unit space: a Gaussian law."""
        return self.dom.size == 0

    @property
    def is_deterministic(self) -> bool:
        """Whether there is no noise: an affine function, which copying commutes with."""
        return not self.noise_cov.any()

    @property
    def mean(self) -> Vector:
        """The mean of a state; read-only."""
        self._require_state("a mean")
        return self.b

    @property
    def covariance(self) -> Matrix:
        """The covariance matrix of a state; read-only."""
        self._require_state("a covariance")
        return self.noise_cov

    @property
    def spread(self) -> AffineSupport:
        """Where a state lives: its free components, and the relations that bind the others to them.

        Examples
        --------
        >>> from itbounds import GaussianKernel
        >>> GaussianKernel.state([0, 1], [[1, 2], [2, 4]], cod={"x": 1, "y": 1}).spread.relations
        ('y = 2 x + 1',)
        """
        self._require_state("a support")
        return support_of(self.cod, self.b, self.noise_cov)

    def entropy(self, unit: Unit | str = BITS) -> float:
        r"""Return the differential entropy :math:`\frac12 \log \det (2 \pi e Q)`, the same for every input.

        It is minus infinity where Q is singular: where, for a state, `spread` has relations to show.

        Examples
        --------
        >>> from itbounds import GaussianKernel
        >>> round(GaussianKernel.state([0.0], [[1.0]]).entropy(), 6)
        2.047096
        """
        return as_unit(unit).from_nats(differential_entropy(self.noise_cov))

    def mutual_information(
        self, first: Blocks, second: Blocks, given: Blocks = (), *, unit: Unit | str = BITS
    ) -> float:
        r"""Return :math:`I(X; Y \mid Z)` between groups of blocks of a state.

        It is infinite if a function of the one group that is not constant is a function of the other, almost
        surely; `shared` names such relations.

        Parameters
        ----------
        first, second, given : str, int or iterable of these
            Disjoint groups of blocks.
        unit : Unit or str
            The unit of the result.

        Raises
        ------
        DomainError
            For a block that is not there or in two groups.

        Examples
        --------
        >>> from itbounds import GaussianKernel
        >>> pair = GaussianKernel.state([0, 0], [[1, 0.9], [0.9, 1]], cod={"x": 1, "y": 1})
        >>> round(pair.mutual_information("x", "y"), 6)
        1.197964
        """
        covariance, x, y = self._groups(first, second, given)
        return as_unit(unit).from_nats(gaussian_information(covariance, x, y))

    def shared(self, first: Blocks, second: Blocks) -> tuple[str, ...]:
        """Return the relations between two groups of blocks of a state that make their information infinite.

        They are the relations of the pair, less those within each group.

        Examples
        --------
        >>> from itbounds import GaussianKernel
        >>> law = GaussianKernel.state([0, 0], [[1, 1], [1, 1]], cod={"x": 1, "y": 1})
        >>> law.mutual_information("x", "y"), law.shared("x", "y")
        (inf, ('y = x',))
        """
        self._require_state("relations")
        one, two = self.cod.positions(first), self.cod.positions(second)
        free: list[int] = []
        for group in (one, two):
            rows = self.cod.coordinates(group)
            taken = pivoted_cholesky(self.noise_cov[np.ix_(rows, rows)])[1]
            free += [rows[i] for i in sorted(taken)]
        labels = self.cod.components
        space = EuclideanSpace(tuple(labels[i] for i in free), (1,) * len(free))
        return support_of(space, self.b[free], self.noise_cov[np.ix_(free, free)]).relations

    def relative_entropy(self, other: "GaussianArrow", *, unit: Unit | str = BITS) -> float:
        r"""Return :math:`D(p \| q)` of two states, infinite if their supports differ.

        Raises
        ------
        CompositionError
            If the two laws live on different spaces.

        Examples
        --------
        >>> from itbounds import GaussianKernel
        >>> p, q = GaussianKernel.state([1.0], [[1.0]]), GaussianKernel.state([0.0], [[1.0]])
        >>> p.relative_entropy(q, unit="nat")
        0.5
        """
        self._require_state("a relative entropy")
        self.cod.require(other.cod, "relative entropy")
        where = other.spread
        nats = gaussian_divergence(
            self.b, self.noise_cov, (other.b, other.noise_cov), (where.normals, where.deviations)
        )
        return as_unit(unit).from_nats(nats)

    def sample(
        self, size: Count, *, rng: np.random.Generator | int, inputs: ArrayLike | None = None
    ) -> Matrix:
        """Draw outputs, one a row.

        Parameters
        ----------
        size : int
            How many.
        rng : numpy.random.Generator or int
            The generator or its seed.
        inputs : array-like of shape (size, m), optional
            An input for each output; a state needs none.

        Examples
        --------
        >>> from itbounds import GaussianKernel
        >>> GaussianKernel.state([1.0, 2.0], [[1, 1], [1, 1]]).sample(3, rng=0).round(3)
        array([[1.126, 2.126],
               [0.868, 1.868],
               [1.64 , 2.64 ]])
        """
        count = as_count(size, name="number of samples")
        if inputs is None and not self.is_state:
            raise ShapeError(f"samples from {self.dom} -> {self.cod} need inputs", hint="give inputs=")
        points = as_finite(
            np.zeros((count, 0)) if inputs is None else inputs, name="inputs", shape=(count, self.dom.size)
        )
        factor = pivoted_cholesky(self.noise_cov)[0]
        noise = np.random.default_rng(rng).standard_normal((count, factor.shape[1]))
        drawn: Matrix = points @ self.A.T + self.b + noise @ factor.T
        return drawn

    def _groups(
        self, first: Blocks, second: Blocks, given: Blocks
    ) -> tuple[Matrix, tuple[int, ...], tuple[int, ...]]:
        """Return a covariance, conditional on the third group, and where in it the first two are."""
        self._require_state("a mutual information")
        groups = [self.cod.positions(group) for group in (first, second, given)]
        every = [i for group in groups for i in group]
        if len(set(every)) < len(every):
            twice = next(i for i in every if every.count(i) > 1)
            raise DomainError(f"block {twice} of {self.cod} is in two groups", where=twice)
        x, y, z = (self.cod.coordinates(group) for group in groups)
        rest = conditional_moments(self.noise_cov, x + y, z)[1]
        return rest, tuple(range(len(x))), tuple(range(len(x), len(x) + len(y)))

    def _require_state(self, what: str) -> None:
        if not self.is_state:
            hint = "take the law for one input with .at(x), or compose with a prior first"
            raise ShapeError(f"a kernel {self.dom} -> {self.cod} has not {what}: only a state has", hint=hint)

    def __repr__(self) -> str:
        named = [
            f", {key}={dict(zip(space.names, space.dims, strict=True))!r}"
            if len(set(space.names)) == len(space.names)
            else f", {key}={space!r}"
            for key, space in (("dom", self.dom), ("cod", self.cod))
            if not space.anonymous
        ]
        moments = f"{array_text(self.b)}, {array_text(self.noise_cov)}{''.join(named)}"
        if self.is_state:
            return f"GaussianKernel.state({moments})"
        linear = array_text(self.A) if self.A.size else f"numpy.zeros({self.A.shape})"
        return f"GaussianKernel({linear}, {moments})"

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.dom, self.cod, (self.A, self.b, self.noise_cov), self.support)
        return _rebuilt, (type(self), *fields)


def _rebuilt(
    kind: type[GaussianArrow],
    dom: EuclideanSpace,
    cod: EuclideanSpace,
    moments: tuple[Matrix, Vector, Matrix],
    support: AffineSupport | None,
) -> GaussianArrow:
    arrow = object.__new__(kind)
    arrow._fill(dom, cod, moments, support)
    return arrow
