"""How much of a variable can be told by one of bounded entropy."""

from math import log1p
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike, Mask, Matrix, Vector
from itbounds.forms import Status
from itbounds.kernels import Kernel, Space, as_distribution_object
from itbounds.numerics.coupling.encoders import encoders
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.rates import Rate, as_rate
from itbounds.results import Provenance, Result
from itbounds.results.certificate import HEADROOM
from itbounds.results.encoder_certificate import EncoderCertificate, exact_joint, law_ends
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["best_encoder", "entropy_bounded_information", "output_entropy", "spread_over"]


_SAME = 2.0**-48


def entropy_bounded_information(
    p: ArrayLike, rate: float, *, tol: float = 1e-9, unit: Unit | str = BITS
) -> Result[Kernel]:
    r"""Return the most that a variable T of bounded entropy can tell of X, as an interval that contains it.

    .. math:: \max_{P_{T|X} :\ H(T) \le R} I(X; T) \le \min \{ R, H(X) \}

    A convex function is maximised over a set that is not convex. **Proved** is the upper end, which is
    attained exactly at the entropies of functions of X (Ebrahimi, Chen and Khisti, 2024, theorem 1).
    **Attained** is the lower end, by the encoder that is the witness; nothing says that no better one exists.
    The difference is at most :math:`h(p_2)`, the binary entropy of the second largest probability, and zero
    if R is at least :math:`H(X)`.

    Parameters
    ----------
    p : Distribution or array-like of shape (n,)
        The law of X.
    rate : float
        The largest entropy R of T, in `unit`. One within rounding of the entropy of a function of X counts as
        it, and a note says so.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `rate`, `tol` and the result.

    Returns
    -------
    Result
        ``witness`` is the encoder, a kernel from X to T whose output has an entropy of at most R for certain.
        The status says whether the ends meet.

    Raises
    ------
    DomainError
        For a negative rate.
    ItboundsError
        If the law is none.

    Notes
    -----
    All functions of at most 8 letters are tried, and of more what greedy merging and single moves find; then
    from each one every letter is moved towards every value until the rate is used up. A greedy function alone
    has the guarantee: merging two letters lowers the entropy by at most :math:`h(p_2)`, as long as it goes on
    from the two most likely.

    Examples
    --------
    >>> from itbounds import entropy_bounded_information
    >>> result = entropy_bounded_information([0.7, 0.2, 0.1], 0.6)
    >>> round(result.lower, 6), result.upper <= 0.600000001
    (0.51051, True)
    >>> function = entropy_bounded_information([0.25] * 4, 1.0)      # a bit of two
    >>> function.witness.matrix.sum(axis=0), function.gap < 1e-12
    (array([2., 2.]), True)
    """
    start = perf_counter()
    worth = as_unit(unit)
    level, aim = as_rate(rate, worth), worth.to_nats(as_tolerance(tol))
    source = as_distribution_object(p, name="law")
    encoder, taken = best_encoder(source.probabilities, level)
    certificate = EncoderCertificate.of(source.probabilities, encoder, *taken)
    notes = [f"the gap is at most h(p_2) = {worth.from_nats(_guarantee(source.probabilities)):.6g} {worth}"]
    if taken != level:
        notes.append("the rate is within rounding of the entropy of a function and counts as it")
    return proved(
        certificate,
        "max I(X;T)",
        r"\max_{H(T) \leq R} I(X;T)",
        provenance=Provenance.here("functions and moves", 0, perf_counter() - start, aim, tuple(notes)),
        unit=worth,
        witness=Kernel(source.space, Space.of(encoder.shape[1], "T"), encoder),
        unclosed=Status.ATTAINED,
    )


def best_encoder(law: Vector, rate: Rate) -> tuple[Matrix, Rate]:
    """Return the most informative encoder found whose output has at most the entropy allowed, for certain.

    A rate within rounding of the entropy of a function of X counts as it: just below, the information is less
    by far more than the rounding. The rate is returned as it was taken.
    """
    used = law > 0.0
    positive = law[used] / law.sum()
    whole = spread_over(used, np.eye(len(positive)))
    if output_entropy(law, whole) <= rate.budget:
        return whole, rate
    slack = _SAME * (1.0 + rate.budget)
    for found in encoders(positive, rate.budget + slack):
        if found.information < rate.budget - slack:
            break
        if not found.moved:
            encoder = spread_over(used, found.matrix(positive))
            highest = output_entropy(law, encoder)
            return encoder, Rate(max(rate.budget, highest), max(rate.ceiling, highest))
    margin = 0.0
    while True:
        found = next(encoders(positive, max(0.0, rate.budget - margin)))
        encoder = spread_over(used, found.matrix(positive))
        excess = output_entropy(law, encoder) - rate.budget
        if excess <= 0.0:
            return encoder, rate
        margin = 2.0 * (margin + excess)


def output_entropy(law: Vector, encoder: Matrix) -> float:
    """Return a certain upper end of the entropy of T, in nats."""
    return law_ends(exact_joint(law, encoder)[1], "float", HEADROOM)[1]


def spread_over(used: Mask, matrix: Matrix) -> Matrix:
    """Let the letters without probability follow the first value."""
    encoder = np.zeros((len(used), matrix.shape[1]))
    encoder[:, 0] = 1.0
    encoder[used] = matrix
    return encoder


def _guarantee(law: Vector) -> float:
    if len(law) < 2:
        return 0.0
    second = float(np.sort(law)[-2] / law.sum())
    return 0.0 if second == 0.0 else -second * np.log(second) - (1.0 - second) * log1p(-second)
