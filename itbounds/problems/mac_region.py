"""How much two senders can send together: the capacity region of a multiple-access channel."""

from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import Array, ArrayLike, Vector
from itbounds.errors import ShapeError
from itbounds.kernels import Kernel, Space, as_kernel
from itbounds.numerics.coercion import coerce
from itbounds.numerics.mac_search import search_inputs
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.rate_region import RateRegion, sandwiched
from itbounds.results import Provenance
from itbounds.results.mac_certificate import MacCertificate
from itbounds.units import BITS, Unit, as_unit

__all__ = ["mac_region"]


def mac_region(
    W: ArrayLike,
    *,
    tol: float = 1e-3,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int | None = 0,
) -> RateRegion:
    r"""Return the capacity region of a multiple-access channel, enclosed from within and from without.

    The convex hull of the pentagons, over all laws :math:`p_1 p_2` of independent inputs (Ahlswede, 1971;
    Liao, 1972),

    .. math:: R_1 \le I(X_1; Y | X_2), \qquad R_2 \le I(X_2; Y | X_1), \qquad R_1 + R_2 \le I(X_1 X_2; Y) .

    A weighted sum of rates is concave in the law of each input, and not in both. Its points are found by
    letting the users reply to each other, from several starts, and they are attained. The bound is proved:

    - if one of the users has two letters, by covering the laws on them by intervals: it meets the points;
    - otherwise it allows the inputs to depend on each other, as with feedback or a cut around both: then
      there may be a gap, which is the price of the proof and says nothing against the points.

    Parameters
    ----------
    W : array-like of shape (m1, m2, n), or Kernel from two inputs
        ``W[x1, x2, y]``.
    tol : float
        How near bound and attained points are to be, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    rng : Generator or int, optional
        For the starts.

    Returns
    -------
    RateRegion
        With ``vertices`` (attained), ``outer_vertices`` (proved) and ``support(weights)``.

    Raises
    ------
    ShapeError
        If there are not two inputs and one output.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    Two independent channels leave a rectangle:

    >>> import numpy as np
    >>> import itbounds as ib
    >>> first, second = ib.zoo.bsc(0.11).matrix, ib.zoo.bsc(0.2).matrix
    >>> both = np.einsum("ay,bz->abyz", first, second).reshape(2, 2, 4)
    >>> ib.mac_region(both).vertices.round(4)
    array([[0.    , 0.    ],
           [0.5001, 0.    ],
           [0.5001, 0.2781],
           [0.    , 0.2781]])
    """
    start = perf_counter()
    chosen = as_unit(unit)
    channel, space = _as_mac(W)
    aim = chosen.to_nats(as_tolerance(tol))
    seed = int(np.random.default_rng(rng).integers(2**31))

    def ask(weights: Vector, nats: float) -> MacCertificate:
        points = search_inputs(channel, weights, 0.9 * nats, np.random.default_rng(seed))
        draft = MacCertificate(
            lower=0.0,
            upper=inf,
            weights=weights,
            channel=channel,
            first=points.first,
            second=points.second,
            nodes=points.outputs.nodes,
            axis=points.outputs.axis,
            laws=points.outputs.laws,
            conditional=points.outputs.conditional,
        )
        return draft.stated()

    proofs = sandwiched(ask, aim)
    closing = 2 in channel.shape[:2] or 1 in channel.shape[:2]
    notes = () if closing else ("the bound allows dependent inputs: no user has only two letters",)
    provenance = Provenance.here(
        "best replies and interval bounds", len(proofs), perf_counter() - start, aim, notes
    )
    return RateRegion("multiple-access region", proofs, ask, space, closing, provenance, chosen)


def _as_mac(W: ArrayLike) -> tuple[Array, Space]:
    """Return W[x1, x2, y] without outputs that never occur, and the space of the two inputs."""
    if isinstance(W, Kernel):
        kernel, shape = W, W.dom.shape
    else:
        array = np.asarray(coerce(W, "channel").array)
        if array.ndim != 3 or 0 in array.shape:
            raise ShapeError(
                f"the channel has shape {array.shape}; W[x1, x2, y] with three axes is expected",
                value=array.shape,
            )
        kernel, shape = as_kernel(array.reshape(-1, array.shape[2])), array.shape[:2]
    if len(shape) != 2:
        raise ShapeError(f"the channel has {len(shape)} inputs, not two", value=shape)
    matrix = kernel.matrix[:, kernel.matrix.any(axis=0)]
    space = kernel.dom if isinstance(W, Kernel) else Space.of(shape[0], "X1") @ Space.of(shape[1], "X2")
    return np.ascontiguousarray(matrix).reshape(*shape, -1), space
