"""What is known beforehand of scores of embeddings: definitions by other means, and closed forms."""

from math import factorial, log, log2

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib

g = ib.geometry
SEEDS = st.integers(0, 2**32 - 1)


def rows_with_masses(counts):
    """Unit vectors, as often as the counts say: the eigenvalues of their Gram matrix are the shares."""
    return np.repeat(np.eye(len(counts)), counts, axis=0)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.999999, 1.0, 2.0, 7.0, np.inf])
def test_matrix_entropies_of_repeated_directions_are_renyi_entropies_of_their_shares(alpha):
    counts = np.array([1, 2, 5])
    shares = counts / 8.0
    if alpha == np.inf:
        expected = -log2(shares.max())
    elif abs(alpha - 1.0) < 1e-3:
        expected = -float(shares @ np.log2(shares))
    else:
        expected = log2(float((shares**alpha).sum())) / (1.0 - alpha)
    assert g.renyi_entropy(rows_with_masses(counts), alpha) == pytest.approx(expected, abs=2e-6)
    assert g.renyi_entropy(rows_with_masses([3] * 6), alpha) == pytest.approx(log2(6), abs=1e-9)


def test_effective_features_of_an_autoencoder_are_the_exponential_of_an_entropy():
    """RankMe of a diagonal: m features used alike count m, one counts 1, and scale does not matter."""
    for m in (1, 3, 8):
        assert g.rankme(np.diag([2.5] * m + [0.0] * (8 - m))) == pytest.approx(m, rel=1e-12)
    masses = np.array([0.5, 0.25, 0.125, 0.125])
    assert g.rankme(np.diag(masses)) == pytest.approx(2.0**1.75, rel=1e-12)
    # Of order two: no more.
    assert 1.0 / float((masses**2).sum()) <= 2.0**1.75


def test_the_entropy_of_a_density_matrix_is_at_most_the_logarithm_of_its_rank():
    rng = np.random.default_rng(4)
    for rank in (1, 3, 6):
        z = rng.standard_normal((40, rank)) @ rng.standard_normal((rank, 6))
        assert g.von_neumann_entropy(z, unit="nat") <= log(rank) + 1e-9
    # A tight frame, of more vectors than dimensions, has rho = I / d: the largest entropy.
    angles = 2.0 * np.pi * np.arange(3) / 3.0
    assert g.von_neumann_entropy(np.column_stack([np.cos(angles), np.sin(angles)])) == pytest.approx(1.0)


@given(SEEDS, st.floats(0.1, 2.0))
@settings(max_examples=30, deadline=None)
def test_coding_rates_of_points_and_of_coordinates_agree_and_see_no_rotation(seed, eps):
    rng = np.random.default_rng(seed)
    n, d = (int(size) for size in rng.integers(1, 9, 2))
    z = rng.standard_normal((n, d))
    gram = np.eye(n) + d / (n * eps**2) * z @ z.T
    assert g.coding_rate(z, eps, unit="nat") == pytest.approx(0.5 * np.linalg.slogdet(gram)[1], abs=1e-9)
    turned = z @ np.linalg.qr(rng.standard_normal((d, d)))[0]
    assert g.coding_rate(turned, eps) == pytest.approx(g.coding_rate(z, eps), abs=1e-9)


def test_classes_in_orthogonal_subspaces_have_the_largest_reduction():
    """At the class rates of four planes no turning of them has more: R is largest where they are apart."""
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(4), 25)
    planes = rng.standard_normal((4, 25, 2))

    def reduction(frames):
        z = np.concatenate([plane @ frame.T for plane, frame in zip(planes, frames, strict=True)])
        return g.mcr2(z, labels, 0.5, unit="nat")

    apart = reduction(np.split(np.eye(8), 4, axis=1))
    for _ in range(20):
        mixed = reduction([np.linalg.qr(rng.standard_normal((8, 2)))[0] for _ in range(4)])
        assert mixed.class_rate == pytest.approx(apart.class_rate, abs=1e-9)
        assert mixed.reduction < apart.reduction


