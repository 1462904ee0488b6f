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

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["SIZES", "run", "summary", "tell"]

SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""The numbers of code words."""


def run(folder: Path, *, quick: bool = False, console: "Console") -> bool:
    """Run the demonstration and return whether everything that must hold did.

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
    bool
        False if an operational point fell below the certified lower end, or a mutual information above a
        capacity: either would be a defect of the package, and is also said in the table.

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
    console.print(f"{len(written)} files in {folder}: " + ", ".join(path.name for path in written), soft_wrap=True)
    return classifier.held and patches.held


def tell(console: "Console", classifier: ClassifierStudy, patches: PatchStudy) -> None:
    """Print the table, and say loudly whatever did not hold."""
    from rich.table import Table

    images = int(classifier.counts.sum())
    table = Table(title=f"Handwritten digits as a channel ({images} held-out images)", title_justify="left")
    table.add_column("of the confusion channel")
    table.add_column("bit", justify="right")
    table.add_row(f"capacity, certified (accuracy {classifier.accuracy:.3f})", _interval(classifier))
    table.add_row("mutual information at the class frequencies", f"{classifier.information:.9f}")
    console.print(table)
    table = Table(
        title=f"2x2 patches in {LEVELS} grey levels as a source ({patches.sample_size} held-out patches, "
        f"{patches.source.space.size} letters)",
        title_justify="left",
    )
    for heading in ("k-means words", "distortion", "log2 k", "index entropy", "R(D), certified"):
        table.add_column(heading, justify="right")
    for point in patches.points:
        limit = f"[{point.limit_lower:.4f}, {point.limit_upper:.4f}]"
        table.add_row(
            str(point.words),
            f"{point.distortion:.4f}",
            f"{point.fixed_rate:.4f}",
            f"{point.entropy_rate:.4f}",
            limit.replace("[", r"\[") if point.held else f"[bold red]BELOW \\{limit}[/]",
        )
    console.print(table)
    if not classifier.held:
        console.print("[bold red]VIOLATED: the mutual information exceeds the certified capacity[/]")
    for point in patches.points:
        if not point.held:
            console.print(
                f"[bold red]VIOLATED: the codebook of {point.words} words attains {point.entropy_rate:.6f} bit, "
                f"less than the certified lower end {point.limit_lower:.6f}[/]"
            )
    if classifier.held and patches.held:
        console.print("Every operational point lies above the certified curve.")


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
            "of": "empirical law of the 2x2 tiles of held-out images, grey value g of 0..16 as floor(4 g / 17)",
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


def _interval(study: ClassifierStudy) -> str:
    _, _, interval = str(study.capacity).partition(" ∈ ")
    return (interval or str(study.capacity)).replace("[", r"\[")


def _write_classifier(study: ClassifierStudy, folder: Path) -> Iterator[Path]:
    yield from draw_channel(study, folder / "digits_channel")
    rows = (
        (digit, answer, int(study.counts[int(digit), j]), study.channel.matrix[i, j])
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
        (p.words, p.distortion, p.fixed_rate, p.entropy_rate, p.limit_lower, p.limit_upper) for p in study.points
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
