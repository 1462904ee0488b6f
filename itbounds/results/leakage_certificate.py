"""The proof of a capacity under a limit on what is leaked: shared input laws, and a price on all of them."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.lowering.programs.ends import Evaluation
from itbounds.lowering.programs.instance import Instance, Tally
from itbounds.lowering.programs.reading import read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.lowering.programs.tensors import Tensors
from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends
from itbounds.numerics.leakage_search import leakage_landscape
from itbounds.numerics.rounding import SLACK
from itbounds.numerics.simplex_cells import ball_peak, cells_of, float_bounds
from itbounds.results.capacity_certificate import CapacityCertificate
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.program_balls import BallEnds
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.symbolic import I, free
from itbounds.symbolic.functional import as_functional
from itbounds.symbolic.variable import rvs
from itbounds.units import NATS

__all__ = ["LeakageCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class LeakageCertificate(Certificate):
    r"""Input laws that share time, and a bound on all such.

    From below :math:`I(X; Y | Q)` of the joint law of Q and X, whose leakage :math:`I(X; Z | Q)` is checked.
    From above, for every price :math:`s \ge 0`,

    .. math:: I(X; Y | Q) \le \min \Big\{ C, \; s L + \max_v \big( I(v, W) - s I(v, V) \big) \Big\} .

    Parameters
    ----------
    tapped : array of shape (m, k)
        The channel to the eavesdropper; rows are understood as normalised exactly.
    budget, ceiling : float
        The two ends of L in nats, which differ by the rounding of its unit.
    joint : array of shape (q, m)
        The law of Q and X, understood as normalised exactly.
    price : float
    splits : tuple of int
        How the simplex is cut, see `itbounds.numerics.simplex_cells`.
    plain : CapacityCertificate
        Of the channel to the receiver, without any limit.
    """

    kind: ClassVar[str] = "leakage"
    tapped: Matrix
    budget: float
    ceiling: float
    joint: Matrix
    price: float
    splits: tuple[int, ...]
    plain: CapacityCertificate

    def stated(self) -> "LeakageCertificate":
        """Return the same points with the claim that they prove, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The joint law, as one row."""
        return self.joint.reshape(1, -1)

    def fits(self) -> bool:
        """Whether the laws are seen to leak no more than they may, with headroom."""
        return self._leaked("float", HEADROOM) <= self.budget

    def _check(self) -> None:
        channel = self.plain.matrix
        if self.joint.ndim != 2 or self.joint.shape[1] != len(channel) or len(self.tapped) != len(channel):
            raise CertificateError("the channels and the input laws do not fit")
        require_weights("tapped channel", self.tapped)
        require_weights("joint law", self.joint.ravel())
        if not 0.0 <= self.price <= 1e6 or not 0.0 <= self.budget <= self.ceiling < inf:
            raise CertificateError("the price or the leakage is negative or too large")
        if any(not 0 <= index <= place for place, index in enumerate(self.splits)):
            raise CertificateError("a cell is cut that is not there")
        if self.plain.cost is not None:
            raise CertificateError("the capacity without a limit has a cost")

    def _prove(self, level: Level) -> tuple[float, float]:
        self.plain.verify(level)
        if self._leaked(level, 1.0) > self.budget:
            raise CertificateError(f"the input laws leak more than {self.budget!r} nat")
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        told = self._value(self._instance.objective, level, headroom)
        upper = min(self.plain.upper, self._priced(level, headroom))
        return max(0.0, told), max(0.0, upper)

    @cached_property
    def _instance(self) -> Instance:
        shared, sent, heard, tapped = rvs("Q X Y Z")
        model = {
            (shared, sent): free(self.joint.shape),
            heard | sent: self.plain.matrix,
            tapped | sent: self.tapped,
        }
        limit = I(sent, tapped | shared) <= 0
        return as_instance(as_functional(I(sent, heard | shared)), 1, read_model(model), [limit], NATS)

    def _value(self, tally: Tally, level: Level, headroom: float) -> float:
        """Return a lower end of a functional of the laws."""
        if level == "ball":
            return BallEnds.of(self._instance).lower((self.attained,), tally)
        value, error = Evaluation(Tensors(self._instance), (self.attained,)).value(tally)
        return nextafter(value - headroom * SLACK * error, -inf)

    def _leaked(self, level: Level, headroom: float) -> float:
        """Return an upper end of the leakage, 0 where no law has letters that are told apart."""
        rows = [self.tapped[law > 0.0] for law in self.joint]
        if all((some == some[0]).all() for some in rows if len(some)):
            return 0.0
        return max(0.0, -self._value(self._instance.limits[0].tally, level, headroom))

    def _priced(self, level: Level, headroom: float) -> float:
        channel = self.plain.matrix
        linear = np.empty(len(channel))
        for x, (row, other) in enumerate(zip(channel, self.tapped, strict=True)):
            own, its = (_row_ends(law, level, headroom) for law in (row, other))
            linear[x] = nextafter(nextafter(self.price * its[1], inf) - own[0], inf)
        landscape = leakage_landscape(channel, self.tapped, self.price, linear)
        cells = cells_of(len(channel), list(self.splits))
        if level == "ball":
            peak = ball_peak(landscape, cells)
        else:
            peak = float(float_bounds(landscape, cells, headroom=headroom).max())
        return nextafter(nextafter(self.price * self.ceiling, inf) + peak, inf)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "budget": self.budget,
            "ceiling": self.ceiling,
            "price": self.price,
            "splits": list(self.splits),
            "tapped": array_to_json(self.tapped),
            "joint": array_to_json(self.joint),
            "plain": self.plain.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "LeakageCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            tapped=array_from_json(data["tapped"], ndim=2),
            budget=float(data["budget"]),
            ceiling=float(data["ceiling"]),
            joint=array_from_json(data["joint"], ndim=2),
            price=float(data["price"]),
            splits=tuple(int(index) for index in data["splits"]),
            plain=CapacityCertificate.from_dict(data["plain"]),
        )


def _row_ends(row: Vector, level: Level, headroom: float) -> tuple[float, float]:
    if level == "ball":
        return entropy_ball_ends(common_weights(row))
    return entropy_ends(row, headroom=headroom)
