"""Which contexts predict alike: the predictive similarity operator and its spectrum."""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.kernels.language_model.cross_entropy import input_law
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.validation import as_vector

__all__ = ["Similarity", "dirichlet_energy", "similarity_operator", "similarity_spectrum"]

Groups: TypeAlias = NDArray[np.intp]

if TYPE_CHECKING:
    Similarity: TypeAlias = Literal["bhattacharyya", "linear", "hellinger", "skl"]
else:
    Similarity = Any  # a wrong word is refused below, with the remedy


def similarity_spectrum(
    rows: ArrayLike,
    weights: ArrayLike | None = None,
    kernel: Similarity = "bhattacharyya",
    *,
    scale: Number = 1.0,
    hidden: ArrayLike | None = None,
) -> Vector:
    r"""Return the eigenvalues of the predictive similarity operator, the largest first.

    They are those of the matrix of `similarity_operator`. For the Bhattacharyya and the linear kernel they
    are squares of singular values, hence at least 0 and accurate to the last small one; their sum is the mean
    of :math:`K(x, x)`, which is 1 for all kernels but the linear one.

    Parameters
    ----------
    rows, weights, kernel, scale, hidden
        As for `similarity_operator`.

    Returns
    -------
    ndarray of shape (n,), or one for each hidden state

    Examples
    --------
    >>> contexts = [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]
    >>> similarity_spectrum(contexts).round(6)
    array([0.84801, 0.15199, 0.     ])
    """
    if kernel in ("bhattacharyya", "linear"):
        as_positive(scale, name="scale")
        laws, law, groups = _read(rows, weights, hidden)
        points = np.sqrt(laws) if kernel == "bhattacharyya" else laws
        factor = _grouped(law, groups) @ points * np.sqrt(_masses(law, groups))[:, None]
        values = np.linalg.svd(factor, compute_uv=False)
        spectrum = np.zeros(len(factor))
        spectrum[: len(values)] = values * values
        return spectrum
    operator = similarity_operator(rows, weights, kernel, scale=scale, hidden=hidden)
    return np.asarray(np.linalg.eigvalsh(operator)[::-1], dtype=np.float64)


def similarity_operator(
    rows: ArrayLike,
    weights: ArrayLike | None = None,
    kernel: Similarity = "bhattacharyya",
    *,
    scale: Number = 1.0,
    hidden: ArrayLike | None = None,
) -> Matrix:
    r"""Return the symmetric matrix :math:`\sqrt{\mu_x}\, K(p_x, p_{x'}) \sqrt{\mu_{x'}}` of contexts.

    It is similar to the operator :math:`(M \psi)(x) = \sum_{x'} K(p_x, p_{x'}) \psi(x') \mu_{x'}`. The kernel
    K compares the laws of the next word:

    ================= =================================================================================
    "bhattacharyya"   :math:`\mathrm{BC}(p, q) = \sum_w \sqrt{p_w q_w}`
    "linear"          :math:`\sum_w p_w q_w`
    "hellinger"       :math:`\exp(-b (1 - \mathrm{BC}(p, q)))`
    "skl"             :math:`\exp(-b (D(p \| q) + D(q \| p)))`, in nats; 0 where the supports differ
    ================= =================================================================================

    The first three are positive semidefinite; the last need not be, and may have negative eigenvalues.

    Parameters
    ----------
    rows : Kernel or array-like of shape (n, v)
        The law of the next word for each context.
    weights : Distribution or array-like of shape (n,), optional
        The law :math:`\mu` of the contexts; uniform by default.
    kernel : {"bhattacharyya", "linear", "hellinger", "skl"}
        How two laws are compared.
    scale : float
        The factor b, positive.
    hidden : array-like of shape (n,), optional
        The hidden state of each context, as a label. The operator is then that of the hidden states, with
        the similarity :math:`\mathbf E [K(p_X, p_{X'}) \mid h, h']` averaged over independent contexts that
        lead to them, in the order of the sorted labels.

    Raises
    ------
    DomainError
        For another kernel, a scale that is not positive, or a hidden state of probability zero.
    ShapeError
        If there is not one label for each context.
    """
    laws, law, groups = _read(rows, weights, hidden)
    compared = _compared(laws, kernel, as_positive(scale, name="scale"))
    average, root = _grouped(law, groups), np.sqrt(_masses(law, groups))
    operator: Matrix = root[:, None] * (average @ compared @ average.T) * root
    return 0.5 * (operator + operator.T)


