"""Divergences at their limits: zeros, infinities, orders, laws that nearly agree, and what is refused."""

from itertools import pairwise
from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.kernels import divergences as d
from itbounds.testing.strategies import stochastic_matrices
from tests.reference.divergences import divergence

PAIRS = {
    "kl": d.KL(),
    "reverse kl": d.ReverseKL(),
    "tv": d.TotalVariation(),
    "hellinger": d.Hellinger(),
    "chi2": d.ChiSquared(),
    "js": d.JensenShannon(),
}
ORDERS = (0.0, 1e-9, 0.3, 0.5, 1.0 - 1e-9, 1.0, 1.0 + 1e-9, 2.0, 7.5, 40.0)
CASES = [(one, kind, None) for kind, one in PAIRS.items()]
CASES += [(d.Tsallis(order), "tsallis", order) for order in ORDERS]
CASES += [(d.Renyi(order), "renyi", order) for order in (*ORDERS, 300.0, inf)]
ALL = [one for one, _, _ in CASES] + [
    d.Alpha(-1.5),
    d.Alpha(0.5),
    d.HellingerMetric(),
    d.JensenShannonMetric(),
]


def _value(one, p, q):
    return float(one.between(p[None], q[None])[0])


@pytest.mark.parametrize(("one", "kind", "order"), CASES, ids=str)
@settings(max_examples=12)
@given(data=st.data(), size=st.integers(1, 4))
def test_every_divergence_is_its_definition_in_high_precision(one, kind, order, data, size):
    p, q = data.draw(stochastic_matrices(2, size))
    truth = max(0.0, divergence(kind, p, q, order))
    value = _value(one, p, q)
    if truth > 1e300:
        assert value > 1e290
    else:
        # Where two laws nearly agree the error is of the order of the roundoff times the root of the value.
        assert value == pytest.approx(truth, rel=1e-11, abs=1e-13 * truth**0.5 + 1e-15 * (order or 1))


@pytest.mark.parametrize(("one", "kind", "order"), CASES, ids=str)
@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 1e-12])
def test_nothing_cancels_where_two_laws_nearly_agree(one, kind, order, gap):
    p = np.array([0.2, 0.5, 0.3])
    q = p + gap * np.array([0.1, -0.2, 0.1])
    truth = divergence(kind, p, q, order)
    if order == 0.0:
        assert _value(one, p, q) == truth == 0.0
        return
    # The laws are given to a unit in the last place, and their sums miss one by as much.
    assert _value(one, p, q) == pytest.approx(truth, rel=1e-10 + 2e-15 / gap)


@pytest.mark.parametrize("one", ALL, ids=str)
def test_zeros_and_infinities_follow_the_definition_and_are_never_nan(one):
    laws = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.3, 0.5], [1e-300, 1.0, 0.0]])
    first, second = laws[:, None, :], laws[None, :, :]
    values = one.between(*np.broadcast_arrays(first, second))
    assert not np.isnan(values).any()
    assert (values >= 0.0).all()
    assert (np.diag(values) == 0.0).all()


def test_what_absolute_continuity_decides():
    wide, narrow, away = [0.5, 0.5], [1.0, 0.0], [0.0, 1.0]
    for one in (d.KL(), d.ChiSquared(), d.Renyi(1), d.Renyi(2), d.Renyi(inf), d.Tsallis(2), d.Alpha(1.0)):
        assert one(wide, narrow) == inf
        assert one(narrow, wide) < inf
    for one in (d.ReverseKL(), d.Alpha(0.0), d.Alpha(-1.0)):
        assert one(narrow, wide) == inf
        assert one(wide, narrow) < inf
    for order in (0.0, 0.5, 0.99):
        assert d.Renyi(order)(narrow, away) == inf
        assert d.Renyi(order)(wide, narrow) < inf
    assert d.Renyi(0)(narrow, wide) == 1.0
    assert d.Tsallis(0.5)(narrow, away, unit=ib.NATS) == pytest.approx(2.0, abs=1e-15)
    assert d.Tsallis(0)(narrow, [0.25, 0.75], unit=ib.NATS) == 0.75
    assert d.TotalVariation()(narrow, away) == d.Hellinger()(narrow, away) == 1.0


@given(data=st.data(), size=st.integers(1, 4))
def test_orders_join_up(data, size):
    p, q = data.draw(stochastic_matrices(2, size, zeros=False))

    def close(one, two, rel=1e-6):
        assert _value(one, p, q) == pytest.approx(_value(two, p, q), rel=rel, abs=1e-13)

    close(d.Alpha(1.0), d.KL(), 1e-11)
    close(d.Alpha(0.0), d.ReverseKL(), 1e-11)
    close(d.Tsallis(1.0 + 1e-12), d.KL(), 1e-6)
    close(d.Renyi(1.0 - 1e-12), d.KL(), 1e-6)
    assert _value(d.Tsallis(2.0), p, q) == pytest.approx(_value(d.ChiSquared(), p, q), rel=1e-11)
    assert _value(d.Alpha(0.5), p, q) == pytest.approx(
        4.0 * _value(d.Hellinger(), p, q), rel=1e-10, abs=1e-15
    )
    orders = [0.0, 0.2, 0.5, 0.9, 1.0, 1.1, 2.0, 5.0, 50.0, inf]
    values = [_value(d.Renyi(order), p, q) for order in orders]
    assert all(low <= high * (1 + 1e-11) + 1e-14 for low, high in pairwise(values))


