r"""
Orthogonal tasks from one hard feature
======================================

*Can tasks that share everything be orthogonal to each other?*

A Rademacher-Haar feature of the unit interval, and its Walsh readouts: the products of its levels. For a
uniform x the levels are independent fair signs, *whatever* the signs of the nodes, so that the products are
an orthonormal basis of all functions on the cells. Each is a function of the one number g(x), and a network
of steps and a triangle wave computes it. A reconstruction of :cite:t:`dittrich2026`.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

shared = ib.shared
rng = np.random.default_rng(8)
signs = rng.choice((-1, 1), 2**6 - 1)
x = (np.arange(2048) + 0.5) / 2048
g = shared.features(signs, x)
tasks = [0b000001, 0b000110, 0b001011, 0b111111]

# %%
# Below on the left the same tasks as functions of the feature: between two values of the feature nothing is
# asked, and the wave may be drawn through. On the right, the inner products of all 64 tasks.

with ib.plots.style("ieee-2col", ratio=0.5):
    figure = plt.figure()
    grid = figure.add_gridspec(2, 3, height_ratios=(1.0, 1.3))
    feature = figure.add_subplot(grid[0, 0])
    feature.plot(x, g, color=ib.plots.COLOURS[0], linewidth=0.8)
    feature.set(xlabel="x", ylabel="feature g(x)", xlim=(0, 1))
    above = figure.add_subplot(grid[0, 1:])
    for place, task in enumerate(tasks):
        (output,) = shared.readouts(g, 5, tasks=[task])
        above.plot(x, 0.38 * output - place, "-", color=ib.plots.COLOURS[place], linewidth=0.8)
    names = ["{" + ", ".join(str(j) for j in range(6) if task >> j & 1) + "}" for task in tasks]
    above.set(
        xlabel="x", yticks=range(0, -len(tasks), -1), yticklabels=names, xlim=(0, 1), title="readouts w(g(x))"
    )
    below = figure.add_subplot(grid[1, 0:2])
    places = np.sort(shared.features(signs))
    for place, task in enumerate(tasks):
        (output,) = shared.readouts(places, 5, tasks=[task])
        below.plot(
            places, 0.38 * output - place, "-", color=ib.plots.COLOURS[place], linewidth=0.5, alpha=0.6
        )
        below.plot(places, 0.38 * output - place, ".", color=ib.plots.COLOURS[place], markersize=2.5)
    below.set(
        xlabel="value of the feature g", yticks=range(0, -len(tasks), -1), yticklabels=names, xlim=(-2, 2)
    )
    image = figure.add_subplot(grid[1, 2])
    rows = shared.readouts(shared.features(signs), 5)
    drawn = image.imshow(np.abs(rows @ rows.T) / 64, cmap="Blues", vmin=0, vmax=1)
    image.set(
        xlabel="task A",
        ylabel="task B",
        title=r"$|\langle w_A, w_B \rangle|$",
        xticks=(0, 63),
        yticks=(0, 63),
    )
    figure.colorbar(drawn, ax=image, fraction=0.046, ticks=(0, 1))

# %%
# With twelve levels there are 4096 tasks; a column of their Gram matrix takes a fast transform and no matrix.

signs = rng.choice((-1, 1), 2**12 - 1)
(row,) = shared.readouts(shared.features(signs), 11, tasks=[1234])
column = shared.walsh_coefficients(row, signs)
print("inner products other than 0:", {int(task): float(column[task]) for task in np.flatnonzero(column)})

# %%
# The network with one shared feature, and the one in which every task has jumps of its own.

signs = rng.choice((-1, 1), 2**6 - 1)
tasks = range(1, 64)
together = shared.feature_network(signs) >> shared.readout_network(5, tasks)
print("shared:  ", together)
print("separate:", shared.separate_network(signs, tasks))
points = rng.random(1000)
assert np.array_equal(together(points), shared.readouts(shared.features(signs, points), 5, tasks=tasks))
