"""A slice of the coverage runs in benchmarks/, and that those would notice intervals that are too short."""

import sys
from dataclasses import replace

import pytest

import itbounds as ib
from benchmarks import coverage
from itbounds.estimators.laws import gaussian_law
from itbounds.numerics.interval import Interval

e = ib.estimators


def laws(suite, *words):
    return [law for law in e.suite(suite) if any(word in law.name for word in words)]


def test_reliable_intervals_cover_on_a_slice_of_the_fresh_laws():
    """Of 16 cells of 20 samples; the whole runs are in the documentation."""
    chosen = laws("fresh", "cross", "shape 1", "mostly", "driven by 4", "3 levels")
    assert len(chosen) == 5
    scores = list(coverage.measured(chosen, (100,), 20, skip=("bins", "noisy", "InfoNCE", "chao", "SMILE")))
    assert len(scores) >= 14
    assert [coverage.line(score) for score in scores if not score.honest] == []
    reliable = sum(score.reliable for score in scores)
    assert sum(score.reliable_hits for score in scores) >= 0.93 * reliable
    assert reliable > 40


def test_short_intervals_are_noticed():
    def short(x, y):
        found = e.gaussian(x, y)
        return replace(found, interval=Interval(found.value - 1e-3, found.value + 1e-3, found.unit))

    (score,) = e.benchmark([gaussian_law(0.5)], {"short": short}, sizes=(50,), trials=30)
    assert score.reliable > 10
    assert not score.honest
    assert coverage.line(score).endswith("LOW")
    (pooled,) = coverage.pooled([score])
    assert "1 LOW" in pooled


def test_a_cell_is_the_same_whatever_else_is_measured():
    first, second = laws("standard", "symmetric channel", "three independent letters")
    words = ("miller",)
    alone = list(coverage.measured([second], (60,), 5, estimators=words))
    assert alone == list(coverage.measured([first, second], (60,), 5, estimators=words))[1:]
    assert alone != list(coverage.measured([second], (60,), 5, estimators=words, seed=1))


def test_the_command_prints_a_table(monkeypatch, capsys, tmp_path):
    file = tmp_path / "scores.json"
    words = "--suite standard --laws symmetric --estimators miller --sizes 60 --trials 5 --json"
    monkeypatch.setattr(sys, "argv", ["coverage", *words.split(), str(file)])
    with pytest.raises(SystemExit) as ended:
        coverage.main()
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "four letters through a symmetric channel" in printed
    assert '"trials": 5' in file.read_text()
