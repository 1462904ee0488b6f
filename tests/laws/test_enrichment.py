"""Which divergences enrich the category of kernels, and what follows (Perrone 2024), on drawn kernels."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.errors import DomainError
from itbounds.kernels import Distribution, Kernel, Space, divergences as d
from itbounds.kernels.divergences import Axiom
from itbounds.testing.enrichment import Instance, axiom_defect, check_axiom, check_divergence, find_violation
from itbounds.testing.strategies import deterministic_kernels, distributions, kernels
from tests.reference.divergences import entropy, information

QUALIFYING = [
    d.KL(), d.ReverseKL(), d.Renyi(0), d.Renyi(0.5), d.Renyi(2), d.Renyi(inf), d.TotalVariation(),
    d.Hellinger(), d.HellingerMetric(), d.JensenShannonMetric(), d.Tsallis(0), d.Tsallis(0.5),
    d.Tsallis(1), d.Alpha(0.3),
]  # fmt: skip
OTHERS = [d.JensenShannon(), d.ChiSquared(), d.Tsallis(1.5), d.Tsallis(3), d.Alpha(2), d.Alpha(-1)]
TRIANGULAR = d.FDivergence(lambda t: (t - 1) ** 2 / (t + 1), at_zero=1.0, at_infinity=1.0)
FINITE = [one for one in QUALIFYING if one != d.ReverseKL()]


@pytest.mark.parametrize("one", [*QUALIFYING, *OTHERS, TRIANGULAR], ids=str)
def test_every_divergence_keeps_what_it_claims(one):
    assert one.enriches == (one in QUALIFYING)
    assert Axiom.DATA_PROCESSING in one.axioms
    check_divergence(one, max_examples=20)


@pytest.mark.parametrize(
    ("one", "axiom"),
    [
        *((one, axiom) for one in (d.ChiSquared(), d.Tsallis(1.5), d.Tsallis(3), d.Alpha(2), d.Alpha(-1))
          for axiom in (Axiom.SEQUENTIAL, Axiom.PARALLEL)),
        (d.JensenShannon(), Axiom.SEQUENTIAL),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_claimed_is_false(one, axiom, rng):
    assert axiom not in one.axioms
    found = find_violation(one, axiom, rng, trials=4000)
    assert found is not None
    assert axiom_defect(one, axiom, found) > 0.0


def test_order_zero_is_not_strict():
    for one in (d.Renyi(0), d.Tsallis(0)):
        assert Axiom.STRICT not in one.axioms
        assert one([0.5, 0.5], [0.9, 0.1]) == 0.0


def test_jensen_shannon_breaks_the_sequential_axiom_here():
    """f = (.6, .4) against (.4, .6), then a channel and the same with its rows exchanged, keeping x."""
    f, other_f = Kernel.of([[0.6, 0.4]]), Kernel.of([[0.4, 0.6]])
    g = Kernel.of([[1.0, 0.0], [0.5, 0.5]])
    other_g = Kernel.of(g.matrix[::-1])
    keep = Kernel.copy(2)
    joint = f >> keep >> (Kernel.id(2) @ g)
    other_joint = other_f >> keep >> (Kernel.id(2) @ other_g)
    js = d.JensenShannon()
    values = [js(a, b, unit="nats") for a, b in ((joint, other_joint), (f, other_f), (g, other_g))]
    assert values == pytest.approx([0.243279, 0.020136, 0.215762], abs=5e-7)
    assert values[0] > values[1] + values[2] + 0.007
    assert axiom_defect(js, Axiom.SEQUENTIAL, Instance(f, other_f, g, other_g)) > 0.007
    root = d.JensenShannonMetric()
    assert axiom_defect(root, Axiom.SEQUENTIAL, Instance(f, other_f, g, other_g)) < 0.0


def test_chi_squared_multiplies_over_pairs():
    p, q = Distribution.of([0.5, 0.5]), Distribution.of([0.25, 0.75])
    chi2 = d.ChiSquared()
    assert chi2(p @ p, q @ q) == pytest.approx((1.0 + chi2(p, q)) ** 2 - 1.0, rel=1e-14)


def test_a_false_claim_is_found_out():
    with pytest.raises(AssertionError, match="breaks"):
        check_axiom(d.ChiSquared(), Axiom.PARALLEL, max_examples=300, shrink=False)
    with pytest.raises(AssertionError, match="not strict"):
        check_axiom(d.Renyi(0), Axiom.STRICT, shrink=False)
    f = Kernel.of([[0.5, 0.5]])
    with pytest.raises(DomainError):
        axiom_defect(d.KL(), Axiom.STRICT, Instance(f, f, f, f))


ENTROPIC = [*QUALIFYING, *OTHERS, TRIANGULAR]


@pytest.mark.parametrize("one", ENTROPIC, ids=str)
@settings(max_examples=8)
@given(data=st.data(), f=kernels(max_size=3))
def test_entropies_are_the_divergence_of_copying_from_doubling(one, data, f):
    close = {"rel": 1e-9, "abs": 1e-12}
    assert d.categorical_entropy(f, one, unit="nats") == pytest.approx(
        one.read(entropy(one, f), one.unit_for("nats" if one.information else None)), **close
    )
    weights = data.draw(distributions(f.dom))
    direct = one.read(
        entropy(one, f, weights.probabilities), one.unit_for("nats" if one.information else None)
    )
    assert d.categorical_entropy(f, one, input=weights, unit="nats") == pytest.approx(direct, **close)


@pytest.mark.parametrize("one", ENTROPIC, ids=str)
@settings(max_examples=8)
@given(f=deterministic_kernels())
def test_functions_have_no_entropy(one, f):
    assert d.categorical_entropy(f, one) == 0.0


@pytest.mark.parametrize("one", QUALIFYING, ids=str)
@settings(max_examples=8)
@given(f=kernels(max_size=3))
def test_strict_entropies_vanish_for_functions_only(one, f):
    if Axiom.STRICT in one.axioms and not f.is_deterministic:
        assert d.categorical_entropy(f, one) > 0.0


@pytest.mark.parametrize("one", ENTROPIC, ids=str)
@settings(max_examples=8)
@given(data=st.data(), f=kernels(max_size=4))
def test_a_function_of_the_output_has_no_more_entropy(one, data, f):
    g = data.draw(deterministic_kernels(dom=f.cod))
    after, before = d.categorical_entropy(f >> g, one), d.categorical_entropy(f, one)
    assert after <= before * (1 + 1e-11) + 1e-11


def test_noise_after_a_function_adds_entropy():
    f, noise = Kernel.id(2), Kernel.of([[0.9, 0.1], [0.1, 0.9]])
    assert d.categorical_entropy(f >> noise, d.KL()) > 0.4 > d.categorical_entropy(f, d.KL()) == 0.0


@pytest.mark.parametrize("one", [one for one in ENTROPIC if one != d.ReverseKL()], ids=str)
@settings(max_examples=8)
@given(data=st.data(), p=distributions(Space.of(3) @ Space.of(2)))
def test_information_is_at_most_entropy_and_shrinks_with_local_processing(one, data, p):
    value = one.between_arrows(p, p.marginal([0]) @ p.marginal([1]), None)
    assert value == information(one, p)
    mine = float(one.informations(p.tensor[None])[0])
    assert mine == pytest.approx(value, rel=1e-9, abs=1e-12)
    for part in (0, 1):
        assert mine <= float(one.entropies(p.marginal([part]).matrix)[0]) * (1 + 1e-10) + 1e-10
    f, g = data.draw(kernels(Space.of(3), Space.of(2))), data.draw(kernels(Space.of(2), Space.of(3)))
    after = float(one.informations((p >> (f @ g)).tensor[None])[0])
    assert after <= mine * (1 + 1e-10) + 1e-10


@pytest.mark.parametrize("one", FINITE, ids=str)
@settings(max_examples=8)
@given(data=st.data())
def test_information_of_a_kernel_is_the_worst_case_or_that_of_the_joint(one, data):
    h = data.draw(kernels(Space.of(2), Space.of(2) @ Space.of(2)))
    unit = one.unit_for("nats" if one.information else None)
    rows = one.informations(h.matrix.reshape(2, 2, 2))
    assert d.categorical_information(h, one, unit="nats") == one.read(float(rows.max()), unit)
    weights = data.draw(distributions(h.dom))
    pairs = Kernel.copy(2) >> (h.marginal([0]) @ h.marginal([1]))
    direct = one.read(one.between_arrows(h, pairs, weights.probabilities), unit)
    value = d.categorical_information(h, one, input=weights, unit="nats")
    assert value == pytest.approx(direct, rel=1e-9, abs=1e-12)


def test_relative_to_an_input_renyi_is_not_the_mean():
    W, p = np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([0.25, 0.75])
    for order in (0.5, 2.0):
        one = d.Renyi(order)
        mean = float(p @ one.entropies(W))
        value = d.categorical_entropy(W, one, input=p, unit="nats")
        powers = (W ** (2 - order)).sum(axis=1)
        assert value == pytest.approx(np.log(p @ powers) / (order - 1), rel=1e-13)
        assert abs(value - mean) > 1e-4 or order == 2.0
