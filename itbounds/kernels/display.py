"""How kernels are shown: small ones as one would write them, large ones by their spaces."""

from html import escape

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.kernels.space import Letter, Space

__all__ = ["array_text", "matrix_html"]

SHOWN = 64
"""Arrays with more entries than this are shown by their shape."""


def array_text(array: Array) -> str:
    """Return the array as nested lists, or only its shape if it is large."""
    if array.size <= SHOWN:
        return repr(array.tolist())
    return f"<{' x '.join(str(size) for size in array.shape)} array>"


def matrix_html(dom: Space, cod: Space, matrix: Matrix) -> str:
    """Return an HTML table with the letters at its margins, of at most twelve rows and columns."""
    rows, columns = (min(size, 12) for size in matrix.shape)
    more = columns < matrix.shape[1]
    head = "".join(f"<th>{_cell(letter)}</th>" for letter in cod.letters[:columns]) + (
        "<th>...</th>" if more else ""
    )
    body = []
    for letter, row in zip(dom.letters[:rows], matrix, strict=False):
        cells = "".join(f"<td>{np.format_float_positional(v, precision=4)}</td>" for v in row[:columns])
        body.append(f"<tr><th>{_cell(letter)}</th>{cells}{'<td>...</td>' if more else ''}</tr>")
    if rows < len(matrix):
        body.append(f"<tr><th>...</th>{'<td></td>' * (columns + more)}</tr>")
    caption = f"<caption>{escape(f'{dom} → {cod}')}</caption>"
    return f"<table>{caption}<thead><tr><th></th>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cell(letter: Letter) -> str:
    return escape(str(letter))
