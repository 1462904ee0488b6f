"""Elimination of auxiliary rates: regions of the textbooks, and projections checked point by point."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from scipy.optimize import linprog

from itbounds import parse, rvs
from itbounds.errors import CertificateError, DomainError
from itbounds.symbolic.elementals import elementals
from itbounds.symbolic.elimination import Derived, eliminate
from itbounds.symbolic.expression import Expression


def _same(elimination, *expected):
    assert set(elimination.relations) == {parse(text) for text in expected}
    assert elimination.verify() == elimination.relations


def test_wiretap_channel():
    # El Gamal and Kim, Network Information Theory, section 22.1: the dummy message is eliminated.
    code = ["R >= 0", "D >= 0", "R + D <= I(U;Y)", "D >= I(U;Z)"]
    _same(eliminate(code, "D", assuming=["I(U;Z) >= 0"]), "R >= 0", "R <= I(U;Y) - I(U;Z)")


def test_slepian_wolf_by_source_splitting():
    # Rimoldi and Urbanke (1997): any split of X reaches the corner H(U), H(Y|U), H(X|U,Y) of three sources.
    code = ["R1 = A + B", "A >= H(U)", "R2 >= H(Y|U)", "B >= H(X|U,Y)"]
    _same(eliminate(code, "A B"), "R1 >= H(U) + H(X|U,Y)", "R2 >= H(Y|U)")


def test_multiple_access_by_rate_splitting():
    # Each user sends a part that the other side would decode first; the pentagon comes back (section 4.7).
    x1, x2, y = rvs("X1 X2 Y")
    assuming = [*elementals((x1, x2, y)), "indep(X1; X2)", "R1 >= 0", "R2 >= 0"]
    code = ["R1 = A1 + B1", "A1 >= 0", "B1 >= 0", "R2 = A2 + B2", "A2 >= 0", "B2 >= 0"]
    code += ["A1 + B1 <= I(X1;Y|X2)", "A2 + B2 <= I(X2;Y|X1)", "A1 + B1 + A2 + B2 <= I(X1,X2;Y)"]
    pentagon = ["R1 <= I(X1;Y|X2)", "R2 <= I(X2;Y|X1)", "R1 + R2 <= I(X1,X2;Y)"]
    _same(eliminate(code, "A1 B1 A2 B2", assuming=assuming), *pentagon)


def test_marton_region():
    # El Gamal and Kim, section 8.3: mutual covering for the broadcast channel.
    code = ["T1 >= R1", "T2 >= R2", "T1 <= I(U1;Y1)", "T2 <= I(U2;Y2)", "T1 - R1 + T2 - R2 >= I(U1;U2)"]
    expected = ["R1 <= I(U1;Y1)", "R2 <= I(U2;Y2)", "R1 + R2 <= I(U1;Y1) + I(U2;Y2) - I(U1;U2)"]
    _same(eliminate(code, ["T1", "T2"]), *expected)


def test_han_kobayashi_region():
    # Chong, Motani, Garg and El Gamal, IEEE Trans. IT 54 (2008), Lemma 1: nine inequalities are left.
    code, assuming = [], []
    for i, j in ((1, 2), (2, 1)):
        code += [f"P{i} >= 0", f"C{i} >= 0", f"R{i} = P{i} + C{i}", f"P{i} <= A{i}", f"P{i} + C{i} <= D{i}"]
        code += [f"P{i} + C{j} <= E{i}", f"P{i} + C{i} + C{j} <= G{i}"]
        assuming += [f"A{i} >= 0", f"A{i} <= D{i}", f"A{i} <= E{i}", f"D{i} <= G{i}", f"E{i} <= G{i}"]
        assuming += [f"A{i} + G{i} <= D{i} + E{i}"]
    expected = ["R1 >= 0", "R2 >= 0", "R1 + R2 <= E1 + E2"]
    for i, j in ((1, 2), (2, 1)):
        expected += [f"R{i} <= D{i}", f"R{i} <= A{i} + E{j}", f"R{i} + R{j} <= A{i} + G{j}"]
        expected += [f"2 R{i} + R{j} <= A{i} + G{i} + E{j}"]
    _same(eliminate(code, "P1 C1 P2 C2", assuming=assuming), *expected)


def test_redundance_is_judged_under_what_is_assumed():
    x, y = rvs("X Y")
    code = ["R <= H(X)", "R <= I(X;Y)"]
    assert len(eliminate(code, ()).facets) == 2
    _same(eliminate(code, (), assuming=elementals((x, y))), "R <= I(X;Y)")


def test_a_contradiction_is_left_as_one():
    region = eliminate(["x >= 1", "x <= y", "y <= 1/2"], "x y")
    assert region.is_empty
    assert not eliminate(["x >= 1", "x <= y", "y <= 1"], "x").is_empty
    assert eliminate(["x = 1", "x = 2"], "x").is_empty
    hidden = eliminate(["x >= y + s", "x <= y - 1", "s >= 0"], "s")
    assert hidden.is_empty
    assert hidden.verify() == (parse("-1 >= 0"),)
    assumed = eliminate(["R <= D", "D <= -1"], "D", assuming=["R >= 0"])
    assert assumed.text() == "-1 >= 0    [(1) + (2) + (3)]"
    assumed.verify()


def test_equations_keep_their_kind():
    _same(eliminate(["a = b + c", "b = 2 a + d"], "b"), "a + c + d = 0")


def test_a_region_without_constraints_is_everything():
    _same(eliminate(["x >= y"], "x"))


def test_misuse_is_named():
    with pytest.raises(DomainError, match="'D' occurs in no relation"):
        eliminate(["R >= 0"], "D")
    with pytest.raises(DomainError, match="what is assumed"):
        eliminate(["R >= D"], "D", assuming=["D >= 0"])


def _tampered(region):
    facet = region.facets[0]
    (value, index), *rest = facet.multipliers
    yield Derived(facet.relation, ((value + 1, index), *rest))
    yield Derived(facet.relation, ((value, 99), *rest))
    yield Derived(parse("2 R <= I(U;Y)"), facet.multipliers)
    yield Derived(parse("D >= I(U;Z)"), ((Fraction(1), 3),))
    yield Derived(parse("R = 0"), ((Fraction(1), 0),))
    yield Derived(parse("0 >= R"), ((Fraction(-1), 0),))


def test_a_tampered_derivation_is_rejected():
    region = eliminate(["R >= 0", "D >= 0", "R + D <= I(U;Y)", "D >= I(U;Z)"], "D")
    region.verify()
    forged = list(_tampered(region))
    for facet in forged:
        with pytest.raises(CertificateError):
            replace(region, facets=(facet,)).verify()
    assert len(forged) == 6


def test_text_and_latex():
    region = eliminate(["2 R1 + D <= 3", "D >= R2"], "D")
    assert region.text() == "2 R1 + R2 <= 3    [(1) + (2)]"
    assert region.latex() == "\\begin{align*}\n2 R_{1} + R_{2} &\\le 3\n\\end{align*}"


NAMES = ("x", "y", "s", "t")


@st.composite
def systems(draw):
    relations = []
    for _ in range(draw(st.integers(2, 6))):
        entries = draw(st.lists(st.integers(-2, 2), min_size=4, max_size=4))
        form = Expression(rates=dict(zip(NAMES, entries, strict=True))) + draw(st.integers(-2, 3))
        relations.append(form.eq(0) if draw(st.integers(0, 4)) == 0 else form >= 0)
    assume(all(any(name in relation.rate_names for relation in relations) for name in "st"))
    return relations


def _margin(relations, x, y):
    """The least t for which all relations hold at (x, y) up to t, by a floating-point program."""
    rows, right = [], []
    for relation in relations:
        for form in (relation.expression, -relation.expression)[: 1 + (relation.kind == "eq")]:
            a, b, c, d = (float(form.coefficient(name)) for name in NAMES)
            rows.append([-c, -d, -1.0])
            right.append(float(form.constant) + a * x + b * y)
    bounds = [(None, None), (None, None), (-1.0, None)]
    solution = linprog([0.0, 0.0, 1.0], A_ub=rows, b_ub=right, bounds=bounds)
    assert solution.status == 0
    return solution.fun


@settings(max_examples=100, deadline=None)
@given(systems(), st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=5, max_size=5))
def test_what_is_left_holds_exactly_where_auxiliary_rates_exist(relations, points):
    region = eliminate(relations, "s t")
    region.verify()
    for x, y in points:
        values = {"x": Fraction(x, 3), "y": Fraction(y, 3)}
        forms = [(r.expression.substitute(values), r.kind) for r in region.relations]
        held = all(f.constant >= 0 if kind == "ge" else f.constant == 0 for f, kind in forms)
        margin = _margin(relations, x / 3, y / 3)
        assert held == (margin < 1e-9)


@settings(max_examples=50, deadline=None)
@given(systems())
def test_no_relation_left_follows_from_the_others(relations):
    region = eliminate(relations, "s t")
    assume(not region.is_empty)
    for facet in region.facets:
        others = [other.relation for other in region.facets if other is not facet]
        if facet.relation.kind == "ge":
            # Somewhere the others hold and this one does not.
            rows, right = [], []
            for relation in others:
                for form in (relation.expression, -relation.expression)[: 1 + (relation.kind == "eq")]:
                    rows.append([-float(form.coefficient("x")), -float(form.coefficient("y"))])
                    right.append(float(form.constant))
            form = facet.relation.expression
            cost = [float(form.coefficient("x")), float(form.coefficient("y"))]
            a_ub, b_ub = (np.array(rows), right) if rows else (None, None)
            solution = linprog(cost, A_ub=a_ub, b_ub=b_ub, bounds=[(-1e4, 1e4)] * 2)
            assert solution.status == 0
            assert solution.fun + float(form.constant) < -1e-9
