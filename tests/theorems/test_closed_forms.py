"""Closed forms against published numbers, against the certified solver, and beyond what they know."""

from itertools import permutations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import DomainError, DTypeError

a, b, e, q = sympy.symbols("a b e q", nonnegative=True)
hamming = ib.distortions.hamming
few = settings(max_examples=12, deadline=None)
UNIT = st.floats(0.0, 1.0).map(lambda x: round(x, 4))


def h(x):
    return 0.0 if x in (0.0, 1.0) else float(-x * np.log2(x) - (1 - x) * np.log2(1 - x))


KNOWN = [
    # Cover and Thomas 2006, chapter 7; the Z-channel by Golomb 1980.
    (ib.zoo.bsc(0.11), "binary symmetric channel", 1 - h(0.11)),
    (ib.zoo.bec(0.3), "erasure channel", 0.7),
    (ib.zoo.q_ary_erasure(5, 0.4), "erasure channel", 0.6 * np.log2(5)),
    (ib.zoo.z_channel(0.5), "Z-channel", np.log2(1.25)),
    (ib.zoo.z_channel(0.1), "Z-channel", np.log2(1 + 2 ** (-h(0.1) / 0.9))),
    (ib.zoo.q_ary_symmetric(4, 0.3), "symmetric channel", 2 - h(0.3) - 0.3 * np.log2(3)),
    (ib.zoo.typewriter(5), "symmetric channel", np.log2(2.5)),
    (ib.zoo.typewriter(26), "symmetric channel", np.log2(13)),
    (ib.Kernel.id(7), "noiseless channel", np.log2(7)),
    (ib.Kernel.of([[0.25, 0.75]] * 3), "useless channel", 0.0),
    (ib.zoo.binary_asymmetric(0.2, 0.8), "useless channel", 0.0),
    (
        ib.Kernel.of([[1 / 3, 1 / 6, 1 / 2], [1 / 3, 1 / 2, 1 / 6]]),
        "symmetric channel with 2 classes of outputs",
        np.log2(3) - (h(1 / 3) + 2 / 3 * h(1 / 4)),
    ),
]


@pytest.mark.parametrize(("channel", "name", "bits"), KNOWN)
def test_channels_are_recognised_with_their_capacity(channel, name, bits):
    form = ib.closed_form(channel)
    assert form.name == name
    assert form.at() == pytest.approx(bits, abs=1e-12)
    assert form.check().agrees
    inside = form.interval()
    assert inside.width < 1e-12
    result = ib.capacity(channel)
    assert result.lower <= inside.upper
    assert inside.lower <= result.upper


def test_a_weakly_symmetric_channel_that_is_not_symmetric_is_recognised():
    form = _first_weakly_symmetric()
    assert form.name == "weakly symmetric channel"
    assert form.check().agrees


def _first_weakly_symmetric():
    for size in (3, 4):
        values = list(range(size + 2))[: size + 1]
        for second in permutations(values):
            for third in permutations(values):
                rows = np.array([values, second, third], dtype=float)
                if len(set(rows.sum(axis=0))) == 1:
                    form = ib.closed_form(rows / rows[0].sum())
                    if form.name == "weakly symmetric channel":
                        return form
    raise AssertionError


@few
@given(UNIT, UNIT)
def test_every_binary_channel_has_the_capacity_that_the_solver_certifies(up, down):
    form = ib.closed_form([[1 - a, a], [b, 1 - b]])
    assert form.name == "binary asymmetric channel"
    assert form.check(a=up, b=down).agrees
    numbers = ib.closed_form(ib.zoo.binary_asymmetric(up, down))
    assert numbers.check().agrees
    assert numbers.at() == pytest.approx(form.at(a=up, b=down), abs=1e-12)


ENDS = [(0, 0), (1, 1), (0, 1), (1, 0), (0.5, 0.5), (0.3, 0.7), (0, 0.4), (0.4, 0), (1, 0.2), (1e-12, 0.5)]


