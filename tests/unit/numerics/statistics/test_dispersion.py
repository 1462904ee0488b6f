"""The dispersion of known channels, and of one whose capacity-achieving laws disagree about it."""

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.statistics.binary_divergence import binary_entropy
from itbounds.numerics.statistics.dispersion import (
    channel_dispersions,
    density_moments,
    information_density,
)

BIT = np.log(2.0)


def _dispersions(channel: ib.Kernel) -> tuple[float, float]:
    law = ib.capacity(channel).witness.matrix.ravel()
    least, largest = channel_dispersions(channel.matrix, law)
    return least / BIT**2, largest / BIT**2


@pytest.mark.parametrize("p", [0.01, 0.11, 0.3, 0.45])
def test_binary_channels_have_closed_forms(p: float) -> None:
    flipped = p * (1.0 - p) * np.log2((1.0 - p) / p) ** 2
    assert _dispersions(ib.zoo.bsc(p)) == pytest.approx((flipped, flipped), rel=1e-6)
    assert _dispersions(ib.zoo.bec(p)) == pytest.approx((p * (1.0 - p),) * 2, rel=1e-6)


def test_where_laws_disagree_both_ends_are_found() -> None:
    """Two sets of rows with one bit of entropy each reach the uniform output: with and without variance."""
    low, high = 0.5, 1.0
    for _ in range(80):
        p = 0.5 * (low + high)
        entropy = float(binary_entropy(np.array(p))) + (1.0 - p) * BIT
        low, high = (p, high) if entropy > BIT else (low, p)
    rows = [np.roll([p, (1 - p) / 2, (1 - p) / 2], s) for s in range(3)]
    rows += [np.roll([0.5, 0.5, 0.0], s) for s in range(3)]
    channel = ib.Kernel.of(np.array(rows))
    noisy = p * (1.0 - p) * np.log2(2.0 * p / (1.0 - p)) ** 2
    least, largest = _dispersions(channel)
    assert least == pytest.approx(0.0, abs=1e-5)
    assert largest == pytest.approx(noisy, rel=1e-5)


def test_moments_are_sums_over_the_outputs() -> None:
    matrix = np.random.default_rng(3).dirichlet(np.ones(4), 3)
    law = np.array([0.1, 0.2, 0.3, 0.4])
    means, variances, thirds = density_moments(matrix, law)
    for x, row in enumerate(matrix):
        density = information_density(matrix, law)[x]
        mean = sum(w * i for w, i in zip(row, density, strict=True))
        assert means[x] == pytest.approx(mean, rel=1e-13)
        assert variances[x] == pytest.approx(row @ (density - mean) ** 2, rel=1e-12)
        assert thirds[x] == pytest.approx(row @ np.abs(density - mean) ** 3, rel=1e-12)
