"""Text, LaTeX, sympy and short forms."""

from collections import Counter
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, strategies as st

from itbounds import DomainError, DTypeError, H, I, ParseError, parse, rvs
from itbounds.symbolic import Expression, rate
from itbounds.symbolic.algebra import from_sympy, to_sympy
from itbounds.symbolic.atoms import atoms
from itbounds.symbolic.printing import SHORTENED, terms
from itbounds.symbolic.shorten import merge, positive_form, shorten
from itbounds.testing.expressions import expressions

W, X, Y, Z = VARIABLES = rvs("W X Y Z")
FORMS = expressions(VARIABLES, rates=("R1", "R2"), constant=True)
ZHANG_YEUNG = "I(A,B;C) + I(C;D) + 3 I(C;D|A) + I(C;D|B) - 2 I(A;B)"


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "-1/2",
        "H(X)",
        "2 H(X,Y)",
        "H(X|Y)",
        "I(X;Y)",
        "-I(X;Y)",
        "I(W,X;Y|Z)",
        "3/2 I(X;Y|Z) - R",
        "H(X) + H(Y)",
        "I(X;Y) - R1 - 2 R2 - 1",
        "1 - H(X)",
        "I(X;Y) - I(X;Y|Z)",
        "I(X;Z) <= I(X;Y)",
        "H(Y|X) == 0",
        "R1 + R2 >= H(X,Y)",
        "X1 -> X2 -> X10",
        "indep(X; Y | Z)",
        ZHANG_YEUNG,
    ],
)
def test_what_is_short_is_printed_as_it_was_written(text):
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("H(X,Y) - H(X)", "H(Y|X)"),
        ("I(X;Y) + I(X;Z|Y)", "I(X;Y,Z)"),
        ("I(X;Y,Z|W) - I(X;Y|W)", "I(X;Z|W,Y)"),
        ("H(X) + H(Y|X) + H(Z|X,Y)", "H(X,Y,Z)"),
        ("H(X|Z) - H(X|Y,Z)", "I(X;Y|Z)"),
        ("H(X|Y) + I(X;Y)", "H(X)"),
        ("I(X;Z) + I(Y;Z|X) - I(Y;Z)", "I(X;Z|Y)"),
        ("2 I(X;Y) + 3 I(X;Z|Y)", "2 I(X;Y,Z) + I(X;Z|Y)"),
    ],
)
def test_the_chain_rule_shortens(text, short):
    assert [str(parse(text)), len(shorten(parse(text)))] == [short, short.count("(")]


@given(st.lists(st.tuples(*[st.integers(0, 15)] * 3, st.integers(1, 3)), max_size=8))
def test_merging_keeps_the_sum_and_its_signs(drawn):
    chosen = {}
    for a, b, c, amount in drawn:
        if a & ~c:
            chosen[a & ~c, b & ~a & ~c, c] = Fraction(amount)
    merged = merge(chosen)

    def total(found):
        forms = Expression()
        for (a, b, c), amount in found.items():
            signs = [(a | c, 1), (b | c, 1), (a | b | c, -1), (c, -1)] if b else [(a | c, 1), (c, -1)]
            for mask, sign in signs:
                forms = forms + amount * sign * Expression.from_masks({mask: 1}, VARIABLES)
        return forms

    assert total(merged) == total(chosen)
    assert all(amount > 0 for amount in merged.values())
    assert sum(merged.values()) <= sum(chosen.values())
    assert len(merged) <= len(chosen)


