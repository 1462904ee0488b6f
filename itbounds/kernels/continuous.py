"""Sources on the real line: laws with a density, known by their parameters, not by a table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itbounds.kernels.symbolic_entries import as_formula
from itbounds.numerics.scalars import as_positive, as_real

if TYPE_CHECKING:
    import sympy

__all__ = ["ContinuousSource", "Gaussian", "Laplacian"]


@dataclass(frozen=True, slots=True)
class Gaussian:
    r"""A Gaussian law, of density :math:`e^{-(x - \mu)^2 / 2 \sigma^2} / \sqrt{2 \pi \sigma^2}`.

    Parameters
    ----------
    variance : float or sympy expression
        :math:`\sigma^2`, positive and finite if it is a number.
    mean : float or sympy expression
        :math:`\mu`.

    Raises
    ------
    DomainError
        If a number is out of its range.
    DTypeError
        If a parameter is no real number and no formula.

    Examples
    --------
    >>> Gaussian(4.0).std
    2.0
    """

    variance: "float | sympy.Expr"
    mean: "float | sympy.Expr" = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "variance", _positive(self.variance, "variance"))
        object.__setattr__(self, "mean", _real(self.mean, "mean"))

    @property
    def std(self) -> Any:
        """The standard deviation: a float, or a formula if the variance is one."""
        return self.variance**0.5 if isinstance(self.variance, float) else _root(self.variance)


@dataclass(frozen=True, slots=True)
class Laplacian:
    r"""A Laplacian law, of density :math:`e^{-|x - \mu| / b} / 2b` and variance :math:`2 b^2`.

    Parameters
    ----------
    scale : float or sympy expression
        :math:`b`, the mean absolute deviation; positive and finite if it is a number.
    mean : float or sympy expression
        :math:`\mu`.

    Raises
    ------
    DomainError
        If a number is out of its range.
    DTypeError
        If a parameter is no real number and no formula.
    """

    scale: "float | sympy.Expr"
    mean: "float | sympy.Expr" = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", _positive(self.scale, "scale"))
        object.__setattr__(self, "mean", _real(self.mean, "mean"))


ContinuousSource = Gaussian | Laplacian


def _is_formula(value: Any) -> bool:
    return bool(getattr(value, "free_symbols", ()))


def _positive(value: Any, name: str) -> Any:
    return as_formula(value, name=name) if _is_formula(value) else as_positive(value, name=name)


def _real(value: Any, name: str) -> Any:
    return as_formula(value, name=name) if _is_formula(value) else as_real(value, name=name)


def _root(variance: "sympy.Expr") -> "sympy.Expr":
    import sympy

    return sympy.sqrt(variance)
