"""The families in the order in which they are tried: special ones before those that contain them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from itbounds._typing import Matrix
from itbounds.kernels.continuous import ContinuousSource
from itbounds.lowering.closed_forms.binary import binary_asymmetric, binary_symmetric, z_channel
from itbounds.lowering.closed_forms.continuous import gaussian_squared_error, laplacian_absolute_error
from itbounds.lowering.closed_forms.disjoint import erasure, noiseless, sum_channel, useless
from itbounds.lowering.closed_forms.hamming import (
    bernoulli_hamming,
    error_costs,
    exact_costs,
    low_distortion_hamming,
    occurring,
    uniform_hamming,
)
from itbounds.lowering.closed_forms.recognised import Recognised
from itbounds.lowering.closed_forms.reduction import Rows, reduced, without_zero_columns
from itbounds.lowering.closed_forms.symmetric import symmetric, weakly_symmetric

if TYPE_CHECKING:
    import sympy

__all__ = ["recognise_channel", "recognise_continuous", "recognise_costs", "recognise_source"]


def recognise_channel(rows: "Sequence[Sequence[sympy.Expr]]") -> Recognised | None:
    """Return the closed form of the capacity of a stochastic matrix of formulas, if one is known.

    The order of rows and columns does not matter, nor do rows that repeat, columns of zeros, and columns
    that are proportional to each other.

    Examples
    --------
    >>> import sympy, itbounds as ib
    >>> e = sympy.Symbol("e")
    >>> W = ib.SymbolicKernel.of([[e, 1 - e, 0], [e, 0, 1 - e]])
    >>> recognise_channel(W.matrix.tolist()).formula
    (1 - e)*log(2)
    """
    whole = without_zero_columns(rows)
    small = reduced(whole)
    return _channel(small) or (_channel(whole) if small != whole else None)


def recognise_source(law: "Sequence[sympy.Expr]", distortion: Matrix) -> Recognised | None:
    """Return the closed form of the rate-distortion function of a finite source, if one is known.

    Letters of probability zero do not count; the level is the symbol D.
    """
    kept, distortion = occurring(law, distortion)
    costs = exact_costs(distortion)
    return None if costs is None else recognise_costs(kept, costs)


def recognise_costs(
    law: "Sequence[sympy.Expr]", distortion: "Sequence[Sequence[sympy.Expr]]"
) -> Recognised | None:
    """Return the closed form of a rate-distortion function whose distortion may have formulas as well.

    So has that of a hidden variable, given what is seen of it: errors then cost the same beyond a floor.

    Examples
    --------
    >>> import sympy
    >>> q, half = sympy.Symbol("q"), sympy.Rational(1, 2)
    >>> recognise_costs([half, half], [[q, 1 - q], [1 - q, q]]).condition
    (D - q >= 0) & (1 - 2*q > 0)
    """
    import sympy

    costs = error_costs(distortion)
    if costs is None:
        return None
    errors, condition = costs.rate_of_errors(law), costs.condition(law)
    forms = (bernoulli_hamming, uniform_hamming, low_distortion_hamming)
    found = next((found for form in forms if (found := form(law, errors)) is not None), None)
    if found is None or condition is None:
        return found
    own = sympy.true if found.condition is None else found.condition
    return replace(found, condition=sympy.And(own, condition))


def recognise_continuous(source: ContinuousSource, distortion: str) -> Recognised | None:
    """Return the closed form of the rate-distortion function of a source with a density, if one is known."""
    forms = (gaussian_squared_error, laplacian_absolute_error)
    return next((found for form in forms if (found := form(source, distortion)) is not None), None)


def _channel(rows: Rows) -> Recognised | None:
    forms = (
        useless,
        noiseless,
        erasure,
        binary_symmetric,
        z_channel,
        binary_asymmetric,
        symmetric,
        weakly_symmetric,
        lambda rows: sum_channel(rows, _channel),
    )
    return next((found for form in forms if (found := form(rows)) is not None), None)
