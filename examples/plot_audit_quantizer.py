r"""
Quantisers, and the error that they did not make
================================================

*Can sixteen codewords do better than information theory allows?*

A quantiser with k codewords pays :math:`\log_2 k` bits a sample, or the entropy of its index, and no less
than :math:`R(D) = \frac12 \log_2 (\sigma^2 / D)` of a Gaussian source :cite:p:`cover2006`. On the few samples
that it was fitted to it seems to pay less. That is no discovery but a mistake in how it was measured, and an
audit that is not told which points were trained on concludes nothing.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.cluster import KMeans

import itbounds as ib

source = ib.sources.gaussian(1.0)
rng = np.random.default_rng(0)
fresh = rng.normal(size=20_000)


def codebook(train, k):
    return KMeans(k, n_init=3, random_state=0).fit(train[:, None]).cluster_centers_.ravel()


# %%
# Sixteen codewords from forty samples. On those the rate is below the limit by most of a bit.

few = rng.normal(size=40)
words = codebook(few, 16)
unaware = ib.audit.quantizer(words, few, source=source)
print(unaware, end="\n\n")
assert unaware.verdict is ib.audit.Verdict.INCONCLUSIVE

aware = ib.audit.quantizer(words, fresh, source=source, x_train=few)
print(aware, end="\n\n")
assert aware.verdict is ib.audit.Verdict.CONSISTENT

# %%
# Enough samples, and codebooks of two to sixty-four words. Codebooks of least error stay a third of a
# bit above the limit when their index is coded by its entropy, and more with words of a fixed length.

many = rng.normal(size=10_000)
reports = {
    k: ib.audit.quantizer(codebook(many, k), fresh, source=source, x_train=many)
    for k in (2, 4, 8, 16, 32, 64)
}
for k, report in reports.items():
    fixed, coded = report.checks
    print(f"k = {k:2}: {fixed.estimate:.0f} bit, {coded.estimate:.3f} bit coded; R(D) in {coded.limit}")

# %%
# Points of both kinds over R(D), with 95 % intervals of the error, and the forty samples to the left of it.

fitted = [point for point in aware.chart.points if "training" in point.label]
tested = [point for point in aware.chart.points if point.label == "fixed length"]
renamed = [
    *(ib.audit.Point("16 words, on the 40 points they fit", p.x, p.y, p.x_interval) for p in fitted),
    *(ib.audit.Point("the same words, on fresh points", p.x, p.y, p.x_interval) for p in tested),
]
points = [
    point for report in reports.values() for point in report.chart.points if "training" not in point.label
]
chart = ib.audit.Chart(
    "mean squared error D",
    "rate [bit/sample]",
    reports[64].chart.lines,
    (*points, *renamed),
    log_x=True,
)
with ib.plots.style("ieee-col", ratio=0.8):
    figure, axes = plt.subplots()
    ib.audit.Report("quantisers", (), chart=chart).plot(axes)
plt.show()
