"""How far the risk of a learned model is from its training error; nats by default."""

from itbounds.bounds.generalization import mutual_information
from itbounds.bounds.generalization.mutual_information import individual_sample, selection_bias, xu_raginsky

__all__ = [
    "CALCULATORS",
    "individual_sample",
    "selection_bias",
    "xu_raginsky",
]

CALCULATORS = (*mutual_information.CALCULATORS,)
