"""Every convex definition three times: by its name, as a short program of a user, and in cvxpy by hand."""

import inspect
import warnings
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, H, I, Program, free, law, rvs
from itbounds.problems import definitions
from tests.reference import programs as by_hand

S, T, U, X, Y, Z = rvs("S T U X Y Z")
X1, X2 = rvs("X1 X2")
TOLERANCE = 1e-7  # of cvxpy


def random(name):
    return np.random.default_rng([101, *name.encode()])


def level(source, distortion, share=0.5):
    return float((1 - share) * source @ distortion.min(axis=1) + share * (source @ distortion).min())


class Capacity:
    name = "capacity"

    def __init__(self, rng):
        self.channel = rng.dirichlet(np.ones(4), 5)

    def named(self):
        return ib.capacity(self.channel, unit="nat")

    def program(self):
        return Program(maximize=I(X, Y), model={X: free(5), (Y | X): self.channel})

    def hand(self):
        return by_hand.capacity(self.channel)


class RateDistortion:
    name = "rate_distortion"

    def __init__(self, rng):
        self.source, self.d = rng.dirichlet(np.ones(4)), rng.random((4, 3))
        self.level = level(self.source, self.d)

    def named(self):
        return ib.rate_distortion(self.source, self.d, self.level, unit="nat")

    def program(self):
        limit = E(self.d, X, Y) <= self.level
        return Program(minimize=I(X, Y), model={X: self.source, (Y | X): free(3)}, subject_to=[limit])

    def hand(self):
        return by_hand.rate_distortion(self.source, self.d, self.level)


class CapacityUnderCosts(Capacity):
    name = "capacity_under_costs"

    def __init__(self, rng):
        super().__init__(rng)
        self.costs = rng.random((2, 5))
        self.budgets = 0.8 * self.costs.mean(axis=1)

    def named(self):
        return ib.capacity_under_costs(self.channel, self.costs, self.budgets, unit="nat")

    def program(self):
        limits = [E(c, X) <= b for c, b in zip(self.costs, self.budgets.tolist(), strict=True)]
        model = {X: free(5), (Y | X): self.channel}
        return Program(maximize=I(X, Y), model=model, subject_to=limits)

    def hand(self):
        return by_hand.capacity(self.channel, self.costs, self.budgets)


class RateDistortionUnderLimits:
    name = "rate_distortion_under_limits"

    def __init__(self, rng):
        wrong = np.arange(4)[:, None] % 3 != np.arange(3)
        self.source, self.tables = rng.dirichlet(np.ones(4)), wrong + 0.3 * rng.random((2, 4, 3))
        best = np.eye(3)[self.tables.sum(axis=0).argmin(axis=1)]  # meets both levels, with room
        self.levels = [float(self.source @ (d * best).sum(axis=1)) + 0.02 for d in self.tables]

    def named(self):
        return ib.rate_distortion_under_limits(self.source, self.tables, self.levels, unit="nat")

    def program(self):
        limits = [E(d, X, Y) <= D for d, D in zip(self.tables, self.levels, strict=True)]
        return Program(minimize=I(X, Y), model={X: self.source, (Y | X): free(3)}, subject_to=limits)

    def hand(self):
        return by_hand.rate_distortion_under_limits(self.source, self.tables, self.levels)


class ConditionalRateDistortion:
    name = "conditional_rate_distortion"

    def __init__(self, rng):
        self.joint, self.d = rng.dirichlet(np.ones(6)).reshape(3, 2), rng.random((3, 3))
        self.level = level(self.joint.sum(axis=1), self.d, 0.4)

    def named(self):
        return ib.conditional_rate_distortion(self.joint, self.d, self.level, unit="nat")

    def program(self):
        model = {(X, Y): self.joint, (U | (X, Y)): free(3)}
        return Program(minimize=I(X, U | Y), model=model, subject_to=[E(self.d, X, U) <= self.level])

    def hand(self):
        return by_hand.conditional_rate_distortion(self.joint, self.d, self.level)


class WynerZiv(ConditionalRateDistortion):
    name = "wyner_ziv"

    def __init__(self, rng):
        super().__init__(rng)
        functions = np.array(list(product(range(3), repeat=2)))
        self.table = np.stack([self.d[:, functions[:, y]] for y in (0, 1)], axis=1)

    def named(self):
        return ib.wyner_ziv(self.joint, self.d, self.level, unit="nat")

    def program(self):
        model = {(X, Y): self.joint, (U | X): free(9)}
        limit = E(self.table, X, Y, U) <= self.level
        return Program(minimize=I(X, U) - I(Y, U), model=model, subject_to=[limit])

    def hand(self):
        return by_hand.wyner_ziv(self.joint, self.table, self.level)


