"""The order of Blackwell and the deficiency of Le Cam: closed forms, equivalent descriptions, proofs."""

import json
from dataclasses import replace
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings

import itbounds as ib
from itbounds import errors
from itbounds.kernels.measures import mutual_information
from itbounds.results.deficiency_certificate import ExactGarbling
from itbounds.testing.strategies import degraded_pairs, distributions, kernels, spaces

ORDER, YES, NO = ib.BlackwellOrder, ib.Dominance.DOMINATES, ib.Dominance.NOT_DOMINATES
probabilities = st.floats(0.0, 0.5)


@st.composite
def rivals(draw, inputs=None):
    """Two channels from the same inputs."""
    dom = draw(spaces(max_size=3)) if inputs is None else draw(spaces(min_size=inputs, max_size=inputs))
    return draw(kernels(dom=dom, max_size=4)), draw(kernels(dom=dom, max_size=4))


def bayes_risk(channel, prior):
    """The probability of error of the best guess of a binary input that is 0 with probability `prior`."""
    stakes = channel.matrix * np.array([[prior], [1.0 - prior]])
    return stakes.min(axis=0).sum()


@settings(max_examples=40)
@given(st.floats(0.0, 1.0), probabilities)
def test_an_erasure_channel_dominates_a_symmetric_one_iff_e_is_at_most_twice_the_crossover(e, d):
    """With the coin for an erasure: the deficiency is e/2 - d. Backwards it is d (1 - e)."""
    comparison = ib.blackwell(ib.zoo.bec(e), ib.zoo.bsc(d))
    assert comparison.forward.lower <= max(0.0, e / 2 - d) + 1e-15
    assert comparison.forward.upper >= max(0.0, e / 2 - d) - 1e-15
    assert comparison.forward.gap < 1e-8
    assert comparison.backward.lower <= d * (1 - e) + 1e-15 <= comparison.backward.upper + 2e-15
    if e / 2 - d > 1e-7:
        assert comparison.verdict is NO
    if e / 2 < d:
        assert comparison.verdict is YES
    if d * (1 - e) > 1e-7:
        assert comparison.reverse is NO


@settings(max_examples=40)
@given(probabilities, probabilities)
def test_symmetric_channels_are_ordered_by_their_crossover(a, b):
    comparison = ib.blackwell(ib.zoo.bsc(a), ib.zoo.bsc(b))
    for result, truth in ((comparison.forward, max(0.0, a - b)), (comparison.backward, max(0.0, b - a))):
        assert result.lower - 1e-15 <= truth <= result.upper + 1e-15
        assert result.gap < 1e-8
    if a < b - 1e-7:
        assert comparison.order is ORDER.ABOVE
        flip = (b - a) / (1 - 2 * a)
        assert comparison.garbling.matrix[0, 1] == pytest.approx(flip, abs=1e-7)


def test_erasure_channels_and_the_ends_of_the_order():
    assert ib.blackwell(ib.zoo.bec(0.2), ib.zoo.bec(0.3)).order is ORDER.ABOVE
    best, worst = ib.zoo.bsc(0.0), ib.Kernel.of([[1.0], [1.0]])
    middle = ib.zoo.z_channel(0.3)
    assert ib.blackwell(best, middle).order is ORDER.ABOVE
    assert ib.blackwell(middle, worst).order is ORDER.ABOVE
    assert ib.blackwell(worst, middle).order is ORDER.BELOW
    assert ib.blackwell(worst, best).forward.value == pytest.approx(0.5)
    assert ib.blackwell(middle, middle).order is ORDER.EQUIVALENT
    mirrored = ib.Kernel.of(middle.matrix[::-1, ::-1])
    assert ib.blackwell(middle, mirrored).order is ORDER.INCOMPARABLE


@settings(max_examples=40)
@given(degraded_pairs(max_size=4))
def test_what_is_degraded_is_dominated(pair):
    channel, _, degraded = pair
    comparison = ib.blackwell(channel, degraded)
    assert comparison.verdict is YES
    assert (channel >> comparison.garbling).agrees_with(degraded, atol=2e-9)


