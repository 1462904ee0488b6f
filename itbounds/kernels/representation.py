"""What a kernel is made of, and how it is kept, formed, stored and shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from itbounds._typing import JSON, Array, ArrayLike, Mask, Matrix
from itbounds.errors import ShapeError
from itbounds.kernels.display import matrix_html, operator_text
from itbounds.kernels.serial import decode_kernel, encode_kernel
from itbounds.kernels.space import Letter, Space
from itbounds.numerics.operators import Dense, Operator, as_operator

__all__ = ["StoredKernel"]

S = TypeVar("S", bound="StoredKernel")


@dataclass(frozen=True, eq=False, repr=False, init=False)
class StoredKernel:
    """Two spaces and a stochastic matrix between them, full or structured.

    Parameters
    ----------
    dom, cod : Space
        The letters that go in, and those that come out.
    matrix : array-like of shape (dom.size, cod.size), or Operator
        The rows; see `itbounds.numerics.operators` for matrices that are not kept in full.
    null_rows : iterable, optional
        Input letters whose row is a convention.
    """

    __slots__ = ("_formed", "cod", "dom", "null_rows", "operator")

    dom: Space
    cod: Space
    operator: Operator
    null_rows: tuple[Letter, ...]

    def __init__(self, dom: Space, cod: Space, matrix: ArrayLike, null_rows: Iterable[Letter] = ()) -> None:
        operator = as_operator(matrix, name="kernel")
        if operator.shape != (dom.size, cod.size):
            wanted = (dom.size, cod.size)
            raise ShapeError(
                f"a kernel {dom} -> {cod} has shape {wanted}, not {operator.shape}", value=operator.shape
            )
        self._fill(dom, cod, operator, tuple(null_rows))

    @classmethod
    def _trusted(
        cls: type[S], dom: Space, cod: Space, matrix: Matrix | Operator, null_rows: tuple[Letter, ...] = ()
    ) -> S:
        """Build a kernel from a stochastic matrix of our own making: no check, no copy."""
        kernel = object.__new__(cls)
        operator = matrix if isinstance(matrix, Operator) else Dense(matrix)
        kernel._fill(dom, cod, operator, null_rows)
        return kernel

    def _fill(self, dom: Space, cod: Space, operator: Operator, null_rows: tuple[Letter, ...]) -> None:
        parts = {"dom": dom, "cod": cod, "operator": operator, "null_rows": null_rows, "_formed": []}
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    @property
    def matrix(self) -> Matrix:
        """The matrix in full, read-only; of a structured kernel it is formed when it is first asked for.

        Raises
        ------
        SparseNotSupportedError
            If the kernel is structured and its matrix has more than ten million entries.
        """
        formed: list[Matrix] = object.__getattribute__(self, "_formed")
        if not formed:
            formed.append(self.operator.dense())
        return formed[0]

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one: a function, which copying commutes with."""
        return self.operator.is_deterministic

    @property
    def support(self) -> Mask:
        """Which inputs have a row that is no convention: all but those of `null_rows`."""
        null = set(self.null_rows)
        if not null:
            return np.ones(self.dom.size, dtype=np.bool_)
        return np.array([letter not in null for letter in self.dom.letters])

    def to_dict(self) -> JSON:
        """Return the kernel as JSON-able data; `from_dict` restores it bit by bit.

        Raises
        ------
        DTypeError
            If a letter has no JSON form.
        """
        return encode_kernel(self.dom, self.cod, self.matrix, self.null_rows)

    @classmethod
    def from_dict(cls: type[S], data: JSON) -> S:
        """Return the kernel that `to_dict` was called on.

        Raises
        ------
        DomainError
            If the data is not that of a kernel.
        ItboundsError
            If its matrix is not stochastic, or does not fit its spaces.
        """
        return cls._trusted(*decode_kernel(data))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the matrix, for numpy; without a copy it is read-only."""
        return np.array(self.matrix, dtype=dtype, copy=copy)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._trusted, (self.dom, self.cod, self.operator, self.null_rows)

    def __repr__(self) -> str:
        text = operator_text(self.operator)
        if self.dom.anonymous and self.cod.anonymous and not self.null_rows and len(self.dom.names) == 1:
            return f"Kernel.of({text})"
        null = f", null_rows={self.null_rows!r}" if self.null_rows else ""
        return f"Kernel({self.dom!r}, {self.cod!r}, {text}{null})"

    def _repr_html_(self) -> str:
        return matrix_html(self.dom, self.cod, self.operator)
