"""The way back from the cells of a form to kernels with a certificate."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.errors import DTypeError, InfeasibleError, SolveError
from itbounds.forms import RawSolution, Status
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.lowering.programs.lower import Lowering
from itbounds.lowering.programs.verdict import Analysis
from itbounds.pipeline import Lifted
from itbounds.results import ProgramCertificate

__all__ = ["further", "lifting"]

# A reference law must be positive; so much is far below what any bound notices.
_LEAST = 1e-30


def lifting(
    lowering: Lowering, analysis: Analysis, sign: int, names: tuple[str, str], *, closing: bool = True
) -> Callable[[RawSolution], Lifted[Kernel]]:
    """Return the function that turns points of a lowered program into kernels and a certificate."""
    form, instance = lowering.form, lowering.tensors.instance
    name, latex = names

    def lift(raw: RawSolution) -> Lifted[Kernel]:
        if raw.status is Status.INFEASIBLE:
            raise InfeasibleError(
                f"{name}: the constraints contradict one another", hint="loosen one of them"
            )
        if raw.primal is None and not closing:
            raise SolveError(
                f"{name}: no point is known that meets the further constraints",
                hint="loosen them: they may contradict one another or the model",
            )
        centre = form.normalised(np.ones(len(form.row)))
        point = centre if raw.primal is None else raw.primal
        cells = len(form.row)
        dual = np.zeros(cells + len(form.right) + len(form.ceiling) + len(form.limits))
        dual[:cells] = centre
        if raw.dual is not None and raw.dual.shape == dual.shape and np.isfinite(raw.dual).all():
            dual = raw.dual
        reference, right = form.normalised(np.maximum(dual[:cells], _LEAST)), dual[cells:]
        multipliers, prices = _split(lowering, right)
        certificate = ProgramCertificate.of(
            instance,
            analysis.proofs,
            _kernels(lowering, point),
            reference=_kernels(lowering, reference),
            multipliers=multipliers,
            prices=prices,
            sign=sign,
            tensors=lowering.tensors,
        )
        return Lifted(name, latex, certificate, _witness(lowering, certificate), closing)

    return lift


def _split(lowering: Lowering, right: Vector) -> tuple[Vector, tuple[Vector, ...]]:
    """Return the multiplier of each limit and the prices of each prescribed law, from those of the form."""
    form, instance = lowering.form, lowering.tensors.instance
    equal, below = right[: len(form.right)], right[len(form.right) : len(form.right) + len(form.ceiling)]
    curved = right[len(form.right) + len(form.ceiling) :]
    multipliers = np.zeros(len(instance.limits))
    used = 0
    for number, row in lowering.linear_limits:
        # The form has the equation -g = 0 with the multiplier y of y (0 - (-g)).
        multipliers[number] = equal[-1 - row] if row < 0 else max(0.0, float(below[row]))
        used += row < 0
    for number, price in zip(lowering.concave_limits, curved.tolist(), strict=True):
        multipliers[number] = max(0.0, price)
    prices = []
    for states, kept in lowering.prescribed_states:
        found = np.zeros(states)
        found[kept] = equal[used : used + len(kept)]
        used += len(kept)
        prices.append(found)
    return multipliers, tuple(prices)


def _kernels(lowering: Lowering, point: Vector) -> tuple[Matrix, ...]:
    """Return the free kernels of a point of the form; contexts that do not occur have uniform rows."""
    cells = np.zeros(len(lowering.allowed))
    cells[lowering.allowed] = point
    found = []
    for block in lowering.tensors.blocks:
        rows, letters = block.shape
        part = cells[block.offset : block.offset + rows * letters].reshape(rows, letters).copy()
        part[~block.occurs] = 1.0
        found.append(part / part.sum(axis=1, keepdims=True))
    return tuple(found)


def _witness(lowering: Lowering, certificate: ProgramCertificate) -> Kernel:
    instance = lowering.tensors.instance
    found: Kernel | None = None
    for block, factors, matrix in zip(
        lowering.tensors.blocks, instance.model.blocks, certificate.kernels, strict=True
    ):
        count = len(factors[0].given)
        dom, cod = (_space(lowering, axes) for axes in (block.axes[:count], block.axes[count:]))
        letters = dom.letters
        null = tuple(letters[i] for i in np.flatnonzero(~block.occurs))
        kernel = Kernel(dom, cod, matrix, null) if count else Distribution(cod, matrix[0])
        found = kernel if found is None else found @ kernel
    assert found is not None  # a program has a free kernel
    return found


def _space(lowering: Lowering, axes: tuple[int, ...]) -> Space:
    instance = lowering.tensors.instance
    space = Space.unit()
    for axis in axes:
        space = space @ Space.of(instance.sizes[axis], instance.model.order[axis].name)
    return space


def further(
    lowering: Lowering, extra: Sequence[Callable[..., Iterable[Any]]]
) -> Callable[[Any], Iterable[Any]]:
    """Return what turns the cvxpy variable of a form's cells into a user's further constraints.

    Parameters
    ----------
    lowering : Lowering
    extra : sequence of callables
        Each takes one cvxpy expression for each free kernel.
    """

    def constraints(cells: Any) -> list[Any]:
        import cvxpy as cp
        from scipy.sparse import csr_array

        form, kept = lowering.form, np.flatnonzero(lowering.allowed)
        scale = 1.0 / form.totals[form.row]
        width = len(lowering.allowed)
        spread = csr_array((scale, (kept, np.arange(len(kept)))), shape=(width, len(kept)))
        kernels = []
        for block in lowering.tensors.blocks:
            rows, letters = block.shape
            here = slice(block.offset, block.offset + rows * letters)
            uniform = np.repeat(np.where(block.occurs, 0.0, 1.0 / letters), letters)
            kernels.append(cp.reshape(spread[here] @ cells + uniform, (rows, letters), order="C"))
        found = list[Any]()
        for part in extra:
            told = part(*kernels)
            found += [told] if isinstance(told, cp.Constraint) else told
        wrong = [constraint for constraint in found if not getattr(constraint, "is_dcp", bool)()]
        if wrong:
            hint = "they follow the rules of disciplined convex programming"
            raise DTypeError(f"{wrong[0]} is no convex constraint of cvxpy", value=wrong[0], hint=hint)
        return found

    return constraints
