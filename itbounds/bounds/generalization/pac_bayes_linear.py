"""PAC-Bayes with a parameter that is fixed in advance, or taken from a grid that is paid for."""

from collections.abc import Callable, Iterable
from math import expm1, inf, log, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.levels import as_divergence, as_risk, level
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import EmptyAlphabetError
from itbounds.numerics.scalars import as_positive
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "alquier", "catoni"]

_ASSUMED = (
    "independent training data",
    "losses in [0, 1]",
    "a prior fixed before the data were seen",
    "the empirical risk is the mean over the posterior",
)
_HUNDRED = {"empirical_risk": 0.05, "kl": 100.0, "n": 10_000, "delta": 0.05}

_CATONI = Theorem(
    name="catoni",
    title="the risk of a random model, with a parameter that is fixed in advance or taken from a grid",
    statement=r"R(Q) \le \frac{1}{1 - e^{-C}}"
    r" \Bigl( 1 - \exp \Bigl( -C \hat R(Q) - \frac{D(Q \| P) + \ln (1 / \delta)}{n} \Bigr) \Bigr)",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(*_ASSUMED, "C or its grid fixed before the data were seen"),
    reference="Catoni (2007)",
    evidence="proved",
    known=KnownAnswer({**_HUNDRED, "c": 0.6}, 0.0875429, "by hand", 5e-8),
)

_ALQUIER = Theorem(
    name="alquier",
    title="the risk of a random model, linear in the relative entropy, with a temperature fixed in advance",
    statement=r"R(Q) \le \hat R(Q) + \frac{\lambda}{8 n} + \frac{D(Q \| P) + \ln (1 / \delta)}{\lambda}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(*_ASSUMED, "the temperature or its grid fixed before the data were seen"),
    reference="Catoni (2003); Alquier, Ridgway and Chopin (2016)",
    evidence="proved",
    known=KnownAnswer({**_HUNDRED, "inverse_temperature": 2870.5}, 0.121762, "by hand", 5e-7),
)


def catoni(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    c: ArrayLike | None = None,
    *,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model with a parameter C.

    .. math:: R(Q) \le \frac{1}{1 - e^{-C}} \Bigl( 1 - \exp \Bigl( -C \hat R(Q)
              - \frac{D(Q \| P) + \ln (1 / \delta)}{n} \Bigr) \Bigr)

    Parameters
    ----------
    empirical_risk, kl, n, delta, unit
        As `pac_bayes_kl`.
    c : float or array-like, optional
        The parameter C, fixed before the data were seen; or a grid of m values that was, of which the best
        is taken, and :math:`\ln m` is added to the relative entropy. The default is the grid of all
        :math:`2^{j/2} / \sqrt n` with j from 0 to twice the number of binary digits of n.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if a value of C is not positive.
    EmptyAlphabetError
        If the grid has no point.

    Notes
    -----
    The infimum over all C is the inverse of :math:`d(\hat R \| R) = (D(Q \| P) + \ln (1 / \delta)) / n`,
    which is no bound: choosing C after the data were seen is not free. Source: Catoni, 2007, theorem 1.2.6.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.catoni(0.05, 100.0, 10_000, c=0.6))
    R(Q) ≤ 0.087542915
    >>> print(ib.bounds.generalization.catoni(0.05, 100.0, 10_000))
    R(Q) ≤ 0.088300165
    """
    risk, nats, size, chance = (
        as_risk(empirical_risk),
        as_divergence(kl, unit),
        as_sample_size(n),
        as_delta(delta),
    )
    grid = _standard_grid(size) if c is None else _as_grid(c, name="parameter C")
    budget = level(nats, log(len(grid)), -log(chance), over=size)

    def at(parameter: float) -> float:
        return expm1(-(parameter * risk + budget)) / expm1(-parameter)

    value, best = _least(at, grid)
    return _CATONI.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={
            "empirical risk": risk,
            "D(Q||P)": nats,
            "n": float(size),
            "C": best,
            "grid": float(len(grid)),
        },
    )


def alquier(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    inverse_temperature: ArrayLike,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model that a Gibbs posterior minimises.

    .. math:: R(Q) \le \hat R(Q) + \frac{\lambda}{8 n} + \frac{D(Q \| P) + \ln (1 / \delta)}{\lambda}

    Parameters
    ----------
    empirical_risk, kl, n, delta, unit
        As `pac_bayes_kl`.
    inverse_temperature : float or array-like
        The number :math:`\lambda`, fixed before the data were seen; or a grid of m values that was, of which
        the best is taken, and :math:`\ln m` is added to the relative entropy.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if a temperature is not positive.
    EmptyAlphabetError
        If the grid has no point.

    Notes
    -----
    Hoeffding's lemma in the place of the exact moments that `catoni` uses, whose bound with
    :math:`C = \lambda / n` is never larger. Source: Catoni, 2003; Alquier, Ridgway and Chopin, 2016.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.alquier(0.05, 100.0, 10_000, inverse_temperature=2870.5))
    R(Q) ≤ 0.121762014
    """
    risk, nats, size, chance = (
        as_risk(empirical_risk),
        as_divergence(kl, unit),
        as_sample_size(n),
        as_delta(delta),
    )
    grid = _as_grid(inverse_temperature, name="inverse temperature")
    budget = level(nats, log(len(grid)), -log(chance), over=1.0)

    def at(parameter: float) -> float:
        return risk + parameter / (8.0 * size) + budget / parameter

    value, best = _least(at, grid)
    return _ALQUIER.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": risk, "D(Q||P)": nats, "n": float(size), "inverse temperature": best},
    )


def _as_grid(values: ArrayLike, *, name: str) -> list[float]:
    given = np.ravel(values).tolist()
    if not given:
        raise EmptyAlphabetError(f"the grid of the {name} is empty", hint="give at least one value")
    return [as_positive(value, name=name) for value in given]


def _standard_grid(n: int) -> list[float]:
    return [2.0 ** (0.5 * j) / sqrt(n) for j in range(2 * n.bit_length() + 1)]


def _least(at: Callable[[float], float], grid: Iterable[float]) -> tuple[float, float]:
    """Return the least value, rounded up, and where it is."""
    value, best = min((at(parameter), parameter) for parameter in grid)
    return (inf if value == inf else padded(value, towards="up")), best


CALCULATORS = (Calculator(_CATONI, catoni), Calculator(_ALQUIER, alquier))
