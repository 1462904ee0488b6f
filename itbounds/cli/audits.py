"""The commands that hold what a learned model produced against its limits."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from itbounds.cli.outcome import Exit

if TYPE_CHECKING:
    from itbounds.audit import Report, Verdict

__all__ = ["audit", "exit_code"]

_FILES = click.argument("files", nargs=-1, required=True, metavar="FILE...")
_ALPHA = click.option(
    "--alpha", type=float, default=0.05, show_default=True, help="One less the confidence of the intervals."
)
_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object."),
    click.option(
        "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="A figure (.pdf, .svg, .png) or the report (.html, .json, .csv); may be given several times.",
    ),
    click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="The report as one page."),
)  # fmt: skip
_UNIT = click.option("--unit", type=click.Choice(["bit", "nat"]), default="bit", show_default=True)
_STATED_UNIT = click.option("--unit", type=click.Choice(["bit", "nat"]), required=True, help="Of the file.")


@click.group(
    epilog="Exit codes: 0 consistent, 1 violated, 2 bad input, 3 inconclusive or not applicable, 4 missing "
    "extra."
)
def audit() -> None:
    """Hold what a learned model produced against the limits of any model.

    FILEs are tables with a line of names, such as y,y_pred or y,z0,z1 (.csv, .tsv), archives of named arrays
    (.npz), single arrays named as the file (.npy), or - for a table on stdin.
    """


def _reported(make: "Callable[..., Report]") -> Callable[..., None]:
    """Add the options of every audit to a command that makes a report."""

    @wraps(make)
    def command(*, as_json: bool, outputs: tuple[Path, ...], html: Path | None, **given: Any) -> None:
        from itbounds.cli import report
        from itbounds.results.export import FIGURES, writable

        targets = [writable(path, (".json", ".html", ".csv", *FIGURES)) for path in outputs]
        targets += [] if html is None else [writable(html, (".html",))]
        with report.working("auditing"):
            found = make(**given)
            saved = [found.save(path) for path in targets]
        if as_json:
            report.emit(found.to_dict())
        else:
            click.echo(str(found))
        for path in saved:
            click.echo(f"saved {path}", err=True)
        click.get_current_context().exit(exit_code(found.verdict))

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def exit_code(verdict: "Verdict") -> Exit:
    """Return the exit code that a verdict deserves."""
    return {"consistent": Exit.HELD, "violated": Exit.REFUTED}.get(verdict.value, Exit.OPEN)


@audit.command()
@_FILES
@_ALPHA
@click.option("--information", type=float, metavar="I", help="The most that the inputs tell of the label.")
@_UNIT
@_reported
def classifier(*, files: tuple[str, ...], **given: Any) -> "Report":
    """Audit predicted labels or probabilities: y and y_pred, or y and proba0, proba1, ..."""
    from itbounds.audit import classifier as make
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    return make(samples.need("y", "y_true"), samples.find("proba"), y_pred=samples.find("y_pred"), **given)


@audit.command()
@_FILES
@_ALPHA
@click.option("--noise", type=float, metavar="VARIANCE", help="Of the Gaussian noise of each coordinate.")
@click.option("--bits", type=int, metavar="B", help="To which each coordinate is rounded.")
@click.option("--labels/--numbers", default=None, help="What y is; by default numbers if it has fractions.")
@click.option("--seed", "rng", type=int, default=0, show_default=True, help="Where there is no y_pred.")
@_UNIT
@_reported
def embedding(*, files: tuple[str, ...], **given: Any) -> "Report":
    """Audit embeddings z with targets y, and with y_pred if they were read."""
    from itbounds.audit import embedding as make
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    return make(samples.need("z"), samples.need("y", "y_true"), y_pred=samples.find("y_pred"), **given)


@audit.command()
@_FILES
@_ALPHA
@click.option(
    "--source", metavar="SOURCE", help="gaussian:VARIANCE, laplacian:SCALE, or a file; without, unknown."
)
@click.option("--measure", type=click.Choice(["squared", "absolute"]), default="squared", show_default=True)
@click.option("--model", is_flag=True, help="The source is only a model of the data.")
@_UNIT
@_reported
def codec(*, files: tuple[str, ...], source: str | None, **given: Any) -> "Report":
    """Audit a codec: rate and distortion of each setting."""
    from itbounds.audit import codec as make
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    law = None if source is None else _source(source)
    return make(samples.need("rate"), samples.need("distortion"), source=law, **given)


@audit.command("lm")
@_FILES
@_ALPHA
@click.option("--source", metavar="FILE", help="The transition matrix of the chain that the text is from.")
@click.option("--n-bytes", type=int, metavar="N", help="The length of the text.")
@_STATED_UNIT
@_reported
def language_model(*, files: tuple[str, ...], source: str | None, **given: Any) -> "Report":
    """Audit a language model by its log_probs of the tokens of a text."""
    import numpy as np

    from itbounds.audit import language_model as make
    from itbounds.cli.samples import read_samples
    from itbounds.cli.tables import read

    chain = None if source is None else np.asarray(read(source))
    return make(read_samples(files).need("log_probs"), source=chain, **given)


@audit.command()
@_FILES
@_ALPHA
@click.option("--entropy", type=float, metavar="H", help="Of discrete data.")
@_STATED_UNIT
@_reported
def elbo(*, files: tuple[str, ...], **given: Any) -> "Report":
    """Audit a variational autoencoder: rate and distortion of each sample, and nll if it is known."""
    from itbounds.audit import elbo as make
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    return make(samples.need("rate"), samples.need("distortion"), samples.find("nll"), **given)


@audit.command("mi-claim")
@click.argument("value", type=float)
@click.argument("n", type=int)
@click.option("--estimator", default="infonce", show_default=True, help="How it was found.")
@click.option("--k", type=int, help="The scores of each sample, for InfoNCE.")
@_UNIT
@_reported
def mi_claim(*, value: float, n: int, **given: Any) -> "Report":
    """Audit the claim that an information of VALUE was measured from N samples."""
    from itbounds.audit import mi_claim as make

    return make(value, n, **given)


def _source(text: str) -> Any:
    from itbounds.cli import inputs
    from itbounds.cli.tables import names_file, one_number
    from itbounds.kernels import sources

    name, _, parameter = text.partition(":")
    densities = {"gaussian": sources.gaussian, "laplacian": sources.laplacian}
    if names_file(text) or name not in densities:
        return inputs.source(text)
    return densities[name](one_number(parameter))
