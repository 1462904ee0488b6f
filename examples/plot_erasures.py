r"""
Permission to say nothing
=========================

*What is it worth to be allowed to answer "I do not know"?*

The reproduction alphabet need not be that of the source. Give the describer of a uniform source on four
letters a fifth word, the blank: a wrong letter costs 1, a blank costs :math:`a`.

**Theorem** :cite:p:`berger1971`. If a wrong letter is forbidden and a blank costs 1, then :math:`R(D) =
(1 - D) \log_2 4`; without the blank :math:`R(D) = \log_2 4 - h(D) - D \log_2 3`.

For :math:`a \ge 3/4` a blank is never better than a guess, and the curve is that without it. Below,
blanks win at low rates: the two ways of being imprecise mix.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# Rectangular distortion matrices, four letters by five words.

letters = 4
source = ib.sources.uniform(letters)
hamming = ib.distortions.hamming(letters)


def with_blank(price):
    """Add to Hamming's matrix one more word, which costs the same for every letter."""
    return np.column_stack([hamming, np.full(letters, price)])


curves = {
    "no blank": ib.rate_distortion_curve(source, hamming),
    "blank at 0.5": ib.rate_distortion_curve(source, with_blank(0.5)),
    "blank at 0.25": ib.rate_distortion_curve(source, with_blank(0.25)),
    "blank at 1, errors forbidden": ib.rate_distortion_curve(source, ib.distortions.erasure(letters)),
}

# %%
# The certified curves.

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    for name, curve in curves.items():
        ib.plots.curve(curve, ax=axes, label=name)
    axes.set(xlim=(0, 1), ylim=(0, 2))

# %%
# The closed forms lie inside the bands, here at a level where nothing was solved before.

D = 0.3141
h = -D * np.log2(D) - (1 - D) * np.log2(1 - D)
for name, value in {"no blank": 2 - h - D * np.log2(3), "blank at 1, errors forbidden": 2 * (1 - D)}.items():
    band = curves[name].at(D)
    print(f"{name:29s} {band.lower:.6f} <= {value:.6f} <= {band.upper:.6f}")
