"""Symmetry of channels: colour refinement finds it, and the capacity between classes is the capacity."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.numerics import colour_refinement
from itbounds.numerics.colour_refinement import coarsest_equitable
from itbounds.numerics.operators import Dense, Sparse
from itbounds.numerics.rounding import capacity_interval
from itbounds.problems import capacity_of_classes
from tests.reference.refined_colours import refined_colours


def orbits_by_force(W):
    """The orbits of inputs under all pairs of permutations that leave a small channel as it is."""
    m, n = W.shape
    columns = [list(p) for p in permutations(range(n))]
    same = [p for p in permutations(range(m)) if any((W[list(p)][:, c] == W).all() for c in columns)]
    return [min(p[x] for p in same) for x in range(m)]


def disguised(W, rng):
    """The channel with its letters renamed, and how the inputs were."""
    rows, columns = rng.permutation(len(W)), rng.permutation(W.shape[1])
    return W[rows][:, columns], rows


@given(st.integers(2, 4), st.integers(2, 4), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_small_classes_are_unions_of_orbits(m, n, seed):
    rng = np.random.default_rng(seed)
    W = rng.integers(1, 3, (m, n)) / 4.0  # channels need no sums here: only equal entries matter
    labels = coarsest_equitable(Dense(W)).inputs
    orbit = orbits_by_force(W)
    assert all(labels[x] == labels[y] for x in range(m) for y in range(m) if orbit[x] == orbit[y])


def as_sparse(W):
    """The entries that are not zero, by rows."""
    x, y = np.nonzero(W)
    starts = np.concatenate([[0], np.cumsum(np.bincount(x, minlength=len(W)))])
    return Sparse(starts, y, W[x, y], W.shape[1])


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2), st.booleans(), st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_refinement_is_that_by_sorted_lists(m, n, zeros, kinds, seed):
    rng = np.random.default_rng(seed)
    W = np.maximum(rng.integers(-zeros, 3, (m, n)), 0) / 4.0
    cost = rng.integers(0, 2, m).astype(float) if kinds else None
    truth = refined_colours(W, cost)
    for operator in (Dense(W), as_sparse(W)):
        classes = coarsest_equitable(operator, cost)
        assert (classes.inputs.tolist(), classes.outputs.tolist()) == truth


def cyclic(n):
    return (np.arange(n) - np.arange(n)[:, None]) % n


def dihedral(n):
    """The numbers of x^-1 y for the rotations 0 ... n-1 and the reflections n ... 2n-1."""
    turn, flip = np.tile(np.arange(n), 2), np.repeat([1, -1], n)
    product = np.where(flip[:, None] == 1, turn - turn[:, None], turn[:, None] - turn) % n
    return product + n * (flip[:, None] != flip)


def translations(k):
    return np.arange(2**k) ^ np.arange(2**k)[:, None]


def symmetric_group(n):
    elements = list(permutations(range(n)))
    place = {g: i for i, g in enumerate(elements)}
    inverse = [tuple(np.argsort(g)) for g in elements]
    return np.array([[place[tuple(a[i] for i in b)] for b in elements] for a in inverse])


@pytest.mark.parametrize("table", [cyclic(97), dihedral(60), translations(7), symmetric_group(5)])
def test_group_channels_in_disguise_are_one_class_and_one_ulp_breaks_it(table, rng):
    noise = rng.dirichlet(np.full(len(table), 0.5))
    W, _ = disguised(noise[table], rng)
    inputs, outputs = ib.orbits(W)
    assert not inputs.any()
    assert not outputs.any()
    x, y = int(rng.integers(len(W))), int(rng.integers(len(W)))
    W[x, y] = np.nextafter(W[x, y], 1.0)
    inputs, outputs = ib.orbits(W)
    assert (inputs == inputs[x]).sum() == 1
    assert (outputs == outputs[y]).sum() == 1


def test_classes_may_be_coarser_than_orbits_and_nothing_is_lost(rng):
    """Hexagons and pairs of triangles: no symmetry takes one to the other, and yet all letters are alike."""

    def ring(n):
        return (np.roll(np.eye(n), 1, axis=1) + np.roll(np.eye(n), -1, axis=1)) / 4.0

    W = np.zeros((192, 192))
    for start in range(0, 96, 6):
        W[start : start + 6, start : start + 6] = ring(6)
    for start in range(96, 192, 3):
        W[start : start + 3, start : start + 3] = ring(3)
    W += np.eye(192) / 2.0
    W, _ = disguised(W, rng)
    assert not ib.orbits(W)[0].any()
    merged = ib.capacity(W)
    assert "1 of 192" in merged.provenance.notes[0]
    assert merged.lower <= np.log2(192) - 1.5 <= merged.upper


def test_a_wrong_partition_leaves_the_certificate_right(rng, monkeypatch):
    """As if all fingerprints had collided: the interval is wider, and holds."""
    # The same largest entry in all rows, lest a glance show that they differ.
    W = np.column_stack([np.full(130, 0.5), 0.5 * rng.dirichlet(np.full(129, 0.3), 130)])
    truth = ib.capacity(W)
    alike = colour_refinement.Classes(np.zeros(130, dtype=np.int64), np.zeros(130, dtype=np.int64))
    monkeypatch.setattr(capacity_of_classes, "few_classes", lambda channel, cost: alike)
    with pytest.warns(ib.ConvergenceWarning):
        wrong = ib.capacity(W)
    assert "1 of 130 inputs" in wrong.provenance.notes[-1]
    assert wrong.lower < truth.lower <= truth.upper < wrong.upper
    assert wrong.verify().width == pytest.approx(wrong.gap, abs=1e-9)


@pytest.mark.parametrize("kept", ["entries", "rows"])
def test_a_line_pairs_its_ends_whatever_the_number_of_rounds(kept, rng):
    m = 1200
    noise = np.array([0.125, 0.25, 0.25, 0.25, 0.125])
    channel = ib.operators.toeplitz(noise, m)
    if kept == "rows":
        order = rng.permutation(m)
        inputs, _ = ib.orbits(ib.Kernel.of(channel.dense()[order]))
        inputs = inputs[np.argsort(order)]
    else:
        inputs, outputs = ib.orbits(channel)
        assert np.array_equal(outputs, outputs[::-1])
    assert np.array_equal(inputs, inputs[::-1])
    assert len(np.unique(inputs)) == m // 2


def test_a_file_that_takes_too_many_readings_has_letters_that_are_unlike(tmp_path, monkeypatch):
    W = ib.operators.toeplitz([0.25, 0.5, 0.25], 40).dense()
    path = tmp_path / "line.bin"
    W.tofile(path)
    stored = ib.operators.memmap(path, W.shape)
    assert ib.orbits(stored)[0].max() == 19
    monkeypatch.setattr(colour_refinement, "READINGS", 5)
    with pytest.warns(ib.ConvergenceWarning, match="not settled after 5 readings"):
        inputs, outputs = ib.orbits(stored)
    assert np.array_equal(inputs, np.arange(40))
    assert np.array_equal(outputs, np.arange(42))
    with pytest.warns(ib.ConvergenceWarning, match="not settled after 0 readings"):
        inputs, _ = ib.orbits(ib.operators.toeplitz(np.full(1000, 1e-3), 10**6))
    assert np.array_equal(inputs, np.arange(10**6))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_classes_are_equitable_and_average_laws_lose_nothing(seed):
    rng = np.random.default_rng(seed)
    row = np.sort(rng.dirichlet(np.ones(6)))
    base = np.kron(row[(np.arange(6) - np.arange(6)[:, None]) % 6], np.array([[0.75, 0.25], [0.25, 0.75]]))
    W = np.block([[base, np.zeros((12, 3))], [np.zeros((2, 12)), np.array([[0.5, 0.25, 0.25]] * 2)]])
    W, _ = disguised(W, rng)
    classes = coarsest_equitable(Dense(W))
    for x, y in zip(*np.triu_indices(len(W)), strict=True):
        if classes.inputs[x] == classes.inputs[y]:
            for label in range(classes.outputs.max() + 1):
                inside = classes.outputs == label
                assert np.array_equal(np.sort(W[x, inside]), np.sort(W[y, inside]))
    p = rng.dirichlet(np.full(len(W), 0.3))
    sizes = classes.sizes[0]
    averaged = (np.bincount(classes.inputs, p) / sizes)[classes.inputs]
    q = np.ones(W.shape[1])
    assert capacity_interval(W, averaged, q)[0] >= capacity_interval(W, p, q)[0] - 1e-12
    merged, bonus = classes.merged(Dense(W))
    masses = np.bincount(classes.inputs, averaged)
    r = masses @ merged
    part = masses @ np.where(merged > 0, merged * np.log(np.where(merged > 0, merged / r, 1.0)), 0.0).sum(
        axis=1
    )
    assert part + masses @ bonus == pytest.approx(capacity_interval(W, averaged, q)[0], abs=1e-12)


def test_a_disguised_cyclic_channel_is_one_class(rng):
    n = 512
    row = rng.dirichlet(np.ones(n))
    W, _ = disguised(row[(np.arange(n) - np.arange(n)[:, None]) % n], rng)
    inputs, outputs = ib.orbits(W)
    assert not inputs.any()
    assert not outputs.any()
    result = ib.capacity(W, tol=1e-9)
    truth = np.log2(n) + row @ np.log2(row)
    assert result.lower - 1e-12 <= truth <= result.upper + 1e-12
    assert result.provenance.steps == 1
    assert result.verify().width < 1e-9
    assert "1 of 512 inputs" in result.provenance.notes[0]


def test_a_circulant_channel_of_4096_letters_in_closed_form(rng):
    row = rng.dirichlet(np.full(4096, 0.1))
    channel = ib.operators.circulant(row)
    result = ib.capacity(channel, unit="nats")
    used = row[row > 0]
    assert result.lower <= np.log(4096) + used @ np.log(used) <= result.upper
    assert result.gap < 1e-9
    assert result.certificate.kind == "operator_capacity"
    labels = ib.orbits(channel)
    assert not labels[0].any()


def test_with_costs_classes_hold_letters_of_one_cost(rng):
    n = 200
    row = np.sort(rng.dirichlet(np.ones(n)))
    W = row[(np.arange(n) - np.arange(n)[:, None]) % n]
    cost = (np.arange(n) % 2).astype(float)
    W, order = disguised(W, rng)
    merged = ib.capacity(W, cost=cost[order], budget=0.3)
    assert "2 of 200" in merged.provenance.notes[0]
    plain = ib.capacity(W, cost=cost[order] + 1e-13 * np.arange(n), budget=0.3)
    assert abs(merged.value - plain.value) < 1e-8
    assert merged.gap <= 1e-9


def test_a_sparse_walk_in_disguise(rng):
    import scipy.sparse

    n = 20_000
    bands = [0.25, 0.5, 0.25, 0.25, 0.25]
    walk = scipy.sparse.diags_array(bands, offsets=[-1, 0, 1, n - 1, 1 - n], shape=(n, n))
    rows, columns = rng.permutation(n), rng.permutation(n)
    W = scipy.sparse.csr_array(walk)[rows][:, columns]
    result = ib.capacity(W, unit="nats")
    truth = np.log(n) - 1.5 * np.log(2)
    assert result.lower <= truth <= result.upper
    assert result.provenance.steps == 1


def test_channels_without_symmetry_are_left_alone(rng):
    W = rng.dirichlet(np.ones(150), 150)
    inputs, outputs = ib.orbits(W)
    assert np.array_equal(inputs, np.arange(150))
    assert np.array_equal(outputs, np.arange(150))
    assert ib.capacity(W).provenance.notes == ()


def test_rows_are_read_in_the_order_of_their_new_codes():
    # The inputs 0, 2, 1, 3 get new codes at once, in this order: a run of rows that is not in a row.
    channel = np.array(
        [
            [0.0, 0.0, 2.0, 2.0, 1.0, 2.0],
            [0.0, 2.0, 0.0, 1.0, 2.0, 1.0],
            [2.0, 2.0, 1.0, 0.0, 2.0, 0.0],
            [1.0, 1.0, 2.0, 0.0, 0.0, 2.0],
            [1.0, 2.0, 1.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, 1.0, 2.0],
        ]
    )
    classes = coarsest_equitable(Dense(channel))
    assert (classes.inputs.tolist(), classes.outputs.tolist()) == refined_colours(channel)
    assert classes.inputs.tolist() == [0, 1, 0, 1, 2, 2]
