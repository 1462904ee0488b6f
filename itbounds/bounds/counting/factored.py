"""The dimension of embeddings that are sums of orthogonal factors, one for each concept."""

from typing import Literal

from itbounds._typing import ArrayLike
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count
from itbounds.numerics.validation import as_vector
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "factored_dimension"]

_FACTORED = Theorem(
    name="factored_dimension",
    title="the dimension of a linear factored representation",
    statement=r"d \ge \sum_i r_i, \qquad r_i = 1, \; \min \{ n_i - 1, 2 \} \text{ or } n_i - 1",
    direction="lower",
    target="d",
    latex="d",
    kind="deterministic",
    assumptions=(
        "the embedding is a sum of one vector for the value of each concept",
        "the differences of the vectors of two concepts are orthogonal",
        "the vectors of a concept have the geometry that is asked for",
    ),
    reference="elementary; the setting is that of compositional generalisation of vision embeddings",
    evidence="proved",
    known=KnownAnswer({"values": [3, 4, 2], "geometry": "simplex"}, 6.0, "2 + 3 + 1", 0.0),
)


def factored_dimension(
    values: ArrayLike, *, geometry: Literal["distinct", "separable", "simplex"] = "separable"
) -> Bound:
    r"""Return the least dimension of an embedding with an orthogonal linear factor for each concept.

    .. math:: z(c_1, \dots, c_k) = \sum_i u_{i, c_i}, \qquad
              \operatorname{span} \{ u_{i, a} - u_{i, b} \} \perp \operatorname{span} \{ u_{j, a} - u_{j, b}
              \} \implies d \ge \sum_i r_i

    Parameters
    ----------
    values : array-like of shape (k,)
        The number :math:`n_i \ge 2` of values of each concept.
    geometry : {"distinct", "separable", "simplex"}
        What is asked of the values of a concept: that they differ, :math:`r_i = 1`; that each is linearly
        separated from the others, :math:`r_i = \min \{ n_i - 1, 2 \}`; or that all angles between them are
        equal, :math:`r_i = n_i - 1`.

    Raises
    ------
    DomainError
        If a concept has less than two values, or the geometry is unknown.

    Notes
    -----
    Orthogonal spans add up their dimensions. On a line at most two points are separated from all others; on a
    circle any number is; equal distances need a simplex. Each is attained. So in d dimensions at most d
    concepts compose. Source: elementary.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.factored_dimension([3, 4, 2]))
    d ≥ 5
    """
    given = as_vector(values, name="numbers of values")
    counts = [
        as_count(int(n) if n == int(n) else n, name="number of values", minimum=2) for n in given.tolist()
    ]
    ranks = {
        "distinct": [1 for _ in counts],
        "separable": [min(count - 1, 2) for count in counts],
        "simplex": [count - 1 for count in counts],
    }
    if geometry not in ranks:
        raise DomainError(
            f"the geometry is {geometry!r}", value=geometry, hint=f"use one of {', '.join(ranks)}"
        )
    return _FACTORED.bound(float(sum(ranks[geometry])), vacuous=False, terms={"concepts": float(len(counts))})


CALCULATORS = (Calculator(_FACTORED, factored_dimension),)
