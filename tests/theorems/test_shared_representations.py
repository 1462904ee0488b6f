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
    """Every column, by a fast transform in the memory of a column; 64 are done at a time."""
    signs = np.random.default_rng(5).choice((-1, 1), 2**12 - 1)
    feature = shared.features(signs)
    for tasks in np.arange(2**12).reshape(64, 64):
        columns = shared.walsh_coefficients(shared.readouts(feature, 11, tasks=tasks), signs)
        columns[np.arange(64), tasks] -= 1.0
        assert not columns.any()


def test_sums_of_readouts_are_undone_by_their_coefficients() -> None:
    rng = np.random.default_rng(7)
    signs, weights = rng.choice((-1, 1), 255), rng.normal(size=256)
    values = shared.walsh_sum(weights, signs)
    assert values == pytest.approx(weights @ shared.readouts(shared.features(signs), 7), abs=1e-12)
    assert shared.walsh_coefficients(values, signs) == pytest.approx(weights, abs=1e-14)


def test_lipschitz_readouts() -> None:
    mixed = shared.lipschitz_bits(1.0, [1, 2, 4, 8], 1 / 64)
    assert (mixed.separate[1], mixed.joint[1]) == (1916, 1023)
    assert mixed.separate[1] / mixed.joint[1] == pytest.approx(1.873, abs=5e-4)
    equal = shared.lipschitz_bits(1.0, np.ones(8), 1 / 64)
    assert (equal.separate[1], equal.joint[1]) == (1016, 127)
    assert equal.joint == shared.haar_entropy(1.0, 1 / 64)
    assert shared.lipschitz_bits(0.7, [3.0], 0.1).gain[0] == 1.0


@pytest.mark.parametrize(("decay", "joint", "separate"), [(0.5, 1.0, 2.003), (2.0, 1.0, 1.02)])
def test_weighted_tasks_lose_their_exponent_without_sharing(decay, joint, separate) -> None:
    accuracies = 2.0 ** -np.arange(6.0, 17.0)
    lengths = [shared.weighted_bits(1.0, decay, eps) for eps in accuracies]
    for end in (0, 1):
        fitted = [
            shared.fitted_exponent(accuracies, [getattr(length, name)[end] for length in lengths])
            for name in ("joint", "separate")
        ]
        assert fitted[0] == pytest.approx(joint, abs=0.005)
        assert fitted[1] == pytest.approx(separate, abs=0.01)
    assert shared.exponents(1.0, decay) == pytest.approx((joint, round(separate, 1)), abs=1e-12)


@pytest.mark.parametrize("alpha", [0.7, 1.0, 2.0])
@pytest.mark.parametrize("decay", [0.5, 0.8, 1.0, 2.0])
@pytest.mark.parametrize("eps", [0.9, 0.11, 2.0**-5])
def test_weighted_tasks_are_the_sum_of_their_features(alpha: float, decay: float, eps: float) -> None:
    """Task by task; the bracket of the package may be wider where a power is rounded, by a task a level."""
    lower = upper = task = 0
    while True:
        task += 1
        low, high = shared.haar_entropy(alpha, eps * task**decay)
        if high == 0:
            break
        lower, upper = lower + low, upper + high
    found = shared.weighted_bits(alpha, decay, eps)
    joint = shared.haar_entropy(alpha, eps)
    assert found.joint == joint
    assert lower - joint[0] - 1 <= found.separate[0] <= lower
    assert upper <= found.separate[1] <= upper + joint[1] + 1


@pytest.mark.parametrize("alpha", [0.5, 1.0, 3.0])
def test_the_separate_exponent_of_walsh_tasks_is_twice_the_joint_one(alpha: float) -> None:
    accuracies = 2.0 ** (-alpha * np.arange(6.5, 13.5))
    pairs = np.array([shared.walsh_entropy(alpha, eps) for eps in accuracies], dtype=np.float64)
    joint, separate = (shared.fitted_exponent(accuracies, column) for column in pairs.T)
    assert joint == pytest.approx(1.0 / alpha, rel=0.005)
    assert separate == pytest.approx(2.0 / alpha, rel=0.001)


