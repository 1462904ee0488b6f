"""A few cases of the simulated audits in benchmarks/, and that those would notice an accusation."""

import numpy as np
import pytest

import itbounds as ib
from benchmarks import stress_audits
from benchmarks.cheating_models import CHEATS
from benchmarks.honest_models import HONEST

# One number where 0 is the limit: exact, and beyond it.
GUILTY = {"rate": -1.0, "distortion": 1.0, "unit": "nat"}


def ran(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["stress_audits", "--jobs", "1", *arguments])
    code = stress_audits.main()
    return code, capsys.readouterr().out


def test_every_audit_has_honest_models_and_cheats():
    assert set(HONEST) == set(CHEATS) == set(ib.audit.__all__) & set(HONEST)
    assert len(HONEST) == 10


@pytest.mark.parametrize("audit", ["elbo", "language_model", "mi_claim"])
def test_honest_models_are_not_accused_and_cheats_are(monkeypatch, capsys, audit):
    code, text = ran(monkeypatch, capsys, "--audit", audit, "--count", "40", "--cheats", "8")
    assert code == 0
    assert text.endswith("HELD\n")


def test_accusations_of_honest_models_break_a_run(monkeypatch, capsys):
    def accused(rng, alpha):
        return (
            ib.audit.elbo(**GUILTY, alpha=alpha)
            if rng.random() < 0.5
            else ib.audit.elbo(1.0, 1.0, unit="nat")
        )

    monkeypatch.setitem(HONEST, "elbo", {"half of them": accused})
    code, text = ran(monkeypatch, capsys, "--audit", "elbo", "--count", "40", "--cheats", "0")
    assert (code, text.endswith("BROKEN\n")) == (1, True)
    assert "rate R" in text


def test_cheats_that_are_not_found_or_named_break_a_run(monkeypatch, capsys):
    for report, word in ((ib.audit.elbo(1.0, 1.0, unit="nat"), "sign"), (ib.audit.elbo(**GUILTY), "moon")):
        monkeypatch.setitem(CHEATS, "elbo", {"one": (lambda rng, alpha, made=report: made, word)})
        code, text = ran(monkeypatch, capsys, "--audit", "elbo", "--count", "0", "--cheats", "3")
        assert (code, text.endswith("BROKEN\n")) == (1, True)


def test_limits_are_those_of_counts():
    assert stress_audits.limit_of([0.05] * 2000) == pytest.approx(101.0 + 3.72 * np.sqrt(95.0))
