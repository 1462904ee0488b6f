"""Distortions on grids as JSON data, and what may be wrong with them."""

import numpy as np

from itbounds._typing import JSON
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.separable import GridDistortion, SeparableDistortion
from itbounds.results.serial import array_from_json, array_to_json

__all__ = ["distortion_from_json", "distortion_to_json", "flawed_part"]

_NAMED = ("squared", "absolute")


def distortion_to_json(distortion: GridDistortion) -> JSON:
    """Write a distortion: the table of a penalty only where it has no name."""
    if isinstance(distortion, SeparableDistortion):
        return {"parts": [distortion_to_json(part) for part in distortion.parts]}
    return {
        "size": distortion.size,
        "step": distortion.step,
        "rho": distortion.rho,
        "table": None if distortion.rho in _NAMED else array_to_json(distortion.table),
    }


def distortion_from_json(data: JSON) -> GridDistortion:
    """Read what `distortion_to_json` wrote."""
    if "parts" in data:
        return SeparableDistortion.of(tuple(_part(part) for part in data["parts"]))
    return _part(data)


def _part(data: JSON) -> DifferenceDistortion:
    size, step, rho, table = int(data["size"]), float(data["step"]), str(data["rho"]), data["table"]
    if table is None:
        return DifferenceDistortion.of(size, step, rho)
    return DifferenceDistortion(size, step, rho, array_from_json(table, ndim=1))


def flawed_part(distortion: GridDistortion) -> str | None:
    """Return what is wrong with a distortion: a table that does not fit, or is not the one of its name."""
    parts = distortion.parts if isinstance(distortion, SeparableDistortion) else (distortion,)
    for part in parts:
        table, wanted = part.table, 2 * part.size - 1
        if table.shape != (wanted,):
            return f"the table does not have the {wanted} differences of the grid"
        if not np.isfinite(table).all() or (table < 0.0).any():
            return "the table has an entry that is negative or not a number"
        if table[part.size - 1] != 0.0:
            return "the table makes the difference 0 cost something"
        if part.rho in _NAMED:
            named = DifferenceDistortion.of(part.size, part.step, part.rho).table
            if not part.step > 0.0 or not np.array_equal(named, table):
                return f"the table is not that of the {part.rho} difference"
    return None
