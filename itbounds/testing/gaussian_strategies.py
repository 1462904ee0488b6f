"""Hypothesis strategies for Gaussian kernels, with integers for entries: often singular, never nearly so."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from itbounds._typing import Matrix
from itbounds.kernels import EuclideanSpace, GaussianKernel

__all__ = ["euclidean_spaces", "gaussian_chains", "gaussian_kernels", "gaussian_laws", "integer_matrices"]


@st.composite
def euclidean_spaces(draw: st.DrawFn, *, max_size: int = 3, named: bool | None = None) -> EuclideanSpace:
    """Draw a space with one block, which may have no name."""
    size = draw(st.integers(1, max_size))
    has_name = draw(st.booleans()) if named is None else named
    return EuclideanSpace.of(size, draw(st.sampled_from("UVWXYZ")) if has_name else "")


@st.composite
def integer_matrices(draw: st.DrawFn, rows: int, columns: int, *, bound: int = 3) -> Matrix:
    """Draw a matrix of integers of at most `bound`, as doubles."""
    entries = st.lists(st.integers(-bound, bound), min_size=rows * columns, max_size=rows * columns)
    return np.array(draw(entries), dtype=np.float64).reshape(rows, columns)


@st.composite
def gaussian_kernels(
    draw: st.DrawFn,
    dom: EuclideanSpace | None = None,
    cod: EuclideanSpace | None = None,
    *,
    noise: bool = True,
) -> GaussianKernel:
    """Draw a Gaussian kernel; its noise has any rank, and is left out on demand."""
    start = draw(euclidean_spaces()) if dom is None else dom
    end = draw(euclidean_spaces()) if cod is None else cod
    linear = draw(integer_matrices(end.size, start.size))
    offset = draw(integer_matrices(1, end.size))[0]
    rank = draw(st.integers(0, end.size + 1)) if noise else 0
    factor = draw(integer_matrices(end.size, rank, bound=2))
    return GaussianKernel(linear, offset, factor @ factor.T, dom=start, cod=end)


def gaussian_laws(space: EuclideanSpace | None = None) -> st.SearchStrategy[GaussianKernel]:
    """Draw a Gaussian law on the given space, or on a drawn one."""
    return gaussian_kernels(EuclideanSpace.unit(), space)


@st.composite
def gaussian_chains(draw: st.DrawFn, length: int = 2) -> list[GaussianKernel]:
    """Draw kernels each of which can follow the one before."""
    stops = [draw(euclidean_spaces()) for _ in range(length + 1)]
    return [draw(gaussian_kernels(dom, cod)) for dom, cod in pairwise(stops)]
