"""How far apart so many unit vectors can be: bounds on the largest cosine, signed or not."""

from math import comb, sqrt
from typing import Literal

from itbounds._typing import Count
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "orthoplex", "orthoplex_coherence", "simplex", "welch"]

_UNIT = "the vectors are unit vectors, at least two"

_WELCH = Theorem(
    name="welch",
    title="the coherence of more vectors than dimensions",
    statement=r"\max_{i \ne j} |\langle x_i, x_j \rangle|^{2k} "
    r"\ge \frac{N / \binom{d + k - 1}{k} - 1}{N - 1}",
    direction="lower",
    target="max |cos|",
    latex=r"\max_{i \ne j} |\langle x_i, x_j \rangle|",
    kind="deterministic",
    assumptions=(_UNIT, "real or complex"),
    reference="Welch (1974)",
    evidence="proved",
    known=KnownAnswer({"n": 1000, "dimension": 64}, 0.120994, "first order", 5e-7),
)

_SIMPLEX = Theorem(
    name="simplex",
    title="so many vectors cannot all be at obtuse angles",
    statement=r"\max_{i \ne j} \langle x_i, x_j \rangle \ge -\frac{1}{N - 1}",
    direction="lower",
    target="max cos",
    latex=r"\max_{i \ne j} \langle x_i, x_j \rangle",
    kind="deterministic",
    assumptions=(_UNIT, "real, of any dimension; attained by a simplex from dimension N - 1 on"),
    reference="Rankin (1955)",
    evidence="proved",
    known=KnownAnswer({"n": 11}, -0.1, "a regular simplex", 1e-12),
)

_ORTHOPLEX = Theorem(
    name="orthoplex",
    title="beyond d + 1 vectors, some angle is not obtuse",
    statement=r"\max_{i \ne j} \langle x_i, x_j \rangle \ge 0 \quad (N > d + 1)",
    direction="lower",
    target="max cos",
    latex=r"\max_{i \ne j} \langle x_i, x_j \rangle",
    kind="deterministic",
    assumptions=(_UNIT, "real; for up to 2d of them attained by the axes and their opposites"),
    reference="Rankin (1955)",
    evidence="proved",
    known=KnownAnswer({"n": 6, "dimension": 3}, 0.0, "an octahedron", 0.0),
)

_ORTHOPLEX_COHERENCE = Theorem(
    name="orthoplex_coherence",
    title="beyond the dimension of symmetric matrices, coherence is at least that of unbiased bases",
    statement=r"\max_{i \ne j} |\langle x_i, x_j \rangle| \ge \frac{1}{\sqrt{d}} \quad "
    r"\bigl( N > \tfrac{d (d + 1)}{2} \text{ real, } N > d^2 \text{ complex} \bigr)",
    direction="lower",
    target="max |cos|",
    latex=r"\max_{i \ne j} |\langle x_i, x_j \rangle|",
    kind="deterministic",
    assumptions=(_UNIT, "real or complex as said"),
    reference="Conway, Hardin and Sloane (1996)",
    evidence="proved",
    known=KnownAnswer({"n": 5, "dimension": 2, "field": "complex"}, sqrt(0.5), "unbiased bases", 1e-12),
)


def welch(n: Count, dimension: Count) -> Bound:
    r"""Return Welch's bound on the largest absolute cosine of n unit vectors, the best of all orders.

    .. math:: \max_{i \ne j} |\langle x_i, x_j \rangle|^{2k} \ge
              \frac{1}{N - 1} \left( \frac{N}{\binom{d + k - 1}{k}} - 1 \right), \qquad k = 1, 2, \dots

    Parameters
    ----------
    n : int
        The number of vectors, at least 2.
    dimension : int
        That of the space, real or complex.

    Raises
    ------
    DomainError
        If a number is too small or no integer.

    Notes
    -----
    The k-th tensor powers of the vectors live in the symmetric tensors, of dimension
    :math:`D = \binom{d + k - 1}{k}`. Their Gram matrix has trace N and rank at most D, so that the squares
    of its entries add up to at least :math:`N^2 / D`. The cosines are *absolute*: signed ones obey
    `simplex`. Source: Welch, 1974.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.welch(10**6, 768))
    max |cos| ≥ 0.039304058
    """
    count, size = as_count(n, name="number n of vectors", minimum=2), as_count(dimension, name="dimension")
    best, order, k = 0.0, 1, 1
    while best < 1.0 and (tensors := comb(size + k - 1, k)) < count:
        # Exact integers up to one division and a root.
        power = (count - tensors) / (tensors * (count - 1))
        value = power ** (0.5 / k)
        if value > best:
            best, order = value, k
        k += 1
    return _WELCH.bound(padded(best, towards="down"), vacuous=best <= 0.0, terms={"order": float(order)})


