"""The answer to whether a coarse description can be refined to a fine one without loss."""

from dataclasses import dataclass
from math import inf, nextafter

from itbounds.kernels import Kernel
from itbounds.numerics.interval import Interval
from itbounds.results.result import Result

__all__ = ["Refinement"]


@dataclass(frozen=True, eq=False)
class Refinement:
    r"""Two rates of one source, and what it costs that one description refines the other.

    Parameters
    ----------
    coarse, fine : Result
        :math:`R_1(D_1)` and :math:`R_2(D_2)`, each for itself.
    excess : Result
        By how much the least :math:`w R_1 + (R_1 + R_2)` of two descriptions is above :math:`w R_1(D_1) +
        R_2(D_2)`. The witness is a joint test channel.
    """

    coarse: Result[Kernel]
    fine: Result[Kernel]
    excess: Result[Kernel]

    @property
    def refinable(self) -> bool | None:
        """False where an excess is proved, True where none is left beyond the tolerance, else None."""
        if self.excess.lower_nats > 0.0:
            return False
        return True if self.excess.upper_nats <= self.excess.provenance.tol else None

    @property
    def second_rate(self) -> Interval:
        """The least second rate if the first is :math:`R_1(D_1)`, proved, in the unit of the rates.

        The upper end is that of a second description that does not use the first.
        """
        low = self.fine.lower_nats - self.coarse.upper_nats
        low = nextafter(low + self.excess.lower_nats, -inf) if low > -inf else 0.0
        unit = self.excess.unit
        return Interval(unit.floor(max(0.0, nextafter(low, -inf))), self.fine.to(unit).upper, unit)

    def __repr__(self) -> str:
        verdict = {True: "refinable", False: "not refinable", None: "undecided"}[self.refinable]
        return "\n".join((*map(str, (self.coarse, self.fine, self.excess)), verdict))
