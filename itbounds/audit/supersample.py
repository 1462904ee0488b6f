"""Supersamples: the gap between test and training losses, against what the losses tell of the coins."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number, Vector
from itbounds.audit.check import Check
from itbounds.audit.evidence import as_alpha
from itbounds.audit.report import Measurement, Report
from itbounds.audit.verdict import Verdict
from itbounds.bounds.generalization.coin_information import e_cmi, ld_cmi
from itbounds.bounds.generalization.supersample import Statistic, Supersample
from itbounds.numerics.interval import Interval
from itbounds.numerics.statistics.mean_intervals import mean_interval, normal_quantile
from itbounds.numerics.statistics.plugin_information import PluginInformation
from itbounds.results.bound import Bound
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["EXPLAINS", "explained", "supersample"]

EXPLAINS = (
    "bounds in expectation over the draws of the coins: they explain a gap, and certify no single model"
)

_OBSERVATIONS = 10
_FAIR = "coins U_i are fair and independent of the data and of each other"
_CAUSES = (
    "the coins are not fair, or were chosen by their losses",
    "the losses are not those of the learner that was trained on the columns u",
    "the learner was trained on more than the columns u",
)
_SWAPPED = "the training column has more loss than the test column: u_i must be the column that trains"
_BOUNDS: tuple[tuple[str, Statistic, Callable[[Vector], Bound]], ...] = (
    ("ld-CMI", "difference", ld_cmi),
    ("e-CMI", "pair", e_cmi),
)


def supersample(
    losses: ArrayLike,
    u: ArrayLike,
    *,
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
    permutations: Count = 100,
    seed: int = 0,
) -> Report:
    r"""Audit the gap of a learner by what its losses tell of which data it was trained on.

    A supersample has n rows of two data, and a fair coin :math:`U_i` says which of row i trains. Given it,

    .. math:: \bigl| \mathbb E (L_{\text{test}} - L_{\text{train}}) \bigr| \le
        \frac1n \sum_i \sqrt{2 I(L_{i1} - L_{i0}; U_i)} \le \frac1n \sum_i \sqrt{2 I(L_{i0}, L_{i1}; U_i)}

    Parameters
    ----------
    losses : array-like of shape (draws, n, 2)
        Losses in [0, 1] of both columns for every draw of the coins.
    u : array-like of shape (draws, n)
        The coins, 0 or 1: **the column** :math:`u_i` **trains**.
    alpha : float
        The probability with which an honest experiment may be accused.
    unit : Unit or str
        The unit in which informations are shown.
    permutations : int
        How many permutations show what chance gives, and how many resamplings what the error is.
    seed : int
        The seed of both.

    Returns
    -------
    Report

    Raises
    ------
    ShapeError
        If the shapes do not fit.
    DomainError
        If a loss is outside of [0, 1], or a coin neither 0 nor 1.

    Notes
    -----
    Informations are estimated from tables of counts, a row each, and are too large by about
    :math:`(m_\Delta - 1)(m_U - 1) / 2N` nats of N draws. With fewer than ten draws for each cell of a table
    the bound is mostly this bias, and nothing is concluded. These are statements in expectation over the
    draws, not with high probability, and they explain a gap: the test losses are used up. Sources: Hellström
    and Durisi, 2022; Wang and Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> u = rng.integers(0, 2, (400, 5))
    >>> guesses = rng.integers(0, 2, (400, 5, 2))
    >>> losses = np.where(np.arange(2) == u[..., None], 0, guesses)
    >>> ib.audit.supersample(losses, u).verdict
    <Verdict.CONSISTENT: 'consistent'>
    >>> ib.audit.supersample(losses, 1 - u).verdict
    <Verdict.INCONCLUSIVE: 'inconclusive'>
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    checks, measurements = explained(losses, u, 0.5 * level, chosen, permutations=permutations, seed=seed)
    fair = _fair(np.asarray(u, dtype=np.float64), 0.5 * level)
    return Report("supersample", (fair, *checks), measurements, (EXPLAINS,))


