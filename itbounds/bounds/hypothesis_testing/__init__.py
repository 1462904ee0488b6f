r"""Which of two laws the samples are of: the best test, its exponents, and stopping; bits by default.

`neyman_pearson` is the best randomised test of n samples, summed exactly; `stein_exponent`,
`chernoff_information` and `hoeffding_exponent` say how fast its errors fall. The first law is the null
hypothesis: it is rejected with a bounded probability, and the second one accepted with the probability beta.
"""

from itbounds.bounds.hypothesis_testing import binary, composite, exponents, sequential
from itbounds.bounds.hypothesis_testing.binary import neyman_pearson, stein_converse, stein_second_order
from itbounds.bounds.hypothesis_testing.composite import composite_chernoff, composite_stein, sanov
from itbounds.bounds.hypothesis_testing.exponents import (
    chernoff_information,
    hoeffding_exponent,
    stein_exponent,
)
from itbounds.bounds.hypothesis_testing.sequential import sprt_sample_size, wald_sample_size

__all__ = [
    "CALCULATORS",
    "chernoff_information",
    "composite_chernoff",
    "composite_stein",
    "hoeffding_exponent",
    "neyman_pearson",
    "sanov",
    "sprt_sample_size",
    "stein_converse",
    "stein_exponent",
    "stein_second_order",
    "wald_sample_size",
]

CALCULATORS = (
    *binary.CALCULATORS,
    *exponents.CALCULATORS,
    *composite.CALCULATORS,
    *sequential.CALCULATORS,
)
