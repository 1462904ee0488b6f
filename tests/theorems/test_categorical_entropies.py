"""Entropies and informations in every divergence at closed forms."""

from math import inf, log, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds.kernels import divergences as d

P = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
J = [[0.4, 0.1], [0.1, 0.4]]
W = [[0.5, 0.5], [0.9, 0.1]]
MIXED = 0.5 * float((P * np.log(2 / (1 + P))).sum() + (P**2 * np.log(2 * P / (1 + P))).sum())

ENTROPIES = [
    (d.KL(), 1.213008, float(-(P * np.log(P)).sum())),
    (d.Renyi(0), 1.067841, -log((P**2).sum())),
    (d.Renyi(0.5), 1.134997, -2 * log((P**1.5).sum())),
    (d.Renyi(1), 1.213008, 1.75 * log(2)),
    (d.Renyi(2), log(4), log(4)),
    (d.Renyi(3), 1.545521, 0.5 * log((1 / P).sum())),
    (d.Renyi(inf), 2.079442, log(8)),
    (d.TotalVariation(), 0.65625, 1 - float((P**2).sum())),
    (d.Hellinger(), 0.433058, 1 - float((P**1.5).sum())),
    (d.HellingerMetric(), sqrt(0.4330582617584078), sqrt(1 - float((P**1.5).sum()))),
    (d.JensenShannon(), 0.327212, MIXED + 0.5 * 0.65625 * log(2)),
    (d.JensenShannonMetric(), sqrt(0.32721197529), sqrt(MIXED + 0.5 * 0.65625 * log(2))),
    (d.Tsallis(0.5), 0.866117, 2 * (1 - float((P**1.5).sum()))),
    (d.Tsallis(2), 3.0, 3.0),
    (d.Tsallis(3), 10.5, 0.5 * (float((1 / P).sum()) - 1)),
    (d.ChiSquared(), 3.0, 3.0),
    (d.ReverseKL(), inf, inf),
]


@pytest.mark.parametrize(("one", "digits", "closed"), ENTROPIES, ids=str)
def test_entropies_of_a_dyadic_law(one, digits, closed):
    value = ib.categorical_entropy(P, one, unit=ib.NATS)
    assert value == pytest.approx(digits, abs=5e-7)
    assert value == pytest.approx(closed, rel=1e-14)


def test_shannon_entropy_of_a_dyadic_law_in_bits():
    assert ib.categorical_entropy(P, ib.divergences.KL()) == 1.75


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (d.KL(), 0.192745),
        (d.TotalVariation(), 0.3),
        (d.Renyi(2), 0.307485),
        (d.Renyi(0.5), 0.105361),
        (d.Hellinger(), 0.051317),
    ],
    ids=str,
)
def test_informations_of_a_symmetric_pair(one, value):
    assert ib.categorical_information(J, one, unit=ib.NATS) == pytest.approx(value, abs=5e-7)


def test_informations_in_bits():
    assert ib.categorical_information(J, d.KL()) == pytest.approx(0.278072, abs=5e-7)


def test_worst_case_and_mean_over_the_inputs_of_a_channel():
    p = [0.25, 0.75]
    assert ib.categorical_entropy(W, d.KL()) == 1.0
    assert ib.categorical_entropy(W, d.KL(), input=p) == pytest.approx(0.601747, abs=5e-7)
    assert ib.categorical_entropy(W, d.TotalVariation()) == 0.5
    assert ib.categorical_entropy(W, d.TotalVariation(), input=p) == pytest.approx(0.26, abs=1e-15)


def test_relative_to_an_input_it_is_the_conditional_entropy():
    p = [0.2, 0.3, 0.5]
    channel = ib.Kernel.of([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])
    joint = np.array(p)[:, None] * channel.matrix
    conditional = -float((joint * np.log2(channel.matrix)).sum())
    assert ib.categorical_entropy(channel, d.KL(), input=p) == pytest.approx(conditional, rel=1e-14)


def test_large_alphabets_need_no_square_table():
    n = 200_000
    uniform = np.full(n, 1.0 / n)
    for order in (0.5, 2.0, inf):
        value = ib.categorical_entropy(uniform, d.Renyi(order))
        assert value == pytest.approx(np.log2(n), rel=1e-12)
    js = ib.categorical_entropy(uniform, d.JensenShannon())
    assert js == pytest.approx(1.0, abs=1e-4)


def test_a_nearly_certain_law_has_a_tiny_entropy_with_all_its_digits():
    tiny = 1e-30
    p = [1.0, tiny]
    assert ib.categorical_entropy(p, d.TotalVariation()) == pytest.approx(2 * tiny, rel=1e-14)
    assert ib.categorical_entropy(p, d.KL(), unit=ib.NATS) == pytest.approx(tiny * (1 - log(tiny)), rel=1e-12)
    for order in (0.0, 0.5, 0.999):
        value = ib.categorical_entropy(p, d.Renyi(order), unit=ib.NATS)
        power = tiny ** (2 - order)
        assert value == pytest.approx((tiny * (2 - order) - power) / (1 - order), rel=1e-10)


def test_pinsker_and_its_relatives(rng):
    p, q = rng.dirichlet(np.ones(5), 200), rng.dirichlet(np.ones(5), 200)
    kl, tv, h2, chi2 = (
        one.between(p, q) for one in (d.KL(), d.TotalVariation(), d.Hellinger(), d.ChiSquared())
    )
    assert (tv**2 <= kl / 2 + 1e-15).all()
    assert (h2 <= tv + 1e-15).all()
    assert (tv <= np.sqrt(h2 * (2 - h2)) + 1e-15).all()
    assert (2 * h2 <= kl + 1e-15).all()  # 1 - BC <= KL / 2: the constant 1/2 belongs to this normalisation
    assert (kl <= np.log1p(chi2) + 1e-15).all()
    assert (d.JensenShannon().between(p, q) <= tv * log(2) + 1e-15).all()
