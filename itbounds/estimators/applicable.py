"""Which estimators apply to a law, as functions of samples."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.estimators.bins import binned
from itbounds.estimators.contrastive import infonce
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.gaussian import gaussian
from itbounds.estimators.laws import Law, Ratio
from itbounds.estimators.layers import noisy_layer
from itbounds.estimators.nearest import ksg
from itbounds.estimators.scores import dv, nwj, smile
from itbounds.estimators.series import transfer_entropy
from itbounds.estimators.tables import plugin

__all__ = ["Estimator", "applicable"]

Estimator: TypeAlias = Callable[[Matrix, Matrix], Estimate]

LARGEST_BATCH = 256
"""Samples in a score matrix of InfoNCE: larger ones take long, and teach the same."""


def applicable(law: Law, alpha: float, rng: np.random.Generator) -> dict[str, Estimator]:
    """Return the estimators that apply to a law, by name; variational ones have the best critic."""
    if law.kind == "sequence":
        return {"transfer entropy, Gaussian": partial(transfer_entropy, alpha=alpha)}
    if law.kind == "letters in time":
        return {"transfer entropy, plug-in": partial(transfer_entropy, method="plugin", alpha=alpha)}
    found: dict[str, Estimator] = {}
    if law.kind == "discrete":
        for name in ("none", "miller-madow", "chao-shen", "grassberger"):
            found[f"plug-in, {name}"] = partial(plugin, correction=name, alpha=alpha)
    else:
        found["KSG"] = partial(ksg, alpha=alpha)
    if law.kind in ("gaussian", "continuous"):
        found["Gaussian"] = partial(gaussian, alpha=alpha)
        if all(part.shape[1] == 1 for part in law.sample(np.random.default_rng(0), 1)):
            found["bins"] = partial(binned, alpha=alpha)
    noise = law.noise
    if noise is not None:
        found["noisy layer"] = lambda x, y: noisy_layer(x, noise, alpha=alpha)
    return found if law.ratio is None else found | _critics(law, law.ratio, alpha, rng)


def _critics(law: Law, ratio: Ratio, alpha: float, rng: np.random.Generator) -> dict[str, Estimator]:
    def scores(x: Matrix, y: Matrix) -> tuple[Vector, Vector]:
        return ratio(x, y), ratio(law.sample(rng, len(x))[0], y[rng.permutation(len(y))])

    def contrast(x: Matrix, y: Matrix) -> Estimate:
        rows, columns = x[:LARGEST_BATCH], y[:LARGEST_BATCH]
        return infonce(ratio(rows[:, None, :], columns[None, :, :]), alpha=alpha)

    return {
        "DV": lambda x, y: dv(*scores(x, y), alpha=alpha),
        "NWJ": lambda x, y: nwj(*(1.0 + part for part in scores(x, y)), alpha=alpha),
        "SMILE": lambda x, y: smile(*scores(x, y), alpha=alpha),
        "InfoNCE": contrast,
    }
