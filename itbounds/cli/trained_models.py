"""The command that trains small networks and holds their embeddings against the three limits."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from itbounds.cli.audits import exit_code

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from itbounds.audit import RepresentationStudy

__all__ = ["representation"]

_MODELS = ("diabetes", "digits")


@click.command(
    short_help="Networks that are trained, perturbed and read again.",
    epilog="""\b
    itbounds audit representation -o limits.pdf
    itbounds audit representation --model digits --bits 1,2,4 --noise 1,0.1 --html digits.html
    """,
)
@click.option(
    "--model", "models", multiple=True, type=click.Choice(_MODELS), default=_MODELS, show_default=True,
    help="A regression or a classification; may be given twice.",
)  # fmt: skip
@click.option(
    "--bits", default="1,2,3,4,5,6,7,8", show_default=True, metavar="LIST", help="Of each coordinate."
)
@click.option("--noise", default="4,1,0.25,0.0625,0.015625", show_default=True, metavar="LIST",
              help="The variances of the Gaussian noise.")  # fmt: skip
@click.option("--width", type=int, help="The number of coordinates [default: 2, 3].")
@click.option("--alpha", type=float, default=0.05, show_default=True, help="One less the confidence.")
@click.option("--unit", type=click.Choice(["bit", "nat"]), default="bit", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Of split, network and noise.")
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The figure (.pdf, .svg, .png); may be given several times.")  # fmt: skip
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="The reports as one page.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
def representation(
    *,
    models: tuple[str, ...],
    bits: str,
    noise: str,
    width: int | None,
    alpha: float,
    unit: str,
    seed: int,
    outputs: tuple[Path, ...],
    html: Path | None,
    as_json: bool,
) -> None:
    """Train networks, round their embeddings or add noise, and compare with the limits.

    The limits are the rate that the targets need, the capacity of the perturbed embedding, and the least
    error at that capacity. The networks are of scikit-learn, trained on half of the data that it brings; the
    errors are those of the other half.
    """
    from itbounds import plots
    from itbounds.audit import representation as study
    from itbounds.audit.page import page
    from itbounds.audit.trained import MODELS
    from itbounds.cli import report
    from itbounds.cli.tables import one_number
    from itbounds.results import export

    for path in outputs:
        export.writable(path, export.FIGURES)
    if html is not None:
        export.writable(html, (".html",))
    counts = tuple(int(one_number(part)) for part in bits.split(",") if part.strip())
    variances = tuple(one_number(part) for part in noise.split(",") if part.strip())
    saved: list[Path] = []
    with report.working("training"):
        found = [
            study(model, bits=counts, noise=variances, width=width, alpha=alpha, unit=unit, seed=seed)
            for model in MODELS
            if model in models
        ]
        if outputs:
            with plots.style("ieee-2col" if len(found) > 1 else "ieee-col"):
                figure = _drawn(found)
                saved += [plots.save(figure, path) for path in outputs]
        if html is not None:
            html.write_text(page(*(one.report for one in found)), encoding="utf-8")
            saved.append(html)
    if as_json:
        report.emit({"studies": [one.to_dict() for one in found]})
    else:
        click.echo("\n\n".join(str(one) for one in found))
    for path in saved:
        click.echo(f"saved {path}", err=True)
    worst = max((exit_code(one.verdict) for one in found), key=(0, 3, 1).index)
    click.get_current_context().exit(worst)


def _drawn(studies: "list[RepresentationStudy]") -> "Figure":
    from itbounds.plots.canvas import require_matplotlib

    require_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    FigureCanvasAgg(figure)
    for place, one in enumerate(studies, start=1):
        axes = one.plot(figure.add_subplot(1, len(studies), place))
        axes.set_title(one.report.title)
    return figure
