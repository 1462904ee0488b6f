"""Random codes, autoencoders and language models that keep every limit, many of them exactly at it."""

from functools import lru_cache, partial

import numpy as np

import itbounds as ib
from benchmarks.sizes import FEW, MANY, size
from itbounds.kernels import Space

__all__ = ["CODES", "chain", "chain_text", "ideal_channel", "quantised_law"]

# Codecs.

NORMAL, LAPLACE = ib.sources.gaussian(1.0), ib.sources.laplacian(1.0)


def ideal_gaussian(rng, alpha, *, sizes):
    """Lose as the test channel of a Gaussian source does, at the rate R(D)."""
    level = float(rng.choice([0.9, 0.3, 0.01]))
    errors = level * rng.normal(size=size(rng, sizes)) ** 2
    rate = -0.5 * np.log2(level) * (1.0 + 1e-9)
    return ib.audit.codec(np.array([rate]), errors[None, :], source=NORMAL, alpha=alpha)


def ideal_laplacian(rng, alpha):
    """Lose as the test channel of a Laplacian source does under the absolute error, at the rate R(D)."""
    level = float(rng.choice([0.9, 0.3, 0.01]))
    errors = rng.exponential(level, size=size(rng))
    rate = -np.log2(level) * (1.0 + 1e-9)
    return ib.audit.codec(np.array([rate]), errors[None, :], source=LAPLACE, measure="absolute", alpha=alpha)


@lru_cache(maxsize=64)
def ideal_channel(kind, fraction):
    """Return a finite source with its best channel and the rate of that."""
    law = {"skewed": [0.97, 0.01, 0.01, 0.01], "even": [0.25] * 4, "rare": [0.998, 0.002]}[kind]
    letters = np.arange(len(law), dtype=float)
    law = np.array(law)
    errors = np.abs(letters[:, None] - letters)
    solved = ib.rate_distortion(law, errors, fraction * float((law @ errors).min()))
    return ib.Distribution(Space.of(letters.tolist()), law), law, errors, solved.witness.matrix, solved.upper


def ideal_finite(rng, alpha):
    """Lose as the best channel of a finite source, some of whose letters are rare."""
    kind, fraction = str(rng.choice(["skewed", "even", "rare"])), float(rng.choice([0.1, 0.5, 0.9]))
    source, law, errors, channel, rate = ideal_channel(kind, fraction)
    n = size(rng)
    x = rng.choice(len(law), size=n, p=law)
    steps = np.cumsum(channel, axis=1)
    y = (rng.random((n, 1)) > steps[x]).sum(axis=1).clip(max=len(law) - 1)
    return ib.audit.codec(
        np.array([rate]), errors[x, y][None, :], source=source, measure="absolute", alpha=alpha
    )


def lossless(rng, alpha):
    """Pay for every letter its own dyadic length, and lose nothing: at the entropy exactly."""
    law = (
        0.5 ** np.array([1.0, 2.0, 3.0, 3.0])
        if rng.random() < 0.5
        else 0.5 ** np.array([1, 2, 3, 4, 5, 6, 6.0])
    )
    x = rng.choice(len(law), size=size(rng), p=law)
    source = ib.Distribution(Space.of([float(i) for i in range(len(law))]), law)
    rates = -np.log2(law[x])
    return ib.audit.codec(
        rates[None, :], np.zeros((1, len(x))), source=source, measure="absolute", alpha=alpha
    )


def several_points(rng, alpha):
    """Report several settings of ideal codes, each with its own samples."""
    levels = np.sort(rng.choice([0.7, 0.5, 0.25, 0.0625, 0.01], size=3, replace=False))[:, None]
    errors = levels * rng.normal(size=(3, size(rng))) ** 2
    return ib.audit.codec(-0.5 * np.log2(levels[:, 0]) * (1.0 + 1e-9), errors, source=NORMAL, alpha=alpha)


