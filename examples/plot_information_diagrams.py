r"""
Less than nothing
=================

*Do two inputs of a gate tell more together than apart?*

**Theorem** :cite:p:`yeung1991`. There is one signed measure with :math:`\mu^*(\tilde X_S) = H(X_S)` for
every set of variables, and its value on the atom inside of all three of :math:`X, Y, Z` is

.. math:: I(X;Y;Z) = I(X;Y) - I(X;Y \mid Z) = I(X;Z) + I(Y;Z) - I(X,Y;Z).

It is positive where the inputs say the same about the output, and negative where they need each other: the
parts are worth less than the whole. So areas in such a diagram are no probabilities, and a negative atom has
to be drawn as one.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib
from itbounds.semantics import evaluate


def gate(function, inputs=((1 / 4, 1 / 4), (1 / 4, 1 / 4))):
    """Return the law of two bits and what a gate makes of them."""
    law = np.zeros((2, 2, 2))
    for x, y in np.ndindex(2, 2):
        law[x, y, function(x, y)] = inputs[x][y]
    return law


laws = {
    "one bit, three times": gate(lambda x, y: x, inputs=((1 / 2, 0), (0, 1 / 2))),
    "$Z = X$ and $Y$": gate(lambda x, y: x & y),
    "$Z = X$ exclusive or $Y$": gate(lambda x, y: x ^ y),
}

# %%
# From redundancy to synergy. Each input of the exclusive or tells nothing of its output, the two together
# all of it.

with ib.plots.style("ieee-2col", ratio=0.34):
    figure, panels = plt.subplots(1, 3)
    for axes, (title, law) in zip(panels, laws.items(), strict=True):
        axes.set_title(title)
        ib.plots.information_diagram(law, "X Y Z", ax=axes)

# %%
# Noise in the output makes the atom in the middle smaller; its sign stays.

X, Y, Z = ib.rvs("X Y Z")
noise = ib.zoo.bsc(0.1).matrix
for title, law in laws.items():
    print(f"{title.replace('$', ''):24s} I(X;Y;Z) = {evaluate(ib.I(X, Y, Z), law @ noise, 'X Y Z'):+.6f} bit")

# %%
# Four variables have fifteen atoms, and four ellipses show them all. Of three bits and their parity, every
# two and every three are independent, but the four are not.

parity = np.zeros((2, 2, 2, 2))
for bits in np.ndindex(2, 2, 2):
    parity[(*bits, sum(bits) % 2)] = 1 / 8

with ib.plots.style("ieee-col"):
    axes = ib.plots.information_diagram(parity, "X1 X2 X3 X4")
