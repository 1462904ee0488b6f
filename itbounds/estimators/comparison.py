"""Bias and coverage of estimators on laws with known information, and where they must not be believed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import JSON, Count, Number
from itbounds.errors import DomainError, MissingExtraError
from itbounds.estimators.applicable import Estimator, applicable
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.laws import Law
from itbounds.estimators.suite import suite
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Benchmark", "Score", "benchmark"]

CHANCE = 1e-3
"""Coverage is called too low if so few hits, or fewer, have less than this probability."""


@dataclass(frozen=True, slots=True)
class Score:
    """How an estimator did on a law, in `unit`.

    Parameters
    ----------
    law, estimator : str
        What was estimated, and how.
    n, trials : int
        Samples a trial, and trials.
    truth, bias, deviation : float
        The information; the mean estimate less it; the standard deviation of the estimates.
    coverage : float
        The share of intervals with the truth in them.
    reliable : int
        How many estimates were called reliable.
    reliable_hits : int
        How many of the intervals of these contain the truth.
    confidence : float
        Which share should.
    unit : str
        The unit of truth, bias and deviation.
    """

    law: str
    estimator: str
    n: int
    trials: int
    truth: float
    bias: float
    deviation: float
    coverage: float
    reliable: int
    reliable_hits: int
    confidence: float
    unit: str

    @property
    def honest(self) -> bool:
        """Whether so few hits among the reliable estimates, or fewer, may be chance."""
        from scipy.special import bdtr

        if not self.reliable:
            return True
        return bool(bdtr(self.reliable_hits, self.reliable, self.confidence) >= CHANCE)

    @property
    def advice(self) -> str:
        """Say whether to believe the estimator here."""
        if not self.honest:
            return "DO NOT BELIEVE its verdict"
        if 2 * self.reliable < self.trials:
            return "do not believe: it says so" if self.reliable == 0 else "mostly says not to be believed"
        return "believe"


@dataclass(frozen=True)
class Benchmark:
    """Scores of estimators on laws.

    Parameters
    ----------
    scores : tuple of Score
        One for each law, size and estimator.
    """

    scores: tuple[Score, ...]

    @property
    def failures(self) -> tuple[Score, ...]:
        """The scores where reliable intervals miss the truth more often than by chance."""
        return tuple(score for score in self.scores if not score.honest)

    def __iter__(self) -> Iterator[Score]:
        return iter(self.scores)

    def __len__(self) -> int:
        return len(self.scores)

    def to_frame(self) -> "DataFrame":
        """Return the scores as a pandas DataFrame, one row each.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        with MissingExtraError.unless_installed("pandas", remedy="pip install pandas"):
            from pandas import DataFrame
        return DataFrame(self.to_dict()["scores"])

    def to_dict(self) -> JSON:
        """Return the scores as JSON data."""
        return {"scores": [asdict(score) | {"advice": score.advice} for score in self.scores]}

    def __repr__(self) -> str:
        heads = ("estimator", "n", "bias", "sd", "covers", "reliable", "then covers", "")
        lines = []
        for name in dict.fromkeys(score.law for score in self.scores):
            rows = [score for score in self.scores if score.law == name]
            lines += ["", f"{name}: {rows[0].truth:.4f} {rows[0].unit}"]
            lines += _aligned([heads, *map(_row, rows)])
        return "\n".join(lines[1:])


def benchmark(
    laws: Iterable[Law] | None = None,
    estimators: Mapping[str, Estimator] | None = None,
    *,
    sizes: Sequence[Count] = (250, 1000),
    trials: Count = 100,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Benchmark:
    """Measure bias and coverage of estimators on laws whose information is known.

    Parameters
    ----------
    laws : iterable of Law, optional
        By default all of `suite`.
    estimators : mapping of str to callable, optional
        Functions of samples x and y, of shapes (n, p) and (n, q), that return an `Estimate`. By default those
        of this module that apply to a law, variational ones with the best critic.
    sizes : sequence of int
        Numbers of samples.
    trials : int
        Independent samples for each law and size; all estimators see the same.
    alpha : float
        One less the confidence of the default estimators' intervals.
    rng : numpy.random.Generator or int
        Where the samples come from.
    unit : Unit or str
        The unit of the scores.

    Raises
    ------
    DomainError
        If there is nothing to compare.

    Examples
    --------
    >>> import itbounds as ib
    >>> law = ib.estimators.suite()[1]
    >>> table = ib.estimators.benchmark([law], {"mine": ib.estimators.gaussian}, sizes=(100,), trials=20)
    >>> len(table), table.failures
    (1, ())
    """
    chosen = tuple(suite() if laws is None else laws)
    count, level, shown = (
        as_count(trials, name="number of trials"),
        as_probability(alpha, name="level"),
        as_unit(unit),
    )
    generator = np.random.default_rng(rng)
    if not chosen or not sizes:
        raise DomainError("there is no law or no size to compare on", hint="give at least one of each")
    scores: list[Score] = []
    for law in chosen:
        rivals = applicable(law, level, generator) if estimators is None else estimators
        for size in sizes:
            n = as_count(size, name="number of samples", minimum=8)
            found: dict[str, list[Estimate]] = {name: [] for name in rivals}
            for _ in range(count):
                x, y = law.sample(generator, n)
                for name, estimator in rivals.items():
                    found[name].append(estimator(x, y).to("nat"))
            scores.extend(_score(law, name, n, estimates, shown) for name, estimates in found.items())
    return Benchmark(tuple(scores))


def _score(law: Law, name: str, n: int, estimates: Sequence[Estimate], unit: Unit) -> Score:
    values = np.array([estimate.value for estimate in estimates])
    truth = law.information
    hits = np.array(
        [
            estimate.interval.lower <= truth.upper and truth.lower <= estimate.interval.upper
            for estimate in estimates
        ]
    )
    reliable = np.array([estimate.reliable for estimate in estimates])
    middle = (truth.lower + truth.upper) / 2.0
    return Score(
        law=law.name,
        estimator=name,
        n=n,
        trials=len(values),
        truth=unit.from_nats(middle),
        bias=unit.from_nats(float(values.mean()) - middle),
        deviation=unit.from_nats(float(values.std())),
        coverage=float(hits.mean()),
        reliable=int(reliable.sum()),
        reliable_hits=int((hits & reliable).sum()),
        confidence=estimates[0].confidence,
        unit=unit.name,
    )


def _row(score: Score) -> tuple[str, ...]:
    then = f"{score.reliable_hits / score.reliable:.0%}" if score.reliable else "-"
    share = f"{score.reliable / score.trials:.0%}"
    numbers = f"{score.bias:+.4f}", f"{score.deviation:.4f}", f"{score.coverage:.0%}"
    return score.estimator, str(score.n), *numbers, share, then, score.advice


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [f"{row[0]:<{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        lines.append(("  " + "  ".join([*cells, row[-1]])).rstrip())
    return lines