@settings(max_examples=40)
@given(kernels(max_size=4))
def test_a_channel_is_equivalent_to_its_minimal_statistic(channel):
    statistic = ib.minimal_sufficient_statistic(channel)
    comparison = ib.blackwell(channel, channel >> statistic)
    assert comparison.order is ORDER.EQUIVALENT


@settings(max_examples=50)
@given(st.data(), rivals())
def test_the_order_is_that_of_all_decision_problems(data, pair):
    """Blackwell 1953: V is a garbling of W iff no decision problem is better served by V."""
    W, V = pair
    comparison = ib.blackwell(W, V)
    if comparison.verdict is NO:
        problem = comparison.decision
        assert problem.value(V) - problem.value(W) >= comparison.forward.lower - 1e-12
        assert problem.utility.min() >= 0.0
        assert problem.utility.max() <= 1.0
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    problem = ib.DecisionProblem(
        data.draw(distributions(ib.Space.of(W.dom.size))), rng.random((W.dom.size, 3))
    )
    assert problem.value(V) <= problem.value(W) + comparison.forward.upper + 1e-12
    if comparison.verdict is YES:
        for p in (data.draw(distributions(W.dom)) for _ in range(2)):
            assert mutual_information(p, V) <= mutual_information(p, W) + 1e-7


@settings(max_examples=50)
@given(rivals(inputs=2))
def test_of_binary_inputs_the_deficiency_is_the_largest_gap_of_bayes_risks(pair):
    """Torgersen 1970: for dichotomies two actions suffice; the risks are piecewise linear in the prior."""
    W, V = pair
    result = ib.deficiency(W, V)
    kinks = {0.0, 1.0}
    for channel in pair:
        total = channel.matrix.sum(axis=0)
        kinks.update((channel.matrix[1, total > 0.0] / total[total > 0.0]).tolist())
    truth = max(bayes_risk(W, prior) - bayes_risk(V, prior) for prior in kinks)
    assert result.lower - 1e-14 <= max(0.0, truth) <= result.upper + 1e-14
    assert result.gap < 1e-7


@settings(max_examples=50)
@given(st.data(), spaces(max_size=3))
def test_deficiencies_satisfy_the_triangle_inequality_and_fall_under_processing(data, dom):
    U, V, W = (data.draw(kernels(dom=dom, max_size=3)) for _ in range(3))
    there, on, across = ib.deficiency(W, V), ib.deficiency(V, U), ib.deficiency(W, U)
    assert across.lower <= there.upper + on.upper
    noise = data.draw(kernels(dom=V.cod, max_size=3))
    assert ib.deficiency(W, V >> noise).lower <= there.upper
    assert there.lower <= 1.0 - 1.0 / V.cod.size + 1e-12


@settings(max_examples=40)
@given(st.data(), st.integers(2, 3))
def test_rational_channels_are_garbled_exactly(data, n):
    weights = st.lists(st.integers(1, 9), min_size=n, max_size=n)
    rows = [[Fraction(w, sum(row)) for w in row] for row in (data.draw(weights) for _ in range(n))]
    noise = [[Fraction(w, sum(row)) for w in row] for row in (data.draw(weights) for _ in range(n))]
    made = [
        [sum(w * g for w, g in zip(row, column, strict=True)) for column in zip(*noise, strict=True)]
        for row in rows
    ]
    comparison = ib.blackwell(rows, made)
    proof = comparison.forward.certificate.exact
    assert proof is not None
    assert (comparison.forward.lower, comparison.forward.upper) == (0.0, 0.0)
    assert proof.target == tuple(map(tuple, made))
    comparison.verify()
    again = ib.Comparison.from_dict(json.loads(json.dumps(comparison.to_dict())))
    assert again.forward.certificate.exact == proof
    again.verify("ball")


