"""A supersample with its losses, and what it tells about which of its columns a learner was trained on."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike, Count
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.scalars import as_count
from itbounds.numerics.statistics.plugin_information import (
    PluginInformation,
    plugin_information,
    table_informations,
)

__all__ = ["Statistic", "Supersample"]

Statistic: TypeAlias = Literal["pair", "difference", "single", "predictions"]


@dataclass(frozen=True, eq=False)
class Supersample:
    r"""Losses of a learner on both columns of supersamples, one of which it was trained on.

    A supersample has n rows of two data each. For every row i a fair coin :math:`U_i` says which of them the
    learner is trained on. **Column** :math:`U_i` **is the training column**, column :math:`1 - U_i` that of
    test.

    Parameters
    ----------
    losses : array-like of shape (supersamples, draws, n, 2)
        Losses in [0, 1] of both columns, for every supersample and every draw of the coins; a table with
        three axes is one supersample.
    u : array-like of shape (supersamples, draws, n)
        The coins, 0 or 1: the training column.
    predictions : array-like of the shape of `losses`, optional
        What was predicted for both columns, as labels.
    corrected : bool
        Subtract the bias of Miller and Madow from estimated informations.
    permutations : int
        How many permutations show what chance gives, and how many resamplings what the error is.
    seed : int
        The seed of both.

    Notes
    -----
    Codes in circulation differ in which column is which; with the columns swapped the bounds are about minus
    the gap. The test losses are used up: bounds from a supersample explain a gap, they do not certify it. For
    losses 0 and 1 the pooled information is a function of the two mean losses, one of which is what the
    bound is about.

    Examples
    --------
    Training points are learnt by heart, and test points guessed:

    >>> import itbounds as ib
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> u = rng.integers(0, 2, (1, 1000, 4))
    >>> wrong = rng.integers(0, 2, (1, 1000, 4))
    >>> losses = np.stack([np.where(u == 0, 0, wrong), np.where(u == 1, 0, wrong)], axis=-1)
    >>> table = ib.bounds.generalization.Supersample(losses, u)
    >>> table.empirical_risk, round(table.risk, 2)
    (0.0, 0.49)
    """

    losses: ArrayLike
    u: ArrayLike
    predictions: ArrayLike | None = None
    corrected: bool = False
    permutations: Count = 100
    seed: int = 0
    _losses: Array = field(init=False, repr=False)
    _coins: NDArray[np.int64] = field(init=False, repr=False)
    _predictions: NDArray[Any] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        losses = np.asarray(self.losses, dtype=np.float64)
        losses = losses[None] if losses.ndim == 3 else losses
        if losses.ndim != 4 or losses.shape[-1] != 2 or not losses.size:
            raise ShapeError(
                f"the losses have shape {np.shape(self.losses)}; (supersamples, draws, n, 2) is expected",
                value=np.shape(self.losses),
            )
        if not ((losses >= 0.0) & (losses <= 1.0)).all():
            hint = "rescale by a range that was known before the data"
            raise DomainError("a loss is outside of [0, 1]", where="losses", hint=hint)
        given = np.asarray(self.u)
        coins = (given[None] if given.ndim == 2 else given).astype(np.float64)
        if coins.shape != losses.shape[:-1]:
            raise ShapeError(
                f"u has shape {given.shape}; {losses.shape[:-1]} is expected", value=given.shape, where="u"
            )
        if not ((coins == 0.0) | (coins == 1.0)).all():
            raise DomainError("a coin is neither 0 nor 1", where="u", hint="u is the training column")
        as_count(self.permutations, name="number of permutations", minimum=2)
        object.__setattr__(self, "_losses", losses)
        object.__setattr__(self, "_coins", coins.astype(np.int64))
        object.__setattr__(self, "_predictions", self._labels(losses.shape))

    def _labels(self, shape: tuple[int, ...]) -> NDArray[Any] | None:
        if self.predictions is None:
            return None
        given = np.asarray(self.predictions)
        labels = given[None] if given.ndim == 3 else given
        if labels.shape != shape:
            raise ShapeError(
                f"the predictions have shape {given.shape}; {shape} is expected, as the losses",
                value=given.shape,
                where="predictions",
            )
        return labels

    @property
    def size(self) -> int:
        """The number n of training data."""
        return int(self._losses.shape[2])

    @property
    def empirical_risk(self) -> float:
        """The mean loss of the training column."""
        return float(self._column(self._coins).mean())

    @property
    def risk(self) -> float:
        """The mean loss of the test column."""
        return float(self._column(1 - self._coins).mean())

    @property
    def gap(self) -> float:
        """The mean test loss less the mean training loss."""
        return self.risk - self.empirical_risk

    def _column(self, chosen: NDArray[np.int64]) -> Array:
        return np.take_along_axis(self._losses, chosen[..., None], axis=-1)[..., 0]

    @property
    def interpolates(self) -> bool:
        """Whether no training loss of any draw is above 0."""
        return not self._column(self._coins).any()

    @property
    def binary(self) -> bool:
        """Whether every loss is 0 or 1."""
        return bool(((self._losses == 0.0) | (self._losses == 1.0)).all())

    def information(self, statistic: Statistic, *, pooled: bool = False) -> PluginInformation:
        r"""Return what losses tell about the coins, by the tables of what was observed.

        Parameters
        ----------
        statistic : {"pair", "difference", "single", "predictions"}
            The two losses of a row, their difference, one loss of it, or the two predictions. For a single
            loss the coin says whether it is of training or of test, and both columns are counted.
        pooled : bool
            One table of all rows and supersamples, instead of one for each, given the supersample: of the
            pair of a row drawn at random. It has much less bias.

        Raises
        ------
        DomainError
            If there are no predictions, or no such statistic.
        """
        letters, sides = self._observed(statistic)
        if pooled:
            letters, sides = letters.reshape(1, -1), sides.reshape(1, -1)
        rng = np.random.default_rng(self.seed)
        return plugin_information(letters, sides, permutations=self.permutations, rng=rng)

    def standard_error(self, statistic: Statistic, *, pooled: bool = False) -> float:
        """Return the standard error of the mean information, by drawing the draws again.

        The rows of a draw share their learner, so that they are drawn together; supersamples are kept, and
        what they differ by is no part of it. Arguments as `information`.
        """
        observed, sides = self._observed(statistic)
        letters = np.unique(observed, return_inverse=True)[1].reshape(observed.shape)
        count, draws, n, _ = self._losses.shape
        rng, means = np.random.default_rng(self.seed), np.empty(self.permutations)
        for turn in range(self.permutations):
            chosen = rng.integers(0, draws, (count, 1, 1, draws))
            again = [_again(values, chosen, n) for values in (letters, sides)]
            groups = (1, -1) if pooled else letters.shape
            means[turn] = table_informations(*(values.reshape(groups) for values in again)).mean()
        return float(means.std(ddof=1))

    def _observed(self, statistic: Statistic) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """Return letters and sides, of shape (rows of all supersamples, draws)."""
        coins = _by_row(self._coins)
        first, second = _by_row(self._losses[..., 0]), _by_row(self._losses[..., 1])
        if statistic == "difference":
            return second - first, coins
        if statistic == "single":
            return np.concatenate([first, second], axis=1), np.concatenate([coins, 1 - coins], axis=1)
        if statistic == "pair":
            return _pairs(first, second), coins
        if statistic != "predictions":
            raise DomainError(f"no statistic {statistic!r}", value=statistic)
        if self._predictions is None:
            raise DomainError("the supersample has no predictions", hint="give predictions=")
        return _pairs(_by_row(self._predictions[..., 0]), _by_row(self._predictions[..., 1])), coins


def _again(values: NDArray[np.int64], chosen: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Take the chosen draws of every supersample, in all of its rows and columns."""
    apart = values.reshape(len(chosen), n, -1, chosen.shape[-1])
    return np.take_along_axis(apart, chosen, axis=3).reshape(values.shape)


def _by_row(values: NDArray[Any]) -> NDArray[Any]:
    """Turn (supersamples, draws, n) into (supersamples x n, draws)."""
    return np.moveaxis(values, 1, 2).reshape(-1, values.shape[1])


def _pairs(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    known, codes = np.unique(np.stack([first, second]), return_inverse=True)
    one, two = codes.reshape(2, *first.shape)
    return np.asarray(one * len(known) + two, dtype=np.int64)
