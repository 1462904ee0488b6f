"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from itbounds.results import Level

__all__ = ["Asked", "question_options"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a question is to be answered.

    Parameters
    ----------
    curve : bool
        Whether the whole curve is wanted.
    output : Path or None
        Where to save it.
    tol : float or None
        The width to aim for, in the unit.
    unit : str
        The name of the unit.
    solver : str or None
        The name of a solver.
    normalize : bool
        Whether the input is divided by its sums.
    verify : {"float", "ball"} or None
        The level at which the answer is proved again.
    as_json : bool
        Whether the answer is printed as JSON.
    """

    curve: bool
    output: Path | None
    tol: float | None
    unit: str
    solver: str | None
    normalize: bool
    verify: "Level | None"
    as_json: bool


_OPTIONS = (
    click.option("--curve", is_flag=True, help="The whole curve, with a band that holds everywhere."),
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
        help="With --curve: save it as .csv, .json, .tex, .pdf, .svg or .png.",
    ),
    click.option(
        "--tol", type=float, metavar="WIDTH",
        help="The width of the interval to aim for, in the unit [default: 1e-9; curves 1e-3].",
    ),
    click.option("--unit", type=click.Choice(["bit", "nat"]), default="bit", show_default=True),
    click.option("--solver", metavar="NAME", help="Instead of the one that fits kind and size."),
    click.option("--normalize", is_flag=True, help="Divide counts or weights in the input by their sums."),
    click.option(
        "--verify", type=click.Choice(["float", "ball"]),
        help="Prove the answer again without the solver, in floating point or in ball arithmetic.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Everything, certificate included, as JSON."),
)  # fmt: skip


def question_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options that every question has; the command takes them as one argument, `asked`."""

    @wraps(command)
    def with_options(**given: Any) -> R:
        asked = Asked(**{name: given.pop(name) for name in Asked.__dataclass_fields__})
        return command(**given, asked=asked)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options
