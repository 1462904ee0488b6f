"""Parallel Gaussian channels under a constraint of power: water-filling, exact in the power."""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import Matrix
from itbounds.kernels.symbolic_entries import as_formula
from itbounds.lowering.closed_forms.recognised import Recognised
from itbounds.numerics.rational import simplest_fraction

if TYPE_CHECKING:
    import sympy

__all__ = ["parallel_gains", "power_symbol", "recognise_gaussian"]


def power_symbol() -> "sympy.Symbol":
    """Return the symbol that stands for the power in formulas."""
    import sympy

    return sympy.Symbol("P", nonnegative=True)


def parallel_gains(A: Matrix, noise_cov: Matrix) -> list[Fraction] | None:
    r"""Return the gains :math:`g_j = \sum_i a_{ij}^2 / \sigma_i^2` of independent inputs, largest first.

    Inputs are independent if no two of them reach the same output, and the noises of the outputs are
    independent. Then :math:`A^\top Q^{-1} A` is diagonal, as recognised without rounding. None if it is not,
    or if an input reaches an output without noise, whose capacity is infinite. Gains of zero are left out.

    Examples
    --------
    >>> parallel_gains(np.eye(2), np.diag([0.5, 0.1]))
    [Fraction(10, 1), Fraction(2, 1)]
    """
    noise = np.diag(noise_cov)
    reached = A != 0.0
    if (noise_cov != np.diag(noise)).any() or (reached.sum(axis=1) > 1).any():
        return None
    if (noise[reached.any(axis=1)] <= 0.0).any():
        return None
    gains = []
    for column, used in zip(A.T, reached.T, strict=True):
        pairs = zip(column[used].tolist(), noise[used].tolist(), strict=True)
        gains.append(sum((simplest_fraction(a) ** 2 / simplest_fraction(v) for a, v in pairs), Fraction(0)))
    return sorted((gain for gain in gains if gain > 0), reverse=True)


def recognise_gaussian(A: Matrix, noise_cov: Matrix) -> Recognised | None:
    r"""Recognise independent Gaussian channels with the gains :math:`g_1 \ge g_2 \ge \dots`.

    .. math:: C(P) = \frac12 \sum_{i \le k} \log \mu g_i, \qquad k \mu = P + \sum_{i \le k} 1 / g_i

    The water level :math:`\mu` covers the first k channels: k is the largest number with
    :math:`P > \sum_{i < k} (1 / g_k - 1 / g_i)`.
    """
    import sympy

    gains = parallel_gains(A, noise_cov)
    if gains is None:
        return None
    power, cases = power_symbol(), []
    for count in range(1, len(gains) + 1):
        level = (power + as_formula(sum(1 / gain for gain in gains[:count]), name="noise")) / count
        rates = [sympy.log(sympy.factor(as_formula(gain, name="gain") * level)) / 2 for gain in gains[:count]]
        end: sympy.Basic = sympy.true
        if count < len(gains):
            last = sum(1 / gains[count] - 1 / gain for gain in gains[:count])
            end = sympy.Le(power, as_formula(last, name="threshold"))
        cases.append((sympy.Add(*rates), end))
    formula = sympy.Piecewise(*cases) if cases else sympy.Integer(0)
    name = "Gaussian channel" if len(gains) < 2 else f"{len(gains)} parallel Gaussian channels"
    reference = "C. E. Shannon, 1949; T. M. Cover and J. A. Thomas, 2006, sections 9.1 and 9.4"
    return Recognised(name, formula, reference)
