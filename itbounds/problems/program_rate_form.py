"""The closed form of a program that is a rate-distortion function, direct or of a hidden variable."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.kernels.symbolic_entries import as_formula, canonical
from itbounds.lowering.closed_forms import recognise_costs
from itbounds.lowering.closed_forms.recognised import level_symbol
from itbounds.lowering.programs.instance import Table
from itbounds.problems.closed_form_questions import ROUNDED, Ends, Question, Values, continuity
from itbounds.problems.closed_forms import ClosedForm
from itbounds.problems.program_formulas import formula_operands
from itbounds.results import Result
from itbounds.units import Unit

if TYPE_CHECKING:
    import sympy

    from itbounds.problems.program import Program

__all__ = ["ProgramQuestion", "rate_distortion_form"]


@dataclass(frozen=True, eq=False)
class ProgramQuestion(Question):
    """A program, put to the solver at single values of its parameters.

    Parameters
    ----------
    program : Program
    symbols : tuple of sympy symbols
        Its parameters.
    domain : tuple of sympy Booleans
        Where its laws are laws.
    entries : tuple of sympy expressions
        The probabilities with parameters.
    error : float
        How far the closed form may be off, in nats, because doubles are read as simple fractions.
    size : int
        The number of letters, for what rounding at single values may matter.
    """

    program: "Program"
    symbols: "tuple[sympy.Symbol, ...]"
    domain: "tuple[sympy.Basic, ...]"
    entries: "tuple[sympy.Expr, ...]"
    read_error: float
    size: int

    @property
    def parameters(self) -> "tuple[sympy.Symbol, ...]":
        """See `Question`."""
        return self.symbols

    @property
    def error(self) -> float:
        """See `Question`."""
        return self.read_error

    def require(self, values: Values) -> None:
        """See `Question`."""
        self.program.at(_floats(values))

    def conditions(self) -> "list[sympy.Basic]":
        """See `Question`."""
        return list(self.domain)

    def probabilities(self) -> "list[sympy.Expr]":
        """See `Question`."""
        return list(self.entries)

    def ask(
        self, formula: Callable[[Values], Ends], values: Values, tol: float, unit: Unit | str
    ) -> tuple[Ends, Result[Any]]:
        """See `Question`."""
        low, high = formula(values)
        error = self.error
        if self.symbols:
            error += continuity(ROUNDED * (len(self.entries) + self.size), self.size)
        answer = self.program.at(_floats(values)).solve(tol=tol, unit=unit)
        return (nextafter(low - error, -inf), nextafter(high + error, inf)), answer


def rate_distortion_form(program: "Program") -> ClosedForm | None:
    """Return the closed form of a program that is a rate-distortion function of a known family.

    The objective is the information of the free law's variables and its conditions; one mean is limited, of
    these and of what the model says of them, so that a hidden variable may stand in it.
    """
    table = _limit(program)
    if table is None:
        return None
    (block,) = program.instance.model.blocks
    source, answer = (program.instance.model.mask(block[0].given), program.instance.model.block_masks[0])
    read = _law_and_costs(program, source, answer, table)
    if read is None:
        return None
    law, costs = read
    found = recognise_costs(law, costs)
    kernels = list(program.model.formulas.values())
    symbols = {symbol for kernel in kernels for symbol in kernel.parameters}
    level = program.instance.limits[0].tally.constant / abs(table.weight)
    if found is None or any(symbol.name == level_symbol().name for symbol in symbols):
        return None
    simple = as_formula(float(level), name="level") if float(level) == level else as_formula(level, name="D")
    error = (
        0.0 if symbols else _reading_error(program, (source, answer), table, read, level - _fraction(simple))
    )
    question = ProgramQuestion(
        program,
        tuple(sorted(symbols, key=lambda symbol: str(symbol.name))),
        tuple(kernel.domain for kernel in kernels),
        tuple(entry for kernel in kernels for entry in kernel.matrix),
        error,
        len(law),
    )
    form = ClosedForm("R(D)", replace(found, values={**found.values, level_symbol(): simple}), question)
    return form if symbols or form.holds() else None


def _limit(program: "Program") -> Table | None:
    """Return the limited table of a program that has the shape of a rate-distortion function."""
    instance, model = program.instance, program.instance.model
    goal, limits = instance.objective, instance.limits
    plain = program.sign < 0 and not (program.extra or goal.tables or goal.constant or instance.prescribed)
    if not plain or len(limits) != 1 or len(model.blocks) != 1 or not model.blocks[0][0].given:
        return None
    source, answer = model.mask(model.blocks[0][0].given), model.block_masks[0]
    if {mask: value for mask, value in goal.entropies.items() if value} != {
        source: -1,
        answer: -1,
        source | answer: 1,
    }:
        return None
    tally = limits[0].tally
    if limits[0].sense != "ge" or tally.entropies or len(tally.tables) != 1 or tally.tables[0].weight >= 0:
        return None
    return tally.tables[0]


def _law_and_costs(
    program: "Program", source: int, answer: int, table: Table, *, exact: bool = False
) -> "tuple[list[Any], list[list[Any]]] | None":
    """Return the law of the letters that occur, and the mean cost of each answer to each."""
    operands = formula_operands(program, exact=exact)
    if operands is None:
        return None
    instance = program.instance
    letters, answers = instance.positions(source), instance.positions(answer)
    sizes = [prod(instance.sizes[i] for i in axes) for axes in (letters, answers)]
    ones = [np.full([instance.sizes[i]], Fraction(1), dtype=object) for i in answers]
    free = [part for pair in zip(ones, ([i] for i in answers), strict=True) for part in pair]
    costs = np.array([Fraction(cost) for cost in table.values.ravel().tolist()], dtype=object)
    costs = costs.reshape(table.values.shape)
    shape = [*letters, *answers]
    # Without the free law each answer has the law of the letter; what follows from the answer sums to one.
    masses = np.einsum(*operands, *free, shape).reshape(sizes)[:, 0]
    means = np.einsum(*operands, *free, costs, list(table.axes), shape).reshape(sizes)
    kept = [i for i, mass in enumerate(masses) if mass != 0]
    law = [_tidy(masses[i], exact) for i in kept]
    return law, [[_tidy(mean / masses[i], exact) for mean in means[i]] for i in kept]


def _tidy(value: Any, exact: bool) -> Any:
    return value if exact else canonical(as_formula(value, name="entry"))


def _reading_error(
    program: "Program", masks: tuple[int, int], table: Table, read: Any, missed: Fraction
) -> float:
    """Bound what reading doubles as simple fractions does to the rate of a program without parameters.

    A change of all costs by c moves the level by no more, and the error rate by c over the cost of an error.
    """
    exact = _law_and_costs(program, *masks, table, exact=True)
    assert exact is not None  # it was read before
    law, costs = ([_fraction(p) for p in read[0]], [[_fraction(c) for c in row] for row in read[1]])
    distance = sum((abs(a - b) for a, b in zip(law, exact[0], strict=True)), Fraction(0)) / 2
    pairs = [
        (a, b) for row, other in zip(costs, exact[1], strict=True) for a, b in zip(row, other, strict=True)
    ]
    moved = max(abs(a - b) for a, b in pairs) + abs(missed)
    gaps = [max(row) - min(row) for row in costs]
    distance += moved / min(gaps)
    return continuity(nextafter(float(distance), inf), len(law)) if distance else 0.0


def _fraction(number: Any) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(int(number.p), int(number.q))


def _floats(values: Values) -> dict[str, float]:
    return {str(symbol.name): float(value) for symbol, value in values.items()}
