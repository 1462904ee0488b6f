r"""
PAC-Bayes against test data
===========================

*What do the training data alone prove about a model, and what do a few test data prove?*

Even and odd handwritten digits are told apart by logistic regression. The posterior is a Gaussian around its
weights, :math:`Q = \mathcal{N}(w, s^2 I)`, so that the training loss of the random model is known exactly: a
datum is misjudged with probability :math:`\Phi(-y \langle w, x \rangle / s \|x\|)`.

**Theorem** :cite:p:`maurer2004`. With probability :math:`1 - \delta` over n data, for all posteriors at once,

.. math:: d(\hat R(Q) \,\|\, R(Q)) \le \frac{D(Q \| P) + \ln (\xi(n) / \delta)}{n} .

The prior P is the same Gaussian around zero, or around weights that half of the data have taught; then only
the other half counts :cite:p:`ambroladze2007`.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import ndtr
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import itbounds as ib

g = ib.bounds.generalization
digits = load_digits()
X = np.column_stack([digits.data / 16.0, np.ones(len(digits.data))])
X /= np.linalg.norm(X, axis=1, keepdims=True)
y = np.where(digits.target % 2 == 0, 1.0, -1.0)
order = np.random.default_rng(0).permutation(len(y))
first, second, test = order[:700], order[700:1400], order[1400:]
train = np.concatenate([first, second])


def fit(rows):
    """Weights of a logistic regression without an intercept."""
    model = LogisticRegression(C=10.0, fit_intercept=False, max_iter=2000)
    return model.fit(X[rows], y[rows]).coef_.ravel()


def gibbs(weights, scale, rows):
    """The mean loss over the posterior, exactly."""
    return float(ndtr(-y[rows] * (X[rows] @ weights) / scale).mean())


# %%
# Three ways to the same kind of model. A scale of the grid is chosen after the data were seen: each of its
# eight points has an eighth of the prior, which adds :math:`\ln 8` to the relative entropy.

whole, half = fit(train), fit(first)
scales = np.geomspace(0.05, 6.4, 8)
choice = np.log(len(scales))
plain, informed, losses = [], [], []
for scale in scales:
    cost = g.gaussian_kl(whole, scale**2, 0.0, scale**2) + choice
    plain.append(g.pac_bayes_kl(gibbs(whole, scale, train), cost, len(train)))
    # Here prior and posterior both have this scale; what differs is what the second half taught.
    moved = g.gaussian_kl(whole, scale**2, half, scale**2) + choice
    risk = gibbs(whole, scale, second)
    informed.append(g.split_prior(risk, moved, len(train), len(first)))
    losses.append(gibbs(whole, scale, test))
errors = int((y[test] * (X[test] @ whole) <= 0).sum())
limit = g.clopper_pearson(errors, len(test))
best_plain, best_informed = (min(found, key=lambda bound: bound.value) for found in (plain, informed))
print("prior at zero:       ", best_plain, "vacuous" if best_plain.vacuous else "")
print("prior from half:     ", best_informed)
print(f"{errors} errors of {len(test)}:     ", limit)

# %%
# The test data win, with fewer of them, and they speak of the model itself, not of a random one. What
# PAC-Bayes proves, it proves of all posteriors before a single datum is set aside.

with ib.plots.style("ieee-col", ratio=0.95):
    figure, axes = plt.subplots()
    axes.plot(
        scales,
        [min(b.value, 1.0) for b in plain],
        "-o",
        color=ib.plots.COLOURS[1],
        label="PAC-Bayes, prior at zero",
    )
    axes.plot(
        scales,
        [b.value for b in informed],
        "--s",
        color=ib.plots.COLOURS[0],
        label="PAC-Bayes, prior from half",
    )
    axes.plot(scales, losses, ":^", color="k", label="random model on test data")
    axes.axhline(limit.value, color=ib.plots.COLOURS[2], linestyle="-.", label="Clopper-Pearson, test data")
    axes.axhline(0.5, color="0.6", linewidth=0.6)
    axes.annotate("a coin", (6.4, 0.5), xytext=(0, 2), textcoords="offset points", color="0.4", ha="right")
    axes.set(
        xscale="log", ylim=(0, 1.02), xlabel="scale $s$ of the posterior", ylabel="risk, confidence 0.95"
    )
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0))

# %%
# Neither promise is broken on the test data.

for bounds in (plain, informed):
    assert all(loss <= bound.value for loss, bound in zip(losses, bounds, strict=True))
assert limit.value < best_informed.value < best_plain.value
