"""Estimators that train in microseconds, with the interface of scikit-learn."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

__all__ = ["ESTIMATORS"]


class Stump(ClassifierMixin, BaseEstimator):
    """One threshold of the first input, between the means of the first label and of the others."""

    def fit(self, x, y):
        """Find the threshold."""
        self.classes_ = np.unique(y)
        first = y == self.classes_[0]
        self.high_ = x[~first, 0].mean() if (~first).any() else np.inf
        self.low_ = x[first, 0].mean()
        return self

    def predict(self, x):
        """Tell the first label from the last."""
        near = np.abs(x[:, 0] - self.low_) <= np.abs(x[:, 0] - self.high_)
        return np.where(near, self.classes_[0], self.classes_[-1])


class Centroids(ClassifierMixin, BaseEstimator):
    """The label of the nearest mean."""

    def fit(self, x, y):
        """Find the means."""
        self.classes_ = np.unique(y)
        self.means_ = np.array([x[y == label].mean(axis=0) for label in self.classes_])
        return self

    def predict(self, x):
        """Return the labels of the nearest means."""
        apart = ((x[:, None] - self.means_) ** 2).sum(axis=2)
        return self.classes_[apart.argmin(axis=1)]


class Neighbour(ClassifierMixin, BaseEstimator):
    """The label of the nearest training sample: learnt by heart."""

    def fit(self, x, y):
        """Keep all of them."""
        self.classes_, self.x_, self.y_ = np.unique(y), x, y
        return self

    def predict(self, x):
        """Return the labels of the nearest ones."""
        return self.y_[((x[:, None] - self.x_) ** 2).sum(axis=2).argmin(axis=1)]


class HalfSpace(ClassifierMixin, BaseEstimator):
    """Least squares to the labels as numbers, cut in the middle: a half space if there are two labels."""

    def fit(self, x, y):
        """Solve the equations."""
        self.classes_ = np.unique(y)
        signs = np.searchsorted(self.classes_, y) - 0.5 * (len(self.classes_) - 1)
        found = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), signs, rcond=None)[0]
        self.coef_, self.intercept_ = found[None, :-1], found[-1:]
        return self

    def predict(self, x):
        """Tell the side."""
        place = np.round(x @ self.coef_[0] + self.intercept_ + 0.5 * (len(self.classes_) - 1))
        return self.classes_[np.clip(place, 0, len(self.classes_) - 1).astype(int)]


class Majority(ClassifierMixin, BaseEstimator):
    """The label that occurs most."""

    def fit(self, x, y):
        """Count."""
        self.classes_, counts = np.unique(y, return_counts=True)
        self.most_ = self.classes_[counts.argmax()]
        return self

    def predict(self, x):
        """Return it."""
        return np.full(len(x), self.most_)


class Lines(RegressorMixin, BaseEstimator):
    """Least squares, of the inputs or of nothing."""

    def __init__(self, constant=False):
        self.constant = constant

    def fit(self, x, y):
        """Solve the equations."""
        inputs = np.zeros_like(x) if self.constant else x
        self.weights_ = np.linalg.lstsq(np.column_stack([inputs, np.ones(len(x))]), y, rcond=None)[0]
        return self

    def predict(self, x):
        """Return the values of the line."""
        return x @ self.weights_[:-1] + self.weights_[-1]


ESTIMATORS = {
    "stump": lambda: (Stump(), False),
    "nearest centroid": lambda: (Centroids(), False),
    "nearest neighbour": lambda: (Neighbour(), False),
    "half space": lambda: (HalfSpace(), False),
    "majority": lambda: (Majority(), False),
    "line": lambda: (Lines(), True),
    "mean": lambda: (Lines(constant=True), True),
}
