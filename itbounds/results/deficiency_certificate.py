"""The proof of a deficiency: a garbling from above, a decision problem from below."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.numerics.garbling import Rows, ball_ends, exact_rows, garbles_exactly, separation, variation
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["DeficiencyCertificate", "ExactGarbling"]


@dataclass(frozen=True, slots=True)
class ExactGarbling:
    """Two channels in exact fractions and a stochastic matrix that makes one of the other.

    Parameters
    ----------
    channel, target, garbling : tuples of tuples of Fraction
        W, V and G with V = W G.
    """

    channel: Rows
    target: Rows
    garbling: Rows


@dataclass(frozen=True, eq=False, kw_only=True)
class DeficiencyCertificate(Certificate):
    r"""A garbling and a decision problem that enclose the deficiency of one channel relative to another.

    .. math:: \frac1S \Bigl( \sum_{xz} a_{xz} V_{xz} - \sum_y \max_z \sum_x a_{xz} W_{xy} \Bigr)
              \le \delta(W, V) \le \max_x \mathrm{TV}(V_x, (W G)_x), \qquad S = \sum_x \max_z a_{xz}

    for every stochastic G and every :math:`a \ge 0`. The claim is a pure number.

    Parameters
    ----------
    matrix, target : arrays of shape (m, n) and (m, k)
        W and V; their rows are understood as normalised exactly.
    garbling : array of shape (n, k)
        G, its rows understood as normalised exactly.
    gains : array of shape (m, k)
        The decision problem: prior times utility, up to a factor.
    exact : ExactGarbling, optional
        Proves that the deficiency of two channels in exact fractions is zero; `matrix` and `target` are
        these, or their nearest doubles.
    """

    kind: ClassVar[str] = "deficiency"
    matrix: Matrix
    target: Matrix
    garbling: Matrix
    gains: Matrix
    exact: ExactGarbling | None = None

    @classmethod
    def of(
        cls,
        matrix: Matrix,
        target: Matrix,
        garbling: Matrix,
        gains: Matrix,
        exact: ExactGarbling | None = None,
    ) -> "DeficiencyCertificate":
        """Make the certificate of two points: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0,
            upper=1.0,
            matrix=matrix,
            target=target,
            garbling=garbling,
            gains=gains,
            exact=exact,
        )
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The garbling."""
        return self.garbling

    def _check(self) -> None:
        (m, n), (rows, k) = self.matrix.shape, self.target.shape
        if rows != m or self.garbling.shape != (n, k) or self.gains.shape != (m, k):
            raise CertificateError("the garbling or the decision problem does not fit the channels")
        for name, array in (("channel", self.matrix), ("target", self.target), ("garbling", self.garbling)):
            require_weights(name, array)
        if not np.isfinite(self.gains).all() or (self.gains < 0.0).any():
            raise CertificateError("the decision problem is not a nonnegative, finite array")
        if self.exact is None:
            return
        for name, rational, given in (
            ("channel", self.exact.channel, self.matrix),
            ("target", self.exact.target, self.target),
        ):
            rounded = [[float(value) for value in row] for row in rational]
            if not np.array_equal(rounded, given) and rational != exact_rows(given.tolist()):
                raise CertificateError(f"the exact {name} is not the one of this certificate")
            if any(value < 0 for row in rational for value in row) or any(sum(row) != 1 for row in rational):
                raise CertificateError(f"the exact {name} is not stochastic")
        if not garbles_exactly(self.exact.channel, self.exact.target, self.exact.garbling):
            raise CertificateError("the exact garbling does not make the target of the channel")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float" or self.exact is not None:
            return self._float_ends(1.0)
        return ball_ends(self.matrix, self.target, self.gains, self.garbling)

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        if self.exact is not None:
            return 0.0, 0.0
        lower = separation(self.matrix, self.target, self.gains, headroom)
        return lower, variation(self.matrix, self.target, self.garbling, headroom)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data; fractions are written as strings."""
        exact = self.exact
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "matrix": array_to_json(self.matrix),
            "target": array_to_json(self.target),
            "garbling": array_to_json(self.garbling),
            "gains": array_to_json(self.gains),
            "exact": None
            if exact is None
            else [_written(rows) for rows in (exact.channel, exact.target, exact.garbling)],
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "DeficiencyCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            matrix=array_from_json(data["matrix"], ndim=2),
            target=array_from_json(data["target"], ndim=2),
            garbling=array_from_json(data["garbling"], ndim=2),
            gains=array_from_json(data["gains"], ndim=2),
            exact=None if data["exact"] is None else ExactGarbling(*(_read(rows) for rows in data["exact"])),
        )


def _written(rows: Rows) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]


def _read(rows: list[list[str]]) -> Rows:
    return tuple(tuple(Fraction(value) for value in row) for row in rows)
