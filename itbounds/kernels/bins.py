"""Exact probabilities of the cells of a line under laws whose tails are known."""

from collections.abc import Callable

import numpy as np

from itbounds._typing import Array

__all__ = ["bin_probabilities", "laplacian_tail", "normal_tail"]


def normal_tail(z: Array) -> Array:
    r"""Return :math:`P(Z > z)` of a standard normal, for :math:`z \ge 0`, with small relative error."""
    from scipy.special import erfc

    tail: Array = 0.5 * erfc(z / np.sqrt(2.0))
    return tail


def laplacian_tail(z: Array) -> Array:
    r"""Return :math:`P(Z > z) = e^{-z} / 2` of a Laplacian law of scale one, for :math:`z \ge 0`."""
    tail: Array = 0.5 * np.exp(-z)
    return tail


def bin_probabilities(edges: Array, tail: Callable[[Array], Array]) -> Array:
    r"""Return the probabilities of the cells between consecutive edges under a symmetric law.

    Each cell is a difference of tails on its own side of zero, so that far cells keep a relative accuracy of
    about :math:`u / (1 - e^{-t h})` for a Gaussian cell of width h at distance t. Values below the smallest
    normal double are set to zero.

    Parameters
    ----------
    edges : array of shape (..., n + 1)
        Increasing along the last axis; the outer ones may be infinite.
    tail : callable
        The upper tail of the law, for arguments at least 0.

    Returns
    -------
    array of shape (..., n)
    """
    weight = tail(np.abs(edges))
    left, right = weight[..., :-1], weight[..., 1:]
    lower, upper = edges[..., :-1], edges[..., 1:]
    cells = np.where(lower >= 0.0, left - right, np.where(upper <= 0.0, right - left, 1.0 - left - right))
    return np.where(cells < np.finfo(np.float64).tiny, 0.0, cells)