def test_sympy_and_doubles_with_room_are_exact_too():
    tenth = sympy.Rational(1, 10)
    W = sympy.Matrix([[1 - tenth, tenth], [tenth, 1 - tenth]])
    comparison = ib.blackwell(W, W * W)
    assert comparison.garbling.matrix.tolist() == [[0.9, 0.1], [0.1, 0.9]]
    assert "exactly" in repr(comparison)
    assert "exactly" in repr(ib.blackwell(ib.zoo.bsc(0.1), ib.zoo.bsc(0.2)))
    edge = ib.blackwell(ib.zoo.bec(0.4), ib.zoo.bsc(0.2))  # 0.4 and 0.2 are no doubles: on the edge
    assert edge.verdict is YES
    assert "up to" in repr(edge)


def test_what_a_comparison_prints():
    comparison = ib.blackwell(ib.zoo.bec(0.4), ib.zoo.bsc(0.15))
    assert str(comparison) == "W ∥ V: no channel makes either of the other"
    text = comparison.text()
    assert "W ⪰ V      no: a decision problem is worth [0.049999999, 0.050000001] more with V" in text
    assert comparison.to_latex() == r"W \parallel V"
    assert "<table>" in comparison._repr_html_()
    assert comparison.garbling is None
    assert comparison.reverse_garbling is None
    assert comparison.reverse_decision.value(ib.zoo.bec(0.4)) > comparison.reverse_decision.value(
        ib.zoo.bsc(0.15)
    )
    with pytest.raises(errors.AmbiguousTruthError):
        bool(comparison)
    assert str(ib.deficiency(ib.zoo.bsc(0.25), ib.zoo.bsc(0.0))).startswith("δ(W, V) ∈ [0.249")


def test_a_garbling_that_misses_the_tolerance_is_undecided():
    comparison = ib.blackwell(ib.zoo.bec(0.4), ib.zoo.bsc(0.2), tol=1e-30)
    assert comparison.verdict is ib.Dominance.UNDECIDED
    assert comparison.order is ORDER.UNDECIDED
    assert "undecided" in repr(comparison)


def test_probabilities_far_below_the_tolerance_of_the_program_count():
    """An input that is told by an output of probability 1e-9: not a garbling, by less than that."""
    W = ib.Kernel.of([[4, 1, 4, 2], [1e-9, 1e-9, 1, 0.5]], normalize="rows")
    V = ib.Kernel.of([[4, 1, 4, 2], [1e-10, 1 / 16, 1, 0.5]], normalize="rows")
    result = ib.deficiency(W, V)
    assert 5e-10 < result.lower <= result.upper < 7e-10
    assert result.gap < 1e-12
    merged = [[0.5, 0.5, 0, 0], [1, 0, 0, 1e-8], [1.26e-12, 1, 4e-9, 0], [0, 0, 0.5, 0.5]]
    channel = ib.Kernel.of(merged, normalize="rows")
    assert ib.blackwell(channel, channel).order is ORDER.EQUIVALENT


def test_a_tolerance_that_cannot_be_met_is_warned_of():
    with pytest.warns(errors.ConvergenceWarning, match="wider than tol"):
        result = ib.deficiency(ib.zoo.bec(0.4), ib.zoo.bsc(0.15), tol=1e-30)
    assert result.status.name == "GAP_OPEN"
    assert result.lower <= 0.05 <= result.upper


def test_larger_channels(rng):
    """Past a thousand unknowns, by the interior point method with crossover."""
    channel = rng.dirichlet(np.ones(35), size=10)
    degraded = channel @ rng.dirichlet(np.ones(32), size=35)
    comparison = ib.blackwell(channel, degraded)
    assert comparison.order is ORDER.ABOVE
    assert comparison.forward.upper < 1e-11
    assert comparison.backward.gap < 1e-10
    comparison.verify()


@pytest.fixture
def comparison():
    return ib.blackwell(ib.zoo.z_channel(0.3), ib.zoo.bsc(0.1))


@pytest.mark.parametrize("level", ["float", "ball"])
def test_certificates_survive_json_and_prove_the_claim(comparison, level):
    again = ib.Comparison.from_dict(json.loads(json.dumps(comparison.to_dict(), allow_nan=False)))
    again.verify(level)
    assert again.order is comparison.order
    for result in (again.forward, again.backward):
        proved = result.verify(level)
        assert proved.within(result.interval)
        assert 0.0 <= proved.lower <= proved.upper <= 1.0
    assert again.text() == comparison.text()


