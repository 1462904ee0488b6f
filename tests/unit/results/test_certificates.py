"""A certificate proves itself again at both levels, survives JSON, and a tampered one is rejected."""

import json
from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import CertificateError, DomainError
from itbounds.results import CapacityCertificate, RateDistortionCertificate, certificate_from_dict


def _capacity(rng, *, cost=False):
    matrix = rng.dirichlet(np.ones(6), 5)
    prices = np.array([0.1, 0.9, 0.2, 0.6, 0.7]) if cost else None
    return ib.capacity(matrix, cost=prices, budget=0.3 if cost else None)


def _rate(rng):
    return ib.rate_distortion([0.1, 0.3, 0.2, 0.15, 0.25], np.random.default_rng(7).random((5, 7)), 0.2)


def _results(rng):
    yield _capacity(rng)
    yield _capacity(rng, cost=True)
    yield ib.capacity(ib.zoo.bsc(0.1), cost=[0, 1], budget=0)
    yield _rate(rng)
    yield ib.rate_distortion([0.5, 0.5], ib.distortions.hamming(2), 0.0)
    yield ib.rate_distortion([0.5, 0.5], ib.distortions.hamming(2), 0.7)
    yield ib.rate_distortion([0.25] * 4, ib.distortions.erasure(4), 0.3)


def test_both_levels_prove_the_claim_and_balls_are_tighter(rng):
    for result in _results(rng):
        claim = result.certificate
        fast, sure = claim.verify(), claim.verify("ball")
        assert claim.lower <= fast.lower <= fast.upper <= claim.upper
        assert fast.lower - 1e-15 <= sure.lower
        assert sure.upper <= fast.upper + 1e-15
        assert result.verify("ball").within(result.interval)


def test_json_round_trip_is_exact_and_verifies(rng):
    for result in _results(rng):
        text = json.dumps(result.to_dict(), allow_nan=False)
        back = ib.Result.from_dict(json.loads(text))
        assert (back.lower_nats, back.upper_nats) == (result.lower_nats, result.upper_nats)
        assert back.status is result.status
        assert back.verify().within(result.interval)
        np.testing.assert_array_equal(back.witness.matrix, result.witness.matrix)
        assert type(back.witness) is type(result.witness)
        assert repr(back) == repr(result)


def test_large_arrays_travel_compressed(rng):
    result = ib.capacity(rng.dirichlet(np.ones(80), 70))
    data = result.to_dict()["certificate"]["matrix"]
    assert data["shape"] == [70, 80]
    back = ib.Result.from_dict(json.loads(json.dumps(result.to_dict())))
    np.testing.assert_array_equal(back.certificate.matrix, result.certificate.matrix)


CAPACITY_TAMPERINGS = {
    "a higher lower end": lambda c: {"lower": c.lower + 1e-6},
    "a lower upper end": lambda c: {"upper": c.upper - 1e-6},
    "another input law": lambda c: {"input_law": np.roll(c.input_law, 1)},
    "another output law": lambda c: {"output_law": np.roll(c.output_law, 1)},
    "another channel": lambda c: {"matrix": c.matrix[:, ::-1][::-1] ** 1.1},
    "a law of the wrong size": lambda c: {"input_law": c.input_law[:-1]},
    "a negative law": lambda c: {"input_law": -c.input_law},
    "a law that is not a number": lambda c: {"output_law": c.output_law * np.nan},
}


@pytest.mark.parametrize("name", CAPACITY_TAMPERINGS)
@pytest.mark.parametrize("level", ["float", "ball"])
def test_a_tampered_capacity_certificate_is_rejected(name, level, rng):
    certificate = _capacity(rng).certificate
    with pytest.raises(CertificateError):
        replace(certificate, **CAPACITY_TAMPERINGS[name](certificate)).verify(level)


COST_TAMPERINGS = {
    "a law beyond the budget": lambda c: {"budget": c.budget - 1e-9},
    "a negative multiplier": lambda c: {"multiplier": -1e-9},
    "another multiplier": lambda c: {"multiplier": c.multiplier + 1e-3},
    "an infinite multiplier": lambda c: {"multiplier": np.inf},
    "cheaper letters": lambda c: {"cost": np.zeros_like(c.cost)},
    "no budget": lambda c: {"budget": None},
}


@pytest.mark.parametrize("name", COST_TAMPERINGS)
def test_a_tampered_cost_certificate_is_rejected(name, rng):
    certificate = _capacity(rng, cost=True).certificate
    with pytest.raises(CertificateError):
        replace(certificate, **COST_TAMPERINGS[name](certificate)).verify()


RATE_TAMPERINGS = {
    "a higher lower end": lambda c: {"lower": c.lower + 1e-6},
    "a lower upper end": lambda c: {"upper": c.upper - 1e-6},
    "a lower level": lambda c: {"level": c.level - 1e-9},
    "another test channel": lambda c: {"test_channel": c.test_channel[::-1]},
    "other potentials": lambda c: {"potentials": c.potentials + np.arange(5.0)},
    "another slope": lambda c: {"slope": c.slope + 0.1},
    "a negative slope": lambda c: {"slope": -c.slope},
    "the least level": lambda c: {"at_minimum": True},
    "a negative distortion": lambda c: {"distortion": c.distortion - 1.0},
    "a distortion that is not a number": lambda c: {"distortion": c.distortion * np.nan},
    "another source": lambda c: {"source": c.source[::-1]},
}


