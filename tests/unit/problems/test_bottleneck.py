"""The information bottleneck: closed forms, brute force, and proofs that fail when they are touched."""

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import itbounds as ib
from itbounds.errors import CertificateError, DomainError, ShapeError
from itbounds.results.bottleneck import Bottleneck
from tests.reference.bottleneck import best_of_restarts, relevance_and_complexity

SHARES = st.floats(0.02, 0.98)
SIZES = st.integers(1, 9)


def entropy(p):
    return -p * np.log2(p) - (1 - p) * np.log2(1 - p)


def inverse_entropy(h):
    low, high = 0.0, 0.5
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if entropy(middle) < h else (low, middle)
    return 0.5 * (low + high)


@st.composite
def binary_joints(draw):
    """Joint laws whose relevant variable is a bit: zeros, duplicate rows and tiny letters among them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.integers(2, 9))
    shares = rng.beta(*draw(st.sampled_from([(1.0, 1.0), (0.2, 0.2), (0.05, 0.05), (50.0, 50.0)])), size)
    kind = draw(st.sampled_from(["plain", "deterministic", "duplicate", "tiny"]))
    law = rng.dirichlet(np.ones(size))
    if kind == "deterministic":
        shares[0], shares[-1] = 0.0, 1.0
    if kind == "duplicate":
        shares[1] = shares[0]
    if kind == "tiny":
        law[0] = 1e-7
    return law[:, None] * np.stack([shares, 1.0 - shares], axis=1) / law.sum()


@given(st.floats(0.01, 0.45), st.floats(0.01, 0.99))
def test_a_fair_bit_through_a_symmetric_channel_obeys_mrs_gerbers_lemma(flip, rate):
    # Wyner and Ziv 1973: F(R) = 1 - h(flip * h^-1(1 - R)).
    joint = [[0.5 * (1 - flip), 0.5 * flip], [0.5 * flip, 0.5 * (1 - flip)]]
    noise = inverse_entropy(1.0 - rate)
    truth = 1.0 - entropy(flip * (1 - noise) + (1 - flip) * noise)
    result = ib.information_bottleneck(joint, rate=rate)
    assert result.lower - 1e-12 <= truth <= result.upper + 1e-12
    assert result.gap <= 1e-9


@given(st.floats(0.05, 0.95), st.floats(0.0, 1.0))
def test_what_is_erased_costs_relevance_in_proportion(erased, rate):
    # Y is a fair bit X erased with a probability: I(T;Y) = (1 - e) I(T;X), so that F(R) = (1 - e) R.
    joint = 0.5 * np.array([[1 - erased, 0.0, erased], [0.0, 1 - erased, erased]])
    result = ib.information_bottleneck(joint, rate=rate)
    assert result.lower == pytest.approx((1 - erased) * rate, abs=2e-9)
    assert result.conjecture == pytest.approx((1 - erased) * rate, abs=2e-9)
    assert result.lower <= (1 - erased) * rate + 1e-12 <= result.upper + 1e-9


@given(binary_joints(), SHARES)
def test_both_ends_are_proved_for_a_bit(joint, share):
    full = ib.information_bottleneck(joint, beta=np.inf)
    result = ib.information_bottleneck(joint, rate=share * full.rate)
    assert result.gap <= 1e-9
    assert 0.0 <= result.lower <= result.upper <= full.upper
    relevance, complexity = relevance_and_complexity(joint, result.witness.matrix)
    assert complexity / np.log(2) <= result.rate + 1e-12
    assert relevance / np.log(2) >= result.lower - 1e-12
    proved = result.verify("float")
    assert proved.within(result.interval)


@given(binary_joints(), st.floats(1.01, 30.0))
def test_a_slope_gives_the_point_of_the_curve_with_that_slope(joint, beta):
    result = ib.information_bottleneck(joint, beta=beta)
    assert result.gap <= 1e-9
    again = ib.information_bottleneck(joint, rate=result.rate)
    assert again.lower <= result.upper
    assert result.lower <= again.upper


@pytest.mark.parametrize("seed", range(6))
def test_balls_confirm_a_bit(seed):
    rng = np.random.default_rng(seed)
    shares = rng.beta(0.5, 0.5, 5)
    shares[:2] = (0.0, 1.0) if seed % 2 else shares[:2]
    joint = rng.dirichlet(np.ones(5))[:, None] * np.stack([shares, 1 - shares], axis=1)
    result = ib.information_bottleneck(joint, rate=0.1 + 0.1 * seed)
    assert result.verify("ball").within(result.interval)


@pytest.mark.parametrize(("letters", "relevant"), [(4, 3), (5, 5), (8, 8), (3, 6)])
@pytest.mark.parametrize("beta", [1.3, 2.0, 5.0, 30.0])
def test_no_restart_does_better(letters, relevant, beta):
    rng = np.random.default_rng(letters * relevant)
    joint = rng.dirichlet(np.full(letters * relevant, 0.4)).reshape(letters, relevant)
    result = ib.information_bottleneck(joint, beta=beta, unit=ib.NATS)
    found = result.lower - result.rate / beta
    assert found >= best_of_restarts(joint, beta, rng) - 1e-7
    assert result.lower <= result.conjecture <= result.lower + 1e-8
    assert result.conjecture <= result.upper
    annealed = ib.information_bottleneck(joint, beta=beta, unit=ib.NATS, solver="reverse_annealing")
    assert annealed.lower - annealed.rate / beta == pytest.approx(found, abs=1e-6)


@given(st.integers(2, 7), st.integers(2, 4), st.floats(0.0, 1.0))
def test_a_function_of_the_letter_is_kept_at_no_loss(letters, values, share):
    values = min(values, letters)
    joint = np.zeros((letters, values))
    joint[np.arange(letters), np.arange(letters) % values] = 1.0 / letters
    full = ib.information_bottleneck(joint, beta=np.inf)
    assert full.rate == pytest.approx(full.value, abs=1e-9)
    part = ib.information_bottleneck(joint, rate=share * full.lower)
    assert part.lower == pytest.approx(share * full.lower, abs=1e-8)


@pytest.mark.parametrize("joint", [[[1.0]], [[0.3, 0.7]], [[0.3], [0.7]], np.outer([0.2, 0.8], [0.5, 0.5])])
@pytest.mark.parametrize("how", [{"rate": 0.4}, {"beta": 7.0}, {"beta": np.inf}, {"rate": 0.0}])
def test_nothing_to_keep(joint, how):
    result = ib.information_bottleneck(joint, **how)
    assert 0.0 <= result.lower <= result.upper <= 1e-9


def test_letters_that_do_not_occur_have_no_codeword():
    joint = [[0.4, 0.1, 0.0], [0.0, 0.0, 0.0], [0.1, 0.4, 0.0]]
    result = ib.information_bottleneck(joint, rate=0.3)
    assert result.witness.matrix.shape[0] == 2
    assert result.gap <= 1e-9
    assert result.witness.dom.letters == (0, 2)


def test_what_cannot_be_asked():
    with pytest.raises(DomainError, match="rate or a slope"):
        ib.information_bottleneck(np.eye(2) / 2)
    with pytest.raises(DomainError, match="rate or a slope"):
        ib.information_bottleneck(np.eye(2) / 2, rate=0.1, beta=2.0)
    with pytest.raises(DomainError, match="rate"):
        ib.information_bottleneck(np.eye(2) / 2, rate=-0.1)
    with pytest.raises(ShapeError, match="2 axes"):
        ib.information_bottleneck([0.5, 0.5], rate=0.1)


@pytest.fixture(scope="module")
def proved():
    joint = np.array([[0.3, 0.1], [0.05, 0.25], [0.2, 0.1]])
    return ib.information_bottleneck(joint, rate=0.2)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: {"encoder": np.eye(3)},
        lambda c: {"encoder": c.encoder[::-1]},
        lambda c: {"lower": c.lower + 1e-6},
        lambda c: {"upper": c.upper - 1e-6},
        lambda c: {"potentials": c.potentials + np.array([0.0, 1e-3, 0.0])},
        lambda c: {"slope": 0.9 * c.slope},
        lambda c: {"slope": 0.0},
        lambda c: {"rate": 0.9 * c.rate},
        lambda c: {"joint": c.joint[::-1]},
        lambda c: {"encoder": c.encoder * np.nan},
    ],
)
@pytest.mark.parametrize("level", ["float", "ball"])
def test_a_touched_proof_proves_nothing(proved, change, level):
    certificate = proved.certificate
    touched = replace(certificate, **change(certificate))
    with pytest.raises(CertificateError):
        touched.verify(level)


def test_the_searched_number_proves_nothing(proved):
    touched = replace(proved.certificate, searched=-1e9)
    assert touched.verify().within(proved.certificate.verify())


def test_results_survive_json(proved):
    again = Bottleneck.from_dict(proved.to_dict())
    assert again.rate == proved.rate
    assert again.verify() == proved.verify()
    assert str(again) == str(proved)


def test_it_reads_as_on_the_board(proved):
    assert str(proved).startswith("F(R = 0.2) ∈ [")
    assert "rate" in repr(proved)
    wide = ib.information_bottleneck(np.random.default_rng(0).dirichlet(np.ones(9)).reshape(3, 3), beta=9.0)
    assert wide.status is ib.Status.ATTAINED
    assert "conjecture" in repr(wide)


@given(binary_joints())
@settings(max_examples=8)
@pytest.mark.filterwarnings("ignore::itbounds.errors.ConvergenceWarning")
def test_the_curve_holds_at_every_complexity(joint):
    curve = ib.bottleneck_curve(joint)
    assert curve.gap <= 1e-3
    curve.verify()
    for share in (0.1, 0.37, 0.8):
        x = share * curve.x[-1]
        point, fresh = curve.at(x), ib.information_bottleneck(joint, rate=x)
        assert np.interp(x, curve.x, curve.lower) <= fresh.upper
        assert fresh.lower <= np.interp(x, curve.x, curve.upper) + 1e-12
        assert point.lower <= fresh.upper
        assert fresh.lower <= point.upper
        point.verify()


def test_a_curve_with_more_relevant_letters_says_what_is_only_attained():
    joint = np.random.default_rng(3).dirichlet(np.full(20, 0.5)).reshape(5, 4)
    curve = ib.bottleneck_curve(joint)
    assert curve.status is ib.Status.ATTAINED
    curve.verify()
    for x in np.linspace(0.1, 0.9, 4) * curve.x[-1]:
        fresh = ib.information_bottleneck(joint, rate=x)
        assert fresh.lower - 1e-3 <= np.interp(x, curve.x, curve.lower) <= fresh.conjecture + 1e-9
        assert fresh.lower <= curve.at(x).upper
    again = ib.Curve.from_dict(curve.to_dict())
    assert np.array_equal(again.lower, curve.lower)
    nats = curve.to(ib.NATS)
    assert nats.x[-1] == pytest.approx(curve.x[-1] * np.log(2))
    assert nats.at(nats.x[-1]).value == pytest.approx(curve.at(curve.x[-1]).value * np.log(2))