@pytest.mark.parametrize(("up", "down"), [*ENDS, (0.3, 0.7 + 1e-9)])
def test_binary_channels_at_the_ends_of_their_ranges(up, down):
    form = ib.closed_form([[1 - a, a], [b, 1 - b]])
    found = form.check(a=up, b=down)
    assert found.agrees
    assert form.sweep(a=up, b=np.array([down]))[0] == pytest.approx(form.at(a=up, b=down), abs=1e-13)
    if up == 0:
        z = ib.closed_form([[1, 0], [q, 1 - q]])
        assert z.name == "Z-channel"
        assert z.at(q=down) == pytest.approx(form.at(a=up, b=down), abs=1e-14)


def test_the_secant_form_does_not_cancel_where_the_rows_are_nearly_equal():
    form = ib.closed_form([[1 - a, a], [b, 1 - b]])
    gaps = np.array([1e-3, 1e-5, 1e-7, 1e-9])
    swept = form.sweep(a=0.3, b=0.7 - gaps, unit="nat")
    exact = [form.at(a=0.3, b=0.7 - gap, unit="nat") for gap in gaps]
    np.testing.assert_allclose(swept, exact, rtol=0, atol=1e-14)
    # To second order in the distance of the rows it is an eighth of their chi-squared divergence.
    np.testing.assert_allclose(exact, gaps**2 / (8 * 0.3 * 0.7), rtol=2e-3)


def test_a_sweep_is_right_to_the_last_places_where_all_entries_crowd_at_an_end():
    flip, fade = ib.SymbolicKernel.of([[1 - e, e], [e, 1 - e]]), ib.SymbolicKernel.of([[1, 0], [e, 1 - e]])
    form = ib.closed_form(flip >> fade >> fade >> fade >> fade)
    decades = 10.0 ** -np.arange(1, 17, 2)
    values = np.concatenate([decades, 0.5 - decades, 1 - decades, np.linspace(0, 1, 9)])
    exact = [form.at(e=value) for value in values]
    np.testing.assert_allclose(form.sweep(e=values), exact, rtol=0, atol=5e-15)


@few
@given(st.data())
def test_symmetric_channels_in_any_order_agree_with_the_solver(data):
    """A Latin square of weights, perhaps with repeated rows, zero columns and split outputs, shuffled."""
    size = data.draw(st.integers(2, 4))
    weights = data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size).filter(any))
    square = np.array([np.roll(weights, shift) for shift in range(size)]) / sum(weights)
    if data.draw(st.booleans()):
        square = np.vstack([square, square[:1]])
    if data.draw(st.booleans()):
        square = np.hstack([square[:, :1] / 2, square[:, :1] / 2, square[:, 1:], np.zeros((len(square), 1))])
    rows = data.draw(st.permutations(range(square.shape[0])))
    columns = data.draw(st.permutations(range(square.shape[1])))
    form = ib.closed_form(square[rows][:, columns])
    assert form.check().agrees


def test_parameters_are_recognised_in_any_order_of_letters():
    symmetric = [[1 - 2 * e, e, e], [e, 1 - 2 * e, e], [e, e, 1 - 2 * e]]
    value = np.log2(3) - h(0.2) - 0.2
    for order in permutations(range(3)):
        form = ib.closed_form([symmetric[i] for i in order])
        assert form.name == "symmetric channel"
        assert form.at(e=0.1) == pytest.approx(value, abs=1e-14)
    erasure = ib.closed_form([[e, 0, 1 - e], [e, 1 - e, 0]])
    assert erasure.formula == (1 - e) * sympy.log(2)
    assert ib.closed_form([[e, 1 - e], [e, 1 - e]]).formula == 0
    two = ib.closed_form(ib.SymbolicKernel.of([[1 - e, e], [e, 1 - e]]) @ ib.zoo.bec(0.5))
    assert two.name == "symmetric channel with 2 classes of outputs"
    assert two.check(e=0.2).agrees


