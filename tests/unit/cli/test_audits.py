"""The audits of the command line: files in, verdicts as exit codes, reports out."""

import sys

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


def test_what_is_missing_or_wrong_in_a_file_is_said(run, table):
    neither = run("audit", "classifier", table("n.csv", y=[0, 1], p0=[0.5, 0.5], p1=[0.5, 0.5]))
    assert neither.code == 2
    assert "'y_pred' nor 'proba0, proba1, ...'" in neither.err
    assert "it has y, p" in neither.err
    gap = run("audit", "classifier", table("g.csv", y=[0, 1], proba0=[0.5, "nan"], proba1=[0.5, 0.5]))
    assert (gap.code, "row 1" in gap.err) == (2, True)
    points = table("p.csv", rate=[1.0, 2.0], distortion=[0.3, -1.0])
    assert "entry 1 of the distortion is -1" in run("audit", "codec", points).err
    for source, word in (("gaussian", "variance"), ("laplacian", "scale"), ("gaussian:x", "not a number")):
        done = run("audit", "codec", points, "--source", source)
        assert (done.code, word in done.err) == (2, True)


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


def test_a_quantizer_needs_its_training_points(run, table):
    fitted, fresh = np.random.default_rng(0).normal(size=(2, 2000))
    words = np.linspace(-2.5, 2.5, 16)
    known = table("q.npz", codebook=words, x_test=fresh, x_train=fitted)
    assert run("audit", "quantizer", known, "--source", "gaussian:1").code == 0
    # Data of less variance than stated have less error than the source allows.
    assert run("audit", "quantizer", known, "--source", "gaussian:100").code == 1
    files = table("codebook.csv", codebook=words), table("test.csv", x_test=fresh)
    assert run("audit", "quantizer", *files, "--source", "gaussian:1").code == 3
    assert run("audit", "quantizer", files[1], "--source", "gaussian:1").code == 2
    assert run("audit", "quantizer", known).code == 2  # the source must be stated


def test_a_supersample_as_arrays_and_as_a_table(run, table):
    rng = np.random.default_rng(0)
    u = rng.integers(0, 2, (300, 3))
    losses = np.where(np.arange(2) == u[..., None], 0, rng.integers(0, 2, (300, 3, 2)))
    arrays = run("audit", "supersample", table("s.npz", losses=losses, u=u), "--json")
    flat = {f"losses{j}": column for j, column in enumerate(losses.reshape(300, 6).T)}
    coins = {f"u{j}": column for j, column in enumerate(u.T)}
    lines = run("audit", "supersample", table("s.csv", **flat, **coins), "--json")
    assert arrays.code == lines.code == 0
    assert arrays.json == lines.json
    rigged = table("r.npz", losses=np.tile([0.0, 1.0], (300, 3, 1)), u=np.zeros((300, 3)))
    assert run("audit", "supersample", rigged).code == 1
    assert run("audit", "supersample", table("t.npz", losses=losses[:, :2], u=u)).code == 2


@pytest.fixture
def patients(table):
    rng = np.random.default_rng(1)
    age, dose = rng.normal(size=(2, 240))
    ill = np.where(age + 0.3 * rng.normal(size=240) > 0, "yes", "no")
    return table("patients.csv", age=age, dose=dose, cured=age + dose, ill=ill, place=ill)


@pytest.mark.parametrize("model", ["logistic", "tree", "knn", "bayes", "svm"])
def test_models_of_labels_generalise(run, patients, model):
    pytest.importorskip("sklearn")
    chosen = ("--target", "ill", "--inputs", "age,dose", "--model", model)
    done = run("audit", "generalization", patients, *chosen, "--json")
    assert (done.code, done.json["verdict"]) == (0, "consistent")
    theorems = [check["theorem"] for check in done.json["checks"]]
    assert ("vapnik_chervonenkis" in theorems) is (model in ("logistic", "svm"))


@pytest.mark.parametrize("model", ["ridge", "knn"])
def test_models_of_numbers_need_a_largest_error(run, patients, model):
    pytest.importorskip("sklearn")
    chosen = ("--target", "cured", "--inputs", "age,dose", "--model", model)
    assert run("audit", "generalization", patients, *chosen, "--largest", "4").code == 0
    assert run("audit", "generalization", patients, *chosen).code == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--target", "ill", "--model", "logistic"), "'place'"),
        (("--target", "ill", "--model", "ridge", "--inputs", "age"), "are words"),
        (("--target", "cured", "--model", "logistic", "--inputs", "age"), "have fractions"),
        (("--target", "cured", "--model", "bayes", "--numbers", "--inputs", "age"), "no estimator 'bayes'"),
        (("--target", "well", "--model", "tree"), "no column or array 'well'"),
        (("--target", "ill", "--model", "tree", "--inputs", "size"), "no column or array 'size'"),
        (("--target", "ill", "--model", "oracle"), "oracle"),
        (("--target", "ill", "--model", "tree", "--inputs", "age", "--largest", "1"), "models of numbers"),
        (("--target", "ill", "--model", "tree", "--inputs", "age", "--draws", "1"), "draws"),
    ],
)
def test_models_and_targets_that_do_not_fit_are_refused(run, patients, arguments, said):
    pytest.importorskip("sklearn")
    done = run("audit", "generalization", patients, *arguments)
    assert done.code == 2
    assert said in done.err


def test_inputs_with_gaps_and_targets_alone_are_refused(run, table):
    pytest.importorskip("sklearn")
    gaps = table("gaps.npz", x=np.full((20, 2), np.nan), y=np.arange(20) % 2)
    assert "missing" in run("audit", "generalization", gaps, "--model", "tree").err
    alone = table("alone.csv", y=np.arange(20) % 2)
    assert "nothing but the target" in run("audit", "generalization", alone, "--model", "tree").err
    same = run("audit", "generalization", table("same.npz", x=np.eye(20), y=np.ones(20)), "--model", "svm")
    assert same.code == 2
    assert "cannot be trained" in same.err


def test_without_scikit_learn_the_extra_is_named(run, patients, monkeypatch):
    for name in ("sklearn", "sklearn.pipeline", "sklearn.base"):
        monkeypatch.setitem(sys.modules, name, None)
    done = run("audit", "generalization", patients, "--target", "ill", "--inputs", "age", "--model", "tree")
    assert done.code == 4
    assert "itbounds[ml]" in done.err
