"""Running the demonstration: progress on stderr, a table on stdout, figures and data in a folder."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itbounds.cli.demo.classifier import ClassifierStudy, study_classifier
from itbounds.cli.demo.digits import LEVELS, load_digits, require_extras
from itbounds.cli.demo.figures import draw_channel, draw_patches
from itbounds.cli.demo.patches import PatchStudy, study_patches
from itbounds.cli.outcome import Exit
from itbounds.forms import Status
from itbounds.numerics.interval import outward_digits

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["SIZES", "run", "summary", "tell"]

SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""The numbers of code words."""


def run(folder: Path, *, quick: bool = False, console: "Console") -> Exit:
    """Run the demonstration and return how it ended.

    Parameters
    ----------
    folder : Path
        Where figures (pdf, png) and data (csv, json) are written; made if it is not there.
    quick : bool
        Fewer codebooks and a wider band, for a first look.
    console : rich.console.Console
        Where the table goes; progress goes to stderr, if that is a terminal.

    Returns
    -------
    Exit
        ``REFUTED`` if an operational point fell below the certified lower end or a mutual information above a
        capacity, which would be a defect of the package; ``OPEN`` if an interval is wider than asked for.
        Either is also said below the table.

    Raises
    ------
    MissingExtraError
        If scikit-learn or matplotlib is not installed.
    """
    require_extras()
    folder.mkdir(parents=True, exist_ok=True)
    sizes, tol = ((2, 4, 8, 16), 2e-2) if quick else (SIZES, 1e-3)
    with _progress(len(sizes) + 5) as note:
        note("handwritten digits")
        data = load_digits()
        note("classifier and its capacity")
        classifier = study_classifier(data)
        patches = study_patches(data, sizes, tol=tol, note=note)
        note("certificates, once more")
        classifier.capacity.verify("ball")
        patches.curve.verify()
        note("figures and data")
        written = [*_write_classifier(classifier, folder), *_write_patches(patches, folder)]
        written.append(_json(folder / "summary.json", summary(classifier, patches)))
    tell(console, classifier, patches)
    console.print(
        f"{len(written)} files in {folder}: " + ", ".join(path.name for path in written), soft_wrap=True
    )
    if not (classifier.held and patches.held):
        return Exit.REFUTED
    solved = (classifier.capacity.status, patches.curve.status)
    return Exit.HELD if all(status is Status.OPTIMAL for status in solved) else Exit.OPEN


def tell(console: "Console", classifier: ClassifierStudy, patches: PatchStudy) -> None:
    """Print the table, and say loudly whatever did not hold."""
    console.print(_channel_table(classifier))
    console.print(_patch_table(patches))
    if not classifier.held:
        console.print("[bold red]VIOLATED[/]: the mutual information exceeds the certified capacity")
    for point in patches.points:
        if not point.held:
            rate = min(point.fixed_rate, point.entropy_rate)
            console.print(
                f"[bold red]VIOLATED[/]: the codebook of {point.words} words attains {rate:.9f} bit, "
                f"less than the certified lower end {point.limit_lower:.9f}"
            )
    for what, status in (("capacity", classifier.capacity.status), ("curve", patches.curve.status)):
        if status is not Status.OPTIMAL:
            console.print(
                f"[bold yellow]OPEN[/]: the {what} is known less closely than was asked for; {status.value}"
            )
    if classifier.held and patches.held:
        console.print(
            "The information is at most the capacity; every codebook lies above the certified curve."
        )


def _channel_table(study: ClassifierStudy) -> "Table":
    from rich.table import Table

    images = study.counts.sum()
    title = f"Handwritten digits as a channel: {images} held-out images, accuracy {study.accuracy:.3f}"
    table = Table(title=title, title_justify="left")
    table.add_column("of the confusion channel")
    table.add_column("bit", justify="right")
    table.add_row(
        "capacity, certified", _interval(*outward_digits(study.capacity.lower, study.capacity.upper))
    )
    table.add_row("mutual information at the class frequencies", f"{study.information:.11f}")
    return table


