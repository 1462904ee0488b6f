"""Gaussian kernels: known numbers, degenerate laws, what is refused, and how they are kept."""

import json
import pickle
from math import e, inf, log2, pi, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds import EuclideanSpace, GaussianKernel
from itbounds.numerics.covariance import as_covariance
from tests.reference import gaussian as reference

BLOCKS = {"x": 1, "y": 1}


def test_differential_entropies():
    assert GaussianKernel.state([3.0], [[0.25]]).entropy() == pytest.approx(0.5 * log2(2 * pi * e * 0.25))
    assert GaussianKernel.state([0, 0], [[2, 1], [1, 2]]).entropy() == pytest.approx(
        0.5 * log2((2 * pi * e) ** 2 * 3)
    )
    assert GaussianKernel([[5.0]], [0], [[1.0]]).entropy(unit="nat") == pytest.approx(
        0.5 * np.log(2 * pi * e)
    )
    assert GaussianKernel.state(np.zeros(0), np.zeros((0, 0))).entropy() == 0.0
    flat = GaussianKernel.state([0, 1, 2], np.diag([1.0, 0.0, 1.0]), cod={"a": 1, "b": 1, "c": 1})
    assert flat.entropy() == -inf
    assert flat.spread.relations == ("b = 1",)


@pytest.mark.parametrize("rho", [1e-9, 0.1, -0.9, 0.8, 1 - 1e-9])
def test_information_of_a_correlated_pair(rho):
    law = GaussianKernel.state([0, 0], [[4.0, 2 * rho], [2 * rho, 1.0]], cod=BLOCKS)
    assert law.mutual_information("x", "y") == pytest.approx(-0.5 * log2((1 - rho) * (1 + rho)), rel=1e-6)
    assert law.shared("x", "y") == ()


def test_published_information_of_gaussians():
    """rho = .9 has 1.19796 bit (a common benchmark of estimators); a relation has infinitely much."""
    law = GaussianKernel.state([0, 0], [[1, 0.9], [0.9, 1]], cod=BLOCKS)
    assert law.mutual_information("x", "y") == pytest.approx(1.19796, abs=5e-6)
    line = GaussianKernel.state([1, 3], [[1, 2], [2, 4]], cod=BLOCKS)
    assert line.mutual_information("x", "y") == inf
    assert line.shared("x", "y") == ("y = 2 x + 1",)
    assert line.conditional("x").is_deterministic


def test_relative_entropies():
    p, q = GaussianKernel.state([1.0], [[2.0]]), GaussianKernel.state([0.0], [[1.0]])
    assert p.relative_entropy(q, unit="nat") == pytest.approx(0.5 * (2 + 1 - 1 - np.log(2.0)))
    line = GaussianKernel.state([0, 0], [[1, 1], [1, 1]])
    assert line.relative_entropy(GaussianKernel.state([0, 0], np.eye(2))) == inf
    assert GaussianKernel.state([0, 0], np.eye(2)).relative_entropy(line) == inf
    assert GaussianKernel.state([0, 1], [[1, 1], [1, 1]]).relative_entropy(line) == inf
    assert GaussianKernel.state([1, 1], [[1, 1], [1, 1]]).relative_entropy(line, unit="nat") == pytest.approx(
        0.5
    )
    assert line.relative_entropy(GaussianKernel.state([0, 0], np.zeros((2, 2)))) == inf
    near = GaussianKernel.state([1e-9], [[1.0]])
    assert near.relative_entropy(q, unit="nat") == pytest.approx(5e-19, rel=1e-6)


def test_scalar_kalman_filter_against_its_recursion():
    """A random walk of step variance q seen with noise r: the Riccati recursion in one dimension."""
    q, r, variance, mean = 0.5, 2.0, 10.0, 0.0
    walk, sensor = GaussianKernel([[1.0]], [0], [[q]]), GaussianKernel([[1.0]], [0], [[r]])
    law = GaussianKernel.state([mean], [[variance]])
    for y in (1.0, -0.5, 2.0, 0.25) * 10:
        law = sensor.invert(law >> walk).at([y])
        predicted = variance + q
        gain = predicted / (predicted + r)
        mean, variance = mean + gain * (y - mean), (1 - gain) * predicted
        assert law.mean[0] == pytest.approx(mean, rel=1e-12)
        assert law.covariance[0, 0] == pytest.approx(variance, rel=1e-12)
    assert variance == pytest.approx((-q + sqrt(q * q + 4 * q * r)) / 2, rel=1e-9)


def test_a_precise_measurement_keeps_its_digits():
    """Signal to noise of 1e15: the posterior variance is the noise, not the rounding of a difference."""
    prior = GaussianKernel.state([0.0], [[1.0]])
    back = GaussianKernel([[1.0]], [0], [[1e-15]]).invert(prior)
    assert back.noise_cov[0, 0] == pytest.approx(1e-15, rel=1e-9)
    assert GaussianKernel([[3.0]]).invert(prior).is_deterministic


