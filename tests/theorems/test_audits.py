"""Audits: models that keep a limit are not accused, models that cheat are, and the cause is named."""

import numpy as np
import pytest

import itbounds as ib
from itbounds.audit import Verdict
from itbounds.audit.causes import DENSITIES, LEAK, UNITS
from itbounds.errors import DomainError, ShapeError
from itbounds.units import NATS

CHAIN = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.3, 0.3, 0.4]])


def binomial_limit(trials, level):
    """What a count of independent events of this probability exceeds once in ten thousand."""
    return level * trials + 4.0 * np.sqrt(trials * level)


def chain_texts(rng, texts, length):
    """Draw texts of a chain, a row each, and the logarithms of the probabilities of their letters."""
    source = ib.sources.markov(CHAIN)
    steps = np.cumsum(CHAIN, axis=1)
    letters = np.empty((texts, length + 1), dtype=int)
    letters[:, 0] = rng.choice(3, size=texts, p=source.stationary.probabilities)
    for t in range(length):
        letters[:, t + 1] = (rng.random((texts, 1)) > steps[letters[:, t]]).sum(axis=1).clip(max=2)
    return letters, np.log(CHAIN[letters[:, :-1], letters[:, 1:]])


def test_the_true_model_of_a_chain_is_rarely_accused():
    _, logs = chain_texts(np.random.default_rng(0), 2000, 900)
    verdicts = [ib.audit.language_model(text, source=CHAIN, unit="nat").verdict for text in logs]
    accused = sum(verdict is Verdict.VIOLATED for verdict in verdicts)
    # A text falls below the limit by its interval on one side only.
    assert accused <= binomial_limit(2000, 0.025)
    assert sum(verdict is Verdict.CONSISTENT for verdict in verdicts) > 800


def test_a_counted_bigram_model_below_the_entropy_rate_is_not_accused():
    # Trained on its own text, a bigram model has less cross-entropy than the source has entropy.
    letters, _ = chain_texts(np.random.default_rng(1), 1, 20_000)
    pairs = np.zeros((3, 3))
    np.add.at(pairs, (letters[0, :-1], letters[0, 1:]), 1.0)
    bigram = pairs / pairs.sum(axis=1, keepdims=True)
    logs = np.log(bigram[letters[0, :-1], letters[0, 1:]])
    report = ib.audit.language_model(logs, source=CHAIN, unit="nat")
    rate = ib.representation.rate(ib.sources.markov(CHAIN), unit="nat")
    assert report.verdict is not Verdict.VIOLATED
    (_, check) = report.checks
    assert check.achieved.lower < rate.lower < check.achieved.upper


def test_a_language_model_that_cheats_is_accused_of_it():
    _, (logs,) = chain_texts(np.random.default_rng(2), 1, 6000)
    leaked = ib.audit.language_model(0.3 * logs, source=CHAIN, unit="nat")
    assert leaked.verdict is Verdict.VIOLATED
    assert leaked.checks[1].causes[0] == LEAK
    wrong_unit = ib.audit.language_model(logs, source=CHAIN, unit="bit")
    assert wrong_unit.verdict is Verdict.VIOLATED
    assert wrong_unit.checks[1].causes[0] == UNITS
    right_unit = ib.audit.language_model(logs / np.log(2.0), source=CHAIN, unit="bit")
    assert right_unit.verdict is not Verdict.VIOLATED
    density = ib.audit.language_model(logs + 2.0, source=CHAIN, unit="nat")
    assert density.checks[0].verdict is Verdict.VIOLATED
    assert density.checks[0].causes[0] == DENSITIES


def test_bits_a_byte_and_perplexity_of_a_text():
    report = ib.audit.language_model(np.full(100, -2.0), n_bytes=50, unit="bit")
    taken = {measured.name: measured.estimate for measured in report.measurements}
    assert taken == {
        "cross-entropy": pytest.approx(2.0),
        "bits a byte": pytest.approx(4.0),
        "perplexity": pytest.approx(4.0),
    }
    several = ib.audit.language_model(np.full((4, 10), -2.0), unit="bit")
    assert "texts" in several.measurements[0].method
    with pytest.raises(DomainError, match="NaN"):
        ib.audit.language_model([np.nan], unit="nat")


