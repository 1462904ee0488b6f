"""Diagrams: their types, how they are written, what may replace a box."""

import pickle

import pytest
from hypothesis import given, settings, strategies as st

from itbounds import Box, CompositionError, Diagram, DomainError, DTypeError
from itbounds.symbolic import Node, Wiring, as_diagram
from itbounds.testing.diagrams import diagrams

X, Y = Diagram.id("X"), Diagram.id("Y")
P, F, G = Box("p", (), "X"), Box("f", "X", "Y"), Box("g", "Y", "Z")
PAIR = Box("h", ("X", "Y"), ("Y", "Z"))


def test_a_box_knows_its_type():
    assert (PAIR.dom, PAIR.cod) == (("X", "Y"), ("Y", "Z"))
    assert (P.dom, P.cod) == ((), ("X",))
    assert Box("f", ["X"], iter("Y")) == F
    assert str(F) == "f"
    assert eval(repr(PAIR)) == PAIR
    assert eval(repr(Box("f", (), "Y", deterministic=True))).deterministic


def test_boxes_differ_by_name_type_and_determinism():
    others = [
        Box("g", "X", "Y"),
        Box("f", "Y", "Y"),
        Box("f", "X", "Z"),
        Box("f", "X", "Y", deterministic=True),
    ]
    assert all(other != F and Diagram(F) != Diagram(other) for other in others)


def test_a_box_equals_the_diagram_of_it_alone():
    alone = X >> F
    assert alone == F == Diagram(F)
    assert hash(alone) == hash(F)
    assert len({F, alone, Diagram(F), Y}) == 2
    assert F != P >> F
    assert Diagram(F) != "f"


@pytest.mark.parametrize("name", ["", " ", None, 3])
def test_a_box_has_a_name(name):
    with pytest.raises(DomainError, match="does not name a box"):
        Box(name, "X", "Y")


def test_wires_are_named_by_identifiers():
    with pytest.raises(DomainError, match="wire"):
        Box("f", "X Y", "Z")
    with pytest.raises(DTypeError, match="names no wires"):
        Box("f", 3, "Z")
    with pytest.raises(DomainError, match="wire"):
        Diagram.id("X", ("Y", "1"))


def test_a_box_without_outputs_is_a_discard():
    with pytest.raises(DomainError, match=r"Diagram.discard\('X', 'Y'\)"):
        Box("loss", ("X", "Y"), ())


def test_composition_errors_name_both_types_in_full():
    with pytest.raises(CompositionError) as caught:
        PAIR >> PAIR
    assert "X @ Y -> Y @ Z" in str(caught.value)
    assert "Y @ Z leaves the first and X @ Y enters the second" in str(caught.value)
    assert caught.value.value == (("Y", "Z"), ("X", "Y"))
    with pytest.raises(CompositionError, match="1 leaves the first and X enters the second"):
        P >> Diagram.discard("X") >> F
    with pytest.raises(TypeError):
        F >> "g"
    with pytest.raises(TypeError):
        F @ 3
    with pytest.raises(DTypeError, match="is no diagram"):
        as_diagram("f")


def test_structural_arrows_have_the_types_of_their_wires():
    assert Diagram.id().dom == Diagram.id().cod == ()
    assert Diagram.copy("X", "Y").cod == ("X", "Y", "X", "Y")
    assert Diagram.copy(("X", "Y")) == Diagram.copy("X", "Y")
    assert Diagram.discard("X", "Y").cod == ()
    assert Diagram.swap(("X", "Y"), "Z").cod == ("Z", "X", "Y")
    assert Diagram.permutation("X", [0]) == X


@pytest.mark.parametrize("order", [(0,), (0, 0), (0, 2), (0, 1, 2)])
def test_a_permutation_names_every_wire_once(order):
    with pytest.raises(DomainError, match="does not order 2 wires"):
        Diagram.permutation(("X", "Y"), order)


@given(st.permutations(range(5)))
def test_permutations_are_told_apart_by_what_they_do(order):
    wires = tuple("XXYXY")
    arrow = Diagram.permutation(wires, order)
    assert arrow.wiring == Wiring(wires, (), tuple(order))
    assert eval(repr(arrow)).wiring == arrow.wiring
    back = [list(order).index(i) for i in range(5)]
    assert arrow >> Diagram.permutation(arrow.cod, back) == Diagram.id(wires)


@pytest.mark.parametrize(
    ("diagram", "text"),
    [
        (P >> Diagram.copy("X") >> F @ X, "p >> copy(X) >> f @ id(X)"),
        ((P >> F) @ X, "(p >> f) @ id(X)"),
        (X >> F >> Y, "f"),
        (Diagram.id() @ F @ Diagram.id(), "f"),
        (X @ Y @ F, "id(X, Y) @ f"),
        (X >> X, "id(X)"),
        (Diagram.id(), "id()"),
        (Diagram.swap("X", ("Y", "Z")), "swap(X, Y @ Z)"),
        (Diagram.permutation("X", [0]) @ Diagram.discard("X", "Y"), "id(X) @ discard(X, Y)"),
    ],
)
def test_a_diagram_reads_as_on_the_board(diagram, text):
    assert str(diagram) == text
    assert eval(repr(diagram)) == diagram


@given(diagrams())
def test_a_diagram_is_what_its_text_says(diagram):
    again = as_diagram(eval(repr(diagram)))
    assert again == diagram
    assert again.wiring == diagram.wiring
    assert str(again) == str(diagram)
    assert pickle.loads(pickle.dumps(diagram)) == diagram


