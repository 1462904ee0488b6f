r"""Pixels as a source: the certified rate-distortion function of image patches, and codebooks above it.

The source is the empirical law of the quantised 2x2 patches of the *held-out* images: a finite law, known
exactly. The codebooks are fitted to the patches of the *training* images and evaluated under the law of the
source. The nearest word is a function of the patch, so that a codebook is a test channel: with index J and
mean distortion D,

.. math:: R(D) \le I(X; J) = H(J) \le \log k,

if its words are among the reproduction letters. They are: the reproduction alphabet is all quantised patches
with every word of every codebook. So a point below the certified curve would refute the certificate.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from math import log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.cli.demo.digits import LEVELS, Digits
from itbounds.kernels import Distribution
from itbounds.kernels.distortions import squared_error
from itbounds.kernels.sources import empirical
from itbounds.numerics.interval import Interval
from itbounds.numerics.rate_rounding import distortion_bounds, information_upper
from itbounds.problems import rate_distortion_curve
from itbounds.results import Curve
from itbounds.units import BITS

__all__ = ["OperationalPoint", "PatchStudy", "fit_codebook", "operational_point", "study_patches"]


@dataclass(frozen=True)
class OperationalPoint:
    """What a codebook attains on the source, beside the certified limit at its distortion.

    Parameters
    ----------
    words : int
        The number of code words.
    distortion : float
        Mean squared error of a patch, rounded up.
    fixed_rate : float
        log2 of the number of words, in bits per patch.
    entropy_rate : float
        The entropy of the index in bits per patch, rounded up: the rate with an ideal entropy coder.
    limit_lower, limit_upper : float
        The certified ends of R at that distortion, in bits.
    """

    words: int
    distortion: float
    fixed_rate: float
    entropy_rate: float
    limit_lower: float
    limit_upper: float

    @property
    def held(self) -> bool:
        """Whether neither rate is below the certified lower end, as no code can be."""
        return self.limit_lower <= min(self.fixed_rate, self.entropy_rate)


@dataclass(frozen=True, eq=False)
class PatchStudy:
    """The source of image patches, its certified curve and the operational points.

    Parameters
    ----------
    source : Distribution
        The law of the held-out patches, on those that occur.
    sample_size : int
        How many held-out patches there are.
    curve : Curve
        Certified rate-distortion function under squared error, in bits per patch.
    points : tuple of OperationalPoint
        One for each codebook.
    """

    source: Distribution
    sample_size: int
    curve: Curve
    points: tuple[OperationalPoint, ...]

    @property
    def held(self) -> bool:
        """Whether every operational point lies above the certified lower end."""
        return all(point.held for point in self.points)


def fit_codebook(patches: Matrix, words: int, *, seed: int = 0, restarts: int = 4) -> Matrix:
    """Return the code words of k-means, fitted to patches of shape (count, 4)."""
    from sklearn.cluster import KMeans

    # Equal patches are joined into one with a weight: the same problem, sixty times smaller.
    distinct, counts = np.unique(patches, axis=0, return_counts=True)
    model = KMeans(words, n_init=restarts, random_state=seed).fit(
        distinct, sample_weight=counts.astype(np.float64)
    )
    return np.asarray(model.cluster_centers_, dtype=np.float64)


def operational_point(law: Vector, distortion: Matrix, curve: Curve) -> OperationalPoint:
    """Evaluate a codebook on the source, rounding its distortion and its rates up.

    Parameters
    ----------
    law : array of shape (m,)
        The source.
    distortion : array of shape (m, words)
        From every letter to every word.
    curve : Curve
        The certified function, in bits.
    """
    nearest = np.zeros(distortion.shape)
    nearest[np.arange(len(law)), distortion.argmin(axis=1)] = 1.0
    mean = distortion_bounds(law, nearest, distortion)[1]
    words = distortion.shape[1]
    entropy_rate = BITS.ceil(information_upper(law, nearest))
    limit = Interval(0.0, 0.0, BITS) if mean >= curve.x[-1] else curve.at(mean).interval
    return OperationalPoint(words, mean, BITS.from_nats(log(words)), entropy_rate, limit.lower, limit.upper)


def study_patches(
    data: Digits, sizes: Iterable[int], *, tol: float, note: Callable[[str], None] = lambda text: None
) -> PatchStudy:
    """Fit codebooks to training patches; certify the curve of the held-out ones; put the points above it.

    Parameters
    ----------
    data : Digits
        The images.
    sizes : iterable of int
        The numbers of code words.
    tol : float
        The width of the certified band, in bits.
    note : callable
        Told what is being done, for a progress bar.
    """
    training = data.patches(data.training)
    codebooks = []
    for words in sizes:
        note(f"k-means with {words} words")
        codebooks.append(fit_codebook(training, words))
    note("certified rate-distortion curve")
    held_out = data.patches(data.held_out)
    source = empirical(held_out)
    letters = np.array(source.space.letters)
    grid = np.array(list(product(range(LEVELS), repeat=letters.shape[1])), dtype=np.float64)
    reproductions = np.unique(np.vstack([grid, *codebooks]), axis=0)
    curve = rate_distortion_curve(source, squared_error(letters, reproductions), tol=tol, unit=BITS)
    law = source.probabilities
    points = tuple(operational_point(law, squared_error(letters, words), curve) for words in codebooks)
    return PatchStudy(source, len(held_out), curve, points)
