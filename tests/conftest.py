"""Fixtures for the whole suite."""

import numpy as np
import pytest


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed: the suite is the same on every run."""
    return np.random.default_rng(20240229)
