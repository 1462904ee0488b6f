r"""
What collapse costs a regression
================================

*A classifier may collapse its embedding to a point a class. What does a regression pay that does the same?*

An embedding of K points allows K answers, whatever the read-out, so that the mean squared error of n targets
is at least that of the best K points,

.. math:: \frac1n \sum_i (y_i - \hat y_i)^2 \ge \min_{c_1, \dots, c_K} \frac1n \sum_i \min_k (y_i - c_k)^2,

which a dynamic program finds exactly. A code for many targets at once needs fewer bits, and even it is above
the rate-distortion function of the targets. The targets are those of scikit-learn's diabetes data; the
setting is a reconstruction of the one announced by :cite:t:`pereg2026`.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_diabetes

import itbounds as ib

inputs, targets = load_diabetes(return_X_y=True)
points = np.arange(1, 33)
floor = ib.representation.regression_floor(targets, 32)
print(floor)

# %%
# The rate-distortion function of the targets, between its ends.

rates = np.linspace(0.0, 5.0, 26)
curve = [ib.representation.sample_distortion_rate(targets, rate) for rate in rates]

# %%
# What collapses: clusters of the inputs, with the mean of the targets of each cluster as the answer. The best
# points need to know the target; the inputs tell far less of it.

achieved = []
for k in points:
    cluster = KMeans(int(k), n_init=2, random_state=0).fit_predict(inputs)
    means = np.bincount(cluster, weights=targets) / np.bincount(cluster)
    achieved.append(np.mean((targets - means[cluster]) ** 2))
    assert achieved[-1] >= floor.errors[k - 1].lower

with ib.plots.style("ieee-col", ratio=0.8):
    figure, axes = plt.subplots()
    variance = floor.variance
    lower = [one.lower / variance for one in curve]
    upper = [one.upper / variance for one in curve]
    axes.plot(rates, lower, label="rate-distortion function of the targets")
    axes.fill_between(rates, lower, upper, alpha=0.3)
    axes.plot(np.log2(points), [one.upper / variance for one in floor.errors], "o", label="best $K$ points")
    axes.plot(np.log2(points), np.array(achieved) / variance, "s", label="$K$ clusters of the inputs")
    axes.plot(rates, 4.0**-rates, "k:", label=r"Gaussian targets, $2^{-2R}$")
    axes.set_yscale("log")
    axes.set_ylim(5e-4, 1.6)
    axes.set_xlabel(r"rate $\log_2 K$ [bit]")
    axes.set_ylabel("unexplained share of the variance")
    axes.legend()
plt.show()

# %%
# With eight points, three bits, about two hundredths of the variance stay unexplained at best. The clusters
# are far from that, since their inputs say little of the target: the floor is what collapse alone costs.
