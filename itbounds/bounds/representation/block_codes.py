"""What n symbols at once cost: the exact error of the best code, and the least rate that keeps it low."""

from time import perf_counter
from typing import Literal, overload

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.representation.approximations import fano_rate, normal_rate
from itbounds.bounds.representation.source_rate import letter_law
from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.block_codes import letter_weights, method_of
from itbounds.results import Bound, Certificate, Provenance, Result
from itbounds.results.block_code_certificate import BlockErrorCertificate, BlockSizeCertificate
from itbounds.results.describe import exactly
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["error", "finite_rate"]


def error(p: ArrayLike, n: Count, M: Count) -> Result[Kernel]:
    r"""Return the least block error of representing n independent symbols by M values (reconstruction).

    .. math:: P_e^\star(n, M) = \min_{f, g} \Pr[g(f(X^n)) \ne Y^n]
              = 1 - \max_{|A| = M} \Pr[X^n \in A], \qquad Y = \varphi(X)

    for a bijective :math:`\varphi`: the best code keeps the M most likely sequences, so that the error is 0
    from :math:`M = |\mathcal X|^n` on. It is summed by types, in integers where these are few.

    Parameters
    ----------
    p : array-like or Distribution of shape (k,)
        The law of a symbol.
    n : int
        The number of symbols; thousands for four letters, a hundred thousand for two.
    M : int
        The number of values of the representation, such as ``2**1500``.

    Returns
    -------
    Result
        A probability, without a unit. ``verify("ball")`` sums in integers, for moderate n.

    Raises
    ------
    DomainError
        If `n` or `M` is no positive integer, if the source has memory, or if there are too many types.

    Notes
    -----
    Source: the best code is immediate; types are those of Csiszár and Körner (1981). Of k letters with
    distinct probabilities, the counts of all but two are enumerated, and along the last two a level of
    likelihood cuts off a binomial tail: of four letters, :math:`n^2 / 2` look-ups replace :math:`n^3 / 6`
    types. Sequences of nearly the same probability may be exchanged; the ends of the interval allow for it.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.error([0.75, 0.25], 2, 3))
    P_e(n = 2, M = 3) = 0.062500000
    >>> print(ib.representation.error([0.4, 0.3, 0.2, 0.1], 200, 2**380))
    P_e(n = 200, M = 2^380) ∈ [0.028375662, 0.028375663]
    """
    start = perf_counter()
    law, length, kept = letter_law(p), _length(n), as_count(M, name="number M of values", unlimited=True)
    note = method_of(letter_weights(law), length)
    certificate = BlockErrorCertificate.of(law, length, kept)
    relation, size = _written(kept)
    name = f"P_e(n = {length}, M {'=' if relation == '=' else '≈'} {size.replace('{', '').replace('}', '')})"
    latex = f"P_e(n = {length}, M {relation} {size})"
    return _answer(name, latex, certificate, note, unit=PURE, start=start)


@overload
def finite_rate(
    p: ArrayLike, n: Count, eps: Number, method: Literal["exact"] = "exact", *, unit: Unit | str = BITS
) -> Result[Kernel]: ...
@overload
def finite_rate(
    p: ArrayLike, n: Count, eps: Number, method: Literal["normal", "fano"], *, unit: Unit | str = BITS
) -> Bound: ...
def finite_rate(
    p: ArrayLike,
    n: Count,
    eps: Number,
    method: Literal["exact", "normal", "fano"] = "exact",
    *,
    unit: Unit | str = BITS,
) -> Result[Kernel] | Bound:
    r"""Return the least rate at which n symbols are represented with a block error of eps (reconstruction).

    .. math:: R^\star(n, \varepsilon) = \tfrac1n \log \min \{ M : P_e^\star(n, M) \le \varepsilon \}

    Parameters
    ----------
    p : array-like or Distribution of shape (k,)
        The law of a symbol.
    n : int
        The number of symbols.
    eps : float
        The block error, at least 0 and less than 1.
    method : {"exact", "normal", "fano"}
        The rate itself; its normal approximation, which is no bound; or the lower bound that Fano's
        inequality gives.
    unit : Unit or str
        The unit of the rate.

    Returns
    -------
    Result or Bound
        A `Result` for ``"exact"``, else a `Bound` whose direction says what it is. Both have a `value`.

    Raises
    ------
    DomainError
        If `n` is no positive integer, `eps` is out of range, or there are too many types.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.finite_rate(ib.sources.bernoulli(0.11), 50, 0.1))
    R*(n = 50, eps = 0.1) ∈ [0.583797608, 0.583797609] bit
    >>> print(ib.representation.finite_rate(ib.sources.bernoulli(0.11), 50, 0.1, "normal"))
    R*(n, eps) ≈ 0.614525091 bit
    """
    if method == "normal":
        return normal_rate(p, n, eps, unit=unit)
    if method == "fano":
        return fano_rate(p, n, eps, unit=unit)
    if method != "exact":
        raise DomainError(f"unknown method {method!r}", value=method, hint="use 'exact', 'normal' or 'fano'")
    start = perf_counter()
    law, length = letter_law(p), _length(n)
    allowed = as_probability(eps, name="block error eps")
    if allowed == 1.0:
        raise DomainError("the block error eps is 1: nothing is asked of the code", value=allowed)
    note = method_of(letter_weights(law), length)
    certificate = BlockSizeCertificate.of(law, length, allowed)
    name = f"R*(n = {length}, eps = {exactly(allowed)})"
    latex = rf"R^\star(n = {length}, \varepsilon = {exactly(allowed)})"
    return _answer(name, latex, certificate, note, unit=as_unit(unit), start=start)


def _written(count: int) -> tuple[str, str]:
    """Return how a number of values is written in LaTeX: exactly if that is short, else as a power of two."""
    if count < 10**9:
        return "=", str(count)
    power = count.bit_length() - 1
    nearest = power + (count >> (power - 1) == 3)
    return ("=" if count == 1 << power else r"\approx"), f"2^{{{nearest}}}"


def _length(n: int) -> int:
    return as_count(n, name="number n of symbols")


def _answer(
    name: str, latex: str, certificate: Certificate, note: str, *, unit: Unit, start: float
) -> Result[Kernel]:
    return Result(
        quantity=name,
        latex=latex,
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL,
        provenance=Provenance.here("type counting", 0, perf_counter() - start, np.finfo(float).eps, (note,)),
        certificate=certificate,
        unit=unit,
    )
