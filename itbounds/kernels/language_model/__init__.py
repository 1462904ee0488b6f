"""Language models as composites of kernels: what a hidden state knows, and the geometry of its head.

A step of an autoregressive model is a composite encoder, backbone, head, of which the first two are functions
and the third is a softmax (Zhang, *A Markov categorical framework for language modeling*, 2025). From exact
kernels, or from arrays of hidden states and next-token probabilities.
"""

from itbounds.kernels.language_model.cross_entropy import (
    CrossEntropy,
    categorical_entropy,
    cross_entropy,
    distance_bound,
)
from itbounds.kernels.language_model.horizon import Horizon, horizon, surplus
from itbounds.kernels.language_model.metric import pullback_metric, pullback_rank
from itbounds.kernels.language_model.pipeline import Pipeline
from itbounds.kernels.language_model.similarity import (
    dirichlet_energy,
    similarity_operator,
    similarity_spectrum,
)
from itbounds.kernels.language_model.surrogate import QuadraticSurrogate, quadratic_surrogate

__all__ = [
    "CrossEntropy",
    "Horizon",
    "Pipeline",
    "QuadraticSurrogate",
    "categorical_entropy",
    "cross_entropy",
    "dirichlet_energy",
    "distance_bound",
    "horizon",
    "pullback_metric",
    "pullback_rank",
    "quadratic_surrogate",
    "similarity_operator",
    "similarity_spectrum",
    "surplus",
]
