"""Structured channels to JSON and back: by what they keep, never in full; one in a file, by its path."""

from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np

from itbounds._typing import JSON
from itbounds.errors import CertificateError
from itbounds.numerics.operators import (
    Chain,
    Circulant,
    Dense,
    Deterministic,
    Identity,
    Kronecker,
    Operator,
    RowBlocks,
    Sparse,
    Stored,
    Toeplitz,
    row_blocks,
)
from itbounds.results.serial import array_from_json, array_to_json

__all__ = ["operator_from_json", "operator_to_json"]


def operator_to_json(operator: Operator) -> JSON:
    """Write an operator by its structure.

    Raises
    ------
    CertificateError
        If its kind has no JSON form.
    """
    kind = type(operator).__name__
    if isinstance(operator, Dense):
        return {"operator": kind, "matrix": array_to_json(operator.matrix)}
    if isinstance(operator, Sparse):
        return {
            "operator": kind,
            "starts": _whole_to_json(operator.starts),
            "columns": _whole_to_json(operator.columns),
            "values": array_to_json(operator.values),
            "outputs": operator.outputs,
        }
    if isinstance(operator, Deterministic):
        return {"operator": kind, "table": _whole_to_json(operator.table), "outputs": operator.outputs}
    if isinstance(operator, Circulant):
        return {"operator": kind, "noise": array_to_json(operator.noise)}
    if isinstance(operator, Toeplitz):
        return {"operator": kind, "noise": array_to_json(operator.noise), "inputs": operator.inputs}
    if isinstance(operator, Stored):
        return {"operator": kind} | {field.name: getattr(operator, field.name) for field in fields(operator)}
    if isinstance(operator, Identity):
        return {"operator": kind, "letters": operator.letters}
    if isinstance(operator, (Kronecker, Chain)):
        parts = operator.factors if isinstance(operator, Kronecker) else operator.links
        return {"operator": kind, "parts": [operator_to_json(part) for part in parts]}
    if isinstance(operator, RowBlocks):
        known = [part.source for part in operator.parts if isinstance(part.source, Operator)]
        if len(known) == len(operator.parts):
            return {"operator": kind, "parts": [operator_to_json(source) for source in known]}
        kind = "channel of functions that load its rows"
    raise CertificateError(f"a {kind} has no JSON form", hint="keep the result with pickle")


def operator_from_json(data: JSON) -> Operator:
    """Read what `operator_to_json` wrote; that it is stochastic is for a certificate to check.

    Raises
    ------
    CertificateError
        If the data names no known structure, or its parts do not fit together.
    """
    kind = data["operator"]
    if kind == "Dense":
        return Dense(array_from_json(data["matrix"], ndim=2))
    if kind == "Sparse":
        return _sparse(data)
    if kind == "Deterministic":
        table, outputs = _whole_from_json(data["table"]), int(data["outputs"])
        if not ((table >= 0) & (table < outputs)).all():
            raise CertificateError("a table has an entry that is no output")
        return Deterministic(table, outputs)
    if kind == "Circulant":
        return Circulant(array_from_json(data["noise"], ndim=1))
    if kind == "Toeplitz":
        return Toeplitz(array_from_json(data["noise"], ndim=1), int(data["inputs"]))
    if kind == "Stored":
        inputs, outputs, start = (int(data[name]) for name in ("inputs", "outputs", "start"))
        return Stored(str(data["path"]), inputs, outputs, str(data["dtype"]), start)
    if kind == "Identity":
        return Identity(int(data["letters"]))
    if kind in ("Kronecker", "Chain", "RowBlocks"):
        parts = tuple(operator_from_json(part) for part in data["parts"])
        if kind == "Kronecker":
            return Kronecker(parts)
        if kind == "RowBlocks":
            if len({part.shape[1] for part in parts}) != 1:
                raise CertificateError("the blocks of a channel do not fit together")
            return row_blocks(parts)
        if any(first.shape[1] != second.shape[0] for first, second in pairwise(parts)):
            raise CertificateError("the channels of a chain do not fit one another")
        return Chain(parts)
    raise CertificateError(f"unknown structure of a channel {kind!r}")


def _sparse(data: JSON) -> Sparse:
    starts, columns = _whole_from_json(data["starts"]), _whole_from_json(data["columns"])
    values, outputs = array_from_json(data["values"], ndim=1), int(data["outputs"])
    fits = len(starts) > 1 and starts[0] == 0 and starts[-1] == len(columns) == len(values)
    if not fits or (np.diff(starts) < 1).any() or not ((columns >= 0) & (columns < outputs)).all():
        raise CertificateError("the rows of a sparse channel do not fit together")
    return Sparse(starts, columns, values, outputs)


def _whole_to_json(array: Any) -> Any:
    # Indices are far below 2^53: float64 holds them exactly.
    return array_to_json(np.asarray(array, dtype=np.float64))


def _whole_from_json(data: Any) -> Any:
    return array_from_json(data, ndim=1).astype(np.int64)
