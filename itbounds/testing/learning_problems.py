"""Random finite learning problems, many at once, with everything about them found by enumeration."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array
from itbounds.errors import DomainError
from itbounds.numerics.reductions import mutual_information
from itbounds.numerics.statistics.sibson import sibson_informations

__all__ = ["LearningProblems", "random_learning_problems"]


@dataclass(frozen=True, eq=False)
class LearningProblems:
    r"""Problems of one size: k values of a datum, samples of n data, m values of the weights.

    Parameters
    ----------
    law : array of shape (problems, k)
        The law of a datum.
    algorithm : array of shape (problems, k**n, m)
        The law of the weights given the sample, whose first datum changes slowest.
    levels : array of shape (problems, q)
        The values that the loss can have, in [0, 1].
    codes : array of shape (problems, m, k)
        Which of these values the loss of weights and datum is.
    size : int
        The number n of training data.
    """

    law: Array
    algorithm: Array
    levels: Array
    codes: NDArray[np.int64]
    size: int

    @property
    def loss(self) -> Array:
        """The loss of weights and datum, of shape (problems, m, k)."""
        flat = self.codes.reshape(len(self.codes), -1)
        return np.take_along_axis(self.levels, flat, axis=1).reshape(self.codes.shape)

    @property
    def samples(self) -> NDArray[np.int64]:
        """All samples, of shape (k**n, n)."""
        return np.array(list(product(range(self.law.shape[1]), repeat=self.size)), dtype=np.int64)

    @property
    def joint(self) -> Array:
        """The law of sample and weights, of shape (problems, k**n, m)."""
        masses: Array = self.law[:, self.samples].prod(axis=2)[:, :, None] * self.algorithm
        return masses

    @property
    def risks(self) -> Array:
        """The risk of each value of the weights, of shape (problems, m)."""
        return np.asarray(np.einsum("bmk,bk->bm", self.loss, self.law))

    @property
    def empirical_risks(self) -> Array:
        """The training loss of each sample and value of the weights, of shape (problems, k**n, m)."""
        losses: Array = np.moveaxis(self.loss[:, :, self.samples].mean(axis=3), 1, 2)
        return losses

    @property
    def risk(self) -> Array:
        """The expected risk."""
        return np.asarray(np.einsum("bsm,bm->b", self.joint, self.risks))

    @property
    def empirical_risk(self) -> Array:
        """The expected training loss."""
        return np.asarray(np.einsum("bsm,bsm->b", self.joint, self.empirical_risks))

    def tail(self, threshold: Array) -> Array:
        """The probability of sample and weights with a gap above a threshold, one for each problem."""
        gaps = np.abs(self.risks[:, None, :] - self.empirical_risks)
        return np.asarray(np.where(gaps > threshold[:, None, None], self.joint, 0.0).sum(axis=(1, 2)))

    @property
    def information(self) -> Array:
        """The information between sample and weights, in nats."""
        return np.asarray(mutual_information(self.joint))

    def sibson(self, order: float) -> Array:
        """Sibson's information between sample and weights, in nats."""
        masses = self.law[:, self.samples].prod(axis=2)
        return sibson_informations(masses, self.algorithm, order)

    @property
    def single_joints(self) -> Array:
        """The law of every single datum and the weights, of shape (problems, n, k, m)."""
        count, k, m = len(self.law), self.law.shape[1], self.algorithm.shape[2]
        joint = self.joint.reshape(count, *(k,) * self.size, m)
        axes = range(1, self.size + 1)
        parts = [joint.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes]
        return np.stack(parts, axis=1)

    @property
    def products(self) -> Array:
        """The products of the marginals of `single_joints`."""
        joints = self.single_joints
        both: Array = joints.sum(axis=3, keepdims=True) * joints.sum(axis=2, keepdims=True)
        return both

    @property
    def single_informations(self) -> Array:
        """The information between each datum and the weights, of shape (problems, n)."""
        return np.asarray(mutual_information(self.single_joints))

    @property
    def variations(self) -> Array:
        """The total variation from independence of each datum and the weights."""
        return np.asarray(0.5 * np.abs(self.single_joints - self.products).sum(axis=(2, 3)))

    @property
    def chi_squares(self) -> Array:
        """The chi-square divergence of each datum and the weights from independence."""
        products = self.products
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = (self.single_joints - products) ** 2 / products
        return np.asarray(np.where(products > 0.0, terms, 0.0).sum(axis=(2, 3)))

    @property
    def variance(self) -> Array:
        """The variance of the loss of independent weights and datum."""
        weights = self.joint.sum(axis=1)
        first = np.einsum("bm,bk,bmk->b", weights, self.law, self.loss)
        centred = (self.loss - first[:, None, None]) ** 2
        return np.asarray(np.einsum("bm,bk,bmk->b", weights, self.law, centred))

    def transport(self, places: Array) -> tuple[Array, Array]:
        """Return mean Wasserstein distances, of shape (problems, n), and Lipschitz constants of the losses.

        Parameters
        ----------
        places : array of shape (m,)
            The weights as increasing numbers.
        """
        joints = self.single_joints
        masses = joints.sum(axis=3)
        laws = joints / np.where(masses > 0.0, masses, 1.0)[..., None]
        average = self.joint.sum(axis=1)[:, None, None, :]
        heights = np.abs(np.cumsum(laws - average, axis=3))[..., :-1]
        distances = (masses * (heights * np.diff(places)).sum(axis=3)).sum(axis=2)
        slopes = np.abs(np.diff(self.loss, axis=1)) / np.diff(places)[:, None]
        return distances, slopes.max(axis=(1, 2))


