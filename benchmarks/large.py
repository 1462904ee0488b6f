"""Capacity of large channels: time, certified gap and peak memory, each in a process of its own.

    python -m benchmarks.large [--quick] [--only sparse product ...]

The ratio is the memory of the same channel as a dense array over the most that the process held beyond its
imports (of row blocks, without the workers that hold them); for channels that fit, also the time of plain
Blahut-Arimoto, stopped at a gap a thousand times wider or at the cap.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from time import perf_counter, process_time

import numpy as np

import itbounds as ib
from benchmarks.timing import machine, options
from benchmarks.yardsticks import blahut_arimoto
from itbounds.testing import channel_families

FAMILIES = (
    "sparse",
    "sparse_heavy",
    "band",
    "product",
    "circulant",
    "disguised",
    "function",
    "file",
    "row_blocks",
    "dense",
    "dirichlet",
)


def random_sparse(letters, entries, seed=0):
    """Return Dirichlet rows on random outputs."""
    from scipy.sparse import csr_array

    rng = np.random.default_rng(seed)
    columns, values = rng.integers(0, letters, letters * entries), rng.dirichlet(np.ones(entries), letters)
    starts = np.arange(0, letters * entries + 1, entries)
    matrix = csr_array((values.ravel(), columns, starts), shape=(letters, letters))
    matrix.sum_duplicates()
    return ib.operators.sparse(matrix)


def band(letters, width):
    """Return a Gaussian noise of a few letters, cut off, without wrapping round."""
    noise = np.exp(-0.5 * (np.arange(width) - width / 2) ** 2 / (width / 8) ** 2)
    return ib.operators.toeplitz(noise / noise.sum(), letters)


def disguised(letters):
    """Return a cyclic channel with its letters renamed, as an array."""
    rng = np.random.default_rng(0)
    row = rng.dirichlet(np.ones(letters))
    shifted = row[(np.arange(letters) - np.arange(letters)[:, None]) % letters]
    return ib.Kernel.of(shifted[rng.permutation(letters)][:, rng.permutation(letters)])


def random_rows(letters):
    """Return Dirichlet rows, those of `benchmarks.capacity`."""
    return channel_families.FAMILIES["dirichlet"](letters, letters, np.random.default_rng(letters))


def stored(letters):
    """Return a channel in a file, its rows a few Dirichlet laws of many supports."""
    rng = np.random.default_rng(0)
    handle, path = tempfile.mkstemp(suffix=".bin")
    with open(handle, "wb") as file:
        for _ in range(0, letters, 500):
            rng.dirichlet(np.full(letters, 0.05), 500).tofile(file)
    return ib.operators.memmap(path, (letters, letters))


def rows_in_a_worker(letters, seed):
    """Return a quarter of the rows of a channel, a few Dirichlet laws of many supports."""
    return np.random.default_rng(seed).dirichlet(np.full(letters, 0.05), letters // 4)


def in_workers(letters):
    """Return a channel whose rows are in two processes, which end with this one."""
    pools = [ProcessPoolExecutor(1), ProcessPoolExecutor(1)]
    blocks = [partial(rows_in_a_worker, letters, seed) for seed in range(4)]
    return ib.operators.row_blocks(blocks, executor=pools)


def instance(family, quick):
    """Return a channel and the gap that is asked for, in nats."""
    grid, noise = 500 if quick else 3000, np.random.default_rng(0).dirichlet(np.ones(4096))
    many = 10_000 if quick else 100_000
    made = {
        "sparse": lambda: (random_sparse(many, 10), 1e-6),
        "sparse_heavy": lambda: (random_sparse(many, 100), 1e-5),
        "band": lambda: (band(many, 64), 1e-4),
        "product": lambda: (ib.operators.kron(*[[[1.0, 0.0], [0.5, 0.5]]] * 20), 1e-9),
        "circulant": lambda: (ib.operators.circulant(noise), 1e-9),
        "disguised": lambda: (disguised(1024 if quick else 4096), 1e-9),
        "function": lambda: (ib.operators.deterministic(np.arange(10**6) // 3, 10**6), 1e-9),
        "file": lambda: (stored(4_000 if quick else 10_000), 1e-4),
        "row_blocks": lambda: (in_workers(4_000 if quick else 10_000), 1e-4),
        "dense": lambda: (ib.zoo.awgn_grid(4.0, grid, grid), 1e-9),
        "dirichlet": lambda: (ib.Kernel.of(random_rows(grid)), 1e-9),
    }
    return made[family]()


def run(family, quick, cap):
    """Solve one channel and print its row."""
    ib.capacity([[0.9, 0.1], [0.1, 0.9]])  # what is loaded late
    imports = held()
    channel, tol = instance(family, quick)
    made = held()
    forget_peak()
    start, busy = perf_counter(), process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ib.ConvergenceWarning)
        result = ib.capacity(channel, tol=tol, unit="nats")
    taken, busy = perf_counter() - start, process_time() - busy
    start = perf_counter()
    result.certificate.verify()
    verified = perf_counter() - start
    kernel = ib.Kernel.of(channel)
    m, n = kernel.operator.shape
    more = peak() - imports
    less = m * n / 2**17 / max(more, 1.0)
    told = (
        f"gap {result.gap:.1e} of {tol:.0e}, {taken:.3g} s ({busy:.3g} s of processor), "
        f"{result.provenance.steps} steps",
        f"verified in {verified:.2g} s",
        f"{made - imports:.0f} MiB for the channel, {more:.0f} MiB at most, {less:.3g}x less than dense",
    )
    print(f"{family:<13} {m} x {n}:", "; ".join(told), *(f"\n    {note}" for note in result.provenance.notes))
    if family in ("dense", "dirichlet"):
        start = perf_counter()
        gap = blahut_arimoto(channel.matrix, 1000.0 * tol, cap)
        print(
            f"    plain Blahut-Arimoto: gap {gap:.1e} after {(perf_counter() - start) / taken:.3g}x the time"
        )
    if family == "file":
        os.remove(channel.path)


def memory(kind):
    """Return a line of the status of this process, in MiB."""
    with open("/proc/self/status") as file:
        found = dict(line.split(":", 1) for line in file)
    return int(found[kind].split()[0]) / 1024


def held():
    """Return the memory that this process holds."""
    return memory("VmRSS")


def peak():
    """Return the most memory that this process has held since its peak was last forgotten."""
    return memory("VmHWM")


def forget_peak():
    """Let the peak start anew, so that making the channel does not count."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def main():
    """Start a process for each family."""
    parser = options(__doc__.splitlines()[0], FAMILIES)
    parser.add_argument("--inside", choices=FAMILIES, help="solve one family in this process")
    arguments = parser.parse_args()
    if arguments.inside:
        run(arguments.inside, arguments.quick, arguments.cap)
        return
    machine()
    for family in arguments.only:
        call = [sys.executable, "-m", "benchmarks.large", "--inside", family, "--cap", str(arguments.cap)]
        subprocess.run(call + ["--quick"] * arguments.quick, check=True)


if __name__ == "__main__":
    main()
