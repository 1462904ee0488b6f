r"""The metric entropy of Rademacher-Haar features in the sup norm; a reconstruction."""

from itbounds._typing import Number
from itbounds.bounds.shared.depth import certain_levels, enough_levels
from itbounds.numerics.scalars import as_positive

__all__ = ["haar_entropy"]


def haar_entropy(alpha: Number, eps: Number) -> tuple[int, int]:
    r"""Return a bracket of the metric entropy of all Rademacher-Haar features, of infinitely many levels.

    .. math:: 2^{J + 1} - 1 \le \log_2 N(\epsilon) \le 2^{L} - 1, \qquad
              J = \max \{ j : 2^{-\alpha j} > \epsilon \}, \quad
              L = \min \Bigl\{ l : \frac{2^{-\alpha l}}{1 - 2^{-\alpha}} \le \epsilon \Bigr\}

    Parameters
    ----------
    alpha : float
        The smoothness, positive.
    eps : float
        The accuracy in the sup norm, positive; N counts balls of this radius with free centres.

    Returns
    -------
    lower, upper : int
        In bits. No unit applies: they count signs.

    Raises
    ------
    DomainError
        If the smoothness or the accuracy is not positive and finite, or needs more than 2^20 levels.

    Notes
    -----
    *Below.* Two features whose signs differ first at level j are :math:`2 \cdot 2^{-\alpha j}` apart or
    more: on a node where they differ, go at each finer level to the half on which what is left does not
    cancel. So those through level J need balls of their own. *Above.* What comes after L levels is at most
    eps. Both ends grow as :math:`\epsilon^{-1 / \alpha}`.

    Examples
    --------
    >>> import itbounds as ib
    >>> [ib.shared.haar_entropy(alpha, 2.0**-4) for alpha in (0.5, 1, 2)]
    [(255, 4095), (15, 31), (3, 7)]
    """
    smoothness, accuracy = as_positive(alpha, name="smoothness alpha"), as_positive(eps, name="accuracy eps")
    return 2 ** certain_levels(smoothness, accuracy) - 1, 2 ** enough_levels(smoothness, accuracy) - 1
