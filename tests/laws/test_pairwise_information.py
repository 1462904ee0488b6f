"""The informations of all pairs are those of the pairs, from laws, points and samples, small or large."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics import pairwise
from itbounds.numerics.reductions import entropy, mutual_information


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(0, 2**32 - 1))
def test_the_pairs_of_a_joint_law_are_its_marginals(shape, seed):
    rng = np.random.default_rng(seed)
    law = rng.dirichlet(np.full(int(np.prod(shape)), 0.3)).reshape(shape)
    law[law < 0.2 * law.max()] = 0.0
    law /= law.sum()
    found = ib.pairwise_information(law, unit="nat")
    axes = range(len(shape))
    for i in axes:
        assert found[i, i] == pytest.approx(
            entropy(law.sum(axis=tuple(k for k in axes if k != i))), abs=1e-14
        )
        for j in range(i):
            joint = law.sum(axis=tuple(k for k in axes if k not in (i, j)))
            assert found[i, j] == found[j, i] == pytest.approx(mutual_information(joint), abs=1e-14)
    assert (found >= 0.0).all()


@given(st.integers(0, 2**32 - 1))
def test_samples_are_the_law_of_their_frequencies_however_they_are_grouped(seed):
    rng = np.random.default_rng(seed)
    samples = rng.integers(0, 3, (200, 4))
    samples[:, 3] = samples[:, 0] * samples[:, 1]
    direct = ib.pairwise_information(points=samples)
    seen, counts = np.unique(samples, axis=0, return_counts=True)
    assert ib.pairwise_information(counts / counts.sum(), points=seen) == pytest.approx(direct, abs=1e-13)
    table = np.zeros((3, 3, 3, 5))
    np.add.at(table, tuple(samples.T), 1 / 200)
    assert ib.pairwise_information(table) == pytest.approx(direct, abs=1e-13)


def test_large_alphabets_and_many_variables_go_by_blocks_and_pairs(monkeypatch):
    rng = np.random.default_rng(0)
    samples = np.column_stack([rng.integers(0, size, 6000) for size in (3000, 5, 400, 900, 2500)])
    large = ib.pairwise_information(points=samples, unit="nat")
    for i, j in ((0, 1), (0, 4), (1, 3), (2, 3)):
        joint = np.zeros((3000, 3000))
        np.add.at(joint, (samples[:, i], samples[:, j]), 1.0)
        assert large[i, j] == pytest.approx(mutual_information(joint), abs=1e-12)
    monkeypatch.setattr(pairwise, "_LETTERS", 6)
    monkeypatch.setattr(pairwise, "_POINTS", 7)
    few = samples[:500] % 4
    parted = ib.pairwise_information(points=few)
    monkeypatch.undo()
    assert parted == pytest.approx(ib.pairwise_information(points=few), abs=1e-13)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 128, 10**9]), st.booleans())
def test_counted_and_multiplied_tables_are_those_of_the_pairs(seed, many, weighted):
    rng = np.random.default_rng(seed)
    samples = rng.integers(0, rng.integers(1, 7, 7), (50, 7))  # some variables are constant
    p = rng.dirichlet(np.ones(50)) if weighted else np.full(50, 1 / 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairwise, "_MANY", many)
        patch.setattr(pairwise, "_LETTERS", int(rng.integers(6, 20)))
        found = ib.pairwise_information(p if weighted else None, points=samples, unit="nat")
    for i in range(7):
        for j in range(7):
            joint = np.zeros((7, 7))
            np.add.at(joint, (samples[:, i], samples[:, j]), p)
            truth = entropy(joint.sum(axis=1)) if i == j else mutual_information(joint)
            assert found[i, j] == pytest.approx(truth, abs=1e-14)


def test_a_nearly_independent_pair_keeps_its_digits():
    lean = 1e-9
    law = np.full((2, 2), 0.25) + lean * np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert ib.pairwise_information(law, unit="nat")[0, 1] == pytest.approx(8.0 * lean**2, rel=1e-6)


def test_what_is_no_law_and_no_table_is_refused():
    with pytest.raises(DomainError, match="points="):
        ib.pairwise_information()
    with pytest.raises(ShapeError, match="one row"):
        ib.pairwise_information(points=[0, 1])
    with pytest.raises(ShapeError):
        ib.pairwise_information([0.5, 0.5], points=[(0, 1)])
