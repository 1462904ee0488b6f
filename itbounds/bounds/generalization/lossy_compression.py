"""Learning as lossy compression: tasks are sources, samples are codewords, and a learner is their decoder."""

from math import fsum, inf, log

import numpy as np

from itbounds._typing import Array, ArrayLike, Count, Number
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_alphabet, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import ShapeError
from itbounds.numerics import reductions
from itbounds.numerics.validation import as_distribution, as_stochastic, as_vector
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit, as_unit

__all__ = ["CALCULATORS", "lossy_identity", "one_shot_learning", "sample_complexity"]

_LENGTH = r"\mathbb{E}_S D(P_{W \mid S} \| Q_W)"
_CHAIN = "the weights depend on the task through the sample alone"

_IDENTITY = Theorem(
    name="lossy_identity",
    title="the description length of a learner is use, overfitting and bias",
    statement=rf"{_LENGTH} = I(T; W) + I(S; W \mid T) + D(P_W \| Q_W)",
    direction="identity",
    target="E D(P_W|S‖Q_W)",
    latex=_LENGTH,
    kind="deterministic",
    assumptions=(_CHAIN,),
    reference="chain rule; as told by Sugiyama and Uchida (2026)",
    evidence="proved",
    known=KnownAnswer(
        {
            "task": [0.5, 0.5],
            "sampler": [[1.0, 0.0], [0.0, 1.0]],
            "algorithm": [[1.0, 0.0], [0.0, 1.0]],
            "reference": [0.25, 0.75],
        },
        0.8369882,
        "by hand: ln 2 + D((1/2, 1/2) || (1/4, 3/4)) = 1.5 ln 2 - 0.5 ln 1.5",
        5e-8,
    ),
)
_COMPLEXITY = Theorem(
    name="sample_complexity",
    title="how many data a task needs, if some of what they tell is overfitting",
    statement=r"n \ln |\mathcal{Z}| \ge H(S) \ge I(S; W) \ge R_T(D) + I(S; W \mid T)",
    direction="lower",
    target="n",
    latex="n",
    kind="expectation",
    assumptions=(_CHAIN, "a datum has one of |Z| values", "the expected distortion is at most D"),
    reference="Shannon (1959); as told by Sugiyama and Uchida (2026)",
    evidence="proved",
    known=KnownAnswer({"rate": 3.0, "letters": 2, "unit": "bit"}, 3.0, "eight tasks, one bit each", 1e-12),
)
_ONE_SHOT = Theorem(
    name="one_shot_learning",
    title="how often a task is missed by every sampler of a fixed size",
    statement=r"\varepsilon \ge \sup_{\gamma > 0} \bigl\{ \mathbb{P}[\jmath_T(T, D) \ge n \ln |\mathcal{Z}|"
    r" + \gamma] - e^{-\gamma} \bigr\}",
    direction="lower",
    target="P[d > D]",
    latex=r"\mathbb{P}[d(T, W) > D]",
    kind="single-draw",
    assumptions=(_CHAIN, "a sample has n data, each with one of |Z| values"),
    reference="Kostina and Verdu (2012)",
    evidence="proved",
    known=KnownAnswer(
        {"task": [0.125] * 8, "tilted": [2.0794415416798357] * 8, "n": 1, "letters": 2},
        0.75,
        "eight tasks and two codewords: 1 - exp(-ln 4)",
        1e-9,
    ),
)


