"""Entropies of laws with parameters as formulas: sums of weighted logarithms, exact and differentiable."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Array
from itbounds.kernels.symbolic_entries import canonical, short, upright
from itbounds.kernels.symbolic_values import exactly, substitution
from itbounds.numerics.interval import Interval
from itbounds.semantics.expression_balls import enclosure
from itbounds.semantics.vectorised import vectorised
from itbounds.units import BITS, NATS, Unit, as_unit

if TYPE_CHECKING:
    import sympy

__all__ = ["Formula"]

DUST = 1e-12
"""Arguments of logarithms above minus this are rounding errors of zero."""


@dataclass(frozen=True, eq=False, repr=False)
class Formula:
    r"""A sum of weighted logarithms of formulas in some parameters, in nats.

    .. math:: F(\theta) = \sum_i A_i(\theta) \log f_i(\theta) + B(\theta)

    Joint entropies have the weights :math:`A_i = -f_i`, with one term for each probability. By convention a
    term is 0 where its weight is: :math:`0 \log 0 = 0`, which for entropies is the limit, so that values at
    the ends of a range of parameters are right without a distinction of cases.

    Parameters
    ----------
    terms : tuple of pairs of sympy expressions
        The weights, and what the logarithm is taken of: nonnegative on the domain of the law.
    rest : sympy expression
        What is free of logarithms.

    Examples
    --------
    >>> import sympy, itbounds as ib
    >>> p = sympy.Symbol("p", nonnegative=True)
    >>> joint = ib.SymbolicKernel.state([(1 - p) / 2, p / 2, p / 2, (1 - p) / 2],
    ...                                 ib.Space.of(2, "X") @ ib.Space.of(2, "Y"))
    >>> information = ib.formula("I(X;Y)", joint)
    >>> information
    p*log(p) + (1 - p)*log(1 - p) + log(2) nat
    >>> round(information.at(p=0), 12), information.at(p=0.5)
    (1.0, 0.0)
    >>> information.diff(p)
    log(p) - log(1 - p) nat
    """

    terms: "tuple[tuple[sympy.Expr, sympy.Expr], ...]"
    rest: "sympy.Expr"

    @classmethod
    def of_probabilities(cls, weighted: "Iterable[tuple[sympy.Expr, sympy.Expr]]") -> "Formula":
        r"""Return :math:`-\sum_i c_i q_i \log q_i`, equal probabilities :math:`q_i` taken together.

        Parameters
        ----------
        weighted : iterable of pairs (c, q)
        """
        import sympy

        found: dict[sympy.Expr, tuple[sympy.Expr, sympy.Expr]] = {}
        for weight, probability in weighted:
            key = canonical(probability)
            if key not in (0, 1):
                before, shown = found.get(key, (sympy.Integer(0), probability))
                found[key] = before + weight, shown
        terms = tuple((-weight * shown, shown) for weight, shown in found.values() if weight != 0)
        return cls(terms, sympy.Integer(0))

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """The free symbols, by name."""
        free = self.rest.free_symbols.union(*(part.free_symbols for term in self.terms for part in term))
        return tuple(sorted(free, key=lambda symbol: symbol.name))

    @property
    def expr(self) -> "sympy.Expr":
        r"""The formula in sympy, in nats, as short as it was found.

        It is made of terms ``a*log(f)`` whose weights vanish where ``f`` does. sympy's ``subs`` gives ``nan``
        there, `at`, `sweep` and `interval` the limit.
        """
        import sympy

        def written(terms: "Iterable[tuple[sympy.Expr, sympy.Expr]]") -> "sympy.Expr":
            return sympy.Add(*(_term(weight, argument) for weight, argument in terms), self.rest)

        plain = [(short(weight), argument) for weight, argument in self.terms]
        candidates = map(written, (plain, self._by_content(), self._by_factors()))
        return min(candidates, key=lambda form: (sympy.count_ops(form), sympy.default_sort_key(form)))

    def diff(self, parameter: "sympy.Symbol | str") -> "Formula":
        r"""Return the derivative by a parameter.

        Logarithms are first collected by irreducible factors, so that what is unbounded at the end of a
        range cancels where it does in the limit.

        Raises
        ------
        DomainError
            If it is no parameter.
        """
        import sympy

        (symbol,) = substitution(self.parameters, {parameter: 0}, {}, whole=False)
        collected = self._by_factors()
        terms = tuple((sympy.factor(sympy.diff(a, symbol)), f) for a, f in collected)
        quotients = sympy.Add(*(a * sympy.diff(_plain(f), symbol) / _plain(f) for a, f in collected))
        rest = sympy.diff(self.rest, symbol) + sympy.factor(sympy.cancel(sympy.together(quotients)))
        return Formula(tuple((a, f) for a, f in terms if a != 0), rest)

    def at(
        self, values: Mapping[Any, Any] | None = None, /, *, unit: Unit | str = BITS, **named: Any
    ) -> float:
        """Return the value, right but for the last places, at values of all parameters by symbol or name.

        Raises
        ------
        DomainError
            If a parameter has no value or is unknown, or the formula has no value there.
        """
        found = self.interval(values, unit=NATS, **named)
        return as_unit(unit).from_nats(0.5 * (found.lower + found.upper))

    def interval(
        self, values: Mapping[Any, Any] | None = None, /, *, unit: Unit | str = BITS, **named: Any
    ) -> Interval:
        """Return an interval that contains the value, from ball arithmetic; arguments as `at`."""
        import sympy

        found = substitution(self.parameters, values, named, whole=True)
        exact = {symbol: exactly(value, symbol.name) for symbol, value in found.items()}
        logs = (weight * sympy.log(argument) for weight, argument in self.terms)
        lower, upper = enclosure(sympy.Add(*logs, self.rest), exact)
        chosen = as_unit(unit)
        return Interval(chosen.floor(lower), chosen.ceil(upper), chosen)

    def lambdify(self, *parameters: "sympy.Symbol | str", unit: Unit | str = BITS) -> Callable[..., Array]:
        """Return a numpy function of the parameters, in this order; of all by name if none is given.

        The whole formula is one vectorised evaluation: arguments are numbers or arrays that broadcast. Where
        a probability would be negative the value is NaN.

        Raises
        ------
        DomainError
            If a parameter is left out, or is none.

        Examples
        --------
        >>> import numpy as np, sympy, itbounds as ib
        >>> r = sympy.Symbol("r")
        >>> entropy = ib.formula("H(X)", ib.SymbolicKernel.state([1 - r, r], ib.Space.of(2, "X")))
        >>> entropy.lambdify()(np.array([0.0, 0.5, 1.0]))
        array([0., 1., 0.])
        """
        wanted = self.parameters
        if parameters:
            wanted = tuple(substitution(self.parameters, dict.fromkeys(parameters), {}, whole=True))
        worth = as_unit(unit).nats
        count = len(self.terms)
        weights, arguments = zip(*self.terms, strict=True) if self.terms else ((), ())
        parts = vectorised([*weights, *map(_plain, arguments), self.rest], wanted)
        least = [-np.inf if argument.func.__name__ == "Abs" else -DUST for argument in arguments]

        def evaluate(*values: Any) -> Array:
            from scipy.special import xlogy

            found = parts(*values)
            total = found[-1].copy()
            valid = np.ones(total.shape, dtype=bool)
            for weight, argument, low in zip(found[:count], found[count:-1], least, strict=True):
                total += xlogy(weight, np.abs(argument))
                valid &= argument >= low
            return np.where(valid, total, np.nan) / worth

        return evaluate

    def sweep(
        self, values: Mapping[Any, Any] | None = None, /, *, unit: Unit | str = BITS, **named: Any
    ) -> Array:
        """Return the values at whole arrays of parameters that broadcast, in one numpy evaluation.

        Where a probability would be negative the value is NaN.

        Raises
        ------
        DomainError
            If a parameter has no value or is unknown.
        """
        found = substitution(self.parameters, values, named, whole=True)
        return self.lambdify(*found, unit=unit)(*found.values())

    def limit(self, parameter: "sympy.Symbol | str", value: Any, *, side: str = "+") -> "sympy.Expr":
        """Return the limit in nats, as sympy finds it, from above (``"+"``) or from below (``"-"``)."""
        import sympy

        (symbol,) = substitution(self.parameters, {parameter: 0}, {}, whole=False)
        return sympy.limit(self.expr, symbol, exactly(value, symbol.name), side)

    def to_latex(self) -> str:
        r"""Return the formula in LaTeX, without delimiters; ``\ln``, since it is in nats."""
        import sympy

        text: str = sympy.latex(self.expr, ln_notation=True)
        return text

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"

    def __repr__(self) -> str:
        return f"{self.expr} nat"

    def _by_content(self) -> "list[tuple[sympy.Expr, sympy.Expr]]":
        """Split numeric factors off the arguments and take equal ones together."""
        import sympy

        found: dict[sympy.Expr, list[sympy.Expr]] = {}
        for weight, argument in self.terms:
            number, rest = sympy.factor_terms(argument).as_coeff_Mul()
            if number.is_negative:
                number, rest = -number, -rest
            for factor, power in [(rest, sympy.Integer(1)), *_primes(number)]:
                if factor != 1:
                    found.setdefault(factor, []).append(weight * power)
        return [(short(sympy.Add(*weights)), factor) for factor, weights in found.items()]

    def _by_factors(self) -> "list[tuple[sympy.Expr, sympy.Expr]]":
        """Split the arguments into irreducible factors, and take the weights of each together."""
        import sympy

        found: dict[sympy.Expr, list[sympy.Expr]] = {}
        for weight, argument in self.terms:
            for factor, power in _factors(argument):
                found.setdefault(factor, []).append(weight * power)
        for factor in [key for key in found if key.func.__name__ == "Abs"]:
            for plain in (factor.args[0], -factor.args[0]):
                if plain in found:
                    found[plain] += found.pop(factor)
                    break
        collected = ((sympy.factor(sympy.Add(*weights)), factor) for factor, weights in found.items())
        return [(upright(weight), factor) for weight, factor in collected if weight != 0]


def _term(weight: "sympy.Expr", argument: "sympy.Expr") -> "sympy.Expr":
    """Return a weighted logarithm with its weight as short as it was found, and of a pleasant sign."""
    import sympy

    number, rest = min((sympy.factor(weight), weight), key=sympy.count_ops).as_coeff_Mul()
    sign, rest = upright(rest).as_coeff_Mul()
    number *= sign
    if rest.is_Add and rest.as_coeff_Add()[0].is_negative:
        number, rest = -number, -rest
    return sympy.Mul(number, rest, sympy.log(argument))


def _factors(argument: "sympy.Expr") -> "list[tuple[sympy.Expr, sympy.Expr]]":
    """Return factors that are nonnegative where the argument is, and their powers; the product is the same.

    Monomials count as nonnegative, and sums that are positive where the parameters are small. A single other
    factor of odd power has the sign of the argument; of several, and of even powers, sizes are taken.
    """
    import sympy

    numbers, found, doubtful = sympy.Integer(1), [], []
    for part in sympy.Mul.make_args(upright(sympy.factor(argument))):
        base, power = part.as_base_exp()
        if base.is_Rational:
            numbers *= part
        elif power.is_even or (base.is_Add and not base.as_coeff_Add()[0].is_positive):
            doubtful.append((base, power))
        else:
            found.append((base, power))
    odd = [base for base, power in doubtful if not power.is_even]
    for base, power in doubtful:
        signed = base if numbers.is_positive else -base
        found.append((signed if [base] == odd else sympy.Abs(base), power))
    return [*found, *_primes(abs(numbers))]


def _primes(number: "sympy.Expr") -> "list[tuple[sympy.Expr, sympy.Expr]]":
    """Return the small primes of a positive fraction and what is left of it, with their powers."""
    import sympy

    if not number.is_Rational:
        return [(number, sympy.Integer(1))]
    found = []
    for sign, rest in ((1, int(number.p)), (-1, int(number.q))):
        left = rest
        for prime in sympy.primerange(100):
            power = 0
            while left % prime == 0:
                left, power = left // prime, power + 1
            if power:
                found.append((sympy.Integer(prime), sympy.Integer(sign * power)))
        found += [(sympy.Integer(left), sympy.Integer(sign))] * (left > 1)
    return found


def _plain(argument: "sympy.Expr") -> "sympy.Expr":
    """Return an argument without bars, which a derivative of its logarithm does not need."""
    return argument.args[0] if argument.func.__name__ == "Abs" else argument
