"""What a hidden state knows of the words to come, and how much of it the next word does not tell."""

from dataclasses import dataclass
from math import log

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import ShapeError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.numerics import reductions
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Horizon", "horizon", "surplus"]


@dataclass(frozen=True, slots=True)
class Horizon:
    r"""The information of a hidden state H about the words :math:`W_1, \dots, W_K` to come.

    .. math::

        I(H; W_1^K) = I(H; W_1) + \text{surplus}, \qquad
        0 \le \text{surplus} = I(H; W_2^K \mid W_1) \le H(W_2^K \mid W_1) \le \sum_{k \ge 2} \log |V_k|

    Parameters
    ----------
    steps : tuple of float
        :math:`I(H; W_k \mid W_1^{k-1})` for every k; they add up to the whole by the chain rule.
    remaining_entropy : float
        :math:`H(W_2^K \mid W_1)`, the first upper bound.
    remaining_capacity : float
        :math:`\sum_{k \ge 2} \log |V_k|`, the second.
    unit : Unit
        Of all the numbers.
    """

    steps: tuple[float, ...]
    remaining_entropy: float
    remaining_capacity: float
    unit: Unit

    @property
    def next_word(self) -> float:
        """The information about the next word, :math:`I(H; W_1)`."""
        return self.steps[0]

    @property
    def surplus(self) -> float:
        r"""The information beyond the next word, :math:`I(H; W_2^K \mid W_1)`."""
        return float(sum(self.steps[1:]))

    @property
    def total(self) -> float:
        """The information about all of them."""
        return self.next_word + self.surplus


def horizon(p: ArrayLike, *, unit: Unit | str = BITS) -> Horizon:
    """Return what a hidden state knows of the next words, one after another, and the bounds on it.

    Parameters
    ----------
    p : array-like of shape (h, v_1, ..., v_K) or Distribution
        The joint law of the hidden state and of the next words.
    unit : Unit or str
        Of the numbers.

    Raises
    ------
    ShapeError
        If there is no word.

    Examples
    --------
    A hidden state that is the next word, and one that is the word after it:

    >>> first = np.einsum("hu,v->huv", np.eye(2) / 2, [0.5, 0.5])
    >>> horizon(first).steps, horizon(first.swapaxes(1, 2)).steps
    ((1.0, 0.0), (0.0, 1.0))
    """
    chosen = as_unit(unit)
    law = as_distribution_object(p, name="joint law").tensor
    if law.ndim < 2:
        raise ShapeError(
            f"the joint law has shape {law.shape}; the first axis is the hidden state, the others are words",
            value=law.shape,
            hint="give p[h, w1, w2, ...]",
        )
    steps = tuple(chosen.from_nats(_step(law, k)) for k in range(1, law.ndim))
    rest = law.sum(axis=0).reshape(law.shape[1], -1)
    remaining = float(reductions.conditional_entropy(rest))
    capacity = sum(log(size) for size in law.shape[2:])
    return Horizon(steps, chosen.from_nats(remaining), chosen.from_nats(capacity), chosen)


def surplus(p: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return the information surplus :math:`I(H; W_2^K \mid W_1)` of a hidden state beyond the next word.

    It is what speculative decoding, or a head for a later word, can draw on. It lies between zero and
    :math:`H(W_2^K \mid W_1)`; `horizon` gives these bounds and the share of every word. Zero for one word.

    Parameters
    ----------
    p : array-like of shape (h, v_1, ..., v_K) or Distribution
        The joint law of the hidden state and of the next words.
    unit : Unit or str
        The unit of the result.

    Examples
    --------
    A fair bit seen twice, through noises of 10 % and 20 %:

    >>> W, V = [[0.9, 0.1], [0.1, 0.9]], [[0.8, 0.2], [0.2, 0.8]]
    >>> round(surplus(np.einsum("h,hu,hv->huv", [0.5, 0.5], W, V)), 6)
    0.104818
    """
    return horizon(p, unit=unit).surplus


def _step(law: Array, k: int) -> float:
    """Return the information in nats of the hidden state about word k, given the words before it."""
    joint = law.sum(axis=tuple(range(k + 1, law.ndim)))
    pairs = joint.reshape(law.shape[0], -1, law.shape[k]).transpose(1, 0, 2)
    weights = pairs.sum(axis=(1, 2))
    seen = weights > 0.0
    return float(weights[seen] @ np.asarray(reductions.mutual_information(pairs[seen])))
