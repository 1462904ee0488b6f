"""Mutual information of numbers that are sorted into bins of equal mass."""

from math import log

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Count, Matrix, Number, Vector
from itbounds.errors import ShapeError
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.nearest import ksg
from itbounds.estimators.samples import as_pairs
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.estimators.tables import Table
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.mean_intervals import normal_quantile
from itbounds.units import BITS, Unit, as_unit

__all__ = ["binned", "equal_mass"]

FEWEST = 8
"""Below so many samples there are no two bins of some mass."""

LARGEST = 4000
"""So many samples are enough to see what bins lose."""


def binned(
    x: ArrayLike,
    y: ArrayLike,
    *,
    bins: Count | None = None,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Estimate I(X;Y) of two numbers from a table of bins that adapt to the sample, each with the same mass.

    Bins lose information, :math:`I(\lfloor X \rfloor; \lfloor Y \rfloor) \le I(X; Y)`, and counts add some;
    the latter is taken off after Miller and Madow. The bins depend on ranks alone, so that monotone maps of
    either number change nothing. Numbers that are equal share a bin.

    What is finer than the bins cannot be seen in them, nor in tables of parts of the sample. The lower end of
    the interval is therefore that of the bins, and the upper one at least that of `ksg`, whose neighbours are
    as close as the sample allows; their verdict must hold for both.

    **When not to believe it.** For large information: bins lose much of it, and the verdict says so.

    Parameters
    ----------
    x, y : array-likes of shape (n,) or (n, 1)
        Samples in pairs.
    bins : int, optional
        The number of bins of either side; by default :math:`\lfloor n^{1/3} \rfloor`, which changes with the
        part of the sample, so that what the bins lose is seen as bias.
    alpha : float
        One less the confidence of the interval, by the delta method. It is widened by what estimates have
        moved since n/4, and reaches up by what halving the number of bins changes, and as far as `ksg` of
        at most four thousand of the samples.
    rng : numpy.random.Generator or int
        Which samples are in which half and quarter.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    ShapeError
        If x or y has more than one coordinate; `ksg` takes those.

    References
    ----------
    Chelombiev, Houghton and O'Donnell (2019) on bins that adapt to layers of networks; Miller (1955).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> x, noise = np.random.default_rng(0).standard_normal((2, 4000))
    >>> found = ib.estimators.binned(x, x + noise)
    >>> found == ib.estimators.binned(np.exp(x), x + noise)
    True
    """
    first, second = as_pairs(x, y, minimum=FEWEST)
    for name, points in (("x", first), ("y", second)):
        if points.shape[1] != 1:
            raise ShapeError(
                f"the sample {name} has {points.shape[1]} coordinates; bins take one",
                value=points.shape,
                hint="use estimators.ksg for several",
            )
    level = as_probability(alpha, name="level alpha")
    given = None if bins is None else as_count(bins, name="number of bins", minimum=2)
    n = len(first)
    generator = np.random.default_rng(rng)

    def table(rows: Rows, coarser: int = 1) -> Table:
        count = max(2, (given or round(len(rows) ** (1.0 / 3.0))) // coarser)
        return Table.of(equal_mass(first[rows, 0], count), equal_mass(second[rows, 0], count))

    whole = np.arange(n)
    found = table(whole)
    value, error = found.information("miller-madow"), found.standard_error
    coarse = table(whole, 2).information("miller-madow")
    reasons = []
    if abs(value - coarse) > 2.0 * error:
        reasons.append("half as many bins give another number: the bins are too wide for this law")
    finer = _neighbours(first, second, level, generator)
    reasons.extend(f"of nearest neighbours, which see what bins lose: {reason}" for reason in finer.reasons)
    if finer.interval.upper < value:
        reasons.append("nearest neighbours see less information than bins, which can only lose some")
    seen = value + normal_quantile(level) * error + max(0.0, value - coarse)
    parts = subsamples(
        lambda rows: table(rows).information("miller-madow"),
        value,
        n,
        smallest=FEWEST,
        rng=generator,
    )
    return conclude(
        value,
        error,
        parts,
        estimator=f"bins of equal mass, {len(found.row_counts)} by {len(found.column_counts)}",
        method="delta method for the bins below, nearest neighbours above",
        n=n,
        alpha=level,
        unit=as_unit(unit),
        at_least=max(seen, finer.interval.upper),
        rate=1.0 / 3.0,
        second_order=found.second_order,
        ceiling=log(min(len(found.row_counts), len(found.column_counts))),
        reasons=tuple(reasons),
    )


def _neighbours(first: Matrix, second: Matrix, level: float, rng: np.random.Generator) -> Estimate:
    if len(first) > LARGEST:
        chosen = rng.choice(len(first), LARGEST, replace=False)
        first, second = first[chosen], second[chosen]
    return ksg(first, second, alpha=level, rng=rng, unit="nat")


def equal_mass(values: Vector, bins: int) -> NDArray[np.int64]:
    """Return the bin of each number; equal numbers share one.

    Examples
    --------
    >>> import numpy as np
    >>> equal_mass(np.array([0.1, 7.0, 0.2, 9.0, 7.0]), 2).tolist()
    [0, 1, 0, 1, 1]
    """
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - (counts + 1) / 2.0
    codes_of_bins = np.minimum((middles * bins / len(values)).astype(np.int64), bins - 1)
    return codes_of_bins[codes.reshape(-1)]
