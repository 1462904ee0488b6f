r"""
Words for numbers
=================

*How many bits must a forecaster spend to convey so much meaning with a handful of words?*

**Definition** :cite:p:`lu2025`. A word :math:`\theta_j` has a truth function
:math:`T(\theta_j | x) \in [0, 1]` and a logical probability :math:`T(\theta_j)`, its mean over :math:`P(x)`.
Said of :math:`x` it conveys :math:`\log T(\theta_j | x) / T(\theta_j)`, which is negative if it misleads. The
least information at which words convey :math:`G` on average is

.. math:: R(G) = \min_{P(y | x)} I(X; Y) \quad \text{subject to} \quad
          \sum_{x, j} P(x) P(y_j | x) \log \frac{T(\theta_j | x)}{T(\theta_j)} \ge G.

For a given :math:`P(x)` the logarithms are a table, so that this is a rate-distortion function, with all its
proofs. Never is :math:`R(G) < G`: a word cannot mean more than it tells.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# Temperatures, and three words whose truth changes gradually.

degrees = np.arange(-10.0, 36.0, 2.0)
climate = np.exp(-0.5 * ((degrees - 13.0) / 8.0) ** 2)
climate /= climate.sum()


def step(centre: float, width: float) -> np.ndarray:
    """Return a truth function that rises around a temperature."""
    return np.asarray(1.0 / (1.0 + np.exp(-(degrees - centre) / width)))


words = {
    "cold": 1.0 - step(7.0, 1.5),
    "mild": step(6.0, 1.5) * (1.0 - step(19.0, 1.5)),
    "warm": step(18.0, 1.5),
}
truth = np.stack([value / value.max() for value in words.values()], axis=1)

# %%
# The curve, certified point by point. At slope 1 the words are used just as their truth functions say: there
# :math:`R - G` is least. Not to mislead at all has its price, :math:`R(0)`, since words at random convey less
# than nothing; and beyond the point more meaning needs words that are used more sharply than they are meant.

gains = np.log2(truth / (climate @ truth))
highest = float(climate @ gains.max(axis=1))
wanted = np.linspace(0.0, 0.999, 45) * highest
curve = [ib.semantic_rate(climate, truth, G) for G in wanted]
rates = np.array([point.value for point in curve])
best = int(np.argmin(np.where(wanted > 0.2 * highest, rates - wanted, np.inf)))
print(curve[best], f"conveys {wanted[best]:.4f} bit")
print(
    "largest gap:", f"{max(point.gap for point in curve):.1e} bit;", "R >= G:", bool((rates >= wanted).all())
)

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    left.fill_between(degrees, climate / climate.max(), color="0.9", linewidth=0.0)
    for k, name in enumerate(words):
        left.plot(degrees, truth[:, k], color=ib.plots.COLOURS[k], linestyle="--", linewidth=0.8)
        left.plot(
            degrees, curve[best].witness.matrix[:, k], color=ib.plots.COLOURS[k], linestyle="-", label=name
        )
    left.set(xlabel="temperature (°C)", ylabel="truth (dashed), use (solid)", xlim=(-10, 34), ylim=(0, 1.05))
    left.legend(loc="center left", bbox_to_anchor=(0.0, 0.6))
    right.plot(wanted, rates, color=ib.plots.COLOURS[0], label="$R(G)$")
    right.plot([0, highest], [0, highest], color="0.35", linestyle="--", linewidth=0.9, label="$R = G$")
    right.plot(
        wanted[best],
        rates[best],
        "o",
        color=ib.plots.COLOURS[3],
        markersize=4,
        label="the words as they are meant",
    )
    right.set(xlabel="semantic information $G$ (bit)", ylabel="rate $R$ (bit)")
    right.set(xlim=(0, 1.02 * highest), ylim=(0, 1.05 * rates.max()))
    right.legend()
