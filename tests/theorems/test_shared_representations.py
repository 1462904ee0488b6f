"""Sharing, counted: features and readouts by enumeration of all signs."""

from itertools import product

import numpy as np
import pytest

import itbounds as ib
from tests.reference.shared import all_features, least_distance, walsh_products

shared = ib.shared


@pytest.mark.parametrize(("J", "joint", "separate"), [(0, 1, 1), (1, 3, 5), (2, 7, 21)])
def test_enumeration_of_all_signs_gives_the_bits_of_walsh_tasks(J: int, joint: int, separate: int) -> None:
    """Every form that a task takes over all features is seen; that of all tasks together too."""
    outputs = np.array([walsh_products(signs, J) for signs in product((1, -1), repeat=2 ** (J + 1) - 1)])
    together = len({array.tobytes() for array in outputs})
    alone = [len({array.tobytes() for array in outputs[:, task]}) for task in range(1, 2 ** (J + 1))]
    assert together == 2**joint
    assert np.prod(np.array(alone, dtype=object)) == 2**separate
    assert shared.walsh_bits(J) == (joint, separate)
    assert 3 * separate == (joint + 1) ** 2 - 1


@pytest.mark.parametrize("J", [1, 2])
@pytest.mark.parametrize("alpha", [0.5, 1.0, 2.0])
def test_features_are_as_far_apart_as_the_finest_level(J: int, alpha: float) -> None:
    distance = least_distance(all_features(J, alpha))
    assert distance == pytest.approx(2.0 * 2.0 ** (-alpha * J), rel=1e-12)


@pytest.mark.parametrize("J", [0, 1, 2])
@pytest.mark.parametrize("alpha", [0.5, 1.0, 2.0])
def test_features_agree_with_their_definition(J: int, alpha: float) -> None:
    direct = all_features(J, alpha)
    signs = product((1, -1), repeat=2 ** (J + 1) - 1)
    for row, chosen in zip(direct, signs, strict=True):
        assert shared.features(chosen, alpha=alpha) == pytest.approx(row, abs=1e-12)


def test_the_metric_entropy_of_features() -> None:
    pairs = {
        2.0**-4: [(255, 4095), (15, 31), (3, 7)],
        2.0**-6: [(4095, 65535), (63, 127), (7, 15)],
    }
    for eps, expected in pairs.items():
        assert [shared.haar_entropy(alpha, eps) for alpha in (0.5, 1, 2)] == expected
    assert shared.haar_entropy(1.0, 2.0) == (0, 0)
    assert shared.haar_entropy(1.0, 1.0) == (0, 1)


@pytest.mark.parametrize("seed", range(3))
def test_all_readouts_of_four_levels_are_orthonormal(seed: int) -> None:
    signs = np.random.default_rng(seed).choice((-1, 1), 15)
    for alpha in (1.0, 1.5):
        rows = shared.readouts(shared.features(signs, alpha=alpha), 3, alpha=alpha)
        assert np.array_equal(rows @ rows.T / 16.0, np.eye(16))
        assert np.array_equal(rows, walsh_products(signs, 3))


def test_the_gram_matrix_of_4096_readouts_is_the_identity() -> None:
    """One column at a time, in the memory of one column."""
    signs = np.random.default_rng(5).choice((-1, 1), 2**12 - 1)
    feature = shared.features(signs)
    for task in np.random.default_rng(6).permutation(2**12)[:1024].tolist():
        (row,) = shared.readouts(feature, 11, tasks=[task])
        column = shared.walsh_coefficients(row, signs)
        column[task] -= 1.0
        assert not column.any()


def test_sums_of_readouts_are_undone_by_their_coefficients() -> None:
    rng = np.random.default_rng(7)
    signs, weights = rng.choice((-1, 1), 255), rng.normal(size=256)
    values = shared.walsh_sum(weights, signs)
    assert values == pytest.approx(weights @ shared.readouts(shared.features(signs), 7), abs=1e-12)
    assert shared.walsh_coefficients(values, signs) == pytest.approx(weights, abs=1e-14)