def dirichlet_energy(
    rows: ArrayLike,
    values: ArrayLike,
    weights: ArrayLike | None = None,
    kernel: Similarity = "bhattacharyya",
    *,
    scale: Number = 1.0,
) -> float:
    r"""Return :math:`\frac12 \sum_{x x'} \mu_x \mu_{x'} K(p_x, p_{x'}) (\phi_x - \phi_{x'})^2`.

    It is small for functions of the context that agree where the predictions do.

    Parameters
    ----------
    rows, weights, kernel, scale
        As for `similarity_operator`.
    values : array-like of shape (n,)
        The function :math:`\phi`.

    Examples
    --------
    >>> dirichlet_energy([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [3.0, 3.0, 5.0])
    0.0
    """
    laws, law, _ = _read(rows, weights, None)
    phi = as_vector(values, name="function of the contexts", size=len(laws))
    compared = _compared(laws, kernel, as_positive(scale, name="scale"))
    return float(0.5 * law @ (compared * (phi[:, None] - phi) ** 2) @ law)


def _compared(laws: Matrix, kernel: str, scale: float) -> Matrix:
    """Return the matrix of K."""
    roots = np.sqrt(laws)
    if kernel == "bhattacharyya":
        found: Matrix = roots @ roots.T
    elif kernel == "linear":
        found = laws @ laws.T
    elif kernel == "hellinger":
        squares = np.array([((roots - row) ** 2).sum(axis=1) for row in roots])
        found = np.exp(-0.5 * scale * squares)
    elif kernel == "skl":
        found = np.exp(-scale * _jeffreys(laws))
    else:
        hint = "use 'bhattacharyya', 'linear', 'hellinger' or 'skl'"
        raise DomainError(f"unknown similarity kernel {kernel!r}", value=kernel, hint=hint)
    return found


def _jeffreys(laws: Matrix) -> Matrix:
    r"""Return :math:`\sum_w (p_w - q_w) (\log p_w - \log q_w)`, infinite where only one is zero."""
    logs = np.log(np.where(laws > 0.0, laws, 1.0))
    support = laws > 0.0
    rows = [
        np.where((support != here).any(axis=1), np.inf, ((laws - row) * (logs - log)).sum(axis=1))
        for row, log, here in zip(laws, logs, support, strict=True)
    ]
    return np.array(rows)


def _read(
    rows: ArrayLike, weights: ArrayLike | None, hidden: ArrayLike | None
) -> tuple[Matrix, Vector, Groups]:
    """Return the laws, the weights and the number of the group of each context."""
    contexts: Kernel = as_kernel(rows, name="laws of the next word")
    law = input_law(weights, contexts)
    if hidden is None:
        return contexts.matrix, law, np.arange(len(law))
    labels = np.asarray(hidden)
    if labels.shape != law.shape:
        raise ShapeError(f"{labels.shape} labels of hidden states for {law.shape} contexts")
    names, groups = np.unique(labels, return_inverse=True)
    for name, mass in zip(names, np.bincount(groups, weights=law), strict=True):
        if mass == 0.0:
            raise DomainError(f"the hidden state {name!r} has probability zero", where=name)
    return contexts.matrix, law, groups


def _masses(law: Vector, groups: Groups) -> Vector:
    return np.asarray(np.bincount(groups, weights=law), dtype=np.float64)


def _grouped(law: Vector, groups: Groups) -> Matrix:
    """Return the conditional law of the context in each group; the identity if each has its own."""
    masses = _masses(law, groups)
    average = np.zeros((len(masses), len(law)))
    if len(masses) == len(law):
        average[groups, np.arange(len(law))] = 1.0
    else:
        average[groups, np.arange(len(law))] = law / masses[groups]
    return average
