"""The enclosure of a sum of bumps: it holds on a fine grid, and is as tight as was asked."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from itbounds.numerics.posynomial_peak import Bumps


@given(st.integers(0, 2**32), st.integers(1, 6), st.floats(0.1, 60.0), st.booleans())
def test_the_peak_is_above_every_value_and_near_one(seed, letters, slope, ends):
    rng = np.random.default_rng(seed)
    first = rng.beta(0.4, 0.4, letters)
    if ends:
        first[0] = 1.0
        first[-1] = 0.0
    bumps = Bumps(rng.normal(0.0, 3.0, letters), first, 1.0 - first, slope)
    top = bumps.log_peak(1e-9)
    grid = np.concatenate([np.linspace(0.0, 1.0, 4001), 10.0 ** -np.linspace(1, 300, 900)])
    grid = np.concatenate([grid, 1.0 - 10.0 ** -np.linspace(1, 15, 400)])
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(first > 0.0, first * np.log(grid)[:, None], 0.0)
        logs = logs + np.where(1.0 - first > 0.0, (1.0 - first) * np.log1p(-grid)[:, None], 0.0)
    values = np.logaddexp.reduce(bumps.heights + slope * logs, axis=1).max()
    assert values <= top
    assert top <= values + 1e-3 * slope


def test_a_single_bump_has_its_peak_at_its_mean():
    for mean in (1e-9, 0.25, 0.5, 1.0):
        bumps = Bumps(np.array([0.3]), np.array([mean]), np.array([1.0 - mean]), 7.0)
        spent = sum(p * np.log(p) for p in (mean, 1.0 - mean) if p > 0.0)
        assert 0.0 <= bumps.log_peak(1e-12) - (0.3 + 7.0 * spent) <= 1e-10
