r"""
A Gaussian source and its quantisers
====================================

*How far from the limit is the best scalar quantiser?*

**Theorem** :cite:p:`shannon1959`. Under squared error a source with density of differential entropy
:math:`h(X)` satisfies the Shannon lower bound

.. math:: R(D) \ge h(X) - \tfrac12 \log_2 (2 \pi e D),

with equality for the Gaussian, where it reads :math:`R(D) = \tfrac12 \log_2 (\sigma^2 / D)`.

Operational points are put beside it: the quantisers of Lloyd and Max :cite:p:`lloyd1982,max1960`, with
their indices sent at a fixed rate, :math:`\log_2 k`, or compressed to their entropy. The latter pay a
quarter of a bit at high rate, :math:`\tfrac12 \log_2 (\pi e / 6) \approx 0.2546`.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# The source: a unit Gaussian on a grid that is fine against every distortion of interest.

source = ib.sources.gaussian_grid(301, reach=5.0)
letters, law = np.array(source.cod.letters), source.probabilities
curve = ib.rate_distortion_curve(source, ib.distortions.squared_error(source), tol=1e-3)

# %%
# Lloyd's iteration in its plainest form: letters go to the nearest word, words to the mean of their
# letters.


def lloyd_max(words, steps=300):
    """Return the distortion and the index entropy in bits of a quantiser of the source above."""
    for _ in range(steps):
        nearest = np.abs(letters[:, None] - words).argmin(axis=1)
        mass = np.bincount(nearest, law, len(words))
        words = np.bincount(nearest, law * letters, len(words)) / mass
    distortion = law @ (letters - words[nearest]) ** 2
    return distortion, -mass @ np.log2(mass)


sizes = np.array([2, 3, 4, 6, 8, 12, 16])
distortion, entropy = np.transpose([lloyd_max(np.linspace(-2.0, 2.0, k)) for k in sizes])

# %%
# The certified curve, the bound it meets, and what quantisers attain.

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    ib.plots.curve(curve, ax=axes, label="certified $R(D)$")
    level = np.geomspace(0.008, 1.0, 200)
    axes.plot(
        level,
        0.5 * np.log2(1 / level),
        color="0.3",
        linestyle="--",
        linewidth=0.8,
        label="Shannon lower bound",
    )
    axes.plot(distortion, np.log2(sizes), "s", markersize=3, label="Lloyd–Max, fixed rate")
    axes.plot(distortion, entropy, "^", markersize=3, label="Lloyd–Max, entropy coded")
    axes.set(
        xscale="log",
        xlabel="mean squared error $D$",
        ylabel="rate (bit per letter)",
        xlim=(0.008, 1),
        ylim=(0, 4.2),
    )
    axes.legend()

# %%
# The excess of each quantiser over the certified limit at its own distortion.

print("words       D   log2 k - R   H - R   (bit)")
for k, D, H in zip(sizes, distortion, entropy, strict=True):
    limit = curve.at(D).upper
    print(f"{k:5d}  {D:.4f}   {np.log2(k) - limit:10.3f}   {H - limit:5.3f}")
