r"""All solutions of the chain rule on the rational laws with denominators up to a number.

The unknowns are the values :math:`f(k / n)` of one functional that depends on the positive probabilities of
a law and not on their order, for all laws :math:`k / n` with integers :math:`k_i` and :math:`n \le N`. These
laws are closed under marginals and conditioning. The equations are

.. math:: f(k / n) = f(K / n) + \sum_b (K_b / n)^\alpha f(k_b / K_b)

for every law and every partition of its atoms into blocks b of weight :math:`K_b`. It is enough to ask it
where a single block has two atoms and the others one (Faddeev, 1956): the other equations follow by merging
pair after pair.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd

from itbounds._typing import Count
from itbounds.errors import DomainError
from itbounds.numerics.exact_nullspace import exact_nullspace, exact_rank
from itbounds.numerics.scalars import as_count

__all__ = ["CocycleSpace", "cocycle_space"]

Atoms = tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class CocycleSpace:
    """The space of the solutions of the chain rule, over the rationals.

    Parameters
    ----------
    order : int
        The order of the action.
    largest : int
        The largest denominator of a law.
    laws : tuple of (observable, counts)
        What is unknown: the value of an observable at a law in lowest terms. The observable is ``""`` where
        one functional serves all of them.
    basis : tuple of mappings
        For each dimension a solution: its values by index into `laws`, those left out are 0.
    """

    order: int
    largest: int
    laws: tuple[tuple[str, Atoms], ...]
    basis: tuple[Mapping[int, Fraction], ...]

    def __repr__(self) -> str:
        return (
            f"<CocycleSpace of order {self.order}: dimension {self.dimension}"
            f" on {len(self.laws)} laws with denominators up to {self.largest}>"
        )

    @property
    def dimension(self) -> int:
        """The number of independent solutions."""
        return len(self.basis)

    def restricted(self, largest: Count) -> int:
        """Return the dimension of what the solutions are on the laws with smaller denominators.

        A solution on laws of denominator up to `largest` counts if it extends to all the laws.

        Parameters
        ----------
        largest : int
            The largest denominator that is looked at.
        """
        kept = as_count(largest, name="largest denominator")
        seen = {index for index, (_, counts) in enumerate(self.laws) if sum(counts) <= kept}
        rows = []
        for solution in self.basis:
            part = {index: value for index, value in solution.items() if index in seen}
            scale = 1
            for value in part.values():
                scale *= value.denominator // gcd(scale, value.denominator)
            rows.append({index: int(value * scale) for index, value in part.items()})
        return exact_rank(rows)

    def contains(self, functional: Callable[[Atoms], Fraction]) -> bool:
        """Whether a rational functional of the counts of a law is one of the solutions, exactly.

        Parameters
        ----------
        functional : callable
            Takes the counts of a law, such as ``(1, 1, 2)``.

        Examples
        --------
        >>> from itbounds.kernels.cocycles import cocycle_space, tsallis
        >>> cocycle_space(6, order=2).contains(lambda counts: tsallis(counts, 2))
        True
        """
        values = [Fraction(functional(counts)) for _, counts in self.laws]
        left = dict(enumerate(values))
        for solution in self.basis:
            # A basis vector is alone in being different from zero at its first unknown, where it is one.
            factor = values[min(solution)]
            for index, value in solution.items():
                left[index] -= factor * value
        return not any(left.values())


def cocycle_space(largest: Count, *, order: Count = 1) -> CocycleSpace:
    r"""Return all solutions of the chain rule of an order on the laws with denominators up to N.

    **Theorem.** With :math:`g(n)` the value at the uniform law on n letters, the chain rule says exactly

    .. math:: f(k / n) = g(n) - \sum_i (k_i / n)^\alpha g(k_i), \qquad
              g(mn) = g(m) + m^{1 - \alpha} g(n) \quad (mn \le N).

    For :math:`\alpha = 1` therefore :math:`g` is any function that is additive over products: one dimension
    for each prime up to N, spanned by the entropies of the primes (`valuation_entropy`). Since the
    denominators may grow, there are infinitely many; only those that are monotone or measurable are
    multiples of the logarithm (Erdős, 1946; Faddeev, 1956), which is why regularity has to be assumed.

    For :math:`\alpha \ne 1` both orders of the product give
    :math:`g(m) (1 - n^{1 - \alpha}) = g(n) (1 - m^{1 - \alpha})`, which leaves the Tsallis entropy alone,
    without any regularity. Only primes above N/2, which divide no other denominator, are not yet tied to the
    rest: the solutions on denominators up to M that extend to 2M have dimension 1
    (`CocycleSpace.restricted`).

    Parameters
    ----------
    largest : int
        The largest denominator N, at most 40: the number of laws grows as that of the partitions.
    order : int
        The order :math:`\alpha`, at least 0; an integer, for the equations to be rational.

    Raises
    ------
    DomainError
        If the largest denominator is more than 40, or the order is no integer of at least 0.

    Examples
    --------
    Shannon's order: the primes up to 12 are 2, 3, 5, 7 and 11.

    >>> cocycle_space(12).dimension
    5

    Any other order: one solution, up to what is free at the primes 7 and 11 for want of larger laws.

    >>> space = cocycle_space(12, order=2)
    >>> space.dimension, space.restricted(6)
    (3, 1)
    """
    most = as_count(largest, name="largest denominator")
    power = as_count(order, name="order", minimum=0)
    if most > 40:
        raise DomainError(
            f"laws with denominators up to {most} are too many", value=most, hint="40 is the most; try 12"
        )
    laws = [atoms for n in range(1, most + 1) for atoms in _partitions(n, n) if gcd(*atoms) == 1]
    index = {atoms: i for i, atoms in enumerate(laws)}
    basis = exact_nullspace(_equations(laws, index, power), len(laws))
    return CocycleSpace(power, most, tuple(("", atoms) for atoms in laws), tuple(basis))


def _equations(laws: Sequence[Atoms], index: Mapping[Atoms, int], power: int) -> Iterator[Mapping[int, int]]:
    yield {index[1,]: 1}  # what is certain: one block of one atom
    for atoms in laws:
        total, size = sum(atoms), len(atoms)
        for first, second in {(atoms[i], atoms[j]): (i, j) for i, j in combinations(range(size), 2)}.values():
            pair = (atoms[first], atoms[second])
            rest = [atom for place, atom in enumerate(atoms) if place not in (first, second)]
            terms: dict[int, int] = {}
            _add(terms, index[atoms], total**power)
            _add(terms, index[in_lowest_terms([*rest, sum(pair)])], -(total**power))
            _add(terms, index[in_lowest_terms(pair)], -(sum(pair) ** power))
            yield terms


def _add(terms: dict[int, int], place: int, value: int) -> None:
    terms[place] = terms.get(place, 0) + value


def in_lowest_terms(counts: Sequence[int]) -> Atoms:
    """Return positive counts divided by their common divisor, in order of size."""
    divisor = gcd(*counts)
    return tuple(sorted(count // divisor for count in counts if count))


def _partitions(total: int, largest: int) -> Iterator[Atoms]:
    """Yield the partitions of an integer, each in increasing order."""
    if total == 0:
        yield ()
    for part in range(min(total, largest), 0, -1):
        for rest in _partitions(total - part, part):
            yield (*rest, part)
