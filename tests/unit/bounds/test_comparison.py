"""A comparison evaluates what applies, says what the rest lacks, and orders only what may be compared."""

import json
from math import inf, isfinite

import pytest

import itbounds as ib
from itbounds.bounds.registry import FAMILIES

INPUTS = {"empirical_risk": 0.05, "kl": 100.0, "n": 10_000, "delta": 0.05}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_theorem_applies_to_its_own_known_answer(family: str) -> None:
    for name in ib.bounds.names(family):
        known = ib.bounds.theorem(name).known
        found = ib.bounds.compare([name], **known.inputs)
        assert not found.missing
        assert found[name].theorem == name
    nothing = ib.bounds.compare(family)
    assert len(nothing) == 0
    assert set(nothing.missing) == set(ib.bounds.names(family))
    assert all(nothing.missing.values())


def test_alternatives_are_missing_together() -> None:
    assert ib.bounds.compare("decision", k=4).missing["feder_merhav"] == ("information",)
    assert ib.bounds.compare("decision", information=0.1).missing["feder_merhav"] == ("k",)
    both = ib.bounds.compare("decision", conditional_entropy=0.4, k=4)
    assert {"fano", "feder_merhav", "hellman_raviv"} <= {bound.theorem for bound in both}


def test_kinds_of_statement_are_never_ordered_together() -> None:
    found = ib.bounds.compare(
        "generalization", kinds=("PAC-Bayes", "testing", "single-draw"),
        **INPUTS, errors=500, test_risk=0.05, code_length=30,
    )  # fmt: skip
    heads = [(s.kind, s.target, s.direction, s.confidence) for s in found.statements]
    assert len(set(heads)) == len(heads) >= 5
    for statement in found.statements:
        sign = -1.0 if statement.direction == "lower" else 1.0
        values = [sign * bound.value for bound in statement.bounds]
        assert values == sorted(values)
        assert {(b.kind, b.target, b.direction) for b in statement.bounds} == {
            (statement.kind, statement.target, statement.direction)
        }
        for bound in statement.bounds:
            assert set(statement.shared) | set(statement.own(bound)) == set(bound.assumptions)
    assert found["clopper_pearson"].value < found["held_out_kl"].value < found["held_out_hoeffding"].value


def test_no_theorem_beats_one_that_dominates_it() -> None:
    for risk, kl, n in ((0.0, 1.0, 100), (0.05, 100.0, 10_000), (0.3, 5.0, 50), (0.9, 0.0, 10)):
        found = ib.bounds.compare("generalization", kinds="PAC-Bayes", empirical_risk=risk, kl=kl, n=n)
        for bound in found:
            for better in ib.bounds.theorem(bound.theorem).dominated_by:
                assert found[better].value <= bound.value * (1 + 1e-12)


def test_it_prints_what_it_found_and_what_it_lacks() -> None:
    found = ib.bounds.compare("generalization", kinds="PAC-Bayes", **{**INPUTS, "kl": 1e7})
    text, page = repr(found), found._repr_html_()
    for said in ("PAC-Bayes: R(Q) from above, confidence 0.95", "vacuous", "tandem_vote needs tandem_loss"):
        assert said in text
    for said in ("pac_bayes_kl", "vacuous", "tandem_vote (tandem_loss)", "a prior fixed before"):
        assert said in page
    frame = found.to_frame()
    assert list(frame["theorem"]) == [bound.theorem for bound in found]
    assert frame["vacuous"].all()
    assert json.loads(json.dumps(found.to_dict()))["missing"]["alquier"] == ["inverse_temperature"]


