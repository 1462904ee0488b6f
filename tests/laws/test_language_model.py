"""Laws of the language-model functionals over random models."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import itbounds as ib
from itbounds.kernels.conversion import softmax
from itbounds.testing.strategies import stochastic_matrices

lm = ib.language_model

seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)
sizes = st.integers(1, 5)


@st.composite
def futures(draw):
    """A joint law of a hidden state and up to three words, with zeros."""
    shape = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    return draw(stochastic_matrices(1, int(np.prod(shape)))).reshape(shape)


@given(futures())
def test_surplus_lies_within_its_bounds_and_completes_the_information(p):
    seen = lm.horizon(p, unit="nat")
    assert 0.0 <= seen.surplus <= seen.remaining_entropy + 1e-12
    assert seen.remaining_entropy <= seen.remaining_capacity + 1e-12
    flat = p.reshape(len(p), -1)
    assert seen.total == pytest.approx(ib.divergences.KL()(
        flat.ravel() / flat.sum(), np.outer(flat.sum(axis=1), flat.sum(axis=0)).ravel() / flat.sum() ** 2,
        unit="nat"), abs=1e-12)  # fmt: skip


@given(seeds, sizes, sizes, sizes)
def test_the_metric_is_its_definition_and_positive(rng, words, dims, count):
    W, states, bias = rng.normal(size=(words, dims)), rng.normal(size=(count, dims)), rng.normal(size=words)
    metric = lm.pullback_metric(W, states, bias=bias)
    for one, state in zip(metric, states, strict=True):
        p = softmax([W @ state + bias])[0]
        assert one == pytest.approx(W.T @ (np.diag(p) - np.outer(p, p)) @ W, abs=1e-13)
        assert np.linalg.eigvalsh(one)[0] >= -1e-14
    assert lm.pullback_metric(W, states[0], bias=bias) == pytest.approx(metric[0], rel=1e-12, abs=1e-14)
    assert (lm.pullback_rank(W, states, bias=bias) <= min(dims, words - 1)).all()


@given(seeds, sizes, sizes, sizes, st.floats(0.01, 10.0))
def test_the_quadratic_bound_holds_everywhere_and_is_least_at_its_optimum(rng, words, dims, count, size):
    W, rows = size * rng.normal(size=(words, dims)), rng.dirichlet(np.ones(words), count)
    law = rng.dirichlet(np.ones(count))
    bound = lm.quadratic_surrogate(W, rows, law, unit="nat")
    for states in (
        bound.states,
        bound.states + rng.normal(size=(count, dims)),
        rng.normal(size=(count, dims)),
    ):
        loss = lm.cross_entropy(rows, softmax(states @ W.T), law, unit="nat").nll
        assert loss <= bound.at(states) + 1e-11 * (1.0 + abs(bound.at(states)))
        assert bound.at(states) >= bound.value - 1e-11
    assert bound.at(bound.states) == pytest.approx(bound.value, abs=1e-11)
    assert bound.restricted(len(bound.spectrum)) == pytest.approx(bound.value)
    assert (np.diff(bound.spectrum) <= 1e-15).all()


@given(seeds, st.integers(2, 6))
def test_the_hessian_of_the_log_partition_function_is_at_most_the_bound(rng, words):
    p = rng.dirichlet(np.full(words, 0.3))
    limit = 0.5 * (np.eye(words) - 1.0 / words)
    assert np.linalg.eigvalsh(limit - np.diag(p) + np.outer(p, p))[0] >= -1e-14


@given(st.data(), sizes, st.integers(2, 4), st.sampled_from(["bhattacharyya", "linear", "hellinger", "skl"]))
def test_spectra_are_those_of_the_operator(data, count, words, kernel):
    rows = data.draw(stochastic_matrices(count, words))
    law = data.draw(stochastic_matrices(1, count))[0]
    operator = lm.similarity_operator(rows, law, kernel)
    spectrum = lm.similarity_spectrum(rows, law, kernel)
    assert spectrum == pytest.approx(np.linalg.eigvalsh(operator)[::-1], abs=1e-13)
    own = (rows**2).sum(axis=1) if kernel == "linear" else np.ones(count)
    assert spectrum.sum() == pytest.approx(law @ own, abs=1e-12)
    if kernel != "skl":
        assert spectrum[-1] >= -1e-13
    values = np.arange(float(count))
    pairs = operator * np.sqrt(np.outer(law, law)) * (values[:, None] - values) ** 2
    assert lm.dirichlet_energy(rows, values, law, kernel) == pytest.approx(pairs.sum() / 2, abs=1e-12)


@given(st.data(), sizes, st.integers(1, 4))
def test_the_loss_is_entropy_plus_divergence(data, count, words):
    rows, model = data.draw(stochastic_matrices(count, words)), data.draw(stochastic_matrices(count, words))
    law = data.draw(stochastic_matrices(1, count))[0]
    parts = lm.cross_entropy(rows, model, law, unit="nat")
    used = (law[:, None] > 0) & (rows > 0)
    with np.errstate(divide="ignore"):
        direct = -(np.where(used, law[:, None] * rows, 0.0) * np.where(used, np.log(model), 0.0)).sum()
    assert parts.nll == pytest.approx(direct, rel=1e-9, abs=1e-12)
    assert parts.divergence >= 0.0
    assert parts.entropy == pytest.approx(lm.categorical_entropy(rows, law, unit="nat"), abs=1e-12)


@given(seeds, sizes, st.integers(2, 5))
def test_the_excess_bounds_the_distances(rng, count, words):
    p, q = rng.dirichlet(np.full(words, 0.4), count), rng.dirichlet(np.full(words, 0.4), count)
    excess = lm.cross_entropy(p, q).divergence
    tv = 0.5 * np.abs(p - q).sum(axis=1)
    assert (tv**2).mean() <= lm.distance_bound(excess) + 1e-12
    affinity = np.sqrt(p * q).sum(axis=1)
    assert (1 - affinity).mean() <= lm.distance_bound(excess, "hellinger") + 1e-12
