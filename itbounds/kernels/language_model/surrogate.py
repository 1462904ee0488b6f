"""A quadratic upper bound on the loss of a softmax head, and the hidden states that minimise it."""

from dataclasses import dataclass
from math import log

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import ShapeError
from itbounds.kernels.kernel import as_kernel
from itbounds.kernels.language_model.cross_entropy import input_law
from itbounds.numerics.coercion import frozen
from itbounds.numerics.validation import as_matrix
from itbounds.units import BITS, Unit, as_unit

__all__ = ["QuadraticSurrogate", "quadratic_surrogate"]

RANK = 1e-12
"""Directions in which all words score alike up to this share of the largest spread are left out."""


@dataclass(frozen=True, eq=False, slots=True)
class QuadraticSurrogate:
    r"""The bound :math:`\log |V| - \mathbf E \langle g_X, h_X \rangle + \tfrac12 \mathbf E\, h_X^\top B h_X`.

    Parameters
    ----------
    metric : array of shape (d, d)
        The matrix :math:`B = \frac12 W^\top (1 - \frac{1}{|V|} \mathbf 1 \mathbf 1^\top) W`.
    moments : array of shape (n, d)
        :math:`g_x = W^\top (p_x - 1/|V|)` for each context.
    states : array of shape (n, d)
        The hidden states :math:`h_x = B^+ g_x` at which the bound is least.
    spectrum : array of shape (r,)
        The eigenvalues of :math:`\tfrac12 \mathbf E\, g g^\top` in the metric :math:`B^+`, the largest first,
        in `unit`: what each direction of the hidden space saves. Their sum is what the optimum saves.
    law : array of shape (n,)
        The law of the contexts.
    words : int
        The number :math:`|V|`.
    unit : Unit
        Of the numbers.
    """

    metric: Matrix
    moments: Matrix
    states: Matrix
    spectrum: Vector
    law: Vector
    words: int
    unit: Unit

    @property
    def value(self) -> float:
        """The bound at the optimum: no loss at `states` is larger."""
        return self.unit.from_nats(log(self.words)) - float(self.spectrum.sum())

    def restricted(self, dims: int) -> float:
        """Return the least bound with hidden states in the best subspace of this dimension."""
        return self.unit.from_nats(log(self.words)) - float(self.spectrum[:dims].sum())

    def at(self, hidden: ArrayLike) -> float:
        """Return the bound for other hidden states, one a context.

        Raises
        ------
        ShapeError
            If they have not the shape of `states`.
        """
        states = as_matrix(hidden, name="hidden states")
        if states.shape != self.states.shape:
            raise ShapeError(
                f"the hidden states have shape {states.shape}, not {self.states.shape}", value=states.shape
            )
        each = -np.einsum("nd,nd->n", self.moments, states)
        each += 0.5 * np.einsum("nd,de,ne->n", states, self.metric, states)
        return self.unit.from_nats(log(self.words) + float(self.law @ each))


def quadratic_surrogate(
    weights: ArrayLike, rows: ArrayLike, law: ArrayLike | None = None, *, unit: Unit | str = BITS
) -> QuadraticSurrogate:
    r"""Return a quadratic upper bound on the loss of a softmax head, with its optimum in closed form.

    For every assignment of hidden states to contexts the mean negative log-likelihood of the head
    :math:`\mathrm{softmax}(W h)` is at most

    .. math::

        \log |V| - \mathbf E \langle g_X, h_X \rangle + \tfrac12 \mathbf E\, h_X^\top B h_X, \qquad
        B = \tfrac12 W^\top (1 - \tfrac{1}{|V|} \mathbf 1 \mathbf 1^\top) W, \quad
        g_x = W^\top (p_x - \tfrac{1}{|V|} \mathbf 1),

    because the Hessian of the log-partition function is at most :math:`\frac12 (1 - \mathbf 1 \mathbf
    1^\top / |V|)` in the logits (Böhning, *Multinomial logistic regression algorithm*, 1992). The bound is
    least at :math:`h_x = B^+ g_x`, where it is :math:`\log |V| - \frac12 \mathbf E \|g_X\|^2_{B^+}`; under a
    limit on the dimension of the hidden space the best subspace is the top of the `spectrum`. The numbers
    are rounded.

    Parameters
    ----------
    weights : array-like of shape (v, d)
        The matrix W of the head.
    rows : Kernel or array-like of shape (n, v)
        The true law of the next word for each context.
    law : Distribution or array-like of shape (n,), optional
        The law of the contexts; uniform by default.
    unit : Unit or str
        Of the bound.

    Raises
    ------
    ShapeError
        If there is not a row of W for each word.

    Examples
    --------
    >>> bound = quadratic_surrogate([[1.0], [-1.0]], [[0.9, 0.1], [0.1, 0.9]], unit="nat")
    >>> bound.states.round(3).tolist(), round(bound.value, 6)
    ([[0.8], [-0.8]], 0.373147)
    """
    chosen = as_unit(unit)
    head, contexts = as_matrix(weights, name="matrix of the head"), as_kernel(rows, name="next-word laws")
    if len(head) != contexts.cod.size:
        raise ShapeError(
            f"the head has {len(head)} rows; the laws of the next word have {contexts.cod.size} letters",
            value=head.shape,
            hint="give weights of shape (|V|, d)",
        )
    chances = input_law(law, contexts)
    centred = head - head.mean(axis=0)
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    kept = (sizes > RANK * sizes[0]) & (sizes > 0.0)
    left, sizes, right = left[:, kept], sizes[kept], right[kept]
    # In the coordinates of the left singular vectors B^+ is 2 / s^2 and g is s times these:
    scores = contexts.matrix @ left
    savings = np.linalg.svd(np.sqrt(chances)[:, None] * scores, compute_uv=False) ** 2
    spectrum = np.zeros(len(sizes))
    spectrum[: len(savings)] = savings / chosen.nats
    states: Matrix = (2.0 * scores / sizes) @ right
    return QuadraticSurrogate(
        metric=frozen(0.5 * centred.T @ centred),
        moments=frozen(contexts.matrix @ centred),
        states=frozen(states),
        spectrum=frozen(spectrum),
        law=chances,
        words=len(head),
        unit=chosen,
    )
