"""Definitions of the field as user-level programs: known answers, cvxpy by hand, and what must be refused."""

import warnings
from fractions import Fraction

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, H, I, Program, free, law, rvs
from tests.reference import programs as by_hand

X, Y, Z, U, S, T, W = rvs("X Y Z U S T W")
X1, X2 = rvs("X1 X2")
TOLERANCE = 1e-7  # of cvxpy


def random(*parts):
    return np.random.default_rng(parts)


def agrees(program, expected):
    """Solve in nats, verify in floats and in balls, and compare with a number that is right to 1e-7."""
    result = program.solve(unit=None if program.solve().unit.name == "" else "nat")
    assert result.status is ib.Status.OPTIMAL
    assert result.verify("float").within(result.interval)
    assert result.verify("ball").within(result.interval)
    assert result.lower - TOLERANCE <= expected <= result.upper + TOLERANCE
    return result


def meets(one, other):
    return one.lower <= other.upper and other.lower <= one.upper


def test_capacity_is_a_program():
    channel = random(1).dirichlet(np.full(5, 0.5), 4)
    result = agrees(
        Program(maximize=I(X, Y), model={X: free(4), (Y | X): channel}), by_hand.capacity(channel)
    )
    assert meets(result, ib.capacity(channel, unit="nat"))
    assert isinstance(result.witness, ib.Distribution)


def test_capacity_under_a_cost_is_a_program():
    channel, cost = random(2).dirichlet(np.ones(4), 5), np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    model = {X: free(5), (Y | X): channel}
    program = Program(maximize=I(X, Y), model=model, subject_to=[E(cost, X) <= 0.3])
    agrees(program, by_hand.capacity(channel, cost, 0.3))


def test_rate_distortion_is_a_program():
    source, distortion = random(3).dirichlet(np.ones(5)), random(4).random((5, 6))
    model = {X: source, (Y | X): free(6)}
    program = Program(minimize=I(X, Y), model=model, subject_to=[E(distortion, X, Y) <= 0.25])
    result = agrees(program, by_hand.rate_distortion(source, distortion, 0.25))
    assert meets(result, ib.rate_distortion(source, distortion, 0.25, unit="nat"))


def test_remote_rate_distortion_is_a_program():
    """An equiprobable bit S seen through a BSC(0.1) as X: R(D) = 1 - h((D - 0.1) / 0.8)."""
    hamming = ib.distortions.hamming(2)
    model = {S: [0.5, 0.5], (X | S): ib.zoo.bsc(0.1), (Y | X): free(2)}
    result = Program(minimize=I(X, Y), model=model, subject_to=[E(hamming, S, Y) <= 0.2]).solve()
    effective = (0.2 - 0.1) / 0.8
    truth = 1.0 + effective * np.log2(effective) + (1.0 - effective) * np.log2(1.0 - effective)
    assert result.lower <= truth <= result.upper
    assert result.verify().within(result.interval)


PID = {
    "XOR": (lambda a, b: a ^ b, (0.0, 0.0, 0.0, 1.0)),
    "AND": (lambda a, b: a & b, (0.311278124, 0.0, 0.0, 0.5)),
    "UNQ": (lambda a, b: a, (0.0, 1.0, 0.0, 0.0)),
    "COPY": (lambda a, b: 2 * a + b, (0.0, 1.0, 1.0, 0.0)),
}


