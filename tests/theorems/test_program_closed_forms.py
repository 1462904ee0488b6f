"""Rate-distortion programs that have a formula: recognised, and inside the certified intervals."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

import itbounds as ib
from itbounds import E, I, Program, free

X, S, U, Z = ib.rvs("X S U Z")
HAMMING = ib.distortions.hamming(2)
q = sympy.Symbol("q", nonnegative=True)


def h(x):
    return -sum(p * np.log2(p) for p in (x, 1.0 - x) if p > 0.0)


def direct(source, distortion, level):
    model = {X: source, (U | X): free(distortion.shape[1])}
    return Program(minimize=I(X, U), model=model, subject_to=[E(distortion, X, U) <= level])


@pytest.mark.parametrize(
    ("source", "scale", "level", "truth"),
    [
        ([0.4, 0.6], 1.0, 0.1, h(0.4) - h(0.1)),
        ([0.4, 0.6], 2.0, 0.2, h(0.4) - h(0.1)),
        ([0.4, 0.6], 1.0, 0.5, 0.0),
        ([1 / 3] * 3, 1.0, 0.25, np.log2(3) - h(0.25) - 0.25),
        ([0.25] * 4, 1.0, 0.8, 0.0),
        ([0.5, 0.3, 0.2], 1.0, 0.3, -sum(p * np.log2(p) for p in (0.5, 0.3, 0.2)) - h(0.3) - 0.3),
        ([0.5, 0.0, 0.5], 1.0, 0.11, None),  # three reproductions for two letters that occur: not square
    ],
)
def test_hamming_distortion(source, scale, level, truth):
    """Cover and Thomas (2006), theorem 10.3.1 and problem 10.5; Erokhin (1958) at low levels."""
    program = direct(source, scale * ib.distortions.hamming(len(source)), level)
    form = program.closed_form()
    if truth is None:
        assert form is None
        return
    assert form.at() == pytest.approx(truth, abs=1e-12)
    agreement = form.check()
    assert agreement.agrees
    assert agreement.closed.upper - agreement.closed.lower < 1e-12
    assert "closed form" in program.explain()


def test_a_hidden_bit_over_a_grid_of_its_noise():
    """R(D) = 1 - h((D - q) / (1 - 2q)) for a fair bit seen through a BSC(q), up to where D is the least."""
    model = {S: [0.5, 0.5], (X | S): [[1 - q, q], [q, 1 - q]], (U | X): free(2)}
    program = Program(minimize=I(X, U), model=model, subject_to=[E(HAMMING, S, U) <= 0.2])
    form = program.closed_form()
    curve = program.solve(grid={q: [0.0, 0.1, 0.15, 0.9]})
    assert "where it holds" in curve.provenance.notes[0]
    for noise in (0.0, 0.1, 0.15):
        truth = 1.0 - h((0.2 - noise) / (1.0 - 2.0 * noise))
        assert form.at(q=noise) == pytest.approx(truth, abs=1e-12)
        assert form.check(q=noise).agrees
        assert curve.at(noise).lower - 1e-12 <= truth <= curve.at(noise).upper + 1e-12
    assert not form.holds(q=0.25)  # the level is below the least error
    assert not form.holds(q=0.9)  # the formula is that of small noise
    with pytest.raises(ib.DomainError):
        form.at(q=0.25)


def test_noise_after_the_answer_and_exact_levels():
    """A reproduction that is itself sent through a BSC(1/10): the error allowed to it is smaller."""
    model = {X: [q, 1 - q], (U | X): free(2), (Z | U): ib.zoo.bsc(0.1)}
    limit = E(HAMMING, X, Z) <= Fraction(1, 5)
    form = Program(minimize=I(X, U), model=model, subject_to=[limit]).closed_form()
    assert form.at(q=0.3) == pytest.approx(h(0.3) - h(0.125), abs=1e-12)
    assert form.check(q=0.3).agrees
    assert np.allclose(form.sweep(q=np.array([0.3, 0.7])), h(0.3) - h(0.125))


@pytest.mark.parametrize("seed", range(4))
def test_random_sources_agree(seed):
    """Probabilities that are no simple fractions, and letters in another order."""
    rng = np.random.default_rng([95, seed])
    source, size = rng.dirichlet(np.ones(2 + seed % 2)), 2 + seed % 2
    distortion = 0.7 * ib.distortions.hamming(size)[:, rng.permutation(size)] + 0.1
    level = 0.1 + 0.7 * 0.9 * (size - 1) * source.min() / size
    agreement = direct(source, distortion, level).closed_form().check(tol=1e-10)
    assert agreement.agrees
    assert agreement.certified.lower > 0.0


def test_what_has_no_formula_is_left_alone():
    rng = np.random.default_rng(96)
    source, other = rng.dirichlet(np.ones(3)), rng.random((3, 3))
    assert direct(source, other, float((source @ other).min()) / 2).closed_form() is None
    assert direct([0.8, 0.1, 0.1], ib.distortions.hamming(3), 0.25).closed_form() is None  # level too high
    program = direct([0.5, 0.5], HAMMING, 0.1)
    two = [*program.constraints, E(HAMMING, X, U) <= 0.2]
    assert Program(minimize=I(X, U), model=program.model, subject_to=two).closed_form() is None
    weighted = Program(minimize=2 * I(X, U), model=program.model, subject_to=program.constraints)
    assert weighted.closed_form() is None
