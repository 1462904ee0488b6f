"""The check of a lattice certificate: exact, short, and without any knowledge of how it was found."""

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm

from itbounds.errors import CertificateError
from itbounds.forms.entropic import UNIT, Given, Information, Terms
from itbounds.results.lattice_certificate import Combination, LatticeCertificate, Lemma

__all__ = ["verify"]


class _Sum(dict[int, int]):
    """A multiple of a form under construction, with integer coefficients.

    Parameters
    ----------
    denominator : int
        By what the form is multiplied; a coefficient that is then no integer is refused.
    """

    def __init__(self, denominator: int) -> None:
        super().__init__()
        self.denominator = denominator

    def whole(self, factor: Fraction | int) -> int:
        multiplier, rest = divmod(self.denominator, factor.denominator)
        if rest:
            raise CertificateError("a coefficient has no integer multiple here", value=factor)
        return factor.numerator * multiplier

    def add(self, factor: Fraction | int, terms: Mapping[int, Fraction]) -> None:
        for key, value in terms.items():
            numerator = factor.numerator * value.numerator * self.denominator
            whole, rest = divmod(numerator, factor.denominator * value.denominator)
            if rest:
                raise CertificateError("a coefficient has no integer multiple here", value=value)
            self[key] = self.get(key, 0) + whole

    def add_quantity(self, factor: Fraction | int, quantity: Information) -> None:
        """Add I(A;B|C) = h(AC) + h(BC) - h(ABC) - h(C), written out on its own."""
        first, second, condition = quantity
        times = self.whole(factor)
        for mask, value in (
            (first | condition, times),
            (second | condition, times),
            (first | second | condition, -times),
            (condition, -times),
        ):
            self[mask] = self.get(mask, 0) + value

    def vanishes(self) -> bool:
        return not any(value for key, value in self.items() if key)  # the empty joint entropy is zero


def verify(certificate: LatticeCertificate) -> None:
    """Check every lemma, the symmetries and every combination.

    Raises
    ------
    CertificateError
        At the first thing that does not hold.
    """
    if not certificate.combinations:
        raise CertificateError("there is no claim")
    _check_keys(certificate)
    for index, lemma in enumerate(certificate.lemmas):
        _check_lemma(certificate, index, lemma)
    _check_symmetries(certificate)
    for combination in certificate.combinations:
        _check_combination(certificate, combination)


def _check_keys(certificate: LatticeCertificate) -> None:
    top, lowest = 1 << len(certificate.variables), UNIT - len(certificate.rates)
    forms = [*(item.terms for item in certificate.given), *certificate.claims]
    quantities = [lemma.zero for lemma in certificate.lemmas]
    for lemma in certificate.lemmas:
        quantities += [quantity for _, quantity in lemma.remainder]
    for combination in certificate.combinations:
        quantities += [quantity for _, quantity in combination.informations]
    if not all(lowest <= key < top for form in forms for key in form):
        raise CertificateError("a form has a term that is no joint entropy, rate or unit")
    if not all(0 <= mask < top for quantity in quantities for mask in quantity):
        raise CertificateError("a quantity is of variables that do not exist")


def _at(items: tuple[Lemma, ...] | tuple[Given, ...], index: int, end: int) -> int:
    if not 0 <= index < min(end, len(items)):
        raise CertificateError("a step refers to something that was not shown before it", value=index)
    return index


def _check_lemma(certificate: LatticeCertificate, index: int, lemma: Lemma) -> None:
    if lemma.source is not None:
        if lemma.premises or lemma.remainder:
            raise CertificateError("a part of a given has no premises", where=index)
        given = certificate.given[_at(certificate.given, lemma.source, len(certificate.given))]
        if lemma.zero not in given.parts or not _is_sum_of_zeros(given):
            raise CertificateError("a quantity is not zero by the given it refers to", where=index)
        return
    weights = [factor for factor, _ in lemma.premises] + [weight for weight, _ in lemma.remainder]
    total = _Sum(lcm(*(weight.denominator for weight in weights)))
    for factor, premise in lemma.premises:
        total.add_quantity(factor, certificate.lemmas[_at(certificate.lemmas, premise, index)].zero)
    total.add_quantity(-1, lemma.zero)
    for weight, quantity in lemma.remainder:
        if weight < 0:
            raise CertificateError("a lemma adds a quantity with a negative weight", where=index)
        total.add_quantity(-weight, quantity)
    if not total.vanishes():
        raise CertificateError("the premises of a lemma do not add up to it", where=index)