@pytest.mark.parametrize("name", [*PID, "RDN"])
def test_partial_information_decompositions(name):
    """Bertschinger, Rauh, Olbrich, Jost, Ay, "Quantifying unique information", Entropy 16 (2014)."""
    if name == "RDN":
        joint, expected = np.zeros((2, 2, 2)), (1.0, 0.0, 0.0, 0.0)
        joint[0, 0, 0] = joint[1, 1, 1] = 0.5
    else:
        function, expected = PID[name]
        joint = np.zeros((2, 2, 4 if name == "COPY" else 2))
        for a in (0, 1):
            for b in (0, 1):
                joint[a, b, function(a, b)] = 0.25
    pairs = [law(X1, Y).eq(joint.sum(axis=1)), law(X2, Y).eq(joint.sum(axis=0))]
    model = {(X1, X2, Y): free(joint.shape)}
    result = Program(minimize=I((X1, X2), Y), model=model, subject_to=pairs).solve()
    assert result.status is ib.Status.OPTIMAL
    assert result.verify("ball").within(result.interval)
    own = ib.Distribution.of(joint, names=("X1", "X2", "Y"))
    whole, first, second = (measure(own, e) for e in (I((X1, X2), Y), I(X1, Y), I(X2, Y)))
    redundant = first + second - result.value
    found = (redundant, first - redundant, second - redundant, whole - result.value)
    assert np.allclose(found, expected, atol=2e-9)


def measure(joint, expression):
    from itbounds.semantics import evaluate

    return evaluate(expression, joint)


@pytest.mark.parametrize("seed", range(3))
def test_decompositions_agree_with_cvxpy(seed):
    joint = random(5, seed).dirichlet(np.full(27, 0.4)).reshape(3, 3, 3)
    pairs = [law(X1, Y).eq(joint.sum(axis=1)), law(X2, Y).eq(joint.sum(axis=0))]
    program = Program(minimize=I((X1, X2), Y), model={(X1, X2, Y): free((3, 3, 3))}, subject_to=pairs)
    agrees(program, by_hand.least_information(joint))


def test_wyner_ziv_is_a_program():
    """U is a function of the estimate for each y: four functions from a bit to a bit."""
    joint = np.array([[0.4, 0.1], [0.15, 0.35]])
    estimate = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    table = np.array([[[x != estimate[u, y] for u in range(4)] for y in (0, 1)] for x in (0, 1)], dtype=float)
    model = {(X, Y): joint, (U | X): free(4)}
    program = Program(minimize=I(X, U) - I(Y, U), model=model, subject_to=[E(table, X, Y, U) <= 0.1])
    agrees(program, by_hand.wyner_ziv(joint, table, 0.1))


def test_conditional_rate_distortion_is_a_program():
    joint, distortion = random(6).dirichlet(np.ones(9)).reshape(3, 3), random(7).random((3, 4))
    model = {(X, Y): joint, (U | (X, Y)): free(4)}
    program = Program(minimize=I(X, U | Y), model=model, subject_to=[E(distortion, X, U) <= 0.3])
    agrees(program, by_hand.conditional_rate_distortion(joint, distortion, 0.3))


def test_degraded_secrecy_capacity_is_a_program():
    channel, further = random(8).dirichlet(np.ones(3), 4), random(9).dirichlet(np.ones(3), 3)
    model = {X: free(4), (Y | X): channel, (Z | Y): further}
    agrees(Program(maximize=I(X, Y) - I(X, Z), model=model), by_hand.degraded_secrecy(channel, further))


def test_privacy_against_utility_is_a_program():
    joint, distortion = random(10).dirichlet(np.ones(12)).reshape(4, 3), random(11).random((4, 4))
    leakage = Fraction(1, 50)
    model = {(X, Y): joint, (U | X): free(4)}
    program = Program(minimize=E(distortion, X, U), model=model, subject_to=[I(Y, U) <= leakage])
    expected = by_hand.least_distortion_under_leakage(joint, distortion, float(leakage) * np.log(2.0))
    assert agrees(program, expected).unit.name == ""


