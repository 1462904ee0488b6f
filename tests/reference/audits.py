"""What chance gives the best of all models, by going through every text and every sequence of letters."""

from itertools import pairwise, product

import numpy as np


def guessed_texts(chain, law, length, threshold):
    """Return how likely the best model pays at most so many nats for a text, the letter before it known.

    Of e^T texts it can give each a probability of e^-T, and the likeliest ones serve it best.
    """
    if threshold < 0.0:
        return 0.0
    most, total = int(np.exp(threshold) * (1.0 + 1e-12)), 0.0
    for start, mass in enumerate(law):
        chances = []
        for text in product(range(len(law)), repeat=length):
            steps = (start, *text)
            chances.append(np.prod([chain[a, b] for a, b in pairwise(steps)]))
        total += mass * np.sort(chances)[::-1][:most].sum()
    return total


def quantiser_surplus(law, letters, words, n, line, measure, threshold):
    """Return how likely n letters, coded at ln k by their nearest words, miss a line by more than this."""
    apart = np.abs(letters[:, None] - np.asarray(words))
    errors = (apart**2 if measure == "squared" else apart).min(axis=1)
    paid, total = np.log(len(words)), 0.0
    for places in product(range(len(law)), repeat=n):
        short = n * (line.height - paid) - line.slope * errors[list(places)].sum()
        if short > threshold:
            total += np.prod(law[list(places)])
    return total
