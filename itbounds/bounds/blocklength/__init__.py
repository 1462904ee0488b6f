r"""How many messages n uses of a channel carry at an error probability: both sides, bits by default.

A `value` is the logarithm of a real number M of messages, unfloored. Random coding bounds
(`rcu`, `dependence_testing`) say that a code of :math:`\lfloor M \rfloor` messages exists, `metaconverse`
that no code has more than M; `normal_approximation` is close to both and no bound.
"""

from itbounds.bounds.blocklength import converse, normal, random_coding
from itbounds.bounds.blocklength.converse import metaconverse
from itbounds.bounds.blocklength.normal import dispersion, normal_approximation
from itbounds.bounds.blocklength.random_coding import dependence_testing, rcu

__all__ = ["CALCULATORS", "dependence_testing", "dispersion", "metaconverse", "normal_approximation", "rcu"]

CALCULATORS = (*normal.CALCULATORS, *random_coding.CALCULATORS, *converse.CALCULATORS)
