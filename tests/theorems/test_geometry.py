"""Scores of embeddings: known answers, extreme embeddings, invariances, and streaming."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds.errors import DomainError, NonFiniteError, ShapeError
from itbounds.geometry import Spectrum

g = ib.geometry


@pytest.fixture(scope="module")
def digits():
    from sklearn.datasets import load_digits

    return load_digits(return_X_y=True)


def shapes():
    return st.tuples(st.integers(1, 30), st.integers(1, 12), st.integers(0, 2**32 - 1))


def points(shape):
    n, d, seed = shape
    return np.random.default_rng(seed).standard_normal((n, d))


def rotation(d, rng):
    return np.linalg.qr(rng.standard_normal((d, d)))[0]


def test_digits_have_the_known_spectrum(digits):
    z, labels = digits
    assert g.rankme(z) == pytest.approx(29.6291, abs=5e-5)
    assert g.rankme(z, centre=True) == pytest.approx(39.7074, abs=5e-5)
    assert g.participation_ratio(z) == pytest.approx(13.1685, abs=5e-5)
    entropy = g.von_neumann_entropy(z, centre=True, normalize=False, unit=ib.NATS)
    assert np.exp(entropy) == pytest.approx(20.5533, abs=5e-5)
    assert g.alpha_req(z, (3, 30)) == pytest.approx(1.4229, abs=5e-5)
    unit = z - z.mean(axis=0)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    assert g.mcr2(unit, labels, 0.5**0.5, unit="nat") == pytest.approx((21.821, 15.151, 6.670), abs=1e-3)
    for alpha, known in ((1.01, 4.2289), (2, 2.5131)):
        assert g.renyi_entropy(z[:200], alpha, kernel="gaussian") == pytest.approx(known, abs=1e-4)


@given(shapes())
def test_streaming_finds_what_the_whole_matrix_has(shape):
    z = points(shape) + 3.0
    pieces = np.array_split(z, 3)
    for centre in (False, True):
        moved = z - z.mean(axis=0) if centre else z
        known = np.linalg.svd(moved, compute_uv=False)
        for given_as in (z, iter(pieces), np.asfortranarray(z), z.tolist()):
            found = Spectrum.of(given_as, centre=centre)
            assert found.singular_values == pytest.approx(known, abs=1e-12 * max(1.0, np.linalg.norm(z)))
            assert (found.points, found.dimensions) == z.shape


def test_a_memory_map_is_read_in_blocks_and_keeps_small_singular_values(tmp_path):
    rng = np.random.default_rng(0)
    left = np.linalg.qr(rng.standard_normal((10_000, 6)))[0]
    values = 10.0 ** -np.arange(0.0, 12.0, 2.0)
    np.save(tmp_path / "z.npy", left * values)
    mapped = np.load(tmp_path / "z.npy", mmap_mode="r")
    # Those of the Gram matrix would be lost below 1e-8.
    assert g.Spectrum.of(mapped).singular_values == pytest.approx(values, rel=1e-4)
    assert g.rankme(mapped) == pytest.approx(g.rankme(Spectrum.of(mapped)), rel=1e-15)


@given(shapes(), st.floats(0.0, 5.0))
def test_scores_are_within_their_bounds_and_see_no_rotation(shape, alpha):
    z = points(shape)
    n, d, seed = shape
    turned = z @ rotation(d, np.random.default_rng(seed))
    most = np.log2(min(n, d))
    assert 1.0 - 1e-12 <= g.rankme(z) <= min(n, d) * (1.0 + 1e-12)
    assert g.rankme(turned) == pytest.approx(g.rankme(z), rel=1e-9)
    assert g.rankme(7.0 * z) == pytest.approx(g.rankme(z), rel=1e-9)
    entropy = g.renyi_entropy(z, alpha)
    assert -1e-12 <= entropy <= most + 1e-9
    assert g.renyi_entropy(turned, alpha) == pytest.approx(entropy, abs=1e-7)
    # Renyi entropies fall with their order.
    assert g.renyi_entropy(z, alpha + 0.5) <= entropy + 1e-9
    assert g.renyi_entropy(z, 1) == pytest.approx(g.von_neumann_entropy(z), abs=1e-12)


@given(shapes())
def test_the_two_sides_of_a_gram_matrix_have_one_entropy(shape):
    z = points(shape)
    rows = z / np.linalg.norm(z, axis=1, keepdims=True)
    assert g.renyi_entropy(z, 2) == pytest.approx(
        -np.log2(np.linalg.norm(rows @ rows.T / len(z)) ** 2), abs=1e-9
    )
    rho = rows.T @ rows / len(z)
    eigenvalues = np.linalg.eigvalsh(rho)
    eigenvalues = eigenvalues[eigenvalues > 1e-15]
    assert g.von_neumann_entropy(z) == pytest.approx(-(eigenvalues @ np.log2(eigenvalues)), abs=1e-9)


@pytest.mark.parametrize("n", [1, 2, 5, 16])
def test_extreme_embeddings(n):
    same, apart = np.ones((n, 3)), np.diag(np.arange(1.0, n + 1.0))
    for alpha in (0, 0.5, 1, 2, np.inf):
        assert g.renyi_entropy(same, alpha) == pytest.approx(0.0, abs=1e-12)
        assert g.renyi_entropy(apart, alpha) == pytest.approx(np.log2(n), abs=1e-12)
        assert g.renyi_entropy(same, alpha, kernel="gaussian") == pytest.approx(0.0, abs=1e-12)
    assert g.von_neumann_entropy(apart) == pytest.approx(np.log2(n), abs=1e-12)
    assert g.rankme(np.eye(n)) == pytest.approx(n)
    assert g.diffusion_spectral_entropy(same, 1.0) == pytest.approx(0.0, abs=1e-12)
    assert g.diffusion_spectral_entropy(apart, 1e-3) == pytest.approx(np.log2(n), abs=1e-12)


def test_a_planted_power_law_is_found():
    rng = np.random.default_rng(1)
    scales = np.arange(1, 41) ** -0.75
    left = np.linalg.qr(rng.standard_normal((500, 40)) - 0.0)[0]
    z = left * scales @ rotation(40, rng)
    assert g.alpha_req(z, centre=False) == pytest.approx(1.5, abs=1e-10)
    assert g.alpha_req(z, (3, 20), centre=False) == pytest.approx(1.5, abs=1e-10)
    assert g.alpha_req(z) == pytest.approx(1.5, abs=0.02)
    with pytest.raises(DomainError, match="rank 40"):
        g.alpha_req(z, (1, 41), centre=False)


def test_long_diffusions_count_components():
    rng = np.random.default_rng(2)
    centres = np.repeat(100.0 * np.arange(4), 10)[:, None]
    z = centres + rng.uniform(-1.0, 1.0, (40, 1))
    assert g.diffusion_spectral_entropy(z, 1.0, 2000) == pytest.approx(2.0, abs=1e-9)
    assert g.diffusion_spectral_information(z, np.repeat(np.arange(4), 10), 1.0, 2000) == pytest.approx(2.0)
    moved = z @ np.array([[0.6, 0.8]]) + 5.0
    assert g.diffusion_spectral_entropy(moved, 1.0) == pytest.approx(g.diffusion_spectral_entropy(z, 1.0))


@given(shapes(), st.floats(0.05, 3.0))
def test_coding_rates_are_those_of_the_determinant_and_classes_cost_no_more(shape, eps):
    z = points(shape)
    n, d, seed = shape
    known = 0.5 * np.linalg.slogdet(np.eye(d) + d / (n * eps**2) * z.T @ z)[1]
    assert g.coding_rate(z, eps, unit="nat") == pytest.approx(known, abs=1e-9)
    labels = np.random.default_rng(seed).integers(0, 3, n)
    rate, apart, reduction = g.mcr2(z, labels, eps)
    assert rate == pytest.approx(g.coding_rate(z, eps))
    # log det is concave.
    assert reduction == pytest.approx(rate - apart)
    assert reduction >= -1e-9
    assert g.mcr2(z, np.zeros(n), eps).reduction == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("method", ["twonn", "mle"])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_dimension_of_a_cube_in_many_dimensions(method, d):
    rng = np.random.default_rng(3)
    z = rng.uniform(size=(3000, d)) @ rotation(40, rng)[:d]
    found = g.intrinsic_dimension(z, method)
    # Within five standard errors and the effect of the border.
    assert found == pytest.approx(d, rel=0.12)
    assert g.intrinsic_dimension(9.0 * z + 1.0, method) == pytest.approx(found, rel=1e-6)
    assert g.intrinsic_dimension(np.vstack((z, z)), method) == pytest.approx(found, rel=1e-6)


@given(shapes(), st.integers(1, 4))
def test_neighbours_in_many_dimensions_are_those_of_all_pairs(shape, k):
    from itbounds.geometry.gram import squared_distances
    from itbounds.geometry.neighbours import neighbour_distances

    n, _, seed = shape
    z = np.random.default_rng(seed).standard_normal((n + k, 17)) + 1e3
    known = np.sqrt(np.sort(squared_distances(z), axis=1)[:, 1 : k + 1])
    assert neighbour_distances(z, k) == pytest.approx(known, rel=1e-9)


def test_views_of_one_thing_share_its_entropy_and_independent_ones_nothing():
    first = np.repeat(np.eye(3), 4, axis=0)
    second = np.tile(np.eye(4), (3, 1))
    for alpha in (0.5, 1, 2):
        assert g.renyi_information(first, first, alpha, kernel="linear") == pytest.approx(np.log2(3))
        assert g.renyi_information(first, second, alpha, kernel="linear") == pytest.approx(0.0, abs=1e-9)


def test_misuse_is_told():
    with pytest.raises(ShapeError):
        g.rankme([1.0, 2.0])
    with pytest.raises(NonFiniteError):
        g.rankme(np.array([[1.0, np.nan]]))
    with pytest.raises(DomainError, match="point 1 is zero"):
        g.von_neumann_entropy([[1.0, 0.0], [0.0, 0.0]])
    with pytest.raises(DomainError, match="two passes"):
        Spectrum.of(iter([np.eye(2)]), centre=True, normalize=True)
    with pytest.raises(DomainError, match="normalize=True"):
        g.von_neumann_entropy(Spectrum.of(np.eye(2)))
    with pytest.raises(DomainError, match="no points"):
        Spectrum.of(iter([]))
    with pytest.raises(DomainError, match="method"):
        g.intrinsic_dimension(np.eye(3), "pca")
    with pytest.raises(DomainError, match="different points"):
        g.intrinsic_dimension(np.ones((9, 2)))
    with pytest.raises(DomainError, match="one distance"):
        g.intrinsic_dimension(np.eye(5))
    with pytest.raises(ShapeError, match="labels"):
        g.mcr2(np.eye(3), [0, 1], 1.0)
    with pytest.raises(DomainError, match="kernel"):
        g.renyi_entropy(np.eye(3), 2, kernel="cosine")
