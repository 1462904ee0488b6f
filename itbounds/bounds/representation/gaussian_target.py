"""How few bits an embedding needs of a Gaussian input, for a Gaussian target under squared error."""

from fractions import Fraction
from math import inf, nextafter
from time import perf_counter

import numpy as np

from itbounds._typing import Matrix, Number, Vector
from itbounds.errors import CertificateError, DomainError, InfeasibleError
from itbounds.kernels import GaussianKernel, Kernel
from itbounds.numerics.scalars import as_level
from itbounds.problems.gaussian.waterfilling import closed_form, within
from itbounds.results import Result
from itbounds.results.describe import exactly
from itbounds.results.remote_gaussian_certificate import (
    RemoteGaussianCertificate,
    estimable_above,
    left_to_spend,
)
from itbounds.results.waterfilling_certificate import exact_sum
from itbounds.units import BITS, Unit, as_unit

__all__ = ["gaussian_rate_distortion"]


def gaussian_rate_distortion(
    joint: GaussianKernel, D: Number, *, tol: float = 1e-9, unit: Unit | str = BITS
) -> Result[Kernel]:
    r"""Return the rate-distortion function of a Gaussian target behind a Gaussian input.

    .. math:: R(D) = \sum_i \tfrac12 \log^+ \frac{\lambda_i}{\theta}, \qquad
              \sum_i \min(\theta, \lambda_i) = D - \operatorname{tr} \operatorname{Cov}[Y | X]

    with the eigenvalues of the covariance of :math:`\operatorname{E}[Y | X]`: the error of the estimate is
    lost, and the estimate is described by reverse water-filling (Dobrushin and Tsybakov, 1962; recalled). The
    eigenvalues are enclosed by exact counts, in fractions, which takes some seconds for twenty components.

    Parameters
    ----------
    joint : GaussianKernel
        A law of two blocks, the input first; its means do not matter.
    D : float
        The level of the squared error, summed over the components of the target.
    tol, unit
        As `itbounds.representation.rate_distortion`.

    Raises
    ------
    InfeasibleError
        If the level is below the error of the estimate, its `minimum`.
    DomainError
        If the law has not two blocks, or the input has a constant combination.
    """
    start = perf_counter()
    if not joint.is_state or len(joint.cod.dims) != 2 or 0 in joint.cod.dims:
        raise DomainError(
            f"{joint.dom} -> {joint.cod} is no law of two blocks, input and target",
            hint='use GaussianKernel.state(mean, covariance, cod={"X": 2, "Y": 1}), or kernel.joint(prior)',
        )
    level = as_level(D, name="distortion level", finite=True)
    pair = joint.noise_cov, joint.cod.dims[0]
    ends = _enclosed(*pair)
    target = pair[0][pair[1] :, pair[1] :]
    least, most = (left_to_spend(target, level, part) for part in ends)
    if most < 0:
        minimum = nextafter(float(Fraction(level) - least), inf)
        raise InfeasibleError(
            f"the distortion level {level!r} is below the error of the best estimate, {minimum!r}: R = ∞",
            minimum=minimum,
            value=level,
            hint="raise the level, or observe more",
        )
    split, water = _poured(ends[1], least, float(most))
    certificate = RemoteGaussianCertificate.of(pair, level, ends, split, water)
    return closed_form(f"R(D = {exactly(level)})", certificate, as_unit(unit), tol=tol, start=start)


def _enclosed(covariance: Matrix, size: int) -> tuple[Vector, Vector]:
    """Return ends of the eigenvalues of the covariance of E[Y|X], the largest first, by exact counts."""
    try:
        count = estimable_above(covariance, size)
    except CertificateError as error:
        hint = "leave out components that are functions of others, or add noise to the diagonal"
        raise DomainError(error.message, hint=hint) from error
    crossed = covariance[:size, size:]
    estimable = crossed.T @ np.linalg.solve(covariance[:size, :size], crossed)
    number = count(0.0)[0]
    found = np.maximum(np.linalg.eigvalsh(0.5 * (estimable + estimable.T))[::-1][:number], 0.0)
    scale = float(estimable.trace()) + 2.0**-1000
    low, high = np.empty(number), np.empty(number)
    for i, value in enumerate(found.tolist()):
        # A few ulps off at first, unless the number is exact; then further, until the count agrees.
        margins = [0.0, *(scale * 2.0 ** (k - 54) for k in range(0, 64, 2))]
        low[i] = next(end for m in margins if not (end := max(0.0, value - m)) or sum(count(end)) > i)
        high[i] = next(end for m in margins if (end := value + m) > 0.0 and count(end)[0] <= i)
    return low, high


def _poured(variances: Vector, left: Fraction, most: float) -> tuple[Vector, float]:
    """Return a split of what is certainly left, where something is, and the water level."""
    if not len(variances):
        return variances, 1.0
    budget = float(left)
    while Fraction(budget) > left:
        budget = nextafter(budget, -inf)
    if budget <= 0.0:
        # Nothing may be left, and the rate infinite; below it is finite whatever is left.
        return np.empty(0), max(most / len(variances), float(variances.min()) * 2.0**-60)
    if exact_sum(variances) <= left:
        return variances, float(variances.max())
    below = np.append(np.cumsum(variances[::-1])[::-1][1:], 0.0)  # the sum of all that are smaller
    levels = (budget - below) / np.arange(1, len(variances) + 1)
    level = float(levels[max(0, int((levels < variances).sum()) - 1)])
    return within(np.minimum(level, variances), budget), level
