"""Wasserstein dependencies by moves of one coordinate after the other, against all couplings of pairs."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib

KINDS = ["metric", "any costs", "zeros", "deterministic", "unbalanced", "dear to stay"]


def _instance(kind, seed):
    rng = np.random.default_rng(100 * KINDS.index(kind) + seed)
    m, n = (2, 6) if kind == "unbalanced" else (4, 3)
    joint = rng.gamma(1.0, size=(m, n))
    if kind == "zeros":
        joint *= rng.random((m, n)) < 0.5
        joint[1, 2] += 1.0
    if kind == "deterministic":
        joint = np.eye(m, n) + 1e-9
    places, levels = rng.random((m, 2)), rng.random(n)
    first = np.linalg.norm(places[:, None] - places, axis=2)
    second = np.abs(levels[:, None] - levels)
    if kind in ("any costs", "dear to stay"):
        first, second = rng.random((m, m)) ** 3, rng.random((n, n))
    if kind != "dear to stay":
        np.fill_diagonal(first, 0.0)
        np.fill_diagonal(second, 0.0)
    return joint / joint.sum(), first, second


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_the_program_over_couplings_of_pairs(kind, seed):
    joint, first, second = _instance(kind, seed)
    own = ib.wasserstein_dependency(joint, first, second)
    general = ib.wasserstein_dependency(joint, first, second, tol=1e-7, solver="highs")
    assert own.certificate.kind == "dependency"
    assert own.lower <= general.upper
    assert general.lower <= own.upper
    assert own.gap <= 1e-9
    assert own.verify("ball").within(own.interval)
    coupling = joint.reshape(-1, 1) * own.witness.matrix
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    assert np.abs(coupling.sum(axis=0) - product.ravel()).max() <= 1e-9
    moved = first[:, None, :, None] + second[None, :, None, :]
    assert abs(float((coupling * moved.reshape(coupling.shape)).sum()) - own.value) <= 2e-9


def test_meddling_is_found():
    joint, first, second = _instance("metric", 4)
    result = ib.wasserstein_dependency(joint, first, second)
    assert ib.Result.from_dict(result.to_dict()).verify().within(result.interval)
    own = result.certificate
    for forged in (
        replace(own, joint=np.roll(joint, 1, axis=0)),
        replace(own, second=2.0 * second),
        replace(own, second=-second),
        replace(own, potential=own.potential[:2]),
        replace(own, potential=0.0 * own.potential),
        replace(own, across=np.ones_like(own.across)),
        replace(own, along=-own.along),
        replace(own, lower=own.upper, upper=own.upper),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