def _patch_table(study: PatchStudy) -> "Table":
    from rich.table import Table

    size = study.sample_size
    title = f"2x2 patches as a source: {size} held out, {LEVELS} grey levels, bit per patch"
    table = Table(title=title, title_justify="left")
    for heading in ("k-means words", "D", "log2 words", "index entropy", "R(D), certified"):
        table.add_column(heading, justify="right", no_wrap=True)
    for point in study.points:
        limit = _interval(*outward_digits(point.limit_lower, point.limit_upper))
        numbers = (point.distortion, point.fixed_rate, point.entropy_rate)
        style = None if point.held else "bold red"
        table.add_row(str(point.words), *(f"{number:.4f}" for number in numbers), limit, style=style)
    return table


def summary(classifier: ClassifierStudy, patches: PatchStudy) -> dict[str, Any]:
    """Return all numbers of the demonstration with what they are of, as JSON data."""
    return {
        "held": classifier.held and patches.held,
        "classifier": {
            "of": "confusion of a logistic regression on held-out digits: relative frequencies, no smoothing",
            "images": int(classifier.counts.sum()),
            "accuracy": classifier.accuracy,
            "capacity_bits": [classifier.capacity.lower, classifier.capacity.upper],
            "information_at_class_frequencies_bits": classifier.information,
            "digits_without_images": sorted(set(range(10)) - set(classifier.channel.dom.letters)),
        },
        "patches": {
            "of": "law of the 2x2 tiles of held-out images, grey value g of 0..16 as floor(4 g / 17)",
            "distortion": "squared error, summed over the four pixels, in squared levels",
            "reproduction": "all 256 patches and every word of every codebook",
            "codebooks": "k-means on the tiles of the training images",
            "patches": patches.sample_size,
            "letters": patches.source.space.size,
            "entropy_bits": patches.source.entropy(),
            "band_bits": patches.curve.gap,
            "solves": len(patches.curve.nodes),
            "points": [
                {
                    "words": point.words,
                    "distortion": point.distortion,
                    "log2_words": point.fixed_rate,
                    "index_entropy_bits": point.entropy_rate,
                    "rate_distortion_bits": [point.limit_lower, point.limit_upper],
                    "held": point.held,
                }
                for point in patches.points
            ],
        },
    }


def _interval(low: str, high: str) -> str:
    # A bracket opens markup unless it is escaped.
    return rf"\[{low}, {high}]"


def _write_classifier(study: ClassifierStudy, folder: Path) -> Iterator[Path]:
    yield from draw_channel(study, folder / "digits_channel")
    counts = study.counts[study.counts.sum(axis=1) > 0]
    rows = (
        (digit, answer, counts[i, j], study.channel.matrix[i, j])
        for i, digit in enumerate(study.channel.dom.letters)
        for j, answer in enumerate(study.channel.cod.letters)
    )
    yield _csv(folder / "digits_channel.csv", ("digit", "answer", "count", "probability"), rows)
    law = study.capacity.witness
    if law is not None:
        columns = zip(study.channel.dom.letters, study.frequencies, law.probabilities, strict=True)
        yield _csv(folder / "digits_laws.csv", ("digit", "class_frequency", "capacity_achieving"), columns)
    yield _json(folder / "digits_capacity.json", study.capacity.to_dict())


def _write_patches(study: PatchStudy, folder: Path) -> Iterator[Path]:
    yield from draw_patches(study, folder / "patches_rate_distortion")
    yield study.curve.save(folder / "patches_rate_distortion.csv")
    yield study.curve.save(folder / "patches_rate_distortion.json")
    heading = ("words", "distortion", "log2_words", "index_entropy_bits", "R_lower_bits", "R_upper_bits")
    rows = (
        (p.words, p.distortion, p.fixed_rate, p.entropy_rate, p.limit_lower, p.limit_upper)
        for p in study.points
    )
    yield _csv(folder / "patches_kmeans.csv", heading, rows)


def _csv(path: Path, heading: Sequence[str], rows: Iterable[Iterable[object]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)
    return path


def _json(path: Path, data: Any) -> Path:
    path.write_text(json.dumps(data, indent=1, allow_nan=False) + "\n")
    return path


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show a progress bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("starting", total=steps, completed=-1)

        def note(text: str) -> None:
            progress.update(task, description=text, advance=1)

        yield note
