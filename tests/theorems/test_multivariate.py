"""Correlations and decompositions of several variables: closed forms, published tables, and laws."""

from functools import partial
from itertools import combinations, permutations, product
from math import log2

import numpy as np
import pytest
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.kernels.multivariate.decomposition import below, redundancy_nodes
from itbounds.testing.expressions import joint_laws


def target(function, sources=2, letters=2, size=None):
    """The law of independent uniform sources and a function of them."""
    points = list(product(range(letters), repeat=sources))
    values = [function(*point) for point in points]
    p = np.zeros((*(letters,) * sources, max(values) + 1 if size is None else size))
    for point, value in zip(points, values, strict=True):
        p[(*point, value)] += 1 / len(points)
    return p


XOR = target(lambda a, b: a ^ b)
COPIES = np.zeros((2, 2, 2))
COPIES[0, 0, 0] = COPIES[1, 1, 1] = 0.5


def test_correlations_of_parity_copies_and_independent_bits():
    assert (ib.total_correlation(XOR), ib.dual_total_correlation(XOR), ib.o_information(XOR)) == (1, 2, -1)
    assert ib.total_correlation(COPIES) == 2.0
    assert ib.dual_total_correlation(COPIES) == ib.o_information(COPIES) == 1.0
    free = np.full((2, 3, 4), 1 / 24)
    for measure in (ib.total_correlation, ib.dual_total_correlation, ib.o_information):
        assert measure(free) == pytest.approx(0.0, abs=1e-14)
        assert measure([0.3, 0.7]) == 0.0
    for n in range(3, 8):
        parity = target(lambda *bits: sum(bits) % 2, sources=n - 1)
        assert ib.o_information(parity) == pytest.approx(2 - n, abs=1e-12)
        copies = np.zeros((2,) * n)
        copies[(0,) * n] = copies[(1,) * n] = 0.5
        assert ib.o_information(copies) == pytest.approx(n - 2, abs=1e-12)
    assert ib.total_correlation(COPIES, unit="nat") == pytest.approx(2 * np.log(2), abs=1e-15)


@given(st.integers(2, 5).flatmap(joint_laws))
def test_correlations_follow_from_all_joint_entropies(p):
    n, h = p.ndim, ib.entropies(p)
    full = (1 << n) - 1
    total = sum(h[1 << i] for i in range(n)) - h[full]
    dual = h[full] - sum(h[full] - h[full & ~(1 << i)] for i in range(n))
    assert ib.total_correlation(p) == pytest.approx(total, abs=1e-12)
    assert ib.dual_total_correlation(p) == pytest.approx(dual, abs=1e-12)
    assert ib.o_information(p) == pytest.approx(total - dual, abs=1e-12)
    if n == 2:
        assert ib.o_information(p) == 0.0
    # Each is at most n - 1 times the other.
    assert total <= (n - 1) * dual + 1e-12
    assert dual <= (n - 1) * total + 1e-12


@given(joint_laws(3), st.permutations(range(3)))
def test_correlations_do_not_see_the_order_of_the_variables(p, order):
    for measure in (ib.total_correlation, ib.dual_total_correlation, ib.o_information):
        assert measure(p.transpose(order)) == pytest.approx(measure(p), abs=1e-13)


# Decompositions of two sources; the first two tables are of Williams and Beer (2010).

