"""Laws of representations: what is at most what, for any source and any target."""

import numpy as np
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.kernels.measures import mutual_information

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
