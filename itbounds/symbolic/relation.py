"""Relations between expressions, with what is known of their structure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NoReturn

from itbounds.errors import AmbiguousTruthError, DomainError, DTypeError, ShapeError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.quantity import H, information
from itbounds.symbolic.structure import Statement, detect, independence
from itbounds.symbolic.variable import NOTHING, RV, Group, Joint, as_joint, natural_order

__all__ = ["Independence", "MarkovChain", "Relation", "as_relation", "function_of", "independent", "markov"]


@dataclass(frozen=True, eq=False)
class Relation:
    """An equation or inequality between two expressions.

    It is made with ``<=``, ``>=`` and `Expression.eq`, keeps its two sides as they were written, and equals
    another relation if the same form is stated to be zero, or not negative, with the same structure.

    Parameters
    ----------
    left, right : Expression
        The two sides.
    sense : {"<=", ">=", "=="}
        How they compare.

    Raises
    ------
    AmbiguousTruthError
        If it is used as a truth value: whether it holds is a question for the prover.

    Examples
    --------
    >>> from itbounds import H, I, rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> relation = I(X, Z) <= I(X, Y)
    >>> print(relation)
    I(X;Z) <= I(X;Y)
    >>> relation.kind, relation.expression == I(X, Y) - I(X, Z)
    ('ge', True)
    >>> [str(statement) for statement in I(X, Y | Z).eq(0).structure]
    ['I(X;Y|Z) == 0']
    """

    left: Expression
    right: Expression
    sense: Literal["<=", ">=", "=="]

    @property
    def kind(self) -> Literal["ge", "eq"]:
        """What is stated of `expression`: ``"ge"``, that it is not negative, or ``"eq"``, that it is zero."""
        return "eq" if self.sense == "==" else "ge"

    @cached_property
    def expression(self) -> Expression:
        """The form that is not negative, or zero: the greater side minus the smaller, or left minus right."""
        return self.right - self.left if self.sense == "<=" else self.left - self.right

    @cached_property
    def structure(self) -> tuple[Statement, ...]:
        """Independences and functional dependences that, together, say the same as this relation.

        It is empty if none were stated and none are recognised. Equivalent means: for all laws, and for all
        functions that satisfy Shannon's inequalities.
        """
        form = self.expression
        statements = detect(form)
        if self.kind == "ge" and statements:
            # A quantity that is never negative is zero if it is not positive, and not if it is not negative.
            largest = max(form.entropies, key=len)
            quantity = sum((statement.expression for statement in statements), Expression())
            if (quantity.entropies[largest] > 0) == (form.entropies[largest] > 0):
                return ()
        return statements

    @property
    def variables(self) -> tuple[RV, ...]:
        """The random variables that occur, in natural order."""
        return self.expression.variables

    @property
    def rate_names(self) -> tuple[str, ...]:
        """The free rates that occur, in natural order."""
        return self.expression.rate_names

    def substitute(self, values: Mapping[Any, Any]) -> "Relation":
        """Substitute on both sides, as `Expression.substitute`."""
        return Relation(self.left.substitute(values), self.right.substitute(values), self.sense)

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError(
            f"the relation {self} is neither True nor False",
            value=self,
            hint="itbounds.prove asks whether it holds; write a <= b <= c as two relations",
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Relation):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        form = self.expression
        stated = frozenset((form, -form)) if self.kind == "eq" else form
        return self.kind, stated, frozenset(self.structure)

    def __str__(self) -> str:
        return f"{self.left} {self.sense} {self.right}"

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"

    def latex(self) -> str:
        """Return the relation in LaTeX, without dollar signs."""
        from itbounds.symbolic.printing import relation_latex

        return relation_latex(self)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"


@dataclass(frozen=True, eq=False, repr=False)
class MarkovChain(Relation):
    r"""A Markov chain of groups, :math:`X_1 \to X_2 \to \dots \to X_k`; made with ``>>``.

    As a relation it says that :math:`\sum_j I(X_1 \dots X_{j-1}; X_{j+1} \mid X_j) = 0`, and so that each
    term is zero.
    """

    groups: tuple[Joint, ...] = field(default=())

    @cached_property
    def structure(self) -> tuple[Statement, ...]:
        """The independence of past and next given the present, for each step."""
        found = (s for past, future, now in _steps(self.groups) for s in independence(past, future, now))
        return tuple(dict.fromkeys(found))

    @property
    def variables(self) -> tuple[RV, ...]:
        """The random variables that occur, in natural order."""
        return natural_order(as_joint(self.groups).members)

    def substitute(self, values: Mapping[Any, Any]) -> "MarkovChain":
        """Substitute groups for variables."""
        return markov(*(_image(group, values) for group in self.groups))

    def __rshift__(self, following: Any) -> "MarkovChain":
        return markov(*self.groups, following)

    def __rrshift__(self, preceding: Group) -> "MarkovChain":
        return markov(preceding, *self.groups)

    def __and__(self, other: object) -> NoReturn:
        raise DTypeError(
            f"the chain {self} is followed by `&`",
            value=other,
            hint="`>>` binds tighter than `&`: write X >> (Y & Z), or X >> (Y, Z)",
        )

    def __str__(self) -> str:
        return " -> ".join(str(group) for group in self.groups)


@dataclass(frozen=True, eq=False, repr=False)
class Independence(Relation):
    r"""The mutual independence of groups, given a condition or not; made by `independent`.

    As a relation it says that :math:`\sum_i H(X_i \mid C) = H(X_1, \dots, X_k \mid C)`.
    """

    groups: tuple[Joint, ...] = field(default=())
    condition: Joint = NOTHING

    @cached_property
    def structure(self) -> tuple[Statement, ...]:
        """The independence of each group from those before it."""
        past, found = NOTHING, list[Statement]()
        for group in self.groups:
            found += independence(past, group, self.condition)
            past = past & group
        return tuple(dict.fromkeys(found))

    @property
    def variables(self) -> tuple[RV, ...]:
        """The random variables that occur, in natural order."""
        return natural_order(as_joint((*self.groups, self.condition)).members)

    def substitute(self, values: Mapping[Any, Any]) -> "Independence":
        """Substitute groups for variables."""
        images = (_image(group, values) for group in self.groups)
        return independent(*images, given=_image(self.condition, values))

    def __str__(self) -> str:
        bar = f" | {self.condition}" if len(self.condition) else ""
        return f"indep({'; '.join(str(group) for group in self.groups)}{bar})"


def markov(*groups: Any) -> MarkovChain:
    """Return the Markov chain of these groups, which ``X >> Y >> Z`` makes too.

    Raises
    ------
    ShapeError
        If a group is empty, or there are fewer than two.

    Examples
    --------
    >>> from itbounds import rvs
    >>> W, X, Y, Z = rvs("W X Y Z")
    >>> chain = markov(W, X, Y, Z)
    >>> [str(statement) for statement in chain.structure]
    ['I(W;Y|X) == 0', 'I(Z;W,X|Y) == 0']
    >>> chain == W >> X >> Y >> Z
    True
    """
    joints: list[Joint] = []
    for group in groups:
        joints += group.groups if isinstance(group, MarkovChain) else (as_joint(group),)
    if len(joints) < 2 or not all(len(joint) for joint in joints):
        raise ShapeError(
            "a Markov chain is of at least two groups, none of them empty", value=groups, hint="X >> Y >> Z"
        )
    total = Expression()
    for past, future, now in _steps(tuple(joints)):
        total = total + information((past, future), now)
    return MarkovChain(total, Expression(), "==", tuple(joints))


def independent(*groups: Any, given: Any = NOTHING) -> Independence:
    """Return that groups are mutually independent, given the condition if there is one.

    Raises
    ------
    ShapeError
        If a group is empty, or there are fewer than two.

    Examples
    --------
    >>> from itbounds import rvs
    >>> print(independent(*rvs("X Y Z")))
    indep(X; Y; Z)
    """
    joints, condition = tuple(as_joint(group) for group in groups), as_joint(given)
    if len(joints) < 2 or not all(len(joint) for joint in joints):
        raise ShapeError("independence is of at least two groups, none of them empty", value=groups)
    apart = Expression()
    for joint in joints:
        apart = apart + information((joint,), condition)
    return Independence(apart, information((as_joint(joints),), condition), "==", joints, condition)


def function_of(target: Any, source: Any) -> Relation:
    """Return that the target is a function of the source: that its entropy given the source is zero.

    Examples
    --------
    >>> from itbounds import rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> print(function_of(Z, (X, Y)))
    H(Z|X,Y) == 0
    """
    return H(as_joint(target) | as_joint(source)).eq(0)


def as_relation(obj: Any) -> Relation:
    """Return a relation as it is, or the one that a string states.

    Raises
    ------
    ParseError
        If the string does not follow the grammar, or states nothing.
    DTypeError
        For anything else; for a bool with the reminder that ``==`` is no relation.
    """
    if isinstance(obj, Relation):
        return obj
    if isinstance(obj, str):
        from itbounds.symbolic.parsing import parse_relation

        return parse_relation(obj)
    hint = "relations are made with <=, >= and a.eq(b), or read from strings"
    if isinstance(obj, bool):
        hint = "`==` asks whether two forms are identical; the relation is a.eq(b)"
    elif isinstance(obj, Expression):
        hint = f"say what it is compared with, as in {obj} >= 0"
    raise DTypeError(f"{obj!r} is no relation", value=obj, hint=hint)


def _steps(groups: tuple[Joint, ...]) -> list[tuple[Joint, Joint, Joint]]:
    """The past, the next and the present at each inner group of a chain."""
    return [(as_joint(groups[: i - 1]), groups[i], groups[i - 1]) for i in range(2, len(groups))]


def _image(group: Joint, values: Mapping[Any, Any]) -> Joint:
    if not all(isinstance(key, RV) for key in values):
        raise DomainError("only random variables occur in this relation", value=values)
    return as_joint([as_joint(values.get(variable, variable)) for variable in group])
