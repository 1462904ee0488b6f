"""How far the risk of a learned model is from its training error; nats by default."""

from itbounds.bounds.generalization import (
    codes,
    coin_information,
    distances,
    fast_rates,
    held_out,
    inversions,
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
from itbounds.bounds.generalization.coin_information import (
    cmi,
    e_cmi,
    f_cmi,
    individual_cmi,
    ld_cmi,
    ld_mi,
    sl_mi,
)
from itbounds.bounds.generalization.distances import chi_square, total_variation, wasserstein
from itbounds.bounds.generalization.fast_rates import (
    fast_rate,
    fast_rate_of_pairs,
    interpolation,
    leave_one_out,
)
from itbounds.bounds.generalization.held_out import (
    clopper_pearson,
    clopper_pearson_lower,
    held_out_bernstein,
    held_out_hoeffding,
    held_out_kl,
)
from itbounds.bounds.generalization.inversions import (
    hellstrom_durisi,
    pair_inversion,
    pair_inversion_lower,
    single_loss_inversion,
)
from itbounds.bounds.generalization.leakage import maximal_leakage, sibson, sibson_information
from itbounds.bounds.generalization.mutual_information import individual_sample, selection_bias, xu_raginsky
from itbounds.bounds.generalization.pac_bayes import mcallester, pac_bayes_kl, refined_pinsker, thiemann
from itbounds.bounds.generalization.pac_bayes_linear import alquier, catoni
from itbounds.bounds.generalization.supersample import Supersample

__all__ = [
    "CALCULATORS",
    "Supersample",
    "alquier",
    "catoni",
    "chi_square",
    "clopper_pearson",
    "clopper_pearson_lower",
    "cmi",
    "description_length",
    "e_cmi",
    "f_cmi",
    "fast_rate",
    "fast_rate_of_pairs",
    "held_out_bernstein",
    "held_out_hoeffding",
    "held_out_kl",
    "hellstrom_durisi",
    "individual_cmi",
    "individual_sample",
    "interpolation",
    "ld_cmi",
    "ld_mi",
    "leave_one_out",
    "littlestone_warmuth",
    "maximal_leakage",
    "mcallester",
    "occam",
    "occam_hoeffding",
    "occam_kl",
    "pac_bayes_kl",
    "pair_inversion",
    "pair_inversion_lower",
    "refined_pinsker",
    "sample_compression",
    "selection_bias",
    "sibson",
    "sibson_information",
    "single_loss_inversion",
    "sl_mi",
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
    *coin_information.CALCULATORS,
    *inversions.CALCULATORS,
    *fast_rates.CALCULATORS,
)
