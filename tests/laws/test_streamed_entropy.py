"""The entropy of blocks is that of the law they make up, in any type, and within its interval."""

import tracemalloc
from math import fsum, log

import numpy as np
import pytest
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds.errors import EmptyAlphabetError, NegativeProbabilityError, NotNormalizedError
from itbounds.numerics import streams


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(0, 2**32 - 1), st.booleans())
def test_the_interval_holds_the_entropy_of_the_whole(sizes, seed, single):
    rng = np.random.default_rng(seed)
    blocks = [rng.random(size) * (rng.random(size) < 0.7) for size in sizes]
    blocks = [block.astype(np.float32) if single else block for block in blocks]
    whole = np.concatenate(blocks).astype(np.float64)
    if not whole.any():
        with pytest.raises(NotNormalizedError, match="zero"):
            ib.streamed_entropy(blocks)
        return
    found = ib.streamed_entropy(blocks, unit="nat")
    positive, total = whole[whole > 0.0].tolist(), fsum(whole.tolist())
    truth = fsum(-p / total * log(p / total) for p in positive)
    assert found.lower - 1e-15 <= truth <= found.upper + 1e-15
    assert found.width <= 1e-13
    assert ib.streamed_entropy(blocks).width <= 2e-13


def test_single_precision_loses_nothing_in_the_sum(tmp_path):
    """A million weights of one part in a million: sums in single precision would be off by 1e-4 and more."""
    path = tmp_path / "law.f32"
    weights = np.random.default_rng(0).random(1_000_000, dtype=np.float32)
    weights.tofile(path)
    mapped = np.memmap(path, dtype=np.float32, mode="r").reshape(100, -1)
    found = ib.streamed_entropy(mapped, unit="nat")
    exact = weights.astype(np.float64) / weights.sum(dtype=np.float64)
    assert found.width < 1e-12
    assert abs(0.5 * (found.lower + found.upper) + float(exact @ np.log(np.maximum(exact, 1e-300)))) < 1e-10


@pytest.mark.parametrize("order", ["C", "F", "every other column", "line", "line backwards"])
def test_an_array_is_cut_into_blocks_whatever_its_layout(order, monkeypatch):
    monkeypatch.setattr(streams, "_BLOCK", 100)
    law = np.random.default_rng(0).random((37, 22))
    given = {
        "F": np.asfortranarray(law),
        "every other column": law[:, ::2],
        "line": law.ravel(),
        "line backwards": law.ravel()[::-1],
    }.get(order, law)
    found = ib.streamed_entropy(given, unit="nat")
    p = given.ravel() / given.sum()
    assert found.lower <= -(p @ np.log(p)) <= found.upper
    assert found.width < 1e-12
    assert len(list(streams._cut(given))) <= 37


def test_a_file_of_single_precision_takes_a_few_megabytes(tmp_path):
    path = tmp_path / "law.f32"
    np.ones(1 << 24, dtype=np.float32).tofile(path)
    mapped = np.memmap(path, dtype=np.float32, mode="r")
    tracemalloc.start()
    found = ib.streamed_entropy(mapped)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 23
    assert found.lower <= 24.0 <= found.upper
    assert found.width < 1e-7 * 24.0


def test_what_is_no_law_is_refused():
    with pytest.raises(EmptyAlphabetError):
        ib.streamed_entropy([])
    with pytest.raises(EmptyAlphabetError):
        ib.streamed_entropy(np.zeros((0, 3)))
    with pytest.raises(NegativeProbabilityError):
        ib.streamed_entropy([np.ones(3), np.array([0.5, -0.1])])
