"""The proof of a contraction coefficient: a pair of letters from below, tangents for all pairs from above."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.contraction_balls import le_cam_balls, variation_balls
from itbounds.numerics.le_cam import (
    LEAST_WEIGHT,
    blocks,
    bracket_bounds,
    hellinger_ceilings,
    le_cam,
    normalised_rows,
    variations,
)
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["COEFFICIENTS", "ContractionCertificate", "pair_upper", "require_channel"]

COEFFICIENTS = ("tv", "kl", "chi2")


@dataclass(frozen=True, eq=False, kw_only=True)
class ContractionCertificate(Certificate):
    r"""Letters and weights that enclose the contraction coefficient of a channel.

    For total variation, the largest distance of two rows (Dobrushin, 1956). For relative entropy and for
    chi-squared, which agree (Choi, Ruskai and Seneta, 1994),

    .. math:: \eta(W) = \max_{x, x'} \max_{0 \le \beta \le 1} \Bigl[ 1 - \sum_y
              \frac{W_{xy} W_{x'y}}{\beta W_{xy} + (1 - \beta) W_{x'y}} \Bigr]

    since two input letters suffice (Ordentlich and Polyanskiy, 2020). The bracket is concave in the weight,
    so that tangents at two weights bound it; pairs without weights are bounded by
    :math:`1 - (\sum_y \sqrt{W_{xy} W_{x'y}})^2`.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel; its rows are understood as normalised exactly.
    coefficient : {"tv", "kl", "chi2"}
        Which one is claimed.
    pair, weights : arrays of shape (2,)
        The letters that prove the lower end, and their weights; a weight 0 stands for the limit.
    pairs, left, right : arrays of shape (k, 2)
        Pairs of letters, each with two weights in increasing order, that prove the upper end; total variation
        needs none.
    """

    kind: ClassVar[str] = "contraction"
    matrix: Matrix
    coefficient: str
    pair: Vector
    weights: Vector
    pairs: Matrix
    left: Matrix
    right: Matrix

    @classmethod
    def of(
        cls,
        matrix: Matrix,
        coefficient: str,
        *,
        pair: Vector,
        weights: Vector,
        pairs: Matrix,
        left: Matrix,
        right: Matrix,
    ) -> "ContractionCertificate":
        """Make the certificate of some points: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0, upper=1.0, matrix=matrix, coefficient=coefficient, pair=pair, weights=weights,
            pairs=pairs, left=left, right=right,
        )  # fmt: skip
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The input law on two letters, as one row."""
        law = np.zeros((1, len(self.matrix)))
        np.add.at(law[0], self.pair.astype(np.intp), self.weights / self.weights.sum())
        return law

    def _check(self) -> None:
        if self.coefficient not in COEFFICIENTS:
            raise CertificateError(f"unknown coefficient {self.coefficient!r}")
        require_channel(self.matrix)
        require_pairs(self.pair[None], len(self.matrix))
        require_pairs(self.pairs, len(self.matrix))
        for name, points in (("weights", self.weights[None]), ("left", self.left), ("right", self.right)):
            require_mixing(name, points, 1 if name == "weights" else len(self.pairs))

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._float_ends(1.0) if level == "float" else self._ball_ends()

    def _letters(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        one, two = self.pair.astype(np.intp)
        return np.array([one]), np.array([two])

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        rows = normalised_rows(self.matrix)
        one, two = self._letters()
        if self.coefficient == "tv":
            lower = float(variations(rows[one], rows[two], headroom)[0][0])
            return lower, float(_variation_uppers(rows, headroom).max())
        lower = float(le_cam(rows[one], rows[two], self.weights[None], headroom).lower[0])
        return lower, pair_upper(self.matrix, self.pairs, self.left, self.right, headroom=headroom)

    def _ball_ends(self) -> tuple[float, float]:
        one, two = self._letters()
        if self.coefficient != "tv":
            lower = float(le_cam_balls(self.matrix[one], self.matrix[two], self.weights[None]).lower[0])
            return lower, pair_upper(self.matrix, self.pairs, self.left, self.right, floor=lower)
        lower = float(variation_balls(self.matrix[one], self.matrix[two])[0][0])
        upper = _variation_uppers(normalised_rows(self.matrix), 1.0)
        first, second = np.nonzero(np.triu(upper > lower, 1))
        sharp = variation_balls(self.matrix[first], self.matrix[second])[1]
        return lower, max(lower, float(sharp.max(initial=0.0)))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        arrays = {name: array_to_json(getattr(self, name)) for name in _ARRAYS}
        ends = {"lower": number_to_json(self.lower), "upper": number_to_json(self.upper)}
        return {"kind": self.kind, "coefficient": self.coefficient, **ends, **arrays}

    @classmethod
    def from_dict(cls, data: JSON) -> "ContractionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        arrays = {name: array_from_json(data[name], ndim=ndim) for name, ndim in _ARRAYS.items()}
        # JSON forgets the width of an empty table.
        arrays |= {name: arrays[name].reshape(-1, 2) for name in ("pairs", "left", "right")}
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            coefficient=str(data["coefficient"]),
            **arrays,
        )


_ARRAYS = {"matrix": 2, "pair": 1, "weights": 1, "pairs": 2, "left": 2, "right": 2}


def require_channel(matrix: Matrix) -> None:
    """Refuse a matrix whose row sums are not near one, which the error bounds ask for."""
    require_weights("channel", matrix)
    sums = matrix.sum(axis=1)
    if not ((sums > 0.5) & (sums < 2.0)).all():
        raise CertificateError("a row of the channel has a sum far from one")


def require_pairs(pairs: Matrix, count: int) -> None:
    """Refuse anything but pairs of letters."""
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.isfinite(pairs).all():
        raise CertificateError("the pairs of letters are no table with two columns")
    if not ((pairs >= 0) & (pairs < count) & (pairs == np.floor(pairs))).all():
        raise CertificateError("a pair names a letter that the channel does not have")


def require_mixing(name: str, weights: Matrix, count: int) -> None:
    """Refuse anything but so many pairs of weights, each zero or of moderate size."""
    if weights.shape != (count, 2):
        raise CertificateError(f"the table {name} does not have a pair of weights for each pair of letters")
    if count:
        require_weights(name, weights)
    if not ((weights == 0.0) | ((weights >= LEAST_WEIGHT) & (weights <= 1.0))).all():
        raise CertificateError(f"the table {name} has a weight that is neither 0 nor of moderate size")


def pair_upper(
    matrix: Matrix,
    pairs: Matrix,
    left: Matrix,
    right: Matrix,
    *,
    headroom: float = 1.0,
    floor: float | None = None,
) -> float:
    """Return an upper end of the largest Le Cam divergence of two rows, over all pairs and weights.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel.
    pairs, left, right : arrays of shape (k, 2)
        Pairs of letters with weights; the other pairs are bounded by their overlap.
    headroom : float
        Factor on the error bounds.
    floor : float, optional
        A certain lower end: pairs that float64 cannot show to stay below it are done in ball arithmetic.
    """
    if len(matrix) == 1:
        return 0.0
    rows = normalised_rows(matrix)
    ceilings = hellinger_ceilings(rows, headroom)
    one, two = pairs.astype(np.intp).T
    known = ceilings[one, two]
    ceilings[one, two] = ceilings[two, one] = 0.0
    np.fill_diagonal(ceilings, 0.0)
    rest = float(ceilings.max(initial=0.0))
    bounds = np.empty(len(pairs))
    for part in blocks(len(pairs), matrix.shape[1]):
        laws = rows[one[part]], rows[two[part]]
        ends = left[part], right[part]
        at_left = le_cam(*laws, ends[0], headroom)
        at_right = at_left if np.array_equal(*ends) else le_cam(*laws, ends[1], headroom)
        bounds[part] = np.minimum(bracket_bounds(at_left, at_right, ends), known[part])
    if floor is not None:
        open_ = np.flatnonzero(bounds > floor)
        laws = matrix[one[open_]], matrix[two[open_]]
        ends = left[open_], right[open_]
        at_left, at_right = (le_cam_balls(*laws, end) for end in ends)
        sharp = bracket_bounds(at_left, at_right, ends)
        bounds[open_] = np.minimum(sharp, bounds[open_])
    return max(rest, float(bounds.max(initial=0.0)))


def _variation_uppers(rows: Matrix, headroom: float) -> Matrix:
    uppers = np.zeros((len(rows), len(rows)))
    for x in range(len(rows) - 1):
        uppers[x, x + 1 :] = variations(rows[x], rows[x + 1 :], headroom)[1]
    return uppers
