r"""Networks of Heaviside and triangle-wave units that realise features and readouts exactly.

A feature is a step function: one layer of Heaviside units. A readout peels the levels off the feature, one
Heaviside unit a level, and takes the parity of the negative ones by one triangle wave. A reconstruction, see
`itbounds.shared`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from itbounds._typing import Array, ArrayLike, Count, Matrix, Number, Vector
from itbounds.bounds.shared.features import as_signs, features
from itbounds.bounds.shared.walsh import readouts
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_count, as_level

__all__ = ["Layer", "Network", "feature_network", "readout_network", "separate_network"]

Activation: TypeAlias = Literal["identity", "heaviside", "triangle"]


@dataclass(frozen=True, eq=False)
class Layer:
    r"""A layer :math:`x \mapsto \sigma(Wx + b)`, with an activation for each unit.

    Parameters
    ----------
    weights : array of shape (units, inputs)
        W.
    bias : array of shape (units,)
        b.
    activations : tuple of {"identity", "heaviside", "triangle"}
        Heaviside is 1 from 0 on; the triangle wave is 1 at even numbers, -1 at odd ones, and linear between.
    """

    weights: Matrix
    bias: Vector
    activations: tuple[Activation, ...]

    def __call__(self, x: Array) -> Array:
        """Return the outputs, shape (units, points), of inputs of shape (inputs, points)."""
        sums = self.weights @ x + self.bias[:, np.newaxis]
        kinds = np.array(self.activations)[:, np.newaxis]
        steps = (sums >= 0.0).astype(np.float64)
        waves = 1.0 - 2.0 * np.abs(sums - 2.0 * np.round(0.5 * sums))
        outputs: Array = np.select([kinds == "heaviside", kinds == "triangle"], [steps, waves], sums)
        return outputs


@dataclass(frozen=True, eq=False)
class Network:
    """Layers, one after the other.

    Parameters
    ----------
    layers : tuple of Layer
        The first takes one input.
    """

    layers: tuple[Layer, ...]

    def __call__(self, x: ArrayLike) -> Array:
        """Return the outputs at points, one row an output."""
        values = coerce(x, "points x").array
        if values.ndim != 1:
            raise ShapeError(
                f"the points have shape {values.shape}; a vector is expected", value=values.shape
            )
        outputs: Array = values[np.newaxis, :]
        for layer in self.layers:
            outputs = layer(outputs)
        return outputs

    def __rshift__(self, after: "Network") -> "Network":
        """Return the network that applies this one and then another one."""
        if len(self.layers[-1].bias) != after.layers[0].weights.shape[1]:
            raise ShapeError("the outputs of the first network are not the inputs of the second one")
        return Network(self.layers + after.layers)

    @property
    def parameters(self) -> int:
        """The number of weights and biases that are not zero."""
        return sum(
            int(np.count_nonzero(part)) for layer in self.layers for part in (layer.weights, layer.bias)
        )

    @property
    def units(self) -> int:
        """The number of units that are no identity."""
        return sum(kind != "identity" for layer in self.layers for kind in layer.activations)

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.layers)

    def __repr__(self) -> str:
        return f"Network({self.depth} layers, {self.units} units, {self.parameters} parameters)"


def feature_network(signs: ArrayLike, *, alpha: Number = 1.0) -> Network:
    r"""Return a network of one hidden layer of Heaviside units that computes a feature.

    .. math:: g_e(x) = g_e(0) + \sum_{c = 1}^{2^{J + 1} - 1} \bigl( g_e(\tfrac{c}{2^{J + 1}}) -
              g_e(\tfrac{c - 1}{2^{J + 1}}) \bigr) H \bigl( x - \tfrac{c}{2^{J + 1}} \bigr)

    Parameters
    ----------
    signs, alpha
        As `features`.

    Examples
    --------
    >>> import itbounds as ib
    >>> network = ib.shared.feature_network([1, 1, -1])
    >>> network
    Network(2 layers, 3 units, 10 parameters)
    >>> network([0.1, 0.3, 0.6, 0.8]).tolist()
    [[1.5, 0.5, -1.5, -0.5]]
    """
    return _steps(features(signs, alpha=alpha)[np.newaxis, :])


def separate_network(signs: ArrayLike, tasks: Sequence[int], *, alpha: Number = 1.0) -> Network:
    """Return a network that computes Walsh outputs directly from x, each with jumps of its own.

    Parameters
    ----------
    signs, alpha
        As `features`.
    tasks : sequence of int
        As `readouts`.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.separate_network([1, 1, -1], [1, 2, 3])([0.1, 0.3, 0.6, 0.8]).tolist()
    [[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 1.0], [1.0, -1.0, 1.0, -1.0]]
    """
    _, depth = as_signs(signs)
    return _steps(readouts(features(signs, alpha=alpha), depth - 1, tasks=tasks, alpha=alpha))


def _steps(values: Matrix) -> Network:
    """Return a network of step functions, given by their values on equal cells; each jump is a unit."""
    outputs, cells = values.shape
    jumps = np.diff(values, axis=1)
    rows, places = np.nonzero(jumps)
    hidden = Layer(np.ones((len(rows), 1)), -(places + 1.0) / cells, _all("heaviside", len(rows)))
    weights = np.zeros((outputs, len(rows)))
    weights[rows, np.arange(len(rows))] = jumps[rows, places]
    return Network((hidden, Layer(weights, np.array(values[:, 0]), _all("identity", outputs))))


def readout_network(J: Count, tasks: Sequence[int], *, alpha: Number = 1.0) -> Network:
    r"""Return a network that computes Walsh readouts of a feature by Heaviside and triangle-wave units.

    .. math:: h_j = H \Bigl( g - \sum_{i < j} 2^{-\alpha i} (2 h_i - 1) \Bigr), \qquad
              w_A(g) = \Lambda \Bigl( \sum_{j \in A} (1 - h_j) \Bigr)

    with the triangle wave :math:`\Lambda` of period two.

    Parameters
    ----------
    J : int
        The finest level.
    tasks : sequence of int
        Numbers below :math:`2^{J + 1}`, as in `readouts`.
    alpha : float
        The smoothness of the feature, at least 1.

    Raises
    ------
    DomainError
        If a task is out of range or the smoothness is below 1.

    Examples
    --------
    >>> import itbounds as ib
    >>> signs = [1, 1, -1]
    >>> network = ib.shared.feature_network(signs) >> ib.shared.readout_network(1, [1, 2, 3])
    >>> network([0.1, 0.3, 0.6, 0.8]).tolist()
    [[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 1.0], [1.0, -1.0, 1.0, -1.0]]
    """
    depth = as_count(J, name="finest level J", minimum=0) + 1
    exponent = as_level(alpha, name="smoothness alpha", minimum=1.0, finite=True)
    chosen = np.array([as_count(task, name="task", minimum=0) for task in tasks], dtype=np.int64)
    if (chosen >= 2**depth).any():
        raise DomainError(
            f"task {chosen.max()} needs a level finer than J = {depth - 1}", value=int(chosen.max())
        )
    scales = 2.0 ** (-exponent * np.arange(depth))
    layers = []
    for level in range(depth):
        # The inputs are g and the steps so far; they are passed on, and one step is added.
        weights = np.vstack([np.eye(level + 1), np.zeros(level + 1)])
        weights[-1, 0] = 1.0
        weights[-1, 1:] = -2.0 * scales[:level]
        bias = np.zeros(level + 2)
        bias[-1] = scales[:level].sum()
        layers.append(Layer(weights, bias, (*_all("identity", level + 1), "heaviside")))
    members = ((chosen[:, np.newaxis] >> np.arange(depth)) & 1).astype(np.float64)
    weights = np.column_stack([np.zeros(len(chosen)), -members])
    layers.append(Layer(weights, members.sum(axis=1), _all("triangle", len(chosen))))
    return Network(tuple(layers))


def _all(kind: Activation, count: int) -> tuple[Activation, ...]:
    return tuple(kind for _ in range(count))