def explained(
    losses: ArrayLike, u: ArrayLike, alpha: float, unit: Unit, *, permutations: Count = 100, seed: int = 0
) -> tuple[tuple[Check, ...], tuple[Measurement, ...]]:
    """Compare the gap with the bounds that losses give; show each information with bias, null and floor."""
    table = Supersample(losses, u, permutations=permutations, seed=seed)
    mean, low, high = _gap(table, losses, u, alpha)
    least = 0.0 if low <= 0.0 <= high else min(abs(low), abs(high))
    size = Interval(least, max(abs(low), abs(high)), PURE)
    taken = [Measurement("gap", mean, Interval(low, high, PURE), "Student's t on draws")]
    checks = []
    for name, statistic, bound in _BOUNDS:
        found, letters = table.information(statistic), _letters(losses, statistic)
        value = bound(found.values)
        arm = normal_quantile(alpha) * table.standard_error(statistic)
        # The root is concave: no split of the mean information over the rows makes the bound larger.
        most = max(value.value, sqrt(2.0 * (found.mean + arm)))
        likely = min(value.value, float(np.sqrt(2.0 * np.maximum(found.corrected - arm, 0.0)).mean()))
        checks.append(
            Check.compared(
                f"|gap| by {name}",
                size,
                Interval(likely, most, PURE),
                estimate=abs(mean),
                sense="at most",
                confidence=1.0 - alpha,
                assumptions=("losses in [0, 1]", _FAIR),
                causes=_CAUSES,
                reference=value.reference,
                theorem=value.theorem,
                doubt=_too_few(letters, found.observations),
            )
        )
        taken += _information(name, found, arm, letters, unit)
    if high < 0.0:
        # No theorem forbids it, but hardly any learner does so.
        checks.append(
            Check(
                "gap",
                Verdict.INCONCLUSIVE,
                _SWAPPED,
                Interval(low, high, PURE),
                Interval(0.0, 0.0, PURE),
                mean,
                "at least",
                1.0 - alpha,
            )
        )
    return tuple(checks), tuple(taken)


def _information(
    name: str, found: PluginInformation, arm: float, letters: int, unit: Unit
) -> list[Measurement]:
    shown = [
        ("information a row", found.mean, arm, "plug-in; draws drawn again"),
        ("its bias", found.mean_bias, 0.0, "Miller and Madow"),
        ("chance alone", found.null_mean, 0.0, "permuted coins"),
    ]
    taken = [
        Measurement(
            f"{name}: {what}",
            unit.from_nats(nats),
            Interval(unit.floor(nats - room), unit.ceil(nats + room), unit)
            if room > 0.0
            else Interval(unit.from_nats(nats), unit.from_nats(nats), unit),
            method,
        )
        for what, nats, room, method in shown
    ]
    # The term of Miller and Madow if every cell of a table occurs, through the root.
    floor = sqrt((letters - 1) / found.observations)
    method = "bound by the bias alone, if all cells occur"
    return [*taken, Measurement(f"{name}: floor", floor, Interval(floor, floor, PURE), method)]


def _gap(table: Supersample, losses: ArrayLike, u: ArrayLike, alpha: float) -> tuple[float, float, float]:
    """Return the mean of test less training losses over the draws, which are independent."""
    both = np.asarray(losses, dtype=np.float64).reshape(-1, table.size, 2)
    signs = 1.0 - 2.0 * np.asarray(u, dtype=np.float64).reshape(-1, table.size)
    mean, low, high = mean_interval((signs * (both[..., 1] - both[..., 0])).mean(axis=1), alpha)
    # No difference of losses is larger than one.
    return mean, max(-1.0, low), min(1.0, high)


def _letters(losses: ArrayLike, statistic: Statistic) -> int:
    both = np.asarray(losses, dtype=np.float64).reshape(-1, 2)
    return len(np.unique(both, axis=0)) if statistic == "pair" else len(np.unique(both[:, 1] - both[:, 0]))


def _too_few(letters: int, draws: int) -> str:
    needed = _OBSERVATIONS * 2 * letters
    if draws >= needed:
        return ""
    return f"{draws} draws for {2 * letters} cells: with fewer than {needed} the bound is mostly its own bias"


def _fair(coins: Vector, alpha: float) -> Check:
    share, n = float(coins.mean()), coins.size
    arm = (0.5 * normal_quantile(alpha) + 0.5 / sqrt(n)) / sqrt(n)
    return Check.compared(
        "share of coins that are 1",
        Interval(share, share, PURE),
        Interval(0.5 - arm, 0.5 + arm, PURE),
        estimate=share,
        sense="at most" if share > 0.5 else "at least",
        confidence=1.0 - alpha,
        assumptions=(_FAIR,),
        causes=(_CAUSES[0], "u numbers something else than the column that trains"),
        reference="normal approximation",
    )
