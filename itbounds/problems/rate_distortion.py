"""How little must be kept: the rate-distortion function of a finite source at an exact level."""

from dataclasses import dataclass
from math import inf, log
from typing import Any, overload

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import InfeasibleError
from itbounds.forms import RateDistortionForm, RawSolution, Status
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object
from itbounds.numerics import balls
from itbounds.numerics.array_namespace import is_foreign
from itbounds.numerics.exact_means import not_above_least_distortion
from itbounds.numerics.rate_rounding import least_distortion
from itbounds.numerics.repair import as_law, channel_within_level
from itbounds.numerics.scalars import as_level, as_tolerance
from itbounds.numerics.separable import GridDistortion
from itbounds.numerics.validation import as_distortion, as_stochastic
from itbounds.pipeline import Lifted, NumericProblem
from itbounds.problems.base import Problem
from itbounds.problems.placing import placed
from itbounds.problems.rate_distortion_grid import GridRateDistortion
from itbounds.problems.rate_distortion_stack import rates
from itbounds.results import RateDistortionCertificate, Result
from itbounds.results.describe import exactly
from itbounds.solvers import Solver
from itbounds.units import BITS, NATS, Unit, as_unit

__all__ = ["RateDistortion", "rate_distortion"]

# Exponentials of the slope that such a share of a step asks for are lost in the rounding of everything else.
_HARDLY = 1e-90


