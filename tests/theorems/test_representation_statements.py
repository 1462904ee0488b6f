"""The limits of representations as they are stated: compiled they are the numbers, and their proofs hold."""

from pathlib import Path

import numpy as np
import pytest

import itbounds as ib

representation = ib.representation
RNG = np.random.default_rng(3)
LAW = RNG.dirichlet(np.ones(3))
JOINT = RNG.dirichlet(np.ones(9)).reshape(3, 3)
NOISE = RNG.dirichlet(np.ones(3), 3)
WRONG = ib.distortions.hamming(3)


def _meet(first: ib.Result, second: ib.Result) -> bool:
    return bool(first.lower <= second.upper and second.lower <= first.upper)


def test_the_rate_is_the_entropy() -> None:
    compiled = representation.statement("rate").program(LAW).solve()
    assert compiled.gap < 1e-8
    assert _meet(compiled, representation.rate(LAW))


def test_the_capacity_is_that_of_the_channel_and_of_the_encoder_before_it() -> None:
    capacity = representation.statement("capacity")
    assert capacity.program(NOISE).curvature() == "concave"
    assert _meet(capacity.program(NOISE).solve(), ib.capacity(NOISE))
    merging = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]
    behind = capacity.program(NOISE, encoder=merging).solve()
    assert _meet(behind, ib.capacity(np.array(merging) @ NOISE))
    assert behind.upper < ib.capacity(NOISE).lower


def test_the_rate_distortion_function_is_the_remote_one() -> None:
    compiled = representation.statement("rate_distortion").program(JOINT, WRONG, 0.5).solve()
    assert compiled.gap < 1e-8
    assert _meet(compiled, representation.rate_distortion(JOINT, WRONG, 0.5))


@pytest.mark.parametrize("source", [LAW, JOINT])
def test_separation_is_its_inverse(source: np.ndarray) -> None:
    capacity = ib.capacity(NOISE)
    compiled = representation.statement("separation").program(source, WRONG, capacity.value).solve()
    direct = representation.separation(source, NOISE, distortion=WRONG).least_distortion
    assert direct is not None
    assert compiled.lower - 1e-8 <= direct.value <= compiled.upper + 1e-8


@pytest.mark.parametrize("name", ["rate", "capacity", "rate_distortion", "separation"])
def test_converses_are_proved_of_the_diagram_and_need_it(name: str) -> None:
    stated = representation.statement(name)
    assert len(stated.proofs) == len(stated.claims)
    for proof in stated.proofs:
        assert proof.status is ib.ProofStatus.PROVED
        proof.verify()
    first = ib.parse(stated.claims[0])
    assert ib.prove(first).status is not ib.ProofStatus.PROVED
    written = stated.to_latex(proof=True)
    assert written.count(r"\begin{align*}") == len(stated.claims)
    assert r"\hat{Y}" in written
    assert "Ŷ" not in stated.to_latex()
    assert stated.name in repr(stated)


def test_statements_in_latex() -> None:
    written = [known.to_latex() for known in representation.statements()]
    assert written[1] == r"C = \max_{P(Z)} I(Z; \tilde{Z})"
    assert written[2].endswith(r"\operatorname{E} d(Y, \hat{Y}) \le D")
    with pytest.raises(ib.UnknownNameError, match="known are 'rate'"):
        representation.statement("fano")


def test_the_page_shows_the_formulas_that_are_compiled() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/theory/representation.md").read_text(encoding="utf-8")
    for known in representation.statements():
        assert f"$$\n{known.to_latex()}\n$$" in page
