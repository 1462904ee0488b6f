r"""
Rate against blocklength
========================

*How long must a code be, to come close to capacity?*

**Theorem** :cite:p:`polyanskiy2010`. A random code of M words errs with probability at most
:math:`\mathbb{E} \min\{1, (M - 1) \Pr[i(\bar X; Y) \ge i(X; Y) \mid X, Y]\}`, and every code of M words has
:math:`M \le 1 / \beta_{1 - \epsilon}`, with the error :math:`\beta`
of the best test between the channel and its output alone.

Between the two lies the largest code. Both are exact sums, for one error in a thousand.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

blocklength = ib.bounds.blocklength
EPS = 1e-3
lengths = np.unique(np.geomspace(20, 2000, 45).astype(int))
sparse = np.unique(np.geomspace(20, 2000, 9).astype(int))

bsc, bec, gaussian = ib.zoo.bsc(0.11), ib.zoo.bec(0.5), ib.zoo.awgn(1.0)


def rates(bound, channel, points):
    return [max(bound(channel, int(n), EPS).value, 0.0) / n for n in points]


# %%
# The three channels have a capacity of half a bit. What is drawn as the normal approximation is close to both
# bounds, and is no bound itself: for short codes it is on the wrong side of one of them.

titles = {"BSC, $p = 0.11$": bsc, "BEC, $\\delta = 0.5$": bec, "AWGN, SNR $= 1$": gaussian}
with ib.plots.style("ieee-2col", ratio=0.42):
    figure, panels = plt.subplots(1, 3, sharey=True)
    for axes, (title, channel) in zip(panels, titles.items(), strict=True):
        points = sparse if channel is gaussian else lengths
        mark = "." if channel is gaussian else ""
        converse = rates(blocklength.metaconverse, channel, points)
        if channel is gaussian:
            best = exists = rates(blocklength.kappa_beta, channel, points)
        else:
            exists = rates(blocklength.rcu, channel, points)
            testing = rates(blocklength.dependence_testing, channel, points)
            random = rates(blocklength.gallager, channel, points)
            best = np.maximum(exists, testing)
        axes.axhline(0.5, color="k", linewidth=0.8)
        axes.fill_between(points, best, converse, color="0.9", linewidth=0)
        axes.plot(points, converse, mark + "-", color=ib.plots.COLOURS[3], label="converse")
        axes.plot(
            points,
            exists,
            mark + "-",
            color=ib.plots.COLOURS[0],
            label="$\\kappa\\beta$" if channel is gaussian else "RCU",
        )
        if channel is not gaussian:
            axes.plot(points, testing, "-", color=ib.plots.COLOURS[2], label="DT")
            axes.plot(points, random, "-", color=ib.plots.COLOURS[4], label="Gallager")
        normal = rates(blocklength.normal_approximation, channel, lengths)
        axes.plot(lengths, normal, "k:", label="normal (no bound)")
        axes.set(xscale="log", xlim=(20, 2000), ylim=(0, 0.55), title=title, xlabel="blocklength $n$")
        axes.legend(loc="lower right")
    panels[0].set_ylabel("rate $\\frac{1}{n} \\log_2 M$ in bits")
    panels[0].annotate("capacity", (22, 0.5), xytext=(0, 2), textcoords="offset points")

# %%
# Nine tenths of capacity take about three thousand letters on the symmetric channel, a thousand with
# erasures.

for name, channel, n in (("BSC", bsc, 3100), ("BEC", bec, 1000)):
    low = blocklength.rcu(channel, n, EPS).value / n
    high = blocklength.metaconverse(channel, n, EPS).value / n
    print(f"{name} at n = {n}: between {low:.4f} and {high:.4f} bits per letter")
    assert low < high < 0.5
