"""Cells that linear constraints force to zero: without a point inside, no interior point method works."""

from dataclasses import dataclass, replace

import numpy as np

from itbounds._typing import Mask, Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.entropy_program import ConcaveFunction, ConditionalEntropy, EntropyProgramForm, LinearMap
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.solvers.entropy_program.linear import LinearProgram
from itbounds.solvers.linear.highs import Highs

__all__ = ["Face", "embedded", "restricted", "smallest_face"]

_PRECISE = 1e-9


@dataclass(frozen=True, eq=False)
class Face:
    """The smallest face of the cone of nonnegative points that holds all points of the linear constraints.

    Parameters
    ----------
    cells : array of bool
        Which cells are positive at some point.
    loose : array of bool
        Which inequalities are strict at some point.
    point : array
        A point where all of these are.
    """

    cells: Mask
    loose: Mask
    point: Vector

    @property
    def is_whole(self) -> bool:
        """Whether there is a point inside of everything."""
        return bool(self.cells.all() and self.loose.all())


def smallest_face(form: EntropyProgramForm) -> Face | None:
    r"""Return which cells and slacks may be positive, ``None`` if no point meets the linear constraints.

    One linear program in a point :math:`\hat q = \sigma q` on the cone over the feasible set and its slacks:
    :math:`\max \sum_j z_j` with :math:`z \le 1`, :math:`z \le (\hat q, \hat s)` and :math:`\sigma \ge 1`.
    """
    cells, slacks = len(form.row), form.inequalities.height
    width = cells + slacks
    # In shares of their rows, since a row of tiny total would be lost in the tolerance.
    rows = LinearMap(form.row, np.arange(cells), np.ones(cells), len(form.totals), cells)
    matrix = rows.above(_scaled(form.equalities, form)).above(_scaled(form.inequalities, form))
    height = matrix.height
    each, ones = np.arange(width), np.ones(width)
    # In the columns: cells, slacks, the z of both, and the scale.
    row = np.concatenate((
        matrix.rows, np.arange(height - slacks, height), np.arange(height), each + height, each + height,
    ))  # fmt: skip
    column = np.concatenate((
        matrix.columns, np.arange(cells, width), np.full(height, 2 * width), each, each + width,
    ))  # fmt: skip
    level = -np.concatenate((np.ones(len(form.totals)), form.right, form.ceiling))
    value = np.concatenate((matrix.values, np.ones(slacks), level, ones, -ones))
    order = np.lexsort((column, row))
    lower, upper = np.zeros(2 * width + 1), np.full(2 * width + 1, np.inf)
    lower[-1], upper[width : 2 * width] = 1.0, 1.0
    cost = np.zeros(2 * width + 1)
    cost[width : 2 * width] = -1.0
    shape = (height + width, 2 * width + 1)
    entries = SparseRows.of(row[order], column[order], value[order], shape)
    linear = LinearForm(cost, entries, np.zeros(height + width), height, lower, upper)
    found = Highs().solve(linear, _PRECISE)
    if found.status is Status.INFEASIBLE:
        return None
    if found.primal is None:
        return Face(np.ones(cells, dtype=bool), np.ones(slacks, dtype=bool), np.ones(cells))
    positive = found.primal[width : 2 * width] > 0.5
    shares = found.primal[:cells] / found.primal[-1]
    return Face(positive[:cells], positive[cells:], shares * form.totals[form.row])


def _scaled(matrix: LinearMap, form: EntropyProgramForm) -> LinearMap:
    return replace(matrix, values=matrix.values * form.totals[form.row][matrix.columns])


def restricted(form: EntropyProgramForm, face: Face) -> EntropyProgramForm:
    """Return the form on a face: without the cells that are zero, and the inequalities that are equations."""
    kept = face.cells
    number = np.cumsum(kept) - 1

    def columns(matrix: LinearMap) -> LinearMap:
        used = kept[matrix.columns]
        return LinearMap(
            matrix.rows[used],
            number[matrix.columns[used]],
            matrix.values[used],
            matrix.height,
            int(np.count_nonzero(kept)),
        )

    def term(entropy: ConditionalEntropy) -> ConditionalEntropy:
        joint = columns(entropy.joint)
        states, rows = np.unique(joint.rows, return_inverse=True)
        _, given = np.unique(entropy.given[states], return_inverse=True)
        return ConditionalEntropy(entropy.weight, replace(joint, rows=rows, height=len(states)), given)

    def function(whole: ConcaveFunction) -> ConcaveFunction:
        return ConcaveFunction(tuple(map(term, whole.terms)), whole.linear[kept], whole.constant)

    return EntropyProgramForm(
        form.row[kept],
        form.totals,
        function(form.objective),
        columns(form.equalities),
        form.right,
        _rows(columns(form.inequalities), face.loose),
        form.ceiling[face.loose],
        tuple(map(function, form.limits)),
    )


def _rows(matrix: LinearMap, kept: Mask) -> LinearMap:
    used, number = kept[matrix.rows], np.cumsum(kept) - 1
    return LinearMap(
        number[matrix.rows[used]],
        matrix.columns[used],
        matrix.values[used],
        int(np.count_nonzero(kept)),
        matrix.width,
    )


def embedded(form: EntropyProgramForm, face: Face, found: RawSolution) -> RawSolution:
    """Return points of the whole form from those on a face.

    The multipliers that show that the other cells are zero, from a linear program, are added so many times
    that these cells are never worth more than the kept ones.
    """
    kept = face.cells
    width, inner = len(kept), int(np.count_nonzero(kept))
    point = np.zeros(width)
    if found.primal is not None:
        point[kept] = found.primal
    if found.dual is None:
        return replace(found, primal=point)
    equal, below = len(form.right), len(form.ceiling)
    reference, prices = np.zeros(width), np.zeros(below)
    reference[kept] = found.dual[:inner]
    rest = found.dual[inner:]
    prices[face.loose] = rest[equal : equal + int(np.count_nonzero(face.loose))]
    curved = rest[len(rest) - len(form.limits) :]
    multipliers = np.concatenate((rest[:equal], prices, curved))
    away = replace(form, objective=ConcaveFunction((), (~kept).astype(np.float64)), limits=())
    shown = LinearProgram().solve(away, 1e-10)
    if shown.dual is not None:
        terms = sum(term.weight for part in (form.objective, *form.limits) for term in part.terms)
        spread = float(np.abs(form.objective.linear).max(initial=0.0)) + float(np.abs(prices).sum())
        times = 100.0 * (terms * (1.0 + float(np.abs(curved).sum())) + spread + 1.0)
        multipliers[: equal + below] += times * shown.dual[width:]
    return replace(found, primal=point, dual=np.concatenate((reference, multipliers)))
