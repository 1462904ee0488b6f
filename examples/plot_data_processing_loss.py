r"""
Where information is lost
=========================

*Which box of a pipeline loses the most, and does the answer depend on how loss is measured?*

**Theorem** :cite:p:`perrone2024`. If :math:`D` obeys the data-processing inequality, then so does the
information :math:`I_D(S; X) = D(p_{SX} \,\|\, p_S \otimes p_X)` that a box's output has of a source: no box
adds to it. **Strong data processing** :cite:p:`ahlswede1976,choi1994` says more: the box :math:`W` keeps at
most the part :math:`\eta_{\mathrm{KL}}(W)` of the mutual information, whatever comes before it.

A level is read by two sensors; the readings are fused, compressed, sent over a channel with erasures, and
decided upon. The pipeline is written once, as a diagram.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib
from itbounds import Box, Diagram

level = Diagram.copy("Level")
sensors = Box("sensor A", "Level", "A") @ Box("sensor B", "Level", "B")
rest = Box("fuse", ("A", "B"), "Sum") >> Box("compress", "Sum", "Code")
pipeline = level >> sensors >> rest >> Box("send", "Code", "Received") >> Box("decide", "Received", "Verdict")
print(pipeline)

# %%
# Eight levels. A sensor errs by a step or two; the sum of both readings is kept, then its upper bits.


def sensor(spread):
    """Return the law of a reading given a level: a discrete bell around it, cut off at the ends."""
    steps = np.subtract.outer(np.arange(8), np.arange(8))
    return ib.Kernel.from_logits(-0.5 * (steps / spread) ** 2)


boxes = {
    "sensor A": sensor(0.6),
    "sensor B": sensor(1.5),
    "fuse": ib.Kernel.deterministic([a + b for a in range(8) for b in range(8)], 15),
    "compress": ib.Kernel.deterministic([s // 4 for s in range(15)], 4),
    "send": ib.Kernel.of(np.hstack([0.8 * np.eye(4), np.full((4, 1), 0.2)])),
    "decide": ib.Kernel.deterministic([0, 0, 1, 1, 1], 2),
}
source = np.eye(8) / 8  # the source is the level itself

report = ib.data_processing(pipeline, source, kernels=boxes)
print(report)

# %%
# The first sensor alone loses nothing yet, since the level waits beside its reading for the second one. What
# the sensors lose shows once the level is gone.
#
# In other divergences the same boxes lose other parts. Chi-squared counts letters that can be told
# apart, so that it falls where rare distinctions go; total variation sees only what changes a bet.

d = ib.divergences
measures = [d.KL(), d.TotalVariation(), d.Hellinger(), d.ChiSquared(), d.Renyi(0.5)]
reports = {one.name: ib.data_processing(pipeline, source, kernels=boxes, divergence=one) for one in measures}
for name, one in reports.items():
    worst = max(zip(one.lost, one.boxes, strict=True))[1]
    print(f"{name:16s} keeps {one.kept[-1]:6.1%}, loses most at {worst!r}")

# %%
# How much the last boxes had to lose is known before the first ones are built: what leaves a chain of
# channels is at most the product of their contraction coefficients, which are certified intervals.

relay = {f"hop {i}": ib.zoo.bsc(0.06) for i in range(1, 7)}
fair = [[0.5, 0.0], [0.0, 0.5]]
hops = ib.data_processing(relay, fair)
eta = [ib.contraction(W, "kl").upper for W in relay.values()]
print(ib.contraction(boxes["send"], "kl"), ib.contraction(boxes["sensor A"], "kl"), sep="\n")

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2, width_ratios=[1.25, 1])
    ib.plots.data_processing(reports, ax=left)
    left.tick_params(axis="x", labelrotation=30)
    left.set_xlabel("")
    ib.plots.data_processing({r"$I(S; X)$": hops}, ax=right, share=False)
    place = np.arange(len(hops.remaining))
    right.plot(place, np.cumprod([1.0, *eta]), linestyle="--", label=r"ceiling $\prod \eta_{\mathrm{KL}}$")
    right.set(xlabel="", ylabel="information [bit]")
    right.set_xticks(place, ["input", *map(str, place[1:])])
    right.set_xlabel("relays passed")
    right.legend()
