"""Every reduction is an equivalence: it changes neither what follows nor what can be certified."""

import random
from fractions import Fraction

import numpy as np
import pytest

from itbounds.errors import DomainError, SolveError
from itbounds.forms.entropic import EntropicProblem, Given, Information, add_multiple
from itbounds.lowering.lattice.closed_sets import ClosedSets
from itbounds.lowering.lattice.closure import Closure, Rule
from itbounds.lowering.lattice.covers import cover_inequalities
from itbounds.lowering.lattice.elementals import elemental_count, elementals
from itbounds.lowering.lattice.orbits import Orbits
from itbounds.lowering.lattice.reduced import Reductions, reduce_problem
from itbounds.lowering.lattice.ring import blocks
from itbounds.lowering.lattice.semigraphoid import GIVEN, Independences
from itbounds.problems.entropic_decision import Decider
from tests.reference import lattice

NAMES = "ABCDEFGH"
NOTHING = Reductions(dependences=False, ring=False, independences=False)
EACH = {
    "dependences": Reductions(ring=False, independences=False),
    "ring": Reductions(dependences=False, independences=False),
    "independences": Reductions(dependences=False, ring=False),
    "dependences and independences": Reductions(ring=False),
    "dependences and ring": Reductions(independences=False),
    "all": Reductions(),
}


def fact(first: int, second: int, condition: int) -> Given:
    part = Information(first, second, condition)
    return Given({mask: Fraction(value) for mask, value in part.terms.items()}, True, (part,))


def disjoint(rng: random.Random, size: int, groups: int) -> list[int]:
    masks = [0] * (groups + 1)
    for i in range(size):
        masks[rng.randrange(groups + 1)] |= 1 << i
    return masks[:groups]


def random_facts(rng: random.Random, size: int) -> tuple[Given, ...]:
    found = []
    for _ in range(rng.randrange(4)):
        first, second, condition = disjoint(rng, size, 3)
        if rng.random() < 0.4 and first:
            found.append(fact(first, first, condition))
        elif first and second:
            found.append(fact(first, second, condition))
    return tuple(found)


def random_claim(rng: random.Random, size: int) -> dict[int, Fraction]:
    """A few quantities, and one or two taken off that may or may not follow."""
    claim: dict[int, Fraction] = {}
    for weight in (1, 1, 1, 2, -1, -1):
        first, second, condition = disjoint(rng, size, 3)
        add_multiple(claim, Fraction(weight), lattice.information(first, second, condition))
    return claim


def outcome(problem: EntropicProblem, reductions: Reductions) -> bool:
    """Decide a problem, and check whatever it returns exactly."""
    names = tuple(NAMES[: problem.size])
    found = Decider(reductions, direct=0).decide(problem, (problem.claim,), names)
    if found.certificate is not None:
        assert [dict(claim) for claim in found.certificate.verify()] == [dict(problem.claim)]
        assert found.certificate.given == problem.given
        return True
    assert found.counterexample is not None, found.notes
    assert found.counterexample.verify(problem.claim, problem.given) < 0
    return False


@pytest.mark.parametrize("name", EACH)
def test_reductions_change_nothing(name: str) -> None:
    rng, seen = random.Random(name), {True: 0, False: 0}
    for _ in range(60):
        size = rng.randrange(3, 6)
        problem = EntropicProblem(size, random_claim(rng, size), random_facts(rng, size))
        expected = lattice.implied(size, dict(problem.claim), problem.given)
        assert outcome(problem, EACH[name]) == expected
        seen[expected] += 1
    assert min(seen.values()) >= 5


def test_without_reductions_too() -> None:
    rng, seen = random.Random(5), {True: 0, False: 0}
    for _ in range(30):
        size = rng.randrange(2, 5)
        problem = EntropicProblem(size, random_claim(rng, size), random_facts(rng, size))
        expected = lattice.implied(size, dict(problem.claim), problem.given)
        assert outcome(problem, NOTHING) == expected
        seen[expected] += 1
    assert min(seen.values()) >= 3


def orbit(terms: dict[int, Fraction], generator: tuple[int, ...]) -> list[dict[int, Fraction]]:
    found = [terms]
    while True:
        moved = {move(mask, generator): value for mask, value in found[-1].items()}
        if moved == terms:
            return found
        found.append(moved)


def move(mask: int, generator: tuple[int, ...]) -> int:
    return sum(1 << target for i, target in enumerate(generator) if mask >> i & 1)