def test_choosing_between_channels_adds_their_exponentials():
    W = [[1 - e, e, 0, 0, 0], [e, 1 - e, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, q, 1 - q]]
    form = ib.closed_form(W)
    assert "sum of channels" in form.name
    at = {"e": 0.1, "q": 0.5}
    assert form.at(at) == pytest.approx(np.log2(2 ** (1 - h(0.1)) + 1 + 1.25), abs=1e-13)
    assert form.check(at).agrees


def test_a_cascade_is_recognised_after_composition():
    channel = ib.SymbolicKernel.of([[1 - e, e], [e, 1 - e]])
    form = ib.closed_form(channel >> channel)
    assert form.name == "binary symmetric channel"
    assert form.at(e=0.1) == pytest.approx(1 - h(0.18), abs=1e-14)
    assert form.check(e=0.1).agrees


def test_no_closed_form_is_invented():
    assert ib.closed_form(ib.zoo.random_dirichlet(3, 3, rng=1)) is None
    assert ib.closed_form([[1 - e, e, 0], [0, 1 - e, e], [e / 2, e / 2, 1 - e]]) is None
    nearly = ib.zoo.q_ary_symmetric(3, 0.3).matrix + np.array([[1e-6, -1e-6, 0], [0, 0, 0], [0, 0, 0]])
    assert ib.closed_form(nearly) is None
    assert ib.closed_form([0.2, 0.8], [[0, 1, 0.3], [1, 0, 0.3]]) is None
    assert ib.closed_form(ib.sources.gaussian(1.0), ib.distortions.absolute_error) is None


def test_values_outside_of_the_domain_are_refused_and_swept_to_nan():
    form = ib.closed_form([[1 - 2 * e, e, e], [e, 1 - 2 * e, e], [e, e, 1 - 2 * e]])
    assert form.conditions == sympy.Le(e, sympy.Rational(1, 2))
    with pytest.raises(DomainError, match="no probability"):
        form.at(e=0.6)
    swept = form.sweep(e=np.array([0.0, 0.5, 0.6]))
    assert swept[:2] == pytest.approx([np.log2(3), np.log2(3) - 1])
    assert np.isnan(swept[2])


SOURCES = [
    # Cover and Thomas 2006, section 10.3; Erokhin 1958.
    ([0.6, 0.4], 0.1, 0.501955000865),
    ([0.6, 0.4], 0.119203, h(0.4) - h(0.119203)),
    ([1 / 3, 1 / 3, 1 / 3], 0.141019, np.log2(3) - h(0.141019) - 0.141019),
    ([0.5, 0.3, 0.2], 0.25, 1.4854752972273344 - h(0.25) - 0.25),
    ([0.25] * 4, 0.75, 0.0),
    ([0.3, 0.0, 0.7], 0.2, h(0.3) - h(0.2)),
    ([0.5, 0.5], 0.0, 1.0),
    ([0.9, 0.1], 0.7, 0.0),
]


@pytest.mark.parametrize(("law", "level", "bits"), SOURCES)
def test_finite_sources_under_hamming_distortion(law, level, bits):
    form = ib.closed_form(law, hamming)
    assert form.at(D=level) == pytest.approx(bits, abs=1e-11)
    assert form.check(D=level).agrees
    scaled = ib.closed_form(law, 2.0 * hamming(len(law))[:, ::-1])
    assert scaled.at(D=2 * level) == pytest.approx(bits, abs=1e-11)


@few
@given(UNIT, st.floats(0.0, 1.2).map(lambda x: round(x, 4)))
def test_bernoulli_sources_agree_with_the_solver_at_every_level(p, level):
    form = ib.closed_form([1 - q, q], hamming)
    assert form.name == "Bernoulli source, Hamming distortion"
    assert form.check(q=p, D=level).agrees
    assert float(form.sweep(q=p, D=level)) == pytest.approx(form.at(q=p, D=level), abs=1e-14)


