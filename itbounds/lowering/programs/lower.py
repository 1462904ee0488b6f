"""From a program with its proofs of concavity to a numeric form."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Mask, Vector
from itbounds.forms.entropy_program import ConcaveFunction, ConditionalEntropy, EntropyProgramForm, LinearMap
from itbounds.forms.linear import Integers
from itbounds.lowering.programs.concavity import ConcavityProof, Share
from itbounds.lowering.programs.entropy_limits import require_possible
from itbounds.lowering.programs.instance import Tally
from itbounds.lowering.programs.presolve import allowed_cells
from itbounds.lowering.programs.tensors import Marginal, Tensors

__all__ = ["Lowering", "lower"]


@dataclass(frozen=True, eq=False)
class Lowering:
    """A form, and which cells of the free kernels its variables are.

    Parameters
    ----------
    form : EntropyProgramForm
    tensors : Tensors
    allowed : array of bool
        Over the cells of all blocks.
    linear_limits : tuple of (int, int)
        The limits that became rows: their number, and the row; negative rows -1 - k are equalities.
    concave_limits : tuple of int
        The limits that became concave functions.
    prescribed_states : tuple of (int, array)
        For each prescribed law its number of states, and those that are rows of the form.
    """

    form: EntropyProgramForm
    tensors: Tensors
    allowed: Mask
    linear_limits: tuple[tuple[int, int], ...]
    concave_limits: tuple[int, ...]
    prescribed_states: tuple[tuple[int, Integers], ...]


def lower(tensors: Tensors, proofs: tuple[ConcavityProof, ...]) -> Lowering:
    """Build the form of an instance whose objective and limits have these proofs.

    Raises
    ------
    InfeasibleError
        If the prescribed laws contradict the model, or a limit the sizes of alphabets.
    """
    instance = tensors.instance
    require_possible(instance)
    builder = _Builder(tensors, allowed_cells(tensors))
    objective = builder.function(instance.objective, proofs[0])
    below: list[tuple[Vector, float]] = []
    equal: list[tuple[Vector, float]] = []
    limits: list[ConcaveFunction] = []
    rows: list[tuple[int, int]] = []
    curved: list[int] = []
    for number, (limit, proof) in enumerate(zip(instance.limits, proofs[1:], strict=True)):
        function = builder.function(limit.tally, proof)
        if limit.sense == "eq":
            rows.append((number, -1 - len(equal)))
            equal.append((-function.linear, function.constant))
        elif not function.terms:
            rows.append((number, len(below)))
            below.append((-function.linear, function.constant))
        else:
            curved.append(number)
            limits.append(function)
    equalities, right = _stacked(equal, builder.width)
    states: list[tuple[int, Integers]] = []
    for prescribed in instance.prescribed:
        marginal = builder.marginal(prescribed.mask)
        full = tensors.marginal(prescribed.mask)
        order = [prescribed.axes.index(axis) for axis in marginal.axes]
        law = prescribed.law.transpose(order) / prescribed.law.sum()
        equalities = equalities.above(builder.matrix(marginal))
        right = np.concatenate((right, law[tuple(marginal.labels.T)]))
        kept = np.unique(full.states[builder.allowed[full.cells]])
        states.append((len(full.labels), kept))
    inequalities, ceiling = _stacked(below, builder.width)
    form = EntropyProgramForm(
        builder.row,
        builder.totals,
        objective,
        equalities,
        right,
        inequalities,
        ceiling,
        tuple(limits),
    )
    return Lowering(form, tensors, builder.allowed, tuple(rows), tuple(curved), tuple(states))


def _stacked(rows: list[tuple[Vector, float]], width: int) -> tuple[LinearMap, Vector]:
    matrix = np.array([row for row, _ in rows]).reshape(len(rows), width)
    return LinearMap.of(matrix), np.array([level for _, level in rows], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class _Builder:
    tensors: Tensors
    allowed: Mask

    @property
    def width(self) -> int:
        return int(np.count_nonzero(self.allowed))

    @property
    def row(self) -> Integers:
        return self._rows()[0]

    @property
    def totals(self) -> Vector:
        return self._rows()[1]

    def _rows(self) -> tuple[Integers, Vector]:
        """Number the contexts that occur, and return the row of each allowed cell and all totals."""
        rows, totals, count = [], [], 0
        for block in self.tensors.blocks:
            number = np.cumsum(block.occurs) - 1 + count
            rows.append(np.repeat(number, block.shape[1]))
            totals.append(block.contexts[block.occurs])
            count += int(np.count_nonzero(block.occurs))
        return np.concatenate(rows)[self.allowed], np.concatenate(totals)

    def marginal(self, mask: int) -> Marginal:
        """Return a marginal with the entries of allowed cells only, states renumbered."""
        full = self.tensors.marginal(mask)
        kept = self.allowed[full.cells]
        found, states = np.unique(full.states[kept], return_inverse=True)
        number = np.cumsum(self.allowed) - 1
        return Marginal(
            full.axes,
            states,
            number[full.cells[kept]],
            full.weights[kept],
            full.labels[found],
            full.operations,
        )

    def matrix(self, marginal: Marginal) -> LinearMap:
        """Return a marginal as a matrix."""
        return LinearMap(marginal.states, marginal.cells, marginal.weights, len(marginal.labels), self.width)

    def function(self, tally: Tally, proof: ConcavityProof) -> ConcaveFunction:
        """Return a functional as a concave function of the cells."""
        terms, linear, constant = [], np.zeros(self.width), tally.worth * float(tally.constant)
        graph = self.tensors.instance.graph
        for share in proof.shares:
            weight = float(share.weight)
            term = self._term(share, abs(weight))
            if share.affine:
                centre = np.bincount(self.row, minlength=len(self.totals))
                gradient = term.gradient((self.totals / centre)[self.row])
                linear += np.sign(weight) * gradient
            else:
                terms.append(term)
            if graph.node(share.given) == 0 and not self._is_prescribed(share.given):
                constant += weight * self._entropy(share.given)
        for mask, value in tally.entropies.items():
            if graph.node(mask) == 0:
                constant += float(value) * self._entropy(mask)
        for table in tally.tables:
            scale = tally.worth * float(table.weight)
            if self.tensors.instance.model.free_above(table.mask):
                linear += scale * self.expectation(table.axes, table.values)
            else:
                law, _ = self.tensors.constant_law(table.mask)
                order = [table.axes.index(axis) for axis in sorted(table.axes)]
                constant += scale * float((law * table.values.transpose(order)).sum())
        return ConcaveFunction(tuple(terms), linear, constant)

    def _term(self, share: Share, weight: float) -> ConditionalEntropy:
        marginal = self.marginal(share.given | 1 << share.variable)
        columns = [k for k, axis in enumerate(marginal.axes) if axis != share.variable]
        given = np.zeros(len(marginal.labels), dtype=np.int64)
        if columns and not self._is_prescribed(share.given):
            sizes = [self.tensors.instance.sizes[marginal.axes[k]] for k in columns]
            codes = np.ravel_multi_index(tuple(marginal.labels[:, k] for k in columns), tuple(sizes))
            _, given = np.unique(codes, return_inverse=True)
        return ConditionalEntropy(weight, self.matrix(marginal), given)

    def _is_prescribed(self, mask: int) -> bool:
        """Whether a law is constant only because it is prescribed; its entropy is then taken as a number."""
        graph = self.tensors.instance.graph
        return graph.node(mask) == 0 and graph.model.free_above(mask) > 0

    def expectation(self, axes: tuple[int, ...], values: Vector) -> Vector:
        """Return the mean of a table given each cell."""
        marginal = self.marginal(sum(1 << axis for axis in axes))
        order = [axes.index(axis) for axis in marginal.axes]
        return self.matrix(marginal).back(values.transpose(order)[tuple(marginal.labels.T)])

    def _entropy(self, mask: int) -> float:
        if mask == 0:
            return 0.0
        law = np.asarray(self.tensors.constant_law(mask)[0], dtype=np.float64).ravel()
        used = law[law > 0.0]
        return -float(used @ np.log(used))
