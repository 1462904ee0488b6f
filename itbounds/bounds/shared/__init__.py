r"""What sharing a representation is worth: bits that describe many tasks jointly, and one by one.

``haar_entropy(alpha, eps)`` brackets the bits of one hard feature, ``walsh_bits(J)`` counts those of all its
orthogonal readouts with and without sharing, and ``features`` and ``readouts`` evaluate them. Lengths are
in bits.

A reconstruction of *The Information-Theoretic Benefit of Shared Representations under Orthogonality
Constraints* (Dittrich, Potocki, Grohs, 2026) from its abstract: the statements here are proved here, and may
differ from the paper's.
"""

from itbounds.bounds.shared import covering
from itbounds.bounds.shared.description import description_length
from itbounds.bounds.shared.entropy import haar_entropy
from itbounds.bounds.shared.features import features, levels
from itbounds.bounds.shared.linear import crossover, linear_bits
from itbounds.bounds.shared.network import (
    Layer,
    Network,
    feature_network,
    readout_network,
    separate_network,
)
from itbounds.bounds.shared.sharing import (
    Sharing,
    exponents,
    fitted_exponent,
    lipschitz_bits,
    weighted_bits,
)
from itbounds.bounds.shared.walsh import readouts, walsh_bits, walsh_coefficients, walsh_entropy, walsh_sum

__all__ = [
    "Layer",
    "Network",
    "Sharing",
    "covering",
    "crossover",
    "description_length",
    "exponents",
    "feature_network",
    "features",
    "fitted_exponent",
    "haar_entropy",
    "levels",
    "linear_bits",
    "lipschitz_bits",
    "readout_network",
    "readouts",
    "separate_network",
    "walsh_bits",
    "walsh_coefficients",
    "walsh_entropy",
    "walsh_sum",
    "weighted_bits",
]
