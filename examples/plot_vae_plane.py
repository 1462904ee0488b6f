r"""
The plane of a variational autoencoder
======================================

*Of the bits that a variational autoencoder is charged for, how many does its code carry?*

The two terms of the evidence lower bound are a rate and a distortion,

.. math:: R = \mathbb E\, D\bigl(q(z | x) \,\|\, p(z)\bigr) = I_q(X; Z) + D\bigl(q(z) \,\|\, p(z)\bigr), \quad
    D = -\mathbb E \ln p(x | z), \qquad R + D \ge -\mathbb E \ln p(x),

so that no encoder comes below a line of slope minus one. Factor analysis is a linear autoencoder whose exact
posterior is known: with it the line is met. Here the decoder is kept, and the encoder is the best one for
:math:`D + \beta R`.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import FactorAnalysis

import itbounds as ib

K = 8
rng = np.random.default_rng(0)
images = load_digits().data
images = images + rng.random(images.shape)  # the data are integers: a density needs noise
model = FactorAnalysis(K, svd_method="lapack", max_iter=200, tol=0.1).fit(images)
loadings, noise = model.components_.T, model.noise_variance_
centred = images - model.mean_
line = -model.score_samples(images).mean()

# %%
# For each :math:`\beta` the best posterior is Gaussian, of precision :math:`I + W^\top \Psi^{-1} W / \beta`.

covariance = centred.T @ centred / len(images)
gain = loadings.T / noise
found = {}
for beta in np.geomspace(0.05, 60.0, 25):
    posterior = np.linalg.inv(np.eye(K) + gain @ loadings / beta)
    encoder = posterior @ gain / beta
    split = ib.representation.linear_embedding_capacity(encoder, covariance, posterior, unit="nat")
    left = centred - centred @ encoder.T @ loadings.T
    distortion = 0.5 * (
        np.log(2.0 * np.pi * noise).sum()
        + (left**2 / noise).sum(axis=1).mean()
        + np.trace(posterior @ gain @ loadings)
    )
    found[beta] = split, distortion
    assert split.rate.upper + distortion >= line - 1e-9

# %%
# The plane, with what no encoder of this decoder reaches, and the split of the rate. The data are not
# Gaussian; the information is that of Gaussian data of the same covariance, which is the most that it can be.

rates = np.array([split.rate.upper for split, _ in found.values()])
carried = np.array([split.information.upper for split, _ in found.values()])
distortions = np.array([distortion for _, distortion in found.values()])
exact = min(found, key=lambda beta: abs(np.log(beta)))
print(f"beta = {exact:.3g}:", found[exact][0], sep="\n")

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (plane, parts) = plt.subplots(1, 2)
    far = rates.max() * 1.05
    plane.fill_between(
        [0.0, far], [line, line - far], distortions.min() - 20.0, color="0.9", label="out of reach"
    )
    plane.plot([0.0, far], [line, line - far], "k:", label=r"$R + D = -\mathbf{E} \ln p(x)$")
    plane.plot(rates, distortions, "o-", label=r"best encoders, $\beta$ from 60 to 0.05")
    plane.set_ylim(distortions.min() - 10.0, distortions.max() + 10.0)
    plane.set_xlabel("rate $R$ [nat]")
    plane.set_ylabel("distortion $D$ [nat]")
    plane.legend()
    betas = np.array(list(found))
    excess = [split.excess.upper for split, _ in found.values()]
    parts.plot(betas, carried, "o-", label="information $I(X; Z)$")
    parts.plot(betas, excess, "s-", label=r"excess $D(q(z) \,\|\, p(z))$")
    parts.axvline(1.0, color="k", linestyle=":")
    parts.set_xscale("log")
    parts.set_yscale("log")
    parts.set_xlabel(r"price $\beta$ of the rate")
    parts.set_ylabel("parts of the rate $R$ [nat]")
    parts.legend()
plt.show()

# %%
# At :math:`\beta = 1`, where the posterior is exact, next to nothing of the rate is wasted: a fitted factor
# analysis makes codes that look like the prior. At any other price some of the rate buys nothing.
