"""The command that evaluates named theorems, finds them, and compares those that apply."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from itbounds.bounds import BoundComparison
    from itbounds.results import Bound

__all__ = ["bound"]


@click.command(
    epilog="""\b
    itbounds bound --search "pac-bayes"
    itbounds bound clopper_pearson
    itbounds bound clopper_pearson --arg errors=50 --arg n=1000
    itbounds bound normal_approximation -a channel=bsc:0.11 -a n=500 -a eps=1e-3
    itbounds bound metaconverse -a channel=awgn:1 -a n=500 -a eps=1e-3 --unit nats
    itbounds bound generalization --compare -a test_risk=0.05 -a errors=50 -a n=1000
    """
)
@click.argument("name", required=False)
@click.option(
    "--arg", "-a", "arguments", multiple=True, metavar="NAME=VALUE",
    help="A number, numbers with commas, a file, a channel (bsc:0.11, awgn:SNR), or a word; once for each.",
)  # fmt: skip
@click.option("--unit", metavar="UNIT", help="Of informations: bits or nats; by default the theorem's own.")
@click.option("--compare", is_flag=True, help="NAME is a family: evaluate all of it that applies.")
@click.option("--list", "listed", is_flag=True, help="List all theorems, or those of the family NAME.")
@click.option("--search", metavar="WORDS", help="List the theorems about some words.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def bound(
    *,
    name: str | None,
    arguments: tuple[str, ...],
    unit: str | None,
    compare: bool,
    listed: bool,
    search: str | None,
    as_json: bool,
) -> None:
    """Evaluate a named theorem on numbers; without any, say what it states and takes.

    The answer is a number on the side of the truth that it names, with what was assumed.
    """
    from itbounds import bounds
    from itbounds.cli import report

    if listed or search is not None:
        if arguments or unit or compare or (listed and search is not None):
            raise click.UsageError("--list and --search stand alone")
        _list(bounds.names(name) if listed else bounds.search(search or ""), as_json=as_json)
        return
    if name is None:
        raise click.UsageError("name a theorem, or find one with --list or --search")
    inputs = dict(_argument(text) for text in arguments)
    if unit is not None:
        inputs["unit"] = unit
    if compare:
        with report.working("evaluating"):
            comparison = bounds.compare(name, **inputs)
        _show(comparison, as_json=as_json)
    elif not arguments:
        _explain(name, as_json=as_json)
    else:
        with report.working("evaluating"):
            found = bounds.evaluate(name, **inputs)
        _show(found, as_json=as_json)


def _show(found: "Bound | BoundComparison", *, as_json: bool) -> None:
    from itbounds.cli import report

    if as_json:
        report.emit(found.to_dict())
        return
    title, *rest = repr(found).splitlines()
    click.echo("\n".join([click.style(title, bold=True), *rest]))


def _list(names: tuple[str, ...], *, as_json: bool) -> None:
    from itbounds import bounds
    from itbounds.cli import report

    known = bounds.calculators()
    if as_json:
        report.emit({"bounds": [{"name": name, "title": known[name].theorem.title} for name in names]})
        return
    width = max((len(name) for name in names), default=0)
    for name in names:
        click.echo(f"{name:<{width}}  {known[name].theorem.title}")


def _explain(name: str, *, as_json: bool) -> None:
    from itbounds import bounds
    from itbounds.cli import report

    theorem = bounds.theorem(name)
    known = bounds.calculators()[name]
    if as_json:
        report.emit({
            "name": theorem.name,
            "title": theorem.title,
            "statement": theorem.statement,
            "direction": theorem.direction,
            "target": theorem.target,
            "kind": theorem.kind,
            "assumptions": list(theorem.assumptions),
            "reference": theorem.reference,
            "evidence": theorem.evidence,
            "arguments": list(known.signature.parameters),
            "dominated_by": list(theorem.dominated_by),
        })  # fmt: skip
        return
    title, *rest = repr(theorem).splitlines()
    takes = f"  takes      {', '.join(known.signature.parameters)}"
    click.echo("\n".join([click.style(title, bold=True), *rest, takes]))


def _argument(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip().isidentifier():
        raise click.UsageError(f"--arg {text!r} is not of the form name=value")
    return name.strip(), _value(value.strip())


def _value(text: str) -> Any:
    """Return what a value means: a file, a number, numbers, a channel, or a word."""
    from itbounds.cli.inputs import channel
    from itbounds.cli.tables import names_file, one_number, read
    from itbounds.errors import DomainError

    if names_file(text):
        table = read(text)
        # One row or one column is a vector.
        return table.values.ravel() if 1 in table.values.shape else table
    whole = text.removeprefix("-")
    if whole.isdecimal():
        return int(text)
    try:
        parts = [one_number(part) for part in text.strip("[]").split(",")]
    except DomainError:
        name, colon, snr = text.partition(":")
        if name.lower() == "awgn" and ":" not in snr:
            from itbounds.kernels import zoo

            return zoo.awgn(one_number(snr))
        return channel(text) if colon else text
    return parts if "," in text or text.startswith("[") else parts[0]