TAMPERINGS = {
    "a higher lower end": lambda c: {"lower": c.lower + 1e-6},
    "a lower upper end": lambda c: {"upper": c.upper - 1e-6},
    "another garbling": lambda c: {"garbling": c.garbling[::-1]},
    "another decision problem": lambda c: {"gains": c.gains[:, ::-1]},
    "no decision problem": lambda c: {"gains": 0.0 * c.gains},
    "another channel": lambda c: {"matrix": c.matrix[:, ::-1] ** 1.1},
    "another target": lambda c: {"target": c.target[::-1]},
    "a garbling of the wrong size": lambda c: {"garbling": c.garbling[:-1]},
    "a negative garbling": lambda c: {"garbling": -c.garbling},
    "negative gains": lambda c: {"gains": -c.gains},
    "gains that are not numbers": lambda c: {"gains": c.gains * np.nan},
    "an exact garbling that is none": lambda c: {
        "exact": ExactGarbling(
            ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))),
            ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))),
            ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))),
        ),
        "lower": 0.0,
        "upper": 0.0,
    },
}


@pytest.mark.parametrize("name", TAMPERINGS)
@pytest.mark.parametrize("level", ["float", "ball"])
def test_a_tampered_certificate_is_rejected(name, level, comparison):
    certificate = comparison.forward.certificate
    assert certificate.lower > 1e-3
    with pytest.raises(errors.CertificateError):
        replace(certificate, **TAMPERINGS[name](certificate)).verify(level)


def test_a_tampered_exact_garbling_is_rejected():
    comparison = ib.blackwell(ib.zoo.bsc(0.25), ib.zoo.bsc(0.375))
    certificate = comparison.forward.certificate
    exact = certificate.exact
    rows = exact.garbling
    for garbling in (rows[::-1], ((rows[0][0] + 1, rows[0][1] - 1), rows[1]), rows[:1]):
        with pytest.raises(errors.CertificateError):
            replace(certificate, exact=replace(exact, garbling=garbling)).verify()
    with pytest.raises(errors.CertificateError, match="not the one"):
        replace(certificate, exact=replace(exact, target=exact.channel)).verify()
    swapped = replace(comparison, backward=comparison.forward)
    with pytest.raises(errors.CertificateError, match="same pair"):
        swapped.verify()
    data = comparison.to_dict()
    data["verdicts"] = ["NOT_DOMINATES", "DOMINATES"]
    with pytest.raises(errors.CertificateError, match="verdicts"):
        ib.Comparison.from_dict(data)


def test_what_the_linear_program_leaves_is_polished_away(rng):
    """Nearly singular channels, where its tolerance alone would leave the order undecided."""
    for _ in range(30):
        channel = rng.dirichlet(np.full(4, 0.1), size=4)
        degraded = channel @ rng.dirichlet(np.full(5, 0.5), size=4)
        result = ib.deficiency(channel, degraded)
        assert result.upper < 1e-9
        assert result.lower == 0.0


def test_channels_from_different_inputs_are_not_compared():
    with pytest.raises(errors.CompositionError, match="compared"):
        ib.blackwell(ib.zoo.bsc(0.1), ib.Kernel.id(3))
    with pytest.raises(errors.NotNormalizedError, match="second channel"):
        ib.blackwell(ib.zoo.bsc(0.1), [[0.5, 0.6], [0.5, 0.5]])
    with pytest.raises(errors.DomainError, match="tolerance"):
        ib.blackwell(ib.zoo.bsc(0.1), ib.zoo.bsc(0.1), tol=0.0)


@settings(max_examples=50)
@given(rivals())
def test_ball_arithmetic_tightens_both_ends(pair):
    result = ib.deficiency(*pair)
    assume(result.certificate.exact is None)
    sure = result.certificate.verify("ball")
    fast = result.certificate.verify("float")
    assert sure.within(fast)
