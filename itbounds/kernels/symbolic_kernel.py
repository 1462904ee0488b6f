"""Arrows of FinStoch with parameters: stochastic matrices whose entries are sympy expressions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.errors import DTypeError, ShapeError
from itbounds.kernels.distribution import Distribution
from itbounds.kernels.kernel import Kernel
from itbounds.kernels.space import Letter, Space
from itbounds.kernels.symbolic_entries import (
    as_formula,
    canonical,
    domain_of,
    exact_rows,
    read_rows,
    require_rows,
    short,
)
from itbounds.kernels.symbolic_values import numeric_rows, numeric_tables, substitution

if TYPE_CHECKING:
    import sympy

__all__ = ["SymbolicKernel", "as_symbolic"]


@dataclass(frozen=True, eq=False, slots=True, repr=False, init=False)
class SymbolicKernel:
    r"""A family of kernels :math:`W_\theta(y \mid x)`, its entries exact formulas in some parameters.

    It composes as a `Kernel` does, with ``>>`` and ``@``, and with kernels of numbers too, which are lifted.
    Composites stay symbolic and are kept short. All rows sum to one for all values of the parameters; that
    the entries are not negative is the condition `domain`.

    Parameters
    ----------
    dom, cod : Space
        The letters that go in, and those that come out.
    entries : sympy.Matrix or nested lists of shape (dom.size, cod.size)
        Real formulas or numbers. Doubles are read as the simplest fractions that round to them.

    Attributes
    ----------
    matrix : sympy.ImmutableDenseMatrix
        The entries.
    null_rows : tuple
        Of a Bayesian inverse: the letters that have probability zero for all parameters.

    Raises
    ------
    NotNormalizedError
        If the sum of a row is not identically one; the message shows it.
    NegativeProbabilityError
        For an entry that is negative whatever the parameters.
    ShapeError
        If the matrix does not fit the spaces.

    Examples
    --------
    >>> import sympy
    >>> p = sympy.Symbol("p", nonnegative=True)
    >>> W = SymbolicKernel.of([[1 - p, p], [p, 1 - p]])
    >>> (W >> W).matrix[0, 1]
    2*p*(1 - p)
    >>> W.domain
    p <= 1
    >>> W.at(p=0.25)
    Kernel.of([[0.75, 0.25], [0.25, 0.75]])
    >>> SymbolicKernel.of([[1 - p, p], [p, 1 - p / 2]])
    Traceback (most recent call last):
        ...
    itbounds.errors.NotNormalizedError: row 1 of the kernel sums to p/2 + 1, not to one; replace one entry ...
    """

    dom: Space
    cod: Space
    matrix: "sympy.ImmutableDenseMatrix"
    null_rows: tuple[Letter, ...]

    def __init__(self, dom: Space, cod: Space, entries: Any) -> None:
        rows = read_rows(entries)
        if (len(rows), len(rows[0])) != (dom.size, cod.size):
            raise ShapeError(
                f"a kernel {dom} -> {cod} has shape {(dom.size, cod.size)}, not {(len(rows), len(rows[0]))}",
                value=(len(rows), len(rows[0])),
            )
        require_rows(rows)
        _fill(self, dom, cod, rows, ())

    @classmethod
    def of(cls, entries: Any, /) -> "SymbolicKernel":
        """Return the kernel of a sympy matrix or nested lists, between spaces of numbered letters."""
        if isinstance(entries, SymbolicKernel):
            return entries
        if isinstance(entries, Kernel):
            return cls.lift(entries)
        rows = read_rows(entries)
        return cls(Space.of(len(rows)), Space.of(len(rows[0])), rows)

    @classmethod
    def state(cls, probabilities: Sequence[Any], space: int | Space | None = None) -> "SymbolicKernel":
        """Return a distribution with parameters: a kernel from the unit space.

        Examples
        --------
        >>> import sympy
        >>> r = sympy.Symbol("r")
        >>> SymbolicKernel.state([1 - r, r], Space.of(2, "X")).cod
        Space.of(2, 'X')
        """
        row = list(probabilities)
        return cls(Space.unit(), _space(len(row) if space is None else space), [row])

    @classmethod
    def lift(cls, kernel: Kernel) -> "SymbolicKernel":
        """Return a kernel of numbers in exact fractions.

        A row is read as the simplest fractions that round to its doubles, if these sum to one, perhaps after
        one of them is changed by a rounding error; else as the doubles divided by their exact sum.

        Examples
        --------
        >>> SymbolicKernel.lift(Kernel.of([[0.9, 0.1], [1 / 3, 2 / 3]]))
        SymbolicKernel.of([[9/10, 1/10], [1/3, 2/3]])
        """
        return cls.trusted(kernel.dom, kernel.cod, exact_rows(kernel.matrix), kernel.null_rows)

    @classmethod
    def trusted(
        cls, dom: Space, cod: Space, rows: Sequence[Sequence[Any]], null_rows: tuple[Letter, ...] = ()
    ) -> "SymbolicKernel":
        """Return a kernel of rows that are known to be stochastic; nothing is checked."""
        kernel = object.__new__(cls)
        _fill(kernel, dom, cod, rows, null_rows)
        return kernel

    @classmethod
    def id(cls, space: int | Space) -> "SymbolicKernel":
        """Return the identity of a space."""
        return cls.lift(Kernel.id(space))

    @classmethod
    def copy(cls, space: int | Space) -> "SymbolicKernel":
        """Return the map of x to (x, x)."""
        return cls.lift(Kernel.copy(space))

    @classmethod
    def discard(cls, space: int | Space) -> "SymbolicKernel":
        """Return the only map to the unit space."""
        return cls.lift(Kernel.discard(space))

    @classmethod
    def swap(cls, first: int | Space, second: int | Space) -> "SymbolicKernel":
        """Return the map of (x, y) to (y, x)."""
        return cls.lift(Kernel.swap(first, second))

    @property
    def parameters(self) -> tuple["sympy.Symbol", ...]:
        """The free symbols of the entries, by name."""
        return tuple(sorted(self.matrix.free_symbols, key=lambda symbol: symbol.name))

    @property
    def domain(self) -> "sympy.Basic":
        """The condition on the parameters under which every entry lies in [0, 1].

        Beyond it the rows still sum to one, but it is no kernel. Assumptions on the symbols are used.

        Raises
        ------
        DomainError
            If no value of the parameters meets it.
        """
        return domain_of(self.matrix.tolist())

    @property
    def is_deterministic(self) -> bool:
        """Whether every entry is 0 or 1 for all parameters: a function."""
        return all(entry in (0, 1) for entry in map(canonical, self.matrix))

    def __rshift__(self, other: "SymbolicKernel | Kernel") -> "SymbolicKernel":
        """Return the composite: first this kernel, then the other.

        Raises
        ------
        CompositionError
            If the output space does not meet the input space of the other.
        """
        if not isinstance(other, (SymbolicKernel, Kernel)):
            return NotImplemented
        second = as_symbolic(other)
        self.cod.require(second.dom, "cannot compose")
        columns = second.matrix.T.tolist()
        rows = [
            [
                _sum([a * b for a, b in zip(row, column, strict=True) if a != 0 and b != 0])
                for column in columns
            ]
            for row in self.matrix.tolist()
        ]
        return self.trusted(self.dom, second.cod, rows)

    def __rrshift__(self, other: Kernel) -> "SymbolicKernel":
        return as_symbolic(other) >> self if isinstance(other, Kernel) else NotImplemented

    def __matmul__(self, other: "SymbolicKernel | Kernel") -> "SymbolicKernel":
        """Return the two kernels side by side: independent inputs, independent outputs."""
        if not isinstance(other, (SymbolicKernel, Kernel)):
            return NotImplemented
        second = as_symbolic(other)
        rows = [
            [a * b for a in left for b in right]
            for left in self.matrix.tolist()
            for right in second.matrix.tolist()
        ]
        return self.trusted(self.dom @ second.dom, self.cod @ second.cod, rows)

    def __rmatmul__(self, other: Kernel) -> "SymbolicKernel":
        return as_symbolic(other) @ self if isinstance(other, Kernel) else NotImplemented

    def marginal(self, names: str | int | Iterable[str | int]) -> "SymbolicKernel":
        """Return the kernel to some factors of the output space, in the order given, the others discarded.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one factor.
        """
        keep = self.cod.positions(names)
        shape, wanted = self.cod.shape, self.cod.select(keep)
        letters = np.indices(shape or (1,)).reshape(max(len(shape), 1), -1)
        places = np.zeros(self.cod.size, dtype=int)
        for position in keep:
            places = places * shape[position] + letters[position]
        rows: list[list[Any]] = []
        for row in self.matrix.tolist():
            sums: list[list[Any]] = [[] for _ in range(wanted.size)]
            for place, entry in zip(places.tolist(), row, strict=True):
                sums[place].append(entry)
            rows.append([_sum(parts) for parts in sums])
        return self.trusted(self.dom, wanted, rows)

    def invert(self, prior: "SymbolicKernel | Kernel | Sequence[Any]") -> "SymbolicKernel":
        r"""Return the Bayesian inverse :math:`W^\dagger(x \mid y) = p_x W_{xy} / \sum_{x'} p_{x'} W_{x'y}`.

        The rows of outputs that have probability zero for all parameters are uniform and named in
        `null_rows`. At single values of the parameters where another output has probability zero, its row is
        the limit if the quotients cancel; else it has no value, and `at` says so.

        Parameters
        ----------
        prior : SymbolicKernel, Kernel or sequence of shape (m,)
            The law of the inputs.

        Examples
        --------
        >>> import sympy
        >>> p = sympy.Symbol("p")
        >>> SymbolicKernel.of([[1, 0], [p, 1 - p]]).invert([1 - p, p]).matrix[0, 0]
        (1 - p)/(p**2 - p + 1)
        """
        law = as_symbolic(prior) if isinstance(prior, (SymbolicKernel, Kernel)) else self.state(prior)
        if law.dom.size != 1:
            raise ShapeError(f"a prior comes from the unit space, not from {law.dom}")
        law.cod.require(self.dom, "the prior of a Bayesian inverse")
        weights = law.matrix.tolist()[0]
        rows, null, uniform = [], [], as_formula(1, name="entry") / self.dom.size
        for letter, column in zip(self.cod.letters, self.matrix.T.tolist(), strict=True):
            joint = [weight * entry for weight, entry in zip(weights, column, strict=True)]
            total = canonical(_sum(joint))
            if total == 0:
                null.append(letter)
            rows.append([uniform if total == 0 else short(part / total) for part in joint])
        return self.trusted(self.cod, law.cod if self.dom.anonymous else self.dom, rows, tuple(null))

    def subs(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> "SymbolicKernel":
        """Return the kernel with formulas or numbers in the place of parameters, given by symbol or by name.

        Raises
        ------
        DomainError
            For a name that is no parameter.
        NegativeProbabilityError
            If an entry becomes negative.
        """
        found = substitution(self.parameters, values, named, whole=False)
        exact = {symbol: as_formula(value, name=f"value of {symbol}") for symbol, value in found.items()}
        rows = self.matrix.subs(exact, simultaneous=True).applyfunc(short).tolist()
        require_rows(rows)
        return self.trusted(self.dom, self.cod, rows, self.null_rows)

    def at(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> Kernel:
        """Return the kernel of numbers at values of all parameters, every entry rounded once.

        Raises
        ------
        DomainError
            If a parameter has no value or is unknown, or if the values are outside of `domain`.
        """
        found = substitution(self.parameters, values, named, whole=True)
        return self._kernel(numeric_rows(self.matrix.tolist(), found))

    def along(self, points: Sequence[Mapping[Any, float]]) -> list[Kernel]:
        """Return the kernels at several points, each with a value for every parameter.

        Raises
        ------
        DomainError
            As `at` does.
        """
        found = [substitution(self.parameters, point, {}, whole=True) for point in points]
        return [self._kernel(rows) for rows in numeric_tables(self.matrix.tolist(), found)]

    def _kernel(self, rows: list[list[float]]) -> Kernel:
        if self.dom == Space.unit():
            return Distribution(self.cod, rows[0])
        return Kernel(self.dom, self.cod, rows, self.null_rows)

    def diff(self, parameter: "sympy.Symbol | str") -> "sympy.ImmutableDenseMatrix":
        """Return the derivative of the entries by a parameter: a matrix whose rows sum to zero.

        Raises
        ------
        DomainError
            If it is no parameter.
        """
        (symbol,) = substitution(self.parameters, {parameter: 0}, {}, whole=False)
        return self.matrix.diff(symbol).applyfunc(canonical)

    def agrees_with(self, other: "SymbolicKernel | Kernel") -> bool:
        """Return whether two kernels are equal as rational functions of their parameters.

        Raises
        ------
        CompositionError
            If the types differ.
        """
        second = as_symbolic(other)
        self.dom.require(second.dom, "cannot compare kernels")
        self.cod.require(second.cod, "cannot compare kernels")
        return all(canonical(entry) == 0 for entry in self.matrix - second.matrix)

    def to_latex(self) -> str:
        """Return the matrix in LaTeX, without delimiters."""
        import sympy

        text: str = sympy.latex(self.matrix)
        return text

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"

    def __reduce__(self) -> tuple[Any, ...]:
        return SymbolicKernel.trusted, (self.dom, self.cod, self.matrix.tolist(), self.null_rows)

    def __repr__(self) -> str:
        text = str(self.matrix.tolist())
        if self.dom.anonymous and self.cod.anonymous and len(self.dom.names) == 1:
            return f"SymbolicKernel.of({text})"
        return f"SymbolicKernel({self.dom!r}, {self.cod!r}, {text})"


def as_symbolic(kernel: Any) -> SymbolicKernel:
    """Return a symbolic kernel as it is, a kernel of numbers lifted, a matrix or nested lists as `of` does.

    Raises
    ------
    DTypeError
        If it is a kernel of another kind.
    """
    if isinstance(kernel, SymbolicKernel):
        return kernel
    if isinstance(kernel, Kernel):
        return SymbolicKernel.lift(kernel)
    if hasattr(kernel, "dom"):
        hint = "kernels of other kinds are interpreted apart"
        raise DTypeError(f"a {type(kernel).__name__} has no matrix of probabilities", value=kernel, hint=hint)
    return SymbolicKernel.of(kernel)


def _fill(
    kernel: SymbolicKernel, dom: Space, cod: Space, rows: Sequence[Sequence[Any]], null: tuple[Letter, ...]
) -> None:
    import sympy

    matrix = sympy.ImmutableDenseMatrix([list(row) for row in rows])
    for name, part in zip(("dom", "cod", "matrix", "null_rows"), (dom, cod, matrix, null), strict=True):
        object.__setattr__(kernel, name, part)


def _space(space: int | Space) -> Space:
    return space if isinstance(space, Space) else Space.of(space)


def _sum(parts: Sequence["sympy.Expr"]) -> "sympy.Expr":
    import sympy

    return short(sympy.Add(*parts))
