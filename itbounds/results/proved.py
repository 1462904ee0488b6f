"""From a proof to a result: the one place where questions that make their own certificates are answered."""

from typing import TypeVar

from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.results.certificate import Certificate
from itbounds.results.provenance import Provenance
from itbounds.results.result import Result
from itbounds.units import Unit

__all__ = ["proved"]

W = TypeVar("W", bound=Kernel)


def proved(
    certificate: Certificate,
    quantity: str,
    latex: str | None = None,
    *,
    provenance: Provenance,
    unit: Unit,
    witness: W | None = None,
    unclosed: Status = Status.GAP_OPEN,
) -> Result[W]:
    """Return the result whose ends a certificate claims.

    Parameters
    ----------
    certificate : Certificate
    quantity, latex : str
        What the number is; as on the board, and for a paper if that is written otherwise.
    provenance : Provenance
        With the tolerance, in nats, within which the gap counts as closed.
    unit : Unit
    witness : Kernel, optional
    unclosed : Status
        The status where the gap is wider: ATTAINED where certificates of the kind cannot close it.
    """
    closed = certificate.lower == certificate.upper or certificate.upper - certificate.lower <= provenance.tol
    return Result(
        quantity=quantity,
        latex=quantity if latex is None else latex,
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if closed else unclosed,
        provenance=provenance,
        witness=witness,
        certificate=certificate,
        unit=unit,
    )
