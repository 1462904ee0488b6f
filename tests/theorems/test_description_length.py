"""Description lengths of finite classes: against all partitions, known classes, and tampered proofs."""

from dataclasses import replace
from itertools import product
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.numerics.sup_norm_cover import greedy_packing, least_cover, within
from tests.reference.shared import all_features, least_balls, walsh_products

length = ib.shared.description_length
MATRICES = st.integers(1, 6).flatmap(
    lambda n: st.integers(1, 3).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, 6), min_size=k, max_size=k), min_size=n, max_size=n)
    )
)


@given(
    table=MATRICES, scale=st.sampled_from([1.0, 0.1, 1 / 3]), eps=st.sampled_from([0.0, 0.5, 0.1, 1.0, 1.5])
)
@settings(max_examples=120, deadline=None)
def test_a_search_finds_the_best_of_all_partitions(table, scale: float, eps: float) -> None:
    values = np.array(table) * scale
    result = length(values, eps * scale)
    count = least_balls(values, eps * scale)
    assert result.certificate.counts == (count, count)
    assert result.lower <= log2(count) <= result.upper <= result.lower + 1e-12
    centres = result.certificate.centres[result.witness.matrix.argmax(axis=1)]
    assert np.abs(values - centres).max() <= eps * scale * (1 + 1e-15) + 1e-15
    assert result.verify().upper <= result.upper


@given(seed=st.integers(0, 10**6), n=st.integers(2, 40), eps=st.floats(0.01, 0.6))
@settings(max_examples=40, deadline=None)
def test_greedy_ends_hold_and_the_search_is_between_them(seed: int, n: int, eps: float) -> None:
    values = np.random.default_rng(seed).random((n, 2))
    greedy, searched = length(values, eps, nodes=0), length(values, eps, nodes=2000)
    low, high = greedy.certificate.counts
    assert low <= searched.certificate.counts[0] <= searched.certificate.counts[1] <= high
    assert low == len(greedy_packing(within(values, 2 * eps)))
    assert (greedy.status is ib.Status.OPTIMAL) is (low == high)


def test_hard_features_need_a_bit_for_every_sign() -> None:
    for J, eps in ((1, 0.49), (2, 0.24)):
        result = length(all_features(J, 1.0), eps)
        assert result.certificate.counts == (2 ** (2 ** (J + 1) - 1),) * 2
    low, high = ib.shared.haar_entropy(1.0, 0.24)
    assert low <= result.upper <= high


@pytest.mark.parametrize(("J", "bits"), [(1, (3, 5)), (2, (7, 21))])
def test_walsh_tasks_jointly_and_one_by_one(J: int, bits: tuple[int, int]) -> None:
    """One code for the outputs of all tasks, and one code a task, as least covers of all features."""
    signs = list(product((1, -1), repeat=2 ** (J + 1) - 1))
    outputs = np.array([walsh_products(chosen, J)[1:] for chosen in signs])
    joint = length(outputs.reshape(len(signs), -1), 0.9)
    separate = [length(outputs[:, task], 0.9) for task in range(outputs.shape[1])]
    assert joint.upper == pytest.approx(bits[0], abs=1e-9)
    assert sum(task.upper for task in separate) == pytest.approx(bits[1], abs=1e-9)
    assert {result.status for result in (joint, *separate)} == {ib.Status.OPTIMAL}
    assert bits == ib.shared.walsh_bits(J)


@given(seed=st.integers(0, 10**6), tasks=st.integers(1, 3), eps=st.floats(0.05, 0.6))
@settings(max_examples=30, deadline=None)
def test_joint_lengths_lie_between_the_largest_and_the_sum_of_the_single_ones(seed, tasks, eps) -> None:
    values = np.random.default_rng(seed).random((9, tasks, 2))
    joint = length(values.reshape(9, -1), eps)
    single = [length(values[:, task], eps) for task in range(tasks)]
    assert max(part.lower for part in single) <= joint.upper
    assert joint.lower <= sum(part.upper for part in single)


def test_a_packing_is_not_always_enough() -> None:
    """Around a cycle of five no two of three points are far, yet two balls do not cover."""
    # Distances along the cycle, made a sup norm by listing them.
    values = np.array([[min((i - j) % 5, (j - i) % 5) for j in range(5)] for i in range(5)], dtype=float)
    result = length(values, 0.5)
    assert result.certificate.counts == (3, 3)
    assert length(values, 0.5, nodes=0).certificate.counts == (2, 3)
    assert length(values, 0.5, nodes=0).status is ib.Status.GAP_OPEN


def test_differences_are_compared_without_rounding() -> None:
    """Doubles next to decimal numbers differ by a little more or less than these."""
    for first, second, width in ((0.3, 0.1, 0.2), (0.7, 0.6, 0.1), (0.2, 0.1, 0.1), (1.0, 2.0**-60, 1.0)):
        for a, b in ((first, second), (second, first)):
            near = bool(within(np.array([[a], [b]]), width)[0, 1])
            assert near is (least_balls(np.array([[a], [b]]), width / 2) == 1)
    # 1 + 2^-60 rounds to 1.
    assert not within(np.array([[1.0], [-(2.0**-60)]]), 1.0)[0, 1]
    assert within(np.array([[1.0], [2.0**-60]]), 1.0)[0, 1]


def test_a_sum_over_parts() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.random((12, 2)), rng.random((12, 2)) + 10.0
    counts = [length(part, 0.15).certificate.counts for part in (first, second, np.vstack([first, second]))]
    assert counts[0][0] + counts[1][0] == counts[2][0] == counts[2][1]


def test_a_certificate_survives_json_and_refuses_tampering() -> None:
    values = np.random.default_rng(4).random((12, 3))
    result = length(values, 0.2)
    loaded = ib.Result.from_dict(result.to_dict())
    loaded.verify("ball")
    certificate = result.certificate
    assert certificate.counts[1] > 1
    for altered in (
        replace(certificate, labels=(0,) * 12),
        replace(certificate, labels=tuple(range(12))),
        replace(certificate, labels=certificate.labels[:-1]),
        replace(certificate, eps=certificate.eps / 2),
        replace(certificate, values=np.where(values > 0.5, np.nan, values)),
        replace(certificate, lower=certificate.lower + 0.1),
    ):
        with pytest.raises(ib.CertificateError):
            altered.verify()


def test_large_classes_have_greedy_ends() -> None:
    values = np.random.default_rng(6).random((600, 3))
    result = length(values, 0.1)
    low, high = result.certificate.counts
    assert 50 < low <= high < 2 * low
    assert least_cover(within(values, 0.2), 0).balls == high


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (([[1.0]], -0.1), "at least 0"),
        (([[1.0]], float("inf")), "infinite"),
        ((np.zeros((9000, 1)), 1), "at most 8192"),
    ],
)
def test_misuse_is_refused_with_the_remedy(arguments, match: str) -> None:
    with pytest.raises(ib.DomainError, match=match):
        length(*arguments)
