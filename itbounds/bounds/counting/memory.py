"""Bits that a memory must have: by counting what it is to tell apart."""

import numpy as np

from itbounds._typing import Count, Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_positive, as_probability
from itbounds.numerics.statistics.binary_divergence import binary_entropy
from itbounds.numerics.statistics.incomplete_beta import log_gamma
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "bijection_bits", "disjointness_memory", "fact_parameters", "index_memory"]

_BIJECTION = Theorem(
    name="bijection_bits",
    title="what storing bijections takes",
    statement=r"\ln M \ge R \ln n!",
    direction="lower",
    target="log M",
    latex=r"\ln M",
    kind="coding",
    assumptions=("M is the number of states of a memory that answers every query on any R bijections",),
    reference="counting",
    evidence="proved",
    known=KnownAnswer({"n": 10}, 21.791061, "log2 10!", 5e-7),
)

_PARAMETERS = Theorem(
    name="fact_parameters",
    title="the parameters that storing bijections takes",
    statement=r"P \ge \frac{R \log_2 n!}{b}",
    direction="lower",
    target="P",
    latex="P",
    kind="coding",
    assumptions=(
        "a parameter is one of 2^b values: two bits are an empirical law of trained "
        "models, sixteen a ceiling of half precision",
        "the model answers every query on any R bijections",
    ),
    reference="counting",
    evidence="proved",
    known=KnownAnswer(
        {"n": 10, "relations": 2, "bits_per_parameter": 2.0}, 21.791061, "2 log2(10!) / 2", 5e-7
    ),
)

_DISJOINTNESS = Theorem(
    name="disjointness_memory",
    title="what a reader must remember of a set that is to be compared with the next",
    statement=r"\ln M \ge \ln \binom{n}{a} \quad (b \le n - a)",
    direction="lower",
    target="log M",
    latex=r"\ln M",
    kind="coding",
    assumptions=(
        "M is the number of states of a deterministic reader that has seen a set of a out of n elements",
        "it then reads any set of b elements, and says without error whether the two are disjoint",
    ),
    reference="one-way communication complexity; Kushilevitz and Nisan (1997)",
    evidence="proved",
    known=KnownAnswer({"n": 16, "first": 8}, 13.651724, "log2 12870", 5e-7),
)

_INDEX = Theorem(
    name="index_memory",
    title="what a memory must have that answers any of n bits, mostly right",
    statement=r"\ln M \ge n (\ln 2 - h(\delta))",
    direction="lower",
    target="log M",
    latex=r"\ln M",
    kind="coding",
    assumptions=(
        "M is the number of states of a memory of n arbitrary bits, which may be randomised",
        "each bit is then guessed with an error probability of at most delta, on average over the bits",
    ),
    reference="Ambainis, Nayak, Ta-Shma and Vazirani (1999)",
    evidence="proved",
    known=KnownAnswer({"n": 1000, "error": 0.11}, 500.0840, "a thousand uses of BSC(0.11)", 1e-3),
)


