"""Whether functions of a variable tell it again: an exact test, and what entropies alone can rule out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import fsum, inf, nextafter

from itbounds.errors import DomainError
from itbounds.kernels.lattice.observable import Observable
from itbounds.numerics.law_entropy import entropy_ends
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Reconstruction", "reconstruction"]


@dataclass(frozen=True, slots=True)
class Reconstruction:
    r"""What is known of X from X_1, ..., X_n, all of them functions of it.

    Parameters
    ----------
    perfect : bool
        Whether X is a function of them, decided exactly on the support.
    ruled_out : bool
        Whether the distances alone rule that out, beyond rounding error.
    distances : tuple of float
        :math:`D(X_i, X) = H(X) - H(X_i)`.
    budget : float
        :math:`(n - 1) H(X)`, which the distances may add up to at most.
    missing : float
        :math:`H(X | X_1, \dots, X_n)`.
    unit : Unit
        The unit of the numbers.
    """

    perfect: bool
    ruled_out: bool
    distances: tuple[float, ...]
    budget: float
    missing: float
    unit: Unit = BITS

    @property
    def spent(self) -> float:
        """The sum of the distances."""
        return fsum(self.distances)


def reconstruction(
    parts: Sequence[Observable], whole: Observable, *, unit: Unit | str = BITS
) -> Reconstruction:
    r"""Say whether a variable can be told from functions of it.

    **Theorem** (Delsol, Rioul, Béguinot, Rabiet and Souloumiac, 2024). If :math:`X_1, \dots, X_n` are
    functions of X that together determine it, then

    .. math:: \sum_{i=1}^n D(X_i, X) \le (n - 1) H(X),

    with equality if and only if they are independent: since :math:`D(X_i, X) = H(X) - H(X_i)`, it says that
    :math:`\sum_i H(X_i) \ge H(X)`. The condition is necessary and not sufficient; the exact test counts the
    values of the join.

    Parameters
    ----------
    parts : sequence of Observable
        The functions :math:`X_i`; at least one.
    whole : Observable
        The variable X.
    unit : Unit or str
        The unit of the numbers.

    Raises
    ------
    DomainError
        If there is no part, or one is no function of the whole.

    Examples
    --------
    >>> number = Observable(range(6), [1 / 6] * 6)
    >>> parity, third = number.map(lambda x: x % 2), number.map(lambda x: x % 3)
    >>> reconstruction([parity, third], number).perfect
    True
    >>> upper_half = number.map(lambda x: x >= 3)
    >>> found = reconstruction([parity, upper_half], number)
    >>> found.perfect, found.ruled_out, round(found.spent, 6), round(found.budget, 6)
    (False, True, 3.169925, 2.584963)
    """
    worth = as_unit(unit)
    if not parts:
        raise DomainError("there is no part to tell the whole from", value=len(parts))
    for index, part in enumerate(parts):
        if not part <= whole:
            raise DomainError(f"part {index} is no function of the whole", where=index)
    join = reduce(Observable.__or__, parts)
    total = entropy_ends(whole.probabilities)
    entropies = [entropy_ends(part.probabilities) for part in parts]
    return Reconstruction(
        perfect=whole <= join,
        ruled_out=nextafter(fsum(high for _, high in entropies), inf) < total[0],
        distances=tuple(part.distance(whole, worth) for part in parts),
        budget=(len(parts) - 1) * whole.entropy(worth),
        missing=join.distance(whole, worth),
        unit=worth,
    )
