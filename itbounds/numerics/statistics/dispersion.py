r"""Channel dispersion: the variance of the information density under capacity-achieving input laws.

.. math:: V = \mathrm{Var}\Bigl[ \ln \frac{W(Y \mid X)}{q^*(Y)} \Bigr]

With :math:`q^*` the capacity-achieving output law, which is unique, the mean of the density given
:math:`X = x` is :math:`C` for every letter in use, so that the conditional and the unconditional variance
agree: V is linear in the input law. Where several input laws achieve capacity, its least and its largest
value over them are the ends of a linear program (Polyanskiy, Poor and Verdu, 2010).
"""

import numpy as np

from itbounds._typing import Matrix, Vector

__all__ = ["channel_dispersions", "density_moments", "information_density"]


def information_density(matrix: Matrix, output_law: Vector) -> Matrix:
    r"""Return :math:`\ln W_{xy} / q_y` in nats, minus infinity where :math:`W_{xy} = 0`.

    Examples
    --------
    >>> import numpy as np
    >>> information_density(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([0.75, 0.25])).round(4).tolist()
    [[0.2877, -inf], [-0.4055, 0.6931]]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(matrix > 0.0, np.log(matrix) - np.log(output_law), -np.inf)


def density_moments(matrix: Matrix, output_law: Vector) -> tuple[Vector, Vector, Vector]:
    r"""Return of every input letter the mean, variance and third absolute central moment of the density.

    Parameters
    ----------
    matrix : array of shape (m, n)
        Rows that sum to one.
    output_law : array of shape (n,)
        Any law that excludes no output.

    Returns
    -------
    means, variances, thirds : arrays of shape (m,)
        In nats and their powers. The means are the divergences :math:`D(W_x \| q)`.
    """
    density = information_density(matrix, output_law)
    finite = np.where(matrix > 0.0, density, 0.0)
    means = (matrix * finite).sum(axis=1)
    deviations = np.where(matrix > 0.0, finite - means[:, None], 0.0)
    return means, (matrix * deviations**2).sum(axis=1), (matrix * np.abs(deviations) ** 3).sum(axis=1)


def channel_dispersions(matrix: Matrix, input_law: Vector, *, tol: float = 1e-7) -> tuple[float, float]:
    r"""Return the least and the largest dispersion over the capacity-achieving input laws, in nats squared.

    For error probabilities below one half the least governs the rate at finite length, above one half the
    largest.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel; rows sum to one.
    input_law : array of shape (m,)
        One capacity-achieving law, as a solver returns it.
    tol : float
        A letter whose divergence is within this of the capacity counts as one that may be used.

    Returns
    -------
    least, largest : float
        Computed numbers, without a claim on their rounding.

    Examples
    --------
    The Z-channel has one capacity-achieving law, and dispersion 0.4 in bits squared:

    >>> import numpy as np
    >>> least, largest = channel_dispersions(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([0.6, 0.4]))
    >>> bool(np.allclose([least, largest], 0.4 * np.log(2) ** 2))
    True
    """
    from scipy.optimize import linprog

    output = input_law @ matrix
    seen = output > 0.0
    part = matrix[:, seen]
    excluded = matrix[:, ~seen].any(axis=1)
    means, variances, _ = density_moments(part, output[seen])
    capacity = float(input_law @ means)
    useful = np.flatnonzero((means >= capacity - tol) & ~excluded)
    given = float(input_law @ variances)
    if len(useful) < 2:
        return given, given
    ends = [given]
    for sign in (1.0, -1.0):
        # The outputs are matched up to the error of the law that was given.
        answer = linprog(
            sign * variances[useful],
            A_ub=np.vstack([part[useful].T, -part[useful].T]),
            b_ub=np.concatenate([output[seen] + tol, tol - output[seen]]),
            A_eq=np.ones((1, len(useful))),
            b_eq=np.ones(1),
            method="highs",
        )
        if answer.x is not None:
            ends.append(float(variances[useful] @ answer.x))
    least, largest = max(0.0, min(ends)), max(ends)
    # What the tolerance alone may move is no freedom of the law.
    noise = 64.0 * tol * float(variances[useful].max())
    return (given, given) if largest - least <= noise else (least, largest)
