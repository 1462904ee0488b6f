"""A bound says which side it is on, converts outward, and survives JSON and pickling."""

import json
import pickle
from dataclasses import replace
from math import inf

import pytest

import itbounds as ib
from itbounds.units import BITS, NATS, PURE


def _bound(nats: float = 1.0, direction: str = "upper") -> ib.Bound:
    return ib.Bound(
        theorem="a_theorem", nats=nats, direction=direction, target="H(Y|X)", latex=r"H(Y \mid X)",
        unit=NATS, kind="testing", reference="Somebody (2000)", evidence="checked", confidence=0.95,
        assumptions=("one",), terms={"n": 3.0, "far": inf},
    )  # fmt: skip


@pytest.mark.parametrize("nats", [1.0, 1e-30, 0.6931471805599453, 1e300])
def test_conversion_rounds_to_the_side_of_the_bound(nats: float) -> None:
    from mpmath import mp, mpf

    with mp.workdps(60):
        truth = mpf(nats) / mp.log(2)
        assert mpf(_bound(nats).to("bit").value) > truth
        assert mpf(_bound(nats, "lower").to(BITS).value) < truth
        nearest = mpf(_bound(nats, "identity").to(BITS).value)
        assert abs(nearest - truth) <= mpf(2) ** -51 * truth
    assert _bound(nats).to(BITS).to(NATS) == _bound(nats)


def test_text_is_rounded_to_the_side_of_the_bound() -> None:
    assert str(_bound(1 / 3)) == "H(Y|X) ≤ 0.333333334 nat"
    assert str(_bound(1 / 3, "lower")) == "H(Y|X) ≥ 0.333333333 nat"
    assert str(_bound(2 / 3, "approximation")) == "H(Y|X) ≈ 0.666666667 nat"
    assert str(_bound(inf)) == "H(Y|X) ≤ ∞ nat"
    assert _bound(0.25, "identity").to_latex() == r"H(Y \mid X) = 0.25\ \text{nat}"
    assert "confidence  0.95" in repr(_bound())
    assert "vacuous" not in repr(_bound())
    assert "vacuous" in repr(replace(_bound(), vacuous=True))
    assert "<table>" in _bound()._repr_html_()


def test_a_pure_number_has_no_unit() -> None:
    risk = replace(_bound(), unit=PURE)
    assert risk.value == 1.0
    with pytest.raises(ib.UnitError, match="pure number"):
        risk.to("bit")


@pytest.mark.parametrize("direction", ["upper", "lower", "identity", "approximation"])
def test_json_and_pickle_give_it_back(direction: str) -> None:
    for unit in (BITS, NATS, PURE):
        bound = replace(_bound(1 / 3, direction), unit=unit)
        again = ib.Bound.from_dict(json.loads(json.dumps(bound.to_dict(), allow_nan=False)))
        assert again == bound
        assert hash(again) == hash(bound)
        assert pickle.loads(pickle.dumps(bound)) == bound


def test_misuse_is_refused() -> None:
    with pytest.raises(ib.AmbiguousTruthError):
        bool(_bound())
    with pytest.raises(ib.DomainError, match="direction"):
        replace(_bound(), direction="above")
    with pytest.raises(ib.CertificateError):
        ib.Bound.from_dict({"theorem": "x"})
