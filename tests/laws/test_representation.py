"""Laws of representations: what is at most what, for any source and any target."""

from fractions import Fraction
from itertools import product
from math import log, prod

import numpy as np
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.kernels.measures import mutual_information
from itbounds.numerics.statistics.type_blocks import block_error_ends, block_size_ends
from itbounds.numerics.statistics.type_sums import exact_block_error, exact_block_size

representation = ib.representation
seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(1, 6), st.integers(1, 5), st.integers(1, 3))
@settings(max_examples=50)
def test_a_statistic_lies_between_information_and_entropy(seed: int, m: int, n: int, distinct: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(m))
    W = rng.dirichlet(np.ones(n), distinct)[rng.integers(distinct, size=m)]
    between = representation.sufficient_rate(p, W)
    assert between.upper <= representation.rate(p).upper + 1e-12
    assert mutual_information(p, W) <= between.upper + 1e-12
    assert between.verify("ball").width < 1e-12


@given(seeds, st.integers(2, 6))
@settings(max_examples=50)
def test_a_chain_is_known_from_both_sides_and_forgets_nothing_it_had(seed: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.full(m, 0.5), m) + 1e-9
    source = ib.sources.markov(rows / rows.sum(axis=1, keepdims=True))
    law, chain = source.stationary.probabilities, source.transition.matrix
    assert np.abs(law @ chain - law).max() < 1e-13
    result = representation.rate(source)
    by_law = float(law @ [representation.rate(row).value for row in chain])
    assert result.lower - 1e-9 <= by_law <= result.upper + 1e-9
    assert result.lower <= representation.rate(law).upper + 1e-12
    assert result.verify("ball").within(result.interval)


@given(seeds, st.integers(1, 5), st.integers(1, 12), st.booleans())
@settings(max_examples=80)
def test_the_least_error_is_what_brute_force_finds(seed: int, letters: int, n: int, coarse: bool) -> None:
    """By look-ups and in integers, against all sequences sorted in rationals."""
    rng = np.random.default_rng(seed)
    n = min(n, 12 if letters < 3 else 7 if letters < 4 else 5)
    weights = [int(weight) for weight in rng.integers(1, 6 if coarse else 10**6, letters)]
    likely = sorted((prod(word) for word in product(weights, repeat=n)), reverse=True)
    kept = int(rng.integers(1, len(likely) + 1))
    truth = Fraction(sum(likely[kept:]), sum(weights) ** n)
    assert exact_block_error(weights, n, kept) == truth
    law = np.array(weights) / sum(weights)
    assert abs(representation.error(law, n, kept).value - float(truth)) < 1e-12
    allowed = float(rng.random() ** 2)
    lost = np.cumsum([0, *likely[::-1]], dtype=object)
    least = len(likely) - max(i for i, sum_ in enumerate(lost) if sum_ <= Fraction(allowed) * lost[-1])
    assert exact_block_size(weights, n, Fraction(allowed)) == max(1, least)
    if len(set(weights)) > 1:
        lower, upper = block_error_ends(weights, n, kept)
        assert Fraction(lower) <= truth <= Fraction(upper)
        assert upper - lower <= 1e-8 * float(truth) + 1e-300
        low, high = block_size_ends(weights, n, max(allowed, 1e-9))
        least = exact_block_size(weights, n, Fraction(max(allowed, 1e-9)))
        assert low <= log(least) * (1 + 1e-15)
        assert log(least) <= high * (1 + 1e-15)


@given(seeds, st.integers(2, 6), st.integers(1, 6))
@settings(max_examples=40)
def test_the_floors_of_a_collapse_are_in_order(seed: int, m: int, classes: int) -> None:
    p = np.random.default_rng(seed).dirichlet(np.full(m, 0.7))
    floor = representation.collapse_floor(p, classes)
    assert floor.textbook.value <= floor.fano.value + 1e-12
    assert floor.fano.value <= floor.exact.upper
    assert abs(floor.exact.value - np.sort(p)[::-1][classes:].sum()) < 1e-14


@given(seeds, st.integers(1, 4), st.integers(2, 4), st.integers(2, 4))
@settings(max_examples=30)
def test_what_is_less_free_tells_less(seed: int, m: int, k: int, n: int) -> None:
    """A data law, a fixed encoder, any embedding; and a random encoder, with one more read-out behind."""
    rng = np.random.default_rng(seed)
    p, W = rng.dirichlet(np.ones(m)), rng.dirichlet(np.full(n, 0.5), k)
    for encoder in (rng.integers(k, size=m).tolist(), rng.dirichlet(np.ones(k), m)):
        told = representation.capacity(W, encoder=encoder, source=p)
        fixed = representation.capacity(W, encoder=encoder)
        free = representation.capacity(W)
        assert told.lower <= fixed.upper
        assert fixed.lower <= free.upper
        assert free.lower <= np.log2(min(k, n)) + 1e-12
        read = ib.Kernel.of(W) >> ib.Kernel.of(rng.dirichlet(np.ones(2), n))
        assert representation.capacity(read, encoder=encoder, source=p).lower <= told.upper + 1e-12
        assert told.verify("ball").within(told.interval)
