"""Geometry of embeddings: what the spectrum and the neighbourhoods of n points in d dimensions say.

Every function takes an array of shape (n, d), one point a row, and returns a plain number. The functionals
of a spectrum also take what is too large for memory, as a memory map or as an iterable of blocks of rows,
read once, and a `Spectrum` made from it, so that many of them cost one pass::

    spectrum = ib.geometry.Spectrum.of(blocks)
    ib.geometry.rankme(spectrum), ib.geometry.coding_rate(spectrum, 0.5)

These are scores, not bounds: no limit of information theory is claimed from them.
"""

from itbounds.geometry.coding import RateReduction, coding_rate, mcr2
from itbounds.geometry.diffusion import diffusion_spectral_entropy, diffusion_spectral_information
from itbounds.geometry.entropies import (
    alpha_req,
    participation_ratio,
    rankme,
    renyi_entropy,
    von_neumann_entropy,
)
from itbounds.geometry.gram import renyi_information
from itbounds.geometry.neighbours import intrinsic_dimension
from itbounds.geometry.spectrum import Spectrum

__all__ = [
    "RateReduction",
    "Spectrum",
    "alpha_req",
    "coding_rate",
    "diffusion_spectral_entropy",
    "diffusion_spectral_information",
    "intrinsic_dimension",
    "mcr2",
    "participation_ratio",
    "rankme",
    "renyi_entropy",
    "renyi_information",
    "von_neumann_entropy",
]