@dataclass(frozen=True, eq=False, init=False)
class RateDistortion(Problem[Kernel]):
    r"""The rate-distortion function of a finite source as a problem.

    .. math:: R(D) = \min_{Q :\ \sum_x p_x \sum_y Q_{xy} d_{xy} \le D} I(p, Q)

    Parameters
    ----------
    source : array-like or Distribution of shape (m,)
        The law of the source.
    distortion : array-like of shape (m, n)
        :math:`d_{xy} \in [0, \infty]`; the reproduction alphabet may have another size than the source, and
        an infinite entry forbids the pair.
    level : float
        The distortion level :math:`D`, met exactly.

    Raises
    ------
    InfeasibleError
        If the level is below :math:`D_{\min}`; its `minimum` is that level.
    DomainError
        If the level is negative or NaN, or a distortion is negative.

    Examples
    --------
    >>> from itbounds import RateDistortion
    >>> print(RateDistortion([0.4, 0.6], [[0, 1], [1, 0]], 0.1).solve())
    R(D = 0.1) ∈ [0.501955000, 0.501955001] bit
    """

    source: Distribution
    distortion: Matrix
    level: float

    def __init__(self, source: ArrayLike, distortion: ArrayLike, level: float) -> None:
        law = as_distribution_object(source)
        object.__setattr__(self, "source", law)
        object.__setattr__(self, "distortion", as_distortion(distortion, source_size=law.cod.size))
        object.__setattr__(self, "level", as_level(level, name="distortion level"))
        low, high = least_distortion(law.probabilities, self.distortion)
        if self.level < low:
            raise InfeasibleError(
                f"the distortion level {self.level!r} is below the least one, {0.5 * (low + high)!r}: R = ∞",
                minimum=high,
                value=self.level,
                hint="raise the level or enlarge the reproduction alphabet",
            )

    def compile(self) -> NumericProblem[Kernel]:
        """Return the form without letters of probability 0; the two ends of the range are resolved here."""
        if self.is_trivial():
            known = RawSolution(Status.OPTIMAL)
            return NumericProblem(self._form(self.distortion, self.level), self._lift_trivial, known=known)
        if self.is_minimum() or self._is_hardly_above():
            note = "the level lies within rounding of the least distortion and counts as it"
            lift = self._lift_minimum
            if not not_above_least_distortion(self.source.probabilities, self.distortion, self.level):
                note = "the level is so little above the least distortion that the witness attains this"
                lift = self._lift_above
            return NumericProblem(self._form(self._cheapest(), inf), lift, notes=(note,))
        return NumericProblem(
            self._form(self.distortion, self.level), lambda raw: self._lift(raw, self.distortion, self.level)
        )

    def is_trivial(self) -> bool:
        """Whether one letter alone meets the level: the rate is exactly 0."""
        return self._constant_letter() is not None

    def is_minimum(self) -> bool:
        """Whether the level lies within the rounding enclosure of the least distortion."""
        return self.level <= least_distortion(self.source.probabilities, self.distortion)[1]

    def _is_hardly_above(self) -> bool:
        """Whether the level is so near the least distortion that a tilt to it would underflow."""
        high = least_distortion(self.source.probabilities, self.distortion)[1]
        return self.level - high < _HARDLY * self._step()

    def _step(self) -> float:
        """Return the least amount by which a reproduction is dearer than the cheapest, or infinity."""
        active = self.distortion[self.source.probabilities > 0.0]
        excess = active - active.min(axis=1, keepdims=True)
        return float(excess.min(where=excess > 0.0, initial=inf))

    def _constant_letter(self) -> int | None:
        """Return a letter whose mean distortion is at most the level, decided exactly in case of doubt."""
        law = self.source.probabilities
        used = law > 0.0
        active = self.distortion[used]
        forbidden = np.isinf(active)
        means = (law[used] @ np.where(forbidden, 0.0, active)) / law.sum()
        means[forbidden.any(axis=0)] = inf
        best = int(means.argmin())
        if means[best] == inf or means[best] > self.level * (1.0 + 1e-9):
            return None
        exact = balls.mean_at_most(law[used], self.distortion[used, best], self.level)
        return best if exact else None

    def _form(self, distortion: Matrix, level: float) -> RateDistortionForm:
        law = self.source.probabilities
        used = law > 0.0
        return RateDistortionForm(law[used], distortion[used], level)

    def _lift_trivial(self, raw: RawSolution) -> Lifted[Kernel]:
        """Answer every letter with the one that meets the level alone."""
        channel = np.zeros(self.distortion.shape)
        channel[:, self._constant_letter()] = 1.0
        return self._lifted(channel, np.zeros(len(channel)), 0.0, at_minimum=False)

    def _lift(
        self, raw: RawSolution, distortion: Matrix, level: float, *, at_minimum: bool = False
    ) -> Lifted[Kernel]:
        channel, potentials, slope = self._points(raw, distortion, level)
        return self._lifted(channel, potentials, slope, at_minimum=at_minimum)

    def _points(self, raw: RawSolution, distortion: Matrix, level: float) -> tuple[Matrix, Vector, float]:
        """Tilt the output law to the level, and give the letters of probability 0 a potential."""
        law = self.source.probabilities
        output_law = as_law(raw.primal, distortion.shape[1])
        channel = channel_within_level(law, distortion, level, output_law, raw.multiplier)
        potentials, slope = np.zeros(len(law)), 0.0
        if raw.dual is not None and np.isfinite(raw.dual).all() and 0.0 <= raw.multiplier < inf:
            potentials[law > 0.0] = raw.dual
            slope = 0.0 if level == inf else raw.multiplier
        return channel, potentials, slope

    def _lift_minimum(self, raw: RawSolution) -> Lifted[Kernel]:
        return self._lift(raw, self._cheapest(), inf, at_minimum=True)

    def _lift_above(self, raw: RawSolution) -> Lifted[Kernel]:
        """Bound the rate just above the least distortion, at a slope where dearer letters hardly count."""
        law, floor = self.source.probabilities, self.distortion.min(axis=1)
        channel, potentials, _ = self._points(raw, self._cheapest(), inf)
        step = self._step()
        low, high = least_distortion(law, self.distortion)
        room = max(high, self.level) - low
        slope = max(0.0, log(step) - log(room)) / step if step < inf else 0.0
        return self._lifted(channel, potentials + slope * floor, slope, at_minimum=False)

    def _cheapest(self) -> Matrix:
        """Return the distortion that is 0 where each letter's is least, and forbids all other pairs."""
        return np.where(self.distortion <= self.distortion.min(axis=1, keepdims=True), 0.0, inf)

    def _lifted(
        self, channel: Matrix, potentials: Vector, slope: float, *, at_minimum: bool
    ) -> Lifted[Kernel]:
        certificate = RateDistortionCertificate.of(
            self.source.probabilities,
            self.distortion,
            self.level,
            test_channel=channel,
            potentials=potentials,
            slope=slope,
            at_minimum=at_minimum,
        )
        name = f"R(D = {exactly(self.level)})"
        return Lifted(name, name, certificate, Kernel(self.source.cod, self._reproduction(), channel))

    def _reproduction(self) -> Space:
        """Return the reproduction alphabet: the source's own where the sizes agree."""
        size = self.distortion.shape[1]
        return self.source.cod if size == self.source.cod.size else Space.of(size)


def _is_stack(p: ArrayLike, d: "ArrayLike | GridDistortion") -> bool:
    """Whether the sources are several: a list of laws, or two axes of which the last fits the distortion."""
    if isinstance(p, Kernel) or isinstance(d, GridDistortion):
        return False
    if isinstance(p, (list, tuple)) and p and all(isinstance(entry, Distribution) for entry in p):
        return True
    rows = int(d.shape[0]) if getattr(d, "shape", ()) else len(d) if hasattr(d, "__len__") else -1
    if isinstance(p, (list, tuple)):
        return bool(p) and all(isinstance(row, (list, tuple, np.ndarray)) and len(row) == rows for row in p)
    shape = tuple(getattr(p, "shape", ()))
    return len(shape) == 2 and int(shape[-1]) == rows


