"""The representation rate: hand-made numbers, the chain rule, and what is refused."""

from math import log2

import numpy as np
import pytest

import itbounds as ib

representation = ib.representation


def test_the_rate_is_the_entropy() -> None:
    assert representation.rate(ib.sources.bernoulli(0.11)).value == pytest.approx(0.499916, abs=5e-7)
    uniform = representation.rate(ib.sources.uniform(8))
    assert 3.0 in uniform.interval
    assert uniform.gap < 1e-13
    certain = representation.rate([0.0, 1.0, 0.0])
    assert (certain.lower, certain.upper) == (0.0, 0.0)
    assert representation.rate([0.5, 0.5], unit="nat").upper == pytest.approx(np.log(2.0), abs=1e-14)


def test_the_rate_of_a_chain_is_the_mean_entropy_of_its_rows() -> None:
    chain = ib.sources.markov([[0.9, 0.1], [0.3, 0.7]])
    by_hand = 0.75 * representation.rate([0.9, 0.1]).value + 0.25 * representation.rate([0.3, 0.7]).value
    result = representation.rate(chain)
    assert result.value == pytest.approx(by_hand, abs=1e-13)
    assert result.gap < 1e-12
    for level in ("float", "ball"):
        proved = result.verify(level)
        assert result.lower <= proved.lower <= proved.upper <= result.upper
    # A cycle is certain, though no two of its letters are the same.
    cycle = representation.rate(ib.sources.markov(np.roll(np.eye(3), 1, axis=1)))
    assert cycle.lower == 0.0
    assert cycle.upper < 1e-14


def test_a_nearly_decomposable_chain_is_certified_all_the_same() -> None:
    """A law solved in floating point would be wrong by the conditioning; the potential does not mind."""
    small = 2.0**-40
    rows = np.array([[1.0 - small, small], [small, 1.0 - small]])
    result = representation.rate(ib.sources.markov(rows))
    truth = -small * log2(small) - (1.0 - small) * np.log1p(-small) / np.log(2.0)
    assert result.lower <= truth * (1 + 1e-9)
    assert result.upper >= truth * (1 - 1e-9)
    assert result.gap < 1e-3


@pytest.mark.parametrize(
    ("chain", "closed"),
    [(np.eye(2), [0]), ([[0.5, 0.5], [0.0, 1.0]], [1]), ([[0.5, 0, 0.5], [0, 1, 0], [0.2, 0, 0.8]], [0, 2])],
)
def test_a_reducible_chain_is_refused_with_a_part_that_is_none(chain: object, closed: list[int]) -> None:
    with pytest.raises(ib.DomainError, match="reducible") as caught:
        ib.sources.markov(chain)
    assert caught.value.value == closed
    part = np.asarray(chain)[np.ix_(closed, closed)]
    assert ib.sources.markov(part).transition.matrix.shape == (len(closed), len(closed))


def test_what_is_no_chain_and_no_finite_source_is_refused() -> None:
    with pytest.raises(ib.errors.ShapeError, match="square"):
        ib.sources.markov([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    with pytest.raises(ib.DomainError, match="density"):
        representation.rate(ib.sources.gaussian(1.0))
    with pytest.raises(ib.DomainError, match="quantise"):
        representation.rate(ib.GaussianKernel.state([0.0], [[1.0]]))


def test_the_sufficient_statistic_of_four_inputs() -> None:
    p, rows = [0.4, 0.1, 0.3, 0.2], [[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.2, 0.8]]
    assert representation.rate(p).value == pytest.approx(1.846439, abs=5e-7)
    result = representation.sufficient_rate(p, rows)
    assert result.value == pytest.approx(1.0, abs=1e-12)
    assert result.provenance.notes == ("classes {0, 1}, {2, 3}",)
    assert result.witness is not None
    assert result.witness.matrix.tolist() == [[1, 0], [1, 0], [0, 1], [0, 1]]
    assert ib.Result.from_dict(result.to_dict()).verify("ball").within(result.interval)
    # Rows that differ in the last place are different laws.
    nearby = [[0.9, 0.1], [np.nextafter(0.9, 1.0), 0.1], [0.2, 0.8], [0.2, 0.8]]
    assert len(set(map(tuple, nearby))) == 3
    assert representation.sufficient_rate(p, nearby).value > 1.3
