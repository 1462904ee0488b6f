"""The description length of a finite class of functions, given as a matrix of values."""

from math import exp
from time import perf_counter

from itbounds._typing import ArrayLike, Count, Number
from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_count, as_level
from itbounds.numerics.sup_norm_cover import least_cover, within
from itbounds.numerics.validation import as_matrix
from itbounds.results.covering_certificate import CoveringCertificate
from itbounds.results.provenance import Provenance
from itbounds.results.result import Result
from itbounds.units import BITS, Unit, as_unit

__all__ = ["description_length"]

_FUNCTIONS = 8192


def description_length(
    values: ArrayLike, eps: Number, *, nodes: Count | None = None, unit: Unit | str = BITS
) -> Result[Kernel]:
    r"""Return the logarithm of the least number of sup-norm balls that cover a finite class of functions.

    .. math:: L(\epsilon) = \log N, \qquad N = \min \bigl\{ |C| : \max_f \min_{c \in C}
              \| f - c \|_\infty \le \epsilon \bigr\}

    A code for the class within :math:`\epsilon` has at least :math:`L` bits, and :math:`\lceil L \rceil`
    are enough.

    Parameters
    ----------
    values : array-like of shape (functions, points)
        One function a row: for many tasks at once, their values one after the other.
    eps : float
        The accuracy, not negative; centres are free.
    nodes : int
        The nodes that a search for the least cover may take; with 0 both ends are greedy. Without it, 16000
        for up to 64 functions and fewer for more.
    unit : Unit or str
        The unit of the length.

    Returns
    -------
    Result
        ``witness`` is the encoder, a deterministic kernel from functions to balls; ``certificate.centres``
        are their centres and ``certificate.counts`` the numbers of balls. Where the search ends the result
        is exact; else the status is ``GAP_OPEN`` and both ends hold.

    Raises
    ------
    DomainError
        If the accuracy is negative or infinite, or there are more than 8192 functions.
    ItboundsError
        If the values are no finite matrix.

    Notes
    -----
    Functions fit into one ball if and only if they are pairwise within :math:`2 \epsilon`, so that the
    least cover is one by cliques of a graph. Its connected parts are solved one by one, each by branch and
    bound in integers; from below, functions pairwise more than :math:`2 \epsilon` apart need balls of their
    own.

    Examples
    --------
    >>> import itbounds as ib
    >>> result = ib.shared.description_length([[0, 0], [0, 1], [1, 0], [1, 1], [3, 3]], 0.5)
    >>> print(result)
    L(eps = 0.5) ∈ [0.999999999, 1.000000001] bit
    >>> result.certificate.counts
    (2, 2)
    >>> result.certificate.centres.tolist()
    [[0.5, 0.5], [3.0, 3.0]]
    """
    start = perf_counter()
    functions = as_matrix(values, name="value matrix")
    radius = as_level(eps, name="accuracy eps", finite=True)
    if len(functions) > _FUNCTIONS:
        raise DomainError(
            f"{len(functions)} functions have too many pairs",
            value=len(functions),
            hint=f"give at most {_FUNCTIONS}; a part of the class has a lower end of its own",
        )
    default = min(16000, 2**26 // len(functions) ** 2)
    limit = default if nodes is None else as_count(nodes, name="number of nodes", minimum=0)
    cover = least_cover(within(functions, 2.0 * radius), limit)
    certificate = CoveringCertificate.of(functions, radius, cover.labels, limit)
    # The search was done to make the claim; counts up to 8192 are read off it.
    low, high = round(exp(certificate.lower)), round(exp(certificate.upper))
    said = f"{high} balls" if low == high else f"between {low} and {high} balls"
    return Result(
        quantity=f"L(eps = {radius:g})",
        latex=rf"L(\epsilon = {radius:g})",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if low == high else Status.GAP_OPEN,
        provenance=Provenance.here("clique cover", cover.nodes, perf_counter() - start, 0.0, (said,)),
        witness=Kernel.of(certificate.attained),
        certificate=certificate,
        unit=as_unit(unit),
    )
