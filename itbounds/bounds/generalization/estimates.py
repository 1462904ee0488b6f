"""Informations that were given, or estimated from a supersample with their bias and what chance gives."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from itbounds.bounds.generalization.samples import as_informations, mean
from itbounds.bounds.generalization.supersample import Statistic, Supersample
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Theorem
from itbounds.results.bound import Bound
from itbounds.units import Unit

__all__ = ["Estimate", "bound_of_estimate", "read_information"]

_ESTIMATED = "the information was estimated from draws: the number estimates a bound and certifies nothing"


@dataclass(frozen=True)
class Estimate:
    """Informations that a bound is made from, in nats: given, or estimated from a table."""

    nats: list[float]
    terms: dict[str, float]
    table: Supersample | None = None

    @property
    def mean(self) -> float:
        """The mean information, rounded to nearest."""
        return mean(self.nats)

    @property
    def mean_up(self) -> float:
        """The mean information, rounded up; a single one as it is."""
        return self.nats[0] if len(self.nats) == 1 else padded(self.mean, towards="up")


def read_information(
    information: Any, unit: Unit | str, statistic: Statistic, *, name: str, pooled: bool = False
) -> Estimate:
    """Read informations, or estimate them from a `Supersample`, with their bias and what chance gives."""
    if not isinstance(information, Supersample):
        nats = as_informations(information, unit, name=name)
        return Estimate(nats, {f"mean {name}" if np.ndim(information) else name: mean(nats)})
    found = information.information(statistic, pooled=pooled)
    values = found.corrected if information.corrected else found.values
    terms = {
        f"mean {name}": float(values.mean()),
        "plug-in": found.mean,
        "standard error (bootstrap)": information.standard_error(statistic, pooled=pooled),
        "bias (Miller-Madow)": found.mean_bias,
        "chance alone, mean": found.null_mean,
        "chance alone, 95 %": found.null_high,
        "observations": float(found.observations),
        "empirical risk": information.empirical_risk,
        "observed risk": information.risk,
    }
    return Estimate(values.tolist(), terms, information)


def bound_of_estimate(
    theorem: Theorem, estimate: Estimate, value: float, *, vacuous: bool, terms: dict[str, float]
) -> Bound:
    """Return the value of a theorem; of estimated informations it is an approximation, and said to be one."""
    if estimate.table is not None:
        assumed = (*theorem.assumptions, _ESTIMATED)
        theorem = replace(theorem, direction="approximation", assumptions=assumed)
    return theorem.bound(value, vacuous=vacuous, terms={**estimate.terms, **terms})
