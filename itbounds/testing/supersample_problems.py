"""What supersamples of finite learning problems tell about their coins, by enumeration of all of them."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array
from itbounds.numerics.reductions import mutual_information
from itbounds.testing.learning_problems import LearningProblems

__all__ = ["SupersampleProblems"]


@dataclass(frozen=True, eq=False)
class SupersampleProblems:
    """All supersamples, all coins and all weights of some problems; column ``u[i]`` is that of training.

    Parameters
    ----------
    problems : LearningProblems
        Problems of one size.

    Examples
    --------
    >>> from itbounds.testing.learning_problems import random_learning_problems
    >>> import numpy as np
    >>> problems = random_learning_problems(np.random.default_rng(0), 4, k=2, n=2, m=3)
    >>> found = SupersampleProblems(problems)
    >>> bool((found.mean(found.informations("difference")) <= found.mean(found.informations("pair"))).all())
    True
    """

    problems: LearningProblems

    @property
    def supersamples(self) -> NDArray[np.int64]:
        """All supersamples, of shape (k**2n, n, 2)."""
        k, n = self.problems.law.shape[1], self.problems.size
        rows = np.array(list(product(range(k), repeat=2 * n)), dtype=np.int64)
        return rows.reshape(-1, n, 2)

    @property
    def coins(self) -> NDArray[np.int64]:
        """All coins, of shape (2**n, n)."""
        return np.array(list(product((0, 1), repeat=self.problems.size)), dtype=np.int64)

    @property
    def masses(self) -> Array:
        """The probability of each supersample, of shape (problems, k**2n)."""
        return np.asarray(self.problems.law[:, self.supersamples].prod(axis=(2, 3)))

    @property
    def weights(self) -> Array:
        """The law of the weights given supersample and coins, of shape (problems, k**2n, 2**n, m)."""
        k, n = self.problems.law.shape[1], self.problems.size
        columns = self.coins[None, :, :, None]
        training = np.take_along_axis(self.supersamples[:, None], columns, axis=3)[..., 0]
        index = training @ k ** np.arange(n - 1, -1, -1)
        return self.problems.algorithm[:, index]

    def mean(self, informations: Array) -> Array:
        """The mean over supersamples and rows of informations of shape (problems, k**2n, n)."""
        return np.asarray((self.masses[:, :, None] * informations).sum(axis=1).mean(axis=1))

    def mean_root(self, informations: Array) -> Array:
        """The mean over supersamples and rows of the roots of twice the informations."""
        return self.mean(np.sqrt(2.0 * informations))

    @property
    def whole(self) -> Array:
        """The information between weights and all coins, given the supersample."""
        tables = np.moveaxis(self.weights, 2, 3) / 2**self.problems.size
        return np.asarray((self.masses * np.asarray(mutual_information(tables))).sum(axis=1))

    def tables(self, statistic: Literal["weights", "pair", "difference", "single"]) -> Array:
        """The law of a statistic and the coin of a row, of shape (problems, k**2n, n, letters, 2).

        The single loss is that in column 0.
        """
        weights, n = self.weights, self.problems.size
        parts = []
        for row in range(n):
            sides = np.stack(
                [weights[:, :, self.coins[:, row] == side].sum(axis=2) for side in (0, 1)], axis=3
            )
            if statistic != "weights":
                sides = np.einsum("bzms,bzml->bzls", sides, self._letters(statistic, row))
            parts.append(sides / 2**n)
        return np.stack(parts, axis=2)

    def _letters(self, statistic: str, row: int) -> Array:
        """Return which letter each value of the weights shows, as ones and zeros."""
        codes, q = self.problems.codes, self.problems.levels.shape[1]
        first, second = (codes[:, :, self.supersamples[:, row, side]] for side in (0, 1))
        letters, count = first, q
        if statistic == "pair":
            letters, count = first * q + second, q * q
        if statistic == "difference":
            # Differences of two letters, or of three in general position, name the letters unless they agree.
            letters, count = np.where(first == second, 0, first * q + second), q * q
        ones: Array = (np.moveaxis(letters, 1, 2)[..., None] == np.arange(count)).astype(np.float64)
        return ones

    def informations(self, statistic: Literal["weights", "pair", "difference", "single"]) -> Array:
        """The information of a statistic on the coin of each row, given each supersample."""
        return np.asarray(mutual_information(self.tables(statistic)))

    def unconditional(self, statistic: Literal["pair", "difference", "single"]) -> Array:
        """The same without the supersample, of shape (problems, n)."""
        tables = np.einsum("bz,bznls->bnls", self.masses, self.tables(statistic))
        return np.asarray(mutual_information(tables))
