"""Fourier-Motzkin elimination of auxiliary rates, exact, with a derivation of everything that is left."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from itbounds.errors import CertificateError, DomainError
from itbounds.numerics.exact_cone import conic_combination
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.relation import Relation, as_relation

__all__ = ["Derived", "Elimination", "eliminate"]


@dataclass(frozen=True)
class Derived:
    """A relation and the multiples of the original ones that add up to it.

    Parameters
    ----------
    relation : Relation
    multipliers : tuple of (Fraction, int)
        Multipliers, nonnegative for inequalities, and indices of the original relations; only a contradiction
        also takes those assumed, counted after them.
    """

    relation: Relation
    multipliers: tuple[tuple[Fraction, int], ...]

    def __str__(self) -> str:
        return f"{self.relation}    [{_sum_of_steps(self.multipliers)}]"


@dataclass(frozen=True)
class Elimination:
    """The projection of a region along auxiliary rates.

    Parameters
    ----------
    original : tuple of Relation
        The relations before.
    eliminated : tuple of str
        The rates that are gone.
    assuming : tuple of Relation
        What was taken for granted when redundant relations were dropped.
    facets : tuple of Derived
        The relations after. None follows from the others and what is assumed.
    """

    original: tuple[Relation, ...]
    eliminated: tuple[str, ...]
    assuming: tuple[Relation, ...]
    facets: tuple[Derived, ...]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations between what is left."""
        return tuple(facet.relation for facet in self.facets)

    @property
    def is_empty(self) -> bool:
        """Whether relations and assumptions contradict each other: then -1 >= 0 is all that is left."""
        return any(facet.relation.expression.is_constant for facet in self.facets)

    def verify(self) -> tuple[Relation, ...]:
        """Check that the original relations add up to what is left, and return that.

        Raises
        ------
        CertificateError
            If a derivation is wrong.
        """
        for facet in self.facets:
            _verify(facet, (*self.original, *self.assuming), self.eliminated)
        return self.relations

    def text(self) -> str:
        """Return one relation a line, each with the sum of original ones, counted from 1, that gives it."""
        return "\n".join(str(facet) for facet in self.facets)

    def latex(self) -> str:
        """Return the relations as an ``align*``."""
        signs = {"<=": r"\le", ">=": r"\ge", "==": "="}
        lines = [f"{r.left.latex()} &{signs[r.sense]} {r.right.latex()}" for r in self.relations]
        return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"

    def __str__(self) -> str:
        return "\n".join(str(relation) for relation in self.relations)


@dataclass(frozen=True)
class _Row:
    """A form that is not negative, or zero, with its multipliers."""

    form: Expression
    equality: bool
    multipliers: Mapping[int, Fraction]

    def scaled(self, factor: Fraction) -> "_Row":
        multipliers = {i: factor * value for i, value in self.multipliers.items()}
        return replace(self, form=self.form * factor, multipliers=multipliers)

    def plus(self, other: "_Row", factor: Fraction) -> "_Row":
        multipliers = dict(self.multipliers)
        for i, value in other.multipliers.items():
            multipliers[i] = multipliers.get(i, Fraction(0)) + factor * value
        return replace(self, form=self.form + factor * other.form, multipliers=multipliers)


