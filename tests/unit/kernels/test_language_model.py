"""What the language-model functions refuse, and what they say; many hidden states at once."""

import time

import numpy as np
import pytest

import itbounds as ib

lm = ib.language_model


def test_misuse_is_named():
    with pytest.raises(ib.ShapeError, match=r"p\[h, w1, w2"):
        lm.surplus([0.5, 0.5])
    with pytest.raises(ib.NotNormalizedError):
        lm.surplus([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(ib.CompositionError):
        lm.categorical_entropy(np.eye(2), [0.5, 0.25, 0.25])
    with pytest.raises(ib.UnitError):
        lm.categorical_entropy(np.eye(2), [0.5, 0.5], ib.divergences.TotalVariation(), unit="bit")
    with pytest.raises(ib.ShapeError, match="2 components, the head takes 3"):
        lm.pullback_metric(np.ones((4, 3)), [0.0, 1.0])
    with pytest.raises(ib.ShapeError, match="4 are needed"):
        lm.pullback_metric(np.ones((4, 3)), np.zeros(3), bias=[1.0])
    with pytest.raises(ib.DomainError, match="'rbf'"):
        lm.similarity_spectrum(np.eye(2), kernel="rbf")
    with pytest.raises(ib.DomainError, match="scale"):
        lm.similarity_spectrum(np.eye(2), kernel="skl", scale=0.0)
    with pytest.raises(ib.DomainError, match="scale"):
        lm.similarity_spectrum(np.eye(2), scale=-1.0)
    with pytest.raises(ib.ShapeError, match="labels"):
        lm.similarity_spectrum(np.eye(2), hidden=[0, 1, 2])
    with pytest.raises(ib.DomainError, match="probability zero"):
        lm.similarity_spectrum(np.eye(2), [1.0, 0.0], hidden=["a", "b"])
    with pytest.raises(ib.DomainError, match="euclidean"):
        lm.distance_bound(1.0, "euclidean")
    with pytest.raises(ib.DomainError, match="excess"):
        lm.distance_bound(-1.0)
    with pytest.raises(ib.ShapeError, match="5 rows"):
        lm.quadratic_surrogate(np.ones((5, 2)), np.eye(3))
    with pytest.raises(ib.ShapeError, match="the hidden states have shape"):
        lm.quadratic_surrogate(np.eye(3), np.eye(3)).at(np.zeros((2, 3)))
    with pytest.raises(ib.CompositionError, match="the backbone cannot follow"):
        lm.Pipeline([0.5, 0.5], np.eye(2), np.eye(3), np.eye(3))
    with pytest.raises(ib.ShapeError, match="3 hidden states for 2"):
        lm.Pipeline.from_arrays(np.ones((3, 1)), np.eye(2))
    with pytest.raises(ib.CompositionError):
        lm.cross_entropy(np.eye(2), np.eye(3))


def test_a_model_that_excludes_a_word_has_infinite_loss():
    parts = lm.cross_entropy([[0.5, 0.5]], [[1.0, 0.0]])
    assert parts.divergence == parts.nll == np.inf
    assert lm.cross_entropy([[0.5, 0.5], [1, 0]], [[1.0, 0.0], [1, 0]], [0, 1]).nll == 0.0


def test_ten_thousand_hidden_states_are_one_call_and_little_memory():
    rng = np.random.default_rng(1)
    W, states = rng.normal(size=(500, 8)), rng.normal(size=(10_000, 8))
    start = time.perf_counter()
    metric = lm.pullback_metric(W, states)
    assert time.perf_counter() - start < 20.0
    assert metric.shape == (10_000, 8, 8)
    assert metric[1234] == pytest.approx(lm.pullback_metric(W, states[1234]), rel=1e-12)


def test_contexts_that_never_occur_do_not_change_a_pipeline():
    states, rows = np.array([[0.0], [1.0], [1.0]]), np.array([[0.5, 0.5], [0.9, 0.1], [0.9, 0.1]])
    model = lm.Pipeline.from_arrays(states, rows, [0.0, 0.5, 0.5])
    assert model.hidden_law.probabilities.tolist() == [0.0, 1.0]
    assert model.head.matrix == pytest.approx(rows[:2])
    assert model.information()["backbone"] == 0.0
