"""Files of samples: named columns of a table, or the named arrays of an archive."""

import csv
import sys
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from itbounds.errors import DomainError, DTypeError, EmptyAlphabetError, ShapeError, UnknownNameError

__all__ = ["Samples", "read_samples"]


class Samples:
    """The named arrays of some files.

    Parameters
    ----------
    arrays : mapping
        From names to arrays, a row a sample.
    where : str
        Where they are from.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], where: str) -> None:
        self._arrays, self._where = dict(arrays), where

    def need(self, *names: str) -> NDArray[Any]:
        """Return the array of the first of these names that there is.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        found = self.find(*names)
        if found is None:
            wanted = " nor ".join(map(repr, names)) if len(names) > 1 else repr(names[0])
            raise UnknownNameError(
                f"{self._where} has no column or array {wanted}",
                value=names[0],
                hint=f"it has {', '.join(self._arrays) or 'none'}",
            )
        return found

    def find(self, *names: str) -> NDArray[Any] | None:
        """Return the array of the first of these names that there is, or None."""
        return next((self._arrays[name] for name in names if name in self._arrays), None)

    def inputs(self, target: str, names: Iterable[str] | None = None) -> NDArray[np.float64]:
        """Return a table of what is not the target: the arrays of these names; else x, or all others.

        Raises
        ------
        UnknownNameError
            If there is no such array.
        ShapeError
            If lengths differ, or nothing is left.
        DTypeError
            If one is of words.
        DomainError
            If a number is missing.
        """
        if names is None:
            names = ["x"] if "x" in self._arrays and target != "x" else set(self._arrays) - {target}
            names = [name for name in self._arrays if name in names]
        found = {name: self.need(name) for name in names}
        parts = []
        for name, array in found.items():
            if array.dtype.kind not in "buif":
                raise DTypeError(
                    f"{name!r} of {self._where} is of words, and inputs are numbers",
                    value=name,
                    hint="write categories as columns of 0 and 1, or leave them out",
                )
            part = np.asarray(array, dtype=np.float64).reshape(len(array), -1) if array.ndim else array
            if not np.isfinite(part).all():
                raise DomainError(
                    f"{name!r} of {self._where} has entries that are missing or infinite",
                    value=name,
                    hint="leave such samples out, or fill them in",
                )
            parts.append(part)
        if not parts or len({part.shape[:1] for part in parts}) > 1 or parts[0].ndim != 2:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in found.items())
            raise ShapeError(
                f"the inputs of {self._where} are no table: {shapes or 'there is nothing but the target'}",
                hint="give one row for each sample",
            )
        return np.hstack(parts)


def read_samples(files: Iterable[str]) -> Samples:
    """Read files by their endings: .npz, .npy (named as the file), or text with a line of names.

    Columns ``z0``, ``z1``, ... are one array z. A dash stands for text on stdin.

    Raises
    ------
    OSError
        If a file cannot be read.
    ItboundsError
        If it holds no such table, or two files name the same array.
    """
    arrays: dict[str, NDArray[Any]] = {}
    names = list(files)
    for name in names:
        for key, array in _read(name).items():
            if key in arrays:
                raise ShapeError(f"{key!r} is in {name} and in another file", value=key, hint="rename one")
            arrays[key] = array
    return Samples(arrays, " and ".join("stdin" if name == "-" else name for name in names))


def _read(name: str) -> dict[str, NDArray[Any]]:
    if name == "-":
        return _columns(sys.stdin.buffer.read(), "stdin")
    path = Path(name)
    data = path.read_bytes()
    if path.suffix.lower() not in (".npy", ".npz"):
        return _columns(data, name)
    try:
        loaded: Any = np.load(BytesIO(data), allow_pickle=False)
        return (
            {path.stem: loaded}
            if isinstance(loaded, np.ndarray)
            else {key: loaded[key] for key in loaded.files}
        )
    except (ValueError, EOFError, BadZipFile) as error:
        raise DTypeError(f"{name} holds no arrays in numpy's format: {error}") from error


def _columns(data: bytes, name: str) -> dict[str, NDArray[Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DTypeError(f"{name} is not text in UTF-8", where=error.start) from error
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise EmptyAlphabetError(f"{name} is empty", hint="give a line of names, and one for each sample")
    mark = next((mark for mark in "\t;," if mark in lines[0]), ",")
    head, *rows = csv.reader(StringIO("\n".join(lines)), delimiter=mark)
    for i, row in enumerate(rows):
        if len(row) != len(head):
            raise ShapeError(
                f"line {i + 1} below the names of {name} has {len(row)} entries, not {len(head)}", where=i
            )
    groups: dict[str, list[tuple[int, NDArray[Any]]]] = {}
    for j, title in enumerate(cell.strip() for cell in head):
        stem = title.rstrip("0123456789")
        numbered = bool(stem) and stem != title
        column = _column([row[j].strip() for row in rows])
        place = int(title[len(stem) :]) if numbered else -1
        groups.setdefault(stem.rstrip("_") if numbered else title, []).append((place, column))
    return {
        key: np.column_stack([column for _, column in sorted(parts, key=lambda part: part[0])])
        if len(parts) > 1 or parts[0][0] >= 0
        else parts[0][1]
        for key, parts in groups.items()
    }


def _column(cells: list[str]) -> NDArray[Any]:
    """Read integers as such, then numbers, and words if one is no number."""
    for kind in (np.int64, np.float64):
        try:
            return np.array(cells).astype(kind)
        except ValueError:
            continue
    return np.array(cells)
