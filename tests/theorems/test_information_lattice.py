"""Shannon's information lattice: its axioms on drawn laws, and known answers of reconstruction."""

from functools import reduce
from itertools import product
from math import log2

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.sparse import csr_array

import itbounds as ib
from itbounds import Observable, errors
from itbounds.kernels.lattice.metric import information_distance
from itbounds.kernels.measures import entropy, mutual_information


@st.composite
def variables(draw, count=3, max_points=7):
    """Some variables on one sample space, some of whose points may have no probability."""
    points = draw(st.integers(1, max_points))
    weight = st.sampled_from([0.0, 0.1, 1.0, 3.0])
    weights = np.array(draw(st.lists(weight, min_size=points, max_size=points)))
    weights[draw(st.integers(0, points - 1))] = 1.0
    labels = st.lists(st.sampled_from("abcd"), min_size=points, max_size=points)
    return [Observable(draw(labels), weights / weights.sum()) for _ in range(count)]


# An order with joins and meets.


@given(variables())
def test_the_order_has_least_upper_and_greatest_lower_bounds(drawn):
    X, Y, Z = drawn
    join, meet = X | Y, X & Y
    assert join >= X
    assert join >= Y
    assert meet <= X
    assert meet <= Y
    assert (join <= Z) == (X <= Z and Y <= Z)
    assert (meet >= Z) == (Z <= X and Z <= Y)
    assert X.constant() <= X <= X.everything()
    assert (X == Y) == (X <= Y and Y <= X)
    assert meet <= X


@given(variables())
def test_lattice_laws(drawn):
    X, Y, Z = drawn
    assert X | Y == Y | X
    assert X & Y == Y & X
    assert hash(X | Y) == hash(Y | X)
    assert (X | Y) | Z == X | (Y | Z)
    assert (X & Y) & Z == X & (Y & Z)
    assert X | (X & Y) == X == X & (X | Y)
    assert X | X == X == X & X
    assert X | X.constant() == X == X & X.everything()


@given(variables(count=2))
def test_the_meet_is_the_finest_common_function(drawn):
    """Against all functions of both variables, of which there are few."""
    X, Y = drawn
    common = [
        Z
        for images in product(range(3), repeat=X.count)
        if (Z := X.map(dict(zip(X.letters, images, strict=True)).__getitem__)) <= Y
    ]
    best = max(common, key=lambda Z: Z.count)
    if (X & Y).count <= 3:
        assert best == X & Y
    assert all(Z <= (X & Y) for Z in common)


# Entropy is monotone and submodular, distances are distances.


@given(variables())
def test_entropy_is_monotone_and_submodular(drawn):
    X, Y, Z = drawn
    join, meet = X | Y, X & Y
    assert meet.entropy() <= X.entropy() + 1e-13 <= join.entropy() + 2e-13
    excess = X.entropy() + Y.entropy() - join.entropy() - meet.entropy()
    assert excess >= -1e-13
    assert excess == pytest.approx(X.information(Y) - meet.entropy(), abs=1e-13)
    assert meet.information(Z) <= X.information(Z) + 1e-13


@given(variables())
def test_distances_are_metrics(drawn):
    X, Y, Z = drawn
    assert X.distance(X) == X.rajski(X) == 0.0
    assert X.distance(Y) == pytest.approx(Y.distance(X), abs=1e-14)
    assert X.distance(Z) <= X.distance(Y) + Y.distance(Z) + 1e-13
    assert X.rajski(Z) <= X.rajski(Y) + Y.rajski(Z) + 1e-13
    assert 0.0 <= X.rajski(Y) <= 1.0
    assert (X.distance(Y) == 0.0) == (X == Y) == (X.rajski(Y) == 0.0)
    assert X.distance(Y) == pytest.approx(X.entropy() + Y.entropy() - 2 * X.information(Y), abs=1e-13)
    assert X.distance(X | Y) == pytest.approx((X | Y).entropy() - X.entropy(), abs=1e-13)


@given(variables())
def test_variables_on_a_line_are_aligned(drawn):
    """X <= Y <= Z: the distances add up."""
    X, Y, Z = drawn
    middle, top = X | Y, X | Y | Z
    assert X.distance(middle) + middle.distance(top) == pytest.approx(X.distance(top), abs=1e-13)


# The same from joint laws, dense and sparse.


