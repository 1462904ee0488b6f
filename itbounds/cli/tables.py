"""Numbers from files and from stdin: csv, tsv, npy, npz and json, with the labels that they carry."""

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import isnan
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from itbounds.errors import DomainError, DTypeError, EmptyAlphabetError, ShapeError, UnknownNameError
from itbounds.kernels import Letter

__all__ = ["ENDINGS", "Table", "names_file", "one_number", "read"]

ENDINGS = (".csv", ".tsv", ".txt", ".npy", ".npz", ".json")


@dataclass(frozen=True, eq=False)
class Table:
    """An array with the labels of its rows and columns, as a DataFrame has them.

    Parameters
    ----------
    values : array
        The numbers, as they were given.
    index, columns : tuple or None
        The labels of the first and of the second axis; ``None`` where there are none.
    """

    values: NDArray[Any]
    index: tuple[Letter, ...] | None = None
    columns: tuple[Letter, ...] | None = None

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the numbers."""
        return np.array(self.values, dtype=dtype, copy=copy)


def names_file(text: str) -> bool:
    """Whether an argument means a file rather than a specification such as ``bsc:0.11``."""
    path = _split(text)[0]
    return text == "-" or path.suffix.lower() in ENDINGS or path.is_file()


def read(text: str) -> Table:
    """Read a file by its ending, or stdin for ``-``, where formats are told apart by their beginning.

    Raises
    ------
    OSError
        If the file cannot be read.
    ItboundsError
        If it does not hold a table of numbers.
    """
    if text == "-":
        data = sys.stdin.buffer.read()
        if data.startswith((b"\x93NUMPY", b"PK")):
            return _from_numpy(data, "stdin", "")
        if data.lstrip()[:1] in (b"[", b"{"):
            return _from_json(_decoded(data, "stdin"), "stdin")
        return _from_lines(_decoded(data, "stdin"), "stdin")
    path, key = _split(text)
    data, name = path.read_bytes(), str(path)
    if path.suffix.lower() in (".npy", ".npz"):
        return _from_numpy(data, name, key)
    if path.suffix.lower() == ".json":
        return _from_json(_decoded(data, name), name)
    return _from_lines(_decoded(data, name), name)


def _split(text: str) -> tuple[Path, str]:
    """Split ``file.npz:key``."""
    path, colon, key = text.rpartition(":")
    return (Path(path), key) if colon and path.lower().endswith(".npz") else (Path(text), "")


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DTypeError(f"{name} is not text in UTF-8", where=error.start) from error


def _from_numpy(data: bytes, name: str, key: str) -> Table:
    try:
        loaded: Any = np.load(BytesIO(data), allow_pickle=False)
        if not isinstance(loaded, np.ndarray):
            known = list(loaded.files)
            if not key and len(known) != 1:
                hint = f"choose one as {name}:KEY from {', '.join(known)}"
                raise ShapeError(f"{name} holds {len(known)} arrays", value=known, hint=hint)
            if key and key not in known:
                raise UnknownNameError(
                    f"{name} has no array {key!r}", value=key, hint=f"known are {', '.join(known)}"
                )
            loaded = loaded[key or known[0]]
    except (ValueError, EOFError, BadZipFile) as error:
        if isinstance(error, (ShapeError, UnknownNameError)):
            raise
        raise DTypeError(f"{name} is no array of numbers in numpy's format: {error}") from error
    return Table(loaded)


def _from_json(text: str, name: str) -> Table:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise DTypeError(f"{name} is not JSON: {error}", where=(error.lineno, error.colno)) from error
    index: tuple[Letter, ...] | None = None
    columns: tuple[Letter, ...] | None = None
    if isinstance(data, dict) and "matrix" in data:
        index, columns = _labels(data.get("rows")), _labels(data.get("columns"))
        data = data["matrix"]
    elif isinstance(data, dict):
        index = _labels(list(data))
        data = list(data.values())
        if data and all(isinstance(row, dict) for row in data):
            columns = _labels(list(data[0]))
            if any(list(row) != list(data[0]) for row in data):
                raise ShapeError(f"the rows of {name} differ in their letters or in their order")
            data = [list(row.values()) for row in data]
    if not isinstance(data, list):
        raise DTypeError(f"{name} holds {type(data).__name__}, not an array of numbers")
    try:
        return Table(np.asarray(data), index, columns)
    except ValueError as error:
        raise ShapeError(f"the rows of {name} differ in length") from error


def _labels(labels: Sequence[Any] | None) -> tuple[Letter, ...] | None:
    return None if labels is None else _letters([str(label) for label in labels])


def _from_lines(text: str, name: str) -> Table:
    """Read separated values: lines of numbers, with or without a line and a column of labels."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise EmptyAlphabetError(f"{name} is empty", hint="give one line for each row")
    mark = next((mark for mark in "\t;," if mark in lines[0]), None)
    rows = [line.split() for line in lines] if mark is None else list(csv.reader(lines, delimiter=mark))
    rows = [[cell.strip() for cell in row] for row in rows]
    head = rows.pop(0) if len(rows) > 1 and _is_head(rows[0], name) else []
    width, firsts = len(rows[0]), [row[0] for row in rows]
    labelled = any(cell and _number(cell) is None for cell in firsts)
    if width == 1 or not (labelled or head[:1] == [""] or len(head) == width - 1 > 0):
        return Table(_numbers(rows, name), columns=_letters(head) if len(head) == width else None)
    values = _numbers([row[1:] for row in rows], name)
    names = head[-(width - 1) :]
    return Table(values, _letters(firsts), _letters(names) if len(names) == width - 1 else None)


def _is_head(row: list[str], name: str) -> bool:
    """Whether a line has the labels of the columns: words alone, or anything after an empty corner."""
    corner, *rest = row
    if corner and _number(corner) is None and rest == ["0", "1"]:
        raise DomainError(
            f"the first line of {name}, {','.join(row)!r}, could be labels or numbers",
            where=0,
            hint="leave its corner empty if it has labels, write 0.0 and 1.0 if it has numbers",
        )
    return (not corner and len(row) > 1) or all(_number(cell) is None for cell in row)


def _numbers(rows: list[list[str]], name: str) -> NDArray[np.float64]:
    width = len(rows[0])
    values = np.empty((len(rows), width))
    for i, row in enumerate(rows):
        if len(row) != width:
            wanted = f"row {i} of {name} has {len(row)} entries, row 0 has {width}"
            raise ShapeError(wanted, where=i, hint="give every row one entry a column")
        for j, cell in enumerate(row):
            number = _number(cell)
            if number is None:
                given = "empty" if not cell else repr(cell)
                message = f"entry ({i}, {j}) of {name} is {given}, not a number"
                raise DTypeError(message, where=(i, j), value=cell)
            values[i, j] = number
    return values


def _number(text: str) -> float | None:
    """Return a number; fractions such as 1/3 are rounded once."""
    try:
        return float(Fraction(text)) if "/" in text else float(text)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def _letters(texts: Sequence[str]) -> tuple[Letter, ...]:
    """Return labels, as numbers if all of them are."""
    numbers = [_number(text) for text in texts]
    if any(number is None or isnan(number) for number in numbers):
        return tuple(texts)
    if all(text.lstrip("+-").isdigit() for text in texts):
        return tuple(int(text) for text in texts)
    return tuple(number for number in numbers if number is not None)


def one_number(text: str) -> float:
    """Return the number that a text is.

    Raises
    ------
    DomainError
        If it is none.
    """
    number = _number(text.strip())
    if number is None:
        raise DomainError(f"{text.strip()!r} is not a number", value=text)
    return number
