"""What two sources tell of a target: in common, each alone, and only together."""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Mask
from itbounds.errors import ConvergenceWarning, InfeasibleError, SolveError
from itbounds.forms import Status
from itbounds.kernels import Distribution, Space
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.pairs import as_joint_law
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Result
from itbounds.results.decomposition_certificate import DecompositionCertificate, least_information, pair_sums
from itbounds.results.partial_information import PartialInformation
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["pid"]

# The solver aims below the tolerance, since the entropies that are added have rounding errors too.
_SHARE = 0.8
# Shares below which pairs are kept from the solver, one after the other, until the gap is closed.
_FLOORS = (1e-11, 1e-9, 1e-8, 1e-7, 1e-6)
_LIFT = 1e-3
_LITTLE = 1e-9
_SMALLEST = 1e-58
_STEEPEST = 50.0
_NAMES = (
    ("redundant", "SI(Y; X1, X2)", r"\mathit{SI}(Y; X_1, X_2)"),
    ("unique1", "UI(Y; X1 \\ X2)", r"\mathit{UI}(Y; X_1 \setminus X_2)"),
    ("unique2", "UI(Y; X2 \\ X1)", r"\mathit{UI}(Y; X_2 \setminus X_1)"),
    ("synergistic", "CI(Y; X1, X2)", r"\mathit{CI}(Y; X_1, X_2)"),
)


def pid(
    p: ArrayLike, *, tol: float = 1e-8, unit: Unit | str = BITS, solver: Solver[Any] | str | None = None
) -> PartialInformation:
    r"""Return the partial information decomposition of two sources and a target, as four intervals.

    With :math:`\Delta_p` the laws that have the pairs :math:`(X_1, Y)` and :math:`(X_2, Y)` of :math:`p`, let

    .. math:: M = \min_{q \in \Delta_p} I_q(X_1 X_2; Y).

    The parts are the redundant :math:`I(X_1;Y) + I(X_2;Y) - M`, the unique :math:`M - I(X_2;Y)` and
    :math:`M - I(X_1;Y)`, and the synergistic :math:`I(X_1 X_2;Y) - M`: by the chain rule
    :math:`\min_q I_q(X_1;Y|X_2)` is :math:`M - I(X_2;Y)`, so that one minimum serves all (Bertschinger, Rauh,
    Olbrich, Jost and Ay, *Entropy* 16 (2014)). Given the law of :math:`Y`, the information is
    convex in :math:`q`. A law of the feasible set proves one end of :math:`M`, an affine bound the other, and
    the informations of :math:`p` are added with their rounding errors.

    Parameters
    ----------
    p : array-like or Distribution of shape (m, n, k)
        The law ``p[x1, x2, y]``.
    tol : float
        The width of each interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the results.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    PartialInformation
        ``redundant``, ``unique1``, ``unique2`` and ``synergistic``, each a `Result` whose certificate
        verifies by itself; the witness of all is the law that attains :math:`M`. The pairs are the sums of
        the given doubles, rounded once.

    Raises
    ------
    ShapeError
        If the law has not three axes.
    ItboundsError
        If it is no law.

    Examples
    --------
    An AND gate with fair inputs tells half a bit only to those who see both inputs:

    >>> import itbounds as ib
    >>> parts = ib.pid([[[0.25, 0], [0.25, 0]], [[0.25, 0], [0, 0.25]]])
    >>> [round(part.value, 6) for part in parts]
    [0.311278, 0.0, 0.0, 0.5]
    >>> 0.5 in parts.synergistic.verify("ball")
    True
    """
    joint = as_joint_law(p, 3).tensor
    aim, chosen = as_unit(unit).to_nats(as_tolerance(tol)), as_unit(unit)
    least, proof = _least(joint, tol=_SHARE * aim, solver=solver)

    def part(name: str, quantity: str, latex: str) -> Result[Any]:
        certificate = DecompositionCertificate.of(joint, name, proof)
        closed = certificate.upper - certificate.lower <= aim
        return replace(
            least,
            quantity=quantity,
            latex=latex,
            lower_nats=certificate.lower,
            upper_nats=certificate.upper,
            status=Status.OPTIMAL if closed else Status.GAP_OPEN,
            certificate=certificate,
            history=None,
            unit=chosen,
        )

    parts = PartialInformation(*(part(*names) for names in _NAMES))
    widest = max(result.gap for result in parts)
    if any(result.status is Status.GAP_OPEN for result in parts):
        warnings.warn(
            f"the widest part has a gap of {widest:.2g} {chosen}, more than tol; {Status.GAP_OPEN.value}",
            ConvergenceWarning,
            stacklevel=2,
        )
    return parts


