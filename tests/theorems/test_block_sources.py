"""Fixed-length codes of sources: recomputed numbers, duality with channels, codes by enumeration."""

from functools import reduce
from math import ceil, exp, log, log2

import numpy as np
import pytest

import itbounds as ib

blocklength = ib.bounds.blocklength
COIN = [0.11, 0.89]
TABLE = [
    (100, 71.826475, 75.834),
    (500, 306.721507, 310.689),
    (1000, 583.164166, 587.160),
    (2000, 1120.565889, 1124.777),
]


def test_the_table_of_a_coin_is_reproduced() -> None:
    for n, best, normal in TABLE:
        assert blocklength.lossless(COIN, n, 1e-3).value == pytest.approx(best, abs=1e-6)
        approximation = blocklength.lossless_normal_approximation(COIN, n, 1e-3)
        assert approximation.value == pytest.approx(normal, abs=6e-4)
        assert approximation.direction == "approximation"


def test_a_code_of_a_coin_and_one_of_its_channel_fill_the_space() -> None:
    for p, n, eps in ((0.11, 500, 1e-3), (0.3, 77, 0.2), (0.02, 900, 1e-6)):
        channel = ib.zoo.bsc(p)
        source = blocklength.lossless([p, 1.0 - p], n, eps).value
        assert source + blocklength.metaconverse(channel, n, eps).value == pytest.approx(n, abs=1e-7)
        bins = blocklength.random_binning([p, 1.0 - p], n, eps).value
        # The union bound counts the rivals of what was sent, and the bins all sequences.
        rivals = log2(2.0 ** blocklength.rcu(channel, n, eps).value - 1.0)
        assert bins + rivals == pytest.approx(n, abs=1e-7)


def test_uniform_sources_lose_a_share_of_their_sequences() -> None:
    for n, eps in ((3, 0.25), (50, 0.1)):
        exact = n * 2.0 + log2(1.0 - eps)
        assert blocklength.lossless([0.25] * 4, n, eps).value == pytest.approx(exact, abs=1e-9)
        approximation = blocklength.lossless_normal_approximation([0.25] * 4, n, eps)
        assert approximation.value == pytest.approx(exact, abs=1e-9)


def test_best_codes_by_enumeration() -> None:
    rng = np.random.default_rng(4)
    for _ in range(400):
        law, n = rng.dirichlet(np.ones(int(rng.integers(2, 4)))), int(rng.integers(1, 6))
        eps = float(rng.uniform(0.01, 0.9))
        chances = np.sort(reduce(np.kron, [law] * n))[::-1]
        least = int(np.searchsorted(np.cumsum(chances), (1.0 - eps) * (1.0 - 1e-12))) + 1
        bound = blocklength.lossless(law, n, eps)
        assert bound.nats <= log(least) + 1e-12
        assert ceil(exp(bound.terms["at most"]) * (1.0 - 1e-9)) == least
        bins = blocklength.random_binning(law, n, eps)
        assert log(least) <= bins.nats + 1e-12 or least <= ceil(exp(bins.nats))


def test_the_package_agrees_with_its_exact_code() -> None:
    for law, n, eps in (([0.2, 0.3, 0.5], 40, 0.01), ([0.9, 0.1], 200, 1e-4)):
        code = ib.representation.finite_rate(law, n, eps)
        total = code.upper * n
        assert blocklength.lossless(law, n, eps).value <= total + 1e-9
        assert total <= log2(2.0 ** (blocklength.lossless(law, n, eps).value) + 1.0) + 1e-6
