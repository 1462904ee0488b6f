"""Inequalities beyond Shannon's: as published, true of laws, false of a polymatroid; and copies as laws."""

from functools import reduce
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds import RV, DomainError, DTypeError, H, ShapeError, UnknownNameError, parse, rvs
from itbounds.numerics.entropies import entropies
from itbounds.semantics import evaluate
from itbounds.symbolic.conditional_rule import conditional_rules
from itbounds.symbolic.lemma import CopyLemma, as_lemmas, common_information, copy_lemma
from itbounds.symbolic.non_shannon import (
    FOUR,
    dougherty_freiling_zeger,
    ingleton,
    matus,
    named_cone,
    zhang_yeung,
)

VALID = (zhang_yeung(), *dougherty_freiling_zeger(), *named_cone("matus(4)")[1:])
FOUR_ATOMS = {(0, 0, 0, 0): 0.35, (1, 1, 1, 1): 0.35, (0, 1, 0, 1): 0.15, (0, 1, 1, 0): 0.15}


def laws(variables, *, support=12):
    """Laws on few points of few letters, where inequalities are nearly tight."""
    points = st.tuples(*[st.integers(0, 2)] * len(variables))
    weights = st.integers(1, 60)
    drawn = st.dictionaries(points, weights, min_size=1, max_size=support)
    return drawn.map(lambda d: (list(d), np.array(list(d.values())) / sum(d.values())))


def value(expression, law, order):
    points, probabilities = law
    return evaluate(expression, probabilities, order, points=points)


def rank(vectors):
    """The rank over the field of two elements, of vectors as integers."""
    basis = []
    for vector in vectors:
        rest = reduce(lambda one, other: min(one, one ^ other), basis, vector)
        if rest:
            basis.append(rest)
    return len(basis)


def rank_value(expression, spaces):
    """A form at the rank function of subspaces."""
    total = 0
    for members, coefficient in expression.entropies.items():
        total += coefficient * rank([vector for variable in members for vector in spaces[variable]])
    return total


# What is claimed.


PUBLISHED = (
    "5 I(A;B|C) + 3 I(A;C|B) + I(B;C|A) + 2 I(A;B|D)",
    "4 I(A;B|C) + 2 I(A;C|B) + I(B;C|A) + 3 I(A;B|D) + I(A;D|B)",
    "4 I(A;B|C) + 4 I(A;C|B) + I(B;C|A) + 2 I(A;B|D) + I(A;D|B) + I(B;D|A)",
    "3 I(A;B|C) + 3 I(A;C|B) + 3 I(B;C|A) + 2 I(A;B|D)",
    "3 I(A;B|C) + 4 I(A;C|B) + 2 I(B;C|A) + 3 I(A;B|D) + I(A;D|B)",
    "3 I(A;B|C) + 2 I(A;C|B) + 2 I(B;C|A) + 2 I(A;B|D) + I(A;D|B) + I(B;D|A)",
)


@pytest.mark.parametrize("number", range(6))
def test_the_six_inequalities_of_2006(number):
    published = parse(f"2 I(A;B) <= {PUBLISHED[number]} + 2 I(C;D)")
    assert dougherty_freiling_zeger()[number].relation == published


def test_the_zhang_yeung_inequality_as_printed_in_1998():
    # 2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B), with A, B and C, D in each other's places.
    printed = parse("2 I(A;B) <= I(C;D) + I(C;A,B) + 3 I(A;B|C) + I(A;B|D)")
    assert zhang_yeung().expression == printed.expression


def test_the_families_of_matus():
    first, second = (parse(f"2 I(A;B) <= {rest}").expression for rest in (
        "2 I(A;B|C) + 2 I(A;B|D) + 2 I(C;D) + I(A;B|C) + 3 I(A;C|B) + 3 I(B;C|A)",
        "2 I(A;B|C) + 2 I(A;B|D) + 2 I(C;D) + I(A;C|B) + 3 I(A;B|C) + 3 I(B;C|A)",
    ))  # fmt: skip
    assert matus(2).expression == first == dougherty_freiling_zeger()[3].expression
    assert matus(2, 2).expression == second
    A, B, C, D = FOUR
    assert matus(2, 2).expression == dougherty_freiling_zeger()[0].on(B, A, C, D)
    assert matus(1).expression == matus(1, 2).expression == zhang_yeung().expression


