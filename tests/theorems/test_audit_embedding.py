"""Audits of embeddings: what keeps the limits is not accused, what cheats is, and the cause is named."""

import numpy as np
import pytest

import itbounds as ib
from itbounds.audit import Verdict
from itbounds.audit.causes import LEAK
from itbounds.errors import DomainError, ShapeError, UnknownNameError

DIGITS = np.arange(8).repeat(10)


def noisy_number(rng, n, variance):
    """Send a Gaussian number as it is, and estimate it as well as anyone can."""
    y = rng.normal(size=n)
    return y, (y + np.sqrt(variance) * rng.normal(size=n)) / (1.0 + variance)


def test_an_embedding_without_noise_or_bits_has_no_limit():
    report = ib.audit.embedding(np.random.default_rng(0).normal(size=(50, 3)), DIGITS[:50])
    assert report.verdict is Verdict.NOT_APPLICABLE
    (check,) = report.checks
    assert "state the variance of the noise" in check.reason


def test_one_bit_tells_two_of_eight_labels():
    best = ib.audit.embedding(DIGITS % 2, DIGITS, bits=1, y_pred=DIGITS % 2)
    assert best.verdict is Verdict.CONSISTENT
    slack = {check.name: check.slack for check in best.checks}
    assert abs(slack["error P_e of 2 points"].upper) < 1e-12  # three quarters are lost, and no more
    cheat = ib.audit.embedding(DIGITS % 2, DIGITS, bits=1, y_pred=DIGITS)
    assert {check.verdict for check in cheat.checks} == {Verdict.VIOLATED}
    assert "differ where the perturbed embeddings agree" in cheat.checks[0].causes[0]


def test_the_best_code_of_a_gaussian_number_and_of_a_bit_is_rarely_accused():
    # Uncoded transmission meets the limit exactly, so that no model is closer to it.
    rng = np.random.default_rng(1)
    accused = total = 0
    for _ in range(250):
        y, guess = noisy_number(rng, 40, variance := float(rng.choice([0.1, 1.0, 4.0])))
        report = ib.audit.embedding(y, y, noise=variance, y_pred=guess)
        accused += report.verdict is Verdict.VIOLATED
        total += 1
    for _ in range(1750):
        bits = rng.integers(0, 2, 60)
        sent = 2.0 * bits - 1.0
        seen = sent + np.sqrt(variance := float(rng.choice([0.5, 2.0, 9.0]))) * rng.normal(size=60)
        report = ib.audit.embedding(sent, bits, noise=variance, y_pred=(seen > 0.0).astype(int))
        accused += report.verdict is Verdict.VIOLATED
        total += 1
    assert total == 2000
    # An interval of 95 % lies below the truth in one case of forty.
    assert accused <= 0.025 * total + 4.0 * np.sqrt(0.025 * total)


def test_predictions_that_know_the_targets_are_accused_of_a_leak():
    y, _ = noisy_number(np.random.default_rng(2), 300, 1.0)
    report = ib.audit.embedding(y, y, noise=1.0, y_pred=0.9 * y)
    assert report.verdict is Verdict.VIOLATED
    assert report.checks[1].causes[0] == LEAK


def test_a_deviation_that_is_stated_for_a_variance_is_recognised():
    y, guess = noisy_number(np.random.default_rng(3), 500, 0.04)
    assert ib.audit.embedding(y, y, noise=0.04, y_pred=guess).verdict is Verdict.CONSISTENT
    report = ib.audit.embedding(y, y, noise=0.2, y_pred=guess)
    assert report.verdict is Verdict.VIOLATED
    assert "standard deviation" in report.checks[1].causes[0]


def test_without_noise_a_read_out_fitted_to_the_very_samples_is_no_violation():
    # The law is that of the samples: the mean of each cell is the best read-out, and nothing beats it.
    rng = np.random.default_rng(4)
    y = rng.normal(size=200)
    cells = np.digitize(y, (-0.6, 0.0, 0.6))
    means = np.array([y[cells == k].mean() for k in range(4)])
    report = ib.audit.embedding(cells, y, bits=2, y_pred=means[cells])
    assert report.verdict is Verdict.CONSISTENT
    slack = {check.name: check.slack for check in report.checks}
    assert 0.0 <= slack["mean squared error of these cells"].upper < 1e-9
    assert slack["mean squared error of 4 points"].lower > 0.0
    skipped = ib.audit.embedding(cells, y, bits=2, y_pred=0.5 * (means[cells] + y))
    assert skipped.verdict is Verdict.VIOLATED


def test_what_the_audit_reads_itself_keeps_the_limits():
    rng = np.random.default_rng(5)
    z = rng.normal(size=(300, 2))
    y = z[:, 0] + 0.1 * rng.normal(size=300)
    for how in ({"bits": 2}, {"noise": 0.5}, {"noise": [0.5, 0.1], "bits": 3}):
        report = ib.audit.embedding(z, y, **how)
        assert report.verdict is Verdict.CONSISTENT
        assert any("linear" in note for note in report.notes)
        again = ib.audit.Report.from_dict(report.to_dict())
        assert str(again) == str(report)
    nats = ib.audit.embedding(z, y, bits=2, unit="nat").checks[0].limit
    assert nats.lower <= 4.0 * np.log(2.0) <= nats.upper


def test_bad_input_is_refused_with_a_remedy():
    z, y = np.eye(4), np.arange(4.0)
    with pytest.raises(ShapeError, match="4 embeddings and 3 targets"):
        ib.audit.embedding(z, y[:3], bits=1)
    with pytest.raises(DomainError, match="not positive"):
        ib.audit.embedding(z, y, noise=0.0)
    with pytest.raises(DomainError, match="still to be rounded"):
        ib.audit.embedding(np.arange(4.0), y, noise=1.0, bits=1, y_pred=y)
    with pytest.raises(ShapeError, match="one variance"):
        ib.audit.embedding(z, y, noise=[1.0, 2.0])
    with pytest.raises(DomainError, match="not finite"):
        ib.audit.embedding(z, [0.0, np.inf, 1.0, 2.0], bits=1)
    with pytest.raises(UnknownNameError, match="known are"):
        ib.audit.representation("cats")
