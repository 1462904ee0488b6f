"""The audits of the command line: files in, verdicts as exit codes, reports out."""

import numpy as np
import pytest


@pytest.fixture
def table(tmp_path):
    """Write a table of samples and return its path."""

    def write(name, **columns):
        path = tmp_path / name
        if path.suffix == ".npz":
            np.savez(path, **columns)
        else:
            rows = zip(*columns.values(), strict=True)
            path.write_text("\n".join(",".join(map(str, row)) for row in [list(columns), *rows]))
        return str(path)

    return write


DIGITS = np.arange(8).repeat(5)


@pytest.mark.parametrize(
    ("predicted", "code", "verdict"), [(DIGITS % 2, 0, "consistent"), (DIGITS, 1, "violated")]
)
def test_an_embedding_of_one_bit(run, table, predicted, code, verdict):
    file = table("e.csv", z0=DIGITS % 2, y=DIGITS, y_pred=predicted)
    done = run("audit", "embedding", file, "--bits", "1", "--json")
    assert (done.code, done.json["verdict"]) == (code, verdict)


def test_an_embedding_without_noise_is_open_and_one_with_too_many_targets_refused(run, table):
    assert run("audit", "embedding", table("a.npz", z=np.eye(4), y=np.arange(4))).code == 3
    assert run("audit", "embedding", table("b.npz", z=np.eye(4), y=np.arange(5)), "--bits", "1").code == 2
    done = run("audit", "embedding", table("c.npz", y=np.arange(4)), "--bits", "1")
    assert done.code == 2
    assert "no column or array 'z'" in done.err
    assert "it has y" in done.err


def test_a_classifier_in_words_and_with_probabilities(run, table):
    file = table("c.csv", y=["cat", "dog"] * 40, y_pred=["cat", "dog"] * 40)
    assert run("audit", "classifier", file, "--information", "1").code == 0
    assert run("audit", "classifier", file, "--information", "0.5").code == 1
    file = table("p.csv", y=[0, 1] * 40, proba_0=[0.9, 0.1] * 40, proba_1=[0.1, 0.9] * 40)
    assert run("audit", "classifier", file).code == 0


def test_codes_language_models_and_claims(run, table):
    code = table("codec.csv", rate=[1.0, 2.0], distortion=[0.3, 0.08])
    assert run("audit", "codec", code, "--source", "gaussian:1").code == 0
    assert run("audit", "codec", code, "--source", "gaussian:4").code == 1
    assert run("audit", "codec", code).code == 3
    text = table("text.csv", log_probs=[-0.1, -0.2] * 50)
    assert run("audit", "lm", text).code == 2  # the unit must be stated
    chain = table("chain.csv", a=[0.5, 0.5], b=[0.5, 0.5])
    assert run("audit", "lm", text, "--unit", "nat", "--source", chain).code == 1
    autoencoder = table("vae.csv", rate=[0.5, 0.6], distortion=[1.0, 1.1], nll=[1.2, 1.3])
    assert run("audit", "elbo", autoencoder, "--unit", "nat").code == 0
    assert run("audit", "mi-claim", "9", "10000", "--k", "128").code == 1
    assert run("audit", "mi-claim", "9", "10000", "--k", "1024").code == 3


def test_reports_are_written(run, table, tmp_path):
    file = table("e.csv", z0=DIGITS % 2, y=DIGITS, y_pred=DIGITS % 2)
    page, figure = tmp_path / "report.html", tmp_path / "report.svg"
    done = run("audit", "embedding", file, "--bits", "1", "--html", str(page), "-o", str(figure))
    assert done.code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "<svg" in figure.read_text(encoding="utf-8")
    assert run("audit", "embedding", file, "--bits", "1", "-o", str(tmp_path / "x.doc")).code == 2


def test_trained_networks_keep_the_limits(run, tmp_path):
    pytest.importorskip("sklearn")
    figure = tmp_path / "limits.png"
    done = run(
        "audit", "representation", "--bits", "1,2", "--noise", "1,0.1", "-o", str(figure), "--json"
    )  # fmt: skip
    assert done.code == 0
    assert figure.stat().st_size > 10_000
    assert [study["model"] for study in done.json["studies"]] == ["diabetes", "digits"]
    for study in done.json["studies"]:
        assert len(study["rows"]) == 4
        for row in study["rows"]:
            assert row["estimate"] >= 0.0
            assert row["achieved"]["upper"] >= row["least"]["lower"]
            assert row["verdict"] == "consistent"
