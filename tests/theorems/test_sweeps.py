"""Sweeps: in the order of the grid, as if solved alone, on any executor, and going on after a kill."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import DomainError, DTypeError, InfeasibleError


def random_channel(shape, *, rng):
    return ib.Capacity(rng.dirichlet(np.ones(shape[1]), shape[0]))


def erasures(e):
    return ib.Capacity(ib.zoo.bec(e))


def source(level):
    return ib.RateDistortion([0.3, 0.7], ib.distortions.hamming(2), level)


def ends(results):
    return [(result.lower, result.upper) for result in results]


SHAPES = [(2, 3), (4, 4), (2, 3), (40, 40), (4, 4), (1, 5), (2, 3)]


def test_results_are_in_order_and_as_if_solved_alone():
    results = ib.sweep(random_channel, SHAPES, seed=1)
    for place, (shape, result) in enumerate(zip(SHAPES, results, strict=True)):
        rng = np.random.default_rng(np.random.SeedSequence(1, spawn_key=(place,)))
        alone = random_channel(shape, rng=rng).solve()
        assert result.gap <= 1e-9
        assert max(result.lower, alone.lower) <= min(result.upper, alone.upper)
        assert result.verify().within(result.interval)
    # Seeds follow places: another grid gives a place the same numbers.
    assert ends(ib.sweep(random_channel, SHAPES[:2], seed=1)) == ends(results[:2])


def test_any_problem_and_unit():
    levels = [0.0, 0.1, 0.3]
    results = ib.sweep(source, levels, tol=1e-7, unit="nat")
    assert [result.unit for result in results] == [ib.NATS] * 3
    for level, result in zip(levels, results, strict=True):
        known = ib.rate_distortion([0.3, 0.7], ib.distortions.hamming(2), level, unit="nat")
        assert result.value == pytest.approx(known.value, abs=1e-7)
    assert ib.sweep(source, []) == []


def test_executors_give_the_same_bits():
    here = ends(ib.sweep(random_channel, SHAPES, seed=2))
    with ThreadPoolExecutor(2) as threads:
        assert ends(ib.sweep(random_channel, SHAPES, seed=2, executor=threads)) == here
    assert ends(ib.sweep(random_channel, SHAPES, seed=2, executor=2)) == here


def test_a_checkpoint_is_gone_on_from(tmp_path):
    file = tmp_path / "sweep.jsonl"
    calls = []

    def counted(e):
        calls.append(e)
        return erasures(e)

    grid = [0.1, 0.2, 0.3, 0.4]
    first = ib.sweep(counted, grid, checkpoint=file)
    assert calls == grid
    again = ib.sweep(counted, grid, checkpoint=file)
    assert calls == grid
    assert ends(again) == ends(first)
    assert again[0].verify().within(again[0].interval)
    # Half a line is what a kill can leave: that problem alone is solved again.
    data = file.read_bytes()
    file.write_bytes(data[:-40])
    assert ends(ib.sweep(counted, grid, checkpoint=file)) == ends(first)
    assert calls == [*grid, 0.4]
    assert [json.loads(line).get("place") for line in file.read_text().splitlines()] == [None, 0, 1, 2, 3]


def test_a_checkpoint_of_another_sweep_is_refused(tmp_path):
    file = tmp_path / "sweep.jsonl"
    ib.sweep(erasures, [0.1, 0.2], checkpoint=file)
    for other in ({"grid": [0.1, 0.3]}, {"tol": 1e-6}, {"unit": "nat"}):
        asked = {"grid": [0.1, 0.2], "checkpoint": file, **other}
        with pytest.raises(DomainError, match="another sweep"):
            ib.sweep(erasures, asked.pop("grid"), **asked)
    with file.open("a") as damaged:
        damaged.write("{}\n")
    with pytest.raises(DomainError, match="line 4"):
        ib.sweep(erasures, [0.1, 0.2], checkpoint=file)
    text = tmp_path / "notes.txt"
    text.write_text("notes\n")
    with pytest.raises(DomainError, match="not a checkpoint"):
        ib.sweep(erasures, [0.1], checkpoint=text)


SCRIPT = """
import time
import sys
import itbounds as ib

