"""Whatever is put in the place of an argument, a calculator answers with a number or says what is wrong."""

from math import inf, isnan, nan

import numpy as np
import pytest

import itbounds as ib

STRANGE = (nan, "x", None, -1, 10**400, 10**18, 5e-324, 1e308, np.zeros(0), [nan, 0.5])


@pytest.mark.parametrize("family", ["counting", "decision", "generalization", "hypothesis_testing"])
def test_strange_arguments_are_answered_or_refused_with_words(family):
    for name, known in ib.bounds.calculators(family).items():
        for parameter, described in known.signature.parameters.items():
            words = isinstance(described.default, (str, bool))
            for strange in STRANGE:
                if words and isinstance(strange, (np.ndarray, list)):
                    continue
                inputs = {**known.theorem.known.inputs, parameter: strange}
                try:
                    bound = known.function(**inputs)
                except ib.ItboundsError:
                    continue
                assert not isnan(bound.nats), (name, parameter, strange)
                assert name in repr(bound)


def test_a_probability_of_failure_below_the_normal_doubles():
    generalization = ib.bounds.generalization
    for delta in (5e-324, 1e-320):
        assert generalization.sampled_gibbs(0.05, 1000, 10.0, 1000, delta).value < 1.0
        assert generalization.split_kl(0.05, 0.0, 10.0, 1000, delta).value < 1.0
        assert 380.0 < ib.bounds.decision.cross_entropy([0.5] * 10, 2.0, delta).value < inf


def test_regrets_of_many_letters_are_no_overflow():
    """The Shtarkov sum of a thousand data and two thousand letters has five hundred digits."""
    many = ib.bounds.generalization.nml(1000, 2000)
    assert 1200.0 < many.value < 1000.0 * np.log(2000.0)
    with pytest.raises(ib.DomainError, match="letters"):
        ib.bounds.generalization.nml(10, 10**9)
    with pytest.raises(ib.DomainError, match="take fewer points"):
        ib.bounds.generalization.coin_redundancy(10**6, 65)


def test_tests_of_a_thousand_million_data():
    generalization = ib.bounds.generalization
    assert generalization.clopper_pearson(50, 10**9).value == pytest.approx(6.328707e-8, rel=1e-6)
    assert generalization.conformal_conditional(10**9, 0.1).value == pytest.approx(0.9, abs=1e-4)
    with pytest.raises(ib.DomainError, match="told apart"):
        generalization.clopper_pearson(50, 2**60)


def test_sequences_of_many_letters_take_no_memory():
    """The power of the number of letters is written out only where it matters."""
    even = ib.representation.finite_rate([0.2] * 5, 200_000, 0.0)
    assert even.lower <= np.log2(5.0) <= even.upper
    for n in (200_000, 10**9):
        with pytest.raises(ib.DomainError, match="types"):
            ib.representation.error([0.6, 0.3, 0.1], n, 4)
    found = ib.representation.finite_rate_distortion([0.6, 0.4], [[0, 1], [1, 0]], 0.11, 10**6, 0.01)
    assert found.code is None
    assert found.lower < found.approximation.value < found.lower + 1e-3


def test_a_gaussian_code_with_almost_no_error():
    blocklength, channel = ib.bounds.blocklength, ib.zoo.awgn(1.0)
    for eps in (1e-16, 5e-324):
        below, above = blocklength.kappa_beta(channel, 200, eps), blocklength.metaconverse(channel, 200, eps)
        assert 0.0 <= below.value <= above.value
    fixed = [blocklength.kappa_beta(channel, 200, 0.1, tau=tau).value for tau in (1e-12, 1e-9, 1e-6)]
    assert 0.0 < fixed[0] < fixed[1] < fixed[2]


def test_radii_whose_squares_vanish_are_refused():
    covering = ib.shared.covering
    for least in (1e-320, 1e-200):
        for body in (covering.ball, covering.sphere):
            with pytest.raises(ib.DomainError, match="radius"):
                body(3, least)
        for body in (covering.grassmann, covering.stiefel):
            with pytest.raises(ib.DomainError, match="radius"):
                body(3, 2, least)
    low, high = covering.grassmann(3, 2, 1e-90)
    assert 2.0 * 90.0 * np.log2(10.0) - 10.0 < low <= high < 2.0 * 90.0 * np.log2(10.0) + 10.0
