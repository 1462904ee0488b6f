"""Rate-distortion curves on grids: bands that no dense solve leaves, from level 0 on, without a matrix."""

import json
from dataclasses import replace
from math import inf, log

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import CertificateError, DomainError, InfeasibleError, ShapeError
from itbounds.results.grid_rate_certificate import GridRateDistortionCertificate


def lopsided(x):
    return np.where(x > 0.0, x * x, 3.0 * np.abs(x))


def questions():
    """Return small sources with their distortions on grids."""
    rng = np.random.default_rng(7)
    line = ib.sources.gaussian_grid(31, reach=3.0)
    gaps = np.where(np.arange(31) % 4 == 0, 0.0, rng.dirichlet(np.ones(31)))
    short = [ib.distortions.difference(np.arange(4.0), rho) for rho in ("squared", "absolute")]
    return {
        "gaussian": (line.probabilities, ib.distortions.difference(line)),
        "zeros": (gaps / gaps.sum(), ib.distortions.difference(np.linspace(-2.0, 2.0, 31), "absolute")),
        "lopsided": (rng.dirichlet(np.ones(31)), ib.distortions.difference(line, lopsided)),
        "plane": (rng.dirichlet(np.ones(16)).reshape(4, 4), ib.distortions.separable(*short)),
    }


@pytest.mark.parametrize("name", list(questions()))
def test_no_dense_solve_leaves_the_band_of_a_grid(name, rng):
    law, distortion = questions()[name]
    curve = ib.rate_distortion_curve(law, distortion, tol=0.05)
    assert curve.status is ib.Status.OPTIMAL
    matrix, flat = np.asarray(distortion), np.reshape(law, -1)
    last = float(curve.x[-1])
    assert last == pytest.approx(float((flat @ matrix).min()), rel=1e-12)
    for level in [*rng.uniform(0.0, last, 4), last * 1e-4]:
        fresh, here = ib.rate_distortion(flat, matrix, level), curve.at(level)
        low, high = np.interp(level, curve.x, curve.lower), np.interp(level, curve.x, curve.upper)
        assert low <= fresh.upper
        assert fresh.lower <= high
        assert here.lower <= fresh.upper
        assert fresh.lower <= here.upper <= high + 1e-9
        assert here.verify().within(here.interval)
    start = curve.at(0.0)
    positive = flat[flat > 0.0]
    assert start.lower <= -float(positive @ np.log2(positive)) <= start.upper
    assert start.upper <= start.lower + 2e-3


def test_a_curve_on_a_grid_survives_json_and_refuses_what_it_does_not_prove():
    law, distortion = questions()["plane"]
    curve = ib.rate_distortion_curve(law, distortion, tol=0.05)
    data = json.loads(json.dumps(curve.to_dict(), allow_nan=False))
    again = ib.results.Curve.from_dict(data)
    assert again.verify() == curve.gap
    assert again.verify("ball") == curve.gap
    certificate = curve.proof.certificate(0)
    assert certificate.slope == inf
    assert isinstance(certificate, GridRateDistortionCertificate)
    missing = np.array(certificate.output_law)
    missing[3] = 0.0
    for change in ({"output_law": missing}, {"upper": 0.9 * certificate.upper}, {"lower": certificate.upper}):
        with pytest.raises(CertificateError):
            replace(certificate, **change).verify()
    part = distortion.parts[0]
    other = replace(part, table=1.5 * part.table)
    with pytest.raises(CertificateError, match="squared"):
        replace(certificate, distortion=ib.distortions.separable(other, distortion.parts[1])).verify()


def test_the_identity_proves_nothing_where_it_costs_something():
    # Four of five differences cost something, and the one that is free is not the difference 0.
    distortion = ib.distortions.difference(np.arange(3.0), np.abs)
    shifted = replace(distortion, table=np.array([1.0, 1.0, 5.0, 0.0, 1.0]))
    claim = GridRateDistortionCertificate(
        lower=0.0,
        upper=2.0,
        source=np.full(3, 1 / 3),
        distortion=distortion,
        level=0.0,
        output_law=np.ones(3),
        slope=inf,
        potentials=np.zeros(3),
        dual_slope=0.0,
    )
    assert claim.verify().upper == pytest.approx(log(3.0))
    with pytest.raises(CertificateError, match="difference 0"):
        replace(claim, distortion=shifted).verify()


def test_a_curve_begins_where_it_is_told_and_says_why_it_cannot():
    source = ib.sources.gaussian_grid(2001)
    distortion = ib.distortions.difference(source)
    curve = ib.rate_distortion_curve(source, distortion, tol=0.02, least=0.05, unit="nat")
    assert curve.status is ib.Status.OPTIMAL
    assert curve.x[0] == 0.05
    for level in (0.05, 0.3, 0.9):
        point = curve.at(level)
        assert point.lower - 1e-4 <= 0.5 * log((1.0 + 6e-3**2 / 12) / level) <= point.upper + 1e-4
    dense = ib.rate_distortion_curve([0.4, 0.6], ib.distortions.hamming(2), least=0.1)
    assert dense.x[0] == 0.1
    with pytest.raises(DomainError, match="where its range ends"):
        ib.rate_distortion_curve(source, distortion, least=2.0)
    with pytest.raises(ShapeError, match="2001 points"):
        ib.rate_distortion_curve([0.5, 0.5], distortion)
    idle = ib.distortions.difference(np.arange(5.0), lambda x: np.maximum(np.abs(x) - 1.0, 0.0))
    with pytest.raises(InfeasibleError, match="least"):
        ib.rate_distortion_curve(np.full(5, 0.2), idle)
    assert ib.rate_distortion_curve(np.full(5, 0.2), idle, least=0.1).gap <= 1e-3


def test_a_level_that_one_letter_just_meets_has_rate_zero():
    source = ib.sources.gaussian_grid(301)
    distortion = ib.distortions.difference(source)
    most = ib.rate_distortion_curve(source, distortion, tol=0.5, least=0.5).x[-1]
    assert ib.rate_distortion(source, distortion, float(most)).upper == 0.0


@pytest.mark.parametrize("rho", ["squared", "absolute"])
@pytest.mark.parametrize("below", [0.0, 1e-15, 1e-13])
def test_a_level_a_hair_below_that_of_one_letter_has_next_to_no_rate(rho, below):
    law = np.array([0.0, 0.0, 0.7177774617396854, 0.28222253826031457])
    distortion = ib.distortions.difference(np.arange(4.0), rho)
    level = float((law @ np.asarray(distortion)).min()) * (1.0 - below)
    result = ib.rate_distortion(law, distortion, level)
    assert 0.0 <= result.lower <= result.upper < 1e-9
    assert result.status is ib.Status.OPTIMAL
