"""What three pair laws tell of synergy; a published bound that is no bound, and what holds in its place."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib


def gate(function):
    joint = np.zeros((2, 2, 2))
    for a in (0, 1):
        for b in (0, 1):
            joint[a, b, function(a, b)] = 0.25
    return joint


def bounds(joint):
    return ib.synergy_bounds(joint.sum(axis=1), joint.sum(axis=0), joint.sum(axis=2))


def predictions(joint):
    """The laws of Y given each source, for each pair of letters, and the law of the pairs."""
    first, second, pairs = joint.sum(axis=1), joint.sum(axis=0), joint.sum(axis=2)
    one = (first / first.sum(axis=1, keepdims=True))[:, None, :]
    other = (second / second.sum(axis=1, keepdims=True))[None, :, :]
    return one + 0.0 * other, other + 0.0 * one, pairs


def by_overlap(joint, unique1, unique2):
    """S >= -E log BC(p(y|x1), p(y|x2)) - (U1 + U2) / 2.

    For by the chain rule U1 + U2 + 2S is E[D(p12 || p1) + D(p12 || p2)], which is at least -2 E log BC.
    """
    one, other, pairs = predictions(joint)
    overlap = np.sqrt(one * other).sum(axis=2)
    used = pairs > 0.0
    return float(-(pairs[used] @ np.log2(overlap[used]))) - 0.5 * (unique1 + unique2)


def by_disagreement(joint, unique1, unique2):
    """What is published: mean squared distance of the predictors less the larger unique information."""
    one, other, pairs = predictions(joint)
    return float((pairs * ((one - other) ** 2).sum(axis=2)).sum()) - max(unique1, unique2)


COUNTEREXAMPLE = np.zeros((2, 2, 2))
COUNTEREXAMPLE[0, 0, 0] = COUNTEREXAMPLE[1, 1, 1] = 0.33
COUNTEREXAMPLE[0, 1, 0] = COUNTEREXAMPLE[0, 1, 1] = 0.17


def test_the_disagreement_of_predictors_is_no_lower_bound():
    """Liang et al. (2024) as computed: it claims 0.0425 bit of synergy where there is none."""
    parts = ib.pid(COUNTEREXAMPLE)
    unique = parts.unique1.value, parts.unique2.value
    assert np.allclose(unique, 0.207483, atol=1e-6)
    assert by_disagreement(COUNTEREXAMPLE, *unique) > 0.0424
    assert parts.synergistic.upper < 1e-8
    assert -1e-4 < by_overlap(COUNTEREXAMPLE, *unique) <= parts.synergistic.upper
    assert bounds(COUNTEREXAMPLE).lower <= 1e-8


def test_gates():
    exclusive, both = bounds(gate(lambda a, b: a ^ b)), bounds(gate(lambda a, b: a & b))
    assert exclusive.status is ib.Status.ATTAINED
    assert exclusive.lower <= 1e-8
    assert 1.0 <= exclusive.upper <= 1.0 + 1e-7
    assert both.status is ib.Status.OPTIMAL
    assert both.lower <= 0.5 <= both.upper


@pytest.mark.parametrize("seed", range(5))
def test_every_law_is_between_and_the_witness_is_the_least(seed):
    rng = np.random.default_rng([61, seed])
    joint = rng.dirichlet(np.full(12, 0.6)).reshape(2, 3, 2)
    if seed == 3:
        joint[0, 1] = 0.0
        joint /= joint.sum()
    found, parts = bounds(joint), ib.pid(joint)
    assert found.lower <= parts.synergistic.upper
    assert parts.synergistic.lower <= found.upper
    for level in ("float", "ball"):
        assert found.verify(level).within(found.interval)
    own = found.witness.tensor
    for axis in range(3):
        assert np.allclose(own.sum(axis=axis), joint.sum(axis=axis), atol=1e-8)
    least = ib.pid(own / own.sum()).synergistic
    assert found.lower - 1e-6 <= least.value <= found.lower + 1e-6
    # The overlap of predictors depends on the pairs alone: it bounds the least synergy too.
    assert by_overlap(joint, parts.unique1.value, parts.unique2.value) <= found.lower + 1e-7


def test_meddling_is_found_and_contradictions_are_refused():
    joint = np.random.default_rng(62).dirichlet(np.ones(8)).reshape(2, 2, 2)
    found = bounds(joint)
    again = ib.Result.from_dict(found.to_dict())
    assert again.verify().within(found.interval)
    own = found.certificate
    for forged in (
        replace(own, two=own.three),
        replace(own, sources=own.first),
        replace(own, lower=own.lower + 0.1),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
    with pytest.raises(ib.ShapeError):
        ib.synergy_bounds(joint.sum(axis=1), joint.sum(axis=0), np.full((3, 2), 1 / 6))
    equal = np.eye(2) / 2.0
    with pytest.raises(ib.InfeasibleError):
        ib.synergy_bounds(equal, equal, equal[::-1])
