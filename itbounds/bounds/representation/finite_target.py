"""What n symbols at a distortion cost: an interval from a converse and a code, and an approximation."""

from dataclasses import dataclass
from math import inf
from typing import NoReturn

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.representation.target_codes import (
    LONGEST,
    converse_target_rate,
    covering_target_rate,
    normal_target_rate,
)
from itbounds.bounds.representation.targets import as_target
from itbounds.errors import AmbiguousTruthError
from itbounds.kernels import Kernel
from itbounds.numerics.interval import Interval, outward_digits
from itbounds.results import Result
from itbounds.results.bound import Bound
from itbounds.results.describe import Description, exactly
from itbounds.units import BITS, Unit, as_unit

__all__ = ["FiniteRateDistortion", "finite_rate_distortion"]


@dataclass(frozen=True, eq=False)
class FiniteRateDistortion:
    r"""The least rate of n symbols whose mean distortion exceeds a level with a given probability.

    Parameters
    ----------
    n : int
        The number of symbols.
    eps : float
        The probability of excess distortion.
    level : float
        The level D.
    rate : Result
        The rate-distortion function, the limit for large n.
    converse : Bound
        A rate that every code has at least.
    code : Bound or None
        A rate that some code has, where random codes are counted: for some bits under Hamming distortion.
    approximation : Bound
        The normal approximation, which is no bound.
    unit : Unit
        In which the numbers are read.
    """

    n: int
    eps: float
    level: float
    rate: Result[Kernel]
    converse: Bound
    code: Bound | None
    approximation: Bound
    unit: Unit = BITS

    @property
    def lower(self) -> float:
        """What the converse proves, in `unit`."""
        return self.converse.value

    @property
    def upper(self) -> float:
        """What the code proves, in `unit`; infinite where none is counted."""
        return inf if self.code is None else self.code.value

    @property
    def interval(self) -> Interval:
        """Both ends."""
        return Interval(self.lower, self.upper, self.unit)

    @property
    def dispersion(self) -> float:
        """The rate-dispersion V(D), the variance of the tilted information, in squared units, rounded."""
        worth = self.unit.from_nats(1.0)
        return self.approximation.terms["V"] * worth * worth

    def to_latex(self) -> str:
        r"""Return the interval as LaTeX, without delimiters."""
        return self._describe().latex

    def _describe(self) -> Description:
        low, high = outward_digits(self.lower, self.upper, fewest=6)
        where = f"n = {self.n}, D = {exactly(self.level)}, "
        rows = [
            ("limit", str(self.rate)),
            ("dispersion", f"V = {self.dispersion:.6g} {self.unit}^2"),
            ("approximation", f"R(n, D, eps) ≈ {self.approximation.value:.6g} {self.unit}"),
            ("converse", f"{self.converse} ({self.converse.evidence})"),
        ]
        if self.code is not None:
            rows.append(("code", f"{self.code} ({self.code.evidence})"))
        latex = rf"R({where}\varepsilon = {exactly(self.eps)}) \in [{low}, {high}]\ \text{{{self.unit}}}"
        title = f"R({where}eps = {exactly(self.eps)}) ∈ [{low}, {high}] {self.unit}"
        return Description(title, latex.replace("∞", r"\infty"), tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("an interval is not a truth value", hint="compare its lower or upper")


def finite_rate_distortion(
    p: ArrayLike, d: ArrayLike | None, D: Number, n: Count, eps: Number, *, unit: Unit | str = BITS
) -> FiniteRateDistortion:
    r"""Enclose the rate at which n independent symbols are represented at a distortion.

    .. math:: R(n, D, \varepsilon) = \min \bigl\{ \tfrac1n \ln M :\ \Pr[d(X^n, \hat Y^n) > D] \le
              \varepsilon \bigr\} \approx R(D) + \sqrt{\frac{V(D)}{n}}\, Q^{-1}(\varepsilon)

    over all representations by M values, with the mean distortion d of a sequence. The lower end is a
    converse for every code, the upper one a random code, both proved; the normal approximation lies near, and
    is no bound. A reconstruction: the finite version of the rate-distortion function of a representation, for
    a target that is a bijective function of the input.

    Parameters
    ----------
    p : array-like, Distribution or Gaussian
        The law of a symbol; or `itbounds.sources.gaussian`, under squared error.
    d : array-like of shape (m, k), or None
        The distortion ``d[symbol, estimate]``; None for a Gaussian source.
    D : float
        The level.
    n : int
        The number of symbols.
    eps : float
        The probability with which the level may be exceeded, strictly between 0 and 1.
    unit : Unit or str
        The unit of the answer.

    Raises
    ------
    InfeasibleError
        If the level is below the least distortion.
    DomainError
        If eps is 0 or 1, or n no positive integer.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Notes
    -----
    The converse is that of Kostina and Verdu (2012) for any feasible tilted information, counted by types;
    of alphabets with too many types, letters are rounded down to fewer levels, which loses but stays true.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.representation.finite_rate_distortion([0.6, 0.4], ib.distortions.hamming(2), 0.11, 500, 0.01)
    R(n = 500, D = 0.11, eps = 0.01) ∈ [0.495778, 0.501407] bit
      limit          R(D = 0.11) ∈ [0.471034636, 0.471034637] bit
      dispersion     V = 0.0821235 bit^2
      approximation  R(n, D, eps) ≈ 0.500849 bit
      converse       R(n, D, eps) ≥ 0.495778694 bit (proved)
      code           R(n, D, eps) ≤ 0.501406985 bit (proved)
    """
    chosen = as_unit(unit)
    target = as_target(p, d, D)
    converse = converse_target_rate(p, d, D, n, eps, unit=chosen)
    code = None
    if target.hamming is not None and len(target.weights) <= 2 and converse.terms["n"] <= LONGEST:
        code = covering_target_rate(p, d, D, n, eps, unit=chosen)
    approximation = normal_target_rate(p, d, D, n, eps, unit=chosen)
    return FiniteRateDistortion(
        int(n), float(eps), target.level, target.rate.to(chosen), converse, code, approximation, chosen
    )
