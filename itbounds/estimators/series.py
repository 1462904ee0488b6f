"""Transfer entropy: what the past of one sequence tells of the next value of another, beyond its own past."""

from math import sqrt
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Count, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.diagnostics import behind_variance, rests_on_few, third_moment
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.gaussianity import departures
from itbounds.estimators.samples import as_letters, as_pairs, require_equal, require_samples
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.reductions import entropy
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.mean_intervals import batch_means
from itbounds.numerics.validation import as_distribution
from itbounds.units import BITS, Unit, as_unit

__all__ = ["law_transfer_entropy", "transfer_entropy"]

if TYPE_CHECKING:
    Method: TypeAlias = Literal["gaussian", "plugin"]
else:
    Method = Any  # a wrong word is refused below, with the remedy

BATCHES = 20
"""Stretches of the sequence whose means are taken for independent."""


def transfer_entropy(
    x: ArrayLike,
    y: ArrayLike,
    *,
    method: Method = "gaussian",
    history: Count = 1,
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Estimate the transfer entropy from a sequence X to a sequence Y.

    .. math:: T_{X \to Y} = I(Y_t; X_{t-1}, \ldots, X_{t-h} \mid Y_{t-1}, \ldots, Y_{t-h})

    With ``"gaussian"`` it is half the logarithm of the ratio of the residual variances of two linear
    regressions (half of Granger's causality), less its mean without any transfer, :math:`p q h / 2 n`. With
    ``"plugin"`` the entropies are those of counts, each corrected after Miller and Madow.

    What ``"gaussian"`` assumes is tested as in `gaussian`, on what regressions on the past of Y leave of X
    and of the next value of Y: sequences that fail are not reliable, and the interval allows for departures
    that would not show. ``"plugin"`` assumes that Y depends on no more than the history of either.

    Parameters
    ----------
    x : array-like of shape (n,) or (n, p)
        The sequence from which; its rows are in order of time.
    y : array-like of shape (n,) or (n, q)
        The sequence to which.
    method : {"gaussian", "plugin"}
        Numbers that are jointly Gaussian, or letters.
    history : int
        h, the length of either past.
    alpha : float
        One less the confidence of the interval: from the means of twenty stretches of the local transfer
        entropies, and what a sequence without transfer gives; halves and quarters are stretches too.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    ShapeError
        If the sequences differ in length.
    DomainError
        If they are too short, or the method is not known.

    References
    ----------
    Schreiber (2000); Barnett, Barrett and Seth (2009).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> x, noise = np.random.default_rng(0).standard_normal((2, 4000))
    >>> y = 0.8 * np.roll(x, 1) + np.sqrt(0.5) * noise
    >>> found = ib.estimators.transfer_entropy(x, y, unit="nat")
    >>> 0.41209 in found.interval, found.reliable
    (True, True)
    """
    if method not in ("gaussian", "plugin"):
        raise DomainError(f"unknown method {method!r}", value=method, hint="use 'gaussian' or 'plugin'")
    h = as_count(history, name="length of history")
    level = as_probability(alpha, name="level alpha")
    now: Matrix | Rows
    if method == "gaussian":
        first, second = as_pairs(x, y, minimum=h + 4 * BATCHES)
        p, q = first.shape[1], second.shape[1]
        now, own, other = second[h:], _past(second, h), _past(first, h)
        free = p * q * h

        def local(rows: Rows) -> tuple[Vector, float]:
            small = np.column_stack([np.ones(len(rows)), own[rows]])
            terms = _surprise(now[rows], small) - _surprise(now[rows], np.hstack([small, other[rows]]))
            return terms, free / (2.0 * len(rows))

        past = np.column_stack([np.ones(len(own)), own])
        against, unseen = departures(_left(other, past), _left(second[h:], past))

    else:
        letters = [as_letters(values, name=f"sequence {name}") for name, values in (("x", x), ("y", y))]
        require_equal(len(letters[0]), len(letters[1]))
        require_samples(len(letters[0]), h + 4 * BATCHES)
        codes = letters[1][h:]
        pasts = [as_letters(_past(values[:, None], h), name="past") for values in letters]
        alphabet = [int(part.max()) + 1 for part in (codes, *pasts)]
        free = (alphabet[0] - 1) * alphabet[2] * (alphabet[1] - 1)

        def local(rows: Rows) -> tuple[Vector, float]:
            return _counted(codes[rows], pasts[1][rows], pasts[0][rows])

        against, unseen = (), (0.0, 0.0)
    length = len(as_letters(y, name="sequence y")) - h if method == "plugin" else len(now)
    terms, bias = local(np.arange(length))
    against += rests_on_few(behind_variance(terms), "the densities of information")
    value = float(terms.mean()) - bias

    def estimate(rows: Rows) -> float:
        some, less = local(rows)
        return float(some.mean()) - less

    means = batch_means(terms, BATCHES)
    second_order = min(free, length) / (2.0 * length**2)
    error = sqrt(float(means.var(ddof=1)) / BATCHES + second_order)
    return conclude(
        value,
        error,
        subsamples(estimate, value, length, smallest=32, rng=np.random.default_rng(0), serial=True),
        estimator=f"{'Gaussian' if method == 'gaussian' else 'plug-in'} transfer entropy, history {h}",
        method="means of stretches",
        n=length,
        alpha=level,
        unit=as_unit(unit),
        degrees=BATCHES - 1.0,
        third=third_moment(terms),
        model=unseen,
        reasons=against,
        second_order=second_order,
        target="T(X→Y)",
    )


def law_transfer_entropy(law: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return the transfer entropy of a given law, :math:`I(Y'; X \mid Y)`.

    Parameters
    ----------
    law : array-like of shape (l, k, l)
        Probabilities of :math:`(Y', X, Y)`: the next value of Y, and the pasts of X and of Y.
    unit : Unit or str
        The unit.

    Raises
    ------
    NotNormalizedError
        If the law does not sum to one.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> copied = np.einsum("ax,y->axy", np.eye(2) / 2, [0.5, 0.5])
    >>> ib.estimators.law_transfer_entropy(copied)
    1.0
    """
    joint = as_distribution(law, name="law of (Y', X, Y)", ndim=None)
    if joint.ndim != 3:
        raise DomainError(
            f"the law has {joint.ndim} axes; three are expected", value=joint.shape, hint="give (Y', X, Y)"
        )
    parts = entropy(joint.sum(axis=1).ravel()) + entropy(joint.sum(axis=0).ravel())
    nats = parts - entropy(joint.ravel()) - entropy(joint.sum(axis=(0, 1)))
    return as_unit(unit).from_nats(max(float(nats), 0.0))


def _past(values: NDArray[Any], h: int) -> NDArray[Any]:
    """Return the h values before each one, the latest first."""
    n = len(values)
    return np.hstack([values[h - lag : n - lag] for lag in range(1, h + 1)])


def _left(target: Matrix, basis: Matrix) -> Matrix:
    """Return the residuals of a regression."""
    return np.asarray(target - basis @ np.linalg.lstsq(basis, target, rcond=None)[0])


def _surprise(target: Matrix, basis: Matrix) -> Vector:
    """Return the surprise of each residual of a regression, in nats, up to a constant."""
    residuals = _left(target, basis)
    covariance = residuals.T @ residuals / len(target)
    sign, logarithm = np.linalg.slogdet(covariance)
    if sign <= 0 or not np.isfinite(logarithm):
        raise DomainError("a sequence is a function of its past", hint="the transfer entropy is not defined")
    squares = np.einsum("ij,ij->i", residuals, np.linalg.solve(covariance, residuals.T).T)
    return np.asarray(0.5 * (squares + logarithm))


def _counted(now: Rows, own: Rows, other: Rows) -> tuple[Vector, float]:
    """Return ln p(y' | x, y) / p(y' | y) at every time, and the bias of its mean after Miller."""
    everything = np.column_stack([now, own, other])
    total, bias = np.zeros(len(now)), 0.0
    for columns, sign in (((0, 1, 2), 1), ((1,), 1), ((0, 1), -1), ((1, 2), -1)):
        _, places, counts = np.unique(everything[:, columns], axis=0, return_inverse=True, return_counts=True)
        total += sign * np.log(counts[places.reshape(-1)] / len(now))
        # Each entropy is too small by (m - 1) / 2n; those with sign +1 enter with a minus.
        bias += sign * (len(counts) - 1) / (2.0 * len(now))
    return total, bias
