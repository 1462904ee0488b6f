"""A certificate of an entropy inequality is checked against the claim; a tampered one is rejected."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from itbounds import CertificateError, prove
from itbounds.forms.entropic import Given, Information
from itbounds.problems.entropic_decision import Decider
from itbounds.problems.inequality import Inequality
from itbounds.results.lattice_certificate import Combination, LatticeCertificate, Lemma
from itbounds.results.law import Law
from itbounds.results.polymatroid import Polymatroid
from itbounds.results.proof import Proof, ProofStatus

ONE, HALF = Fraction(1), Fraction(1, 2)


def certificate(claim: str, given: object = (), **options: object) -> LatticeCertificate:
    # So few variables need no reductions, whose steps are to occur.
    proof = Inequality(claim, given, decider=Decider(direct=0), **options).solve(search=False)
    proof.verify()
    assert proof.certificate is not None
    return proof.certificate


# Cases in which every kind of step occurs: quantities, givens, lemmas of each origin, symmetries, slack.
CASES: dict[str, Callable[[], LatticeCertificate]] = {
    "quantities": lambda: certificate("H(X,Y) + H(Y,Z) >= H(X,Y,Z) + H(Y)"),
    "inequality given": lambda: certificate("R >= H(X) - 1", "R >= H(X,Y)"),
    "independence": lambda: certificate("I(A;D) <= I(B;C)", "A -> B -> C -> D"),
    "contraction": lambda: certificate("I(X;Y) == 0", ["X -> Z -> Y", "indep(Z; Y)"]),
    "dependence": lambda: certificate("H(Z) <= H(X)", ["H(Y|X) == 0", "H(Z|Y) == 0"]),
    "common function": lambda: certificate(
        "H(Z|X) == 0", ["H(Z|X,Y) == 0", "H(Z|X,W) == 0", "I(Y;W|X) == 0"]
    ),
    "symmetry": lambda: certificate("M >= 1", ["M >= H(X)", "M >= H(Y)", "H(X,Y) >= 2"], symmetry="(X Y)"),
    "constant": lambda: certificate("0 <= H(X)", "H(X,Y) >= 3"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_certificate_verifies_and_survives_json(name: str) -> None:
    found = CASES[name]()
    assert len(found.verify()) == len(found.combinations)
    again = LatticeCertificate.from_dict(json.loads(json.dumps(found.to_dict())))
    assert again == found
    again.verify()


def tampered(found: LatticeCertificate) -> list[tuple[str, LatticeCertificate]]:
    """Every certificate with one number, mask or index changed."""
    changed: list[tuple[str, LatticeCertificate]] = []

    def put(kind: str, number: int, part: Combination) -> None:
        parts = (*found.combinations[:number], part, *found.combinations[number + 1 :])
        changed.append((kind, replace(found, combinations=parts)))

    for number, part in enumerate(found.combinations):
        put("claim", number, replace(part, claim={**part.claim, 1: part.claim.get(1, 0) - ONE}))
        put("slack", number, replace(part, slack=part.slack + ONE))
        for kind in ("informations", "givens", "zeros", "orbits"):
            for index, (factor, item) in enumerate(getattr(part, kind)):
                for other in ((factor + HALF, item), (-factor, item)):
                    items = list(getattr(part, kind))
                    items[index] = other
                    put(kind, number, replace(part, **{kind: tuple(items)}))
                items = list(getattr(part, kind))
                del items[index]
                put(kind, number, replace(part, **{kind: tuple(items)}))
    for number, lemma in enumerate(found.lemmas):
        first, second, condition = lemma.zero
        others = [replace(lemma, zero=Information(first, second, condition ^ 1))]
        if lemma.source is None:
            others += [replace(lemma, premises=lemma.premises[1:]), replace(lemma, premises=((ONE, number),))]
            others += [
                replace(lemma, remainder=((factor + 1, item), *lemma.remainder[1:]))
                for factor, item in lemma.remainder[:1]
            ]
        else:
            others += [replace(lemma, source=len(found.given)), replace(lemma, premises=((ONE, 0),))]
        for other in others:
            changed.append(
                ("lemma", replace(found, lemmas=(*found.lemmas[:number], other, *found.lemmas[number + 1 :])))
            )
    for number, given in enumerate(found.given):
        others = [replace(given, terms={**given.terms, 1: given.terms.get(1, 0) + HALF})]
        others += [replace(given, parts=())] if given.parts else []
        for other in others:
            altered = (*found.given[:number], other, *found.given[number + 1 :])
            changed.append(("given", replace(found, given=altered)))
    if found.generators:
        changed.append(("generators", replace(found, generators=())))
        constant = tuple(0 for _ in found.variables)
        changed.append(("generators", replace(found, generators=(constant, *found.generators[1:]))))
    return changed


def is_used(found: LatticeCertificate, altered: LatticeCertificate) -> bool:
    """Whether a change of what is given concerns something that the proof uses."""
    index = next(k for k, (a, b) in enumerate(zip(found.given, altered.given, strict=True)) if a != b)
    by_terms = any(index == k for part in found.combinations for _, k in part.givens)
    by_parts = any(lemma.source == index for lemma in found.lemmas)
    return by_parts or (by_terms and altered.given[index].terms != found.given[index].terms)


@pytest.mark.parametrize("name", CASES)
def test_every_tampered_certificate_is_rejected(name: str) -> None:
    found = CASES[name]()
    rejected = 0
    for kind, altered in tampered(found):
        if kind == "given" and not is_used(found, altered):
            continue
        with pytest.raises(CertificateError):
            altered.verify()
        rejected += 1
    assert rejected >= 5


def test_the_cases_have_every_kind_of_step() -> None:
    found = [case() for case in CASES.values()]
    parts = [part for one in found for part in one.combinations]
    assert all(
        any(getattr(part, kind) for part in parts) for kind in ("informations", "givens", "zeros", "orbits")
    )
    assert any(part.slack for part in parts)
    lemmas = [lemma for one in found for lemma in one.lemmas]
    assert any(lemma.source is not None for lemma in lemmas)
    assert any(lemma.source is None and lemma.remainder for lemma in lemmas)


def test_a_negative_weight_is_rejected_even_if_the_sum_is_right() -> None:
    """-I(X;Y) = I(X;X) - ... adds up, but a quantity may not be taken a negative number of times."""
    claim = {1: -ONE, 2: -ONE, 3: ONE}
    wrong = LatticeCertificate(("X", "Y"), (), (), (Combination(claim, ((-ONE, Information(1, 2, 0)),)),))
    with pytest.raises(CertificateError, match="negative number of times"):
        wrong.verify()
    loose = Given({1: -ONE}, False)
    bad = LatticeCertificate(("X",), (), (loose,), (Combination({1: ONE}, (), ((-ONE, 0),)),))
    with pytest.raises(CertificateError, match="given inequality"):
        bad.verify()


def test_a_lemma_must_not_rest_on_itself() -> None:
    circular = Lemma(Information(1, 1, 0), None, ((ONE, 0),))
    wrong = LatticeCertificate(("X",), (), (), (Combination({1: -ONE}, (), (), ((-ONE, 0),)),), (circular,))
    with pytest.raises(CertificateError, match="not shown before"):
        wrong.verify()


def test_a_sum_that_is_nonnegative_makes_no_part_zero() -> None:
    part = Information(1, 2, 0)
    given = Given({1: ONE, 2: ONE, 3: -ONE}, False, (part,))
    wrong = LatticeCertificate(
        ("X", "Y"), (), (given,),
        (Combination({1: -ONE, 2: -ONE, 3: ONE}, (), (), ((-ONE, 0),)),), (Lemma(part, 0),),
    )  # fmt: skip
    with pytest.raises(CertificateError, match="not zero by the given"):
        wrong.verify()


def test_a_symmetry_that_the_claim_lacks_is_rejected() -> None:
    """h(Y) - h(X) is zero on average, and for no asymmetric law."""
    steps = ((ONE, (1, 0)),)
    wrong = LatticeCertificate(
        ("X", "Y"), (), (), (Combination({2: ONE, 1: -ONE}, orbits=steps),), (), ((1, 0),)
    )
    with pytest.raises(CertificateError, match="not invariant"):
        wrong.verify()


def test_a_proof_of_something_else_is_rejected() -> None:
    one, other = prove("H(X,Y) >= H(X)"), prove("H(X,Y) >= H(Y)")
    with pytest.raises(CertificateError, match="another claim"):
        replace(one, certificate=other.certificate).verify()
    with pytest.raises(CertificateError, match="other givens"):
        replace(one, given=Inequality("H(X) >= 0", "H(Y) == 0").given).verify()
    with pytest.raises(CertificateError, match="nothing to check"):
        replace(one, certificate=None, status=ProofStatus.UNDECIDED).verify()


def test_polymatroids_are_checked() -> None:
    ingleton = prove("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)", search=False)
    assert ingleton.status is ProofStatus.NOT_IMPLIED
    ingleton.verify()
    found = ingleton.counterexample
    assert isinstance(found, Polymatroid)
    assert Polymatroid.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    for mask in range(1, 16):
        for change in (-1, 1):
            other = replace(
                found, table={**found.table, mask: found.table[mask] + change * max(found.table.values())}
            )
            with pytest.raises(CertificateError):
                replace(ingleton, counterexample=other).verify()


def test_polymatroids_on_closed_sets_are_checked() -> None:
    problem = Inequality("3/2 R >= H(X,Y,Z)", ["R >= H(X)", "H(Y|X) == 0", "H(Z|X,Y) == 0", "R <= 1"])
    wrong = problem.solve(search=False)
    assert wrong.status is ProofStatus.PROVED
    given = ["R >= H(X)", "H(Y|X) == 0"]
    wrong = Inequality("1/2 R >= H(X,Y,Z)", given, decider=Decider(direct=0)).solve(search=False)
    found = wrong.counterexample
    assert isinstance(found, Polymatroid)
    assert len(found.table) < 8
    wrong.verify()
    for mask in found.table:
        other = replace(found, table={**found.table, mask: found.table[mask] - 5 * max(found.table.values())})
        with pytest.raises(CertificateError):
            replace(wrong, counterexample=other).verify()


def test_laws_are_checked_exactly() -> None:
    proof = prove("I(X;Y|Z) <= I(X;Y)")
    law = proof.counterexample
    assert isinstance(law, Law)
    proof.verify()
    assert Law.from_dict(json.loads(json.dumps(law.to_dict()))) == law
    # Independent bits and a constant: both sides are zero, which violates nothing.
    points = ((0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0))
    with pytest.raises(CertificateError, match="does not violate"):
        replace(proof, counterexample=replace(law, points=points, weights=(1, 1, 1, 1))).verify()
    with pytest.raises(CertificateError, match="not positive"):
        replace(proof, counterexample=replace(law, weights=(1, -1, 1, 1))).verify()


def test_zero_is_told_from_nearly_zero() -> None:
    """I(X;Y) of a product law is zero by its primes; with one weight off by one in ten thousand it is not."""
    terms = {1: ONE, 2: ONE, 3: -ONE}
    product = Law(("X", "Y"), ((0, 0), (0, 1), (1, 0), (1, 1)), (30000, 60000, 20000, 40000))
    assert product.sign(terms) == 0
    assert replace(product, weights=(30001, 60000, 20000, 40000)).sign(terms) == 1
    assert (
        replace(product, weights=(30001, 60000, 20000, 40000)).sign(
            {key: -value for key, value in terms.items()}
        )
        == -1
    )


def test_a_proof_survives_json() -> None:
    for claim, given in (("I(A;D) <= I(B;C)", "A -> B -> C -> D"), ("I(X;Y|Z) <= I(X;Y)", ())):
        proof = prove(claim, given)
        again = Proof.from_dict(json.loads(json.dumps(proof.to_dict())))
        again.verify()
        assert again.text() == proof.text()
        assert again.status is proof.status


def test_a_solver_that_gives_up_leaves_it_open() -> None:
    from itbounds.solvers.linear.highs import Highs

    claim = " + ".join(f"I(X{i};X{j}|X{k})" for i in range(9) for j in range(i) for k in range(j))
    hurried = Decider(solver=Highs(time_limit=1e-9))
    proof = Inequality(f"{claim} >= I(X0;X1,X2|X3,X4)", decider=hurried).solve()
    assert proof.status is ProofStatus.UNDECIDED
    assert proof.certificate is None
    assert proof.counterexample is None
