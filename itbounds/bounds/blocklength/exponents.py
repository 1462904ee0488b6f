r"""How fast the error of the best codes of a rate falls with their length: bounds on both sides."""

from dataclasses import replace
from math import inf

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.blocklength.channels import as_finite_channel
from itbounds.bounds.blocklength.gallager_bound import best_value
from itbounds.bounds.inputs import as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.coding.gallager import (
    expurgated_value,
    is_symmetric,
    last_rising,
    zero_error_rate,
)
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = [
    "CALCULATORS",
    "critical_rate",
    "expurgated_exponent",
    "random_coding_exponent",
    "sphere_packing_exponent",
]

_BSC = [[0.89, 0.11], [0.11, 0.89]]
_LARGEST = 1e4

_RANDOM = Theorem(
    name="random_coding_exponent",
    title="how fast the error falls at least, by random codes",
    statement=r"E(R) \ge \max_{0 \le \rho \le 1} E_0(\rho) - \rho R",
    direction="lower",
    target="E(R)",
    latex="E(R)",
    kind="coding",
    assumptions=("memoryless channel", "E(R) is the limit of -log(eps) / n at rate R"),
    reference="Fano (1961); Gallager (1965)",
    evidence="proved",
    known=KnownAnswer({"channel": _BSC, "rate": 0.3}, 0.0391018, "D(h^-1(0.7) || 0.11)", 5e-7),
)

_PACKING = Theorem(
    name="sphere_packing_exponent",
    title="how fast the error falls at most, by sphere packing",
    statement=r"E(R) \le \sup_{\rho \ge 0} E_0(\rho) - \rho R",
    direction="upper",
    target="E(R)",
    latex="E(R)",
    kind="coding",
    assumptions=("memoryless channel", "E(R) is the limit of -log(eps) / n at rate R"),
    reference="Shannon, Gallager and Berlekamp (1967)",
    evidence="proved",
    known=KnownAnswer({"channel": _BSC, "rate": 0.3}, 0.0391018, "D(h^-1(0.7) || 0.11)", 5e-7),
)

_EXPURGATED = Theorem(
    name="expurgated_exponent",
    title="how fast the error falls at least at low rates, bad codewords being dropped",
    statement=r"E(R) \ge \sup_{\rho \ge 1} -\rho \ln \sum_{x, x'} p_x p_{x'} "
    r"\Bigl( \sum_y \sqrt{W_{xy} W_{x'y}} \Bigr)^{1 / \rho} - \rho R",
    direction="lower",
    target="E(R)",
    latex="E(R)",
    kind="coding",
    assumptions=("memoryless channel", "E(R) is the limit of -log(eps) / n at rate R"),
    reference="Gallager (1965)",
    evidence="proved",
    known=KnownAnswer(
        {"channel": _BSC, "rate": 0.0},
        0.338137,
        "-1/4 log(4 p (1 - p)) of the binary symmetric channel",
        5e-7,
    ),
)


def random_coding_exponent(
    channel: ArrayLike, rate: Number, *, input: ArrayLike | None = None, unit: Unit | str = BITS
) -> Bound:
    r"""Return how fast the error of the best codes falls at least: the random coding exponent.

    .. math:: E(R) \ge E_r(R) = \max_{0 \le \rho \le 1} E_0(\rho) - \rho R

    Parameters
    ----------
    channel : array-like or Kernel of shape (k, m)
        A channel without memory.
    rate : float
        The rate R of the codes, per letter, in `unit`.
    input : array-like of shape (k,), optional
        The law from which letters are drawn; without it the best one for each :math:`\rho`.
    unit : Unit or str
        The unit of the rate and of the exponent.

    Returns
    -------
    Bound
        A lower bound of the reliability function, rounded down; 0 at and above capacity.

    Raises
    ------
    DomainError
        If the rate is negative or infinite.

    Notes
    -----
    Any :math:`\rho` and any law prove a bound. Above the critical rate it is the reliability function itself.
    Source: Fano, 1961; Gallager, 1965.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.random_coding_exponent(ib.zoo.bsc(0.11), 0.3))
    E(R) ≥ 0.039101770 bit
    """
    nats = as_information(rate, unit, name="rate", towards="up")
    chosen = as_finite_channel(channel, input)
    low, _ = last_rising(lambda rho: best_value(chosen, rho).slope - nats, 1e-9, 1.0)
    found = best_value(chosen, low)
    value = max(0.0, padded(found.value - found.error - low * nats, towards="down", size=found.value))
    return _RANDOM.bound(value, vacuous=value <= 0.0, terms={"R": nats, "rho": low}, unit=as_unit(unit))


