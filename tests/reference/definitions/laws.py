"""Extreme laws under given marginals or means, as definition, program and cvxpy by hand."""

import numpy as np

import itbounds as ib
from itbounds import E, H, I, Program, free, law, rvs
from tests.reference import programs as by_hand

X, Y = rvs("X Y")
X1, X2 = rvs("X1 X2")
TOLERANCE = 1e-7  # of cvxpy


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
    PartialInformation,
    SynergyBounds,
    MaximumEntropy,
    InformationProjection,
    WassersteinDependency,
)
