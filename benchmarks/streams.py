"""The entropy of a law in a file of single precision: time, accuracy and memory.

    python -m benchmarks.streams [--million 1000] [--folder /tmp]

Writes a million random weights over and over to a temporary file, and streams the entropy from a memory map.
Repeated k times, the weights have the entropy of one turn plus ln k, which is summed without rounding.
"""

import argparse
import os
import tempfile
import tracemalloc
from math import fsum, log
from time import perf_counter, process_time

import numpy as np

import itbounds as ib


def entropy(weights):
    """Return the entropy of weights in nats, by correctly rounded sums."""
    total = fsum(weights)
    return log(total) - fsum(w * log(w) for w in weights if w) / total


def main():
    """Write, read once for the bandwidth, and stream twice: for the time, and for the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--million", type=int, default=1000)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    chosen = parser.parse_args()
    turn = np.random.default_rng(0).random(10**6, dtype=np.float32)
    with tempfile.NamedTemporaryFile(dir=chosen.folder, suffix=".f32", delete=False) as file:
        for _ in range(chosen.million):
            turn.tofile(file)
    try:
        law = np.memmap(file.name, dtype=np.float32, mode="r")
        start = perf_counter()
        for i in range(0, len(law), 1 << 22):
            law[i : i + (1 << 22)].max()
        reading = perf_counter() - start
        start, busy = perf_counter(), process_time()
        found = ib.streamed_entropy(law, unit="nat")
        taken, busy = perf_counter() - start, process_time() - busy
        tracemalloc.start()
        ib.streamed_entropy(law[: 1 << 26])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        os.remove(file.name)
    truth = entropy(turn.tolist()) + log(chosen.million)
    print(f"{len(law):.3g} weights, {law.nbytes / 2**30:.2f} GiB, read in {reading:.1f} s")
    print(f"entropy in {taken:.1f} s ({busy:.1f} s of processor), {taken / reading:.1f}x the reading")
    print(f"width {found.width:.1e} nat around {found.lower:.9f}, the truth inside: {truth in found}")
    print(f"most memory beside the file's pages: {peak / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
