"""How kernels are shown: small ones as one would write them, large ones by their spaces."""

from html import escape
from itertools import islice, product

import numpy as np

from itbounds._typing import Array
from itbounds.kernels.space import Letter, Space
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators import Operator

__all__ = ["array_text", "matrix_html", "operator_text"]

SHOWN = 64
"""Arrays with more entries than this are shown by their shape."""


def array_text(array: Array) -> str:
    """Return the array as nested lists, or only its shape if it is large."""
    if array.size <= SHOWN:
        return repr(array.tolist())
    return f"<{' x '.join(str(size) for size in array.shape)} array>"


def operator_text(operator: Operator, shape: tuple[int, ...] | None = None) -> str:
    """Return the matrix as an array, or how it is kept if it is elsewhere or too large to be formed.

    Parameters
    ----------
    operator : Operator
        The matrix.
    shape : tuple of int, optional
        Another shape for its entries.
    """
    shown = operator.shape if shape is None else shape
    if operator.is_distributed or operator.size > DENSE_LIMIT:
        return repr(operator)
    if operator.size <= SHOWN:
        return array_text(operator.dense().reshape(shown))
    return f"<{' x '.join(str(size) for size in shown)} array>"


def matrix_html(dom: Space, cod: Space, operator: Operator) -> str:
    """Return an HTML table with the letters at its margins, of at most twelve rows and columns.

    Of a matrix whose rows are elsewhere none is fetched.
    """
    caption = f"<caption>{escape(f'{dom} → {cod}')}</caption>"
    if operator.is_distributed:
        return f"<table>{caption}<tbody><tr><td>{escape(repr(operator))}</td></tr></tbody></table>"
    rows, columns = (min(size, 12) for size in operator.shape)
    more = columns < operator.shape[1]
    head = "".join(f"<th>{_cell(letter)}</th>" for letter in _first(cod, columns))
    head += "<th>...</th>" if more else ""
    body = []
    for letter, row in zip(_first(dom, rows), operator.rows(slice(rows)), strict=True):
        cells = "".join(f"<td>{np.format_float_positional(v, precision=4)}</td>" for v in row[:columns])
        body.append(f"<tr><th>{_cell(letter)}</th>{cells}{'<td>...</td>' if more else ''}</tr>")
    if rows < operator.shape[0]:
        body.append(f"<tr><th>...</th>{'<td></td>' * (columns + more)}</tr>")
    return f"<table>{caption}<thead><tr><th></th>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _first(space: Space, count: int) -> list[Letter]:
    if len(space.alphabets) == 1:
        return list(space.alphabets[0][:count])
    return list(islice(product(*space.alphabets), count))


def _cell(letter: Letter) -> str:
    return escape(str(letter))
