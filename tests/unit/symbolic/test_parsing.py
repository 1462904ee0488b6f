"""The string grammar: what it reads, that printing inverts it, and where errors point."""

import pickle

import pytest
from hypothesis import example, given, strategies as st

import itbounds as ib
from itbounds import DTypeError, H, I, ItboundsError, ParseError, parse, rvs
from itbounds.symbolic import Relation, independent, markov, parse_expression, parse_relation, rate
from itbounds.symbolic.tokens import tokens, words
from itbounds.testing.expressions import expressions, groups

W, X, Y, Z = VARIABLES = rvs("W X Y Z")
FORMS = expressions(VARIABLES, rates=("R1", "R2"), constant=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I(X;Z) <= I(X;Y)", I(X, Z) <= I(X, Y)),
        ("I(X;Y) >= I(X;Z)", I(X, Z) <= I(X, Y)),
        ("I(X;Z) ≤ I(X;Y)", I(X, Z) <= I(X, Y)),
        ("3/2*I(X;Y|Z)", 3 * I(X, Y | Z) / 2),
        ("3/2 I(X;Y|Z)", 3 * I(X, Y | Z) / 2),
        ("3*I(X;Y|Z)/2", 3 * I(X, Y | Z) / 2),
        ("2 H(X)", 2 * H(X)),
        ("2H(X)", 2 * H(X)),
        ("0.5 H(X) + .25", (2 * H(X) + 1) / 4),
        ("0.1 R * 10", rate("R")),
        ("I(X,W;Y|Z)", I((X, W), Y | Z)),
        ("I(X;Y;Z)", I(X, Y, Z)),
        ("I(X;Y;Z|W)", I(X, Y, Z | W)),
        ("H(X,Y|Z,W)", H(X, Y | (Z, W))),
        ("-H(X)", -H(X)),
        ("--H(X)", H(X)),
        ("2*-H(X)", -2 * H(X)),
        ("+H(X) - -1", H(X) + 1),
        ("-(H(X) - 2 (H(Y) + R))/2", -H(X) / 2 + H(Y) + rate("R")),
        ("(1/2 + 1/3) R1", 5 * rate("R1") / 6),
        ("R1 + R2 >= H(X)", rate("R1") + rate("R2") >= H(X)),
        ("0 <= 1", 0 * H(X) <= 1),
        ("H(Y|X) = 0", H(Y | X).eq(0)),
        ("H(Y|X)==0", H(Y | X).eq(0)),
        ("X -> Y -> Z", X >> Y >> Z),
        ("X,W -> Y -> Z", (X, W) >> Y >> Z),
        ("(X, W) -> Y → Z", (X, W) >> Y >> Z),
        ("indep(X; Y; Z)", independent(X, Y, Z)),
        ("indep(X; Y,Z | W)", independent(X, (Y, Z), given=W)),
        ("\n I ( X ; Y )\t", I(X, Y)),
        ("H(H) + I(I;H)", H(ib.RV("H")) + I(ib.RV("I"), ib.RV("H"))),
        ("I + H", rate("I") + rate("H")),
        ("indep", rate("indep")),
        ("H(X̂_1, Ŷ)", H(ib.RV("X̂_1"), ib.RV("Ŷ"))),
    ],
)
def test_what_is_read(text, expected):
    found = parse(text)
    assert found == expected
    assert type(found) is type(expected)


@given(FORMS)
def test_printing_is_inverted(a):
    assert parse(str(a)) == a
    assert eval(repr(a), {"parse": parse}) == a


@given(FORMS, FORMS, st.sampled_from(["<=", ">=", "=="]))
def test_printing_of_relations_is_inverted(a, b, sense):
    relation = Relation(a, b, sense)
    back = parse(str(relation))
    assert back == relation == eval(repr(relation), {"parse": parse})
    assert (back.left, back.right, back.sense) == (a, b, sense)