def eliminate(
    relations: Iterable[Relation | str],
    rates: str | Iterable[str],
    *,
    assuming: Iterable[Relation | str] = (),
) -> Elimination:
    r"""Eliminate rates: what is left holds exactly where some values of these rates meet all relations.

    Joint entropies are treated as numbers. Redundant relations are dropped, each by an exact linear program;
    for two relations that imply each other the one with the shorter derivation stays.

    Parameters
    ----------
    relations : iterable of Relation or str
        What holds.
    rates : str or iterable of str
        The names of the rates to eliminate.
    assuming : iterable of Relation or str
        What holds anyway and need not be stated: nonnegative rates, `elementals`, independences. It may not
        contain the rates that are eliminated.

    Returns
    -------
    Elimination

    Raises
    ------
    DomainError
        If a rate occurs in no relation, or in what is assumed.

    Examples
    --------
    The wiretap channel: a dummy message of rate D confuses the eavesdropper (Wyner 1975).

    >>> code = ["R + D <= I(U;Y)", "D >= I(U;Z)", "R >= 0", "D >= 0"]
    >>> region = eliminate(code, "D", assuming=["I(U;Z) >= 0"])
    >>> print(region.text())
    R <= H(U|Z) - H(U|Y)    [(1) + (2)]
    R >= 0    [(3)]
    """
    original = tuple(as_relation(relation) for relation in relations)
    assumed = tuple(as_relation(relation) for relation in assuming)
    names = list(dict.fromkeys(rates.replace(",", " ").split() if isinstance(rates, str) else rates))
    for name in names:
        if not any(name in relation.rate_names for relation in original):
            raise DomainError(f"the rate {name!r} occurs in no relation", value=name)
        if any(name in relation.rate_names for relation in assumed):
            hint = "state it as one of the relations"
            raise DomainError(f"the rate {name!r} occurs in what is assumed", value=name, hint=hint)
    rows = [
        _Row(relation.expression, relation.kind == "eq", {i: Fraction(1)})
        for i, relation in enumerate(original)
    ]
    rows = _irredundant(rows, assumed)
    waiting = list(names)
    while waiting:
        name = min(waiting, key=lambda rate: _growth(rows, rate))
        waiting.remove(name)
        rows = _irredundant(list(_step(rows, name)), assumed)
    facets = sorted(
        map(_presented, _contradiction(rows, assumed, len(original)) or rows),
        key=lambda facet: _order(facet.relation),
    )
    return Elimination(original, tuple(names), assumed, tuple(facets))


def _growth(rows: Sequence[_Row], name: str) -> int:
    """How many relations more an elimination makes; an equation that solves it makes none."""
    if any(row.equality and name in row.form.rates for row in rows):
        return -len(rows) - 1
    signs = [row.form.rates[name] > 0 for row in rows if name in row.form.rates]
    return sum(signs) * (len(signs) - sum(signs)) - len(signs)


def _step(rows: Sequence[_Row], name: str) -> Iterator[_Row]:
    """Solve an equation for the rate; otherwise add up each upper and each lower bound of it."""
    yield from (row for row in rows if name not in row.form.rates)
    bounds = [row for row in rows if name in row.form.rates]
    equations = [row for row in bounds if row.equality]
    if equations:
        pivot = min(equations, key=lambda row: len(row.multipliers))
        for row in bounds:
            if row is not pivot:
                yield row.plus(pivot, -row.form.rates[name] / pivot.form.rates[name])
        return
    for below in (row for row in bounds if row.form.rates[name] > 0):
        for above in (row for row in bounds if row.form.rates[name] < 0):
            yield below.scaled(1 / below.form.rates[name]).plus(above, -1 / above.form.rates[name])


def _irredundant(rows: list[_Row], assumed: Sequence[Relation]) -> list[_Row]:
    """Drop what follows from the rest, the longest derivations first.

    What is assumed holds no rate that is still to be eliminated: dropping early changes nothing.
    """
    known = [(_flat(relation.expression), relation.kind == "eq") for relation in assumed]
    known.append(({None: Fraction(1)}, False))
    kept = list(_distinct(rows))
    for row in sorted(kept, key=lambda row: (-len(row.multipliers), -len(row.form.entropies))):
        others = [(_flat(other.form), other.equality) for other in kept if other is not row] + known
        columns, free = [form for form, _ in others], [equality for _, equality in others]
        targets = [row.form, -row.form] if row.equality else [row.form]
        if all(conic_combination(columns, _flat(target), free) is not None for target in targets):
            kept = [other for other in kept if other is not row]
    return kept


