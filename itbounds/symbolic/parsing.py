"""Strings to expressions and relations, by recursive descent; every error points at a character."""

from fractions import Fraction
from typing import NoReturn

from itbounds.errors import DTypeError, ParseError
from itbounds.symbolic.expression import Expression, rate
from itbounds.symbolic.quantity import information
from itbounds.symbolic.relation import Relation, independent, markov
from itbounds.symbolic.tokens import Token, tokens
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
        self.tokens = tokens(text)
        self.next = 0
        self.variables: dict[str, Token] = {}
        self.rates: dict[str, Token] = {}

    # Reading words.

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def at(self, *operators: str) -> bool:
        return self.token.kind == "operator" and self.token.text in operators

    def take(self, *operators: str) -> Token | None:
        token = self.token
        if not self.at(*operators):
            return None
        self.next += 1
        return token

    def require(self, operator: str) -> None:
        if self.take(operator) is None:
            self.fail(f"expected {operator!r}, found {self.found()}")

    def found(self) -> str:
        return "the end" if self.ended() else repr(self.token.text)

    def ended(self) -> bool:
        return self.token.kind == "end"

    def fail(self, reason: str, *, at: Token | None = None, hint: str = "") -> NoReturn:
        raise ParseError(reason, text=self.text, position=(at or self.token).position, hint=hint)

    def calls(self, *names: str) -> bool:
        """Whether a word of these is next, with an opening parenthesis behind it."""
        if self.token.kind != "name" or self.token.text not in names:
            return False
        following = self.tokens[self.next + 1]
        return following.kind == "operator" and following.text == "("

    # The grammar, from the top.

    def statement(self) -> Expression | Relation:
        if self.ended():
            self.fail("there is nothing to read")
        result: Expression | Relation
        if any(token.kind == "operator" and token.text == "->" for token in self.tokens):
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
        left = self.sum()
        sign = self.take(*COMPARISONS)
        if sign is None:
            return left
        right = self.sum()
        if sign.text == "<=":
            return left <= right
        return left >= right if sign.text == ">=" else left.eq(right)

    def chain(self) -> Relation:
        groups = [self.bracketed_group()]
        while self.take("->"):
            groups.append(self.bracketed_group())
        if len(groups) < 2:
            self.fail(f"expected '->', found {self.found()}", hint="a chain is of groups: X,W -> Y -> Z")
        return markov(*groups)

    def independence(self) -> Relation:
        name = self.token
        self.next += 1
        groups, condition = self.arguments()
        if len(groups) < 2:
            self.fail("independence is of at least two groups", at=name, hint="separate them by ';'")
        return independent(*groups, given=condition)

    def sum(self) -> Expression:
        total = self.product()
        while sign := self.take("+", "-"):
            term = self.product()
            total = total + term if sign.text == "+" else total - term
        return total

    def product(self) -> Expression:
        result = self.factor()
        while True:
            sign = self.take("*", "/")
            implied = sign is None and result.is_constant and (self.token.kind == "name" or self.at("("))
            if sign is None and not implied:
                return result
            start = self.token
            right = self.factor()
            if sign is not None and sign.text == "/":
                if not right.is_constant:
                    self.fail("a division by what is no number", at=start)
                if not right.constant:
                    self.fail("a division by zero", at=start)
                result = result / right.constant
            elif right.is_constant:
                result = result * right.constant
            elif result.is_constant:
                result = right * result.constant
            else:
                self.fail("a product of two unknowns", at=start, hint="expressions are linear")

    def factor(self) -> Expression:
        negative = False
        while sign := self.take("+", "-"):
            negative ^= sign.text == "-"
        value = self.atom()
        return -value if negative else value

    def atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            self.next += 1
            return Expression(constant=Fraction(token.text))
        if self.calls("H", "I"):
            return self.quantity()
        if self.calls("indep"):
            self.fail("an independence is a relation by itself", hint="state it as one of the constraints")
        if token.kind == "name":
            self.next += 1
            if self.at("("):
                self.fail(f"{token.text!r} is no function", at=token, hint="there are H, I and indep")
            self.use(token, self.rates, self.variables)
            return rate(token.text)
        if self.take("("):
            inner = self.sum()
            self.require(")")
            return inner
        self.fail(f"expected a number, a name, H(...) or I(...), found {self.found()}")

    def quantity(self) -> Expression:
        name = self.token
        self.next += 1
        groups, condition = self.arguments()
        if name.text == "H" and len(groups) > 1:
            self.fail("H is of one group", at=name, hint="separate its variables by ','")
        if name.text == "I" and len(groups) < 2:
            self.fail("I is of at least two groups", at=name, hint="separate groups by ';'")
        return information(tuple(groups), condition)

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
        if self.token.kind == "name":
            self.fail(f"expected a separator, found {self.found()}", hint="separate variables by ','")
        return Joint(frozenset(members))

    def variable(self) -> RV:
        token = self.token
        if token.kind != "name":
            self.fail(f"expected the name of a random variable, found {self.found()}")
        self.next += 1
        self.use(token, self.variables, self.rates)
        return RV(token.text)

    def use(self, token: Token, here: dict[str, Token], elsewhere: dict[str, Token]) -> None:
        """Note what a name stands for; it may not stand for a random variable and a rate at once."""
        here.setdefault(token.text, token)
        if token.text in elsewhere:
            lone = self.rates[token.text]
            hint = f"for its entropy write H({token.text})"
            self.fail(f"{token.text!r} is both a random variable and a rate", at=lone, hint=hint)