@given(variables(count=2))
def test_joint_laws_and_variables_agree(drawn):
    X, Y = drawn
    table = np.zeros((X.count, Y.count))
    cells = X.against(Y)
    table[cells.rows, cells.columns] = cells.weights
    for joint in (table, csr_array(table)):
        part = ib.common_part(joint)
        assert part.entropy == pytest.approx((X & Y).entropy(), abs=1e-14)
        assert ib.rajski(joint) == pytest.approx(X.rajski(Y), abs=1e-14)
        assert information_distance(joint) == pytest.approx(X.distance(Y), abs=1e-14)
        first, second = ib.observables(joint)
        assert (first & second).count == len(part.law)
        result = ib.gacs_korner(joint)
        assert result.lower <= (X & Y).entropy() + 1e-15
        assert (X & Y).entropy() - 1e-15 <= result.upper
        assert result.verify("ball").within(result.interval)
        assert result.verify().within(result.interval)
        assert ib.Result.from_dict(result.to_dict()).verify().within(result.interval)


@given(variables(count=2))
def test_common_information_is_below_mutual_information(drawn):
    X, Y = drawn
    cells = X.against(Y)
    table = np.zeros(cells.shape)
    table[cells.rows, cells.columns] = cells.weights
    common = ib.gacs_korner(table)
    assert common.lower <= mutual_information(table) + 1e-13
    labels = ib.common_part(table)
    assert (labels.x_labels[cells.rows] == labels.y_labels[cells.columns]).all()


def test_common_parts():
    part = ib.common_part(np.array([[0.2, 0.3, 0, 0], [0, 0, 0, 0], [0, 0, 0.1, 0], [0, 0, 0, 0.4]]))
    assert part.x_labels.tolist() == [0, -1, 1, 2]
    assert part.y_labels.tolist() == [0, 0, 1, 2]
    np.testing.assert_allclose(part.law, [0.5, 0.1, 0.4])
    assert part.entropy == pytest.approx(entropy([0.5, 0.1, 0.4]))
    assert ib.common_part(np.eye(4) / 4, unit=ib.NATS).entropy == pytest.approx(np.log(4))
    assert ib.common_part([[1.0]]).entropy == ib.rajski([[1.0]]) == 0.0
    assert ib.rajski([[0.5, 0.5]]) == 1.0
    assert str(ib.gacs_korner(np.eye(3) / 3)) == "C(X;Y) ∈ [1.584962500, 1.584962501] bit"


def test_a_million_cells():
    rng = np.random.default_rng(5)
    blocks = np.kron(np.eye(4), rng.random((250, 250)))
    joint = blocks / blocks.sum()
    part = ib.common_part(joint)
    sums = [joint[i : i + 250, i : i + 250].sum() for i in range(0, 1000, 250)]
    np.testing.assert_allclose(part.law, sums, rtol=1e-12)
    n = 10**5
    sparse = csr_array((np.full(n, 1 / n), (np.arange(n), rng.permutation(n))), shape=(n, n))
    assert ib.common_part(sparse).entropy == pytest.approx(log2(n), abs=1e-9)
    assert ib.rajski(sparse) == pytest.approx(0.0, abs=1e-12)


def test_a_tampered_common_part_is_refused():
    from dataclasses import replace

    good = ib.gacs_korner(np.eye(3) / 3).certificate
    assert good is not None
    finer = ib.gacs_korner([[0.25, 0.25], [0.25, 0.25]]).certificate
    for bad in (
        replace(good, labels=np.array([0, 1, 1])),
        replace(good, upper=1.0),
        replace(good, weights=np.array([0.5, 0.5, -0.1])),
        replace(finer, labels=np.array([0, 1, 0, 1]), upper=1.0),
        replace(good, labels=np.array([0, 1])),
    ):
        with pytest.raises(errors.CertificateError):
            bad.verify()


# Complements.


def _all_partitions(count):
    if count == 0:
        yield []
        return
    for rest in _all_partitions(count - 1):
        for block in range(max(rest, default=-1) + 2):
            yield [*rest, block]


@given(variables(count=2, max_points=6))
def test_complements_are_all_there(drawn):
    X, Y = drawn
    whole = X | Y
    found = list(ib.complements(X, whole))
    for Z in found:
        assert whole >= Z
        assert whole == X | Z
        assert X.constant() == X & Z
    assert len(set(found)) == len(found) >= 1
    reference = 0
    for blocks in _all_partitions(whole.count):
        Z = whole.map(dict(zip(whole.letters, blocks, strict=True)).__getitem__)
        reference += (whole == X | Z) and (X.constant() == X & Z)
    assert len(found) == reference


