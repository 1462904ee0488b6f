"""Audits of generalisation: estimated bounds with their bias, and kinds of statement that stay apart."""

import numpy as np
import pytest

import itbounds as ib
from itbounds.audit import Verdict
from itbounds.errors import DomainError, DTypeError, ShapeError


def by_heart(rng, draws, n):
    """Training data are learnt by heart, and test data guessed."""
    u = rng.integers(0, 2, (draws, n))
    return np.where(np.arange(2) == u[..., None], 0, rng.integers(0, 2, (draws, n, 2))), u


def accused_at_most(trials, level):
    """What a count of independent events of this probability exceeds once in ten thousand."""
    return level * trials + 4.0 * np.sqrt(trials * level)


def named(report):
    return {check.name: check for check in report.checks}


def taken(report):
    return {measured.name: measured.estimate for measured in report.measurements}


def test_a_learner_by_heart_that_guesses_tells_half_a_bit_a_row():
    report = ib.audit.supersample(*by_heart(np.random.default_rng(0), 4000, 5))
    numbers = taken(report)
    assert report.verdict is Verdict.CONSISTENT
    # Its losses differ half of the time, and then name the coin.
    assert numbers["ld-CMI: information a row"] == pytest.approx(0.5, abs=0.02)
    assert numbers["gap"] == pytest.approx(0.5, abs=0.02)
    check = named(report)["|gap| by ld-CMI"]
    assert check.limit.lower < np.sqrt(np.log(2.0)) < check.limit.upper


def test_few_draws_are_bias_and_conclude_nothing():
    report = ib.audit.supersample(*by_heart(np.random.default_rng(1), 40, 25))
    check = named(report)["|gap| by ld-CMI"]
    assert check.verdict is Verdict.INCONCLUSIVE
    assert "40 draws for 6 cells" in check.reason
    # sqrt(2 (3 - 1)(2 - 1) / (2 · 40)): three differences, two coins, forty draws.
    assert taken(report)["ld-CMI: floor"] == pytest.approx(0.2236, abs=1e-4)


def test_information_of_losses_that_tell_nothing_is_that_of_chance():
    rng = np.random.default_rng(2)
    losses, u = rng.integers(0, 2, (100, 30, 2)), rng.integers(0, 2, (100, 30))
    numbers = taken(ib.audit.supersample(losses, u, unit="nat"))
    assert numbers["ld-CMI: information a row"] == pytest.approx(numbers["ld-CMI: chance alone"], rel=0.2)
    assert numbers["ld-CMI: its bias"] == pytest.approx(2.0 / 200.0, rel=0.05)


def test_swapped_columns_and_coins_that_are_not_fair_are_named():
    losses, u = by_heart(np.random.default_rng(3), 200, 5)
    swapped = ib.audit.supersample(losses, 1 - u)
    assert swapped.verdict is Verdict.INCONCLUSIVE
    assert "column that trains" in named(swapped)["gap"].reason
    rigged = ib.audit.supersample(losses, np.ones_like(u))
    assert rigged.verdict is Verdict.VIOLATED
    assert "not fair" in rigged.checks[0].causes[0]
    # Coins that follow the harder of two test points make a gap that they tell nothing of.
    hard = np.tile([0.0, 1.0], (400, 5, 1))
    chosen = ib.audit.supersample(hard, np.zeros((400, 5)))
    assert named(chosen)["|gap| by ld-CMI"].verdict is Verdict.VIOLATED


def test_honest_supersamples_are_rarely_accused():
    rng = np.random.default_rng(4)
    accused = 0
    for _ in range(200):
        leak = rng.random()
        u = rng.integers(0, 2, (80, 3))
        base = rng.integers(0, 2, (80, 3, 2))
        losses = np.where((np.arange(2) == u[..., None]) & (rng.random((80, 3, 1)) < leak), 0, base)
        accused += ib.audit.supersample(losses, u, alpha=0.1, permutations=5).verdict is Verdict.VIOLATED
    assert accused <= accused_at_most(200, 0.1)


def test_losses_outside_of_the_range_are_refused():
    with pytest.raises(DomainError, match="outside"):
        ib.audit.supersample(np.full((4, 2, 2), 3.0), np.zeros((4, 2)))


