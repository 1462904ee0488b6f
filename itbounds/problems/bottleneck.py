"""What is worth keeping: the information bottleneck at a complexity or at a price for it."""

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Mask, Matrix, Vector
from itbounds.errors import DomainError
from itbounds.forms import BottleneckForm, EncoderSolution, RawSolution, Status
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.numerics.bottleneck_rounding import complexity_upper, within_rate
from itbounds.numerics.scalars import as_level
from itbounds.pipeline import Lifted, NumericProblem
from itbounds.problems.base import Problem
from itbounds.problems.pairs import as_pair
from itbounds.problems.rates import Rate, as_rate
from itbounds.results.bottleneck import Bottleneck
from itbounds.results.bottleneck_certificate import BottleneckCertificate
from itbounds.results.describe import exactly
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["InformationBottleneck", "information_bottleneck"]

_LEAST_WEIGHT = 1e-15
# Merging posteriors at such a squared distance, relative to their size, loses as much relevance in nats.
_NEAR = 1e-13


@dataclass(frozen=True, eq=False, init=False)
class InformationBottleneck(Problem[Kernel]):
    r"""The information bottleneck as a problem.

    .. math:: F(R) = \max_{Q(t|x) :\ I(X; T) \le R} I(T; Y), \qquad T - X - Y

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The law of the letter X and of the relevant variable Y.
    rate : float, optional
        The complexity R, in `unit`.
    beta : float, optional
        Instead of it, how much complexity a unit of relevance is worth.
    unit : Unit or str
        The unit of `rate`.

    Raises
    ------
    DomainError
        If neither or both of `rate` and `beta` are given, or one is negative.
    """

    joint: Distribution
    rate: float | None
    beta: float | None
    unit: Unit

    def __init__(
        self,
        joint: ArrayLike,
        *,
        rate: float | None = None,
        beta: float | None = None,
        unit: Unit | str = BITS,
    ) -> None:
        if (rate is None) == (beta is None):
            raise DomainError("the bottleneck needs a rate or a slope beta", hint="give one of rate=, beta=")
        object.__setattr__(self, "joint", as_pair(joint, name="joint law of letter and relevant variable"))
        object.__setattr__(self, "rate", None if rate is None else as_level(rate, name="rate"))
        object.__setattr__(self, "beta", None if beta is None else as_level(beta, name="slope beta"))
        object.__setattr__(self, "unit", as_unit(unit))

    def compile(self) -> NumericProblem[Kernel]:
        """Return the form without letters of probability 0; what needs no search is answered here."""
        table = self.joint.tensor
        rows, columns = support(table)
        joint = table[np.ix_(rows, columns)]
        rate = self._limit().budget
        form = BottleneckForm(joint, rate, self.beta or inf)
        known = None
        if (self.beta is not None and self.beta <= 1.0) or rate == 0.0 or 1 in joint.shape:
            known = EncoderSolution(Status.OPTIMAL, encoder=np.ones((len(joint), 1)))
        elif self.beta == inf or _suffices(joint, rate):
            known = EncoderSolution(Status.OPTIMAL, encoder=sufficient_encoder(joint))

        def lift(raw: RawSolution) -> Lifted[Kernel]:
            return self._lift(raw, joint, rows)

        return NumericProblem(form, lift, known=known)

    def _limit(self) -> Rate:
        """Return the limit of the complexity in nats, infinity where complexity is priced."""
        return Rate(inf, inf) if self.rate is None else as_rate(self.rate, self.unit)

    def _lift(self, raw: RawSolution, joint: Matrix, rows: Mask) -> Lifted[Kernel]:
        certificate = certified_encoder(joint, raw, None if self.rate is None else self._limit())
        if self.rate is not None:
            name = latex = f"F(R = {exactly(self.rate)})"
        else:
            beta = exactly(inf if self.beta is None else self.beta)
            name, latex = f"F(β = {beta})", rf"F(\beta = {beta})"
        witness = Kernel(
            letters_of(self.joint, rows), Space.of(certificate.encoder.shape[1], "T"), certificate.encoder
        )
        return Lifted(
            name,
            latex,
            certificate,
            witness,
            closing=certificate.proves_optimality,
        )


def _same(first: Vector, second: Vector) -> bool:
    """Whether two posteriors are so near that telling them apart is worth nothing."""
    total = first + second
    return bool(((first - second) ** 2 <= _NEAR * total * (total > 0.0)).all())