def test_long_forms_are_printed_in_joint_entropies():
    variables = rvs(" ".join(f"X{i}" for i in range(6)))
    form = Expression.from_masks({mask: mask for mask in range(1, 64)}, variables)
    assert len(form.entropies) > SHORTENED
    assert len(terms(form)) == 63
    assert parse(str(form)) == form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/2 I(X,W;Y|Z)", r"\tfrac{3}{2} I(W, X; Y \mid Z)"),
        ("H(X_1, X12) - R_sum", r"H(X_{1}, X_{12}) - R_{sum}"),
        ("H(X_i_j, alpha, Xhat)", r"H(X_{i,j}, \mathit{Xhat}, \alpha)"),
        ("H(_, X_)", r"H(\_, X\_)"),
        ("I(X;Z) <= I(X;Y)", r"I(X; Z) \le I(X; Y)"),
        ("H(X) >= 1/2", r"H(X) \ge \tfrac{1}{2}"),
        ("H(Y|X) = 0", r"H(Y \mid X) = 0"),
        ("X,W -> Y -> Z", r"W, X \to Y \to Z"),
        ("indep(X; Y | Z)", r"X \perp Y \mid Z"),
    ],
)
def test_latex(text, expected):
    thing = parse(text)
    assert thing.latex() == expected
    assert thing._repr_latex_() == f"${expected}$"


@given(FORMS)
def test_latex_has_balanced_braces(a):
    assert a.latex().count("{") == a.latex().count("}")
    assert "--" not in a.latex()


@given(FORMS)
def test_sympy_and_back(a):
    assert from_sympy(to_sympy(a)) == a


@given(FORMS, FORMS)
def test_sympy_adds_as_we_do(a, b):
    assert from_sympy(to_sympy(a) - 3 * to_sympy(b)) == a - 3 * b
    assert to_sympy(a) + to_sympy(b) == to_sympy(a + b)


def test_sympy_reads_products_that_are_linear():
    x, y = sympy.Symbol("H(X,Y)"), sympy.Symbol("R")
    assert from_sympy((2 * (x - y) + 1) / 4) == H(X, Y) / 2 - rate("R") / 2 + Fraction(1, 4)
    assert from_sympy(sympy.Symbol("I(X;Y)")) == I(X, Y)
    assert from_sympy(sympy.Integer(0)) == 0


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (sympy.Symbol("R") ** 2, DomainError),
        (sympy.Symbol("R") * sympy.Symbol("H(X)"), DomainError),
        (sympy.log(sympy.Symbol("R")), DomainError),
        (sympy.sqrt(2), DTypeError),
        (0.5 * sympy.Symbol("R"), DTypeError),
        (sympy.Symbol("H(X"), ParseError),
    ],
)
def test_sympy_forms_that_are_no_expressions(form, error):
    with pytest.raises(error):
        from_sympy(form)


def test_atoms_of_two_and_three_variables():
    found = atoms(H(X) + H(Y))
    assert found == {frozenset({X}): 1, frozenset({Y}): 1, frozenset({X, Y}): 2}
    assert atoms(I(X, Y | Z)) == {frozenset({X, Y}): 1}
    with pytest.raises(DomainError):
        atoms(H(X), (Y,))


def test_informations_whose_conditions_cancel_are_found_again():
    claim = parse("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)")
    assert str(claim) == "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"


@given(st.lists(st.tuples(*[st.integers(1, 31)] * 3, st.integers(1, 3)), max_size=6), st.booleans())
def test_positive_forms_are_sums_of_what_is_not_negative(parts, reduced):
    """A sum of informations written by joint entropies is found again, or given up, but never wrongly."""
    form = Counter()
    for first, second, condition, weight in parts:
        for mask, sign in ((first, 1), (second, 1), (first | second, -1), (0, -1)):
            form[mask | condition] += sign * weight
    form[31] -= reduced
    form = {mask: value for mask, value in form.items() if value and mask}
    found = positive_form(form)
    if found is not None:
        total = Counter()
        for (first, second, condition), weight in found.items():
            assert weight > 0
            for mask, sign in ((first, 1), (second or first, 1), (first | second, -1), (0, -1)):
                total[mask | condition] += sign * weight
        assert {mask: value for mask, value in total.items() if value and mask} == form
    if len(parts) == 1 and not reduced:
        assert found is not None
