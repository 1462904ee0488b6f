"""Capacity as a numeric form: maximise mutual information over input laws, with or without an input cost."""

from dataclasses import dataclass

from itbounds._typing import Matrix, Vector
from itbounds.forms.base import Form, RawSolution
from itbounds.numerics.operators import Operator

__all__ = ["CapacityForm", "OperatorCapacityForm", "ProductCapacityForm", "ProductSolution"]


@dataclass(frozen=True, eq=False)
class CapacityForm(Form):
    r"""Maximise the mutual information of a channel over its input laws.

    .. math:: \max_{p \ge 0,\ \sum_x p_x = 1,\ p \cdot b \le B} I(p, W)

    with dual :math:`\min_{q, \lambda \ge 0} \max_x D(W_x \| q) - \lambda (b_x - B)`.

    Parameters
    ----------
    matrix : array of shape (m, n)
        Nonnegative rows that sum to one up to rounding; the channel is the matrix with its rows
        normalised exactly. No zero rows. The lowering has removed zero columns and, at the least budget, the
        letters that it excludes.
    cost : array of shape (m,), optional
        The cost :math:`b_x` of each input letter.
    budget : float, optional
        The level :math:`B`, strictly above the least cost.
    bonus : array of shape (m,), optional
        What each input letter earns besides: then :math:`I(p, W) + \sum_x p_x g_x` is maximised. A channel
        whose equal letters were merged earns the information that was inside its classes.
    """

    matrix: Matrix
    cost: Vector | None = None
    budget: float | None = None
    bonus: Vector | None = None


@dataclass(frozen=True, eq=False)
class OperatorCapacityForm(Form):
    """The same for a channel that only acts: sparse, a product, out of core.

    Parameters
    ----------
    channel : Operator
        Rows that sum to one up to rounding.
    cost : array of shape (m,), optional
        The cost of each input letter.
    budget : float, optional
        The level, strictly above the least cost.
    """

    channel: Operator
    cost: Vector | None = None
    budget: float | None = None


@dataclass(frozen=True, eq=False)
class ProductCapacityForm(Form):
    """Channels that are used side by side, without a cost: their capacities add up.

    Parameters
    ----------
    parts : tuple of CapacityForm or OperatorCapacityForm
        The distinct channels.
    counts : tuple of int
        How often each is used.
    """

    parts: tuple[CapacityForm | OperatorCapacityForm, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class ProductSolution(RawSolution):
    """The points of each channel of a product.

    Parameters
    ----------
    parts : tuple of RawSolution
        In the order of the form.
    """

    parts: tuple[RawSolution, ...]


@dataclass(frozen=True, eq=False)
class BudgetedCapacityForm(Form):
    r"""Maximise the mutual information of a channel within several budgets.

    The dual is :math:`\min_{q, \lambda \ge 0} \max_x D(W_x \| q) - \sum_j \lambda_j (c_{jx} - b_j)`.

    Parameters
    ----------
    matrix : array of shape (m, n)
        As of `CapacityForm`.
    costs : array of shape (k, m)
    budgets : array of shape (k,)
    """

    matrix: Matrix
    costs: Matrix
    budgets: Vector
