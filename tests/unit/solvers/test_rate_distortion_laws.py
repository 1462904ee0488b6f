"""Laws of R(D): what changes and what does not when an instance is transformed."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.forms import RateDistortionForm, Status
from itbounds.solvers.rate_distortion.interior_point import InteriorPoint
from itbounds.testing.rate_distortion_families import FAMILIES, level_range, random_instance
from tests.reference.rate_distortion import dual_value, interval, parametric_point

seeds = st.integers(0, 10**6)
TOL = 1e-9


def solved(source, distortion, level):
    form = RateDistortionForm(source, distortion, level)
    solution = InteriorPoint().solve(form, TOL)
    assert solution.status is Status.OPTIMAL
    return solution


def rate(source, distortion, level):
    return interval(RateDistortionForm(source, distortion, level), solved(source, distortion, level))


def small_instance(seed):
    generator = np.random.default_rng(seed)
    while True:
        name, source, distortion, level = random_instance(generator, largest=9)
        lowest, highest = level_range(source, distortion)
        if (highest - lowest) * 1e-3 < level - lowest < (highest - lowest) * 0.999 and name != "wide_scales":
            return generator, source, distortion, level


@given(seeds, st.floats(1e-12, 1e12), st.floats(-0.5, 100.0))
@settings(max_examples=25)
def test_scaling_and_shifting_distortion_and_level_together_changes_nothing(seed, scale, shift):
    generator, source, distortion, level = small_instance(seed)
    shifts = max(shift, 0.0) * generator.random(len(source))
    plain = rate(source, distortion, level)
    moved = rate(source, scale * (distortion + shifts[:, None]), scale * (level + source @ shifts))
    # A level of relative error 1e-16 moves the rate by that times slope and level.
    slack = 1e-9 + 1e-14 * shift * solved(source, distortion, level).multiplier
    assert moved[0] <= plain[1] + slack
    assert plain[0] <= moved[1] + slack


@given(seeds)
@settings(max_examples=30)
def test_the_order_of_letters_does_not_matter(seed):
    generator, source, distortion, level = small_instance(seed)
    x, y = generator.permutation(len(source)), generator.permutation(distortion.shape[1])
    plain, permuted = rate(source, distortion, level), rate(source[x], distortion[np.ix_(x, y)], level)
    assert max(plain[0], permuted[0]) <= min(plain[1], permuted[1]) + 1e-11


@given(seeds)
@settings(max_examples=30)
def test_splitting_a_source_letter_or_repeating_an_output_letter_does_not_matter(seed):
    generator, source, distortion, level = small_instance(seed)
    share = generator.uniform(0.1, 0.9)
    split = np.concatenate([source[:-1], source[-1] * np.array([share, 1.0 - share])])
    doubled = np.vstack([distortion, distortion[-1:]])
    doubled = np.hstack([doubled, doubled[:, :1]])
    plain, changed = rate(source, distortion, level), rate(split, doubled, level)
    assert max(plain[0], changed[0]) <= min(plain[1], changed[1]) + 1e-11


@given(seeds, st.lists(st.floats(0.001, 0.999), min_size=3, max_size=3, unique=True))
@settings(max_examples=25)
def test_the_rate_is_convex_and_falls_with_the_level(seed, shares):
    _, source, distortion, _ = small_instance(seed)
    lowest, highest = level_range(source, distortion)
    low, middle, high = (lowest + share * (highest - lowest) for share in sorted(shares))
    first, second, third = (rate(source, distortion, level) for level in (low, middle, high))
    assert first[1] >= second[0] >= third[0] - 1e-9
    weight = (high - middle) / (high - low) if high > low else 0.5
    assert second[0] <= weight * first[1] + (1.0 - weight) * third[1] + 1e-11


@given(seeds, st.floats(0.001, 0.999))
@settings(max_examples=25)
def test_the_dual_point_is_a_tangent_that_supports_the_whole_curve(seed, share):
    _, source, distortion, level = small_instance(seed)
    lowest, highest = level_range(source, distortion)
    solution = solved(source, distortion, level)
    other = lowest + share * (highest - lowest)
    tangent = dual_value(RateDistortionForm(source, distortion, other), solution.dual, solution.multiplier)
    assert tangent <= rate(source, distortion, other)[1] + 1e-11


@given(seeds, st.floats(0.5, 20.0))
@settings(max_examples=25)
def test_it_agrees_with_the_parametric_curve_of_plain_updates(seed, slope):
    generator = np.random.default_rng(seed)
    m, n = generator.integers(2, 7, size=2)
    source, distortion = generator.dirichlet(np.ones(m)), generator.random((m, n))
    level, reference, gap = parametric_point(source, distortion, slope)
    lower, upper = rate(source, distortion, level)
    assert lower <= reference + 1e-11
    assert reference - gap <= upper + 1e-11


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_gives_a_valid_instance_of_its_shape(name):
    for seed in range(5):
        generator = np.random.default_rng(seed)
        found, source, distortion, level = random_instance(generator, family=name, largest=20)
        lowest, highest = level_range(source, distortion)
        assert found == name
        assert distortion.shape[0] == len(source)
        assert (source > 0.0).all()
        assert source.sum() == pytest.approx(1.0, abs=1e-14)
        assert np.isfinite(distortion.min(axis=1)).all()
        assert (distortion >= 0.0).all()
        assert lowest < level < highest < inf


@pytest.mark.parametrize("family", list(FAMILIES))
def test_every_family_has_instances_of_two_letters(family):
    name, source, distortion, level = random_instance(np.random.default_rng(0), largest=2, family=family)
    assert name == family
    assert len(source) == len(distortion) == 2
    assert level_range(source, distortion)[0] < level
