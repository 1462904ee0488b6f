"""What embeddings and memories must have, by counting: dimensions, bits, angles.

How small can the cosines of N features in d dimensions be (`welch`), how many fit at a given interference
(`superposition`), which dimension does retrieval take (`top_k_dimension`, `margin_dimension`), how many
bits do n! facts take (`bijection_bits`)? Memories are in bits by default.
"""

from itbounds.bounds.counting import codes, coherence, factored, labelings, memory, retrieval
from itbounds.bounds.counting.codes import (
    cap_packing,
    gilbert_varshamov,
    johnson_lindenstrauss,
    kabatiansky_levenshtein,
    superposition,
)
from itbounds.bounds.counting.coherence import orthoplex, orthoplex_coherence, simplex, welch
from itbounds.bounds.counting.factored import factored_dimension
from itbounds.bounds.counting.labelings import dichotomies
from itbounds.bounds.counting.memory import (
    bijection_bits,
    disjointness_memory,
    fact_parameters,
    index_memory,
)
from itbounds.bounds.counting.retrieval import (
    forster,
    margin_dimension,
    precision_dimension,
    top_k_dimension,
)

__all__ = [
    "CALCULATORS",
    "bijection_bits",
    "cap_packing",
    "dichotomies",
    "disjointness_memory",
    "fact_parameters",
    "factored_dimension",
    "forster",
    "gilbert_varshamov",
    "index_memory",
    "johnson_lindenstrauss",
    "kabatiansky_levenshtein",
    "margin_dimension",
    "orthoplex",
    "orthoplex_coherence",
    "precision_dimension",
    "simplex",
    "superposition",
    "top_k_dimension",
    "welch",
]

CALCULATORS = (
    *coherence.CALCULATORS,
    *codes.CALCULATORS,
    *retrieval.CALCULATORS,
    *memory.CALCULATORS,
    *factored.CALCULATORS,
    *labelings.CALCULATORS,
)
