r"""
Better for every purpose
========================

*When does a channel serve every user better than another?*

**Theorem** (Blackwell :cite:p:`blackwell1953`). For channels :math:`W` and :math:`V` with the same inputs
these are equivalent:

- :math:`V = W G` for a channel :math:`G`: what comes out of :math:`V` can be made of what comes out of
  :math:`W`, by adding noise;
- for every prior on the inputs and every utility, the best decision on the output of :math:`W` is worth at
  least as much as the best one on the output of :math:`V`.

The order is partial. Where it fails, the deficiency of Le Cam :cite:p:`lecam1964` says by how much,

.. math:: \delta(W, V) = \min_G \max_x \mathrm{TV}(V_x, (W G)_x) ,

and it is also the largest advantage of :math:`V` in a decision problem whose utility lies between 0 and 1.
Both are one linear program: its solution is the garbling, its dual solution the decision problem.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# An erasure channel with :math:`e = 1/4` becomes a symmetric one with crossover 1/8 if a coin decides the
# erasures. The other way round there is no channel, and a decision problem proves it.

comparison = ib.blackwell(ib.zoo.bec(0.25), ib.zoo.bsc(0.125))
print(comparison.text())
print(comparison.garbling.matrix)

# %%
# The problem that separates them: a prior, and what each action is worth for each input.

problem = comparison.reverse_decision
print(problem.prior.probabilities)
print(problem.utility)
print(f"worth {problem.value(ib.zoo.bec(0.25)):.4f} with the erasure channel, "
      f"{problem.value(ib.zoo.bsc(0.125)):.4f} with the symmetric one")  # fmt: skip

# %%
# A proof can be checked by anyone, without the linear program.

comparison.verify("ball")

# %%
# Erasures against errors, for all noise levels. :math:`\mathrm{BEC}(e)` against :math:`\mathrm{BSC}(d)`, with
# :math:`h` the binary entropy :cite:p:`elgamal2011`:
#
# - :math:`e \le 2 d`: the symmetric channel is a garbling of the erasure channel;
# - :math:`e \le 4 d (1 - d)`: the erasure channel is less noisy, :math:`I(U; Y)` is larger for every
#   :math:`U \to X \to Y`;
# - :math:`e \le h(d)`: it is more capable, :math:`I(X; Y)` is larger for every input law.
#
# Each condition is weaker than the one before. The shades are the certified deficiency, computed on a grid.

crossovers, erasures = np.linspace(0.0, 0.5, 26), np.linspace(0.0, 1.0, 26)
amount = [[ib.deficiency(ib.zoo.bec(e), ib.zoo.bsc(d)) for d in crossovers] for e in erasures]
widest = max(result.gap for row in amount for result in row)
print(f"{len(crossovers) * len(erasures)} deficiencies, the widest interval {widest:.1e}")

# %%
# On the right a cut at :math:`d = 0.11`: the deficiency is zero up to :math:`e = 0.22`, then
# :math:`e/2 - d`; that of the symmetric channel relative to the erasure channel is :math:`d (1 - e)`.

cut = 0.11
levels = np.linspace(0.0, 1.0, 21)
forward = [ib.deficiency(ib.zoo.bec(e), ib.zoo.bsc(cut)).upper for e in levels]
backward = [ib.deficiency(ib.zoo.bsc(cut), ib.zoo.bec(e)).upper for e in levels]

d = np.linspace(1e-9, 0.5, 400)
h = -d * np.log2(d) - (1 - d) * np.log2(1 - d)
boundaries = {
    r"more capable: $e = h(d)$": (h, "-"),
    r"less noisy: $e = 4d(1 - d)$": (4 * d * (1 - d), "--"),
    r"degraded: $e = 2d$": (2 * d, ":"),
}

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (plane, section) = plt.subplots(1, 2, width_ratios=(1.15, 1))
    shade = plane.contourf(
        crossovers,
        erasures,
        [[result.upper for result in row] for row in amount],
        levels=[1e-9, *np.arange(0.05, 0.51, 0.05)],
        cmap="Blues",
    )
    for label, (boundary, line) in boundaries.items():
        plane.plot(d, boundary, line, color="black", label=label)
    plane.axvline(cut, color=ib.plots.COLOURS[1], linewidth=0.8)
    plane.set(xlabel="crossover $d$", ylabel="erasure probability $e$", xlim=(0, 0.5), ylim=(0, 1))
    plane.legend(loc="lower right")
    figure.colorbar(
        shade, ax=plane, ticks=np.arange(0.1, 0.6, 0.1), label=r"$\delta(\mathrm{BEC}(e), \mathrm{BSC}(d))$"
    )
    e = np.array([0.0, 2 * cut, 1.0])
    section.plot(e, np.maximum(0, e / 2 - cut), color=ib.plots.COLOURS[0], label="$e/2 - d$, or 0")
    section.plot(e, cut * (1 - e), color=ib.plots.COLOURS[1], label="$d(1 - e)$")
    section.plot(
        levels,
        forward,
        "o",
        color=ib.plots.COLOURS[0],
        markersize=3,
        label=r"$\delta(\mathrm{BEC}, \mathrm{BSC})$",
    )
    section.plot(
        levels,
        backward,
        "s",
        color=ib.plots.COLOURS[1],
        markersize=3,
        label=r"$\delta(\mathrm{BSC}, \mathrm{BEC})$",
    )
    section.set(
        xlabel="erasure probability $e$", ylabel="deficiency at $d = 0.11$", xlim=(0, 1), ylim=(0, 0.4)
    )
    section.legend()

# %%
# Where :math:`2 d < e < 1` neither channel is better for every purpose, although one of them has the larger
# capacity.

for e in (0.2, 0.4, 0.6):
    order = ib.blackwell(ib.zoo.bec(e), ib.zoo.bsc(cut)).order
    capacities = ib.capacity(ib.zoo.bec(e)).value, ib.capacity(ib.zoo.bsc(cut)).value
    print(f"e = {e}: {order.name.lower():12s} capacities {capacities[0]:.3f} and {capacities[1]:.3f} bit")
