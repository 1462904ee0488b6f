"""Sufficiency: the factorisation, recovery, and the coarsest statistic (Fritz 2020, section 14)."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import itbounds as ib
from itbounds import errors
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.kernels.measures import mutual_information
from itbounds.kernels.sufficiency import is_sufficient, minimal_sufficient_statistic, recovery
from itbounds.testing.strategies import deterministic_kernels, distributions, kernels, spaces


@st.composite
def families(draw):
    """A family, a function of its data that is sufficient by construction, and that family before noise."""
    theta, t, v = draw(spaces(max_size=3)), draw(spaces(max_size=3)), draw(spaces(max_size=5, min_size=3))
    core = draw(kernels(dom=theta, cod=t))
    statistic = draw(deterministic_kernels(dom=v, cod=t))
    fibre = statistic.matrix.T * draw(distributions(v, zeros=False)).probabilities
    empty = fibre.sum(axis=1) == 0.0
    fibre[empty, 0] = 1.0
    noise = Kernel(t, v, fibre / fibre.sum(axis=1, keepdims=True))
    used = core.matrix * ~empty
    rows = used.sum(axis=1)
    lawful = np.where(
        rows[:, None] > 0.0,
        used / np.where(rows > 0.0, rows, 1.0)[:, None],
        np.eye(t.size)[(~empty).argmax()],
    )
    return Kernel(theta, t, lawful) >> noise, statistic


@given(families())
def test_a_statistic_that_is_followed_by_noise_alone_is_sufficient(case):
    family, statistic = case
    assert is_sufficient(statistic, family)
    restored = family >> statistic >> recovery(statistic, family)
    assert restored.agrees_with(family, atol=1e-13)


@given(st.data(), kernels(max_size=3))
def test_sufficient_means_that_recovery_restores_the_joint_law(data, family):
    statistic = data.draw(deterministic_kernels(dom=family.cod) | kernels(dom=family.cod))
    v, t = family.cod, statistic.cod
    rule = recovery(statistic, family)
    with_data = family >> Kernel.copy(v) >> (Kernel.id(v) @ statistic)
    from_statistic = family >> statistic >> Kernel.copy(t) >> (rule @ Kernel.id(t))
    distance = 0.5 * np.abs(with_data.matrix - from_statistic.matrix).sum(axis=1).max()
    if abs(distance - 1e-9) > 1e-12:
        assert is_sufficient(statistic, family, atol=1e-9) == (distance <= 1e-9)


@given(kernels(max_size=4))
def test_the_data_are_sufficient_and_constants_only_for_constant_families(family):
    assert is_sufficient(Kernel.id(family.cod), family)
    constant = np.ptp(family.matrix, axis=0).max()
    if constant == 0.0 or constant > 1e-9:
        assert is_sufficient(Kernel.discard(family.cod), family) == (constant == 0.0)


@given(st.data(), families())
def test_the_minimal_statistic_is_sufficient_and_a_function_of_every_sufficient_one(data, case):
    family, statistic = case
    minimal = minimal_sufficient_statistic(family)
    assert minimal.is_deterministic
    assert is_sufficient(minimal, family)
    occurs = family.matrix.max(axis=0) > 0.0
    value, coarse = statistic.matrix.argmax(axis=1)[occurs], minimal.matrix.argmax(axis=1)[occurs]
    assert all(len(set(coarse[value == t])) == 1 for t in set(value))
    assert sorted(set(coarse)) == list(range(minimal.cod.size))
    p = data.draw(distributions(family.dom))
    kept = mutual_information(p, family >> minimal)
    assert kept == pytest.approx(mutual_information(p, family), abs=1e-12)


@given(st.data(), kernels(max_size=3))
def test_parameters_of_probability_zero_do_not_count(data, family):
    prior = data.draw(distributions(family.dom))
    statistic = data.draw(deterministic_kernels(dom=family.cod))
    used = np.flatnonzero(prior.probabilities)
    part = family.matrix[used]
    bare = Kernel.of(statistic.matrix)
    assert is_sufficient(statistic, family, prior=prior) == is_sufficient(bare, part)
    merged = minimal_sufficient_statistic(family, prior=prior)
    assert (merged.matrix == minimal_sufficient_statistic(part).matrix).all()
    if is_sufficient(statistic, family, prior=prior):
        restored = family >> statistic >> recovery(statistic, family, prior=prior)
        assert restored.agrees_with(family, prior=prior, atol=1e-9)


@given(
    st.integers(1, 5),
    st.lists(st.floats(0.05, 0.95), min_size=2, max_size=4, unique_by=lambda b: round(b, 1)),
)
def test_the_number_of_heads_is_minimal_sufficient_for_the_bias(n, biases):
    """The example of Fisher (1922): n tosses of a coin of unknown bias."""
    family = np.array([[b**k * (1 - b) ** (n - k) for k in heads(n)] for b in biases])
    count = ib.Kernel.deterministic(heads(n), n + 1)
    assert is_sufficient(count, family)
    minimal = minimal_sufficient_statistic(family, atol=1e-9)
    assert minimal.cod.size == n + 1
    table = minimal.matrix.argmax(axis=1)
    assert len({(k, t) for k, t in zip(heads(n), table.tolist(), strict=True)}) == n + 1
    restored = recovery(count, family)
    for k, row in enumerate(restored.matrix):
        possible = [i for i, heads_of in enumerate(heads(n)) if heads_of == k]
        assert row[possible] == pytest.approx(1.0 / len(possible))


def heads(n):
    return [i.bit_count() for i in range(2**n)]


def test_an_erasure_channel_of_many_symbols_has_one_erasure():
    split = ib.Kernel.of([[0.5, 0.0, 0.25, 0.15, 0.1], [0.0, 0.5, 0.25, 0.15, 0.1]])
    merged = split >> minimal_sufficient_statistic(split)
    assert merged.cod.size == 3
    assert sorted(merged.matrix.ravel()) == pytest.approx([0.0, 0.0, 0.5, 0.5, 0.5, 0.5])


def test_spaces_must_meet():
    family = Kernel(Space.of(2, "bias"), Space.of(4, "data"), np.full((2, 4), 0.25))
    with pytest.raises(errors.CompositionError, match="data"):
        is_sufficient(Kernel.id(Space.of(4, "other")), family)
    with pytest.raises(errors.CompositionError, match="prior"):
        is_sufficient(Kernel.id(4), family, prior=Distribution.of([0.2, 0.3, 0.5]))
