r"""Codes for letters of unknown law: the regrets of Krichevsky and Trofimov, of Jeffreys, of Shtarkov."""

from math import fsum, log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.statistics.stirling import log_peak, shtarkov_sum

__all__ = [
    "binomial_laws",
    "jeffreys_information",
    "krichevsky_trofimov_regret",
    "log_multinomial_shtarkov_sum",
]


def krichevsky_trofimov_regret(n: int) -> float:
    r"""Return :math:`\ln (\sqrt \pi \, n! / \Gamma(n + \tfrac12))` in nats, rounded a few times.

    Examples
    --------
    >>> round(krichevsky_trofimov_regret(100), 6)
    2.8762
    """
    return fsum(np.log1p(1.0 / np.arange(1.0, 2.0 * n, 2.0)).tolist())


def jeffreys_information(n: int) -> float:
    r"""Return the information between the bias of a coin, of Jeffreys' prior, and n tosses, in nats.

    The probability of k heads is :math:`c_k c_{n - k}` with :math:`c_j = \binom{2j}{j} 4^{-j}`, and the mean
    entropy of a toss is :math:`2 \ln 2 - 1`. The absolute error is below :math:`10^{-14} n` plus the same.

    Examples
    --------
    >>> [round(jeffreys_information(n), 6) for n in (1, 10, 1000)]
    [0.306853, 1.053576, 3.196172]
    """
    steps = np.log1p(-0.5 / np.arange(1.0, n + 1.0))
    masses = np.concatenate([[0.0], np.cumsum(steps)])
    logs = masses + masses[::-1]
    heads = np.exp(logs)
    return float(heads @ (_log_binomials(n) - logs)) - n * (2.0 * log(2.0) - 1.0)


def _log_binomials(n: int) -> Vector:
    share = np.arange(n + 1.0) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        ones = np.where(share > 0.0, share * np.log(share), 0.0)
        zeros = np.where(share < 1.0, (1.0 - share) * np.log1p(-share), 0.0)
    value: Vector = log_peak(n) - n * (ones + zeros)
    return value


def log_multinomial_shtarkov_sum(n: int, letters: int) -> float:
    r"""Return the logarithm of the Shtarkov sum of all laws on a number of letters; rounded up.

    .. math:: C_{K + 2} = C_{K + 1} + \frac{n}{K} C_K

    Notes
    -----
    Kontkanen and Myllymaki, 2007. All terms are positive; the recurrence is that of the ratio of two.

    Examples
    --------
    >>> round(log_multinomial_shtarkov_sum(5, 3), 6) == 2.141289
    True
    """
    if letters == 1:
        return 0.0
    ratio = shtarkov_sum(n)
    logs = [log(ratio)]
    for count in range(1, letters - 1):
        ratio = 1.0 + n / count / ratio
        logs.append(log(ratio))
    # A ratio moves less than the one before it, and in the other direction.
    total = fsum(logs)
    return total + 2.0**-50 * (letters + total)


def binomial_laws(n: int, points: int) -> Matrix:
    r"""Return the laws of the number of heads for the biases :math:`\sin^2 (\pi j / 2m)`, one in a row.

    Examples
    --------
    >>> binomial_laws(1, 3).round(6).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    angles = np.linspace(0.0, 0.5 * np.pi, points)[1:-1, None]
    heads = np.arange(n + 1.0)
    logs = _log_binomials(n) + 2.0 * (heads * np.log(np.sin(angles)) + (n - heads) * np.log(np.cos(angles)))
    laws = np.zeros((points, n + 1))
    laws[0, 0] = laws[-1, -1] = 1.0
    laws[1:-1] = np.exp(logs)
    return laws
