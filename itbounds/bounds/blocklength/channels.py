"""What a bound on codes sees of a channel: its matrix, a law of inputs, and which symmetries it has."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels import as_kernel
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.numerics.coding.random_codes import alike, density_letters, rival_letters
from itbounds.numerics.coding.spectrum import Spectrum
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.dispersion import information_density
from itbounds.numerics.validation import as_distribution
from itbounds.problems.capacity import capacity
from itbounds.units import NATS

__all__ = ["FiniteChannel", "as_channel", "as_error", "as_finite_channel", "as_length"]

_EXACT = 1e-15


@dataclass(frozen=True, eq=False)
class FiniteChannel:
    """A finite channel with the law from which codewords are drawn, letter by letter.

    Parameters
    ----------
    matrix : array of shape (m, n)
        Rows sum to one; outputs that never occur are left out.
    input_law : array of shape (m,)
        The capacity-achieving law unless another was given; uniform where that achieves capacity.
    given : bool
        Whether the law was given.
    whole : bool
        Whether every input of the channel is left; those with outputs that the law never causes are not.
    """

    matrix: Matrix
    input_law: Vector
    given: bool
    whole: bool = True

    @cached_property
    def output_law(self) -> Vector:
        """The law of the outputs."""
        law: Vector = self.input_law @ self.matrix
        return law

    @cached_property
    def letters(self) -> Spectrum:
        """The law of the information density of one letter."""
        return density_letters(self.matrix, self.input_law, self.output_law)

    @cached_property
    def symmetric_rows(self) -> bool:
        """Whether the law of the density is the same for every input letter."""
        return alike(self.matrix, information_density(self.matrix, self.output_law))

    @cached_property
    def symmetric_columns(self) -> bool:
        """Whether the law of a rival's density is the same at every output letter."""
        weights = np.where(self.matrix > 0.0, self.input_law[:, None], 0.0)
        return alike(weights.T, information_density(self.matrix, self.output_law).T)

    @property
    def rivals(self) -> Spectrum:
        """The law of a rival's density, where it is the same at every output letter."""
        return rival_letters(self.matrix, self.input_law, self.output_law, 0)

    @cached_property
    def erasure(self) -> float | None:
        """The erasure probability, if the channel is a binary erasure channel up to the order of outputs."""
        if self.matrix.shape != (2, 3):
            return None
        for e in range(3):
            left, right = (self.matrix[:, y] for y in range(3) if y != e)
            lost = self.matrix[:, e]
            crossed = min(left[0] + right[1], left[1] + right[0])
            if crossed == 0.0 and abs(lost[0] - lost[1]) <= _EXACT:
                return float(lost.mean())
        return None


def as_channel(
    channel: ArrayLike | GaussianChannel, input: ArrayLike | None
) -> FiniteChannel | GaussianChannel:
    """Return a channel with the law of its codewords.

    Raises
    ------
    DomainError
        If a law of inputs is given for a Gaussian channel, whose codewords lie on a sphere.
    """
    if not isinstance(channel, GaussianChannel):
        return as_finite_channel(channel, input)
    if input is not None:
        raise DomainError(
            "a law of inputs was given for a Gaussian channel",
            where="input",
            hint="its codewords are on the sphere of their power; leave `input` out",
        )
    return channel


def as_finite_channel(channel: ArrayLike, input: ArrayLike | None) -> FiniteChannel:
    """Return a finite channel with the law of its codewords: that given, or a capacity-achieving one.

    Raises
    ------
    ShapeError
        If a law of inputs is given of another length than the channel has inputs.
    NotNormalizedError, NegativeProbabilityError, NonFiniteError, EmptyAlphabetError, DTypeError
        If the channel or the law is none.
    """
    if isinstance(channel, GaussianChannel):
        raise DomainError(
            "this bound is of finite channels", value=channel, hint="use a `Kernel`, or `kappa_beta`"
        )
    kernel = as_kernel(channel)
    matrix = np.asarray(kernel.matrix, dtype=np.float64)
    matrix = matrix / matrix.sum(axis=1, keepdims=True)
    matrix = matrix[:, matrix.any(axis=0)]
    m = len(matrix)
    if input is not None:
        law = as_distribution(input, name="law of inputs", ndim=1)
        if len(law) != m:
            raise ShapeError(f"the law of inputs has {len(law)} entries; the channel has {m} inputs")
        law = law / law.sum()
        return _used(matrix, law, given=True)
    even = np.full(m, 1.0 / m)
    if alike(matrix, information_density(matrix, even @ matrix)):
        # Every letter has the same divergence from the output law: the uniform law achieves capacity.
        return FiniteChannel(matrix, even, given=False)
    witness = capacity(matrix, tol=1e-10, unit=NATS).witness
    if witness is None:
        raise DomainError("no input law was found", hint="give one as `input`")
    return _used(matrix, np.asarray(witness.matrix, dtype=np.float64).ravel(), given=False)


def _used(matrix: Matrix, law: Vector, *, given: bool) -> FiniteChannel:
    # Outputs that this law never causes have no density.
    seen = (law @ matrix) > 0.0
    if seen.all():
        return FiniteChannel(matrix, law, given)
    inside = ~matrix[:, ~seen].any(axis=1)
    kept = law[inside]
    return FiniteChannel(matrix[np.ix_(inside, seen)], kept / kept.sum(), given, bool(inside.all()))


def as_length(n: int) -> int:
    """Return a blocklength of at least 1."""
    return as_count(n, name="blocklength n")


def as_error(eps: float) -> float:
    """Return an error probability strictly between 0 and 1.

    Raises
    ------
    DomainError
        If it is not.
    """
    level = as_probability(eps, name="error probability eps")
    if level in (0.0, 1.0):
        raise DomainError(
            f"the error probability eps is {level!r}",
            value=level,
            hint="take one strictly between 0 and 1; bounds of zero error are combinatorial",
        )
    return level