def fit_threshold(self, x, y):
    self.threshold = 0.5 * (x[y == 1, 0].mean() + x[y == 0, 0].mean())
    return self


def predict_by_threshold(self, x):
    return (x[:, 0] > self.threshold).astype(int)


@pytest.fixture
def stump():
    from sklearn.base import BaseEstimator, ClassifierMixin

    body = {"fit": fit_threshold, "predict": predict_by_threshold}
    return type("Stump", (ClassifierMixin, BaseEstimator), body)()


def test_honest_estimators_are_rarely_accused(stump):
    rng = np.random.default_rng(5)
    verdicts = []
    for seed in range(30):
        y = rng.integers(0, 2, 160)
        x = rng.normal(size=(160, 1)) + y[:, None]
        report = ib.audit.generalization(stump, x, y, splits=1, draws=2, rows=2, alpha=0.2, seed=seed)
        verdicts.append(Verdict.VIOLATED in {check.verdict for check in report.checks})
    assert sum(verdicts) <= accused_at_most(30, 0.2)


def test_bounds_of_a_linear_machine_are_of_three_kinds_and_one_is_vacuous():
    from sklearn.datasets import load_breast_cancer
    from sklearn.preprocessing import scale
    from sklearn.svm import SVC

    x, y = load_breast_cancer(return_X_y=True)
    report = ib.audit.generalization(SVC(kernel="linear"), scale(x), y, rows=10, splits=2)
    checks = named(report)
    assert report.verdict is Verdict.CONSISTENT
    vacuous = checks["risk R, by the dimension of half spaces"]
    assert vacuous.verdict is Verdict.NOT_APPLICABLE
    assert "vacuous" in vacuous.reason
    assert (
        checks["risk R, by the number of test errors"].limit.upper
        < checks["risk R, by Chernoff's inequality for test losses"].limit.upper
    )
    assert checks["risk R, by the number of support vectors"].limit.upper < 1.0
    assert checks["|gap| by ld-CMI"].limit.upper <= 1.18
    # The dimension is that of half spaces of 30 features, and the sample the half that trained it.
    known = ib.bounds.generalization.vapnik_chervonenkis(
        taken(report)["risk on training data"], 31, len(y) // 2, 0.05 / 8.0
    )
    assert f"{known.value:.4g}" in vacuous.reason


def test_copies_of_samples_conclude_nothing(stump):
    rng = np.random.default_rng(6)
    y = np.repeat(rng.integers(0, 2, 50), 4)
    x = np.repeat(rng.normal(size=(50, 2)), 4, axis=0)
    report = ib.audit.generalization(stump, x, y, splits=1)
    check = named(report)["risk R, by the number of test errors"]
    assert check.verdict is Verdict.INCONCLUSIVE
    assert "copies" in check.reason


def test_a_regressor_needs_the_largest_loss():
    from sklearn.datasets import load_diabetes
    from sklearn.linear_model import Ridge

    x, y = load_diabetes(return_X_y=True)
    assert ib.audit.generalization(Ridge(), x, y).verdict is Verdict.NOT_APPLICABLE
    report = ib.audit.generalization(Ridge(), x, y, largest=400.0**2)
    assert report.verdict is Verdict.CONSISTENT
    assert "risk R, by the number of test errors" not in named(report)


def test_what_cannot_be_trained_is_refused():
    with pytest.raises(DTypeError, match="no estimator"):
        ib.audit.generalization([0.5], np.zeros((20, 2)), np.zeros(20))
    with pytest.raises(ShapeError, match="shapes"):
        ib.audit.generalization(None, np.zeros((20, 2)), np.zeros(19))


def test_standardised_inputs_have_the_same_half_spaces_and_what_cannot_be_trained_is_refused():
    from sklearn.datasets import load_breast_cancer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    x, y = load_breast_cancer(return_X_y=True)
    x = x[:, :2]
    steps = StandardScaler(), LogisticRegression()
    assert "risk R, by the dimension of half spaces" in named(
        ib.audit.generalization(make_pipeline(*steps), x, y)
    )
    bent = make_pipeline(PolynomialFeatures(2), *steps)
    assert "risk R, by the dimension of half spaces" not in named(ib.audit.generalization(bent, x, y))
    with pytest.raises(DTypeError, match="cannot be trained"):
        ib.audit.generalization(make_pipeline(*steps), x, np.ones(len(x)))
