"""Figures by name, straight from the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itbounds.cli.entropy_figures import caching_region, information, lattice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from itbounds._typing import Vector

__all__ = ["FIGURES", "Figure", "figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that can be asked for by name.

    Parameters
    ----------
    usage : str
        Its arguments, those with a default in brackets.
    shows : str
        What it shows.
    draw : callable
        Takes the arguments and the unit, and draws in a new figure.
    least, most : int
        How many arguments it takes.
    """

    usage: str
    shows: str
    draw: "Callable[[list[str], str], Axes]"
    least: int
    most: int


@click.command(
    epilog="""\b
    itbounds figure --list
    itbounds figure rd gaussian:101 squared -o rd.pdf -o rd.png
    itbounds figure lattice "I(X;Z) <= I(X;Y)" "X -> Y -> Z" -o lattice.pdf
    itbounds figure information "I(X;Y) - I(X;Y|Z)" -o atoms.pdf
    """
)
@click.argument("name", required=False)
@click.argument("arguments", nargs=-1)
@click.option(
    "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Ends in .pdf, .svg or .png; may be given several times.",
)  # fmt: skip
@click.option("--style", default="ieee-col", show_default=True, help="Or ieee-2col, neurips, jmlr, default.")
@click.option("--unit", type=click.Choice(["bit", "nat"]), default="bit", show_default=True)
@click.option("--list", "listing", is_flag=True, help="List the figures and their arguments.")
def figure(
    *,
    name: str | None,
    arguments: tuple[str, ...],
    outputs: tuple[Path, ...],
    style: str,
    unit: str,
    listing: bool,
) -> None:
    """Draw a figure for a paper.

    NAME is one of --list; channels, sources, costs and claims are given as to the other commands. WHAT is an
    expression, or a file with a law, an axis for each variable.
    """
    from itbounds.errors import UnknownNameError

    if listing:
        for title, one in FIGURES.items():
            click.echo(f"{f'{title} {one.usage}':<28}  {one.shows}")
        return
    if name is None:
        raise click.UsageError("give the name of a figure, or --list")
    if name not in FIGURES:
        raise UnknownNameError(
            f"there is no figure {name!r}", value=name, hint=f"known are {', '.join(FIGURES)}"
        )
    wanted = FIGURES[name]
    if not wanted.least <= len(arguments) <= wanted.most:
        raise click.UsageError(f"it is used as: itbounds figure {name} {wanted.usage}".rstrip())
    if not outputs:
        raise click.UsageError("say where it goes: -o figure.pdf")
    from itbounds import plots
    from itbounds.cli import report
    from itbounds.results import export

    for path in outputs:
        export.writable(path, export.FIGURES)
    with report.working(f"drawing {name}"), plots.style(style):
        axes = wanted.draw(list(arguments), unit)
        for path in outputs:
            click.echo(plots.save(axes, path))


def _capacity_classic(arguments: list[str], unit: str) -> "Axes":
    import numpy as np

    from itbounds import plots
    from itbounds.kernels import zoo
    from itbounds.plots.canvas import new_axes
    from itbounds.problems import capacity
    from itbounds.units import BITS, as_unit

    def in_unit(nats: "Callable[[Vector], Vector]") -> "Callable[[Vector], Vector]":
        return lambda noise: nats(noise) / as_unit(unit).nats

    def entropy(noise: "Vector") -> "Vector":
        return -noise * np.log(noise) - (1.0 - noise) * np.log1p(-noise)

    families = {
        "symmetric": (zoo.bsc, in_unit(lambda e: BITS.nats - entropy(e))),
        "erasure": (zoo.bec, in_unit(lambda e: BITS.nats * (1.0 - e))),
        "Z": (zoo.z_channel, in_unit(lambda e: np.log1p(np.exp(-entropy(e) / (1.0 - e))))),
    }
    axes, noise = new_axes(), [step / 20 for step in range(21)]
    for label, (channel, closed_form) in families.items():
        results = {level: capacity(channel(level), unit=unit) for level in noise}
        plots.capacity_family(
            results, axes, closed_form=closed_form, label=label, parameter=r"noise $\varepsilon$"
        )
    return axes


def _rate_distortion(arguments: list[str], unit: str) -> "Axes":
    from itbounds import plots
    from itbounds.cli import inputs
    from itbounds.problems import rate_distortion_curve
    from itbounds.units import as_unit

    source, measure = [*arguments, "hamming"][:2]
    law = inputs.source(source)
    matrix = inputs.distortion(measure, law, as_unit(unit))
    return plots.curve(rate_distortion_curve(law, matrix, unit=unit))


def _capacity_cost(arguments: list[str], unit: str) -> "Axes":
    from itbounds import plots
    from itbounds.cli import inputs
    from itbounds.problems import capacity_cost_curve

    kernel = inputs.channel(arguments[0])
    costs = inputs.cost(arguments[1], kernel.dom)
    return plots.curve(capacity_cost_curve(kernel, costs, unit=unit))


def _convergence(arguments: list[str], unit: str) -> "Axes":
    from itbounds import plots
    from itbounds.cli import inputs
    from itbounds.problems import Capacity

    problem = Capacity(inputs.channel(arguments[0] if arguments else "awgn:3:40:60"))
    solvers = {
        "Blahut–Arimoto": ("blahut_arimoto", 1e-3),
        "accelerated": ("anderson", 1e-9),
        "interior point": ("interior_point", 1e-9),
    }
    results = {label: problem.solve(name, tol=tol, unit=unit) for label, (name, tol) in solvers.items()}
    axes = plots.convergence(results)
    axes.set_xscale("log")
    return axes


FIGURES: Mapping[str, Figure] = {
    "caching-region": Figure("[USERS]", "memory against rate of coded caching", caching_region, 0, 1),
    "capacity-classic": Figure("", "the classic binary channels and their formulas", _capacity_classic, 0, 0),
    "capacity-cost": Figure("CHANNEL COSTS", "the capacity against the budget", _capacity_cost, 2, 2),
    "convergence": Figure("[CHANNEL]", "how the two bounds of three solvers close in", _convergence, 0, 1),
    "information": Figure(
        "WHAT [NAMES]", "the information diagram of a law or an expression", information, 1, 2
    ),
    "lattice": Figure("CLAIM [GIVEN]...", "the inequalities that prove a claim", lattice, 1, 32),
    "rd": Figure("SOURCE [DISTORTION]", "the rate-distortion function of a source", _rate_distortion, 1, 2),
}
