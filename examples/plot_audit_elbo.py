r"""
Rate and distortion of a linear autoencoder
===========================================

*How much does an autoencoder's code tell of its input, if all that is known are its two losses?*

The evidence lower bound has two terms, the rate R and the distortion D. With the negative log-likelihood of
the data under the model, :math:`R + D \ge -\mathbb E \log p(x)`, with equality if and only if the encoder is
the exact posterior :cite:p:`alemi2018`. Factor analysis is a linear autoencoder whose posterior is known, so
that the line is reached; encoders that are too sure or too vague lie above it, and a decoder whose density
lacks its constant lies below, which an audit notices.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import FactorAnalysis

import itbounds as ib

images = load_digits().data
images = images[:, images.std(axis=0) > 0.5]
images = images + np.random.default_rng(0).random(images.shape)
seen, held = images[::2], images[1::2]
model = FactorAnalysis(8, random_state=0).fit(seen)

# %%
# The Gaussian posterior has the same covariance for every image. A factor on it makes an encoder that is too
# sure of itself, or too vague.

weights, noise = model.components_, model.noise_variance_
precision = np.eye(8) + (weights / noise) @ weights.T
posterior = np.linalg.inv(precision)
means = (held - model.mean_) / noise @ weights.T @ posterior


def terms(factor):
    covariance = factor * posterior
    rate = 0.5 * (np.trace(covariance) - 8 - np.linalg.slogdet(covariance)[1] + (means**2).sum(axis=1))
    residual = ((held - model.mean_ - means @ weights) ** 2 / noise).sum(axis=1)
    spread = np.trace(covariance @ (weights / noise) @ weights.T)
    return rate, 0.5 * (residual + spread + np.log(2.0 * np.pi * noise).sum())


nll = -model.score_samples(held)
factors = (0.1, 0.3, 1.0, 3.0, 10.0)
reports = [ib.audit.elbo(*terms(factor), nll, unit="nat") for factor in factors]
for factor, report in zip(factors, reports, strict=True):
    excess = report.checks[1]
    print(f"posterior times {factor:4}: R + D is {excess.estimate:9.6f} nat above the NLL, {excess.verdict}")
assert all(report.verdict is ib.audit.Verdict.CONSISTENT for report in reports)

# %%
# The constant of a Gaussian density, half of ln 2π for each pixel, is often left out of a loss.

rate, distortion = terms(1.0)
careless = ib.audit.elbo(rate, distortion - 0.5 * held.shape[1] * np.log(2.0 * np.pi), nll, unit="nat")
print(careless)
assert careless.verdict is ib.audit.Verdict.VIOLATED

# %%
# The plane of rate and distortion, with 95 % intervals.

points = [
    ib.audit.Point(label, float(r.mean()), float(d.mean()))
    for label, factor in (
        ("exact posterior", 1.0),
        *(("posterior rescaled", f) for f in factors if f != 1.0),
    )
    for r, d in [terms(factor)]
]
dropped = careless.chart.points[0]
points.append(ib.audit.Point("constant of the density left out", dropped.x, dropped.y))
rates = np.linspace(0.0, 20.0, 50)
chart = ib.audit.Chart(
    "rate R [nat]",
    "distortion D [nat]",
    (ib.audit.Line("R + D = negative log-likelihood", tuple(rates), tuple(nll.mean() - rates)),),
    tuple(points),
)
with ib.plots.style("ieee-col", ratio=0.8):
    figure, axes = plt.subplots()
    ib.audit.Report("autoencoder", (), chart=chart).plot(axes)
    axes.set_xlim(left=0.0)
plt.show()
