"""How much two variables with given laws can share through a third of bounded entropy."""

from collections.abc import Iterator
from itertools import islice
from math import inf
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.forms import Status
from itbounds.kernels import Distribution, Space, as_distribution_object
from itbounds.numerics import reductions
from itbounds.numerics.coupling.encoders import encoders
from itbounds.numerics.coupling.forest import Cell
from itbounds.numerics.coupling.greedy import greedy_coupling
from itbounds.numerics.coupling.search import least_coupling
from itbounds.numerics.coupling.weights import scaled_to_one_sum
from itbounds.numerics.law_entropy import common_weights
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.entropy_bounded_information import output_entropy, spread_over
from itbounds.problems.minimum_entropy_coupling import search_limit
from itbounds.problems.rates import Rate, as_rate
from itbounds.results import Provenance, Result
from itbounds.results.bottleneck_coupling_certificate import BottleneckCouplingCertificate
from itbounds.results.encoder_certificate import exact_joint
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["coupling_with_bottleneck"]

_CANDIDATES = 150
_REFINED = 4
_STATES = 500
_MARGIN = 2.0**-44


class _Middle(NamedTuple):
    """An encoder, which of the two variables it reads, and the least rate that it certainly keeps."""

    encoder: Matrix
    reverse: bool
    entropy: float


def coupling_with_bottleneck(
    p: ArrayLike, q: ArrayLike, rate: float, *, tol: float = 1e-9, unit: Unit | str = BITS
) -> Result[Distribution]:
    r"""Return the most that two variables can share through one of bounded entropy, as an interval.

    .. math:: \max \{ I(X; Y) : X \to T \to Y,\ H(T) \le R,\ X \sim p,\ Y \sim q \}

    Compression under logarithmic loss where the law of the reproduction is given (Ebrahimi, Chen and Khisti,
    2024). **Proved** is the upper end, the lesser of R and of the most that any coupling shares,
    :math:`H(p) + H(q) - \min H(X, Y)` by `minimum_entropy_coupling`. **Attained** is the lower end, by the
    chain that is the witness. For :math:`R \ge \min \{ H(p), H(q) \}` T may be the variable of less entropy,
    and the ends meet where those of the least entropy of a coupling do.

    Parameters
    ----------
    p, q : Distribution or array-like
        The laws of X and Y.
    rate : float
        The largest entropy R of T, in `unit`. One within rounding of the entropy of a function of X or Y may
        count as it.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `rate`, `tol` and the result.

    Returns
    -------
    Result
        ``witness`` is the law of (X, T, Y). The status says whether the ends meet.

    Raises
    ------
    DomainError
        For a negative rate.
    ItboundsError
        If a law is none.

    Notes
    -----
    On a chain :math:`I(X; Y) = I(X; T) + I(T; Y) - I(T; X, Y) \ge I(X; T) + I(T; Y) - H(T)`, so that encoder
    and decoder may be sought one after the other: encoders as in `entropy_bounded_information`, and for each
    a coupling of small entropy of T with the other variable. The problem is the same read from Y to X, and
    both directions are tried.

    Examples
    --------
    >>> from itbounds import coupling_with_bottleneck
    >>> result = coupling_with_bottleneck([0.25] * 4, [0.5, 0.5], 1.0)
    >>> print(result)
    max I(X;Y) ∈ [0.999999999, 1.000000001] bit
    >>> result.witness.space.names
    ('', 'T', '')
    >>> tight = coupling_with_bottleneck([0.7, 0.2, 0.1], [0.5, 0.3, 0.2], 0.6)
    >>> round(tight.lower, 3), round(tight.upper, 3)
    (0.313, 0.6)
    """
    start = perf_counter()
    worth = as_unit(unit)
    level, aim = as_rate(rate, worth), worth.to_nats(as_tolerance(tol))
    first, second = as_distribution_object(p, name="first law"), as_distribution_object(q, name="second law")
    laws = (first.probabilities, second.probabilities)
    limit = search_limit(*laws)
    middle, masses = _best(laws, level, limit)
    certificate = BottleneckCouplingCertificate(
        lower=0.0,
        upper=inf,
        first=laws[0],
        second=laws[1],
        encoder=middle.encoder,
        cells=tuple(masses),
        reverse=middle.reverse,
        budget=max(level.budget, middle.entropy),
        ceiling=max(level.ceiling, middle.entropy),
        states=limit,
    ).stated()
    notes = ["the middle is a function of Y with noise" if middle.reverse else "the middle is made from X"]
    if middle.entropy > level.budget:
        notes.append("the rate is within rounding of the entropy of a function and counts as it")
    space = first.space @ Space.of(middle.encoder.shape[1], "T") @ second.space
    return proved(
        certificate,
        "max I(X;Y)",
        r"\max_{X \to T \to Y,\ H(T) \leq R} I(X;Y)",
        provenance=Provenance.here("encoder and coupling", 0, perf_counter() - start, aim, tuple(notes)),
        unit=worth,
        witness=Distribution(space, certificate.attained[0]),
        unclosed=Status.ATTAINED,
    )


