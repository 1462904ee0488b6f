"""All joint entropies in one pass, against the definition, closed forms and themselves."""

from math import comb, log

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds import BITS, NATS, Distribution, entropies
from itbounds.errors import DomainError, NegativeProbabilityError, NotNormalizedError, ShapeError
from itbounds.numerics import entropies as module
from itbounds.testing.expressions import joint_laws
from tests.reference.entropies import joint_entropies, support_entropies


@given(st.integers(1, 5).flatmap(joint_laws))
def test_agreement_with_the_definition(p):
    assert entropies(p, unit=NATS) == pytest.approx(joint_entropies(p), rel=0.0, abs=1e-13)


def test_ten_variables_agree_with_marginal_sums_to_1e_12(rng):
    p = rng.dirichlet(np.ones(1 << 10)).reshape((2,) * 10)
    found = entropies(p)
    for mask in range(1, 1 << 10):
        q = p.sum(axis=tuple(i for i in range(10) if not mask >> i & 1))
        assert abs(found[mask] - -(q * np.log2(q)).sum()) <= 1e-12


@given(joint_laws(4), st.integers(1, 64))
def test_blocks_change_nothing(p, block):
    whole = module.marginal_sums(p)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        assert module.marginal_sums(p) == pytest.approx(whole, rel=0.0, abs=1e-14)


def test_large_alphabets_and_many_variables_take_blocks(rng):
    p = rng.dirichlet(np.ones(40 * 30 * 50 * 3)).reshape(40, 30, 50, 3)
    assert np.prod(np.add(p.shape, 1)) > module.BLOCK
    found = entropies(p, unit=NATS)
    for mask, axes in {0b0001: (1, 2, 3), 0b0110: (0, 3), 0b1011: (2,), 0b1111: ()}.items():
        q = p.sum(axis=axes)
        assert found[mask] == pytest.approx(-(q * np.log(q)).sum(), abs=1e-12)


@pytest.mark.parametrize("shape", [(200_000,), (100_000, 3), (3, 100_000), (2, 70_000, 2)])
def test_one_large_alphabet_takes_no_loop_over_its_letters(rng, shape, monkeypatch):
    p = rng.dirichlet(np.ones(np.prod(shape))).reshape(shape)
    passes, one_pass = [], module._one_pass
    monkeypatch.setattr(module, "_one_pass", lambda laws: passes.append(laws.size) or one_pass(laws))
    found = entropies(p, unit=NATS)
    assert len(passes) <= 10
    assert found[-1] == pytest.approx(-(p * np.log(p)).sum(), abs=1e-12)
    q = p.sum(axis=tuple(range(1, p.ndim)))
    assert found[1] == pytest.approx(-(q * np.log(q)).sum(), abs=1e-12)


@given(joint_laws(4), st.permutations(range(4)))
def test_axis_i_is_bit_i(p, order):
    """Permuting axes permutes bits."""
    original, permuted = entropies(p), entropies(p.transpose(order))
    for mask in range(16):
        image = sum(1 << order[i] for i in range(4) if mask >> i & 1)
        assert permuted[mask] == pytest.approx(original[image], abs=1e-14)


def test_independent_uniform_variables_have_additive_entropies():
    """H of a product law is the sum of the logarithms of its alphabets."""
    sizes = (2, 3, 5, 4)
    found = entropies(np.full(sizes, 1 / np.prod(sizes)), unit=NATS)
    expected = [sum(log(k) for i, k in enumerate(sizes) if m >> i & 1) for m in range(16)]
    assert found == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("n", "k"), [(4, 2), (5, 3), (6, 6), (6, 1)])
def test_threshold_schemes_are_uniform_matroids(n, k):
    """Points of a Reed-Solomon code over GF(7) have entropy min(|S|, k) log 7 (Shamir 1979)."""
    messages = np.stack(np.unravel_index(np.arange(7**k), (7,) * k), axis=1)
    powers = np.array([[pow(x, e, 7) for x in range(1, n + 1)] for e in range(k)])
    points = messages @ powers % 7
    found = entropies(np.full(7**k, 7.0**-k), points=points, unit=NATS) / log(7)
    expected = [min(mask.bit_count(), k) for mask in range(1 << n)]
    assert found == pytest.approx(expected, abs=1e-12)
    assert sum(value == 1 for value in expected) == (comb(n, 1) if k > 1 else 2**n - 1)


@given(joint_laws(3))
def test_a_support_is_the_same_law(p):
    points = np.argwhere(p > 0)
    found = entropies(p[p > 0] / p.sum(), points=points)
    assert found == pytest.approx(entropies(p), abs=1e-13)


