"""How little must be told to convey so much meaning: Shannon's rate at a given semantic information."""

from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, InfeasibleError, ShapeError
from itbounds.kernels import Kernel, as_distribution_object
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_real, as_tolerance
from itbounds.numerics.validation import as_matrix
from itbounds.problems.definitions.limits import answered, widened
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Result
from itbounds.results.describe import exactly
from itbounds.solvers import Solver
from itbounds.symbolic import E, I, free
from itbounds.symbolic.variable import rvs
from itbounds.units import BITS, Unit, as_unit

__all__ = ["semantic_rate"]

_SHARE = 0.9


def semantic_rate(
    p: ArrayLike,
    truth: ArrayLike,
    G: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the least mutual information at which labels carry so much semantic information.

    .. math:: R(G) = \min_{P(y|x)} I(X; Y) \quad \text{subject to} \quad
              \sum_{x, j} P(x) P(y_j | x) \log \frac{T(\theta_j | x)}{T(\theta_j)} \ge G

    where :math:`T(\theta_j | x)` is how true label j is of x, and :math:`T(\theta_j) = \sum_x P(x)
    T(\theta_j | x)` its logical probability (Lu, *Entropy* 27 (2025), on the G theory). Since P(x) is given,
    the logarithms are a table and R(G) is a rate-distortion function. Always :math:`R(G) \ge G`, with
    equality where the labels are used as their truth functions say.

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The law of x.
    truth : array-like of shape (m, k)
        ``truth[x, label]`` in :math:`[0, 1]`; where it is 0 the label is never given to x.
    G : float
        The semantic information, in `unit`; it may be negative.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `G`, of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is a channel from x to labels. The certificate is of the program with the logarithms as
        doubles; the ends are further apart by what their rounding may matter.

    Raises
    ------
    InfeasibleError
        If no use of the labels carries so much, or a letter has no label that is true of it at all.
    DomainError
        If a truth value lies outside of the unit interval, or a label is true of nothing.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> result = ib.semantic_rate([1/3, 1/3, 1/3], [[1, 0.1], [0.5, 0.5], [0.1, 1]], 0.372228)
    >>> round(result.value, 5)
    0.37367
    """
    law = as_distribution_object(p).probabilities
    told = as_matrix(truth, name="truth table")
    gains = _gains(law, told)
    chosen = as_unit(unit)
    wanted = chosen.to_nats(as_real(G, name="semantic information"))
    allowed = np.isfinite(gains)
    table = np.where(allowed, gains, 0.0)
    # Each logarithm is off by no more: that of a quotient of a double and a sum of len(law) products.
    margin = 4.0 * UNIT_ROUNDOFF * (len(law) + 4) * (1.0 + float(np.abs(table).max()))
    most = float(law @ gains.max(axis=1) / law.sum())
    if wanted > most + margin:
        raise InfeasibleError(
            f"the labels carry at most {chosen.floor(most)!r} {chosen} of semantic information",
            value=G,
            hint="ask for less, or give sharper labels",
        )
    source, label = rvs("X Y")
    limits = [E(table, source, label, name="g") >= min(wanted + margin, most)]
    if not allowed.all():
        limits.append(E(1.0 - allowed, source, label, name="untrue") <= 0)
    program = Program(
        minimize=I(source, label),
        model={source: law, (label | source): free(told.shape[1])},
        subject_to=limits,
        unit="nat",
    )
    name = f"R(G = {exactly(float(G))})"
    aim = _SHARE * chosen.to_nats(as_tolerance(tol))
    result = answered(program, name, name, tol=aim, unit="nat", solver=solver)
    certificate = result.certificate
    price = abs(float(certificate.multipliers[0])) if isinstance(certificate, ProgramCertificate) else np.inf
    reason = "the rounding of the logarithms of the truth table is added to the ends"
    return widened(result, 4.0 * margin * price, 0.0, reason).to(chosen)


def _gains(law: Vector, truth: Matrix) -> Matrix:
    """Return log T(label | x) / T(label) in nats, minus infinity where the label is not true at all."""
    if len(truth) != len(law):
        raise ShapeError(f"the truth table has {len(truth)} rows for {len(law)} letters", value=truth.shape)
    outside = np.argwhere((truth < 0.0) | (truth > 1.0))
    if len(outside):
        where = tuple(map(int, outside[0]))
        raise DomainError(
            f"entry {where} of the truth table is {float(truth[where])!r}; it lies in [0, 1]",
            where=where,
            hint="divide each label's column by its largest entry",
        )
    logical = law @ truth / law.sum()
    barren = np.flatnonzero(logical == 0.0)
    if len(barren):
        label = int(barren[0])
        raise DomainError(f"label {label} is true of no letter that occurs", where=label, hint="drop it")
    mute = np.flatnonzero((truth.max(axis=1) == 0.0) & (law > 0.0))
    if len(mute):
        letter = int(mute[0])
        raise InfeasibleError(f"no label is true of letter {letter} at all", where=letter, hint="add one")
    with np.errstate(divide="ignore"):
        gains: Matrix = np.log(truth) - np.log(logical)
    gains[law == 0.0] = 0.0
    return gains
