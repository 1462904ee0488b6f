"""What is worth naming: the deterministic information bottleneck."""

from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike, Matrix
from itbounds.forms import Status
from itbounds.kernels import Kernel, Space
from itbounds.numerics.partition_search import (
    best_intervals,
    best_partition,
    class_costs,
    interval_laws,
    searched_partition,
    subset_laws,
)
from itbounds.numerics.scalars import as_level, as_tolerance
from itbounds.problems.bottleneck import letters_of, support
from itbounds.problems.pairs import as_pair
from itbounds.results import Provenance, Result
from itbounds.results.describe import exactly
from itbounds.results.partition_certificate import LARGEST, LONGEST, PartitionCertificate, posterior_order
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["deterministic_bottleneck"]


def deterministic_bottleneck(
    joint: ArrayLike,
    beta: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int | None = 0,
) -> Result[Kernel]:
    r"""Return the best trade of the length of a name against what it tells, as an interval that contains it.

    .. math:: \min_{P(t|x)} H(T) - \beta I(T; Y), \qquad T - X - Y

    (Strouse and Schwab, 2017). A bit of relevance may cost :math:`\beta` bits of the name T. The objective is
    concave in :math:`P(t | x)`, so that some *function* of X is optimal: the witness is a partition of the
    letters.

    - Up to 13 letters, all partitions are compared, by dynamic programming; both ends meet.
    - If Y has two letters, up to 300: the classes then are intervals of :math:`P(y | x)`, and all of these
      are compared.
    - Otherwise classes are merged and letters moved, from several starts: the upper end is attained, and the
      lower one, :math:`-(\beta - 1) I(X; Y)`, holds by data processing; the status is ATTAINED.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        ``joint[x, y]``.
    beta : float
        At most 1 nothing is worth a name, and the value is 0.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    rng : Generator or int, optional
        For the starts of a search.

    Returns
    -------
    Result
        ``witness`` is the function on the letters of positive probability.

    Raises
    ------
    ItboundsError
        If the joint law is none, or the slope is negative or infinite.

    Examples
    --------
    Four letters of which two say the same:

    >>> import itbounds as ib
    >>> joint = [[0.4, 0.0], [0.1, 0.0], [0.0, 0.25], [0.05, 0.2]]
    >>> result = ib.deterministic_bottleneck(joint, 3.0)
    >>> print(result)
    min H(T) - 3 I(T;Y) ∈ [-1.274829972, -1.274829971] bit
    >>> result.witness.matrix.argmax(axis=1)
    array([0, 0, 1, 1])
    """
    start, chosen = perf_counter(), as_unit(unit)
    law, slope = as_pair(joint), as_level(beta, name="slope beta", finite=True)
    aim = chosen.to_nats(as_tolerance(tol))
    rows, columns = support(law.tensor)
    table = np.ascontiguousarray(law.tensor[np.ix_(rows, columns)])
    labels = _partition(table / table.sum(), slope, np.random.default_rng(rng))
    draft = PartitionCertificate(
        lower=-inf, upper=inf, joint=table, beta=slope, labels=np.array(labels, dtype=np.float64)
    )
    certificate = draft.stated()
    name = exactly(slope)
    return proved(
        certificate,
        f"min H(T) - {name} I(T;Y)",
        rf"\min H(T) - {name}\, I(T;Y)",
        provenance=Provenance.here(
            "all partitions" if draft.is_exhaustive else "merging and moving", 1, perf_counter() - start, aim
        ),
        unit=chosen,
        witness=Kernel(letters_of(law, rows), Space.of(max(labels) + 1, "T"), certificate.attained),
        unclosed=Status.GAP_OPEN if draft.is_exhaustive else Status.ATTAINED,
    )


def _partition(table: Matrix, beta: float, rng: np.random.Generator) -> list[int]:
    """Return the class of each letter, numbered in the order in which they come."""
    count = len(table)
    if beta <= 1.0:
        return [0] * count
    found = list[int](range(count))
    if count <= LARGEST:
        masks = best_partition(class_costs(subset_laws(table), beta))[1]
        found = [next(k for k, mask in enumerate(masks) if mask >> x & 1) for x in range(count)]
    elif table.shape[1] <= 2 and count <= LONGEST:
        order = posterior_order(table)
        for k, (first, last) in enumerate(best_intervals(class_costs(interval_laws(table[order]), beta))[1]):
            for place in range(first, last + 1):
                found[order[place]] = k
    else:
        found = searched_partition(table, beta, rng)
    names = {label: k for k, label in enumerate(dict.fromkeys(found))}
    return [names[label] for label in found]
