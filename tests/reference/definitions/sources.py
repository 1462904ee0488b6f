"""What descriptions of sources cost, as definition, program and cvxpy by hand."""

from itertools import product

import numpy as np

import itbounds as ib
from itbounds import E, I, Program, free, rvs
from tests.reference import programs as by_hand

S, U, X, Y = rvs("S U X Y")
X1, X2 = rvs("X1 X2")


def level(source, distortion, share=0.5):
    return float((1 - share) * source @ distortion.min(axis=1) + share * (source @ distortion).min())


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


class PrivateDistortion:
    name = "private_distortion"

    def __init__(self, rng):
        self.joint, self.d = rng.dirichlet(np.ones(8)).reshape(4, 2), rng.random((4, 3))

    def named(self):
        return ib.private_distortion(self.joint, self.d, 0.01, unit="nat")

    def program(self):
        model, limit = {(X, S): self.joint, (U | X): free(3)}, I(S, U) <= 0.01
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


CASES = (
    RateDistortion,
    RateDistortionUnderLimits,
    ConditionalRateDistortion,
    WynerZiv,
    RemoteRateDistortion,
    PrivateDistortion,
    SemanticRate,
    SuccessiveRefinement,
)
