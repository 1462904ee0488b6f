"""Sources on the real line under the error measure that fits them."""

from typing import Any

from itbounds.kernels.continuous import ContinuousSource, Gaussian, Laplacian
from itbounds.kernels.symbolic_entries import as_formula
from itbounds.lowering.closed_forms.recognised import Recognised, level_symbol

__all__ = ["gaussian_squared_error", "laplacian_absolute_error"]


def gaussian_squared_error(source: ContinuousSource, distortion: str) -> Recognised | None:
    r"""Recognise :math:`R(D) = \tfrac12 \log (\sigma^2 / \min \{D, \sigma^2\})`."""
    import sympy

    if not isinstance(source, Gaussian) or distortion != "squared_error":
        return None
    variance = _exact(source.variance)
    formula = sympy.log(variance / sympy.Min(level_symbol(), variance)) / 2
    reference = "C. E. Shannon, 1959; T. M. Cover and J. A. Thomas, 2006, theorem 10.3.2"
    return Recognised("Gaussian source, squared error", formula, reference, _positive_level())


def laplacian_absolute_error(source: ContinuousSource, distortion: str) -> Recognised | None:
    r"""Recognise :math:`R(D) = \log (b / \min \{D, b\})`."""
    import sympy

    if not isinstance(source, Laplacian) or distortion != "absolute_error":
        return None
    scale = _exact(source.scale)
    formula = sympy.log(scale / sympy.Min(level_symbol(), scale))
    reference = "T. Berger, Rate Distortion Theory, 1971, section 4.3 (recalled)"
    return Recognised("Laplacian source, absolute error", formula, reference, _positive_level())


def _exact(parameter: Any) -> Any:
    """Return a parameter in sympy: a double is read as the simplest fraction that rounds to it."""
    return as_formula(parameter, name="parameter")


def _positive_level() -> Any:
    import sympy

    return sympy.Gt(level_symbol(), 0)
