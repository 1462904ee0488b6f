"""Whether linear constraints contradict one another, by numbers that prove it and not by a solver's word."""

import numpy as np

from itbounds.forms.entropy_program import EntropyProgramForm, LinearMap
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.solvers.linear.highs import Highs

__all__ = ["contradicted"]

_PRECISE = 1e-9
# Equations between doubles may miss by rounding; what misses by less than this is no contradiction.
_MARGIN = 1e-10


def contradicted(form: EntropyProgramForm) -> bool:
    r"""Whether no point meets the linear constraints, and would not if each were relaxed by :math:`10^{-10}`.

    Multipliers y of the equations :math:`A q = b` and :math:`u \ge 0` of :math:`C q \le d` prove it (Farkas)
    by

    .. math:: y \cdot b - u \cdot d
              > \sum_{\text{row}} t_{\text{row}} \max_{j \in \text{row}} (A^\top y - C^\top u)_j ,

    since the right side is at least the product of :math:`A^\top y - C^\top u` with any point whose rows have
    their totals. They come from the linear program that violates the constraints least; a false answer means
    "not shown".
    """
    equal, below, width = form.equalities, form.inequalities, len(form.row)
    count, extra = len(form.totals), equal.height + below.height
    rows = LinearMap(form.row, np.arange(width), np.ones(width), count, width)
    flipped = LinearMap(below.rows, below.columns, -below.values, below.height, below.width)
    matrix = rows.above(equal).above(flipped)
    misses = np.arange(extra)
    row = np.concatenate((matrix.rows, count + misses, count + misses[: equal.height]))
    column = np.concatenate((matrix.columns, width + misses, width + extra + misses[: equal.height]))
    value = np.concatenate((matrix.values, np.ones(extra), -np.ones(equal.height)))
    order = np.lexsort((column, row))
    columns = width + extra + equal.height
    linear = LinearForm(
        np.concatenate((np.zeros(width), np.ones(columns - width))),
        SparseRows.of(row[order], column[order], value[order], (matrix.height, columns)),
        np.concatenate((form.totals, form.right, -form.ceiling)),
        count + equal.height,
        np.zeros(columns),
        np.full(columns, np.inf),
    )
    found = Highs().solve(linear, _PRECISE)
    if found.dual is None or not np.isfinite(found.dual).all():
        return False
    multipliers = np.clip(found.dual[count : count + equal.height], -1.0, 1.0)
    prices = np.clip(found.dual[count + equal.height :], 0.0, 1.0)
    pull = equal.back(multipliers) - below.back(prices)
    largest = np.full(count, -np.inf)
    np.maximum.at(largest, form.row, pull)
    excess = float(multipliers @ form.right - prices @ form.ceiling - form.totals @ largest)
    size = float(np.abs(multipliers) @ np.abs(form.right) + prices @ np.abs(form.ceiling))
    return excess > _MARGIN * (1.0 + float(np.abs(multipliers).sum() + prices.sum()) + size)
