"""Random models that keep every limit, close to it and with few samples: whoever accuses one is wrong.

`HONEST[audit][setting]` takes a generator and a level and returns a report; a setting is drawn again until
the audit accepts it. Many settings are at their limit, so that chance alone decides on which side they fall.
"""

import warnings
from functools import partial

import numpy as np

import itbounds as ib
from benchmarks.honest_codes import CODES
from benchmarks.sizes import FEW, size

__all__ = ["HONEST", "drawn", "law_and_posterior"]

# Classifiers.


def law_and_posterior(rng, inputs, kinds):
    """Return a law of inputs and labels, the posteriors of the labels, and the information in bits."""
    joint = rng.dirichlet(np.full(inputs * kinds, 10.0 ** rng.uniform(-1.5, 1.0))).reshape(inputs, kinds)
    joint = np.maximum(joint, 1e-300)
    posterior = joint / joint.sum(axis=1, keepdims=True)
    outer = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    return joint, posterior, float((joint * np.log2(joint / outer)).sum())


def drawn(rng, joint, n):
    """Draw n pairs of a joint law."""
    return np.divmod(rng.choice(joint.size, size=n, p=joint.ravel() / joint.sum()), joint.shape[1])


def classified(rng, alpha, *, sharp=1.0, inputs=4, kinds=2):
    """Predict as well as anyone can, or with more confidence than that."""
    joint, posterior, known = law_and_posterior(rng, inputs, kinds)
    seen, labels = drawn(rng, joint, size(rng))
    table = np.maximum(posterior, 1e-12) ** sharp
    table /= table.sum(axis=1, keepdims=True)
    return ib.audit.classifier(labels, table[seen], information=max(0.0, known) * (1.0 + 1e-9), alpha=alpha)


def noisy_bit(rng, alpha):
    """See a bit of any bias through a binary symmetric channel of any noise."""
    p, flip = rng.choice([0.5, 0.3, 0.05]), rng.choice([0.005, 0.05, 0.2, 0.45])
    joint = np.outer([1.0 - p, p], [1.0 - flip, flip]).reshape(2, 2)
    joint = np.array([[joint[0, 0], joint[1, 1]], [joint[0, 1], joint[1, 0]]])
    posterior = joint / joint.sum(axis=1, keepdims=True)
    outer = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    seen, labels = drawn(rng, joint, size(rng))
    known = float((joint * np.log2(joint / outer)).sum())
    return ib.audit.classifier(labels, posterior[seen], information=known * (1.0 + 1e-9), alpha=alpha)


def perfect(rng, alpha):
    """Label without an error what determines the label."""
    law = rng.dirichlet(np.full(rng.integers(2, 6), 10.0 ** rng.uniform(-1.0, 1.0)))
    labels = rng.choice(len(law), size=size(rng), p=law)
    used = law[law > 0.0]
    known = float(-(used @ np.log2(used))) * (1.0 + 1e-9)
    return ib.audit.classifier(labels, np.eye(len(law))[labels], information=known, alpha=alpha)


def one_class(rng, alpha):
    """Know the only label there is."""
    labels = np.full(size(rng), "only")
    return ib.audit.classifier(labels, y_pred=labels, information=0.0, alpha=alpha)


def rounded_probabilities(rng, alpha):
    """Hand over probabilities in the precision of a network."""
    kinds = int(rng.choice([2, 10, 100, 1000]))
    logits = rng.normal(size=(size(rng, FEW), kinds)) * 10.0 ** rng.uniform(-1.0, 1.5)
    logits -= logits.max(axis=1, keepdims=True)
    table = (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)).astype(
        rng.choice([np.float16, np.float32])
    )
    return ib.audit.classifier(rng.integers(0, kinds, len(table)), table, alpha=alpha)


# Embeddings.


def gaussian_number(rng, alpha):
    """Send a Gaussian number through Gaussian noise, and estimate it as well as anyone can: at the limit."""
    n, variance = size(rng, (*FEW, 80)), float(rng.choice([0.01, 0.1, 1.0, 4.0]))
    y = rng.normal(size=n)
    guess = (y + np.sqrt(variance) * rng.normal(size=n)) / (1.0 + variance)
    return ib.audit.embedding(y, y, noise=variance, y_pred=guess, alpha=alpha)


