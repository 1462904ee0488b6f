"""Strings to expressions and relations, by recursive descent; every error points at a character."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NoReturn

from itbounds.errors import DTypeError, ParseError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.quantity import signs
from itbounds.symbolic.relation import Relation, independent, markov
from itbounds.symbolic.tokens import tokens, words
from itbounds.symbolic.variable import NOTHING, RV, Joint

__all__ = ["parse", "parse_expression", "parse_relation"]

COMPARISONS = ("<=", ">=", "==", "=")


def parse(text: str) -> Expression | Relation:
    """Read an expression or a relation.

    ::

        relation   = sum ("<=" | ">=" | "==" | "=") sum | group "->" group { "->" group }
                   | "indep" "(" group { ";" group } [ "|" group ] ")"
        sum        = product { ("+" | "-") product }
        product    = factor { ["*"] factor | "/" factor }      at most one factor is no number
        factor     = { "+" | "-" } ( number | name | quantity | "(" sum ")" )
        quantity   = "H" "(" group [ "|" group ] ")" | "I" "(" group ";" group { ";" group } [ "|" group ] ")"
        group      = name { "," name }

    A name by itself is a free rate. Decimals are exact, 0.1 is one tenth. The ``*`` may be left out after
    a number. Groups in a chain may stand in parentheses.

    Parameters
    ----------
    text : str
        What is read.

    Returns
    -------
    Expression or Relation
        A relation if it has a comparison or an arrow, or begins with ``indep(``.

    Raises
    ------
    ParseError
        Where the string leaves the grammar, and for a name used both as a random variable and as a rate.

    Examples
    --------
    >>> parse("3/2*I(X,W;Y|Z) <= 2 H(X) + 0.5")
    parse('3/2 I(W,X;Y|Z) <= 2 H(X) + 1/2')
    >>> parse("X,W -> Y -> Z") == (RV("X"), RV("W")) >> RV("Y") >> RV("Z")
    True
    >>> parse("H(X) + I(X;Y")
    Traceback (most recent call last):
    itbounds.errors.ParseError: expected ')', found the end
        H(X) + I(X;Y
                    ^
    """
    if not isinstance(text, str):
        raise DTypeError(f"{text!r} is no string", value=text)
    return _Parser(text).statement()


def parse_expression(text: str) -> Expression:
    """Read an expression, as `parse`; a relation is refused.

    Raises
    ------
    ParseError
        As `parse`.
    """
    found = parse(text)
    if isinstance(found, Expression):
        return found
    raise ParseError("this is a relation; an expression is expected", text=text, position=0)


def parse_relation(text: str) -> Relation:
    """Read a relation, as `parse`; an expression is refused.

    Raises
    ------
    ParseError
        As `parse`.
    """
    found = parse(text)
    if isinstance(found, Relation):
        return found
    hint = "compare it with something, as in `... >= 0`"
    raise ParseError("this states nothing", text=text, position=len(text), hint=hint)


class _Parser:
    """One string and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self.next = 0
        self.variables: dict[str, int] = {}
        self.rates: dict[str, int] = {}

    # Reading words. Their kinds are told by themselves: operators are neither identifiers nor numbers.

    @property
    def word(self) -> str:
        return self.words[self.next]

    def at(self, *operators: str) -> bool:
        return self.words[self.next] in operators

    def take(self, *operators: str) -> str:
        """Read one of some operators; the string is empty if none of them is next."""
        word = self.words[self.next]
        if word not in operators:
            return ""
        self.next += 1
        return word

    def require(self, operator: str) -> None:
        if not self.take(operator):
            self.fail(f"expected {operator!r}, found {self.found()}")

    def found(self) -> str:
        return "the end" if self.ended() else repr(self.word)

    def ended(self) -> bool:
        return not self.word

    def fail(self, reason: str, *, at: int | None = None, hint: str = "") -> NoReturn:
        position = tokens(self.text)[self.next if at is None else at].position
        raise ParseError(reason, text=self.text, position=position, hint=hint)

    def calls(self, *names: str) -> bool:
        """Whether a word of these is next, with an opening parenthesis behind it."""
        return self.word in names and self.words[self.next + 1] == "("

    # The grammar, from the top.

    def statement(self) -> Expression | Relation:
        if self.ended():
            self.fail("there is nothing to read")
        result: Expression | Relation
        if "->" in self.words:
            result = self.chain()
        elif self.calls("indep"):
            result = self.independence()
        else:
            result = self.comparison()
        if self.at(*COMPARISONS):
            self.fail("a second comparison", hint="write a <= b <= c as two relations")
        if not self.ended():
            hint = "groups stand in H or I, as in I(X;Y)" if self.at(";", "|", ",") else ""
            self.fail(f"expected an operator or the end, found {self.found()}", hint=hint)
        return result

    def comparison(self) -> Expression | Relation:
        left = self.sum().expression()
        sign = self.take(*COMPARISONS)
        if not sign:
            return left
        right = self.sum().expression()
        if sign == "<=":
            return left <= right
        return left >= right if sign == ">=" else left.eq(right)

    def chain(self) -> Relation:
        groups = [self.bracketed_group()]
        while self.take("->"):
            groups.append(self.bracketed_group())
        if len(groups) < 2:
            self.fail(f"expected '->', found {self.found()}", hint="a chain is of groups: X,W -> Y -> Z")
        return markov(*groups)

    def independence(self) -> Relation:
        name = self.next
        self.next += 1
        groups, condition = self.arguments()
        if len(groups) < 2:
            self.fail("independence is of at least two groups", at=name, hint="separate them by ';'")
        return independent(*groups, given=condition)

    def sum(self) -> "_Sum":
        total = self.product()
        while sign := self.take("+", "-"):
            total.add(self.product(), 1 if sign == "+" else -1)
        return total

    def product(self) -> "_Sum":
        result = self.factor()
        while True:
            sign = self.take("*", "/")
            implied = (self.word.isidentifier() or self.at("(")) and result.is_constant
            if not sign and not implied:
                return result
            start = self.next
            right = self.factor()
            if sign == "/":
                if not right.is_constant:
                    self.fail("a division by what is no number", at=start)
                if not right.constant:
                    self.fail("a division by zero", at=start)
                result = result.times(1 / Fraction(right.constant))
            elif right.is_constant:
                result = result.times(right.constant)
            elif result.is_constant:
                result = right.times(result.constant)
            else:
                self.fail("a product of two unknowns", at=start, hint="expressions are linear")

    def factor(self) -> "_Sum":
        negative = False
        while sign := self.take("+", "-"):
            negative ^= sign == "-"
        value = self.atom()
        return value.times(-1) if negative else value

    def atom(self) -> "_Sum":
        place, word = self.next, self.word
        if word.isdecimal() or word[:1].isdecimal() or word[:1] == ".":
            self.next += 1
            return _Sum({}, {}, int(word) if word.isdecimal() else Fraction(word))
        if self.calls("H", "I"):
            return self.quantity()
        if self.calls("indep"):
            self.fail("an independence is a relation by itself", hint="state it as one of the constraints")
        if word.isidentifier():
            self.next += 1
            if self.at("("):
                self.fail(f"{word!r} is no function", at=place, hint="there are H, I and indep")
            self.use(place, self.rates, self.variables)
            return _Sum({}, {word: 1})
        if self.take("("):
            inner = self.sum()
            self.require(")")
            return inner
        self.fail(f"expected a number, a name, H(...) or I(...), found {self.found()}")

    def quantity(self) -> "_Sum":
        name = self.next
        self.next += 1
        groups, condition = self.arguments()
        if self.words[name] == "H" and len(groups) > 1:
            self.fail("H is of one group", at=name, hint="separate its variables by ','")
        if self.words[name] == "I" and len(groups) < 2:
            self.fail("I is of at least two groups", at=name, hint="separate groups by ';'")
        return _Sum({**signs(groups, condition)}, {})

    def arguments(self) -> tuple[list[Joint], Joint]:
        self.require("(")
        groups = [self.group()]
        while self.take(";"):
            groups.append(self.group())
        condition = self.group() if self.take("|") else NOTHING
        if self.at(";"):
            self.fail("a ';' behind the bar", hint="the condition is one group, separated by ','")
        if self.at("|"):
            self.fail("a second bar", hint="the condition is one group, separated by ','")
        self.require(")")
        return groups, condition

    def bracketed_group(self) -> Joint:
        if not self.take("("):
            return self.group()
        inner = self.group()
        self.require(")")
        return inner

    def group(self) -> Joint:
        members = {self.variable()}
        while self.take(","):
            members.add(self.variable())
        if self.word.isidentifier():
            self.fail(f"expected a separator, found {self.found()}", hint="separate variables by ','")
        return Joint(frozenset(members))

    def variable(self) -> RV:
        place, word = self.next, self.word
        if not word.isidentifier():
            self.fail(f"expected the name of a random variable, found {self.found()}")
        self.next += 1
        self.use(place, self.variables, self.rates)
        return _variable(word)

    def use(self, place: int, here: dict[str, int], elsewhere: dict[str, int]) -> None:
        """Note what a name stands for; it may not stand for a random variable and a rate at once."""
        name = self.words[place]
        here.setdefault(name, place)
        if name in elsewhere:
            hint = f"for its entropy write H({name})"
            self.fail(f"{name!r} is both a random variable and a rate", at=self.rates[name], hint=hint)


@dataclass(slots=True)
class _Sum:
    """A linear form that is being read; whole coefficients are integers, and zeros may be among them."""

    entropies: dict[frozenset[RV], int | Fraction]
    rates: dict[str, int | Fraction]
    constant: int | Fraction = 0

    @property
    def is_constant(self) -> bool:
        named = any(value and key for key, value in self.entropies.items())
        return not named and not any(self.rates.values())

    def add(self, other: "_Sum", sign: int) -> None:
        for key, value in other.entropies.items():
            self.entropies[key] = self.entropies.get(key, 0) + sign * value
        for name, value in other.rates.items():
            self.rates[name] = self.rates.get(name, 0) + sign * value
        self.constant += sign * other.constant

    def times(self, factor: int | Fraction) -> "_Sum":
        return _Sum(
            {key: factor * value for key, value in self.entropies.items()},
            {name: factor * value for name, value in self.rates.items()},
            factor * self.constant,
        )

    def expression(self) -> Expression:
        return Expression.of_terms(self.entropies, self.rates, self.constant)


@lru_cache(maxsize=1024)
def _variable(name: str) -> RV:
    return RV(name)