def _best(laws: tuple[Vector, Vector], rate: Rate, limit: int) -> tuple[_Middle, dict[Cell, int]]:
    """Return the best encoder seen, and the coupling of its output with the other variable."""
    for reverse in (False, True):
        source = laws[reverse]
        identity = _Middle(np.eye(len(source)), reverse, output_entropy(source, np.eye(len(source))))
        if identity.entropy <= rate.budget + _slack(rate):
            return identity, _coupled(identity, laws, max(limit, 1))
    scored = [(_shared(middle, laws, _coupled(middle, laws, 0)), middle) for middle in _middles(laws, rate)]
    scored.sort(key=lambda pair: -pair[0])
    best, found = -inf, list[tuple[_Middle, dict[Cell, int]]]()
    for _, middle in scored[:_REFINED]:
        small = middle.encoder.shape[1] * len(laws[not middle.reverse]) <= _STATES
        for states in (0, min(limit, _STATES) if small else 0):
            masses = _coupled(middle, laws, states)
            shared = _shared(middle, laws, masses)
            if shared > best:
                best, found = shared, [(middle, masses)]
    return found[0]  # a constant keeps any rate


def _middles(laws: tuple[Vector, Vector], rate: Rate) -> Iterator[_Middle]:
    """Yield encoders of either variable that keep the rate for certain, or are a function at the rate."""
    slack = _slack(rate)
    for reverse in (False, True):
        law = laws[reverse]
        used = law > 0.0
        positive = law[used] / law.sum()
        functions = (found for found in encoders(positive, rate.budget + slack) if not found.moved)
        reduced = max(0.0, rate.budget - _MARGIN * (1.0 + rate.budget))
        noisy = (found for found in encoders(positive, reduced) if found.moved)
        for found in [*islice(functions, _CANDIDATES), *islice(noisy, _CANDIDATES)]:
            encoder = spread_over(used, found.matrix(positive))
            entropy = output_entropy(law, encoder)
            if entropy <= rate.budget + (0.0 if found.moved else 2.0 * slack):
                yield _Middle(encoder, reverse, entropy)


def _slack(rate: Rate) -> float:
    return 2.0**-48 * (1.0 + rate.budget) if rate.budget < inf else 0.0


def _coupled(middle: _Middle, laws: tuple[Vector, Vector], states: int) -> dict[Cell, int]:
    """Return the masses of a coupling of small entropy of T with the variable that is not encoded."""
    values = exact_joint(laws[middle.reverse], middle.encoder)[1]
    marginals = scaled_to_one_sum(values, common_weights(laws[not middle.reverse]))
    if not states:
        return greedy_coupling(*marginals)
    return dict(least_coupling(*marginals, limit=states).masses)


def _shared(middle: _Middle, laws: tuple[Vector, Vector], masses: dict[Cell, int]) -> float:
    """Return the information that goes through the chain, to rounding."""
    source, target = laws[middle.reverse], laws[not middle.reverse]
    decoder = np.zeros((middle.encoder.shape[1], len(target)))
    total = sum(masses.values())
    for cell, mass in masses.items():
        decoder[cell] = mass / total
    values = decoder.sum(axis=1, keepdims=True)
    decoder /= np.where(values > 0.0, values, 1.0)
    return float(reductions.mutual_information((source[:, np.newaxis] * middle.encoder) @ decoder))