@pytest.mark.parametrize("name", RATE_TAMPERINGS)
@pytest.mark.parametrize("level", ["float", "ball"])
def test_a_tampered_rate_certificate_is_rejected(name, level, rng):
    certificate = _rate(rng).certificate
    with pytest.raises(CertificateError):
        replace(certificate, **RATE_TAMPERINGS[name](certificate)).verify(level)


def test_a_result_cannot_claim_more_than_its_certificate(rng):
    result = _capacity(rng)
    with pytest.raises(CertificateError):
        replace(result, lower_nats=result.lower_nats + 1e-6).verify()
    with pytest.raises(CertificateError):
        replace(result, certificate=None).verify()


def test_misuse_is_named(rng):
    certificate = _capacity(rng).certificate
    with pytest.raises(DomainError, match="level"):
        certificate.verify("quad")
    with pytest.raises(CertificateError, match="kind"):
        certificate_from_dict({"kind": "wish"})


def test_any_points_give_a_valid_interval(rng):
    """A certificate of poor points is wide, never wrong."""
    truth = ib.capacity(ib.zoo.bsc(0.11))
    for _ in range(20):
        poor = CapacityCertificate.of(ib.zoo.bsc(0.11).matrix, rng.random(2), rng.random(2))
        assert poor.lower <= truth.upper_nats
        assert truth.lower_nats <= poor.upper
    source, distortion = np.array([0.4, 0.6]), 1.0 - np.eye(2)
    rate = ib.rate_distortion(source, distortion, 0.2)
    for _ in range(20):
        poor = RateDistortionCertificate.of(
            source,
            distortion,
            0.2,
            test_channel=np.array([[0.85, 0.15], [0.1, 0.9]]),
            potentials=rng.standard_normal(2),
            slope=float(rng.random() * 5),
        )
        assert poor.lower <= rate.upper_nats
        assert rate.lower_nats <= poor.upper


def _draft(**changes):
    points = {"cost": np.array([0.0, 1.0]), "budget": 0.5, "multiplier": 1.0} | changes
    return CapacityCertificate.of(np.eye(2), np.array([0.9, 0.1]), np.array([0.9, 0.1]), **points)


def test_an_overflowing_price_proves_nothing():
    certificate = _draft(cost=np.array([0.0, 1e12]), budget=5e11, multiplier=1e308)
    assert certificate.upper >= np.log(2)
    with pytest.raises(CertificateError):
        replace(certificate, upper=0.5).verify()


@pytest.mark.parametrize(
    "changes", [{"cost": np.array([0.0, np.nan])}, {"cost": np.array([0.0, np.inf])}, {"budget": np.nan}]
)
def test_costs_and_budgets_that_are_no_numbers_are_refused(changes):
    with pytest.raises(CertificateError):
        _draft(**changes).verify()


@pytest.mark.parametrize("scale", [1e-320, 1e-211, 1e-187, 1e308])
def test_weights_out_of_range_are_refused(scale):
    useless = np.full((2, 2), 0.5)
    with np.errstate(all="ignore"):
        channel = CapacityCertificate.of(useless * scale, np.ones(2), np.ones(2))
        source = RateDistortionCertificate.of(
            np.ones(2) * scale,
            1.0 - np.eye(2),
            0.1,
            test_channel=np.array([[0.9, 0.1], [0.1, 0.9]]),
            potentials=np.array([0.6, 0.4]),
            slope=float(np.log(9.0)),
        )
        for certificate in (channel, source):
            with pytest.raises(CertificateError):
                certificate.verify()


def test_another_witness_than_the_proved_one_is_refused(rng):
    for result in _results(rng):
        other = np.roll(result.witness.matrix, 1, axis=1)
        if np.array_equal(other, result.witness.matrix):
            continue
        data = result.to_dict()
        data["witness"]["matrix"] = other.tolist()
        with pytest.raises(CertificateError, match="witness"):
            ib.Result.from_dict(data).verify()


def test_an_infinite_budget_survives_strict_json():
    result = ib.capacity(ib.zoo.bsc(0.1), cost=[0, 1], budget=np.inf)
    back = ib.Result.from_dict(json.loads(json.dumps(result.to_dict(), allow_nan=False)))
    assert back.certificate.budget == np.inf
    assert back.verify().within(result.interval)


def test_a_distortion_that_underflows_is_not_zero():
    certificate = RateDistortionCertificate.of(
        np.ones(2) / 2,
        5e-324 * (1.0 - np.eye(2)),
        0.0,
        test_channel=np.array([[0.6, 0.4], [0.4, 0.6]]),
        potentials=np.zeros(2),
        slope=0.0,
    )
    with pytest.raises(CertificateError):
        certificate.verify()


def test_data_with_missing_parts_is_no_certificate(rng):
    data = _capacity(rng).to_dict()
    for name in ("nats", "status", "certificate", "provenance", "unit"):
        broken = {key: value for key, value in data.items() if key != name}
        with pytest.raises(CertificateError, match="to_dict"):
            ib.Result.from_dict(broken)
    with pytest.raises(CertificateError):
        certificate_from_dict({"kind": "capacity"})
    with pytest.raises(CertificateError):
        ib.Curve.from_dict({"quantity": "R"})