def random_learning_problems(
    rng: np.random.Generator, count: int, *, k: int, n: int, m: int, kind: str = "levels"
) -> LearningProblems:
    """Draw problems with laws from nearly deterministic to nearly uniform ones.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where they come from.
    count : int
        How many.
    k, n, m : int
        The values of a datum, the size of a sample, and the values of the weights.
    kind : {"levels", "binary", "interpolating"}
        Losses with three values, with 0 and 1, or learners that make no error on their sample: then the
        weights are all ``2**k`` sets of data that are misjudged, and m is not used.

    Raises
    ------
    DomainError
        If there is no such kind.

    Examples
    --------
    >>> import numpy as np
    >>> found = random_learning_problems(np.random.default_rng(0), 5, k=2, n=2, m=3)
    >>> found.algorithm.shape, bool((abs(found.risk - found.empirical_risk) <= 1).all())
    ((5, 4, 3), True)
    """
    law = _laws(rng, (count, k))
    if kind == "interpolating":
        codes = np.array(list(product((0, 1), repeat=k)), dtype=np.int64)
        samples = np.array(list(product(range(k), repeat=n)), dtype=np.int64)
        allowed = codes[:, samples].sum(axis=2).T == 0
        rows = _laws(rng, (count, k**n, len(codes))) * allowed
        algorithm = rows / rows.sum(axis=2, keepdims=True)
        levels = np.tile([0.0, 1.0], (count, 1))
        return LearningProblems(law, algorithm, levels, np.tile(codes, (count, 1, 1)), n)
    if kind not in ("levels", "binary"):
        raise DomainError(f"no kind {kind!r} of learning problems", value=kind)
    algorithm = _laws(rng, (count, k**n, m))
    levels = np.tile([0.0, 1.0], (count, 1)) if kind == "binary" else rng.random((count, 3))
    codes = rng.integers(0, levels.shape[1], (count, m, k))
    return LearningProblems(law, algorithm, levels, codes, n)


def _laws(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    concentration = 10.0 ** rng.uniform(-1.5, 1.0, (shape[0], *(1,) * (len(shape) - 1)))
    cells = rng.gamma(concentration, size=shape) + 1e-12
    return np.asarray(cells / cells.sum(axis=-1, keepdims=True))
