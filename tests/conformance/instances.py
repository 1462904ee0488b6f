"""Instances of every form, with the truth in nats where a closed form is known."""

from dataclasses import dataclass
from math import log

import numpy as np
from scipy.special import entr

import itbounds as ib
from itbounds.testing import channel_families


@dataclass(frozen=True)
class Instance:
    """A problem and its answer, if that has a closed form."""

    problem: ib.Capacity | ib.RateDistortion
    truth: float | None = None


def h(*probabilities: float) -> float:
    """Entropy in nats."""
    return float(entr(np.array(probabilities)).sum())


def capacity_instances() -> dict[str, Instance]:
    rng = np.random.default_rng(2024)
    families = {
        name: Instance(ib.Capacity(family(8, 11, rng))) for name, family in channel_families.FAMILIES.items()
    }
    z = log(1 + np.exp(-h(0.3, 0.7) / 0.7))
    cost = np.arange(4.0)
    return families | {
        "bsc": Instance(ib.Capacity(ib.zoo.bsc(0.11)), log(2) - h(0.11, 0.89)),
        "bec": Instance(ib.Capacity(ib.zoo.bec(0.3)), 0.7 * log(2)),
        "z": Instance(ib.Capacity(ib.zoo.z_channel(0.3)), z),
        "typewriter": Instance(ib.Capacity(ib.zoo.typewriter(7)), log(3.5)),
        "symmetric": Instance(
            ib.Capacity(ib.zoo.q_ary_symmetric(5, 0.2)), log(5) - h(0.2, 0.8) - 0.2 * log(4)
        ),
        "noiseless": Instance(ib.Capacity(np.eye(6)), log(6)),
        "useless": Instance(ib.Capacity([[0.3, 0.7], [0.3, 0.7], [0.3, 0.7]]), 0.0),
        "one input": Instance(ib.Capacity([[0.2, 0.8]]), 0.0),
        "product": Instance(
            ib.Capacity(ib.zoo.product(ib.zoo.bsc(0.2), ib.zoo.bec(0.4))), log(2) - h(0.2, 0.8) + 0.6 * log(2)
        ),
        "gaussian": Instance(ib.Capacity(ib.zoo.awgn_grid(2.0, 9, 15))),
        # Half the energy of the noiseless bit: the capacity is the entropy of the law that spends it.
        "cost of a bit": Instance(ib.Capacity(np.eye(2), [0.0, 1.0], 0.25), h(0.25, 0.75)),
        "cost that is no limit": Instance(
            ib.Capacity(ib.zoo.bsc(0.11), [0.0, 1.0], 2.0), log(2) - h(0.11, 0.89)
        ),
        "least budget": Instance(ib.Capacity(np.eye(3), [1.0, 1.0, 4.0], 1.0), log(2)),
        "budget": Instance(ib.Capacity(rng.dirichlet(np.ones(5), 4), cost, 0.7)),
    }


def rate_distortion_instances() -> dict[str, Instance]:
    rng = np.random.default_rng(2025)
    law, table = rng.dirichlet(np.ones(7)), rng.random((7, 5))
    grid = ib.sources.gaussian_grid(15, reach=4.0)
    forbidden = ib.distortions.erasure(4)
    hamming, bit = ib.distortions.hamming, [0.4, 0.6]
    return {
        "bit": Instance(ib.RateDistortion(bit, hamming(2), 0.1), h(0.4, 0.6) - h(0.1, 0.9)),
        "byte": Instance(
            ib.RateDistortion(np.full(8, 0.125), hamming(8), 0.2), log(8) - h(0.2, 0.8) - 0.2 * log(7)
        ),
        "lossless": Instance(ib.RateDistortion(bit, hamming(2), 0.0), h(0.4, 0.6)),
        "lossless, rare letters": Instance(
            ib.RateDistortion([0.9, 0.0999, 0.0001], hamming(3), 0.0), h(0.9, 0.0999, 0.0001)
        ),
        "nothing sent": Instance(ib.RateDistortion(bit, hamming(2), 0.4), 0.0),
        # Erasing at price 1 with probability D leaves (1 - D) H(X) to be sent.
        "erasure": Instance(ib.RateDistortion(np.full(4, 0.25), forbidden, 0.3), 0.7 * log(4)),
        "one letter": Instance(ib.RateDistortion([1.0], [[0.3, 0.5]], 0.4), 0.0),
        "unused letter": Instance(
            ib.RateDistortion([0.4, 0.6, 0.0], hamming(3), 0.1), h(0.4, 0.6) - h(0.1, 0.9)
        ),
        "gaussian": Instance(ib.RateDistortion(grid, ib.distortions.squared_error(grid), 0.3)),
        "laplacian": Instance(ib.RateDistortion(law, ib.distortions.absolute_error(np.arange(7.0)), 0.5)),
        "table": Instance(ib.RateDistortion(law, table, 0.3)),
        "wide": Instance(ib.RateDistortion(law[:5] / law[:5].sum(), table.T, 0.2)),
    }
