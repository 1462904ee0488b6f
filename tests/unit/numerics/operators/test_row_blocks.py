"""Blocks of rows act as the matrix that they make up, wherever they are loaded, and say who failed."""

import os
import pickle
import signal
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from functools import partial

import hypothesis.strategies as st
import numpy as np
import pytest
import scipy.sparse
from hypothesis import given

import itbounds as ib
from itbounds import errors
from itbounds.kernels.measures import mutual_information
from itbounds.numerics.operators import Dense, Kronecker, RowBlocks, compose, row_blocks
from itbounds.numerics.operators.workers import _AHEAD
from itbounds.numerics.rounding import gamma
from itbounds.testing.strategies import stochastic_matrices


def given_rows(rows):
    return rows


def told_rows(log, place, rows):
    """The rows, once it is noted who loaded them."""
    with open(log, "a") as file:
        file.write(f"{os.getpid()} {place}\n")
    return rows


def absent_rows():
    raise FileNotFoundError("rows.npy")


@st.composite
def channels(draw):
    """Row blocks of several kinds, with the matrix that they make up."""
    n = draw(st.integers(1, 4))
    sources, rows = [], []
    for _ in range(draw(st.integers(1, 4))):
        matrix = draw(stochastic_matrices(draw(st.integers(1, 3)), n))
        kind = draw(st.sampled_from(["array", "sparse", "operator", "loaded operator"]))
        held = {"sparse": scipy.sparse.csr_array(matrix), "loaded operator": ib.operators.sparse(matrix)}
        sources.append(Dense(matrix) if kind == "operator" else partial(given_rows, held.get(kind, matrix)))
        rows.append(matrix)
    return row_blocks(sources), np.vstack(rows)


@given(channels(), st.integers(0, 2**32 - 1))
def test_blocks_act_as_their_matrix(pair, seed):
    operator, matrix = pair
    m, n = matrix.shape
    rng = np.random.default_rng(seed)
    laws, values = rng.random((2, 3, m)), rng.random((2, n))
    assert operator.shape == (m, n)
    assert np.array_equal(operator.dense(), matrix)
    some = rng.integers(0, m, 5)
    assert np.array_equal(operator.rows(some), matrix[some])
    for act in (operator.left, operator.certain_left):
        assert act(laws) == pytest.approx(laws @ matrix, rel=1e-14)
        assert act(laws[0, 0]) == pytest.approx(laws[0, 0] @ matrix, rel=1e-14)
    for act in (operator.right, operator.certain_right):
        assert act(values) == pytest.approx(values @ matrix.T, rel=1e-14)
    assert operator.squared_right(values[0]) == pytest.approx(matrix**2 @ values[0], rel=1e-14)
    assert operator.is_deterministic == bool(np.isin(matrix, (0.0, 1.0)).all())
    assert operator.is_nonnegative
    whole = Dense(matrix).row_sums()
    for found, known in zip(operator.row_sums().__dict__.values(), whole.__dict__.values(), strict=True):
        assert found == pytest.approx(known, rel=1e-14)


@given(channels(), st.integers(0, 2**32 - 1))
def test_the_depth_bounds_the_rounding_of_both_actions(pair, seed):
    operator, matrix = pair
    left, right = operator.depth
    rng = np.random.default_rng(seed)
    law, values = rng.random(len(matrix)), rng.random(matrix.shape[1])
    underflow = Fraction(2) ** -1000
    for found, weights, k, column in (
        (operator.certain_left(law), law, left, matrix.T),
        (operator.certain_right(values), values, right, matrix),
    ):
        for value, entries in zip(found.tolist(), column.tolist(), strict=True):
            exact = sum(Fraction(p) * Fraction(w) for p, w in zip(weights.tolist(), entries, strict=True))
            assert abs(Fraction(value) - exact) <= Fraction(gamma(k)) * exact + underflow


def test_parts_of_products_and_composites_may_be_elsewhere(rng, monkeypatch):
    first, second = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(5), 3)
    channel = row_blocks([partial(given_rows, first[:1]), partial(given_rows, first[1:])])
    pair = Kronecker((channel, Dense(second)))
    assert pair.is_distributed
    assert not Kronecker((Dense(first), Dense(second))).is_distributed
    assert pair.dense() == pytest.approx(np.kron(first, second), rel=1e-14)
    assert compose(channel, Dense(second)).dense() == pytest.approx(first @ second, rel=1e-14)
    monkeypatch.setattr(RowBlocks, "rows", None)  # what follows sends no row here
    assert mutual_information(np.full(4, 0.25), channel) == pytest.approx(
        mutual_information(np.full(4, 0.25), first), rel=1e-12
    )


def test_a_file_is_split_into_operators_of_consecutive_rows(tmp_path, rng):
    matrix = rng.dirichlet(np.ones(6), 7).astype(np.float32)
    np.save(tmp_path / "W.npy", matrix)
    whole = ib.operators.memmap(tmp_path / "W.npy", (7, 6))
    parts = whole.split(3)
    assert [part.shape for part in parts] == [(2, 6), (2, 6), (3, 6)]
    assert np.array_equal(row_blocks(parts).dense(), whole.dense())
    with pytest.raises(errors.DomainError, match="7 rows cannot be split into 8"):
        whole.split(8)