def signs(rng, alpha):
    """Send a bit through Gaussian noise."""
    n, variance = size(rng, (*FEW, 80)), float(rng.choice([0.1, 0.5, 2.0, 9.0]))
    bits = rng.integers(0, 2, n)
    seen = 2.0 * bits - 1.0 + np.sqrt(variance) * rng.normal(size=n)
    return ib.audit.embedding(2.0 * bits - 1.0, bits, noise=variance, y_pred=seen > 0.0, alpha=alpha)


def cells(rng, alpha):
    """Read rounded coordinates as well as anyone can on these very samples: exactly at the limit."""
    n, bits = size(rng, (*FEW, 80)), int(rng.integers(1, 4))
    y = rng.normal(size=n) if rng.random() < 0.5 else rng.integers(0, 5, n)
    steps = np.clip(np.floor(rng.normal(size=n) + y), 0, (1 << bits) - 1)
    numbers = y.dtype.kind == "f"

    def best(members):
        return members.mean() if numbers else np.bincount(members).argmax()

    guess = np.zeros(n, dtype=y.dtype)
    for step in np.unique(steps):
        guess[steps == step] = best(y[steps == step])
    return ib.audit.embedding(steps, y, bits=bits, y_pred=guess, alpha=alpha)


def probed(rng, alpha):
    """Let the audit perturb several coordinates and fit a read-out itself."""
    n, d = size(rng, (5, 10, 20, 40, 80)), int(rng.integers(1, 4))
    z = rng.normal(size=(n, d))
    y = z @ rng.normal(size=d) + 0.1 * rng.normal(size=n)
    if rng.random() < 0.5:
        y = (y > 0.0).astype(int)
    how = (
        {"bits": int(rng.integers(1, 4))} if rng.random() < 0.5 else {"noise": rng.gamma(1.0, 1.0, d) + 0.01}
    )
    return ib.audit.embedding(z, y, **how, alpha=alpha, rng=int(rng.integers(1 << 30)))


def constant(rng, alpha):
    """Embed everything to one point, or predict what never changes."""
    n = size(rng, (*FEW, 80))
    y = rng.integers(0, 3, n) if rng.random() < 0.5 else np.zeros(n)
    how = {"bits": 1} if rng.random() < 0.5 else {"noise": 0.5}
    guess = np.full(n, np.bincount(y).argmax()) if y.dtype.kind == "i" else y
    return ib.audit.embedding(np.ones((n, 2)), y, **how, y_pred=guess, alpha=alpha)


# Claims.


def contrastive(rng, _):
    """Score a batch by a critic of any quality; the best one reaches ln k."""
    k, unit = int(rng.choice([2, 3, 10, 60])), str(rng.choice(["bit", "nat"]))
    scores = rng.normal(size=(k, k)) + np.eye(k) * 10.0 ** rng.uniform(-1.0, 3.0)
    found = ib.estimators.infonce(scores, unit=unit)
    return ib.audit.mi_claim(found.value, k, k=k, unit=unit)


def counted(rng, _):
    """Count pairs of letters, which may all be different."""
    n, unit = size(rng), str(rng.choice(["bit", "nat"]))
    x = rng.permutation(n) if rng.random() < 0.5 else rng.integers(0, 4, n)
    found = ib.estimators.plugin(x, x, correction="none", unit=unit)
    return ib.audit.mi_claim(found.value, n, estimator="plugin", unit=unit)


def lower_bound(rng, _):
    """Claim what no ceiling forbids."""
    how = str(rng.choice(["dv", "nwj", "smile", "mine", "ksg", "lower_bound"]))
    return ib.audit.mi_claim(rng.exponential(10.0), size(rng), estimator=how)


# Supersamples.


def by_heart(rng, alpha):
    """Learn a share of the training data by heart."""
    draws, rows = int(rng.choice([2, 20, 60, 200])), int(rng.choice([1, 3, 8]))
    u = rng.integers(0, 2, (draws, rows))
    hits = (np.arange(2) == u[..., None]) & (rng.random((draws, rows, 1)) < rng.random())
    losses = np.where(hits, 0, rng.integers(0, 2, (draws, rows, 2)))
    return ib.audit.supersample(losses, u, alpha=alpha, permutations=2)


