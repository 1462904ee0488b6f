"""Arrows of FinStoch: row-stochastic matrices that know their types."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from itbounds._typing import JSON, Array, ArrayLike, Count, Matrix, Number
from itbounds.errors import ShapeError
from itbounds.kernels.conversion import frequencies, softmax
from itbounds.kernels.display import array_text, matrix_html
from itbounds.kernels.inversion import bayesian_inverse
from itbounds.kernels.labels import labelled
from itbounds.kernels.serial import decode_kernel, encode_kernel
from itbounds.kernels.space import Letter, Space
from itbounds.kernels.structure import copy_matrix, function_matrix, swap_matrix
from itbounds.numerics.coercion import frozen
from itbounds.numerics.validation import Normalize, as_distribution, as_stochastic

__all__ = ["Kernel", "as_kernel"]

K = TypeVar("K", bound="Kernel")

DRIFT = 1e-12
"""Row sums of a composite further off one than this are divided out, lest they grow along a chain."""


@dataclass(frozen=True, eq=False, slots=True, repr=False, init=False)
class Kernel:
    r"""A channel, conditional law or Markov kernel :math:`W(y \mid x)` between finite spaces.

    Kernels compose as ``W >> V`` (first W, then V) and stand side by side as ``W @ V``. With `copy`,
    `discard` and `swap` they form the Markov category FinStoch (Fritz, *A synthetic approach to Markov
    kernels*, 2020). A kernel is accepted wherever an array is, and ``numpy.asarray`` gives its matrix.

    Parameters
    ----------
    dom, cod : Space
        The letters that go in, and those that come out.
    matrix : array-like of shape (dom.size, cod.size)
        Rows sum to one; they are kept as given, and copied into a read-only float64 array.
    null_rows : tuple, optional
        Input letters whose row is a convention: those that have probability zero in a Bayesian inverse.

    Raises
    ------
    ShapeError
        If the matrix does not fit the spaces.
    ItboundsError
        As `itbounds.numerics.validation.as_stochastic`.

    Examples
    --------
    >>> W = Kernel.of([[0.9, 0.1], [0.1, 0.9]])
    >>> (W >> W).matrix.round(3)
    array([[0.82, 0.18],
           [0.18, 0.82]])
    >>> W
    Kernel.of([[0.9, 0.1], [0.1, 0.9]])
    """

    dom: Space
    cod: Space
    matrix: Matrix
    null_rows: tuple[Letter, ...]

    def __init__(self, dom: Space, cod: Space, matrix: ArrayLike, null_rows: Iterable[Letter] = ()) -> None:
        rows = as_stochastic(matrix, name="kernel")
        if rows.shape != (dom.size, cod.size):
            wanted = (dom.size, cod.size)
            raise ShapeError(
                f"a kernel {dom} -> {cod} has shape {wanted}, not {rows.shape}", value=rows.shape
            )
        _fill(self, dom, cod, rows, tuple(null_rows))

    @classmethod
    def _trusted(
        cls: type[K], dom: Space, cod: Space, matrix: Matrix, null_rows: tuple[Letter, ...] = ()
    ) -> K:
        """Build a kernel from a stochastic matrix of our own making: no check, no copy."""
        kernel = object.__new__(cls)
        _fill(kernel, dom, cod, frozen(matrix), null_rows)
        return kernel

    @classmethod
    def of(cls, matrix: ArrayLike, /, *, normalize: Normalize = None) -> "Kernel":
        """Return the kernel of a row-stochastic array; the labels of a DataFrame become its letters.

        Parameters
        ----------
        matrix : array-like of shape (m, n)
            Rows are inputs. A `Kernel` is returned as it is.
        normalize : {"rows"}, optional
            Divide every row by its sum.

        Raises
        ------
        ItboundsError
            As `itbounds.numerics.validation.as_stochastic`.

        Examples
        --------
        >>> Kernel.of([[3, 1], [0, 2]], normalize="rows")
        Kernel.of([[0.75, 0.25], [0.0, 1.0]])
        """
        return as_kernel(matrix, name="kernel", normalize=normalize)

    @classmethod
    def from_counts(cls, counts: ArrayLike, /, *, alpha: Number = 0.0) -> "Kernel":
        r"""Return the kernel of relative frequencies :math:`(n_{xy} + \alpha) / \sum_y (n_{xy} + \alpha)`.

        Parameters
        ----------
        counts : array-like of shape (m, n)
            Nonnegative counts, such as a confusion matrix with a row for each true class.
        alpha : float
            Added to every count (additive smoothing; 1 is Laplace's rule).

        Raises
        ------
        DomainError
            For a negative count or a negative `alpha`.
        NotNormalizedError
            For a row without counts, if `alpha` is zero.

        Examples
        --------
        >>> Kernel.from_counts([[2, 0], [0, 0]], alpha=1)
        Kernel.of([[0.75, 0.25], [0.5, 0.5]])
        """
        matrix = frequencies(counts, alpha)
        return Kernel._trusted(*_spaces(counts, matrix), matrix)

    @classmethod
    def from_logits(cls, logits: ArrayLike, /) -> "Kernel":
        r"""Return the kernel :math:`W(y \mid x) = e^{l_{xy}} / \sum_{y'} e^{l_{xy'}}`, without overflow.

        A logit of minus infinity is probability zero; a single one of plus infinity takes its whole row.

        Raises
        ------
        NonFiniteError
            For a NaN, a row of minus infinities only, or a row with two plus infinities.

        Examples
        --------
        >>> Kernel.from_logits([[1000.0, 1000.0], [0.0, -float("inf")]])
        Kernel.of([[0.5, 0.5], [1.0, 0.0]])
        """
        matrix = softmax(logits)
        return Kernel._trusted(*_spaces(logits, matrix), matrix)

    @classmethod
    def deterministic(
        cls, table: Iterable[Count], n_out: int | Space, *, dom: int | Space | None = None
    ) -> "Kernel":
        """Return the kernel of a function, given by the index of the output for each input.

        Parameters
        ----------
        table : iterable of int
            ``table[x]`` is the index of the output letter of input x.
        n_out : int or Space
            The output letters, or how many there are.
        dom : int or Space, optional
            The input letters; numbers if it is left out.

        Raises
        ------
        DomainError
            For an index that is no output.

        Examples
        --------
        >>> Kernel.deterministic([0, 1, 0], 2)
        Kernel.of([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
        """
        cod = _space(n_out)
        matrix = function_matrix(table, cod.size)
        inputs = _space(len(matrix) if dom is None else dom)
        if inputs.size != len(matrix):
            raise ShapeError(f"the table has {len(matrix)} entries; {inputs} has {inputs.size} letters")
        return Kernel._trusted(inputs, cod, matrix)

    @classmethod
    def id(cls, space: int | Space) -> "Kernel":
        """Return the identity of a space."""
        here = _space(space)
        return Kernel._trusted(here, here, np.eye(here.size))

    @classmethod
    def copy(cls, space: int | Space) -> "Kernel":
        """Return the map of x to (x, x)."""
        here = _space(space)
        return Kernel._trusted(here, here @ here, copy_matrix(here.size))

    @classmethod
    def discard(cls, space: int | Space) -> "Kernel":
        """Return the only map to the unit space."""
        here = _space(space)
        return Kernel._trusted(here, Space.unit(), np.ones((here.size, 1)))

    @classmethod
    def swap(cls, first: int | Space, second: int | Space) -> "Kernel":
        """Return the map of (x, y) to (y, x)."""
        one, two = _space(first), _space(second)
        return Kernel._trusted(one @ two, two @ one, swap_matrix(one.size, two.size))

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one: a function, which copying commutes with."""
        return bool(((self.matrix == 0.0) | (self.matrix == 1.0)).all())

    def __rshift__(self: K, other: "Kernel") -> K:
        """Return the composite: first this kernel, then the other.

        Raises
        ------
        CompositionError
            If the output space does not meet the input space of the other.
        """
        if not isinstance(other, Kernel):
            return NotImplemented
        self.cod.require(other.dom, "cannot compose")
        return self._trusted(self.dom, other.cod, _settled(self.matrix @ other.matrix))

    def __matmul__(self, other: "Kernel") -> "Kernel":
        """Return the two kernels side by side: independent inputs, independent outputs."""
        if not isinstance(other, Kernel):
            return NotImplemented
        matrix: Matrix = np.kron(self.matrix, other.matrix).astype(np.float64, copy=False)
        return Kernel._trusted(self.dom @ other.dom, self.cod @ other.cod, _settled(matrix))

    def marginal(self: K, names: str | int | Iterable[str | int]) -> K:
        """Return the kernel to some factors of the output space, in the order given, the others discarded.

        Parameters
        ----------
        names : str, int or iterable of these
            Factors by name or by position.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one factor.
        """
        keep = self.cod.positions(names)
        drop = tuple(1 + i for i in range(len(self.cod.names)) if i not in keep)
        tensor = self.matrix.reshape(self.dom.size, *self.cod.shape).sum(axis=drop)
        axes = [0, *(1 + sorted(keep).index(i) for i in keep)]
        matrix = np.ascontiguousarray(tensor.transpose(axes)).reshape(self.dom.size, -1)
        return self._trusted(self.dom, self.cod.select(keep), matrix)

    def invert(self, prior: "Kernel | ArrayLike") -> "Kernel":
        r"""Return the Bayesian inverse :math:`W^\dagger(x \mid y) = p_x W_{xy} / \sum_{x'} p_{x'} W_{x'y}`.

        It is unique on the outputs that have positive probability; the rows of the others are uniform by
        convention and named in `null_rows` (Cho and Jacobs, *Disintegration and Bayesian inversion via string
        diagrams*, 2019).

        Parameters
        ----------
        prior : Distribution or array-like of shape (m,)
            The law of the inputs.

        Raises
        ------
        CompositionError
            If the prior does not live on the input space.

        Examples
        --------
        A test of sensitivity 90 % and false alarm rate 5 % for a condition of prevalence 1 %:

        >>> test = Kernel.of([[0.90, 0.10], [0.05, 0.95]])
        >>> round(float(test.invert([0.01, 0.99]).matrix[0, 0]), 6)
        0.153846
        """
        law = _prior(prior)
        law.cod.require(self.dom, "the prior of a Bayesian inverse")
        matrix, null = bayesian_inverse(law.matrix[0], self.matrix)
        letters = self.cod.letters
        names = tuple(letters[i] for i in np.flatnonzero(null))
        return Kernel._trusted(self.cod, law.cod if self.dom.anonymous else self.dom, matrix, names)

    def agrees_with(
        self, other: "Kernel", *, prior: "Kernel | ArrayLike | None" = None, atol: float = 1e-12
    ) -> bool:
        """Return whether two kernels are equal up to `atol` in every entry, almost surely under a prior.

        Parameters
        ----------
        other : Kernel
            A kernel of the same type.
        prior : Distribution or array-like, optional
            Rows of probability zero under it do not count.
        atol : float
            The largest difference of two entries.

        Raises
        ------
        CompositionError
            If the types differ.
        """
        self.dom.require(other.dom, "cannot compare kernels")
        self.cod.require(other.cod, "cannot compare kernels")
        difference = np.abs(self.matrix - other.matrix).max(axis=1)
        if prior is not None:
            law = _prior(prior)
            law.cod.require(self.dom, "the prior of a comparison")
            difference = difference[law.matrix[0] > 0.0]
        return bool((difference <= atol).all())

    def to_dict(self) -> JSON:
        """Return the kernel as JSON-able data; `from_dict` restores it bit by bit.

        Raises
        ------
        DTypeError
            If a letter has no JSON form.
        """
        return encode_kernel(self.dom, self.cod, self.matrix, self.null_rows)

    @classmethod
    def from_dict(cls: type[K], data: JSON) -> K:
        """Return the kernel that `to_dict` was called on.

        Raises
        ------
        DomainError
            If the data is not that of a kernel.
        ItboundsError
            If its matrix is not stochastic, or does not fit its spaces.
        """
        return cls._trusted(*decode_kernel(data))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the matrix, for numpy; without a copy it is read-only."""
        return np.array(self.matrix, dtype=dtype, copy=copy)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._trusted, (self.dom, self.cod, self.matrix, self.null_rows)

    def __repr__(self) -> str:
        text = array_text(self.matrix)
        if self.dom.anonymous and self.cod.anonymous and not self.null_rows and len(self.dom.names) == 1:
            return f"Kernel.of({text})"
        null = f", null_rows={self.null_rows!r}" if self.null_rows else ""
        return f"Kernel({self.dom!r}, {self.cod!r}, {text}{null})"

    def _repr_html_(self) -> str:
        return matrix_html(self.dom, self.cod, self.matrix)


def as_kernel(obj: "Kernel | ArrayLike", *, name: str = "channel", normalize: Normalize = None) -> Kernel:
    """Return a `Kernel` as it is, and anything else through `as_stochastic`, with the labels it carries.

    Parameters
    ----------
    obj : Kernel or array-like of shape (m, n)
        A channel.
    name : str
        What the argument is called in error messages.
    normalize : {"rows"}, optional
        Divide every row by its sum.
    """
    if isinstance(obj, Kernel):
        return obj
    matrix = as_stochastic(obj, name=name, normalize=normalize)
    return Kernel._trusted(*_spaces(obj, matrix), matrix)


def _fill(kernel: Kernel, *parts: Space | Matrix | tuple[Letter, ...]) -> None:
    for name, part in zip(("dom", "cod", "matrix", "null_rows"), parts, strict=True):
        object.__setattr__(kernel, name, part)


def _space(space: int | Space) -> Space:
    return space if isinstance(space, Space) else Space.of(space)


def _spaces(obj: ArrayLike, matrix: Matrix) -> tuple[Space, Space]:
    return labelled(obj, 0, matrix.shape[0]), labelled(obj, 1, matrix.shape[1])


def _prior(prior: "Kernel | ArrayLike") -> Kernel:
    """Read a prior: a kernel from a space of one letter, or probabilities."""
    if isinstance(prior, Kernel):
        if prior.dom.size != 1:
            raise ShapeError(f"a prior comes from the unit space, not from {prior.dom}")
        return prior
    row = as_distribution(prior, name="prior")
    return Kernel._trusted(Space.unit(), labelled(prior, 0, len(row)), np.array(row[None, :]))


def _settled(matrix: Matrix) -> Matrix:
    """Divide out row sums that have drifted; a matrix that is stochastic up to rounding stays as it is."""
    sums = matrix.sum(axis=1, keepdims=True)
    return matrix / sums if np.abs(sums - 1.0).max() > DRIFT else matrix
