"""Known answers of the Markov-categorical account of language models (Zhang, 2025), and one erratum to it."""

import numpy as np
import pytest

import itbounds as ib
from itbounds.kernels.conversion import softmax
from itbounds.kernels.language_model.similarity import similarity_operator

lm = ib.language_model


def bsc(flip):
    return np.array([[1 - flip, flip], [flip, 1 - flip]])


TWO_LOOKS = np.einsum("h,hu,hv->huv", [0.5, 0.5], bsc(0.1), bsc(0.2))
CONTEXTS = [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]


def h(x):
    return -x * np.log2(x) - (1 - x) * np.log2(1 - x)


def test_surplus_of_a_bit_seen_twice():
    seen = lm.horizon(TWO_LOOKS)
    assert seen.total == pytest.approx(0.635823, abs=6e-7)
    assert seen.next_word == pytest.approx(1 - h(0.1), abs=1e-12)
    assert seen.surplus == lm.surplus(TWO_LOOKS)
    assert seen.surplus == pytest.approx(0.104818, abs=6e-7)
    assert seen.remaining_entropy == pytest.approx(h(0.1 * 0.8 + 0.9 * 0.2), abs=1e-12)
    assert seen.remaining_entropy == pytest.approx(0.826746, abs=6e-7)
    assert seen.remaining_capacity == pytest.approx(1.0)
    assert lm.surplus(TWO_LOOKS, unit="nat") == pytest.approx(0.104818 * np.log(2), abs=5e-7)


def test_limits_of_the_surplus():
    assert lm.surplus(TWO_LOOKS.sum(axis=2)) == 0.0
    word = np.zeros((3, 3, 2))
    word[range(3), range(3)] = [[0.1, 0.2], [0.3, 0.1], [0.05, 0.25]]
    assert lm.surplus(word) == pytest.approx(0.0, abs=1e-15)
    markov = np.einsum("h,hu,uv->huv", [0.3, 0.7], bsc(0.1), bsc(0.2))
    assert lm.surplus(markov) == pytest.approx(0.0, abs=1e-15)
    later = np.einsum("u,hv->huv", [0.5, 0.5], np.eye(4) / 4)
    assert lm.horizon(later).surplus == lm.horizon(later).remaining_entropy == 2.0


def test_average_entropy_of_a_head_is_the_conditional_entropy():
    head, law = [[0.5, 0.5], [0.9, 0.1]], [0.25, 0.75]
    assert lm.categorical_entropy(head, law) == pytest.approx(0.25 + 0.75 * h(0.1))
    assert lm.categorical_entropy(head, law) == pytest.approx(
        ib.categorical_entropy(head, ib.divergences.KL(), input=law)
    )
    assert lm.categorical_entropy(head, law, ib.divergences.TotalVariation()) == pytest.approx(0.26)
    assert lm.categorical_entropy(np.eye(3), [0.2, 0.3, 0.5]) == 0.0


def test_the_mean_over_states_is_not_the_entropy_relative_to_their_law_for_renyi():
    head, law, renyi = [[0.5, 0.5], [0.9, 0.1]], [0.25, 0.75], ib.divergences.Renyi(0.5)
    mean = lm.categorical_entropy(head, law, renyi)
    each = [ib.categorical_entropy(row, renyi) for row in head]
    assert mean == pytest.approx(np.dot(law, each))
    assert abs(mean - ib.categorical_entropy(head, renyi, input=law)) > 1e-3


def test_predictive_spectra():
    assert lm.similarity_spectrum(CONTEXTS) == pytest.approx([0.848010, 0.151990, 0.0], abs=6e-7)
    assert lm.similarity_spectrum(CONTEXTS).sum() == pytest.approx(1.0, abs=1e-14)
    linear = lm.similarity_spectrum(CONTEXTS, kernel="linear")
    assert linear == pytest.approx([0.537810, 0.235523, 0.0], abs=6e-7)
    assert lm.similarity_spectrum([[0.2, 0.8]] * 3) == pytest.approx([1.0, 0.0, 0.0], abs=1e-15)
    assert lm.similarity_spectrum(np.eye(4), kernel="skl") == pytest.approx([0.25] * 4)


def test_the_kernel_of_the_symmetric_divergence_is_not_positive():
    """Three laws whose exp(-b J) has a negative eigenvalue; their Hellinger kernel has none."""
    rows = [[0.32, 0.68], [0.032, 0.968], [1e-6, 1 - 1e-6]]
    assert lm.similarity_spectrum(rows, kernel="skl", scale=0.276)[-1] < -0.02
    assert lm.similarity_spectrum(rows, kernel="hellinger", scale=0.276)[-1] > 0.0


