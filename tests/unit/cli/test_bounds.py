"""Theorems from the command line: evaluated, explained, found, compared; what is wrong is said."""

import pytest

import itbounds as ib


def test_a_theorem_is_evaluated(run):
    done = run("bound", "clopper_pearson", "--arg", "errors=50", "-a", "n=1000", "-a", "delta=1/20", "--json")
    expected = ib.bounds.generalization.clopper_pearson(50, 1000, 0.05)
    assert (done.code, done.json) == (0, expected.to_dict())
    text = run("bound", "clopper_pearson", "--arg", "errors=50", "--arg", "n=1000")
    assert text.out.splitlines()[0] == str(expected)
    assert "independent test data" in text.out


def test_values_are_numbers_lists_files_channels_and_words(run, tmp_path):
    losses = [0.1, 0.2, 0.15, 0.1]
    expected = ib.bounds.generalization.held_out_bernstein(losses).value
    (tmp_path / "losses.csv").write_text("\n".join(map(str, losses)))
    for value in ("0.1,0.2,0.15,0.1", "[0.1, 0.2, 0.15, 0.1]", "losses.csv"):
        assert run("bound", "held_out_bernstein", "-a", f"losses={value}", "--json").json["value"] == expected
    piped = run("bound", "held_out_bernstein", "-a", "losses=-", "--json", stdin="0.1\n0.2\n0.15\n0.1\n")
    assert piped.json["value"] == expected
    bits = run(
        "bound", "occam", "-a", "errors=5", "-a", "n=1000", "-a", "code_length=20", "-a", "unit=bit", "--json"
    )
    assert bits.json["value"] == ib.bounds.generalization.occam(5, 1000, 20, unit="bit").value
    codes = run(
        "bound", "normal_approximation", "-a", "channel=bsc:0.11", "-a", "n=500", "-a", "eps=1e-3", "--json"
    )
    truth = ib.bounds.evaluate("normal_approximation", channel=ib.zoo.bsc(0.11), n=500, eps=1e-3)
    assert codes.json["value"] == truth.value


def test_a_theorem_without_numbers_is_explained(run):
    done = run("bound", "mcallester")
    assert done.code == 0
    assert "never tighter than  pac_bayes_kl" in done.out
    assert "empirical_risk, kl, n, delta" in done.out
    data = run("bound", "mcallester", "--json").json
    assert data["dominated_by"] == ["pac_bayes_kl"]
    assert data["arguments"][:3] == ["empirical_risk", "kl", "n"]


def test_theorems_are_listed_and_found(run):
    done = run("bound", "--list", "--json")
    assert [row["name"] for row in done.json["bounds"]] == list(ib.bounds.names())
    family = run("bound", "decision", "--list").out
    assert [line.split()[0] for line in family.splitlines()] == list(ib.bounds.names("decision"))
    found = run("bound", "--search", "clopper pearson").out
    assert found.splitlines()[0].startswith("clopper_pearson ")
    assert run("bound", "--search", "no such words").out == ""


def test_a_family_is_compared(run):
    done = run(
        "bound", "generalization", "--compare", "-a", "errors=50", "-a", "n=1000", "-a", "test_risk=0.05"
    )
    assert done.code == 0
    assert "testing: R from above, confidence 0.95" in done.out
    data = run("bound", "decision", "--compare", "-a", "conditional_entropy=0.4", "-a", "k=4", "--json").json
    assert {"fano", "hellman_raviv"} <= {entry["theorem"] for entry in data["bounds"]}
    assert data["missing"]["kl_fano"] == ["information", "p_max"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bound",), "name a theorem"),
        (("bound", "--list", "--search", "fano"), "stand alone"),
        (("bound", "fano", "-a", "k"), "name=value"),
        (("bound", "fanno", "-a", "k=4"), "known are"),
        (("bound", "fano", "-a", "k=4"), "conditional_entropy, which is missing"),
        (("bound", "fano", "-a", "k=4", "-a", "conditional_entropy=9"), "check `k`"),
        (("bound", "clopper_pearson", "-a", "errors=1", "-a", "n=1e3"), "must be an integer"),
        (("bound", "no_family", "--compare", "-a", "n=3"), "no family"),
    ],
)
def test_bad_input_is_explained(run, arguments, said):
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_errors_are_objects_where_json_was_asked_for(run):
    done = run("bound", "fano", "-a", "k=1", "-a", "conditional_entropy=0.1", "--json")
    assert done.code == 2
    assert done.json["error"]["code"] == "DOMAIN"


def test_gaussian_channels_and_units(run):
    inputs = ("-a", "channel=awgn:1", "-a", "n=100", "-a", "eps=1e-3", "--unit", "nats", "--json")
    truth = ib.bounds.blocklength.metaconverse(ib.zoo.awgn(1.0), 100, 1e-3, unit="nats")
    assert run("bound", "metaconverse", *inputs).json == truth.to_dict()
    refused = run("bound", "blocklength", "--compare", *inputs).json["refused"]
    assert "finite channels" in refused["rcu"]
    alone = run("bound", "clopper_pearson", "-a", "errors=5", "-a", "n=100", "--unit", "bits")
    assert (alone.code, "no argument 'unit'" in alone.err) == (2, True)
    assert run("bound", "fano", "-a", "k=4", "-a", "conditional_entropy=1", "--unit", "byte").code == 2
