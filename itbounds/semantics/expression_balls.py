"""The value of a sympy formula as a ball: rational parts exactly, the rest enclosed, with 0 log 0 = 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, TypeAlias

from itbounds.errors import DomainError, DTypeError
from itbounds.numerics.ball_backends import Backend, Ball, Balls, ball_arithmetic

if TYPE_CHECKING:
    import sympy

__all__ = ["enclosure"]

NARROW = 1e-20
MOST_BITS = 6144

Value: TypeAlias = Fraction | Ball


def enclosure(
    formula: "sympy.Expr",
    values: "Mapping[sympy.Symbol, sympy.Expr] | None" = None,
    *,
    backend: Backend | None = None,
) -> tuple[float, float]:
    r"""Return doubles below and above the value of a formula, as near to it as doubles come.

    Sums, products, powers, logarithms, exponentials, minima, maxima, absolute values and case distinctions
    are understood. A product with a factor that is exactly zero is zero, whatever the others are: this is
    the convention :math:`0 \log 0 = 0`, and it lets a weight of zero remove a term that has no value.

    Parameters
    ----------
    formula : sympy expression
        Real.
    values : mapping from symbols to sympy expressions without symbols, optional
        The parameters.
    backend : {"arb", "iv"}, optional
        The ball arithmetic; arb where python-flint is installed by default.

    Raises
    ------
    DomainError
        If a symbol has no value, or a logarithm, a root or a quotient has none.
    DTypeError
        If the formula contains another function.

    Examples
    --------
    >>> import sympy
    >>> p = sympy.Symbol("p")
    >>> enclosure(p * sympy.log(p), {p: sympy.Integer(0)})
    (0.0, 0.0)
    >>> enclosure(sympy.log(p), {p: sympy.Integer(2)})
    (0.6931471805599453, 0.6931471805599454)
    """
    balls, bits = ball_arithmetic(backend), 128
    while True:
        with balls.precision(bits):
            ball = _Walk(balls, dict(values or {})).ball(formula)
            if bits >= MOST_BITS or balls.width(ball) <= NARROW:
                return balls.ends(ball)
        bits *= 2


@dataclass
class _Walk:
    """One evaluation; parts that occur several times are visited once."""

    balls: Balls
    values: "Mapping[sympy.Symbol, sympy.Expr]"
    known: "dict[sympy.Basic, Value]" = field(default_factory=dict)

    def ball(self, part: "sympy.Basic") -> Ball:
        return self._enclosed(self.value(part))

    def value(self, part: "sympy.Basic") -> Value:
        if part not in self.known:
            self.known[part] = self._compute(part)
        return self.known[part]

    def _compute(self, part: "sympy.Basic") -> Value:
        if part.is_Rational:
            return Fraction(int(part.p), int(part.q))
        if part.is_Float:
            return Fraction(float(part))
        if part.is_Symbol:
            if part not in self.values:
                raise DomainError(f"the parameter {part} has no value", where=str(part), hint="give all")
            return self.value(self.values[part])
        if part.is_Add:
            return reduce(self._sum, map(self.value, part.args))
        if part.is_Mul:
            return self._product(part)
        if part.func.__name__ == "Piecewise":
            return self.value(self._case(part))
        arguments = [self.value(argument) for argument in part.args]
        match part.func.__name__, arguments:
            case "Pow", [base, exponent]:
                return self._power(base, exponent)
            case "log", [argument]:
                return self._log(argument)
            case "exp", [argument]:
                return self._exp(argument)
            case "Exp1", []:
                return self._exp(Fraction(1))
            case "Abs", [argument]:
                return abs(argument)
            case "Min", _:
                return reduce(self._least, arguments)
            case "Max", _:
                return self._negative(reduce(self._least, map(self._negative, arguments)))
        hint = "it may have sums, products, powers, log, exp, Min, Max, Abs and Piecewise"
        raise DTypeError(f"{part} has no enclosure", value=part, hint=hint)

    def _enclosed(self, value: Value) -> Ball:
        if not isinstance(value, Fraction):
            return value
        top, bottom = self.balls.exact([value.numerator, value.denominator])
        return top if value.denominator == 1 else top / bottom

    def _sum(self, first: Value, second: Value) -> Value:
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return first + second
        return add(self._enclosed(first), self._enclosed(second))

    def _times(self, first: Value, second: Value) -> Value:
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return first * second
        if _is_zero(first) or _is_zero(second):
            return Fraction(0)
        return self._enclosed(first) * self._enclosed(second)

    def _product(self, part: "sympy.Basic") -> Value:
        """Multiply the factors that have a value; if none is zero, the others must have one too."""
        result, refused = Fraction(1), None
        for factor in part.args:
            try:
                result = self._times(result, self.value(factor))
            except DomainError as error:
                refused = refused or error
        if refused is not None and not _is_zero(result):
            raise refused
        return result

    def _negative(self, value: Value) -> Value:
        return -value

    def _least(self, first: Value, second: Value) -> Value:
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return min(first, second)
        left, right = self._enclosed(first), self._enclosed(second)
        # Comparisons of balls are True only if they are certain.
        if (left < right) is True:
            return first
        if (right < left) is True:
            return second
        return (left + right - abs(left - right)) / 2

    def _power(self, base: Value, exponent: Value) -> Value:
        if isinstance(exponent, Fraction):
            if exponent.denominator == 1:
                count = int(exponent)
                if isinstance(base, Fraction):
                    if base == 0 and count < 0:
                        raise DomainError("a quotient has the divisor 0")
                    return base**count
                whole = reduce(self._times, [base] * abs(count), Fraction(1))
                return whole if count >= 0 else self._enclosed(Fraction(1)) / whole
            if _is_zero(base) and exponent > 0:
                return Fraction(0)
        return self._exp(self._times(exponent, self._log(base)))

    def _log(self, value: Value) -> Value:
        if isinstance(value, Fraction):
            if value <= 0:
                raise DomainError(f"the logarithm of {value} is no real number")
            if value == 1:
                return Fraction(0)
        (result,) = self.balls.logs([self._enclosed(value)])
        return result

    def _exp(self, value: Value) -> Value:
        if isinstance(value, Fraction) and value == 0:
            return Fraction(1)
        (result,) = self.balls.exps([self._enclosed(value)])
        return result

    def _case(self, part: "sympy.Basic") -> "sympy.Basic":
        """Return the formula of the first case that holds; rational conditions are decided exactly."""
        for formula, condition in part.args:
            if self._holds(condition):
                return formula
        raise DomainError(f"no case of {part} holds")

    def _holds(self, condition: "sympy.Basic") -> bool:
        if condition.func.__name__ in ("And", "Or"):
            return (all if condition.func.__name__ == "And" else any)(map(self._holds, condition.args))
        if not condition.args:
            return bool(condition)
        left, right = (self.value(side) for side in condition.args)
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            found = {"==": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
                     ">": left > right, ">=": left >= right}  # fmt: skip
            return found[condition.rel_op]
        one, two = self._enclosed(left), self._enclosed(right)
        below, above = (one < two) is True, (two < one) is True
        if not below and not above:
            raise DomainError(f"it cannot be decided whether {condition}")
        known = {"<": below, "<=": below, ">": above, ">=": above, "!=": True, "==": False}
        return known[condition.rel_op]


def _is_zero(value: Value) -> bool:
    return isinstance(value, Fraction) and value == 0
