r"""Codes that cannot exist: converses on how many messages a blocklength carries."""

from dataclasses import replace
from math import inf, log, log1p
from typing import Literal

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.blocklength.channels import FiniteChannel, as_channel, as_error, as_length
from itbounds.bounds.blocklength.random_coding import require_types
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, UnknownNameError
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.numerics.coding.gaussian import log_power_beta
from itbounds.numerics.coding.random_codes import erasure_converse_size, sphere_packing_size
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "metaconverse"]

_META = Theorem(
    name="metaconverse",
    title="no larger code exists, by the tight converse of the channel",
    statement=r"M \le 1 / \beta_{1 - \epsilon}\bigl(P_{XY}^n, P_X^n \times q^n\bigr)",
    direction="upper",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=("memoryless channel, average error probability eps", "without feedback"),
    reference="Polyanskiy, Poor and Verdu (2010), Theorems 27, 35 and 38",
    evidence="proved",
    known=KnownAnswer(
        {"channel": [[0.89, 0.11], [0.11, 0.89]], "n": 500, "eps": 1e-3},
        193.278493,
        "recomputed by an exact sum",
        5e-7,
    ),
)


def metaconverse(
    channel: ArrayLike | GaussianChannel,
    n: Count,
    eps: Number,
    *,
    input: ArrayLike | None = None,
    power: Literal["equal", "maximal"] = "equal",
    unit: Unit | str = BITS,
) -> Bound:
    r"""Return how many messages no code exceeds, by the tight converse of the channel.

    .. math:: M \le 1 / \beta_{1 - \epsilon}\bigl(P_{XY}^n, P_X^n \times q^n\bigr)

    Sphere packing for the binary symmetric channel, and for every channel whose inputs are alike as seen from
    the output law q; for the binary erasure channel
    :math:`\epsilon \ge \mathbb{E} (1 - 2^{n - E} / M)^+` with E erasures, which is stronger; for the real
    Gaussian channel the test of a codeword against :math:`q = N(0, 1 + P)`.

    Parameters
    ----------
    channel, n, eps, unit
        As `dependence_testing`.
    input : array-like of shape (k,), optional
        A law of inputs; only its output law q is used, and every code is bounded all the same.
    power : {"equal", "maximal"}
        For the Gaussian channel: whether all codewords have the full power, or at most that. The latter is
        bounded by the former with one more letter, which fills the power up.

    Returns
    -------
    Bound
        The logarithm of a real M, rounded up.

    Raises
    ------
    DomainError
        If n is no positive integer, eps is not strictly between 0 and 1, the inputs are not alike, or there
        are too many types of n letters to sum over.

    Notes
    -----
    The test of Neyman and Pearson is exact, over the types of the information density, with a randomised
    threshold. Source: Polyanskiy, Poor and Verdu, 2010, Theorems 27, 35 and 38.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.metaconverse(ib.zoo.bsc(0.11), 500, 1e-3))
    log M*(n, eps) ≤ 193.278493230 bit
    """
    length, level = as_length(n), as_error(eps)
    chosen = as_channel(channel, input)
    if isinstance(chosen, GaussianChannel):
        return _gaussian(chosen, length, level, power, unit)
    value = _size(chosen, length, level)
    trivial = length * log(min(chosen.matrix.shape)) - log1p(-level)
    terms = {"n": float(length), "eps": level}
    return _META.bound(value, vacuous=value >= trivial, terms=terms, unit=as_unit(unit))


def _gaussian(channel: GaussianChannel, n: int, eps: float, power: str, unit: Unit | str) -> Bound:
    if power not in ("equal", "maximal"):
        raise UnknownNameError(f"the power is {power!r}", value=power, hint="use 'equal' or 'maximal'")
    letters = n if power == "equal" else n + 1
    value = -log_power_beta(channel.snr, letters, eps)[0]
    said = "all codewords have the full power" if power == "equal" else "no codeword has more than the power"
    theorem = replace(_META, assumptions=(*_META.assumptions, said))
    terms = {"n": float(n), "eps": eps, "letters of equal power": float(letters)}
    return theorem.bound(value, vacuous=value == inf, terms=terms, unit=as_unit(unit))


def _size(chosen: FiniteChannel, n: int, eps: float) -> float:
    if chosen.erasure is not None and not np.ptp(chosen.input_law):
        return erasure_converse_size(chosen.erasure, n, eps)
    if not (chosen.whole and chosen.symmetric_rows):
        raise DomainError(
            "the inputs of this channel are not alike as seen from the output law",
            where="channel",
            hint="use `strong_converse`, which holds for every channel",
        )
    require_types(chosen.letters, n)
    return sphere_packing_size(chosen.letters, n, eps)


CALCULATORS = (Calculator(_META, metaconverse),)
