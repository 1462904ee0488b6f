"""Every theorem is found by name and by words, says what it needs, and gives its known answer."""

import inspect
from importlib.metadata import EntryPoint, EntryPoints
from math import isfinite

import pytest

import itbounds as ib
from itbounds.bounds import Calculator, registry
from itbounds.bounds.decision import CALCULATORS

NAMES = ib.bounds.names()


def test_the_family_of_decisions_is_complete() -> None:
    assert {
        "assouad", "bhattacharyya", "bhattacharyya_lower", "conditional_fano", "cross_entropy", "fano",
        "feder_merhav", "hellman_raviv", "kl_fano", "le_cam", "list_fano", "sason_verdu", "van_trees",
    } == set(ib.bounds.names("decision")) <= set(NAMES)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_theorem_gives_its_known_answer(name: str) -> None:
    theorem = ib.bounds.theorem(name)
    known = theorem.known
    bound = ib.bounds.evaluate(name, **known.inputs)
    assert abs(bound.value - known.value) <= known.tolerance
    assert bound.theorem == name
    assert (bound.direction, bound.kind, bound.evidence) == (
        theorem.direction, theorem.kind, theorem.evidence
    )  # fmt: skip
    assert bound.assumptions == theorem.assumptions
    assert bound.assumptions
    assert theorem.reference
    assert set(theorem.dominated_by) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_the_name_of_a_public_documented_function(name: str) -> None:
    function = ib.bounds.calculators()[name].function
    assert function.__name__ == name
    text = inspect.getdoc(function)
    assert text is not None
    assert ".. math::" in text
    assert "Source:" in text
    assert ">>>" in text
    assert any(getattr(getattr(ib.bounds, family), name, None) is function for family in registry.FAMILIES)


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ib.DomainError, match="needs k, which is missing"):
        ib.bounds.evaluate("fano", conditional_entropy=1.0)
    with pytest.raises(ib.UnknownNameError, match=r"no argument 'K'.*conditional_entropy, k, unit=nat"):
        ib.bounds.evaluate("fano", conditional_entropy=1.0, K=4)
    with pytest.raises(ib.UnknownNameError, match="hellman_raviv"):
        ib.bounds.evaluate("helman_raviv", conditional_entropy=1.0)
    with pytest.raises(ib.UnknownNameError, match="decision"):
        ib.bounds.names("decisions")


def test_search_puts_names_first() -> None:
    found = ib.bounds.search("Fano")
    named = [name for name in ib.bounds.names() if "fano" in name]
    assert set(named) >= {"block_fano", "conditional_fano", "fano", "kl_fano", "list_fano"}
    assert list(found[: len(named)]) == named
    assert "sason_verdu" in found
    assert {"cross_entropy", "held_out_bernstein"} <= set(ib.bounds.search("Maurer Pontil"))
    assert ib.bounds.search("le cam")[0] == "le_cam"
    assert ib.bounds.search("no such words") == ()


def test_a_theorem_prints_its_statement() -> None:
    text = repr(ib.bounds.theorem("hellman_raviv"))
    assert text.startswith("hellman_raviv: the Bayes error")
    assert "never tighter than  feder_merhav" in text


def test_other_distributions_add_theorems_but_replace_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    theirs = replace(CALCULATORS[0].theorem, name="theirs")
    monkeypatch.setattr(ib.bounds, "offered", Calculator(theirs, ib.bounds.decision.fano), raising=False)
    fake = replace(CALCULATORS[0].theorem, title="an impostor")
    monkeypatch.setattr(ib.bounds, "impostor", Calculator(fake, ib.bounds.decision.fano), raising=False)
    points = [EntryPoint(n, f"itbounds.bounds:{n}", "itbounds.bounds") for n in ("offered", "impostor")]
    monkeypatch.setattr(registry, "entry_points", lambda group: EntryPoints(points).select(group=group))
    assert set(ib.bounds.names()) == {*NAMES, "theirs"}
    assert isfinite(ib.bounds.evaluate("theirs", conditional_entropy=0.5, k=3).value)
    assert ib.bounds.theorem("fano").title != "an impostor"
    wrong = EntryPoints([EntryPoint("x", "itbounds.bounds:names", "itbounds.bounds")])
    monkeypatch.setattr(registry, "entry_points", lambda group: wrong.select(group=group))
    with pytest.raises(ib.DTypeError, match="entry point 'x'"):
        ib.bounds.names()