def factor_analysis():
    from sklearn.datasets import load_digits
    from sklearn.decomposition import FactorAnalysis

    x = load_digits().data / 16.0 + np.random.default_rng(0).normal(0.0, 0.1, (1797, 64))
    model = FactorAnalysis(8, svd_method="lapack", max_iter=100, tol=1.0).fit(x[:1000])
    test = x[1000:] - model.mean_
    loadings, noise = model.components_.T, model.noise_variance_
    covariance = np.linalg.inv(np.eye(8) + loadings.T / noise @ loadings)
    means = test / noise @ loadings @ covariance
    rate = 0.5 * (np.trace(covariance) - 8 - np.linalg.slogdet(covariance)[1] + (means**2).sum(axis=1))
    rest = test - means @ loadings.T
    traced = np.trace(loadings.T / noise @ loadings @ covariance)
    log_noise = np.log(2.0 * np.pi * noise).sum()
    distortion = 0.5 * (log_noise + (rest**2 / noise).sum(axis=1) + traced)
    return rate, distortion, -model.score_samples(x[1000:])


def test_factor_analysis_is_an_exact_autoencoder():
    rate, distortion, nll = factor_analysis()
    assert rate + distortion == pytest.approx(nll, abs=1e-9)
    report = ib.audit.elbo(rate, distortion, nll, unit="nat")
    assert report.verdict is Verdict.CONSISTENT
    # In single precision it is off by more, and still not accused.
    single = ib.audit.elbo(*(part.astype(np.float32) for part in (rate, distortion, nll)), unit="nat")
    assert single.verdict is not Verdict.VIOLATED
    dropped = ib.audit.elbo(rate, distortion - 32 * np.log(2.0 * np.pi), nll, unit="nat")
    assert dropped.verdict is Verdict.VIOLATED
    assert any("constant" in cause for cause in dropped.checks[1].causes)
    negative = ib.audit.elbo(-rate, distortion, unit="nat")
    assert negative.checks[0].verdict is Verdict.VIOLATED


def test_autoencoders_of_discrete_data_pay_its_entropy():
    # A fair bit sent as it is: R = 1 bit, D = 0.
    assert ib.audit.elbo(1.0, 0.0, unit="bit", entropy=1.0).verdict is Verdict.CONSISTENT
    report = ib.audit.elbo(np.log(2.0), 0.0, unit="bit", entropy=1.0)
    assert report.verdict is Verdict.VIOLATED
    assert report.checks[1].causes[0] == UNITS
    with pytest.raises(ShapeError, match="every sample"):
        ib.audit.elbo([1.0, 2.0], [1.0], unit="bit")


def test_elbo_keeps_the_limit_for_random_models():
    rng = np.random.default_rng(3)
    accused = 0
    for _ in range(2000):
        # The relative entropy of q from the true posterior is what an exact bound loses.
        nll, loss = rng.normal(5.0, 2.0, 40), rng.exponential(rng.uniform(0.0, 0.05), 40)
        rate = rng.exponential(1.0, 40)
        accused += ib.audit.elbo(rate, nll + loss - rate, nll, unit="nat").verdict is Verdict.VIOLATED
    assert accused == 0


