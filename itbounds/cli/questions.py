"""The commands that answer a question, capacity and rd, and the one that checks an answer."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from itbounds.cli.options import Asked, question_options

if TYPE_CHECKING:
    from itbounds.results import Curve, Level, Result

__all__ = ["capacity", "rate_distortion", "verify"]


@click.command(
    epilog="""\b
    itbounds capacity bsc:0.11
    itbounds capacity W.csv --cost 0,1,4 --budget 0.5
    itbounds capacity W.csv --cost 0,1,4 --curve -o capacity.pdf
    """
)
@click.argument("channel")
@click.option("--cost", metavar="COSTS", help="Of each input letter: numbers between commas, or a file.")
@click.option("--budget", type=float, metavar="B", help="The largest mean cost.")
@question_options
def capacity(*, channel: str, cost: str | None, budget: float | None, asked: Asked) -> None:
    """Find the capacity of a channel.

    CHANNEL is a name with its parameters (bsc:P, bec:P, z:P, asymmetric:P:Q, qsc:Q:P, qec:Q:P, typewriter:N,
    awgn:AMPLITUDE:INPUTS:OUTPUTS, dirichlet:M:N:ALPHA:SEED), a file with a row for each input letter (.csv,
    .tsv, .npy, .npz or .npz:KEY, .json), or - for stdin.
    """
    _check(asked, channel, cost)
    if asked.curve and (cost is None or budget is not None):
        raise click.UsageError("--curve needs --cost, and takes every budget at once")
    from itbounds.cli import inputs
    from itbounds.problems import Capacity, capacity_cost_curve

    kernel = inputs.channel(channel, normalize=asked.normalize)
    costs = None if cost is None else inputs.cost(cost, kernel.dom)
    if asked.curve:
        _answer_curve(partial(capacity_cost_curve, kernel, costs), asked)
    else:
        _answer(partial(Capacity(kernel, costs, budget).solve, throw=False), asked)


@click.command(
    "rd",
    epilog="""\b
    itbounds rd bernoulli:0.4 --distortion hamming --at 0.1
    itbounds rd p.csv --distortion d.csv --curve -o rd.pdf
    """,
)
@click.argument("source")
@click.option(
    "--distortion", required=True, metavar="NAME|FILE",
    help="hamming, squared, absolute, erasure or log, or a file with a row for each source letter.",
)  # fmt: skip
@click.option("--at", type=float, metavar="D", help="The distortion level, met exactly.")
@question_options
def rate_distortion(*, source: str, distortion: str, at: float | None, asked: Asked) -> None:
    """Find the rate-distortion function of a source.

    SOURCE is a name with its parameter (bernoulli:P, uniform:N, gaussian:N, laplacian:N, interval:N), a file
    with one row or one column of probabilities, or with letters and probabilities in two, or - for stdin.
    """
    _check(asked, source, distortion)
    if asked.curve == (at is not None):
        raise click.UsageError("give one of --at and --curve")
    from itbounds.cli import inputs
    from itbounds.problems import RateDistortion, rate_distortion_curve
    from itbounds.units import as_unit

    law = inputs.source(source, normalize=asked.normalize)
    matrix = inputs.distortion(distortion, law, as_unit(asked.unit))
    if at is None:
        _answer_curve(partial(rate_distortion_curve, law, matrix), asked)
    else:
        _answer(partial(RateDistortion(law, matrix, at).solve, throw=False), asked)


@click.command()
@click.argument("file")
@click.option("--level", type=click.Choice(["float", "ball"]), default="ball", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def verify(*, file: str, level: "Level", as_json: bool) -> None:
    """Prove a saved answer again, without any solver.

    FILE was written by --json; - means stdin. The exit code is 1 if the certificate does not prove its claim.
    Proofs of inequalities are checked exactly, whatever the level.
    """
    from itbounds.cli import report, saved
    from itbounds.results import Proof

    answer = saved.load(file)
    with report.working("proving"):
        if isinstance(answer, Proof):
            answer.verify()
            statement, how = f"{answer.claim}: {answer.status.value}", "checked again, exactly"
        else:
            answer.verify(level)
            statement, how = str(answer), report.proof(level)
    if as_json:
        report.emit({"statement": statement, "level": level, "proved": True})
    else:
        click.echo(f"{click.style(statement, bold=True)}\n  {how}")


def _check(asked: Asked, *files: str | None) -> None:
    """Refuse combinations of arguments that mean nothing."""
    if files.count("-") > 1:
        raise click.UsageError("stdin can be read only once")
    if asked.output is not None and not asked.curve:
        raise click.UsageError("--output needs --curve; --json prints all there is to save of one answer")


def _answer(solve: "Callable[..., Result[Any]]", asked: Asked) -> None:
    from itbounds.cli import report

    with report.working("solving"):
        result = solve(tol=1e-9 if asked.tol is None else asked.tol, unit=asked.unit, solver=asked.solver)
        proved = None if asked.verify is None else result.verify(asked.verify)
    if asked.as_json:
        data = result.to_dict()
        if proved is not None:
            data["verified"] = {"level": asked.verify, "lower": proved.lower, "upper": proved.upper}
        report.emit(data)
    else:
        click.echo(report.result_text(result, asked.verify, proved))
    click.get_current_context().exit(report.exit_code(result.status))


def _answer_curve(solve: "Callable[..., Curve]", asked: Asked) -> None:
    from itbounds.cli import report
    from itbounds.results.export import DATA, FIGURES, writable

    if asked.output is not None:
        writable(asked.output, (*FIGURES, *DATA))
    with report.working("tracing the curve"):
        curve = solve(tol=1e-3 if asked.tol is None else asked.tol, unit=asked.unit, solver=asked.solver)
        if asked.verify is not None:
            curve.verify(asked.verify)
        saved = None if asked.output is None else curve.save(asked.output)
    if asked.as_json:
        report.emit(curve.to_dict())
    else:
        click.echo(report.curve_text(curve, asked.verify))
    if saved is not None:
        click.echo(f"saved {saved}", err=True)
    click.get_current_context().exit(report.exit_code(curve.status))
