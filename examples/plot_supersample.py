r"""
What test losses explain, and what they certify
===============================================

*Why does a classifier do so well on data that it has not seen, and who may say so?*

A supersample has n rows of two data each. For every row a fair coin :math:`U_i` says which of them is trained
on, and the losses of a row tell something about its coin: after all, training data fare better. How much they
tell bounds the gap on average :cite:p:`steinke2020`. With the loss differences :math:`\Delta_i`
:cite:p:`wang2023`,

.. math:: |\mathbb{E}(L_\mu - L_S)| \le \frac1n \sum_i \mathbb{E} \sqrt{2 I^{\tilde Z}(\Delta_i; U_i)},

and for pairs of losses with mean training loss r and information I the risk R obeys, exactly,

.. math:: r \ln \frac{2r}{r + R} + R \ln \frac{2R}{r + R} \le I \qquad (r + R \le 1).

These are statements about expectations. A test set certifies *one* classifier, with a confidence.
"""

from math import inf

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import itbounds as ib

bounds = ib.bounds.generalization
N, DRAWS, SUPERSAMPLES = 40, 200, 3

# %%
# Threes and eights, 40 of them to train on, 200 draws of the coins for each of three supersamples. The images
# come from few writers, so that independence is itself an assumption here.

images, digits = load_digits(return_X_y=True)
chosen = np.isin(digits, (3, 8))
images, digits = images[chosen] / 16.0, digits[chosen]
rng = np.random.default_rng(0)
rows = rng.permutation(len(digits))[: 2 * N * SUPERSAMPLES].reshape(SUPERSAMPLES, N, 2)
coins = rng.integers(0, 2, (SUPERSAMPLES, DRAWS, N))


def logistic(train, asked):
    return LogisticRegression().fit(images[train], digits[train]).predict(images[asked])


def neighbour(train, asked):
    distances = ((images[asked][:, None] - images[train][None]) ** 2).sum(axis=2)
    return digits[train][distances.argmin(axis=1)]


def supersample(learner):
    predicted = np.empty((SUPERSAMPLES, DRAWS, N, 2), dtype=int)
    for z, draw in np.ndindex(SUPERSAMPLES, DRAWS):
        train = rows[z][np.arange(N), coins[z, draw]]
        predicted[z, draw] = learner(train, rows[z].ravel()).reshape(N, 2)
    losses = (predicted != digits[rows][:, None]).astype(float)
    return bounds.Supersample(losses, coins, predictions=predicted)


tables = {"logistic regression": supersample(logistic), "nearest neighbour": supersample(neighbour)}
for name, table in tables.items():
    print(f"{name}: training loss {table.empirical_risk:.4f}, test loss {table.risk:.4f}")

# %%
# Informations are estimated from tables of counts, which makes them too large: every result says what chance
# alone would give, and is an approximation (≈), no bound.

print(repr(bounds.ld_cmi(tables["logistic regression"])))

# %%
# All of them, as bounds of the risk. Deterministic learners can tell everything about their sample, and the
# information in the weights then says nothing; nor does that about all coins, which is at most n bits.


def expectations(table):
    r = table.empirical_risk
    gaps = {
        "weights, $I(S;W) = \\infty$": bounds.xu_raginsky(inf, N, 0.5),
        "weights, all coins (n bits)": bounds.cmi(N, N, unit="bit"),
        "predictions ($f$-CMI)": bounds.f_cmi(table),
        "loss differences (ld-MI, pooled)": bounds.ld_mi(table),
        "loss differences (ld-CMI)": bounds.ld_cmi(table),
        "single losses (sl-MI, centred)": bounds.sl_mi(table),
    }
    risks = {
        "loss pairs, binary divergence": bounds.hellstrom_durisi(table),
        "loss pairs, exact": bounds.pair_inversion(table),
        "single losses, exact": bounds.single_loss_inversion(table),
    }
    values = {name: (r + bound.value, bound) for name, bound in gaps.items()}
    return values | {name: (bound.value, bound) for name, bound in risks.items()}


