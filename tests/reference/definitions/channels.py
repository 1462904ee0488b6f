"""What channels can carry, in the open and in secret, as definition, program and cvxpy by hand."""

import numpy as np

import itbounds as ib
from itbounds import E, I, Program, free, rvs
from tests.reference import programs as by_hand

S, T, X, Y, Z = rvs("S T X Y Z")


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


CASES = (
    Capacity,
    CapacityUnderCosts,
    MinimaxRedundancy,
    SecrecyCapacity,
    StateSecrecyCapacity,
)
