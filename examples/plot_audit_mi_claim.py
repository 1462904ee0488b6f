r"""
How much information a claim can claim
======================================

*A critic was trained on a thousand pairs, and says that it has found nine bits: can it have?*

Contrastive estimates with K scores a sample never exceed :math:`\log_2 K` :cite:p:`oord2018`, those of the
Donsker-Varadhan form with confidence hardly :math:`\log_2 n` of n samples, and no lower bound that holds for
every law and with high probability about :math:`2 \log_2 n` :cite:p:`mcallester2020`. Here the critic is the
best there is, the exact ratio of densities of a Gaussian law of known information; what limits the claim is
the size of the batch.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

DIMENSIONS, SAMPLES = 8, 1024
Verdict = ib.audit.Verdict
rng = np.random.default_rng(0)


def batches(information, k):
    correlation = np.sqrt(1.0 - 4.0 ** (-information / DIMENSIONS))
    spread = 1.0 - correlation**2
    x, noise = rng.normal(size=(2, SAMPLES // k, k, DIMENSIONS))
    y = correlation * x + np.sqrt(spread) * noise
    # The logarithm of p(y | x) / p(y), for every x and y of a batch.
    squares = (x**2).sum(axis=2)[:, :, None] * correlation**2 + (y**2).sum(axis=2)[:, None] * correlation**2
    products = 2.0 * correlation * x @ y.swapaxes(1, 2)
    return -0.5 * (squares - products) / spread - 0.5 * DIMENSIONS * np.log(spread)


# %%
# Claims from batches of three sizes. Within a nat of its ceiling an estimate says only that the information
# is large, and the audit says so.

truths, sizes = np.linspace(0.5, 14.0, 9), (16, 128, 1024)
claims = {}
for k in sizes:
    for truth in truths:
        claim = ib.estimators.infonce(batches(truth, k)).value
        claims[k, truth] = claim, ib.audit.mi_claim(claim, SAMPLES, k=k).verdict
    verdicts = [claims[k, truth][1] for truth in truths]
    assert Verdict.VIOLATED not in verdicts
    print(f"K = {k:4}: {verdicts.count(Verdict.INCONCLUSIVE)} of {len(verdicts)} claims are inconclusive")

# %%
# A claim beyond the ceiling is no estimate of this kind. Here the batch was smaller than is said.

print(ib.audit.mi_claim(9.0, SAMPLES, k=128))
assert ib.audit.mi_claim(9.0, SAMPLES, k=128).verdict is Verdict.VIOLATED
print(ib.audit.mi_claim(9.0, SAMPLES, k=1024))

# %%
# On the left claims against the truth, hollow where they are inconclusive, and the ceilings of their batches;
# on the right these and the ceilings of other claims by the number of samples, and the claim of nine bits.

ceilings = {"any lower bound": ("lower_bound", "-"), "Donsker-Varadhan, plug-in": ("dv", "--")}
many = np.geomspace(16, 1e6, 40).astype(int)
with ib.plots.style("ieee-2col", ratio=0.4):
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([0.0, 14.5], [0.0, 14.5], color="0.6", linestyle="-", linewidth=0.8)
    for k, colour, mark in zip(sizes, ib.plots.COLOURS, "os^", strict=False):
        heights = np.array([claims[k, truth][0] for truth in truths])
        sure = np.array([claims[k, truth][1] is Verdict.CONSISTENT for truth in truths])
        left.axhline(np.log2(k), color=colour, linestyle=":", linewidth=0.8)
        left.plot(truths, heights, color=colour, linestyle="-", linewidth=0.6)
        left.plot(truths[sure], heights[sure], mark, color=colour, label=f"$K = {k}$")
        left.plot(truths[~sure], heights[~sure], mark, color=colour, markerfacecolor="white")
    left.plot([], [], "o", color="0.3", markerfacecolor="white", label="inconclusive")
    left.set(xlabel="true information [bit]", ylabel="InfoNCE [bit]", xlim=(0.0, 14.5), ylim=(0.0, 14.5))
    left.legend(loc="upper left")
    for name, (kind, dash) in ceilings.items():
        found = [ib.audit.mi_claim(1.0, int(n), estimator=kind).checks[0].limit.upper for n in many]
        right.plot(many, found, color="0.3", linestyle=dash, label=name)
    for k, colour in zip(sizes, ib.plots.COLOURS, strict=False):
        reached = [max(k, many[0]), many[-1]]
        right.plot(reached, [np.log2(k)] * 2, color=colour, linestyle=":", label=f"InfoNCE, $K = {k}$")
    right.plot([SAMPLES], [9.0], "X", color=ib.plots.COLOURS[4], label="nine bits", linestyle="none")
    right.set(xscale="log", xlabel="samples $n$", ylabel="largest claim [bit]", ylim=(0.0, 48.0))
    right.legend(loc="upper left")
plt.show()
