"""Bayes' rule on arrays, safe from underflow."""

import numpy as np

from itbounds._typing import Mask, Matrix, Vector

__all__ = ["bayesian_inverse"]


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
    null = np.asarray(scaled.max(axis=1) == 0.0)
    scaled[null] = 1.0
    inverse = scaled / scaled.sum(axis=1, keepdims=True)
    return inverse, null
