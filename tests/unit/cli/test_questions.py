"""The command line gives the package's numbers, its exit codes, and nothing else on stdout."""

import io
import json
import os
import re
import subprocess
import sys
from math import log2
from pathlib import Path

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import MissingExtraError, SolveError

ROOT = Path(__file__).resolve().parents[3]


def h(p):
    return -p * log2(p) - (1 - p) * log2(1 - p)


def test_the_capacity_of_a_named_channel(run):
    done = run("capacity", "bsc:0.11")
    assert done.code == 0
    assert done.err == ""
    low, high = map(float, re.match(r"C ∈ \[(\S+), (\S+)\] bit\n", done.out).groups())
    assert low <= 1 - h(0.11) <= high <= low + 1e-9
    assert re.search(r"^ +0  0\.500000  █+$", done.out, re.MULTILINE)


@pytest.mark.parametrize("level", ["float", "ball"])
def test_json_holds_the_result_and_its_proof(run, level):
    done = run("capacity", "z:0.5", "--json", "--verify", level)
    assert done.code == 0
    again = ib.Result.from_dict(done.json)
    assert again.lower == done.json["lower"] <= log2(1.25) <= done.json["upper"] == again.upper
    proved = again.verify(level)
    assert done.json["verified"] == {"level": level, "lower": proved.lower, "upper": proved.upper}


def test_the_text_says_how_the_answer_was_proved(run):
    done = run("capacity", "z:0.5", "--verify", "ball")
    assert "proved again in ball arithmetic" in done.out
    assert "proved again" not in run("capacity", "z:0.5").out


def test_unit_and_tolerance_go_together(run):
    done = run("capacity", "z:0.5", "--unit", "nat", "--tol", "1e-4", "--solver", "blahut_arimoto", "--json")
    assert done.json["unit"] == "nat"
    assert done.json["provenance"]["tol"] == 1e-4
    assert done.json["provenance"]["solver"] == "blahut_arimoto"
    assert done.json["lower"] <= np.log(1.25) <= done.json["upper"] <= done.json["lower"] + 1e-4


def test_cost_and_budget(run):
    done = run("capacity", "bsc:0.1", "--cost", "0,1", "--budget", "0.2", "--json")
    truth = h(0.2 * 0.9 + 0.8 * 0.1) - h(0.1)
    assert done.json["lower"] <= truth <= done.json["upper"]
    assert done.json["quantity"] == "C(B = 0.2)"


def test_the_cost_of_a_file_follows_the_letters_of_the_channel(run):
    Path("W.csv").write_text("x,a,b\nlow,0.9,0.1\nhigh,0.2,0.8\n")
    Path("cost.csv").write_text("high,1\nlow,0\n")
    done = run("capacity", "W.csv", "--cost", "cost.csv", "--budget", "0", "--json")
    assert ib.Result.from_dict(done.json).witness.probabilities.tolist() == [1.0, 0.0]
    Path("cost.csv").write_text("high,1\nmiddle,0\n")
    done = run("capacity", "W.csv", "--cost", "cost.csv", "--budget", "0")
    assert (done.code, "other letters" in done.err) == (2, True)


def test_the_rate_distortion_function_at_a_level(run):
    done = run("rd", "bernoulli:0.4", "--distortion", "hamming", "--at", "0.1", "--json", "--verify", "float")
    assert done.code == 0
    assert done.json["lower"] <= h(0.4) - h(0.1) <= done.json["upper"]
    text = run("rd", "bernoulli:0.4", "--distortion", "hamming", "--at", "0.1").out
    assert "  test channel\n" in text
    assert "0.9375  0.0625" in text


@pytest.mark.parametrize(
    ("source", "measure", "level", "truth"),
    [
        ("uniform:4", "erasure", 0.25, 1.5),
        ("uniform:4", "log", 0.5, 1.5),
        ("uniform:2", "absolute", 0.25, 1 - h(0.25)),
        ("uniform:2", "squared", 0.25, 1 - h(0.25)),
    ],
)
def test_every_distortion_has_a_known_answer(run, source, measure, level, truth):
    done = run("rd", source, "--distortion", measure, "--at", level, "--json")
    assert done.json["lower"] <= truth <= done.json["upper"]


def test_a_distortion_from_a_file_follows_the_letters_of_the_source(run):
    Path("p.csv").write_text("letter,p\nb,0.5\na,0.5\n")
    Path("d.csv").write_text(",a,b\na,0,1\nb,4,0\n")
    done = run("rd", "p.csv", "--distortion", "d.csv", "--at", "0.2", "--json")
    result = ib.Result.from_dict(done.json)
    assert result.certificate.distortion.tolist() == [[4.0, 0.0], [0.0, 1.0]]
    assert result.witness.dom.letters == ("b", "a")


