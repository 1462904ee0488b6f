"""Partial information decompositions: the classic gates, and axioms on random laws."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.interval import Interval


def gate(function, letters):
    joint = np.zeros((2, 2, letters))
    for a in (0, 1):
        for b in (0, 1):
            joint[a, b, function(a, b)] = 0.25
    return joint


AND = 0.75 * np.log2(4 / 3)  # 0.311278
RDN = np.zeros((2, 2, 2))
RDN[0, 0, 0] = RDN[1, 1, 1] = 0.5
GATES = {
    "XOR": (gate(lambda a, b: a ^ b, 2), (0.0, 0.0, 0.0, 1.0)),
    "AND": (gate(lambda a, b: a & b, 2), (AND, 0.0, 0.0, 0.5)),
    "RDN": (RDN, (1.0, 0.0, 0.0, 0.0)),
    "UNQ1": (gate(lambda a, b: a, 2), (0.0, 1.0, 0.0, 0.0)),
    "UNQ2": (gate(lambda a, b: b, 2), (0.0, 0.0, 1.0, 0.0)),
    "COPY": (gate(lambda a, b: 2 * a + b, 4), (0.0, 1.0, 1.0, 0.0)),
    "one letter each": (np.ones((1, 1, 1)), (0.0, 0.0, 0.0, 0.0)),
}


@pytest.mark.parametrize("name", GATES)
def test_gates(name):
    """Bertschinger, Rauh, Olbrich, Jost, Ay, "Quantifying unique information", Entropy 16 (2014), table 1."""
    joint, expected = GATES[name]
    for part, truth in zip(ib.pid(joint), expected, strict=True):
        assert part.status is ib.Status.OPTIMAL
        assert part.lower <= truth <= part.upper <= part.lower + 1e-8
        for level in ("float", "ball"):
            assert part.verify(level).within(part.interval)


def random_law(seed):
    rng = np.random.default_rng([77, seed])
    shape = tuple(rng.integers(1, 5, 3))
    joint = rng.dirichlet(np.ones(int(np.prod(shape)))).reshape(shape)
    if seed % 2:
        joint[rng.random(shape) < 0.4] = 0.0
        joint[0, 0, 0] += 0.1
    return joint / joint.sum()


@pytest.mark.parametrize("seed", range(8))
def test_parts_add_up_and_change_places_with_the_sources(seed):
    joint = random_law(seed)
    parts = ib.pid(joint)
    swapped = ib.pid(joint.transpose(1, 0, 2))
    for mine, other in zip(parts, (swapped.redundant, swapped.unique2, swapped.unique1), strict=False):
        assert mine.lower <= other.upper
        assert other.lower <= mine.upper
    entropies = ib.entropies(joint)
    first = entropies[1] + entropies[4] - entropies[5]
    whole = entropies[3] + entropies[4] - entropies[7]
    redundant, unique1, unique2, synergistic = parts
    assert redundant.lower + unique1.lower <= first + 1e-12
    assert redundant.upper + unique1.upper >= first - 1e-12
    assert sum(part.lower for part in parts) <= whole + 1e-12
    assert sum(part.upper for part in parts) >= whole - 1e-12
    assert redundant.witness.tensor.shape == joint.shape
    assert np.allclose(redundant.witness.tensor.sum(axis=0), joint.sum(axis=0), atol=1e-9)
    assert unique2.gap <= 1e-8
    assert synergistic.gap <= 1e-8


def test_a_function_of_one_source_has_no_part_of_the_other():
    """X2 a noisy copy of X1 and Y = X1: what X2 tells is redundant, and nothing is synergistic."""
    joint = np.zeros((2, 2, 2))
    joint[0, :, 0], joint[1, :, 1] = [0.45, 0.05], [0.05, 0.45]
    redundant, unique1, unique2, synergistic = ib.pid(joint)
    told = 1.0 + 0.1 * np.log2(0.1) + 0.9 * np.log2(0.9)
    assert redundant.lower <= told <= redundant.upper
    assert unique1.lower <= 1.0 - told <= unique1.upper
    assert unique2.lower == synergistic.lower == 0.0


def test_certificates_are_read_back_and_meddling_is_found():
    parts = ib.pid(random_law(2))
    again = ib.Result.from_dict(parts.synergistic.to_dict())
    assert again.verify().within(parts.synergistic.interval)
    certificate = parts.unique1.certificate
    other = random_law(2)[:, :, ::-1].copy()
    for forged in (
        replace(certificate, part="unique2"),
        replace(certificate, part="shared"),
        replace(certificate, joint=other),
        replace(certificate, upper=certificate.lower),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
    assert certificate.verify().within(Interval(certificate.lower, certificate.upper))


def test_what_is_no_law_of_three_variables_is_refused():
    with pytest.raises(ib.ShapeError, match="3 axes"):
        ib.pid(np.full((2, 2), 0.25))
    with pytest.raises(ib.NotNormalizedError):
        ib.pid(np.full((2, 2, 2), 0.25))


@pytest.mark.parametrize("seed", range(4))
def test_pairs_that_hardly_occur_do_no_harm(seed):
    """Probabilities down to 1e-50, far below any solver's tolerance: honest ends, near those without them."""
    rng = np.random.default_rng([78, seed])
    joint = rng.dirichlet(np.ones(12)).reshape(2, 3, 2)
    tiny = rng.random(joint.shape) < 0.4
    joint[tiny] = 10.0 ** rng.uniform(-50, -9, tiny.sum())
    joint /= joint.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ib.ConvergenceWarning)
        parts = ib.pid(joint)
    for part in parts:
        assert part.gap < 1e-5
        assert part.verify("ball").within(part.interval)
    without = np.where(joint < 1e-8, 0.0, joint)
    for part, near in zip(parts, ib.pid(without / without.sum()), strict=True):
        assert part.lower - 1e-6 <= near.value <= part.upper + 1e-6
