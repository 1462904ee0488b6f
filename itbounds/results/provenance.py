"""Where a number comes from: solver, effort, versions, and what should be known about it."""

import platform
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from itbounds._typing import JSON

__all__ = ["Provenance"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a result was obtained.

    Parameters
    ----------
    solver : str
        The name of the solver, or ``"closed form"``.
    steps : int
        Its iterations.
    seconds : float
        The time it took, certificate included.
    tol : float
        The tolerance asked for, in nats.
    notes : tuple of str
        What a reader should know, such as a level that counts as the least distortion.
    versions : tuple of (str, str)
        The package, Python, numpy and platform.
    """

    solver: str
    steps: int
    seconds: float
    tol: float
    notes: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def here(
        cls, solver: str, steps: int, seconds: float, tol: float, notes: tuple[str, ...] = ()
    ) -> "Provenance":
        """Make the provenance of something computed by this process."""
        return cls(solver, steps, seconds, tol, notes, _versions())

    def to_dict(self) -> JSON:
        """Return the provenance as JSON data."""
        data: dict[str, Any] = asdict(self)
        return {**data, "notes": list(self.notes), "versions": dict(self.versions)}

    @classmethod
    def from_dict(cls, data: JSON) -> "Provenance":
        """Read what `to_dict` wrote."""
        return cls(
            solver=str(data["solver"]),
            steps=int(data["steps"]),
            seconds=float(data["seconds"]),
            tol=float(data["tol"]),
            notes=tuple(data["notes"]),
            versions=tuple((str(name), str(value)) for name, value in data["versions"].items()),
        )


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    try:
        own = version("itbounds")
    except PackageNotFoundError:  # run from a source tree that was never installed
        own = "unknown"
    return (
        ("itbounds", own),
        ("python", platform.python_version()),
        ("numpy", np.__version__),
        ("platform", f"{platform.system()}-{platform.machine()}"),
    )
