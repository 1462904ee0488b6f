"""How answers are shown: text for people, JSON for programs."""

import json
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from itbounds.cli.outcome import Exit

if TYPE_CHECKING:
    from itbounds.forms import Status
    from itbounds.kernels import Distribution, Kernel
    from itbounds.numerics.interval import Interval
    from itbounds.results import Curve, Level, Result

__all__ = ["curve_text", "emit", "exit_code", "proof", "result_text", "working"]

_LETTERS = 16
_MATRIX = 10
_BAR = 24


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is going on, if stderr is a terminal, and turn warnings into lines on stderr."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if sys.stderr.isatty():
                from rich.console import Console

                with Console(stderr=True).status(f"{what} ..."):
                    yield
            else:
                yield
        finally:
            for warning in caught:
                click.echo(f"{click.style('warning:', fg='yellow')} {warning.message}", err=True)


def emit(data: Any) -> None:
    """Print an object as one line of strict JSON; floats come back bit by bit."""
    click.echo(json.dumps(data, allow_nan=False, ensure_ascii=False))


def exit_code(status: "Status") -> Exit:
    """Return the exit code that a status deserves."""
    return Exit.HELD if status.name == "OPTIMAL" else Exit.OPEN


def proof(level: "Level") -> str:
    """Say how an answer was proved again."""
    from importlib.util import find_spec

    if level == "float":
        return "proved again in floating point, rounding errors included"
    return f"proved again in ball arithmetic, by {'arb' if find_spec('flint') else 'mpmath'}"


def result_text(result: "Result[Any]", level: "Level | None" = None, proved: "Interval | None" = None) -> str:
    """Return a result as text: the interval, how it was found, and the witness."""
    from itbounds.kernels import Distribution

    kind = "none" if result.certificate is None else result.certificate.kind.replace("_", "-")
    count = result.provenance.steps
    steps = "" if not count else f", {count} step{'s' if count > 1 else ''}"
    rows = [
        ("status", f"{result.status.name}: {result.status.value}"),
        ("gap", f"{result.gap:.2g} {result.unit}"),
        ("solver", f"{result.provenance.solver}{steps}, {_duration(result.provenance.seconds)}"),
        ("certificate", kind if level is None else f"{kind}, {proof(level)}: {proved!r}"),
        *(("note", note) for note in result.provenance.notes),
    ]
    lines = [click.style(str(result), bold=True), *(f"  {label:<12} {value}" for label, value in rows)]
    if isinstance(result.witness, Distribution):
        lines += ["", "  input law", *_law(result.witness)]
    elif result.witness is not None:
        lines += ["", *_channel(result.witness)]
    return "\n".join(lines)


def curve_text(curve: "Curve", level: "Level | None" = None) -> str:
    """Return a curve as text: what it is, and certified values at eleven arguments."""
    from itbounds.numerics.interval import outward_digits

    first, last = float(curve.x[0]), float(curve.x[-1])
    wanted = [first + (last - first) * step / 10 for step in range(10)] if first < last else []
    table = [(curve.argument, "lower", "upper")]
    for argument in [*wanted, last]:
        found = curve.at(argument)
        table.append((f"{argument:.4g}", *outward_digits(found.lower, found.upper)))
    title, *rest = repr(curve).splitlines()
    if level is not None:
        rest.append(f"  {proof(level)}")
    return "\n".join([click.style(title, bold=True), *rest, "", *_aligned(table, indent=2)])


def _law(law: "Distribution") -> list[str]:
    probabilities = law.probabilities.tolist()
    order = sorted(range(len(probabilities)), key=lambda i: -probabilities[i])[:_LETTERS]
    kept = sorted(i for i in order if probabilities[i] >= 1e-6)
    top = max(probabilities)
    letters = law.space.letters
    table = [(_letter(letters[i]), f"{probabilities[i]:.6f}") for i in kept]
    lines = [
        f"{line}  {_bar(probabilities[i] / top)}".rstrip()
        for i, line in zip(kept, _aligned(table, indent=4), strict=True)
    ]
    rest = len(probabilities) - len(kept)
    if rest:
        mass = max(0.0, sum(probabilities) - sum(probabilities[i] for i in kept))
        lines.append(f"    and {rest} more with {mass:.2g} in all")
    return lines


def _letter(letter: object) -> str:
    return f"{letter:.6g}" if isinstance(letter, float) else str(letter)


def _bar(share: float) -> str:
    eighths = round(8 * _BAR * share)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def _channel(kernel: "Kernel") -> list[str]:
    rows, columns = kernel.matrix.shape
    if max(rows, columns) > _MATRIX:
        return [f"  test channel, {rows} x {columns}: its entries are in --json"]
    body = [
        (_letter(letter), *(f"{value:.4f}" for value in row))
        for letter, row in zip(kernel.dom.letters, kernel.matrix.tolist(), strict=True)
    ]
    return ["  test channel", *_aligned([("", *map(_letter, kernel.cod.letters)), *body], indent=4)]


def _aligned(table: Sequence[tuple[str, ...]], *, indent: int) -> list[str]:
    """Return the lines of a table whose columns end together."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [" " * indent + "  ".join(map(str.rjust, line, widths)) for line in table]


def _duration(seconds: float) -> str:
    return f"{1e3 * seconds:.0f} ms" if seconds < 1.0 else f"{seconds:.1f} s"
