"""The channels: their matrices, their capacities where uniform inputs are optimal, and their parameters."""

from math import log2

import mpmath
import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds import errors
from itbounds.kernels import Kernel, sources, zoo
from itbounds.kernels.measures import mutual_information

probabilities = st.floats(0.0, 1.0, allow_subnormal=False)


def h(x):
    return 0.0 if x in (0.0, 1.0) else -x * log2(x) - (1 - x) * log2(1 - x)


@given(probabilities)
def test_binary_channels_at_their_closed_forms(e):
    uniform = sources.uniform(2)
    assert mutual_information(uniform, zoo.bsc(e)) == pytest.approx(1 - h(e), abs=1e-12)
    assert mutual_information(uniform, zoo.bec(e)) == pytest.approx(1 - e, abs=1e-12)
    assert (zoo.z_channel(e).matrix == zoo.binary_asymmetric(0.0, e).matrix).all()
    assert (zoo.binary_asymmetric(e, e).matrix == zoo.bsc(e).matrix).all()


@given(st.integers(2, 6), probabilities)
def test_symmetric_and_erasure_channels_at_their_closed_forms(q, e):
    uniform = sources.uniform(q)
    symmetric = log2(q) - h(e) - e * log2(q - 1)
    assert mutual_information(uniform, zoo.q_ary_symmetric(q, e)) == pytest.approx(symmetric, abs=1e-12)
    assert mutual_information(uniform, zoo.q_ary_erasure(q, e)) == pytest.approx((1 - e) * log2(q), abs=1e-12)
    assert zoo.q_ary_erasure(q, e).cod.letters == (*range(q), "e")


@pytest.mark.parametrize("n", [2, 3, 4, 26])
def test_the_typewriter_loses_one_bit(n):
    assert mutual_information(sources.uniform(n), zoo.typewriter(n)) == pytest.approx(log2(n / 2), abs=1e-12)
    assert (zoo.typewriter(n).matrix > 0).sum(axis=1).tolist() == [2] * n


@given(probabilities, probabilities)
def test_cascades_and_products(a, b):
    cascade = zoo.bsc(a) >> zoo.bsc(b)
    assert cascade.agrees_with(zoo.bsc(a * (1 - b) + b * (1 - a)))
    assert zoo.product(zoo.bsc(a), zoo.bec(b)).agrees_with(zoo.bsc(a) @ zoo.bec(b), atol=0.0)
    pair = mutual_information(sources.uniform(4), zoo.product(zoo.bsc(a), zoo.bsc(b)))
    assert pair == pytest.approx(2 - h(a) - h(b), abs=1e-12)


def test_dirichlet_channels_are_reproducible_and_distributed_as_said():
    assert (zoo.random_dirichlet(3, 4, rng=7).matrix == zoo.random_dirichlet(3, 4, rng=7).matrix).all()
    generator = np.random.default_rng(7)
    first, second = zoo.random_dirichlet(3, 4, rng=generator), zoo.random_dirichlet(3, 4, rng=generator)
    assert (first.matrix == zoo.random_dirichlet(3, 4, rng=7).matrix).all()
    assert (first.matrix != second.matrix).any()
    sample = zoo.random_dirichlet(4000, 5, 0.5, rng=0).matrix
    # A coordinate is Beta(a, (n - 1) a) with mean 1 / n and variance (n - 1) / n**2 / (n a + 1).
    assert sample.mean(axis=0) == pytest.approx(0.2, abs=0.02)
    assert sample.var(axis=0) == pytest.approx(4 / 25 / 3.5, rel=0.1)
    tiny = zoo.random_dirichlet(50, 5, 1e-3, rng=0).matrix
    assert np.isfinite(tiny).all()


@pytest.mark.parametrize(("amplitude", "std"), [(4.0, 1.0), (1.0, 0.25), (20.0, 1.0)])
def test_awgn_entries_are_exact_bin_probabilities(amplitude, std):
    channel = zoo.awgn_grid(amplitude, 5, 12, noise_std=std)
    x, cells = channel.dom.letters, channel.cod.letters
    assert x == pytest.approx(np.linspace(-amplitude, amplitude, 5))
    assert (cells[0][0], cells[-1][1]) == (-np.inf, np.inf)
    assert cells[0][1] == -cells[-1][0] == pytest.approx(-(amplitude + 6 * std))
    with mpmath.workdps(340):
        for i, point in enumerate(x):
            for j, (low, high) in enumerate(cells):
                a, b = (mpmath.mpf(low) - point) / std, (mpmath.mpf(high) - point) / std
                exact = (mpmath.erfc(a / mpmath.sqrt(2)) - mpmath.erfc(b / mpmath.sqrt(2))) / 2
                found = channel.matrix[i, j]
                if exact < mpmath.mpf(2) ** -1021:
                    assert found < 2.0**-1020
                else:
                    # A tail at t is of the argument, whose error is u t: the relative error is u t^2.
                    assert abs(found / exact - 1) < 1e-15 * (8 + min(abs(a), abs(b)) ** 2)
    assert channel.matrix.sum(axis=1) == pytest.approx(1.0, abs=1e-14)


