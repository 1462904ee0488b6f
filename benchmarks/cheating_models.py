"""Models that cheat, each in one way: leaks, wrong units, densities for probabilities, wrong laws.

`CHEATS[audit][kind]` is a maker and words of the cause that is to be named, or of the reason if the audit is
to conclude nothing instead: then the words come with the verdict.
"""

from functools import partial

import numpy as np

import itbounds as ib
from benchmarks.honest_codes import NORMAL, chain_text
from itbounds.audit import Verdict
from itbounds.audit.causes import DENSITIES, LEAK, UNITS

__all__ = ["CHEATS"]

LN2 = np.log(2.0)
SIZES = (300, 1000)


def classifier(rng, alpha, *, how):
    """See a bit through a symmetric channel, and more than that."""
    n, flip = int(rng.choice(SIZES)), float(rng.choice([0.1, 0.2, 0.3]))
    labels = rng.integers(0, 2, n)
    seen = labels ^ (rng.random(n) < flip)
    capacity = 1.0 + flip * np.log2(flip) + (1.0 - flip) * np.log2(1.0 - flip)
    if how == "leak":
        seen = np.where(rng.random(n) < 0.8, labels, seen)
    table = np.where(seen[:, None] == np.arange(2), 1.0 - flip, flip)
    if how == "scores":
        table = rng.choice([2.0, 5.0]) * table if rng.random() < 0.5 else np.log(table)
    if how == "unit":
        # What is known in nats is handed over as so many bits, of a nearly noiseless channel.
        table = np.where(labels[:, None] == np.arange(2), 0.99, 0.01)
        return ib.audit.classifier(labels, table, information=LN2 * 0.95, alpha=alpha)
    given = {"y_pred": seen} if how == "leak" else {"proba": table}
    return ib.audit.classifier(labels, **given, information=capacity, alpha=alpha)


def embedding(rng, alpha, *, how):
    """Predict with more than the perturbed embedding, or state another perturbation."""
    n = int(rng.choice([100, 300]))
    if how == "unperturbed":
        labels = rng.integers(0, 8, n)
        return ib.audit.embedding(labels % 2, labels, bits=1, y_pred=labels, alpha=alpha)
    y = rng.normal(size=n)
    variance = 0.04 if how == "deviation" else 1.0
    guess = (y + np.sqrt(variance) * rng.normal(size=n)) / (1.0 + variance)
    if how == "leak":
        guess = np.where(rng.random(n) < 0.9, y, guess)
    stated = np.sqrt(variance) if how == "deviation" else variance
    return ib.audit.embedding(y, y, noise=float(stated), y_pred=guess, alpha=alpha)


def mi_claim(rng, _, *, how):
    """Claim more than the number of scores allows, or bits for nats."""
    k = int(rng.choice([8, 64, 512]))
    if how == "scores":
        return ib.audit.mi_claim(np.log2(k) + rng.uniform(0.01, 3.0), 10_000, k=k)
    return ib.audit.mi_claim(np.log2(k) * rng.uniform(0.75, 1.0), 10_000, k=k, unit="nat")


def supersample(rng, alpha, *, how):
    """Take coins that are no coins, or that follow the losses."""
    draws, rows = int(rng.choice([150, 400])), 5
    u = rng.integers(0, 2, (draws, rows))
    losses = rng.integers(0, 2, (draws, rows, 2))
    if how == "constant":
        return ib.audit.supersample(losses, np.ones_like(u), alpha=alpha, permutations=2)
    if how == "chosen":
        hard = np.tile(np.where(np.arange(rows)[:, None] % 2, [1.0, 0.0], [0.0, 1.0]), (draws, 1, 1))
        return ib.audit.supersample(
            hard, np.tile(np.arange(rows) % 2, (draws, 1)), alpha=alpha, permutations=2
        )
    by_heart = np.where(np.arange(2) == u[..., None], 0, losses)
    return ib.audit.supersample(by_heart, 1 - u, alpha=alpha, permutations=2)


def generalization(rng, alpha):
    """Hand over every sample several times."""
    from benchmarks.small_estimators import ESTIMATORS

    model, _ = ESTIMATORS["nearest neighbour"]()
    x, y = np.repeat(rng.normal(size=(40, 2)), 4, axis=0), np.repeat(rng.integers(0, 2, 40), 4)
    return ib.audit.generalization(model, x, y, splits=1, draws=2, rows=2, permutations=2, alpha=alpha)


