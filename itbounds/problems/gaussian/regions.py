"""Two rates over Gaussian channels: two senders to one receiver, and one sender to two."""

from collections.abc import Callable
from math import inf
from time import perf_counter

from itbounds._typing import ArrayLike, Number, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels import Space
from itbounds.numerics.scalars import as_level, as_positive, as_tolerance
from itbounds.numerics.validation import as_vector
from itbounds.problems.rate_region import RateRegion, sandwiched
from itbounds.results import Provenance
from itbounds.results.gaussian_region_certificate import GaussianBroadcastCertificate, GaussianMacCertificate
from itbounds.results.rate_certificate import RateCertificate
from itbounds.units import BITS, Unit, as_unit

__all__ = ["broadcast_region", "mac_region"]


def mac_region(
    powers: ArrayLike, noise: Number, *, tol: Number = 1e-3, unit: Unit | str = BITS
) -> RateRegion:
    r"""Return the capacity region of the Gaussian multiple-access channel :math:`Y = X_1 + X_2 + N`.

    .. math:: R_k \le \tfrac12 \log \Bigl(1 + \frac{P_k}{N}\Bigr), \qquad
              R_1 + R_2 \le \tfrac12 \log \Bigl(1 + \frac{P_1 + P_2}{N}\Bigr)

    (Cover, 1975; Wyner, 1974). Gaussian inputs attain all of it at once.

    Parameters
    ----------
    powers : array-like of shape (2,)
        The power of each sender.
    noise : float
        The variance of the noise, positive.
    tol : float
        How near bound and attained points are to be, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Raises
    ------
    DomainError
        If a power is negative or infinite, or the noise is not positive.
    ShapeError
        If there are not two powers.

    Examples
    --------
    >>> region = mac_region([3.0, 1.0], 1.0)
    >>> region.vertices.round(6)
    array([[0.      , 0.      ],
           [1.      , 0.      ],
           [1.      , 0.160964],
           [0.660964, 0.5     ],
           [0.      , 0.5     ]])
    >>> print(region.support([1, 1]))
    max R1 + R2 ∈ [1.160964047, 1.160964048] bit
    """
    given = _pair(powers, "power")
    size = as_positive(noise, name="noise")

    def ask(weights: Vector, nats: float) -> GaussianMacCertificate:
        return GaussianMacCertificate(
            lower=0.0, upper=inf, weights=weights, powers=given, noise=size
        ).stated()

    return _region("Gaussian multiple-access region", ask, tol, unit)


def broadcast_region(
    power: Number, noises: ArrayLike, *, tol: Number = 1e-3, unit: Unit | str = BITS
) -> RateRegion:
    r"""Return the capacity region of the Gaussian broadcast channel :math:`Y_k = X + N_k`.

    With :math:`N_1 \le N_2`, for all shares :math:`0 \le \alpha \le 1` of the power,

    .. math:: R_1 \le \tfrac12 \log \Bigl(1 + \frac{\alpha P}{N_1}\Bigr), \qquad
              R_2 \le \tfrac12 \log \Bigl(1 + \frac{(1 - \alpha) P}{\alpha P + N_2}\Bigr)

    (Bergmans, 1974: the converse is an entropy power inequality). Each weighted sum of rates has one maximum,
    whose share is a fraction of the weights and the noises.

    Parameters
    ----------
    power : float
        The power of the sender.
    noises : array-like of shape (2,)
        The variance of the noise at each receiver, positive, in any order.
    tol : float
        How near bound and attained points are to be, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Raises
    ------
    DomainError
        If the power is negative or infinite, or a noise is not positive.
    ShapeError
        If there are not two noises.

    Examples
    --------
    >>> region = broadcast_region(10.0, [1.0, 4.0])
    >>> print(region.support([1, 2]))
    max R1 + 2 R2 ∈ [2.014873671, 2.014873672] bit
    """
    given, budget = _pair(noises, "noise"), as_level(power, name="power", finite=True)
    if given.min() == 0.0:
        raise DomainError("a noise is 0: the capacity has no limit", value=noises, hint="leave it out")

    def ask(weights: Vector, nats: float) -> GaussianBroadcastCertificate:
        draft = GaussianBroadcastCertificate(
            lower=0.0, upper=inf, weights=weights, power=budget, noises=given
        )
        return draft.stated()

    return _region("Gaussian broadcast region", ask, tol, unit)


def _region(
    name: str, ask: Callable[[Vector, float], RateCertificate], tol: Number, unit: Unit | str
) -> RateRegion:
    start, chosen = perf_counter(), as_unit(unit)
    aim = chosen.to_nats(as_tolerance(tol))
    proofs = sandwiched(ask, aim)
    provenance = Provenance.here("closed form", len(proofs), perf_counter() - start, aim)
    return RateRegion(name, proofs, ask, Space.unit(), True, provenance, chosen)


def _pair(values: ArrayLike, name: str) -> Vector:
    given = as_vector(values, name=name)
    if given.shape != (2,):
        raise ShapeError(f"there are {len(given)} numbers for two users", value=given.shape)
    for size in given.tolist():
        as_level(size, name=name, finite=True)
    return given
