"""Rates of many sources in one run: those of single problems, in order, each with its own proof."""

from math import log

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import entr

import itbounds as ib
from itbounds.errors import InfeasibleError, NotNormalizedError
from itbounds.numerics.rate_stack import informations_upper, mean_distortions, rates_lower, tilts_within


@given(st.integers(2, 6), st.integers(1, 7), st.integers(0, 2**32 - 1), st.floats(0.001, 1.2))
def test_a_stack_has_the_rates_of_its_sources_and_their_proofs(letters, reproductions, seed, share):
    rng = np.random.default_rng(seed)
    laws = rng.dirichlet(np.full(letters, 0.5), size=5)
    laws[0] = np.eye(letters)[0]
    distortion = rng.random((letters, reproductions)).round(2)
    least, most = (laws @ distortion.min(axis=1)).max(), (laws @ distortion).min(axis=1).max()
    level = float(least + share * (most - least) + 1e-9)
    results = ib.rate_distortion(laws, distortion, level, tol=1e-8, unit="nat")
    assert len(results) == 5
    for law, result in zip(laws, results, strict=True):
        single = ib.rate_distortion(law, distortion, level, tol=1e-8, unit="nat")
        assert result.gap <= 1e-8
        assert result.lower <= single.upper
        assert single.lower <= result.upper
        assert result.verify().within(result.interval)
        assert type(result).from_dict(result.to_dict()).verify() == result.verify()


def test_binary_sources_have_the_closed_form():
    """R(D) = h(p) - h(D) for D < p < 1/2 (Cover and Thomas 2006, theorem 10.3.1)."""
    chances = np.linspace(0.12, 0.5, 40)
    results = ib.rate_distortion(
        np.stack([chances, 1.0 - chances], axis=1), ib.distortions.hamming(2), 0.1, unit="nat"
    )
    for chance, result in zip(chances, results, strict=True):
        truth = entr(chance) + entr(1.0 - chance) - entr(0.1) - entr(0.9)
        assert result.lower - 1e-15 <= truth <= result.upper + 1e-15
        assert result.verify("ball").within(result.interval)
        assert "one run of 40" in result.provenance.notes[0]


def test_distributions_keep_their_letters_and_joint_laws_stay_single():
    coins = [ib.Distribution.of({"heads": p, "tails": 1.0 - p}) for p in (0.5, 0.3)]
    results = ib.rate_distortion(coins, ib.distortions.hamming(2), 0.1)
    assert [each.witness.dom for each in results] == [coin.space for coin in coins]
    pair = ib.rate_distortion(np.full((2, 2), 0.25), ib.distortions.hamming(4), 0.25, unit="nat")
    assert pair.lower <= log(4) - (entr(0.25) + entr(0.75)) - 0.25 * log(3) <= pair.upper


def test_a_stack_refuses_what_a_single_source_refuses_and_says_which():
    with pytest.raises(NotNormalizedError, match="1"):
        ib.rate_distortion([[0.5, 0.5], [0.5, 0.6]], ib.distortions.hamming(2), 0.1)
    with pytest.raises(InfeasibleError):
        ib.rate_distortion([[0.5, 0.5], [0.4, 0.6]], [[1.0, 2.0], [2.0, 1.0]], 0.5)


def test_solvers_are_named_for_all_and_infinite_distortions_solved_alone():
    forbidden = ib.distortions.erasure(2)
    results = ib.rate_distortion([[0.5, 0.5], [0.3, 0.7]], forbidden, 0.5, unit="nat")
    assert results[0].lower <= 0.5 * log(2) <= results[0].upper
    named = ib.rate_distortion(
        [[0.5, 0.5]], ib.distortions.hamming(2), 0.1, solver="blahut_arimoto", tol=1e-6
    )
    assert named[0].provenance.solver == "blahut_arimoto"


@given(st.integers(0, 2**32 - 1))
def test_the_ends_of_a_stack_are_those_of_balls(seed):
    rng = np.random.default_rng(seed)
    laws, distortions = rng.dirichlet(np.ones(3), 2), rng.random((2, 3, 4))
    levels = np.array([0.2, 0.4]) + (laws * distortions.min(axis=2)).sum(axis=1)
    potentials, slopes = rng.normal(size=(2, 3)), rng.uniform(0.1, 20.0, 2)
    channels, within = tilts_within(laws, distortions, levels, rng.dirichlet(np.ones(4), 2), slopes)
    lower, upper = (
        rates_lower(laws, distortions, levels, potentials, slopes),
        informations_upper(laws, channels),
    )
    from itbounds.numerics import balls

    for i in range(2):
        exact = max(
            0.0, balls.rate_distortion_lower(laws[i], distortions[i], levels[i], potentials[i], slopes[i])
        )
        assert exact - 1e-12 <= lower[i] <= exact
        attained = balls.rate_distortion_upper(laws[i], channels[i])
        assert attained - 1e-15 <= upper[i] <= attained + 1e-12
        if within[i]:
            assert balls.mean_distortion_at_most(laws[i], channels[i], distortions[i], levels[i])
        assert (
            mean_distortions(laws, channels, distortions)[i]
            >= float(laws[i] @ (channels[i] * distortions[i]).sum(1)) - 1e-15
        )


def test_a_sweep_solves_sources_of_one_shape_together():
    hamming = ib.distortions.hamming(2)
    results = ib.sweep(lambda p: ib.RateDistortion([p, 1.0 - p], hamming, 0.1), [0.2, 0.3, 0.4, 0.05])
    assert "one run of 3" in results[0].provenance.notes[0]
    assert results[3].upper == 0.0
    singles = [ib.rate_distortion([p, 1.0 - p], hamming, 0.1) for p in (0.2, 0.3, 0.4)]
    assert all(a.lower <= b.upper and b.lower <= a.upper for a, b in zip(results[:3], singles, strict=True))
