"""Input laws of two senders that are good for a weighted sum of rates, and output laws that bound all."""

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.entropy_ascent import greatest_entropies
from itbounds.numerics.mac_rates import OutputLaws, cell_bounds, grained, pentagon, support_lower

__all__ = ["MacPoints", "search_inputs"]

_RESTARTS = 6
_ROUNDS = 300
_NODES = 600
_DEPTH = 40
# At the ends of the interval the laws are those of a point a little inside, so that none of them vanishes.
_INSIDE = 1e-9


@dataclass(frozen=True, eq=False)
class MacPoints:
    """What a certificate of a weighted sum of rates is made of; see `mac_rates`."""

    first: Vector
    second: Vector
    outputs: OutputLaws


@dataclass(frozen=True, eq=False)
class _Question:
    """A channel whose first user is the heavy one."""

    channel: Array
    share: float
    rest: float

    @property
    def noise(self) -> Matrix:
        """The entropy of the output given each pair of letters."""
        logs = np.log(np.where(self.channel > 0.0, self.channel, 1.0))
        return -np.asarray((self.channel * logs).sum(axis=2))

    def value(self, heavy: Vector, light: Vector) -> float:
        """Return the weighted sum of rates under a product law."""
        joint = _surprise(heavy @ np.tensordot(self.channel, light, axes=(1, 0)))
        alone = sum(p * _surprise(heavy @ self.channel[:, j]) for j, p in enumerate(light.tolist()))
        return float(
            self.share * joint + self.rest * alone - (self.share + self.rest) * heavy @ self.noise @ light
        )

    def heavy_reply(self, light: Vector) -> Vector:
        """Return the best law of the heavy user."""
        images = [np.tensordot(self.channel, light, axes=(1, 0)).T, *self.channel.transpose(1, 2, 0)]
        outputs = self.channel.shape[2]
        weights = np.concatenate([[self.share], self.rest * light]).repeat(outputs)
        linear = -(self.share + self.rest) * self.noise @ light
        return greatest_entropies(np.vstack(images), weights, linear)

    def light_reply(self, heavy: Vector) -> Vector:
        """Return the best law of the light user."""
        image = np.tensordot(heavy, self.channel, axes=(0, 0)).T  # (output, light letter)
        alone = np.array([_surprise(column) for column in image.T])
        linear = self.rest * alone - (self.share + self.rest) * (heavy @ self.noise)
        return greatest_entropies(image, np.full(len(image), self.share), linear)

    def joint_reply(self) -> Matrix:
        """Return the best joint law of both inputs."""
        heavy, light, outputs = self.channel.shape
        flat = self.channel.reshape(-1, outputs).T
        letters = np.tile(np.eye(light), heavy)
        pairs = np.einsum("hly,lk->kyhl", self.channel, np.eye(light)).reshape(light * outputs, -1)
        weights = np.concatenate(
            [np.full(outputs, self.share), np.full(light * outputs, self.rest), np.full(light, -self.rest)]
        )
        linear = -(self.share + self.rest) * self.noise.ravel()
        law = greatest_entropies(np.vstack([flat, pairs, letters]), weights, linear)
        return law.reshape(heavy, light)

    def free_laws(self, law: Vector) -> Matrix:
        """Return the best output laws given each light letter, one a row, for a given law of all outputs."""
        if self.rest == 0.0:
            return np.tile(law, (self.channel.shape[1], 1))
        crossed = -self.noise - self.channel @ np.log(np.maximum(law, 1e-300))
        rows = list[Vector]()
        for letter in range(self.channel.shape[1]):
            matrix = self.channel[:, letter]
            linear = self.share * crossed[:, letter] - self.rest * self.noise[:, letter]
            reply = greatest_entropies(matrix.T, np.full(len(law), self.rest), linear)
            rows.append(reply @ matrix)
        return np.array(rows)

    def climbed(self, heavy: Vector) -> tuple[Vector, Vector]:
        """Let the two users reply to each other until neither gains."""
        value, light = -inf, self.light_reply(heavy)
        for _ in range(_ROUNDS):
            heavy = self.heavy_reply(light)
            light = self.light_reply(heavy)
            found = self.value(heavy, light)
            if found <= value + 1e-15 * (self.share + self.rest):
                break
            value = found
        return heavy, light


