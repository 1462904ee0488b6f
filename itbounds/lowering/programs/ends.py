r"""Certain values of functionals at a kernel, and certain affine bounds on them, in float64.

For any two kernels, and the laws p and p' that they give, a form on joint entropies with a proof of concavity
satisfies

.. math:: \sum_S c_S H(p_S) = -\sum_S c_S \sum_s p_S(s) \ln p'_S(s) - \sum_S c_S D(p_S \| p'_S)
          \le -\sum_S c_S \sum_s p_S(s) \ln p'_S(s),

since the sum of divergences is, by the same proof, a sum of conditional divergences with weights that are
not negative. The right side is affine in the kernel, and its maximum over kernels is taken row by row.

All numbers here are sums of products of positive numbers, so that a count of roundings bounds the relative
error, by Higham's :math:`\gamma_k`; see `itbounds.numerics.rounding`.
"""

from dataclasses import dataclass, field
from math import inf, nextafter

import numpy as np

from itbounds._typing import Array, Mask, Vector
from itbounds.lowering.programs.instance import Instance, Prescribed, Table, Tally
from itbounds.lowering.programs.tensors import Marginal, Tensors
from itbounds.numerics.rounding import SLACK, ULPS, UNIT_ROUNDOFF, gamma

__all__ = ["Affine", "Evaluation"]

_LOG = 2.0 * ULPS * UNIT_ROUNDOFF
# What is left out of the bounds on relative errors: numbers under 2^-400 times their logarithms.
_NEGLIGIBLE = 2.0**-300


