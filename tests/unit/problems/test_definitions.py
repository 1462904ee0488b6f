"""Convex definitions against the same programs written by hand in cvxpy."""

import numpy as np
import pytest

import itbounds as ib
from tests.reference import programs as by_hand

TOLERANCE = 1e-7  # of cvxpy


def agrees(result, expected):
    """Compare a verified result, in its unit, with a number that is right to 1e-7."""
    assert result.status is ib.Status.OPTIMAL
    assert result.verify().within(result.interval)
    assert result.lower - TOLERANCE <= expected <= result.upper + TOLERANCE


def random(*parts):
    return np.random.default_rng(parts)


def joint_law(seed, shape):
    """Zeros, unbalanced alphabets and, every third time, a deterministic last variable."""
    rng = random(41, seed)
    joint = rng.dirichlet(np.ones(int(np.prod(shape)))).reshape(shape)
    if seed % 3 == 1:
        joint[rng.random(shape) < 0.3] = 0.0
        joint[(0,) * len(shape)] += 0.1
    if seed % 3 == 2:
        masses = joint.sum(axis=-1)
        joint = np.zeros(shape)
        letters = rng.integers(shape[-1], size=shape[:-1])
        np.put_along_axis(joint, letters[..., None], masses[..., None], axis=-1)
    return joint / joint.sum()


@pytest.mark.parametrize(("seed", "shape"), list(enumerate([(2, 3, 2), (4, 2, 3), (2, 2, 5), (3, 3, 3)])))
def test_decompositions(seed, shape):
    joint = joint_law(seed, shape)
    least = by_hand.least_information(joint)
    entropies = ib.entropies(joint, unit="nat")
    first, second = (entropies[k] + entropies[4] - entropies[k | 4] for k in (1, 2))
    whole = entropies[3] + entropies[4] - entropies[7]
    parts = ib.pid(joint, unit="nat")
    for part, expected in zip(
        parts, (first + second - least, least - second, least - first, whole - least), strict=True
    ):
        agrees(part, expected)
