"""Perturbed embeddings: closed forms of finite and of Gaussian ones, and what is refused."""

import numpy as np
import pytest

import itbounds as ib

capacity = ib.representation.capacity
GAUSS = ib.GaussianKernel


@pytest.mark.parametrize(
    ("W", "bits"),
    [
        (ib.zoo.bsc(0.11), 0.500084),
        (ib.zoo.bec(0.3), 0.7),
        (ib.zoo.z_channel(0.5), 0.321928),
        (ib.zoo.z_channel(0.1), 0.762848),
        (ib.zoo.typewriter(4), 1.0),
        (np.eye(5), np.log2(5.0)),
        (np.full((3, 4), 0.25), 0.0),
    ],
)
def test_any_embedding_may_be_chosen(W: object, bits: float) -> None:
    result = capacity(W)
    assert result.value == pytest.approx(bits, abs=5e-7)
    assert result.gap < 2e-9
    assert result.verify("ball").within(result.interval)


def test_the_uniform_law_is_not_the_best_of_a_z_channel() -> None:
    W = ib.zoo.z_channel(0.5)
    assert capacity(W, source=[0.5, 0.5]).value == pytest.approx(0.311278, abs=5e-7)
    best = capacity(W)
    assert best.witness is not None
    assert np.allclose(best.witness.probabilities, [0.6, 0.4], atol=1e-4)
    assert capacity(W, source=best.witness).value == pytest.approx(best.value, abs=1e-8)


def test_a_fixed_encoder_reaches_only_its_image() -> None:
    W = ib.zoo.typewriter(4)
    assert capacity(W, encoder=[0, 1]).value == pytest.approx(0.5, abs=1e-8)
    assert capacity(W, encoder=[0, 2, 0]).value == pytest.approx(1.0, abs=1e-8)
    assert capacity(W, encoder=[3, 3, 3]).upper < 1e-9
    as_kernel = ib.Kernel.deterministic([0, 1], 4)
    assert capacity(W, encoder=as_kernel).interval == capacity(W, encoder=[0, 1]).interval
    # An encoder that draws at random is one more channel on the way.
    noisy = capacity(ib.zoo.bsc(0.1), encoder=ib.zoo.bsc(0.1))
    assert noisy.value == pytest.approx(ib.capacity(ib.zoo.bsc(0.18)).value, abs=1e-8)
    assert "rounded" in noisy.provenance.notes[-1]


def test_embeddings_have_a_cost() -> None:
    W = ib.zoo.bsc(0.1)
    plain = ib.capacity(W, cost=[0.0, 1.0], budget=0.3)
    assert capacity(W, cost=[0.0, 1.0], budget=0.3).interval == plain.interval
    behind = capacity(W, encoder=[0, 1, 1], cost=[0.0, 1.0], budget=0.3)
    assert behind.value == pytest.approx(plain.value, abs=1e-8)
    assert str(behind).startswith("C(f, W; B = 0.3)")
    with pytest.raises(ib.DomainError, match="no choice"):
        capacity(W, source=[0.5, 0.5], cost=[0.0, 1.0], budget=1.0)
    with pytest.raises(ib.DomainError, match="mean cost"):
        capacity(W, encoder=[[0.5, 0.5], [0.1, 0.9]], cost=[0.0, 1.0], budget=1.0)


@pytest.mark.parametrize(
    ("noise", "power", "bits"),
    [((1.0, 2.0, 4.0), 3.0, 1.084963), ((1.0, 2.0, 4.0), 1.0, 0.5), ((1.0, 1.0), 3.0, 1.321928)],
)
def test_water_filling(noise: tuple[float, ...], power: float, bits: float) -> None:
    d = len(noise)
    result = capacity(GAUSS(np.eye(d), np.zeros(d), np.diag(noise)), budget=power)
    assert result.value == pytest.approx(bits, abs=5e-7)
    assert result.gap < 1e-12
    # Rotations on both sides change nothing.
    rng = np.random.default_rng(1)
    first, second = (np.linalg.qr(rng.normal(size=(d, d)))[0] for _ in range(2))
    covariance = first @ np.diag(noise) @ first.T
    turned = capacity(
        GAUSS(first @ second, rng.normal(size=d), (covariance + covariance.T) / 2), budget=power
    )
    assert turned.value == pytest.approx(result.value, abs=1e-12)
    assert turned.gap < 1e-11
    for each in (result, turned, ib.Result.from_dict(turned.to_dict())):
        assert each.verify().within(each.interval)