def test_a_weight_of_exactly_the_accuracy_is_free() -> None:
    """The zero function is within 1, so that a level with weight eps needs no bit."""
    assert shared.walsh_entropy(1.0, 0.25) == shared.walsh_bits(1)
    assert shared.walsh_entropy(1.0, np.nextafter(0.25, 0.0)) == shared.walsh_bits(2)
    assert shared.walsh_entropy(2.0, 1.0) == (0, 0)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: shared.features([1, -1]), r"2\^\(J\+1\) - 1"),
        (lambda: shared.features([1, 0.5, 1]), "must be 1 or -1"),
        (lambda: shared.features([1], x=[1.0]), r"\[0, 1\)"),
        (lambda: shared.readouts([0.3], 1), "is no value of a feature"),
        (lambda: shared.readouts([1.5], 1, tasks=[4]), "finer than J = 1"),
        (lambda: shared.readouts([1.5], 1, alpha=0.5), "at least 1"),
        (lambda: shared.readouts([1.5], 60), "too little to be read|more than"),
        (lambda: shared.readouts(np.full(2**10, 1.5), 20), "walsh_sum"),
        (lambda: shared.walsh_sum([1.0], [1, 1, 1]), r"\(\.\.\., 4\) is expected"),
        (lambda: shared.walsh_bits(-1), "at least 0"),
        (lambda: shared.haar_entropy(1e-9, 0.1), "coarser accuracy"),
        (lambda: shared.lipschitz_bits(1.0, [1.0, 0.0], 0.1), "not positive"),
        (lambda: shared.weighted_bits(1.0, 0.01, 1e-3), "larger decay"),
        (lambda: shared.fitted_exponent([0.1], [3.0]), "two or more"),
        (lambda: shared.crossover(4, 4), "use k < n"),
    ],
)
def test_misuse_is_refused_with_the_remedy(call, match: str) -> None:
    with pytest.raises(ib.ItboundsError, match=match):
        call()


@pytest.mark.parametrize("J", [0, 1, 3, 5])
@pytest.mark.parametrize("alpha", [1.0, 1.7])
def test_networks_of_steps_and_triangle_waves_are_the_features_and_their_readouts(
    J: int, alpha: float
) -> None:
    rng = np.random.default_rng(J)
    signs = rng.choice((-1, 1), 2 ** (J + 1) - 1)
    x = np.concatenate([rng.random(300), np.arange(2 ** (J + 1)) / 2 ** (J + 1)])
    tasks = list(range(2 ** (J + 1)))
    direct = shared.features(signs, x, alpha=alpha)
    feature = shared.feature_network(signs, alpha=alpha)
    assert feature(x)[0] == pytest.approx(direct, abs=1e-12)
    expected = shared.readouts(direct, J, alpha=alpha)
    together = feature >> shared.readout_network(J, tasks, alpha=alpha)
    assert np.array_equal(together(x), expected)
    alone = shared.separate_network(signs, tasks, alpha=alpha)
    assert alone(x) == pytest.approx(expected, abs=1e-12)
    assert together.depth == J + 4
    # Steps of the feature, one for each level, one wave for each task.
    jumps = np.count_nonzero(np.diff(shared.features(signs, alpha=alpha)))
    assert together.units == jumps + J + 1 + len(tasks)
    if J >= 3:
        assert alone.parameters > 2 * together.parameters


def test_networks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ib.ShapeError, match="not the inputs"):
        shared.readout_network(1, [1, 2]) >> shared.readout_network(1, [1])
    with pytest.raises(ib.ShapeError, match="a vector is expected"):
        shared.feature_network([1])([[0.5]])
    with pytest.raises(ib.DomainError, match="finer than J = 1"):
        shared.readout_network(1, [4])
