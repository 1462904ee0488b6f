"""Proofs as they are read: one term a line, with its reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from itbounds.forms.entropic import UNIT, Information, Terms
from itbounds.results.axiom_text import axiom_of, axiom_words
from itbounds.results.lattice_certificate import Combination, LatticeCertificate, Lemma
from itbounds.results.law import Law
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.printing import latex as expression_latex, quantity_latex
from itbounds.symbolic.quantity import Quantity
from itbounds.symbolic.variable import RV, Joint

if TYPE_CHECKING:
    from itbounds.results.proof import Proof

__all__ = ["latex", "text"]


@dataclass(frozen=True)
class _Style:
    """How the parts of a proof are written."""

    quantity: Callable[[Quantity], str]
    expression: Callable[[Expression], str]
    relation: Callable[[object], str]
    number: Callable[[Fraction], str]
    words: Callable[[str], str]


@dataclass(frozen=True)
class _Line:
    """One term of a combination: sign and factor, what it is, and why it is there."""

    factor: Fraction
    what: str
    reason: str


def text(proof: "Proof") -> str:
    """Return a proof as text."""
    style = _Style(str, str, str, str, str)
    given = f"given {'; '.join(map(str, proof.given))}: " if proof.given else ""
    lines = [str(proof.claim), f"{given}{proof.status.value}", *_used(proof)]
    certificate = proof.certificate
    if certificate is not None:
        for number, combination in enumerate(certificate.combinations):
            lines += ["", _difference(proof, number, str)]
            terms = list(_terms(combination, proof, certificate, style))
            shown = [_factored(line, str, index == 0) for index, line in enumerate(terms)]
            width = max(map(len, shown), default=0)
            lines += [
                f"  {'= ' if index == 0 else ''}{entry:<{width + (0 if index == 0 else 2)}}    {line.reason}"
                for index, (entry, line) in enumerate(zip(shown, terms, strict=True))
            ]
            lines.append("  >= 0" if terms else "  = 0 identically")
        reasons = list(_reasons(proof, certificate, style))
        lines += ["", "where", *(f"  {reason}" for reason in reasons)] if reasons else []
    elif proof.counterexample is not None:
        lines += ["", *_example(proof)]
    return "\n".join(lines)


def latex(proof: "Proof") -> str:
    r"""Return a proof as an ``align*`` environment; a claim without proof as the statement alone."""
    style = _Style(quantity_latex, expression_latex, _relation_latex, _number_latex, _words_latex)
    certificate = proof.certificate
    if certificate is None:
        words = _words_latex("; ".join((proof.status.value, *_used(proof))))
        row = f"  & {proof.claim.latex()} && {words}"
        return "\n".join((r"\begin{align*}", row, r"\end{align*}"))
    rows = []
    for number, combination in enumerate(certificate.combinations):
        left = _difference(proof, number, expression_latex)
        terms = list(_terms(combination, proof, certificate, style))
        for index, line in enumerate(terms):
            entry = _factored(line, _number_latex, index == 0)
            relation = "&= " if index == 0 else r"&\quad "
            rows.append(f"  {left if index == 0 else ''} {relation}{entry} && {line.reason}")
        rows.append(r"  &\ge 0" if terms else f"  {left} &= 0")
    for reason in _reasons(proof, certificate, style):
        rows.append(f"  & {reason}")
    rows += [f"  & {_words_latex(words)}" for words in _used(proof)]
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def _difference(proof: "Proof", number: int, write: Callable[[Expression], str]) -> str:
    """Write what is shown to be nonnegative, as the difference of the two sides of the claim."""
    less, more = proof.claim.left, proof.claim.right
    if (proof.claim.sense != "<=") is (number == 0):
        less, more = more, less
    if less == Expression():
        return write(more)
    shown = write(less)
    taken = f"({shown})" if " + " in shown or " - " in shown[1:] or shown.startswith("-") else shown
    return f"- {taken}" if more == Expression() else f"{write(more)} - {taken}"


def _used(proof: "Proof") -> list[str]:
    """Say what was used beside Shannon's inequalities, and for what it holds if not for entropies."""
    found = [f"with the cone {proof.cone}"] if proof.cone != "shannon" else []
    if proof.lemmas:
        found.append(f"with {'; '.join(map(str, proof.lemmas))}")
    if proof.scope != "entropies":
        found.append(f"for {proof.scope}; entropies may violate it")
    return found


