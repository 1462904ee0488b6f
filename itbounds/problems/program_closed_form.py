"""The closed form of a program that is a capacity or a rate-distortion function, where one is known."""

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from itbounds.errors import SolveError
from itbounds.kernels import SymbolicKernel
from itbounds.problems.closed_forms import ClosedForm, closed_form
from itbounds.problems.program_formulas import formula_operands
from itbounds.problems.program_rate_form import rate_distortion_form
from itbounds.results.program_certificate import ProgramCertificate

if TYPE_CHECKING:
    from itbounds.problems.program import Program

__all__ = ["brief", "check_closed_form", "program_closed_form"]

_LINE = 90


def program_closed_form(program: "Program") -> ClosedForm | None:
    """Return the closed form of a program, if it is a capacity or a rate-distortion function with one.

    The channel is the composite of the given laws from the free input to the output, as formulas.
    """
    sides = _capacity(program)
    if sides is None:
        return rate_distortion_form(program)
    inputs, outputs = sides
    channel = _channel(program, inputs, outputs)
    return None if channel is None else closed_form(channel)


def brief(form: ClosedForm) -> str:
    """Return what a closed form says on one line: the formula, or only its name where it is long."""
    text = repr(form)
    return text if len(text) <= _LINE else f"of a {form.name}"


def check_closed_form(form: ClosedForm, values: dict[str, float], certificate: ProgramCertificate) -> None:
    """Compare a closed form with a certified interval, where it holds.

    Raises
    ------
    SolveError
        If they do not meet: one of them is wrong.
    """
    named = {symbol.name: values[symbol.name] for symbol in form.parameters}
    told = form.interval(named, unit="nat") if form.holds(named) else None
    if told is not None and (told.upper < certificate.lower or certificate.upper < told.lower):
        raise SolveError(
            f"the closed form gives {told!r}, the certificate {certificate.lower, certificate.upper}"
        )


def _capacity(program: "Program") -> tuple[int, int] | None:
    """Return the masks of input and output if the program is a capacity without constraints."""
    instance, model = program.instance, program.instance.model
    goal = instance.objective
    plain = program.sign > 0 and not (program.constraints or program.extra or goal.tables or goal.constant)
    if not plain or len(model.blocks) != 1 or model.blocks[0][0].given:
        return None
    inputs = model.block_masks[0]
    outputs = [mask for mask, value in goal.entropies.items() if value == 1 and mask != inputs]
    if len(goal.entropies) != 3 or len(outputs) != 1 or outputs[0] & inputs:
        return None
    (output,) = outputs
    if goal.entropies.get(inputs) != 1 or goal.entropies.get(inputs | output) != -1:
        return None
    return inputs, output


def _channel(program: "Program", inputs: int, outputs: int) -> SymbolicKernel | None:
    """Multiply the given laws and sum over what is between; ``None`` if that is too large for formulas."""
    operands = formula_operands(program)
    if operands is None:
        return None
    instance = program.instance
    first, second = instance.positions(inputs), instance.positions(outputs)
    matrix = np.einsum(*operands, [*first, *second], optimize="greedy")
    rows = prod(instance.sizes[i] for i in first)
    return SymbolicKernel.of(np.asarray(matrix).reshape(rows, -1).tolist())