def test_coding_rates_at_small_distortion_are_those_of_gaussian_theory():
    """1/2 log det(d Sigma / eps^2): the rate-distortion function at distortion eps^2, all components wet."""
    variances = np.array([4.0, 1.0, 0.25])
    signs = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)])
    z = signs * np.sqrt(variances)
    for eps in (0.1, 0.01):
        limit = ib.gaussian.reverse_waterfilling(variances, eps**2)
        rate = g.coding_rate(z, eps)
        assert limit.lower < rate < limit.upper + 3.0 * eps**2 / 0.25
        assert limit.lower == pytest.approx(0.5 * float(np.log2(3.0 * variances / eps**2).sum()), abs=1e-9)


@pytest.mark.parametrize("d", [1, 2, 4])
def test_the_dimension_of_a_sphere_by_two_neighbours_and_its_definition(d):
    """TwoNN: n over the sum of ln r_2 / r_1, the estimate of greatest likelihood, up to its own bias."""
    z = np.random.default_rng(6).standard_normal((1500, d + 1))
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    found = g.intrinsic_dimension(z, "twonn")
    assert found == pytest.approx(d, rel=0.12)
    few = z[:400]
    apart = np.sort(np.sqrt(((few[:, None] - few) ** 2).sum(axis=2)), axis=1)[:, 1:3]
    assert g.intrinsic_dimension(few, "twonn") == pytest.approx(
        400.0 / np.log(apart[:, 1] / apart[:, 0]).sum(), rel=0.01
    )


def test_joint_matrix_entropies_of_the_same_inputs_leave_nothing_to_ask():
    """H(A|B) = S(A, B) - S(B) is 0 where both see the same, and log n of n apart where B sees one point."""
    apart, same = np.eye(6), np.ones((6, 2))
    for alpha in (1, 2):
        joint = g.renyi_entropy(apart, alpha) - g.renyi_information(apart, apart, alpha, kernel="linear")
        assert joint == pytest.approx(0.0, abs=1e-9)
        assert g.renyi_information(apart, same, alpha, kernel="linear") == pytest.approx(0.0, abs=1e-9)
        assert g.renyi_entropy(apart, alpha) == pytest.approx(log2(6))


def test_heads_that_look_everywhere_or_at_one_token():
    """Row i of a uniform causal head has log i, on average (1/T) log T!; the row of one token has nothing."""
    rows = np.tril(np.ones((7, 7))) / np.arange(1.0, 8.0)[:, None]
    entropies = [ib.entropy(row) for row in rows]
    assert entropies == pytest.approx(np.log2(np.arange(1, 8)), abs=1e-12)
    assert np.mean(entropies) == pytest.approx(log2(factorial(7)) / 7.0)
    assert ib.entropy(np.eye(7)[3]) == 0.0
    scores = np.array([0.3, -1.0, 2.0, 0.1])
    heated = [np.exp(scores / t) / np.exp(scores / t).sum() for t in (0.1, 0.5, 1.0, 3.0, 1e4)]
    warm = [ib.entropy(row) for row in heated]
    assert warm == sorted(warm)
    assert warm[-1] == pytest.approx(2.0, abs=1e-6)


def test_gaussian_embeddings_of_queries_and_documents():
    """1/2 [tr S_d^-1 S_q + dm' S_d^-1 dm - k + ln det S_d / det S_q]; 1/2 |dm|^2 for unit covariances."""
    rng = np.random.default_rng(7)
    means, variances = rng.standard_normal((2, 5)), rng.uniform(0.2, 3.0, (2, 5))
    query, document = (ib.GaussianKernel.state(m, np.diag(v)) for m, v in zip(means, variances, strict=True))
    moved = means[0] - means[1]
    direct = 0.5 * float(
        (
            variances[0] / variances[1] + moved**2 / variances[1] - 1.0 + np.log(variances[1] / variances[0])
        ).sum()
    )
    assert query.relative_entropy(document, unit="nat") == pytest.approx(direct, rel=1e-12)
    assert query.relative_entropy(query) == pytest.approx(0.0, abs=1e-12)
    plain = [ib.GaussianKernel.state(m, np.eye(5)) for m in means]
    assert plain[0].relative_entropy(plain[1], unit="nat") == pytest.approx(0.5 * float(moved @ moved))
