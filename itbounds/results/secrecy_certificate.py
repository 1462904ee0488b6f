"""The proof of a secrecy capacity: an input law from below, a joint channel from above."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import fsum, inf, log, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Array, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.lowering.programs.ends import Evaluation
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.reading import read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.lowering.programs.tensors import Tensors
from itbounds.numerics.garbling import exact_rows
from itbounds.numerics.interval import Interval
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF
from itbounds.results.certificate import Level, require_weights
from itbounds.results.derived_certificate import DerivedCertificate
from itbounds.results.program_balls import BallEnds
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.symbolic import I, free
from itbounds.symbolic.functional import Functional, as_functional
from itbounds.symbolic.variable import RV, Given, rvs
from itbounds.units import BITS

__all__ = ["SecrecyCertificate", "told_beyond"]

# Larger joint channels are compared with their marginals in doubles.
_MANY = 20_000


@dataclass(frozen=True, eq=False, kw_only=True)
class SecrecyCertificate(DerivedCertificate):
    r"""An input law, and a joint channel to both receivers.

    At any law :math:`I(X;Y) - I(X;Z)` can be kept secret, and never more than :math:`\max_p I(X;Y|Z)`, for
    any joint channel with the two given ones as its marginals: neither error probability nor leakage depends
    on more. If the marginals are off by total variations of :math:`\epsilon` in all, the two conditional
    entropies of the exact ones differ by at most :math:`\epsilon \ln |Y| + (1 + \epsilon) h(\epsilon / (1 +
    \epsilon))` each (Winter, 2016, for laws; recalled), which is added.

    Parameters
    ----------
    channel, tapped : arrays of shapes (m, n) and (m, k)
        To the receiver and to the eavesdropper.
    both : array of shape (m, n * k)
        The joint channel.
    law : array of shape (m,)
        The input law.
    """

    kind: ClassVar[str] = "secrecy"
    channel: Matrix
    tapped: Matrix
    both: Matrix
    law: Vector

    @classmethod
    def of(
        cls, channel: Matrix, tapped: Matrix, both: Matrix, *, law: Vector, program: ProgramCertificate
    ) -> "SecrecyCertificate":
        """Make the certificate of two points, and compute its claim."""
        draft = cls(lower=0.0, upper=inf, channel=channel, tapped=tapped, both=both, law=law, program=program)
        lower, upper = draft.claim()
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The input law."""
        return self.law[None, :]

    def instance(self) -> Instance:
        """Return the program of the upper end."""
        model, objective = told_beyond(self._joint())
        return as_instance(objective, 1, read_model(model), (), BITS)

    def _joint(self) -> Array:
        return self.both.reshape(len(self.channel), self.channel.shape[1], self.tapped.shape[1])

    def _check(self) -> None:
        for name, array in (
            ("channel", self.channel),
            ("tapped channel", self.tapped),
            ("joint channel", self.both),
            ("input law", self.law),
        ):
            require_weights(name, array)
        if not len(self.channel) == len(self.tapped) == len(self.both) == len(self.law):
            raise CertificateError("the channels have not the same inputs")
        super()._check()

    def _ends(self, value: Interval, level: Level, headroom: float) -> tuple[float, float]:
        first, second, third = rvs("X Y Z")
        model = {first: free(len(self.law)), second | first: self.channel, third | first: self.tapped}
        gain = as_functional(I(first, second) - I(first, third))
        two = as_instance(gain, 1, read_model(model), (), BITS)
        if level == "ball":
            low = BallEnds.of(two).lower((self.attained,), two.objective)
        else:
            found, error = Evaluation(Tensors(two), (self.attained,)).value(two.objective)
            low = nextafter(found - headroom * SLACK * error, -inf)
        return max(0.0, low), max(0.0, nextafter(value.upper + self._allowance(), inf))

    def _allowance(self) -> float:
        """Return how much conditional entropies may differ because the marginals are rounded."""
        _, n, k = self._joint().shape
        if self.both.size > _MANY:
            return _difference(self._missed_at_most(), n)
        rows = exact_rows(self.both.tolist())
        exact = exact_rows(self.channel.tolist()), exact_rows(self.tapped.tolist())
        missed = Fraction(0)
        for axis, given in enumerate(exact):
            worst = Fraction(0)
            for row, wanted in zip(rows, given, strict=True):
                sums = [Fraction(0)] * len(wanted)
                for place, mass in enumerate(row):
                    sums[place // k if axis == 0 else place % k] += mass
                worst = max(
                    worst, sum((abs(a - b) for a, b in zip(sums, wanted, strict=True)), Fraction(0)) / 2
                )
            missed += worst
        return _difference(float(missed) * (1.0 + 1e-12), n)

    def _missed_at_most(self) -> float:
        """Return no less than the total variation of both marginals, from sums that are rounded once.

        Each of the two quotients that are compared is off by three roundings, and each row of them sums to
        one, so that a row's sum of differences is off by less than 16 units.
        """
        joint, missed = self._joint(), 0.0
        for axis, given in ((2, self.channel), (1, self.tapped)):
            worst = 0.0
            for table, wanted in zip(joint, given, strict=True):
                sums = np.array([fsum(line) for line in (table if axis == 2 else table.T).tolist()])
                misses = np.abs(sums / fsum(sums) - wanted / fsum(wanted))
                worst = max(worst, 0.5 * fsum(misses.tolist()))
            missed += worst + 16.0 * UNIT_ROUNDOFF
        return missed * (1.0 + 1e-12)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "channel": array_to_json(self.channel),
            "tapped": array_to_json(self.tapped),
            "both": array_to_json(self.both),
            "law": array_to_json(self.law),
            "program": self.program.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "SecrecyCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        channel, tapped, both = (array_from_json(data[k], ndim=2) for k in ("channel", "tapped", "both"))
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            channel=channel,
            tapped=tapped,
            both=both,
            law=array_from_json(data["law"], ndim=1),
            program=ProgramCertificate.from_dict(data["program"]),
        )


def told_beyond(both: Array) -> tuple[dict[RV | Given, object], Functional]:
    """Return model and objective of the most that the receiver learns beyond the eavesdropper."""
    first, second, third = rvs("X Y Z")
    model: dict[RV | Given, object] = {first: free(len(both)), (second, third) | first: both}
    return model, as_functional(I(first, second | third))


def _difference(share: float, letters: int) -> float:
    """Return by how much the conditional entropies of laws at such a total variation differ at most."""
    if not share:
        return 0.0
    return 2.0 * (1.0 + 1e-12) * share * (log(letters) - log(share) + 1.0 + share)
