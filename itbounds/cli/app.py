"""The program: its commands, and how it starts."""

import sys
from pathlib import Path

import click

from itbounds.cli.audits import audit
from itbounds.cli.bounds import bound
from itbounds.cli.doctor import doctor
from itbounds.cli.figures import figure
from itbounds.cli.outcome import Outcomes
from itbounds.cli.proving import prove
from itbounds.cli.questions import capacity, rate_distortion, verify
from itbounds.cli.trained_models import representation

__all__ = ["cli", "main"]


@click.group(
    cls=Outcomes,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 held, 1 refuted, 2 bad input, 3 open, 4 missing extra.",
)
@click.version_option(package_name="itbounds", message="%(prog)s %(version)s")
def cli() -> None:
    """Certified limits of information theory: intervals that contain the truth."""


@click.command("demo")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    default=Path("itbounds-demo"), show_default=True, help="Where figures and data are written.",
)  # fmt: skip
@click.option("--quick", is_flag=True, help="Less of everything, for a first look.")
@click.pass_context
def demonstrate(ctx: click.Context, folder: Path, quick: bool) -> None:
    """Show it on handwritten digits, as a channel and as a source."""
    from rich.console import Console

    from itbounds.cli.demo import run

    ctx.exit(run(folder, quick=quick, console=Console()))


audit.add_command(representation)
for command in (capacity, rate_distortion, prove, bound, audit, figure, verify, demonstrate, doctor):
    cli.add_command(command)


def main() -> None:
    """Run the command line on the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no "∈" gets a question mark, not a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="itbounds")
