"""Measurements that go wrong: numbers that were measured, and limits that only seem to be broken."""

from math import exp, log, log2, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds.audit import Verdict
from itbounds.estimators import laws

e = ib.estimators


def binary_entropy(p):
    return -p * log2(p) - (1.0 - p) * log2(1.0 - p)


def known(report):
    return {taken.name: taken for taken in report.measurements}


@pytest.fixture(scope="module")
def digits():
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    x, y = load_digits(return_X_y=True)
    return train_test_split(x / 16.0, y, test_size=0.5, random_state=0, stratify=y)


def test_a_classifier_of_digits_has_the_numbers_that_were_measured(digits):
    """35 errors of 899: [.0273, .0537]; .278 bit, hence 3.044; by Fano 2.850, if all labels are as likely."""
    from sklearn.linear_model import LogisticRegression

    seen, held, seen_digits, held_digits = digits
    model = LogisticRegression(max_iter=500).fit(seen, seen_digits)
    report = ib.audit.classifier(held_digits, model.predict_proba(held))
    taken = known(report)
    error = taken["error P_e"]
    assert error.estimate == pytest.approx(35 / 899)
    assert (error.interval.lower, error.interval.upper) == pytest.approx((0.0273, 0.0537), abs=5e-5)
    loss = taken["cross-entropy"].estimate
    assert loss == pytest.approx(0.278, abs=5e-4)
    assert log2(10) - loss == pytest.approx(3.044, abs=5e-4)
    upper = error.interval.upper
    assert log2(10) - binary_entropy(upper) - upper * log2(9) == pytest.approx(2.850, abs=5e-4)
    # The audit does not know the law of the labels, and says a little less.
    shown = taken["information I(X;Y) by the error, at least"].estimate
    assert 2.83 < shown < 2.850
    # A cross-entropy is too large an equivocation: of the error it says nothing from below.
    assert not any("cross-entropy" in check.name for check in report.checks)


def test_probabilities_of_zero_on_the_truth_cost_infinitely_much_and_accuse_nobody():
    report = ib.audit.classifier([0, 1, 1], [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], information=1.0)
    assert report.verdict is not Verdict.VIOLATED
    assert known(report)["cross-entropy"].interval.upper == np.inf


@pytest.mark.parametrize(("n", "printed"), [(200, 4.01), (1000, 5.41)])
def test_nearest_neighbours_stay_far_below_an_information_that_is_nearly_infinite(n, printed):
    """rho = .999999 has 6.56 nats; the printed numbers are of one sample."""
    law = laws.gaussian_law(0.999999)
    assert law.information.lower == pytest.approx(6.5612, abs=1e-4)
    found = e.ksg(*law.sample(np.random.default_rng(0), n), unit="nat")
    assert abs(found.value - printed) < 0.3
    assert not found.reliable


def test_forty_draws_of_coins_have_a_floor_of_0224_and_are_a_quarter_too_few():
    """Three loss differences by two coins: (3 - 1)(2 - 1) / 80 = .025 nats of bias, .224 through the root."""
    rng = np.random.default_rng(10)
    u = rng.integers(0, 2, (40, 25))
    losses = (rng.random((40, 25, 2)) < 0.02).astype(float)
    report = ib.audit.supersample(losses, u, unit="nat")
    assert known(report)["ld-CMI: floor"].estimate == pytest.approx(sqrt(2.0 * 0.025), abs=1e-9)
    assert report.checks[1].verdict is Verdict.INCONCLUSIVE
    # Ten for each of six cells.
    enough = ib.audit.supersample(np.tile(losses, (2, 1, 1))[:60], np.tile(u, (2, 1))[:60], unit="nat")
    assert "draws for" not in enough.checks[1].reason


def test_students_of_a_teacher_pay_its_entropy_and_pinsker_is_the_tighter_of_two_bounds():
    """CE 1.072 less H .631 bits: total variation at most .391 by Pinsker, .513 by Bretagnolle and Huber."""
    excess = (1.072 - 0.631) * log(2.0)
    assert sqrt(excess / 2.0) == pytest.approx(0.391, abs=5e-4)
    assert sqrt(1.0 - exp(-excess)) == pytest.approx(0.513, abs=5e-4)
    assert ib.bounds.generalization.total_variation(informations=[excess]).value == pytest.approx(
        sqrt(excess / 2.0), abs=1e-9
    )
    rng = np.random.default_rng(11)
    for teacher, student in rng.dirichlet(np.full(5, 0.5), (40, 2)):
        cross = -float(teacher @ np.log2(student + 1e-300))
        lost = ib.relative_entropy(teacher, student)
        assert cross >= ib.entropy(teacher) - 1e-12
        assert lost == pytest.approx(cross - ib.entropy(teacher), abs=1e-9)
        assert 0.5 * np.abs(teacher - student).sum() <= sqrt(lost * log(2.0) / 2.0) + 1e-12


def test_photographs_have_no_stated_law_and_accuse_no_codec():
    for rate, error in ((0.01, 0.01), (4.0, 1e-9)):
        assert ib.audit.codec(rate, error, source=None).verdict is Verdict.NOT_APPLICABLE
    below = ib.audit.codec([1.0], [0.01], source=ib.sources.gaussian(1.0))
    assert any("headers" in cause for cause in below.checks[0].causes)


def test_distortions_of_densities_may_be_negative():
    """R 11.71 and D -21.96 nats, of digits scaled to [0, 1]: nothing is wrong, the sum is a likelihood."""
    report = ib.audit.elbo([11.71] * 3, [-21.96] * 3, [11.71 - 21.96] * 3, unit="nat")
    assert report.verdict is Verdict.CONSISTENT
    assert known(report)["distortion D"].estimate == pytest.approx(-21.96)
    # Of discrete data -D would be the logarithm of a probability above one.
    discrete = ib.audit.elbo([1.0], [-21.96], unit="nat", entropy=2.0)
    assert discrete.verdict is Verdict.VIOLATED


def test_a_quantiser_of_sixteen_levels_is_two_thirds_of_a_bit_above_the_limit():
    """D about .0100 for 4 bits of k-means, where R(D) is 3.32: .68 too many, .4 to .5 with an entropy code.

    The best levels there are, with D = .009497, are .640 and .405 above.
    """
    x = np.random.default_rng(12).standard_normal((2, 20_000))
    levels = np.linspace(-2.5, 2.5, 16)
    for _ in range(60):
        nearest = np.searchsorted((levels[1:] + levels[:-1]) / 2.0, x[0])
        levels = np.bincount(nearest, x[0]) / np.bincount(nearest)
    report = ib.audit.quantizer(levels, x[1], source=ib.sources.gaussian(1.0), x_train=x[0])
    fixed, coded = report.checks
    assert report.verdict is Verdict.CONSISTENT
    assert fixed.estimate == 4.0
    assert known(report)["error D on test data"].estimate == pytest.approx(0.0098, abs=3e-4)
    assert 0.60 < fixed.slack.lower < fixed.slack.upper < 0.75
    assert 0.33 < coded.slack.lower < coded.slack.upper < 0.52
