r"""
A map of ten thousand binary channels
=====================================

*If bits are flipped more often one way than the other, how much do they carry, and how many should be ones?*

A binary channel is a point of a square: the probability :math:`a` that a zero is flipped, and the
probability :math:`b` that a one is. Ten thousand of them are solved here in a few seconds, each with a
certificate of its own. Where the rows differ, the capacity has a closed form (Muroga, 1953),

.. math:: C = \log_2 \bigl( 2^{v_0} + 2^{v_1} \bigr), \qquad
    \begin{pmatrix} 1 - a & a \\ b & 1 - b \end{pmatrix}
    \begin{pmatrix} v_0 \\ v_1 \end{pmatrix} = - \begin{pmatrix} h(a) \\ h(b) \end{pmatrix},

with which all intervals are compared.

**Theorem** (Majani and Rumsey, 1991). However unlike the two flips, the best probability of a one lies
between :math:`1/e` and :math:`1 - 1/e`, and fair inputs carry at least
:math:`\tfrac12 e \ln 2 = 94.2\,\%` of the capacity.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

flips = np.linspace(0.0, 1.0, 100)
grid = [(a, b) for a in flips for b in flips]
channels = ib.sweep(lambda flip: ib.Capacity([[1 - flip[0], flip[0]], [flip[1], 1 - flip[1]]]), grid)
print(channels)

# %%
# The closed form divides by :math:`1 - a - b`; where that is zero the capacity is, too.


def entropy(p):
    """The binary entropy in bits."""
    inner = np.clip(p, 1e-300, 1.0 - 2.0**-53)
    return np.where((p > 0) & (p < 1), -inner * np.log2(inner) - (1 - inner) * np.log2(1 - inner), 0.0)


a, b = np.array(grid).T
slope = 1 - a - b
known = np.abs(slope) > 1e-12
v0 = (a * entropy(b) - (1 - b) * entropy(a))[known] / slope[known]
v1 = (b * entropy(a) - (1 - a) * entropy(b))[known] / slope[known]
formula = np.zeros(len(grid))
formula[known] = np.logaddexp2(v0, v1)
outside = np.maximum(channels.lower - formula, formula - channels.upper).max()
print(f"the closed form leaves an interval by {max(outside, 0.0):.0e} bit at most")

# %%
# What fair inputs carry, as a share of the capacity, and the law of the inputs that attains it. Both come
# closest to their limits where one of the letters hardly ever arrives.

fair = entropy(0.5 * (1 - a + b)) - 0.5 * (entropy(a) + entropy(b))
share = fair[known] / formula[known]
ones = np.array([result.witness.probabilities[1] for result in channels])
ones[~known] = np.nan  # any law is best
print(f"fair inputs carry {100 * share.min():.2f} % or more; the limit is {50 * np.e * np.log(2):.2f} %")
low, high = np.exp(-1), 1 - np.exp(-1)
print(f"ones from {np.nanmin(ones):.4f} to {np.nanmax(ones):.4f}, limits {low:.4f} and {high:.4f}")

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    square = (len(flips), len(flips))
    middle = (0.5 * (channels.lower + channels.upper)).reshape(square).T
    filled = left.contourf(flips, flips, middle, levels=np.linspace(0.0, 1.0, 41), cmap="viridis")
    lines = left.contour(
        flips, flips, middle, levels=[0.01, 0.1, 0.2, 0.4, 0.6, 0.8], colors="w", linewidths=0.6
    )
    left.clabel(lines, fmt="%g", fontsize=6)
    figure.colorbar(filled, ax=left, label="capacity $C$ [bit]", ticks=np.linspace(0.0, 1.0, 6))
    law = ones.reshape(square).T
    filled = right.contourf(flips, flips, law, levels=np.linspace(0.36, 0.64, 57), cmap="RdBu_r")
    lines = right.contour(
        flips, flips, law, levels=[0.44, 0.48, 0.49, 0.51, 0.52, 0.56], colors="0.2", linewidths=0.5
    )
    right.clabel(lines, levels=[0.48, 0.49, 0.51, 0.52], fmt="%g", fontsize=6)
    figure.colorbar(filled, ax=right, label="best probability of a one", ticks=np.linspace(0.36, 0.64, 8))
    for axes in (left, right):
        axes.plot([0, 1], [1, 0], color="0.6", linewidth=0.6, linestyle=":")
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=0.6, linestyle="--")
        axes.set(xlabel="zero flipped, $a$", ylabel="one flipped, $b$", aspect="equal")
plt.show()

# %%
# On the dashed diagonal are the symmetric channels, for which fair inputs are best; on the dotted one the
# output does not depend on the input. The capacity is symmetric about both.
