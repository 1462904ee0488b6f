"""Two dask workers: the same bits as one process, for sweeps and for blocks of rows; and one that dies."""

import os
import signal

import numpy as np
import pytest

import itbounds as ib

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

LETTERS, OUTPUTS, STEP = 80, 50, 20


@pytest.fixture(scope="module")
def client():
    """A client of two workers that do not take work from each other."""
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    stay = dask.config.set({"distributed.scheduler.work-stealing": False})
    with stay, distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        yield client


def pinned(client):
    """An executor for each worker; another one steps in for a worker that is gone."""
    options = {"allow_other_workers": True, "pure": False}
    return [client.get_executor(workers=[worker], **options) for worker in client.nthreads()]


def row_blocks(log, matrix):
    """Loaders that note who calls them, pickled by value: a cluster knows no module of tests."""

    def loader(start):
        def load():
            with open(log, "a") as file:
                file.write(f"{os.getpid()} {start}\n")
            return matrix[start : start + STEP]

        return load

    return ib.operators.row_blocks([loader(start) for start in range(0, LETTERS, STEP)])


def loads(log):
    """Which blocks each process has loaded since this was last asked."""
    found = {}
    for line in log.read_text().splitlines():
        pid, block = map(int, line.split())
        found.setdefault(pid, []).append(block)
    log.unlink()
    return found


@pytest.fixture
def channel(tmp_path, rng):
    """A channel in four blocks, and where the loading of them is noted."""
    log = tmp_path / "log"
    blocks = row_blocks(log, rng.dirichlet(np.full(OUTPUTS, 0.1), LETTERS))
    loads(log)
    return blocks, log


def random_channel(shape, *, rng):
    return ib.Capacity(rng.dirichlet(np.ones(shape[1]), shape[0]))


def ends(results):
    return [(result.lower, result.upper) for result in results]


def test_a_sweep_has_the_same_bits(client):
    shapes = [(2, 3), (4, 4), (2, 3), (40, 40), (4, 4), (1, 5), (2, 3)]
    here = ib.sweep(random_channel, shapes, seed=3)
    there = ib.sweep(random_channel, shapes, seed=3, executor=client.get_executor())
    assert ends(there) == ends(here)


def test_a_channel_in_blocks_has_the_same_bits_and_each_worker_half_of_it(client, channel):
    blocks, log = channel
    here = ib.capacity(blocks, tol=0.1)
    law = np.full(LETTERS, 1.0 / LETTERS)
    output = blocks.left(law)
    assert loads(log).keys() == {os.getpid()}
    assert np.array_equal(blocks.on(client.get_executor(pure=False)).left(law), output)
    assert os.getpid() not in loads(log)
    executors = pinned(client)
    assert ends([ib.capacity(blocks.on(executors), tol=0.1)]) == ends([here])
    pids = [executor.submit(os.getpid).result() for executor in executors]
    assert loads(log) == {pids[0]: [0, 2 * STEP], pids[1]: [STEP, 3 * STEP]}


def test_a_worker_that_dies_is_outlived(client, channel):
    blocks, _ = channel
    law, values = np.full(LETTERS, 1.0 / LETTERS), np.linspace(0.0, 1.0, OUTPUTS)
    executors = pinned(client)
    spread = blocks.on(executors)
    before = spread.left(law), spread.right(values)
    os.kill(executors[0].submit(os.getpid).result(), signal.SIGKILL)
    assert np.array_equal(spread.left(law), before[0])
    assert np.array_equal(spread.right(values), before[1])
    assert np.array_equal(blocks.left(law), before[0])


def test_a_client_that_is_closed_is_told(client, channel):
    blocks, _ = channel
    with distributed.Client(client.scheduler.address) as other:
        spread = blocks.on(other.get_executor(pure=False))
    with pytest.raises(ib.WorkerLostError, match="Client"):
        spread.row_sums()
