"""The chain rule has exactly the solutions that theory says: counted over the rationals, and by rounding."""

from fractions import Fraction
from itertools import pairwise
from math import gcd, log

import numpy as np
import pytest
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.kernels.cocycles import structure_cocycles, tsallis, valuation_entropy
from itbounds.kernels.cocycles.exact_entropies import primes_up_to
from itbounds.numerics.exact_nullspace import exact_nullspace
from itbounds.testing.expressions import joint_laws

LARGEST = 13
BITS = {"1": "....", "X": "0011", "Y": "0101", "XY": "abcd"}


@pytest.mark.parametrize("largest", range(1, LARGEST))
def test_shannons_order_has_a_solution_for_every_prime(largest):
    space = ib.cocycle_space(largest)
    assert space.dimension == len(primes_up_to(largest))
    for prime in primes_up_to(largest):
        assert space.contains(lambda counts, prime=prime: valuation_entropy(counts, prime))
    for smaller in range(1, largest + 1):
        assert space.restricted(smaller) == len(primes_up_to(smaller))


@pytest.mark.parametrize("order", [0, 2, 3, 5])
@pytest.mark.parametrize("largest", range(4, LARGEST))
def test_any_other_order_has_tsallis_entropy_alone(largest, order):
    """One dimension on the laws of half the denominator; above, the large primes are not tied yet."""
    space = ib.cocycle_space(largest, order=order)
    assert space.contains(lambda counts: tsallis(counts, order))
    loose = [prime for prime in primes_up_to(largest) if 2 * prime > largest]
    assert space.dimension == 1 + len(loose)
    assert space.restricted(largest // 2) == 1


@pytest.mark.parametrize("order", [1, 2, 3])
def test_functionals_of_their_own_are_tied_together_as_well(order):
    """Two bits and their pair, no symmetry assumed: the same dimensions as for one symmetric functional."""
    space = structure_cocycles(BITS, 8, order=order)
    symmetric = ib.cocycle_space(8, order=order)
    assert [space.restricted(n) for n in range(2, 9)] == [symmetric.restricted(n) for n in range(2, 9)]
    for solution in space.basis:
        for index, (name, counts) in enumerate(space.laws):
            if name == "X":  # f[X] and f[Y] are the same functional, and do not see the order of the letters
                twins = [space.laws.index(("Y", counts)), space.laws.index(("X", counts[::-1]))]
                assert all(solution.get(twin, 0) == solution.get(index, 0) for twin in twins)


def test_a_space_shows_its_dimension_and_not_its_basis():
    text = "<CocycleSpace of order 2: dimension 3 on 230 laws with denominators up to 12>"
    assert repr(ib.cocycle_space(12, order=2)) == str(ib.cocycle_space(12, order=2)) == text


def test_a_structure_without_products_leaves_everything_open():
    space = structure_cocycles({"1": "..", "X": "01"}, 7)
    laws = {Fraction(k, n) for n in range(2, 8) for k in range(1, n) if gcd(k, n) == 1}
    assert space.dimension == len(laws)


def test_pairs_of_atoms_are_enough_to_ask():
    """The equations for all partitions into blocks add nothing (all laws with denominators up to 6)."""
    for order in (1, 2):
        space = ib.cocycle_space(6, order=order)
        index = {counts: i for i, (_, counts) in enumerate(space.laws)}
        rows = []
        for counts, place in index.items():
            for blocks in _groupings(counts):
                row = dict.fromkeys(range(len(index)), 0)
                row[place] += sum(counts) ** order
                row[index[_lowest([sum(block) for block in blocks])]] -= sum(counts) ** order
                for block in blocks:
                    row[index[_lowest(block)]] -= sum(block) ** order
                rows.append(row)
        assert len(exact_nullspace(rows, len(index))) == space.dimension


def _groupings(atoms):
    if not atoms:
        yield []
        return
    for rest in _groupings(atoms[1:]):
        yield [[atoms[0]], *rest]
        for i in range(len(rest)):
            yield [*rest[:i], [atoms[0], *rest[i]], *rest[i + 1 :]]


def _lowest(counts):
    divisor = gcd(*counts)
    return tuple(sorted(count // divisor for count in counts))


def test_what_is_monotone_approaches_the_logarithm():
    """Powers of 2 and 3 in order: g(3)/g(2) of a monotone solution is known ever better (Erdős, 1946)."""
    widths = []
    for largest in (8, 100, 10**4, 10**8):
        threes = [b for b in range(1, largest.bit_length()) if 3**b <= largest]
        low = max(Fraction((3**b).bit_length() - 1, b) for b in threes)
        high = min(Fraction((3**b).bit_length(), b) for b in threes)
        assert low < Fraction(log(3) / log(2)) < high
        widths.append(high - low)
    assert all(later < earlier for earlier, later in pairwise(widths))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_shannons_entropy_is_the_sum_of_its_primes(counts):
    total = sum(counts)
    parts = sum(float(valuation_entropy(counts, prime)) * log(prime) for prime in primes_up_to(total))
    weights = np.array(counts) / total
    assert parts == pytest.approx(-float(weights @ np.log(weights)), abs=1e-12)


def shannon(p):
    return -float(p @ np.log(p))


def tsallis_entropy(order):
    return lambda p: (1.0 - float((p**order).sum())) / (order - 1.0)


@given(joint_laws(2), st.sampled_from([0.0, 0.5, 1.7, 2.0, 3.0]))
def test_residuals_of_the_solutions_vanish(p, order):
    assert ib.cocycle_residual(shannon, p) == pytest.approx(0.0, abs=1e-12)
    functional = tsallis_entropy(order)
    assert ib.cocycle_residual(functional, p, order=order) == pytest.approx(0.0, abs=1e-12)
    assert ib.cocycle_residual(functional, p.T, order=order) == pytest.approx(0.0, abs=1e-12)


def test_residuals_of_others_do_not():
    joint = np.array([[0.1, 0.2], [0.3, 0.4]])

    def renyi(p):
        return -float(np.log((p**2).sum()))

    assert abs(ib.cocycle_residual(renyi, joint)) > 0.01
    assert abs(ib.cocycle_residual(renyi, joint, order=2.0)) > 0.01
    assert abs(ib.cocycle_residual(shannon, joint, order=2.0)) > 0.01
    assert abs(ib.cocycle_residual(tsallis_entropy(1.7), joint)) > 0.01
    assert abs(ib.cocycle_residual(len, [[0.5, 0.0], [0.2, 0.3]])) > 0.01


def test_what_is_refused():
    with pytest.raises(errors.DomainError, match="too many"):
        ib.cocycle_space(41)
    with pytest.raises(errors.DomainError, match="there are more than"):
        structure_cocycles(BITS, 40)
    with pytest.raises(errors.DomainError, match="integer"):
        ib.cocycle_space(4, order=1.5)
    with pytest.raises(errors.ShapeError, match="sample space"):
        structure_cocycles({"X": "01", "Y": "012"}, 3)
    with pytest.raises(errors.DomainError, match="needs an observable"):
        structure_cocycles({}, 3)
    with pytest.raises(errors.DomainError, match="no prime"):
        valuation_entropy([1, 2], 4)
    with pytest.raises(errors.DomainError, match="not rational"):
        tsallis([1, 2], 1)
    with pytest.raises(errors.DomainError, match="finite"):
        ib.cocycle_residual(shannon, [[0.5, 0.5]], order=float("inf"))
