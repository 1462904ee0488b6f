r"""Linear sharing: m tasks that are linear functionals in one unknown subspace of dimension k."""

from math import floor, nextafter

from itbounds._typing import Count, Number
from itbounds.bounds.shared.covering import ball, grassmann
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_positive
from itbounds.units import BITS, NATS, Unit, as_unit

__all__ = ["crossover", "linear_bits"]


def linear_bits(m: Count, n: Count, k: Count, eps: Number, *, unit: Unit | str = BITS) -> tuple[float, float]:
    r"""Return code lengths of m linear tasks: with their common subspace sent once, and one by one.

    .. math:: L_{\mathrm{joint}} = \ln N(\mathrm{Gr}(n, k), \tfrac{\epsilon}{2})
              + m k \ln \bigl( 1 + \tfrac{4}{\epsilon} \bigr), \qquad
              L_{\mathrm{separate}} = m n \ln \bigl( 1 + \tfrac{2}{\epsilon} \bigr)

    Parameters
    ----------
    m : int
        The number of tasks :math:`f_i(x) = \langle w_i, x \rangle`, :math:`\| w_i \| \le 1`.
    n : int
        The dimension of x.
    k : int
        The dimension of the subspace that has all :math:`w_i`.
    eps : float
        The accuracy of every :math:`w_i` in the Euclidean norm.
    unit : Unit or str
        The unit of the lengths.

    Returns
    -------
    joint, separate : float
        Lengths that suffice, rounded up: the upper ends of `covering.grassmann` and `covering.ball`. No
        code of one task after the other is shorter than :math:`m n \ln (1 / \epsilon)` if the tasks fill
        their balls.

    Raises
    ------
    DomainError
        If a number is no positive integer, k is beyond n, or the accuracy is not positive.

    Notes
    -----
    Send a subspace within chordal distance :math:`\epsilon / 2`, so that projecting moves a task by at most
    that, and then every projected task within :math:`\epsilon / 2` in k coordinates. The basis of the
    subspace need not be sent, hence Grassmann and not Stiefel. In dimensions: :math:`k (n - k) + mk`
    against mn, so that :math:`(m - k)(n - k)` are saved, which is positive only for m > k.

    **Orthonormal tasks never gain by linear sharing**: m orthonormal vectors in a subspace of dimension k
    have m <= k. What sharing is worth under orthogonality comes from nonlinear readouts, see `walsh_bits`.

    Examples
    --------
    >>> import itbounds as ib
    >>> for m in (1, 4, 8, 64):
    ...     print(m, *(round(bits) for bits in ib.shared.linear_bits(m, 64, 4, 0.1)))
    1 1524 281
    4 1588 1124
    8 1674 2249
    64 2874 17991
    """
    tasks, size, rank, accuracy = _checked(m, n, k, eps)
    subspace, coordinates, alone = _parts(size, rank, accuracy)
    joint, separate = subspace + tasks * coordinates, tasks * alone
    chosen = as_unit(unit)
    return chosen.ceil(joint * (1.0 + 1e-15)), chosen.ceil(separate * (1.0 + 1e-15))


def crossover(n: Count, k: Count, eps: Number | None = None) -> int:
    r"""Return the least number of tasks at which linear sharing pays.

    Parameters
    ----------
    n, k : int
        The dimensions of the space and of the shared subspace, k < n.
    eps : float, optional
        The accuracy: then the lengths of `linear_bits` are compared, constants included. Without it
        dimensions are counted, and the answer is k + 1.

    Raises
    ------
    DomainError
        If k is n or more, where nothing is ever saved, or the accuracy so coarse that sharing never pays.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.crossover(64, 4), ib.shared.crossover(64, 4, 0.1)
    (5, 6)
    """
    size, rank = as_count(n, name="dimension n"), as_count(k, name="dimension k")
    if rank >= size:
        raise DomainError(
            f"a shared subspace of dimension {rank} in dimension {size} saves nothing",
            value=rank,
            hint="use k < n",
        )
    if eps is None:
        return rank + 1
    subspace, coordinates, alone = _parts(size, rank, as_positive(eps, name="accuracy eps"))
    if alone <= coordinates:
        raise DomainError(
            f"at accuracy {eps!r} a task costs no more alone than in the subspace",
            value=eps,
            hint="use a finer accuracy, or count dimensions without eps",
        )
    tasks = max(1, floor(subspace / (alone - coordinates)) - 1)
    while tasks * alone <= subspace + tasks * coordinates:
        tasks += 1
    return tasks


def _checked(m: int, n: int, k: int, eps: float) -> tuple[int, int, int, float]:
    tasks, size = as_count(m, name="number m of tasks"), as_count(n, name="dimension n")
    rank, accuracy = as_count(k, name="dimension k"), as_positive(eps, name="accuracy eps")
    if rank > size:
        raise DomainError(f"there is no subspace of dimension {rank} in dimension {size}", value=rank)
    return tasks, size, rank, accuracy


def _parts(n: int, k: int, eps: float) -> tuple[float, float, float]:
    if eps >= 1.0:
        return 0.0, 0.0, 0.0
    half = nextafter(0.5 * eps, 0.0)
    subspace = grassmann(n, k, half, unit=NATS)[1]
    return subspace, ball(k, half, unit=NATS)[1], ball(n, eps, unit=NATS)[1]
