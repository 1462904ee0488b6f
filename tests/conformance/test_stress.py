"""A few hundred cases of the stress runs in benchmarks/, and that those would notice a fault."""

import io
from argparse import Namespace
from contextlib import redirect_stdout
from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib
from benchmarks import stress, stress_capacity, stress_rate_distortion
from itbounds.numerics.rate_rounding import least_distortion
from itbounds.testing.rate_distortion_families import random_instance

BLOCK = 25


@pytest.mark.parametrize("first", range(0, 12 * BLOCK, BLOCK))
def test_random_channels_reach_the_tolerance(first: int) -> None:
    outcomes = [stress_capacity.solve((1, i, i % 25 == 0, 40)) for i in range(first, first + BLOCK)]
    assert [o for o in outcomes if o.fault or o.short] == []


@pytest.mark.parametrize("first", range(0, 10 * BLOCK, BLOCK))
def test_random_sources_reach_the_tolerance(first: int) -> None:
    outcomes = [stress_rate_distortion.solve((1, i, i % 25 == 0, 32)) for i in range(first, first + BLOCK)]
    assert [o for o in outcomes if o.fault] == []
    assert [o for o in outcomes if o.short and not _within_rounding_of_the_least(o.index)] == []


def _within_rounding_of_the_least(index: int) -> bool:
    """Whether a level is a hair above the least distortion, where doubles do not tell it from that."""
    _, source, distortion, level = random_instance(np.random.default_rng([1, index]), largest=32)
    return level <= least_distortion(source, distortion)[1]


def options(**changes: object) -> Namespace:
    defaults = {"count": 3, "seed": 0, "first": 0, "jobs": 1, "balls": 1, "largest": 5, "allowed": 0.0}
    return Namespace(**defaults | changes)


def ran(solve) -> tuple[int, str]:
    text = io.StringIO()
    with redirect_stdout(text):
        code = stress.run(options(), solve)
    return code, text.getvalue()


def test_a_run_without_faults_ends_well() -> None:
    code, text = ran(stress_capacity.solve)
    assert code == 0
    assert text.endswith("HELD\n")


def test_an_interval_wider_than_the_tolerance_fails_a_run(monkeypatch) -> None:
    honest = ib.capacity([[0.9, 0.1], [0.2, 0.8]], unit=ib.NATS)
    certificate = replace(honest.certificate, upper=honest.upper + 1e-8)
    wide = replace(honest, upper_nats=honest.upper + 1e-8, status=ib.Status.GAP_OPEN, certificate=certificate)
    monkeypatch.setattr(ib, "capacity", lambda *args, **kwargs: wide, raising=False)
    code, text = ran(stress_capacity.solve)
    assert code == 1
    assert "SHORT" in text
    assert "FAULT" not in text
    # To call it solved would be a fault, which no allowance covers.
    monkeypatch.setattr(
        ib, "capacity", lambda *args, **kwargs: replace(wide, status=ib.Status.OPTIMAL), raising=False
    )
    assert "status OPTIMAL" in ran(stress_capacity.solve)[1]


def test_a_false_claim_fails_a_run(monkeypatch) -> None:
    honest = ib.capacity([[0.9, 0.1], [0.2, 0.8]], unit=ib.NATS)
    false = replace(honest, lower_nats=honest.upper_nats)
    monkeypatch.setattr(ib, "capacity", lambda *args, **kwargs: false, raising=False)
    code, text = ran(stress_capacity.solve)
    assert code == 1
    assert "CertificateError" in text


def test_cases_are_reproducible_one_by_one() -> None:
    whole = stress.cases(options(count=40, balls=10))
    assert [case for case in whole if case[2]] == whole[::4]
    assert stress.cases(options(count=1, first=7, balls=0))[0][:2] == whole[7][:2]
    again = [stress_capacity.solve((0, 7, False, 9)) for _ in range(2)]
    assert (again[0].label, again[0].gap) == (again[1].label, again[1].gap)
