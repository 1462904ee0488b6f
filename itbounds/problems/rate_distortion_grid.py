"""How little must be kept of a source on a large grid: difference distortions without a matrix."""

from dataclasses import dataclass
from math import inf

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import InfeasibleError, ShapeError
from itbounds.forms import RawSolution, Status
from itbounds.forms.grid_rate_distortion import (
    GridRateDistortionForm,
    GridStart,
    LineRateDistortionForm,
    SeparableRateDistortionForm,
)
from itbounds.kernels import Distribution, Kernel, as_distribution_object
from itbounds.numerics.coercion import frozen
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.grid_rounding import mean_distortion, tilt_ends
from itbounds.numerics.grid_tilt import slope_within
from itbounds.numerics.positive_sums import correlation
from itbounds.numerics.repair import as_law
from itbounds.numerics.scalars import as_level
from itbounds.numerics.separable import GridDistortion, SeparableDistortion
from itbounds.pipeline import Lifted, NumericProblem
from itbounds.problems.base import Problem
from itbounds.results.certificate import HEADROOM
from itbounds.results.describe import exactly
from itbounds.results.grid_rate_certificate import GridRateDistortionCertificate

__all__ = [
    "GridRateDistortion",
    "cheapest_letter",
    "constant_letter",
    "grid_form",
    "points_above_and_below",
    "require_fit",
]

# So far below the mean distortion of the best letter, relatively, the rate is next to nothing.
_HAIR = 1e-12
# How much of the source is mixed into a law that does not meet the level alone.
_SHARES = (0.0, 1e-13, 1e-11, 1e-9, 1e-6, 1e-3, 1.0)


@dataclass(frozen=True, eq=False, init=False)
class GridRateDistortion(Problem[Kernel]):
    r"""The rate-distortion function of a source on a uniform grid under a difference distortion.

    .. math:: R(D) = \min_{Q :\ \sum_i p_i \sum_j Q_{ij} d_{ij} \le D} I(p, Q)

    with :math:`d_{ij} = \rho(x_i - x_j)`, or a sum of such penalties over the coordinates.

    The witness is the output law; the test channel is its tilt :math:`Q_{ij} \propto r_j e^{-s d_{ij}}` at
    the slope s of the certificate.

    Parameters
    ----------
    source : array-like or Distribution of shape (N,) or of the shape of the grid
        The law of the source.
    distortion : DifferenceDistortion or SeparableDistortion
        As `itbounds.distortions.difference` and `itbounds.distortions.separable` return them.
    level : float
        The level :math:`D`, positive: at 0 the rate is the entropy of the source, if no other difference
        is free.

    Examples
    --------
    >>> import itbounds as ib
    >>> source = ib.sources.gaussian_grid(10_001)
    >>> result = ib.rate_distortion(source, ib.distortions.difference(source), 0.25, tol=1e-6)
    >>> result.gap <= 1e-6, round(result.value, 5)
    (True, 1.0)
    """

    source: Distribution
    distortion: GridDistortion
    level: float

    def __init__(self, source: ArrayLike, distortion: GridDistortion, level: float) -> None:
        law = as_distribution_object(source)
        object.__setattr__(self, "source", law)
        object.__setattr__(self, "distortion", distortion)
        object.__setattr__(self, "level", as_level(level, name="distortion level"))
        require_fit(law, distortion)
        if self.level == 0.0:
            raise InfeasibleError(
                "the level 0 leaves no room for a tilt",
                minimum=0.0,
                value=self.level,
                hint="raise the level; at 0 the rate is the entropy of the source where only 0 costs nothing",
            )

    def compile(self) -> NumericProblem[Kernel]:
        """Return the form; a level that one letter meets is resolved here."""
        law = self.source.probabilities
        form = grid_form(law, self.distortion, self.level)
        letter = constant_letter(law, self.distortion, self.level * (1.0 + _HAIR))
        if letter is None:
            return NumericProblem(form, self._lift)
        alone = np.zeros(self.distortion.size)
        alone[letter] = 1.0
        known, zeros = RawSolution(Status.OPTIMAL, primal=alone), frozen(np.zeros_like(alone))
        if constant_letter(law, self.distortion, self.level) is None:
            return NumericProblem(form, self._lift, known=known)
        return NumericProblem(form, lambda raw: self._lifted(frozen(alone), 0.0, zeros, 0.0), known=known)

    def _lift(self, raw: RawSolution) -> Lifted[Kernel]:
        form = grid_form(self.source.probabilities, self.distortion, self.level)
        return self._lifted(*points_above_and_below(form, raw))

    def _lifted(self, law: Vector, slope: float, potentials: Vector, dual_slope: float) -> Lifted[Kernel]:
        certificate = GridRateDistortionCertificate(
            lower=0.0,
            upper=inf,
            source=self.source.probabilities,
            distortion=self.distortion,
            level=self.level,
            output_law=law,
            slope=slope,
            potentials=potentials,
            dual_slope=dual_slope,
        ).claimed()
        name = f"R(D = {exactly(self.level)})"
        return Lifted(name, name, certificate, Distribution(self.source.cod, law))