def _contradiction(rows: Sequence[_Row], assumed: Sequence[Relation], first: int) -> list[_Row]:
    """Return the one relation that -1 is not negative, if it follows; without it the rest is consistent."""
    known = [
        _Row(relation.expression, relation.kind == "eq", {first + i: Fraction(1)})
        for i, relation in enumerate(assumed)
    ]
    every = [*rows, *known]
    found = conic_combination(
        [_flat(row.form) for row in every], {None: Fraction(-1)}, [row.equality for row in every]
    )
    if found is None:
        return []
    total = _Row(Expression(), False, {})
    for value, row in zip(found, every, strict=True):
        total = total.plus(row, value) if value else total
    return [total]


def _distinct(rows: Iterable[_Row]) -> Iterator[_Row]:
    """Of forms that differ by a positive multiple, and of trivial ones, keep what has few multipliers."""
    found: dict[Hashable, _Row] = {}
    for row in rows:
        form = row.form
        if form.is_constant and (form.constant == 0 or (form.constant > 0 and not row.equality)):
            continue
        key = (form / sum(map(abs, _flat(form).values()), Fraction(0)), row.equality)
        if key not in found or len(row.multipliers) < len(found[key].multipliers):
            found[key] = row
    yield from found.values()


def _flat(form: Expression) -> dict[Any, Fraction]:
    """Return a form by joint entropies, names of rates, and nothing for the constant."""
    return {**form.entropies, **form.rates, None: form.constant}


def _presented(row: _Row) -> Derived:
    """Scale rates to coprime integers, and write them on the left-hand side."""
    values = list((row.form.rates or row.form.entropies).values()) or [row.form.constant]
    scale = Fraction(lcm(*(v.denominator for v in values)), gcd(*(v.numerator for v in values)))
    scale /= lcm(*((v * scale).denominator for v in values))
    form = row.form * scale
    multipliers = tuple((scale * value, i) for i, value in sorted(row.multipliers.items()) if value)
    falling = Expression(rates={name: value for name, value in form.rates.items() if value < 0})
    rising = Expression(rates=form.rates) - falling
    if row.equality:
        rates = Expression(rates=form.rates) * (1 if len(rising.rates) >= len(falling.rates) else -1)
        relation = Relation(rates, rates - form if rates.rates == form.rates else rates + form, "==")
    elif falling.rates:
        relation = Relation(-falling, form - falling, "<=")
    elif rising.rates:
        relation = Relation(rising, rising - form, ">=")
    else:
        relation = Relation(form, Expression(), ">=")
    if relation.expression != form:
        # An equation was turned round.
        multipliers = tuple((-value, i) for value, i in multipliers)
    return Derived(relation, multipliers)


def _order(relation: Relation) -> tuple[int, tuple[str, ...], str]:
    return len(relation.rate_names), relation.rate_names, str(relation)


def _verify(facet: Derived, original: Sequence[Relation], eliminated: Sequence[str]) -> None:
    total = Expression()
    for value, i in facet.multipliers:
        if not 0 <= i < len(original):
            raise CertificateError("a derivation refers to a relation that does not exist", value=i)
        if value < 0 and original[i].kind == "ge":
            raise CertificateError("an inequality is taken a negative number of times", value=value, where=i)
        if facet.relation.kind == "eq" and original[i].kind == "ge":
            raise CertificateError("an equation is derived from an inequality", where=i)
        total = total + original[i].expression * value
    if total != facet.relation.expression:
        raise CertificateError(f"the multiples do not add up to {facet.relation}", value=facet)
    if any(name in total.rates for name in eliminated):
        raise CertificateError(f"{facet.relation} still holds a rate that was to be eliminated", value=facet)


def _sum_of_steps(multipliers: Sequence[tuple[Fraction, int]]) -> str:
    parts = []
    for value, i in multipliers:
        size = "" if abs(value) == 1 else f"{abs(value)} "
        sign = "-" if value < 0 else "+"
        parts.append(f"{sign} {size}({i + 1})")
    return " ".join(parts).removeprefix("+ ")
