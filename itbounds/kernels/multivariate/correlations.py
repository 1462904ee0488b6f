"""Multi-information and its relatives, from the marginals of one variable and of all but one."""

from math import fsum

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.kernels.distribution import as_distribution_object
from itbounds.numerics import reductions
from itbounds.units import BITS, Unit, as_unit

__all__ = ["dual_total_correlation", "o_information", "total_correlation"]


def total_correlation(p: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return the total correlation, or multi-information, of the variables of a joint law.

    .. math:: \mathrm{TC} = \sum_i H(X_i) - H(X_1, \dots, X_n) = D\Big(p \,\Big\|\, \prod_i p_i\Big) \ge 0

    It is zero for independent variables only, and the mutual information of two (Watanabe, 1960).

    Parameters
    ----------
    p : Distribution or array-like of shape (k_1, ..., k_n)
        The joint law, an axis for each variable.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    Three copies of a fair bit:

    >>> import numpy as np
    >>> copies = np.zeros((2, 2, 2))
    >>> copies[0, 0, 0] = copies[1, 1, 1] = 0.5
    >>> total_correlation(copies)
    2.0
    """
    law = _law(p)
    product: Array = np.ones(())
    for axis in range(law.ndim):
        product = np.multiply.outer(product, _marginal(law, (axis,)))
    return as_unit(unit).from_nats(float(reductions.relative_entropy(law, product)))


def dual_total_correlation(p: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return the dual total correlation, or binding information, of the variables of a joint law.

    .. math:: \mathrm{DTC} = H(X_1, \dots, X_n) - \sum_i H(X_i | X_{-i})
              = \sum_i I(X_i; X_{<i} | X_{>i}) \ge 0,

    with :math:`X_{-i}` all variables but one (Han, 1975). It is the mutual information of two.

    Parameters
    ----------
    p, unit
        As for `total_correlation`.

    Examples
    --------
    >>> import numpy as np
    >>> parity = np.zeros((2, 2, 2))
    >>> parity[0, 0, 0] = parity[0, 1, 1] = parity[1, 0, 1] = parity[1, 1, 0] = 0.25
    >>> dual_total_correlation(parity), total_correlation(parity)
    (2.0, 1.0)
    """
    law = _law(p)
    whole = _entropy(law)
    parts = [_entropy(_without(law, axis)) for axis in range(law.ndim)]
    return as_unit(unit).from_nats(max(0.0, fsum([*parts, -(law.ndim - 1) * whole])))


def o_information(p: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return the O-information of the variables of a joint law: what redundancy has over synergy.

    .. math:: \Omega = \mathrm{TC} - \mathrm{DTC}
              = (n - 2) H(X_1, \dots, X_n) + \sum_i \big( H(X_i) - H(X_{-i}) \big)

    Positive where copies prevail, negative where the whole tells what no part does (Rosas, Mediano, Gastpar
    and Jensen, 2019). It is identically zero for two variables.

    Parameters
    ----------
    p, unit
        As for `total_correlation`.

    Examples
    --------
    >>> import numpy as np
    >>> parity = np.zeros((2, 2, 2))
    >>> parity[0, 0, 0] = parity[0, 1, 1] = parity[1, 0, 1] = parity[1, 1, 0] = 0.25
    >>> o_information(parity)
    -1.0
    """
    law = _law(p)
    terms = [(law.ndim - 2) * _entropy(law)] if law.ndim > 2 else []
    if law.ndim > 2:
        terms += [_entropy(_marginal(law, (axis,))) for axis in range(law.ndim)]
        terms += [-_entropy(_without(law, axis)) for axis in range(law.ndim)]
    return as_unit(unit).from_nats(fsum(terms))


def _law(p: ArrayLike) -> Array:
    tensor: Array = as_distribution_object(p, name="joint law").tensor
    return tensor


def _marginal(law: Array, kept: tuple[int, ...]) -> Array:
    marginal: Array = law.sum(axis=tuple(axis for axis in range(law.ndim) if axis not in kept))
    return marginal


def _without(law: Array, axis: int) -> Array:
    return np.asarray(law.sum(axis=axis), dtype=np.float64)


def _entropy(law: Array) -> float:
    return float(reductions.entropy(np.atleast_1d(law)))
