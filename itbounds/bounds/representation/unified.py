"""The unified setting: is a source possible through a perturbation, at a distortion, with so many uses?"""

from math import inf
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number
from itbounds.bounds.representation.least_distortion import distortion_rate, gaussian_distortion_rate
from itbounds.bounds.representation.separation_answer import Separation, carried_nats
from itbounds.bounds.representation.source_rate import rate as source_rate
from itbounds.bounds.representation.target_rate import rate_distortion as remote
from itbounds.errors import DomainError, InfeasibleError
from itbounds.forms import Status
from itbounds.kernels import Distribution, GaussianKernel, as_distribution_object
from itbounds.kernels.continuous import ContinuousSource, Gaussian
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.kernels.markov import MarkovSource
from itbounds.numerics.scalars import as_level, as_tolerance
from itbounds.numerics.validation import as_distortion
from itbounds.problems import Capacity, gaussian, rate_distortion as direct
from itbounds.results import Provenance, Result
from itbounds.results.describe import exactly
from itbounds.units import BITS, Unit, as_unit

__all__ = ["separation"]


def separation(
    source: Any,
    channel: Any,
    *,
    uses: Number = 1,
    distortion: ArrayLike | None = None,
    D: Number | None = None,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
) -> Separation:
    r"""Say whether a source can go through a perturbed embedding, and at which distortion.

    .. math:: H(X) < k C \quad \text{(without loss)}, \qquad R(D) \le k C \quad \text{(at a distortion)}

    with k uses of the perturbation for each input symbol. What is described first and protected then loses
    nothing against any other design (Shannon, 1948, 1959). The converse is data processing along
    :math:`X^n \to Z \to \tilde Z \to \hat Y^n`:
    :math:`n R(D) \le I(X^n; \hat Y^n) \le I(Z; \tilde Z) \le n k C`. So the least distortion is
    :math:`R^{-1}(k C)` and the least number of uses is :math:`k^\star = H / C` or :math:`R(D) / C`.

    A reconstruction of the unified setting announced in *Information Theoretic Perspective on Representation
    Learning* (arXiv:2601.11334).

    Parameters
    ----------
    source : array-like, Distribution, MarkovSource or Gaussian
        The law of one symbol, what `itbounds.sources.markov` returns (without loss only), or
        `itbounds.sources.gaussian` (under squared error only); or a joint law ``[input, target]``, where the
        target is to be estimated.
    channel : array-like, Kernel, GaussianChannel or Result
        The perturbation, or `itbounds.zoo.awgn`; or its capacity for one use, such as
        `itbounds.gaussian.waterfilling` or `itbounds.representation.capacity` return for a fixed encoder or a
        limit on power.
    uses : float
        The number k of uses for each symbol, a real number, at least 0.
    distortion : array-like of shape (n, k), optional
        The distortion ``[target, estimate]``, finite. Left out, nothing may be lost; or, for a Gaussian
        source, the error is squared.
    D : float, optional
        The level that is asked for. Left out beside a distortion, only the least one is answered.
    tol : float
        The width of the intervals that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the answers.

    Returns
    -------
    Separation
        ``possible``, ``margin``, ``uses_needed``, ``least_distortion``, and what they come from.

    Raises
    ------
    DomainError
        If a level comes without a distortion, or the source has a density and is to be kept without loss.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> answer = ib.representation.separation([0.5, 0.5], ib.zoo.bsc(0.11), uses=1.5,
    ...                                       distortion=ib.distortions.hamming(2), D=0.05)
    >>> answer
    R(D = 0.05) ∈ [0.713603042, 0.713603043] bit < 1.5 C ∈ [0.750126062, 0.750126063] bit
      capacity          C ∈ [0.500084041, 0.500084042] bit
      possible          yes
      margin            [0.036523019, 0.036523020] bit
      uses needed       k* ∈ [1.426966236, 1.426966237]
      least distortion  D_min ∈ [0.041664819, 0.041664820]
    >>> ib.representation.separation(ib.sources.uniform(8), ib.zoo.bec(0.25), uses=3).possible
    False
    """
    chosen = as_unit(unit)
    times = as_level(uses, name="number of uses", finite=True)
    carried = _capacity(channel, tol=0.1 * tol, unit=chosen)
    aim = chosen.to_nats(as_tolerance(tol))
    if isinstance(source, GaussianKernel):
        raise DomainError(
            "the least distortion of a Gaussian target behind its input is not computed",
            where="source",
            hint="compare rate_distortion(law, None, D) with uses * capacity",
        )
    if isinstance(source, ContinuousSource):
        return _gaussian(source, carried, times, distortion, D, aim=aim, unit=chosen)
    if distortion is None:
        if D is not None:
            hint = "give distortion=, such as ib.distortions.hamming(n), or leave D out"
            raise DomainError("a level without a distortion means nothing", where="D", hint=hint)
        return Separation(times, carried, source_rate(source, unit=chosen), None, chosen)
    if isinstance(source, MarkovSource):
        raise DomainError(
            "the rate-distortion function of a chain is not computed",
            where="source",
            hint="leave the distortion out, or give a law on blocks of letters",
        )
    law = as_distribution_object(source)
    table = as_distortion(distortion, source_size=law.tensor.shape[-1])
    if np.isinf(table).any():
        hint = "a finite number that is large enough forbids a pair as well"
        raise DomainError("the distortion has infinite entries", where="distortion", hint=hint)
    least = distortion_rate(law, table, carried_nats(times, carried), tol=aim)
    need = None if D is None else _needed(law, table, D, tol=tol, unit=chosen)
    return Separation(times, carried, need, least, chosen)


