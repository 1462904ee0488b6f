"""Statistics that lose nothing: sufficiency, recovery, and the coarsest one."""

import numpy as np

from itbounds._typing import Array, ArrayLike, Mask
from itbounds.kernels.distribution import as_distribution_object
from itbounds.kernels.kernel import Kernel, as_kernel

__all__ = ["is_sufficient", "minimal_sufficient_statistic", "recovery"]


def is_sufficient(
    statistic: ArrayLike, family: ArrayLike, *, prior: ArrayLike | None = None, atol: float = 1e-12
) -> bool:
    r"""Return whether a statistic is sufficient for a family of laws, up to a tolerance.

    A statistic :math:`s : V \to T` of a family :math:`W : \Theta \to V` is sufficient if there is a channel
    :math:`\alpha : T \to V`, the same for all parameters, with

    .. math:: W(v \mid \theta) \, s(t \mid v) = (W s)(t \mid \theta) \, \alpha(v \mid t) ,

    for functions s the factorisation of Fisher and Neyman: each likelihood is a function of t and
    :math:`\theta` times a function of v.

    Parameters
    ----------
    statistic : Kernel or array-like of shape (v, t)
        A function as a rule; it may be random.
    family : Kernel or array-like of shape (theta, v)
        A law of the data for each parameter: a channel from the parameters.
    prior : Distribution or array-like of shape (theta,), optional
        Then only parameters of positive probability count: sufficiency almost surely.
    atol : float
        The largest total variation, over the parameters, between the two sides.

    Raises
    ------
    CompositionError
        If the spaces do not meet.

    References
    ----------
    T. Fritz, "A synthetic approach to Markov kernels, conditional independence and theorems on sufficient
    statistics", Advances in Mathematics 370 (2020), section 14.

    Examples
    --------
    Two tosses of a coin of unknown bias: the number of heads is sufficient, the first toss is not.

    >>> tosses = [[(1 - b) ** 2, b * (1 - b), b * (1 - b), b**2] for b in (0.2, 0.5, 0.7)]
    >>> is_sufficient(Kernel.deterministic([0, 1, 1, 2], 3), tosses)
    True
    >>> is_sufficient(Kernel.deterministic([0, 0, 1, 1], 2), tosses)
    False
    """
    joint, _, _ = _joint(statistic, family, prior)
    rule, _ = _rule(joint)
    apart = joint.sum(axis=1)[:, None, :] * rule.T[None, :, :]
    return 0.5 * float(np.abs(joint - apart).sum(axis=(1, 2)).max()) <= atol


def recovery(statistic: ArrayLike, family: ArrayLike, *, prior: ArrayLike | None = None) -> Kernel:
    r"""Return the channel :math:`\alpha : T \to V` that restores the data from a sufficient statistic.

    With it :math:`W = W s \alpha`: what was lost can be made up by noise that knows no parameter. It is the
    conditional law of the data given the statistic under a uniform law of the parameters, or under the prior;
    of a sufficient statistic all of these are the same. Values that never occur are in `Kernel.null_rows`.

    Parameters
    ----------
    statistic, family, prior
        As for `is_sufficient`.

    Examples
    --------
    >>> tosses = [[(1 - b) ** 2, b * (1 - b), b * (1 - b), b**2] for b in (0.2, 0.5, 0.7)]
    >>> recovery(Kernel.deterministic([0, 1, 1, 2], 3), tosses).matrix.round(12)
    array([[1. , 0. , 0. , 0. ],
           [0. , 0.5, 0.5, 0. ],
           [0. , 0. , 0. , 1. ]])
    """
    joint, step, weights = _joint(statistic, family, prior)
    rule, null = _rule(joint if weights is None else joint * weights[:, None, None])
    return Kernel(step.cod, step.dom, rule, step.cod.letters_at(null))


def minimal_sufficient_statistic(
    family: ArrayLike, *, prior: ArrayLike | None = None, atol: float = 1e-12
) -> Kernel:
    r"""Return the coarsest function of the data that is sufficient.

    It merges two outputs if their likelihoods, as functions of the parameter, are proportional (Lehmann and
    Scheffé, 1950); it is a function of every sufficient statistic, almost surely. Outputs that no parameter
    gives are merged with the first output that occurs.

    Parameters
    ----------
    family : Kernel or array-like of shape (theta, v)
    prior : Distribution or array-like of shape (theta,), optional
        Then only parameters of positive probability count.
    atol : float
        Two likelihoods, divided by their sums over the parameters, are the same if they differ by at most so
        much in every entry.

    Returns
    -------
    Kernel
        A function to the numbers 0, 1, ...

    Examples
    --------
    Either erasure of this channel tells the same, nothing:

    >>> W = [[0.5, 0.0, 0.2, 0.3], [0.0, 0.5, 0.2, 0.3]]
    >>> minimal_sufficient_statistic(W)
    Kernel.of([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    """
    channel = as_kernel(family, name="family")
    rows = channel.matrix[_counted(channel, prior)]
    sums = rows.max(axis=0)
    table = np.zeros(rows.shape[1], dtype=np.int64)
    known: list[Array] = []
    for place in np.flatnonzero(sums):
        scaled = rows[:, place] / sums[place]
        likelihood = scaled / scaled.sum()
        near = [i for i, other in enumerate(known) if np.abs(likelihood - other).max() <= atol]
        table[place] = near[0] if near else len(known)
        if not near:
            known.append(likelihood)
    return Kernel.deterministic(table.tolist(), len(known), dom=channel.cod)


def _joint(
    statistic: ArrayLike, family: ArrayLike, prior: ArrayLike | None
) -> tuple[Array, Kernel, Array | None]:
    """Return W(v | theta) s(t | v) for the parameters that count, the statistic, and their probabilities."""
    step, channel = as_kernel(statistic, name="statistic"), as_kernel(family, name="family")
    channel.cod.require(step.dom, "a family and a statistic of its data")
    counted = _counted(channel, prior)
    weights = None if prior is None else as_distribution_object(prior, name="prior").probabilities[counted]
    return channel.matrix[counted][:, :, None] * step.matrix[None, :, :], step, weights


def _counted(channel: Kernel, prior: ArrayLike | None) -> Mask:
    if prior is None:
        return np.ones(channel.dom.size, dtype=np.bool_)
    law = as_distribution_object(prior, name="prior")
    law.space.require(channel.dom, "the prior of a family")
    return np.asarray(law.probabilities > 0.0)


def _rule(joint: Array) -> tuple[Array, Mask]:
    """Return the law of v given t under the mixture of all parameters, and the t that never occur."""
    mixture = joint.sum(axis=0).T
    total = mixture.sum(axis=1, keepdims=True)
    null = np.asarray(total[:, 0] == 0.0)
    uniform = np.full(mixture.shape, 1.0 / mixture.shape[1])
    return np.divide(mixture, total, out=uniform, where=total > 0.0), null
