r"""
What is promised of a trained classifier
========================================

*A support vector machine makes three errors in a hundred: on which data, and who says so?*

Three kinds of statement are made of the risk of a trained model: by test data, by the class that it is from,
and in expectation, by what its losses tell of the data that trained it. They are different promises and
cannot be ordered. An audit trains the estimator, evaluates each bound that applies, says which are vacuous,
and holds the others against fresh data :cite:p:`langford2005,wang2023`.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import scale
from sklearn.svm import SVC

import itbounds as ib

inputs, labels = load_breast_cancer(return_X_y=True)
report = ib.audit.generalization(SVC(kernel="linear"), scale(inputs), labels, rows=20, seed=1)
print(report)
assert report.verdict is not ib.audit.Verdict.VIOLATED

# %%
# The dimension of half spaces promises nothing at this size, and is said to be vacuous. The support vectors
# do: a linear machine can be trained again from them alone.

for check in report.checks:
    if check.verdict is ib.audit.Verdict.NOT_APPLICABLE:
        print(check.reason)

# %%
# Errors measured on the quarter of the samples that no bound has seen, and the bounds from the rest; on the
# right the mean gap of eighty machines trained on twenty samples each, with its bounds. Much of these is the
# bias of informations that are estimated from few draws.

NAMES = {
    "clopper_pearson": "test errors, exact",
    "held_out_kl": "test errors, divergence",
    "held_out_hoeffding": "test errors, Hoeffding",
    "held_out_bernstein": "test errors, Bernstein",
    "sample_compression": "support vectors",
}


def draw(axes, checks, names, what, measured):
    low, high = checks[0].achieved.lower, checks[0].achieved.upper
    axes.axvspan(low, high, color="0.88", linewidth=0, label=f"{measured}, interval")
    axes.axvline(checks[0].estimate, color="black", linewidth=0.8, label=measured)
    for row, check in enumerate(checks):
        ends = [[check.limit.upper - check.limit.lower], [0.0]]
        bar = {"fmt": "o", "color": ib.plots.COLOURS[0], "capsize": 2.0, "label": None if row else "bound"}
        axes.errorbar([check.limit.upper], [row], xerr=ends, **bar)
    axes.set_yticks(range(len(checks)), names)
    axes.tick_params(axis="y", length=0.0)
    axes.set_ylim(len(checks) - 0.4, -0.6)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(what)


risks = [check for check in report.checks if check.name.startswith("risk") and check.limit is not None]
gaps = [check for check in report.checks if check.name.startswith("|gap|")]
names = [NAMES[check.theorem] for check in risks]
with ib.plots.style("ieee-2col", ratio=0.34):
    figure, (left, right) = plt.subplots(1, 2, gridspec_kw={"width_ratios": [1.5, 1.0]})
    draw(left, risks, names, "risk of one classifier", "risk on fresh data")
    draw(right, gaps, ["loss differences", "loss pairs"], "mean gap of many", "measured gap")
    left.legend(loc="upper right")
    right.legend(loc="center right")
assert np.isfinite([check.limit.upper for check in risks + gaps]).all()
plt.show()
