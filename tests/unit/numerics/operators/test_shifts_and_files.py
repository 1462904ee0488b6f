"""Shifted and stored channels act as their matrices do, exactly where a certificate rests on them."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.numerics.operators import Chain, Dense, Stored
from itbounds.results.operator_json import operator_from_json, operator_to_json


@given(st.integers(1, 90), st.integers(1, 60), st.sampled_from([0.05, 1.0]), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_shifts_act_as_their_matrices(values, inputs, concentration, seed):
    rng = np.random.default_rng(seed)
    noise = rng.dirichlet(np.full(values, concentration))
    for operator in (ib.operators.circulant(noise), ib.operators.toeplitz(noise, inputs)):
        matrix = operator.dense()
        assert matrix.sum(axis=1) == pytest.approx(1.0)
        laws, functions = rng.dirichlet(np.ones(len(matrix)), 3), rng.normal(size=(2, matrix.shape[1]))
        assert np.abs(operator.left(laws) - laws @ matrix).max() < 1e-14
        assert np.abs(operator.right(functions) - functions @ matrix.T).max() < 1e-13
        assert operator.certain_left(laws) == pytest.approx(laws @ matrix, rel=1e-13, abs=0)
        assert operator.certain_right(functions) == pytest.approx(functions @ matrix.T, abs=1e-13)
        squares = matrix**2 @ np.abs(functions[0])
        assert operator.squared_right(np.abs(functions[0])) == pytest.approx(squares, rel=1e-12)
        again = operator_from_json(operator_to_json(operator))
        assert np.array_equal(again.dense(), matrix)


def test_a_certain_action_keeps_the_digits_that_a_transform_loses():
    places = np.arange(256)
    noise = np.exp(-0.1 * np.minimum(places, 256 - places) ** 2.0)
    operator = ib.operators.circulant(noise / noise.sum())
    law = np.zeros(256)
    law[0] = 1.0
    exact = operator.dense()[0]
    assert operator.certain_left(law) == pytest.approx(exact, rel=1e-14, abs=0)
    transformed = operator.left(law)
    assert np.abs(transformed - exact).max() < 1e-15
    assert (np.abs(transformed[exact < 1e-30]) > 1e3 * exact[exact < 1e-30]).any()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("suffix", [".bin", ".npy"])
def test_a_channel_in_a_file_is_read_by_blocks(dtype, suffix, tmp_path, rng, monkeypatch):
    monkeypatch.setattr("itbounds.numerics.operators.base.BLOCK", 64)
    matrix = rng.dirichlet(np.ones(9), 40).astype(dtype)
    path = tmp_path / f"channel{suffix}"
    np.save(path, matrix) if suffix == ".npy" else matrix.tofile(path)
    operator = ib.operators.memmap(path, (40, 9), dtype)
    assert len(operator.blocks()) > 3
    p, f = rng.dirichlet(np.ones(40)), rng.normal(size=9)
    assert operator.left(p) == pytest.approx(p @ matrix.astype(float))
    assert operator.right(f) == pytest.approx(matrix.astype(float) @ f)
    assert np.array_equal(operator.rows(np.array([7, 3, 39])), matrix[[7, 3, 39]])
    assert isinstance(operator_from_json(operator_to_json(operator)), Stored)
    kernel = ib.Kernel.of(operator)
    dense = ib.capacity(matrix.astype(float) / matrix.astype(float).sum(axis=1, keepdims=True))
    assert ib.capacity(kernel).value == pytest.approx(dense.value, abs=1e-8)


def test_files_that_hold_no_channel(tmp_path):
    path = tmp_path / "channel.bin"
    np.array([[0.5, 0.5], [0.9, 0.2]]).tofile(path)
    with pytest.raises(ib.NotNormalizedError, match="row 1"):
        ib.operators.memmap(path, (2, 2))
    with pytest.raises(ib.ShapeError, match="bytes"):
        ib.operators.memmap(path, (3, 2))
    with pytest.raises(ib.DTypeError):
        ib.operators.memmap(path, (2, 2), "int64")
    np.array([[1.5, -0.5]]).tofile(path)
    with pytest.raises(ib.NegativeProbabilityError):
        ib.operators.memmap(path, (1, 2))
    np.array([[np.nan, 1.0]]).tofile(path)
    with pytest.raises(ib.NonFiniteError):
        ib.operators.memmap(path, (1, 2))


def test_composites_with_shifts_keep_small_entries():
    """What a transform gives may be negative: a kernel that is formed must not rest on it."""
    places = np.arange(400)
    noise = np.exp(-0.01 * np.minimum(places, 400 - places) ** 2.0)
    shift = ib.Kernel.of(ib.operators.circulant(noise / noise.sum()))
    start = np.zeros(400)
    start[7] = 1.0
    law = ib.Distribution.of(start) >> shift
    assert law.probabilities == pytest.approx(shift.operator.dense()[7], rel=1e-14, abs=0)
    chain = Chain((Dense(np.eye(400)), shift.operator, shift.operator))
    exact = shift.operator.dense() @ shift.operator.dense()
    assert (chain.rows(slice(3)) > 0.0).all()
    assert chain.rows(slice(3)) == pytest.approx(exact[:3], rel=1e-12, abs=0)