def test_the_low_distortion_formula_ends_where_it_ends():
    form = ib.closed_form([0.5, 0.3, 0.2], hamming)
    with pytest.raises(DomainError, match="holds only where"):
        form.at(D=0.45)
    # There it would be wrong: the certified curve lies elsewhere.
    (level,) = form.parameters
    formula = float(form.formula.subs(level, 0.45)) / ib.BITS.nats
    assert formula < ib.rate_distortion([0.5, 0.3, 0.2], hamming(3), 0.45).lower
    assert np.isnan(form.sweep(D=np.array([0.3, 0.45]))).tolist() == [False, True]


def test_sources_on_the_line_and_their_roundings_to_a_grid():
    gaussian = ib.closed_form(ib.sources.gaussian(1.0), ib.distortions.squared_error)
    assert gaussian.at(D=0.25) == pytest.approx(1.0)
    assert gaussian.at(D=2.0) == 0.0
    found = gaussian.check(D=0.5)
    assert found.agrees
    assert found.closed.width < 0.12
    scale = sympy.Symbol("b", positive=True)
    laplacian = ib.closed_form(ib.sources.laplacian(scale), ib.distortions.absolute_error)
    assert laplacian.at(b=2.0, D=0.5) == pytest.approx(2.0)
    found = laplacian.check(b=2.0, D=1.5)
    assert found.agrees
    assert found.closed.width < 0.2
    assert laplacian.sweep(b=1.0, D=np.array([0.5, 1.0, 3.0])) == pytest.approx([1.0, 0.0, 0.0])
    with pytest.raises(DomainError):
        gaussian.at(D=0.0)
    with pytest.raises(DTypeError, match="the function"):
        ib.closed_form(ib.sources.gaussian(1.0), hamming(2))
    with pytest.raises(DTypeError, match="needs a distortion"):
        ib.closed_form(ib.sources.gaussian(1.0))


def test_a_wrong_formula_would_be_found_out():
    from dataclasses import replace

    form = ib.closed_form(ib.zoo.bsc(0.1))
    wrong = replace(
        form, recognised=replace(form.recognised, formula=form.formula + sympy.Rational(1, 10**7))
    )
    assert not wrong.check().agrees
    assert "CONTRADICTS" in repr(wrong.check())


def test_gaussian_channels_are_filled_with_water():
    # Cover and Thomas 2006, sections 9.1 and 9.4.
    scalar = ib.closed_form(ib.GaussianKernel([[2.0]], [1.0], [[4.0]]))
    assert scalar.at(P=3.0) == pytest.approx(1.0)
    for power in (0.0, 0.5, 3.0):
        found = scalar.check(P=power)
        assert found.agrees
        assert found.result.gap < 1e-8
    noises = np.array([4.0, 1.0, 2.0])
    three = ib.closed_form(ib.GaussianKernel(np.eye(3), np.zeros(3), np.diag(noises)))
    assert three.at(P=3.0) == pytest.approx(1.084962500721156)
    assert three.at(P=1.0) == pytest.approx(0.5)
    assert three.check(P=3.0).agrees
    powers = np.array([0.0, 0.3, 1.0, 2.0, 5.0, 9.0])
    np.testing.assert_allclose(three.sweep(P=powers), [_water_filling(noises, power) for power in powers])
    assert ib.closed_form(ib.GaussianKernel([[1.0], [1.0]], [0.0, 0.0], np.eye(2))).at(
        P=3.5
    ) == pytest.approx(1.5)
    assert ib.closed_form(ib.GaussianKernel([[0.0]], [0.0], [[1.0]])).check(P=1.0).agrees
    assert ib.closed_form(ib.GaussianKernel([[1.0]], [0.0], [[0.0]])) is None
    assert ib.closed_form(ib.GaussianKernel([[1.0, 1.0]], [0.0], [[1.0]])) is None
    with pytest.raises(DomainError, match="at least 0"):
        scalar.at(P=-1.0)


def _water_filling(noises, power):
    """By bisection for the level, as slowly and plainly as can be."""
    low, high = 0.0, power + noises.max()
    for _ in range(200):
        level = (low + high) / 2
        low, high = (level, high) if np.maximum(level - noises, 0).sum() < power else (low, level)
    return 0.5 * np.log2(1 + np.maximum(low - noises, 0) / noises).sum()
