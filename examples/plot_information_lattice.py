r"""
What remainders know
====================

*Which remainders tell a number, and how much can be missing?*

A variable is what it tells apart. Ordered by "is a function of", variables form a lattice
:cite:p:`shannon1953`: the join is the pair, the meet is the common part of Gács and Körner
:cite:p:`gacs1973`.

**Theorem** :cite:p:`delsol2024`. If :math:`X_1, \dots, X_n` are functions of X that determine it, then
:math:`\sum_i D(X_i, X) \le (n - 1) H(X)` for Shannon's distance :math:`D`. In any case at least
:math:`\sum_i D(X_i, X) - (n - 1) H(X)` is missing.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# A uniform number below 12 and its remainders. The join of two remainders is the one modulo the least
# common multiple, the meet the one modulo the greatest common divisor.

number = ib.Observable(range(12), np.full(12, 1 / 12))
remainder = {d: number.map(lambda x, d=d: x % d) for d in (1, 2, 3, 4, 6, 12)}
print("4 and 6 join to 12:", remainder[4] | remainder[6] == remainder[12])
print("and meet in 2:     ", remainder[4] & remainder[6] == remainder[2])

# %%
# Whether two functions tell the number is decided exactly, on the support.

for pair in [(3, 4), (4, 6), (2, 6)]:
    found = ib.reconstruction([remainder[d] for d in pair], number)
    print(pair, "perfect" if found.perfect else f"{found.missing:.3f} bit missing")

# %%
# Random pairs of functions. The theorem is the line: nothing lies below it, and right of its kink no pair
# tells the number. It is necessary and not sufficient: most pairs on the left do not tell it either.

rng = np.random.default_rng(4)
pairs = []
for _ in range(1500):
    tables = [rng.integers(0, rng.integers(2, 9), 12).tolist() for _ in range(2)]
    pairs.append(ib.reconstruction([number.map(table.__getitem__) for table in tables], number))
spent, missing = np.array([pair.spent for pair in pairs]), np.array([pair.missing for pair in pairs])
perfect = np.array([pair.perfect for pair in pairs])

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2, width_ratios=[1, 1.35])
    across = {1: 0.0, 2: -1.0, 3: 1.0, 4: -1.6, 6: 0.35, 12: -0.6}
    place = {d: (across[d], remainder[d].entropy()) for d in across}
    for upper, lower in [(2, 1), (3, 1), (4, 2), (6, 2), (6, 3), (12, 4), (12, 6)]:
        left.plot(*zip(place[lower], place[upper], strict=True), color="0.6", linestyle="-", zorder=1)
    for d, (x, y) in place.items():
        left.plot(x, y, "o", color="white", markersize=15, markeredgecolor="#0072B2", zorder=2)
        left.annotate(f"{d}", (x, y), ha="center", va="center", zorder=3)
    left.set(ylabel="entropy of the remainder (bit)", xticks=[], xlim=(-2.2, 1.6), ylim=(-0.3, 3.95))
    left.spines["bottom"].set_visible(False)
    H = number.entropy()
    right.plot([0.6, H, 2 * H], [0, 0, H], color="0.2", linestyle="-", label="least that is missing")
    right.plot(
        spent[~perfect], missing[~perfect], ".", color="#56B4E9", markersize=2.5, label="something is missing"
    )
    right.plot(spent[perfect], missing[perfect], "D", color="#D55E00", markersize=3.5, label="perfect")
    right.annotate(
        "remainders by 3 and 4", (H, 0), (4.0, 0.12), va="center", arrowprops={"arrowstyle": "-", "lw": 0.6}
    )
    right.axvline(H, color="0.6", linestyle=":", linewidth=0.8)
    right.set(
        xlim=(0.6, 6.2),
        xlabel=r"$D(X_1, X) + D(X_2, X)$ (bit)",
        ylabel=r"missing $H(X \mid X_1, X_2)$ (bit)",
    )
    right.legend(loc="upper left")

# %%
# The same lattice on a joint law: what X and Y share without doubt is what connects their letters. A cell
# of any probability at all can undo it.

joint = np.kron(np.eye(3), np.full((2, 2), 1 / 12))
print(ib.gacs_korner(joint))
leaky = 0.999 * joint + 0.001 / 36
print(ib.gacs_korner(leaky), "although Rajski's distance moves little:")
print(f"{ib.rajski(joint):.4f} and {ib.rajski(leaky):.4f}")
