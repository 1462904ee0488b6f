"""Axioms in certificates: written out by the verifier, read back from JSON, refused when tampered with."""

from dataclasses import replace
from fractions import Fraction

import pytest

from itbounds import CertificateError, parse, rvs
from itbounds.forms.axioms import CommonStep, CopyStep, InstanceStep
from itbounds.forms.entropic import EntropicProblem, Given
from itbounds.problems.beyond_shannon import Addition
from itbounds.problems.entropic_decision import Decider
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.symbolic.lemma import common_information, copy_lemma
from itbounds.symbolic.non_shannon import FOUR, dougherty_freiling_zeger, ingleton, named_cone, zhang_yeung


def certificate(claim, variables=FOUR, **addition):
    terms = claim.masks(variables)
    problem = EntropicProblem(len(variables), terms)
    return Addition(**addition).decide(Decider(), problem, (terms,), variables).certificate


@pytest.fixture(scope="module")
def copied():
    sixth = dougherty_freiling_zeger()[5]
    return certificate(sixth.expression, lemmas=sixth.copies)


@pytest.fixture(scope="module")
def instanced():
    V, W, X, Y, Z = variables = rvs("V W X Y Z")
    return certificate(
        zhang_yeung().on(V, W, X, Y, given=Z), variables, inequalities=named_cone("zhang-yeung")
    )


@pytest.fixture(scope="module")
def shared():
    return certificate(ingleton().expression, lemmas=(common_information("A", "B"),))


def test_what_was_proved(copied, instanced, shared):
    assert [type(axiom) for axiom in copied.axioms] == [CopyStep, CopyStep]
    assert [type(axiom) for axiom in instanced.axioms] == [InstanceStep]
    assert [type(axiom) for axiom in shared.axioms] == [CommonStep]
    assert [each.scope for each in (copied, instanced, shared)] == [
        "entropies",
        "entropies",
        "linear rank functions",
    ]
    assert instanced.axioms[0].condition == 0b10000
    assert copied.premises == ()
    for each in (copied, instanced, shared):
        each.verify()
        assert LatticeCertificate.from_dict(each.to_dict()) == each


def test_instances_that_are_not_used_are_left_out():
    dfz = dougherty_freiling_zeger()[2]
    found = certificate(dfz.expression, inequalities=named_cone("dfz"))
    assert [axiom.name for axiom in found.axioms] == [dfz.name]
    assert len(found.given) == 1


def with_axiom(certificate, index, **changes):
    axioms = list(certificate.axioms)
    axioms[index] = replace(axioms[index], **changes)
    return replace(certificate, axioms=tuple(axioms))


def with_given(certificate, index, item):
    given = list(certificate.given)
    given[index] = item
    return replace(certificate, given=tuple(given))


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": (1,)},  # another variable is copied
        {"over": 0b0101},  # over others
        {"over": 0b0111},  # over itself too
        {"over": 0b10011},  # over a variable that is not there
        {"first": 3},  # the copy is an old variable
        {"first": 5},  # the copy is not there
        {"sources": (2, 3)},
        {"sources": ()},
        {"sources": (-1,)},
    ],
)
def test_a_tampered_copy_is_refused(copied, changes):
    assert copied.axioms[0] == CopyStep((2,), 0b0011, 4)
    with pytest.raises(CertificateError):
        with_axiom(copied, 0, **changes).verify()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Ingleton"},  # which entropies may violate
        {"name": "Zhang-Yang"},
        {"name": "Matus 999"},
        {"scope": "linear rank functions"},
        {"form": tuple(ingleton().coefficients.items())},
        {"groups": (2, 1, 4, 16)},
        {"groups": (1, 2, 4, 0)},
        {"groups": (1, 2, 4, 64)},
        {"condition": 0},
        {"condition": 32},
    ],
)
def test_a_tampered_instance_is_refused(instanced, changes):
    with pytest.raises(CertificateError):
        with_axiom(instanced, 0, **changes).verify()


@pytest.mark.parametrize("changes", [{"one": 4}, {"other": 0}, {"other": 8}, {"first": 3}, {"one": 16}])
def test_tampered_common_information_is_refused(shared, changes):
    assert shared.axioms == (CommonStep(1, 2, 4),)
    with pytest.raises(CertificateError):
        with_axiom(shared, 0, **changes).verify()


def test_ingleton_does_not_pass_for_an_inequality_of_entropies():
    found = certificate(ingleton().expression, inequalities=named_cone("ingleton"))
    found.verify()
    assert found.scope == "linear rank functions"
    with pytest.raises(CertificateError, match="not stated as it is known"):
        with_axiom(found, 0, scope="entropies").verify()


def test_a_relation_that_no_axiom_states_is_refused(copied):
    for index, item in enumerate(copied.given):
        scaled = {key: 2 * value for key, value in item.terms.items()}
        for tampered in (
            Given(scaled, item.equality),
            Given(item.terms, False),
            Given({1: Fraction(-1)}, True),
        ):
            with pytest.raises(CertificateError):
                with_given(copied, index, tampered).verify()
    extra = Given({0b11: Fraction(-1)}, False)
    with pytest.raises(CertificateError):
        replace(copied, given=(*copied.given, extra)).verify()
    with pytest.raises(CertificateError):
        replace(copied, axioms=copied.axioms[::-1]).verify()


def test_without_its_axioms_a_proof_has_premises_and_its_claim_more_variables(copied):
    bare = replace(copied, axioms=())
    bare.verify()
    assert bare.premises == copied.given


def test_nothing_may_be_said_of_new_variables():
    A, B, C, D = FOUR
    proved = certificate(zhang_yeung().expression, lemmas=(copy_lemma(C, over=(A, B)),))
    (part,) = proved.combinations
    new = parse("H(C) >= 0").expression.masks((A, B, D, RV_E, C))
    with pytest.raises(CertificateError, match="brings in"):
        replace(proved, combinations=(replace(part, claim=new),)).verify()
    premise = Given({0b10000: Fraction(-1)}, False)
    with pytest.raises(CertificateError, match="brings in"):
        replace(proved, given=(premise, *proved.given)).verify()
    with pytest.raises(CertificateError, match="all variables"):
        replace(proved, axioms=proved.axioms * 5).verify()


(RV_E,) = rvs("E")
