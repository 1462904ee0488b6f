"""Certain ends for channels that are never formed agree with those of the matrix, and hold in balls."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.numerics import balls
from itbounds.numerics.operator_rounding import operator_capacity_interval, operator_row_divergences
from itbounds.numerics.operators import Chain, Dense, Deterministic, Kronecker, Sparse, sparse


def random_operator(kind, rng):
    """An operator of each kind, with zeros and tiny entries, rows off one by 1e-10."""

    def matrix(m, n):
        W = rng.dirichlet(np.full(n, 0.2), m)
        W[W < 1e-3] = 0.0
        W[:, 0] += 1e-9
        return W / W.sum(axis=1, keepdims=True) * (1 + 1e-10 * rng.uniform(-1, 1, (m, 1)))

    if kind == "sparse":
        return sparse(matrix(6, 9))
    if kind == "dense":
        return Dense(matrix(7, 4))
    if kind == "product":
        return Kronecker((Dense(matrix(3, 4)), sparse(matrix(2, 3)), Dense(matrix(2, 2))))
    if kind == "chain":
        return Chain(
            (Dense(matrix(4, 5)), sparse(matrix(5, 6)), Deterministic(np.array([0, 1, 1, 2, 3, 0]), 4))
        )
    return Deterministic(rng.integers(0, 3, 8), 4)


KINDS = ("sparse", "dense", "product", "chain", "function")


@given(st.sampled_from(KINDS), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_ends_enclose_those_computed_in_balls(kind, seed):
    rng = np.random.default_rng(seed)
    channel = random_operator(kind, rng)
    m, n = channel.shape
    p, q = rng.dirichlet(np.full(m, 0.3)), np.maximum(rng.dirichlet(np.full(n, 0.3)), 2.0**-500)
    low, high = operator_capacity_interval(channel, p, q)
    # The exact product or composite is within a few roundings of the matrix that an array holds.
    matrix, slack = channel.dense(), 1e-14 if kind in ("product", "chain") else 0.0
    truth_low, truth_high = balls.capacity_lower(matrix, p), balls.capacity_upper(matrix, q)
    assert low <= truth_low + slack
    assert high >= truth_high - slack
    assert truth_low - low < 1e-11
    assert high - truth_high < 1e-10


@pytest.mark.parametrize("kind", KINDS)
def test_depth_bounds_the_error_of_an_action(kind, rng):
    channel = random_operator(kind, rng)
    p = rng.dirichlet(np.ones(channel.shape[0]))
    exact = [Fraction(float(x)) for x in p]
    for link in channel.links if kind == "chain" else (channel,):
        rows = _exact_rows(link)
        exact = [sum(e * row[y] for e, row in zip(exact, rows, strict=True)) for y in range(link.shape[1])]
    bound = Fraction(2) ** -53 * max(1, channel.depth[0]) * Fraction(101, 100)
    found = channel.certain_left(p)
    assert all(abs(Fraction(float(f)) - e) <= bound * e for f, e in zip(found, exact, strict=True))


def _exact_rows(operator):
    if not isinstance(operator, Kronecker):
        return [[Fraction(float(entry)) for entry in row] for row in operator.dense()]
    rows = [[Fraction(1)]]
    for part in operator.factors:
        rows = [[a * b for a in first for b in second] for first in rows for second in _exact_rows(part)]
    return rows


def test_row_sums_of_products_are_those_of_the_matrix(rng):
    channel = random_operator("product", rng)
    found, wanted = channel.row_sums(), Dense(channel.dense()).row_sums()
    for name in ("total", "entropy", "size"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=1e-13)


def test_divergences_from_a_law_that_all_but_excludes_an_output_stay_finite():
    values, errors = operator_row_divergences(Dense(np.eye(2)), np.array([1.0, 2.0**-500]))
    assert values == pytest.approx([0.0, 500 * np.log(2)], abs=1e-12)
    assert (errors < 1e-11).all()


def test_long_rows_of_a_chain_are_summed_within_its_depth():
    # Each letter is spread over a few, seven times: a row of 214375 equal entries.
    links, rows = [], 1
    for few in (5, 7, 7, 7, 5, 5, 5):
        letters = rows * few
        links.append(
            Sparse(np.arange(0, letters + 1, few), np.arange(letters), np.full(letters, 1 / few), letters)
        )
        rows = letters
    values, errors = operator_row_divergences(Chain(tuple(links)), np.ones(rows))
    # The row is uniform up to rounding; to count the roundings of the links alone is not enough.
    assert 0.0 < abs(values[0]) <= errors[0] < 1e-11
    assert links[0].depth == (1, 5)


def test_a_chain_that_forms_no_long_rows_has_no_depth_but_that_of_its_links():
    flips = Deterministic(np.arange(1000)[::-1], 1000)
    assert Chain((flips, flips)).depth == (2, 1)
    few = sparse(np.kron(np.eye(500), np.full((2, 2), 0.5)))
    assert Chain((few, flips)).depth == (3, 2)
    assert Chain((few, few)).depth == (4, 4)
