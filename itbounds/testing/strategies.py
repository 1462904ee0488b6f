"""Hypothesis strategies for spaces, distributions and kernels, for tests of this package and of its users.

Probabilities are zero, or at least about 1e-15 of the largest in their row: none is subnormal. Below 2**-1022
doubles keep no relative precision, so laws such as associativity, and the relative-error bounds on which
certificates rest, do not hold there; an example that broke one would say nothing about the code.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from itbounds._typing import Matrix
from itbounds.kernels import Distribution, Kernel, Letter, Space

__all__ = [
    "composable_chains",
    "degraded_pairs",
    "deterministic_kernels",
    "distributions",
    "kernels",
    "spaces",
    "stochastic_matrices",
]


@st.composite
def spaces(draw: st.DrawFn, *, min_size: int = 1, max_size: int = 4, named: bool | None = None) -> Space:
    """Draw a space with one factor.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    min_size, max_size : int
        The range of the number of letters.
    named : bool, optional
        Whether it has a name and letters of its own; left out, it may or may not.
    """
    size = draw(st.integers(min_size, max_size))
    if not (draw(st.booleans()) if named is None else named):
        return Space.of(size)
    name = draw(st.sampled_from("ABCUVWXYZ"))
    alphabets: list[int | Iterable[Letter]] = [size, "abcdefghijklmnopqrstuvwxyz"[:size], _pairs(size)]
    return Space.of(draw(st.sampled_from(alphabets)), name)


@st.composite
def stochastic_matrices(draw: st.DrawFn, rows: int, columns: int, *, zeros: bool = True) -> Matrix:
    """Draw a row-stochastic matrix: flat, skewed over fifteen decades, and with zeros and zero columns."""
    weight = st.floats(0.05, 1.0) | st.floats(-15.0, 0.0).map(lambda e: 10.0**e)
    entry = weight | st.just(0.0) if zeros else weight
    drawn = draw(st.lists(st.lists(entry, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    matrix = np.array(drawn, dtype=np.float64)
    empty = np.flatnonzero(matrix.max(axis=1) == 0.0)
    matrix[empty, draw(st.integers(0, columns - 1))] = 1.0
    stochastic: Matrix = matrix / matrix.sum(axis=1, keepdims=True)
    return stochastic


@st.composite
def kernels(
    draw: st.DrawFn,
    dom: Space | None = None,
    cod: Space | None = None,
    *,
    max_size: int = 4,
    zeros: bool = True,
) -> Kernel:
    """Draw a kernel between the given spaces, or between drawn ones.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    dom, cod : Space, optional
        Where it goes from and to.
    max_size : int
        The largest size of a drawn space.
    zeros : bool
        Whether entries may be exactly zero.
    """
    start = draw(spaces(max_size=max_size)) if dom is None else dom
    end = draw(spaces(max_size=max_size)) if cod is None else cod
    return Kernel(start, end, draw(stochastic_matrices(start.size, end.size, zeros=zeros)))


@st.composite
def distributions(
    draw: st.DrawFn, space: Space | None = None, *, max_size: int = 4, zeros: bool = True
) -> Distribution:
    """Draw a distribution on the given space, or on a drawn one."""
    letters = draw(spaces(max_size=max_size)) if space is None else space
    return Distribution(letters, draw(stochastic_matrices(1, letters.size, zeros=zeros))[0])


@st.composite
def deterministic_kernels(
    draw: st.DrawFn, dom: Space | None = None, cod: Space | None = None, *, max_size: int = 4
) -> Kernel:
    """Draw the kernel of a function."""
    start = draw(spaces(max_size=max_size)) if dom is None else dom
    end = draw(spaces(max_size=max_size)) if cod is None else cod
    table = draw(st.lists(st.integers(0, end.size - 1), min_size=start.size, max_size=start.size))
    return Kernel.deterministic(table, end, dom=start)


@st.composite
def composable_chains(
    draw: st.DrawFn, length: int = 2, *, max_size: int = 4, zeros: bool = True
) -> list[Kernel]:
    """Draw kernels each of which can follow the one before."""
    stops: Sequence[Space] = [draw(spaces(max_size=max_size)) for _ in range(length + 1)]
    return [draw(kernels(dom, cod, zeros=zeros)) for dom, cod in pairwise(stops)]


@st.composite
def degraded_pairs(
    draw: st.DrawFn, *, max_size: int = 4, zeros: bool = True
) -> tuple[Kernel, Kernel, Kernel]:
    """Draw a channel W, a noise V that can follow it, and the degraded channel ``W >> V``."""
    channel, noise = draw(composable_chains(2, max_size=max_size, zeros=zeros))
    return channel, noise, channel >> noise


def _pairs(size: int) -> list[Letter]:
    return [(i, "x") for i in range(size)]
