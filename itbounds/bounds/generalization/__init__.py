"""How far the risk of a learned model is from its training error; nats by default."""

from itbounds.bounds.generalization import (
    codes,
    distances,
    held_out,
    leakage,
    mutual_information,
    pac_bayes,
    pac_bayes_linear,
)
from itbounds.bounds.generalization.codes import (
    description_length,
    littlestone_warmuth,
    occam,
    occam_hoeffding,
    occam_kl,
    sample_compression,
)
from itbounds.bounds.generalization.distances import chi_square, total_variation, wasserstein
from itbounds.bounds.generalization.held_out import (
    clopper_pearson,
    clopper_pearson_lower,
    held_out_bernstein,
    held_out_hoeffding,
    held_out_kl,
)
from itbounds.bounds.generalization.leakage import maximal_leakage, sibson, sibson_information
from itbounds.bounds.generalization.mutual_information import individual_sample, selection_bias, xu_raginsky
from itbounds.bounds.generalization.pac_bayes import mcallester, pac_bayes_kl, refined_pinsker, thiemann
from itbounds.bounds.generalization.pac_bayes_linear import alquier, catoni

__all__ = [
    "CALCULATORS",
    "alquier",
    "catoni",
    "chi_square",
    "clopper_pearson",
    "clopper_pearson_lower",
    "description_length",
    "held_out_bernstein",
    "held_out_hoeffding",
    "held_out_kl",
    "individual_sample",
    "littlestone_warmuth",
    "maximal_leakage",
    "mcallester",
    "occam",
    "occam_hoeffding",
    "occam_kl",
    "pac_bayes_kl",
    "refined_pinsker",
    "sample_compression",
    "selection_bias",
    "sibson",
    "sibson_information",
    "thiemann",
    "total_variation",
    "wasserstein",
    "xu_raginsky",
]

CALCULATORS = (
    *mutual_information.CALCULATORS,
    *held_out.CALCULATORS,
    *distances.CALCULATORS,
    *leakage.CALCULATORS,
    *codes.CALCULATORS,
    *pac_bayes.CALCULATORS,
    *pac_bayes_linear.CALCULATORS,
)
