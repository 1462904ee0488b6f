"""A learning problem by loops over every sample, supersample, coin and weight: slow and obvious."""

from collections import defaultdict
from itertools import product
from math import log


def information(joint):
    """The mutual information of a table {(x, y): probability}."""
    total = sum(joint.values())
    rows, columns = defaultdict(float), defaultdict(float)
    for (x, y), mass in joint.items():
        rows[x] += mass / total
        columns[y] += mass / total
    return sum(m / total * log(m / total / (rows[x] * columns[y])) for (x, y), m in joint.items() if m > 0)


def probability(law, data):
    """The probability of independent data."""
    mass = 1.0
    for z in data:
        mass *= law[z]
    return mass


def samples(law, algorithm, n):
    """All samples and weights with their probabilities."""
    for index, sample in enumerate(product(range(len(law)), repeat=n)):
        for w, chance in enumerate(algorithm[index]):
            yield sample, w, probability(law, sample) * chance


def risks(law, algorithm, loss, n):
    """The expected risk and the expected training loss."""
    risk = empirical = 0.0
    for sample, w, mass in samples(law, algorithm, n):
        risk += mass * sum(p * loss[w][z] for z, p in enumerate(law))
        empirical += mass * sum(loss[w][z] for z in sample) / n
    return risk, empirical


def weight_informations(law, algorithm, n):
    """I(S;W), and I(W;Z_i) of every i."""
    whole, parts = defaultdict(float), [defaultdict(float) for _ in range(n)]
    for sample, w, mass in samples(law, algorithm, n):
        whole[sample, w] += mass
        for i, z in enumerate(sample):
            parts[i][z, w] += mass
    return information(whole), [information(part) for part in parts]


def coin_informations(law, algorithm, loss, n, statistic):
    """The mean over i of I(statistic; U_i | supersample), and of I(statistic; U_i)."""
    conditional, tables = 0.0, [defaultdict(float) for _ in range(n)]
    every = list(product(range(len(law)), repeat=n))
    for rows in product(product(range(len(law)), repeat=2), repeat=n):
        mass = probability(law, [z for row in rows for z in row])
        here = [defaultdict(float) for _ in range(n)]
        for coins in product((0, 1), repeat=n):
            sample = tuple(row[u] for row, u in zip(rows, coins, strict=True))
            for w, chance in enumerate(algorithm[every.index(sample)]):
                for i, (row, u) in enumerate(zip(rows, coins, strict=True)):
                    seen = statistic(loss[w][row[0]], loss[w][row[1]])
                    here[i][seen, u] += chance / 2**n
                    tables[i][seen, u] += mass * chance / 2**n
        conditional += mass * sum(information(table) for table in here) / n
    return conditional, sum(information(table) for table in tables) / n