THREE = np.zeros((2, 2, 3))
THREE[0, 0, 0] = THREE[0, 1, 1] = THREE[1, 0, 2] = 1 / 3
AND = target(lambda a, b: a & b)
RDN = COPIES
UNQ = target(lambda a, b: a)
COPY = target(lambda a, b: 2 * a + b)


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (THREE, (log2(3) - 1, 1 / 3, 1 / 3, 1 / 3)),
        (XOR, (0, 0, 0, 1)),
        (AND, (0.311278, 0, 0, 0.5)),
        (RDN, (1, 0, 0, 0)),
        (UNQ, (0, 1, 0, 0)),
        (COPY, (1, 0, 0, 1)),
    ],
    ids=["three", "xor", "and", "rdn", "unq", "copy"],
)
def test_redundancy_of_williams_and_beer(law, expected):
    parts = ib.i_min(law)
    found = (parts.redundant, parts.unique1, parts.unique2, parts.synergistic)
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (XOR, (0, 0, 0, 1)),
        (AND, (0.311278, 0, 0, 0.5)),
        (RDN, (1, 0, 0, 0)),
        (UNQ, (0, 1, 0, 0)),
        (COPY, (1, 0, 0, 1)),
        (THREE, (0.918296, 0, 0, 0.666667)),
    ],
    ids=["xor", "and", "rdn", "unq", "copy", "three"],
)
def test_redundancy_as_the_least_information(law, expected):
    parts = ib.mmi(law)
    found = (parts.redundant, parts.unique1, parts.unique2, parts.synergistic)
    assert found == pytest.approx(expected, abs=1e-6)


def test_three_and_four_sources():
    parity = ib.i_min(target(lambda a, b, c: a ^ b ^ c, sources=3))
    assert parity.synergistic == 1.0
    assert sum(map(abs, parity.atoms.values())) == pytest.approx(1.0, abs=1e-12)
    giant = np.zeros((2, 2, 2, 2, 2))
    giant[0, 0, 0, 0, 0] = giant[1, 1, 1, 1, 1] = 0.5
    assert ib.i_min(giant).redundant == 1.0
    pairs = ib.mmi(target(lambda a, b, c: a ^ b, sources=3))
    assert pairs.atoms[((0, 1),)] == pytest.approx(1.0)
    assert [len(redundancy_nodes(n)) for n in (1, 2, 3, 4)] == [1, 4, 18, 166]
    assert len(ib.i_min(giant).atoms) == 166


@pytest.mark.parametrize("decompose", [ib.i_min, ib.mmi])
@given(data=st.data())
def test_atoms_add_up_and_are_not_negative(decompose, data):
    p = data.draw(st.integers(2, 4).flatmap(partial(joint_laws, max_size=2)))
    parts = decompose(p)
    assert min(parts.atoms.values()) >= -1e-12
    for node, value in parts.redundancies.items():
        total = sum(atom for other, atom in parts.atoms.items() if below(other, node))
        assert total == pytest.approx(value, abs=1e-12)
    sources = p.ndim - 1
    for size in range(1, sources + 1):
        for group in combinations(range(sources), size):
            table = p.sum(axis=tuple(set(range(sources)) - set(group))).reshape(-1, p.shape[-1])
            information = ib.entropies(table)
            told = information[1] + information[2] - information[3]
            assert parts.redundancies[(group,)] == pytest.approx(told, abs=1e-12)


@given(joint_laws(4, max_size=2), st.sampled_from(list(permutations(range(3)))))
def test_sources_are_alike(p, order):
    first, second = ib.i_min(p), ib.i_min(p.transpose(*order, 3))
    for node, value in second.atoms.items():
        moved = tuple(sorted(tuple(sorted(order[source] for source in group)) for group in node))
        twin = next(other for other in first.atoms if tuple(sorted(other)) == moved)
        assert first.atoms[twin] == pytest.approx(value, abs=1e-12)


@given(joint_laws(3))
def test_the_least_specific_information_is_the_least_of_all(p):
    """The mean of the minima is at most the minimum of the means."""
    assert ib.i_min(p).redundant <= ib.mmi(p).redundant + 1e-12


def test_what_is_refused():
    with pytest.raises(errors.ShapeError, match="target"):
        ib.i_min([0.5, 0.5])
    with pytest.raises(errors.DomainError, match="four are the most"):
        ib.mmi(np.full((2,) * 6, 1 / 64))
    with pytest.raises(errors.DomainError, match="not two"):
        _ = ib.i_min(np.full((2, 2, 2, 2), 1 / 16)).unique1
    with pytest.raises(errors.NotNormalizedError):
        ib.o_information(np.ones((2, 2)))
