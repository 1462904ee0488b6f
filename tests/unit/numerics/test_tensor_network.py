"""Contraction of hypergraphs of indices against one einsum over all of them."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from itbounds.numerics.tensor_network import Contraction, Factor, Function, contract


@st.composite
def networks(draw):
    """Factors and functions on up to seven indices, acyclic, with some indices kept."""
    sizes = dict(enumerate(draw(st.lists(st.integers(1, 3), min_size=1, max_size=7))))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        wires = draw(st.lists(st.sampled_from(sorted(sizes)), min_size=1, max_size=4))
        output = max(wires)
        inputs = tuple(wire for wire in wires if wire != output)
        if inputs and draw(st.booleans()):
            shape = [sizes[wire] for wire in inputs]
            parts.append(Function(inputs, output, rng.integers(sizes[output], size=shape)))
        else:
            parts.append(Factor(tuple(wires), rng.random([sizes[wire] for wire in wires])))
    used = sorted({wire for part in parts for wire in part.wires})
    keep = draw(st.lists(st.sampled_from(used), unique=True))
    return parts, sizes, keep


def one_sum(parts, sizes, keep):
    operands = []
    for part in parts:
        if isinstance(part, Function):
            operands += [np.eye(sizes[part.output])[part.table], [*part.inputs, part.output]]
        else:
            operands += [part.array, list(part.wires)]
    return np.einsum(*operands, list(keep))


@given(networks())
def test_contraction_is_one_sum_over_all_indices(network):
    parts, sizes, keep = network
    found = contract(parts, sizes, keep)
    assert found.shape == tuple(sizes[wire] for wire in keep)
    assert found == pytest.approx(one_sum(parts, sizes, keep), rel=1e-13)


@given(networks())
def test_the_peak_bounds_the_result(network):
    parts, sizes, keep = network
    assert Contraction.of(parts, sizes, keep).peak >= contract(parts, sizes, keep).size


def test_a_grid_is_contracted_at_the_cost_of_its_width():
    rng = np.random.default_rng(5)
    width, length = 3, 12
    parts = [
        Factor((a, b), rng.random((2, 2)))
        for row in range(length)
        for column in range(width)
        for a, b in [
            (row * width + column, row * width + column + 1),
            (row * width + column, (row + 1) * width + column),
        ]
        if (b == a + width or column < width - 1) and b < width * length
    ]
    sizes = dict.fromkeys(range(width * length), 2)
    assert Contraction.of(parts, sizes, ()).peak <= 2 ** (width + 2)
    transfer = np.ones(2**width)
    for row in range(length):
        inside = np.einsum("ab,bc->abc", parts_of(parts, row * width), parts_of(parts, row * width + 1))
        transfer = transfer * inside.ravel()
        if row < length - 1:
            down = [pair(parts, row * width + c, (row + 1) * width + c) for c in range(width)]
            transfer = np.einsum("abc,ad,be,cf->def", transfer.reshape(2, 2, 2), *down).ravel()
    assert contract(parts, sizes, ()) == pytest.approx(transfer.sum(), rel=1e-12)


def parts_of(parts, first):
    return pair(parts, first, first + 1)


def pair(parts, first, second):
    return next(part.array for part in parts if part.wires == (first, second))


def test_large_functions_are_tables_and_never_written_out():
    letters = 200_000
    rng = np.random.default_rng(6)
    law, table = rng.dirichlet(np.ones(letters)), rng.integers(1000, size=letters)
    parts = [Factor((0,), law), Function((0,), 1, table), Factor((1,), rng.random(1000))]
    assert Contraction.of(parts, {0: letters, 1: 1000}, ()).peak <= letters
    assert contract(parts, {0: letters, 1: 1000}, ()) == pytest.approx(law @ parts[2].array[table])
    assert contract(parts[:2], {0: letters, 1: 1000}, (1,)) == pytest.approx(
        np.bincount(table, weights=law, minlength=1000)
    )


def test_long_chains_are_planned_in_no_time():
    rng = np.random.default_rng(7)
    steps = rng.dirichlet(np.ones(2), size=(2000, 2))
    parts = [Factor((i, i + 1), step) for i, step in enumerate(steps)]
    plan = Contraction.of(parts, dict.fromkeys(range(2001), 2), (0, 2000))
    assert plan.peak == 4
    product = np.eye(2)
    for step in steps:
        product = product @ step
    assert plan.run() == pytest.approx(product, rel=1e-10)