def test_maximum_entropy_has_its_closed_form():
    """The law of largest entropy with a given mean is exponential in the letter."""
    letters, mean = np.arange(6.0), 1.2
    result = Program(maximize=H(X), model={X: free(6)}, subject_to=[E(letters, X).eq(mean)]).solve()
    low, high = -5.0, 5.0
    for _ in range(200):
        slope = 0.5 * (low + high)
        weights = np.exp(slope * letters)
        low, high = (slope, high) if weights @ letters / weights.sum() < mean else (low, slope)
    found = np.exp(low * letters) / np.exp(low * letters).sum()
    truth = -float(found @ np.log2(found))
    assert result.lower - 1e-12 <= truth <= result.upper + 1e-12
    assert np.allclose(result.witness.probabilities, found, atol=1e-4)


JOINT = np.array([[0.3, 0.01], [0.02, 0.27], [0.2, 0.2]])
CHANNEL, OTHER = random(21).dirichlet(np.full(3, 0.3), 3), 0.9 * np.eye(3) + 0.1 / 3
STATES = random(23).dirichlet(np.ones(2), (2, 3))

ACCEPTED = {
    "state-aware channel": {
        "maximize": I(X, Y | S),
        "model": {S: [0.4, 0.6], (X | S): free(2), (Y | (S, X)): STATES.transpose(0, 1, 2)[:, :2]},
    },
    "Gelfand-Pinsker, fixed P(y|u,s)": {
        "maximize": I(U, Y) - I(U, S),
        "model": {S: [0.4, 0.6], (U | S): free(3), (Y | (S, U)): STATES},
    },
    "broadcast, equal weights": {
        "maximize": I(X, Y | U) + I(U, Z),
        "model": {(U, X): free((2, 3)), (Y | X): CHANNEL, (Z | Y): OTHER},
    },
}
REFUSED = {
    "information bottleneck": {"maximize": 2 * I(U, Y) - I(U, X), "model": {(X, Y): JOINT, (U | X): free(3)}},
    "bottleneck as a constraint": {
        "minimize": I(U, X),
        "model": {(X, Y): JOINT, (U | X): free(3)},
        "subject_to": ["I(U;Y) >= 0.01"],
    },
    "privacy funnel": {"minimize": I(U, Y) - I(U, X) / 2, "model": {(X, Y): JOINT, (U | X): free(3)}},
    "wiretap": {"maximize": I(X, Y) - I(X, Z), "model": {X: free(3), (Y | X): CHANNEL, (Z | X): OTHER}},
    "broadcast, weak weight 2": {
        "maximize": I(X, Y | U) + 2 * I(U, Z),
        "model": {(U, X): free((2, 3)), (Y | X): CHANNEL, (Z | Y): OTHER},
    },
    "Gelfand-Pinsker, free P(u,x|s)": {
        "maximize": I(U, Y) - I(U, S),
        "model": {S: [0.4, 0.6], ((U, X) | S): free((2, 2)), (Y | (S, X)): STATES[:, :2]},
    },
    "Wyner's common information": {
        "minimize": I((X, Y), W),
        "model": {(X, Y, W): free((2, 2, 2))},
        "subject_to": [law(X, Y).eq([[0.4, 0.1], [0.1, 0.4]]), I(X, Y | W) <= 0],
    },
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_named_programs_are_accepted(name):
    program = Program(**ACCEPTED[name])
    assert program.curvature() == "concave"
    assert program.curvature().proof
    result = program.solve()
    assert result.status is ib.Status.OPTIMAL
    assert result.verify().within(result.interval)


@pytest.mark.parametrize("name", REFUSED)
def test_named_programs_are_refused_with_a_reason(name):
    program = Program(**REFUSED[name])
    assert program.curvature() == "unproved"
    assert program.curvature().proof is None
    with pytest.raises(ib.NotConvexError, match="not proved convex") as caught:
        program.solve()
    assert all("H(" in obstacle for obstacle in caught.value.obstacles)


@pytest.mark.parametrize("name", ["information bottleneck", "privacy funnel", "broadcast, weak weight 2"])
def test_refused_programs_that_are_not_convex_carry_a_witness(name):
    with pytest.raises(ib.NotConvexError, match="it is not convex") as caught:
        Program(**REFUSED[name]).solve()
    chord = caught.value.witness
    assert chord.excess > 0.0
    for left, middle, right in zip(chord.left, chord.middle, chord.right, strict=True):
        assert np.allclose(0.5 * (left + right), middle, atol=1e-14)


def test_a_less_noisy_channel_is_refused_although_the_objective_is_concave():
    """The condition is sufficient, not necessary: BSC(0.1) against BSC(0.2), not declared degraded."""
    channels = ib.zoo.bsc(0.1), ib.zoo.bsc(0.2)
    program = Program(
        maximize=I(X, Y) - I(X, Z), model={X: free(2), (Y | X): channels[0], (Z | X): channels[1]}
    )
    with pytest.raises(ib.NotConvexError, match="not proved convex") as caught:
        program.solve()
    assert caught.value.witness is None


def test_a_program_that_cannot_be_met_says_so():
    model = {X: [0.5, 0.5], (Y | X): free(2)}
    table = [[1.0, 2.0], [2.0, 1.0]]
    with pytest.raises(ib.InfeasibleError):
        Program(minimize=I(X, Y), model=model, subject_to=[E(table, X, Y) <= 0.5]).solve()
    with pytest.raises(ib.InfeasibleError):
        Program(minimize=E(table, X, Y), model=model, subject_to=[E(table, X, Y) <= 0.5]).solve()


@pytest.mark.parametrize(
    ("limit", "possible"),
    [
        (H(X) >= 2, False),
        (H(X) >= Fraction(1001, 1000), False),
        (H(X) >= 1, True),
        (I(X, Y) >= Fraction(11, 10), False),
        (H(X, Y) >= Fraction(21, 10), False),
        (H(Y | X) <= Fraction(-1, 10), False),
    ],
)
def test_no_law_has_more_entropy_than_its_letters_allow(limit, possible):
    model = {X: free(2), (Y | X): [[0.9, 0.1], [0.1, 0.9]]}
    program = Program(maximize=I(X, Y), model=model, subject_to=[limit])
    if possible:
        assert program.solve().value == pytest.approx(ib.capacity([[0.9, 0.1], [0.1, 0.9]]).value, abs=1e-6)
    else:
        with pytest.raises(ib.InfeasibleError, match="entropies") as caught:
            program.solve()
        assert "enlarge an alphabet" in caught.value.hint


def test_perfect_privacy_is_linear():
    joint = random(30).dirichlet(np.ones(12)).reshape(4, 3)
    distortion = random(31).random((4, 4))
    model = {(X, Y): joint, (U | X): free(4)}
    result = Program(minimize=E(distortion, X, U), model=model, subject_to=["I(Y;U) == 0"]).solve()
    assert result.status is ib.Status.OPTIMAL
    own = np.einsum("xy,xu->yu", joint, result.witness.matrix)
    assert np.allclose(own, np.outer(own.sum(axis=1), own.sum(axis=0)), atol=1e-9)
    near = Program(
        minimize=E(distortion, X, U), model=model, subject_to=[I(Y, U) <= Fraction(1, 10**4)]
    ).solve()
    assert near.upper <= result.lower


def test_further_constraints_of_cvxpy_keep_the_proved_end_honest():
    import cvxpy as cp

    channel = ib.zoo.bsc(0.1).matrix
    program = Program(
        maximize=I(X, Y),
        model={X: free(2), (Y | X): channel},
        subject_to=[lambda law: [cp.norm(law - np.array([[0.9, 0.1]])) <= 0.2]],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = program.solve()
    assert result.status is ib.Status.ATTAINED
    assert np.linalg.norm(result.witness.probabilities - [0.9, 0.1]) <= 0.2 + 1e-6
    assert result.lower < 0.47 < ib.capacity(channel).upper <= result.upper + 1e-9
    assert "without them" in result.provenance.notes[0]
