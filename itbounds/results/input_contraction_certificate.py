"""The proof of the contraction of relative entropy at one input law, from below and from above."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.binary_contraction import binary_upper
from itbounds.numerics.correlation import correlation_ball_bounds
from itbounds.numerics.divergence_ratio import ball_ratio_below, ratio_below
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.contraction_certificate import (
    pair_upper,
    require_channel,
    require_mixing,
    require_pairs,
)
from itbounds.results.correlation_certificate import law_correlation, power_of
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["InputContractionCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class InputContractionCertificate(Certificate):
    r"""Laws and weights that enclose :math:`\sup_q D(qW \| pW) / D(q \| p)` at one law p.

    Below stand the squared maximal correlation of p and W, the limit of the ratio near p (Ahlswede and Gács,
    1976), and the ratio at one law q. Above stands the contraction of the channel on the letters that p uses,
    and for two such letters the bound of `itbounds.numerics.binary_contraction`, which meets the lower end.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel; its rows are understood as normalised exactly.
    law, challenger : arrays of shape (m,)
        The laws p and q; q may be p itself, which proves nothing but the limit.
    pairs, left, right : arrays of shape (k, 2)
        As in `ContractionCertificate`, for the letters that p uses, numbered among themselves.
    order : array of shape (2,) or (0,)
        The two letters that p uses, if there are two, the one first whose weight grows towards the maximum.
    points : array of shape (k, 2)
        Weights of these for `binary_upper`.
    level : float
        Its level.
    """

    kind: ClassVar[str] = "input_contraction"
    matrix: Matrix
    law: Vector
    challenger: Vector
    pairs: Matrix
    left: Matrix
    right: Matrix
    order: Vector
    points: Matrix
    level: float

    @classmethod
    def of(
        cls,
        matrix: Matrix,
        law: Vector,
        challenger: Vector,
        *,
        pairs: Matrix,
        left: Matrix,
        right: Matrix,
        line: tuple[Vector, Matrix, float] | None = None,
    ) -> "InputContractionCertificate":
        """Make the certificate of some points: the claim is computed, with headroom."""
        order, points, level = (np.empty(0), np.empty((0, 2)), 1.0) if line is None else line
        draft = cls(
            lower=0.0, upper=1.0, matrix=matrix, law=law, challenger=challenger, pairs=pairs, left=left,
            right=right, order=order, points=points, level=level,
        )  # fmt: skip
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The law q, as one row."""
        return self.challenger[None, :]

    def _check(self) -> None:
        require_channel(self.matrix)
        count = len(self.matrix)
        for name, law in (("law", self.law), ("challenger", self.challenger)):
            if law.shape != (count,):
                raise CertificateError(f"the {name} does not fit the channel")
            require_weights(name, law)
        require_pairs(self.pairs, int((self.law > 0.0).sum()))
        for name, points in (("left", self.left), ("right", self.right)):
            require_mixing(name, points, len(self.pairs))
        require_mixing("points", self.points, len(self.points))
        if not len(self.points):
            return
        used = np.flatnonzero(self.law > 0.0)
        if len(self.points) not in (1, 3) or sorted(self.order.tolist()) != used.tolist() or len(used) != 2:
            raise CertificateError("the points on a line do not belong to the two letters of the law")
        if len(self.points) == 3 and not (self.points > 0.0).all():
            raise CertificateError("a point on the line is a corner")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        low, _ = correlation_ball_bounds(self.matrix, self.law)
        if not np.array_equal(self.law, self.challenger):
            low = max(low, ball_ratio_below(self.matrix, self.law, self.challenger))
        part = self.matrix[self.law > 0.0]
        upper = pair_upper(part, self.pairs, self.left, self.right, floor=low)
        return low, max(low, min(upper, self._line(1.0, balls=True)))

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        low, _ = power_of(law_correlation(self.matrix, self.law, headroom), 2)
        low = max(low, ratio_below(self.matrix, self.law, self.challenger, headroom))
        part = self.matrix[self.law > 0.0]
        upper = pair_upper(part, self.pairs, self.left, self.right, headroom=headroom)
        return low, max(low, min(upper, self._line(headroom, balls=False)))

    def _line(self, headroom: float, *, balls: bool) -> float:
        """Return the bound for two letters, or 1."""
        if not len(self.points):
            return 1.0
        order = self.order.astype(np.intp)
        rows, law = self.matrix[order], self.law[order]
        return binary_upper(rows, law, self.points, self.level, headroom=headroom, balls=balls)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        arrays = {name: array_to_json(getattr(self, name)) for name in _ARRAYS}
        numbers = {name: number_to_json(getattr(self, name)) for name in ("lower", "upper", "level")}
        return {"kind": self.kind, **numbers, **arrays}

    @classmethod
    def from_dict(cls, data: JSON) -> "InputContractionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        arrays = {name: array_from_json(data[name], ndim=ndim) for name, ndim in _ARRAYS.items()}
        # JSON forgets the width of an empty table.
        arrays |= {name: arrays[name].reshape(-1, 2) for name in ("pairs", "left", "right", "points")}
        lower, upper, level = (number_from_json(data[name]) for name in ("lower", "upper", "level"))
        return cls(lower=lower, upper=upper, level=level, **arrays)


_ARRAYS = {
    "matrix": 2, "law": 1, "challenger": 1, "pairs": 2, "left": 2, "right": 2, "order": 1, "points": 2,
}  # fmt: skip
