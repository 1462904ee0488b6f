"""Bad input, end to end: what the public functions accept, what they refuse, and what the refusal says.

Other packages answer most of these with a number: 0 for a matrix with NaN, the capacity of something else for
a transposed one, a negative entropy for negative probabilities.
"""

import warnings
from fractions import Fraction
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import sympy

import itbounds as ib

CHANNEL = [[0.75, 0.25], [0.125, 0.875]]
HAMMING = [[0, 1], [1, 0]]
FAIR = [0.5, 0.5]

# what is given, the error, where (None: anywhere), a part of the message
CHANNELS = {
    "NaN": ([[0.5, nan], [0, 1]], ib.NonFiniteError, (0, 1), "nan"),
    "infinite": ([[0.5, 0.5], [inf, 0]], ib.NonFiniteError, (1, 0), "inf"),
    "negative": ([[1.2, -0.2], [0.1, 0.9]], ib.NegativeProbabilityError, (0, 1), "-0.2"),
    "rounding dust": ([[1.0, -1e-14], [0, 1]], ib.NegativeProbabilityError, (0, 1), "normalize"),
    "counts": ([[90, 10], [20, 80]], ib.NotNormalizedError, 0, "from_counts"),
    "logits": ([[3.0, -1.0], [0.5, 2.5]], ib.ItboundsError, None, "from_logits"),
    "positive logits": ([[3.5, 1.0], [0.5, 2.5]], ib.NotNormalizedError, 0, "from_logits"),
    "transposed": (np.transpose([[0.9, 0.1], [0.2, 0.8]]), ib.NotNormalizedError, 0, "transposed"),
    "rows off": ([[0.5, 0.5], [0.5, 0.500001]], ib.NotNormalizedError, 1, "1.000001"),
    "not stochastic": ([[0.9, 0.9], [0.1, 0.3]], ib.NotNormalizedError, 0, "normalize"),
    "zero row": ([[1, 0], [0, 0]], ib.NotNormalizedError, 1, "0.0"),
    "no rows": (np.empty((0, 2)), ib.EmptyAlphabetError, None, "(0, 2)"),
    "no columns": (np.empty((2, 0)), ib.EmptyAlphabetError, None, "(2, 0)"),
    "empty": ([], ib.EmptyAlphabetError, None, "no letter"),
    "ragged": ([[0.5, 0.5], [1.0]], ib.ShapeError, None, "ragged"),
    "one axis": ([0.5, 0.5], ib.ShapeError, None, "(|X|, |Y|)"),
    "a stack of stacks": (np.full((3, 4, 2, 2), 0.5), ib.ShapeError, None, "(3, 4, 2, 2)"),
    "a number": (0.11, ib.ShapeError, None, "(|X|, |Y|)"),
    "a name": ("bsc:0.11", ib.DTypeError, None, "parse_spec"),
    "nothing": (None, ib.DTypeError, None, "NoneType"),
    "strings": ([["0.5", "0.5"]], ib.DTypeError, None, "strings"),
    "dates": (np.array([["2024-01-01"]], dtype="M8[D]"), ib.DTypeError, None, "dates"),
    "complex": (np.eye(2, dtype=complex), ib.DTypeError, None, "complex"),
    "objects": ([[object(), 1.0]], ib.DTypeError, (0, 0), "object"),
    "masked": (np.ma.masked_less([[0.9, 0.1]], 0.2), ib.DTypeError, None, "masked"),
    "text column": (pd.DataFrame({"a": [1.0], "b": ["x"]}), ib.DTypeError, (0, 1), "'x'"),
    "half precision": (np.array([[0.9, 0.1]], dtype=np.float16), ib.NotNormalizedError, 0, "half precision"),
    "huge": ([[1e308, 1e308]], ib.NotNormalizedError, 0, "inf"),
    "huge and sparse": (scipy.sparse.csr_array((10**5, 10**5)), ib.NotNormalizedError, 0, "0.0"),
}


@pytest.mark.parametrize("case", CHANNELS)
def test_a_channel_that_is_none_has_no_capacity(case):
    given, error, where, says = CHANNELS[case]
    with pytest.raises(error) as caught:
        ib.capacity(given)
    assert "channel" in str(caught.value)
    assert says in str(caught.value)
    assert caught.value.hint
    assert where is None or caught.value.where == where


