"""The plug-in estimate of mutual information from counts, with the named corrections of its bias."""

from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.diagnostics import behind_variance, freedom, rests_on_few, third_moment
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.samples import as_letters, require_equal, require_samples
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.scalars import as_probability
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Correction", "Table", "entropy_of_counts", "plugin"]

if TYPE_CHECKING:
    Correction: TypeAlias = Literal["none", "miller-madow", "chao-shen", "grassberger"]
else:
    Correction = Any  # a wrong word is refused below, with the remedy

Codes: TypeAlias = NDArray[np.int64]

CORRECTIONS = ("none", "miller-madow", "chao-shen", "grassberger")

UNSEEN = 0.05
"""The share of pairs that occur once, which is about the probability of what was not seen (Good, 1953)."""


@dataclass(frozen=True, eq=False)
class Table:
    """Counts of the pairs that occur, and of the letters of either side, as seen from every pair.

    Parameters
    ----------
    pairs : array of shape (m,)
        How often each pair occurs, at least once.
    rows, columns : arrays of shape (m,)
        How often the letters of each pair occur.
    row_counts, column_counts : arrays
        How often each letter occurs.
    """

    pairs: Vector
    rows: Vector
    columns: Vector
    row_counts: Vector
    column_counts: Vector

    @classmethod
    def of(cls, x: Codes, y: Codes) -> "Table":
        """Count letters that are coded from 0; only pairs that occur take memory."""
        width = int(y.max()) + 1
        cells, pairs = np.unique(x * width + y, return_counts=True)
        across, down = np.bincount(x).astype(np.float64), np.bincount(y).astype(np.float64)
        return Table(
            pairs.astype(np.float64),
            across[cells // width],
            down[cells % width],
            across[across > 0],
            down[down > 0],
        )

    @property
    def n(self) -> float:
        """The number of observations."""
        return float(self.pairs.sum())

    @property
    def density(self) -> Vector:
        r"""What each pair says, :math:`\ln \frac{p(x, y)}{p(x) p(y)}`, by the frequencies."""
        found = np.log(self.pairs) + log(self.n) - np.log(self.rows) - np.log(self.columns)
        return np.asarray(found)

    @property
    def standard_error(self) -> float:
        r"""The error of the information, from the variance of its density and of a table without any.

        .. math:: \frac{1}{n} \operatorname{Var} \ln \frac{p(x, y)}{p(x) p(y)} + \frac{(k - 1)(l - 1)}{2 n^2}
        """
        density = self.density
        mean = float(self.pairs @ density) / self.n
        variance = float(self.pairs @ (density - mean) ** 2) / self.n
        return sqrt(variance / self.n + self.second_order)

    @property
    def second_order(self) -> float:
        """The variance of the information of a table without any."""
        free = (len(self.row_counts) - 1) * (len(self.column_counts) - 1)
        return min(free, self.n) / (2.0 * self.n**2)

    def information(self, correction: Correction) -> float:
        """Return H(X) + H(Y) - H(X,Y), each corrected, in nats."""
        parts = (self.row_counts, self.column_counts, self.pairs)
        first, second, joint = (entropy_of_counts(counts, correction) for counts in parts)
        return first + second - joint


def plugin(
    x: ArrayLike,
    y: ArrayLike,
    *,
    correction: Correction = "miller-madow",
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Estimate I(X;Y) of letters from how often they and their pairs occur.

    .. math:: \hat I = \hat H(X) + \hat H(Y) - \hat H(X, Y)

    with one correction for all three entropies:

    - ``"none"``: the entropy of the frequencies, which is too small on average.
    - ``"miller-madow"``: plus (m - 1) / 2n, with m letters that occur (Miller, 1955).
    - ``"chao-shen"``: the frequencies are scaled by the coverage :math:`1 - f_1 / n`, with :math:`f_1`
      letters that occur once, and weighted by how likely they are seen at all (Chao and Shen, 2003).
    - ``"grassberger"``: :math:`\ln n - \frac1n \sum_i n_i G(n_i)`, with
      :math:`G(k) = \psi(k) + \frac{(-1)^k}{2} (\psi(\frac{k+1}{2}) - \psi(\frac{k}{2}))` (Grassberger, 2003).

    Parameters
    ----------
    x, y : array-likes of shape (n,) or (n, d)
        Letters in pairs: numbers or strings; with two axes the rows are the letters.
    correction : {"none", "miller-madow", "chao-shen", "grassberger"}
        How the bias is reduced.
    alpha : float
        One less the confidence of the interval, which is normal: the delta method, with the variance of a
        table without information added, so that it does not vanish there.
    rng : numpy.random.Generator or int
        Which samples are in which half and quarter.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    ShapeError
        If there are not as many letters of x as of y.
    DomainError
        If the correction is not known.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> sent = rng.integers(0, 2, 4000)
    >>> received = sent ^ (rng.uniform(size=4000) < 0.11)
    >>> print(ib.estimators.plugin(sent, received))
    I(X;Y) ≈ 0.489 bit, in [0.459, 0.519] with confidence 0.95
    """
    if correction not in CORRECTIONS:
        hint = f"known are {', '.join(CORRECTIONS)}"
        raise DomainError(f"unknown correction {correction!r}", value=correction, hint=hint)
    first, second = as_letters(x, name="sample x"), as_letters(y, name="sample y")
    require_equal(len(first), len(second))
    require_samples(len(first), 2)
    level = as_probability(alpha, name="level alpha")
    n = len(first)

    def estimate(rows: Rows) -> float:
        return Table.of(first[rows], second[rows]).information(correction)

    table = Table.of(first, second)
    value = table.information(correction)
    once = float(np.sum(table.pairs == 1.0)) / n
    seen = behind_variance(table.density, table.pairs)
    reasons = list(rests_on_few(seen, "the densities of information"))
    if once > UNSEEN:
        reasons.append(f"{once:.0%} of the observed pairs occur once: so much of the law was not seen")
    letters = min(len(table.row_counts), len(table.column_counts))
    return conclude(
        value,
        table.standard_error,
        subsamples(estimate, value, n, smallest=8, rng=np.random.default_rng(rng)),
        estimator=f"plug-in, correction {correction}",
        method="delta method",
        n=n,
        alpha=level,
        degrees=freedom(seen),
        third=third_moment(table.density, table.pairs),
        unit=as_unit(unit),
        second_order=table.second_order,
        ceiling=log(letters),
        reasons=tuple(reasons),
    )


def entropy_of_counts(counts: Vector, correction: Correction) -> float:
    """Return the entropy of the law behind some counts, each at least 1, in nats.

    Examples
    --------
    >>> import numpy as np
    >>> round(entropy_of_counts(np.array([2.0, 2.0]), "none"), 6)
    0.693147
    """
    n = float(counts.sum())
    if correction == "grassberger":
        return log(n) - float(counts @ _grassberger(counts)) / n
    if correction == "chao-shen":
        once = float(np.sum(counts == 1.0))
        # If everything occurred once the coverage would be zero; one less keeps it finite (Chao and Shen).
        coverage = 1.0 - min(once, n - 1.0) / n
        shares = coverage * counts / n
        seen = -np.expm1(n * np.log1p(-np.minimum(shares, 1.0 - 1e-16)))
        return -float(np.sum(shares * np.log(shares) / seen))
    entropy = log(n) - float(counts @ np.log(counts)) / n
    return entropy + ((len(counts) - 1) / (2.0 * n) if correction == "miller-madow" else 0.0)


def _grassberger(counts: Vector) -> Vector:
    from scipy.special import digamma

    signs = np.where(counts % 2 == 0, 0.5, -0.5)
    return np.asarray(digamma(counts) + signs * (digamma((counts + 1.0) / 2.0) - digamma(counts / 2.0)))
