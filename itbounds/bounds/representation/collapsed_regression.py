"""The error that a regression pays for an embedding of K points, or of a few bits, on given targets."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike, Count, Number, Vector
from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.numerics.coercion import frozen
from itbounds.numerics.optimal_quantiser import best_quantisers
from itbounds.numerics.sample_targets import squared_supports
from itbounds.numerics.scalars import as_count, as_level
from itbounds.numerics.validation import as_vector
from itbounds.results import Provenance, Result
from itbounds.results.describe import Description, exactly
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["RegressionFloor", "regression_floor", "sample_distortion_rate"]


@dataclass(frozen=True, eq=False)
class RegressionFloor:
    """What `regression_floor` finds.

    Parameters
    ----------
    points : array of shape (K,)
        What the best read-out answers, in increasing order; fewer if there are fewer different targets.
    errors : tuple of Result
        The least mean squared errors of 1, 2, ... points.
    variance : float
        The variance of the targets: the error without any embedding.
    """

    points: Vector
    errors: tuple[Result[Kernel], ...]
    variance: float

    @property
    def exact(self) -> Result[Kernel]:
        """The least mean squared error of all K points."""
        return self.errors[-1]

    @property
    def unexplained(self) -> float:
        """The share of the variance that stays unexplained, :math:`1 - R^2` at best."""
        return self.exact.lower / self.variance if self.variance > 0.0 else 0.0

    def _describe(self) -> Description:
        shown = ", ".join(f"{point:.6g}" for point in self.points[:8])
        rows = (
            ("points", shown + (", ..." if len(self.points) > 8 else "")),
            ("unexplained", f"{100.0 * self.unexplained:.4g} % of the variance"),
        )
        return Description(str(self.exact), self.exact.to_latex(), rows)

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()


def regression_floor(y: ArrayLike, K: Count) -> RegressionFloor:
    r"""Return the least squared error of regressions whose embedding takes K values.

    .. math:: \frac1n \sum_{i=1}^n (y_i - \hat y(z_i))^2 \ge
        \min_{c_1, \dots, c_K} \frac1n \sum_{i=1}^n \min_k (y_i - c_k)^2

    whatever the encoder, the read-out, and what either has seen. A classifier may collapse to one point a
    class (Papyan, Han and Donoho, 2020) and lose nothing; a regression that does pays this.

    Parameters
    ----------
    y : array-like of shape (n,)
        The targets.
    K : int
        The number of points of the embedding.

    Returns
    -------
    RegressionFloor
        With the errors of all smaller numbers of points, too, which one dynamic program finds.

    Raises
    ------
    DomainError
        If a target is not finite.

    Notes
    -----
    Exact but for rounding, which the ends of each interval account for, in time :math:`K n \log n`. For n
    independent targets the mean of the floor is below that of their law (Linder, 2002; recalled), so that it
    holds for the samples at hand and is optimistic for new ones.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.representation.regression_floor([0, 1, 2, 10, 11, 12], 2)
    D(K = 2) ∈ [0.666666666, 0.666666667]
      points       1, 11
      unexplained  2.597 % of the variance
    """
    start = perf_counter()
    values, counts = _sample(y)
    found = best_quantisers(values, counts, as_count(K, name="number K of points"))
    spent = perf_counter() - start
    errors: tuple[Result[Kernel], ...] = tuple(
        Result(
            f"D(K = {k + 1})",
            f"D(K = {k + 1})",
            float(found.lower[k]),
            float(found.upper[k]),
            Status.OPTIMAL,
            Provenance.here("dynamic program", k, spent, 0.0),
            unit=PURE,
        )
        for k in range(len(found.lower))
    )
    law = counts / counts.sum()
    variance = float(law @ (values - float(law @ values)) ** 2)
    return RegressionFloor(frozen(found.points), errors, variance)


def sample_distortion_rate(y: ArrayLike, rate: Number, *, unit: Unit | str = BITS) -> Result[Kernel]:
    r"""Return the least squared error of estimates that carry so much information of given targets.

    .. math:: D(R) = \min_{P(\hat y | y) :\ I(Y; \hat Y) \le R} \operatorname{E} (Y - \hat Y)^2

    where Y is one of the n targets, each with the same probability, and the estimate any real number.

    Parameters
    ----------
    y : array-like of shape (n,)
        The targets.
    rate : float
        The information R.
    unit : Unit or str
        Its unit.

    Returns
    -------
    Result
        The lower end from a dual point that is feasible on the whole line, the upper from a channel. They
        meet to a few per cent; near the entropy of the targets the lower end is zero.

    Raises
    ------
    DomainError
        If the rate is negative or a target is not finite.

    Notes
    -----
    It is below the floor of :math:`2^R` points, which is for one sample at a time, and at most
    :math:`\operatorname{Var}(Y)\, e^{-2R}` with R in nats.

    Examples
    --------
    >>> import itbounds as ib
    >>> found = ib.representation.sample_distortion_rate([-1, 1], 0.5, unit="bit")
    >>> 0.38 < found.lower < found.upper < 0.40
    True
    """
    start = perf_counter()
    chosen = as_unit(unit)
    given = as_level(rate, name="rate", finite=True)
    nats = chosen.to_nats(given)
    values, counts = _sample(y)
    lower, upper = squared_supports(values, counts, nats).least_error(nats)
    name = f"D(R = {exactly(given)} {chosen})"
    provenance = Provenance.here("Blahut-Arimoto on a grid", 0, perf_counter() - start, 0.0)
    return Result(name, name, lower, upper, Status.GAP_OPEN, provenance, unit=PURE)


def _sample(y: ArrayLike) -> tuple[Vector, Vector]:
    given = as_vector(y, name="targets")
    if not len(given):
        raise DomainError("there are no targets", hint="give at least one")
    values, counts = np.unique(given, return_counts=True)
    return values, counts.astype(np.float64)
