r"""
Bounds against the size of the sample
=====================================

*How much do more data prove, and by which theorem?*

A linear model with 22 numbers of four bits each is trained on n of the handwritten digits, to tell 3 from 8,
and then tested on others. Whatever is learned is one of :math:`2^{88}` models, fixed before the data were
seen; as a posterior on these it has the relative entropy :math:`88 \ln 2` from the uniform prior, and no
training sample tells more than that about itself: :math:`I(S; W) \le 88 \ln 2`.

These are three kinds of promises, which only share the axis: about the mean gap, about the model that was
learned, about a random model. A fourth one takes test data.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.random_projection import GaussianRandomProjection

import itbounds as ib

digits = load_digits()
kept = np.isin(digits.target, (3, 8))
projection = GaussianRandomProjection(21, random_state=0).fit_transform(digits.data[kept] / 16.0)
X = np.column_stack([projection, np.ones(kept.sum())])
y = np.where(digits.target[kept] == 3, 1.0, -1.0)
sizes = [30, 60, 120, 240]
bits = 4 * X.shape[1]


def quantised(weights):
    """Round each weight to one of sixteen levels."""
    scale = np.abs(weights).max()
    return np.round((weights / scale + 1.0) * 7.5) / 7.5 - 1.0


def train(n, seed):
    """Return the shares of errors on n training data and on the others."""
    order = np.random.default_rng(seed).permutation(len(y))
    seen, rest = order[:n], order[n:]
    model = LogisticRegression(C=10.0, fit_intercept=False, max_iter=2000).fit(X[seen], y[seen])
    wrong = y * (X @ quantised(model.coef_.ravel())) <= 0
    return int(wrong[seen].sum()), float(wrong[rest].mean())


# %%
# Ten trainings of each size; the first is the one that the promises with a probability are about.

runs = {n: [train(n, seed) for seed in range(10)] for n in sizes}
errors = [runs[n][0][0] for n in sizes]
risks = [runs[n][0][1] for n in sizes]
gaps = [abs(np.mean([risk - wrong / n for wrong, risk in runs[n]])) for n in sizes]

# %%
# One call evaluates all that apply, and says what the others lack.

information = bits * np.log(2.0)
print(
    ib.bounds.compare(
        ["occam", "occam_kl", "occam_hoeffding", "pac_bayes_kl", "mcallester", "xu_raginsky"],
        information=information, code_length=information, kl=information, sigma=0.5, n=sizes[-1],
        errors=errors[-1], empirical_risk=errors[-1] / sizes[-1],
    )
)  # fmt: skip

varying = {"errors": errors, "empirical_risk": [e / n for e, n in zip(errors, sizes, strict=True)]}
learned = ib.bounds.compare(
    ["occam", "occam_kl", "occam_hoeffding", "pac_bayes_kl", "mcallester"],
    code_length=information, kl=information, n=sizes[0], errors=errors[0],
    empirical_risk=errors[0] / sizes[0],
)  # fmt: skip
average = ib.bounds.compare(["xu_raginsky"], information=information, n=sizes[0], sigma=0.5)

with ib.plots.style("ieee-2col", ratio=0.38):
    figure, (left, right) = plt.subplots(1, 2, sharex=True)
    average.plot(left, values=sizes, measured={"|gap|": gaps})
    left.set(ylim=(0, 1.0), xlabel="training data $n$", ylabel="mean gap")
    learned.plot(right, values=sizes, varying=varying, measured={"R(h)": risks})
    right.set(ylim=(0, 1.0), xlabel="training data $n$", ylabel="risk, confidence 0.95")
    for axes in (left, right):
        axes.set_xticks(sizes, [str(n) for n in sizes])
        axes.minorticks_off()
    key = right.get_legend()
    key.set_loc("upper left")
    key.set_bbox_to_anchor((1.0, 1.0))

# %%
# All of them hold, and all are far from what is measured: 240 digits prove little about a model of 88 bits.
# Eighty test data prove more.

for index, n in enumerate(sizes):
    at = learned.at(n=n, **{name: values[index] for name, values in varying.items()})
    assert all(risks[index] <= bound.value for bound in at)
held_out = ib.bounds.generalization.clopper_pearson(round(80 * risks[-1]), 80)
print("with eighty test data:", held_out)