@given(st.sampled_from(VALID), laws(FOUR))
def test_laws_satisfy_them(inequality, law):
    assert value(inequality.expression, law, FOUR) >= -1e-9
    assert inequality.scope == "entropies"


@given(st.sampled_from(VALID), laws("ABCDE"), st.permutations(rvs("A B C D E")), st.booleans())
def test_laws_satisfy_them_on_groups_and_conditions(inequality, law, order, merged):
    *three, d, e = order
    form = inequality.on(*three, (d, e)) if merged else inequality.on(*three, d, given=e)
    assert value(form, law, rvs("A B C D E")) >= -1e-9


@pytest.mark.parametrize("inequality", [*VALID, ingleton()], ids=lambda inequality: inequality.name)
def test_a_polymatroid_violates_them(inequality):
    # All information is in pairs: only C and D are independent, so I(A;B) = 1 is all there is.
    def h(members):
        special = members == frozenset(FOUR[2:])
        return 4 if special or len(members) > 2 else len(members) + 1

    subsets = [
        frozenset(v for v, taken in zip(FOUR, bits, strict=True) if taken)
        for bits in product((0, 1), repeat=4)
    ]
    heights = {s: h(s) if s else 0 for s in subsets}
    for s in subsets:  # it is one
        for t in subsets:
            assert heights[s] + heights[t] >= heights[s | t] + heights[s & t]
            assert heights[s] <= heights[s | t]
    total = sum(c * heights[s] for s, c in inequality.expression.entropies.items())
    assert total == -(len(inequality.copies) or 1)


def test_entropies_violate_ingleton():
    law = (list(FOUR_ATOMS), np.array(list(FOUR_ATOMS.values())))
    scores = [
        value(ingleton().on(*groups), law, FOUR) / value(H(*FOUR), law, FOUR) for groups in permutations(FOUR)
    ]
    # The least Ingleton score of four atoms, conjectured to be the least of all (Dougherty et al. 2011).
    assert min(scores) == pytest.approx(-0.0893733, abs=2e-5)


@given(st.lists(st.lists(st.integers(0, 31), max_size=3), min_size=4, max_size=4))
def test_ranks_satisfy_ingleton_and_all_others(spaces):
    at = dict(zip(FOUR, spaces, strict=True))
    for inequality in (ingleton(), *VALID):
        assert rank_value(inequality.expression, at) >= 0


def test_cones_by_name():
    assert named_cone("shannon") == ()
    assert [len(named_cone(name)) for name in ("zhang-yeung", "dfz", "matus(1)", "matus(3)")] == [1, 7, 1, 5]
    assert {inequality.scope for inequality in named_cone("ingleton")} == {"linear rank functions"}
    assert named_cone("linear") == named_cone("ingleton")
    for name in ("matus", "matus(-1)", "Shannon", 3):
        with pytest.raises(UnknownNameError, match="there are shannon"):
            named_cone(name)
    for s in (0, 65):
        with pytest.raises(DomainError, match="positive integer"):
            named_cone(f"matus({s})")
    with pytest.raises(DomainError, match="family"):
        matus(2, 3)
    with pytest.raises(ShapeError, match="four groups"):
        zhang_yeung().on(*FOUR[:3])


# Lemmas.


@given(laws("ABCD", support=8), st.sampled_from((("C", "A B"), ("A D", "B"), ("C D", ""), ("B", "A C D"))))
def test_a_copy_is_a_law(law, lemma):
    source, over = lemma
    points, weights = law
    present = rvs("A B C D")
    copy = copy_lemma(source, over=over)
    taken = [present.index(RV(name)) for name in source.split()]
    behind = [present.index(RV(name)) for name in over.split()]
    marginal = {}
    for point, weight in zip(points, weights, strict=True):
        key = tuple(point[i] for i in behind)
        marginal[key] = marginal.get(key, 0.0) + weight
    extended = {}
    for (one, p), (other, q) in product(zip(points, weights, strict=True), repeat=2):
        key = tuple(one[i] for i in behind)
        if key == tuple(other[i] for i in behind):
            point = one + tuple(other[i] for i in taken)
            extended[point] = extended.get(point, 0.0) + p * q / marginal[key]
    order = (*present, *copy.new_variables(present))
    total = np.array(list(extended.values()))
    for relation in copy.relations(present):
        assert value(relation.expression, (list(extended), total / total.sum()), order) == pytest.approx(
            0, abs=1e-9
        )
    assert len(copy.relations(present)) == (2 ** len(taken) - 1) * 2 ** len(behind) + 1