def test_misuse_is_named() -> None:
    with pytest.raises(ib.UnknownNameError, match="no family 'generalisation'"):
        ib.bounds.compare("generalisation", n=10)
    with pytest.raises(ib.UnknownNameError, match="argument 'eror'"):
        ib.bounds.compare("generalization", eror=10)
    with pytest.raises(ib.UnknownNameError, match="no bound 'pac_bayes'"):
        ib.bounds.compare(["pac_bayes"], n=10)
    with pytest.raises(ib.DomainError, match="of the kind magic"):
        ib.bounds.compare("generalization", kinds="magic", n=10)
    with pytest.raises(ib.DomainError, match=r"empirical risk is 1.5"):
        ib.bounds.compare("generalization", kinds="PAC-Bayes", **{**INPUTS, "empirical_risk": 1.5})
    found = ib.bounds.compare("generalization", kinds="PAC-Bayes", **INPUTS)
    with pytest.raises(ib.UnknownNameError, match="it needs tandem_loss"):
        found["tandem_vote"]
    with pytest.raises(ib.DomainError, match="kl has 1 values for 2 of n"):
        found.plot(values=[10, 20], varying={"kl": [1.0]})


def test_a_figure_has_a_heading_for_each_kind_of_statement() -> None:
    names = ["pac_bayes_kl", "mcallester", "clopper_pearson", "clopper_pearson_lower"]
    found = ib.bounds.compare(names, empirical_risk=0.05, kl=5.0, n=100, errors=5)
    axes = found.plot(values=[100, 1000], varying={"errors": [5, 50]}, measured={"R": [0.05, 0.05]})
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert texts == [
        "PAC-Bayes: R(Q) ≤", "pac_bayes_kl", "mcallester", "testing: R ≤", "clopper_pearson", "measured",
        "testing: R ≥", "clopper_pearson_lower",
    ]  # fmt: skip
    lines = {line.get_label(): line for line in axes.get_lines()}
    assert lines["pac_bayes_kl"].get_linestyle() != lines["clopper_pearson"].get_linestyle()
    assert lines["pac_bayes_kl"].get_ydata()[1] == found.at(n=1000, errors=50)["pac_bayes_kl"].value
    ladder = found.plot()
    assert len(ladder.get_yticklabels()) == len(found)
    with pytest.raises(ib.DomainError, match="no bound with a finite value"):
        ib.bounds.compare("generalization").plot()
    void = ib.bounds.compare(["mcallester"], empirical_risk=0.5, kl=inf, n=10)
    assert not isfinite(void["mcallester"].value)
    with pytest.raises(ib.DomainError, match="no bound to draw"):
        void.plot(values=[10])
    with pytest.raises(ib.ShapeError, match="2 R for 1 values"):
        found.plot(values=[100], measured={"R": [0.1, 0.2]})


def test_what_some_theorems_refuse_others_bound():
    """A Gaussian channel has no union bound here, and a channel of two letters no shell of codewords."""
    inputs = {"n": 60, "eps": 0.01}
    finite = ib.bounds.compare("blocklength", channel=ib.zoo.z_channel(0.5), **inputs)
    assert set(finite.refused) == {"kappa_beta", "metaconverse"}
    assert "strong_converse" in finite.refused["metaconverse"]
    assert "metaconverse: the inputs" in repr(finite)
    assert "metaconverse (the inputs" in finite._repr_html_()
    assert finite.to_dict()["refused"] == finite.refused
    with pytest.raises(ib.UnknownNameError, match="not alike"):
        finite["metaconverse"]
    gaussian = ib.bounds.compare("blocklength", channel=ib.zoo.awgn(1.0), **inputs)
    assert {bound.theorem for bound in gaussian} == {"kappa_beta", "metaconverse", "normal_approximation"}
    assert "DomainError" not in repr(gaussian)


def test_what_no_theorem_takes_is_an_error():
    with pytest.raises(ib.DomainError, match="eps"):
        ib.bounds.compare("blocklength", channel=ib.zoo.bsc(0.11), n=60, eps=2.0)
    # The others do not take this number, and so do not vouch for it.
    with pytest.raises(ib.DomainError):
        ib.bounds.compare("generalization", empirical_risk=0.05, kl=5.0, n=100, c=-1.0)
