r"""What observed pairs of letters tell: the information of the table, its bias, and what chance would give.

The information of a table of counts is biased upward, by about

.. math:: \frac{m_{XY} - m_X - m_Y + 1}{2 N}

nats with m occupied cells and N observations (Miller, 1955). Of letters without any information the table has
about that much: the null, found by permuting the sides among the observations, shows how much of an estimate
is chance.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array
from itbounds.numerics.reductions import mutual_information

__all__ = ["PluginInformation", "plugin_information", "table_informations"]

Codes: TypeAlias = NDArray[np.int64]
Letters: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class PluginInformation:
    """Informations of tables of counts, in nats, with what is known of their error.

    Parameters
    ----------
    values : array of shape (groups,)
        The information of every table, as it stands.
    bias : array of shape (groups,)
        The term of Miller and Madow: by about so much each value is too large.
    null : array of shape (permutations,)
        The mean value over the groups, after every permutation of the sides.
    observations : int
        The number of observations in a group.
    """

    values: Array
    bias: Array
    null: Array
    observations: int

    @property
    def corrected(self) -> Array:
        """The values less their bias, at least 0."""
        return np.maximum(self.values - self.bias, 0.0)

    @property
    def mean(self) -> float:
        """The mean value over the groups."""
        return float(self.values.mean())

    @property
    def mean_bias(self) -> float:
        """The mean bias over the groups."""
        return float(self.bias.mean())

    @property
    def null_mean(self) -> float:
        """What chance gives on average."""
        return float(self.null.mean())

    @property
    def null_high(self) -> float:
        """What chance exceeds once in twenty times."""
        return float(np.quantile(self.null, 0.95))


def plugin_information(
    letters: Letters, sides: Letters, *, permutations: int = 100, rng: np.random.Generator
) -> PluginInformation:
    """Return the plug-in information between letters and sides, group by group.

    Parameters
    ----------
    letters, sides : arrays of one shape (groups, observations)
        What was observed; equal numbers are the same letter.
    permutations : int
        How often the sides of every group are permuted.
    rng : numpy.random.Generator
        Where the permutations come from.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> sides = rng.integers(0, 2, (1, 400))
    >>> found = plugin_information(rng.integers(0, 3, (1, 400)), sides, rng=rng)
    >>> found.bias.tolist()
    [0.0025]
    >>> found.mean <= found.null_high
    True
    """
    codes, kinds = _codes(letters)
    labels, parts = _codes(sides)
    counts = _tables(codes, labels, kinds, parts)
    cells = (counts > 0).sum(axis=(1, 2))
    rows, columns = (counts.sum(axis=2) > 0).sum(axis=1), (counts.sum(axis=1) > 0).sum(axis=1)
    size = codes.shape[1]
    null = np.empty(permutations)
    for turn in range(permutations):
        shuffled = rng.permuted(labels, axis=1)
        null[turn] = np.mean(mutual_information(_tables(codes, shuffled, kinds, parts)))
    values = np.asarray(mutual_information(counts), dtype=np.float64)
    return PluginInformation(values, (cells - rows - columns + 1) / (2.0 * size), null, size)


def table_informations(codes: Codes, labels: Codes) -> Array:
    """Return the information of the table of every group, in nats, of letters and sides counted from 0.

    Examples
    --------
    >>> import numpy as np
    >>> table_informations(np.array([[0, 1, 0, 1]]), np.array([[0, 1, 1, 0]])).tolist()
    [0.0]
    """
    kinds, parts = int(codes.max()) + 1, int(labels.max()) + 1
    return np.asarray(mutual_information(_tables(codes, labels, kinds, parts)), dtype=np.float64)


def _codes(values: Letters) -> tuple[Codes, int]:
    known, codes = np.unique(values, return_inverse=True)
    return codes.reshape(values.shape).astype(np.int64), len(known)


def _tables(codes: Codes, labels: Codes, kinds: int, parts: int) -> Array:
    """Return the tables of counts, of shape (groups, kinds, parts)."""
    groups = np.arange(len(codes))[:, None]
    cells = (groups * kinds + codes) * parts + labels
    counts = np.bincount(cells.ravel(), minlength=len(codes) * kinds * parts)
    return counts.reshape(len(codes), kinds, parts).astype(np.float64)