def test_gaussian_sources_carry_their_letters(run):
    done = run("rd", "gaussian:61", "--distortion", "squared", "--at", "0.5", "--tol", "1e-6", "--json")
    assert done.json["lower"] == pytest.approx(0.5, abs=0.02)


def test_a_curve_is_printed_and_saved(run):
    done = run("rd", "bernoulli:0.4", "--distortion", "hamming", "--curve", "--tol", "0.01", "-o", "rd.csv")
    assert done.code == 0
    assert done.err == "saved rd.csv\n"
    rows = np.array([line.split() for line in done.out.split("\n\n")[1].splitlines()[1:]], dtype=float)
    assert len(rows) == 11
    for level, low, high in rows[1:-1]:
        assert low <= h(0.4) - h(level) <= high
    assert Path("rd.csv").read_text().startswith("D,lower,upper\n")


def test_a_curve_as_json_proves_itself(run):
    done = run(
        "capacity", "bsc:0.1", "--cost", "0,1", "--curve", "--tol", "0.01", "--json", "--verify", "float"
    )
    assert done.code == 0
    curve = ib.Curve.from_dict(done.json)
    assert curve.verify() == done.json["gap"] <= 0.01


def test_channel_on_stdin(run):
    for text in ("[[0.9, 0.1], [0.1, 0.9]]", "0.9,0.1\n0.1,0.9\n", "0.9 0.1\n0.1 0.9\n"):
        done = run("capacity", "-", "--json", stdin=text)
        assert done.json["lower"] <= 1 - h(0.1) <= done.json["upper"]
    buffer = io.BytesIO()
    np.save(buffer, [[0.9, 0.1], [0.1, 0.9]])
    assert run("capacity", "-", "--json", stdin=buffer.getvalue()).json["lower"] == done.json["lower"]


def test_an_open_gap_is_exit_code_3_and_a_warning_on_stderr(run):
    done = run("capacity", "z:0.5", "--solver", "blahut_arimoto", "--tol", "1e-15", "--json")
    assert done.code == 3
    assert done.json["status"] == "GAP_OPEN"
    assert done.err.startswith("warning: C: the gap is")
    assert done.json["lower"] <= log2(1.25) <= done.json["upper"]