def test_the_explicit_structure_is_remembered_and_not_compared():
    left, right = Diagram.copy("X") >> Diagram.copy("X") @ X, Diagram.copy("X") >> X @ Diagram.copy("X")
    assert left == right
    assert str(left) != str(right)
    assert left.to_tikz() != right.to_tikz()


def test_the_wiring_numbers_wires_from_the_inputs_on():
    diagram = X @ G >> Diagram.copy("X") @ Diagram.id("Z") >> X @ F @ Diagram.discard("Z")
    assert diagram.wiring == Wiring(("X", "Y"), (Node(G, (1,)), Node(F, (0,))), (0, 3))
    assert diagram.wiring.wires == ("X", "Y", "Z", "Y")
    assert diagram.wiring.produced == (range(2, 3), range(3, 4))
    assert diagram.normal_form == Wiring(("X", "Y"), (Node(F, (0,)),), (0, 2))
    assert diagram.boxes == (G, F)


@pytest.mark.parametrize(
    ("nodes", "outputs"),
    [((Node(F, (1,)),), (1,)), ((Node(F, (0,)),), (2,)), ((), (-1,)), ((Node(G, (0,)),), (1,))],
)
def test_a_wiring_uses_wires_that_are_there(nodes, outputs):
    with pytest.raises(CompositionError):
        Wiring(("X",), nodes, outputs)


def test_deterministic_boxes_merge_however_deep():
    f, g = Box("f", "X", "Y", deterministic=True), Box("g", ("Y", "Y"), "Z", deterministic=True)
    twice = Diagram.copy("X", "X") >> (f @ f >> g) @ (f @ f >> g)
    assert len(twice.boxes) == 6
    assert len(twice.normal_form.nodes) == 3
    assert twice == f @ f >> g >> Diagram.copy("Z")
    assert twice.is_deterministic
    exchanged = Diagram.copy("X", "X") >> (f @ f >> g) @ (Diagram.swap("X", "X") >> f @ f >> g)
    assert exchanged != twice


def test_a_constant_may_be_copied_and_a_random_state_may_not():
    for fixed in (True, False):
        state = Box("s", (), "X", deterministic=fixed)
        assert (state @ state == state >> Diagram.copy("X")) is fixed


def test_marginals_discard_and_reorder():
    joint = P >> Diagram.copy("X") >> X @ F
    assert joint.marginal("X") == P
    assert joint.marginal(1) == P >> F
    assert joint.marginal(["Y", "X"]) == joint >> Diagram.swap("X", "Y")
    assert joint.marginal([]) == Diagram.id()
    assert str(joint.marginal([0, 1])) == str(joint)


@pytest.mark.parametrize("names", ["Z", 2, -1, ["X", 0], "W"])
def test_marginals_are_of_outputs_that_are_there(names):
    with pytest.raises(DomainError):
        (P >> Diagram.copy("X") >> X @ F).marginal(names)
    with pytest.raises(DomainError, match="does not name one output of 1 -> X @ X"):
        (P >> Diagram.copy("X")).marginal("X")


@given(diagrams(cod=("X", "Y", "X")), st.permutations(range(3)))
def test_marginals_of_all_outputs_are_permutations(diagram, order):
    turned = diagram.marginal(order)
    assert turned == diagram >> Diagram.permutation(diagram.cod, order)
    assert turned.marginal([order.index(i) for i in range(3)]) == diagram


def test_substitution_keeps_types_and_determinism():
    diagram = P >> F >> G
    assert diagram.substitute({"f": F, "other": P}) == diagram
    assert str(diagram.substitute({"f": Diagram.copy("X") >> X @ Diagram.discard("X") >> F})) == (
        "p >> copy(X) >> id(X) @ discard(X) >> f >> g"
    )
    with pytest.raises(CompositionError, match="Y -> Z cannot replace the box 'f' : X -> Y"):
        diagram.substitute({"f": G})
    square = Diagram(Box("f", "X", "Y", deterministic=True))
    with pytest.raises(DomainError, match="'f' is deterministic"):
        square.substitute({"f": F})
    assert square.substitute({"f": square}) == square


def test_boxes_of_one_name_are_all_replaced():
    step = Box("step", "X", "X")
    diagram = (step >> step) @ step
    assert diagram.substitute({"step": step >> step}) == (step >> step >> step >> step) @ (step >> step)


def test_depth_does_not_exhaust_the_stack():
    step, diagram = Box("m", ("X", "X"), "X"), X
    for _ in range(2000):
        diagram = diagram @ P >> step
    assert len(diagram.normal_form.nodes) == 4000
    assert str(diagram).count("m") == 2000
    assert diagram == diagram.substitute({"m": Diagram(step)})


@settings(max_examples=50)
@given(diagrams(max_boxes=7, max_width=5))
def test_a_simplified_diagram_is_equal_and_has_only_what_matters(diagram):
    simple = diagram.simplified()
    assert simple == diagram
    assert len(simple.boxes) == len(diagram.normal_form.nodes)
    assert str(simple.simplified()) == str(simple)


def test_crossings_are_undone_where_that_is_possible():
    f, g, h = Box("f", "X", "A"), Box("g", "X", "B"), Box("h", "X", "C")
    tangled = (
        Diagram.copy("X")
        >> X @ Diagram.copy("X")
        >> f @ g @ h
        >> Diagram.permutation(tuple("ABC"), (2, 0, 1))
    )
    simple = str(tangled.simplified())
    assert "swap" not in simple
    assert "permutation" not in simple
