"""The deterministic bottleneck: partitions against all others, and against all conditional laws."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.partition_search import searched_partition


def partitions(count):
    """All lists of class labels, numbered as they come."""
    found = [[0]]
    for _ in range(count - 1):
        found = [[*labels, k] for labels in found for k in range(max(labels) + 2)]
    return found


def value(joint, channel, beta):
    """H(T) - beta I(T;Y) in bits, of a conditional law of T."""
    pair = channel.T @ joint
    h = ib.entropies(pair)
    return h[1] - beta * (h[1] + h[2] - h[3])


def random(seed, shape, alpha=0.4):
    return np.random.default_rng([97, seed]).dirichlet(np.full(int(np.prod(shape)), alpha)).reshape(shape)


def proved(result):
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)


@pytest.mark.parametrize(("seed", "shape"), list(enumerate([(5, 3), (6, 2), (7, 4), (6, 6)])))
@pytest.mark.parametrize("beta", [1.3, 3.0, 20.0])
def test_no_partition_is_better(seed, shape, beta):
    joint = random(seed, shape)
    result = ib.deterministic_bottleneck(joint, beta)
    proved(result)
    assert result.status is ib.Status.OPTIMAL
    values = [value(joint, np.eye(shape[0])[labels], beta) for labels in partitions(shape[0])]
    assert result.lower - 1e-12 <= min(values) <= result.upper + 1e-12
    assert value(joint, result.witness.matrix, beta) == pytest.approx(min(values), abs=1e-11)


@pytest.mark.parametrize("seed", range(4))
def test_no_conditional_law_is_better(seed):
    """Strouse and Schwab (2017): the optimum is deterministic, since the objective is concave."""
    joint, rng = random(seed, (4, 3)), np.random.default_rng(seed)
    result = ib.deterministic_bottleneck(joint, 4.0)
    for _ in range(300):
        channel = rng.dirichlet(np.full(4, rng.choice([0.05, 0.3, 1.0])), 4)
        assert value(joint, channel, 4.0) >= result.lower


@pytest.mark.parametrize("seed", range(5))
def test_intervals_are_enough_for_a_binary_variable(seed):
    """The classes of the best of all partitions are intervals of the posterior, ties and certainty too."""
    joint = random(10 + seed, (9, 2))
    joint[seed % 9, seed % 2] = 0.0
    joint[0] = 2.0 * joint[1]
    beta = (1.5, 2.5, 6.0, 15.0, 80.0)[seed]
    every = ib.deterministic_bottleneck(joint / joint.sum(), beta)
    # Splitting letters into three of the same posterior changes nothing, but there are too many to try all.
    split = np.repeat(joint, 3, axis=0) / 3.0
    intervals = ib.deterministic_bottleneck(split / split.sum(), beta)
    proved(intervals)
    assert intervals.status is ib.Status.OPTIMAL
    assert intervals.lower - 1e-12 <= every.value <= intervals.upper + 1e-12
    posterior = split[:, 0] / split.sum(axis=1)
    labels = intervals.witness.matrix.argmax(axis=1)[np.argsort(posterior, kind="stable")]
    assert len(np.flatnonzero(np.diff(labels))) + 1 <= len(set(labels)) + 2  # ties may come in any order


def test_many_letters_are_searched_with_a_proved_end():
    joint = random(30, (40, 4))
    result = ib.deterministic_bottleneck(joint, 3.0)
    proved(result)
    assert result.status is ib.Status.ATTAINED
    h = ib.entropies(joint)
    assert result.lower == pytest.approx(-2.0 * (h[1] + h[2] - h[3]), abs=1e-9)
    assert value(joint, result.witness.matrix, 3.0) == pytest.approx(result.upper, abs=1e-9)
    assert result.upper < 0.0
    # The search is near the truth where all partitions can be tried.
    for seed in range(6):
        small = random(40 + seed, (8, 3))
        labels = searched_partition(small, 4.0, np.random.default_rng(0))
        exact = ib.deterministic_bottleneck(small, 4.0)
        assert exact.lower <= value(small, np.eye(8)[labels], 4.0) <= exact.upper + 0.01


@pytest.mark.parametrize("beta", [0.0, 0.5, 1.0])
def test_cheap_relevance_is_worth_no_name(beta):
    result = ib.deterministic_bottleneck(random(50, (5, 3)), beta)
    assert (result.lower, result.upper) == (0.0, pytest.approx(0.0, abs=1e-12))
    assert result.witness.cod.size == 1


def test_large_slopes_keep_what_matters_and_no_more():
    """As the slope grows the names are those of the posteriors: H of the minimal sufficient statistic."""
    joint = np.array([[0.2, 0.1], [0.1, 0.05], [0.05, 0.2], [0.3, 0.0], [0.0, 0.0]])
    result = ib.deterministic_bottleneck(joint, 1e6)
    assert result.witness.matrix.argmax(axis=1).tolist() == [0, 0, 1, 2]


def test_meddling_and_misuse_are_found():
    result = ib.deterministic_bottleneck(random(60, (6, 3)), 3.0)
    assert ib.Result.from_dict(result.to_dict()).verify("ball").within(result.interval)
    own = result.certificate
    for forged in (
        replace(own, beta=3.5),
        replace(own, labels=own.labels + 9.0),
        replace(own, labels=np.zeros(6)),
        replace(own, lower=own.upper, upper=own.upper + 1.0),
        replace(own, joint=np.ascontiguousarray(own.joint[::-1])),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
    with pytest.raises(ib.DomainError, match="slope"):
        ib.deterministic_bottleneck(random(60, (3, 3)), -1.0)
