r"""
Estimates and when to believe them
==================================

*How much information do samples show, and does an estimator know when it fails?*

Every estimate of :math:`I(X; Y)` has a ceiling: InfoNCE never exceeds the logarithm of its batch, and nearest
neighbours cannot resolve what is narrower than their distances. On laws whose information is known, bias and
coverage can be measured. Estimates from halves and quarters of a sample tell much of it without knowing the
truth.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib
from itbounds.estimators.laws import gaussian_law, uniform_noise

estimators = ib.estimators
rng = np.random.default_rng(1)

# %%
# Pairs of Gaussian coordinates in two plus two dimensions, 500 samples each. InfoNCE has the best critic, the
# exact logarithm of the ratio of densities. Hollow marks are estimates whose own verdict is not to
# believe them.

truths = np.linspace(0.1, 8.0, 14)
found = {"Gaussian": [], "nearest neighbours": [], "InfoNCE, $K = 128$": []}
for truth in truths:
    law = gaussian_law(np.sqrt(1.0 - 2.0**-truth), 2)
    x, y = law.sample(rng, 500)
    scores = law.ratio(x[:128, None, :], y[None, :128, :])
    for name, estimate in zip(
        found, (estimators.gaussian(x, y), estimators.ksg(x, y), estimators.infonce(scores)), strict=True
    ):
        found[name].append(estimate)

# %%
# The bias of nearest neighbours against the number of samples: in many dimensions it hardly dies out.

sizes = (125, 250, 500, 1000, 2000)
biases = {}
for d, trials in ((1, 8), (2, 8), (5, 4)):
    law = gaussian_law(np.sqrt(1.0 - np.exp(-2.0 / d)), d)  # one nat, whatever the dimension
    scores = estimators.benchmark(
        [law], {"KSG": estimators.ksg}, sizes=sizes, trials=trials, rng=rng, unit="nat"
    )
    biases[d] = list(scores)

# %%
# Intervals of all estimates, and of those called reliable, for uniform noise on a uniform number.

widths = (1.0, 0.5, 0.25, 0.1, 0.05)
laws = [uniform_noise(width) for width in widths]
table = estimators.benchmark(laws, {"KSG": estimators.ksg}, sizes=(250,), trials=40, rng=rng)

with ib.plots.style("ieee-2col", ratio=0.36):
    figure, (values, bias, coverage) = plt.subplots(1, 3)
    values.plot([0, 8], [0, 8], color="0.6", linewidth=0.8)
    values.axhline(np.log2(128), color=ib.plots.COLOURS[2], linewidth=0.6, linestyle=":")
    values.annotate(
        "$\\log_2 K$", (0.2, 7), xytext=(0, 2), textcoords="offset points", color=ib.plots.COLOURS[2]
    )
    for colour, marker, (name, estimates) in zip(
        (ib.plots.COLOURS[0], ib.plots.COLOURS[1], ib.plots.COLOURS[2]), "os^", found.items(), strict=True
    ):
        height = np.array([estimate.value for estimate in estimates])
        sure = np.array([estimate.reliable for estimate in estimates])
        values.plot(truths, height, color=colour, linewidth=0.6)
        values.plot(truths[sure], height[sure], marker, color=colour, markersize=3, label=name)
        values.plot(truths[~sure], height[~sure], marker, color=colour, markersize=3, markerfacecolor="white")
    values.set(xlabel="true information [bit]", ylabel="estimate [bit]", xlim=(0, 8.2), ylim=(-0.2, 8.4))
    values.legend(loc="lower right", fontsize="x-small")

    bias.axhline(0.0, color="0.6", linewidth=0.8)
    for colour, (d, scores) in zip(
        (ib.plots.COLOURS[0], ib.plots.COLOURS[1], ib.plots.COLOURS[3]), biases.items(), strict=True
    ):
        arms = [score.deviation for score in scores]
        bias.errorbar(sizes, [score.bias for score in scores], arms, color=colour, capsize=2, linewidth=0.8)
        bias.annotate(f"{d} + {d} dimensions", (sizes[0], scores[0].bias), xytext=(4, -9 if d > 1 else 9),
                      textcoords="offset points", color=colour, fontsize="x-small")  # fmt: skip
    bias.set(xscale="log", xlabel="samples $n$", ylabel="bias of nearest neighbours [nat]")
    bias.set_xticks(sizes, [str(size) for size in sizes])
    bias.set_xticks([], minor=True)

    places = np.arange(len(widths))
    reliable = [score.reliable_hits / score.reliable if score.reliable else np.nan for score in table]
    coverage.axhline(0.95, color="0.6", linewidth=0.8)
    coverage.plot(places, [score.coverage for score in table], "o--", markersize=3, label="all intervals")
    coverage.plot(
        places, reliable, "s", color=ib.plots.COLOURS[2], markersize=4, label="those called reliable"
    )
    coverage.bar(
        places, [score.reliable / score.trials for score in table], color="0.8", label="share called reliable"
    )
    coverage.set_xticks(places, [f"{score.truth:.1f}" for score in table])
    coverage.set(xlabel="true information [bit]", ylabel="share", ylim=(0, 1.05))
    coverage.legend(loc="center right", bbox_to_anchor=(1.0, 0.6), fontsize="x-small")

# %%
# The contrastive estimate stops at its ceiling and says so; nearest neighbours of a number and a function of
# it give a finite number for an infinite truth, and say so.

print(repr(found["InfoNCE, $K = 128$"][-1]))
x = rng.standard_normal(1000)
print(repr(estimators.ksg(x, np.tanh(3.0 * x))))
assert not found["InfoNCE, $K = 128$"][-1].reliable
