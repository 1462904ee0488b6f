"""The proof of what two variables can share through a third of bounded entropy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lcm
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Array, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.coupling.forest import Cell, forest_masses
from itbounds.numerics.coupling.weights import scaled_to_one_sum, with_one_sum
from itbounds.numerics.law_entropy import common_weights, rounded_weights
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.coupling_certificate import least_joint_entropy
from itbounds.results.encoder_certificate import exact_joint, law_ends
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["BottleneckCouplingCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class BottleneckCouplingCertificate(Certificate):
    r"""An encoder of one variable, and the cells of a coupling of its output with the other one.

    From below the information :math:`I(X; Y)` of the chain :math:`X - T - Y` that they make, whose marginals
    are exact. From above :math:`\min \{ R, H(X) + H(Y) - \min H(X, Y) \}`: information goes through T, and no
    coupling has more.

    Parameters
    ----------
    first, second : arrays of shape (m,) and (n,)
        The laws of X and Y, understood as normalised exactly.
    encoder : matrix
        The conditional laws of T given X, or given Y if `reverse` is set.
    cells : tuple of (int, int)
        The support of the coupling of T with the other variable; it has no cycle.
    reverse : bool
        Whether Y is the variable that is encoded.
    budget, ceiling : float
        The two ends of R in nats, as for `EncoderCertificate`.
    states : int
        The states that a search for the least entropy of a coupling expands.
    """

    kind: ClassVar[str] = "bottleneck_coupling"
    first: Vector
    second: Vector
    encoder: Matrix
    cells: tuple[Cell, ...]
    reverse: bool
    budget: float
    ceiling: float
    states: int = 0

    def stated(self) -> "BottleneckCouplingCertificate":
        """Return the same points with the claim that they prove, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The law of (X, T, Y), as one row."""
        shares = self._chain()[1]
        tensor: Array = np.zeros((len(self._source()), self.encoder.shape[1], len(self._target())))
        places, weights = list(shares), list(shares.values())
        for place, weight in zip(places, rounded_weights(weights, sum(weights)).tolist(), strict=True):
            tensor[place] = weight
        if self.reverse:
            tensor = tensor.transpose(2, 1, 0)
        return tensor.reshape(1, -1)

    def _source(self) -> Vector:
        return self.second if self.reverse else self.first

    def _target(self) -> Vector:
        return self.first if self.reverse else self.second

    def _chain(self) -> tuple[list[int], dict[tuple[int, int, int], int]]:
        """Return the law of T and the law of the chain in integers, exactly."""
        source = self._source()
        _, values, pairs = exact_joint(source, self.encoder)
        values, target = scaled_to_one_sum(values, common_weights(self._target()))
        masses = forest_masses(values, target, self.cells)
        if masses is None:
            raise CertificateError("the cells have a cycle, or carry no coupling of the two laws")
        weights = dict(zip(_places(source, self.encoder), pairs, strict=True))
        scale = lcm(*(value for value in values if value))
        leaving: dict[int, list[tuple[int, int]]] = {}
        for (t, y), mass in zip(self.cells, masses, strict=True):
            if mass:
                leaving.setdefault(t, []).append((y, mass * (scale // values[t])))
        chain = {(x, t, y): weight * mass for (x, t), weight in weights.items() for y, mass in leaving[t]}
        return values, chain

    def _check(self) -> None:
        source, target = self._source(), self._target()
        if self.encoder.ndim != 2 or source.shape != self.encoder.shape[:1] or target.ndim != 1:
            raise CertificateError("the encoder has not one row for each letter")
        for name, weights in (
            ("first law", self.first),
            ("second law", self.second),
            ("encoder", self.encoder),
        ):
            require_weights(name, weights)
        if not 0.0 <= self.budget <= self.ceiling:
            raise CertificateError("the rate is negative, or its ends are in the wrong order")
        shape = (self.encoder.shape[1], len(target))
        outside = any(not (0 <= t < shape[0] and 0 <= y < shape[1]) for t, y in self.cells)
        if outside or len(set(self.cells)) < len(self.cells):
            raise CertificateError("a cell is outside of the table, or comes twice")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        values, chain = self._chain()
        joint: dict[tuple[int, int], int] = {}
        for (x, _, y), weight in chain.items():
            joint[x, y] = joint.get((x, y), 0) + weight
        if law_ends(values, level, headroom)[1] > self.budget:
            raise CertificateError("the variable in the middle has more entropy than the rate")
        marginals = with_one_sum(self.first, self.second)
        one, other = (law_ends(weights, level, headroom) for weights in marginals)
        both = law_ends(list(joint.values()), level, headroom)[1]
        least = least_joint_entropy(*marginals, self.states, level, headroom)
        upper = max(0.0, min(self.ceiling, one[1] + other[1] - least))
        return min(upper, max(0.0, one[0] + other[0] - both)), upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        numbers = ("lower", "upper", "budget", "ceiling")
        arrays = ("first", "second", "encoder")
        return {
            "kind": self.kind,
            **{name: number_to_json(getattr(self, name)) for name in numbers},
            **{name: array_to_json(getattr(self, name)) for name in arrays},
            "cells": [list(cell) for cell in self.cells],
            "reverse": self.reverse,
            "states": self.states,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "BottleneckCouplingCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            budget=number_from_json(data["budget"]),
            ceiling=number_from_json(data["ceiling"]),
            first=array_from_json(data["first"], ndim=1),
            second=array_from_json(data["second"], ndim=1),
            encoder=array_from_json(data["encoder"], ndim=2),
            cells=tuple((int(t), int(y)) for t, y in data["cells"]),
            reverse=bool(data["reverse"]),
            states=int(data["states"]),
        )


def _places(source: Vector, encoder: Matrix) -> Sequence[tuple[int, int]]:
    """Return the pairs of a letter and a value that have probability, in the order of `exact_joint`."""
    rows, columns = np.nonzero((source[:, np.newaxis] > 0.0) & (encoder > 0.0))
    return list(zip(rows.tolist(), columns.tolist(), strict=True))
