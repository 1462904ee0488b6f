"""What a closed form answers, and how the certified solver answers the same: both must agree."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, log, nextafter, sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

from itbounds._typing import Matrix, Vector
from itbounds.errors import DomainError
from itbounds.kernels import Distribution, Kernel, SymbolicKernel, distortions, sources
from itbounds.kernels.continuous import ContinuousSource, Gaussian
from itbounds.kernels.symbolic_values import numeric_rows
from itbounds.lowering.closed_forms.gaussian_channel import power_symbol
from itbounds.lowering.closed_forms.recognised import level_symbol
from itbounds.problems.capacity import Capacity
from itbounds.problems.gaussian.waterfilling import waterfilling
from itbounds.problems.rate_distortion import RateDistortion
from itbounds.results import Result
from itbounds.units import Unit

if TYPE_CHECKING:
    import sympy

__all__ = [
    "ChannelQuestion",
    "ContinuousQuestion",
    "GaussianQuestion",
    "Question",
    "SourceQuestion",
    "continuity",
]

Values: TypeAlias = "Mapping[sympy.Symbol, sympy.Expr]"
Ends: TypeAlias = tuple[float, float]

ROUNDED = 2.0**-52
"""Entries rounded to doubles and normalised are off in total variation by less than this."""

GRID_POINTS, REACH = 481, {"gaussian": 6.0, "laplacian": 12.0}
"""The grid on which sources with a density are checked, and how far it goes: in deviations or in scales."""


class Question(ABC):
    """A question with parameters, put to the solver at single values of them."""

    @property
    @abstractmethod
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """What must have a value."""

    @property
    @abstractmethod
    def error(self) -> float:
        """How far, in nats, the answer to what was given may be from that to the fractions it is read as."""

    @abstractmethod
    def require(self, values: Values) -> None:
        """Refuse values outside of the domain, by a DomainError."""

    @abstractmethod
    def conditions(self) -> "list[sympy.Basic]":
        """Return the conditions on the parameters."""

    @abstractmethod
    def probabilities(self) -> "list[sympy.Expr]":
        """Return the formulas that must lie in [0, 1]."""

    @abstractmethod
    def ask(
        self, formula: Callable[[Values], Ends], values: Values, tol: float, unit: Unit | str
    ) -> tuple[Ends, Result[Any]]:
        """Return what the closed form says of the solver's question, in nats, and the solver's answer."""


@dataclass(frozen=True, eq=False)
class ChannelQuestion(Question):
    """The capacity of a channel with parameters, or of a channel of numbers."""

    kernel: SymbolicKernel
    given: Kernel | None = None

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """See `Question`."""
        return self.kernel.parameters

    @property
    def error(self) -> float:
        """See `Question`."""
        return 0.0 if self.given is None else _reading_error(self.given.matrix, self.kernel)

    def require(self, values: Values) -> None:
        """See `Question`."""
        numeric_rows(self.kernel.matrix.tolist(), values)

    def conditions(self) -> "list[sympy.Basic]":
        """See `Question`."""
        return [self.kernel.domain]

    def probabilities(self) -> "list[sympy.Expr]":
        """See `Question`."""
        return list(self.kernel.matrix)

    def ask(
        self, formula: Callable[[Values], Ends], values: Values, tol: float, unit: Unit | str
    ) -> tuple[Ends, Result[Any]]:
        """See `Question`."""
        channel = self.kernel.at(values) if self.given is None else self.given
        error = continuity(ROUNDED, channel.cod.size) if self.given is None else self.error
        return _widened(formula(values), error), Capacity(channel).solve(tol=tol, unit=unit)


@dataclass(frozen=True, eq=False)
class SourceQuestion(Question):
    """The rate-distortion function of a finite source."""

    law: SymbolicKernel
    distortion: Matrix
    given: Distribution | None = None

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """See `Question`."""
        return (*self.law.parameters, level_symbol())

    @property
    def error(self) -> float:
        """See `Question`; the recognised forms are two entropies, each with the modulus of continuity."""
        return 0.0 if self.given is None else _reading_error(self.given.matrix, self.law)

    def require(self, values: Values) -> None:
        """See `Question`."""
        numeric_rows(self.law.matrix.tolist(), {s: v for s, v in values.items() if s != level_symbol()})
        _require_level(values)

    def conditions(self) -> "list[sympy.Basic]":
        """See `Question`."""
        return [self.law.domain]

    def probabilities(self) -> "list[sympy.Expr]":
        """See `Question`."""
        return list(self.law.matrix)

    def ask(
        self, formula: Callable[[Values], Ends], values: Values, tol: float, unit: Unit | str
    ) -> tuple[Ends, Result[Any]]:
        """See `Question`."""
        level = level_symbol()
        source = self.given
        error = self.error
        if source is None:
            others = {symbol: value for symbol, value in values.items() if symbol != level}
            source = Distribution(self.law.cod, self.law.at(others).matrix[0])
            error = continuity(ROUNDED, source.space.size)
        problem = RateDistortion(source, self.distortion, float(values[level]))
        return _widened(formula(values), error), problem.solve(tol=tol, unit=unit)


@dataclass(frozen=True, eq=False)
class ContinuousQuestion(Question):
    r"""The rate-distortion function of a source on the real line.

    The solver is asked for the source rounded to a grid, :math:`\hat X`, with the grid for reproductions.
    With :math:`\delta` the norm of :math:`X - \hat X` (of :math:`L^2` for squared, :math:`L^1` for absolute
    error) and h the spacing, the triangle inequality gives, in terms of the norm :math:`\rho` of the error,

    .. math:: R_X(\rho + \delta) \le R_{\mathrm{grid}}(\rho) \le R_X(\rho - \delta - h / 2).
    """

    source: ContinuousSource
    distortion: str

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """See `Question`."""
        free: frozenset[Any] = getattr(self._size, "free_symbols", frozenset())
        return (*sorted(free, key=lambda symbol: str(symbol.name)), level_symbol())

    @property
    def error(self) -> float:
        """See `Question`."""
        return ROUNDED if isinstance(self._size, float) else 0.0

    @property
    def _size(self) -> Any:
        return self.source.variance if isinstance(self.source, Gaussian) else self.source.scale

    def require(self, values: Values) -> None:
        """See `Question`."""
        _require_level(values)
        if not self._number(values) > 0.0:
            raise DomainError(f"{self._size} is not positive", value=self._size)

    def conditions(self) -> "list[sympy.Basic]":
        """See `Question`."""
        import sympy

        return [] if isinstance(self._size, float) else [sympy.Gt(self._size, 0)]

    def probabilities(self) -> "list[sympy.Expr]":
        """See `Question`."""
        return []

    def ask(
        self, formula: Callable[[Values], Ends], values: Values, tol: float, unit: Unit | str
    ) -> tuple[Ends, Result[Any]]:
        """See `Question`."""
        level = float(values[level_symbol()])
        size = self._number(values)
        if isinstance(self.source, Gaussian):
            std, reach, power = sqrt(size), REACH["gaussian"], 2.0
            law = sources.gaussian_grid(GRID_POINTS, std=std, reach=reach)
            half, table = reach * std / (GRID_POINTS - 1), distortions.squared_error(law)
            # Half a step within the grid; beyond it E (|X| - r)^2 <= exp(-r^2 / 2) in standard deviations.
            shift = sqrt(half**2 + std**2 * exp(-0.5 * reach**2))
        else:
            reach, power = REACH["laplacian"], 1.0
            law = sources.laplacian_grid(GRID_POINTS, std=sqrt(2.0) * size, reach=reach / sqrt(2.0))
            half, table = reach * size / (GRID_POINTS - 1), distortions.absolute_error(law)
            shift = half + size * exp(-reach)
        norm = level ** (1.0 / power)
        more, less = norm + 1.000001 * shift, norm - 1.000001 * (shift + half)
        lower = formula(_with_level(values, more**power))[0]
        upper = formula(_with_level(values, less**power))[1] if less > 0.0 else inf
        return (lower, upper), RateDistortion(law, table, level).solve(tol=tol, unit=unit)

    def _number(self, values: Values) -> float:
        size = self._size
        return size if isinstance(size, float) else float(size.subs(dict(values)))


@dataclass(frozen=True, eq=False)
class GaussianQuestion(Question):
    """The capacity of independent Gaussian channels under a constraint of the mean power.

    The other answer is that of numeric water-filling, whose ends a split of the power and a multiplier prove.
    """

    gains: tuple[Fraction, ...]

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """See `Question`."""
        return (power_symbol(),)

    @property
    def error(self) -> float:
        """See `Question`; a gain is a square, a quotient and a sum, each rounded."""
        return 8.0 * ROUNDED * len(self.gains)

    def require(self, values: Values) -> None:
        """See `Question`."""
        if values[power_symbol()] < 0:
            raise DomainError(f"the power P is {values[power_symbol()]}; it must be at least 0", where="P")

    def conditions(self) -> "list[sympy.Basic]":
        """See `Question`."""
        return []

    def probabilities(self) -> "list[sympy.Expr]":
        """See `Question`."""
        return []

    def ask(
        self, formula: Callable[[Values], Ends], values: Values, tol: float, unit: Unit | str
    ) -> tuple[Ends, Result[Any]]:
        """See `Question`."""
        noises = [float(1 / gain) for gain in self.gains]
        power = float(values[power_symbol()])
        result = waterfilling(noises or [1.0], power if noises else 0.0, tol=tol, unit=unit)
        return _widened(formula(values), self.error), result


def _with_level(values: Values, level: float) -> Values:
    import sympy

    return {**values, level_symbol(): sympy.Rational(level)}


def _require_level(values: Values) -> None:
    if values[level_symbol()] < 0:
        raise DomainError(f"the level D is {values[level_symbol()]}; it must be at least 0", where="D")


def _widened(ends: Ends, error: float) -> Ends:
    lower, upper = ends
    return ends if error == 0.0 else (nextafter(lower - error, -inf), nextafter(upper + error, inf))


def _reading_error(matrix: Matrix | Vector, kernel: SymbolicKernel) -> float:
    """Bound what reading doubles as simple fractions does to a difference of two entropies."""
    distance = Fraction(0)
    for row, read in zip(matrix.tolist(), kernel.matrix.tolist(), strict=True):
        exact = [Fraction(value) for value in row]
        total = sum(exact)
        shares = (abs(e / total - Fraction(int(r.p), int(r.q))) for e, r in zip(exact, read, strict=True))
        distance = max(distance, sum(shares, Fraction(0)) / 2)
    return continuity(nextafter(float(distance), inf), matrix.shape[-1]) if distance else 0.0


def continuity(distance: float, size: int) -> float:
    r"""Bound twice the change of an entropy on a number of letters within a total variation distance.

    :math:`|H(p) - H(q)| \le t \log(n - 1) + h(t)` (Zhang, 2007; Audenaert, 2007), where
    :math:`h(t) \le t - t \log t`. An information is the difference of two entropies.
    """
    return 2.0001 * distance * (log(max(size - 1, 1)) + 1.0 - log(distance))
