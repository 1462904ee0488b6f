"""Two redundancies of several sources about a target, on the whole lattice."""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from itbounds._typing import Array, ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.kernels.multivariate.decomposition import (
    InformationDecomposition,
    Node,
    inverted,
    redundancy_nodes,
)
from itbounds.numerics import reductions
from itbounds.units import BITS, Unit, as_unit

__all__ = ["i_min", "mmi"]

_MOST_SOURCES = 4


def i_min(p: ArrayLike, *, unit: Unit | str = BITS) -> InformationDecomposition:
    r"""Decompose the information about a target by the redundancy of Williams and Beer (2010).

    .. math:: I_{\min}(Y; A_1, \dots, A_k) = \sum_y p(y) \min_i D(P_{A_i | y} \| P_{A_i})

    the mean over the values of the target of the least that a group of sources tells of this value. No atom
    is negative. Two independent bits that are copied into the target count as one bit of redundancy, which is
    the classical objection to it; the decomposition of Bertschinger et al. (2014) has none there.

    Parameters
    ----------
    p : Distribution or array-like of shape (k_1, ..., k_n, m)
        The joint law of one to four sources and, on the last axis, the target.
    unit : Unit or str
        The unit of the numbers.

    Raises
    ------
    ShapeError
        If there is no source.
    DomainError
        If there are more than four: the lattice of five has 7579 nodes.

    Examples
    --------
    The logical and of two fair bits:

    >>> import numpy as np
    >>> p = np.zeros((2, 2, 2))
    >>> p[0, 0, 0] = p[0, 1, 0] = p[1, 0, 0] = p[1, 1, 1] = 0.25
    >>> parts = i_min(p)
    >>> round(parts.redundant, 6), parts.unique1, round(parts.synergistic, 6)
    (0.311278, 0.0, 0.5)
    """
    law = _law(p)
    target = law.sum(axis=tuple(range(law.ndim - 1)))
    used = target > 0.0
    weights = target[used] / target.sum()

    def specific(group: tuple[int, ...]) -> Vector:
        joint = _joint(law, group)[:, used]
        given = np.broadcast_to(joint.sum(axis=1)[:, np.newaxis], joint.shape)
        found: Vector = np.asarray(reductions.relative_entropy(joint, given, axis=0))
        return found

    return _decomposed(law, specific, lambda least: float(weights @ least), unit)


def mmi(p: ArrayLike, *, unit: Unit | str = BITS) -> InformationDecomposition:
    r"""Decompose the information about a target by the minimum mutual information (Barrett, 2015).

    .. math:: I_{\mathrm{MMI}}(Y; A_1, \dots, A_k) = \min_i I(A_i; Y)

    Of two sources one has no unique information. For jointly Gaussian variables and a target of one dimension
    it is what every decomposition gives whose redundancy depends on the marginals :math:`(X_i, Y)` only.

    Parameters
    ----------
    p, unit
        As for `i_min`.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.zeros((2, 2, 2))
    >>> p[0, 0, 0] = p[0, 1, 0] = p[1, 0, 1] = p[1, 1, 1] = 0.25       # y = x1
    >>> parts = mmi(p)
    >>> parts.redundant, parts.unique1, parts.unique2, parts.synergistic
    (0.0, 1.0, 0.0, 0.0)
    """
    law = _law(p)

    def information(group: tuple[int, ...]) -> Vector:
        return np.atleast_1d(reductions.mutual_information(_joint(law, group)))

    return _decomposed(law, information, lambda least: float(least[0]), unit)


def _decomposed(
    law: Array,
    told: Callable[[tuple[int, ...]], Vector],
    mean: Callable[[Vector], float],
    unit: Unit | str,
) -> InformationDecomposition:
    worth = as_unit(unit)
    sources = law.ndim - 1
    groups = [group for size in range(1, sources + 1) for group in combinations(range(sources), size)]
    values = {group: told(group) for group in groups}
    redundancies: dict[Node, float] = {}
    for node in redundancy_nodes(sources):
        least = np.minimum.reduce([values[group] for group in node])
        redundancies[node] = worth.from_nats(mean(least))
    return InformationDecomposition(sources, redundancies, inverted(redundancies), worth)


def _law(p: ArrayLike) -> Array:
    law: Array = as_distribution_object(p, name="joint law").tensor
    if law.ndim < 2:
        raise ShapeError(
            f"the joint law has shape {law.shape}; sources and, last, a target are needed",
            value=law.shape,
        )
    if law.ndim - 1 > _MOST_SOURCES:
        raise DomainError(
            f"there are {law.ndim - 1} sources; four are the most",
            value=law.ndim - 1,
            hint="group some of them into one axis",
        )
    return law


def _joint(law: Array, group: tuple[int, ...]) -> Array:
    """Return the joint law of a group of sources, as one axis, and the target."""
    others = tuple(axis for axis in range(law.ndim - 1) if axis not in group)
    table: Array = law.sum(axis=others)
    return table.reshape(-1, law.shape[-1])
