r"""
Two laws that must live together
================================

*How little can a pair of variables be, if each of them has a given law?*

A coupling of p and q is a joint law with these marginals. The one of least entropy makes the two variables
share the most, :math:`I(X; Y) = H(p) + H(q) - H(X, Y)`. Entropy is concave, so the least is at a vertex of
the transport polytope, and finding it is NP-hard.

**Theorem** :cite:p:`compton2023`. Letting the two largest masses left meet, over and over
:cite:p:`kocaoglu2017`, gives at most :math:`\log_2(e) / e < 0.531` bit more than the least entropy.

With a *bottleneck* the two may speak only through a variable T of bounded entropy :cite:p:`ebrahimi2024`.
"""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

p = np.array([8, 6, 1, 1]) / 16
q = np.array([6, 4, 4, 2]) / 16

# %%
# The greedy coupling first takes 6/16 from both largest masses, and is a quarter of a bit worse than the
# least one, which splits 8 into 4 and 4. The search proves that nothing is below: both ends meet.

greedy = ib.minimum_entropy_coupling(p, q, states=0)
least = ib.minimum_entropy_coupling(p, q)
print("greedy:", greedy)
print("least: ", least)

couplings = {
    "independent": np.outer(p, q),
    f"greedy, {greedy.upper:.3f} bit": greedy.witness.tensor,
    f"least, {least.upper:.3f} bit": least.witness.tensor,
}
with ib.plots.style("ieee-2col", ratio=0.37):
    figure, panels = plt.subplots(1, 3)
    for axes, (name, joint) in zip(panels, couplings.items(), strict=True):
        axes.imshow(np.sqrt(joint), cmap="Blues", vmin=0.0, vmax=0.8)
        for (x, y), mass in np.ndenumerate(joint):
            if mass > 0.0:
                text = f"{16 * mass:.3g}"
                axes.annotate(text, (y, x), ha="center", va="center", color="w" if mass > 0.2 else "k")
        axes.set(xticks=range(4), yticks=range(4), xticklabels=[6, 4, 4, 2], yticklabels=[8, 6, 1, 1])
        axes.tick_params(length=0)
        axes.set(xlabel="$16\\,q$", ylabel="$16\\,p$", title=name)
        for side in axes.spines.values():
            side.set_visible(True)

# %%
# Through a bottleneck. Above: no more than the entropy R of T gets through, and no more than the best
# coupling shares. These ends are proved. Below: what was found, by encoders that are a function of X but for
# one letter. At the entropies of functions an encoder wastes nothing; the decoder still may.

functions = [
    -sum(mass * np.log2(mass) for mass in np.bincount(labels, weights=law) if mass > 0.0)
    for law in (p, q)
    for labels in product(range(4), repeat=4)
]
rates = np.unique(np.append(np.linspace(0.0, 2.0, 61), functions).round(15))
told = [ib.entropy_bounded_information(p, rate) for rate in rates]
shared = [ib.coupling_with_bottleneck(p, q, rate) for rate in rates]

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    upper = [result.upper for result in shared]
    lower = [result.lower for result in shared]
    axes.fill_between(rates, lower, upper, color="0.9", linewidth=0)
    axes.plot(rates, [result.upper for result in told], label=r"$\min\{R, H(X)\}$, proved")
    axes.plot(rates, [result.lower for result in told], label=r"$I(X;T)$, attained")
    axes.plot(rates, upper, label=r"$I(X;Y)$, proved")
    axes.plot(rates, lower, label=r"$I(X;Y)$, attained")
    axes.set(
        xlabel="entropy $R$ of the bottleneck (bit)", ylabel="information (bit)", xlim=(0, 2), ylim=(0, 2)
    )
    axes.legend(loc="upper left")

# %%
# The certificates know nothing of the search for points: they hold the cells of a coupling, whose masses
# follow from the laws in integers, and prove both ends anew.

print(shared[20].verify("ball"))
