"""Channels in parts: the capacity of what no process holds, in the same bits wherever the parts act."""

import json
import os
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.operators import base
from itbounds.problems.capacity_of_operators import structured

LETTERS, OUTPUTS, STEP = 80, 50, 20


@pytest.fixture
def matrix(rng):
    return rng.dirichlet(np.full(OUTPUTS, 0.1), LETTERS)


@pytest.fixture
def files(matrix, tmp_path):
    """A file for each block of rows."""
    paths = [tmp_path / f"{start}.npy" for start in range(0, LETTERS, STEP)]
    for path, start in zip(paths, range(0, LETTERS, STEP), strict=True):
        np.save(path, matrix[start : start + STEP])
    return paths


def told(log, path):
    """The rows in a file, once it is noted who loaded them."""
    with open(log, "a") as file:
        file.write(f"{os.getpid()} {path.stem}\n")
    return np.load(path)


def loads(log):
    """Which blocks each process has loaded."""
    found = {}
    for line in log.read_text().splitlines():
        pid, block = line.split()
        found.setdefault(int(pid), []).append(int(block))
    return found


def ends(result):
    return result.lower, result.upper


def test_the_capacity_of_a_channel_that_no_process_holds(matrix, files, tmp_path):
    log = tmp_path / "log"
    blocks = [partial(told, log, path) for path in files]
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(1) as other:
        channel = ib.operators.row_blocks(blocks, executor=[one, other])
        result = ib.capacity(channel, tol=1e-5, unit="nats")
        proved = result.verify()
        pids = [pool.submit(os.getpid).result() for pool in (one, other)]
    assert result.gap <= 1e-5
    assert proved.within(result.interval)
    known = ib.capacity(matrix, unit="nats")
    assert max(result.lower, known.lower) <= min(result.upper, known.upper)
    # Each process has half of the rows, loaded once; here there were none.
    assert loads(log) == {pids[0]: [0, 2 * STEP], pids[1]: [STEP, 3 * STEP]}


def test_where_blocks_act_changes_no_bit(matrix, files, tmp_path, monkeypatch):
    blocks = [partial(np.load, path) for path in files]
    channel = ib.operators.row_blocks(blocks)
    here = ib.capacity(channel, tol=1e-4)
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2) as processes:
        for executor in (threads, processes, [threads, processes]):
            assert ends(ib.capacity(channel.on(executor), tol=1e-4)) == ends(here)
    # Nor does it whether the same blocks are read from one file, here or there.
    np.save(tmp_path / "W.npy", matrix)
    whole = ib.operators.memmap(tmp_path / "W.npy", (LETTERS, OUTPUTS))
    monkeypatch.setattr(base, "BLOCK", STEP * OUTPUTS)
    in_file = structured(ib.Kernel.of(whole), None, None, ("C", "C")).solve(tol=ib.BITS.to_nats(1e-4))
    monkeypatch.undo()
    assert ends(in_file.to("bits")) == ends(here)
    parts = ib.operators.row_blocks(whole.split(LETTERS // STEP))
    assert ends(ib.capacity(parts, tol=1e-4)) == ends(here)


def test_a_budget_holds_across_blocks(matrix, files, rng, monkeypatch):
    cost = rng.uniform(0, 2, LETTERS)
    budget = float(np.quantile(cost, 0.2))
    channel = ib.operators.row_blocks([partial(np.load, path) for path in files])
    monkeypatch.setattr(type(channel), "rows", None)  # no row comes here
    result = ib.capacity(channel, cost=cost, budget=budget, tol=1e-6, unit="nats")
    known = ib.capacity(matrix, cost=cost, budget=budget, unit="nats")
    assert result.gap <= 1e-6
    assert max(result.lower, known.lower) <= min(result.upper, known.upper)
    assert result.witness.probabilities @ cost <= budget * (1 + 1e-12)


def test_a_certificate_is_proved_again_without_its_workers(matrix, files, tmp_path):
    blocks = [partial(np.load, path) for path in files]
    with ProcessPoolExecutor(1) as pool:
        result = ib.capacity(ib.operators.row_blocks(blocks, executor=[pool]), tol=1e-4)
        there = result.verify()
    with pytest.raises(ib.WorkerLostError, match="shutdown"):
        result.verify()
    again = pickle.loads(pickle.dumps(result))
    assert again.verify() == there
    assert again.verify("ball").width <= 1e-4
    with pytest.raises(ib.CertificateError, match="functions that load its rows has no JSON form"):
        result.to_dict()
    matrix.tofile(tmp_path / "W.bin")
    parts = ib.operators.memmap(tmp_path / "W.bin", matrix.shape).split(4)
    stored = ib.capacity(ib.operators.row_blocks(parts), tol=1e-4)
    data = json.loads(json.dumps(stored.to_dict()))
    assert ib.Result.from_dict(data).verify() == stored.verify()
    data["certificate"]["channel"]["parts"][1]["outputs"] = OUTPUTS - 1
    with pytest.raises(ib.CertificateError, match="do not fit together"):
        ib.Result.from_dict(data)


def test_a_changed_block_and_a_claim_too_high_are_found(files):
    channel = ib.operators.row_blocks([partial(np.load, path) for path in files])
    certificate = ib.capacity(channel, tol=1e-4).certificate
    with pytest.raises(ib.CertificateError):
        replace(certificate, upper=certificate.upper - 1e-3).verify()
    rows = np.load(files[-1])
    np.save(files[-1], np.roll(rows, 1, axis=1)[::-1])
    with pytest.raises(ib.CertificateError):
        certificate.verify()