def test_rows_are_done_at_once(rng):
    p, q = rng.dirichlet(np.ones(4), (5, 3)), rng.dirichlet(np.ones(4), (5, 3))
    for one in ALL:
        together = one.between(p, q)
        assert together.shape == (5, 3)
        assert together[2, 1] == pytest.approx(_value(one, p[2, 1], q[2, 1]), rel=1e-14)


def test_units():
    p, q = [0.5, 0.5], [0.25, 0.75]
    assert d.KL()(p, q, unit="nats") == pytest.approx(log(2) * d.KL()(p, q), rel=1e-15)
    assert d.JensenShannonMetric()(p, q) ** 2 == pytest.approx(d.JensenShannon()(p, q), rel=1e-14)
    for one in (d.TotalVariation(), d.Hellinger(), d.ChiSquared(), d.HellingerMetric()):
        with pytest.raises(errors.UnitError, match="no unit"):
            one(p, q, unit=ib.BITS)
        assert ib.categorical_entropy(p, one) == ib.categorical_entropy(p, one, unit=ib.NATS)
    with pytest.raises(errors.UnitError):
        d.KL()(p, q, unit="trit")


def test_kernels_are_compared_in_the_worst_case_or_relative_to_an_input():
    f, g = np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([[0.5, 0.5], [0.1, 0.9]])
    tv = d.TotalVariation()
    assert tv(f, g) == pytest.approx(0.8, abs=1e-15)
    assert tv(f, g, input=[0.75, 0.25]) == pytest.approx(0.2, abs=1e-15)
    assert d.Renyi(inf)(f, g, input=[1.0, 0.0]) == 0.0
    # A joint law is told from a kernel by its sum.
    assert tv([[0.5, 0.0], [0.0, 0.5]], [[0.25, 0.25], [0.25, 0.25]]) == 0.5
    assert d.KL()(ib.Distribution.of({"a": 1.0, "b": 0.0}), {"a": 0.5, "b": 0.5}) == 1.0


def test_what_is_refused():
    kl = d.KL()
    with pytest.raises(errors.CompositionError):
        kl([0.5, 0.5], [0.2, 0.3, 0.5])
    with pytest.raises(errors.CompositionError):
        kl([0.5, 0.5], [[0.5, 0.5], [0.5, 0.5]])
    with pytest.raises(errors.DomainError, match="no inputs"):
        kl([0.5, 0.5], [0.5, 0.5], input=[1.0])
    with pytest.raises(errors.CompositionError):
        kl(ib.zoo.bsc(0.1), ib.zoo.bsc(0.2), input=[0.2, 0.3, 0.5])
    with pytest.raises(errors.NotNormalizedError):
        kl([0.5, 0.6], [0.5, 0.5])
    for make in (lambda: d.Renyi(-1), lambda: d.Tsallis(-0.1), lambda: d.Tsallis(inf), lambda: d.Alpha(inf)):
        with pytest.raises(errors.DomainError):
            make()
    with pytest.raises(errors.ShapeError, match="two factors"):
        ib.categorical_information([0.5, 0.5], kl)
    with pytest.raises(errors.DTypeError, match="real numbers"):
        d.FDivergence(lambda t: np.full(t.shape, "a"), at_zero=0.0, at_infinity=0.0)


@pytest.mark.parametrize("given", ["kl", d.KL, None])
def test_what_is_no_divergence_is_refused(given):
    asks = (
        lambda: ib.categorical_entropy([0.5, 0.5], given),
        lambda: ib.categorical_information([[0.5, 0.0], [0.0, 0.5]], given),
        lambda: ib.language_model.categorical_entropy(np.eye(2), [0.5, 0.5], given or "kl"),
        lambda: ib.data_processing([np.eye(2)], [0.5, 0.5], [0.1, 0.9], divergence=given or "kl"),
    )
    for ask in asks:
        with pytest.raises(errors.DTypeError, match=r"is no divergence.*KL\(\)"):
            ask()


def test_any_convex_function_makes_a_divergence(rng):
    p, q = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(4))
    half = d.FDivergence(lambda t: 0.5 * np.abs(t - 1.0), at_zero=0.5, at_infinity=0.5, label="half distance")
    assert half(p, q) == pytest.approx(d.TotalVariation()(p, q), rel=1e-14)
    assert half([1.0, 0.0], [0.0, 1.0]) == 1.0
    square = d.FDivergence(lambda t: (t - 1.0) ** 2, at_zero=1.0, at_infinity=inf)
    assert square([0.5, 0.5], [1.0, 0.0]) == inf
    assert square(p, q) == pytest.approx(d.ChiSquared()(p, q), rel=1e-13)
    assert ib.categorical_entropy(p, square) == pytest.approx(3.0, rel=1e-13)
    assert str(half) == "half distance"


@pytest.mark.parametrize(
    ("f", "zero", "infinity", "match"),
    [
        (lambda t: t * np.log(t) + 1.0, 1.0, inf, "f\\(1\\)"),
        (lambda t: 1.0 - t**2, 1.0, inf, "convex"),
        (lambda t: (t - 1.0) ** 2, 0.0, inf, "tangent"),
        (lambda t: (t - 1.0) ** 2, 1.0, 1.0, "infinity"),
        (lambda t: 0.0, 0.0, 0.0, "each entry"),
    ],
)
def test_what_is_no_convex_function_is_refused(f, zero, infinity, match):
    with pytest.raises(errors.DomainError, match=match):
        d.FDivergence(f, at_zero=zero, at_infinity=infinity)
