"""Dimensions that retrieval by inner products takes: by signs, by margins, by precision."""

from math import comb, log, log1p, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_count, as_level, as_positive
from itbounds.numerics.statistics.incomplete_beta import log_gamma
from itbounds.numerics.validation import as_matrix
from itbounds.results.bound import Bound
from itbounds.units import BITS

__all__ = ["CALCULATORS", "forster", "margin_dimension", "precision_dimension", "top_k_dimension"]

_HADAMARD = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]

_FORSTER = Theorem(
    name="forster",
    title="a sign matrix of small norm has no sign pattern of small rank",
    statement=r"\operatorname{rank}_\pm A \ge \frac{\sqrt{mn}}{\| A \|}",
    direction="lower",
    target="sign rank",
    latex=r"\operatorname{rank}_\pm A",
    kind="deterministic",
    assumptions=(
        "A has entries 1 and -1",
        "the sign rank is the least rank of a real matrix with these signs",
    ),
    reference="Forster (2002)",
    evidence="recalled",
    known=KnownAnswer({"relevance": _HADAMARD}, 2.0, "a Hadamard matrix: the root of its size", 1e-9),
)

_TOP_K = Theorem(
    name="top_k_dimension",
    title="the dimension in which every set of k documents is the top of some query",
    statement=r"d = 2k \quad (n \ge 3k)",
    direction="identity",
    target="d",
    latex="d",
    kind="deterministic",
    assumptions=(
        "every set of k out of n documents is to have the k highest inner products with some query",
        "vectors are real numbers of any size and precision",
    ),
    reference="Radon (1921) from below, the moment curve (Gale, 1963) from above",
    evidence="proved",
    known=KnownAnswer({"n": 30, "k": 2}, 4.0, "cyclic polytopes", 0.0),
)

_MARGIN = Theorem(
    name="margin_dimension",
    title="the dimension that retrieval with a margin takes",
    statement=r"d \ge \frac{\ln \binom{n}{k}}{\ln (1 + 2 / \gamma)}",
    direction="lower",
    target="d",
    latex="d",
    kind="deterministic",
    assumptions=(
        "queries and documents are real vectors of norm at most 1",
        "for every set of k documents some query scores each of it higher by the margin than each other one",
    ),
    reference="packing argument",
    evidence="proved",
    known=KnownAnswer({"n": 100, "k": 2, "margin": 1.0}, log(4950) / log1p(2.0), "ln 4950 / ln 3", 1e-9),
)

_PRECISION = Theorem(
    name="precision_dimension",
    title="the dimension that retrieval with few bits a coordinate takes",
    statement=r"d \ge \frac{\log_2 \binom{n}{k}}{b}",
    direction="lower",
    target="d",
    latex="d",
    kind="deterministic",
    assumptions=(
        "a query has d coordinates of b bits",
        "every set of k documents is the answer of some query",
    ),
    reference="counting",
    evidence="proved",
    known=KnownAnswer({"n": 100, "k": 2, "bits": 8.0}, 1.534152, "log2(4950) / 8", 5e-7),
)


def forster(relevance: ArrayLike) -> Bound:
    r"""Return Forster's bound on the sign rank of a table of relevance.

    .. math:: \operatorname{rank}_\pm A \ge \frac{\sqrt{mn}}{\| A \|}

    Parameters
    ----------
    relevance : array-like of shape (m, n)
        1 where document j is relevant to query i, and -1 elsewhere.

    Raises
    ------
    DomainError
        If an entry is neither 1 nor -1.

    Notes
    -----
    Scores of d-dimensional embeddings with a threshold for each query have rank at most d + 1, so that
    :math:`d \ge \operatorname{rank}_\pm A - 1`. For tables of few relevant documents the norm is large and
    the bound says little; rightly so, see `top_k_dimension`. Source: Forster, 2002, recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> signs = 1 - 2 * (np.bitwise_count(np.arange(64)[:, None] & np.arange(64)) % 2.0)
    >>> print(ib.bounds.counting.forster(signs))
    sign rank ≥ 7.999999999
    """
    table = as_matrix(relevance, name="table of relevance")
    if (np.abs(table) != 1.0).any():
        raise DomainError(
            "an entry of the table of relevance is neither 1 nor -1", hint="use 2 * relevant - 1"
        )
    m, n = table.shape
    # The computed singular values are those of a matrix near by; its distance is far less than this.
    slack = 32.0 * max(m, n) * UNIT_ROUNDOFF * sqrt(m * n)
    norm = float(np.linalg.norm(table, 2)) + slack
    value = padded(sqrt(m * n) / norm, towards="down")
    return _FORSTER.bound(value, vacuous=value <= 1.0, terms={"norm": norm})


