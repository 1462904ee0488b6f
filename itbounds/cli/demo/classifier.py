"""A classifier as a channel: from the digit that was written to the digit that was answered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.cli.demo.digits import Digits
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.numerics.rounding import capacity_interval
from itbounds.problems import capacity
from itbounds.results import Result
from itbounds.units import BITS

__all__ = ["ClassifierStudy", "confusion_channel", "study_classifier"]


@dataclass(frozen=True, eq=False)
class ClassifierStudy:
    """What a classifier's decisions tell of the truth, and what they could tell at most.

    Parameters
    ----------
    counts : array of shape (classes, classes)
        Held-out images by digit and answer.
    channel : Kernel
        Relative frequencies of the answers, without smoothing, for each digit that occurs.
    frequencies : array
        The class frequencies among the held-out images.
    capacity : Result
        Of that channel, in bits.
    information : float
        A certain lower end of the mutual information at the class frequencies, in bits; the true value is
        larger by rounding only.
    """

    counts: NDArray[np.int64]
    channel: Kernel
    frequencies: Vector
    capacity: Result[Distribution]
    information: float

    @property
    def accuracy(self) -> float:
        """The share of held-out images that are answered correctly."""
        return float(np.trace(self.counts) / self.counts.sum())

    @property
    def held(self) -> bool:
        """Whether the mutual information is at most the capacity, as it must be."""
        return self.information <= self.capacity.upper


def confusion_channel(counts: NDArray[np.int64]) -> Kernel:
    """Return the channel of relative frequencies; digits without a held-out image are no inputs of it."""
    seen = np.flatnonzero(counts.sum(axis=1))
    rows = Kernel.from_counts(counts[seen])
    return Kernel(
        Space.of(seen.tolist(), "digit"), Space.of(list(range(counts.shape[1])), "answer"), rows.matrix
    )


def study_classifier(data: Digits) -> ClassifierStudy:
    """Train a logistic regression on one half and take its confusion of the other half as a channel."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import confusion_matrix

    pixels = data.images.reshape(len(data.images), -1) / 16.0
    model = LogisticRegression(max_iter=2000).fit(pixels[data.training], data.digits[data.training])
    answers = model.predict(pixels[data.held_out])
    counts = np.asarray(
        confusion_matrix(data.digits[data.held_out], answers, labels=np.arange(10)), dtype=np.int64
    )
    channel = confusion_channel(counts)
    totals = counts.sum(axis=1)
    frequencies = totals[totals > 0] / totals.sum()
    lowest, _ = capacity_interval(channel.matrix, frequencies, frequencies @ channel.matrix + 2.0**-500)
    return ClassifierStudy(counts, channel, frequencies, capacity(channel, unit=BITS), BITS.floor(lowest))
