"""What two variables have in common without doubt: the Gács-Körner part of a joint law."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.kernels.lattice.cells import Cells, Codes, joint_cells
from itbounds.numerics import reductions
from itbounds.numerics.block_sums import block_sums
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CommonPart", "common_part", "connected_labels"]


@dataclass(frozen=True, eq=False, slots=True)
class CommonPart:
    r"""The greatest variable that is a function of X and a function of Y.

    Parameters
    ----------
    x_labels, y_labels : integer arrays of shape (m,) and (n,)
        The value of the common part at every letter, in the order in which they come first among the
        letters of X; -1 at letters without probability.
    law : array of shape (k,)
        The probability of each value.
    unit : Unit
        The unit of `entropy`.

    Examples
    --------
    >>> part = common_part([[0.25, 0.25, 0.0], [0.0, 0.0, 0.5]])
    >>> part.x_labels, part.y_labels, part.entropy
    (array([0, 1]), array([0, 0, 1]), 1.0)
    """

    x_labels: Codes
    y_labels: Codes
    law: Vector
    unit: Unit = BITS

    @property
    def entropy(self) -> float:
        """The Gács-Körner common information, the entropy of the common part, in `unit`."""
        return self.unit.from_nats(float(reductions.entropy(self.law)))


def common_part(joint: ArrayLike, *, unit: Unit | str = BITS) -> CommonPart:
    r"""Return the common part :math:`X \wedge Y` of two variables.

    Letters x and y with :math:`P(x, y) > 0` have the same value; the common part is the finest labelling with
    this property, that of the connected components of the bipartite graph of the support. Its entropy is the
    common information of Gács and Körner (1973), :math:`C(X; Y) = \max H(f(X))` over
    :math:`f(X) = g(Y)` almost surely, at most :math:`I(X; Y)`.

    Parameters
    ----------
    joint : array-like of shape (m, n)
        The joint law, dense or sparse; a sparse one is not made dense.
    unit : Unit or str
        The unit of the entropy.

    Returns
    -------
    CommonPart
        ``x_labels``, ``y_labels``, ``law``, ``entropy``.

    Raises
    ------
    ItboundsError
        If the joint law is none.

    Examples
    --------
    A cell of any positive probability joins two values: the common part is not continuous.

    >>> common_part([[0.5, 0.0], [0.0, 0.5]]).entropy
    1.0
    >>> common_part([[0.5, 1e-12], [0.0, 0.5]]).entropy
    0.0
    """
    worth = as_unit(unit)
    cells = joint_cells(joint)
    x_labels, y_labels = connected_labels(cells)
    values = x_labels[cells.rows]
    return CommonPart(x_labels, y_labels, block_sums(values, cells.weights, int(values.max()) + 1), worth)


def connected_labels(cells: Cells) -> tuple[Codes, Codes]:
    """Return the component of every row and every column of a support, -1 for those without a cell."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    m, n = cells.shape
    ones = np.ones(len(cells.rows), dtype=np.int8)
    graph = coo_array((ones, (cells.rows, cells.columns + m)), shape=(m + n, m + n)).tocsr()
    found = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    # Letters alone in their component are those without probability: every cell joins two.
    first = np.unique(found[cells.rows], return_index=True)[1]
    order = found[cells.rows[np.sort(first)]]
    number = np.full(m + n, -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    labels = number[found]
    return labels[:m], labels[m:]
