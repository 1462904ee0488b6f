r"""
What a hidden state knows
=========================

*A language model is trained on the next word. What does its hidden state know beyond it, and how finely does
its head read it?*

**Theorem.** A hidden state :math:`H` knows of the next :math:`K` words

.. math::

    I(H; W_1^K) = I(H; W_1) + \text{surplus}, \qquad 0 \le \text{surplus} = I(H; W_2^K \mid W_1) \le
    H(W_2^K \mid W_1),

and a softmax head makes the hidden space a Riemannian one, with the metric
:math:`g^*(h) = W^\top (\mathrm{diag}\, p_h - p_h p_h^\top) W` of rank at most :math:`\min(d, |V| - 1)`
:cite:p:`zhang2025`. No model is downloaded: everything here has a few letters and is computed exactly.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Ellipse

import itbounds as ib

lm = ib.language_model

# %%
# A language with long-range agreement. A sentence has a number and a tense. The next word, an adverb, hardly
# depends on them; the verb after it agrees with the number, the word after that shows the tense. What is in
# the context determines both.


def flip(chance):
    return np.array([[1 - chance, chance], [chance, 1 - chance]])


number, tense = np.repeat([0, 1], 2), np.tile([0, 1], 2)
future = np.einsum("xu,xv,xw->xuvw", flip(0.35)[number], flip(0.02)[number], flip(0.1)[tense])
contexts = [0.3, 0.2, 0.2, 0.3]

# %%
# Three encoders: one keeps all, one keeps the number alone, one keeps a noisy copy of the number that would
# do for the next word. As composites of kernels, with the information about the context that is left:

encoders = {
    "all": np.eye(4),
    "number": ib.Kernel.deterministic(number, 2),
    "noisy number": flip(0.15)[number],
}
horizons = {}
for name, encoder in encoders.items():
    kernel = ib.Kernel.of(encoder)
    prior = ib.Distribution.of(contexts)
    head = kernel.invert(prior) >> ib.Kernel.of(future.sum(axis=(2, 3)))
    model = lm.Pipeline(prior, kernel, ib.Kernel.id(kernel.cod), head)
    horizons[name] = seen = model.horizon(future)
    left = model.information()
    loss = model.cross_entropy(future.sum(axis=(2, 3)))
    print(
        f"{name:13s} I(X;H) = {left['backbone']:.3f}   I(X;W) = {left['head']:.3f}   "
        f"loss = {loss.entropy:.3f} + {loss.divergence:.3f}   "
        f"surplus = {seen.surplus:.3f} <= {seen.remaining_entropy:.3f} bit"
    )

# %%
# The loss on the next word cannot tell the first from the second; the surplus does.
#
# Contexts that predict alike: sixty contexts drawn around three laws of the next word. The spectrum of the
# predictive similarity operator shows the three.

rng = np.random.default_rng(1)
topics = np.array([[0.7, 0.1, 0.1, 0.05, 0.05], [0.05, 0.7, 0.05, 0.1, 0.1], [0.1, 0.05, 0.05, 0.1, 0.7]])
rows = np.vstack([rng.dirichlet(150 * topic, 20) for topic in topics])
spectra = {name: lm.similarity_spectrum(rows, kernel=name)[:5] for name in ("bhattacharyya", "linear")}
print("spectrum:", ", ".join(f"{value:.4f}" for value in spectra["bhattacharyya"]))

# %%
# The metric of a head with five words and hidden states in the plane. Each ellipse holds the states whose law
# of the next word is within 0.006 nat of that at its centre: wide where the head is sure of its word, narrow
# between two words, whose domains are bounded by the rays.

angles = 2 * np.pi * np.arange(5) / 5 + 0.3
words = 2.0 * np.column_stack([np.cos(angles), np.sin(angles)])
turns = np.append(angles, angles + np.pi / 5)
compass = np.column_stack([np.cos(turns), np.sin(turns)])
grid = np.vstack([np.zeros((1, 2)), *(radius * compass for radius in (0.7, 1.3, 1.9))])
metric = lm.pullback_metric(words, grid)
print("ranks:", np.unique(lm.pullback_rank(words, grid)))

with ib.plots.style("ieee-2col", ratio=0.4):
    figure, (first, second, third) = plt.subplots(1, 3, width_ratios=[1.05, 0.9, 1.1])
    shades = ("#0072B2", "#E69F00", "#999999")
    for i, ((name, seen), colour) in enumerate(zip(horizons.items(), shades, strict=True)):
        first.bar(np.arange(1, 4) + 0.26 * (i - 1), seen.steps, 0.24, color=colour, label=name)
    first.set(xlabel="word ahead", ylabel="$I(H; W_k \\mid W_1^{k-1})$ (bit)", xticks=[1, 2, 3])
    first.axvspan(1.5, 3.5, color="0.94", zorder=-1)
    first.text(2.5, 0.97, "surplus", transform=first.get_xaxis_transform(), ha="center", va="top")
    first.set(xlim=(0.5, 3.5), ylim=(0, 1.0))
    above = {"loc": "lower center", "bbox_to_anchor": (0.45, 1.0), "columnspacing": 1.0}
    first.legend(title="hidden state", ncols=3, handlelength=1.0, **above)
    for (name, values), mark in zip(spectra.items(), "os", strict=True):
        second.semilogy(range(1, 6), values, mark + "-", label=name)
    second.set(xlabel="index", ylabel="eigenvalue", xticks=range(1, 6))
    second.legend(title="similarity", ncols=2, **above)
    for angle in angles + np.pi / 5:
        third.plot([0, 5 * np.cos(angle)], [0, 5 * np.sin(angle)], "-", color="0.8", lw=0.6)
    for state, g in zip(grid, metric, strict=True):
        sizes, axes = np.linalg.eigh(g)
        width, height = 2 * np.sqrt(2 * 0.006 / sizes)
        turn = np.degrees(np.arctan2(*axes[::-1, 0]))
        third.add_patch(Ellipse(state, width, height, angle=turn, fill=False, ec="#0072B2", lw=0.8))
    for label, word in zip("abcde", words, strict=True):
        third.text(*(1.25 * word), label, ha="center", va="center", style="italic")
    third.set(xlim=(-2.9, 2.9), ylim=(-2.9, 2.9), aspect="equal", xlabel="$h_1$", ylabel="$h_2$")