def _least(
    joint: Array, *, tol: float, solver: Solver[Any] | str | None
) -> tuple[Result[Any], ProgramCertificate]:
    """Return the least information with its certificate, in nats.

    Pairs that hardly occur are below the tolerance of a solver: where it fails, they are kept from it.
    """
    best: tuple[Result[Any], ProgramCertificate] | None = None
    m, n, k = joint.shape
    space = Space.of(m, "X1") @ Space.of(n, "X2") @ Space.of(k, "Y")
    hidden = -1
    for floor in (0.0, *_FLOORS):
        hardly = _hardly(joint, floor * float(joint.sum()))
        if int(hardly.sum()) == hidden:
            continue
        hidden = int(hardly.sum())
        kept = np.where(hardly, 0.0, joint)
        model, objective, pairs = least_information(kept / kept.sum() if hidden else joint)
        program = Program(minimize=objective, model=model, subject_to=pairs)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # told of the parts, if of any
                found = program.solve(solver, tol=tol, unit="nat")
        except InfeasibleError:  # never true: the law itself is feasible
            continue
        if not isinstance(found.certificate, ProgramCertificate):
            continue
        proof = found.certificate
        if hidden:
            proof = _completed(joint, hardly, proof)
            found = replace(found, witness=Distribution(space, proof.kernels[0][0]))
        if best is None or proof.upper - proof.lower < best[1].upper - best[1].lower:
            best = found, proof
        if proof.upper - proof.lower <= tol:
            break
    if best is None:
        raise SolveError("the solver found no point of the decomposition", hint="solver=None")
    return best


def _hardly(joint: Array, floor: float) -> Mask:
    """Return the cells of positive probability in pairs that have less than some."""
    first, second = pair_sums(joint, 5)[:, None, :], pair_sums(joint, 6)[None, :, :]
    return np.asarray((joint > 0.0) & ((first < floor) | (second < floor)), dtype=np.bool_)


def _completed(joint: Array, hardly: Mask, proof: ProgramCertificate) -> ProgramCertificate:
    """Return the certificate for a law from that for most of it.

    From below the rest stays where it is: then the pairs are as given. From above each pair that was left out
    has the least price at which none of its cells is worth more than others are; where the reference has as
    much as the kernel, the price is paid back by the logarithm.
    """
    rest = np.where(hardly, joint, 0.0) / float(joint.sum())
    share = 1.0 - float(rest.sum())
    tables = pair_sums(joint, 5), pair_sums(joint, 6)
    allowed = (tables[0][:, None, :] > 0.0) & (tables[1][None, :, :] > 0.0)
    kernel = share * proof.kernels[0].reshape(joint.shape) + rest
    old = proof.reference[0].reshape(joint.shape)
    was = np.where(hardly, 0.0, joint)
    inside = (was.sum(axis=1)[:, None, :] > 0.0) & (was.sum(axis=0)[None, :, :] > 0.0)
    spread = np.minimum(tables[0][:, None, :], tables[1][None, :, :]) / sum(joint.shape)
    fresh = np.where(allowed & ~inside, np.maximum(rest, _LIFT * spread), 0.0)
    # Next to cells that the solver knew, no more than what hardly changes their conditional probabilities.
    known = np.where(inside, old, 0.0).sum(axis=2, keepdims=True)
    fresh = np.where(known > 0.0, np.minimum(fresh, _LITTLE * known), fresh)
    reference = np.where(inside, old, np.maximum(fresh, _SMALLEST * allowed))
    # The law of the target is given: its entropy is a number.
    contexts = np.maximum(reference.sum(axis=2, keepdims=True), 1e-300)
    worth = -np.log(np.where(allowed, reference / contexts, 1.0))
    first, second = (own.reshape(table.shape) for own, table in zip(proof.prices, tables, strict=True))
    net = worth - np.where(was.sum(axis=1) > 0.0, first, 0.0)[:, None, :]
    net = net - np.where(was.sum(axis=0) > 0.0, second, 0.0)[None, :, :]
    level = float(net[inside].max())
    over = np.where(allowed & ~inside, net - level, -np.inf)
    lone = was.sum(axis=1) <= 0.0
    prices = (
        np.where(lone, np.maximum(over.max(axis=1), -_STEEPEST), first),
        np.where(
            was.sum(axis=0) <= 0.0,
            np.maximum(np.where(lone[:, None, :] & allowed, 0.0, over).max(axis=0), -_STEEPEST),
            second,
        ),
    )
    instance = DecompositionCertificate(
        lower=0.0, upper=0.0, joint=joint, part="redundant", program=proof
    ).instance()
    return ProgramCertificate.of(
        instance,
        proof.proofs,
        (kernel.reshape(1, -1),),
        reference=(reference.reshape(1, -1),),
        multipliers=proof.multipliers,
        prices=tuple(np.where(np.isfinite(part), part, 0.0).ravel() for part in prices),
        sign=proof.sign,
    )
