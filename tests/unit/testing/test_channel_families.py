"""The families are what their descriptions say, and depend on nothing but their generator."""

import numpy as np
import pytest

from itbounds.testing.channel_families import FAMILIES, random_channel


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("size", [(2, 2), (5, 9), (33, 17)])
def test_families_are_channels_fixed_by_their_generator(family: str, size: tuple[int, int]) -> None:
    first, second = (FAMILIES[family](*size, np.random.default_rng(7)) for _ in range(2))
    other = FAMILIES[family](*size, np.random.default_rng(8))
    assert (first == second).all()
    assert first.shape != other.shape or (first != other).any()
    assert (first >= 0).all()
    assert np.abs(first.sum(axis=1) - 1).max() < 1e-14
    assert first.shape == size or family in {"z_product", "binary_asymmetric_product"}


def test_random_channels_are_channels_of_every_family_within_their_size() -> None:
    names, sharpened = set(), 0
    for seed in range(300):
        name, matrix = random_channel(np.random.default_rng(seed), largest=32)
        again, same = random_channel(np.random.default_rng(seed), largest=32)
        assert name == again
        assert (matrix == same).all()
        assert max(matrix.shape) <= 32
        assert min(matrix.shape) >= 2
        assert np.abs(matrix.sum(axis=1) - 1).max() < 1e-14
        names.add(name.split("**")[0])
        sharpened += "**" in name
    assert names == set(FAMILIES)
    assert 60 < sharpened < 140


def test_products_have_power_of_two_sizes() -> None:
    rng = np.random.default_rng(0)
    assert FAMILIES["z_product"](100, 40, rng).shape == (32, 32)
    assert FAMILIES["binary_asymmetric_product"](8, 9, rng).shape == (8, 8)


def test_special_structure() -> None:
    rng = np.random.default_rng(1)
    assert (np.count_nonzero(FAMILIES["sparse"](20, 100, rng), axis=1) == 5).all()
    assert len(np.unique(FAMILIES["identical_rows"](40, 6, rng), axis=0)) <= 10
    assert (FAMILIES["nearly_deterministic"](20, 8, rng).max(axis=1) > 0.998).all()
    assert np.linalg.matrix_rank(FAMILIES["small_support"](40, 50, rng)) == 3
    assert not FAMILIES["with_zeros"](40, 50, rng)[:, -1].any()
    amplitude = FAMILIES["amplitude_limited"](30, 50, rng)
    assert amplitude == pytest.approx(amplitude[::-1, ::-1], abs=1e-12)
