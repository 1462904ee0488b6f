"""Torch tensors on the CPU; skipped where torch or array-api-compat is missing, as in the common environment.

pip install torch array-api-compat && python -m pytest tests/unit/test_torch.py
"""

import warnings
from math import log

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.array_namespace import Placement, is_foreign, to_host
from itbounds.numerics.reductions import conditional_entropy, entropy, mutual_information, relative_entropy

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("array_api_compat.torch", reason="array-api-compat is not installed")

DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16]
REDUCTIONS = [entropy, mutual_information, conditional_entropy]


def channel(seed, inputs=5, outputs=7):
    return np.random.default_rng(seed).dirichlet(np.ones(outputs), inputs)


@pytest.fixture(params=[False, True], ids=["plain", "grad"])
def tensor(request):
    return lambda array, **how: torch.tensor(array, **how).requires_grad_(request.param)


@pytest.mark.parametrize("solver", [None, "blahut_arimoto", "anderson"])
def test_capacity(tensor, solver):
    W = channel(1)
    result, expected = ib.capacity(tensor(W), solver=solver, tol=1e-6), ib.capacity(W)
    assert result.gap <= 1e-6
    assert max(result.lower, expected.lower) <= min(result.upper, expected.upper)
    assert result.verify("ball").width <= 1e-6
    assert type(result.certificate.matrix) is np.ndarray


def test_capacity_under_a_budget(tensor):
    W, cost = channel(2), np.arange(5.0)
    result = ib.capacity(tensor(W), cost=tensor(cost), budget=1.0, solver="blahut_arimoto", tol=1e-6)
    expected = ib.capacity(W, cost=cost, budget=1.0)
    assert max(result.lower, expected.lower) <= min(result.upper, expected.upper)


@pytest.mark.parametrize("solver", [None, "blahut_arimoto", "constrained_blahut_arimoto"])
def test_rate_distortion(tensor, solver):
    p, d = [0.5, 0.3, 0.2], np.abs(np.subtract.outer(np.arange(3.0), np.linspace(0.0, 2.0, 4)))
    result = ib.rate_distortion(tensor(p, dtype=torch.float64), tensor(d), 0.25, solver=solver, tol=1e-6)
    expected = ib.rate_distortion(p, d, 0.25)
    assert result.gap <= 1e-6
    assert max(result.lower, expected.lower) <= min(result.upper, expected.upper)
    assert result.verify("ball").width <= 1e-6


def test_forbidden_pairs():
    p, d = np.array([0.5, 0.25, 0.25]), np.array([[0.0, 1.0, np.inf], [1.0, 0.0, 1.0], [np.inf, 2.0, 0.0]])
    result = ib.rate_distortion(p, torch.tensor(d), 0.3, solver="blahut_arimoto", tol=1e-6)
    expected = ib.rate_distortion(p, d, 0.3)
    assert (result.witness.matrix[np.isinf(d)] == 0.0).all()
    assert max(result.lower, expected.lower) <= min(result.upper, expected.upper)


@pytest.mark.parametrize("solver", ["blahut_arimoto", "constrained_blahut_arimoto"])
def test_single_precision(solver):
    W = torch.tensor(channel(3), dtype=torch.float32)
    d = torch.tensor(np.random.default_rng(3).random((5, 6)), dtype=torch.float32)
    p, level = np.full(5, 0.2), 0.25
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ib.ConvergenceWarning)
        rate = ib.rate_distortion(p, d, level, solver=solver)
        sent = ib.capacity(W, solver="blahut_arimoto")
    for found, expected in (
        (rate, ib.rate_distortion(p, to_host(d), level)),
        (sent, ib.capacity(to_host(W))),
    ):
        assert max(found.lower, expected.lower) <= min(found.upper, expected.upper)
        assert found.gap < 1e-4


def test_where_it_lies():
    array = torch.zeros((2, 2), dtype=torch.float32)
    placement = Placement.of(array)
    assert is_foreign(array)
    assert (placement.dtype, placement.device) == (torch.float32, torch.device("cpu"))
    assert Placement.of(torch.eye(2, dtype=torch.int64)).dtype == torch.float64
    assert Placement.of(torch.eye(2, dtype=torch.bfloat16)).dtype == torch.float32


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("reduce", REDUCTIONS)
def test_reductions(reduce, dtype, tensor):
    array = tensor(np.random.default_rng(4).random((3, 40, 60)), dtype=dtype)
    host = to_host(array).astype(np.float64)
    np.testing.assert_allclose(reduce(array), reduce(host), rtol=1e-13)
    np.testing.assert_allclose(entropy(array, axis=1), entropy(host, axis=1), rtol=1e-13)
    assert isinstance(reduce(array[0]), float)


def test_relative_entropy(tensor):
    p, q = np.random.default_rng(5).random((2, 30, 40))
    expected = relative_entropy(p, q)
    for first, second in ((tensor(p), tensor(q)), (tensor(p), q), (p, tensor(q))):
        assert relative_entropy(first, second) == pytest.approx(expected, rel=1e-13)
    assert relative_entropy(tensor([0.5, 0.5]), tensor([1.0, 0.0])) == np.inf


def test_views_that_are_not_contiguous():
    array = torch.tensor(np.random.default_rng(6).random((40, 30)))[::2].T
    host = array.numpy()
    assert mutual_information(array) == pytest.approx(mutual_information(host), rel=1e-13)
    assert entropy(array) == pytest.approx(entropy(host), rel=1e-13)


def test_single_precision_loses_nothing_in_sums():
    p = np.full(2**21, 1e-3, dtype=np.float32)
    p[0] = 2.0**20
    assert entropy(torch.tensor(p)) == pytest.approx(entropy(p), rel=1e-13)
    assert entropy(torch.ones(3_000_001)) == pytest.approx(log(3_000_001), rel=1e-14)


def test_measures(tensor):
    p, W = np.random.default_rng(7).dirichlet(np.ones(5)), channel(7)
    for measure in (ib.mutual_information, ib.conditional_entropy):
        assert measure(tensor(p), tensor(W)) == pytest.approx(measure(p, W), rel=1e-12)
    assert ib.entropy(tensor(p), unit="nats") == pytest.approx(ib.entropy(p, unit="nats"), rel=1e-13)
    with pytest.raises(ib.NotNormalizedError):
        ib.entropy(tensor([0.5, 0.6]))


def test_what_has_no_dense_numbers_is_refused():
    with pytest.raises(ib.DTypeError, match="to_dense"):
        ib.capacity(torch.eye(2).to_sparse())
    with pytest.raises(ib.DTypeError, match="real numbers"):
        entropy(torch.eye(2, dtype=torch.complex128))