class RemoteRateDistortion:
    name = "remote_rate_distortion"

    def __init__(self, rng):
        self.joint, self.d = rng.dirichlet(np.ones(12)).reshape(4, 3), rng.random((3, 3))
        self.source = self.joint.sum(axis=1)
        self.means = self.joint @ self.d / self.source[:, None]
        self.level = level(self.source, self.means)

    def named(self):
        return ib.remote_rate_distortion(self.joint, self.d, self.level, unit="nat")

    def program(self):
        model = {(X, S): self.joint, (U | X): free(3)}
        return Program(minimize=I(X, U), model=model, subject_to=[E(self.d, S, U) <= self.level])

    def hand(self):
        return by_hand.rate_distortion(self.source, self.means, self.level)


class MinimaxRedundancy(Capacity):
    name = "minimax_redundancy"

    def named(self):
        return ib.minimax_redundancy(self.channel, unit="nat")

    def program(self):
        return Program(maximize=I(T, X), model={T: free(5), (X | T): self.channel})


class SecrecyCapacity:
    name = "secrecy_capacity"

    def __init__(self, rng):
        self.channel, self.further = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(3), 3)

    def named(self):
        return ib.secrecy_capacity(self.channel, self.channel @ self.further, unit="nat")

    def program(self):
        model = {X: free(4), (Y | X): self.channel, (Z | Y): self.further}
        return Program(maximize=I(X, Y) - I(X, Z), model=model)

    def hand(self):
        return by_hand.degraded_secrecy(self.channel, self.further)


class StateSecrecyCapacity:
    name = "state_secrecy_capacity"

    def __init__(self, rng):
        self.states = rng.dirichlet(np.ones(2))
        self.channels, self.further = rng.dirichlet(np.ones(3), (2, 3)), rng.dirichlet(np.ones(2), (2, 3))

    def named(self):
        tapped = self.channels @ self.further
        return ib.state_secrecy_capacity(self.states, self.channels, tapped, unit="nat")

    def program(self):
        model = {S: self.states, (X | S): free(3)}
        model |= {(Y | (S, X)): self.channels, (Z | (S, Y)): self.further}
        return Program(maximize=I(X, Y | S) - I(X, Z | S), model=model)

    def hand(self):
        pairs = zip(self.states, self.channels, self.further, strict=True)
        return sum(p * by_hand.degraded_secrecy(channel, further) for p, channel, further in pairs)


class PrivateDistortion:
    name = "private_distortion"

    def __init__(self, rng):
        self.joint, self.d = rng.dirichlet(np.ones(8)).reshape(4, 2), rng.random((4, 3))

    def named(self):
        return ib.private_distortion(self.joint, self.d, 0.01, unit="nat")

    def program(self):
        model, limit = {(X, S): self.joint, (U | X): free(3)}, I(S, U) <= Fraction(1, 100)
        return Program(minimize=E(self.d, X, U), model=model, subject_to=[limit], unit="nat")

    def hand(self):
        return by_hand.least_distortion_under_leakage(self.joint, self.d, 0.01)


class SemanticRate:
    name = "semantic_rate"

    def __init__(self, rng):
        self.source, self.truth = rng.dirichlet(np.ones(4)), 0.05 + 0.95 * rng.random((4, 3))
        self.gains = np.log(self.truth / (self.source @ self.truth))
        self.meant = -level(self.source, -self.gains)

    def named(self):
        return ib.semantic_rate(self.source, self.truth, self.meant, unit="nat")

    def program(self):
        limit = E(self.gains, X, Y) >= self.meant
        return Program(minimize=I(X, Y), model={X: self.source, (Y | X): free(3)}, subject_to=[limit])

    def hand(self):
        return by_hand.rate_distortion(self.source, -self.gains, -self.meant)


class SuccessiveRefinement:
    name = "successive_refinement"

    def __init__(self, rng):
        self.source, self.first = rng.dirichlet(np.ones(3)), rng.random((3, 3))
        self.second = rng.random((3, 2))
        self.levels = [level(self.source, d) for d in (self.first, self.second)]

    def named(self):
        return self._refined().excess

    def _refined(self):
        return ib.successive_refinement(self.source, self.first, *self.levels, d2=self.second, unit="nat")

    def program(self):
        limits = [E(self.first, X, X1) <= self.levels[0], E(self.second, X, X2) <= self.levels[1]]
        model = {X: self.source, ((X1, X2) | X): free((3, 2))}
        return Program(minimize=I(X, X1) + I(X, (X1, X2)), model=model, subject_to=limits)

    def hand(self):
        return by_hand.refined_rates(self.source, self.first, self.second, self.levels, 1.0)

    def offset(self):
        rates = [self._refined().coarse, self._refined().fine]
        return -sum(rate.lower for rate in rates), -sum(rate.upper for rate in rates)


class PartialInformation:
    name = "pid"

    def __init__(self, rng):
        self.joint = rng.dirichlet(np.full(12, 0.5)).reshape(2, 2, 3)

    def named(self):
        return ib.pid(self.joint, unit="nat").unique1

    def program(self):
        pairs = [law(X1, Y).eq(self.joint.sum(axis=1)), law(X2, Y).eq(self.joint.sum(axis=0))]
        return Program(minimize=I((X1, X2), Y), model={(X1, X2, Y): free((2, 2, 3))}, subject_to=pairs)

    def hand(self):
        return by_hand.least_information(self.joint)

    def offset(self):
        h = ib.entropies(self.joint, unit="nat")
        return (h[6] - h[2] - h[4],) * 2


