"""Tilts on a few letters of a product of grids against those with a matrix."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.lattice_tilt import LatticeTilting
from itbounds.numerics.separable import SeparableDistortion
from itbounds.numerics.tilt import Tilting


@given(
    st.lists(st.integers(2, 5), min_size=1, max_size=3),
    st.sampled_from(["squared", "absolute"]),
    st.floats(0.0, 3.0),
    st.integers(0, 2**32 - 1),
)
def test_a_lattice_tilts_as_a_matrix_does(sizes, rho, slope, seed):
    rng = np.random.default_rng(seed)
    distortion = SeparableDistortion.of(tuple(DifferenceDistortion.of(n, 0.7, rho) for n in sizes))
    source = rng.dirichlet(np.ones(distortion.size))
    letters = np.sort(rng.choice(distortion.size, rng.integers(1, distortion.size + 1), replace=False))
    law = rng.dirichlet(np.ones(len(letters)))
    lattice = LatticeTilting.on(source, distortion, 0.4, letters)
    dense = Tilting(source, np.asarray(distortion)[:, letters], None, np.zeros(len(source)), 1.0, 0.4)
    here, there = lattice.at(law, slope), dense.at(law, slope)
    assert here.partition == pytest.approx(there.partition, rel=1e-12)
    assert here.mean == pytest.approx(there.mean, rel=1e-12, abs=1e-300)
    assert lattice.ratios(here) == pytest.approx(dense.ratios(there), rel=1e-12)
    assert lattice.gradient(here) == pytest.approx(dense.gradient(there), rel=1e-9, abs=1e-12)
    assert lattice.variance(here) == pytest.approx(dense.variance(there), rel=1e-9, abs=1e-12)
    weights = source / there.partition**2
    assert lattice.gram(here) == pytest.approx(there.kernel.T @ (weights[:, None] * there.kernel), rel=1e-11)
