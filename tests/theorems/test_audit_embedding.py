"""Audits of embeddings: what keeps the limits is not accused, what cheats is, and the cause is named."""

import numpy as np

import itbounds as ib
from itbounds.audit import Verdict

DIGITS = np.arange(8).repeat(10)


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