def _capacity(channel: Any, *, tol: float, unit: Unit) -> Result[Any]:
    """Return the capacity of one use, which may have been given."""
    if isinstance(channel, Result):
        given: Result[Any] = channel
        return given.to(unit)
    if isinstance(channel, GaussianChannel):
        return gaussian.waterfilling([1.0], channel.snr, tol=tol, unit=unit)
    if isinstance(channel, GaussianKernel):
        raise DomainError(
            "a Gaussian perturbation has no capacity without a limit on power",
            where="channel",
            hint="give ib.zoo.awgn(snr), or its capacity: ib.gaussian.waterfilling(noise, power)",
        )
    return Capacity(channel).solve(tol=tol, unit=unit)


def _needed(law: Distribution, table: Matrix, level: Number, *, tol: float, unit: Unit) -> Result[Any]:
    """Return the rate at a level; of a level that no estimate meets it is infinite."""
    try:
        if law.tensor.ndim == 1:
            return direct(law, table, level, tol=tol, unit=unit)
        return remote(law, table, level, tol=tol, unit=unit)
    except InfeasibleError as error:
        return _unlimited(f"R(D = {exactly(as_level(level))})", error.message, unit)


def _gaussian(
    source: ContinuousSource,
    carried: Result[Any],
    uses: float,
    distortion: ArrayLike | None,
    level: Number | None,
    *,
    aim: float,
    unit: Unit,
) -> Separation:
    """Answer for a Gaussian source under squared error, and without loss if no level is asked for."""
    if not isinstance(source, Gaussian) or not isinstance(source.variance, float) or distortion is not None:
        raise DomainError(
            "of sources with a density only a Gaussian one is answered, under squared error",
            where="source",
            hint="leave distortion= out, or put the source on a grid: ib.sources.laplacian_grid",
        )
    least = gaussian_distortion_rate(source, carried_nats(uses, carried), tol=aim)
    need = None
    if level is not None:
        need = gaussian.reverse_waterfilling([source.variance], level, unit=unit)
    return Separation(uses, carried, need, least, unit)


def _unlimited(name: str, reason: str, unit: Unit) -> Result[Any]:
    provenance = Provenance.here("closed form", 0, 0.0, 0.0, (reason,))
    return Result(name, name, inf, inf, Status.OPTIMAL, provenance, unit=unit)
