r"""
A Laplacian source and its quantisers
=====================================

*How far from the limit is the best scalar quantiser?*

**Theorem** :cite:p:`shannon1959`. Under squared error a source with density of differential entropy
:math:`h(X)` satisfies the Shannon lower bound

.. math:: R(D) \ge h(X) - \tfrac12 \log_2 (2 \pi e D),

with equality for a Gaussian. Prediction residuals and transform coefficients are rather Laplacian,
where :math:`h(X) = \log_2 (e \sigma \sqrt 2)` and the bound is strict: it even falls below zero at high
distortion.

Operational points are put beside it: the quantisers of Lloyd and Max :cite:p:`lloyd1982,max1960`, with
their indices sent at a fixed rate, :math:`\log_2 k`, or compressed to their entropy.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# The source: a Laplacian of unit variance on a grid that is fine against every distortion of interest.

source = ib.sources.laplacian_grid(161, reach=8.0)
letters, law = np.array(source.cod.letters), source.probabilities
curve = ib.rate_distortion_curve(source, ib.distortions.squared_error(source), tol=1e-3)

# %%
# Lloyd's iteration in its plainest form: letters go to the nearest word, words to the mean of their
# letters. It starts from words of density :math:`p^{1/3}`, which is optimal for many words.


def lloyd_max(size, steps=300):
    """Return the distortion and the index entropy in bits of a quantiser of the source above."""
    density = np.cumsum(law ** (1 / 3))
    words = np.interp((np.arange(size) + 0.5) / size, density / density[-1], letters)
    for _ in range(steps):
        nearest = np.abs(letters[:, None] - words).argmin(axis=1)
        mass = np.bincount(nearest, law, size)
        words = np.bincount(nearest, law * letters, size) / mass
    distortion = law @ (letters - words[nearest]) ** 2
    return distortion, -mass @ np.log2(mass)


sizes = np.array([2, 3, 4, 5, 6, 7, 8])
distortion, entropy = np.transpose([lloyd_max(size) for size in sizes])

# %%
# The certified curve, the bound below it, and what quantisers attain.


def shannon_lower_bound(D):
    """The bound for a Laplacian of unit variance, in bits."""
    return np.log2(np.e * np.sqrt(2)) - 0.5 * np.log2(2 * np.pi * np.e * D)


with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    axes.set_xscale("log")
    ib.plots.curve(
        curve,
        ax=axes,
        label="certified $R(D)$",
        points={
            "Lloyd–Max, fixed rate": (distortion, np.log2(sizes)),
            "Lloyd–Max, entropy coded": (distortion, entropy),
        },
        reference={"Shannon lower bound": shannon_lower_bound},
    )
    axes.set(xlim=(0.04, 1.05), ylim=(-0.15, 3.2))

# %%
# The excess of each quantiser over the certified limit at its own distortion.

print("words       D   log2 k - R   H - R   (bit)")
for k, D, H in zip(sizes, distortion, entropy, strict=True):
    limit = curve.at(D).upper
    print(f"{k:5d}  {D:.4f}   {np.log2(k) - limit:10.3f}   {H - limit:5.3f}")