def grid_form(
    source: Vector, distortion: GridDistortion, level: float, start: GridStart | None = None
) -> GridRateDistortionForm:
    """Return the form of one level: of a line, or of a product of grids."""
    if isinstance(distortion, SeparableDistortion):
        return SeparableRateDistortionForm(source, distortion, level, start)
    return LineRateDistortionForm(source, distortion, level, start)


def points_above_and_below(
    form: GridRateDistortionForm, raw: RawSolution
) -> tuple[Vector, float, Vector, float]:
    """Return what a solver's points prove: a law with a slope that is within the level, and a dual point."""
    size = form.distortion.size
    potentials, dual_slope = np.zeros(size), 0.0
    if raw.dual is not None and np.isfinite(raw.dual).all() and 0.0 <= raw.multiplier < inf:
        potentials, dual_slope = raw.dual, raw.multiplier
    start = dual_slope if dual_slope > 0.0 else 1.0 / form.level
    law, slope = _within(form, raw, start)
    return frozen(law), slope, frozen(potentials), dual_slope


def _within(form: GridRateDistortionForm, raw: RawSolution, start: float) -> tuple[Vector, float]:
    """Return a solver's law with a slope that is within the level.

    No tilt of a single letter changes its distortion, and the level may be a hair below that: then as little
    of the source as will do is mixed in. A solver that found no law leaves the best letter.
    """
    if raw.primal is None:
        law = np.zeros(form.distortion.size)
        law[cheapest_letter(form.source, form.distortion)] = 1.0
    else:
        law = as_law(raw.primal, form.distortion.size)
    for share in _SHARES:
        mixed = (1.0 - share) * law + share * form.source
        slope = slope_within(form.source, form.distortion, form.level, mixed, start, headroom=HEADROOM)
        if tilt_ends(form.source, form.distortion, mixed, slope, headroom=HEADROOM)[0] <= form.level:
            break
    return mixed, slope


def constant_letter(source: Vector, distortion: GridDistortion, level: float) -> int | None:
    """Return a letter whose mean distortion is certainly at most the level."""
    best = cheapest_letter(source, distortion)
    mean = mean_distortion(source, distortion.column(best), headroom=HEADROOM)
    return best if mean <= level else None


def cheapest_letter(source: Vector, distortion: GridDistortion) -> int:
    """Return a letter of the least mean distortion, up to rounding: one for each axis."""
    if isinstance(distortion, DifferenceDistortion):
        return int(correlation(distortion.table[::-1], source).argmin())
    law, places = source.reshape(distortion.grid_shape), []
    for axis, part in enumerate(distortion.parts):
        others = tuple(other for other in range(len(distortion.parts)) if other != axis)
        places.append(cheapest_letter(law.sum(axis=others), part))
    return int(np.ravel_multi_index(places, distortion.grid_shape))


def require_fit(law: Distribution, distortion: GridDistortion) -> None:
    """Refuse a source of another size, or of other axes than the grid."""
    shape = law.cod.shape
    if law.cod.size != distortion.size:
        raise ShapeError(
            f"the grid has {distortion.size} points; the source has {law.cod.size} letters",
            value=distortion.shape,
        )
    if len(shape) > 1 and shape != distortion.grid_shape:
        raise ShapeError(
            f"the source has axes of {shape} letters, the grid of {distortion.grid_shape} points",
            value=shape,
            hint="give one part of the distortion for each axis of the source, in its order",
        )
