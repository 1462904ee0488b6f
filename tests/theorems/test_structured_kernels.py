"""Long chains and wide products of channels, evaluated without their joint matrix, in bounded memory."""

import resource
import subprocess
import sys
import tracemalloc
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse

import itbounds as ib
from itbounds.errors import SparseNotSupportedError
from itbounds.numerics.operators import Kronecker

LIMIT = 100e6
FLIPS = np.linspace(0.01, 0.45, 12)


@pytest.fixture
def channels(rng):
    """Fifty channels on 200 letters."""
    return [rng.dirichlet(np.full(200, 0.3), size=200) for _ in range(50)]


def added_memory(work):
    """The value of a computation and the most memory that was allocated in it."""
    tracemalloc.start()
    try:
        value = work()
        return value, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def close(found, expected, rel=1e-11):
    """Whether large arrays agree; `pytest.approx` would take seconds."""
    return bool((np.abs(found - expected) <= rel * np.abs(expected)).all())


def chain_of(length):
    return reduce(ib.Diagram.__rshift__, [ib.Diagram(ib.Box(f"W{i}", "X", "X")) for i in range(length)])


def product_of(name, width=12):
    boxes = [ib.Diagram(ib.Box(f"{name}{i}", f"X{i}", f"X{i}")) for i in range(width)]
    return reduce(ib.Diagram.__matmul__, boxes)


def test_a_chain_of_fifty_channels_on_200_letters(channels):
    kernels = {f"W{i}": W for i, W in enumerate(channels)}
    whole, memory = added_memory(lambda: ib.interpret(chain_of(50), kernels))
    assert memory < LIMIT
    assert close(whole.matrix, np.linalg.multi_dot(channels))
    kernels["p"] = np.full(200, 1 / 200)
    pushed = ib.interpret(ib.Box("p", (), "X") >> chain_of(50), kernels)
    assert close(pushed.probabilities, whole.matrix.mean(axis=0))


def test_a_product_of_twelve_binary_channels(rng):
    def work():
        kernels = [ib.zoo.bsc(e) for e in FLIPS]
        whole = reduce(ib.Kernel.__matmul__, kernels)
        twice = whole >> whole
        law = ib.Distribution.of(rng.dirichlet(np.ones(4096)))
        return law, whole, twice, law >> whole, law >> twice

    (law, whole, twice, once, again), memory = added_memory(work)
    assert memory < LIMIT
    assert whole.operator.shape == (4096, 4096)
    assert isinstance(whole.operator, Kronecker)
    assert isinstance(twice.operator, Kronecker)
    tensor = law.probabilities.reshape((2,) * 12)
    for axis, e in enumerate(FLIPS):
        tensor = (1 - e) * tensor + e * np.flip(tensor, axis=axis)
    assert close(once.probabilities, tensor.ravel())
    assert close(again.probabilities, (once >> whole).probabilities)
    assert (whole >> whole).agrees_with(twice)
    assert not whole.agrees_with(twice)
    with pytest.raises(SparseNotSupportedError, match=r"4096 x 4096 Kronecker"):
        assert whole.matrix.size


def test_a_diagram_of_two_products_of_twelve(rng):
    kernels = {f"{name}{i}": ib.zoo.bsc(e) for name in "fg" for i, e in enumerate(FLIPS)}
    kernels["p"] = rng.dirichlet(np.ones(4096))
    wires = tuple(f"X{i}" for i in range(12))
    products = product_of("f") >> product_of("g")

    def work():
        whole = ib.interpret(products, kernels)
        law = ib.interpret(ib.Box("p", (), wires) >> products, kernels)
        return whole, law

    (whole, law), memory = added_memory(work)
    assert memory < LIMIT
    assert whole.operator.shape == (4096, 4096)
    assert whole.operator.nnz < 10**6
    assert law.space.names == wires
    assert (ib.Distribution.of(kernels["p"]) >> whole).agrees_with(law)


