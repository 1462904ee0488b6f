"""Couplings of least entropy: known answers, the bounds that hold of each, and proofs that do not lie."""

from dataclasses import replace
from fractions import Fraction
from math import e, log2

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.numerics.coupling.forest import forest_masses
from itbounds.numerics.coupling.greedy import greedy_coupling
from itbounds.numerics.coupling.majorization import greatest_lower_bound
from itbounds.numerics.coupling.search import ball_surprises, least_coupling
from itbounds.numerics.coupling.weights import with_one_sum
from itbounds.testing.strategies import distributions
from tests.reference.couplings import entropy, least_coupling_entropy

weights = st.lists(st.integers(1, 30), min_size=1, max_size=4)


def one_sum(first, second):
    return [a * sum(second) for a in first], [b * sum(first) for b in second]


def contains(result, truth, slack=1e-15):
    return result.lower - slack <= truth <= result.upper + slack


# Known answers.


def test_three_and_two_letters():
    result = ib.minimum_entropy_coupling([0.5, 0.3, 0.2], [0.6, 0.4])
    assert result.status is ib.Status.OPTIMAL
    assert result.value == pytest.approx(1.685475, abs=1e-6)
    assert entropy([0.5, 0.3, 0.2]) + entropy([0.6, 0.4]) - result.value == pytest.approx(0.770951, abs=1e-6)
    greedy = ib.minimum_entropy_coupling([0.5, 0.3, 0.2], [0.6, 0.4], states=0)
    assert greedy.upper == pytest.approx(1.685475, abs=1e-6)
    assert greedy.lower == pytest.approx(1.485475, abs=1e-6)  # majorisation
    assert greedy.status is ib.Status.GAP_OPEN


def test_couplings_that_are_evident():
    same = ib.minimum_entropy_coupling([0.5, 0.5], [0.5, 0.5])
    np.testing.assert_array_equal(same.witness.tensor, np.diag([0.5, 0.5]))
    assert contains(same, 1.0)
    four = ib.minimum_entropy_coupling([0.5, 0.5], [0.25] * 4)
    assert contains(four, 2.0)
    assert four.gap < 1e-12
    certain = ib.minimum_entropy_coupling([1.0], [0.6, 0.3, 0.1])
    assert contains(certain, entropy([0.6, 0.3, 0.1]))
    law = [0.4, 0.3, 0.2, 0.1]
    assert contains(ib.minimum_entropy_coupling(law, law), entropy(law), 1e-14)
    assert contains(ib.minimum_entropy_coupling(law, [0.7, 0.3]), entropy(law), 1e-14)
    zero = ib.minimum_entropy_coupling([0.5, 0.0, 0.5], [0.0, 1.0])
    assert contains(zero, 1.0)
    assert zero.witness.tensor[1].sum() == zero.witness.tensor[:, 0].sum() == 0.0


def test_masses_of_a_published_example():
    """The marginals (3/4, 1/4) and (.6, .3, .1), with a constant: .6, .25, .1 and .05."""
    result = ib.minimum_entropy_coupling([0.75, 0.25], [0.6, 0.3, 0.1])
    tensor = result.witness.tensor
    np.testing.assert_allclose(sorted(tensor[tensor > 0]), [0.05, 0.1, 0.25, 0.6], atol=1e-15)


def test_labels_and_units_are_kept():
    p = ib.Distribution(ib.Space.of("ab", "X"), [0.5, 0.5])
    result = ib.minimum_entropy_coupling(p, [0.25] * 4, unit="nat")
    assert result.witness.space.names == ("X", "")
    assert contains(result, 2 * np.log(2))
    assert result.unit is ib.NATS


# Laws.


@given(weights, weights)
def test_the_search_finds_the_least_of_all_vertices(first, second):
    if len(first) * len(second) > 9:
        first, second = first[:3], second[:3]
    found = least_coupling(*one_sum(first, second), limit=2000)
    p, q = np.array(first) / sum(first), np.array(second) / sum(second)
    truth = least_coupling_entropy(p, q)
    assert found.complete
    assert found.lower / np.log(2) == pytest.approx(truth, abs=1e-12)
    assert entropy(found.masses.values()) == pytest.approx(truth, abs=1e-12)


@given(weights, weights, st.integers(0, 40))
def test_a_search_that_is_stopped_is_right_all_the_same(first, second, limit):
    a, b = one_sum(first, second)
    whole, part = least_coupling(a, b, limit=5000), least_coupling(a, b, limit=limit)
    assert whole.complete
    assert part.lower <= whole.lower + 1e-13
    assert entropy(part.masses.values()) >= entropy(whole.masses.values()) - 1e-12
    assert part.lower <= entropy(whole.masses.values()) * np.log(2)
    assert part.states <= limit
    down = least_coupling(a, b, limit=limit, surprises=ball_surprises)
    assert down.lower == pytest.approx(part.lower, abs=1e-12)


