"""Capacities and rate-distortion functions in closed form, checked against the certified solver."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Array
from itbounds.errors import DomainError, DTypeError
from itbounds.kernels import SymbolicKernel, as_distribution_object, as_kernel, as_symbolic, distortions
from itbounds.kernels.continuous import ContinuousSource, Gaussian, Laplacian
from itbounds.kernels.gaussian import GaussianKernel
from itbounds.kernels.symbolic_values import exactly, substitution
from itbounds.lowering.closed_forms import (
    Recognised,
    recognise_channel,
    recognise_continuous,
    recognise_source,
)
from itbounds.lowering.closed_forms.gaussian_channel import parallel_gains, recognise_gaussian
from itbounds.numerics.interval import Interval
from itbounds.numerics.validation import as_distortion
from itbounds.problems.closed_form_questions import (
    ChannelQuestion,
    ContinuousQuestion,
    GaussianQuestion,
    Question,
    SourceQuestion,
)
from itbounds.results import Result
from itbounds.semantics.expression_balls import enclosure
from itbounds.semantics.symbolic_matrices import holds_formulas
from itbounds.semantics.vectorised import vectorised
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    import sympy

__all__ = ["Agreement", "ClosedForm", "closed_form"]

DUST = 1e-12
"""Entries beyond [0, 1] by less than this are taken for rounding errors in a sweep."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """What a closed form says beside what the certified solver proves.

    Parameters
    ----------
    closed : Interval
        The closed form, rounding errors included; of a source with a density, for its rounding to a grid.
    result : Result
        The solver's certified answer.
    """

    closed: Interval
    result: Result[Any]

    @property
    def certified(self) -> Interval:
        """The solver's interval."""
        return self.result.interval

    @property
    def agrees(self) -> bool:
        """Whether the two intervals meet; if not, one of them is wrong."""
        return self.closed.lower <= self.result.upper and self.result.lower <= self.closed.upper

    def __repr__(self) -> str:
        verdict = "agrees with" if self.agrees else "CONTRADICTS"
        return f"closed form {self.closed} {verdict} {self.result}"


