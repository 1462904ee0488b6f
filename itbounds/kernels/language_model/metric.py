"""The Fisher-Rao metric of the next-word laws, pulled back to hidden states by a softmax head."""

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike, Matrix
from itbounds.errors import ShapeError
from itbounds.kernels.conversion import softmax
from itbounds.numerics.coercion import coerce
from itbounds.numerics.validation import as_matrix, as_vector

__all__ = ["next_word_laws", "pullback_metric", "pullback_rank"]

BLOCK = 1 << 22
"""Factors of several hidden states are formed together while they have at most this many entries."""


def pullback_metric(weights: ArrayLike, hidden: ArrayLike, *, bias: ArrayLike | None = None) -> Array:
    r"""Return the Fisher-Rao metric of the next-word laws, pulled back to hidden states.

    .. math:: g^*(h) = W^\top (\mathrm{diag}\, p_h - p_h p_h^\top) W

    It says how far the law :math:`p_h = \mathrm{softmax}(W h + c)` of the next word moves with the hidden
    state, in nats:

    .. math:: D(p_{h + \epsilon v} \| p_h) = \tfrac{\epsilon^2}{2} v^\top g^*(h) v + O(\epsilon^3) .

    Its rank is at most :math:`\min(d, |V| - 1)`.

    Parameters
    ----------
    weights : array-like of shape (v, d)
        The matrix W of the head, a row for each word.
    hidden : array-like of shape (d,) or (n, d)
        One hidden state, or many.
    bias : array-like of shape (v,), optional
        The offset c of the head.

    Returns
    -------
    ndarray of shape (d, d) or (n, d, d)

    Raises
    ------
    ShapeError
        If the hidden states have not as many components as W has columns.

    Notes
    -----
    It is formed as :math:`X^\top X` with :math:`X_{wi} = \sqrt{p_w} (W_{wi} - \sum_v p_v W_{vi})`: positive
    semidefinite however peaked the law is, where the difference in the definition would cancel.

    Examples
    --------
    >>> pullback_metric([[1.0], [-1.0]], [0.0])
    array([[1.]])
    """
    head, states = _read(weights, hidden)
    laws = next_word_laws(head, states, bias)
    size = head.shape[1]
    metric = np.empty((len(laws), size, size))
    step = max(1, BLOCK // head.size)
    for start in range(0, len(laws), step):
        factors = _factors(head, laws[start : start + step])
        np.matmul(factors.transpose(0, 2, 1), factors, out=metric[start : start + step])
    return metric[0] if np.ndim(hidden) == 1 else metric


def pullback_rank(
    weights: ArrayLike, hidden: ArrayLike, *, bias: ArrayLike | None = None, rtol: float = 1e-9
) -> NDArray[np.int64]:
    r"""Return the rank of the pullback metric at each hidden state: in how many directions the law can move.

    Parameters
    ----------
    weights, hidden, bias : array-like
        As for `pullback_metric`.
    rtol : float
        Singular values of the factor X below this share of the largest count as zero.

    Returns
    -------
    ndarray of shape () or (n,)
        At most :math:`\min(d, |V| - 1)`.

    Examples
    --------
    >>> int(pullback_rank(np.arange(15.0).reshape(5, 3) ** 2, np.zeros(3)))
    2
    """
    head, states = _read(weights, hidden)
    laws = next_word_laws(head, states, bias)
    ranks = np.empty(len(laws), dtype=np.int64)
    step = max(1, BLOCK // head.size)
    for start in range(0, len(laws), step):
        values = np.linalg.svd(_factors(head, laws[start : start + step]), compute_uv=False)
        ranks[start : start + step] = ((values > rtol * values[:, :1]) & (values > 0.0)).sum(axis=1)
    return ranks.reshape(()) if np.ndim(hidden) == 1 else ranks


def next_word_laws(weights: Matrix, states: Matrix, bias: ArrayLike | None = None) -> Matrix:
    """Return the softmax of the logits of each hidden state, one in a row."""
    offset = 0.0 if bias is None else as_vector(bias, name="bias", size=len(weights))
    return softmax(states @ weights.T + offset)


def _factors(head: Matrix, laws: Matrix) -> Array:
    centred: Array = head - (laws @ head)[:, None, :]
    centred *= np.sqrt(laws)[:, :, None]
    return centred


def _read(weights: ArrayLike, hidden: ArrayLike) -> tuple[Matrix, Matrix]:
    head = as_matrix(weights, name="matrix of the head")
    states = as_matrix(np.atleast_2d(coerce(hidden, "hidden states").array), name="hidden states")
    if states.shape[1] != head.shape[1]:
        raise ShapeError(
            f"the hidden states have {states.shape[1]} components, the head takes {head.shape[1]}",
            value=states.shape,
            hint="hidden is (d,) or (n, d), weights are (|V|, d)",
        )
    return head, states
