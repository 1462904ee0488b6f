"""The proof of the contraction of relative entropy at one input law, from below and from above."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
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
    1976), and the ratio at one law q. Above stands the contraction of the channel on the letters that p uses.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel; its rows are understood as normalised exactly.
    law, challenger : arrays of shape (m,)
        The laws p and q; q may be p itself, which proves nothing but the limit.
    pairs, left, right : arrays of shape (k, 2)
        As in `ContractionCertificate`, for the letters that p uses, numbered among themselves.
    """

    kind: ClassVar[str] = "input_contraction"
    matrix: Matrix
    law: Vector
    challenger: Vector
    pairs: Matrix
    left: Matrix
    right: Matrix

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
    ) -> "InputContractionCertificate":
        """Make the certificate of some points: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0, upper=1.0, matrix=matrix, law=law, challenger=challenger, pairs=pairs, left=left,
            right=right,
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

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        low, _ = correlation_ball_bounds(self.matrix, self.law)
        if not np.array_equal(self.law, self.challenger):
            low = max(low, ball_ratio_below(self.matrix, self.law, self.challenger))
        part = self.matrix[self.law > 0.0]
        return low, pair_upper(part, self.pairs, self.left, self.right, floor=low)

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        low, _ = power_of(law_correlation(self.matrix, self.law, headroom), 2)
        low = max(low, ratio_below(self.matrix, self.law, self.challenger, headroom))
        part = self.matrix[self.law > 0.0]
        return low, max(low, pair_upper(part, self.pairs, self.left, self.right, headroom=headroom))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        arrays = {name: array_to_json(getattr(self, name)) for name in _ARRAYS}
        ends = {"lower": number_to_json(self.lower), "upper": number_to_json(self.upper)}
        return {"kind": self.kind, **ends, **arrays}

    @classmethod
    def from_dict(cls, data: JSON) -> "InputContractionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        arrays = {name: array_from_json(data[name], ndim=ndim) for name, ndim in _ARRAYS.items()}
        # JSON forgets the width of an empty table.
        arrays |= {name: arrays[name].reshape(-1, 2) for name in ("pairs", "left", "right")}
        return cls(lower=number_from_json(data["lower"]), upper=number_from_json(data["upper"]), **arrays)


_ARRAYS = {"matrix": 2, "law": 1, "challenger": 1, "pairs": 2, "left": 2, "right": 2}