@dataclass(frozen=True, eq=False, repr=False)
class ClosedForm:
    """A capacity or a rate-distortion function that has a formula.

    Parameters
    ----------
    quantity : str
        ``"C"`` or ``"R(D)"``.
    recognised : Recognised
        The family, its formula and where it is proved.
    question : Question
        What it answers; knows how to ask the solver.

    Examples
    --------
    >>> import sympy, itbounds as ib
    >>> e = sympy.Symbol("e", nonnegative=True)
    >>> form = ib.closed_form([[1 - e, e], [e, 1 - e]])
    >>> form
    C = e*log(e) + (1 - e)*log(1 - e) + log(2) nat, binary symmetric channel
    >>> form.check(e=0.11)
    closed form [0.500084041, 0.500084042] bit agrees with C ∈ [0.500084041, 0.500084042] bit
    """

    quantity: str
    recognised: Recognised
    question: Question

    @property
    def name(self) -> str:
        """The family."""
        return self.recognised.name

    @property
    def formula(self) -> "sympy.Expr":
        """The formula in nats: ``log`` is natural. Products with a factor of zero are zero in it.

        Some formulas of channels of numbers are given in symbols of their own, whose values the text shows.
        """
        return self.recognised.formula

    @property
    def reference(self) -> str:
        """Where it is proved."""
        return self.recognised.reference

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """What must have a value; of a rate-distortion function also the level ``D``."""
        return self.question.parameters

    @property
    def conditions(self) -> "sympy.Basic":
        """The condition under which the formula holds."""
        import sympy

        own = self.recognised.condition
        return sympy.And(*self.question.conditions(), *([] if own is None else [own]))

    def holds(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> bool:
        """Whether the formula holds at values of the parameters, given as in `interval`."""
        try:
            self._exact(values, named)
        except DomainError:
            return False
        return True

    def at(
        self, values: Mapping[Any, Any] | None = None, /, *, unit: Unit | str = BITS, **named: Any
    ) -> float:
        """Return the value, right but for the last places; parameters as in `interval`."""
        return as_unit(unit).from_nats(0.5 * sum(self._ends(self._exact(values, named))))

    def interval(
        self, values: Mapping[Any, Any] | None = None, /, *, unit: Unit | str = BITS, **named: Any
    ) -> Interval:
        """Return an interval that contains the quantity, from ball arithmetic.

        Of a channel or a source of doubles, it contains the value for these doubles, although the formula is
        that of the simple fractions that they stand for.

        Parameters
        ----------
        values : dict, optional
            The parameters, by symbol or by name; doubles are taken exactly.
        unit : Unit or str
            Of the interval.
        **named : float
            Parameters by name.

        Raises
        ------
        DomainError
            If a parameter has no value, or the formula does not hold there.
        """
        exact = self._exact(values, named)
        lower, upper = self._ends(exact)
        error = self.question.error
        chosen = as_unit(unit)
        return Interval(chosen.floor(max(lower - error, 0.0)), chosen.ceil(upper + error), chosen)

    def sweep(
        self, values: Mapping[Any, Any] | None = None, /, *, unit: Unit | str = BITS, **named: Any
    ) -> Array:
        """Return the values at whole arrays of parameters that broadcast, in one numpy evaluation.

        Where the formula does not hold the value is NaN. Isolated points at which the evaluation of a case
        divides zero by zero are done one by one.
        """
        given = substitution(self.parameters, values, named, whole=True)
        arrays = dict(zip(given, np.broadcast_arrays(*map(np.asarray, given.values())), strict=True))
        fixed = {symbol: float(value) for symbol, value in self.recognised.values.items()}
        symbols = [*arrays, *fixed]
        entries = self.question.probabilities()
        shape = next(iter(arrays.values())).shape if arrays else ()
        numbers = [*arrays.values(), *fixed.values()]
        formula = self.formula if self.recognised.stable is None else self.recognised.stable
        found = [np.broadcast_to(a, shape) for a in vectorised([formula, *entries], symbols)(*numbers)]
        valid = np.ones(shape, dtype=bool)
        for probability in found[1:]:
            valid &= (probability >= -DUST) & (probability <= 1.0 + DUST)
        valid &= self._holds(symbols, numbers)
        result = np.where(valid, found[0], np.nan)
        for place in map(tuple, np.argwhere(valid & ~np.isfinite(result))):
            point = {symbol: float(array[place]) for symbol, array in arrays.items()}
            result[place] = sum(self._ends(self._exact(point, {}))) / 2.0
        return np.asarray(result / as_unit(unit).nats)

    def check(
        self,
        values: Mapping[Any, Any] | None = None,
        /,
        *,
        tol: float = 1e-9,
        unit: Unit | str = BITS,
        **named: Any,
    ) -> Agreement:
        """Ask the certified solver the same, and return both answers.

        A source with a density is rounded to a grid; what the closed form says of the rounded source is an
        interval, by the triangle inequality. The other answer for a Gaussian channel is that of
        `gaussian.waterfilling`.

        Parameters
        ----------
        values, unit, **named
            As in `interval`.
        tol : float
            The width of the certified interval that is aimed for, in `unit`.
        """
        exact = self._exact(values, named)
        (lower, upper), result = self.question.ask(self._ends, exact, tol, unit)
        chosen = as_unit(unit)
        return Agreement(Interval(chosen.floor(max(lower, 0.0)), chosen.ceil(upper), chosen), result)

    def to_latex(self) -> str:
        r"""Return the equation in LaTeX, without delimiters; ``\ln``, since it is in nats."""
        import sympy

        return f"{self.quantity} = {sympy.latex(self.formula, ln_notation=True)}"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"

    def __repr__(self) -> str:
        values = self.recognised.values
        told = (
            f" with {', '.join(f'{symbol} = {value}' for symbol, value in values.items())}" if values else ""
        )
        return f"{self.quantity} = {self.formula} nat{told}, {self.name}"

    def _exact(self, values: Mapping[Any, Any] | None, named: Mapping[str, Any]) -> "dict[Any, Any]":
        import sympy

        given = substitution(self.parameters, values, named, whole=True)
        exact = {symbol: exactly(value, symbol.name) for symbol, value in given.items()}
        self.question.require(exact)
        condition = self.recognised.condition
        if condition is not None and condition.xreplace({**exact, **self.recognised.values}) == sympy.false:
            raise DomainError(f"the formula holds only where {condition}", value=given)
        return exact

    def _ends(self, exact: "Mapping[sympy.Symbol, sympy.Expr]") -> tuple[float, float]:
        return enclosure(self.formula, {**exact, **self.recognised.values})

    def _holds(self, symbols: "list[sympy.Symbol]", numbers: list[Any]) -> Any:
        import sympy

        condition = self.recognised.condition
        return True if condition is None else sympy.lambdify(symbols, condition, "numpy")(*numbers)


def closed_form(question: Any, distortion: Any = None) -> ClosedForm | None:
    r"""Return the closed form of a capacity or of a rate-distortion function, or None if none is known.

    Channels that are recognised, up to the order of letters, repeated rows, and outputs that say the same:
    useless, noiseless, erasure, binary symmetric, Z, any binary, symmetric in Gallager's sense, weakly
    symmetric, sums of these, and independent Gaussian channels, by water-filling in the power ``P``. Sources:
    Bernoulli and uniform under Hamming distortion, any finite source at a low level of it, Gaussian under
    squared and Laplacian under absolute error.

    Parameters
    ----------
    question : SymbolicKernel, sympy.Matrix, array-like, Kernel or GaussianKernel; or a source
        A channel; or, with a distortion, a law with or without parameters, or `sources.gaussian` or
        `sources.laplacian`.
    distortion : array-like or function, optional
        Of a finite source its matrix, or `distortions.hamming`; of one with a density
        `distortions.squared_error` or `distortions.absolute_error`.

    Returns
    -------
    ClosedForm or None

    Raises
    ------
    DTypeError
        If the distortion does not fit the kind of source.
    ItboundsError
        As `capacity` and `rate_distortion`.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(closed_form(ib.zoo.z_channel(0.5)).at(), 6)
    0.321928
    >>> form = closed_form(ib.sources.bernoulli(0.4), ib.distortions.hamming)
    >>> round(form.at(D=0.1), 6)
    0.501955
    >>> closed_form(ib.zoo.random_dirichlet(3, 3, rng=0)) is None
    True
    """
    if distortion is None:
        return _channel(question)
    if isinstance(question, (Gaussian, Laplacian)):
        return _continuous(question, distortion)
    return _source(question, distortion)


def _channel(given: Any) -> ClosedForm | None:
    if isinstance(given, GaussianKernel):
        found, gains = recognise_gaussian(given.A, given.noise_cov), parallel_gains(given.A, given.noise_cov)
        if found is None or gains is None:
            return None
        return ClosedForm("C(P)", found, GaussianQuestion(tuple(gains)))
    if isinstance(given, (Gaussian, Laplacian)):
        raise DTypeError("a source needs a distortion", value=given, hint="closed_form(source, distortion)")
    if holds_formulas(given):
        asked = ChannelQuestion(as_symbolic(given))
    else:
        kernel = as_kernel(given)
        asked = ChannelQuestion(SymbolicKernel.lift(kernel), kernel)
    found = recognise_channel(asked.kernel.matrix.tolist())
    return None if found is None else ClosedForm("C", found, asked)


def _source(given: Any, distortion: Any) -> ClosedForm | None:
    if holds_formulas(given):
        flat = isinstance(given, (list, tuple)) and not isinstance(given[0], (list, tuple))
        state, law = SymbolicKernel.state(given) if flat else as_symbolic(given), None
    else:
        law = as_distribution_object(given)
        state = SymbolicKernel.lift(law)
    if any(symbol.name == "D" for symbol in state.parameters):
        raise DomainError("a parameter of the source is called D, as the level is", hint="rename it")
    size = state.cod.size
    matrix = as_distortion(distortion(size) if callable(distortion) else distortion, source_size=size)
    found = recognise_source(state.matrix.tolist()[0], matrix)
    return None if found is None else ClosedForm("R(D)", found, SourceQuestion(state, matrix, law))


def _continuous(source: ContinuousSource, distortion: Any) -> ClosedForm | None:
    known: dict[Callable[..., Any], str] = {
        distortions.squared_error: "squared_error",
        distortions.absolute_error: "absolute_error",
    }
    name = known.get(distortion) if callable(distortion) else None
    if name is None:
        raise DTypeError(
            f"a source with a density has no distortion matrix such as {distortion!r}",
            value=distortion,
            hint="give itbounds.distortions.squared_error or absolute_error, the function",
        )
    found = recognise_continuous(source, name)
    return None if found is None else ClosedForm("R(D)", found, ContinuousQuestion(source, name))
