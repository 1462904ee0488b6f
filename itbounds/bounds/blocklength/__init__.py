r"""How many messages n uses of a channel carry at an error probability: both sides, bits by default.

A `value` is the logarithm of a real number M of messages, unfloored. Random coding bounds
(`rcu`, `dependence_testing`) say that a code of :math:`\lfloor M \rfloor` messages exists, `metaconverse`
that no code has more than M; `normal_approximation` is close to both and no bound.
"""

from itbounds.bounds.blocklength import (
    any_channel,
    converse,
    exponents,
    gallager_bound,
    gaussian,
    normal,
    random_coding,
    sources,
)
from itbounds.bounds.blocklength.any_channel import strong_converse
from itbounds.bounds.blocklength.converse import metaconverse
from itbounds.bounds.blocklength.exponents import (
    critical_rate,
    expurgated_exponent,
    random_coding_exponent,
    sphere_packing_exponent,
)
from itbounds.bounds.blocklength.gallager_bound import gallager, gallager_function
from itbounds.bounds.blocklength.gaussian import kappa_beta
from itbounds.bounds.blocklength.normal import dispersion, normal_approximation
from itbounds.bounds.blocklength.random_coding import dependence_testing, rcu
from itbounds.bounds.blocklength.sources import lossless, lossless_normal_approximation, random_binning

__all__ = [
    "CALCULATORS",
    "critical_rate",
    "dependence_testing",
    "dispersion",
    "expurgated_exponent",
    "gallager",
    "gallager_function",
    "kappa_beta",
    "lossless",
    "lossless_normal_approximation",
    "metaconverse",
    "normal_approximation",
    "random_binning",
    "random_coding_exponent",
    "rcu",
    "sphere_packing_exponent",
    "strong_converse",
]

CALCULATORS = (
    *normal.CALCULATORS,
    *random_coding.CALCULATORS,
    *gallager_bound.CALCULATORS,
    *converse.CALCULATORS,
    *gaussian.CALCULATORS,
    *exponents.CALCULATORS,
    *any_channel.CALCULATORS,
    *sources.CALCULATORS,
)
