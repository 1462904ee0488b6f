"""How far, in a metric of the letters, two variables are from being independent."""

from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix
from itbounds.errors import ShapeError
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.kernels import Kernel, Space
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_tolerance
from itbounds.numerics.validation import as_distortion
from itbounds.problems.definitions.limits import answered, widened
from itbounds.problems.pairs import as_pair
from itbounds.problems.program import Program
from itbounds.results import Provenance, Result
from itbounds.results.dependency_certificate import DependencyCertificate
from itbounds.results.proved import proved
from itbounds.solvers import Solver
from itbounds.solvers.linear.highs import Highs
from itbounds.symbolic import E, free, law
from itbounds.symbolic.variable import rvs
from itbounds.units import PURE

__all__ = ["wasserstein_dependency"]

_NAME, _LATEX = "W(P_XY, P_X P_Y)", r"W_1(P_{XY}, P_X \otimes P_Y)"
# HiGHS's tolerance: the flow is mended, and what this costs is in the upper end.
_EXACT = 1e-10


def wasserstein_dependency(
    joint: ArrayLike,
    d1: ArrayLike,
    d2: ArrayLike,
    *,
    tol: float = 1e-9,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the Wasserstein distance of a joint law from the product of its marginals.

    .. math:: W_1(P_{XY}, P_X \otimes P_Y) = \min_\pi \operatorname{E}_\pi [d_1(X, X') + d_2(Y, Y')]

    over the couplings of the two laws: a linear program (Ozair et al., 2019, call it the Wasserstein
    dependency measure; recalled). It is zero iff the variables are independent, if both are metrics.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The joint law.
    d1, d2 : array-like of shapes (m, m) and (n, n)
        The cost of moving a letter, finite.
    tol : float
        The width of the interval that is aimed for.
    solver : Solver or str, optional
        As of `Program.solve`; the default is that of linear programs.

    Returns
    -------
    Result
        A pure number; ``witness`` is the conditional law of a best coupling, from pairs to pairs. The
        product of the marginals is rounded; the ends are further apart by what this may matter.

    Raises
    ------
    ShapeError
        If a cost does not have the shape of its alphabet.
    ItboundsError
        If the joint law is none.

    Examples
    --------
    Two equal fair bits: a quarter of the mass has to move at each of two wrong cells.

    >>> import itbounds as ib
    >>> hamming = ib.distortions.hamming(2)
    >>> round(ib.wasserstein_dependency([[0.5, 0], [0, 0.5]], hamming, hamming).value, 6)
    0.5
    """
    table: Matrix = as_pair(joint).tensor
    costs = [as_distortion(d, source_size=size) for d, size in zip((d1, d2), table.shape, strict=True)]
    for cost, size in zip(costs, table.shape, strict=True):
        if cost.shape != (size, size) or not np.isfinite(cost).all():
            raise ShapeError(f"a cost has shape {cost.shape}; wanted is a finite ({size}, {size})")
    if solver is None:
        found = _by_coordinates(table, (costs[0], costs[1]), as_tolerance(tol))
        if found is not None:
            return found
    moved: Array = costs[0][:, None, :, None] + costs[1][None, :, None, :]
    product = np.outer(table.sum(axis=1), table.sum(axis=0)).ravel()
    start, end = rvs("A B")
    program = Program(
        minimize=E(moved.reshape(table.size, table.size), start, end, name="d"),
        model={start: table.ravel(), (end | start): free(table.size)},
        subject_to=[law(end).eq(product / product.sum())],
    )
    result = answered(program, _NAME, _LATEX, tol=tol, unit=None, solver=solver)
    # Each mass of the product is off by a relative few roundings; moving all that costs no more than this.
    margin = 8.0 * UNIT_ROUNDOFF * (table.size + 8) * float(moved.max())
    return widened(result, margin, margin, "the rounding of the product law is added to the ends")


def _by_coordinates(joint: Matrix, costs: tuple[Matrix, Matrix], tol: float) -> Result[Kernel] | None:
    """Return the answer of the program that moves x first and then y, if that closes the gap.

    The cost of a pair of moves is the sum of theirs, whatever the order and whatever came before: couplings
    of (x, y) and (x', y') and flows by way of (x', y) pay the same, with (m + n) m n cells in place of their
    square.
    """
    started = perf_counter()
    m, n = joint.shape
    start = joint / joint.sum()
    x, y, a = (part.ravel() for part in np.indices((m, n, m)))
    via, old, b = (part.ravel() for part in np.indices((m, n, n)))
    cells, size = np.arange(len(x) + len(via)), m * n
    first, second = cells[: len(x)], cells[len(x) :]
    rows = np.concatenate((x * n + y, size + a * n + y, size + via * n + old, 2 * size + via * n + b))
    columns = np.concatenate((first, first, second, second))
    values = np.repeat([1.0, 1.0, -1.0, 1.0], [len(x), len(x), len(via), len(via)])
    order = np.lexsort((columns, rows))
    form = LinearForm(
        np.concatenate((costs[0][x, a], costs[1][old, b])),
        SparseRows.of(rows[order], columns[order], values[order], (3 * size, len(cells))),
        np.concatenate(
            (start.ravel(), np.zeros(size), np.outer(start.sum(axis=1), start.sum(axis=0)).ravel())
        ),
        3 * size,
        np.zeros(len(cells)),
        np.full(len(cells), np.inf),
    )
    raw = Highs(method="simplex", presolve=False).solve(form, _EXACT)
    if raw.primal is None or raw.dual is None:
        return None
    across = _conditional(raw.primal[: len(x)].reshape(m, n, m))
    along = _conditional(raw.primal[len(x) :].reshape(m, n, n))
    certificate = DependencyCertificate.of(joint, costs, (across, along), -raw.dual[:size].reshape(m, n))
    if certificate.upper - certificate.lower > tol:
        return None
    dom, cod = Space.of(size, "A"), Space.of(size, "B")
    null = tuple(dom.letters[i] for i in np.flatnonzero(joint.ravel() <= 0.0))
    return proved(
        certificate,
        _NAME,
        _LATEX,
        provenance=Provenance.here("highs", raw.steps, perf_counter() - started, tol),
        unit=PURE,
        witness=Kernel(dom, cod, certificate.coupling, null),
    )


def _conditional(flow: Array) -> Array:
    """Return the laws of a flow given where it comes from; nothing that comes from nowhere matters."""
    flow = np.maximum(flow, 0.0)
    total = flow.sum(axis=2, keepdims=True)
    laws: Array = np.where(total > 0.0, flow, 1.0) / np.where(total > 0.0, total, flow.shape[2])
    return laws
