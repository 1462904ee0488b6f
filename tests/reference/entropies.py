"""Joint entropies by their definition, one point and one set at a time."""

from collections import defaultdict
from itertools import product
from math import fsum, log


def joint_entropies(p):
    """All 2^n entropies in nats, of an array or of anything with `shape` that is indexed by tuples."""
    points = list(product(*map(range, p.shape)))
    return support_entropies(points, [float(p[point]) for point in points])


def support_entropies(points, probabilities):
    """All 2^n entropies in nats of a law on these points."""
    n = len(points[0])
    return [_entropy(points, probabilities, [i for i in range(n) if mask >> i & 1]) for mask in range(1 << n)]


def _entropy(points, probabilities, kept):
    marginal = defaultdict(list)
    for point, probability in zip(points, probabilities, strict=True):
        marginal[tuple(point[i] for i in kept)].append(probability)
    sums = [fsum(parts) for parts in marginal.values()]
    return fsum(-q * log(q) for q in sums if q > 0.0)