def test_gaussian_embeddings_of_any_shape() -> None:
    assert capacity(ib.zoo.awgn(3.0)).value == pytest.approx(1.0, abs=1e-12)
    twice = capacity(GAUSS([[1.0], [1.0]], [0.0, 0.0], np.eye(2)), budget=1.5)
    assert twice.value == pytest.approx(1.0, abs=1e-12)
    wide = capacity(GAUSS([[3.0, 4.0]], [0.0], [[25.0]]), budget=3.0)
    assert wide.value == pytest.approx(1.0, abs=1e-12)
    useless = capacity(GAUSS(np.zeros((2, 2)), np.zeros(2), np.eye(2)), budget=3.0)
    assert useless.lower == 0.0
    assert useless.upper < 1e-12
    assert capacity(GAUSS([[1.0]], [0.0], [[1.0]]), budget=0.0).upper < 1e-15
    behind = capacity(GAUSS([[1.0]], [0.0], [[1.0]]), encoder=GAUSS([[2.0]], [0.0], [[1.0]]), budget=1.5)
    assert behind.value == pytest.approx(1.0, abs=1e-12)


def test_what_has_no_capacity_is_refused() -> None:
    gauss = GAUSS([[1.0]], [0.0], [[1.0]])
    with pytest.raises(ib.DomainError, match="budget="):
        capacity(gauss)
    with pytest.raises(ib.DomainError, match="squared norm"):
        capacity(gauss, cost=[1.0], budget=1.0)
    with pytest.raises(ib.DomainError, match="singular"):
        capacity(GAUSS(np.eye(2), np.zeros(2), np.diag([1.0, 0.0])), budget=1.0)
    with pytest.raises(ib.errors.DTypeError, match="GaussianKernel"):
        capacity(gauss, encoder=[0, 1], budget=1.0)
    with pytest.raises(ib.DomainError, match="finite perturbation"):
        capacity(ib.zoo.bsc(0.1), encoder=gauss)
    with pytest.raises(ib.errors.CompositionError):
        capacity(ib.zoo.bsc(0.1), encoder=np.eye(3))
    with pytest.raises(ib.DomainError):
        capacity(ib.zoo.bsc(0.1), encoder=[0, 2])
    with pytest.raises(ib.errors.CompositionError):
        capacity(ib.zoo.bsc(0.1), encoder=[0, 1, 1], source=[0.5, 0.5])


def test_a_tampered_certificate_of_gaussian_capacity_is_not_proved() -> None:
    data = capacity(GAUSS(np.eye(2), np.zeros(2), np.diag([1.0, 2.0])), budget=3.0).to_dict()
    data["certificate"]["power"] = 2.0
    with pytest.raises(ib.errors.CertificateError):
        ib.Result.from_dict(data).verify()


@pytest.mark.parametrize(("n", "bits"), [(200, 0.312968), (500, 0.378621), (1000, 0.412840)])
def test_a_finite_number_of_uses(n: int, bits: float) -> None:
    found = ib.representation.finite_capacity(ib.zoo.bsc(0.11), n, 1e-3)
    assert found.direction == "approximation"
    assert found.value == pytest.approx(bits, abs=5e-7)


def test_a_finite_number_of_gaussian_uses() -> None:
    finite = ib.representation.finite_capacity
    scalar = ib.bounds.blocklength.normal_approximation(ib.zoo.awgn(3.0), 1000, 1e-3)
    assert finite(ib.zoo.awgn(3.0), 1000, 1e-3).value == pytest.approx(scalar.value / 1000, abs=1e-12)
    # A channel under water adds nothing; two equal ones share the power.
    drowned = finite(GAUSS(np.eye(2), np.zeros(2), np.diag([1.0, 9.0])), 1000, 1e-3, budget=3.0)
    assert drowned.value == pytest.approx(scalar.value / 1000, abs=1e-12)
    pair = finite(GAUSS(np.eye(2), np.zeros(2), np.eye(2)), 1000, 1e-3, budget=6.0)
    assert pair.terms["V"] == pytest.approx(2.0 * 15.0 / 32.0, abs=1e-12)
    with pytest.raises(ib.DomainError, match="squared norm"):
        finite(ib.zoo.awgn(3.0), 1000, 1e-3, source=[0.5, 0.5])


def test_finite_uses_of_a_fixed_encoder_and_of_a_given_law() -> None:
    finite, W = ib.representation.finite_capacity, ib.zoo.typewriter(4)
    erasures = ib.bounds.blocklength.normal_approximation([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]], 500, 0.01)
    assert finite(W, 500, 0.01, encoder=[0, 1]).value == pytest.approx(erasures.value / 500, abs=1e-9)
    given = finite(ib.zoo.z_channel(0.5), 10**9, 0.01, source=[0.5, 0.5])
    assert given.value == pytest.approx(0.311278, abs=1e-4)
