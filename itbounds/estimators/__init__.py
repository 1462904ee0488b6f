"""Estimates of mutual information from samples, each with an interval and a verdict whether to believe it.

Every function takes samples of X and Y in pairs, or the scores that a critic gave them, and returns an
`Estimate`: a value, an interval with a confidence, and `reliable`, which is False where estimates from halves
and quarters of the sample disagree or something else speaks against it. Look at it before the value::

    found = ib.estimators.gaussian(x, y)
    found.reliable, found.interval, found.reasons

No estimate is certified: each rests on what its documentation assumes of the law. `benchmark` measures bias
and coverage of any estimator on a `suite` of laws whose information is known.
"""

from itbounds.estimators.bins import binned
from itbounds.estimators.classifiers import jensen_shannon
from itbounds.estimators.comparison import Benchmark, Score, benchmark
from itbounds.estimators.contrastive import infonce
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.gaussian import gaussian
from itbounds.estimators.laws import Law
from itbounds.estimators.layers import noisy_layer
from itbounds.estimators.nearest import ksg
from itbounds.estimators.scores import dv, nwj, smile
from itbounds.estimators.series import law_transfer_entropy, transfer_entropy
from itbounds.estimators.suite import suite
from itbounds.estimators.tables import plugin

__all__ = [
    "Benchmark",
    "Estimate",
    "Law",
    "Score",
    "benchmark",
    "binned",
    "dv",
    "gaussian",
    "infonce",
    "jensen_shannon",
    "ksg",
    "law_transfer_entropy",
    "noisy_layer",
    "nwj",
    "plugin",
    "smile",
    "suite",
    "transfer_entropy",
]
