"""A curve as a file of numbers: csv, json, and a picture for pgfplots."""

import csv
import json
from pathlib import Path

from itbounds.errors import DomainError
from itbounds.results.curve import Curve

__all__ = ["DATA", "FIGURES", "axis_labels", "save_curve", "writable"]

DATA = (".csv", ".json", ".tex")
FIGURES = (".pdf", ".svg", ".png")


def save_curve(curve: Curve, path: str | Path) -> Path:
    """Write the numbers of a curve to a file and return its path.

    Parameters
    ----------
    curve : Curve
        The curve; its numbers are written in its unit.
    path : str or Path
        ``.csv`` has the columns argument, lower and upper; ``.json`` is complete (see `Curve.to_dict`);
        ``.tex`` is a pgfplots picture. Numbers come back bit by bit.

    Raises
    ------
    DomainError
        If the ending is not known or the folder does not exist.

    Examples
    --------
    >>> import itbounds as ib
    >>> rate = ib.rate_distortion_curve([0.5, 0.5], ib.distortions.hamming(2))
    >>> save_curve(rate, "rate.csv").read_text().splitlines()[0]
    'D,lower,upper'
    """
    target = writable(Path(path), DATA)
    writers = {".csv": _csv, ".json": _json, ".tex": _tex}
    writers[target.suffix.lower()](curve, target)
    return target


def writable(path: Path, endings: tuple[str, ...]) -> Path:
    """Return the path if its ending is known and its folder exists.

    Raises
    ------
    DomainError
        If not.
    """
    if path.suffix.lower() not in endings:
        given = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise DomainError(
            f"{path.name!r} has {given}", value=str(path), hint=f"known are {', '.join(endings)}"
        )
    if not path.parent.is_dir():
        raise DomainError(
            f"the folder {str(path.parent)!r} does not exist", value=str(path), hint="make it first"
        )
    return path


def axis_labels(curve: Curve) -> tuple[str, str]:
    """Return the labels of a curve's two axes, with formulas between dollar signs the unit in brackets."""
    nouns = {
        "rate_distortion": ("distortion ", "rate "),
        "capacity_cost": ("budget ", "capacity "),
        "bottleneck": ("complexity ", "relevance "),
    }
    first, second = nouns.get(curve.proof.kind, ("", ""))
    unit = f" [{curve.unit}]" if curve.proof.in_unit else ""
    return f"{first}${curve.argument}${unit}", f"{second}${curve.quantity}({curve.argument})$ [{curve.unit}]"


def _rows(curve: Curve) -> list[tuple[float, float, float]]:
    return list(zip(curve.x.tolist(), curve.lower.tolist(), curve.upper.tolist(), strict=True))


def _csv(curve: Curve, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((curve.argument, "lower", "upper"))
        writer.writerows(_rows(curve))


def _json(curve: Curve, path: Path) -> None:
    path.write_text(json.dumps(curve.to_dict(), allow_nan=False) + "\n", encoding="utf-8")


def _tex(curve: Curve, path: Path) -> None:
    """Write both edges as plain coordinates, the band between, and what the preamble needs as a comment."""
    x, y = axis_labels(curve)
    rows = _rows(curve)
    lower = "\n".join(f"  ({argument!r}, {low!r})" for argument, low, _ in rows)
    upper = "\n".join(f"  ({argument!r}, {high!r})" for argument, _, high in rows)
    width = f"{curve.gap:.3g} {curve.unit}"
    text = rf"""% {curve.quantity}({curve.argument}) lies between the edges everywhere, {width} apart or less.
% Needs \usepackage{{pgfplots}}, \pgfplotsset{{compat=1.18}} and \usepgfplotslibrary{{fillbetween}}.
\begin{{tikzpicture}}
\begin{{axis}}[
  xlabel={{{x}}}, ylabel={{{y}}},
  xmin={rows[0][0]!r}, xmax={rows[-1][0]!r}, ymin=0,
  axis lines=left, grid=major, grid style={{black!12}}, no markers,
]
\addplot[name path=lower, draw=blue!60!black, thin] coordinates {{
{lower}
}};
\addplot[name path=upper, draw=blue!60!black, thin] coordinates {{
{upper}
}};
\addplot[fill=blue!60!black, fill opacity=0.25, draw=none] fill between[of=lower and upper];
\end{{axis}}
\end{{tikzpicture}}
"""
    path.write_text(text, encoding="utf-8")
