"""The families in the order in which they are tried: special ones before those that contain them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from itbounds._typing import Matrix
from itbounds.kernels.continuous import ContinuousSource
from itbounds.lowering.closed_forms.binary import binary_asymmetric, binary_symmetric, z_channel
from itbounds.lowering.closed_forms.continuous import gaussian_squared_error, laplacian_absolute_error
from itbounds.lowering.closed_forms.disjoint import erasure, noiseless, sum_channel, useless
from itbounds.lowering.closed_forms.hamming import (
    bernoulli_hamming,
    hamming_scale,
    low_distortion_hamming,
    occurring,
    uniform_hamming,
)
from itbounds.lowering.closed_forms.recognised import Recognised
from itbounds.lowering.closed_forms.reduction import Rows, reduced, without_zero_columns
from itbounds.lowering.closed_forms.symmetric import symmetric, weakly_symmetric

if TYPE_CHECKING:
    import sympy

__all__ = ["recognise_channel", "recognise_continuous", "recognise_source"]


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
    scale = hamming_scale(distortion)
    if scale is None:
        return None
    forms = (bernoulli_hamming, uniform_hamming, low_distortion_hamming)
    return next((found for form in forms if (found := form(kept, scale)) is not None), None)


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
