"""Rate-distortion as a numeric form: the least information of a test channel that meets a distortion."""

from dataclasses import dataclass

from itbounds._typing import Matrix, Vector
from itbounds.forms.base import Form

__all__ = ["RateDistortionForm"]


@dataclass(frozen=True, eq=False)
class RateDistortionForm(Form):
    r"""Minimise the mutual information of a test channel under an expected distortion.

    .. math:: \min_{Q :\ \sum_x p_x \sum_y Q_{xy} d_{xy} \le D} I(p, Q)

    with dual :math:`\max_{a, s \ge 0} \sum_x p_x a_x - s D - \ln \max_y \sum_x p_x e^{a_x - s d_{xy}}`.

    Parameters
    ----------
    source : array of shape (m,)
        Strictly positive letter probabilities that sum to one up to rounding.
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`; an infinite entry forbids the pair. Every row has a finite entry.
    level : float
        The distortion level :math:`D`. With ``level=inf`` there is no constraint but the forbidden pairs,
        and the multiplier is 0 (the distortions then have no influence).
    """

    source: Vector
    distortion: Matrix
    level: float