@given(st.integers(1, 6), st.integers(1, 60), st.integers(1, 6), st.booleans(), st.integers(0, 2**32 - 1))
def test_points_and_the_array_of_their_law_agree(n, count, letters, weighted, seed):
    rng = np.random.default_rng(seed)
    points = rng.integers(0, rng.integers(1, letters + 1, n), (count, n))
    p = rng.dirichlet(np.full(count, 0.3)) if weighted else np.full(count, 1 / count)
    law = np.zeros(tuple(points.max(axis=0) + 1))
    np.add.at(law, tuple(points.T), p)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TABLE", 0)
        found = entropies(p if weighted else None, points=points, unit=NATS)
    assert found == pytest.approx(entropies(law, unit=NATS), abs=1e-13)
    assert entropies(p, points=points, unit=NATS) == pytest.approx(found, abs=1e-13)


@given(joint_laws(5), st.lists(st.sets(st.integers(0, 4)), max_size=8))
def test_named_sets_are_entries_of_the_whole_in_their_order(p, sets):
    whole = entropies(p)
    expected = [whole[sum(1 << i for i in chosen)] for chosen in sets]
    assert entropies(p, sets=sets) == pytest.approx(expected, abs=1e-13)
    assert entropies(p[p > 0], points=np.argwhere(p > 0), sets=sets) == pytest.approx(expected, abs=1e-13)


def test_samples_whose_product_has_a_trillion_letters(rng):
    """Independent letters and their sums modulo 10: the entropies of the samples, one set at a time."""
    samples = rng.integers(0, 10, (2000, 12))
    samples[:, 11] = samples[:, :3].sum(axis=1) % 10
    samples[:, 4] = samples[:, 3]
    found = entropies(points=samples, unit=NATS)
    for mask in rng.integers(1, 1 << 12, 60):
        kept = [i for i in range(12) if mask >> i & 1]
        counts = np.unique(samples[:, kept], axis=0, return_counts=True)[1] / 2000
        assert found[mask] == pytest.approx(-(counts * np.log(counts)).sum(), abs=1e-12)
    assert found[0b1000_0000_0111] == found[0b111]


def test_pairs_and_triples_of_many_variables_need_no_more(rng):
    samples = rng.integers(0, 2, (300, 100))
    found = entropies(points=samples, sets=[(0, 99), (5, 7, 64), ()], unit=NATS)
    for value, kept in zip(found, [[0, 99], [5, 7, 64]], strict=False):
        counts = np.unique(samples[:, kept], axis=0, return_counts=True)[1] / 300
        assert value == pytest.approx(-(counts * np.log(counts)).sum(), abs=1e-13)
    assert found[2] == 0.0
    with pytest.raises(DomainError, match="variable 100; there are 100"):
        entropies(points=samples, sets=[{100}])
    with pytest.raises(DomainError, match="sets="):
        entropies(points=samples)
    with pytest.raises(DomainError, match="points="):
        entropies()
    with pytest.raises(ShapeError, match="one row"):
        entropies(points=[0, 1])


def test_points_may_have_any_labels_and_come_again():
    points = [("a", "x"), ("b", "x"), ("a", "y"), ("a", "x")]
    found = entropies([0.25, 0.25, 0.25, 0.25], points=points, unit=NATS)
    assert found == pytest.approx(support_entropies(points, [0.25] * 4), abs=1e-15)


def test_many_variables_on_a_small_support():
    """Twelve copies of one fair bit: every set but the empty one has entropy one."""
    found = entropies([0.5, 0.5], points=[[0] * 12, [1] * 12])
    assert found[0] == 0.0
    assert (found[1:] == 1.0).all()


@given(joint_laws(3))
def test_units_and_distributions(p):
    assert entropies(p, unit=BITS) * BITS.nats == pytest.approx(entropies(p, unit="nat"), abs=1e-15)
    assert (entropies(Distribution.of(p)) == entropies(p)).all()


def test_the_law_is_divided_by_its_sum():
    p = np.full((2, 2), 0.25 * (1 + 1e-10))
    assert entropies(p) == pytest.approx([0, 1, 1, 2], abs=1e-15)


def test_constants_have_no_entropy():
    found = entropies(np.array([[[0.1, 0.2, 0.7]]]))
    assert found[:4].tolist() == [0.0] * 4
    assert (found[4:] == found[4]).all()


def test_misuse_is_refused():
    with pytest.raises(NotNormalizedError):
        entropies([[0.5, 0.6]])
    with pytest.raises(NegativeProbabilityError):
        entropies([[1.5, -0.5]])
    with pytest.raises(ShapeError, match="one row of letters"):
        entropies([0.5, 0.5], points=[[0, 1]])
    with pytest.raises(DomainError, match=r"2\*\*31"):
        entropies([1.0], points=[[0] * 31])
