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
from itbounds.estimators.laws import bimodal, gaussian_law

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
for d, trials in ((1, 6), (2, 6), (5, 3)):
    law = gaussian_law(np.sqrt(1.0 - np.exp(-2.0 / d)), d)  # one nat, whatever the dimension
    scores = estimators.benchmark(
        [law], {"KSG": estimators.ksg}, sizes=sizes, trials=trials, rng=rng, unit="nat"
    )
    biases[d] = list(scores)

# %%
# Two noisy views of a sign of size :math:`s`: the larger it is, the less Gaussian they are. The Gaussian
# estimate gives a wrong number then, and its tests say so before its intervals miss the truth.

sizes_of_signs = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75)
laws = [bimodal(size) for size in sizes_of_signs]
table = estimators.benchmark(laws, {"Gaussian": estimators.gaussian}, sizes=(300,), trials=50, rng=rng)

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

    reliable = np.array([score.reliable / score.trials for score in table])
    believed = [score.reliable_hits / score.reliable if score.reliable > 5 else np.nan for score in table]
    coverage.axhline(0.95, color="0.6", linewidth=0.8)
    coverage.bar(sizes_of_signs, reliable, width=0.18, color="0.85", label="share called reliable")
    coverage.plot(sizes_of_signs, [score.coverage for score in table], "o--", color=ib.plots.COLOURS[1],
                  markersize=3, label="coverage, all")  # fmt: skip
    coverage.plot(sizes_of_signs, believed, "s", color=ib.plots.COLOURS[0], markersize=4,
                  label="coverage, reliable")  # fmt: skip
    coverage.set(xlabel="size $s$ of the sign", ylabel="share of 50 trials", ylim=(0, 1.05))
    coverage.legend(loc="lower right", bbox_to_anchor=(1.02, 0.3), fontsize="x-small")

# %%
# The contrastive estimate stops at its ceiling and says so; nearest neighbours of a number and a function of
# it give a finite number for an infinite truth, and say so.

print(repr(found["InfoNCE, $K = 128$"][-1]))
x = rng.standard_normal(1000)
print(repr(estimators.ksg(x, np.tanh(3.0 * x))))
assert not found["InfoNCE, $K = 128$"][-1].reliable