def exact_points(rng, alpha):
    """State rates that are R(D) as far as it is known, from no error to all of it."""
    source, measure = [
        (NORMAL, "squared"),
        (LAPLACE, "absolute"),
        (LAPLACE, "squared"),
        (NORMAL, "absolute"),
        (ideal_channel("skewed", 0.5)[0], "absolute"),
        (ib.GaussianKernel.state([0.0, 0.0], [[1.0, 0.5], [0.5, 1.0]]), "squared"),
    ][rng.integers(6)]
    from itbounds.audit.source_limits import limit_of

    limit, most, _ = limit_of(source, measure)
    level = most * float(rng.choice([1e-3, 0.1, 0.5, 1.0, 2.0]))
    rate = ib.BITS.ceil(limit(level)[1])
    return ib.audit.codec(rate, level, source=source, measure=measure, alpha=alpha)


# Quantisers.


@lru_cache(maxsize=16)
def quantised_law(kind):
    """Return a finite source on the reals with its letters."""
    if kind == "grid":
        source = ib.sources.gaussian_grid(12)
        return source, np.array(source.cod.letters, dtype=float), source.probabilities
    letters = np.array({"rare": [-1.0, 0.0, 9.0], "bit": [0.0, 1.0], "even": [0.0, 1.0, 2.0, 3.0]}[kind])
    law = np.array({"rare": [0.5, 0.49, 0.01], "bit": [0.99, 0.01], "even": [0.25] * 4}[kind])
    return ib.Distribution(Space.of(letters.tolist()), law), letters, law


def fitted(rng, draw, most, d=1):
    """Take codewords from training points, one cell or many, some of them twice."""
    train = draw(int(rng.choice([3, 10, 60, 300])))
    k = int(rng.integers(1, min(most, len(train)) + 1))
    return train, train[rng.integers(0, len(train), k)].reshape((k, d) if d > 1 else k)


def of_density(rng, alpha, *, source, d=1):
    """Quantise fresh numbers of a density."""
    law = rng.normal if source is NORMAL else rng.laplace
    train, words = fitted(rng, lambda n: law(size=(n, d) if d > 1 else n), 40, d)
    n = size(rng, (*FEW, 80, 200))
    test = law(size=(n, d) if d > 1 else n)
    return ib.audit.quantizer(words, test, source=source, x_train=train, alpha=alpha)


def of_letters(rng, alpha, *, kind, leaked=False):
    """Quantise letters, fresh ones like those of the training, or some of these themselves if leaked."""
    source, letters, law = quantised_law(kind)

    def draw(n):
        return rng.choice(letters, size=n, p=law / law.sum())

    train, words = fitted(rng, draw, len(letters))
    if leaked or rng.random() < 0.3:
        words = np.unique(train)
    test = draw(size(rng, (*FEW, 80, 200)))
    if leaked:
        copied = rng.random(len(test)) < rng.choice([0.3, 0.7, 0.95])
        test = np.where(copied, rng.choice(train, size=len(test)), test)
    return ib.audit.quantizer(words, test, source=source, x_train=train, alpha=alpha)


# Autoencoders.


def exact_terms(rng, alpha):
    """Lose what the posterior is off, in any unit and precision."""
    n, unit = size(rng), str(rng.choice(["bit", "nat"]))
    nll, rate = rng.normal(5.0, 2.0, n), rng.exponential(1.0, n)
    loss = rng.exponential(rng.choice([0.0, 1e-3, 0.1]), n)
    parts = np.array([rate, nll + loss - rate, nll]).astype(rng.choice([np.float64, np.float32]))
    return ib.audit.elbo(*parts, unit=unit, alpha=alpha)


def drawn_terms(rng, alpha, *, draws=1):
    """Estimate both terms from codes that are drawn from the posterior of a linear model."""
    n, d = size(rng), int(rng.choice([1, 8]))
    x = rng.normal(size=(n, d)) * np.sqrt(2.0)
    mean, spread = rng.choice([0.5, 0.3, 0.0]) * x, rng.choice([0.5, 1.0, 3.0])
    z = mean[:, None] + np.sqrt(spread) * rng.normal(size=(n, draws, d))

    def log_density(of, centre, variance):
        return -0.5 * ((of - centre) ** 2 / variance + np.log(2.0 * np.pi * variance)).sum(axis=-1)

    rate = (log_density(z, mean[:, None], spread) - log_density(z, 0.0, 1.0)).mean(axis=1)
    distortion = -log_density(x[:, None], z, 1.0).mean(axis=1)
    return ib.audit.elbo(rate, distortion, -log_density(x, 0.0, 2.0), unit="nat", alpha=alpha)


