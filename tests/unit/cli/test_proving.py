"""The command `prove`: proofs on stdout, what is known as the exit code, a caret where a string is wrong."""

import json

import pytest

import itbounds as ib

CLAIM = "I(X;Z) <= I(X;Y)"
ZHANG_YEUNG = "I(A;B) <= 2 I(A;B|C) + I(A;C|B) + I(B;C|A) + I(A;B|D) + I(C;D)"


def test_a_proof_is_printed(run):
    done = run("prove", CLAIM, "--given", "X -> Y -> Z")
    assert (done.code, done.err) == (0, "")
    assert done.out == ib.prove(CLAIM, given="X -> Y -> Z").text() + "\n"
    assert "zero by X -> Y -> Z" in done.out


def test_what_is_given_may_be_several_things(run):
    claim = "H(X) <= H(Y)"
    assert run("prove", claim, "--given", "H(X|Z) = 0", "-g", "H(Z|Y) = 0").code == 0
    assert run("prove", claim, "--given", "H(X|Z) = 0").code == 1


def test_a_false_claim_is_refuted_by_a_law(run):
    done = run("prove", CLAIM)
    assert done.code == 1
    assert "refuted by a law" in done.out
    assert "1/2" in done.out


def test_what_shannon_does_not_imply_is_open(run):
    done = run("prove", ZHANG_YEUNG)
    assert done.code == 3
    assert "not implied" in done.out
    assert "polymatroid" in done.out


def test_a_wider_choice_of_inequalities(run):
    assert run("prove", ZHANG_YEUNG, "--cone", "zhang-yeung").code == 0


def test_copies_prove_what_shannon_does_not_imply(run):
    done = run("prove", ZHANG_YEUNG, "--copy", "C over A B")
    assert done.code == 0
    assert "copy" in done.out
    assert run("prove", ZHANG_YEUNG, "--copy", "C of A B").code == 2
    assert "C over A,B" in run("prove", ZHANG_YEUNG, "--copy", "C of A B").err


def test_common_information_is_for_linear_codes(run):
    ingleton = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
    done = run("prove", ingleton, "--common", "A; B")
    assert done.code == 0
    assert "linear" in done.out
    assert run("prove", ingleton, "--common", "A,B").code == 2


def test_symmetry_must_leave_all_as_it_is(run):
    claim = "H(X1,Y) + H(X2,Y) >= H(X1,X2,Y) + H(Y)"
    assert run("prove", claim, "--symmetry", "(X1 X2)").code == 0
    wrong = run("prove", claim, "--symmetry", "(X1 Y)")
    assert wrong.code == 2
    assert "not invariant" in wrong.err


def test_a_proof_in_latex(run):
    done = run("prove", CLAIM, "--given", "X -> Y -> Z", "--latex")
    assert done.code == 0
    assert done.out.startswith("\\begin{align*}")
    assert r"I(X; Y \mid Z)" in done.out


@pytest.mark.parametrize(("claim", "code"), [(CLAIM, 1), (ZHANG_YEUNG, 3), ("H(X) >= 0", 0)])
def test_json_is_verified_again_without_the_solver(run, claim, code):
    done = run("prove", claim, "--json")
    assert done.code == code
    assert ib.Proof.from_dict(done.json).status.name == done.json["status"]
    with open("proof.json", "w") as file:
        file.write(done.out)
    again = run("verify", "proof.json")
    assert again.code == 0
    assert "checked again, exactly" in again.out
    assert run("verify", "-", "--json", stdin=done.out).json["proved"] is True


def test_a_tampered_proof_is_refused(run):
    data = run("prove", CLAIM, "--given", "X -> Y -> Z", "--json").json
    data["certificate"]["combinations"][0]["informations"][0][0] = "2"
    done = run("verify", "-", stdin=json.dumps(data))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error:")


def test_claim_and_given_from_stdin(run):
    lines = "# data processing\n\nI(X;Z) <= I(X;Y)\nX -> Y -> Z  # the chain\n"
    assert run("prove", "-", stdin=lines).out == run("prove", CLAIM, "--given", "X -> Y -> Z").out
    done = run("prove", "-", stdin="# nothing\n")
    assert done.code == 2
    assert "first line is the claim" in done.err


@pytest.mark.parametrize(
    ("arguments", "caret"),
    [
        (("I(X;Y >= 0",), "    I(X;Y >= 0\n          ^\n"),
        ((CLAIM, "--given", "X -> -> Z"), "    X -> -> Z\n         ^\n"),
    ],
)
def test_a_string_that_is_wrong_is_shown_with_a_caret(run, arguments, caret):
    done = run("prove", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(caret)
    error = run("prove", *arguments, "--json").json["error"]
    assert error["code"] == "PARSE"
    assert error["where"] == len(caret.splitlines()[1]) - 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((CLAIM, "--cone", "banach"), "shannon"),
        (("I(X;Y)",), "states nothing"),
        ((CLAIM, "--latex", "--json"), "exclude each other"),
        ((), "CLAIM"),
    ],
)
def test_what_cannot_be_asked(run, arguments, message):
    done = run("prove", *arguments)
    assert done.code == 2
    assert message in done.err + done.out
