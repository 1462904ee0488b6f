"""Random finite problems in which the probability that a bound on a risk fails is summed exactly."""

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.numerics.reductions import relative_entropy
from itbounds.numerics.statistics.binary_divergence import binary_divergence

__all__ = ["RiskProblems", "random_risk_problems"]


@dataclass(frozen=True, eq=False)
class RiskProblems:
    r"""Problems of one size: k values of a datum, m models, samples of n data up to their order.

    Parameters
    ----------
    law : array of shape (problems, k)
        The law of a datum.
    loss : array of shape (problems, m, k)
        The loss of a model on a datum, in [0, 1].
    prior : array of shape (problems, m)
        A law on the models.
    size : int
        The number n of data.
    """

    law: Array
    loss: Array
    prior: Array
    size: int

    @property
    def counts(self) -> Matrix:
        """How often a sample has each value, for all samples up to their order: shape (types, k)."""
        k = self.law.shape[1]
        rows = combinations_with_replacement(range(k), self.size)
        return np.array([np.bincount(row, minlength=k) for row in rows], dtype=np.float64)

    @property
    def masses(self) -> Array:
        """The probabilities of these, of shape (problems, types)."""
        counts = self.counts
        log_factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, self.size + 1.0)))])
        orders = log_factorials[-1] - log_factorials[counts.astype(np.int64)].sum(axis=1)
        logs: Array = orders + np.log(self.law) @ counts.T
        return np.asarray(np.exp(logs))

    @property
    def risks(self) -> Array:
        """The risk of every model, of shape (problems, m)."""
        return np.asarray(np.einsum("bmk,bk->bm", self.loss, self.law))

    @property
    def empirical_risks(self) -> Array:
        """The mean loss of every model on every sample, of shape (problems, types, m)."""
        return np.asarray(np.einsum("bmk,tk->btm", self.loss, self.counts / self.size))

    def posteriors(self) -> Array:
        """Return Gibbs laws, hot to cold and beyond, on every sample: shape (problems, types, q, m).

        The last ones prefer the models with the largest gap, as no learner can, but a theorem must allow.
        """
        empirical, risks = self.empirical_risks, self.risks[:, None, :]
        heats = np.array([0.0, 0.5, 2.0, 8.0])
        energies = [-heat * self.size * empirical for heat in heats]
        energies += [heat * self.size * (risks - empirical) for heat in heats[1:]]
        logs = np.log(self.prior)[:, None, None, :] + np.stack(energies, axis=2)
        weights = np.exp(logs - logs.max(axis=3, keepdims=True))
        laws: Array = weights / weights.sum(axis=3, keepdims=True)
        return laws

    def adversary(self) -> Array:
        """Return for every sample the posterior that strains the bound the most: shape (problems, types, m).

        It has the largest difference of ``n d(empirical risk || risk)`` and the divergence from the prior.
        """
        laws = self.posteriors()
        risks = np.einsum("btqm,bm->btq", laws, self.risks)
        empirical = np.einsum("btqm,btm->btq", laws, self.empirical_risks)
        strain, _ = binary_divergence(np.clip(empirical, 0.0, 1.0), np.clip(risks, 0.0, 1.0))
        cost = relative_entropy(laws, np.broadcast_to(self.prior[:, None, None, :], laws.shape), axis=3)
        excess = np.where(risks > empirical, self.size * strain, 0.0) - cost
        best = excess.argmax(axis=2)[:, :, None, None]
        return np.asarray(np.take_along_axis(laws, best, axis=2)[:, :, 0, :])


def random_risk_problems(
    rng: np.random.Generator, count: int, *, k: int, n: int, m: int, binary: bool
) -> RiskProblems:
    """Draw problems with laws from nearly deterministic to nearly uniform ones.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where they come from.
    count : int
        How many.
    k, n, m : int
        The values of a datum, the size of a sample, and the number of models.
    binary : bool
        Whether losses are 0 or 1.

    Examples
    --------
    >>> import numpy as np
    >>> found = random_risk_problems(np.random.default_rng(0), 5, k=2, n=4, m=3, binary=True)
    >>> found.masses.sum(axis=1).round(12).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """

    def laws(letters: int) -> Array:
        cells = rng.gamma(10.0 ** rng.uniform(-1.0, 1.0, (count, 1)), size=(count, letters)) + 1e-9
        return np.asarray(cells / cells.sum(axis=1, keepdims=True))

    loss = rng.random((count, m, k))
    return RiskProblems(laws(k), np.round(loss) if binary else loss, laws(m), n)
