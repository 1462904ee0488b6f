"""Is one channel better than another for every purpose? The order of Blackwell, and how far it is missed."""

from fractions import Fraction
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix
from itbounds.forms import RawSolution, Status
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.kernels import Kernel, as_kernel
from itbounds.numerics.coercion import exact_fractions
from itbounds.numerics.garbling import Rows, exact_garbling, exact_rows, polished
from itbounds.numerics.scalars import as_tolerance
from itbounds.results import Provenance, Result
from itbounds.results.comparison import Comparison
from itbounds.results.deficiency_certificate import DeficiencyCertificate, ExactGarbling
from itbounds.solvers.linear.highs import Highs
from itbounds.units import PURE

__all__ = ["blackwell", "deficiency"]

NEARLY = 1e-7
"""Below this deficiency an exact garbling is looked for."""

_FEASIBILITY = 1e-10


def blackwell(W: ArrayLike, V: ArrayLike, *, tol: float = 1e-9) -> Comparison:
    r"""Compare two channels with the same inputs in the order of Blackwell, in both directions.

    :math:`W \succeq V` if :math:`V = W G` for a channel G: then W is at least as good for every decision
    maker, whatever the prior and the utility; and if there is no such G, then some decision maker is better
    served by V (Blackwell, 1951, 1953). Either is proved: by the garbling, or by a decision problem with a
    certified advantage, both from one linear program (see `deficiency`).

    Parameters
    ----------
    W, V : array-like or Kernel of shapes (m, n) and (m, k)
        The channels. Given in exact fractions (`fractions.Fraction`, sympy's ``Rational``), or in doubles
        with room to spare, a garbling is made exact where it can be.
    tol : float
        Largest total variation between V and W G at which V counts as garbled, if nothing proves the
        contrary.

    Returns
    -------
    Comparison
        ``order`` is EQUIVALENT, ABOVE, BELOW, INCOMPARABLE or UNDECIDED; ``verdict`` and ``reverse`` say
        DOMINATES, NOT_DOMINATES or UNDECIDED; with ``garbling`` or ``decision`` as the proof.

    Raises
    ------
    CompositionError
        If the inputs differ.
    ItboundsError
        If a channel is none.

    References
    ----------
    D. Blackwell, "Equivalent comparisons of experiments", Annals of Mathematical Statistics 24 (1953)
    265-272.

    Examples
    --------
    A binary erasure channel with e = 0.4 is as good as a symmetric one with crossover 0.2, and better than
    any noisier one; it cannot be made into a cleaner one:

    >>> import itbounds as ib
    >>> ib.blackwell(ib.zoo.bec(0.4), ib.zoo.bsc(0.2)).order.name
    'ABOVE'
    >>> comparison = ib.blackwell(ib.zoo.bec(0.4), ib.zoo.bsc(0.15))
    >>> comparison.order.name
    'INCOMPARABLE'
    >>> problem = comparison.decision
    >>> problem.value(ib.zoo.bsc(0.15)) - problem.value(ib.zoo.bec(0.4)) >= comparison.forward.lower
    True
    """
    first, second = as_kernel(W, name="first channel"), as_kernel(V, name="second channel")
    first.dom.require(second.dom, "two channels that are compared")
    level = as_tolerance(tol)
    rational = _rational(W, first), _rational(V, second)
    return Comparison(
        _deficiency(first, second, rational, level, "δ(W, V)"),
        _deficiency(second, first, (rational[1], rational[0]), level, "δ(V, W)"),
        level,
    )


def deficiency(W: ArrayLike, V: ArrayLike, *, tol: float = 1e-9) -> Result[Kernel]:
    r"""Return how far V is from being a garbling of W, as an interval that contains it.

    .. math:: \delta(W, V) = \min_G \max_x \mathrm{TV}(V_x, (W G)_x)
              = \max_{\substack{p, \; 0 \le u \le 1}} \Bigl( \sum_{xz} p_x u_{xz} V_{xz}
                - \sum_y \max_z \sum_x p_x u_{xz} W_{xy} \Bigr)

    with total variation half of the sum of absolute differences (Le Cam, 1964). It is zero iff
    :math:`W \succeq V`, and at most 1; whoever uses W in the place of V loses at most this much, of a utility
    between 0 and 1.

    Parameters
    ----------
    W, V : array-like or Kernel of shapes (m, n) and (m, k)
        Channels with the same inputs.
    tol : float
        The width of the interval that is aimed for.

    Returns
    -------
    Result
        A pure number; ``witness`` is the best garbling G, which attains ``upper``.

    Raises
    ------
    CompositionError
        If the inputs differ.

    References
    ----------
    L. Le Cam, "Sufficiency and approximate sufficiency", Annals of Mathematical Statistics 35 (1964)
    1419-1455.

    Examples
    --------
    >>> import itbounds as ib
    >>> result = deficiency(ib.zoo.bsc(0.2), ib.zoo.bsc(0.05))
    >>> print(result)
    δ(W, V) ∈ [0.149999999, 0.150000001]
    >>> 0.15 in result.verify("ball")
    True
    """
    first, second = as_kernel(W, name="first channel"), as_kernel(V, name="second channel")
    first.dom.require(second.dom, "two channels that are compared")
    rational = _rational(W, first), _rational(V, second)
    return _deficiency(first, second, rational, as_tolerance(tol), "δ(W, V)")


