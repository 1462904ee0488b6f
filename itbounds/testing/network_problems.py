"""Coding problems on joint entropies: what is given, and how it is symmetric.

Instances whose outer bounds are in the literature; sizes of messages are one unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from itbounds.errors import DomainError
from itbounds.symbolic import Expression, H, I, Relation, function_of, independent, rate
from itbounds.symbolic.variable import RV

__all__ = [
    "NetworkProblem",
    "caching",
    "index_coding",
    "memoryless_uses",
    "regenerating_code",
    "secret_sharing",
    "vamos_port",
]


@dataclass(frozen=True)
class NetworkProblem:
    """What a coding problem says of joint entropies.

    Parameters
    ----------
    given : tuple of Relation
        The constraints.
    rates : tuple of str
        The free rates, which are to be traded off.
    symmetry : tuple of mappings
        Generators of a group of permutations of the variables, by name, that leaves the constraints
        invariant; names that are left out stay in place.
    """

    given: tuple[Relation, ...]
    rates: tuple[str, ...] = ()
    symmetry: tuple[Mapping[str, str], ...] = ()


def caching(files: int, users: int, demands: Iterable[Sequence[int]]) -> NetworkProblem:
    r"""Coded caching (Maddah-Ali and Niesen 2014): memory `M` of each user against rate `R` of delivery.

    User k stores :math:`Z_k` and asks for the file :math:`W_{d_k}`, which it reads from its memory and the
    transmission :math:`X_d`.

    Parameters
    ----------
    files, users : int
        At most 9 each.
    demands : iterable of sequences
        The demand vectors to be served, by numbers of files from 1. All that follow by renaming files and
        users are added.

    Examples
    --------
    >>> problem = caching(2, 2, [(1, 2)])
    >>> [str(relation) for relation in problem.given if "R" in relation.rate_names]
    ['H(X12) <= R', 'H(X21) <= R']
    """
    if not (1 <= files <= 9 and 1 <= users <= 9):
        raise DomainError(f"{files} files and {users} users; names are of one digit", value=(files, users))
    file_moves = _generators(files)
    user_moves = _generators(users)

    def renamed(demand: tuple[int, ...], move: Sequence[int]) -> tuple[int, ...]:
        return tuple(move[d - 1] + 1 for d in demand)

    def reseated(demand: tuple[int, ...], move: Sequence[int]) -> tuple[int, ...]:
        moved = list(demand)
        for k, d in enumerate(demand):
            moved[move[k]] = d
        return tuple(moved)

    served = {tuple(demand) for demand in demands}
    while True:
        images = {renamed(demand, move) for demand in served for move in file_moves}
        images |= {reseated(demand, move) for demand in served for move in user_moves}
        if images <= served:
            break
        served |= images
    W = [RV(f"W{i + 1}") for i in range(files)]
    Z = [RV(f"Z{k + 1}") for k in range(users)]
    X = {demand: RV("X" + "".join(map(str, demand))) for demand in sorted(served)}
    given: list[Relation] = [H(file).eq(1) for file in W]
    if files > 1:
        given.append(independent(*W))
    given.append(function_of((*Z, *X.values()), W))
    for demand, sent in X.items():
        given += [function_of(W[d - 1], (Z[k], sent)) for k, d in enumerate(demand)]
    given += [H(memory) <= rate("M") for memory in Z]
    given += [H(sent) <= rate("R") for sent in X.values()]
    symmetry = []
    for move in file_moves:
        moved = {W[i].name: W[move[i]].name for i in range(files)}
        symmetry.append(moved | {X[d].name: X[renamed(d, move)].name for d in X})
    for move in user_moves:
        moved = {Z[k].name: Z[move[k]].name for k in range(users)}
        symmetry.append(moved | {X[d].name: X[reseated(d, move)].name for d in X})
    return NetworkProblem(tuple(given), ("M", "R"), tuple(symmetry))


def regenerating_code(nodes: int, readers: int) -> NetworkProblem:
    r"""Exact-repair regenerating codes (n, k, n - 1): storage `A` of a node against repair bandwidth `B`.

    Node i stores :math:`W_i`; to repair node j it sends :math:`S_{ij}`. Any k nodes know the message
    (Dimakis and others 2010; Tian 2014).

    Examples
    --------
    >>> len(regenerating_code(4, 3).given)
    29
    """
    names = range(1, nodes + 1)
    W = {i: RV(f"W{i}") for i in names}
    S = {(i, j): RV(f"S{i}{j}") for i in names for j in names if i != j}
    everything = (*W.values(), *S.values())
    given: list[Relation] = [H(*everything) >= 1]
    given += [function_of(tuple(S[i, j] for j in names if j != i), W[i]) for i in names]
    given += [function_of(W[j], tuple(S[i, j] for i in names if i != j)) for j in names]
    given += [
        function_of(everything, tuple(W[i] for i in readable)) for readable in combinations(names, readers)
    ]
    given += [H(stored) <= rate("A") for stored in W.values()]
    given += [H(sent) <= rate("B") for sent in S.values()]
    symmetry = []
    for move in _generators(nodes):
        moved = {W[i].name: W[move[i - 1] + 1].name for i in names}
        symmetry.append(moved | {S[i, j].name: S[move[i - 1] + 1, move[j - 1] + 1].name for i, j in S})
    return NetworkProblem(tuple(given), ("A", "B"), tuple(symmetry))


def index_coding(side_information: Mapping[int, Iterable[int]]) -> NetworkProblem:
    r"""Index coding: one transmission `N` of rate `R` to receivers that know some messages of each other.

    Parameters
    ----------
    side_information : mapping
        For each receiver i, who wants :math:`X_i`, whose messages it knows.

    Examples
    --------
    >>> print(index_coding({1: [2], 2: [1]}).given[-1])
    H(N) <= R
    """
    X = {i: RV(f"X{i}") for i in side_information}
    N = RV("N")
    given: list[Relation] = [H(message).eq(1) for message in X.values()]
    given += [independent(*X.values()), function_of(N, tuple(X.values()))]
    given += [function_of(X[i], (N, *(X[j] for j in known))) for i, known in side_information.items()]
    given.append(H(N) <= rate("R"))
    return NetworkProblem(tuple(given), ("R",))


def secret_sharing(participants: str, minimal: Iterable[str], maximal: Iterable[str]) -> NetworkProblem:
    """Perfect secret sharing of one unit `S`: the largest share `M`.

    Parameters
    ----------
    participants : str
        Their names, of one letter each.
    minimal : iterable of str
        The smallest sets that know the secret.
    maximal : iterable of str
        The largest sets that may know nothing of it.

    Examples
    --------
    >>> print(secret_sharing("AB", ["AB"], ["A", "B"]).given[1])
    H(S|A,B) == 0
    """
    S = RV("S")
    share = {name: RV(name) for name in participants}
    given: list[Relation] = [H(S).eq(1)]
    given += [function_of(S, tuple(share[name] for name in qualified)) for qualified in minimal]
    given += [I(S, tuple(share[name] for name in unqualified)).eq(0) for unqualified in maximal]
    given += [H(one) <= rate("M") for one in share.values()]
    return NetworkProblem(tuple(given), ("M",))


def vamos_port(dealer: int) -> NetworkProblem:
    """Secret sharing along a port of the Vamos matroid: shares `A` to `H` without the dealer's.

    The elements 0 to 7 form four pairs. Of the six unions of two pairs all are circuits but that of the last
    two pairs. Qualified are the sets whose span contains the dealer.

    Examples
    --------
    >>> problem = vamos_port(0)
    >>> problem.rates
    ('M',)
    """
    names = "ABCDEFGH"
    pairs = [{0, 1}, {2, 3}, {4, 5}, {6, 7}]
    circuits = {frozenset(one | other) for one, other in combinations(pairs, 2)} - {frozenset({4, 5, 6, 7})}

    def rank(elements: frozenset[int]) -> int:
        return min(len(elements), 3 if elements in circuits else 4)

    others = [element for element in range(8) if element != dealer]
    subsets = [frozenset(chosen) for size in range(8) for chosen in combinations(others, size)]
    qualified = [chosen for chosen in subsets if rank(chosen | {dealer}) == rank(chosen)]
    unqualified = [chosen for chosen in subsets if rank(chosen | {dealer}) > rank(chosen)]
    minimal = [one for one in qualified if not any(other < one for other in qualified)]
    maximal = [one for one in unqualified if not any(other > one for other in unqualified)]

    def written(sets: Iterable[frozenset[int]]) -> list[str]:
        return ["".join(names[element] for element in sorted(one)) for one in sets]

    shares = "".join(names[element] for element in others)
    return secret_sharing(shares, written(minimal), written(maximal))


def memoryless_uses(uses: int) -> tuple[NetworkProblem, Expression]:
    r"""Uses of a memoryless channel without feedback, and what its converse says is not negative.

    .. math:: \sum_i I(X_i; Y_i) - I(X^n; Y^n) \ge 0.

    Examples
    --------
    >>> print(memoryless_uses(2)[1])
    I(X1;X2) + I(Y1;Y2) - I(X1,Y1;X2,Y2)
    """
    X = [RV(f"X{i + 1}") for i in range(uses)]
    Y = [RV(f"Y{i + 1}") for i in range(uses)]
    everything = (*X, *Y)
    given: list[Relation] = [
        I(Y[i], tuple(v for v in everything if v not in (X[i], Y[i])) | X[i]).eq(0) for i in range(uses)
    ]
    claim = sum((I(X[i], Y[i]) for i in range(uses)), Expression()) - I(tuple(X), tuple(Y))
    symmetry = []
    for move in _generators(uses):
        moved = {X[i].name: X[move[i]].name for i in range(uses)}
        symmetry.append(moved | {Y[i].name: Y[move[i]].name for i in range(uses)})
    return NetworkProblem(tuple(given), (), tuple(symmetry)), claim


def _generators(size: int) -> list[tuple[int, ...]]:
    """Return a transposition and a cycle, which generate all permutations."""
    if size < 2:
        return []
    swap = (1, 0, *range(2, size))
    cycle = (*range(1, size), 0)
    return [swap] if size == 2 else [swap, cycle]
