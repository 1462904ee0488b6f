r"""
What is worth keeping
=====================

*A letter must be squeezed through few bits. How much can be kept of what matters?*

**Problem.** Over all encoders :math:`Q(t | x)` with :math:`I(X; T) \le R`, the largest relevance
:math:`F(R) = \max I(T; Y)` of a representation T that never sees Y :cite:p:`tishby1999`.

The letter here is a noisy reading of a coin, one of nine, and the relevant variable is heads or tails. With
two relevant letters both ends of :math:`F(R)` are *proved*: an encoder attains the lower one, and the upper
one is a dual point whose only hard part, a maximum over one number, is enclosed by branch and bound.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

heads = np.array([0.98, 0.95, 0.85, 0.7, 0.5, 0.3, 0.15, 0.05, 0.02])
law = np.array([4, 8, 10, 12, 8, 12, 10, 8, 4]) / 76
joint = law[:, None] * np.stack([heads, 1 - heads], axis=1)

point = ib.information_bottleneck(joint, rate=0.5)
print(repr(point))
print("proved again in balls:", point.verify("ball"))

# %%
# The whole frontier, in the information plane: no encoder lies above it, whatever its alphabet. A naive
# choice, to keep a rounded version of the letter, lies below.

curve = ib.bottleneck_curve(joint)


def rounded(groups: list[int]) -> tuple[float, float]:
    """Return complexity and relevance, in bits, of an encoder that merges letters."""
    both = ib.Distribution.of(np.eye(max(groups) + 1)[groups].T @ joint, names="TY")
    complexity = both.marginal("T").entropy()
    return complexity, complexity + both.marginal("Y").entropy() - both.entropy()


merged = [
    rounded([0, 0, 0, 0, 0, 1, 1, 1, 1]),
    rounded([0, 0, 0, 1, 1, 1, 2, 2, 2]),
    rounded([0, 0, 1, 1, 2, 3, 3, 4, 4]),
    rounded([0, 1, 2, 3, 4, 5, 6, 7, 8]),
]

# %%
# At a slope the encoder is a soft clustering of the posteriors. Where the curve is steep, few codewords do.

with ib.plots.style("ieee-2col", ratio=0.45):
    figure, (left, right) = plt.subplots(1, 2)
    ib.plots.curve(curve, ax=left, label="frontier $F(R)$", points={"merged letters": np.transpose(merged)})
    left.plot([0, 1], [0, 1], "k:", linewidth=0.8, label="$I(T;Y) = I(X;T)$")
    left.set_ylim(0, 0.45)
    left.legend(loc="lower right")
    for beta, colour in ((2.4, ib.plots.COLOURS[0]), (3.0, ib.plots.COLOURS[1]), (8.0, ib.plots.COLOURS[2])):
        encoder = ib.information_bottleneck(joint, beta=beta).witness.matrix
        weights = law @ encoder
        posterior = (law * heads) @ encoder / weights
        right.vlines(posterior, 0, weights, color=colour)
        right.plot(posterior, weights, "o", color=colour, label=rf"$\beta = {beta:g}$", markersize=4)
    right.set_xlabel(r"posterior $P(\mathrm{heads} \mid t)$")
    right.set_ylabel("probability of $t$")
    right.set_xlim(0, 1)
    right.set_ylim(0, 0.7)
    right.legend(loc="upper center", ncols=3)