def test_each_process_loads_its_own_blocks_once(tmp_path, rng):
    log = tmp_path / "log"
    matrix = rng.dirichlet(np.ones(5), 8)
    blocks = [partial(told_rows, log, place, matrix[2 * place : 2 * place + 2]) for place in range(4)]
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(1) as other:
        channel = row_blocks(blocks, executor=[one, other])
        pids = [pool.submit(os.getpid).result() for pool in (one, other)]
        for _ in range(3):
            assert channel.left(np.full(8, 0.125)) == pytest.approx(matrix.mean(axis=0), rel=1e-14)
        loads = [tuple(map(int, line.split())) for line in log.read_text().splitlines()]
        assert sorted(loads) == sorted((pids[place % 2], place) for place in range(4))
        # Another channel takes the place of the first in a process, which then loads its own again.
        row_blocks([partial(given_rows, matrix)], executor=[one]).row_sums()
        channel.row_sums()
        assert len(log.read_text().splitlines()) == 6
        channel.release()
        channel.row_sums()
        assert len(log.read_text().splitlines()) == 10
    assert os.getpid() not in {pid for pid, _ in loads}
    channel.release()  # with nobody left nothing is kept
    # Nor does showing it ask for rows.
    assert repr(ib.Kernel.of(channel)) == "Kernel.of(<8 x 5 RowBlocks, 4 blocks on 2 executors>)"
    assert "&lt;8 x 5 RowBlocks" in ib.Kernel.of(channel)._repr_html_()


def test_one_executor_for_all_keeps_nothing(tmp_path, rng):
    log = tmp_path / "log"
    matrix = rng.dirichlet(np.ones(3), 4)
    blocks = [partial(told_rows, log, place, matrix[2 * place : 2 * place + 2]) for place in range(2)]
    with ThreadPoolExecutor(2) as threads:
        channel = row_blocks(blocks, executor=threads)
        assert np.array_equal(channel.dense(), matrix)
    assert len(log.read_text().splitlines()) == 4
    assert repr(channel) == "<4 x 3 RowBlocks, 2 blocks on 1 executor>"
    assert repr(pickle.loads(pickle.dumps(channel))) == "<4 x 3 RowBlocks, 2 blocks>"
    assert np.array_equal(pickle.loads(pickle.dumps(channel)).dense(), matrix)


def test_more_blocks_than_may_wait(rng):
    matrix = rng.dirichlet(np.ones(3), 2 * _AHEAD + 5)
    blocks = [partial(given_rows, row[None, :]) for row in matrix]
    with ThreadPoolExecutor(2) as threads:
        assert np.array_equal(row_blocks(blocks, executor=threads).dense(), matrix)


def test_the_blocks_of_a_dead_process_are_taken_over(rng):
    matrix = rng.dirichlet(np.ones(5), 6)
    blocks = [partial(given_rows, matrix[place : place + 2]) for place in (0, 2, 4)]
    law, values = rng.dirichlet(np.ones(6)), rng.random(5)
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(1) as other:
        channel = row_blocks(blocks, executor=[one, other])
        before = (channel.left(law), channel.right(values))
        os.kill(one.submit(os.getpid).result(), signal.SIGKILL)
        assert np.array_equal(channel.left(law), before[0])
        assert np.array_equal(channel.right(values), before[1])
        os.kill(other.submit(os.getpid).result(), signal.SIGKILL)
        with pytest.raises(errors.WorkerLostError, match=r"no executor of 2 .* block 0 .*channel\.on"):
            channel.left(law)
        with ThreadPoolExecutor(1) as third:
            assert np.array_equal(channel.on([third]).left(law), before[0])
    with pytest.raises(errors.WorkerLostError, match="shutdown"):
        channel.on([one, third]).left(law)


class Silent(ThreadPoolExecutor):
    """An executor whose tasks are never begun."""

    def submit(self, *task):
        return Future()


def test_patience_ends_the_wait_for_a_silent_executor(rng):
    matrix = rng.dirichlet(np.ones(3), 2)
    blocks = [partial(given_rows, matrix[:1]), partial(given_rows, matrix[1:])]
    with Silent() as silent, ThreadPoolExecutor(1) as threads:
        channel = row_blocks(blocks, executor=[silent, threads], patience=0.05)
        assert np.array_equal(channel.dense(), matrix)
        with pytest.raises(errors.WorkerLostError, match="TimeoutError: no answer in"):
            channel.on(silent, patience=0.05).dense()


def test_what_is_wrong_with_a_block_is_told_with_its_place(rng):
    good = partial(given_rows, np.eye(2))
    with pytest.raises(errors.DomainError, match="no blocks"):
        row_blocks([])
    with pytest.raises(errors.DTypeError, match=r"block 1 .* ndarray.*functools"):
        row_blocks([good, np.eye(2)])
    with pytest.raises(errors.ShapeError, match="block 1 of the channel has 3 columns, block 0 has 2"):
        row_blocks([good, partial(given_rows, np.eye(3))])
    for executor in ("dask", [], [None]):
        with pytest.raises(errors.DTypeError, match="executor"):
            row_blocks([good], executor=executor)
    with pytest.raises(errors.DomainError, match="patience"):
        row_blocks([good], patience=0.0)
    off = partial(given_rows, np.array([[0.5, 0.5], [0.5, 0.6]]))
    with ProcessPoolExecutor(1) as pool:
        for executor in (None, pool):
            with pytest.raises(errors.NotNormalizedError, match="row 1 of the block 1 of the channel"):
                row_blocks([good, off], executor=executor)
        with pytest.raises(FileNotFoundError) as caught:
            row_blocks([good, absent_rows], executor=[pool])
        assert caught.value.__notes__ == ["in block 1 of the channel"]
    assert isinstance(row_blocks([good]), RowBlocks)