def certified_encoder(joint: Matrix, raw: RawSolution, rate: Rate | None) -> BottleneckCertificate:
    """Make the certificate of a solver's points at a rate, by default at the encoder's own.

    The encoder is within the rate rounded down, and the bound is that of the rate rounded up.
    """
    encoder, potentials, slope, searched = np.ones((len(joint), 1)), np.zeros(len(joint)), 0.0, inf
    if isinstance(raw, EncoderSolution):
        searched, slope = raw.searched, raw.multiplier
        if raw.encoder is not None and np.isfinite(raw.encoder).all():
            encoder = _tidy(joint, raw.encoder)
        if raw.dual is not None and np.isfinite(raw.dual).all():
            potentials = raw.dual
    if rate is None:
        limit = complexity_upper(joint, encoder, headroom=3.0)
    else:
        encoder, limit = within_rate(joint, encoder, rate.budget), rate.ceiling
    return BottleneckCertificate.of(
        joint, limit, encoder=encoder, potentials=potentials, slope=slope, searched=searched
    )


def support(joint: Array) -> tuple[Mask, Mask]:
    """Return which letters of the two variables have positive probability."""
    rows: Mask = np.asarray(joint.any(axis=1))
    columns: Mask = np.asarray(joint.any(axis=0))
    return rows, columns


def letters_of(joint: Distribution, rows: Mask) -> Space:
    """Return the letters of X that a mask chooses."""
    space = joint.cod.select([0])
    return space if rows.all() else Space.of(list(space.letters_at(rows)), space.names[0])


def _suffices(joint: Matrix, rate: float) -> bool:
    """Whether the minimal sufficient statistic is within a finite rate."""
    return rate < inf and complexity_upper(joint, sufficient_encoder(joint), headroom=3.0) <= rate


def sufficient_encoder(joint: Matrix) -> Matrix:
    """Return the encoder that names the conditional law of the relevant variable, and nothing else."""
    laws = joint / joint.sum(axis=1, keepdims=True)
    _, codes = np.unique(np.round(laws, 15), axis=0, return_inverse=True)
    encoder: Matrix = np.eye(int(codes.max()) + 1)[codes.ravel()]
    return encoder


def _tidy(joint: Matrix, encoder: Matrix) -> Matrix:
    """Drop codewords that are hardly ever used, sort the others, and merge those with the same posterior."""
    clipped = np.maximum(encoder, 0.0)
    weights = joint.sum(axis=1) @ clipped
    order = np.argsort(-weights, kind="stable")
    kept = clipped[:, order[weights[order] > _LEAST_WEIGHT * weights.sum()]]
    posteriors = kept.T @ joint / (kept.T @ joint).sum(axis=1, keepdims=True)
    heads = list[int]()
    for t, posterior in enumerate(posteriors):
        near = [head for head in heads if _same(posteriors[head], posterior)]
        if near:
            kept[:, near[0]] += kept[:, t]
        else:
            heads.append(t)
    kept = kept[:, heads]
    sums = kept.sum(axis=1, keepdims=True)
    result: Matrix = kept / sums if (sums > 0.0).all() else np.ones((len(joint), 1))
    return result


def information_bottleneck(
    joint: ArrayLike,
    *,
    beta: float | None = None,
    rate: float | None = None,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Bottleneck:
    r"""Return the largest relevance of a representation of limited complexity.

    .. math:: F(R) = \max_{Q(t|x) :\ I(X; T) \le R} I(T; Y), \qquad T - X - Y

    The representation T sees the letter X only (Tishby, Pereira and Bialek, 1999). With `beta` the point of
    the curve is sought where complexity is worth :math:`1 / \beta` of relevance, the maximum of
    :math:`I(T; Y) - I(X; T) / \beta`, and its complexity is the `rate` of the result.

    The problem is not convex in the encoder. It is linear over the laws of the posterior P(y | t), and its
    dual asks for the maximum of a function of one posterior. Where Y has two letters that maximum is
    enclosed, and both ends are proved. With more letters it is only searched for: the lower end is attained
    by the witness, the upper end is the smaller of R and I(X; Y), and `conjecture` is what the search says.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        ``joint[x, y]``.
    beta : float, optional
        At most 1 nothing is worth keeping, at infinity the minimal sufficient statistic is kept.
    rate : float, optional
        The complexity R, in `unit`. Give this or `beta`.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `rate`, of `tol` and of the result.
    solver : Solver or str, optional
        ``"column_generation"``, ``"reverse_annealing"`` or an instance.

    Returns
    -------
    Bottleneck
        A `Result` whose value is the relevance, with `rate`, `slope` and `conjecture`; the witness is the
        encoder :math:`Q(t | x)` on the letters of positive probability.

    Raises
    ------
    DomainError
        If neither or both of `rate` and `beta` are given.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    A fair bit seen through a binary symmetric channel, the best representation by Mrs. Gerber's lemma:

    >>> import itbounds as ib
    >>> result = ib.information_bottleneck([[0.45, 0.05], [0.05, 0.45]], rate=0.5)
    >>> print(f"{result.lower:.6f} <= I(T;Y) <= {result.upper:.6f} bit")
    0.302684 <= I(T;Y) <= 0.302684 bit
    """
    chosen = as_unit(unit)
    problem = InformationBottleneck(joint, rate=rate, beta=beta, unit=chosen)
    return Bottleneck.of(problem.solve(solver, tol=tol, unit=chosen))
