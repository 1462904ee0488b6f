"""How much two variables must be told so that nothing binds them: the common information of Wyner."""

from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.forms import Status
from itbounds.kernels import Kernel, Space
from itbounds.numerics.scalars import as_tolerance
from itbounds.numerics.wyner_search import search_products
from itbounds.problems.bottleneck import support
from itbounds.problems.pairs import as_pair
from itbounds.results import Provenance, Result
from itbounds.results.proved import proved
from itbounds.results.wyner_certificate import LEAST_FACTOR, MOST_POTENTIAL, WynerCertificate
from itbounds.units import BITS, Unit, as_unit

__all__ = ["wyner_common_information"]


def wyner_common_information(
    joint: ArrayLike,
    *,
    tol: float = 1e-5,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int | None = 0,
) -> Result[Kernel]:
    r"""Return the common information of Wyner as an interval that contains it.

    .. math:: C(X; Y) = \min_{X - U - Y} I(X Y; U)

    (Wyner, 1975). The upper end is attained by a variable U that makes X and Y independent exactly: a mixture
    of products under the joint law, and a letter of its own for what is left of each pair. Which products
    there should be is a linear program with a column for each; the lower end comes from its multipliers and a
    bound on all products, by cells of the simplex of the smaller alphabet. For small alphabets the ends meet;
    otherwise :math:`C \ge I(X; Y)` may be all that is proved, and the upper end is only attained.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        ``joint[x, y]``.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    rng : Generator or int, optional
        For starts.

    Returns
    -------
    Result
        ``witness`` is the conditional law of U given the pairs of positive probability. The status says
        OPTIMAL if the ends meet, and ATTAINED if not.

    Raises
    ------
    ItboundsError
        If the joint law is none.

    Examples
    --------
    A fair bit and what a binary symmetric channel makes of it:

    >>> import itbounds as ib
    >>> result = ib.wyner_common_information([[0.45, 0.05], [0.05, 0.45]])
    >>> print(f"{result.lower:.4f} <= C(X;Y) <= {result.upper:.4f} {result.unit}")
    0.8728 <= C(X;Y) <= 0.8728 bit
    """
    start = perf_counter()
    chosen = as_unit(unit)
    law = as_pair(joint)
    aim = chosen.to_nats(as_tolerance(tol))
    rows, columns = support(law.tensor)
    table = law.tensor[np.ix_(rows, columns)]
    turned = len(table) > len(table.T)
    points = search_products(table.T if turned else table, aim, np.random.default_rng(rng))
    # What is hardly there would make products vanish; its mass goes to the rest.
    shares, first, second = (
        np.where(part < LEAST_FACTOR, 0.0, part) for part in (points.shares, points.first, points.second)
    )
    certificate = WynerCertificate(
        lower=0.0,
        upper=inf,
        joint=np.ascontiguousarray(table.T if turned else table),
        shares=shares,
        first=first,
        second=second,
        potentials=np.clip(points.potentials, -MOST_POTENTIAL, MOST_POTENTIAL),
        splits=tuple(points.splits),
    ).stated()
    attained = certificate.attained
    pairs = [f"{x}{y}" for x, y in np.argwhere(certificate.joint > 0.0).tolist()]
    notes = ("the pairs of the witness are named (y, x)",) if turned else ()
    return proved(
        certificate,
        "C(X;Y)",
        provenance=Provenance.here(
            "column generation and cells", len(points.splits), perf_counter() - start, aim, notes
        ),
        unit=chosen,
        witness=Kernel(Space.of(pairs, "XY"), Space.of(attained.shape[1], "U"), attained),
        unclosed=Status.ATTAINED,
    )