def _deficiency(
    first: Kernel, second: Kernel, rational: tuple[Rows, Rows], tol: float, name: str
) -> Result[Kernel]:
    start = perf_counter()
    raw = Highs().solve(_program(first.matrix, second.matrix), tol=_FEASIBILITY)
    garbling, gains = _points(raw, first.matrix, second.matrix)
    certificate = DeficiencyCertificate.of(first.matrix, second.matrix, garbling, gains)
    if certificate.upper <= NEARLY and certificate.lower == 0.0:
        garbling = polished(first.matrix, second.matrix, garbling)
        certificate = DeficiencyCertificate.of(first.matrix, second.matrix, garbling, gains)
        exact = exact_garbling(*rational, garbling)
        if exact is not None:
            garbling = np.array([[float(value) for value in row] for row in exact])
            proof = ExactGarbling(*rational, exact)
            certificate = DeficiencyCertificate.of(first.matrix, second.matrix, garbling, gains, proof)
    closed = certificate.upper - certificate.lower <= tol
    failed = Status.FAILED if raw.primal is None else Status.GAP_OPEN
    return Result(
        quantity=name,
        latex=name.replace("δ", r"\delta"),
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if closed else failed,
        provenance=Provenance.here("highs", raw.steps, perf_counter() - start, tol),
        witness=Kernel(first.cod, second.cod, garbling),
        certificate=certificate,
        unit=PURE,
    )


def _program(channel: Matrix, target: Matrix) -> LinearForm:
    r"""Minimise t over G, s, t with G stochastic, :math:`s \ge V - W G` and row sums of s at most t."""
    W, V = (matrix / matrix.sum(axis=1, keepdims=True) for matrix in (channel, target))
    (m, n), k = W.shape, V.shape[1]
    g, s = np.arange(n * k).reshape(n, k), n * k + np.arange(m * k).reshape(m, k)
    t, excess, within = n * k + m * k, n + np.arange(m * k).reshape(m, k), n + m * k + np.arange(m)
    x, y = np.nonzero(W)
    parts = [
        (np.repeat(np.arange(n), k), g.ravel(), np.ones(n * k)),
        (excess[x].ravel(), g[y].ravel(), np.repeat(W[x, y], k)),
        (excess.ravel(), s.ravel(), np.ones(m * k)),
        (np.repeat(within, k), s.ravel(), -np.ones(m * k)),
        (within, np.full(m, t), np.ones(m)),
    ]
    rows, columns, values = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.lexsort((columns, rows))
    shape = (n + m * k + m, t + 1)
    cost = np.zeros(t + 1)
    cost[t] = 1.0
    return LinearForm(
        cost=cost,
        rows=SparseRows.of(rows[order], columns[order], values[order], shape),
        right=np.concatenate([np.ones(n), V.ravel(), np.zeros(m)]),
        equalities=n,
        lower=np.zeros(t + 1),
        upper=np.full(t + 1, np.inf),
    )


def _points(raw: RawSolution, channel: Matrix, target: Matrix) -> tuple[Matrix, Matrix]:
    """Return the garbling and the decision problem of a solution; any of the right shape prove something."""
    (m, n), k = channel.shape, target.shape[1]
    garbling, gains = np.full((n, k), 1.0 / k), np.zeros((m, k))
    if raw.primal is not None:
        found = np.maximum(raw.primal[: n * k].reshape(n, k), 0.0)
        sums = found.sum(axis=1, keepdims=True)
        garbling = np.divide(found, sums, out=garbling, where=sums > 0.0)
    if raw.dual is not None:
        gains = np.maximum(raw.dual[n : n + m * k].reshape(m, k), 0.0)
    return garbling, gains


def _rational(given: Any, kernel: Kernel) -> Rows:
    """Return a channel in exact fractions: as it was given, or its doubles normalised exactly."""
    rows: list[list[Fraction]] | None = None if isinstance(given, Kernel) else exact_fractions(given)
    return exact_rows(kernel.matrix.tolist() if rows is None else rows)
