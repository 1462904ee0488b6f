r"""
Three thousand cells for one noise
==================================

*How finely must a Gaussian channel be cut before its capacity stops growing?*

**Theorem** (Shannon, 1948). For every input law :math:`p` and output law :math:`q` of a finite channel,

.. math:: I(p, W) \le C(W) \le \max_x D(W_x \,\|\, q) .

A converter with :math:`n` levels and :math:`n` cells is such a channel, and merging cells loses
information. Here are converters of up to 3000 levels at a peak of four standard deviations of the
noise, each solved to a certified billionth of a bit: the difference of two capacities is known far
better than it is large.
"""

from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# The finest converter: nine million transition probabilities.

start = perf_counter()
finest = ib.zoo.awgn_grid(4.0, inputs=3000, outputs=3000)
best = ib.capacity(finest, tol=1e-9)
print(best, f"(gap {best.gap:.1e} bit, {perf_counter() - start:.0f} s)")

# %%
# Coarser ones, and how much less they carry: both ends of the loss are certified.

levels = np.unique(np.geomspace(8, 1000, 22).astype(int))
coarse = [ib.capacity(ib.zoo.awgn_grid(4.0, int(n), int(n)), tol=1e-9) for n in levels]
loss = np.array([(best.lower - each.upper, best.upper - each.lower) for each in coarse])
print(f"the widest interval of a loss is {np.ptp(loss, axis=1).max():.1e} bit")

# %%
# From some thirty cells on, the loss falls with the square of the width of a cell. Still, the
# law that attains the capacity sits on few amplitudes, whatever the grid; one that falls between two
# levels is shared by them, and drawn as one.

scale = loss[-1].mean() / (1 / levels[-1] ** 2 - 1 / 3000**2)
law = best.witness.probabilities
amplitudes = np.array(finest.dom.letters)
used = np.flatnonzero(law > 1e-6)
groups = np.split(used, np.flatnonzero(np.diff(used) > 1) + 1)
masses = np.array([law[group].sum() for group in groups])
places = np.array([law[group] @ amplitudes[group] for group in groups]) / masses
print("masses", masses.round(4), "together", masses.sum().round(6))

with ib.plots.style("ieee-col"):
    figure, (above, below) = plt.subplots(2, 1, figsize=(3.5, 3.8), layout="constrained")
    above.loglog(levels, loss.mean(axis=1), "o", markersize=3, label="certified loss")
    above.loglog(
        levels, scale * (1 / levels**2 - 1 / 3000**2), linewidth=0.8, label=r"$\propto n^{-2} - 3000^{-2}$"
    )
    above.set(xlabel="levels and cells $n$", ylabel="$C_{3000} - C_n$ (bit)")
    above.legend()
    below.vlines(places, 0, masses, linewidth=1.5)
    below.set(xlabel="amplitude $x$", ylabel="$p_x$ at $n = 3000$", ylim=(0, None))

# %%
# What an infinitely fine converter would gain on the finest one here, by the law of the square: an
# extrapolation, and no longer certified.

print(f"about {scale / 3000**2:.1e} bit more")
