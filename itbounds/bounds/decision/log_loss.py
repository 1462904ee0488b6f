"""What the log loss of a model proves about the labels: an upper bound on their conditional entropy."""

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.inputs import as_delta, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.statistics.empirical_bernstein import empirical_bernstein
from itbounds.numerics.validation import as_vector
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit, as_unit

__all__ = ["CALCULATORS", "cross_entropy"]

_CROSS_ENTROPY = Theorem(
    name="cross_entropy",
    title="the log loss of a model on test data certifies how little is unknown of the labels",
    statement=r"H(Y \mid X) \le \mathbb{E}[-\ln q(Y \mid X)]"
    r" \le \bar\ell + \sqrt{\frac{2 V \ln (2 / \delta)}{n}} + \frac{7 B \ln (2 / \delta)}{3 (n - 1)}",
    direction="upper",
    target="H(Y|X)",
    latex=r"H(Y \mid X)",
    kind="testing",
    assumptions=(
        "independent test data, not used to choose the model",
        "the losses lie in [0, B], with B fixed in advance",
    ),
    reference="Gibbs' inequality; Maurer and Pontil (2009), empirical Bernstein",
    evidence="checked",
    known=KnownAnswer(
        {"losses": [0.5] * 100, "largest": 2.0, "delta": 0.05},
        0.673887,
        "no variance: 0.5 + 14 ln 40 / 297",
        5e-7,
    ),
)


def cross_entropy(
    losses: ArrayLike, largest: Number, delta: Number = 0.05, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return an upper bound on the conditional entropy of labels from the test losses of a model.

    .. math:: H(Y \mid X) \le \mathbb{E}[-\ln q(Y \mid X)]
              \le \bar\ell + \sqrt{\frac{2 V \ln (2 / \delta)}{n}} + \frac{7 B \ln (2 / \delta)}{3 (n - 1)}

    with the mean :math:`\bar\ell` and the variance V of the losses, the second with probability at least
    :math:`1 - \delta`. With `feder_merhav` it bounds the Bayes error from above, and :math:`H(Y)` minus it
    the information from below.

    Parameters
    ----------
    losses : array-like of shape (n,)
        :math:`-\log q(y_i \mid x_i)` on independent test data, n at least 2.
    largest : float
        The number B that no loss can exceed. Mixing the model's law with :math:`\epsilon` times the uniform
        law of k labels makes it :math:`\log (k / \epsilon)`.
    delta : float
        The probability of failure, in (0, 1).
    unit : Unit or str
        The unit of the losses, of `largest`, and of the bound.

    Returns
    -------
    Bound
        In `unit`, with confidence :math:`1 - \delta`.

    Raises
    ------
    DomainError
        If a loss lies outside of [0, B], or `delta` outside of (0, 1).
    ShapeError
        If there are fewer than two losses.

    Notes
    -----
    A poor model proves little: a large loss does not show that much is unknown. Source: Maurer and Pontil,
    2009, theorem 4.

    Examples
    --------
    >>> import itbounds as ib
    >>> bound = ib.bounds.decision.cross_entropy([0.5] * 100, largest=2.0)
    >>> print(bound, bound.confidence)
    H(Y|X) ≤ 0.673886574 nat 0.95
    """
    chosen = as_unit(unit)
    ceiling = as_information(largest, chosen, name="largest loss", towards="up")
    level = as_delta(delta)
    given = as_vector(losses, name="vector of losses")
    n = len(given)
    if n < 2:
        raise ShapeError("one loss has no variance", value=given.shape, hint="give at least two")
    nats = [chosen.to_nats(loss) for loss in given.tolist()]
    low, high = min(nats), max(nats)
    if low < 0.0 or high > ceiling:
        raise DomainError(
            f"a loss is {low if low < 0.0 else high!r} nat, outside of [0, {ceiling!r}] nat",
            value=low if low < 0.0 else high,
            hint="mix the model with a uniform law, so that a largest loss is known in advance",
        )
    mean, deviation, remainder = empirical_bernstein(nats, ceiling, level)
    value = padded(mean + deviation + remainder, towards="up")
    return _CROSS_ENTROPY.bound(
        value,
        unit=chosen,
        confidence=1.0 - level,
        vacuous=value >= ceiling,
        terms={"mean loss": mean, "deviation": deviation, "remainder": remainder, "n": float(n)},
    )


CALCULATORS = (Calculator(_CROSS_ENTROPY, cross_entropy),)
