"""The closure of independences under the rules of semigraphoids, on all statements, by the definition."""

from itertools import combinations

Statement = tuple[frozenset, frozenset, frozenset]


def subsets(items):
    items = sorted(items)
    return [frozenset(chosen) for size in range(len(items) + 1) for chosen in combinations(items, size)]


def closure(statements) -> set[Statement]:
    """Symmetry, decomposition, weak union and contraction until nothing is added."""
    known: set[Statement] = set()
    fresh = [(frozenset(a), frozenset(b), frozenset(c)) for a, b, c in statements]
    while fresh:
        one = a, b, c = fresh.pop()
        if one in known or not a or not b:
            continue
        known.add(one)
        fresh.append((b, a, c))
        for part in subsets(b):
            fresh += [(a, part, c), (a, part, c | (b - part))]
        # A _|_ B | C and A _|_ D | BC give A _|_ BD | C; the new one may be either premise.
        for a2, d, c2 in list(known):
            if a2 == a and c2 == c | b:
                fresh.append((a, b | d, c))
            if a2 == a and c == c2 | d:
                fresh.append((a, d | b, c2))
    return known