def _terms(
    combination: Combination, proof: "Proof", certificate: LatticeCertificate, style: _Style
) -> Iterator[_Line]:
    for weight, quantity in combination.informations:
        yield _Line(weight, style.quantity(_quantity(quantity, certificate)), style.words("not negative"))
    for factor, index in combination.givens:
        item = certificate.given[index]
        # A negative factor of an equality reads better as a positive one of its negative.
        form = _expression(item.terms, certificate)
        reason = style.words("zero by " if item.equality else "not negative by ")
        yield _Line(factor, _bracketed(style.expression(form)), reason + _given(proof, index, style))
    for factor, index in combination.zeros:
        lemma = certificate.lemmas[index]
        what = style.quantity(_quantity(lemma.zero, certificate))
        reason = style.words("zero by ") + _given(proof, lemma.source, style)
        yield _Line(factor, what, reason if lemma.source is not None else style.words("zero, see below"))
    for factor, (mask, index) in combination.orbits:
        moved = sum(1 << bit for i, bit in enumerate(certificate.generators[index]) if mask >> i & 1)
        both = [style.quantity(Quantity((_joint(part, certificate.variables),))) for part in (moved, mask)]
        yield _Line(factor, _bracketed(" - ".join(both)), style.words("zero by symmetry"))
    if combination.slack:
        yield _Line(combination.slack, "", style.words("not negative"))


def _reasons(proof: "Proof", certificate: LatticeCertificate, style: _Style) -> Iterator[str]:
    """Say why each lemma holds that is not stated as such."""
    for lemma in certificate.lemmas:
        if lemma.source is not None:
            continue
        zero = style.quantity(_quantity(lemma.zero, certificate))
        yield f"{zero} = 0{style.words(' since ')}" + _sum(lemma, certificate, style)


def _sum(lemma: Lemma, certificate: LatticeCertificate, style: _Style) -> str:
    left = [(factor, certificate.lemmas[index].zero) for factor, index in lemma.premises]
    right = [(Fraction(1), lemma.zero), *lemma.remainder]
    sides = []
    for side in (left, right):
        parts = [
            _factored(
                _Line(factor, style.quantity(_quantity(quantity, certificate)), ""), style.number, not k
            )
            for k, (factor, quantity) in enumerate(side)
        ]
        sides.append(" ".join(parts))
    return f"0 = {sides[0]} = {sides[1]}"


def _factored(line: _Line, number: Callable[[Fraction], str], first: bool) -> str:
    sign = "-" if line.factor < 0 else "" if first else "+"
    size = abs(line.factor)
    factor = "" if size == 1 and line.what else number(size)
    return " ".join(part for part in (sign, factor, line.what) if part)


def _bracketed(form: str) -> str:
    return f"({form})" if " " in form else form


def _given(proof: "Proof", index: int | None, style: _Style) -> str:
    if index is None:
        return ""
    if index < len(proof.given):
        return style.relation(proof.given[index])
    axiom = None if proof.certificate is None else axiom_of(proof.certificate, index)
    if axiom is None or proof.certificate is None:
        return ""
    return style.words(axiom_words(axiom, proof.certificate.variables))


def _quantity(quantity: Information, certificate: LatticeCertificate) -> Quantity:
    first, second, condition = (_joint(mask, certificate.variables) for mask in quantity)
    return Quantity((first,) if first == second else (first, second), condition)


def _joint(mask: int, variables: tuple[str, ...]) -> Joint:
    return Joint(frozenset(RV(name) for i, name in enumerate(variables) if mask >> i & 1))


def _expression(terms: Terms, certificate: LatticeCertificate) -> Expression:
    entropies = {_joint(key, certificate.variables).members: value for key, value in terms.items() if key > 0}
    rates = {certificate.rates[UNIT - 1 - key]: value for key, value in terms.items() if key < UNIT}
    return Expression(entropies, rates, Fraction(terms.get(UNIT, 0)))


def _example(proof: "Proof") -> Iterator[str]:
    found = proof.counterexample
    if isinstance(found, Law):
        yield f"law of ({', '.join(found.variables)}):"
        total = sum(found.weights)
        for point, weight in zip(found.points, found.weights, strict=True):
            yield f"  {Fraction(weight, total)!s:>6}  ({', '.join(map(str, point))})"
    elif found is not None:
        yield "a polymatroid that has what is given but not the claim:"
        for mask, value in sorted(found.table.items(), key=lambda item: (item[0].bit_count(), item[0])):
            if mask:
                yield f"  h({_joint(mask, found.variables)}) = {value}"


def _relation_latex(relation: object) -> str:
    written: str = relation.latex() if hasattr(relation, "latex") else str(relation)
    return written


def _number_latex(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return rf"\tfrac{{{value.numerator}}}{{{value.denominator}}}"


def _words_latex(words: str) -> str:
    escaped = words.replace("_", r"\_")
    return rf"\text{{{escaped}}}"
