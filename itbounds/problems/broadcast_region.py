"""How much can be sent to two receivers at once: the capacity region of a degraded broadcast channel."""

from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError
from itbounds.kernels import as_kernel
from itbounds.numerics.broadcast_search import search_clouds
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.blackwell import blackwell
from itbounds.problems.rate_region import RateRegion, sandwiched
from itbounds.results import Provenance
from itbounds.results.broadcast_certificate import BroadcastCertificate
from itbounds.results.comparison import BlackwellOrder
from itbounds.units import BITS, Unit, as_unit

__all__ = ["broadcast_region"]


def broadcast_region(
    W1: ArrayLike,
    W2: ArrayLike,
    *,
    tol: float = 1e-3,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int | None = 0,
) -> RateRegion:
    r"""Return the capacity region of a degraded broadcast channel, enclosed from within and from without.

    If one receiver hears a garbling of what the other one hears, say the second, the region is that of all

    .. math:: R_2 \le I(U; Y_2), \qquad R_1 \le I(X; Y_1 | U), \qquad U - X - Y_1 - Y_2

    (Bergmans, 1973; Gallager, 1974), and :math:`R_2` may be given away to the first. The clouds
    :math:`P(x | u)` are found by column generation, and attained. For any law q on the second output,

    .. math:: w_1 R_1 + w_2 R_2 \le \max_v \; w_1 I(v, W_1) + w_2 D(v W_2 \| q),

    the maximum of a concave plus a convex function of one input law v, which is enclosed by cells of the
    simplex: both ends meet for small input alphabets. With many letters the cells run out, and the bound is
    no better than :math:`w_1 C_1 + (w_2 - w_1) C_2` may be; it always holds.

    Parameters
    ----------
    W1, W2 : array-like or Kernel of shapes (m, n1) and (m, n2)
        The channels to the two receivers; only they matter, and not how the outputs depend on each other.
    tol : float
        How near bound and attained points are to be, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    rng : Generator or int, optional
        For starts.

    Returns
    -------
    RateRegion
        With ``vertices`` (attained), ``outer_vertices`` (proved) and ``support(weights)``; the witness of a
        support is the joint law of U and X.

    Raises
    ------
    DomainError
        If neither channel is a garbling of the other.
    CompositionError
        If the inputs differ.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> region = ib.broadcast_region(ib.zoo.bsc(0.05), ib.zoo.bsc(0.2))
    >>> result = region.support([1, 2])
    >>> print(f"{result.lower:.5f} <= R1 + 2 R2 <= {result.upper:.5f} {result.unit}")
    0.71360 <= R1 + 2 R2 <= 0.71360 bit
    """
    start = perf_counter()
    chosen = as_unit(unit)
    first, second = as_kernel(W1, name="first channel"), as_kernel(W2, name="second channel")
    aim = chosen.to_nats(as_tolerance(tol))
    comparison = blackwell(W1, W2)
    if comparison.order not in (BlackwellOrder.ABOVE, BlackwellOrder.BELOW, BlackwellOrder.EQUIVALENT):
        raise DomainError(
            f"neither channel is known to be a garbling of the other ({comparison.order.name})",
            value=comparison.order.name,
            hint="only degraded broadcast channels are treated; see itbounds.blackwell for the proof",
        )
    swapped = comparison.order is BlackwellOrder.BELOW
    proof = comparison.backward if swapped else comparison.forward
    strong, weak = (
        kernel.matrix[:, kernel.matrix.any(axis=0)]
        for kernel in ((second, first) if swapped else (first, second))
    )
    notes = tuple[str, ...]()
    if proof.upper_nats > 0.0:
        notes = (f"degraded up to a total variation of {proof.upper_nats:.1g}, which counts as degraded",)
    seed = int(np.random.default_rng(rng).integers(2**31))

    def ask(weights: Vector, nats: float) -> BroadcastCertificate:
        ordered = weights[::-1] if swapped else weights
        points = search_clouds(strong, weak, ordered, nats, np.random.default_rng(seed))
        draft = BroadcastCertificate(
            lower=0.0,
            upper=inf,
            weights=weights,
            strong=strong,
            weak=weak,
            swapped=swapped,
            shares=points.shares,
            clouds=points.clouds,
            strong_law=points.laws[0],
            weak_law=points.laws[1],
            centre=points.centre,
            splits=tuple(points.splits),
        )
        return draft.stated()

    proofs = sandwiched(ask, aim)
    provenance = Provenance.here(
        "column generation and cells", len(proofs), perf_counter() - start, aim, notes
    )
    return RateRegion("degraded broadcast region", proofs, ask, first.dom, True, provenance, chosen)
