"""Linear forms on joint entropies, exact: what every linear statement of Shannon's theory is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from operator import add, sub
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Union

from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.rationals import as_decimal, as_rational
from itbounds.symbolic.variable import RV, Group, Joint, as_joint, natural_key, natural_order, require_name

if TYPE_CHECKING:
    from itbounds.symbolic.relation import Relation

__all__ = ["Expression", "Scalar", "as_expression", "rate", "rates"]

Scalar: TypeAlias = Union[int, Fraction, "Expression"]
"""What may stand beside an expression: exact numbers and expressions."""

_K = TypeVar("_K")
_Join: TypeAlias = Callable[[Fraction, Fraction], Fraction]
_ZERO = Fraction(0)
_NO_RATES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, eq=False, slots=True)
class Expression:
    r"""A rational linear form on joint entropies, with free rates and a constant.

    .. math:: \sum_{S} c_S H(X_S) + \sum_r a_r R_r + b, \qquad c_S, a_r, b \in \mathbb{Q}.

    The form is canonical: joint entropies are linearly independent as functions of the law, so two
    expressions are equal for all laws exactly when they are ``==``. Relations are made with ``<=``, ``>=``
    and `eq`, where a float is read as the decimal that it prints as, as in strings: ``H(X) <= 0.3``.
    Expressions are immutable and hashable.

    Parameters
    ----------
    entropies : mapping from frozenset of RV to exact number
        The coefficient of each joint entropy; zeros and the empty set, whose entropy is zero, are dropped.
    rates : mapping from str to exact number
        The coefficient of each free variable.
    constant : exact number
        A number of units of information.

    Raises
    ------
    DTypeError
        If a coefficient is no exact number, or a key no set of random variables.

    Examples
    --------
    >>> from itbounds import H, I, rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> I(X, Y) == H(X) - H(X | Y)
    True
    >>> print(I(X, (Y, Z)) - I(X, Z))
    I(X;Y|Z)
    >>> print(2 * H(X) + rate("R") - 1)
    2 H(X) + R - 1
    """

    entropies: Mapping[frozenset[RV], Fraction] = field(default_factory=dict)
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)

    # Numpy scalars on the left hand leave the arithmetic to us, where floats are refused.
    __array_ufunc__ = None

    def __post_init__(self) -> None:
        entropies = {}
        for key, value in self.entropies.items():
            if not isinstance(key, frozenset):
                raise DTypeError(f"{key!r} is no frozenset of random variables", value=key)
            coefficient = as_rational(value)
            if coefficient and key:
                entropies[key] = coefficient
        free = {require_name(key, "rate"): as_rational(value) for key, value in self.rates.items()}
        self._fill(
            entropies, {key: v for key, v in free.items() if v}, as_rational(self.constant, name="constant")
        )

    def _fill(
        self, entropies: dict[frozenset[RV], Fraction], rates: dict[str, Fraction], constant: Fraction
    ) -> None:
        object.__setattr__(self, "entropies", MappingProxyType(entropies))
        object.__setattr__(self, "rates", MappingProxyType(rates))
        object.__setattr__(self, "constant", constant)

    @classmethod
    def of_terms(
        cls,
        entropies: Mapping[frozenset[RV], int | Fraction],
        rates: Mapping[str, int | Fraction] = _NO_RATES,
        constant: int | Fraction = 0,
    ) -> "Expression":
        """Return the expression of terms that are known to be of the right types; nothing is checked."""
        made = object.__new__(cls)
        made._fill(
            {key: _fraction(value) for key, value in entropies.items() if value and key},
            {key: _fraction(value) for key, value in rates.items() if value},
            _fraction(constant),
        )
        return made

    @classmethod
    def from_masks(
        cls,
        masks: Mapping[int, int | Fraction],
        order: Sequence[RV],
        *,
        rates: Mapping[str, int | Fraction] | None = None,
        constant: int | Fraction = 0,
    ) -> "Expression":
        """Return the expression with these coefficients, bit i of a mask standing for ``order[i]``.

        Examples
        --------
        >>> print(Expression.from_masks({0b01: 1, 0b10: 1, 0b11: -1}, [RV("X"), RV("Y")]))
        I(X;Y)
        """
        sets: dict[frozenset[RV], Fraction] = {}
        for mask, value in masks.items():
            if not 0 <= mask < 1 << len(order):
                raise DomainError(f"the mask {mask} names more than the {len(order)} variables", value=mask)
            members = frozenset(variable for i, variable in enumerate(order) if mask >> i & 1)
            sets[members] = sets.get(members, Fraction(0)) + as_rational(value)
        free = {key: as_rational(value) for key, value in (rates or {}).items()}
        return cls(sets, free, as_rational(constant))

    def masks(self, order: Sequence[RV]) -> dict[int, Fraction]:
        """Return the coefficients by bitmask, bit i standing for ``order[i]``; rates and constant apart.

        Raises
        ------
        DomainError
            If a variable is not in the order, or comes there twice.

        Examples
        --------
        >>> from itbounds import H
        >>> X, Y = RV("X"), RV("Y")
        >>> H(Y | X).masks([X, Y])
        {1: Fraction(-1, 1), 3: Fraction(1, 1)}
        """
        bits = {variable: 1 << i for i, variable in enumerate(order)}
        if len(bits) < len(order):
            raise DomainError("a variable comes twice in the order", value=tuple(order))
        try:
            return {sum([bits[v] for v in members]): value for members, value in self.entropies.items()}
        except KeyError as error:
            missing, known = error.args[0], ", ".join(str(variable) for variable in order)
            message = f"the variable {missing} is not in the order {known}"
            raise DomainError(message, value=missing) from None

    @property
    def variables(self) -> tuple[RV, ...]:
        """The random variables that occur, in natural order."""
        return natural_order(frozenset[RV]().union(*self.entropies))

    @property
    def rate_names(self) -> tuple[str, ...]:
        """The free rates that occur, in natural order."""
        return tuple(sorted(self.rates, key=natural_key))

    @property
    def is_homogeneous(self) -> bool:
        """Whether it is made of entropies alone."""
        return not self.rates and not self.constant

    @property
    def is_constant(self) -> bool:
        """Whether it is a number."""
        return not self.entropies and not self.rates

    def coefficient(self, of: Group | str) -> Fraction:
        """Return the coefficient of the joint entropy of a group, or of a rate given by its name."""
        if isinstance(of, str):
            return self.rates.get(of, Fraction(0))
        return self.entropies.get(as_joint(of).members, Fraction(0))

    def substitute(self, values: Mapping[Any, Any]) -> "Expression":
        """Return the expression with groups in place of variables and expressions in place of rates, at once.

        Parameters
        ----------
        values : mapping
            From variables to groups (an empty one makes the variable constant), and from names of rates to
            expressions or exact numbers.

        Examples
        --------
        >>> from itbounds import H, I
        >>> X, Y, Z = RV("X"), RV("Y"), RV("Z")
        >>> print(I(X, Y).substitute({X: (X, Z), Y: Z}))
        H(Z)
        """
        groups = {key: as_joint(value).members for key, value in values.items() if isinstance(key, RV)}
        free = {key: as_expression(value) for key, value in values.items() if isinstance(key, str)}
        if len(groups) + len(free) < len(values):
            raise DTypeError(
                "only random variables and names of rates can be substituted", value=dict(values)
            )
        sets: dict[frozenset[RV], Fraction] = {}
        for members, value in self.entropies.items():
            image = frozenset[RV]().union(*(groups.get(v, frozenset((v,))) for v in members))
            sets[image] = sets.get(image, Fraction(0)) + value
        kept = {key: value for key, value in self.rates.items() if key not in free}
        result = Expression(sets, kept, self.constant)
        for key, image_of_rate in free.items():
            result = result + self.coefficient(key) * image_of_rate
        return result

    def eq(self, other: Scalar | float) -> "Relation":
        """Return the relation that this equals the other; ``==`` asks whether the forms are identical."""
        from itbounds.symbolic.relation import Relation

        return Relation(self, _side(other), "==")

    def __le__(self, other: Scalar | float) -> "Relation":
        from itbounds.symbolic.relation import Relation

        return Relation(self, _side(other), "<=")

    def __ge__(self, other: Scalar | float) -> "Relation":
        from itbounds.symbolic.relation import Relation

        return Relation(self, _side(other), ">=")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (int, Fraction)):
            return self.is_constant and self.constant == other
        if not isinstance(other, Expression):
            return NotImplemented
        return (
            self.constant == other.constant
            and self.entropies == other.entropies
            and self.rates == other.rates
        )

    def __hash__(self) -> int:
        if self.is_constant:
            return hash(self.constant)
        return hash((frozenset(self.entropies.items()), frozenset(self.rates.items()), self.constant))

    def __add__(self, other: Scalar) -> "Expression":
        return self._joined(as_expression(other), add)

    def __radd__(self, other: Scalar) -> "Expression":
        return self + other

    def __sub__(self, other: Scalar) -> "Expression":
        return self._joined(as_expression(other), sub)

    def _joined(self, other: "Expression", join: _Join) -> "Expression":
        return Expression.of_terms(
            _joined(self.entropies, other.entropies, join),
            _joined(self.rates, other.rates, join),
            join(self.constant, other.constant),
        )

    def __rsub__(self, other: Scalar) -> "Expression":
        return -self + other

    def __mul__(self, factor: Scalar) -> "Expression":
        if isinstance(factor, Expression):
            if factor.is_constant:
                return self * factor.constant
            if self.is_constant:
                return factor * self.constant
            raise DomainError(
                f"the product of {self} and {factor} is not linear",
                value=factor,
                hint="expressions are linear",
            )
        scale = as_rational(factor)
        return Expression.of_terms(
            {key: scale * value for key, value in self.entropies.items()},
            {key: scale * value for key, value in self.rates.items()},
            scale * self.constant,
        )

    def __rmul__(self, factor: Scalar) -> "Expression":
        return self * factor

    def __truediv__(self, divisor: int | Fraction) -> "Expression":
        scale = as_rational(divisor, name="divisor")
        if not scale:
            raise DomainError("an expression is divided by zero", value=divisor)
        return self * (1 / scale)

    def __neg__(self) -> "Expression":
        return self * -1

    def __pos__(self) -> "Expression":
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Expression, (dict(self.entropies), dict(self.rates), self.constant)

    def __str__(self) -> str:
        from itbounds.symbolic.printing import text

        return text(self)

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"

    def latex(self) -> str:
        """Return the expression in LaTeX, without dollar signs."""
        from itbounds.symbolic.printing import latex

        return latex(self)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"


def as_expression(value: Any) -> Expression:
    """Return an expression as it is, an exact number as a constant.

    Raises
    ------
    DTypeError
        For anything else.
    """
    if isinstance(value, Expression):
        return value
    if isinstance(value, (RV, Joint)):
        raise DTypeError(
            f"the random variable {value} stands where a number should", value=value, hint=f"write H({value})"
        )
    return Expression(constant=as_rational(value, name="number"))


def _side(value: Any) -> Expression:
    """Return what stands beside a form in a relation; a float is read as the decimal that it prints as."""
    return Expression(constant=as_decimal(value)) if isinstance(value, float) else as_expression(value)


def rate(name: str) -> Expression:
    """Return the free real variable of this name, such as a rate or a storage size.

    Raises
    ------
    DomainError
        If the name is no identifier.

    Examples
    --------
    >>> print(rate("R1") + rate("R2"))
    R1 + R2
    """
    return Expression(rates={require_name(name, "rate"): Fraction(1)})


def rates(names: str | Iterable[str]) -> tuple[Expression, ...]:
    """Return the free variables of these names, which a string separates by spaces or commas."""
    found = names.replace(",", " ").split() if isinstance(names, str) else names
    return tuple(rate(name) for name in found)


def _joined(first: Mapping[_K, Fraction], second: Mapping[_K, Fraction], join: _Join) -> dict[_K, Fraction]:
    total = dict(first)
    for key, value in second.items():
        total[key] = join(total.get(key, _ZERO), value)
    return total


def _fraction(value: int | Fraction) -> Fraction:
    return value if type(value) is Fraction else _whole(int(value))


@lru_cache(maxsize=1024)
def _whole(value: int) -> Fraction:
    return Fraction(value)
