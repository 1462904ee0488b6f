"""Channels whose best input law is uniform because of a symmetry."""

from typing import TYPE_CHECKING

from itbounds.kernels.symbolic_entries import canonical, short
from itbounds.lowering.closed_forms.recognised import Recognised
from itbounds.lowering.closed_forms.reduction import Rows
from itbounds.semantics.formulas import Formula

if TYPE_CHECKING:
    import sympy

__all__ = ["symmetric", "weakly_symmetric"]


def symmetric(rows: Rows) -> Recognised | None:
    r"""Recognise a channel whose outputs fall into classes with rows, and columns, that are permutations.

    Within each class every row is a permutation of every other, and so is every column. Columns of one
    class have the same entries, and unions of classes with the same entries are classes again, so the
    classes by entries are all that must be tried. With :math:`q_y` the mean of column y,

    .. math:: C = H(q) - H(W_1).
    """
    classes: dict[tuple[sympy.Basic, ...], list[tuple[sympy.Expr, ...]]] = {}
    for column in zip(*rows, strict=True):
        classes.setdefault(_entries(column), []).append(column)
    for columns in classes.values():
        if len({_entries(row) for row in zip(*columns, strict=True)}) > 1:
            return None
    name = (
        "symmetric channel"
        if len(classes) == 1
        else f"symmetric channel with {len(classes)} classes of outputs"
    )
    return Recognised(name, _uniform_information(rows), "R. G. Gallager, 1968, section 4.5")


def weakly_symmetric(rows: Rows) -> Recognised | None:
    r"""Recognise a channel whose rows are permutations of each other and whose columns have equal sums.

    .. math:: C = \log n - H(W_1)
    """
    import sympy

    if len({_entries(row) for row in rows}) > 1:
        return None
    if len({canonical(sympy.Add(*column)) for column in zip(*rows, strict=True)}) > 1:
        return None
    return Recognised(
        "weakly symmetric channel",
        _uniform_information(rows),
        "T. M. Cover and J. A. Thomas, 2006, theorem 7.2.1",
    )


def _uniform_information(rows: Rows) -> "sympy.Expr":
    """Return the information of uniform inputs, if all rows have the same entropy."""
    import sympy

    means = [short(sympy.Add(*column)) / len(rows) for column in zip(*rows, strict=True)]
    outputs = [(sympy.Integer(1), mean) for mean in means]
    return Formula.of_probabilities(
        [*outputs, *((sympy.Integer(-1), short(entry)) for entry in rows[0])]
    ).expr


def _entries(part: tuple["sympy.Expr", ...]) -> tuple["sympy.Basic", ...]:
    import sympy

    return tuple(sorted(part, key=sympy.default_sort_key))
