"""Relative entropies of posteriors from priors, rounded up, as the PAC-Bayes bounds take them."""

from math import fsum, inf

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.bounds.inputs import padded
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.numerics.reduction_errors import relative_entropy_with_error
from itbounds.units import NATS, Unit, as_unit

__all__ = ["categorical_kl", "gaussian_kl"]


def gaussian_kl(
    mean: ArrayLike,
    variance: ArrayLike,
    prior_mean: ArrayLike = 0.0,
    prior_variance: ArrayLike = 1.0,
    *,
    unit: Unit | str = NATS,
) -> float:
    r"""Return the relative entropy of two Gaussian laws with independent components, rounded up.

    .. math:: D(Q \| P) = \frac12 \sum_i \Bigl( \frac{s_i}{v_i} - 1 - \ln \frac{s_i}{v_i}
              + \frac{(m_i - \mu_i)^2}{v_i} \Bigr)

    Parameters
    ----------
    mean, variance : array-like
        The means :math:`m_i` and the variances :math:`s_i` of the posterior Q, of all weights or one for all.
    prior_mean, prior_variance : array-like
        Those of the prior P, :math:`\mu_i` and :math:`v_i`.
    unit : Unit or str
        The unit of the answer.

    Raises
    ------
    DomainError
        If a variance is not positive, or a number is not finite.
    ShapeError
        If the shapes do not match.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.bounds.generalization.gaussian_kl([1.0, -1.0], 0.25, 0.0, 1.0), 6)
    1.636294
    """
    names = ("mean", "variance", "prior mean", "prior variance")
    given = [np.asarray(x, dtype=np.float64) for x in (mean, variance, prior_mean, prior_variance)]
    for name, values in zip(names, given, strict=True):
        if not np.isfinite(values).all():
            raise DomainError(f"the {name} has an entry that is not finite", where=name)
    for name, values in (("variance", given[1]), ("prior variance", given[3])):
        if not (values > 0.0).all():
            raise DomainError(f"the {name} has an entry that is not positive", where=name)
    try:
        m, s, mu, v = (np.ravel(part) for part in np.broadcast_arrays(*given))
    except ValueError as error:
        raise ShapeError(f"the shapes {[x.shape for x in given]} do not match") from error
    with np.errstate(over="ignore"):
        excess = (s - v) / v
        near = np.abs(excess) < 0.5
        logs = np.where(near, np.log1p(np.where(near, excess, 0.0)), np.log(s) - np.log(v))
        shifts = (m - mu) ** 2 / v
        sizes = np.abs(excess) + np.abs(np.log(s)) * ~near + np.abs(np.log(v)) * ~near + np.abs(logs) + shifts
    terms: Vector = excess - logs + shifts
    if not np.isfinite(terms).all():
        return inf
    value = padded(0.5 * fsum(terms.tolist()), towards="up", size=0.5 * fsum(sizes.tolist()))
    return as_unit(unit).ceil(max(0.0, value))


def categorical_kl(posterior: ArrayLike, prior: ArrayLike, *, unit: Unit | str = NATS) -> float:
    r"""Return the relative entropy of two laws on finitely many models, rounded up.

    .. math:: D(Q \| P) = \sum_h Q_h \ln \frac{Q_h}{P_h}

    Parameters
    ----------
    posterior, prior : array-like of shape (k,)
        Probabilities.
    unit : Unit or str
        The unit of the answer.

    Raises
    ------
    ItboundsError
        If one of them is no law, or their shapes differ.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.generalization.categorical_kl([0.5, 0.5, 0.0, 0.0], [0.25] * 4, unit="bit")
    1.0000000000000...
    """
    q = as_distribution_object(posterior, name="posterior").probabilities
    p = as_distribution_object(prior, name="prior").probabilities
    if q.shape != p.shape:
        raise ShapeError(f"the posterior has shape {q.shape}, the prior {p.shape}", value=q.shape)
    value, error = relative_entropy_with_error(q, p)
    return as_unit(unit).ceil(max(0.0, float(value + error)))
