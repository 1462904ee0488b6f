r"""
What sharing a representation is worth
======================================

*How many bits does it save to describe many tasks by one shared feature?*

The feature is a Rademacher-Haar series: a Haar function on each node of a dyadic tree, with a sign of its own
and heights :math:`2^{-\alpha j}`. The tasks are its Walsh readouts, orthonormal functions of the feature
alone. A reconstruction of :cite:t:`dittrich2026` from its abstract; the statements are proved in
:doc:`/theory/shared_representations`.

**Theorem.** Within :math:`\epsilon` in the sup norm, where tasks of level j count :math:`2^{-\alpha j}`,
all tasks together take :math:`L` bits, of the order :math:`\epsilon^{-1 / \alpha}`. One by one they take
:math:`((L + 1)^2 - 1) / 3`: without sharing the exponent doubles.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

shared = ib.shared
for J in (1, 2, 9):
    print(f"J = {J}: {shared.walsh_bits(J)[0]} bits jointly, {shared.walsh_bits(J)[1]} one by one")

# %%
# Orthonormal Walsh tasks on the left. In the middle, infinitely many tasks that read one feature of
# smoothness one and count :math:`i^{-b}`: sharing changes the exponent only where :math:`b < \alpha`. The
# bands are proved brackets. On the right m linear tasks in an unknown subspace of dimension k = 4 of 64:
# sending it once pays from six tasks on, but more than four cannot be orthonormal in it (grey).

with ib.plots.style("ieee-2col", ratio=0.36):
    figure, (walsh, weighted, linear) = plt.subplots(1, 3)
    eps = 2.0 ** -np.arange(0.5, 10.6, 0.25)
    pairs = np.array([shared.walsh_entropy(1.0, e) for e in eps], dtype=float)
    levels = 2.0 ** -np.arange(3.5, 10.6)
    fits = np.array([shared.walsh_entropy(1.0, e) for e in levels], dtype=float).T
    for column, name, colour in ((1, "one by one", ib.plots.COLOURS[1]), (0, "jointly", ib.plots.COLOURS[0])):
        slope = shared.fitted_exponent(levels, fits[column])
        walsh.step(
            1 / eps, pairs[:, column], linestyle="-", color=colour, label=f"{name}, fitted {slope:.2f}"
        )
    walsh.set(xscale="log", yscale="log", xlabel=r"$1 / \epsilon$", ylabel="bits", title="Walsh tasks")
    walsh.legend(loc="upper left")

    eps = 2.0 ** -np.arange(1.5, 14.6, 0.5)
    cases = (
        (0.5, "separate", ib.plots.COLOURS[1], "one by one, b = 1/2"),
        (2.0, "separate", ib.plots.COLOURS[2], "one by one, b = 2"),
    )
    for decay, name, colour, label in (*cases, (2.0, "joint", ib.plots.COLOURS[0], "jointly, any b")):
        ends = np.array([getattr(shared.weighted_bits(1.0, decay, e), name) for e in eps], dtype=float).T
        slope = shared.fitted_exponent(eps[10:], ends[0][10:])
        weighted.fill_between(1 / eps, *ends, color=colour, alpha=0.35, linewidth=0)
        weighted.plot(
            1 / eps, ends[0], color=colour, linestyle="-", linewidth=0.8, label=f"{label}: {slope:.2f}"
        )
    weighted.set(xscale="log", yscale="log", xlabel=r"$1 / \epsilon$", title=r"tasks that count $i^{-b}$")
    weighted.legend(loc="upper left")

    tasks = np.arange(1, 17)
    joint, separate = np.array([shared.linear_bits(m, 64, 4, 0.1) for m in tasks.tolist()]).T
    linear.plot(tasks, separate / 1000, ".-", color=ib.plots.COLOURS[1], label="one by one")
    linear.plot(tasks, joint / 1000, ".-", color=ib.plots.COLOURS[0], label="jointly")
    linear.axvspan(0.5, 4.5, color="0.92", zorder=0)
    linear.annotate("$m \\leq k$", (2.5, 3.9), ha="center", va="top", color="0.35")
    linear.set(
        xlabel="number m of tasks", ylabel="kilobits", title="linear tasks", xlim=(0.5, 16.5), ylim=(0, 4.6)
    )
    linear.legend(loc="lower right")

# %%
# The counts are those of a least cover, found by search: two levels, all eight features, all three tasks.

signs = np.array(np.meshgrid(*[[-1, 1]] * 3)).reshape(3, -1).T
outputs = np.array([shared.readouts(shared.features(row), 1)[1:] for row in signs])
print(shared.description_length(outputs.reshape(8, -1), 0.9))
for task in range(3):
    print(f"task {task + 1}:", shared.description_length(outputs[:, task], 0.9))
