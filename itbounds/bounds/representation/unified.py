"""The unified setting: is a source possible through a perturbation, at a distortion, with so many uses?"""

from dataclasses import dataclass
from math import inf, nextafter
from typing import Any, Literal, NoReturn

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number
from itbounds.bounds.representation.least_distortion import distortion_rate, gaussian_distortion_rate
from itbounds.bounds.representation.source_rate import rate as source_rate
from itbounds.bounds.representation.target_rate import rate_distortion as remote
from itbounds.errors import AmbiguousTruthError, DomainError, InfeasibleError
from itbounds.forms import Status
from itbounds.kernels import Distribution, GaussianKernel, Kernel, as_distribution_object
from itbounds.kernels.continuous import ContinuousSource, Gaussian
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.kernels.markov import MarkovSource
from itbounds.numerics.interval import Interval, outward_digits
from itbounds.numerics.scalars import as_level, as_tolerance
from itbounds.numerics.validation import as_distortion
from itbounds.problems import Capacity, gaussian, rate_distortion as direct
from itbounds.results import Provenance, Result
from itbounds.results.describe import Description, exactly
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["Separation", "separation"]

_WORDS = {
    True: ("<", "<", "yes"),
    False: (">", ">", "no"),
    None: ("≷", r"\gtrless", "undecided: the intervals overlap"),
}


@dataclass(frozen=True, eq=False)
class Separation:
    r"""Whether a source can go through a perturbation, and by what margin.

    Parameters
    ----------
    uses : float
        Uses k of the perturbed embedding for each input symbol.
    capacity : Result
        The capacity C of one use.
    rate : Result or None
        What the source needs for each symbol: its entropy rate, or R(D); None if no level is asked for.
    least_distortion : Result or None
        The least distortion :math:`R^{-1}(k C)` that any encoder and read-out can have; None without one.
    unit : Unit
        In which informations are read.
    """

    uses: float
    capacity: Result[Any]
    rate: Result[Any] | None
    least_distortion: Result[Any] | None
    unit: Unit = BITS

    @property
    def offered(self) -> Interval:
        """What k uses carry, in `unit`."""
        nats = _offered(self.uses, self.capacity)
        return Interval(self.unit.floor(nats.lower), self.unit.ceil(nats.upper), self.unit)

    @property
    def margin(self) -> Interval | None:
        """By how much what is offered exceeds what is needed, in `unit`; negative if it falls short."""
        if self.rate is None:
            return None
        nats, need = _offered(self.uses, self.capacity), self.rate
        low = -inf if need.upper_nats == inf else nextafter(nats.lower - need.upper_nats, -inf)
        high = -inf if need.lower_nats == inf else nextafter(nats.upper - need.lower_nats, inf)
        return Interval(self.unit.floor(low), self.unit.ceil(high), self.unit)

    @property
    def possible(self) -> bool | None:
        """True if it is offered more than needed, False if less, None if the intervals overlap.

        Without a distortion equality decides nothing; with one it is enough, since levels are limits.
        """
        margin = self.margin
        if margin is None:
            return None
        enough = margin.lower > 0.0 or (self.least_distortion is not None and margin.lower == 0.0)
        return True if enough else False if margin.upper < 0.0 else None

    @property
    def uses_needed(self) -> Result[Kernel] | None:
        """The least number of uses for each symbol, a real number: what is needed over the capacity."""
        if self.rate is None:
            return None
        need, give = self.rate, self.capacity
        low = _quotient(need.lower_nats, give.upper_nats, towards="down")
        high = _quotient(need.upper_nats, give.lower_nats, towards="up")
        aim = max(need.provenance.tol, give.provenance.tol) / max(give.lower_nats, 1e-300)
        status = Status.OPTIMAL if low == high or high - low <= 4.0 * aim * (1.0 + high) else Status.GAP_OPEN
        notes = ("the quotient of what is needed and the capacity, each proved by its own certificate",)
        provenance = Provenance.here("closed form", 0, 0.0, aim, notes)
        return Result("k*", r"k^\star", low, high, status, provenance, unit=PURE)

    def to_latex(self) -> str:
        r"""Return the comparison as LaTeX, without delimiters."""
        return self._describe().latex

    def _describe(self) -> Description:
        times = "" if self.uses == 1.0 else f"{exactly(self.uses)} "
        carried, low_high = self.offered, _digits(self.offered)
        title = f"{times}C ∈ {low_high} {carried.unit}"
        latex = rf"{times}C \in {low_high}\ \text{{{carried.unit}}}".replace("∞", r"\infty")
        rows = [("capacity", str(self.capacity))]
        if self.rate is not None:
            sign, mark, word = _WORDS[self.possible]
            title, latex = f"{self.rate} {sign} {title}", f"{self.rate.to_latex()} {mark} {latex}"
            rows += [
                ("possible", word),
                ("margin", repr(self.margin)),
                ("uses needed", str(self.uses_needed)),
            ]
        if self.least_distortion is not None:
            rows.append(("least distortion", str(self.least_distortion)))
        return Description(title, latex, tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError(
            "a comparison of intervals may be undecided", hint="read .possible: True, False or None"
        )


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
    least = distortion_rate(law, table, _offered(times, carried), tol=aim)
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
    least = gaussian_distortion_rate(source, _offered(uses, carried), tol=aim)
    need = None
    if level is not None:
        need = gaussian.reverse_waterfilling([source.variance], level, unit=unit)
    return Separation(uses, carried, need, least, unit)


def _unlimited(name: str, reason: str, unit: Unit) -> Result[Any]:
    provenance = Provenance.here("closed form", 0, 0.0, 0.0, (reason,))
    return Result(name, name, inf, inf, Status.OPTIMAL, provenance, unit=unit)


def _offered(uses: float, capacity: Result[Any]) -> Interval:
    """Return what so many uses carry, in nats."""
    low, high = uses * capacity.lower_nats, uses * capacity.upper_nats
    exact = uses == 1.0
    return Interval(low if exact else _down(low), high if exact else _up(high))


def _quotient(need: float, give: float, *, towards: Literal["down", "up"]) -> float:
    if need == 0.0:
        return 0.0
    if give == 0.0 or need == inf:
        return inf
    return _down(need / give) if towards == "down" else _up(need / give)


def _down(value: float) -> float:
    return max(0.0, nextafter(value, -inf))


def _up(value: float) -> float:
    return nextafter(value, inf) if value > 0.0 else value


def _digits(interval: Interval) -> str:
    low, high = outward_digits(interval.lower, interval.upper)
    return f"[{low}, {high}]"
