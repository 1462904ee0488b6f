r"""
What an embedding can carry
===========================

*How good can a regression be if its embedding has few bits, and some of them flip?*

A network sees a noisy input X, embeds it in k bits, each of which is flipped with probability 0.05, and
estimates the target Y from what is left. Four limits meet in one plane, bits for each input over squared
error: the **rate** at which nothing of the input is lost, the **capacity** of the perturbed embedding, the
**rate-distortion function** of the target behind its input, and, where it meets the capacity, the least error
of all networks:

.. math:: R_{\mathrm{rep}}(D) \le I(X^n; \hat Y^n) / n \le k C .

The setting is a reconstruction of the one announced by :cite:t:`pereg2026`; every limit drawn is certified.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

representation = ib.representation

# %%
# Targets on a grid, inputs that show them with noise, and a finer grid of estimates.

values = np.linspace(-2.4, 2.4, 17)
estimates = np.linspace(-2.4, 2.4, 49)
target = np.exp(-0.5 * values**2)
seen = np.exp(-0.5 * ((values[:, None] - values) / 0.35) ** 2)
joint = seen * (target / target.sum()) / seen.sum(axis=0)  # joint[input, target]
joint /= joint.sum()
error = ib.distortions.squared_error(values, estimates)
flip = ib.zoo.bsc(0.05)

rate = representation.rate(joint.sum(axis=1))
capacity = ib.capacity(flip)
least = (joint @ error).min(axis=1).sum()
most = (joint @ error).sum(axis=0).min()
print(rate, capacity, sep="\n")

# %%
# The limits. Each level of the curve is an interval too narrow to be seen; so is each least error.

levels = least + (most - least) * np.linspace(0.01, 1.0, 40) ** 2
behind = [representation.rate_distortion(joint, error, level) for level in levels]
itself = [ib.rate_distortion(joint.sum(axis=0), error, level) for level in levels]
uses = (1, 2, 3, 4)
limits = [representation.separation(joint, flip, uses=k, distortion=error) for k in uses]
for k, limit in zip(uses, limits, strict=True):
    print(k, "bits:", limit.least_distortion)

# %%
# What can be built: a code of k bits and its read-out are trained in turns, each the best for the other, from
# several starts. Without noise they are quantisers of M cells.


def trained(noise: np.ndarray, seed: int) -> float:
    """Return the mean squared error of a code and a read-out that are best for each other."""
    rng = np.random.default_rng(seed)
    costs = joint @ error  # of each input and estimate
    places = np.sort(rng.choice(len(estimates), len(noise), replace=False))
    for _ in range(60):
        code = (costs[:, places] @ noise.T).argmin(axis=1)
        places = (noise[code].T @ costs).argmin(axis=1)
    return float((noise[code] * costs[:, places]).sum())


def flips(k: int) -> np.ndarray:
    """Return the law of k flipped bits; neighbouring words differ in one bit."""
    words = np.arange(2**k) ^ (np.arange(2**k) >> 1)
    wrong = np.array([[bin(a ^ b).count("1") for b in words] for a in words])
    return np.asarray(0.05**wrong * 0.95 ** (k - wrong))


perturbed = [min(trained(flips(k), seed) for seed in range(40)) for k in uses]
cells = (2, 3, 4, 6, 8, 12)
quantised = [min(trained(np.eye(m), seed) for seed in range(40)) for m in cells]

# %%
# Nothing built is below the curve: its error asks for at most what was spent.

for found, k in zip(perturbed, uses, strict=True):
    assert representation.rate_distortion(joint, error, found).lower <= k * capacity.upper
for found, m in zip(quantised, cells, strict=True):
    assert representation.rate_distortion(joint, error, found).lower <= np.log2(m)

with ib.plots.style("ieee-2col", ratio=0.5):
    figure, axes = plt.subplots()
    bits = np.array([point.value for point in behind])
    edge, wall = np.concatenate([[0.0, least], levels]), np.concatenate([[4.4, 4.4], bits])
    axes.fill_between(edge, wall, color="0.92", linewidth=0.0)
    axes.plot(
        levels, bits, "-", color=ib.plots.COLOURS[0], label="$R_{\\mathrm{rep}}(D)$: target behind its input"
    )
    axes.plot(
        levels,
        [point.value for point in itself],
        ":",
        color=ib.plots.COLOURS[0],
        label="$R_Y(D)$: the target itself",
    )
    axes.axhline(rate.value, color="0.2", linestyle="--", linewidth=0.9)
    axes.annotate(
        "rate $R^\\star = H(X)$: nothing of the input is lost",
        (most, rate.value),
        xytext=(-3, 3),
        textcoords="offset points",
        ha="right",
    )
    for k, limit in zip(uses, limits, strict=True):
        height, start = limit.offered.lower, limit.least_distortion.value
        axes.plot([start, 0.56], [height, height], "-", color=ib.plots.COLOURS[1], linewidth=0.6)
        name = "capacity $C$ of a bit that flips" if k == 1 else f"${k} C$"
        axes.annotate(name, (0.57, height), color=ib.plots.COLOURS[1], va="center")
    points = [limit.least_distortion.value for limit in limits]
    heights = [limit.offered.lower for limit in limits]
    axes.plot(
        points,
        heights,
        "o",
        color=ib.plots.COLOURS[0],
        markersize=5,
        label="least error through $k$ bits",
        zorder=4,
    )
    axes.plot(
        perturbed,
        heights,
        "D",
        color=ib.plots.COLOURS[1],
        markersize=4,
        label="codes trained for bits that flip",
        zorder=4,
    )
    axes.plot(
        quantised,
        np.log2(cells),
        "s",
        color=ib.plots.COLOURS[2],
        markersize=4,
        fillstyle="none",
        label="trained quantisers of $M$ cells",
    )
    axes.annotate("impossible", (0.025, 0.35), color="0.35")
    axes.set(xlim=(0.0, most), ylim=(0.0, 4.4))
    axes.set(xlabel="mean squared error $D$", ylabel="bits for each input")
    axes.legend(loc="upper right", bbox_to_anchor=(1.0, 0.82))