# %%
# For the test set one draw of one supersample is taken: the first. Its 40 other images are the test set.


def certified(table):
    coin = coins[0, 0]
    errors = int(np.asarray(table.losses)[0, 0][np.arange(N), 1 - coin].sum())
    return bounds.clopper_pearson(errors, N, 0.05)


found = {name: expectations(table) for name, table in tables.items()}
for name, table in tables.items():
    print(name)
    for bound, (value, made) in found[name].items():
        print(f"  {bound:36} {value:8.4f}{'  vacuous' if made.vacuous else ''}")
    print(f"  with confidence 95 %, one classifier: {certified(table)}")

# %%
# The nearest neighbour has no training error, and then its risk *is* an information, in bits. The single
# losses show why such a number explains and certifies nothing: for losses 0 and 1 it is a function of the two
# mean losses, and gives back the very test loss that it was made from.

table = tables["nearest neighbour"]
print(bounds.interpolation(table), "and observed were", round(table.risk, 6))
assert abs(bounds.single_loss_inversion(table).value - table.risk) < 1e-9

# %%
# On top, in expectation over samples; below the rule, of one classifier. The hollow marks are what chance
# alone makes of a bound, with coins permuted: much of a square root is bias.


def from_chance(table, name, bound):
    chance = bound.terms.get("chance alone, mean")
    if chance is None:
        return None
    r = table.empirical_risk
    if "exact" in name and "pairs" in name:
        return bounds.pair_inversion(chance, r).value
    if "exact" in name:
        return bounds.single_loss_inversion(chance, r).value
    if "binary" in name:
        return bounds.hellstrom_durisi(chance, r).value
    return r + bounds.ld_mi(chance).value


with ib.plots.style("ieee-2col", ratio=0.47):
    figure, panels = plt.subplots(1, 2, sharex=True, sharey=True, layout="constrained")
    for axes, (name, table) in zip(panels, tables.items(), strict=True):
        values = found[name]
        low, rule = len(values) + 0.6, len(values) - 0.2
        for height, (label, (value, bound)) in enumerate(values.items()):
            if bound.vacuous:
                axes.plot([min(value, 1.9)], [height], "x", color=ib.plots.COLOURS[1], markersize=5)
                text, place = "$\\infty$" if value == inf else f"{value:.2f}", (min(value, 1.9), height)
                axes.annotate(
                    text, place, xytext=(-6, 0), textcoords="offset points", ha="right", va="center"
                )
            else:
                axes.plot([value], [height], "o", color=ib.plots.COLOURS[0], markersize=4.5)
            chance = from_chance(table, label, bound)
            if chance:
                axes.plot(
                    [chance], [height], "o", color=ib.plots.COLOURS[0], markersize=4.5, fillstyle="none"
                )
        axes.plot([certified(table).value], [low], "s", color=ib.plots.COLOURS[2], markersize=4.5)
        axes.axhline(rule, color="0.7", linewidth=0.6)
        axes.plot([table.risk, table.risk], [-1.5, rule], color="k", linewidth=0.8, zorder=0)
        axes.annotate("observed", (table.risk, -0.95), xytext=(3, 0), textcoords="offset points", va="center")
        axes.axvspan(1.0, 3.0, color="0.93", linewidth=0)
        axes.set(
            xscale="log", xlim=(5e-4, 2.5), ylim=(low + 0.7, -1.5), title=name, xlabel="bound of the risk"
        )
    panels[0].set_yticks([*range(len(values)), low], [*values, "test set of 40"])
    for mark, colour, filled, label in (
        ("o", ib.plots.COLOURS[0], "full", "estimate of a bound"),
        ("o", ib.plots.COLOURS[0], "none", "of chance alone"),
        ("x", ib.plots.COLOURS[1], "full", "vacuous"),
        ("s", ib.plots.COLOURS[2], "full", "certified with 95 %"),
    ):
        panels[1].plot([], [], mark, color=colour, markersize=4.5, fillstyle=filled, label=label)
    figure.legend(loc="outside lower center", ncols=4)