@given(st.lists(st.lists(st.integers(1, 15), max_size=3), min_size=2, max_size=2))
def test_the_intersection_of_subspaces_is_common_information(spaces):
    def span(vectors):
        found = {0}
        for vector in vectors:
            found |= {vector ^ other for other in found}
        return found

    a, b = rvs("A B")
    lemma = common_information("A", "B", name="W")
    at = {a: spaces[0], b: spaces[1], RV("W"): sorted(span(spaces[0]) & span(spaces[1]))}
    for relation in lemma.relations((a, b)):
        assert rank_value(relation.expression, at) == 0
    assert lemma.scope == "linear rank functions"


def test_copies_are_new():
    A, B, C = rvs("A B C")
    assert copy_lemma("C", over="A").new_variables((A, B, C)) == (RV("C_copy"),)
    assert copy_lemma("C", over="A").new_variables((A, B, C, RV("C_copy"))) == (RV("C_copy2"),)
    assert copy_lemma((C, B), over=A, names="X Y").new_variables((A, B, C)) == rvs("X Y")
    assert copy_lemma("B C", over="A") == CopyLemma((B, C), A & A)
    with pytest.raises(DomainError, match="already"):
        copy_lemma("C", over="A", names="B").new_variables((A, B, C))
    with pytest.raises(DomainError, match="no variable C"):
        copy_lemma("C", over="A").relations((A, B))


def test_what_is_no_lemma_is_refused():
    for source, over in (("", "A"), ("A", "A B"), ((RV("A"), RV("A")), "B")):
        with pytest.raises(DomainError, match="a copy of"):
            copy_lemma(source, over=over)
    with pytest.raises(DomainError, match="2 names for 1"):
        copy_lemma("A", over="B", names="E F")
    with pytest.raises(DomainError, match="neither empty"):
        common_information("A", "")
    with pytest.raises(DTypeError, match="no lemma"):
        as_lemmas(["A over B"])
    assert as_lemmas(copy_lemma("C", over="A")) == as_lemmas([copy_lemma("C", over="A")])


# Conditional rules.


def test_conditional_rules_hold_at_laws_that_satisfy_their_premises():
    found = dict.fromkeys((rule.name for rule in conditional_rules()), 0)
    rng = np.random.default_rng(3)
    forms = [
        (rule, [list(p.expression.masks(FOUR).items()) for p in (*rule.premises, rule.conclusion)])
        for rule in conditional_rules()
    ]
    for _ in range(3000):
        law = np.zeros(16)
        chosen = rng.choice(16, size=rng.integers(2, 9), replace=False)
        law[chosen] = 1 / len(chosen)
        heights = entropies(law.reshape(2, 2, 2, 2)).tolist()
        for rule, rows in forms:
            *premises, conclusion = [sum(float(c) * heights[mask] for mask, c in row) for row in rows]
            if max(map(abs, premises)) < 1e-9:
                found[rule.name] += conclusion > 1e-6
                assert conclusion >= -1e-9
    assert min(found.values()) > 20  # not only where both sides are equal


def test_the_limits_of_matus_are_the_limits():
    for rule, family in zip(conditional_rules()[:2], (1, 2), strict=True):
        assert rule.closed
        assert rule.evidence == "proved"
        far = 40
        rest = matus(far, family).expression / far - rule.conclusion.expression
        zero = sum((premise.expression for premise in rule.premises), 0 * rest)
        left = rest - zero * (far + 1) / 2
        assert max(abs(c) for c in left.entropies.values()) * far == 1
    assert not any(rule.closed for rule in conditional_rules()[2:])
    with pytest.raises(ShapeError, match="four groups"):
        conditional_rules()[0].on(*FOUR, RV("E"))
