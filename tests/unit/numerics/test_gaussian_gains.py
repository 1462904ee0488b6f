"""Gains of Gaussian channels: inside of their ends, in rationals where they are known."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.errors import DomainError
from itbounds.numerics.gaussian_gains import noise_ends, whitening
from itbounds.numerics.inertia import exact_rows, inertia


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=40)
def test_the_ends_enclose_every_gain(seed: int, n: int, m: int) -> None:
    """By the exact inertia of a block matrix, which counts the gains above a level."""
    rng = np.random.default_rng(seed)
    gain, root = rng.normal(size=(n, m)), rng.normal(size=(n, n))
    noise = root @ root.T + 0.1 * np.eye(n)
    noise = (noise + noise.T) / 2.0
    low, high = noise_ends(gain, noise, *whitening(gain, noise))
    assert (low <= high).all()
    for rank, (near, far) in enumerate(zip(low, high, strict=True)):
        for scale, exceeding in ((near * (1.0 - 1e-12), rank), (far * (1.0 + 1e-12), rank + 1)):
            # The block matrix has as many negative squares as there are noises 1/g under the scale.
            block = np.block([[noise, gain], [gain.T, np.eye(m) / scale]])
            negative = inertia(exact_rows(block))[0]
            assert (negative <= exceeding) if exceeding == rank else (negative >= exceeding)
    assert (high - low <= 1e-9 * high).all()


def test_wrong_coordinates_give_wide_ends_and_useless_ones_none() -> None:
    gain, noise = np.eye(2), np.diag([1.0, 2.0])
    left, right = whitening(gain, noise)
    low, high = noise_ends(gain, noise, 1.01 * left, right)
    assert (low < [1.0, 2.0]).all()
    assert (high > [1.0, 2.0]).all()
    assert np.isinf(noise_ends(gain, noise, 2.0 * left, right)[1]).all()


def test_singular_noise_is_refused() -> None:
    with pytest.raises(DomainError, match="any number of bits"):
        whitening(np.eye(2), np.diag([1.0, 0.0]))
