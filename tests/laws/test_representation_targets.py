"""Laws of targets behind perturbations: nothing built beats the limits, and more is never worse."""

from itertools import product

import numpy as np
from hypothesis import assume, given, settings, strategies as st

import itbounds as ib

representation = ib.representation
seeds = st.integers(0, 2**32 - 1)


def _level(rng: np.random.Generator, joint: np.ndarray, table: np.ndarray) -> float:
    """A level between what the input allows at best and what a constant costs."""
    least = float((joint @ table).min(axis=1).sum())
    most = float((joint.sum(axis=0) @ table).min())
    # Where nothing can be told, the whole range is one level.
    assume(most - least > 1e-6 * most)
    return least + rng.uniform(0.05, 0.95) * (most - least)


@given(seeds, st.integers(2, 4), st.integers(2, 4))
@settings(max_examples=8)
def test_a_target_is_harder_to_tell_from_an_input_than_from_itself(seed: int, m: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.ones(m * n)).reshape(m, n)
    table = ib.distortions.squared_error(rng.normal(size=n))
    level = _level(rng, joint, table)
    remote = representation.rate_distortion(joint, table, level, tol=1e-6)
    assert ib.rate_distortion(joint.sum(axis=0), table, level).lower <= remote.upper
    assert remote.lower <= representation.rate(joint.sum(axis=1)).upper
    conditional = joint / joint.sum(axis=1, keepdims=True)
    assert remote.lower <= representation.sufficient_rate(joint.sum(axis=1), conditional).upper


@given(seeds, st.integers(2, 4))
@settings(max_examples=8)
def test_a_bijective_target_is_told_as_itself(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    law, order = rng.dirichlet(np.ones(n)), rng.permutation(n)
    table = rng.exponential(size=(n, 3))
    joint = np.zeros((n, n))
    joint[order, np.arange(n)] = law
    level = _level(rng, np.diag(law), table)
    direct = ib.rate_distortion(law, table, level)
    result = representation.rate_distortion(joint, table, level)
    assert result.lower <= direct.upper
    assert direct.lower <= result.upper
    # By the general way, in which rows that are all zero but for one entry are averaged.
    remote = ib.remote_rate_distortion(joint, table, level, tol=1e-6)
    assert result.lower <= remote.upper + 1e-12
    assert remote.lower <= result.upper + 1e-12


@given(seeds, st.integers(2, 4), st.integers(2, 4))
@settings(max_examples=6)
def test_a_regression_tells_the_mean_and_loses_the_rest(seed: int, m: int, n: int) -> None:
    """Squared error splits: R(D) is that of E[Y|X] at D less the variance that is left."""
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.ones(m * n)).reshape(m, n)
    values, estimates = rng.normal(size=n), rng.normal(size=5)
    inputs = joint.sum(axis=1)
    means = joint @ values / inputs
    lost = float(joint.sum(axis=0) @ values**2 - inputs @ means**2)
    level = _level(rng, joint, ib.distortions.squared_error(values, estimates))
    error = ib.distortions.squared_error(values, estimates)
    result = representation.rate_distortion(joint, error, level, tol=1e-6)
    around = ib.distortions.squared_error(means, estimates)
    told = ib.rate_distortion(inputs, around, level - lost, tol=1e-6)
    assert abs(result.value - told.value) < 3e-6


@given(st.floats(0.01, 0.49))
@settings(max_examples=6)
def test_a_fair_bit_used_once_is_as_wrong_as_its_channel(flip: float) -> None:
    answer = representation.separation(
        [0.5, 0.5], ib.zoo.bsc(flip), distortion=ib.distortions.hamming(2), D=flip
    )
    least = answer.least_distortion
    assert least is not None
    assert least.lower - 1e-12 <= flip <= least.upper + 1e-12
    assert least.gap < 1e-6


@given(seeds, st.integers(2, 3), st.integers(2, 3), st.integers(2, 3))
@settings(max_examples=8)
def test_no_encoder_and_no_read_out_beat_the_least_distortion(seed: int, m: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.ones(m * n)).reshape(m, n)
    noise = rng.dirichlet(np.full(k, 0.5), k) + 1e-6
    noise /= noise.sum(axis=1, keepdims=True)
    table = rng.exponential(size=(n, 2))
    answer = representation.separation(joint, noise, distortion=table, tol=1e-7)
    least = answer.least_distortion
    assert least is not None
    # For an encoder the best read-out decides for each output on its own.
    paid = [(np.eye(k)[list(code)] @ noise).T @ (joint @ table) for code in product(range(k), repeat=m)]
    best = min(float(table_of_outputs.min(axis=1).sum()) for table_of_outputs in paid)
    assert least.lower <= best + 1e-12


@given(seeds, st.integers(2, 3))
@settings(max_examples=8)
def test_the_least_distortion_is_where_the_rate_is_what_is_offered(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    law, table = rng.dirichlet(np.ones(n)), ib.distortions.hamming(n)
    few, many = sorted(rng.uniform(0.2, 1.5, 2))
    noise = ib.zoo.bsc(float(rng.uniform(0.02, 0.3)))
    first, second = (
        representation.separation(law, noise, uses=uses, distortion=table, D=0.1, tol=1e-7)
        for uses in (few, many)
    )
    assert first.least_distortion is not None
    assert second.least_distortion is not None
    assert second.least_distortion.lower <= first.least_distortion.upper
    level = first.least_distortion.upper
    assert ib.rate_distortion(law, table, level).lower <= first.offered.upper
    if first.possible:
        assert first.least_distortion.lower <= 0.1
        assert second.possible
    if first.possible is False:
        assert first.least_distortion.upper >= 0.1
        assert first.uses_needed is not None
        assert first.uses_needed.upper >= few
