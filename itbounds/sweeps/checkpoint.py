"""An append-only file of results, readable at every moment, from which a sweep goes on after a kill."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from itbounds.errors import DomainError
from itbounds.results import Result
from itbounds.units import Unit

__all__ = ["Checkpoint"]


@dataclass(frozen=True)
class Checkpoint:
    """Lines of JSON: first what sweep it is, then a result a line, in the order in which they were found.

    A kill can leave only the last line unfinished; it is cut off when the file is opened again, and its
    problem is solved again.

    Parameters
    ----------
    path : Path
        The file.
    """

    path: Path

    def resume(
        self, grid: Sequence[Any], *, tol: float, unit: Unit, seed: int | None
    ) -> dict[int, Result[Any]]:
        """Return the results that the file holds, by their places; start it if it does not exist.

        Raises
        ------
        DomainError
            If the file belongs to another sweep, or is none.
        OSError
            If it cannot be read or written.
        """
        head = {
            "itbounds": "sweep",
            "points": len(grid),
            "grid": _digest(grid),
            "tol": tol,
            "unit": unit.name,
            "seed": seed,
        }
        if not self.path.exists() or not self.path.stat().st_size:
            self._append([json.dumps(head)])
            return {}
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with self.path.open("r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())
        lines = data[:whole].splitlines()
        if not lines:
            self._append([json.dumps(head)])
            return {}
        try:
            first = json.loads(lines[0])
        except ValueError:
            first = None
        if not isinstance(first, dict) or first.get("itbounds") != "sweep":
            raise DomainError(
                f"{self.path} is not a checkpoint of a sweep", value=str(self.path), hint="name another file"
            )
        others = [key for key, value in head.items() if first.get(key) != value]
        if others:
            raise DomainError(
                f"{self.path} belongs to another sweep: it differs in {', '.join(others)}",
                value=str(self.path),
                hint="name another file, or ask for the same grid, tol, unit and seed",
            )
        done = {}
        for number, line in enumerate(lines[1:], start=2):
            try:
                entry = json.loads(line)
                done[int(entry["place"])] = Result.from_dict(entry["result"])
            except (ValueError, KeyError, TypeError) as error:
                raise DomainError(
                    f"line {number} of {self.path} holds no result",
                    value=str(self.path),
                    hint="take that line out, and its problem is solved again",
                ) from error
        return done

    def add(self, places: Iterable[int], results: Iterable[Result[Any]]) -> None:
        """Append results; when it returns they are on the disk."""
        pairs = zip(places, results, strict=True)
        self._append([json.dumps({"place": p, "result": r.to_dict()}, allow_nan=False) for p, r in pairs])

    def _append(self, lines: list[str]) -> None:
        data = "".join(f"{line}\n" for line in lines).encode()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _digest(grid: Sequence[Any]) -> str:
    digest = sha256()
    for parameter in grid:
        array = np.asarray(parameter) if isinstance(parameter, (np.ndarray, np.generic, int, float)) else None
        if array is None or array.dtype.kind not in "biuf":
            digest.update(repr(parameter).encode())
        else:
            digest.update(repr(array.shape).encode() + array.astype("<f8").tobytes())
    return digest.hexdigest()
