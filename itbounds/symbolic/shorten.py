"""Short forms: an expression as a sum of few mutual informations and entropies, by greedy exact steps."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import NamedTuple

from itbounds.symbolic.expression import Expression
from itbounds.symbolic.quantity import Quantity
from itbounds.symbolic.variable import Joint

__all__ = ["merge", "positive_form", "shorten"]


class _Term(NamedTuple):
    """I(first; second | condition) as disjoint bitmasks, or H(first | condition) if second is 0."""

    first: int
    second: int
    condition: int

    @property
    def form(self) -> dict[int, int]:
        a, b, c = self
        signs = {a | c: 1, b | c: 1, a | b | c: -1, c: -1} if b else {a | c: 1, c: -1}
        signs.pop(0, None)
        return signs


def shorten(expression: Expression) -> tuple[tuple[Fraction, Quantity], ...]:
    r"""Write the entropies of an expression as a short sum :math:`\sum_k c_k Q_k` of Shannon's quantities.

    Greedy: the quantity that cancels most of the remaining joint entropies is taken off, until none is left,
    and what is left over is merged by the chain rule. That is done twice, with quantities of which all joint
    entropies are there and also with such that lack one, and the shorter sum is returned. It equals the
    expression identically; that it is the shortest is not claimed. Rates and constant are left out.

    Returns
    -------
    tuple of (Fraction, Quantity)
        Coefficients and conditional mutual informations or conditional entropies.

    Examples
    --------
    >>> from itbounds import I, rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> [(str(c), str(q)) for c, q in shorten(2 * I(X, Y) + 2 * I(X, Z | Y))]
    [('2', 'I(X;Y,Z)')]
    """
    order = expression.variables
    fractions = expression.masks(order)
    # In integers, which is several times faster.
    scale = lcm(*(value.denominator for value in fractions.values()))
    form = {mask: int(value * scale) for mask, value in fractions.items()}
    ways = [_merge(_gathered(_peel(form, completing))) for completing in (False, True)]
    terms = min(ways, key=len)
    total: dict[int, int] = {}
    for term, amount in terms.items():
        _add(total, term, amount)
    if total != form:
        raise AssertionError(f"the short form of {form} sums to {total}")

    def group(mask: int) -> Joint:
        return Joint(frozenset(variable for i, variable in enumerate(order) if mask >> i & 1))

    found = []
    for (a, b, c), amount in terms.items():
        groups = sorted((group(a), group(b)), key=lambda g: [v.name for v in g]) if b else [group(a)]
        found.append((Fraction(amount, scale), Quantity(tuple(groups), group(c))))
    return tuple(sorted(found, key=lambda pair: (pair[0] < 0, len(pair[1].groups) == 1, str(pair[1]))))


def positive_form(form: Mapping[int, int]) -> dict[tuple[int, int, int], int] | None:
    """Write joint entropies, by bitmasks, as a short sum of quantities if all its coefficients are positive.

    Returns
    -------
    dict or None
        Coefficients of I(first; second | condition), or of H(first | condition) if second is 0. None says
        only that both ways of `shorten` would take off a negative multiple first.

    Examples
    --------
    >>> positive_form({0b01: 1, 0b10: 1, 0b11: -1})
    {(1, 2, 0): 1}
    >>> positive_form({0b01: -1})
    """
    for completing in (False, True):
        taken: dict[_Term, int] = {}
        for term, amount in _peel(form, completing):
            if amount < 0:
                break
            taken[term] = taken.get(term, 0) + amount
        else:
            return {(a, b, c): amount for (a, b, c), amount in sorted(_merge(taken).items())}
    return None


def merge(
    terms: Mapping[tuple[int, int, int], Fraction],
) -> dict[tuple[int, int, int], Fraction]:
    """Merge quantities by the chain rule, which keeps their sum: I(A;B|C) + I(A;D|B,C) = I(A;B,D|C).

    Parameters
    ----------
    terms : mapping from (first, second, condition) to Fraction
        Disjoint bitmasks, of I(first; second | condition), or of H(first | condition) if second is 0.

    Returns
    -------
    dict
        At most as many terms. Sums of nonnegative multiples stay such.

    Examples
    --------
    >>> merge({(1, 2, 0): Fraction(1), (1, 4, 2): Fraction(1)})
    {(1, 6, 0): Fraction(1, 1)}
    """
    scale = lcm(*(amount.denominator for amount in terms.values()))
    whole = {_Term(*term): int(amount * scale) for term, amount in terms.items()}
    merged = _merge(whole, signs=False)
    return {(a, b, c): Fraction(amount, scale) for (a, b, c), amount in merged.items()}


def _add(form: dict[int, int], term: _Term, amount: int) -> None:
    for key, sign in term.form.items():
        value = form.get(key, 0) + sign * amount
        if value:
            form[key] = value
        else:
            form.pop(key, None)


def _gathered(found: Iterable[tuple[_Term, int]]) -> dict[_Term, int]:
    total: dict[_Term, int] = {}
    for term, amount in found:
        total[term] = total.get(term, 0) + amount
    return total


def _peel(form: Mapping[int, int], completing: bool) -> Iterator[tuple[_Term, int]]:
    """Take quantities off until nothing is left; after every step there are fewer joint entropies."""
    rest = dict(form)
    while rest:
        term, amount = max(_candidates(rest, completing), key=lambda found: _merit(rest, *found))
        _add(rest, term, -amount)
        yield term, amount


def _candidates(rest: Mapping[int, int], completing: bool = False) -> Iterator[tuple[_Term, int]]:
    """The quantities whose joint entropies are there with the right signs, or all but one, and how much."""
    for p, q in combinations(sorted(rest), 2):
        both = p & q
        same = (rest[p] > 0) == (rest[q] > 0)
        if both in (p, q):
            if not same:
                inner, outer = (p, q) if both == p else (q, p)
                yield _scaled(rest, _Term(outer & ~inner, 0, inner), rest[outer])
        elif same:
            around = [key for key in (p | q, both) if key]
            there = [key for key in around if key in rest]
            if all((rest[key] > 0) != (rest[p] > 0) for key in there):
                # Lacking one, it must cancel two others, so that fewer joint entropies remain.
                gains = completing and there and abs(rest[p]) == abs(rest[q]) <= abs(rest[there[0]])
                if len(there) == len(around) or gains:
                    yield _scaled(rest, _Term(p & ~q, q & ~p, both), rest[p])
    for p, value in rest.items():
        yield _Term(p, 0, 0), value


def _scaled(rest: Mapping[int, int], term: _Term, like: int) -> tuple[_Term, int]:
    amount = min(abs(rest[key]) for key in term.form if key in rest)
    return term, amount if like > 0 else -amount


def _merit(rest: Mapping[int, int], term: _Term, amount: int) -> tuple[int, ...]:
    keys = term.form
    cancelled = sum(abs(rest[key]) == abs(amount) if key in rest else -1 for key in keys)
    return cancelled, len(keys), -sum(key.bit_count() for key in keys), *sorted(keys)


def _merge(terms: dict[_Term, int], *, signs: bool = True) -> dict[_Term, int]:
    """Replace pairs of terms by one until none can be; the absolute coefficients sum to less each time."""
    left = {term: amount for term, amount in terms.items() if amount}
    fresh = list(left)
    while fresh:
        one = fresh.pop()
        for other in list(left):
            if one not in left:
                break
            if other == one or other not in left:
                continue
            if not signs and (left[one] > 0) != (left[other] > 0):
                continue
            size = min(abs(left[one]), abs(left[other]))
            shares = [(t, size if left[t] > 0 else -size) for t in (one, other)]
            combined: dict[int, int] = {}
            for term, share in shares:
                _add(combined, term, share)
            found = _recognise(combined)
            if found is None:
                continue
            for term, share in (*((t, -s) for t, s in shares), found):
                value = left.get(term, 0) + share
                if value:
                    left[term] = value
                else:
                    left.pop(term, None)
            if found[0] in left and found[0] not in fresh:
                fresh.append(found[0])
    return left


def _recognise(form: Mapping[int, int]) -> tuple[_Term, int] | None:
    """The one quantity that this form is a multiple of, if there is one."""
    if not 1 <= len(form) <= 4 or len({abs(value) for value in form.values()}) > 1:
        return None
    for term, amount in _candidates(form):
        if len(term.form) == len(form):
            return term, amount
    return None