def test_claims_of_information():
    audit = ib.audit.mi_claim
    # Ten-dimensional Gaussian pairs have 9.79 nat; InfoNCE on 128 scores cannot show more than ln 128.
    assert audit(4.85, 128, k=128, unit="nat").verdict is Verdict.INCONCLUSIVE
    assert audit(4.86, 128, k=128, unit="nat").verdict is Verdict.VIOLATED
    assert audit(7.0, 1024, k=128, unit="bit").verdict is Verdict.INCONCLUSIVE
    assert audit(2.0, 1024, k=128, unit="bit").verdict is Verdict.CONSISTENT
    assert audit(np.log2(50), 50, estimator="plugin").verdict is not Verdict.VIOLATED
    assert audit(6.0, 50, estimator="plugin").verdict is Verdict.VIOLATED
    # 2 ln n + 5 and ln n at n = 10^4.
    assert audit(23.41, 10_000, estimator="lower_bound", unit="nat").verdict is Verdict.CONSISTENT
    assert audit(23.43, 10_000, estimator="lower_bound", unit="nat").verdict is Verdict.INCONCLUSIVE
    assert audit(9.20, 10_000, estimator="dv", unit="nat").verdict is Verdict.CONSISTENT
    assert audit(9.22, 10_000, estimator="dv", unit="nat").verdict is Verdict.INCONCLUSIVE
    with pytest.raises(DomainError, match="known are"):
        audit(1.0, 10, estimator="guess")


def test_digits_give_the_known_numbers():
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split

    x, y = load_digits(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.5, random_state=0, stratify=y)
    model = LogisticRegression(max_iter=5000).fit(x_train, y_train)
    report = ib.audit.classifier(y_test, model.predict_proba(x_test))
    taken = {measured.name: measured for measured in report.measurements}
    wrong = model.predict(x_test) != y_test
    assert taken["error P_e"].estimate == pytest.approx(wrong.mean())
    assert taken["label entropy H(Y)"].estimate == pytest.approx(np.log2(10), abs=1e-3)
    shown = taken["information I(X;Y) by the cross-entropy, at least"].estimate
    assert 2.8 < shown < np.log2(10)
    assert report.verdict is Verdict.CONSISTENT
    assert report.checks[1].verdict is Verdict.NOT_APPLICABLE


def noisy_labels(rng, n, flip):
    """Fair bits seen through a binary symmetric channel, and the best predictions of them."""
    labels = rng.integers(0, 2, n)
    seen = labels ^ (rng.random(n) < flip)
    return labels, seen, np.where(seen[:, None] == np.arange(2), 1.0 - flip, flip)


def test_the_best_classifier_through_a_known_channel_is_rarely_accused():
    rng = np.random.default_rng(4)
    capacity = ib.capacity(ib.zoo.bsc(0.2)).upper
    accused = 0
    for _ in range(2000):
        labels, _, proba = noisy_labels(rng, 300, 0.2)
        accused += ib.audit.classifier(labels, proba, information=capacity).verdict is Verdict.VIOLATED
    assert accused <= binomial_limit(2000, 0.05)


def test_a_classifier_that_cheats_is_accused():
    rng = np.random.default_rng(5)
    labels, seen, proba = noisy_labels(rng, 2000, 0.2)
    capacity = ib.capacity(ib.zoo.bsc(0.2)).upper
    leaked = np.where(rng.random(2000) < 0.5, labels, seen)
    report = ib.audit.classifier(labels, y_pred=leaked, information=capacity)
    assert report.verdict is Verdict.VIOLATED
    assert LEAK in report.checks[0].causes
    scores = ib.audit.classifier(labels, 3.0 * proba)
    assert scores.verdict is Verdict.VIOLATED
    assert "scores" in scores.checks[0].causes[0]
    wrong_unit = ib.audit.classifier(labels, proba, information=capacity * np.log(2.0) * 0.5)
    assert any(UNITS in cause for check in wrong_unit.checks for cause in check.causes)


def test_classifiers_with_many_or_named_labels():
    report = ib.audit.classifier(["cat", "dog", "cat"], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    assert report.measurements[0].estimate == 0.0
    # A label that does not occur among the test data has its column.
    wide = ib.audit.classifier([0, 2], np.eye(3)[[0, 2]], unit=NATS)
    assert wide.measurements[0].estimate == 0.0
    assert wide.measurements[2].estimate == 0.0
    with pytest.raises(DomainError, match="columns"):
        ib.audit.classifier(["a", "b"], np.eye(3)[:2])
    with pytest.raises(ShapeError, match="neither"):
        ib.audit.classifier([0, 1])
    with pytest.raises(ShapeError, match="predicted labels"):
        ib.audit.classifier([0, 1], y_pred=[0])
