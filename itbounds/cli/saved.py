"""Answers that were written as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from itbounds.errors import DomainError
from itbounds.results import Curve, Proof, Result

__all__ = ["load"]


def load(file: str) -> Result[Any] | Curve | Proof:
    """Return the result, the curve or the proof in a JSON file, or on stdin for ``-``.

    Raises
    ------
    OSError
        If the file cannot be read.
    DomainError
        If it holds something else.
    """
    name = "stdin" if file == "-" else file
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        answer = json.loads(data)
        if answer.get("kind") == "proof":
            return Proof.from_dict(answer)
        return Curve.from_dict(answer) if "proof" in answer else Result.from_dict(answer)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = type(error).__name__ if isinstance(error, KeyError) else str(error)
        raise DomainError(
            f"{name} holds no answer of itbounds ({what})", hint="write one with --json"
        ) from error
