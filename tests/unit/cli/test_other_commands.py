"""Figures by name, the doctor, and the way to the demonstration."""

import sys
from pathlib import Path

import pytest

from itbounds.cli.figures import FIGURES
from itbounds.cli.outcome import Exit


def test_the_figures_are_listed(run):
    done = run("figure", "--list")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == list(FIGURES)


@pytest.mark.parametrize(
    "arguments",
    [
        ("capacity-classic",),
        ("rd", "uniform:3"),
        ("rd", "uniform:3", "squared"),
        ("capacity-cost", "bsc:0.1", "0,1"),
        ("convergence", "z:0.3"),
        ("information", "I(X;Y) - I(X;Y|Z)"),
        ("information", "I(X;Y|Z)", "Z X Y W"),
        ("lattice", "I(X;Z) <= I(X;Y)", "X -> Y -> Z"),
        ("lattice", "I(X;Y|Z) <= I(X;Y)"),
        ("caching-region", "2"),
    ],
)
def test_every_figure_is_drawn(run, arguments):
    done = run("figure", *arguments, "-o", "f.pdf", "-o", "f.svg", "--style", "jmlr", "--unit", "nat")
    assert (done.code, done.out) == (0, "f.pdf\nf.svg\n")
    assert Path("f.pdf").read_bytes().startswith(b"%PDF")
    assert Path("f.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("capacity-classical", "-o", "f.pdf"), "known are caching-region, capacity-classic"),
        (("rd", "-o", "f.pdf"), "itbounds figure rd SOURCE [DISTORTION]"),
        (("rd", "uniform:3"), "-o figure.pdf"),
        (("rd", "uniform:3", "-o", "f.gif"), "known are .pdf, .svg, .png"),
        (("rd", "uniform:3", "-o", "no/f.pdf"), "'no' does not exist"),
        (("rd", "uniform:3", "-o", "f.pdf", "--style", "science"), "unknown style 'science'"),
        ((), "--list"),
        (("information", "-o", "f.pdf"), "itbounds figure information WHAT [NAMES]"),
        (("information", "H(X)", "-o", "f.pdf"), "names= chooses variables"),
        (("information", "I(X;Y", "-o", "f.pdf"), "^"),
        (("lattice", "I(X;Y)", "-o", "f.pdf"), "as in `... >= 0`"),
        (("lattice", "H(A,B,C,D,E,F) >= H(A)", "-o", "f.pdf"), "or print the proof"),
        (("caching-region", "5", "-o", "f.pdf"), "give 2 or 3"),
    ],
)
def test_a_figure_that_cannot_be_drawn(run, arguments, message):
    done = run("figure", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert list(Path().iterdir()) == []


def test_an_information_diagram_of_a_law(run):
    Path("xor.json").write_text("[[[0.25, 0], [0, 0.25]], [[0, 0.25], [0.25, 0]]]")
    done = run("figure", "information", "xor.json", "A B C", "-o", "f.svg")
    assert (done.code, done.out) == (0, "f.svg\n")
    assert 'id="A,B,C"' in Path("f.svg").read_text()
    wrong = run("figure", "information", "xor.json", "A B", "-o", "g.svg")
    assert (wrong.code, Path("g.svg").exists()) == (2, False)
    assert "2 names for a law with 3 axes" in wrong.err


def test_without_matplotlib_a_figure_is_exit_code_4(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run("figure", "rd", "uniform:3", "-o", "f.pdf")
    assert (done.code, done.out) == (4, "")
    assert "pip install 'itbounds[plot]'" in done.err


def test_the_doctor_solves_and_proves(run):
    done = run("doctor")
    assert done.code == 0
    assert "proved in balls" in done.out
    found = run("doctor", "--json").json
    assert found["check"]["proved"] is True
    assert "interior_point" in found["solvers"]["capacity"]
    assert found["libraries"]["numpy"]
    assert any("openblas" in pool or "mkl" in pool or "accelerate" in pool for pool in found["blas"])


def test_the_doctor_notices_a_wrong_answer(run, monkeypatch):
    import itbounds as ib

    wrong = ib.capacity(ib.zoo.bsc(0.1))
    monkeypatch.setattr("itbounds.problems.capacity", lambda *arguments, **options: wrong)
    done = run("doctor")
    assert done.code == 1
    assert "NOT PROVED" in done.out


@pytest.mark.parametrize("ending", [Exit.HELD, Exit.REFUTED, Exit.OPEN])
def test_the_demonstration_is_run_where_it_was_asked_for(run, monkeypatch, ending):
    calls = []

    def demonstration(folder, *, quick, console):
        console.print("a table")
        calls.append((folder, quick))
        return ending

    monkeypatch.setattr("itbounds.cli.demo.run", demonstration)
    done = run("demo", "-o", "out", "--quick")
    assert (done.code, done.out) == (int(ending), "a table\n")
    assert calls == [(Path("out"), True)]
    run("demo")
    assert calls[1] == (Path("itbounds-demo"), False)