def test_the_metric_is_the_second_order_of_relative_entropy():
    rng = np.random.default_rng(7)
    W, state, v = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=3)
    metric = lm.pullback_metric(W, state)
    for step in (1e-2, 1e-3, 1e-4):
        moved = ib.divergences.KL()(softmax([W @ (state + step * v)])[0], softmax([W @ state])[0], unit="nat")
        assert moved / (0.5 * step**2 * v @ metric @ v) == pytest.approx(1.0, abs=3 * step)


@pytest.mark.parametrize(("words", "dims"), [(5, 3), (3, 5), (2, 4), (4, 3), (1, 2)])
def test_the_rank_is_at_most_the_dimension_and_the_number_of_words_less_one(words, dims):
    rng = np.random.default_rng(words)
    W, states = rng.normal(size=(words, dims)), rng.normal(size=(20, dims))
    assert (lm.pullback_rank(W, states) == min(dims, words - 1)).all()
    assert (lm.pullback_rank(np.hstack([W, W[:, :1]]), np.zeros(dims + 1))) == min(dims, words - 1)


def test_the_metric_of_a_peaked_law_keeps_its_digits():
    """Two words 40 nats apart: the metric is p(1 - p) = 4.2e-18, which the definition as it stands loses."""
    metric = lm.pullback_metric([[1.0], [0.0]], [40.0])
    assert metric[0, 0] == pytest.approx(np.exp(-40.0), rel=1e-12)


def test_erratum_of_the_distances_that_a_loss_bounds():
    """The constant 1/2 for 2(1 - BC) fails; it is right for 1 - BC and for squared total variation."""
    kl, hellinger, tv = ib.divergences.KL(), ib.divergences.Hellinger(), ib.divergences.TotalVariation()
    p, q = [1.0, 0.0], [0.99, 0.01]
    excess = kl(p, q, unit="nat")
    assert 2 * hellinger(p, q) > 1.9 * 0.5 * excess
    assert hellinger(p, q) <= lm.distance_bound(excess, "hellinger", unit="nat")
    assert hellinger(p, q) / excess > 0.497
    near = [0.501, 0.499]
    assert tv(near, [0.5, 0.5]) ** 2 / kl(near, [0.5, 0.5], unit="nat") == pytest.approx(0.5, abs=1e-5)
    assert lm.distance_bound(100.0) == 1.0


def test_the_quadratic_bound_is_attained_by_words_that_score_alike():
    flat = lm.quadratic_surrogate(np.ones((4, 2)), [[0.7, 0.1, 0.1, 0.1]])
    assert flat.value == pytest.approx(2.0)
    assert len(flat.spectrum) == 0
    fair = lm.quadratic_surrogate(np.eye(3), np.full((2, 3), 1 / 3))
    assert fair.value == pytest.approx(np.log2(3))
    assert fair.states == pytest.approx(np.zeros((2, 3)), abs=1e-15)


def test_pipeline_from_kernels_and_from_arrays_agree():
    law = [0.4, 0.2, 0.2, 0.2]
    states = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])
    rows = softmax(states @ np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]))
    arrays = lm.Pipeline.from_arrays(states, rows, law)
    backbone = ib.Kernel.deterministic([0, 1, 0, 2], 3)
    kernels = lm.Pipeline(law, np.eye(4), backbone, rows[[0, 1, 3]])
    assert arrays.step.agrees_with(kernels.step, atol=1e-15)
    assert arrays.hidden_law.probabilities == pytest.approx([0.6, 0.2, 0.2])
    for model in (arrays, kernels):
        information = model.information()
        assert information["encoder"] >= information["backbone"] >= information["head"]
        assert information["backbone"] == pytest.approx(ib.Distribution.of([0.6, 0.2, 0.2]).entropy())
        assert model.categorical_entropy() == pytest.approx(
            ib.Distribution.of(law @ rows).entropy() - information["head"]
        )
        own = model.cross_entropy(rows)
        assert own.divergence == pytest.approx(0.0, abs=1e-14)
        assert own.nll == pytest.approx(model.categorical_entropy())
    future = np.einsum("xu,xv->xuv", rows, rows)
    seen = arrays.horizon(future)
    assert seen.next_word == pytest.approx(arrays.information()["head"])
    assert 0.0 < seen.surplus < seen.remaining_entropy


def test_hidden_states_average_the_similarity_of_their_contexts():
    labels, law = np.array([1, 0, 1]), np.array([0.2, 0.5, 0.3])
    full = similarity_operator(CONTEXTS, law) / np.sqrt(np.outer(law, law))
    share = np.array([[0, 1, 0], [0.4, 0, 0.6]])
    masses = np.array([0.5, 0.5])
    induced = np.sqrt(np.outer(masses, masses)) * (share @ full @ share.T)
    assert similarity_operator(CONTEXTS, law, hidden=labels) == pytest.approx(induced)
    assert lm.similarity_spectrum(CONTEXTS, law, hidden=labels) == pytest.approx(
        np.linalg.eigvalsh(induced)[::-1]
    )