@given(weights, weights)
def test_the_greedy_coupling_is_a_vertex_within_its_guarantee(first, second):
    a, b = one_sum(first, second)
    greedy = greedy_coupling(a, b)
    assert forest_masses(a, b, list(greedy)) == list(greedy.values())
    assert len(greedy) <= len(a) + len(b) - 1
    best = least_coupling(a, b, limit=5000)
    h = entropy(greedy.values())
    assert h <= entropy(best.masses.values()) + log2(e) / e + 1e-12
    # The bound by majorisation may be further away; above it the guarantee is 1 bit.
    below = greatest_lower_bound(a, b)
    assert entropy(below) <= entropy(best.masses.values()) + 1e-12
    assert max(entropy(a), entropy(b)) <= entropy(below) + 1e-12
    assert h <= entropy(below) + 1 + 1e-12


def test_the_guarantee_is_not_one_above_majorisation():
    """Laws whose greedy coupling is optimal and yet more than log2(e)/e above the majorisation bound."""
    rng = np.random.default_rng(0)
    worst = 0.0
    for _ in range(1500):
        a, b = with_one_sum(rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3)))
        worst = max(worst, entropy(greedy_coupling(a, b).values()) - entropy(greatest_lower_bound(a, b)))
    assert worst > log2(e) / e


@given(weights, weights)
def test_the_greatest_lower_bound_is_one(first, second):
    a, b = one_sum(first, second)
    bound = greatest_lower_bound(a, b)
    assert sum(bound) == sum(a)
    assert bound == sorted(bound, reverse=True)
    for side in (a, b):
        ordered = sorted(side, reverse=True)
        assert all(sum(bound[:k]) <= sum(ordered[:k]) for k in range(1, len(bound) + 1))


@settings(max_examples=40)
@given(distributions(), distributions())
def test_ends_hold_and_are_proved_again(p, q):
    result = ib.minimum_entropy_coupling(p, q)
    masses = result.witness.tensor
    np.testing.assert_allclose(masses.sum(axis=1), p.probabilities, atol=1e-14)
    np.testing.assert_allclose(masses.sum(axis=0), q.probabilities, atol=1e-14)
    assert result.lower <= entropy(masses.ravel()) + 1e-13
    assert entropy(masses.ravel()) - 1e-13 <= result.upper
    assert max(p.entropy(), q.entropy()) <= result.upper + 1e-13
    assert result.verify().within(result.interval)
    assert result.verify("ball").within(result.interval)
    loaded = ib.Result.from_dict(result.to_dict())
    assert loaded.verify().within(result.interval)
    greedy = ib.minimum_entropy_coupling(p, q, states=0)
    assert greedy.lower <= result.lower + 1e-12
    assert result.upper <= greedy.upper + 1e-12


@given(distributions(max_size=6), distributions(max_size=6), st.data())
def test_marginals_are_exact(p, q, data):
    """The masses are those of integers: they add up to the doubles of the laws, not nearly."""
    first, second = with_one_sum(p.probabilities, q.probabilities)
    masses = greedy_coupling(first, second)
    total = sum(map(Fraction, p.probabilities.tolist()))
    for i, weight in enumerate(p.probabilities.tolist()):
        row = sum(mass for (k, _), mass in masses.items() if k == i)
        assert Fraction(row, sum(first)) == Fraction(weight) / total
    column = data.draw(st.integers(0, len(second) - 1))
    assert sum(mass for (_, k), mass in masses.items() if k == column) == second[column]


def test_many_letters():
    rng = np.random.default_rng(8)
    p, q = rng.dirichlet(np.ones(300)), rng.dirichlet(np.ones(200))
    result = ib.minimum_entropy_coupling(p, q)
    assert max(entropy(p), entropy(q)) - 1e-10 <= result.lower
    assert result.gap <= log2(e) / e + 1e-9
    assert (result.witness.tensor > 0).sum() <= 499
    stopped = ib.minimum_entropy_coupling(p[:7] / p[:7].sum(), q[:7] / q[:7].sum(), states=50)
    assert any("stopped" in note for note in stopped.provenance.notes)
    assert stopped.verify("ball").within(stopped.interval)


def test_a_tampered_coupling_is_refused():
    good = ib.minimum_entropy_coupling([0.5, 0.3, 0.2], [0.6, 0.4]).certificate
    assert good is not None
    cells = good.cells
    for bad in (
        replace(good, cells=cells[:-1]),
        replace(good, cells=(*cells, cells[0])),
        replace(good, cells=((0, 0), (0, 1), (1, 0), (1, 1))),
        replace(good, cells=(*cells[:-1], (5, 0))),
        replace(good, states=0),
        replace(good, lower=good.lower + 1e-6),
        replace(good, upper=good.upper - 1e-6),
        replace(good, first=np.array([0.5, 0.3, -0.2])),
        replace(good, second=np.array([0.6, 0.4, 0.1])),
    ):
        with pytest.raises(errors.CertificateError):
            bad.verify()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (([0.5, 0.6], [1.0]), errors.NotNormalizedError),
        (([1.0], [-0.5, 1.5]), errors.NegativeProbabilityError),
        (([], [1.0]), errors.EmptyAlphabetError),
    ],
)
def test_what_is_no_law_is_refused(arguments, error):
    with pytest.raises(error):
        ib.minimum_entropy_coupling(*arguments)


def test_bad_options():
    with pytest.raises(errors.DomainError, match="states"):
        ib.minimum_entropy_coupling([1.0], [1.0], states=-1)
    with pytest.raises(errors.DomainError, match="tolerance"):
        ib.minimum_entropy_coupling([1.0], [1.0], tol=0.0)