@pytest.mark.parametrize("case", CHANNELS)
def test_nor_has_it_a_curve(case):
    given, error, _, says = CHANNELS[case]
    with pytest.raises(error) as caught:
        ib.capacity_cost_curve(given, [0, 1])
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        np.asfortranarray(CHANNEL),
        pd.DataFrame(CHANNEL, index=["a", "b"], columns=["u", "v"]),
        scipy.sparse.csr_array(CHANNEL),
        ib.Kernel.of(CHANNEL),
        np.array(CHANNEL, dtype=np.float32),
        [[Fraction(3, 4), Fraction(1, 4)], [Fraction(1, 8), Fraction(7, 8)]],
        sympy.Matrix(2, 2, [sympy.Rational(k, 8) for k in (6, 2, 1, 7)]),
        ib.Kernel.from_counts([[6, 2], [1, 7]]),
        ib.Kernel.from_logits(np.log(CHANNEL) + 1000.0),
    ],
    ids=lambda given: type(given).__name__,
)
def test_the_same_channel_in_any_dress_has_the_same_capacity(given):
    found, expected = ib.capacity(given), ib.capacity(CHANNEL)
    assert found.lower <= expected.upper
    assert expected.lower <= found.upper
    assert found.gap <= 1e-9


def test_labels_reach_the_witness():
    frame = pd.DataFrame(CHANNEL, index=pd.Index(["no", "yes"], name="sent"), columns=["0", "1"])
    witness = ib.capacity(frame).witness
    assert witness.space == ib.Space.of(["no", "yes"], "sent")


def test_zero_columns_and_single_letters_are_fine():
    padded = ib.capacity([[0.75, 0.0, 0.25], [0.125, 0.0, 0.875]])
    assert padded.lower <= ib.capacity(CHANNEL).upper
    assert ib.capacity(CHANNEL).lower <= padded.upper
    for trivial in ([[0.5, 0.5]], [[1.0], [1.0]], [[1.0]]):
        result = ib.capacity(trivial)
        assert result.lower == result.upper == 0.0


def test_half_precision_is_taken_when_asked_with_a_warning():
    given = np.array([[0.9, 0.1], [0.1, 0.9]], dtype=np.float16)
    with pytest.warns(ib.PrecisionWarning):
        kernel = ib.Kernel.of(given, normalize="rows")
    exact = ib.capacity([[0.9, 0.1], [0.1, 0.9]])
    assert ib.capacity(kernel).value == pytest.approx(exact.value, abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"cost": [0, 1]}, ib.DomainError, "budget"),
        ({"budget": 0.5}, ib.DomainError, "cost"),
        ({"cost": [1, 2], "budget": 0.5}, ib.InfeasibleError, "cheapest"),
        ({"cost": [1, 2], "budget": -inf}, ib.InfeasibleError, "cheapest"),
        ({"cost": [1, 2], "budget": nan}, ib.DomainError, "NaN"),
        ({"cost": [1, 2], "budget": "1"}, ib.DTypeError, "budget"),
        ({"cost": [1, 2], "budget": True}, ib.DTypeError, "budget"),
        ({"cost": [1, 2, 3], "budget": 1}, ib.ShapeError, "cost"),
        ({"cost": [[1, 2]], "budget": 1}, ib.ShapeError, "cost"),
        ({"cost": [1, nan], "budget": 1}, ib.NonFiniteError, "cost"),
        ({"cost": [1, inf], "budget": 1}, ib.NonFiniteError, "cost"),
        ({"cost": [1, 1e305], "budget": 1}, ib.DomainError, "divide"),
        ({"cost": ["a", "b"], "budget": 1}, ib.DTypeError, "cost"),
        ({"tol": 0}, ib.DomainError, "tolerance"),
        ({"tol": -1e-9}, ib.DomainError, "tolerance"),
        ({"tol": nan}, ib.DomainError, "tolerance"),
        ({"tol": inf}, ib.DomainError, "tolerance"),
        ({"tol": "tight"}, ib.DTypeError, "tolerance"),
        ({"unit": "trit"}, ib.UnitError, "trit"),
        ({"unit": 2}, ib.UnitError, "2"),
        ({"solver": "magic"}, ib.UnknownNameError, "interior_point"),
    ],
)
def test_wrong_options_of_a_capacity_are_refused(arguments, error, says):
    with pytest.raises(error) as caught:
        ib.capacity(CHANNEL, **arguments)
    assert says in str(caught.value)