def discrete_data(rng, alpha):
    """Code discrete data by their own law, rare letters included."""
    law = rng.dirichlet(np.full(int(rng.choice([2, 4, 30])), 10.0 ** rng.uniform(-1.5, 1.0)))
    law = np.maximum(law, 1e-12) / np.maximum(law, 1e-12).sum()
    total = -np.log2(law[rng.choice(len(law), size=size(rng), p=law)])
    rate = total * rng.random()
    entropy = float(-(law @ np.log2(law))) * (1.0 - 1e-12)
    return ib.audit.elbo(rate, total - rate, unit="bit", entropy=entropy, alpha=alpha)


# Language models.


def chain(rng):
    """Return a chain: mixing, sticky with rare jumps, of independent letters, or nearly a cycle."""
    kind, m = rng.integers(4), int(rng.choice([2, 3, 6]))
    if kind == 0:
        return rng.dirichlet(np.ones(m), m)
    if kind == 1:
        stay = float(rng.choice([0.9, 0.99, 0.999]))
        return stay * np.eye(m) + (1.0 - stay) * (np.ones((m, m)) - np.eye(m)) / (m - 1)
    if kind == 2:
        return np.tile(rng.dirichlet(np.full(m, 0.3)) * 0.98 + 0.02 / m, (m, 1))
    slip = float(rng.choice([0.0, 0.01]))
    return (1.0 - slip) * np.roll(np.eye(m), 1, axis=1) + slip / m


def chain_text(rng, matrix, texts, length):
    """Draw texts of a chain from its stationary law; return the letters."""
    law = ib.sources.markov(matrix).stationary.probabilities
    steps, letters = np.cumsum(matrix, axis=1), np.empty((texts, length + 1), dtype=int)
    letters[:, 0] = rng.choice(len(matrix), size=texts, p=law / law.sum())
    for t in range(length):
        letters[:, t + 1] = (rng.random((texts, 1)) > steps[letters[:, t]]).sum(axis=1)
    return letters.clip(max=len(matrix) - 1)


def written(rng, alpha, *, several=False, other=0.0):
    """Predict a text by its own chain, or by one that differs a little."""
    matrix, unit = chain(rng), str(rng.choice(["bit", "nat"]))
    letters = chain_text(rng, matrix, size(rng, (2, 5, 20)) if several else 1, size(rng, (1, *FEW, 100, 900)))
    model = matrix if other == 0.0 else (1.0 - other) * matrix + other * rng.dirichlet(np.ones(len(matrix)))
    with np.errstate(divide="ignore"):
        logs = np.log(model[letters[:, :-1], letters[:, 1:]])
    scaled = logs / np.log(2.0) if unit == "bit" else logs
    return ib.audit.language_model(scaled if several else scaled[0], source=matrix, unit=unit, alpha=alpha)


CODES = {
    "codec": {
        "ideal, Gaussian, few": partial(ideal_gaussian, sizes=FEW),
        "ideal, Gaussian, many": partial(ideal_gaussian, sizes=MANY),
        "ideal, Laplacian": ideal_laplacian,
        "ideal, finite": ideal_finite,
        "lossless": lossless,
        "three points": several_points,
        "exact points": exact_points,
    },
    "quantizer": {
        "Gaussian": partial(of_density, source=NORMAL),
        "Laplacian": partial(of_density, source=LAPLACE),
        "Gaussian pairs": partial(of_density, source=NORMAL, d=2),
        "a grid": partial(of_letters, kind="grid"),
        "a rare letter": partial(of_letters, kind="rare"),
        "a rare bit": partial(of_letters, kind="bit"),
        "even letters": partial(of_letters, kind="even"),
        "a grid, partly leaked": partial(of_letters, kind="grid", leaked=True),
        "rare letters, partly leaked": partial(of_letters, kind="rare", leaked=True),
    },
    "elbo": {
        "exact terms": exact_terms,
        "terms from one code": drawn_terms,
        "terms from four codes": partial(drawn_terms, draws=4),
        "discrete data": discrete_data,
    },
    "language_model": {
        "the chain itself": written,
        "several texts": partial(written, several=True),
        "a model that is off": partial(written, other=0.01),
    },
}
