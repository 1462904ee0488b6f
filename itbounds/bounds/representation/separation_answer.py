"""What is said of a source and a perturbation: what is needed, what is offered, and the least distortion."""

from dataclasses import dataclass
from math import inf, nextafter
from typing import Any, Literal, NoReturn

from itbounds.errors import AmbiguousTruthError
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.numerics.interval import Interval, outward_digits
from itbounds.results import Provenance, Result
from itbounds.results.describe import Description, exactly
from itbounds.units import BITS, PURE, Unit

__all__ = ["Separation", "carried_nats"]

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
        nats = carried_nats(self.uses, self.capacity)
        return Interval(self.unit.floor(nats.lower), self.unit.ceil(nats.upper), self.unit)

    @property
    def margin(self) -> Interval | None:
        """By how much what is offered exceeds what is needed, in `unit`; negative if it falls short."""
        if self.rate is None:
            return None
        nats, need = carried_nats(self.uses, self.capacity), self.rate
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


def carried_nats(uses: float, capacity: Result[Any]) -> Interval:
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
