"""How the information of several variables is shared: correlations and decompositions of a joint law."""

from itbounds.kernels.multivariate.correlations import (
    dual_total_correlation,
    o_information,
    total_correlation,
)
from itbounds.kernels.multivariate.decomposition import InformationDecomposition
from itbounds.kernels.multivariate.redundancies import i_min, mmi

__all__ = [
    "InformationDecomposition",
    "dual_total_correlation",
    "i_min",
    "mmi",
    "o_information",
    "total_correlation",
]
