"""The two ends of an information program in ball arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nextafter
from typing import Any

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.lowering.programs.instance import Instance, Prescribed, Table, Tally
from itbounds.lowering.programs.tensors import Marginal, Numbers, Tensors
from itbounds.numerics.ball_backends import Ball, Balls, ball_arithmetic

__all__ = ["BallEnds", "unit_error"]

_BITS = 128


@dataclass(frozen=True, eq=False)
class BallEnds:
    """Evaluates functionals and their affine bounds in balls.

    Parameters
    ----------
    instance : Instance
        The program.
    balls : Balls
        The arithmetic.
    """

    instance: Instance
    balls: Balls

    @classmethod
    def of(cls, instance: Instance) -> "BallEnds":
        """Return an evaluation in the best ball arithmetic that is installed."""
        return cls(instance, ball_arithmetic())

    def lower(self, kernels: Sequence[Matrix], tally: Tally) -> float:
        """Return a certain lower end of a functional at some kernels."""
        with self.balls.precision(_BITS):
            point = _Point.of(self, kernels)
            total = self._worth(tally) * self._ratio(tally.constant)
            for mask, coefficient in tally.entropies.items():
                law, positive, _ = point.law(mask)
                chosen = law[positive].tolist()
                entropy = self.balls.dot(chosen, self.balls.logs(chosen))
                total = total - self._ratio(coefficient) * entropy
            for table in tally.tables:
                law, _, marginal = point.law(table.mask)
                values = self.balls.exact(_values(table, marginal).tolist())
                mean = self.balls.dot(law.tolist(), values)
                total = total + self._worth(tally) * self._ratio(table.weight) * mean
            return nextafter(self.balls.ends(total)[0] - unit_error(tally), -inf)

    def upper(
        self,
        reference: Sequence[Matrix],
        tallies: Sequence[tuple[float, Tally]],
        prices: Sequence[tuple[Prescribed, Vector]],
        allowed: Mask,
    ) -> float:
        """Return a certain upper end of the affine bound that some functionals with weights have."""
        with self.balls.precision(_BITS):
            point = _Point.of(self, reference)
            (zero,) = self.balls.exact([0.0])
            constant, cells = zero, filled(point.tensors.width, zero)
            for weight, tally in tallies:
                (factor,) = self.balls.exact([weight])
                fixed, moving = self._majorant(point, tally, allowed)
                constant, cells = constant + factor * fixed, cells + factor * moving
            for prescribed, price in prices:
                marginal = point.tensors.marginal(prescribed.mask)
                multipliers = lifted(self.balls, price)
                law = prescribed.law.transpose([prescribed.axes.index(a) for a in marginal.axes])
                numbers = lifted(self.balls, law)
                target = (numbers / numbers.sum())[tuple(marginal.labels.T)]
                constant = constant + self.balls.total((target * multipliers).tolist())
                np.add.at(cells, marginal.cells, -(marginal.weights * multipliers[marginal.states]))
            for block in point.tensors.blocks:
                for row in np.flatnonzero(block.occurs).tolist():
                    start = block.offset + row * block.shape[1]
                    here = slice(start, start + block.shape[1])
                    # The end of a ball is a double: the maximum of ends bounds the ball of the maximum.
                    best = max(self.balls.ends(ball)[1] for ball in cells[here][allowed[here]].tolist())
                    (top,) = self.balls.exact([best])
                    constant = constant + block.contexts[row] * top
            error = sum(abs(weight) * unit_error(tally) for weight, tally in tallies)
            return nextafter(self.balls.ends(constant)[1] + error, inf)

    def _majorant(self, point: "_Point", tally: Tally, allowed: Mask) -> tuple[Ball, Numbers]:
        (zero,) = self.balls.exact([0.0])
        constant = self._worth(tally) * self._ratio(tally.constant)
        cells = filled(point.tensors.width, zero)
        for mask, coefficient in tally.entropies.items():
            law, positive, marginal = point.law(mask)
            weight, logs = self._ratio(coefficient), filled(len(law), zero)
            chosen = law[positive].tolist()
            logs[positive] = self.balls.logs(chosen)
            if marginal is None:
                constant = constant - weight * self.balls.dot(chosen, logs[positive].tolist())
                continue
            used = allowed[marginal.cells]
            terms = weight * (marginal.weights[used] * logs[marginal.states[used]])
            np.add.at(cells, marginal.cells[used], -terms)
        for table in tally.tables:
            law, _, marginal = point.law(table.mask)
            values = lifted(self.balls, _values(table, marginal))
            factor = self._worth(tally) * self._ratio(table.weight)
            if marginal is None:
                constant = constant + factor * self.balls.dot(law.tolist(), values.tolist())
            else:
                np.add.at(cells, marginal.cells, factor * (marginal.weights * values[marginal.states]))
        return constant, cells

    def _ratio(self, value: Fraction) -> Ball:
        # Numerators of coefficients that were doubles are exact; larger ones are split into two doubles.
        return self._whole(value.numerator) / self._whole(value.denominator)

    def _whole(self, number: int) -> Ball:
        head = float(number >> 53 << 53) if abs(number) >= 1 << 53 else float(number)
        rest = number - int(head)
        (first,) = self.balls.exact([head])
        return first + self._whole(rest) if rest else first

    def _worth(self, tally: Tally) -> Ball:
        (worth,) = self.balls.exact([tally.worth])
        return worth


def unit_error(tally: Tally) -> float:
    """Bound what it matters that a unit is known as the double nearest to its worth."""
    if tally.worth == 1.0:
        return 0.0
    sizes = [abs(float(t.weight)) * float(np.abs(t.values).max()) for t in tally.tables]
    return 2.0**-51 * tally.worth * (sum(sizes) + abs(float(tally.constant)))


@dataclass(frozen=True, eq=False)
class _Point:
    """Laws at some kernels."""

    ends: BallEnds
    tensors: Tensors
    masses: Numbers
    positive: Mask

    @classmethod
    def of(cls, ends: BallEnds, kernels: Sequence[Matrix]) -> "_Point":
        tensors = Tensors(ends.instance, lambda array: lifted(ends.balls, array))
        parts = []
        for block, kernel in zip(tensors.blocks, kernels, strict=True):
            numbers = lifted(ends.balls, kernel)
            rows = numbers / numbers.sum(axis=1, keepdims=True)
            parts.append((block.contexts[:, None] * rows).ravel())
        support = np.concatenate([kernel.ravel() > 0.0 for kernel in kernels])
        return cls(ends, tensors, np.concatenate(parts), support)

    def law(self, mask: int) -> tuple[Numbers, Mask, Marginal | None]:
        """Return the law of a set, where it is positive, and its map if it is not constant."""
        if self.ends.instance.graph.node(mask) == 0:
            law = np.asarray(self.tensors.constant_law(mask)[0], dtype=object).ravel()
            (zero,) = self.ends.balls.exact([0.0])
            return law, np.array([bool(value != zero) for value in law]), None
        marginal = self.tensors.marginal(mask)
        (zero,) = self.ends.balls.exact([0.0])
        law = filled(len(marginal.labels), zero)
        np.add.at(law, marginal.states, marginal.weights * self.masses[marginal.cells])
        count = np.bincount(
            marginal.states, weights=self.positive[marginal.cells], minlength=len(marginal.labels)
        )
        return law, count > 0.0, marginal


def lifted(balls: Balls, array: Array) -> Numbers:
    """Return an array of the balls of some doubles."""
    found: Any = np.empty(array.size, dtype=object)
    found[:] = balls.exact(array.ravel().tolist())
    return found.reshape(array.shape)


def filled(count: int, value: Ball) -> Numbers:
    """Return a vector of the same ball."""
    found: Any = np.empty(count, dtype=object)
    found[:] = [value] * count
    return found


def _values(table: Table, marginal: Marginal | None) -> Vector:
    values = table.values.transpose([table.axes.index(axis) for axis in sorted(table.axes)])
    found: Vector = values.ravel() if marginal is None else values[tuple(marginal.labels.T)]
    return found