def test_the_process_stays_small():
    """The peak resident size of a fresh interpreter, over what importing alone takes."""
    program = """
import resource, numpy as np, itbounds as ib
from functools import reduce
import itbounds.semantics
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
flips = np.linspace(0.01, 0.45, 12)
wires = tuple(f"X{i}" for i in range(12))
boxes = [ib.Diagram(ib.Box(f"f{i}", x, x)) for i, x in enumerate(wires)]
product = reduce(ib.Diagram.__matmul__, boxes)
kernels = {f"f{i}": ib.zoo.bsc(e) for i, e in enumerate(flips)}
kernels["p"] = np.random.default_rng(1).dirichlet(np.ones(4096))
whole = ib.interpret(product >> product, kernels)
law = ib.interpret(ib.Box("p", (), wires) >> product >> product, kernels)
direct = reduce(ib.Kernel.__matmul__, [ib.zoo.bsc(e) for e in flips])
assert (ib.Distribution.of(kernels["p"]) >> direct >> direct).agrees_with(law)
rows = np.random.default_rng(2).dirichlet(np.ones(200), size=(50, 200))
chain = reduce(ib.Diagram.__rshift__, [ib.Diagram(ib.Box(f"W{i}", "X", "X")) for i in range(50)])
ib.interpret(chain, {f"W{i}": W for i, W in enumerate(rows)})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) * 1024 < LIMIT
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


def test_a_part_too_large_to_contract_acts_as_a_chain(rng):
    """Sixteen bits through a box on all of them: the matrix would have four thousand million entries."""
    wires = tuple(f"X{i}" for i in range(16))
    noise = product_of("f", 16)
    shuffle = ib.Box("s", wires, wires, deterministic=True)
    kernels = {f"f{i}": ib.zoo.bsc(0.01 * (i + 1)) for i in range(16)}
    table = rng.permutation(2**16)
    kernels["s"] = ib.operators.deterministic(table, 2**16)
    sizes = dict.fromkeys(wires, 2)
    whole = ib.interpret(noise >> shuffle >> noise, kernels, sizes)
    p = rng.dirichlet(np.ones(2**16))
    tensor = p.reshape((2,) * 16)
    for axis in range(16):
        e = 0.01 * (axis + 1)
        tensor = (1 - e) * tensor + e * np.flip(tensor, axis=axis)
    shuffled = np.empty(2**16)
    shuffled[table] = tensor.ravel()
    tensor = shuffled.reshape((2,) * 16)
    for axis in range(16):
        e = 0.01 * (axis + 1)
        tensor = (1 - e) * tensor + e * np.flip(tensor, axis=axis)
    pushed, memory = added_memory(lambda: ib.Distribution.of(p) >> whole)
    assert close(pushed.probabilities, tensor.ravel())
    assert memory < LIMIT


def test_a_large_sparse_channel_is_a_kernel():
    """A walk on a circle of 100 000 letters spreads by its variance."""
    n, steps = 100_000, 10
    walk = scipy.sparse.diags_array([0.5, 0.5, 0.5, 0.5], offsets=[1, -1, 1 - n, n - 1], shape=(n, n))
    kernel = ib.Kernel.of(ib.operators.sparse(walk))
    start = np.zeros(n)
    start[n // 2] = 1.0
    law = ib.Distribution.of(start)
    for _ in range(steps):
        law = law >> kernel
    places = np.arange(n) - n // 2
    assert law.probabilities @ places**2 == pytest.approx(steps)
    twice = kernel >> kernel
    assert twice.operator.nnz == 3 * n
    assert (law >> twice).agrees_with(law >> kernel >> kernel)
    with pytest.raises(SparseNotSupportedError, match="Sparse"):
        kernel.matrix.sum()
    capacity = ib.capacity(kernel)
    assert capacity.lower <= np.log2(n / 2) <= capacity.upper


def test_the_inverse_of_a_product_is_the_product_of_the_inverses():
    flips = np.linspace(0.05, 0.4, 20)
    prior = ib.Distribution.of([0.3, 0.7])
    whole = reduce(ib.Kernel.__matmul__, [ib.zoo.bsc(e) for e in flips])
    law = reduce(ib.Distribution.__matmul__, [prior] * 20)
    back = whole.invert(law)
    assert back.null_rows == ()
    rows = back.operator.rows(np.array([0, 5, 2**20 - 1]))
    parts = [ib.zoo.bsc(e).invert(prior).matrix for e in flips]
    first = reduce(np.kron, [part[0] for part in parts])
    assert close(rows[0], first)
    assert rows.sum(axis=1) == pytest.approx(1.0)
    assert law.entropy() == pytest.approx(20 * prior.entropy())


def test_copies_of_large_spaces_are_tables():
    copy, swap = ib.Kernel.copy(3000), ib.Kernel.swap(3000, 2000)
    assert copy.operator.nnz == 3000
    assert swap.is_deterministic
    p = ib.Distribution.of(np.arange(3000.0), normalize="rows")
    diagonal = (p >> copy).tensor
    assert np.trace(diagonal) == pytest.approx(1.0)
    assert (copy.marginal(0)).agrees_with(ib.Kernel.id(3000))
