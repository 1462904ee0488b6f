"""How little must be given away to be useful: the privacy funnel."""

from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import InfeasibleError
from itbounds.forms import Status
from itbounds.kernels import Kernel, Space
from itbounds.numerics.funnel_search import search_funnel, utility_lower
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.bottleneck import letters_of, support
from itbounds.problems.pairs import as_pair
from itbounds.problems.rates import as_rate
from itbounds.results import Provenance, Result
from itbounds.results.describe import exactly
from itbounds.results.funnel_certificate import FunnelCertificate
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["privacy_funnel"]


def privacy_funnel(
    joint: ArrayLike,
    utility: float,
    *,
    tol: float = 1e-5,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int | None = 0,
) -> Result[Kernel]:
    r"""Return the least leakage of a representation that is useful, as an interval that contains it.

    .. math:: \min_{Q(t|x) :\ I(X; T) \ge u} I(T; Y), \qquad T - X - Y

    The representation T is to tell u of the letter X, and as little as it can of the private variable Y
    (Makhdoumi, Salamatian, Fawaz and Médard, 2014). An encoder is a mixture of posteriors, and column
    generation attains the upper end. The multipliers and a bound on all posteriors, by cells of the simplex,
    prove the lower one; so does :math:`u - H(X | Y)`. For X of few letters the ends meet.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        ``joint[x, y]``.
    utility : float
        The utility u, in `unit`; less than H(X).
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `utility`, of `tol` and of the result.
    rng : Generator or int, optional
        For starts.

    Returns
    -------
    Result
        ``witness`` is the encoder on the letters of positive probability. The status says OPTIMAL if the ends
        meet, and ATTAINED if not.

    Raises
    ------
    InfeasibleError
        If no representation has so much utility, not even the letter itself beyond rounding.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    Of three letters two look alike to the private variable, and telling these apart gives nothing away:

    >>> import itbounds as ib
    >>> joint = [[0.2, 0.1], [0.2, 0.1], [0.1, 0.3]]
    >>> result = ib.privacy_funnel(joint, 0.5)
    >>> print(f"{result.lower:.4f} <= I(T;Y) <= {result.upper:.4f} {result.unit}")
    0.0000 <= I(T;Y) <= 0.0000 bit
    """
    start = perf_counter()
    chosen = as_unit(unit)
    law = as_pair(joint)
    # The encoder is at least as useful as the utility rounded up, the bound is that of it rounded down.
    ends, aim = as_rate(utility, chosen, name="utility", finite=True), chosen.to_nats(as_tolerance(tol))
    rows, columns = support(law.tensor)
    table = law.tensor[np.ix_(rows, columns)]
    most = utility_lower(table, np.eye(len(table)), headroom=3.0)
    if ends.ceiling > most:
        raise InfeasibleError(
            f"the utility {utility!r} {chosen} is above the entropy of the letter",
            value=utility,
            hint=f"ask for at most {chosen.floor(most)!r} {chosen}",
        )
    points = search_funnel(table, ends.ceiling, aim, np.random.default_rng(rng))
    certificate = FunnelCertificate(
        lower=0.0,
        upper=inf,
        joint=table,
        utility=ends.budget,
        encoder=points.encoder,
        potentials=points.potentials,
        price=points.price,
        splits=tuple(points.splits),
    ).stated()
    return proved(
        certificate,
        f"min I(T;Y) at I(X;T) ≥ {exactly(utility)}",
        rf"\min_{{I(X;T) \ge {exactly(utility)}}} I(T;Y)",
        provenance=Provenance.here(
            "column generation and cells", len(points.splits), perf_counter() - start, aim
        ),
        unit=chosen,
        witness=Kernel(letters_of(law, rows), Space.of(points.encoder.shape[1], "T"), points.encoder),
        unclosed=Status.ATTAINED,
    )
