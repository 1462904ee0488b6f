"""How far the risk of a learned model is from its training error; nats by default.

To certify a model, give test errors to `clopper_pearson`, a code length to `occam`, or a relative entropy
from a prior to `pac_bayes_kl`. To explain a learner, give informations to `individual_sample`, or the losses
of many trainings, as a `Supersample`, to `pair_inversion`: these hold on average only. The `kind` of a
`Bound` says so.
"""

from itbounds.bounds.generalization import (
    algorithms,
    bottleneck,
    classical,
    codes,
    coin_information,
    compression,
    conformal,
    distances,
    fast_rates,
    held_out,
    inversions,
    leakage,
    lossy_compression,
    mutual_information,
    pac_bayes,
    pac_bayes_linear,
    pac_bayes_variance,
    priors,
    sequential,
    single_draw,
    universality,
    votes,
)
from itbounds.bounds.generalization.algorithms import gibbs_algorithm, lossy_weights, noisy_gradients
from itbounds.bounds.generalization.bottleneck import information_bottleneck
from itbounds.bounds.generalization.classical import (
    margin,
    massart,
    rademacher,
    uniform_stability,
    vapnik_chervonenkis,
)
from itbounds.bounds.generalization.codes import description_length, occam, occam_hoeffding, occam_kl
from itbounds.bounds.generalization.coin_information import (
    cmi,
    e_cmi,
    f_cmi,
    individual_cmi,
    ld_cmi,
    ld_mi,
    sl_mi,
)
from itbounds.bounds.generalization.compression import littlestone_warmuth, sample_compression
from itbounds.bounds.generalization.conformal import (
    conformal_conditional,
    conformal_coverage,
    conformal_coverage_upper,
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
from itbounds.bounds.generalization.lossy_compression import (
    lossy_identity,
    one_shot_learning,
    sample_complexity,
)
from itbounds.bounds.generalization.mutual_information import individual_sample, selection_bias, xu_raginsky
from itbounds.bounds.generalization.pac_bayes import mcallester, pac_bayes_kl, refined_pinsker, thiemann
from itbounds.bounds.generalization.pac_bayes_linear import alquier, catoni
from itbounds.bounds.generalization.pac_bayes_variance import (
    split_kl,
    tolstikhin_seldin,
    unexpected_bernstein,
)
from itbounds.bounds.generalization.posteriors import categorical_kl, gaussian_kl
from itbounds.bounds.generalization.priors import private_prior, sampled_gibbs, split_prior
from itbounds.bounds.generalization.sequential import anytime_kl, online_to_batch
from itbounds.bounds.generalization.single_draw import disintegrated_kl, disintegrated_renyi
from itbounds.bounds.generalization.supersample import Supersample
from itbounds.bounds.generalization.universality import (
    ball_regret,
    coin_redundancy,
    gibbs_regret,
    jeffreys,
    kt_regret,
    nml,
)
from itbounds.bounds.generalization.votes import c_bound, first_order_vote, tandem_vote

__all__ = [
    "CALCULATORS",
    "Supersample",
    "alquier",
    "anytime_kl",
    "ball_regret",
    "c_bound",
    "categorical_kl",
    "catoni",
    "chi_square",
    "clopper_pearson",
    "clopper_pearson_lower",
    "cmi",
    "coin_redundancy",
    "conformal_conditional",
    "conformal_coverage",
    "conformal_coverage_upper",
    "description_length",
    "disintegrated_kl",
    "disintegrated_renyi",
    "e_cmi",
    "f_cmi",
    "fast_rate",
    "fast_rate_of_pairs",
    "first_order_vote",
    "gaussian_kl",
    "gibbs_algorithm",
    "gibbs_regret",
    "held_out_bernstein",
    "held_out_hoeffding",
    "held_out_kl",
    "hellstrom_durisi",
    "individual_cmi",
    "individual_sample",
    "information_bottleneck",
    "interpolation",
    "jeffreys",
    "kt_regret",
    "ld_cmi",
    "ld_mi",
    "leave_one_out",
    "littlestone_warmuth",
    "lossy_identity",
    "lossy_weights",
    "margin",
    "massart",
    "maximal_leakage",
    "mcallester",
    "nml",
    "noisy_gradients",
    "occam",
    "occam_hoeffding",
    "occam_kl",
    "one_shot_learning",
    "online_to_batch",
    "pac_bayes_kl",
    "pair_inversion",
    "pair_inversion_lower",
    "private_prior",
    "rademacher",
    "refined_pinsker",
    "sample_complexity",
    "sample_compression",
    "sampled_gibbs",
    "selection_bias",
    "sibson",
    "sibson_information",
    "single_loss_inversion",
    "sl_mi",
    "split_kl",
    "split_prior",
    "tandem_vote",
    "thiemann",
    "tolstikhin_seldin",
    "total_variation",
    "unexpected_bernstein",
    "uniform_stability",
    "vapnik_chervonenkis",
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
    *universality.CALCULATORS,
    *lossy_compression.CALCULATORS,
    *bottleneck.CALCULATORS,
    *classical.CALCULATORS,
    *conformal.CALCULATORS,
    *pac_bayes_variance.CALCULATORS,
    *priors.CALCULATORS,
    *sequential.CALCULATORS,
    *single_draw.CALCULATORS,
    *votes.CALCULATORS,
    *compression.CALCULATORS,
    *algorithms.CALCULATORS,
)
