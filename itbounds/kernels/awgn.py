"""The additive Gaussian channel on grids, with the discretisation stated."""

import numpy as np

from itbounds._typing import Count, Number, Vector
from itbounds.errors import DomainError
from itbounds.kernels.bins import bin_probabilities, normal_tail
from itbounds.kernels.kernel import Kernel
from itbounds.kernels.space import Space
from itbounds.numerics.scalars import as_count, as_positive, as_real

__all__ = ["awgn_grid"]


def awgn_grid(
    amplitude: Number, inputs: Count, outputs: Count, *, noise_std: Number = 1.0, reach: Number = 6.0
) -> Kernel:
    r"""Return the channel Y = X + Z with Gaussian noise, on a grid of inputs and a partition of the outputs.

    *Inputs*: `inputs` equally spaced points on :math:`[-A, A]`, both ends included (0 if there is one point);
    they are the letters of the input space, so that a power cost is their square.

    *Outputs*: the line is cut at `outputs` - 1 equally spaced edges on :math:`[-L, L]` with
    :math:`L = A + r\sigma`, both ends included (at 0 if there is one edge); so the two outer cells are
    half-lines. The letter of a cell is the pair of its edges.

    Each entry is the exact probability :math:`P(e_j < x + Z \le e_{j+1})` up to rounding, computed from tails
    on its own side of the mean; values below the smallest normal double become 0. So the matrix is a true
    quantisation of the channel, and its capacity a lower bound on that of the channel whose output is not
    quantised.

    Parameters
    ----------
    amplitude : float
        The peak A, positive; the peak signal-to-noise ratio is :math:`A^2 / \sigma^2`.
    inputs : int
        The number of input points, at least 1.
    outputs : int
        The number of output cells, at least 2.
    noise_std : float
        The standard deviation :math:`\sigma` of the noise, positive.
    reach : float
        How many standard deviations r beyond the outer inputs the half-lines begin, at least 0.

    Raises
    ------
    DomainError
        For a parameter out of its range.

    Examples
    --------
    >>> W = awgn_grid(1.0, 2, 2)
    >>> W.dom
    Space.of([-1.0, 1.0])
    >>> W.matrix.round(4)
    array([[0.8413, 0.1587],
           [0.1587, 0.8413]])
    """
    peak = as_positive(amplitude, name="amplitude")
    std = as_positive(noise_std, name="standard deviation of the noise")
    margin = as_real(reach, name="reach")
    if not 0.0 <= margin < np.inf:
        raise DomainError(f"the reach is {margin!r}; it must be at least 0 and finite", value=margin)
    points = as_count(inputs, name="number of inputs")
    cells = as_count(outputs, name="number of outputs", minimum=2)
    x = _grid(peak, points)
    edges = np.concatenate([[-np.inf], _grid(peak + margin * std, cells - 1), [np.inf]])
    matrix = bin_probabilities((edges - x[:, None]) / std, normal_tail)
    intervals = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    return Kernel(Space.of(x.tolist()), Space.of(intervals), matrix)


def _grid(half_width: float, count: int) -> Vector:
    """Return points that are exactly symmetric about zero."""
    if count == 1:
        return np.zeros(1)
    steps = np.arange(count, dtype=np.float64)
    return half_width * (2.0 * steps - (count - 1)) / (count - 1)
