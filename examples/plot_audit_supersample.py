r"""
Coins that say what was memorised
=================================

*How much of a gap between test and training losses is memory, and how many trainings does it take to say so?*

A supersample has n rows of two data, and a fair coin :math:`U_i` chooses which of them trains. With the loss
differences :math:`\Delta_i` of its rows a learner obeys :cite:p:`hellstrom2022,wang2023`

.. math:: \bigl| \mathbb E (L_{\text{test}} - L_{\text{train}}) \bigr| \le
    \frac1n \sum_i \sqrt{2 I(\Delta_i; U_i)}.

An audit takes the losses and the coins of many trainings. Informations that are estimated from few of them
are mostly bias: the audit says from how many on it concludes anything. An experiment that breaks the rules of
the coins is told from one that keeps them.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import scale

import itbounds as ib

N, DRAWS = 20, 500
rng = np.random.default_rng(0)
inputs, labels = load_breast_cancer(return_X_y=True)
rows = rng.permutation(len(labels))[: 2 * N]
inputs, labels = scale(inputs)[rows], labels[rows]
distances = ((inputs[:, None] - inputs) ** 2).sum(axis=2)
coins = rng.integers(0, 2, (DRAWS, N))

# %%
# The learners are nearest neighbours: one of them remembers every sample, many of them remember little.


def losses(k, coins):
    found = np.empty((len(coins), N, 2))
    for draw, coin in enumerate(coins):
        trained = 2 * np.arange(N) + coin
        nearest = np.argsort(distances[:, trained], axis=1)[:, :k]
        votes = labels[trained][nearest].mean(axis=1)
        found[draw] = ((votes > 0.5) != labels).reshape(N, 2)
    return found


neighbours = (1, 3, 5, 9, 15)
reports = {k: ib.audit.supersample(losses(k, coins), coins) for k in neighbours}
print(reports[1], end="\n\n")
assert all(report.verdict is ib.audit.Verdict.CONSISTENT for report in reports.values())

# %%
# The same learner, trained less often. With fewer than ten draws for each cell of a table of losses and coins
# nothing is concluded, since the bound is mostly its own bias.

draws = (10, 20, 40, 60, 100, 200, 500)
shorter = {n: ib.audit.supersample(losses(1, coins[:n]), coins[:n]) for n in draws}
for n, report in shorter.items():
    print(f"{n:3} draws: {report.verdict}")
assert shorter[10].verdict is ib.audit.Verdict.INCONCLUSIVE

# %%
# A classifier that is trained once, and coins that are chosen by its losses afterwards so that the better of
# two data counts as the one that trained: there is a gap, and nothing that could explain it.

fixed = np.broadcast_to(losses(1, coins[:1]), (DRAWS, N, 2))
chosen = np.where(fixed[..., 0] == fixed[..., 1], coins, fixed[..., 1] < fixed[..., 0])
report = ib.audit.supersample(fixed, chosen)
print(report)
assert report.verdict is ib.audit.Verdict.VIOLATED
assert "chosen by their losses" in report.checks[1].causes[0]

# %%
# On the left the measured gap of each learner and the interval of its bound; on the right the bound of one
# neighbour by the number of draws, with hollow marks where nothing is concluded, and what bias alone makes.


def draw(axes, places, reports, named):
    for place, report in zip(places, reports, strict=True):
        check = report.checks[1]
        fill = "none" if check.verdict is ib.audit.Verdict.INCONCLUSIVE else "full"
        for colour, mark, name, interval, value in (
            (ib.plots.COLOURS[0], "v", "bound by ld-CMI", check.limit, check.limit.upper),
            (ib.plots.COLOURS[1], "o", "gap", check.achieved, check.estimate),
        ):
            arms = [[value - interval.lower], [interval.upper - value]]
            label = name if named and place == places[0] else None
            axes.errorbar(
                [place], [value], arms, fmt=mark, color=colour, capsize=2.0, fillstyle=fill, label=label
            )


with ib.plots.style("ieee-2col", ratio=0.38):
    figure, (left, right) = plt.subplots(1, 2, sharey=True)
    draw(left, range(len(neighbours)), reports.values(), named=True)
    left.set_xticks(range(len(neighbours)), neighbours)
    left.set(xlabel="nearest neighbours that vote", ylabel="mean gap of losses", ylim=(0.0, 0.65))
    left.legend()
    draw(right, draws, shorter.values(), named=False)
    floors = [
        next(taken.estimate for taken in report.measurements if taken.name == "ld-CMI: floor")
        for report in shorter.values()
    ]
    right.plot(
        draws, floors, color="0.3", linestyle=":", linewidth=1.0, label="bias alone, if all cells occur"
    )
    right.plot([], [], "o", color="0.3", fillstyle="none", label="inconclusive: too few draws")
    right.set(xscale="log", xlabel="draws of the coins")
    right.set_xticks([10, 30, 100, 300], ["10", "30", "100", "300"])
    right.set_xticks([], minor=True)
    right.legend()
plt.show()
