"""Bayes' rule and conditioning on arrays, safe from underflow."""

from collections.abc import Sequence
from math import prod

import numpy as np

from itbounds._typing import Mask, Matrix, Vector
from itbounds.numerics.operators import Dense, Kronecker, Operator, factorwise, product

__all__ = ["bayesian_inverse", "conditional_rows", "inverse"]


def inverse(prior: Operator, channel: Operator) -> tuple[Operator, Mask]:
    """Return the Bayesian inverse, of a product under a product prior as a product, and the null outputs.

    Parameters
    ----------
    prior : Operator of shape (1, m)
    channel : Operator of shape (m, n)

    Returns
    -------
    inverse : Operator of shape (n, m)
    null : boolean array of shape (n,)
        Outputs off the support, whose rows are uniform.
    """
    if isinstance(prior, Kronecker) and isinstance(channel, Kronecker):
        pairs = factorwise(prior, channel)
        parts = [inverse(law, part) for law, part in pairs] if len(pairs) > 1 else []
        # Off the support the product of the rows is not uniform; then the whole is inverted.
        if parts and not any(null.any() for _, null in parts):
            return product([part for part, _ in parts]), np.zeros(channel.shape[1], dtype=np.bool_)
    matrix, null = bayesian_inverse(prior.dense()[0], channel.dense())
    matrix.setflags(write=False)
    return Dense(matrix), null


def bayesian_inverse(prior: Vector, matrix: Matrix) -> tuple[Matrix, Mask]:
    r"""Return the posterior :math:`p_x W_{xy} / \sum_{x'} p_{x'} W_{x'y}` and the outputs that never occur.

    Mantissas and exponents are multiplied apart, so that a posterior is right to a few units in the last
    place even where the joint probabilities underflow. An output of probability zero is given a uniform row.

    Parameters
    ----------
    prior : array of shape (m,)
        Probabilities of the inputs.
    matrix : array of shape (m, n)
        The channel.

    Returns
    -------
    inverse : array of shape (n, m)
        A stochastic matrix.
    null : boolean array of shape (n,)
        Outputs off the support.
    """
    mantissa_p, exponent_p = np.frexp(prior)
    mantissa_w, exponent_w = np.frexp(matrix.T)
    mantissa = mantissa_w * mantissa_p
    exponent = np.where(mantissa > 0.0, exponent_w + exponent_p, np.iinfo(np.int32).min // 2)
    scaled = np.ldexp(mantissa, exponent - exponent.max(axis=1, keepdims=True))
    return _normalised(scaled)


def conditional_rows(matrix: Matrix, shape: tuple[int, ...], given: Sequence[int]) -> tuple[Matrix, Mask]:
    r"""Return :math:`f(y \mid x, a) = f(x, y \mid a) / f(x \mid a)`, and the pairs (x, a) that never occur.

    Parameters
    ----------
    matrix : array of shape (a, n)
        Row a is the law of all factors.
    shape : tuple of int
        The sizes of the factors, n in product.
    given : sequence of int
        The factors of x, in order; y is made of the others.

    Returns
    -------
    rows : array with a row for each pair (x, a), x first
        Uniform where the pair never occurs.
    null : boolean array with an entry for each pair
    """
    others = [axis for axis in range(len(shape)) if axis not in given]
    axes = [*(1 + axis for axis in given), 0, *(1 + axis for axis in others)]
    tensor = matrix.reshape(-1, *shape).transpose(axes)
    rows = tensor.reshape(-1, prod(shape[axis] for axis in others))
    top = rows.max(axis=1, keepdims=True)
    # Dividing by the largest entry first keeps sums of subnormal numbers from losing their digits.
    return _normalised(np.divide(rows, top, out=np.zeros(rows.shape), where=top > 0.0))


def _normalised(weights: Matrix) -> tuple[Matrix, Mask]:
    """Divide rows by their sums; rows of zeros become uniform and are reported."""
    null = np.asarray(weights.max(axis=1) == 0.0)
    weights[null] = 1.0
    rows = weights / weights.sum(axis=1, keepdims=True)
    return rows, null