def lossy_identity(
    task: ArrayLike,
    sampler: ArrayLike,
    algorithm: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return what it takes to describe the weights to a receiver who only knows a reference law, and why.

    .. math:: \mathbb{E}_S D(P_{W \mid S} \| Q_W) =
              \underbrace{I(T; W)}_{\text{use}} + \underbrace{I(S; W \mid T)}_{\text{overfitting}} +
              \underbrace{D(P_W \| Q_W)}_{\text{mismatch}}

    Parameters
    ----------
    task : array-like of shape (t,)
        The law of the tasks.
    sampler : array-like or Kernel of shape (t, s)
        The law of the whole sample given the task.
    algorithm : array-like or Kernel of shape (s, w)
        The law of the weights given the sample.
    reference : array-like of shape (w,), optional
        The law :math:`Q_W` that the inductive bias amounts to; by default the law of the weights.
    unit : Unit or str
        The unit of the result.

    Returns
    -------
    Bound
        An identity. The three terms are among its `terms`, in nats, and so are two numbers that are
        experimental: the variance of :math:`\ln (P_{W \mid S} / Q_W)` within the tasks and between them,
        proposed in place of the mismatch.

    Raises
    ------
    ShapeError
        If the laws and channels do not compose.

    Notes
    -----
    Infinite where the reference excludes what can be learned. Source: the chain rule; as told by Sugiyama and
    Uchida, 2026.

    Examples
    --------
    >>> import itbounds as ib
    >>> split = ib.bounds.generalization.lossy_identity(
    ...     [0.5, 0.5], [[0.8, 0.2], [0.2, 0.8]], [[0.9, 0.1], [0.1, 0.9]], [0.5, 0.5])
    >>> print(split)
    E D(P_W|S‖Q_W) = 0.368064207 nat
    >>> {name: round(value, 4) for name, value in split.terms.items() if "V_" not in name}
    {'I(T;W)': 0.1201, 'I(S;W|T)': 0.248, 'D(P_W‖Q_W)': 0.0}
    """
    law = as_distribution(task, name="law of the tasks")
    samples, weights = as_stochastic(sampler, name="sampler"), as_stochastic(algorithm, name="algorithm")
    if samples.shape[0] != len(law) or samples.shape[1] != weights.shape[0]:
        raise ShapeError(
            f"{len(law)} tasks, a sampler of shape {samples.shape} and an algorithm of shape {weights.shape}"
            " do not compose",
            value=weights.shape,
            hint="the shapes are (t,), (t, s) and (s, w)",
        )
    joint = law[:, None] * samples
    marginal = joint.sum(axis=0) @ weights
    other = marginal if reference is None else as_distribution(reference, name="reference law")
    if len(other) != weights.shape[1]:
        raise ShapeError(f"the reference has {len(other)} entries for {weights.shape[1]} weights")
    useful = float(reductions.mutual_information(law[:, None] * (samples @ weights)))
    each = reductions.mutual_information(samples[:, :, None] * weights)
    overfitting = float(law @ np.asarray(each))
    mismatch = float(reductions.relative_entropy(marginal, other))
    within, between = _variances(law, samples, weights, other)
    terms = {
        "I(T;W)": useful,
        "I(S;W|T)": overfitting,
        "D(P_W‖Q_W)": mismatch,
        "V_wit (experimental)": within,
        "V_bet (experimental)": between,
    }
    nats = useful + overfitting + mismatch
    return _IDENTITY.bound(nats, vacuous=nats == inf, terms=terms, unit=as_unit(unit))


def _variances(law: Array, samples: Array, weights: Array, other: Array) -> tuple[float, float]:
    """Split the variance of the information density by the task."""
    with np.errstate(divide="ignore"):
        density = np.where(weights > 0.0, np.log(np.where(weights > 0.0, weights, 1.0)) - np.log(other), 0.0)
    if not np.isfinite(density).all():
        return inf, inf
    mean, square = samples @ (weights * density).sum(axis=1), samples @ (weights * density**2).sum(axis=1)
    within = float(law @ (square - mean**2))
    return max(0.0, within), float(law @ (mean - law @ mean) ** 2)


def sample_complexity(
    rate: Number, letters: Count, overfitting: Number = 0.0, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return how many data are needed at least to learn a task within an expected distortion.

    .. math:: n \ge \frac{R_T(D) + I(S; W \mid T)}{\ln |\mathcal{Z}|}

    Parameters
    ----------
    rate : float
        :math:`R_T(D) = \min I(T; W)` over weights with expected distortion at most D, or a lower bound of it:
        the ``lower`` end of `rate_distortion` of the law of the tasks.
    letters : int
        The number of values of a datum.
    overfitting : float
        :math:`I(S; W \mid T)` of the algorithm, or a lower bound of it; 0 is safe.
    unit : Unit or str
        The unit of `rate` and `overfitting`.

    Returns
    -------
    Bound
        A lower bound of n, real; the next integer is one too.

    Raises
    ------
    DomainError
        If a number is negative, or a datum has less than two values.

    Notes
    -----
    It holds for every sampler, also for the best one. Source: Shannon, 1959, as told by Sugiyama and Uchida,
    2026.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.sample_complexity(3.0, 2, unit="bit"))
    n ≥ 2.999999999
    """
    nats = as_information(rate, unit, name="rate R_T(D)", towards="down")
    extra = as_information(overfitting, unit, name="overfitting I(S;W|T)", towards="down")
    size = as_alphabet(letters, name="number of values of a datum")
    value = padded((nats + extra) / log(size), towards="down")
    terms = {"R_T(D)": nats, "I(S;W|T)": extra, "|Z|": float(size)}
    return _COMPLEXITY.bound(value, vacuous=value <= 0.0, terms=terms)


def one_shot_learning(
    task: ArrayLike, tilted: ArrayLike, n: Count, letters: Count, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return how often every sampler with n data misses the task by more than a distortion D.

    .. math:: \mathbb{P}[d(T, W) > D] \ge \sup_{\gamma > 0} \bigl\{
              \mathbb{P}[\jmath_T(T, D) \ge n \ln |\mathcal{Z}| + \gamma] - e^{-\gamma} \bigr\}

    Parameters
    ----------
    task : array-like of shape (t,)
        The law of the tasks.
    tilted : array-like of shape (t,)
        The tilted informations :math:`\jmath_T(t, D)`, or any numbers with
        :math:`\sum_t p_t e^{\jmath_t + \lambda (D - d(t, w))} \le 1` for one :math:`\lambda \ge 0` and all w:
        with the dual point of a rate-distortion certificate, its potentials less :math:`\lambda D`.
    n, letters : int
        A sample has n data, each with one of so many values.
    unit : Unit or str
        The unit of `tilted`.

    Raises
    ------
    ShapeError
        If there is not one number for each task.

    Notes
    -----
    Of all tasks that are met within D, those with a tilted information above that of the codewords are rare.
    Random samplers and random algorithms are covered. Source: Kostina and Verdu, 2012.

    Examples
    --------
    Eight equally likely tasks, two data of one bit:

    >>> import itbounds as ib
    >>> from math import log
    >>> print(ib.bounds.generalization.one_shot_learning([1 / 8] * 8, [log(8)] * 8, 2, 2))
    P[d > D] ≥ 0.499999999
    """
    law = as_distribution(task, name="law of the tasks")
    given = as_vector(tilted, name="vector of tilted informations", size=len(law)) * as_unit(unit).nats
    size, count = as_alphabet(letters, name="number of values of a datum"), as_sample_size(n)
    codewords = count * log(size)
    slack = 2.0**-45 * (1.0 + codewords + float(np.abs(given).max()))
    order = np.argsort(-given, kind="stable")
    tails = np.cumsum(law[order]) / fsum(law.tolist())
    # The best gamma makes the event one of "at least the j-th largest".
    excesses = given[order] - codewords - slack
    gains = np.where(excesses > 0.0, tails - np.exp(-np.maximum(excesses, 0.0)), 0.0)
    best = float(gains.max())
    value = max(0.0, padded(best, towards="down", size=float(len(law) + 1)))
    terms = {"n ln|Z|": codewords, "E j": float(law @ given)}
    return _ONE_SHOT.bound(value, vacuous=value <= 0.0, terms=terms)


CALCULATORS = (
    Calculator(_IDENTITY, lossy_identity),
    Calculator(_COMPLEXITY, sample_complexity),
    Calculator(_ONE_SHOT, one_shot_learning),
)
