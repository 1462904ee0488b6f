"""The information bottleneck the slow way: self-consistent equations from many random encoders."""

import numpy as np


def relevance_and_complexity(joint, encoder):
    """Return I(T; Y) and I(X; T) in nats, by the definition."""
    return information(encoder.T @ joint), information(joint.sum(axis=1)[:, None] * encoder)


def information(table):
    product = np.outer(table.sum(axis=1), table.sum(axis=0))
    used = table > 0.0
    return float((table[used] * np.log(table[used] / product[used])).sum())


def best_of_restarts(joint, beta, rng, restarts=50, steps=400):
    """Return the largest I(T; Y) - I(X; T) / beta over random starts of the iteration."""
    law = joint.sum(axis=1)
    rows = joint / law[:, None]
    best = 0.0
    for _ in range(restarts):
        encoder = rng.dirichlet(np.ones(len(joint)), size=len(joint))
        for _ in range(steps):
            weights = law @ encoder
            means = (encoder * law[:, None]).T @ rows / np.maximum(weights, 1e-300)[:, None]
            logs = np.log(np.maximum(weights, 1e-300)) + beta * rows @ np.log(np.maximum(means, 1e-300)).T
            encoder = np.exp(logs - logs.max(axis=1, keepdims=True))
            encoder /= encoder.sum(axis=1, keepdims=True)
        relevance, complexity = relevance_and_complexity(joint, encoder)
        best = max(best, relevance - complexity / beta)
    return best
