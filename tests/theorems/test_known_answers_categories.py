"""Published numbers of the theory of Markov categories that no other file pins digit by digit."""

from math import comb, inf, log

import numpy as np
import pytest

import itbounds as ib
from itbounds.lowering.lattice.elementals import elementals

d, lm = ib.divergences, ib.language_model


def test_the_order_of_the_arguments_of_an_entropy_matters():
    """Doubling is never absolutely continuous with respect to copying, unless the law is certain."""
    p = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    copied, doubled = np.diag(p), np.outer(p, p)
    assert d.KL()(copied, doubled) == pytest.approx(1.75, rel=1e-14)
    assert d.KL()(doubled, copied) == inf
    assert d.KL()(np.diag([1.0, 0.0]), np.outer([1.0, 0.0], [1.0, 0.0])) == 0.0


def test_a_positive_test_of_a_rare_disease():
    """Prior 1%, sensitivity 90%, false positives 5%: the posterior is 2/13."""
    test = ib.Kernel.of([[0.95, 0.05], [0.10, 0.90]])
    back = test.invert([0.99, 0.01])
    assert back.matrix[1, 1] == pytest.approx(0.153846, abs=5e-7)
    assert back.matrix[1, 1] == pytest.approx(2 / 13, rel=1e-14)


def test_a_hidden_bit_knows_its_next_word():
    flips = [np.array([[1 - e, e], [e, 1 - e]]) for e in (0.1, 0.2)]
    p = np.einsum("h,hu,hv->huv", [0.5, 0.5], *flips)
    assert lm.horizon(p).next_word == pytest.approx(0.531004, abs=5e-7)
    assert lm.horizon(p).total == pytest.approx(0.635823, abs=1e-6)


def test_the_constants_of_pinsker_and_hellinger_are_approached():
    """The suprema of TV^2 / KL and of 2 (1 - BC) / KL over pairs of laws are 1/2 and 1."""
    near, fair = [0.5 + 1e-4, 0.5 - 1e-4], [0.5, 0.5]
    assert d.TotalVariation()(near, fair) ** 2 / d.KL()(near, fair, unit="nat") == pytest.approx(
        0.5, abs=1e-7
    )
    sure, almost = [1.0, 0.0], [1 - 1e-5, 1e-5]
    ratio = 2 * d.Hellinger()(sure, almost) / d.KL()(sure, almost, unit="nat")
    assert 0.99999 < ratio < 1.0


@pytest.mark.parametrize(("n", "count"), [(2, 3), (3, 9), (4, 28)])
def test_the_number_of_elemental_inequalities(n, count):
    """As many as theory counts, each of them proved."""
    names = [f"X{i}" for i in range(n)]
    everything = ",".join(names)
    found = [f"H({everything})-H({','.join(names[:i] + names[i + 1 :])})>=0" for i in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            rest = [name for name in names if name not in (names[i], names[j])]
            for mask in range(2 ** len(rest)):
                given = ",".join(name for k, name in enumerate(rest) if mask >> k & 1)
                found.append(f"I({names[i]};{names[j]}{'|' + given if given else ''})>=0")
    assert len(found) == count == n + comb(n, 2) * 2 ** (n - 2)
    assert len(elementals(n)) == count
    assert all(ib.prove(one).status is ib.ProofStatus.PROVED for one in found)


@pytest.mark.parametrize("order", [0.5, 2.0, 3.0])
def test_the_chain_rule_of_tsallis(rng, order):
    joint = rng.dirichlet(np.ones(6)).reshape(2, 3)
    p = joint.sum(axis=1)

    def tsallis(law):
        return (
            ib.categorical_entropy(law, d.Tsallis(2.0 - order), unit=ib.NATS) if order <= 2 else direct(law)
        )

    def direct(law):
        return (1.0 - float((law**order).sum())) / (order - 1.0)

    parts = sum(w**order * tsallis(row / w) for w, row in zip(p, joint, strict=True))
    assert tsallis(joint.ravel()) == pytest.approx(tsallis(p) + parts, abs=1e-14)
    assert ib.cocycle_residual(direct, joint, order=order) == pytest.approx(0.0, abs=1e-14)


def test_a_constant_is_no_distance_from_a_constant():
    assert ib.rajski([[1.0]]) == 0.0
    assert ib.rajski([[0.0, 1.0], [0.0, 0.0]]) == 0.0
    assert ib.rajski(np.full((2, 2), 0.25)) == 1.0
    part = ib.common_part([[0.2, 0.1, 0.0], [0.0, 0.2, 0.0], [0.0, 0.0, 0.5]])
    assert part.x_labels.tolist() == part.y_labels.tolist() == [0, 0, 1]
    assert part.entropy == pytest.approx(1.0, rel=1e-14)
    assert ib.categorical_entropy([0.5, 0.5], d.KL(), unit=ib.NATS) == pytest.approx(log(2), rel=1e-15)