def test_complements_are_made_lazily():
    X = Observable([i // 20 for i in range(400)], [1 / 400] * 400)
    (first,) = ib.complements(X, limit=1)
    assert X | first == X.everything()
    assert X & first == X.constant()
    with pytest.raises(errors.DomainError, match="no function"):
        next(ib.complements(X.everything(), X))


def test_the_lattice_is_not_distributive():
    """Two bits and their exclusive or: three complements of one another."""
    space = Observable(list(product((0, 1), repeat=2)), [1 / 4] * 4)
    X, Y, Z = (space.map(f) for f in (lambda w: w[0], lambda w: w[1], lambda w: w[0] ^ w[1]))
    assert X & (Y | Z) == X
    assert X.constant() == (X & Y) | (X & Z)


# Perfect reconstruction.


def remainders(modulus, *moduli):
    whole = Observable(range(modulus), np.full(modulus, 1 / modulus))
    return whole, [whole.map(lambda x, m=m: x % m) for m in moduli]


def test_chinese_remainders():
    """Two remainders modulo 2 and 3 tell a number below 6, with equality: they are independent."""
    whole, parts = remainders(6, 2, 3)
    found = ib.reconstruction(parts, whole)
    assert (found.perfect, found.ruled_out) == (True, False)
    assert found.spent == pytest.approx(log2(6), abs=1e-14)
    assert found.budget == pytest.approx(log2(6), abs=1e-14)
    assert found.missing == 0.0
    assert sum(whole.rajski(part) for part in parts) == pytest.approx(1.0, abs=1e-15)
    whole, parts = remainders(60, 3, 4, 5)
    found = ib.reconstruction(parts, whole, unit=ib.NATS)
    assert found.perfect
    assert sum(part.rajski(whole) for part in parts) == pytest.approx(2.0, abs=1e-14)
    assert found.spent == pytest.approx(2 * np.log(60), abs=1e-13)


def test_what_distances_rule_out():
    whole, (parity, third) = remainders(6, 2, 3)
    upper_half = whole.map(lambda x: x // 3)
    found = ib.reconstruction([parity, upper_half], whole)
    assert (found.perfect, found.ruled_out) == (False, True)
    assert found.spent == pytest.approx(3.169925, abs=1e-6)
    assert found.budget == pytest.approx(2.584963, abs=1e-6)
    alone = ib.reconstruction([third], whole)
    assert (alone.perfect, alone.ruled_out) == (False, True)
    assert alone.spent == pytest.approx(1.0)
    assert alone.budget == 0.0
    assert alone.missing == pytest.approx(1.0)


def test_the_condition_is_not_sufficient():
    """Remainders modulo 4 and 6 have entropy enough for a number below 12 and more; below 24 not."""
    whole, parts = remainders(12, 4, 6)
    assert ib.reconstruction(parts, whole).perfect
    whole, parts = remainders(24, 4, 6)
    found = ib.reconstruction(parts, whole)
    assert not found.perfect
    assert not found.ruled_out
    assert found.missing == pytest.approx(1.0)


def test_sorting_three_numbers_needs_three_comparisons():
    from itertools import combinations, permutations

    orders = list(permutations(range(3)))
    whole = Observable(orders, np.full(6, 1 / 6))
    comparisons = [whole.map(lambda o, i=i, j=j: o[i] < o[j]) for i, j in combinations(range(3), 2)]
    assert whole.entropy() == pytest.approx(2.584963, abs=1e-6)
    for pair in combinations(comparisons, 2):
        found = ib.reconstruction(pair, whole)
        assert (found.perfect, found.ruled_out) == (False, True)
    assert ib.reconstruction(comparisons, whole).perfect


def test_sign_and_modulus_of_a_symmetric_variable():
    """They are independent and tell it: equality."""
    whole = Observable([-2, -1, 1, 2], [0.1, 0.4, 0.4, 0.1])
    found = ib.reconstruction([whole.map(lambda x: x > 0), whole.map(abs)], whole)
    assert found.perfect
    assert found.spent == pytest.approx(found.budget, abs=1e-15)


@given(variables())
def test_the_condition_is_necessary(drawn):
    whole = reduce(Observable.__or__, drawn)
    found = ib.reconstruction(drawn, whole)
    assert found.perfect
    assert not found.ruled_out
    assert found.missing == 0.0
    assert found.spent <= found.budget + 1e-12


def test_misuse():
    X = Observable("ab", [0.5, 0.5])
    with pytest.raises(errors.CompositionError, match="sample spaces"):
        assert Observable("ab", [0.4, 0.6]) >= X
    with pytest.raises(errors.ShapeError, match="3 labels for 2 points"):
        Observable("abc", [0.5, 0.5])
    with pytest.raises(errors.DomainError, match="no function"):
        ib.reconstruction([X.everything()], X.constant())
    with pytest.raises(errors.DomainError, match="no part"):
        ib.reconstruction([], X)
    with pytest.raises(errors.ShapeError, match="two axes"):
        ib.common_part(np.full((2, 2, 2), 1 / 8))
    with pytest.raises(errors.NotNormalizedError, match="sparse"):
        ib.rajski(csr_array(np.eye(3)))
    assert X != "ab"
