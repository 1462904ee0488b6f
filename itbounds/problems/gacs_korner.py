"""How much two variables have in common without doubt: the common information of Gács and Körner."""

from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.kernels import Distribution, Space
from itbounds.kernels.lattice.cells import joint_cells
from itbounds.kernels.lattice.common_part import connected_labels
from itbounds.numerics.scalars import as_tolerance
from itbounds.results import Provenance, Result
from itbounds.results.common_part_certificate import CommonPartCertificate
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["gacs_korner"]


def gacs_korner(joint: ArrayLike, *, tol: float = 1e-9, unit: Unit | str = BITS) -> Result[Distribution]:
    r"""Return the common information of Gács and Körner as an interval that contains it.

    .. math:: C(X; Y) = \max \{ H(f(X)) : f(X) = g(Y) \text{ almost surely} \} \le I(X; Y)

    The maximum is attained by the connected components of the support (Gács and Körner, 1973), as
    `itbounds.common_part` has them; both ends are its entropy, up to rounding.

    Parameters
    ----------
    joint : array-like of shape (m, n)
        The joint law, dense or sparse. Which cells are zero decides.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Returns
    -------
    Result
        ``witness`` is the law of the common part; ``certificate`` has its value at every cell.

    Raises
    ------
    ItboundsError
        If the joint law is none.

    Examples
    --------
    A common bit, and a private one on each side:

    >>> import numpy as np
    >>> from itbounds import gacs_korner
    >>> result = gacs_korner(np.kron(np.eye(2), np.full((2, 2), 1 / 8)))
    >>> print(result)
    C(X;Y) ∈ [0.999999999, 1.000000001] bit
    >>> 1.0 in result.verify("ball")
    True
    """
    start = perf_counter()
    aim = as_unit(unit).to_nats(as_tolerance(tol))
    cells = joint_cells(joint)
    certificate = CommonPartCertificate.of(cells, connected_labels(cells)[0][cells.rows])
    law = certificate.law / float(np.sum(certificate.law))
    return proved(
        certificate,
        "C(X;Y)",
        provenance=Provenance.here("connected components", 0, perf_counter() - start, aim),
        unit=as_unit(unit),
        witness=Distribution(Space.of(len(law)), law),
    )