def _is_sum_of_zeros(given: Given) -> bool:
    """Whether the given says that a positive multiple of the sum of its parts is at most zero."""
    total = _Sum(1)
    for part in given.parts:
        total.add_quantity(1, part)
    sums = {key: value for key, value in total.items() if key and value}
    form = {key: value for key, value in given.terms.items() if key and value}
    factors = {Fraction(form[key]) / value for key, value in sums.items() if key in form}
    if not sums or sums.keys() != form.keys() or len(factors) != 1:
        return False
    return given.equality or factors.pop() < 0


def _check_symmetries(certificate: LatticeCertificate) -> None:
    known: set[tuple[bool, frozenset[tuple[int, int]]]] = set()
    for item in certificate.given if certificate.generators else ():
        form = _direction(item.terms)
        known.add((item.equality, frozenset(form.items())))
        if item.equality:  # which holds for the negative form too
            known.add((True, frozenset((key, -value) for key, value in form.items())))
    for generator in certificate.generators:
        if sorted(generator) != list(range(len(certificate.variables))):
            raise CertificateError("a symmetry is no permutation of the variables", value=generator)
        for claim in certificate.claims:
            if _clean(claim) != _clean(_moved(claim, generator)):
                raise CertificateError("a claim is not invariant under a symmetry", value=generator)
        for item in certificate.given:
            moved = _direction(_moved(item.terms, generator))
            if (item.equality, frozenset(moved.items())) not in known:
                raise CertificateError("what is given is not invariant under a symmetry", value=generator)


def _check_combination(certificate: LatticeCertificate, combination: Combination) -> None:
    total = _Sum(_common_denominator(certificate, combination))
    total.add(-1, combination.claim)
    for weight, quantity in combination.informations:
        if weight < 0:
            raise CertificateError("a quantity is taken a negative number of times", value=weight)
        total.add_quantity(weight, quantity)
    for factor, index in combination.givens:
        given = certificate.given[_at(certificate.given, index, len(certificate.given))]
        if factor < 0 and not given.equality:
            raise CertificateError("a given inequality is taken a negative number of times", value=factor)
        total.add(factor, given.terms)
    for factor, index in combination.zeros:
        lemma = certificate.lemmas[_at(certificate.lemmas, index, len(certificate.lemmas))]
        total.add_quantity(factor, lemma.zero)
    for factor, (mask, index) in combination.orbits:
        if not 0 <= index < len(certificate.generators) or not 0 <= mask < 1 << len(certificate.variables):
            raise CertificateError("a step by symmetry has no generator", value=index)
        total.add(factor, {_image(mask, certificate.generators[index]): Fraction(1)})
        total.add(-factor, {mask: Fraction(1)})
    if combination.slack < 0:
        raise CertificateError("the slack is negative", value=combination.slack)
    total.add(combination.slack, {UNIT: Fraction(1)})
    if not total.vanishes():
        raise CertificateError("the terms do not add up to the claim")


def _common_denominator(certificate: LatticeCertificate, combination: Combination) -> int:
    """Return a number by which all coefficients of a combination become integers."""
    factors = [factor for factor, _ in combination.informations]
    factors += [factor for factor, _ in combination.zeros]
    factors += [factor for factor, _ in combination.orbits]
    factors += [*combination.claim.values(), combination.slack]
    found = lcm(*(factor.denominator for factor in factors))
    for factor, index in combination.givens:
        given = certificate.given[_at(certificate.given, index, len(certificate.given))]
        found = lcm(found, *(factor.denominator * value.denominator for value in given.terms.values()))
    return found


def _image(mask: int, generator: tuple[int, ...]) -> int:
    image = 0
    for bit, target in enumerate(generator):
        if mask >> bit & 1:
            image |= 1 << target
    return image


def _moved(terms: Terms, generator: tuple[int, ...]) -> dict[int, Fraction]:
    return {_image(key, generator) if key > 0 else key: value for key, value in terms.items()}


def _clean(terms: Terms) -> dict[int, Fraction]:
    return {key: value for key, value in terms.items() if key and value}


def _direction(terms: Terms) -> dict[int, int]:
    """Return the one positive multiple of a form that has integer coefficients without a common divisor."""
    form = _clean(terms)
    scale = lcm(*(value.denominator for value in form.values()))
    whole = {key: value.numerator * (scale // value.denominator) for key, value in form.items()}
    common = gcd(*whole.values())
    return {key: value // common for key, value in whole.items()}