def simplex(n: Count) -> Bound:
    r"""Return the least possible largest cosine of n unit vectors in a real space of any dimension.

    .. math:: \max_{i \ne j} \langle x_i, x_j \rangle \ge -\frac{1}{N - 1}

    Parameters
    ----------
    n : int
        The number of vectors, at least 2.

    Raises
    ------
    DomainError
        If the number is less than 2.

    Notes
    -----
    :math:`0 \le \| \sum x_i \|^2 = N + \sum_{i \ne j} \langle x_i, x_j \rangle`. A regular simplex attains
    it, which is where the last layer of a classifier is found to end (neural collapse). Source: Rankin,
    1955.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.simplex(10))
    max cos ≥ -0.111111112
    """
    count = as_count(n, name="number n of vectors", minimum=2)
    return _SIMPLEX.bound(
        padded(-1.0 / (count - 1), towards="down"), vacuous=False, terms={"n": float(count)}
    )


def orthoplex(n: Count, dimension: Count) -> Bound:
    r"""Return that more than d + 1 vectors have two at no obtuse angle.

    .. math:: N > d + 1 \implies \max_{i \ne j} \langle x_i, x_j \rangle \ge 0

    Parameters
    ----------
    n : int
        The number of vectors.
    dimension : int
        That of the real space.

    Raises
    ------
    DomainError
        If n is at most d + 1: then `simplex` is the bound, and it is attained.

    Notes
    -----
    By induction: of vectors at pairwise obtuse angles, those but the last stay so after projection on its
    complement. For up to 2d vectors the axes and their opposites attain it. Source: Rankin, 1955.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.orthoplex(6, 3))
    max cos ≥ 0
    """
    count, size = as_count(n, name="number n of vectors", minimum=2), as_count(dimension, name="dimension")
    if count <= size + 1:
        raise DomainError(
            f"{count} vectors of dimension {size} can be at obtuse angles", value=count, hint="use simplex(n)"
        )
    return _ORTHOPLEX.bound(0.0, vacuous=False, terms={"n": float(count), "dimension": float(size)})


def orthoplex_coherence(n: Count, dimension: Count, *, field: Literal["real", "complex"] = "real") -> Bound:
    r"""Return the orthoplex bound on the largest absolute cosine of very many vectors.

    .. math:: \max_{i \ne j} |\langle x_i, x_j \rangle| \ge \frac{1}{\sqrt{d}}, \qquad
              N > \tfrac{d (d + 1)}{2} \text{ (real)}, \quad N > d^2 \text{ (complex)}

    Parameters
    ----------
    n : int
        The number of vectors.
    dimension : int
        That of the space.
    field : {"real", "complex"}
        The scalars.

    Raises
    ------
    DomainError
        If there are too few vectors for it, or the field is unknown.

    Notes
    -----
    The matrices :math:`x x^* - I / d` are vectors of the space of Hermitian matrices without trace, of
    dimension one less than those numbers, so that two are at no obtuse angle by `orthoplex`. Source: Conway,
    Hardin and Sloane, 1996.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.orthoplex_coherence(11, 4))
    max |cos| ≥ 0.499999999
    """
    if field not in ("real", "complex"):
        raise DomainError(f"the field is {field!r}", value=field, hint="use 'real' or 'complex'")
    count, size = as_count(n, name="number n of vectors", minimum=2), as_count(dimension, name="dimension")
    least = size * (size + 1) // 2 if field == "real" else size * size
    if count <= least:
        raise DomainError(
            f"{count} vectors are too few, more than {least} are needed",
            value=count,
            hint="use welch(n, dimension)",
        )
    value = padded(1.0 / sqrt(size), towards="down")
    return _ORTHOPLEX_COHERENCE.bound(
        value, vacuous=False, terms={"n": float(count), "dimension": float(size)}
    )


CALCULATORS = (
    Calculator(_WELCH, welch),
    Calculator(_SIMPLEX, simplex),
    Calculator(_ORTHOPLEX, orthoplex),
    Calculator(_ORTHOPLEX_COHERENCE, orthoplex_coherence),
)
