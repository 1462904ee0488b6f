"""Coding rates of embeddings, and their reduction by labels."""

from typing import NamedTuple

import numpy as np

from itbounds._typing import ArrayLike, Number
from itbounds.errors import ShapeError
from itbounds.geometry.spectrum import Embedding, Spectrum
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.validation import as_matrix
from itbounds.units import BITS, Unit, as_unit

__all__ = ["RateReduction", "coding_rate", "mcr2"]


class RateReduction(NamedTuple):
    """The coding rate of all points, that of the classes on average, and the difference."""

    rate: float
    class_rate: float
    reduction: float


def coding_rate(z: Embedding, eps: Number, *, unit: Unit | str = BITS) -> float:
    r"""Return the coding rate of points at distortion eps.

    .. math:: R(Z, \epsilon) = \tfrac12 \log \det\Bigl(I + \frac{d}{n \epsilon^2} Z^\top Z\Bigr)

    Parameters
    ----------
    z : array-like of shape (n, d), iterable of blocks of rows, or Spectrum
        A point a row, used as it is: the original takes points of length one and mean zero.
    eps : float
        The distortion, positive; it is squared inside.
    unit : Unit or str
        The unit of the rate.

    Raises
    ------
    DomainError
        If eps is not positive.

    References
    ----------
    Ma, Derksen, Hong and Wright (2007); Yu, Chan, You, Song and Ma (2020).

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.geometry.coding_rate([[1.0, 0.0], [0.0, 1.0]], 1.0)
    1.0
    """
    spectrum = z if isinstance(z, Spectrum) else Spectrum.of(z)
    return as_unit(unit).from_nats(_nats(spectrum, as_positive(eps, name="distortion eps")))


def mcr2(z: ArrayLike, labels: ArrayLike, eps: Number, *, unit: Unit | str = BITS) -> RateReduction:
    r"""Return the objective of maximal coding rate reduction: how much less the classes cost apart.

    .. math:: \Delta R = R(Z, \epsilon) - \sum_j \frac{n_j}{n} R(Z_j, \epsilon)

    Parameters
    ----------
    z : array-like of shape (n, d)
        A point a row, used as it is.
    labels : array-like of shape (n,)
        The class of each point.
    eps : float
        The distortion, positive; it is squared inside.
    unit : Unit or str
        The unit of the rates.

    Returns
    -------
    RateReduction
        A tuple ``(rate, class_rate, reduction)``.

    Raises
    ------
    ShapeError
        If there is not one label a point.
    DomainError
        If eps is not positive.

    References
    ----------
    Yu, Chan, You, Song and Ma (2020).

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.geometry.mcr2([[1.0, 0.0], [0.0, 1.0]], [0, 1], 1.0).rate
    1.0
    """
    points, given = as_matrix(z, name="embedding"), np.asarray(labels)
    if given.shape != (len(points),):
        raise ShapeError(
            f"the labels have shape {given.shape}; one a point is expected, {len(points)}", value=given.shape
        )
    chosen, level = as_unit(unit), as_positive(eps, name="distortion eps")
    rate, apart = _nats(Spectrum.of(points), level), 0.0
    for label in np.unique(given):
        part = points[given == label]
        apart += len(part) / len(points) * _nats(Spectrum.of(part), level)
    return RateReduction(chosen.from_nats(rate), chosen.from_nats(apart), chosen.from_nats(rate - apart))


def _nats(spectrum: Spectrum, eps: float) -> float:
    scaled = spectrum.singular_values / eps
    return 0.5 * float(np.log1p(spectrum.dimensions / spectrum.points * scaled**2).sum())