def test_the_gain_is_that_of_exact_arithmetic_over_six_decades():
    """Fifty problems with scales from 1e-3 to 1e3: correlation matrices with conditions up to 1e12."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        scales = 2.0 ** rng.integers(-10, 11, size=(5, 1))
        factors = rng.integers(-9, 10, size=(5, 5)) + 20.0 * np.eye(5)
        S, Q = ((part @ part.T) for part in (scales[:3] * factors[:3, :3], scales[3:] * factors[3:, 3:]))
        A = rng.integers(-5, 6, size=(2, 3)).astype(np.float64)
        s, a, q = (reference.exact(m) for m in (S, A, Q))
        crossed = reference.product(s, [list(column) for column in zip(*a, strict=True)])
        output = reference.product(a, crossed)
        output = [[u + v for u, v in zip(*rows, strict=True)] for rows in zip(output, q, strict=True)]
        exact = reference.product(crossed, reference.inverse(output))
        explained = reference.product(exact, reference.product(a, s))
        left = [[u - v for u, v in zip(*rows, strict=True)] for rows in zip(s, explained, strict=True)]
        gain, rest = np.array(exact, dtype=float), np.array(left, dtype=float)
        back = GaussianKernel(A, noise_cov=Q).invert(GaussianKernel.state(np.zeros(3), S))
        unit = np.sqrt(np.array(output, dtype=float).diagonal()) / np.sqrt(S.diagonal())[:, None]
        assert (np.abs(back.A - gain) * unit).max() < 1e-7
        sizes = np.sqrt(rest.diagonal())
        assert (np.abs(back.noise_cov - rest) / sizes / sizes[:, None]).max() < 1e-12


def test_a_redundant_sensor_has_a_support_and_inverts_on_it():
    sensor = GaussianKernel([[1.0], [2.0]], [0.0, 1.0], dom="x", cod={"a": 1, "b": 1})
    back = sensor.invert(GaussianKernel.state([0.0], [[1.0]], cod="x"))
    assert back.is_deterministic
    assert back.support.relations in {("a = 0.5 b - 0.5",), ("b = 2 a + 1",)}
    assert back.at([2.0, 5.0]).mean == pytest.approx([2.0])
    with pytest.raises(ib.DomainError, match="lies outside the support"):
        back.at([2.0, 6.0])
    beside = back @ GaussianKernel.id(1)
    assert beside.support.contains([2.0, 5.0, -7.0])
    assert not beside.support.contains([2.0, 6.0, -7.0])
    assert (back >> GaussianKernel.id(1)).support is back.support


INVALID = {
    "not symmetric": ([[1.0, 0.5], [0.4, 1.0]], ib.DomainError, "not symmetric"),
    "negative variance": ([[1.0, 0.0], [0.0, -1.0]], ib.DomainError, "negative variance"),
    "indefinite": ([[1.0, 2.0], [2.0, 1.0]], ib.DomainError, "eigenvalue -1 "),
    "indefinite at any scale": ([[1e-20, 2e-20], [2e-20, 1e-20]], ib.DomainError, "eigenvalue -1 "),
    "without variance but correlated": ([[0.0, 1.0], [1.0, 1.0]], ib.DomainError, "eigenvalue"),
    "NaN": ([[1.0, 0.0], [0.0, np.nan]], ib.NonFiniteError, "(1, 1)"),
    "of another size": ([[1.0]], ib.ShapeError, "(1, 1)"),
    "a vector": ([1.0, 1.0], ib.ShapeError, "(2,)"),
    "strings": ([["a", "b"], ["c", "d"]], ib.DTypeError, "strings"),
}


@pytest.mark.parametrize("case", INVALID)
def test_what_is_no_covariance_is_refused(case):
    given, error, says = INVALID[case]
    with pytest.raises(error) as caught:
        GaussianKernel.state([0.0, 0.0], given)
    assert says in str(caught.value)


def test_rounding_in_a_covariance_is_allowed_up_to_its_type():
    third = np.full((2, 2), 1 / 3)
    skew = np.array([[0, 1e-12], [0, 0]])
    assert np.array_equal(as_covariance(third + skew, name="noise"), third + (skew + skew.T) / 2)
    single = np.array([[1, 1.000001], [1.000001, 1]], dtype=np.float32)
    assert as_covariance(single, name="noise").dtype == np.float64
    with pytest.raises(ib.DomainError, match="eigenvalue"):
        as_covariance(single.astype(np.float64), name="noise")
    with pytest.raises(ib.ShapeError, match="square"):
        as_covariance(np.ones((2, 3)), name="noise")


def test_misuse_is_named():
    f = GaussianKernel(np.ones((2, 3)), dom={"u": 3}, cod=BLOCKS)
    for ask in (lambda: f.mean, lambda: f.covariance, lambda: f.spread, lambda: f.conditional("x")):
        with pytest.raises(ib.ShapeError, match="only a state has"):
            ask()
    with pytest.raises(ib.ShapeError, match=r"shape \(3,\)"):
        GaussianKernel([1.0, 2.0, 3.0])
    with pytest.raises(ib.ShapeError, match="dimension 2; the arrays have 3"):
        GaussianKernel(np.ones((2, 3)), dom={"u": 2})
    with pytest.raises(ib.ShapeError, match="need inputs"):
        f.sample(2, rng=0)
    with pytest.raises(ib.DomainError, match="does not name one block"):
        f.marginal("z")
    with pytest.raises(ib.CompositionError, match="u:3"):
        f.invert(GaussianKernel.state([0], [[1]]))
    with pytest.raises(ib.ShapeError, match="unit space"):
        f.invert(f)
    law = GaussianKernel.state([0, 0], np.eye(2), cod=BLOCKS)
    with pytest.raises(ib.DomainError, match="two groups"):
        law.mutual_information("x", ["x", "y"])
    with pytest.raises(ib.ShapeError, match="value of y"):
        law.condition({"y": [1.0, 2.0]})
    with pytest.raises(ib.NonFiniteError, match="inf"):
        law.condition({"y": inf})
    with pytest.raises(ib.CompositionError):
        law.relative_entropy(GaussianKernel.state([0], [[1]]))
    for ask in (lambda: f.invert([0.0]), lambda: f.joint(None), lambda: f.agrees_with(np.eye(2))):
        with pytest.raises(ib.DTypeError, match="not a Gaussian kernel"):
            ask()
    with pytest.raises(ib.DTypeError, match="name the block"):
        law.condition([1.0])
    with pytest.raises(TypeError):
        f >> np.eye(2)
    with pytest.raises(ib.UnitError):
        law.entropy(unit="bytes")


def test_kernels_are_frozen_and_kept_bit_by_bit():
    f = GaussianKernel([[1 / 3, 0.1], [0.7, 1e-300]], [0.1, -1e10], [[1 / 3, 0.1], [0.1, 0.2]], cod=BLOCKS)
    inverse = f.marginal("x").invert(GaussianKernel.state([0, 0], [[1, 1], [1, 1]]))
    two = GaussianKernel([[1.0], [2.0]]).invert(GaussianKernel.state([0.3], [[0.1]]))
    for kernel in (f, inverse, two, GaussianKernel.discard(2), GaussianKernel.state([], np.zeros((0, 0)))):
        for again in (
            GaussianKernel.from_dict(json.loads(json.dumps(kernel.to_dict()))),
            pickle.loads(pickle.dumps(kernel)),
        ):
            assert (again.dom, again.cod) == (kernel.dom, kernel.cod)
            assert all(np.array_equal(getattr(again, k), getattr(kernel, k)) for k in ("A", "b", "noise_cov"))
            assert (again.support is None) == (kernel.support is None)
    assert GaussianKernel.from_dict(two.to_dict()).support.relations == two.support.relations
    with pytest.raises(ValueError, match="read-only"):
        f.A[0, 0] = 1.0
    with pytest.raises(AttributeError):
        f.b = np.zeros(2)
    with pytest.raises(ib.DomainError, match="not the data"):
        GaussianKernel.from_dict({"A": [[1.0]]})
    with pytest.raises(ib.DomainError, match="not the data of a support"):
        GaussianKernel.from_dict({**two.to_dict(), "support": {}})
    with pytest.raises(ib.DomainError, match="not the data of a support of 2"):
        GaussianKernel.from_dict({**two.to_dict(), "support": {**two.to_dict()["support"], "mean": [0.0]}})


def test_what_a_kernel_shows_makes_it_again():
    f = GaussianKernel([[1.0, 2.0]], [0.5], [[1.0]], dom={"a": 1, "b": 1}, cod="y")
    assert repr(f) == "GaussianKernel([[1.0, 2.0]], [0.5], [[1.0]], dom={'a': 1, 'b': 1}, cod={'y': 1})"
    assert eval(repr(f)).agrees_with(f, atol=0.0)
    assert repr(GaussianKernel.copy({"x": 1})).count("EuclideanSpace") == 1


def test_spaces():
    space = EuclideanSpace(("x", "", "y"), (2, 1, 0))
    assert str(space) == "x:2 x 1 x y:0"
    assert space.components == ("x[0]", "x[1]", "[2]")
    assert str(EuclideanSpace.unit()) == "1"
    assert EuclideanSpace.of(3).meets(EuclideanSpace(("a", "b"), (1, 2)))
    assert not EuclideanSpace(("b", "a"), (1, 2)).meets(EuclideanSpace(("a", "b"), (1, 2)))
    assert not EuclideanSpace(("a", "b"), (2, 1)).meets(EuclideanSpace(("a", "b"), (1, 2)))
    with pytest.raises(ib.ShapeError, match="one name"):
        EuclideanSpace(("x",), (1, 2))
    with pytest.raises(ib.DomainError, match="at least 0"):
        EuclideanSpace.of(-1)
    with pytest.raises(ib.DomainError, match="twice"):
        space.positions(["x", 0])
    with pytest.raises(ib.ShapeError, match="no dimension"):
        GaussianKernel.id("x")
