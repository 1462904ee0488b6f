"""Sums below a level, against every type summed in integers; errors far inside of their bounds."""

from math import exp, inf, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.numerics.statistics.type_sums import types
from itbounds.numerics.statistics.type_thresholds import ThresholdSums, heads, log_factorials


def _logs(weights: list[int]) -> np.ndarray:
    return np.log(np.array(weights) / sum(weights))


@given(
    st.sets(st.integers(1, 10**4), min_size=2, max_size=4),
    st.integers(1, 14),
    st.floats(0.0, 1.0),
)
@settings(max_examples=100)
def test_a_cut_divides_all_types(found: set[int], n: int, share: float) -> None:
    weights = sorted(found, reverse=True)
    sums = ThresholdSums.of(_logs(weights), np.ones(len(weights)), n)
    ends = n * log(weights[-1] / sum(weights)), n * log(weights[0] / sum(weights))
    level = ends[0] + share * (ends[1] - ends[0])
    cut = sums.cut(level)
    scale = n * log(sum(weights))
    listed = [(log(weight) - scale, weight, number) for weight, number in types(weights, n)]
    # What is within rounding of the level may be on either side; what is on which side, the cut says.
    assert cut.most_below < cut.least_above + sums.slack
    below = [entry for entry in listed if entry[0] < (cut.most_below + cut.least_above) / 2]
    count = sum(number for _, _, number in below)
    total = len(weights) ** n
    assert sums.below(cut) == (pytest.approx(log(count), abs=1e-11) if count else -inf)
    assert sums.above(cut) == (pytest.approx(log(total - count), abs=1e-11) if count < total else -inf)
    mass = sum(weight * number for _, weight, number in below) / sum(weights) ** n
    assert exp(sums.mass_below(cut)) == pytest.approx(mass, rel=1e-10)
    if below:
        assert cut.most_below == pytest.approx(max(entry[0] for entry in below), abs=1e-11)


def test_errors_are_far_inside_of_their_bounds() -> None:
    """Sixty letters of three kinds; the bounds are a priori, and a hundred times what rounding does."""
    weights, n = [7, 4, 1], 60
    sums = ThresholdSums.of(_logs(weights), np.array([1.0, 2.0, 1.0]), n)
    whole = 7 + 4 + 4 + 1
    # Letters of the same weight are told apart where they are counted.
    listed = types([7, 4, 4, 1], n)
    logs = np.log(np.array([7, 4, 1]) / whole)
    sums = ThresholdSums.of(logs, np.array([1.0, 2.0, 1.0]), n)
    worst = 0.0
    for share in np.linspace(0.02, 0.98, 25):
        cut = sums.cut(n * (share * logs[0] + (1.0 - share) * logs[2]))
        middle = (cut.most_below + cut.least_above) / 2 + n * log(whole)
        below = [(weight, number) for weight, number in listed if log(weight) < middle]
        mass = sum(weight * number for weight, number in below) / whole**n
        count = sum(number for _, number in below)
        worst = max(worst, abs(sums.mass_below(cut) - log(mass)), abs(sums.below(cut) - log(count)))
    assert 1e-16 < worst < 0.1 * sums.error < 1e-10


def test_logarithms_of_factorials() -> None:
    computed = log_factorials(3000)
    assert np.allclose(computed, [lgamma(m + 1.0) for m in range(3001)], rtol=1e-14, atol=1e-13)


def test_four_letters_have_about_half_the_square_of_heads() -> None:
    assert (heads(2, 2000), heads(3, 2000), heads(4, 2000)) == (1, 2001, 2001 * 2002 // 2)
    sums = ThresholdSums.of(_logs([4, 3, 2, 1]), np.ones(4), 30)
    assert len(sums.rest) == heads(4, 30)