def test_awgn_rows_are_symmetric_and_refine():
    channel = zoo.awgn_grid(2.0, 4, 9)
    assert (channel.matrix == channel.matrix[::-1, ::-1]).all()
    coarse, fine = zoo.awgn_grid(2.0, 3, 17), zoo.awgn_grid(2.0, 3, 32)
    # The 15 inner cells of the coarse grid are cut in two; the half-lines are the same.
    merged = np.add.reduceat(fine.matrix, [0, *range(1, 31, 2), 31], axis=1)
    assert merged == pytest.approx(coarse.matrix, rel=1e-9, abs=1e-18)
    assert zoo.awgn_grid(1.0, 1, 2).matrix.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("build", "parameters"),
    [
        (zoo.bsc, (-0.1,)),
        (zoo.bsc, (float("nan"),)),
        (zoo.bec, (1.5,)),
        (zoo.z_channel, (float("inf"),)),
        (zoo.binary_asymmetric, (0.1, 2)),
        (zoo.q_ary_symmetric, (1, 0.1)),
        (zoo.q_ary_symmetric, (2.0, 0.1)),
        (zoo.q_ary_erasure, (0, 0.1)),
        (zoo.q_ary_erasure, (True, 0.1)),
        (zoo.typewriter, (1,)),
        (zoo.awgn_grid, (0.0, 2, 2)),
        (zoo.awgn_grid, (1.0, 0, 2)),
        (zoo.awgn_grid, (1.0, 2, 1)),
        (zoo.awgn_grid, (float("inf"), 2, 2)),
    ],
)
def test_parameters_out_of_range_are_refused(build, parameters):
    with pytest.raises(errors.DomainError):
        build(*parameters)


@pytest.mark.parametrize("value", [True, "0.1", None, 0.1 + 0j])
def test_parameters_that_are_no_numbers_are_refused(value):
    with pytest.raises(errors.DTypeError):
        zoo.bsc(value)


def test_other_parameters_are_checked():
    with pytest.raises(errors.DomainError, match="concentration"):
        zoo.random_dirichlet(2, 2, 0.0, rng=0)
    with pytest.raises(errors.DomainError, match="reach"):
        zoo.awgn_grid(1.0, 2, 2, reach=-1.0)
    with pytest.raises(errors.ShapeError):
        zoo.product()


@pytest.mark.parametrize(
    ("spec", "channel"),
    [
        ("bsc:0.11", zoo.bsc(0.11)),
        (" BEC:0.3 ", zoo.bec(0.3)),
        ("z:0.5", zoo.z_channel(0.5)),
        ("asymmetric:0.1:0.2", zoo.binary_asymmetric(0.1, 0.2)),
        ("qsc:4:0.1", zoo.q_ary_symmetric(4, 0.1)),
        ("qec:3:0.1", zoo.q_ary_erasure(3, 0.1)),
        ("typewriter:4", zoo.typewriter(4)),
        ("awgn:2:3:8", zoo.awgn_grid(2.0, 3, 8)),
        ("dirichlet:3:4:0.5:7", zoo.random_dirichlet(3, 4, 0.5, rng=7)),
    ],
)
def test_specifications_name_channels(spec, channel):
    parsed = zoo.parse_spec(spec)
    assert (parsed.dom, parsed.cod) == (channel.dom, channel.cod)
    assert (parsed.matrix == channel.matrix).all()


@pytest.mark.parametrize(
    ("spec", "error", "says"),
    [
        ("bsd:0.1", errors.UnknownNameError, "bsc:CROSSOVER"),
        ("", errors.UnknownNameError, "typewriter:N"),
        ("bsc", errors.DomainError, "write bsc:CROSSOVER"),
        ("bsc:0.1:0.2", errors.DomainError, "2 parameters"),
        ("bsc:x", errors.DomainError, "'x'"),
        ("typewriter:2.5", errors.DomainError, "not an integer"),
        ("bsc:1.5", errors.DomainError, "[0, 1]"),
        ("bsc:nan", errors.DomainError, "NaN"),
    ],
)
def test_wrong_specifications_say_what_is_right(spec, error, says):
    with pytest.raises(error) as caught:
        zoo.parse_spec(spec)
    assert says in str(caught.value)


def test_every_channel_is_a_kernel_of_anonymous_numbered_inputs():
    for channel in (zoo.bsc(0.1), zoo.bec(0.1), zoo.z_channel(0.1), zoo.typewriter(3)):
        assert isinstance(channel, Kernel)
        assert channel.dom.anonymous
