"""Contraction coefficients at closed forms, against random laws, and what their certificates refuse."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.results import certificate_from_dict
from itbounds.testing.strategies import composable_chains, distributions, kernels
from tests.reference.contraction import ratios, relative_entropy, squared_correlation

SKEWED = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])
KNOWN = [
    (ib.zoo.bsc(0.11), "tv", 0.78),
    (ib.zoo.bsc(0.11), "kl", 0.6084),
    (ib.zoo.bsc(0.5), "kl", 0.0),
    (ib.zoo.bec(0.3), "tv", 0.7),
    (ib.zoo.bec(0.3), "chi2", 0.7),
    (ib.zoo.z_channel(0.25), "tv", 0.75),
    (ib.zoo.z_channel(0.25), "kl", 0.75),
    (np.eye(4), "tv", 1.0),
    (np.eye(4), "kl", 1.0),
    (np.full((3, 4), 0.25), "tv", 0.0),
    (np.full((3, 4), 0.25), "kl", 0.0),
    ([[0.3, 0.7]], "kl", 0.0),
    (SKEWED, "tv", 0.6),
    ([[0.5, 0.5], [1.0, 0.0]], "kl", 0.5),
]


@pytest.mark.parametrize(("channel", "name", "value"), KNOWN)
def test_known_coefficients(channel, name, value):
    result = ib.contraction(channel, name)
    assert result.lower - 1e-15 <= value <= result.upper + 1e-15
    assert result.gap < 1e-13
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)


@pytest.mark.parametrize("noise", [1e-9, 0.01, 0.2, 0.49999])
def test_binary_channels(noise):
    symmetric = ib.contraction(ib.zoo.bsc(noise), "kl")
    assert symmetric.lower <= (1 - 2 * noise) ** 2 * (1 + 1e-15)
    assert (1 - 2 * noise) ** 2 * (1 - 1e-15) <= symmetric.upper
    # The Le Cam divergence of the Z-channel's rows grows as the weight of one of them vanishes.
    z = ib.contraction(ib.zoo.z_channel(noise), "kl")
    assert z.value == pytest.approx(1 - noise, abs=1e-13)
    assert "approached" in z.provenance.notes[0]


def test_two_letters_suffice_and_relative_entropy_agrees_with_chi_squared(rng):
    """Choi, Ruskai and Seneta (1994); Ordentlich and Polyanskiy (2020)."""
    for _ in range(6):
        m, n = rng.integers(2, 6, 2)
        matrix = rng.dirichlet(np.full(n, rng.choice([0.2, 1.0])), m)
        result = ib.contraction(matrix, "kl")
        assert ib.contraction(matrix, "chi2").interval == result.interval
        laws = rng.dirichlet(np.full(m, 0.3), 400)
        assert max(squared_correlation(law, matrix) for law in laws) <= result.upper + 1e-14
        assert max(ratios(matrix, relative_entropy, rng, 400), default=0.0) <= result.upper + 1e-9
        law = result.witness.probabilities
        if law.all() or (law > 0).sum() == 2:
            assert squared_correlation(law, matrix) == pytest.approx(result.value, abs=1e-9)


def test_the_coefficient_is_attained_in_the_limit_of_near_laws():
    result = ib.contraction(SKEWED, "kl")
    p = result.witness.probabilities
    used = np.flatnonzero(p)
    q = p.copy()
    q[used] += np.array([1e-4, -1e-4])
    ratio = relative_entropy(q @ SKEWED, p @ SKEWED) / relative_entropy(q[used], p[used])
    assert ratio == pytest.approx(result.value, abs=1e-4)


@settings(max_examples=15)
@given(composable_chains(2))
def test_coefficients_order_and_multiply_along_a_chain(chain):
    first, second = chain
    found = [
        {name: ib.contraction(W, name) for name in ("tv", "kl")} for W in (first, second, first >> second)
    ]
    for one in found:
        assert one["kl"].lower <= one["tv"].upper
        assert one["tv"].lower ** 2 <= one["kl"].upper + 1e-14
    for name in ("tv", "kl"):
        assert found[2][name].lower <= found[0][name].upper * found[1][name].upper + 1e-14


@settings(max_examples=15)
@given(st.data(), kernels(max_size=4))
def test_at_an_input_law_the_coefficients_lie_in_between(data, W):
    p = data.draw(distributions(W.dom))
    worst = ib.contraction(W, "kl")
    chi2, kl, tv = (ib.contraction(W, name, input=p) for name in ("chi2", "kl", "tv"))
    assert chi2.lower <= kl.upper
    assert kl.lower <= kl.upper <= worst.upper + 1e-13
    assert chi2.lower <= kl.lower + 1e-14
    assert tv.upper <= ib.contraction(W, "tv").upper + 1e-14
    assert kl.lower <= tv.upper + 1e-13
    for one in (chi2, kl, tv):
        for level in ("float", "ball"):
            assert one.verify(level).within(one.interval)
    used = p.probabilities > 1e-9
    if used.all():
        rho = ib.maximal_correlation(p, W)
        assert rho.lower**2 - 1e-13 <= chi2.value <= rho.upper**2 + 1e-13
        q = data.draw(distributions(W.dom)).probabilities
        before = relative_entropy(q, p.probabilities)
        if before > 1e-3:
            after = relative_entropy(q @ W.matrix, p.probabilities @ W.matrix)
            assert after <= kl.upper * before + 1e-12


def test_maximal_correlation():
    p = [0.3, 0.3, 0.4]
    rho = ib.maximal_correlation(p, SKEWED)
    assert rho.value**2 == pytest.approx(0.321092, abs=5e-7)
    assert rho.lower**2 <= ib.contraction(SKEWED, "kl", input=p).upper
    assert ib.maximal_correlation([[0.5, 0.0], [0.0, 0.5]]).upper == 1.0
    assert ib.maximal_correlation(np.full((2, 2), 0.25)).value == pytest.approx(0.0, abs=1e-14)
    # Doubly symmetric binary: 1 - 2 noise.
    noise = 0.2
    joint = [[(1 - noise) / 2, noise / 2], [noise / 2, (1 - noise) / 2]]
    result = ib.maximal_correlation(joint)
    assert result.lower <= 0.6 <= result.upper <= result.lower + 1e-12
    assert result.verify("ball").within(result.interval)


def test_a_lower_end_above_the_correlation_is_found():
    """For asymmetric laws the coefficient of relative entropy at p exceeds that of chi-squared."""
    result = ib.contraction(ib.zoo.z_channel(0.3), "kl", input=[0.5, 0.5])
    assert result.lower > ib.contraction(ib.zoo.z_channel(0.3), "chi2", input=[0.5, 0.5]).upper + 0.05
    q, p, W = result.witness.probabilities, np.array([0.5, 0.5]), ib.zoo.z_channel(0.3).matrix
    ratio = relative_entropy(q @ W, p @ W) / relative_entropy(q, p)
    assert ratio == pytest.approx(result.lower, abs=1e-10)


LINES = [
    (ib.zoo.z_channel(0.3).matrix, [0.5, 0.5]),
    (ib.zoo.z_channel(0.3).matrix[::-1], [0.9, 0.1]),
    (ib.zoo.bsc(0.11).matrix, [0.1, 0.9]),
    (ib.zoo.bsc(0.11).matrix, [0.5, 0.5]),
    (ib.zoo.bec(0.3).matrix, [0.2, 0.8]),
    (np.eye(2), [0.3, 0.7]),
    (np.array([[0.6, 0.4, 0.0], [0.1, 0.4, 0.5]]), [0.3, 0.7]),
    (np.array([[0.6, 0.4], [0.5, 0.5], [0.1, 0.9]]), [0.25, 0.0, 0.75]),
    (np.array([[0.999, 0.001], [0.3, 0.7]]), [0.02, 0.98]),
]


@pytest.mark.parametrize(("matrix", "law"), LINES)
def test_at_a_law_on_two_letters_the_coefficient_is_found(matrix, law):
    result = ib.contraction(matrix, "kl", input=law)
    assert result.gap < 1e-9
    used = np.flatnonzero(law)
    p, rows = np.array(law)[used], np.asarray(matrix)[used]
    t = 1.0 / (1.0 + np.exp(-np.linspace(-60.0, 60.0, 4001)))
    values = []
    for q in np.stack([t, 1.0 - t], axis=1):
        before = relative_entropy(q, p)
        if before > 1e-4:
            values.append(relative_entropy(q @ rows, p @ rows) / before)
    assert max(values) <= result.upper + 1e-10
    assert max(*values, squared_correlation(p, rows)) == pytest.approx(result.value, abs=2e-4)
    assert result.verify("ball").within(result.interval)
    assert result.provenance.notes == ()


@settings(max_examples=25)
@given(st.data(), kernels(ib.Space.of(2), zeros=False))
def test_drawn_laws_on_two_letters(data, W):
    p = data.draw(distributions(ib.Space.of(2), zeros=False))
    result = ib.contraction(W, "kl", input=p)
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)
    q = data.draw(distributions(ib.Space.of(2)))
    before = relative_entropy(q.probabilities, p.probabilities)
    if before > 1e-3:
        after = relative_entropy((q >> W).probabilities, (p >> W).probabilities)
        assert after <= result.upper * before + 1e-12


LINE_TAMPERINGS = {
    "another level": lambda c: {"level": c.level - 1e-3},
    "a level that is none": lambda c: {"level": float("nan")},
    "points in the wrong order": lambda c: {"points": c.points[::-1]},
    "the letters exchanged": lambda c: {"order": c.order[::-1]},
    "other letters": lambda c: {"order": np.array([0.0, 2.0])},
    "a corner too many": lambda c: {"points": np.vstack([c.points[:2], [[1.0, 0.0]]])},
    "two points": lambda c: {"points": c.points[:2]},
    "the corner alone": lambda c: {"points": np.array([[1.0, 0.0]])},
    "a point that is no maximum": lambda c: {"points": np.vstack([c.points[:2], c.points[1:2] * [1.0, 0.9]])},
}


@pytest.mark.parametrize("name", LINE_TAMPERINGS)
@pytest.mark.parametrize("level", ["float", "ball"])
def test_tampered_points_on_a_line_are_rejected(name, level):
    certificate = ib.contraction(ib.zoo.bsc(0.11), "kl", input=[0.9, 0.1]).certificate
    assert certificate.verify(level).width < 1e-12
    with pytest.raises(errors.CertificateError):
        replace(certificate, **LINE_TAMPERINGS[name](certificate)).verify(level)


def test_divergence_objects_name_coefficients():
    d = ib.divergences
    for one, name in ((d.TotalVariation(), "tv"), (d.KL(), "kl"), (d.ChiSquared(), "chi2")):
        assert ib.contraction(SKEWED, one).interval == ib.contraction(SKEWED, name).interval
    for other in (d.Renyi(2), "hellinger", ["kl"]):
        with pytest.raises(errors.UnknownNameError, match="'tv', 'kl' and 'chi2'"):
            ib.contraction(SKEWED, other)
    with pytest.raises(errors.CompositionError):
        ib.contraction(SKEWED, "kl", input=[0.5, 0.5])


def test_a_coefficient_is_a_pure_number():
    result = ib.contraction(SKEWED, "kl")
    assert str(result) == "η_KL ∈ [0.409266550, 0.409266551]"
    assert result.to_latex() == r"\eta_{\mathrm{KL}} \in [0.409266550, 0.409266551]"
    with pytest.raises(errors.UnitError, match="pure number"):
        result.to("nat")
    with pytest.raises(errors.UnitError):
        ib.capacity(SKEWED, unit=result.unit)
    assert result.to(result.unit) is result
    axes = ib.plots.capacity_family({0.1: ib.contraction(ib.zoo.bsc(0.1), "kl")})
    assert axes.get_ylabel() == r"$\eta_{\mathrm{KL}}$"
    assert result.plot().get_title() == f"${result.to_latex()}$"


def _results():
    yield ib.contraction(SKEWED, "tv")
    yield ib.contraction(SKEWED, "kl")
    yield ib.contraction(ib.zoo.z_channel(0.2), "chi2")
    yield ib.contraction(SKEWED, "chi2", input=[0.2, 0.3, 0.5])
    yield ib.contraction(SKEWED, "kl", input=[0.2, 0.3, 0.5])
    yield ib.contraction(ib.zoo.bsc(0.2), "kl", input=[0.3, 0.7])
    yield ib.contraction(ib.zoo.z_channel(0.2), "kl", input=[0.3, 0.7])
    yield ib.maximal_correlation([[0.4, 0.1], [0.1, 0.4]])


def test_json_round_trips_verify():
    for result in _results():
        back = ib.Result.from_dict(json.loads(json.dumps(result.to_dict(), allow_nan=False)))
        assert repr(back) == repr(result)
        assert back.verify().within(result.interval)
        assert certificate_from_dict(result.certificate.to_dict()).verify("ball").within(result.interval)


TAMPERINGS = {
    "a higher lower end": lambda c: {"lower": c.lower + 1e-6},
    "a lower upper end": lambda c: {"upper": c.upper - 1e-6},
    "another pair": lambda c: {"pair": np.array([1.0, 2.0])},
    "no such letter": lambda c: {"pair": np.array([0.0, 3.0])},
    "half a letter": lambda c: {"pairs": c.pairs + 0.5},
    "another channel": lambda c: {"matrix": c.matrix[:, ::-1] ** 1.1},
    "a channel off its scale": lambda c: {"matrix": 4.0 * c.matrix},
    "other weights": lambda c: {"weights": np.array([0.9, 0.1])},
    "weights off their scale": lambda c: {"weights": np.array([1e-60, 1.0])},
    "brackets in the wrong order": lambda c: {"left": c.right, "right": c.left * np.array([0.5, 1.0])},
    "too few brackets": lambda c: {"left": c.left[:-1]},
    "another name": lambda c: {"coefficient": "tv"},
    "no name": lambda c: {"coefficient": "hellinger"},
}


@pytest.mark.parametrize("name", TAMPERINGS)
@pytest.mark.parametrize("level", ["float", "ball"])
def test_a_tampered_contraction_is_rejected(name, level):
    certificate = ib.contraction(SKEWED, "kl").certificate
    with pytest.raises(errors.CertificateError):
        replace(certificate, **TAMPERINGS[name](certificate)).verify(level)


@pytest.mark.parametrize("level", ["float", "ball"])
def test_tampered_correlations_and_input_contractions_are_rejected(level):
    squared = ib.contraction(SKEWED, "chi2", input=[0.2, 0.3, 0.5]).certificate
    bounds = ib.contraction(SKEWED, "kl", input=[0.2, 0.3, 0.5]).certificate
    changes = [
        (squared, {"power": 1}),
        (squared, {"power": 3}),
        (squared, {"law": np.array([0.5, 0.3, 0.2])}),
        (squared, {"law": np.array([0.5, 0.5])}),
        (squared, {"upper": squared.lower}),
        (bounds, {"challenger": np.array([0.2, 0.3, 0.5])}),
        (bounds, {"challenger": np.array([0.5, 0.5])}),
        (bounds, {"law": np.array([1 / 3, 1 / 3, 1 / 3])}),
        (bounds, {"upper": bounds.upper - 1e-3}),
        (bounds, {"pairs": bounds.pairs[:0], "left": bounds.left[:0], "right": bounds.right[:0]}),
    ]
    for certificate, change in changes:
        with pytest.raises(errors.CertificateError):
            replace(certificate, **change).verify(level)


def test_rows_that_miss_one_are_normalised_exactly():
    off = SKEWED * np.array([[1.0 + 1e-10], [1.0 - 5e-10], [1.0]])
    for name in ("tv", "kl"):
        assert ib.contraction(off, name).value == pytest.approx(ib.contraction(SKEWED, name).value, abs=1e-14)


def test_hundreds_of_letters(rng):
    matrix = rng.dirichlet(np.ones(60), 150)
    result = ib.contraction(matrix, "kl")
    assert result.gap < 1e-12
    one, two = np.flatnonzero(result.witness.probabilities)
    part = matrix[[one, two]]
    assert ib.contraction(part, "kl").value == pytest.approx(result.value, abs=1e-12)
    assert result.verify("ball").within(result.interval)
