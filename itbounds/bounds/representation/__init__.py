"""What a representation can carry: its least rate, its capacity if it is perturbed, its rate at a distortion.

A network X -> Z -> Y keeps of its input what the embedding Z keeps. `rate` is the least number of bits per
input symbol with which the output can be restored, `error` what fewer bits cost, `capacity` what survives in
a perturbed embedding. The statements are a reconstruction of those announced in "Information Theoretic
Perspective on Representation Learning", of which only the abstract and the first pages could be read.
"""

from itbounds.bounds.representation import approximations, collapse, perturbed_blocks, target_codes
from itbounds.bounds.representation.approximations import block_fano, fano_rate, normal_rate
from itbounds.bounds.representation.block_codes import error, finite_rate
from itbounds.bounds.representation.collapse import (
    CollapseFloor,
    collapse_fano,
    collapse_floor,
    collapse_textbook_fano,
)
from itbounds.bounds.representation.collapsed_regression import (
    RegressionFloor,
    regression_floor,
    sample_distortion_rate,
)
from itbounds.bounds.representation.embedding_capacity import (
    EmbeddingCapacity,
    finite_embedding_capacity,
    linear_embedding_capacity,
    posterior_capacity,
)
from itbounds.bounds.representation.finite_target import FiniteRateDistortion, finite_rate_distortion
from itbounds.bounds.representation.perturbed import capacity
from itbounds.bounds.representation.perturbed_blocks import finite_capacity
from itbounds.bounds.representation.separation_answer import Separation
from itbounds.bounds.representation.source_rate import rate, sufficient_rate
from itbounds.bounds.representation.spec import RepresentationSpec
from itbounds.bounds.representation.statements import Statement, statement, statements
from itbounds.bounds.representation.target_codes import (
    converse_target_rate,
    covering_target_rate,
    normal_target_rate,
)
from itbounds.bounds.representation.target_rate import rate_distortion
from itbounds.bounds.representation.unified import separation

__all__ = [
    "CALCULATORS",
    "CollapseFloor",
    "EmbeddingCapacity",
    "FiniteRateDistortion",
    "RegressionFloor",
    "RepresentationSpec",
    "Separation",
    "Statement",
    "block_fano",
    "capacity",
    "collapse_fano",
    "collapse_floor",
    "collapse_textbook_fano",
    "converse_target_rate",
    "covering_target_rate",
    "error",
    "fano_rate",
    "finite_capacity",
    "finite_embedding_capacity",
    "finite_rate",
    "finite_rate_distortion",
    "linear_embedding_capacity",
    "normal_rate",
    "normal_target_rate",
    "posterior_capacity",
    "rate",
    "rate_distortion",
    "regression_floor",
    "sample_distortion_rate",
    "separation",
    "statement",
    "statements",
    "sufficient_rate",
]

CALCULATORS = (
    *approximations.CALCULATORS,
    *collapse.CALCULATORS,
    *perturbed_blocks.CALCULATORS,
    *target_codes.CALCULATORS,
)
