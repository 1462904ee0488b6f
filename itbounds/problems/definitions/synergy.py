"""What can be said of synergy if the two sources and the target were never seen together."""

from dataclasses import replace
from typing import Any

from itbounds._typing import ArrayLike
from itbounds.errors import ShapeError, SolveError
from itbounds.forms import Status
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.pairs import as_pair
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Result
from itbounds.results.synergy_certificate import SynergyCertificate, least_with_pairs
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["synergy_bounds"]

_SHARE = 0.4


def synergy_bounds(
    first: ArrayLike,
    second: ArrayLike,
    sources: ArrayLike,
    *,
    tol: float = 1e-8,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Any]:
    r"""Return an interval that contains the synergy of every law with three given pairs.

    With the labels of each source and unlabelled pairs of sources, redundant and unique information are known
    exactly (see `pid`), and the synergy is not. Let :math:`M_2` be the least :math:`I(X_1 X_2; Y)`
    over laws with the pairs :math:`(X_1, Y)`, :math:`(X_2, Y)`, and :math:`M_3` that over laws that have
    :math:`(X_1, X_2)` too. Then

    .. math:: M_3 - M_2 \ \le\ S\ \le\ H(X_1 X_2) + H(Y) -
              \max \{ H(X_1 X_2), H(X_1 Y), H(X_2 Y) \} - M_2

    The lower end is the least synergy that there is: the witness attains it. Every other valid lower bound
    from the pairs alone, as by the disagreement of the predictors of the two sources (Liang et al., 2024), is
    below. That the mean squared distance of the predictors less the larger unique information is one, with
    the constant 1, is not true: see the theory page on convex definitions.

    Parameters
    ----------
    first, second : array-like or Distribution of shapes (m, k) and (n, k)
        The laws ``first[x1, y]`` and ``second[x2, y]``.
    sources : array-like or Distribution of shape (m, n)
        The law ``sources[x1, x2]``.
    tol : float
        How exactly the two minima are to be known, together, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is a law with the pairs and the least synergy. Where the ends do not meet the status is
        ATTAINED: both hold for every law, and different laws differ.

    Raises
    ------
    ShapeError
        If the alphabets differ from table to table.
    InfeasibleError
        If no law has these pairs.
    ItboundsError
        If a table is no law.

    Examples
    --------
    Of an AND gate with fair inputs the pairs tell all:

    >>> import itbounds as ib
    >>> pair = [[0.5, 0], [0.25, 0.25]]
    >>> result = ib.synergy_bounds(pair, pair, [[0.25, 0.25], [0.25, 0.25]])
    >>> round(result.lower, 6), round(result.upper, 6)
    (0.5, 0.5)
    """
    one, other = (as_pair(law, name="law of a source and the target").tensor for law in (first, second))
    both = as_pair(sources, name="law of the sources").tensor
    if one.shape[1] != other.shape[1] or both.shape != (len(one), len(other)):
        raise ShapeError(
            f"the pairs have shapes {one.shape}, {other.shape} and {both.shape}",
            hint="first[x1, y], second[x2, y], sources[x1, x2]",
        )
    chosen = as_unit(unit)
    aim = chosen.to_nats(as_tolerance(tol))
    model, objective, pairs = least_with_pairs(one, other, both)
    solved = [
        Program(minimize=objective, model=model, subject_to=pairs[:count]).solve(
            solver, tol=_SHARE * aim, unit="nat"
        )
        for count in (2, 3)
    ]
    proofs = [result.certificate for result in solved]
    if not (isinstance(proofs[0], ProgramCertificate) and isinstance(proofs[1], ProgramCertificate)):
        raise SolveError("the solver gave no certificate", hint="solver=None")
    certificate = SynergyCertificate.of(one, other, both, two=proofs[0], three=proofs[1])
    closed = certificate.upper - certificate.lower <= aim
    return replace(
        solved[1],
        quantity="CI(Y; X1, X2)",
        latex=r"\mathit{CI}(Y; X_1, X_2)",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if closed else Status.ATTAINED,
        certificate=certificate,
        history=None,
        unit=chosen,
    )
