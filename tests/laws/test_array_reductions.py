"""Entropies and divergences of arrays of another library: those of numpy, wherever they are kept."""

from math import inf, log

import array_api_strict as strict
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as hnp

import itbounds as ib
from itbounds.kernels import measures
from itbounds.numerics import array_reductions, array_tiles
from itbounds.numerics.array_namespace import doubles
from itbounds.numerics.array_reductions import totals
from itbounds.numerics.reductions import conditional_entropy, entropy, mutual_information, relative_entropy

DEVICES = (strict.Device("CPU_DEVICE"), strict.Device("device1"))
SINGLE_ONLY = strict.Device("no_float64")
weights = st.one_of(st.just(0.0), st.floats(1e-9, 1e9), st.sampled_from([1e-35, 1.0, 1e-16]))
SHAPES = hnp.array_shapes(min_dims=2, max_dims=4, max_side=4)


@pytest.fixture(autouse=True, scope="module")
def small_tiles():
    """Let small arrays take many tiles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_tiles, "_TILE", 16)
        patch.setattr(array_tiles, "_SIDE", 3)
        yield


@st.composite
def pairs(draw):
    """Two arrays of weights that lie somewhere, none of whose lines is zero, and the same in numpy."""
    shape = draw(SHAPES)
    first, second = (draw(hnp.arrays(np.float64, shape, elements=weights)) for _ in range(2))
    first[..., 0, 0] = second[..., 0, 0] = 1.0
    second[draw(st.booleans()) & (second == 0.0)] = 1e-3
    device, dtype = draw(st.sampled_from(DEVICES)), draw(st.sampled_from([strict.float64, strict.float32]))
    there = [strict.asarray(array, dtype=dtype, device=device) for array in (first, second)]
    return there, [doubles(array) for array in there]


@settings(max_examples=20, deadline=None)
@given(pairs(), st.data())
def test_they_are_those_of_numpy(pair, data):
    (p, q), (first, second) = pair
    axis = data.draw(st.sampled_from([None, (-2, -1), tuple(range(first.ndim))]))
    for found, expected in (
        (entropy(p, axis), entropy(first, axis)),
        (relative_entropy(p, q, axis), relative_entropy(first, second, axis)),
        (mutual_information(p), mutual_information(first)),
        (conditional_entropy(p), conditional_entropy(first)),
    ):
        assert type(found) is type(expected)
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


@settings(max_examples=10, deadline=None)
@given(pairs())
def test_single_precision_alone_is_good_to_six_digits(pair):
    _, (first, second) = pair
    p, q = (strict.asarray(array, dtype=strict.float32, device=SINGLE_ONLY) for array in (first, second))
    first, second = doubles(p), doubles(q)
    np.testing.assert_allclose(entropy(p), entropy(first), rtol=2e-6, atol=2e-6)
    np.testing.assert_allclose(conditional_entropy(p), conditional_entropy(first), rtol=2e-6, atol=2e-6)
    np.testing.assert_allclose(mutual_information(p), mutual_information(first), rtol=2e-6, atol=2e-6)
    expected = relative_entropy(first, second)
    np.testing.assert_allclose(relative_entropy(p, q), expected, rtol=2e-6, atol=2e-6)


@settings(max_examples=10, deadline=None)
@given(pairs(), st.integers(-60, 60), st.integers(-60, 60))
def test_scales_of_weights_do_not_count(pair, up, down):
    (p, q), (first, second) = pair
    p, q = strict.astype(p, strict.float64) * 2.0**up, strict.astype(q, strict.float64) * 2.0**down
    assert relative_entropy(p, q) == pytest.approx(relative_entropy(first, second), rel=1e-13, abs=1e-14)
    np.testing.assert_allclose(mutual_information(p), mutual_information(first), rtol=1e-13, atol=1e-14)


def test_ratios_beyond_the_range_of_floats_have_logarithms():
    p = strict.asarray([1.0, 1.0])
    q = strict.asarray([1.0, 1e-309])
    assert relative_entropy(p, q) == pytest.approx(relative_entropy([1.0, 1.0], [1.0, 1e-309]), rel=1e-13)
    single = [strict.asarray(a, dtype=strict.float32, device=SINGLE_ONLY) for a in ([1.0, 1.0], [1.0, 1e-38])]
    expected = relative_entropy(*(doubles(array) for array in single))
    assert relative_entropy(*single) == pytest.approx(expected, rel=1e-6)


def test_what_is_not_absolutely_continuous_is_infinite():
    p, q = strict.asarray([[0.5, 0.5], [1.0, 0.0]]), strict.asarray([[1.0, 0.0], [1.0, 0.0]])
    assert relative_entropy(p, q, axis=1).tolist() == [inf, 0.0]


@pytest.mark.parametrize("device", [DEVICES[0], SINGLE_ONLY], ids=str)
def test_single_precision_loses_nothing_in_sums(device, monkeypatch):
    """A running sum of so many float32 ones and thousandths stops growing, or loses its fourth digit."""
    monkeypatch.setattr(array_tiles, "_TILE", 1 << 16)
    p = np.full(200_000, 1e-3, dtype=np.float32)
    p[0] = 2.0**17
    exact = entropy(p.astype(np.float64))
    assert entropy(strict.asarray(p, device=device)) == pytest.approx(
        exact, rel=1e-6 if device is SINGLE_ONLY else 1e-13
    )
    equal = strict.ones(100_003, dtype=strict.float32, device=device)
    assert entropy(equal) == pytest.approx(log(100_003), rel=1e-7 if device is SINGLE_ONLY else 1e-13)
    assert float(totals(strict.asarray(p, device=device))) == pytest.approx(
        p.sum(dtype=np.float64), rel=1e-12
    )


class TestMeasures:
    """The plain numbers of laws and channels."""

    @settings(max_examples=10, deadline=None)
    @given(st.integers(0, 2**32 - 1), st.sampled_from(DEVICES), st.sampled_from([ib.BITS, ib.NATS]))
    def test_they_are_those_of_numpy(self, seed, device, unit):
        rng = np.random.default_rng(seed)
        p, q, W = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(3), 4)
        there = [strict.asarray(array, device=device) for array in (p, q, W)]
        close = {"rel": 1e-12, "abs": 1e-14}
        assert measures.entropy(there[0], unit=unit) == pytest.approx(measures.entropy(p, unit=unit), **close)
        for first, second in (
            (there[0], there[1]),
            (p, there[1]),
            (there[0], q),
            (there[0], ib.Distribution.of(q)),
        ):
            found = measures.relative_entropy(first, second, unit=unit)
            assert found == pytest.approx(measures.relative_entropy(p, q, unit=unit), **close)
        for measure in (measures.mutual_information, measures.conditional_entropy):
            expected = pytest.approx(measure(p, W, unit=unit), **close)
            for law, channel in ((there[0], there[2]), (p, there[2]), (there[0], ib.Kernel.of(W))):
                assert measure(law, channel, unit=unit) == expected
            assert measure(strict.asarray(p[:, None] * W, device=device), unit=unit) == expected

    def test_rows_are_divided_by_their_sums(self):
        W = np.array([[0.3, 0.6, 0.1], [1 / 3, 1 / 3, 1 / 3]], dtype=np.float32)
        p = np.array([0.5, 0.5], dtype=np.float32)
        found = measures.conditional_entropy(strict.asarray(p), strict.asarray(W))
        exact = W.astype(np.float64)
        exact /= exact.sum(axis=1, keepdims=True)
        assert found == pytest.approx(measures.conditional_entropy([0.5, 0.5], exact), rel=1e-13)

    def test_what_is_no_law_is_refused(self):
        with pytest.raises(ib.NotNormalizedError, match="divide it by its sum"):
            measures.entropy(strict.asarray([0.5, 0.6]))
        with pytest.raises(ib.NotNormalizedError):
            measures.mutual_information(strict.asarray([0.5, 0.5]), strict.asarray([[0.5, 0.5], [0.5, 0.4]]))
        with pytest.raises(ib.NotNormalizedError):
            measures.entropy(strict.asarray([0.5, 0.5 + 1e-6]))
        assert measures.entropy(strict.asarray([0.5, 0.5 + 1e-6], dtype=strict.float32)) == pytest.approx(1.0)

    def test_shapes_that_do_not_fit_are_refused(self):
        law, W = strict.asarray([0.5, 0.5]), strict.asarray([[1.0], [1.0], [1.0]])
        with pytest.raises(ib.ShapeError, match="two axes"):
            measures.mutual_information(law)
        with pytest.raises(ib.CompositionError, match="rows of a channel are inputs"):
            measures.mutual_information(law, W)
        with pytest.raises(ib.CompositionError, match="one alphabet"):
            measures.relative_entropy(law, [0.5, 0.25, 0.25])


class TestRefusals:
    """What is no array of weights is refused as in numpy."""

    @pytest.mark.parametrize("reduce", [entropy, mutual_information, conditional_entropy])
    @pytest.mark.parametrize(
        ("array", "error"),
        [
            (strict.asarray([[0.5, -0.5]]), ib.NegativeProbabilityError),
            (strict.asarray([[0.5, float("nan")]]), ib.NonFiniteError),
            (strict.asarray([[0.5, inf]]), ib.NonFiniteError),
            (strict.asarray([[0.0, 0.0]]), ib.NotNormalizedError),
            (strict.zeros((2, 0)), ib.EmptyAlphabetError),
            (strict.asarray([[1.0 + 1.0j, 0.0]]), ib.DTypeError),
        ],
        ids=["negative", "nan", "infinite", "zero", "empty", "complex"],
    )
    def test_weights(self, reduce, array, error):
        with pytest.raises(error):
            reduce(array)

    def test_two_places(self):
        here, there = strict.asarray([1.0, 2.0]), strict.asarray([1.0, 2.0], device=DEVICES[1])
        with pytest.raises(ib.DTypeError, match="move them to one device"):
            relative_entropy(here, there)
        with pytest.raises(ib.ShapeError, match="no relative entropy"):
            relative_entropy(here, [1.0, 2.0, 3.0])

    def test_a_law_needs_an_axis_for_each_variable(self):
        with pytest.raises(ib.ShapeError, match="two axes"):
            mutual_information(strict.asarray([0.5, 0.5]))


def test_counts_and_truth_values_are_weights():
    counts = np.array([[3, 1], [0, 4]])
    assert mutual_information(strict.asarray(counts)) == pytest.approx(mutual_information(counts), rel=1e-13)
    assert entropy(strict.asarray([True, True, False])) == pytest.approx(log(2), rel=1e-15)


@settings(max_examples=20, deadline=None)
@given(pairs(), st.integers(-200, 200))
def test_large_laws_lose_no_digits_in_one_pass(pair, scale):
    (p, _), (first, _) = pair
    p = strict.astype(p, strict.float64) * 2.0**scale
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_reductions, "LARGE", 1)
        found = mutual_information(p)
    np.testing.assert_allclose(found, mutual_information(first), rtol=1e-12, atol=1e-14)


def test_small_informations_keep_their_digits(monkeypatch):
    monkeypatch.setattr(array_tiles, "_TILE", 1 << 14)
    rng = np.random.default_rng(1)
    joint = np.outer(rng.random(150), rng.random(150))
    joint[0, 0] *= 1.0 + 1e-6
    assert joint.size >= array_reductions.LARGE
    assert mutual_information(strict.asarray(joint)) == pytest.approx(mutual_information(joint), rel=1e-6)
    assert 0.0 < mutual_information(joint) < 1e-14


def test_batches_keep_their_axes():
    stack = np.random.default_rng(0).random((2, 3, 4, 5))
    array = strict.asarray(stack)
    assert mutual_information(array).shape == (2, 3)
    assert entropy(array, axis=(0, 3)).shape == (3, 4)
    np.testing.assert_allclose(entropy(array, axis=(0, 3)), entropy(stack, axis=(0, 3)), rtol=1e-13)
