r"""
The price of power
==================

*How much does a Gaussian channel lose when its input may not exceed a peak?*

**Theorem** :cite:p:`shannon1948,smith1971`. With noise of unit variance and average power at most
:math:`P`, the capacity is :math:`\tfrac12 \log_2 (1 + P)` and is attained by a Gaussian input. If besides
:math:`|x| \le A`, it is strictly less, and is attained by finitely many amplitudes.

The peak turns the question into a finite one: a grid of amplitudes, the square of the amplitude as the
cost, and a budget for its average. The *whole* curve is certified: the band holds at every budget, not
only where the program solved, because the certificate of one budget is a tangent above everywhere and two
witnesses can share time.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# The channel: amplitudes on a grid, the output cut into cells. Cutting loses information, so these are
# capacities of the channel *with* such a receiver.

peaks = (1.0, 2.0, 4.0)
curves = {}
for peak in peaks:
    channel = ib.zoo.awgn_grid(peak, inputs=41, outputs=120)
    amplitudes = np.array(channel.dom.letters)
    curves[peak] = ib.capacity_cost_curve(channel, amplitudes**2, tol=1e-3)

# %%
# Beyond some power the peak binds alone and the curve is flat.

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    axes.set_xscale("log")
    for peak, curve in curves.items():
        ib.plots.curve(curve, ax=axes, label=f"peak {peak:g}")
    power = np.geomspace(0.1, 16.0, 300)
    axes.plot(power, 0.5 * np.log2(1 + power), color="0.35", linestyle="--", linewidth=0.9, label="no peak")
    axes.set(xlabel="average power $P$", xlim=(0.1, 16), ylim=(0, 2.05))
    axes.legend()

# %%
# What the bands cost.

for peak, curve in curves.items():
    print(f"peak {peak:g}: {len(curve.nodes)} solves, widest band {curve.gap:.1e} bit")
