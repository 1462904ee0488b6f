"""Known information inequalities, true and false: what is proved, refuted, or left open by Shannon."""

import random
from fractions import Fraction

import numpy as np
import pytest

from itbounds import AmbiguousTruthError, DomainError, InfeasibleError, ProofStatus, UnknownNameError, prove
from itbounds.forms.entropic import EntropicProblem, add_multiple
from itbounds.problems.entropic_decision import Decider
from itbounds.results.proof import Proof
from itbounds.testing.known_inequalities import KnownInequality, known_inequalities
from tests.reference import lattice


def decided(claim: str, given: object = (), **options: object) -> Proof:
    """Decide, and check the evidence against the statement."""
    proof = prove(claim, given, **options)
    proof.verify()
    assert (proof.certificate is not None) == (proof.status is ProofStatus.PROVED)
    return proof


@pytest.mark.parametrize("known", known_inequalities(), ids=str)
def test_known_inequalities(known: KnownInequality) -> None:
    assert decided(known.claim, known.given).status is known.status


@pytest.mark.parametrize("claim", ["I(X;Y|X) == 0", "H(X,Y|Y,X) + 2 >= 1", "I(X;Y|X,Y) >= -1/2"])
def test_what_cancels_is_proved(claim: str) -> None:
    assert decided(claim).status is ProofStatus.PROVED


def test_a_proof_is_printed() -> None:
    text = decided("I(X;Z) <= I(X;Y)", "X -> Y -> Z").text()
    assert text.splitlines() == [
        "I(X;Z) <= I(X;Y)",
        "given X -> Y -> Z: proved",
        "",
        "I(X;Y) - I(X;Z)",
        "  = I(X;Y|Z)      not negative",
        "  - I(X;Z|Y)      zero by X -> Y -> Z",
        "  >= 0",
    ]
    latex = decided("I(X;Z) <= I(X;Y)", "X -> Y -> Z").latex()
    assert latex.startswith(r"\begin{align*}")
    assert latex.endswith(r"\end{align*}")
    assert r"I(X; Y \mid Z)" in latex


def test_a_proof_is_no_truth_value() -> None:
    with pytest.raises(AmbiguousTruthError):
        bool(prove("H(X) >= 0"))


def test_bad_questions_are_refused() -> None:
    with pytest.raises((UnknownNameError, DomainError)):
        prove("H(X) >= 0", cone="round")
    with pytest.raises(DomainError, match="no random variable"):
        prove("H(X|X) >= 1")
    with pytest.raises(InfeasibleError):
        prove("H(Z) <= 2", ["H(X) >= 3", "H(X) <= 1", "H(Y) >= 1"])
    with pytest.raises(DomainError, match="invariant"):
        prove("H(X) >= I(X;Y)", symmetry="(X Y)")


@pytest.mark.parametrize("size", [8, 12])
def test_data_processing_along_long_chains(size: int) -> None:
    names = [f"X{i}" for i in range(size)]
    proof = decided(f"I(X0;X{size - 1}) <= I(X{size // 2 - 1};X{size // 2})", " -> ".join(names))
    assert proof.status is ProofStatus.PROVED
    # The columns are the intervals, and one for the unit.
    assert f"{size * (size + 1) // 2 + 1} columns" in proof.provenance.notes[0]
    assert decided(f"I(X0;X{size - 1}) >= I(X0;X1)", " -> ".join(names)).status is not ProofStatus.PROVED


def caching() -> tuple[list[str], list[dict[str, str]]]:
    """Coded caching, two files and three users, all eight demands (Tian, Entropy 20 (2018) 603)."""
    demands = [a + b + c for a in "12" for b in "12" for c in "12"]
    given = [f"H(Z{k}|W1,W2) == 0" for k in (1, 2, 3)] + [f"H(X{d}|W1,W2) == 0" for d in demands]
    given += [f"H(W{d[k - 1]}|Z{k},X{d}) == 0" for d in demands for k in (1, 2, 3)]
    given += ["indep(W1; W2)", "H(W1) == 1", "H(W2) == 1"]
    given += [f"M >= H(Z{k})" for k in (1, 2, 3)] + [f"R >= H(X{d})" for d in demands]
    files = {"W1": "W2", "W2": "W1"}
    files |= {f"X{d}": "X" + "".join("21"[int(letter) - 1] for letter in d) for d in demands}
    users = {"Z1": "Z2", "Z2": "Z3", "Z3": "Z1"} | {f"X{d}": f"X{d[2] + d[:2]}" for d in demands}
    swap = {"Z1": "Z2", "Z2": "Z1"} | {f"X{d}": f"X{d[1] + d[0] + d[2]}" for d in demands}
    return given, [files, users, swap]


@pytest.mark.parametrize("claim", ["2 M + R >= 2", "3 M + 3 R >= 5", "M + 2 R >= 2"])
@pytest.mark.parametrize("symmetric", [True, False])
def test_the_facets_of_coded_caching(claim: str, symmetric: bool) -> None:
    given, symmetry = caching()
    proof = decided(claim, given, symmetry=symmetry if symmetric else ())
    assert proof.status is ProofStatus.PROVED
    assert proof.symmetrised is symmetric


def test_coded_caching_does_not_give_more() -> None:
    given, symmetry = caching()
    assert decided("15 M + 15 R >= 26", given, symmetry=symmetry).status is ProofStatus.NOT_IMPLIED


def random_terms(rng: random.Random, size: int) -> dict[int, Fraction]:
    """A small sum of quantities minus others, true about half of the time."""
    terms: dict[int, Fraction] = {}
    for weight in (1, 1, 1, 1, -1, rng.choice((-1, 1))):
        masks = [0, 0, 0, 0]
        for i in range(size):
            masks[rng.randrange(4)] |= 1 << i
        add_multiple(terms, Fraction(weight), lattice.information(*masks[:3]))
    return terms


def test_random_inequalities_agree_with_an_independent_program() -> None:
    rng, outcomes = random.Random(1), {True: 0, False: 0}
    generator = np.random.default_rng(2)
    laws = [lattice.entropies(generator.dirichlet(np.full(2**4, 0.3)).reshape((2,) * 4)) for _ in range(100)]
    for number in range(250):
        size = rng.randrange(2, 5)
        terms = random_terms(rng, size)
        expected = lattice.implied(size, terms)
        decider = Decider(direct=4 * (number % 2))
        found = decider.decide(EntropicProblem(size, terms), (terms,), tuple("ABCD"[:size]))
        assert (found.certificate is not None) == expected
        if found.certificate is not None:
            assert [dict(claim) for claim in found.certificate.verify()] == [terms]
            # Entropies of a marginal: the masks of fewer variables are among those of four.
            assert all(lattice.evaluate(terms, values) >= -1e-12 for values in laws)
        else:
            assert found.counterexample is not None
            assert found.counterexample.verify(terms) < 0
        outcomes[expected] += 1
    assert min(outcomes.values()) >= 50


def test_refuting_laws_violate_in_floats_too() -> None:
    proof = decided("I(X;Y|Z) <= I(X;Y)")
    law = proof.counterexample
    table = np.zeros((2, 2, 2))
    for point, weight in zip(law.points, law.weights, strict=True):
        table[point] = weight / sum(law.weights)
    values = lattice.entropies(table)
    value = lattice.evaluate(lattice.information(1, 2, 0), values) - lattice.evaluate(
        lattice.information(1, 2, 4), values
    )
    assert value < -0.1
