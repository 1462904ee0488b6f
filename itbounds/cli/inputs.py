"""What the arguments mean: channels, sources, distortions and costs."""

from collections.abc import Callable
from functools import partial

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.cli.tables import Table, names_file, one_number, read
from itbounds.errors import DomainError, ShapeError, UnknownNameError
from itbounds.kernels import (
    Distribution,
    Kernel,
    Letter,
    Space,
    as_distribution_object,
    as_kernel,
    distortions,
    sources,
    zoo,
)
from itbounds.kernels.labels import labelled
from itbounds.numerics.validation import as_cost
from itbounds.units import Unit

__all__ = ["DISTORTIONS", "SOURCES", "channel", "cost", "distortion", "source"]

SOURCES = "bernoulli:P, uniform:N, gaussian:N, laplacian:N, interval:N"
DISTORTIONS = ("hamming", "squared", "absolute", "erasure", "log")


def channel(text: str, *, normalize: bool = False) -> Kernel:
    """Return the channel of a specification, a file, or stdin (``-``)."""
    if names_file(text):
        table = read(text)
        if table.values.ndim == 1:
            raise ShapeError(f"{_name(text)} has one axis; a channel has a row for each input and two axes")
        return as_kernel(table, normalize="rows") if normalize else as_kernel(table)
    try:
        return zoo.parse_spec(text)
    except UnknownNameError as error:
        message = f"there is no file and no channel {text!r}"
        raise UnknownNameError(message, value=text, hint=error.hint) from error


def source(text: str, *, normalize: bool = False) -> Distribution:
    """Return the source of a specification, a file, or stdin (``-``).

    A file has one row or one column of probabilities, or two columns: letters and their probabilities.
    """
    if not names_file(text):
        return _source_spec(text)
    table = _law(read(text), _name(text))
    return as_distribution_object(table, normalize="rows") if normalize else as_distribution_object(table)


def _law(table: Table, name: str) -> Table:
    values = table.values
    if values.ndim == 1:
        return table
    if values.ndim != 2:
        raise ShapeError(f"{name} has {values.ndim} axes; a source has one")
    rows, columns = values.shape
    if columns == 1:
        return Table(values[:, 0], table.index)
    if rows == 1:
        return Table(values[0], table.columns)
    if columns == 2 and table.index is None:
        letters = values[:, 0].tolist()
        whole = all(letter == int(letter) for letter in letters if np.isfinite(letter))
        return Table(values[:, 1], tuple(int(x) for x in letters) if whole else tuple(letters))
    raise ShapeError(
        f"{name} has shape {rows} x {columns}; a source is one row, one column, or letters and probabilities",
        value=values.shape,
    )


def _source_spec(text: str) -> Distribution:
    name, *parts = text.strip().lower().split(":")
    builders: dict[str, Callable[[float], Distribution]] = {
        "bernoulli": sources.bernoulli,
        "uniform": partial(_sized, sources.uniform),
        "gaussian": partial(_sized, sources.gaussian_grid),
        "laplacian": partial(_sized, sources.laplacian_grid),
        "interval": partial(_sized, sources.uniform_grid),
    }
    if name not in builders:
        message = f"there is no file and no source {text!r}"
        raise UnknownNameError(message, value=text, hint=f"known are {SOURCES}")
    if len(parts) != 1:
        message = f"{text!r} has {len(parts)} parameters, not 1"
        raise DomainError(message, value=text, hint=f"write one of {SOURCES}")
    return builders[name](one_number(parts[0]))


def _sized(build: Callable[[int], Distribution], size: float) -> Distribution:
    if size != int(size):
        raise DomainError(f"the number of letters is {size!r}, not an integer", value=size)
    return build(int(size))


def distortion(text: str, law: Distribution, unit: Unit) -> Matrix:
    """Return the distortion matrix of a name, a file, or stdin (``-``), rows in the order of the source."""
    if names_file(text):
        table = read(text)
        if table.index is not None and table.columns is not None and not _plain(law.space):
            return distortions.from_table(table, rows=law)
        array: Matrix = np.asarray(table, dtype=np.float64)
        return array
    size = law.space.size
    measures: dict[str, Callable[[], Matrix]] = {
        "hamming": lambda: distortions.hamming(size),
        "squared": lambda: distortions.squared_error(law),
        "absolute": lambda: distortions.absolute_error(law),
        "erasure": lambda: distortions.erasure(size),
        "log": lambda: distortions.log_loss(law, unit=unit),
    }
    if text not in measures:
        hint = f"known are {', '.join(DISTORTIONS)}"
        raise UnknownNameError(f"there is no file and no distortion {text!r}", value=text, hint=hint)
    return measures[text]()


def cost(text: str, inputs: Space) -> Vector:
    """Return the cost of each input letter: numbers between commas, a file, or stdin (``-``).

    Where the file and the channel both have labels, the costs are put in the order of the channel.
    """
    if not names_file(text):
        return as_cost([one_number(part) for part in text.split(",")], size=inputs.size)
    table = _law(read(text), _name(text))
    values = np.asarray(table, dtype=np.float64)
    letters = labelled(table, 0, len(values))
    if _plain(inputs) or _plain(letters):
        return as_cost(values, size=inputs.size)
    price: dict[Letter, float] = dict(zip(letters.letters, values.tolist(), strict=True))
    missing = [letter for letter in inputs.letters if letter not in price]
    if missing or len(price) != inputs.size:
        raise DomainError(
            f"{_name(text)} prices other letters than the channel has",
            where=missing[:1] or None,
            hint=f"the channel has {', '.join(map(str, inputs.letters[:8]))}",
        )
    return as_cost([price[letter] for letter in inputs.letters], size=inputs.size)


def _plain(space: Space) -> bool:
    """Whether the letters are numbers by default, and so say nothing."""
    return space.letters == tuple(range(space.size))


def _name(text: str) -> str:
    return "stdin" if text == "-" else text