def test_an_infeasible_budget_names_the_least():
    with pytest.raises(ib.InfeasibleError) as caught:
        ib.capacity(CHANNEL, cost=[3.5, 2.25], budget=2.0)
    assert caught.value.minimum == 2.25
    # Only the cheapest letter is left at the least budget, and nothing is said with one letter.
    assert ib.capacity(CHANNEL, cost=[3.5, 2.25], budget=2.25).upper == 0.0


@pytest.mark.parametrize("budget", [2.0, 1e6, inf])
def test_a_generous_budget_binds_nothing(budget):
    with_cost, without = ib.capacity(CHANNEL, cost=[1, 2], budget=budget), ib.capacity(CHANNEL)
    assert with_cost.lower <= with_cost.upper
    assert with_cost.lower <= without.upper
    assert without.lower <= with_cost.upper
    assert with_cost.gap <= 1e-9


@pytest.mark.parametrize(
    ("source", "distortion", "level", "error", "says"),
    [
        ([0.6, 0.6], HAMMING, 0.1, ib.NotNormalizedError, "source"),
        ([1.2, -0.2], HAMMING, 0.1, ib.NegativeProbabilityError, "source"),
        ([0.5, nan], HAMMING, 0.1, ib.NonFiniteError, "source"),
        ([3, 1], HAMMING, 0.1, ib.NotNormalizedError, "from_counts"),
        ([], HAMMING, 0.1, ib.EmptyAlphabetError, "source"),
        (["a", "b"], HAMMING, 0.1, ib.DTypeError, "source"),
        (0.5, HAMMING, 0.1, ib.ItboundsError, "source"),
        (None, HAMMING, 0.1, ib.DTypeError, "source"),
        (FAIR, [[0, nan], [1, 0]], 0.1, ib.NonFiniteError, "distortion"),
        (FAIR, [[0, -1], [1, 0]], 0.1, ib.DomainError, "distortion"),
        (FAIR, [[0, 1], [inf, inf]], 0.1, ib.InfeasibleError, "row 1"),
        (FAIR, [[0, 1e305], [1, 0]], 0.1, ib.DomainError, "divide"),
        (FAIR, np.ones((3, 3)), 0.1, ib.ShapeError, "2 letters"),
        (FAIR, np.ones((3, 2)), 0.1, ib.ShapeError, "transpose"),
        (FAIR, [0, 1], 0.1, ib.ShapeError, "distortion"),
        (FAIR, np.empty((2, 0)), 0.1, ib.EmptyAlphabetError, "distortion"),
        (FAIR, HAMMING, -0.1, ib.DomainError, "level"),
        (FAIR, HAMMING, nan, ib.DomainError, "level"),
        (FAIR, HAMMING, "0.1", ib.DTypeError, "level"),
        (FAIR, HAMMING, None, ib.DTypeError, "level"),
    ],
)
def test_wrong_rate_distortion_questions_are_refused(source, distortion, level, error, says):
    with pytest.raises(error) as caught:
        ib.rate_distortion(source, distortion, level)
    assert says in str(caught.value)


def test_an_infeasible_level_names_the_least():
    with pytest.raises(ib.InfeasibleError) as caught:
        ib.rate_distortion([0.25, 0.75], [[1, 2], [3, 2]], 1.5)
    assert caught.value.minimum == pytest.approx(1.75, rel=1e-12)
    at_least = ib.rate_distortion([0.25, 0.75], [[1, 2], [3, 2]], 1.75)
    assert at_least.lower <= at_least.upper < inf


@pytest.mark.parametrize("level", [0.25, 0.5, 1.0, inf])
def test_at_or_above_the_largest_useful_level_the_rate_is_zero(level):
    result = ib.rate_distortion([0.25, 0.75], HAMMING, level)
    assert result.lower == result.upper == 0.0


@pytest.mark.parametrize("level", [0, 0.0, np.float32(0.0), Fraction(0), np.array(0)])
def test_level_zero_under_hamming_costs_the_entropy(level):
    result = ib.rate_distortion([0.25, 0.75], HAMMING, level)
    entropy = ib.Distribution.of([0.25, 0.75]).entropy()
    assert result.lower <= entropy + 1e-12
    assert entropy - 1e-12 <= result.upper
    assert result.gap <= 1e-9