@given(st.lists(groups(VARIABLES), min_size=2, max_size=4), groups(VARIABLES, min_size=0))
@example([X & Y, X & Y], Z & W)
def test_printing_of_chains_and_independences_is_inverted(parts, condition):
    for relation in (markov(*parts), independent(*parts, given=condition)):
        back = parse(str(relation))
        assert back == relation
        assert back.structure == relation.structure
        assert back.groups == relation.groups


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "nothing to read"),
        ("   ", 3, "nothing to read"),
        ("I(X;Y", 5, "expected '\\)', found the end"),
        ("I(X;Y))", 6, "expected an operator or the end"),
        ("I(X)", 0, "at least two groups"),
        ("I()", 2, "expected the name of a random variable"),
        ("H(X;Y)", 0, "one group"),
        ("H(X Y)", 4, "separate variables by ','"),
        ("I(X;Y|Z;W)", 7, "behind the bar"),
        ("H(X|Y|Z)", 5, "second bar"),
        ("H(X) + ", 7, "expected a number"),
        ("H(X) + * 2", 7, "expected a number"),
        ("H(X) H(Y)", 5, "expected an operator"),
        ("H(X) * H(Y)", 7, "product of two unknowns"),
        ("R (R1)", 0, "no function"),
        ("f(X)", 0, "no function"),
        ("1 / H(X)", 4, "what is no number"),
        ("H(X)/(1-1)", 5, "division by zero"),
        ("1.2.3", 0, "no number"),
        ("2e3 H(X)", 1, "exponents"),
        ("1E-3", 1, "exponents"),
        ("H(X) <= R <= 1", 10, "second comparison"),
        ("H(X) < 1", 5, "strict"),
        ("H(X) <=", 7, "found the end"),
        ("H(X) + X", 7, "both a random variable and a rate"),
        ("X <= H(X)", 0, "both a random variable and a rate"),
        ("X -> ", 5, "expected the name"),
        ("-> X", 0, "expected the name"),
        ("I(X;Y) -> Z", 1, "expected '->'"),
        ("indep(X)", 0, "at least two groups"),
        ("H(X) + indep(X;Y)", 7, "relation by itself"),
        ("X;Y", 1, "groups stand in"),
        ("H(X) = $", 7, "unexpected character"),
        ("H(1)", 2, "expected the name"),
    ],
)
def test_errors_point_at_the_character(text, position, reason):
    with pytest.raises(ParseError, match=reason) as caught:
        parse(text)
    assert caught.value.position == position
    lines = str(caught.value).splitlines()
    assert lines[-1] == "    " + " " * position + "^"
    assert lines[-2] == "    " + text
    assert isinstance(caught.value, (ItboundsError, ValueError))
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.position, again.hint) == (str(caught.value), position, caught.value.hint)


def test_in_several_lines_the_line_at_fault_is_shown():
    with pytest.raises(ParseError) as caught:
        parse("H(X) +\n\t2 * H(X;Y)\n>= 0")
    assert str(caught.value).splitlines()[-2:] == ["     2 * H(X;Y)", "         ^"]


@given(st.text(alphabet="HIXYR(),;|+-*/<>=. 123ep\n→é", max_size=20))
def test_no_string_does_anything_else_than_parse_or_fail_with_a_place(text):
    try:
        found = parse(text)
    except ParseError as error:
        place = error.position
        found = None
    assert parse(str(found)) == found if found is not None else 0 <= place <= len(text)


def test_the_kind_may_be_asked_for():
    assert parse_expression("H(X)") == H(X)
    assert parse_relation("H(X) >= 0") == (H(X) >= 0)
    with pytest.raises(ParseError, match="an expression is expected"):
        parse_expression("H(X) >= 0")
    with pytest.raises(ParseError, match="states nothing"):
        parse_relation("H(X)")
    with pytest.raises(DTypeError):
        parse(3)


def outcome_of(read, text):
    try:
        return read(text)
    except ParseError as error:
        return str(error)


@given(st.text(alphabet="XYI_h1 2.e3/*()|;,=<>-+é≤\n", max_size=12))
@example("2X")
@example("12.5 H(X)")
@example("1e5 X")
@example("H(X)\n")
@example("3 .5")
def test_words_at_once_are_the_words_one_by_one(text):
    expected = outcome_of(lambda text: [token.text for token in tokens(text)], text)
    assert outcome_of(words, text) == expected
