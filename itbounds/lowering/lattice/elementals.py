r"""The elemental inequalities of Shannon: a minimal description of the cone of polymatroids.

.. math:: I(i; j \mid K) \ge 0, \quad K \subseteq N \setminus \{i, j\}, \qquad H(i \mid N \setminus i) \ge 0.

References
----------
R. W. Yeung, "A framework for linear information inequalities", IEEE Trans. Inform. Theory 43 (1997)
1924-1934.
"""

import numpy as np

from itbounds.forms.linear import Integers, SparseRows

__all__ = ["elemental_count", "elementals", "rows_of"]

_SIGNS = np.array([1.0, 1.0, -1.0, -1.0])


def elemental_count(size: int) -> int:
    r"""Return the number :math:`n + \binom n2 2^{n-2}` of elemental inequalities.

    Examples
    --------
    >>> elemental_count(4)
    28
    """
    return size + (size * (size - 1) * (1 << size)) // 8


def elementals(size: int) -> Integers:
    """Return the elemental quantities as triples of masks.

    Returns
    -------
    array of shape (elemental_count(size), 3)
        First group, second group, condition.

    Examples
    --------
    >>> elementals(2)
    array([[1, 2, 0],
           [1, 1, 2],
           [2, 2, 1]])
    """
    masks = np.arange(1 << size, dtype=np.int64)
    blocks = []
    for j in range(size):
        for i in range(j):
            condition = masks[(masks >> i & 1 == 0) & (masks >> j & 1 == 0)]
            pair = np.broadcast_to(np.array([1 << i, 1 << j], dtype=np.int64), (len(condition), 2))
            blocks.append(np.column_stack((pair, condition)))
    single = np.int64(1) << np.arange(size, dtype=np.int64)
    blocks.append(np.column_stack((single, single, (1 << size) - 1 - single)))
    return np.concatenate(blocks)


def rows_of(columns: Integers, width: int) -> SparseRows:
    """Return the rows of quantities whose four joint entropies have one column each.

    Parameters
    ----------
    columns : array of shape (m, 4)
        The columns of the joint entropies of AC, BC, C and ABC; -1 for one that is zero.
    width : int
        The number of columns.

    Examples
    --------
    >>> rows_of(np.array([[0, 1, -1, 2], [2, 2, 0, 2]]), 3).entries(1)
    {0: -1.0, 2: 1.0}
    """
    order = np.argsort(columns, axis=1, kind="stable")
    sorted_columns = np.take_along_axis(columns, order, axis=1)
    values = _SIGNS[order]
    for k in range(3):  # entries of one column move to the last of them
        same = sorted_columns[:, k] == sorted_columns[:, k + 1]
        values[same, k + 1] += values[same, k]
        values[same, k] = 0.0
    kept = (values != 0.0) & (sorted_columns >= 0)
    return SparseRows.of(np.nonzero(kept)[0], sorted_columns[kept], values[kept], (len(columns), width))