def _of_stack(
    p: ArrayLike, d: "ArrayLike | GridDistortion", level: float, tol: float, solver: Any
) -> list[Result[Kernel]]:
    named = isinstance(p, (list, tuple)) and all(isinstance(entry, Distribution) for entry in p)
    laws = as_stochastic([entry.probabilities for entry in p] if named else p, name="stack of sources")
    spaces = [entry.cod for entry in p] if named else [Space.of(laws.shape[1])] * len(laws)
    distortion = as_distortion(d, source_size=laws.shape[1])
    met = as_level(level, name="distortion level")

    def alone(place: int) -> Result[Kernel]:
        source = Distribution(spaces[place], laws[place])
        return RateDistortion(source, distortion, met).solve(solver, tol=tol, unit=NATS)

    if solver is not None:
        return [alone(place) for place in range(len(laws))]
    shared = np.broadcast_to(distortion, (len(laws), *distortion.shape))
    return rates(laws, shared, np.full(len(laws), met), spaces, tol=tol, alone=alone)


@overload
def rate_distortion(
    p: list[Distribution],
    d: ArrayLike,
    D: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> list[Result[Kernel]]: ...
@overload
def rate_distortion(
    p: ArrayLike,
    d: "ArrayLike | GridDistortion",
    D: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]: ...
def rate_distortion(
    p: ArrayLike,
    d: "ArrayLike | GridDistortion",
    D: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel] | list[Result[Kernel]]:
    r"""Return the rate-distortion function of a finite source at one level as an interval that contains it.

    .. math:: R(D) = \min_{Q :\ \sum_x p_x \sum_y Q_{xy} d_{xy} \le D} I(p, Q)

    Any test channel within the level proves an upper end, any potentials and slope a lower one (Shannon,
    1959; Csiszár, 1974).

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The source. A stack of shape (k, m), or a list of distributions on as many letters, gives a list of k
        results in order: small problems are solved in one vectorised run.
    d : array-like of shape (m, n), DifferenceDistortion or SeparableDistortion
        The distortion, entries in :math:`[0, \infty]`; it may be rectangular. One that
        `itbounds.distortions.difference` or `itbounds.distortions.separable` returns is never made dense,
        and the witness is then the output law.
    D : float
        The level. At or above :math:`D_{\max} = \min_y \sum_x p_x d_{xy}` the rate is 0 exactly.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        ``"interior_point"``, ``"blahut_arimoto"``, ``"constrained_blahut_arimoto"``, ``"cvxpy"`` or an
        instance. For a distortion in a torch tensor or another array of the Array API standard, the second
        and third iterate in that library, with its dtype and on its device; the interval is computed from
        their points in numpy's float64, on a copy of the distortion.

    Returns
    -------
    Result
        ``lower``, ``upper``, a test channel within the level as ``witness``, the certificate.

    Raises
    ------
    InfeasibleError
        If the level is below :math:`D_{\min} = \sum_x p_x \min_y d_{xy}`, which the message names.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> result = ib.rate_distortion([0.5, 0.5], ib.distortions.hamming(2), 0.11)
    >>> print(result)
    R(D = 0.11) ∈ [0.500084041, 0.500084042] bit
    >>> result.witness.matrix.round(3)
    array([[0.89, 0.11],
           [0.11, 0.89]])

    Many small sources in one run, each with its own certificate:

    >>> stack = [[0.5, 0.5], [0.4, 0.6], [0.05, 0.95]]
    >>> [round(each.value, 6) for each in ib.rate_distortion(stack, ib.distortions.hamming(2), 0.1)]
    [0.531004, 0.501955, 0.0]
    """
    if is_foreign(d):
        from itbounds.solvers.rate_distortion.blahut_arimoto import BlahutArimoto, ConstrainedBlahutArimoto

        solver = placed(solver, d, (BlahutArimoto, ConstrainedBlahutArimoto))
    if _is_stack(p, d):
        chosen = as_unit(unit)
        width = chosen.to_nats(as_tolerance(tol, name="tolerance"))
        return [result.to(chosen) for result in _of_stack(p, d, D, width, solver)]
    if isinstance(d, GridDistortion):
        return GridRateDistortion(p, d, D).solve(solver, tol=tol, unit=unit)
    return RateDistortion(p, d, D).solve(solver, tol=tol, unit=unit)