def slow(e):
    time.sleep(0.002)
    # Two shapes in turn, a cost on each: these are solved alone, eight in a batch.
    return ib.Capacity(ib.zoo.bec(e), [0.0, 1.0], 0.4)

with open(sys.argv[2], "a") as calls:
    def told(e):
        calls.write(f"{e}\\n")
        calls.flush()
        return slow(e)
    ib.sweep(told, [i / 100 for i in range(100)], checkpoint=sys.argv[1])
"""


def test_a_killed_sweep_loses_nothing_and_computes_nothing_twice(tmp_path):
    file, calls = tmp_path / "sweep.jsonl", tmp_path / "calls"
    killed = 0
    while True:
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(file), str(calls)])
        known = len(file.read_bytes().splitlines()) if file.exists() else 0
        while process.poll() is None:
            if file.exists():
                *whole, _ = file.read_bytes().split(b"\n")
                # Whatever the moment, every finished line can be read.
                places = [json.loads(line).get("place") for line in whole]
                if killed < 2 and len(places) >= known + 12:
                    os.kill(process.pid, signal.SIGKILL)
                    killed += 1
                    break
            time.sleep(0.01)
        if process.wait() == 0:
            break
    assert killed == 2
    places = [json.loads(line).get("place") for line in file.read_text().splitlines()]
    assert sorted(places[1:]) == list(range(100))
    # What was called for again is at most the batch that each kill interrupted, and what was ahead of it.
    assert len(calls.read_text().splitlines()) <= 100 + 2 * 100
    results = ib.sweep(lambda e: None, [i / 100 for i in range(100)], checkpoint=file)
    assert [result.gap <= 1e-9 for result in results] == [True] * 100


def test_misuse_is_told_with_its_place():
    with pytest.raises(DTypeError, match="point 1"):
        ib.sweep(lambda e: erasures(e) if e else None, [0.5, 0.0])
    with pytest.raises(DTypeError, match="executor"):
        ib.sweep(erasures, [0.5], executor="dask")
    with pytest.raises(InfeasibleError):
        ib.sweep(lambda b: ib.Capacity(ib.zoo.bec(0.5), [1.0, 2.0], b), [1.5, 0.5])


def test_a_sweep_is_a_list_that_knows_its_grid():
    swept = ib.sweep(erasures, [0.5, 0.0, 0.25], unit="nat")
    assert isinstance(swept, list)
    assert swept.x.tolist() == [0.5, 0.0, 0.25]
    assert swept.lower.tolist() == [result.lower for result in swept]
    assert swept.upper.tolist() == [result.upper for result in swept]
    assert swept.gap == max(result.gap for result in swept)
    assert str(swept) == f"3 problems from 0 to 0.5, widest interval {swept.gap:.1e} nat"
    assert "OPTIMAL  3: solved" in repr(swept)
    assert "OPTIMAL" in swept._repr_html_()
    again = pickle.loads(pickle.dumps(swept))
    assert (ends(again), again.grid, again.unit) == (ends(swept), (0.5, 0.0, 0.25), ib.NATS)
    empty = ib.sweep(erasures, [])
    assert (repr(empty), empty.gap, empty.lower.shape) == ("0 problems", 0.0, (0,))
    assert str(ib.sweep(random_channel, SHAPES[:1], seed=1)).startswith("1 problem, widest")
    with pytest.raises(DomainError, match="not numbers"):
        _ = ib.sweep(random_channel, SHAPES[:2], seed=1).x


def test_a_sweep_plots_and_becomes_a_table():
    pytest.importorskip("pandas")
    swept = ib.sweep(erasures, [0.5, 0.0])
    axes = swept.plot(label="erasures", parameter="e")
    (drawn,) = axes.containers
    assert drawn.lines[0].get_xydata() == pytest.approx(np.array([[0.0, 1.0], [0.5, 0.5]]), abs=1e-9)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("e", "capacity $C$ [bit]")
    table = swept.to_frame()
    assert list(table.columns) == ["x", "lower", "upper", "status"]
    assert table["lower"].tolist() == swept.lower.tolist()
    assert table["status"].tolist() == ["OPTIMAL", "OPTIMAL"]
    pairs = ib.sweep(lambda pair: erasures(pair[0] * pair[1]), [(0.5, 0.5), (0.5, 1.0)])
    assert pairs.to_frame()["x1"].tolist() == [0.5, 1.0]
    named = ib.sweep(lambda point: erasures(point["e"]), [{"e": 0.5, "run": "a"}, {"e": 0.1, "run": "b"}])
    assert named.to_frame()["run"].tolist() == ["a", "b"]
    shapes = ib.sweep(random_channel, [(2, 3), (2, 2)], seed=1)
    assert shapes.to_frame()["x0"].tolist() == [2, 2]


@pytest.mark.parametrize("grid", [[0.05, 0.2, 0.1, 0.2], [0.0, 0.15, 0.3], [0.1, 0.35]])
def test_levels_of_one_source_are_points_of_a_curve_that_holds_between_them(grid):
    curve = ib.sweep(source, grid).curve()
    assert (curve.quantity, curve.argument, len(curve.nodes)) == ("R", "D", len(set(grid)))
    assert curve.verify() == curve.gap
    for level in np.linspace(min(grid), max(grid), 31):
        truth = entropy(0.3) - entropy(level) if level < 0.3 else 0.0
        low, high = (np.interp(level, curve.x, edge) for edge in (curve.lower, curve.upper))
        assert low - 1e-12 <= truth <= high + 1e-12
    assert curve.at(grid[0]).gap <= 1e-8
    assert ib.Curve.from_dict(json.loads(json.dumps(curve.to_dict()))).gap == curve.gap


def test_budgets_of_one_channel_are_points_of_a_curve_that_holds_between_them():
    budgets = [0.0, 0.1, 0.3, 0.5, 1.0]
    curve = ib.sweep(lambda B: ib.Capacity(ib.zoo.bsc(0.1), [0.0, 1.0], B), budgets).curve()
    assert (curve.quantity, curve.argument) == ("C", "B")
    assert curve.verify() == curve.gap
    for budget in np.linspace(0.0, 1.0, 31):
        used = min(budget, 0.5)
        truth = entropy(0.1 + 0.8 * used) - entropy(0.1)
        assert np.interp(budget, curve.x, curve.lower) <= truth + 1e-12
        assert truth <= np.interp(budget, curve.x, curve.upper) + 1e-12
        at = curve.at(budget)
        assert at.lower <= truth <= at.upper


@pytest.mark.parametrize(
    "make_problem",
    [
        erasures,
        lambda x: source(x) if x < 0.2 else erasures(x),
        lambda x: ib.RateDistortion([0.3 + x, 0.7 - x], ib.distortions.hamming(2), x),
        lambda x: ib.RateDistortion([0.3, 0.7], ib.distortions.hamming(2), 0.1),
        lambda x: ib.Capacity(ib.zoo.bsc(x), [0.0, 1.0], x),
        lambda x: ib.Capacity(ib.zoo.bsc(0.1), [0.0, 1.0 + x], x),
    ],
)
def test_what_is_not_one_function_is_no_curve(make_problem):
    with pytest.raises(DomainError, match="not two or more points of one"):
        ib.sweep(make_problem, [0.1, 0.2, 0.25]).curve()


def entropy(p):
    """The binary entropy, in bits."""
    return -sum(each * np.log2(each) for each in (p, 1.0 - p) if each > 0.0)
