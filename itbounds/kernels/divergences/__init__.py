"""Divergences as objects: callable on laws and kernels, with the axioms they obey and their entropies."""

from itbounds.kernels.divergences.axioms import ENRICHMENT, Axiom
from itbounds.kernels.divergences.base import Divergence, as_divergence
from itbounds.kernels.divergences.entropies import categorical_entropy, categorical_information
from itbounds.kernels.divergences.f_divergences import ChiSquared, Hellinger, JensenShannon, TotalVariation
from itbounds.kernels.divergences.general import FDivergence, HellingerMetric, JensenShannonMetric
from itbounds.kernels.divergences.kullback_leibler import KL, ReverseKL
from itbounds.kernels.divergences.orders import Alpha, Renyi, Tsallis

__all__ = [
    "ENRICHMENT",
    "KL",
    "Alpha",
    "Axiom",
    "ChiSquared",
    "Divergence",
    "FDivergence",
    "Hellinger",
    "HellingerMetric",
    "JensenShannon",
    "JensenShannonMetric",
    "Renyi",
    "ReverseKL",
    "TotalVariation",
    "Tsallis",
    "as_divergence",
    "categorical_entropy",
    "categorical_information",
]
