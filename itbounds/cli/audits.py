"""The commands that hold what a learned model produced against its limits."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from itbounds.cli.estimators import NAMES
from itbounds.cli.outcome import Exit

if TYPE_CHECKING:
    from itbounds.audit import Report, Verdict

__all__ = ["audit", "exit_code"]

_FILES = click.argument("files", nargs=-1, required=True, metavar="FILE...")
_ALPHA = click.option(
    "--alpha",
    type=float,
    default=0.05,
    show_default=True,
    metavar="P",
    help="With which probability a model that keeps the limit may be accused.",
)
_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object."),
    click.option(
        "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="A figure (.pdf, .svg, .png) or the report (.html, .json, .csv); may be given several times.",
    ),
    click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="The report as one page."),
)  # fmt: skip
_BOTH = click.Choice(["bit", "nat"])
_UNIT = click.option(
    "--unit", type=_BOTH, default="bit", show_default=True, help="Of informations and rates."
)
_STATED_UNIT = click.option("--unit", type=_BOTH, required=True, help="Of the numbers in the file.")


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


@audit.command(
    short_help="Predictions of labels.",
    epilog="Example: itbounds audit classifier test.csv --information 0.53",
)
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
    proba = samples.find("proba")
    predicted = samples.find("y_pred") if proba is not None else samples.need("y_pred", "proba0, proba1, ...")
    return make(samples.need("y", "y_true"), proba, y_pred=predicted, **given)


@audit.command(
    short_help="Embeddings that are rounded or noisy.",
    epilog="Example: itbounds audit embedding layer.npz --bits 4",
)
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


@audit.command(
    short_help="Rates and errors of a codec.",
    epilog="Example: itbounds audit codec points.csv --source gaussian:1",
)
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


@audit.command(
    "lm",
    short_help="Log-probabilities of a text.",
    epilog="Example: itbounds audit lm text.csv --unit nat --source chain.csv",
)
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


@audit.command(
    short_help="A variational autoencoder.", epilog="Example: itbounds audit elbo samples.csv --unit nat"
)
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


@audit.command(
    short_help="A codebook.", epilog="Example: itbounds audit quantizer words.npz --source gaussian:1"
)
@_FILES
@_ALPHA
@click.option(
    "--source", required=True, metavar="SOURCE", help="gaussian:VARIANCE, laplacian:SCALE, or a file."
)
@click.option("--measure", type=click.Choice(["squared", "absolute"]), default="squared", show_default=True)
@_UNIT
@_reported
def quantizer(*, files: tuple[str, ...], source: str, **given: Any) -> "Report":
    """Audit a quantiser: codebook, x_test, and x_train, without which nothing can be concluded.

    They differ in length: give an archive, or a file each, such as codebook.npy x_test.npy x_train.npy.
    """
    from itbounds.audit import quantizer as make
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    test, train = samples.need("x_test"), samples.find("x_train")
    return make(samples.need("codebook"), test, source=_source(source), x_train=train, **given)


@audit.command(
    short_help="Losses on data that coins chose to train on.",
    epilog="Example: itbounds audit supersample losses.npz",
)
@_FILES
@_ALPHA
@click.option("--permutations", type=int, default=100, show_default=True, help="That show what chance gives.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the permutations.")
@_UNIT
@_reported
def supersample(*, files: tuple[str, ...], **given: Any) -> "Report":
    """Audit a gap by the losses of a supersample: losses (draws, n, 2) and the coins u (draws, n).

    The column that a coin names is the one that trains. In a table a line is a draw of the coins, with u0,
    u1, ... and losses0, losses1, ..., two losses a coin in their order.
    """
    from itbounds.audit import supersample as make
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    losses, coins = samples.need("losses"), samples.need("u")
    if losses.ndim == 2:
        coins = coins.reshape(len(coins), -1)
        if losses.shape == (len(coins), 2 * coins.shape[1]):
            losses = losses.reshape(*coins.shape, 2)
    return make(losses, coins, **given)


@audit.command(
    short_help="A model that is trained on halves of a table.",
    epilog="Example: itbounds audit generalization patients.csv --model logistic --target ill",
)
@_FILES
@_ALPHA
@click.option("--model", "name", type=click.Choice(NAMES), required=True, help="Of scikit-learn.")
@click.option("--target", default="y", show_default=True, metavar="NAME", help="What is predicted.")
@click.option("--inputs", metavar="NAMES", help="What from, between commas; by default x, or all the rest.")
@click.option("--labels/--numbers", default=None, help="What the target is; by default numbers if it has "
              "fractions, or if the model needs numbers.")  # fmt: skip
@click.option("--largest", type=float, metavar="L", help="The largest squared error, known before the data.")
@click.option("--draws", type=int, default=80, show_default=True, help="How often it is trained on coins.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of splits, coins and the model.")
@_UNIT
@_reported
def generalization(
    *,
    files: tuple[str, ...],
    name: str,
    target: str,
    inputs: str | None,
    labels: bool | None,
    seed: int,
    **given: Any,
) -> "Report":
    """Audit how a model generalises: it is trained on random halves of a table with a target.

    Inputs are numbers, a column each. Without --largest no bound applies to a model of numbers.
    """
    from itbounds.audit import generalization as make
    from itbounds.cli.estimators import estimator, is_labels
    from itbounds.cli.samples import read_samples

    samples = read_samples(files)
    targets = samples.need(target)
    targets = targets[:, 0] if targets.ndim == 2 and targets.shape[1] == 1 else targets
    chosen = None if inputs is None else [part.strip() for part in inputs.split(",") if part.strip()]
    told_apart = is_labels(name, targets, labels)
    if told_apart and given["largest"] is not None:
        raise click.BadOptionUsage("largest", "--largest is of models of numbers: labels have losses 0 and 1")
    model = estimator(name, told_apart, seed)
    return make(model, samples.inputs(target, chosen), targets, seed=seed, **given)


@audit.command(
    "mi-claim",
    short_help="A claim of mutual information.",
    epilog="Example: itbounds audit mi-claim 9 10000 --k 128",
)
@click.argument("value", type=float)
@click.argument("n", type=int)
@click.option(
    "--estimator",
    default="infonce",
    show_default=True,
    metavar="NAME",
    help="How it was found: infonce, dv, nwj, smile, mine, plugin, ksg or lower_bound.",
)
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
    from itbounds.errors import DomainError
    from itbounds.kernels import sources

    name, _, parameter = text.partition(":")
    densities = {"gaussian": sources.gaussian, "laplacian": sources.laplacian}
    if names_file(text) or name not in densities:
        return inputs.source(text)
    if not parameter:
        needed = "variance" if name == "gaussian" else "scale"
        raise DomainError(
            f"the {needed} of the {name} source is missing", hint=f"write {name}:1 for a {needed} of 1"
        )
    return densities[name](one_number(parameter))
