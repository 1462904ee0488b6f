"""Distortion measures against their definitions."""

from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from itbounds import errors
from itbounds.kernels import Distribution, Space, distortions, sources
from itbounds.testing.strategies import distributions
from itbounds.units import NATS


def test_hamming_and_erasure():
    assert distortions.hamming(3).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert distortions.hamming(1).tolist() == [[0.0]]
    matrix = distortions.erasure(3, erased=0.5)
    assert matrix.shape == (3, 4)
    assert matrix[:, 3].tolist() == [0.5] * 3
    assert np.isinf(matrix[:, :3]).sum() == 6
    assert not matrix.flags.writeable
    for build in (lambda: distortions.hamming(0), lambda: distortions.erasure(2, erased=-1)):
        with pytest.raises(errors.DomainError):
            build()


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_errors_of_vectors_are_sums_over_coordinates(m, n, k, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(m, k)), rng.normal(size=(n, k))
    squares = [[sum((a - b) ** 2 for a, b in zip(u, v, strict=True)) for v in y] for u in x]
    sums = [[sum(abs(a - b) for a, b in zip(u, v, strict=True)) for v in y] for u in x]
    assert distortions.squared_error(x, y) == pytest.approx(np.array(squares), rel=1e-14)
    assert distortions.absolute_error(x, y) == pytest.approx(np.array(sums), rel=1e-14)
    letters = Distribution(Space.of([tuple(row) for row in x.tolist()]), np.full(m, 1 / m))
    assert (distortions.squared_error(letters, y) == distortions.squared_error(x, y)).all()


def test_numeric_letters_of_a_source_are_its_points():
    law = sources.uniform_grid(3, 0.0, 3.0)
    assert distortions.squared_error(law).tolist() == [[0, 1, 4], [1, 0, 1], [4, 1, 0]]
    assert distortions.absolute_error(law, [0.5, 9.5]).tolist() == [[0, 9], [1, 8], [2, 7]]
    with pytest.raises(errors.DTypeError, match="no numbers"):
        distortions.squared_error(Distribution.of({"a": 0.5, "b": 0.5}))
    with pytest.raises(errors.ShapeError, match="dimension"):
        distortions.squared_error([[0.0, 1.0]], [0.0])
    with pytest.raises(errors.DomainError, match="finite"):
        distortions.squared_error([0.0, float("inf")])
    with pytest.raises(errors.ShapeError):
        distortions.squared_error([])


@given(distributions(max_size=5))
def test_log_loss_of_the_source_itself_is_its_entropy(p):
    matrix = distortions.log_loss(p)
    m = p.space.size
    assert matrix.shape == (m, m + 1)
    used = p.probabilities > 0
    assert p.probabilities[used] @ matrix[used, m] == pytest.approx(p.entropy(), abs=1e-12)
    assert (np.diag(matrix) == 0.0).all()
    assert np.isinf(matrix[:, :m]).sum() == m * (m - 1)


def test_log_loss_in_either_unit():
    laws = [[0.5, 0.5], [0.25, 0.75]]
    assert distortions.log_loss(laws, unit=NATS)[:, 1] == pytest.approx([log(4), log(4 / 3)])
    assert distortions.log_loss(laws)[:, 0] == pytest.approx([1.0, 1.0])
    assert distortions.log_loss(4)[:, 4].tolist() == [2.0] * 4
    with pytest.raises(errors.NotNormalizedError):
        distortions.log_loss([[0.5, 0.6]])
    with pytest.raises(errors.InfeasibleError, match="row 1"):
        distortions.log_loss([[1.0, 0.0]])


def test_tables_are_read_in_the_order_of_the_letters():
    pairs = {("a", "x"): 0, ("a", "y"): 1, ("b", "x"): 2, ("b", "y"): float("inf")}
    expected = [[float("inf"), 2.0], [1.0, 0.0]]
    nested = {"a": {"x": 0, "y": 1}, "b": {"x": 2, "y": float("inf")}}
    frame = pd.DataFrame(nested).T
    for table in (pairs, nested, frame):
        assert distortions.from_table(table, ["b", "a"], ["y", "x"]).tolist() == expected
        assert distortions.from_table(table).tolist() == [[0, 1], [2, float("inf")]]
    law = Distribution.of({"b": 0.5, "a": 0.5})
    assert distortions.from_table(pairs, law, Space.of("yx")).tolist() == expected
    with pytest.raises(errors.DomainError, match="'c' as 'x'"):
        distortions.from_table(pairs, ["c"], ["x"])
    with pytest.raises(errors.DomainError, match="pair"):
        distortions.from_table({"ab": 1.0})
    with pytest.raises(errors.DTypeError):
        distortions.from_table([[0, 1], [1, 0]])
    with pytest.raises(errors.DomainError, match="at least 0"):
        distortions.from_table({("a", "a"): -1})
