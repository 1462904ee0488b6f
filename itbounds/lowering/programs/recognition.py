"""Programs that are capacities or rate-distortion functions in disguise, for the solvers made for these."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms import CapacityForm, RateDistortionForm, RawSolution, Status
from itbounds.forms.entropy_program import ConditionalEntropy, EntropyProgramForm
from itbounds.forms.linear import Integers
from itbounds.numerics.repair import as_law, channel_within_level, within_budget
from itbounds.numerics.tilt import tilted_channel

__all__ = ["Recognised", "kind_of", "recognised"]

_SAME = 1e-12
# So much of the uniform law makes a reference positive, and moves no bound by more than its square.
_UNIFORM = 1e-13


@dataclass(frozen=True, eq=False)
class Recognised:
    """A named form, and the way back from its points to those of the program.

    Parameters
    ----------
    form : CapacityForm or RateDistortionForm
    back : callable
        Turns points of the named form into points of the entropy program.
    known : RawSolution, optional
        Points of the program, where no solver is needed.
    """

    form: CapacityForm | RateDistortionForm
    back: Callable[[RawSolution], RawSolution]
    known: RawSolution | None = None


def recognised(form: EntropyProgramForm) -> Recognised | None:
    r"""Return the named form that a program is, if it is one.

    A *capacity* has one row, one output entropy :math:`H(Y)` and the linear rest :math:`-H(Y \mid X)`, with
    at most one cost. A *rate-distortion function* (also a remote or a semantic one) has a row for each source
    letter, the term :math:`H(X \mid Y)` alone, and one mean distortion, whatever its sign.
    """
    if form.limits or form.equalities.height or form.inequalities.height > 1:
        return None
    if len(form.objective.terms) != 1:
        return None
    (term,) = form.objective.terms
    if len(form.totals) == 1 and not term.given.any():
        return _capacity(form, term)
    if form.inequalities.height == 1 and not np.any(form.objective.linear):
        return _rate_distortion(form, term)
    return None


def kind_of(form: EntropyProgramForm) -> str:
    """Return what a program is called: a capacity or a rate-distortion function with its limits, or neither.

    The kin with several limits, or with a price in the place of one, have no solver of their own.
    """
    if form.is_linear:
        return "linear program"
    count = form.inequalities.height
    if form.limits or form.equalities.height or len(form.objective.terms) != 1:
        return "entropy program"
    (term,) = form.objective.terms
    if len(form.totals) == 1 and not term.given.any():
        priced = not _is_information(form, term, _dense(term))
        return "capacity" + _with(count, "cost", priced=priced)
    if _answers(form, term) is not None:
        return "rate-distortion" + _with(count, "distortion", priced=bool(np.any(form.objective.linear)))
    return "entropy program"


def _with(count: int, limited: str, *, priced: bool) -> str:
    parts = [f" at a price of {limited}"] if priced else []
    parts += [f" under {count} {limited}s"] if count > 1 else []
    return " and".join(parts)


def _dense(term: ConditionalEntropy) -> Matrix:
    """Return the channel of which a term is the entropy of the output."""
    return np.ascontiguousarray(term.joint.dense().T)


def _is_information(form: EntropyProgramForm, term: ConditionalEntropy, matrix: Matrix) -> bool:
    """Whether the linear part is minus the entropy of the output given the input, and nothing else."""
    logs = np.log(np.where(matrix > 0.0, matrix, 1.0))
    negentropies = np.einsum("xy,xy->x", matrix, logs)
    sizes = term.weight * (1.0 + np.abs(negentropies))
    return not (np.abs(form.objective.linear - term.weight * negentropies) > _SAME * sizes).any()


def _answers(form: EntropyProgramForm, term: ConditionalEntropy) -> Integers | None:
    """Return the reproduction of each cell if the term is the entropy of the letter given it, else None."""
    cells, joint = len(form.row), term.joint
    if joint.height != cells or len(joint.values) != cells or (np.abs(joint.values - 1.0) > _SAME).any():
        return None
    answers = np.empty(cells, dtype=np.int64)
    answers[joint.columns] = term.given[joint.rows]
    places = form.row * (int(answers.max()) + 1) + answers
    if len(np.unique(joint.columns)) < cells or len(np.unique(places)) < cells:
        return None
    return answers


def _capacity(form: EntropyProgramForm, term: ConditionalEntropy) -> Recognised | None:
    matrix = _dense(term)
    if not _is_information(form, term, matrix):
        return None
    cost, budget = None, None
    if form.inequalities.height:
        cost, budget = form.inequalities.dense()[0], float(form.ceiling[0])
        if budget <= cost.min() + _SAME * float(np.abs(cost).max()):
            return None
        if budget >= cost.max():
            cost, budget = None, None

    def back(raw: RawSolution) -> RawSolution:
        law = as_law(raw.primal, len(matrix))
        if cost is not None and budget is not None:
            law = within_budget(law, cost, budget)
        reference = (1.0 - _UNIFORM) * as_law(raw.primal, len(matrix)) + _UNIFORM / len(matrix)
        price = [term.weight * max(raw.multiplier, 0.0)] if form.inequalities.height else []
        return _solution(raw, law, reference, price if budget is not None else [0.0] * len(price))

    return Recognised(CapacityForm(matrix, cost, budget), back)


def _rate_distortion(form: EntropyProgramForm, term: ConditionalEntropy) -> Recognised | None:
    answers = _answers(form, term)
    if answers is None:
        return None
    distortion: Matrix = np.full((len(form.totals), int(answers.max()) + 1), np.inf)
    distortion[form.row, answers] = form.inequalities.dense()[0]
    least = distortion.min(axis=1)
    distortion -= least[:, None]
    level = float(form.ceiling[0]) - float(form.totals @ least)
    spread = float(np.max(distortion, where=np.isfinite(distortion), initial=0.0))
    if not level > 1e-9 * spread or spread == 0.0:
        return None
    source = form.totals / form.totals.sum()

    def cell_masses(channel: Matrix) -> Vector:
        masses: Vector = (form.totals[:, None] * channel)[form.row, answers]
        return masses

    def back(raw: RawSolution) -> RawSolution:
        law = as_law(raw.primal, distortion.shape[1])
        slope = max(0.0, raw.multiplier)
        channel = channel_within_level(source, distortion, level, law, slope)
        smooth = (1.0 - _UNIFORM) * law + _UNIFORM / len(law)
        reference = tilted_channel(distortion, smooth, slope)
        return _solution(raw, cell_masses(channel), cell_masses(reference), [term.weight * slope])

    known = None
    finite = np.isfinite(distortion).all(axis=0)
    means = np.where(finite, source @ np.where(finite, distortion, 0.0), np.inf)
    if means.min() <= level * (1.0 - _SAME):
        constant = np.zeros_like(distortion)
        constant[:, int(means.argmin())] = 1.0
        uniform = np.isfinite(distortion) / np.isfinite(distortion).sum(axis=1, keepdims=True)
        if finite.all():
            free = RawSolution(Status.OPTIMAL)
            known = _solution(free, cell_masses(constant), cell_masses(uniform), [0.0])
    return Recognised(RateDistortionForm(source, distortion, level), back, known)


def _solution(raw: RawSolution, point: Vector, reference: Vector, prices: list[float]) -> RawSolution:
    return RawSolution(
        raw.status,
        primal=point,
        dual=np.concatenate((reference, prices)),
        steps=raw.steps,
        history=raw.history,
    )