def test_forbidden_pairs_and_letters_of_probability_zero_are_fine():
    erased = ib.rate_distortion(FAIR, ib.distortions.erasure(2), 0.25)
    assert erased.lower <= 0.75 <= erased.upper
    assert erased.gap <= 1e-9
    padded = ib.rate_distortion([0.5, 0.0, 0.5], 1.0 - np.eye(3), 0.1)
    plain = ib.rate_distortion(FAIR, HAMMING, 0.1)
    assert padded.lower <= plain.upper
    assert plain.lower <= padded.upper


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"tol": 0.0}, ib.DomainError), ({"tol": nan}, ib.DomainError), ({"unit": "trit"}, ib.UnitError)],
)
def test_wrong_options_of_curves_are_refused(arguments, error):
    with pytest.raises(error):
        ib.rate_distortion_curve(FAIR, HAMMING, **arguments)
    with pytest.raises(error):
        ib.capacity_cost_curve(CHANNEL, [0, 1], **arguments)


@pytest.mark.parametrize("error", [ib.NonFiniteError, ib.NegativeProbabilityError, ib.NotNormalizedError])
def test_errors_of_value_and_type_are_also_the_builtin_ones(error):
    assert issubclass(error, ib.ItboundsError)
    assert issubclass(error, ValueError)
    assert issubclass(ib.DTypeError, TypeError)
    assert issubclass(ib.CompositionError, TypeError)
    assert len({e.code for e in (error, ib.DTypeError, ib.ShapeError)}) == 3


@pytest.mark.parametrize("scale", [1e-290, 1e-12, 1e12, 1e290])
def test_the_unit_of_costs_and_distortions_is_free(scale):
    squares = np.subtract.outer(np.arange(4.0), np.arange(4.0)) ** 2
    law = [0.1, 0.2, 0.3, 0.4]
    rate, scaled = (ib.rate_distortion(law, u * squares, 0.3 * u) for u in (1.0, scale))
    assert scaled.lower <= rate.upper
    assert rate.lower <= scaled.upper
    assert scaled.status is ib.Status.OPTIMAL
    channel, cost = ib.zoo.typewriter(4), np.array([0.0, 1.0, 2.0, 5.0])
    most, stretched = (ib.capacity(channel, cost=u * cost, budget=0.7 * u) for u in (1.0, scale))
    assert stretched.lower <= most.upper
    assert most.lower <= stretched.upper
    assert stretched.status is ib.Status.OPTIMAL


def test_budgets_and_levels_a_hair_above_the_least_give_an_interval():
    for budget in (5e-324, 1e-300):
        result = ib.capacity(np.eye(3), cost=[0.0, 2.0, 2.0], budget=budget)
        assert result.verify().upper <= 1e-9
    distortion = [[0.0, 1e290], [1e290, 0.0]]
    rate = ib.rate_distortion([1.0, 3.5e-323], distortion, 3e-42)
    assert 0.0 <= rate.lower <= rate.upper <= 1e-9


@pytest.mark.parametrize("floor", [1.0, 1e4, 1e8, 1e12])
@pytest.mark.parametrize("excess", [0.0, 1e-12, 1e-9, 1e-3, 0.1])
def test_levels_near_a_large_least_distortion_are_answered_as_they_are(floor, excess):
    level = floor + excess
    share = level - floor  # exactly
    truth = 1.0
    if share > 0.0:
        truth += share * np.log2(share) + (1.0 - share) * np.log2(1.0 - share)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ib.ConvergenceWarning)
        result = ib.rate_distortion([0.5, 0.5], floor + ib.distortions.hamming(2), level)
    assert result.lower - 1e-15 <= truth <= result.upper + 1e-15
    result.verify("ball")


def test_levels_within_an_ulp_of_the_least_distortion_are_solved(rng):
    for _ in range(20):
        law, distortion = rng.dirichlet(np.ones(5)), 0.1 + rng.random((5, 7))
        least = float(law @ distortion.min(axis=1))
        for level in (np.nextafter(least, 0.0), least, np.nextafter(least, 1.0)):
            result = ib.rate_distortion(law, distortion, level)
            assert result.status is ib.Status.OPTIMAL
            result.verify("ball")


def test_a_level_above_the_least_distortion_keeps_forbidden_pairs_forbidden():
    distortion = np.where(np.eye(2) > 0.0, 0.1, np.inf)
    result = ib.rate_distortion([0.5, 0.5], distortion, float(np.nextafter(0.1, 1.0)))
    assert result.lower <= 1.0 <= result.upper <= 1.0 + 1e-9
