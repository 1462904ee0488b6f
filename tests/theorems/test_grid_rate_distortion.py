"""Rate-distortion on grids: closed forms, the dense problem, and what altered certificates are worth."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import CertificateError, InfeasibleError, ShapeError


def overlap(first, second):
    return first.lower <= second.upper and second.lower <= first.upper


def test_a_gaussian_source_on_ten_thousand_points_has_the_rate_of_shannon():
    """Shannon 1959: half the logarithm of the ratio of variances; the cells add their variance, h^2 / 12."""
    source = ib.sources.gaussian_grid(10_001)
    result = ib.rate_distortion(source, ib.distortions.difference(source), 0.1, tol=1e-6, unit="nat")
    assert result.gap <= 1e-6
    assert abs(result.value - 0.5 * log((1.0 + 1.2e-3**2 / 12) / 0.1)) <= 1e-6
    assert result.verify().within(result.interval)


@pytest.mark.parametrize("rho", ["squared", "absolute"])
@pytest.mark.parametrize("draw", ["gaussian", "dirichlet", "with zeros"])
def test_a_small_grid_has_the_rate_of_its_matrix(rho, draw):
    rng = np.random.default_rng(5)
    law = ib.sources.gaussian_grid(41, reach=3.0).probabilities
    if draw != "gaussian":
        law = rng.dirichlet(np.ones(41))
    if draw == "with zeros":
        law = np.where(np.arange(41) % 3 == 0, 0.0, law)
        law = law / law.sum()
    distortion = ib.distortions.difference(np.linspace(-3.0, 3.0, 41), rho)
    compact = ib.rate_distortion(law, distortion, 0.3, tol=1e-5, unit="nat")
    dense = ib.rate_distortion(law, np.asarray(distortion), 0.3, unit="nat")
    assert overlap(compact, dense)
    assert compact.gap <= 1e-5
    assert compact.verify("ball").within(compact.interval)


def test_a_penalty_of_ones_own_need_not_be_symmetric():
    source = ib.sources.gaussian_grid(61, reach=3.0)
    distortion = ib.distortions.difference(source, lambda x: np.where(x > 0.0, x * x, 3.0 * x * x))
    compact = ib.rate_distortion(source, distortion, 0.2, tol=1e-5, unit="nat")
    assert overlap(compact, ib.rate_distortion(source, np.asarray(distortion), 0.2, unit="nat"))
    assert compact.gap <= 1e-5


def test_a_level_that_one_letter_meets_costs_nothing():
    source = ib.sources.gaussian_grid(1001)
    result = ib.rate_distortion(source, ib.distortions.difference(source), 1.01)
    assert (result.lower, result.upper) == (0.0, 0.0)
    assert result.verify("ball").upper == 0.0


def test_the_result_goes_through_json_in_little_room_and_prints_in_few_lines():
    source = ib.sources.uniform_grid(3000)
    result = ib.rate_distortion(source, ib.distortions.difference(source), 0.01, tol=1e-6)
    again = type(result).from_dict(result.to_dict())
    assert again.verify() == result.verify()
    assert len(repr(result)) < 1000
    assert str(result).startswith("R(D = 0.01) ∈ [")


@pytest.mark.parametrize(
    "change",
    [
        {"level": 0.05},
        {"slope": 1.0},
        {"dual_slope": 3.0},
        {"upper": 0.1},
        {"lower": 2.0},
        {"potentials": "shifted"},
        {"output_law": "one"},
    ],
)
def test_an_altered_certificate_is_refused(change):
    source = ib.sources.gaussian_grid(301, reach=4.0)
    result = ib.rate_distortion(source, ib.distortions.difference(source), 0.1, tol=1e-6)
    certificate = result.certificate
    if "potentials" in change:
        change = {"potentials": certificate.potentials + np.linspace(0.0, 0.1, 301)}
    if "output_law" in change:
        change = {"output_law": np.full(301, 1 / 301)}
    with pytest.raises(CertificateError):
        replace(certificate, **change).verify()


def test_what_does_not_fit_is_refused():
    source = ib.sources.gaussian_grid(301)
    with pytest.raises(InfeasibleError, match="entropy"):
        ib.rate_distortion(source, ib.distortions.difference(source), 0.0)
    with pytest.raises(ShapeError, match="301 letters"):
        ib.rate_distortion(source, ib.distortions.difference(np.arange(3.0)), 0.1)
    large = ib.sources.gaussian_grid(3001)
    result = ib.rate_distortion(large, ib.distortions.difference(large), 0.3, tol=1e-5)
    with pytest.raises(CertificateError, match="ball"):
        result.verify("ball")


def test_a_laplacian_source_under_absolute_error_has_the_rate_of_shannon():
    """Shannon's lower bound is tight: the logarithm of the mean deviation over the level (Berger 1971)."""
    source = ib.sources.laplacian_grid(10_001, std=2.0**0.5, reach=15.0)
    result = ib.rate_distortion(
        source, ib.distortions.difference(source, "absolute"), 0.2, unit="nat", tol=1e-6
    )
    assert result.gap <= 1e-6
    assert abs(result.value - log(1.0 / 0.2)) <= 1e-4  # the cells and the ends of the grid
    assert result.verify().within(result.interval)


@pytest.mark.parametrize("rho", ["squared", "absolute"])
def test_a_uniform_source_on_a_thousand_points_needs_few_reproductions(rho):
    source = ib.sources.uniform_grid(1001)
    level = 0.002 if rho == "squared" else 0.05
    result = ib.rate_distortion(source, ib.distortions.difference(source, rho), level, unit="nat", tol=1e-6)
    assert result.gap <= 1e-6
    # Shannon's lower bound is not attained, since no noise of that law adds up to a uniform law.
    noise = 0.5 * log(2.0 * np.pi * np.e * level) if rho == "squared" else log(2.0 * np.e * level)
    assert 0.01 < result.value + noise < 0.06
    assert result.verify().within(result.interval)


@pytest.mark.parametrize("level", [1e-4, 0.3])
def test_steps_on_all_letters_serve_small_levels_and_agree_with_few_letters_at_large_ones(level):
    source = ib.sources.gaussian_grid(3001)
    distortion = ib.distortions.difference(source)
    result = ib.rate_distortion(source, distortion, level, tol=1e-5, unit="nat", solver="grid_fourier")
    assert result.gap <= 1e-5
    assert abs(result.value - 0.5 * log((1.0 + 4e-3**2 / 12) / level)) <= 1e-5
    chosen = ib.rate_distortion(source, distortion, level, tol=1e-5, unit="nat")
    assert chosen.provenance.solver == ("grid_fourier" if level < 0.01 else "grid_columns")
    assert overlap(result, chosen)
