"""Arrays of other libraries are found, moved and read; a library that is missing is named."""

import sys
from types import SimpleNamespace

import array_api_strict as strict
import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.array_namespace import Placement, doubles, is_foreign, namespace_of, to_host
from itbounds.numerics.coercion import coerce

SINGLE_ONLY = strict.Device("no_float64")


class Tensor:
    """A torch tensor as it looks from outside, on a device and with a graph."""

    def __init__(self, array, dtype="torch.float64", where="cuda", graph=True):
        self.array, self.dtype, self.where, self.graph = array, dtype, where, graph
        self.shape, self.device = array.shape, where

    def detach(self):
        return Tensor(self.array, self.dtype, self.where, graph=False)

    def cpu(self):
        return Tensor(self.array, self.dtype, "cpu", self.graph)

    def float(self):
        return Tensor(self.array.astype(np.float32), "torch.float32", self.where, self.graph)

    def __array__(self, dtype=None, copy=None):
        if self.graph or self.where != "cpu" or self.dtype == "torch.bfloat16":
            raise TypeError("can't convert this tensor to numpy")
        return np.array(self.array, dtype=dtype)


@pytest.fixture
def torch(monkeypatch):
    module = SimpleNamespace(Tensor=Tensor)
    monkeypatch.setitem(sys.modules, "torch", module)
    return module


def test_tensors_leave_device_and_graph(torch):
    tensor = Tensor(np.array([[0.5, 0.5], [0.25, 0.75]]))
    assert is_foreign(tensor)
    assert (to_host(tensor) == tensor.array).all()
    assert doubles(tensor).dtype == np.float64
    assert ib.capacity(tensor).lower == ib.capacity(tensor.array).lower


def test_short_floats_lose_no_small_probability(torch):
    # Half precision of the other kind would round 2^-40 to zero.
    found = coerce(Tensor(np.array([2.0**-40, 1.0]), "torch.bfloat16"), "law")
    assert found.array.tolist() == [2.0**-40, 1.0]
    assert found.half


def test_a_missing_adapter_is_named(torch, monkeypatch):
    monkeypatch.setitem(sys.modules, "array_api_compat.torch", None)
    tensor = Tensor(np.eye(2))
    for ask in (lambda: namespace_of(tensor), lambda: ib.capacity(tensor, solver="blahut_arimoto")):
        with pytest.raises(ib.MissingExtraError, match=r"itbounds\[arrays\]"):
            ask()


def test_a_device_without_doubles_is_worked_in_single_precision():
    counts = Placement.of(strict.asarray([[1, 0], [0, 1]], dtype=strict.int32, device=SINGLE_ONLY))
    assert counts.dtype == strict.float32
    assert Placement.of(strict.asarray([1.0])).widest.dtype == strict.float64
    assert counts.least == np.finfo(np.float32).smallest_normal
    assert counts.epsilon == np.finfo(np.float32).eps


def test_half_precision_is_worked_in_single():
    assert Placement.of(np.eye(2, dtype=np.float16)).dtype == np.float32


def test_memory_that_may_not_be_written_to_is_copied():
    frozen = np.eye(2)
    frozen.setflags(write=False)
    placed = Placement(np, np.float64).put(frozen)
    assert placed.flags.writeable
    assert not np.shares_memory(placed, frozen)