def sphere_packing_exponent(channel: ArrayLike, rate: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how fast the error of the best codes falls at most: the sphere packing exponent.

    .. math:: E(R) \le E_{sp}(R) = \sup_{\rho \ge 0} E_0(\rho) - \rho R

    Parameters
    ----------
    channel, rate, unit
        As `random_coding_exponent`.

    Returns
    -------
    Bound
        An upper bound of the reliability function, rounded up; infinite below the rate at which
        codewords can be kept apart without error.

    Raises
    ------
    DomainError
        If the rate is negative or infinite.

    Notes
    -----
    Where the uniform law is best the function is concave in :math:`\rho`, and its tangents prove that nothing
    was missed; else the maximum over :math:`\rho` is only searched for, which the assumptions say.
    Source: Shannon, Gallager and Berlekamp, 1967.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.sphere_packing_exponent(ib.zoo.bsc(0.11), 0.3))
    E(R) ≤ 0.039101772 bit
    """
    nats = as_information(rate, unit, name="rate", towards="down")
    chosen = as_finite_channel(channel, None)
    low, high = last_rising(lambda rho: best_value(chosen, rho).slope - nats, 1e-9, _LARGEST)
    theorem, value = _PACKING, inf
    if high < _LARGEST:
        found = best_value(chosen, low)
        # A concave function is below its tangent up to where it falls.
        reach = (found.slope + found.error - nats) * (high - low if high > low else 0.0) + 2e-9 * abs(
            found.slope
        )
        value = padded(
            found.ceiling - low * nats + max(0.0, reach), towards="up", size=found.ceiling + low * nats
        )
        if not is_symmetric(chosen.matrix):
            theorem = replace(
                _PACKING,
                evidence="checked",
                assumptions=(*_PACKING.assumptions, "the best rho was searched for, not certified"),
            )
    terms = {"R": nats, "rho": low}
    return theorem.bound(max(0.0, value), vacuous=value == inf, terms=terms, unit=as_unit(unit))


def expurgated_exponent(
    channel: ArrayLike, rate: Number, *, input: ArrayLike | None = None, unit: Unit | str = BITS
) -> Bound:
    r"""Return how fast the error of the best codes falls at least, if bad codewords are dropped.

    .. math:: E(R) \ge \sup_{\rho \ge 1} -\rho \ln \sum_{x, x'} p_x p_{x'}
              \Bigl( \sum_y \sqrt{W_{xy} W_{x'y}} \Bigr)^{1 / \rho} - \rho R

    Parameters
    ----------
    channel, rate, input, unit
        As `random_coding_exponent`, except that without a law the capacity-achieving one is taken.

    Returns
    -------
    Bound
        A lower bound of the reliability function, rounded down. It is better than random coding at low rates
        only.

    Raises
    ------
    DomainError
        If the rate is negative or infinite.

    Notes
    -----
    For a given law the function is concave in :math:`\rho`; any :math:`\rho` proves a bound.
    Source: Gallager, 1965.

    Examples
    --------
    >>> import itbounds as ib
    >>> bsc = ib.zoo.bsc(0.11)
    >>> blocklength = ib.bounds.blocklength
    >>> blocklength.random_coding_exponent(bsc, 0).value, blocklength.expurgated_exponent(bsc, 0).value
    (0.298868..., 0.33813...)
    """
    nats = as_information(rate, unit, name="rate", towards="up")
    chosen = as_finite_channel(channel, input)

    def at(position: float) -> float:
        rho = 1.0 / (1.0 - position)
        value, error = expurgated_value(chosen.matrix, chosen.input_law, rho)
        return padded(value - error - rho * nats, towards="down", size=value + rho * nats)

    low, high = 0.0, 1.0 - 1e-9
    for _ in range(120):
        left, right = low + (high - low) / 3.0, high - (high - low) / 3.0
        low, high = (left, high) if at(left) < at(right) else (low, right)
    best = max(low, 0.0, key=at)
    value = max(0.0, at(best))
    if zero_error_rate(chosen.matrix, chosen.input_law) > nats:
        # So many codewords can be told apart for certain.
        best, value = 1.0 - 1e-9, inf
    terms = {"R": nats, "rho": 1.0 / (1.0 - best)}
    return _EXPURGATED.bound(value, vacuous=value <= 0.0, terms=terms, unit=as_unit(unit))


def critical_rate(channel: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return the rate above which random coding and sphere packing agree, rounded to nearest.

    .. math:: R_{cr} = E_0'(1)

    Parameters
    ----------
    channel, unit
        As `random_coding_exponent`.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.bounds.blocklength.critical_rate(ib.zoo.bsc(0.11)), 6)
    0.17308
    """
    return as_unit(unit).from_nats(best_value(as_finite_channel(channel, None), 1.0).slope)


CALCULATORS = (
    Calculator(_RANDOM, random_coding_exponent),
    Calculator(_PACKING, sphere_packing_exponent),
    Calculator(_EXPURGATED, expurgated_exponent),
)
