"""The chain rule on a given set of observables, each with a functional of its own."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import product
from math import gcd

from itbounds._typing import Count
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.cocycles.space import CocycleSpace
from itbounds.numerics.exact_nullspace import exact_nullspace
from itbounds.numerics.scalars import as_count

__all__ = ["structure_cocycles"]

Blocks = tuple[int, ...]
Unknowns = dict[tuple[str, tuple[int, ...]], int]

_MOST_LAWS = 20_000


def structure_cocycles(
    observables: Mapping[str, Sequence[Hashable]], largest: Count, *, order: Count = 1
) -> CocycleSpace:
    r"""Return all cocycles of an information structure on the laws with denominators up to N.

    An observable is a partition of a finite sample space. The unknowns are the values :math:`f[X](P)` of a
    functional for each observable X at each law of X with counts of sum at most N, and the equations

    .. math:: f[XY](P) = f[X](P) + \sum_{x :\ P(x) > 0} P(x)^\alpha f[Y](P_{| X = x})

    for every ordered pair whose join XY is in the structure and every law of XY. Nothing is assumed of the
    functionals, neither symmetry nor that they have anything to do with one another.

    Parameters
    ----------
    observables : dict of str to sequence
        For each observable the label of every point of the sample space.
    largest : int
        The largest sum N of the counts of a law.
    order : int
        The order :math:`\alpha`, at least 0.

    Returns
    -------
    CocycleSpace
        Its ``laws`` name the observable, and give the counts of its blocks in the order of their first point.

    Raises
    ------
    ShapeError
        If the observables are not on one sample space.
    DomainError
        If there is no observable, or there are more than 20,000 laws.

    Notes
    -----
    A structure without products says nothing: a single observable with two blocks has a solution for every
    law that is not certain. Two that are independent coordinates tie each other down.

    Examples
    --------
    Two bits; a single one for comparison, on which every function of p is a cocycle:

    >>> bits = {"1": "....", "X": "0011", "Y": "0101", "XY": "abcd"}
    >>> structure_cocycles(bits, 8, order=2).restricted(4)
    1
    >>> structure_cocycles({"1": "..", "X": "01"}, 8, order=2).restricted(4)
    5
    """
    most = as_count(largest, name="largest denominator")
    power = as_count(order, name="order", minimum=0)
    partitions = {name: _canonical(labels) for name, labels in observables.items()}
    if not partitions:
        raise DomainError("a structure needs an observable")
    sizes = {name: len(blocks) for name, blocks in partitions.items()}
    if len(set(sizes.values())) > 1:
        raise ShapeError(f"the observables label {sizes} points; they need one sample space", value=sizes)
    unknowns: Unknowns = {}
    for total in range(1, most + 1):
        for name, blocks in partitions.items():
            for counts in _counts(max(blocks) + 1, total):
                if gcd(*counts) == 1:
                    unknowns[name, counts] = len(unknowns)
                    if len(unknowns) > _MOST_LAWS:
                        raise DomainError(
                            f"there are more than {_MOST_LAWS} laws with denominators up to {most}",
                            value=most,
                            hint="ask for smaller denominators",
                        )
    # Small laws first: every equation then defines a value at the largest law in it.
    basis = exact_nullspace(_equations(partitions, most, power, unknowns), len(unknowns))
    return CocycleSpace(power, most, tuple(unknowns), tuple(basis))


def _equations(
    partitions: Mapping[str, Blocks], most: int, power: int, unknowns: Unknowns
) -> Iterator[Mapping[int, int]]:
    names = {blocks: name for name, blocks in partitions.items()}
    for (first, x), (second, y) in product(partitions.items(), repeat=2):
        join = _canonical(list(zip(x, y, strict=True)))
        if join not in names:
            continue
        parents = [(x[join.index(block)], y[join.index(block)]) for block in range(max(join) + 1)]
        for total in range(1, most + 1):
            for counts in _counts(len(parents), total):
                if gcd(*counts) == 1:
                    conditional = [[0] * (max(y) + 1) for _ in range(max(x) + 1)]
                    for count, (i, j) in zip(counts, parents, strict=True):
                        conditional[i][j] += count
                    marginal = [sum(row) for row in conditional]
                    terms: dict[int, int] = {}
                    _add(terms, unknowns[names[join], counts], total**power)
                    _add(terms, unknowns[first, _lowest(marginal)], -(total**power))
                    for weight, row in zip(marginal, conditional, strict=True):
                        if weight:
                            _add(terms, unknowns[second, _lowest(row)], -(weight**power))
                    yield terms


def _add(terms: dict[int, int], place: int, value: int) -> None:
    terms[place] = terms.get(place, 0) + value


def _canonical(labels: Sequence[Hashable]) -> Blocks:
    """Return the number of the block of every point, blocks numbered by their first point."""
    numbers: dict[Hashable, int] = {}
    return tuple(numbers.setdefault(label, len(numbers)) for label in labels)


def _lowest(counts: Sequence[int]) -> tuple[int, ...]:
    divisor = gcd(*counts)
    return tuple(count // divisor for count in counts)


def _counts(blocks: int, total: int) -> Iterator[tuple[int, ...]]:
    """Yield all vectors of nonnegative integers of a length and a sum."""
    if blocks == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _counts(blocks - 1, total - first):
            yield (first, *rest)
