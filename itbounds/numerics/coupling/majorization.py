"""The greatest law that two laws majorise."""

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

__all__ = ["greatest_lower_bound"]


def greatest_lower_bound(first: Sequence[int], second: Sequence[int]) -> list[int]:
    r"""Return the greatest lower bound of two laws in the order of majorisation, largest weight first.

    .. math:: (p \wedge q)_1 + \dots + (p \wedge q)_k = \min \{ p_1 + \dots + p_k,\ q_1 + \dots + q_k \}

    for weights sorted from the largest. A coupling is majorised by either marginal, of which it is a
    refinement, and so by this law; entropy is Schur-concave, hence no coupling has less than
    :math:`H(p \wedge q)` (Cicalese, Gargano and Vaccaro, 2019).

    Parameters
    ----------
    first, second : sequences of int
        Nonnegative weights with one sum.

    Examples
    --------
    >>> greatest_lower_bound([4, 4, 2], [7, 1, 1, 1])
    [4, 4, 1, 1]
    """
    sums = [list(accumulate(sorted(side, reverse=True))) for side in (first, second)]
    longest = max(map(len, sums))
    padded = [side + [side[-1]] * (longest - len(side)) for side in sums]
    least = map(min, *padded)
    return [after - before for before, after in pairwise(chain([0], least)) if after > before]
