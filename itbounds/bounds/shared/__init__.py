r"""What sharing a representation is worth: bits that describe many tasks jointly, and one by one.

``haar_entropy(alpha, eps)`` brackets the bits of one hard feature, ``walsh_bits(J)`` counts those of all its
orthogonal readouts with and without sharing, and ``features`` and ``readouts`` evaluate them. Lengths are
in bits.

A reconstruction of *The Information-Theoretic Benefit of Shared Representations under Orthogonality
Constraints* (Dittrich, Potocki, Grohs, 2026) from its abstract: the statements here are proved here, and may
differ from the paper's.
"""

from itbounds.bounds.shared.entropy import haar_entropy
from itbounds.bounds.shared.features import features, levels
from itbounds.bounds.shared.walsh import readouts, walsh_bits, walsh_coefficients, walsh_entropy, walsh_sum

__all__ = [
    "features",
    "haar_entropy",
    "levels",
    "readouts",
    "walsh_bits",
    "walsh_coefficients",
    "walsh_entropy",
    "walsh_sum",
]