def _surprise(law: Vector) -> float:
    positive = law[law > 0.0]
    return -float(positive @ np.log(positive))


def search_inputs(channel: Array, weights: Vector, tol: float, rng: np.random.Generator) -> MacPoints:
    """Return good points below and above for a weighted sum of the rates of two senders.

    Parameters
    ----------
    channel : array of shape (m1, m2, n)
        Without outputs that never occur.
    weights : array of shape (2,)
    tol : float
        The gap that is aimed for, in nats. If neither user has at most two letters it may stay open.
    rng : Generator
        For restarts.
    """
    turned = bool(weights[1] > weights[0])
    tensor = channel.swapaxes(0, 1) if turned else channel
    tensor = np.ascontiguousarray(tensor / tensor.sum(axis=2, keepdims=True))
    question = _Question(tensor, float(weights.min()), float(weights.max() - weights.min()))
    joint = question.joint_reply()
    starts = [joint.sum(axis=1), *np.eye(len(tensor)), *rng.dirichlet(np.ones(len(tensor)), _RESTARTS)]
    climbs = [question.climbed(start) for start in starts]
    heavy, light = max(climbs, key=lambda laws: question.value(*laws))
    bounds = _outputs(question, np.array([0.5]), -1, [joint])
    # Letters that are hardly used leave their laws open; the best ones are known letter by letter.
    bounds = replace(bounds, conditional=question.free_laws(bounds.laws[0])[None])
    points = _points(turned, heavy, light, bounds)
    binary = [axis for axis in (1, 0) if tensor.shape[axis] == 2]
    if not binary or _gaps(channel, weights, points).max() <= tol:
        return points
    axis, nodes = binary[0], np.linspace(0.0, 1.0, 9)
    laws = {t: _node_law(question, axis, t) for t in nodes.tolist()}
    while True:
        best = max(laws.values(), key=lambda law: question.value(law.sum(axis=1), law.sum(axis=0)))
        if question.value(best.sum(axis=1), best.sum(axis=0)) > question.value(heavy, light) + 0.1 * tol:
            heavy, light = question.climbed(best.sum(axis=1))
        bounds = _outputs(question, nodes, axis, [laws[t] for t in nodes.tolist()])
        points = _points(turned, heavy, light, bounds)
        gaps = _gaps(channel, weights, points)
        open_cells = np.flatnonzero((gaps > tol) & (np.diff(nodes) > 2.0**-_DEPTH))
        if not len(open_cells) or len(nodes) + len(open_cells) > _NODES:
            return points
        middles = 0.5 * (nodes[open_cells] + nodes[open_cells + 1])
        laws.update((t, _node_law(question, axis, t)) for t in middles.tolist())
        nodes = np.sort(np.concatenate([nodes, middles]))


def _node_law(question: _Question, axis: int, t: float) -> Matrix:
    """Return the product law with the best reply to a law of the user of two letters."""
    inside = min(max(t, _INSIDE), 1.0 - _INSIDE)
    law = np.array([1.0 - inside, inside])
    if axis == 1:
        return np.outer(question.heavy_reply(law), law)
    return np.outer(law, question.light_reply(law))


def _outputs(question: _Question, nodes: Vector, axis: int, joints: list[Matrix]) -> OutputLaws:
    """Return the output laws of joint input laws at the nodes."""
    conditional = np.array([np.einsum("hl,hly->ly", law, question.channel) for law in joints])
    laws: Matrix = conditional.sum(axis=1)
    return OutputLaws(nodes, axis, laws, conditional / conditional.sum(axis=2, keepdims=True))


def _points(turned: bool, heavy: Vector, light: Vector, bounds: OutputLaws) -> MacPoints:
    """Return the points with the users in their given order."""
    one, other = grained(heavy), grained(light)
    if not turned:
        return MacPoints(one, other, bounds)
    return MacPoints(other, one, replace(bounds, axis=1 - bounds.axis if bounds.axis >= 0 else -1))


def _gaps(channel: Array, weights: Vector, points: MacPoints) -> Vector:
    """Return by how much each bound exceeds what is attained."""
    rates = pentagon(channel, points.first, points.second, ball=False, headroom=3.0)
    bounds = cell_bounds(channel, weights, points.outputs, headroom=3.0)
    return np.asarray(bounds - support_lower(rates, weights))
