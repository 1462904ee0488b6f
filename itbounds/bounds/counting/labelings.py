"""How many labelings of points a linear classifier can make: the capacity of a perceptron."""

from math import log

from itbounds._typing import Count
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "dichotomies"]

_MOST = 8192

_DICHOTOMIES = Theorem(
    name="dichotomies",
    title="the labelings that halfspaces through the origin make",
    statement=r"C(n, d) \le 2 \sum_{k = 0}^{d - 1} \binom{n - 1}{k}",
    direction="upper",
    target="log C(n, d)",
    latex=r"\ln C(n, d)",
    kind="deterministic",
    assumptions=(
        "C counts the labelings of n points by linear classifiers without a threshold",
        "attained by points in general position",
    ),
    reference="Cover (1965); Schläfli (1950)",
    evidence="proved",
    known=KnownAnswer({"n": 20, "dimension": 10}, 19.0, "half of all labelings at n = 2d", 1e-9),
)


def dichotomies(n: Count, dimension: Count, *, unit: Unit | str = BITS) -> Bound:
    r"""Return Cover's count of the labelings of n points that linear classifiers can make.

    .. math:: C(n, d) \le 2 \sum_{k = 0}^{d - 1} \binom{n - 1}{k}

    Parameters
    ----------
    n : int
        The number of points, at most 8192.
    dimension : int
        That of the points; a threshold is one more.
    unit : Unit or str
        The unit of the logarithm.

    Raises
    ------
    DomainError
        If a number is not positive, or there are more points.

    Notes
    -----
    A new point splits those labelings whose boundary can pass through it, which are labelings in one
    dimension less: :math:`C(n + 1, d) \le C(n, d) + C(n, d - 1)`, and equality in general position. At n =
    2d just half of all labelings can be made: random facts are stored at two a weight. Source: Cover, 1965.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.dichotomies(100, 10))
    log C(n, d) ≤ 41.802976... bit
    """
    count, size = as_count(n, name="number n of points"), as_count(dimension, name="dimension")
    if count > _MOST:
        raise DomainError(
            f"{count} points are too many to count", value=count, hint=f"at most {_MOST} are counted"
        )
    total, term = 0, 1
    for k in range(min(size, count)):
        total, term = total + term, term * (count - 1 - k) // (k + 1)
    nats = padded(log(2 * total), towards="up")
    return _DICHOTOMIES.bound(nats, vacuous=size >= count, terms={"n": float(count)}, unit=as_unit(unit))


CALCULATORS = (Calculator(_DICHOTOMIES, dichotomies),)