BAD = {
    "probability": (["capacity", "bsc:1.5"], "DOMAIN", r"must lie in \[0, 1\]"),
    "name": (["capacity", "bcs:0.1"], "UNKNOWN_NAME", "no file and no channel 'bcs:0.1'"),
    "no such file": (["capacity", "W.csv"], "FILE", "W.csv: No such file"),
    "solver": (["capacity", "bsc:0.1", "--solver", "newton"], "UNKNOWN_NAME", "no solver 'newton'"),
    "tolerance": (["capacity", "bsc:0.1", "--tol", "0"], "DOMAIN", "tolerance is 0.0"),
    "no budget": (["capacity", "bsc:0.1", "--cost", "0,1"], "DOMAIN", "cost was given without a budget"),
    "budget": (["capacity", "bsc:0.1", "--cost", "1,2", "--budget", "0"], "INFEASIBLE", "cheapest letter"),
    "cost": (["capacity", "bsc:0.1", "--cost", "1,b", "--budget", "0"], "DOMAIN", "'b' is not a number"),
    "source": (["rd", "unifrom:3", "--distortion", "hamming", "--at", "0"], "UNKNOWN_NAME", "no source"),
    "letters": (["rd", "uniform:2.5", "--distortion", "hamming", "--at", "0"], "DOMAIN", "not an integer"),
    "parameters": (["rd", "uniform", "--distortion", "hamming", "--at", "0"], "DOMAIN", "0 parameters"),
    "distortion": (
        ["rd", "uniform:2", "--distortion", "l2", "--at", "0"],
        "UNKNOWN_NAME",
        "no distortion 'l2'",
    ),
    "level": (["rd", "uniform:2", "--distortion", "hamming", "--at", "-1"], "DOMAIN", "at least 0"),
    "level or curve": (["rd", "uniform:2", "--distortion", "hamming"], "USAGE", "--at and --curve"),
    "option": (["capacity", "bsc:0.1", "--bogus"], "USAGE", "--bogus"),
    "unit": (["capacity", "bsc:0.1", "--unit", "byte"], "USAGE", "byte"),
    "output": (["capacity", "bsc:0.1", "-o", "f.csv"], "USAGE", "--output needs --curve"),
    "curve": (["capacity", "bsc:0.1", "--curve"], "USAGE", "--curve needs --cost"),
    "ending": (["capacity", "bsc:0.1", "--cost", "0,1", "--curve", "-o", "f.xls"], "DOMAIN", "known are"),
    "stdin twice": (["rd", "-", "--distortion", "-", "--at", "0.1"], "USAGE", "only once"),
    "command": (["capacities", "bsc:0.1"], "USAGE", "capacities"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_exit_code_2_and_says_what_is_wrong(run, arguments, code, message):
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    if code == "USAGE":
        assert done.err.startswith("Usage: ")
    else:
        assert done.err.startswith("error: ")
    full = run(*arguments, "--json")
    assert full.code == 2
    assert full.err == ""
    error = full.json["error"]
    assert set(error) == {"code", "message", "where", "hint"}
    assert error["code"] == code
    assert re.search(message, f"{error['message']}; {error['hint']}")
    if code != "USAGE":
        assert error["message"] in done.err


def test_the_error_says_where(run):
    done = run("capacity", "-", "--json", stdin="0.9,0.1\n-0.1,1.1\n")
    assert done.json["error"] == {
        "code": "NEGATIVE_PROBABILITY",
        "message": "entry (1, 0) of the channel is -0.1, which is negative",
        "where": [1, 0],
        "hint": done.json["error"]["hint"],
    }


def test_counts_are_refused_with_the_remedy_and_taken_with_it(run):
    done = run("capacity", "-", stdin="9,1\n2,8\n")
    assert done.code == 2
    assert "--normalize" in done.err
    done = run("capacity", "-", "--normalize", "--json", stdin="9,1\n2,8\n")
    assert ib.Result.from_dict(done.json).certificate.matrix.tolist() == [[0.9, 0.1], [0.2, 0.8]]
    done = run("rd", "-", "--distortion", "hamming", "--at", "0.1", "--normalize", "--json", stdin="4,6\n")
    assert done.json["lower"] <= h(0.4) - h(0.1) <= done.json["upper"]


def test_an_answer_is_verified_again_from_its_file(run):
    Path("r.json").write_text(run("capacity", "z:0.5", "--json").out)
    Path("c.json").write_text(
        run("rd", "bernoulli:0.4", "--distortion", "hamming", "--curve", "--tol", "0.01", "--json").out
    )
    for file in ("r.json", "c.json"):
        done = run("verify", file, "--level", "float")
        assert done.code == 0
        assert "proved again in floating point" in done.out
        assert run("verify", "-", "--json", stdin=Path(file).read_text()).json["proved"] is True


def test_a_tampered_answer_is_exit_code_1(run):
    data = run("capacity", "z:0.5", "--json").json
    data["nats"][0] += 1e-6
    Path("r.json").write_text(json.dumps(data))
    done = run("verify", "r.json")
    assert (done.code, done.out) == (1, "")
    assert "proves another interval" in done.err
    assert run("verify", "r.json", "--json").json["error"]["code"] == "CERTIFICATE"


@pytest.mark.parametrize("text", ["", "[]", "3", "{}", '{"proof": {}}', "C = 1"])
def test_something_else_is_no_answer(run, text):
    done = run("verify", "-", stdin=text)
    assert done.code == 2
    assert "stdin holds no answer of itbounds" in done.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MissingExtraError("no arb", hint="pip install 'itbounds[rigor]'"), 4),
        (SolveError("no point"), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_what_goes_wrong_while_solving_has_its_exit_code(run, monkeypatch, error, code):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr("itbounds.problems.Capacity.solve", fail)
    done = run("capacity", "bsc:0.1")
    assert (done.code, done.out) == (code, "")
    assert done.err == "interrupted\n" if code == 130 else str(error.message) in done.err


def test_a_reader_that_has_had_enough_is_no_error():
    command = f"{sys.executable} -m itbounds capacity dirichlet:200:200:1:1 --json | head -c 9"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b'{"schema"', b"")


def fresh(*arguments, **options):
    environment = {key: value for key, value in os.environ.items() if key != "ITBOUNDS_SHAPES"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**environment, **options.pop("env", {})},
        capture_output=True, check=False, **options,
    )  # fmt: skip


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8", "∈"), ("cp1252", "?")])
def test_the_module_runs_whatever_the_terminal_can_show(encoding, sign):
    done = fresh(
        "-m", "itbounds", "capacity", "bsc:0.11", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding).startswith(f"C {sign} [0.50008404")


def test_help_loads_neither_numpy_nor_anything_heavy():
    program = (
        "import sys; from itbounds.cli.app import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sorted({'numpy', 'scipy', 'matplotlib', 'rich', 'sympy', 'cvxpy'} & set(sys.modules)))"
    )
    done = fresh("-c", program)
    text = done.stdout.decode()
    assert text.endswith("\n\n")
    for command in ("capacity", "rd", "figure", "verify", "demo", "doctor"):
        assert re.search(rf"^  {command} ", text, re.MULTILINE)