def bijection_bits(n: Count, relations: Count = 1, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the least memory that holds any R bijections of n subjects onto n attributes.

    .. math:: \ln M \ge R \ln n!

    Parameters
    ----------
    n : int
        The number of subjects.
    relations : int
        The number R of independent bijections.
    unit : Unit or str
        The unit of the memory.

    Raises
    ------
    DomainError
        If a number is not positive.

    Notes
    -----
    Two different tables of facts need two different states. It is attained up to a bit, and is close to
    :math:`n \ln n - n`: about :math:`\ln n` for each subject. Source: counting.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.bijection_bits(10))
    log M ≥ 21.791061114 bit
    """
    nats = _log_factorials(n, relations)
    return _BIJECTION.bound(nats, vacuous=nats <= 0.0, terms={"n": float(n)}, unit=as_unit(unit))


def _log_factorials(n: int, relations: int) -> float:
    subjects, tables = as_count(n, name="number n of subjects"), as_count(relations, name="relations")
    if subjects == 1:
        return 0.0
    value, error = log_gamma(subjects + 1.0)
    return padded(tables * (value - error), towards="down")


def fact_parameters(n: Count, relations: Count = 1, *, bits_per_parameter: Number = 2.0) -> Bound:
    r"""Return the least number of parameters of a model that knows any R bijections of n subjects.

    .. math:: P \ge \frac{R \log_2 n!}{b}

    Parameters
    ----------
    n, relations
        As `bijection_bits`.
    bits_per_parameter : float
        How many bits b a parameter holds: 16 is a ceiling of half precision; 2 was measured on trained models
        (Allen-Zhu and Li, 2024), and with it this is a rule and no theorem.

    Raises
    ------
    DomainError
        If a number is not positive.

    Notes
    -----
    The bits of `bijection_bits`, over those of a parameter. Source: counting.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.fact_parameters(10**6, 10, bits_per_parameter=16))
    P ≥ 11555553...
    """
    width = as_positive(bits_per_parameter, name="bits per parameter")
    nats = _log_factorials(n, relations)
    value = padded(BITS.floor(nats) / width, towards="down")
    return _PARAMETERS.bound(value, vacuous=value <= 0.0, terms={"bits per parameter": width})


def disjointness_memory(n: Count, first: Count, second: Count = 1, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the least memory of a one-way reader that compares a set with the one that comes after it.

    .. math:: \ln M \ge \ln \binom{n}{a}, \qquad b \le n - a

    Parameters
    ----------
    n : int
        The number of elements that there are.
    first : int
        The size a of the set that is read first.
    second : int
        The size b of the set that is read then, at most n - a.
    unit : Unit or str
        The unit of the memory.

    Raises
    ------
    DomainError
        If a set has more elements than there are, or the second one always meets the first.

    Notes
    -----
    For two different first sets there is a second one that meets only one of them: an element of their
    difference, and others outside of the first. Reading the smaller set first needs less memory, and reading
    both twice helps a reader that was told the larger one first. Source: one-way communication complexity.

    Examples
    --------
    >>> import itbounds as ib
    >>> for first, second in ((100, 10), (10, 100)):
    ...     print(ib.bounds.counting.disjointness_memory(10**4, first, second))
    log M ≥ 803.289... bit
    log M ≥ 111.07... bit
    """
    size = as_count(n, name="number n of elements")
    a, b = as_count(first, name="size of the first set"), as_count(second, name="size of the second set")
    if a >= size or b > size - a:
        raise DomainError(
            f"sets of {a} and {b} out of {size} elements always meet, or nearly",
            value=(a, b),
            hint="use sizes with first + second <= n",
        )
    logs = [log_gamma(part + 1.0) for part in (size, a, size - a)]
    value = logs[0][0] - logs[1][0] - logs[2][0]
    error = sum(error for _, error in logs)
    nats = max(0.0, padded(value - error, towards="down", size=abs(logs[0][0]) + 1.0))
    return _DISJOINTNESS.bound(
        nats, vacuous=nats <= 0.0, terms={"a": float(a), "b": float(b)}, unit=as_unit(unit)
    )


def index_memory(n: Count, error: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the least memory from which any of n bits can be read with a small error probability.

    .. math:: \ln M \ge n \bigl( \ln 2 - h(\delta) \bigr)

    Parameters
    ----------
    n : int
        The number of bits, such as "is element i in the set?".
    error : float
        The error probability :math:`\delta`, from 0 to 1/2, averaged over the bits.
    unit : Unit or str
        The unit of the memory.

    Raises
    ------
    DomainError
        If the number is not positive, or the error is beyond 1/2.

    Notes
    -----
    For uniform bits, :math:`\ln M \ge I(X^n; M) \ge \sum_i I(X_i; M) \ge n \ln 2 - \sum_i h(\delta_i)` by
    Fano, and the binary entropy is concave. A reader that decides the disjointness of any set with a single
    element does that, so that randomness saves it no more than a constant factor. Source: Ambainis, Nayak,
    Ta-Shma and Vazirani, 1999.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.index_memory(1000, 0.11))
    log M ≥ 500.084... bit
    """
    count, delta = as_count(n, name="number n of bits"), as_probability(error, name="error")
    if delta > 0.5:
        raise DomainError(f"an error of {delta!r} is worse than a coin", value=delta, hint="use at most 1/2")
    rest = BITS.to_nats(1.0) - float(binary_entropy(np.array(delta)))
    nats = max(0.0, count * padded(rest, towards="down", size=2.0))
    return _INDEX.bound(nats, vacuous=nats <= 0.0, terms={"error": delta}, unit=as_unit(unit))


CALCULATORS = (
    Calculator(_BIJECTION, bijection_bits),
    Calculator(_PARAMETERS, fact_parameters),
    Calculator(_DISJOINTNESS, disjointness_memory),
    Calculator(_INDEX, index_memory),
)
