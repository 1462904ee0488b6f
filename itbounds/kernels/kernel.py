"""Arrows of FinStoch: row-stochastic matrices that know their types."""

from collections.abc import Iterable
from functools import reduce
from typing import TypeVar

import numpy as np

from itbounds._typing import ArrayLike, Count, Matrix, Number
from itbounds.errors import ShapeError
from itbounds.kernels.conversion import frequencies, softmax
from itbounds.kernels.inversion import conditional_rows, inverse
from itbounds.kernels.labels import labelled
from itbounds.kernels.representation import StoredKernel
from itbounds.kernels.space import Space
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators import (
    Deterministic,
    Identity,
    Kronecker,
    Operator,
    as_sparse_operator,
    compose,
    function_table,
    is_large_sparse,
    marginal,
    product,
)
from itbounds.numerics.validation import Normalize, as_distribution, as_stochastic

__all__ = ["Kernel", "as_kernel"]

K = TypeVar("K", bound="Kernel")


class Kernel(StoredKernel):
    r"""A channel, conditional law or Markov kernel :math:`W(y \mid x)` between finite spaces.

    Kernels compose as ``W >> V`` (first W, then V) and stand side by side as ``W @ V``. With `copy`,
    `discard` and `swap` they form the Markov category FinStoch (Fritz, *A synthetic approach to Markov
    kernels*, 2020). A kernel is accepted wherever an array is, and ``numpy.asarray`` gives its matrix.

    Functions are kept as tables, large products as their factors: `operator` is what is kept, `matrix` is
    formed when it is asked for, and ``p >> W`` needs no matrix.

    Parameters
    ----------
    dom, cod : Space
        The letters that go in, and those that come out.
    matrix : array-like of shape (dom.size, cod.size), or Operator
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

    __slots__ = ()

    @classmethod
    def of(cls, matrix: ArrayLike, /, *, normalize: Normalize = None) -> "Kernel":
        """Return the kernel of a row-stochastic array; the labels of a DataFrame become its letters.

        Parameters
        ----------
        matrix : array-like of shape (m, n)
            Rows are inputs. A `Kernel` is returned as it is; an operator is kept as it is.
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
        images = function_table(table, cod.size)
        inputs = _space(len(images) if dom is None else dom)
        if inputs.size != len(images):
            raise ShapeError(f"the table has {len(images)} entries; {inputs} has {inputs.size} letters")
        return Kernel._trusted(inputs, cod, Deterministic(images, cod.size))

    @classmethod
    def id(cls, space: int | Space) -> "Kernel":
        """Return the identity of a space."""
        here = _space(space)
        return Kernel._trusted(here, here, Identity(here.size))

    @classmethod
    def copy(cls, space: int | Space) -> "Kernel":
        """Return the map of x to (x, x)."""
        here = _space(space)
        diagonal = np.arange(here.size) * (here.size + 1)
        return Kernel._trusted(here, here @ here, Deterministic(diagonal, here.size**2))

    @classmethod
    def discard(cls, space: int | Space) -> "Kernel":
        """Return the only map to the unit space."""
        here = _space(space)
        nothing = np.zeros(here.size, dtype=np.int64)
        return Kernel._trusted(here, Space.unit(), Deterministic(nothing, 1))

    @classmethod
    def swap(cls, first: int | Space, second: int | Space) -> "Kernel":
        """Return the map of (x, y) to (y, x)."""
        one, two = _space(first), _space(second)
        table = np.arange(one.size * two.size).reshape(two.size, one.size).T.ravel()
        return Kernel._trusted(one @ two, two @ one, Deterministic(table, len(table)))

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
        return self._trusted(self.dom, other.cod, compose(self.operator, other.operator))

    def __matmul__(self, other: "Kernel") -> "Kernel":
        """Return the two kernels side by side: independent inputs, independent outputs."""
        if not isinstance(other, Kernel):
            return NotImplemented
        pair = product([self.operator, other.operator])
        return Kernel._trusted(self.dom @ other.dom, self.cod @ other.cod, pair)

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
        return self._trusted(self.dom, self.cod.select(keep), marginal(self.operator, self.cod.shape, keep))

    def conditional(self, given: str | int | Iterable[str | int]) -> "Kernel":
        r"""Return the law of the other outputs given some of them, and the input.

        For :math:`f : A \to X \otimes Y` it is :math:`f|_X : X \otimes A \to Y` with

        .. math:: f(x, y \mid a) = f(x \mid a) \, f|_X(y \mid x, a)

        (Fritz 2020, section 11). It is unique where :math:`f(x \mid a) > 0`; the other rows are uniform by
        convention and named in `null_rows`.

        Parameters
        ----------
        given : str, int or iterable of these
            The factors of X, by name or by position; Y is made of the others, in their order.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one factor.

        Examples
        --------
        >>> noisy_pair = Kernel.copy(2) >> (Kernel.of([[0.9, 0.1], [0.1, 0.9]]) @ Kernel.id(2))
        >>> noisy_pair.conditional(0).is_deterministic  # the second output is the input
        True
        """
        keep = self.cod.positions(given)
        rows, null = conditional_rows(self.matrix, self.cod.shape, keep)
        dom = self.cod.select(keep) @ self.dom
        rest = self.cod.select([i for i in range(len(self.cod.names)) if i not in keep])
        return Kernel._trusted(dom, rest, rows, dom.letters_at(null))

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
        operator, null = inverse(law.operator, self.operator)
        return Kernel._trusted(
            self.cod, law.cod if self.dom.anonymous else self.dom, operator, self.cod.letters_at(null)
        )

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
        counts = np.ones(self.dom.size, dtype=np.bool_)
        if prior is not None:
            law = _prior(prior)
            law.cod.require(self.dom, "the prior of a comparison")
            counts = law.matrix[0] > 0.0
        blocks = (block[counts[block]] for block in self.operator.blocks())
        pairs = ((self.operator.rows(block), other.operator.rows(block)) for block in blocks)
        return all(bool((np.abs(mine - yours) <= atol).all()) for mine, yours in pairs)

    def is_almost_surely_deterministic(self, prior: "Kernel | ArrayLike") -> bool:
        """Return whether every row that has positive probability under a prior is a single one.

        Copying commutes with such a kernel almost surely.

        Raises
        ------
        CompositionError
            If the prior does not live on the input space.
        """
        law = _prior(prior)
        law.cod.require(self.dom, "the prior of a test for determinism")
        used = np.flatnonzero(law.matrix[0] > 0.0)
        return bool(np.isin(self.operator.rows(used), (0.0, 1.0)).all())


def as_kernel(obj: "Kernel | ArrayLike", *, name: str = "channel", normalize: Normalize = None) -> Kernel:
    """Return a `Kernel` as it is, and anything else through `as_stochastic`, with the labels it carries.

    Parameters
    ----------
    obj : Kernel, Operator or array-like of shape (m, n)
        A channel.
    name : str
        What the argument is called in error messages.
    normalize : {"rows"}, optional
        Divide every row by its sum.
    """
    if isinstance(obj, Kernel):
        return obj
    if isinstance(obj, Operator):
        return Kernel._trusted(_letters(obj, 0), _letters(obj, 1), obj)
    if normalize is None and is_large_sparse(obj):
        return as_kernel(as_sparse_operator(obj, name=name))
    matrix = as_stochastic(obj, name=name, normalize=normalize)
    return Kernel._trusted(*_spaces(obj, matrix), matrix)


def _letters(operator: Operator, axis: int) -> Space:
    """Return the letters of a bare operator: numbers, or of a vast product the tuples of numbers."""
    if isinstance(operator, Kronecker) and operator.shape[axis] > DENSE_LIMIT:
        return reduce(Space.__matmul__, [_letters(part, axis) for part in operator.factors])
    return Space.of(operator.shape[axis])


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
