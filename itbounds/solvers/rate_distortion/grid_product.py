"""Independent coordinates: the rates of the axes add up where their slopes agree."""

from dataclasses import dataclass
from math import exp, inf, log

import numpy as np

from itbounds._typing import Array, Vector
from itbounds.forms.grid_rate_distortion import LineRateDistortionForm, SeparableRateDistortionForm
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.positive_sums import correlation
from itbounds.solvers.registry import find

__all__ = ["ProductPoint", "product_point"]

# So near, in total variation, must a source be to the product of its marginals.
_NEAR = 1e-9
_ROUNDS = 12
# Where slopes agree to this, what they miss costs less than rounding does.
_AGREED = 1e-6


@dataclass(frozen=True, eq=False)
class ProductPoint:
    """Points for a source of independent coordinates.

    Parameters
    ----------
    law, slope : array of shape (N,), float
        The output law, and the slope on which the axes agree.
    partition : array of shape (N,)
        The partition function of the dual point: the product of those of the axes.
    """

    law: Vector
    slope: float
    partition: Vector


def product_point(form: SeparableRateDistortionForm, tol: float) -> ProductPoint | None:
    r"""Return points for a source of independent coordinates, ``None`` for any other.

    .. math:: R(D) = \min \Bigl\{ \sum_k R_k(D_k) : \sum_k D_k = D \Bigr\}

    (Shannon, 1959). Each round solves every axis at its share of the level; the shares are then moved to
    where the slopes would agree, if those were powers of the levels. An axis whose rate is 0 at the slope of
    the others is served by one letter.
    """
    marginals = _marginals(form.source.reshape(form.distortion.grid_shape))
    if marginals is None:
        return None
    axes = [_Axis.of(law, part, tol) for law, part in zip(marginals, form.distortion.parts, strict=True)]
    total = sum(axis.most for axis in axes)
    shares = [form.level * axis.most / total for axis in axes]
    inner = [0.0]
    for _ in range(_ROUNDS):
        if not all(axis.solved(share) for axis, share in zip(axes, shares, strict=True)):
            return None
        inner = [axis.slope for axis in axes if axis.level < axis.most]
        if not inner or max(inner) <= min(inner) * (1.0 + _AGREED):
            break
        shares = _agreeing(axes, form.level)
    if not inner:
        return None
    slope = float(np.mean(inner))
    law: Array = np.ones(1)
    partition: Array = np.ones(1)
    for axis in axes:
        law = np.multiply.outer(law, axis.law).reshape(-1)
        partition = np.multiply.outer(partition, axis.partition(slope)).reshape(-1)
    return ProductPoint(law, slope, partition)


def _marginals(source: Array) -> list[Vector] | None:
    """Return the marginal laws, if the law is near their product."""
    axes = range(source.ndim)
    marginals = [source.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes]
    product: Array = np.ones(())
    for law in marginals:
        product = np.multiply.outer(product, law)
    return marginals if float(np.abs(source - product).sum()) <= _NEAR else None


@dataclass(eq=False)
class _Axis:
    """One coordinate at its share of the level, with what is known of how its slope answers to that."""

    source: Vector
    distortion: DifferenceDistortion
    tol: float
    letter: int
    most: float
    law: Vector
    level: float = inf
    met: float = inf
    slope: float = 0.0
    potentials: Vector | None = None
    steepness: float = 1.0

    @classmethod
    def of(cls, source: Vector, distortion: DifferenceDistortion, tol: float) -> "_Axis":
        """Begin where one letter will do."""
        means = correlation(distortion.table[::-1], source)
        letter = int(means.argmin())
        return cls(source, distortion, tol, letter, float(means[letter]), source)

    def solved(self, level: float) -> bool:
        """Solve at a level; say whether a law was found."""
        self.level = level
        if level >= self.most:
            self.law = np.zeros_like(self.source)
            self.law[self.letter] = 1.0
            return True
        form = LineRateDistortionForm(self.source, self.distortion, level)
        raw = find(None, form).solve(form, 0.2 * self.tol)
        if raw.primal is None or raw.dual is None or not 0.0 < raw.multiplier < inf:
            return False
        if self.met < inf and abs(log(level / self.met)) > 1e-6:
            self.steepness = min(20.0, max(0.5, log(self.slope / raw.multiplier) / log(level / self.met)))
        self.law, self.potentials, self.slope, self.met = raw.primal, raw.dual, raw.multiplier, level
        return True

    def level_at(self, slope: float) -> float:
        """Return the level at which the slope would be this, as far as is known."""
        if self.met == inf:
            return self.most
        return min(self.most, self.met * exp(log(self.slope / slope) / self.steepness))

    def partition(self, slope: float) -> Vector:
        """Return the partition function of the dual point: where one letter serves, of that letter."""
        if self.level < self.most and self.potentials is not None:
            return np.exp(-self.potentials)
        exponentials: Vector = np.exp(-np.minimum(slope * self.distortion.column(self.letter), 600.0))
        return exponentials


def _agreeing(axes: list[_Axis], level: float) -> list[float]:
    """Return levels of one slope that add up, by bisection for that slope."""
    low, high = 1e-12 / level, 1e12 / level
    for _ in range(100):
        middle = (low * high) ** 0.5
        if sum(axis.level_at(middle) for axis in axes) > level:
            low = middle
        else:
            high = middle
    shares = [axis.level_at(high) for axis in axes]
    return [share * min(1.0, level / sum(shares)) for share in shares]