@dataclass(frozen=True, eq=False)
class Affine:
    """An affine function of the cells of the kernels, with bounds on its errors.

    Parameters
    ----------
    constant, constant_error : float
    cells, cell_errors : arrays over the cells of all blocks
    """

    constant: float
    constant_error: float
    cells: Vector
    cell_errors: Vector

    def plus(self, other: "Affine", factor: float) -> "Affine":
        """Return the sum with a multiple of another."""
        size, u = abs(factor), 3.0 * UNIT_ROUNDOFF
        constant, cells = factor * other.constant, factor * other.cells
        return Affine(
            self.constant + constant,
            self.constant_error + size * other.constant_error + u * (abs(self.constant) + abs(constant)),
            self.cells + cells,
            self.cell_errors + size * other.cell_errors + u * (np.abs(self.cells) + np.abs(cells)),
        )


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Values and bounds at one set of kernels.

    Parameters
    ----------
    tensors : Tensors
        In floats.
    kernels : tuple of arrays of shape (contexts, letters)
        One for each block; rows are understood as normalised exactly.
    """

    tensors: Tensors
    kernels: tuple[Array, ...]
    _laws: dict[int, tuple[Vector, float, Marginal | None]] = field(default_factory=dict)

    @property
    def instance(self) -> Instance:
        """The program."""
        return self.tensors.instance

    def masses(self) -> tuple[Vector, int]:
        """Return the joint probabilities of contexts and letters, and a count of their roundings."""
        parts = [
            (block.contexts[:, None] * kernel / kernel.sum(axis=1, keepdims=True)).ravel()
            for block, kernel in zip(self.tensors.blocks, self.kernels, strict=True)
        ]
        letters = max(kernel.shape[1] for kernel in self.kernels)
        return np.concatenate(parts), self.tensors.operations + letters + 4

    def law(self, mask: int) -> tuple[Vector, float, Marginal | None]:
        """Return the law of a set, a bound on its relative error, and its map if it is not constant."""
        if mask not in self._laws:
            self._laws[mask] = self._computed(mask)
        return self._laws[mask]

    def _computed(self, mask: int) -> tuple[Vector, float, Marginal | None]:
        if self.instance.graph.node(mask) == 0:
            law, operations = self.tensors.constant_law(mask)
            return np.asarray(law, dtype=np.float64).ravel(), gamma(operations), None
        marginal = self.tensors.marginal(mask)
        masses, roundings = self.masses()
        law = np.bincount(
            marginal.states,
            weights=marginal.weights * masses[marginal.cells],
            minlength=len(marginal.labels),
        ).astype(np.float64)
        return law, gamma(roundings + marginal.operations + 2), marginal

    def value(self, tally: Tally) -> tuple[float, float]:
        """Return a functional and a bound on its error, in nats."""
        total, error = _constant(tally)
        for mask, coefficient in tally.entropies.items():
            law, relative, _ = self.law(mask)
            used = law[law > 0.0]
            logs = np.log(used)
            size = float(used @ np.abs(logs))
            weight = float(coefficient)
            total -= weight * float(used @ logs)
            error += abs(weight) * (relative * (size + 2.0) + (_LOG + gamma(len(used) + 6)) * size)
        for table in tally.tables:
            law, relative, values = self._table(table)
            scale = tally.worth * float(table.weight)
            total += scale * float(law @ values)
            error += abs(scale) * float(law @ np.abs(values)) * (relative + gamma(len(law) + 8))
        count = 2 + len(tally.entropies) + len(tally.tables)
        return total, SLACK * (error + gamma(count) * (abs(total) + error)) + self._rough(tally)

    def _rough(self, tally: Tally) -> float:
        """Bound what the roundings of partial sums and underflow may add."""
        sizes = [
            abs(float(value)) * np.log(max(2, len(self.law(mask)[0])))
            for mask, value in tally.entropies.items()
        ]
        sizes += [tally.worth * abs(float(t.weight)) * float(np.abs(t.values).max()) for t in tally.tables]
        whole = sum(sizes) + tally.worth * abs(float(tally.constant))
        return float(gamma(len(sizes) + 4) * whole) + _NEGLIGIBLE

    def _table(self, table: Table) -> tuple[Vector, float, Vector]:
        law, relative, marginal = self.law(table.mask)
        values = table.values.transpose([table.axes.index(axis) for axis in sorted(table.axes)])
        return law, relative, values.ravel() if marginal is None else values[tuple(marginal.labels.T)]

    def majorant(self, tally: Tally) -> Affine:
        """Return the affine bound on a functional that touches it at these kernels, which are positive."""
        constant, constant_error = _constant(tally)
        cells, errors = np.zeros(self.tensors.width), np.zeros(self.tensors.width)
        for mask, coefficient in tally.entropies.items():
            law, relative, marginal = self.law(mask)
            weight = float(coefficient)
            if marginal is None:
                used = law[law > 0.0]
                logs = np.log(used)
                constant -= weight * float(used @ logs)
                size = float(used @ np.abs(logs))
                constant_error += abs(weight) * (
                    relative * (size + 2.0) + (_LOG + gamma(len(used) + 6)) * size
                )
                continue
            with np.errstate(divide="ignore"):
                logs = np.log(law)[marginal.states]
            sizes = self._spread(marginal, marginal.weights * np.abs(logs))
            cells -= weight * self._spread(marginal, marginal.weights * logs)
            ends = gamma(marginal.operations + 8) + _LOG
            errors += abs(weight) * (ends * sizes + 1.01 * relative)
        for table in tally.tables:
            law, relative, values = self._table(table)
            scale, marginal = tally.worth * float(table.weight), self.law(table.mask)[2]
            if marginal is None:
                constant += scale * float(law @ values)
                constant_error += abs(scale) * float(law @ np.abs(values)) * (relative + gamma(len(law) + 8))
                continue
            terms = marginal.weights * values[marginal.states]
            cells += scale * self._spread(marginal, terms)
            sizes = abs(scale) * self._spread(marginal, np.abs(terms))
            errors += sizes * gamma(marginal.operations + 8)
        rough = self._rough(tally)
        count = gamma(4 + len(tally.entropies) + len(tally.tables))
        return Affine(
            constant,
            SLACK * (constant_error + count * abs(constant)) + rough,
            cells,
            SLACK * (errors + count * (np.abs(cells) + errors)) + rough,
        )

    def _spread(self, marginal: Marginal, terms: Vector) -> Vector:
        return np.bincount(marginal.cells, weights=terms, minlength=self.tensors.width).astype(np.float64)

    def residuals(self, prescribed: Prescribed) -> tuple[Vector, Vector]:
        """Return the law of prescribed variables minus what is prescribed, and bounds on the errors."""
        law, relative, marginal = self.law_of(prescribed)
        target = _target(prescribed, marginal)
        error = (
            relative * law + gamma(prescribed.law.size + 4) * target + 3.0 * UNIT_ROUNDOFF * (law + target)
        )
        return law - target, SLACK * error + _NEGLIGIBLE

    def law_of(self, prescribed: Prescribed) -> tuple[Vector, float, Marginal]:
        """Return the law that the kernels give to prescribed variables, with its error and its map."""
        marginal = self.tensors.marginal(prescribed.mask)
        masses, roundings = self.masses()
        law = np.bincount(
            marginal.states,
            weights=marginal.weights * masses[marginal.cells],
            minlength=len(marginal.labels),
        ).astype(np.float64)
        return law, gamma(roundings + marginal.operations + 2), marginal

    def pull(self, prescribed: Prescribed, multipliers: Vector) -> Affine:
        """Return the multipliers times prescribed minus actual law, an affine function that is 0."""
        marginal = self.tensors.marginal(prescribed.mask)
        target = _target(prescribed, marginal)
        cells = -self._spread(marginal, marginal.weights * multipliers[marginal.states])
        size = self._spread(marginal, marginal.weights * np.abs(multipliers)[marginal.states])
        ends = gamma(marginal.operations + 4)
        return Affine(
            float(target @ multipliers),
            SLACK * gamma(prescribed.law.size + len(target) + 6) * float(target @ np.abs(multipliers))
            + _NEGLIGIBLE,
            cells,
            SLACK * ends * size + _NEGLIGIBLE,
        )

    def highest(self, affine: Affine, allowed: Mask, headroom: float = 1.0) -> float:
        """Return a certain upper end of an affine function over all kernels on the allowed cells."""
        total, error, sizes = affine.constant, affine.constant_error, abs(affine.constant)
        ceiling = np.where(allowed, affine.cells + headroom * affine.cell_errors, -np.inf)
        relative, rows = gamma(self.tensors.operations), 2
        for block in self.tensors.blocks:
            count = block.shape[0] * block.shape[1]
            best = ceiling[block.offset : block.offset + count].reshape(block.shape).max(axis=1)[block.occurs]
            weights = block.contexts[block.occurs]
            total += float(weights @ best)
            sizes += float(weights @ np.abs(best))
            rows += len(best)
        error += (relative + gamma(rows + 8)) * sizes
        end = total + headroom * SLACK * error
        return nextafter(end, inf) if end < inf else inf


def _constant(tally: Tally) -> tuple[float, float]:
    value = tally.worth * float(tally.constant)
    return value, 4.0 * UNIT_ROUNDOFF * abs(value)


def _target(prescribed: Prescribed, marginal: Marginal) -> Vector:
    law = prescribed.law.transpose([prescribed.axes.index(axis) for axis in marginal.axes])
    values: Vector = (law / prescribed.law.sum())[tuple(marginal.labels.T)]
    return values
