"""Laws on which estimators are compared: what their ratios of densities say of the information."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import DomainError, ShapeError
from itbounds.estimators import further_laws, laws
from itbounds.estimators.mixtures import mixture_law

e = ib.estimators


@pytest.mark.parametrize("law", [*e.suite(), *e.suite("fresh")], ids=lambda law: law.name)
def test_ratios_of_densities_average_to_the_information_and_to_one(law):
    """E ln w = I under the law, E w = 1 under the product of its margins, within errors of 20,000 samples."""
    rng = np.random.default_rng(7)
    assert law.information.lower >= 0.0
    assert law.information.width < 1e-6
    if law.ratio is None:
        return
    x, y = law.sample(rng, 20_000)
    scores = law.ratio(x, y)
    error = scores.std() / np.sqrt(len(scores)) + 1e-9
    assert abs(scores.mean() - law.information.lower) < 4.5 * error
    weights = np.exp(law.ratio(x, y[rng.permutation(len(y))]))
    # Some weights have hardly a variance: few of them are far below the mean, not above.
    assert weights.mean() < 1.0 + 4.5 * weights.std() / np.sqrt(len(weights)) + 1e-9


@given(st.floats(0.3, 2.5))
@settings(max_examples=5, deadline=None)
def test_two_views_of_a_sign_are_a_mixture(signal):
    """The quadrature on the plane, and two enclosing quadratures on the line."""
    means = np.array([[signal, signal], [-signal, -signal]])
    mixture = mixture_law(np.array([0.5, 0.5]), means, np.stack([np.eye(2)] * 2))
    ends = laws.bimodal(signal).information
    assert mixture.information.lower <= ends.upper
    assert ends.lower <= mixture.information.upper


def test_transfer_entropies_of_the_sequences_by_other_means():
    law = further_laws.letter_sequence(2, 0.2, 0.5)
    chain = np.array([[0.75, 0.25], [0.25, 0.75]])
    channel = np.array([[0.8, 0.2], [0.2, 0.8]])
    # The law of (Y', X, Y): X now, the one before it, and what either sends.
    joint = np.einsum("ab,ac,bd->dbc", chain / 2.0, channel, channel)
    assert e.law_transfer_entropy(joint, unit="nat") == pytest.approx(law.information.lower, abs=1e-9)
    x, y = further_laws.driven_sequence(np.array([-3.0, -1.0, 1.0, 3.0]), 0.3).sample(
        np.random.default_rng(0), 20_000
    )
    left = y[1:] - 0.3 * y[:-1] - x[:-1]
    assert left.std() == pytest.approx(1.0, abs=0.03)
    assert abs(np.corrcoef(left[:, 0], x[:-1, 0])[0, 1]) < 0.03


def test_closed_forms_where_they_are_simple():
    """A gamma rate of large shape is a constant; far levels through narrow noise keep a bit each."""
    assert further_laws.gamma_exponential(1e4).information.lower == pytest.approx(0.5e-4, rel=1e-3)
    assert further_laws.overlapping_uniforms(2).information.lower == pytest.approx(0.5 * log(2.0))
    half = further_laws.covariance_law(np.array([[1.0, 0.6], [0.6, 1.0]]), 1).information
    assert laws.gaussian_law(0.6).information.lower in half


def test_drawn_laws_follow_from_the_generator():
    first, again = (e.suite("drawn", rng=seed) for seed in (1, np.random.default_rng(1)))
    assert [law.information for law in first] == [law.information for law in again]
    assert len({law.information for law in first}) == len(first)
    assert {law.kind for law in first} >= {"gaussian", "continuous", "mixed", "discrete", "sequence"}


def test_laws_that_make_no_sense_are_refused():
    with pytest.raises(DomainError, match="fresh"):
        e.suite("stale")
    with pytest.raises(DomainError, match="positive definite"):
        further_laws.covariance_law(np.ones((2, 2)), 1)
    with pytest.raises(DomainError, match="settle"):
        further_laws.linear_sequence(0.5, 1.0)
    with pytest.raises(DomainError, match="spread"):
        mixture_law(np.ones(1), np.zeros((1, 2)), np.zeros((1, 2, 2)))
    with pytest.raises(DomainError, match="narrow"):
        mixture_law(np.full(2, 0.5), np.zeros((2, 2)), np.stack([np.eye(2), 1e-8 * np.eye(2)]))
    with pytest.raises(ShapeError, match="means"):
        mixture_law(np.ones(1), np.zeros((1, 3)), np.eye(2)[None])
