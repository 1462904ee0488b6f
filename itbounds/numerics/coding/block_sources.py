r"""Fixed-length codes of memoryless sources: the least real number of codewords, and random binning."""

from math import inf

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.coding.sizes import log_union_error
from itbounds.numerics.coding.spectrum import Spectrum, letter_spectrum, type_spectrum
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_cumulative_sums
from itbounds.numerics.statistics.log_testing import log_beta

__all__ = ["best_code_size", "binning_size", "source_letters", "varentropy"]


def source_letters(law: Vector) -> Spectrum:
    """Return the law of the logarithm of the probability of a letter."""
    used = law[law > 0.0] / law.sum()
    error = 2.0 * UNIT_ROUNDOFF * (ULPS * (1.0 + float(-np.log(used.min()))) + len(used))
    return letter_spectrum(used, np.log(used), error)


def best_code_size(letters: Spectrum, n: int, eps: float) -> tuple[float, float]:
    r"""Enclose the logarithm of the least real number of codewords: of likeliest sequences, the last in part.

    .. math:: \min \sum_x T_x \quad \text{subject to} \quad \sum_x P^n_x T_x \ge 1 - \epsilon, \ 0 \le T \le 1

    Examples
    --------
    >>> import numpy as np
    >>> low, high = best_code_size(source_letters(np.array([0.11, 0.89])), 500, 1e-3)
    >>> round(low / 0.6931471805599453, 6), high - low < 1e-8
    (306.721507, True)
    """
    total = type_spectrum(letters, n)
    error = total.law_error + total.value_error
    test = log_beta(total.log_law, total.log_law - total.values, error, eps)
    return test.lower, test.upper


def binning_size(letters: Spectrum, n: int, eps: float) -> float:
    r"""Return the least :math:`\ln M`, rounded up, at which random binning has the error in question.

    .. math:: \epsilon \ge \mathbb{E} \min\Bigl\{1, \frac{|\{x' : P^n_{x'} \ge P^n_X\}|}{M}\Bigr\}

    Examples
    --------
    >>> import numpy as np
    >>> best = best_code_size(source_letters(np.array([0.11, 0.89])), 500, 1e-3)[1]
    >>> bool(best < binning_size(source_letters(np.array([0.11, 0.89])), 500, 1e-3) < best + 5.0)
    True
    """
    total = type_spectrum(letters, n)
    order = np.argsort(-total.values, kind="stable")
    ranked = -total.values[order]
    counts, slip = log_cumulative_sums((total.log_law - total.values)[order])
    # A sequence that may be as likely is counted.
    last = np.searchsorted(ranked, ranked + 2.0 * total.value_error, side="right") - 1
    rivals, law = counts[last], total.log_law[order]
    error = 2.0 * total.law_error + total.value_error + slip
    log_eps = float(np.log(eps)) - 4.0 * UNIT_ROUNDOFF * (1.0 + abs(float(np.log(eps))))

    def holds(size: float) -> bool:
        value, moved = log_union_error(law, -rivals, -size)
        return value + moved + error <= log_eps

    low, high = 0.0, float(rivals.max()) - log_eps + error + 1.0
    if not holds(high):
        return inf
    while (middle := 0.5 * (low + high)) not in (low, high) and high - low > 1e-13 * high:
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def varentropy(law: Vector) -> tuple[float, float]:
    """Return the entropy and the variance of the logarithm of the probability, in nats and their square.

    Examples
    --------
    >>> import numpy as np
    >>> entropy, variance = varentropy(np.array([0.5, 0.25, 0.25]))
    >>> round(entropy / np.log(2).item(), 9), round(variance / np.log(2).item() ** 2, 9)
    (1.5, 0.25)
    """
    used = law[law > 0.0] / law.sum()
    logs = -np.log(used)
    mean = float(used @ logs)
    return mean, float(used @ (logs - mean) ** 2)