@pytest.mark.parametrize("reductions", [Reductions(), Reductions(ring=False, independences=False)])
def test_orbits_change_nothing(reductions: Reductions) -> None:
    """Symmetrised claims and givens under a cycle of the first variables, with orbits and without."""
    rng, seen = random.Random(9), {True: 0, False: 0}
    for _ in range(60):
        size = rng.randrange(3, 6)
        turned = rng.randrange(2, size + 1)
        generator = tuple((i + 1) % turned if i < turned else i for i in range(size))
        claim: dict[int, Fraction] = {}
        for terms in orbit(random_claim(rng, size), generator):
            add_multiple(claim, Fraction(1), terms)
        given = []
        for item in random_facts(rng, size)[:2]:
            part = item.parts[0]
            for _ in range(len(orbit(dict(item.terms), generator))):
                given.append(fact(*part))
                part = Information(*(move(mask, generator) for mask in part))
        expected = lattice.implied(size, claim, given)
        problem = EntropicProblem(size, claim, tuple(given), (generator,))
        assert outcome(problem, reductions) == expected
        assert outcome(EntropicProblem(size, claim, tuple(given)), reductions) == expected
        seen[expected] += 1
    assert min(seen.values()) >= 5


def test_elementals_are_yeungs() -> None:
    for size in range(1, 6):
        rows = [lattice.information(*row) for row in elementals(size).tolist()]
        expected = lattice.elementals(size)
        assert len(rows) == elemental_count(size) == len(expected)
        assert {frozenset(row.items()) for row in rows} == {frozenset(row.items()) for row in expected}


def test_covers_of_all_sets_are_the_elementals() -> None:
    for size in range(2, 6):
        sets = ClosedSets.of(Closure(size))
        covers = cover_inequalities(sets)
        found = set()
        for first, second, bottom, _ in sets.masks[covers].tolist():
            found.add(frozenset(lattice.information(first & ~bottom, second & ~bottom, bottom).items()))
        assert found == {frozenset(row.items()) for row in lattice.elementals(size)}
        assert len(covers) == len(found)


def test_closed_sets_are_those_that_determine_nothing_more() -> None:
    rng = random.Random(3)
    for _ in range(50):
        size = rng.randrange(2, 7)
        rules = []
        for index in range(rng.randrange(1, 4)):
            source, target = disjoint(rng, size, 2)
            rules.append(Rule(source, target, index))
        closure = Closure(size, tuple(rules))
        closed = [
            mask
            for mask in range(1 << size)
            if all(rule.source & ~mask or not rule.target & ~mask for rule in rules)
        ]
        sets = ClosedSets.of(closure)
        assert sets.masks.tolist() == closed
        for mask in range(1 << size):
            smallest = min((other for other in closed if mask & ~other == 0), key=int.bit_count)
            assert closure.close(mask) == smallest == sets.masks[sets.index(mask)]
            assert closure.union_of_blocks(mask) == smallest


def test_independences_of_a_chain_are_those_of_separation() -> None:
    """In X1 -> ... -> Xn two variables are independent given K exactly if K has one between them."""
    size = 5
    facts = tuple(Information((1 << k) - 1, 1 << (k + 1), 1 << k) for k in range(1, size - 1))
    found = Independences.of(ClosedSets.of(Closure(size)), facts)
    for i in range(size):
        for j in range(i + 1, size):
            for mask in range(1 << size):
                if not mask & (1 << i | 1 << j):
                    between = any(mask >> k & 1 for k in range(i + 1, j))
                    assert (found.ages[i, j, mask] >= GIVEN) == between


def test_the_columns_of_a_chain_are_the_intervals() -> None:
    for size in (4, 6):
        given = tuple(fact((1 << k) - 1, 1 << (k + 1), 1 << k) for k in range(1, size - 1))
        claim = dict.fromkeys((1 << i for i in range(size)), Fraction(1))
        reduced = reduce_problem(EntropicProblem(size, claim, given))
        assert reduced.width == size * (size + 1) // 2
        assert len(reduced.zeros) == 0


def test_the_ring_of_named_blocks() -> None:
    claim = {0b000111: Fraction(1), 0b111000: Fraction(1), 0b111111: Fraction(-1)}
    assert blocks(6, claim) == (7, 7, 7, 56, 56, 56)
    reduced = reduce_problem(EntropicProblem(6, claim))
    assert sorted(reduced.sets.masks.tolist()) == [0, 7, 56, 63]
    assert len(reduced.rows) == 3


def test_orbits_under_all_permutations_are_the_sizes() -> None:
    size = 6
    shift, swap = tuple((i + 1) % size for i in range(size)), (1, 0, *range(2, size))
    orbits = Orbits.of(ClosedSets.of(Closure(size)), (shift, swap))
    sizes = np.bitwise_count(np.arange(1 << size))
    assert len(np.unique(orbits.representatives)) == size + 1
    assert (sizes[orbits.representatives] == sizes).all()


def test_problems_that_are_too_large_are_refused() -> None:
    with pytest.raises(SolveError, match="more than 100 sets"):
        reduce_problem(
            EntropicProblem(8, dict.fromkeys((1 << i for i in range(8)), Fraction(1))),
            Reductions(most_sets=100),
        )
    with pytest.raises(DomainError, match="63 variables"):
        reduce_problem(EntropicProblem(63, {1: Fraction(1)}))