def top_k_dimension(n: Count, k: Count) -> Bound:
    r"""Return the least dimension in which every set of k documents can be retrieved: twice k, however many.

    .. math:: d = 2k, \qquad n \ge 3k

    Parameters
    ----------
    n : int
        The number of documents, at least 3k.
    k : int
        The size of the sets.

    Raises
    ------
    DomainError
        If there are too few documents for the statement.

    Notes
    -----
    *Below.* Any d + 2 points have two disjoint parts whose hulls meet, the smaller of at most
    :math:`(d + 2) / 2` points. If that is at most k, fill it up to k documents outside of the other part: no
    threshold separates them from the rest. So :math:`d \ge 2k`. *Above.* On the moment curve
    :math:`(t, t^2, \dots, t^{2k})`, the polynomial :math:`-\prod_{i \in S} (t - t_i)^2` is 0 on S and
    negative elsewhere. So the number of documents is no limit of exact real embeddings: margins
    (`margin_dimension`) and precision (`precision_dimension`) are. Source: Radon, 1921; Gale, 1963.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.top_k_dimension(10**6, 2))
    d = 4
    """
    count, size = _documents(n, k)
    if count < 3 * size:
        raise DomainError(
            f"{count} documents are too few for sets of {size}", value=count, hint="use n >= 3 k"
        )
    return _TOP_K.bound(2.0 * size, vacuous=False, terms={"k": float(size)})


def margin_dimension(n: Count, k: Count, margin: Number) -> Bound:
    r"""Return the least dimension in which every set of k documents is retrieved with a margin.

    .. math:: d \ge \frac{\ln \binom{n}{k}}{\ln (1 + 2 / \gamma)}

    Parameters
    ----------
    n, k : int
        The number of documents and the size of the sets, 1 <= k < n.
    margin : float
        The least difference :math:`\gamma` of the scores of a document inside and one outside of the set,
        from 0 (no bound) to 2, for vectors of norm at most 1.

    Raises
    ------
    DomainError
        If a number is out of range.

    Notes
    -----
    For two sets take i in the first and j in the second only: the first query prefers i by the margin, the
    second one j, so that their difference has inner product at least :math:`2 \gamma` with
    :math:`x_i - x_j`, whose norm is at most 2. So the queries are :math:`\gamma` apart, and balls of half
    of that around them fit into one of radius :math:`1 + \gamma / 2`. Source: a packing argument.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.margin_dimension(10**6, 2, 0.1))
    d ≥ 8.847...
    """
    count, size = _documents(n, k)
    gap = as_level(margin, name="margin")
    if gap > 2.0:
        raise DomainError(f"the margin is {gap!r}; no two scores differ by more than 2", value=gap)
    if gap == 0.0:
        return _MARGIN.bound(0.0, vacuous=True, terms={"margin": gap})
    value = padded(_log_sets(count, size) / log1p(2.0 / gap), towards="down")
    return _MARGIN.bound(value, vacuous=value <= 1.0, terms={"margin": gap})


def precision_dimension(n: Count, k: Count, bits: Number) -> Bound:
    r"""Return how many coordinates of b bits a query needs that can ask for every set of k documents.

    .. math:: d \ge \frac{\log_2 \binom{n}{k}}{b}

    Parameters
    ----------
    n, k : int
        As `margin_dimension`.
    bits : float
        The bits b of a coordinate.

    Raises
    ------
    DomainError
        If a number is out of range.

    Notes
    -----
    Queries with different answers are different. Source: counting.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.precision_dimension(10**6, 10, 8))
    d ≥ 22.19...
    """
    count, size = _documents(n, k)
    width = as_positive(bits, name="bits of a coordinate")
    value = padded(BITS.floor(_log_sets(count, size)) / width, towards="down")
    return _PRECISION.bound(value, vacuous=value <= 1.0, terms={"bits": width})


def _documents(n: int, k: int) -> tuple[int, int]:
    count, size = as_count(n, name="number n of documents", minimum=2), as_count(k, name="size k of the sets")
    if size >= count:
        raise DomainError(
            f"sets of {size} out of {count} documents leave no choice", value=size, hint="use k < n"
        )
    return count, size


def _log_sets(n: int, k: int) -> float:
    """Return the logarithm of the number of sets of k out of n, rounded down."""
    if min(k, n - k) <= 64:
        return padded(log(comb(n, k)), towards="down")
    logs = [log_gamma(part + 1.0) for part in (n, k, n - k)]
    value = logs[0][0] - logs[1][0] - logs[2][0] - sum(error for _, error in logs)
    return padded(value, towards="down", size=abs(logs[0][0]))


CALCULATORS = (
    Calculator(_FORSTER, forster),
    Calculator(_TOP_K, top_k_dimension),
    Calculator(_MARGIN, margin_dimension),
    Calculator(_PRECISION, precision_dimension),
)
