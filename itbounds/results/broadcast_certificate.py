"""The proof of what can be sent to two receivers, one of whom hears a noisier version of the signal."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, lcm, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.broadcast_search import broadcast_landscape
from itbounds.numerics.law_entropy import common_weights
from itbounds.numerics.mac_rates import GRAIN, is_grained
from itbounds.numerics.rounding import capacity_interval, gamma, row_divergences
from itbounds.numerics.simplex_cells import ball_peak, cells_of, float_bounds
from itbounds.results.certificate import HEADROOM, Level, require_weights
from itbounds.results.encoder_certificate import law_ends
from itbounds.results.rate_certificate import RateCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["BroadcastCertificate"]

_RELATIVE = 2.0**-45


@dataclass(frozen=True, eq=False, kw_only=True)
class BroadcastCertificate(RateCertificate):
    r"""Clouds of input laws from below; output laws and cells of the simplex from above.

    With a law of U and input laws :math:`v_u`, the rates :math:`I(X; Y_1 | U)` to the stronger and
    :math:`I(U; Y_2)` to the weaker receiver are attained. For a degraded channel no rates exceed, for any
    output laws :math:`r_1, r_2, q`,

    .. math:: w_1 R_1 + w_2 R_2 \le \min \Big\{ w_1 \max_x D(W_{1x} \| r_1)
              + (w_2 - w_1)^+ \max_x D(W_{2x} \| r_2),\;
              \max_v \; w_1 I(v, W_1) + w_2 D(v W_2 \| q) \Big\}.

    The last maximum is enclosed on cells of the simplex of the input laws.

    Parameters
    ----------
    strong, weak : arrays of shape (m, n1) and (m, n2)
        Rows understood as normalised exactly. That the second channel is a degraded version of the first is
        proved elsewhere, by `itbounds.blackwell`.
    swapped : bool
        Whether the stronger receiver is the second one: then `weights` and `corners` have it last.
    shares, clouds : arrays of shape (k,) and (k, m)
        In multiples of 2**-26.
    strong_law, weak_law, centre : arrays of shape (n1,), (n2,) and (n2,)
    splits : tuple of int
        How the simplex is cut, see `itbounds.numerics.simplex_cells`.
    """

    kind: ClassVar[str] = "broadcast"
    strong: Matrix
    weak: Matrix
    swapped: bool
    shares: Vector
    clouds: Matrix
    strong_law: Vector
    weak_law: Vector
    centre: Vector
    splits: tuple[int, ...]

    def stated(self) -> "BroadcastCertificate":
        """Return the same points with the claim that they prove, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The joint law of U and the input, as one row."""
        return (self.shares[:, None] * self.clouds).reshape(1, -1)

    @cached_property
    def rates(self) -> tuple[float, float]:
        """Lower ends of the rates to the stronger and to the weaker receiver, in nats."""
        return self._rates("float", HEADROOM)

    @property
    def corners(self) -> Matrix:
        """What is attained: the rates, and all to the stronger receiver."""
        own, common = self.rates
        pairs = np.array([[own, common], [own + common, 0.0], [0.0, common]])
        # What the weaker receiver decodes the stronger one decodes too.
        pairs[1, 0] = nextafter(pairs[1, 0], 0.0)
        return np.ascontiguousarray(pairs[:, ::-1]) if self.swapped else pairs

    def _ordered(self) -> tuple[float, float]:
        first, second = self.weights.tolist()
        return (second, first) if self.swapped else (first, second)

    def _check(self) -> None:
        self._check_weights()
        (m, n1), (rows, n2) = self.strong.shape, self.weak.shape
        shapes = (self.clouds.shape, self.strong_law.shape, self.weak_law.shape, self.centre.shape)
        if rows != m or shapes != ((len(self.shares), m), (n1,), (n2,), (n2,)):
            raise CertificateError("the points do not fit the channels")
        points = {"stronger channel": self.strong, "weaker channel": self.weak, "law": self.strong_law}
        for name, array in {**points, "other law": self.weak_law, "centre": self.centre}.items():
            require_weights(name, array)
        if not all(is_grained(law) for law in (self.shares, *self.clouds)):
            raise CertificateError("a law is no law in multiples of the grain")
        if any(not 0 <= index <= place for place, index in enumerate(self.splits)):
            raise CertificateError("a cell is cut that is not there")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        high, low = self._ordered()
        own, common = self._rates(level, headroom)
        # All that is sent can be for the stronger receiver.
        value = high * own + max(high, low) * common
        upper = min(self._cut(level, headroom), self._peak(level, headroom))
        return max(0.0, nextafter(value * (1.0 - _RELATIVE), -inf)), upper

    def _rates(self, level: Level, headroom: float) -> tuple[float, float]:
        ball = level == "ball"
        own = [
            max(0.0, balls.capacity_lower(self.strong, cloud))
            if ball
            else capacity_interval(self.strong, cloud, cloud @ self.strong + 1e-300, headroom=headroom)[0]
            for cloud in self.clouds
        ]
        mean = float(np.array(own) @ self.shares) * (1.0 - _RELATIVE)
        return max(0.0, nextafter(mean, -inf)), self._common(level, headroom)

    def _common(self, level: Level, headroom: float) -> float:
        """Return a lower end of I(U; Y2), from exact laws."""
        rows = [common_weights(row) for row in self.weak]
        scale = lcm(*(sum(row) for row in rows))
        exact = [[entry * (scale // sum(row)) for entry in row] for row in rows]
        pairs = list[list[int]]()
        for share, cloud in zip(_counts(self.shares), self.clouds, strict=True):
            weights = _counts(cloud)
            columns = zip(*exact, strict=True)
            pairs.append(
                [share * sum(w * e for w, e in zip(weights, column, strict=True)) for column in columns]
            )
        laws = [sum(row) for row in pairs], [sum(column) for column in zip(*pairs, strict=True)]
        joint = [entry for row in pairs for entry in row]
        one, other, both = (law_ends(law, level, headroom) for law in (*laws, joint))
        return max(0.0, one[0] + other[0] - both[1])

    def _cut(self, level: Level, headroom: float) -> float:
        high, low = self._ordered()
        ends = list[float]()
        for rows, law in ((self.strong, self.strong_law), (self.weak, self.weak_law)):
            if level == "ball":
                ends.append(max(0.0, balls.capacity_upper(rows, law)))
            else:
                values, errors = row_divergences(rows, law)
                ends.append(max(0.0, float((values + headroom * errors).max())))
        # A weight of zero asks nothing of its law.
        terms = [w * end for w, end in zip((high, max(0.0, low - high)), ends, strict=True) if w > 0.0]
        value = sum(terms, 0.0)
        return nextafter(value * (1.0 + _RELATIVE), inf) if value < inf else inf

    def _peak(self, level: Level, headroom: float) -> float:
        high, low = self._ordered()
        if not self.splits or (self.weak[:, self.centre <= 0.0] > 0.0).any():
            return inf
        landscape = broadcast_landscape(self.strong, self.weak, np.array([high, low]), self.centre)
        cells = cells_of(len(self.strong), list(self.splits))
        if level == "ball":
            end = ball_peak(landscape, cells)
        else:
            end = float(float_bounds(landscape, cells, headroom=headroom).max())
        # The linear part is rounded: entropies of rows, and means of logarithms.
        logs = float(np.abs(np.log(self.centre[self.centre > 0.0] / self.centre.sum())).max(initial=0.0))
        depth = gamma(8 * (self.strong.shape[1] + self.weak.shape[1] + 16))
        size = high * (1.0 + np.log(self.strong.shape[1])) + low * (1.0 + logs)
        return max(0.0, nextafter(end + headroom * depth * float(size), inf))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        names = ("weights", "strong", "weak", "shares", "clouds", "strong_law", "weak_law", "centre")
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "swapped": self.swapped,
            "splits": list(self.splits),
            **{name: array_to_json(getattr(self, name)) for name in names},
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "BroadcastCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        vectors = ("weights", "shares", "strong_law", "weak_law", "centre")
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            swapped=bool(data["swapped"]),
            splits=tuple(int(index) for index in data["splits"]),
            strong=array_from_json(data["strong"], ndim=2),
            weak=array_from_json(data["weak"], ndim=2),
            clouds=array_from_json(data["clouds"], ndim=2),
            **{name: array_from_json(data[name], ndim=1) for name in vectors},
        )


def _counts(law: Vector) -> list[int]:
    return [int(value) for value in (law / GRAIN).tolist()]