def codec(rng, alpha, *, how):
    """Count too little, or in another unit, or errors on another scale."""
    n, level = 3 * int(rng.choice(SIZES)), float(rng.choice([0.3, 0.1, 0.02]))
    errors = level * rng.normal(size=(1, n)) ** 2
    rate = -0.5 * np.log2(level)
    if how == "unit":
        return ib.audit.codec([1.02 * rate * LN2], errors, source=NORMAL, alpha=alpha)
    if how == "side information":
        return ib.audit.codec([0.5 * rate], errors, source=NORMAL, alpha=alpha)
    return ib.audit.codec([rate], 0.25 * errors, source=NORMAL, alpha=alpha)


def quantizer(rng, alpha, *, how):
    """Score a codebook on points that it was fitted to, or on data of another scale."""
    n = int(rng.choice(SIZES))
    train, test = rng.normal(size=(2, n))
    if how == "leak":
        # A word for every point but the closest ones; other points are said to be those of the training.
        ordered = np.sort(train)
        words = np.delete(ordered, np.argsort(np.diff(ordered))[: n // 5] + 1)
        return ib.audit.quantizer(words, train, source=NORMAL, x_train=test, alpha=alpha)
    if how == "told leak":
        words = np.sort(train).reshape(-1, 2).mean(axis=1)
        return ib.audit.quantizer(words, train, source=NORMAL, x_train=train, alpha=alpha)
    scale = float(rng.choice([0.1, 0.3]))
    words = scale * np.array([-1.510, -0.4528, 0.4528, 1.510])
    return ib.audit.quantizer(words, scale * test, source=NORMAL, x_train=scale * train, alpha=alpha)


def elbo(rng, alpha, *, how):
    """Drop a constant, mix units, turn a sign, or hold densities for probabilities."""
    n = int(rng.choice(SIZES))
    nll, rate = rng.normal(20.0, 2.0, n), rng.exponential(4.0, n)
    loss = rng.exponential(0.05, n)
    distortion = nll + loss - rate
    if how == "constant":
        return ib.audit.elbo(rate, distortion - 0.5 * np.log(2.0 * np.pi), nll, unit="nat", alpha=alpha)
    if how == "sign":
        return ib.audit.elbo(-rate, distortion, unit="nat", alpha=alpha)
    if how == "unit":
        return ib.audit.elbo(LN2 * rate, LN2 * distortion, nll, unit="bit", alpha=alpha)
    return ib.audit.elbo(rate, distortion - 30.0, unit="nat", entropy=15.0, alpha=alpha)


def language_model(rng, alpha, *, how):
    """Know the text, count in nats, sum to more than one, or turn a sign."""
    matrix = 0.8 * rng.dirichlet(np.ones(4), 4) + 0.05
    letters = chain_text(rng, matrix, 1, 3 * int(rng.choice(SIZES)))[0]
    logs = np.log(matrix[letters[:-1], letters[1:]])
    if how == "leak":
        return ib.audit.language_model(0.3 * logs, source=matrix, unit="nat", alpha=alpha)
    if how == "unit":
        return ib.audit.language_model(logs, source=matrix, unit="bit", alpha=alpha)
    if how == "density":
        return ib.audit.language_model(logs + 2.0, source=matrix, unit="nat", alpha=alpha)
    return ib.audit.language_model(-logs, source=matrix, unit="nat", alpha=alpha)


def kinds(make, **words):
    """Return the kinds of one audit: words of a cause, or of a verdict and its reason."""
    return {
        name.replace("_", " "): (partial(make, how=name.replace("_", " ")), said)
        for name, said in words.items()
    }


CHEATS = {
    "classifier": kinds(classifier, leak=LEAK, scores="scores", unit=UNITS),
    "embedding": kinds(embedding, leak=LEAK, deviation="standard deviation", unperturbed="something else"),
    "mi_claim": kinds(mi_claim, scores="number of negatives", unit="unit"),
    "supersample": kinds(
        supersample,
        constant="not fair",
        chosen="not fair",
        swapped=(Verdict.INCONCLUSIVE, "column that trains"),
    ),
    "generalization": {"copies": (generalization, (Verdict.INCONCLUSIVE, LEAK))},
    "codec": kinds(codec, unit=UNITS, side_information="side information", scale="another scale"),
    "quantizer": kinds(
        quantizer, leak=LEAK, told_leak=(Verdict.INCONCLUSIVE, "among the training points"), scale="variance"
    ),
    "elbo": kinds(elbo, constant="constant", sign="sign", unit=UNITS, density="density"),
    "language_model": kinds(language_model, leak=LEAK, unit=UNITS, density=DENSITIES, sign="sign"),
    "representation": {},
}
