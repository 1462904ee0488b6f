"""Spaces and kernels as JSON-able data, and back bit by bit."""

from math import isfinite
from typing import Any

from itbounds._typing import JSON, Matrix
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.kernels.space import Letter, Space
from itbounds.numerics.validation import as_stochastic

__all__ = ["decode_kernel", "decode_letter", "decode_space", "encode_kernel", "encode_letter", "encode_space"]


def encode_kernel(dom: Space, cod: Space, matrix: Matrix, null_rows: tuple[Letter, ...]) -> JSON:
    """Return the parts of a kernel as JSON-able data."""
    return {
        "dom": encode_space(dom),
        "cod": encode_space(cod),
        "matrix": matrix.tolist(),
        "null_rows": [encode_letter(letter) for letter in null_rows],
    }


def decode_kernel(data: JSON) -> tuple[Space, Space, Matrix, tuple[Letter, ...]]:
    """Return the parts that `encode_kernel` was given.

    Raises
    ------
    DomainError
        If the data is not that of a kernel.
    ItboundsError
        If its matrix is not stochastic, or does not fit its spaces.
    """
    try:
        dom, cod = decode_space(data["dom"]), decode_space(data["cod"])
        null_rows = tuple(decode_letter(letter) for letter in data["null_rows"])
        rows = data["matrix"]
    except (KeyError, TypeError) as error:
        raise DomainError(f"not the data of a kernel: {error!r}", value=data) from error
    # A kernel that came in single precision keeps its row sums, which may be off by more than 1e-9.
    matrix = as_stochastic(rows, name="kernel", tolerance=1e-5)
    if matrix.shape != (dom.size, cod.size):
        raise ShapeError(
            f"the matrix has shape {matrix.shape}, its spaces are {dom} -> {cod}", value=matrix.shape
        )
    return dom, cod, matrix, null_rows


def encode_space(space: Space) -> JSON:
    """Return a space as JSON-able data.

    Raises
    ------
    DTypeError
        If a letter is not a string, a number, a bool, ``None`` or a tuple of these.
    """
    alphabets = [
        len(letters)
        if letters == tuple(range(len(letters)))
        else [encode_letter(letter) for letter in letters]
        for letters in space.alphabets
    ]
    return {"names": list(space.names), "alphabets": alphabets}


def decode_space(data: JSON) -> Space:
    """Return the space that `encode_space` was given."""
    alphabets = (
        tuple(range(letters))
        if isinstance(letters, int)
        else tuple(decode_letter(letter) for letter in letters)
        for letters in data["alphabets"]
    )
    return Space(tuple(data["names"]), tuple(alphabets))


def encode_letter(letter: Letter) -> Any:
    """Return a letter as JSON: tuples become lists, infinite numbers ``{"float": "inf"}``."""
    if isinstance(letter, tuple):
        return [encode_letter(part) for part in letter]
    if isinstance(letter, float) and not isfinite(letter):
        return {"float": repr(letter)}
    if letter is None or isinstance(letter, (str, int, float)):
        return letter
    raise DTypeError(
        f"the letter {letter!r} of type {type(letter).__name__} has no JSON form",
        value=letter,
        hint="use strings, numbers, or tuples of them as labels",
    )


def decode_letter(data: Any) -> Letter:
    """Return the letter that `encode_letter` was given."""
    if isinstance(data, list):
        return tuple(decode_letter(part) for part in data)
    if isinstance(data, dict):
        return float(data["float"])
    letter: Letter = data
    return letter