def at_the_root(rng, alpha):
    """Make differences of one that hardly tell the coin, where the root of the information is the gap."""
    draws, rows = int(rng.choice([40, 100, 400])), int(rng.choice([1, 3, 8]))
    u = rng.integers(0, 2, (draws, rows))
    right = rng.random((draws, rows)) < 0.5 + 0.5 * rng.uniform(0.0, 0.4)
    better = np.where(right, u, 1 - u)
    return ib.audit.supersample(
        np.where(np.arange(2) == better[..., None], 0.0, 1.0), u, alpha=alpha, permutations=2
    )


def constant_losses(rng, alpha):
    """Lose the same always, or a different amount for every datum."""
    draws, rows = int(rng.choice([2, 40, 100])), int(rng.choice([1, 5]))
    of_data = rng.random((rows, 2)) if rng.random() < 0.7 else np.ones((rows, 2))
    return ib.audit.supersample(
        np.tile(of_data, (draws, 1, 1)), rng.integers(0, 2, (draws, rows)), alpha=alpha, permutations=2
    )


def fractions(rng, alpha):
    """Lose any fraction, less on training data."""
    draws, rows = int(rng.choice([5, 40, 100])), int(rng.choice([1, 5]))
    u = rng.integers(0, 2, (draws, rows))
    losses = rng.random((draws, rows, 2)) * np.where(np.arange(2) == u[..., None], rng.random(), 1.0)
    levels = int(rng.choice([2, 4, 1000]))
    return ib.audit.supersample(np.round(losses * levels) / levels, u, alpha=alpha, permutations=2)


# Estimators.


def learned(rng, alpha, *, name):
    """Train a small estimator on labels or numbers of few samples, noise included."""
    from benchmarks.small_estimators import ESTIMATORS

    model, numbers = ESTIMATORS[name]()
    n, d = int(rng.choice([12, 20, 40, 60, 120, 200])), int(rng.integers(1, 4))
    x = rng.normal(size=(n, d))
    if rng.random() < 0.3:
        x = np.round(x)
    shift = x[:, 0] * rng.choice([0.0, 1.0, 3.0]) + rng.normal(size=n)
    seed, draws = int(rng.integers(1 << 30)), int(rng.choice([2, 2, 2, 60]))
    if not numbers:
        kinds = int(rng.choice([2, 2, 3]))
        edges = np.quantile(shift, np.sort(rng.uniform(0.1, 0.9, kinds - 1)))
        return ib.audit.generalization(
            model, x, np.digitize(shift, edges), splits=1, draws=draws, rows=3, permutations=10, alpha=alpha,
            seed=seed,
        )  # fmt: skip
    top = float(rng.choice([0.05, 0.5, 4.0, 50.0]))
    return ib.audit.generalization(model, x, shift, largest=top, splits=1, alpha=alpha, seed=seed)


# Networks.


def network(rng, alpha):
    """Train a small network, perturb its embedding and read it again."""
    study = ib.audit.representation(
        "digits" if rng.random() < 0.1 else "diabetes",
        bits=(int(rng.integers(1, 6)),),
        noise=(float(10.0 ** rng.uniform(-2.0, 1.0)),),
        width=int(rng.integers(1, 4)),
        alpha=alpha,
        seed=int(rng.integers(1 << 30)),
    )
    return study.report


HONEST = {
    "classifier": {
        "a noisy bit": noisy_bit,
        "the posterior, 2 labels": classified,
        "the posterior, 6 labels": partial(classified, inputs=8, kinds=6),
        "too confident": partial(classified, sharp=4.0),
        "no errors": perfect,
        "one label": one_class,
        "low precision": rounded_probabilities,
    },
    "embedding": {
        "a Gaussian number": gaussian_number,
        "a sign": signs,
        "the best of cells": cells,
        "read by the audit": probed,
        "constants": constant,
    },
    "mi_claim": {"InfoNCE": contrastive, "plug-in": counted, "lower bounds": lower_bound},
    "supersample": {
        "by heart": by_heart,
        "where the root is tight": at_the_root,
        "constant losses": constant_losses,
        "fractions": fractions,
    },
    "generalization": {
        name: partial(learned, name=name)
        for name in (
            "stump",
            "nearest centroid",
            "nearest neighbour",
            "half space",
            "majority",
            "line",
            "mean",
        )
    },
    **CODES,
    "representation": {"networks": network},
}


def _quiet(make):
    def made(rng, alpha):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make(rng, alpha)

    return made


HONEST = {audit: {name: _quiet(make) for name, make in kinds.items()} for audit, kinds in HONEST.items()}