class SynergyBounds(PartialInformation):
    name = "synergy_bounds"

    def named(self):
        pairs = (self.joint.sum(axis=axis) for axis in (1, 0, 2))
        return ib.synergy_bounds(*pairs, unit="nat")

    def program(self):
        pairs = [law(X1, Y).eq(self.joint.sum(axis=1)), law(X2, Y).eq(self.joint.sum(axis=0))]
        pairs.append(law(X1, X2).eq(self.joint.sum(axis=2)))
        return Program(minimize=I((X1, X2), Y), model={(X1, X2, Y): free((2, 2, 3))}, subject_to=pairs)

    def hand(self):
        return by_hand.least_information_of_three_pairs(self.joint)

    def offset(self):
        two = by_hand.least_information(self.joint)
        return -two - TOLERANCE, -two + TOLERANCE


class MaximumEntropy:
    name = "maximum_entropy"

    def __init__(self, rng):
        self.features, self.prior = rng.random((2, 5)), rng.dirichlet(np.ones(5))
        self.means = self.features @ rng.dirichlet(np.ones(5))

    def limits(self):
        return [E(f, X).eq(mean) for f, mean in zip(self.features, self.means.tolist(), strict=True)]

    def named(self):
        return ib.maximum_entropy(self.features, self.means, unit="nat")

    def program(self):
        return Program(maximize=H(X), model={X: free(5)}, subject_to=self.limits())

    def hand(self):
        return by_hand.largest_entropy(self.features, self.means)


class InformationProjection(MaximumEntropy):
    name = "information_projection"

    def named(self):
        return ib.information_projection(self.prior, self.features, self.means, unit="nat")

    def program(self):
        goal = -H(X) - E(np.log(self.prior), X)
        return Program(minimize=goal, model={X: free(5)}, subject_to=self.limits(), unit="nat")

    def hand(self):
        return by_hand.projection(self.prior, self.features, self.means)


class WassersteinDependency:
    name = "wasserstein_dependency"

    def __init__(self, rng):
        self.joint = rng.dirichlet(np.ones(6)).reshape(2, 3)
        self.line = np.abs(np.arange(3.0)[:, None] - np.arange(3.0))
        flat = ib.distortions.hamming(2)[:, None, :, None] + self.line[None, :, None, :]
        self.cost = flat.reshape(6, 6)
        self.product = np.outer(self.joint.sum(axis=1), self.joint.sum(axis=0)).ravel()

    def named(self):
        return ib.wasserstein_dependency(self.joint, ib.distortions.hamming(2), self.line)

    def program(self):
        model = {X: self.joint.ravel(), (Y | X): free(6)}
        return Program(minimize=E(self.cost, X, Y), model=model, subject_to=[law(Y).eq(self.product)])

    def hand(self):
        return by_hand.transport(self.joint.ravel(), self.product, self.cost)


CASES = (
    Capacity,
    RateDistortion,
    CapacityUnderCosts,
    RateDistortionUnderLimits,
    ConditionalRateDistortion,
    WynerZiv,
    RemoteRateDistortion,
    MinimaxRedundancy,
    SecrecyCapacity,
    StateSecrecyCapacity,
    PrivateDistortion,
    SemanticRate,
    SuccessiveRefinement,
    PartialInformation,
    SynergyBounds,
    MaximumEntropy,
    InformationProjection,
    WassersteinDependency,
)


def test_no_definition_is_left_out():
    assert {case.name for case in CASES} >= set(definitions.__all__)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_definition_program_and_cvxpy_agree(case):
    """The three numbers are one, what is proved is proved again, and the program takes few lines."""
    asked = case(random(case.name))
    named = asked.named()
    for proof in ("float", "ball"):
        assert named.verify(proof).within(named.interval)
    program = asked.program()
    assert program.curvature() in ("concave", "convex", "affine")
    with warnings.catch_warnings():
        warnings.simplefilter("error", ib.ConvergenceWarning)
        whole = program.solve(unit="nat")
    assert whole.status is ib.Status.OPTIMAL
    assert whole.verify("ball").within(whole.interval)
    expected = asked.hand()
    assert whole.lower - TOLERANCE <= expected <= whole.upper + TOLERANCE
    # What a definition adds to the value of its program: nothing, as a rule.
    ends = getattr(asked, "offset", lambda: (0.0, 0.0))()
    low, high = whole.lower + min(ends) - 1e-12, whole.upper + max(ends) + 1e-12
    assert named.lower <= max(high, 0.0)
    if case is SynergyBounds:  # the lower end is what the program says
        assert named.lower >= max(low, 0.0) - 1e-8
    else:
        assert named.status is ib.Status.OPTIMAL
        assert named.upper >= low
    lines = [line for line in inspect.getsource(case.program).splitlines() if line.strip()]
    assert len(lines) < 10
