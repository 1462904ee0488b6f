"""What two sources tell of a target: in common, each alone, and only together."""

from dataclasses import replace
from typing import Any

from itbounds._typing import ArrayLike
from itbounds.errors import SolveError
from itbounds.forms import Status
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.pairs import as_joint_law
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Result
from itbounds.results.decomposition_certificate import DecompositionCertificate, least_information
from itbounds.results.partial_information import PartialInformation
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["pid"]

# The solver aims below the tolerance, since the entropies that are added have rounding errors too.
_SHARE = 0.8
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
    model, objective, pairs = least_information(joint)
    program = Program(minimize=objective, model=model, subject_to=pairs)
    least = program.solve(solver, tol=_SHARE * aim, unit="nat")
    if not isinstance(least.certificate, ProgramCertificate):
        raise SolveError("the solver gave no certificate", hint="solver=None")

    def part(name: str, quantity: str, latex: str, proof: ProgramCertificate) -> Result[Any]:
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

    return PartialInformation(*(part(*names, least.certificate) for names in _NAMES))
