"""Models as users write them: tables, kernels, functions and free kernels by the variables they draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from math import prod
from operator import matmul
from typing import Any

import numpy as np

from itbounds._typing import Array
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.kernels import Kernel, Space, SymbolicKernel
from itbounds.numerics.coercion import frozen
from itbounds.numerics.validation import as_stochastic
from itbounds.semantics.symbolic_matrices import holds_formulas
from itbounds.symbolic.factorization import Factor, Factorization, Free, Kind
from itbounds.symbolic.variable import RV, Given, as_joint, as_written

__all__ = ["Model", "as_table", "read_model"]


@dataclass(frozen=True, eq=False)
class Model:
    """A factorisation with the sizes of its variables and the tables of its factors.

    Parameters
    ----------
    graph : Factorization
    sizes : mapping from RV to int
    tables : mapping from the group of a factor to its table
        With the axes of the condition first.
    formulas : mapping from the group of a factor to a symbolic kernel
        The factors that have parameters.
    """

    graph: Factorization
    sizes: Mapping[RV, int]
    tables: Mapping[tuple[RV, ...], Array]
    formulas: Mapping[tuple[RV, ...], SymbolicKernel] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters of its laws."""
        names = {symbol.name for kernel in self._symbolic.values() for symbol in kernel.parameters}
        return tuple(sorted(names))

    @property
    def _symbolic(self) -> dict[tuple[RV, ...], SymbolicKernel]:
        return {f.group: self.formulas[f.group] for f in self.graph.factors if f.group in self.formulas}

    def pruned(self, variables: tuple[RV, ...]) -> "Model":
        """Return the model of some variables and of what they depend on."""
        return Model(self.graph.pruned(variables), self.sizes, self.tables, self.formulas)

    def at(self, values: Mapping[str, float]) -> "Model":
        """Return the model at values of all parameters.

        Raises
        ------
        DomainError
            If a parameter has no value, is not known, or a law is none at these values.
        """
        return self.along([values])[0]

    def along(self, points: Sequence[Mapping[str, float]]) -> list["Model"]:
        """Return the model at several points, each with values of all parameters; formulas are read once.

        Raises
        ------
        DomainError
            As `at` does.
        """
        for values in points:
            unknown = [name for name in values if name not in self.parameters]
            if unknown:
                hint = f"the parameters are: {', '.join(self.parameters) or 'none'}"
                raise DomainError(f"{unknown[0]} is no parameter of the model", where=unknown[0], hint=hint)
        stacks: dict[tuple[RV, ...], list[Array]] = {}
        for group, kernel in self._symbolic.items():
            (factor,) = (factor for factor in self.graph.factors if factor.group == group)
            shape = tuple(self.sizes[v] for v in (*factor.given, *factor.group))
            names = {symbol.name for symbol in kernel.parameters}
            here = [{name: point[name] for name in names if name in point} for point in points]
            kernels = kernel.along(here) if len(here) > 1 else [kernel.at(here[0])]
            stacks[group] = [frozen(np.array(found.matrix).reshape(shape)) for found in kernels]
        return [
            self._with({group: tables[k] for group, tables in stacks.items()}) for k in range(len(points))
        ]

    def _with(self, tables: Mapping[tuple[RV, ...], Array]) -> "Model":
        factors = [
            Factor(f.group, f.given, _kind(tables[f.group])) if f.group in tables else f
            for f in self.graph.factors
        ]
        return Model(Factorization(tuple(factors)), self.sizes, {**self.tables, **tables})


@dataclass(frozen=True, eq=False)
class _Entry:
    group: tuple[RV, ...]
    given: tuple[RV, ...]
    value: Any

    def __str__(self) -> str:
        bar = f"|{','.join(map(str, self.given))}" if self.given else ""
        return f"P({','.join(map(str, self.group))}{bar})"


def read_model(model: Any) -> Model:
    """Read a mapping from conditional laws to what they are.

    Parameters
    ----------
    model : mapping
        Keys ``X``, ``(X, Y)``, ``Y | X`` or strings such as ``"Y|X"``; values `itbounds.free`, kernels,
        array-likes with the axes of the condition first, or functions of letters.

    Raises
    ------
    DTypeError
        If it is no mapping, or a key no conditional law.
    ShapeError
        If the sizes do not fit together.
    DomainError
        If the laws are not those of a directed acyclic graph.
    ItboundsError
        If a table is not stochastic.
    """
    if not isinstance(model, Mapping):
        raise DTypeError(
            f"the model is a {type(model).__name__}",
            value=model,
            hint="give a dict such as {X: itbounds.free(2), (Y | X): W}, or a Diagram with kernels=",
        )
    entries = [_entry(key, value) for key, value in model.items()]
    # The order and the cycles first: which factors are functions is not known yet.
    bare = Factorization(tuple(Factor(entry.group, entry.given, "fixed") for entry in entries))
    homes = {entry.group: entry for entry in entries}
    sizes: dict[RV, int] = {}
    waiting = [homes[factor.group] for factor in bare.factors]
    tables: dict[tuple[RV, ...], Array] = {}
    for entry in waiting:
        _declare(entry, sizes)
    formulas: dict[tuple[RV, ...], SymbolicKernel] = {}
    factors = []
    for entry in waiting:
        kind: Kind = "free"
        if isinstance(entry.value, SymbolicKernel):
            formulas[entry.group] = entry.value
            _require_shape(entry, sizes, (entry.value.dom.size, entry.value.cod.size))
            kind = "deterministic" if entry.value.is_deterministic else "fixed"
        elif not isinstance(entry.value, Free):
            tables[entry.group] = _table(entry, sizes)
            kind = _kind(tables[entry.group])
        factors.append(Factor(entry.group, entry.given, kind))
    return Model(Factorization(tuple(factors)), sizes, tables, formulas)


def _kind(table: Array) -> Kind:
    return "deterministic" if ((table == 0.0) | (table == 1.0)).all() else "fixed"


def _require_shape(entry: _Entry, sizes: Mapping[RV, int], shape: tuple[int, ...]) -> None:
    missing = [v for v in (*entry.given, *entry.group) if v not in sizes]
    if missing:
        raise ShapeError(
            f"the size of {missing[0]} is not known from {entry}",
            where=missing[0].name,
            hint="give an array with one axis for each variable",
        )
    wanted = prod(sizes[v] for v in entry.given), prod(sizes[v] for v in entry.group)
    if shape != wanted:
        raise ShapeError(f"{entry} has shape {shape}; wanted is {wanted}", value=shape)


def _entry(key: Any, value: Any) -> _Entry:
    entry = _keyed(key, value)
    return replace(entry, value=_formulas(entry)) if holds_formulas(value) else entry


def _keyed(key: Any, value: Any) -> _Entry:
    if isinstance(key, str):
        group, _, given = key.partition("|")
        names = [
            tuple(RV(name.strip()) for name in part.split(",") if name.strip()) for part in (group, given)
        ]
        return _Entry(names[0], names[1], value)
    if isinstance(key, Given):
        group_written, given_written = key.written
        return _Entry(group_written or tuple(key.group), given_written or tuple(key.condition), value)
    entry = _Entry(as_written(key), (), value)
    if not entry.group or len(as_joint(entry.group)) < len(entry.group):
        raise DTypeError(f"{key!r} names no law", value=key, hint="keys are X, (X, Y), Y | X")
    return entry


def _formulas(entry: _Entry) -> SymbolicKernel:
    """Read formulas as a kernel: a matrix, or like numbers an array with one axis for each variable."""
    if isinstance(entry.value, SymbolicKernel):
        return entry.value
    table, count = np.array(entry.value, dtype=object), len(entry.given)
    if table.ndim != count + len(entry.group):
        return SymbolicKernel.state(entry.value) if table.ndim == 1 else SymbolicKernel.of(entry.value)
    names = [variable.name for variable in (*entry.given, *entry.group)]
    axes = [Space.of(size, name) for size, name in zip(table.shape, names, strict=True)]
    dom, cod = (reduce(matmul, part, Space.unit()) for part in (axes[:count], axes[count:]))
    return SymbolicKernel(dom, cod, table.reshape(dom.size, cod.size).tolist())


def _declare(entry: _Entry, sizes: dict[RV, int]) -> None:
    """Learn the sizes that one value tells of by itself."""
    value = entry.value
    shape: tuple[int, ...] = ()
    order = (*entry.given, *entry.group)
    if isinstance(value, Free):
        shape, order = value.sizes, entry.group
        if len(shape) != len(order):
            raise ShapeError(
                f"{entry} has {len(order)} variables and {len(shape)} sizes", value=value, hint="free((2, 3))"
            )
    elif isinstance(value, (Kernel, SymbolicKernel)):
        pairs = ((entry.given, value.dom), (entry.group, value.cod))
        for group, space in pairs:
            if len(space.shape) == len(group):
                _note(entry, sizes, group, space.shape)
            elif len(group) == 1:
                _note(entry, sizes, group, (space.size,))
        return
    elif callable(value):  # its values are counted when those of its arguments are known
        return
    else:
        shape = np.shape(value)
        if len(shape) != len(order):
            return
    _note(entry, sizes, order, shape)


def _note(entry: _Entry, sizes: dict[RV, int], order: tuple[RV, ...], shape: tuple[int, ...]) -> None:
    for variable, size in zip(order, shape, strict=True):
        if sizes.setdefault(variable, size) != size:
            raise ShapeError(
                f"{entry} has {size} letters for {variable}, which has {sizes[variable]} elsewhere",
                where=variable.name,
                value=shape,
            )


def _table(entry: _Entry, sizes: dict[RV, int]) -> Array:
    """Return the table of a factor, all sizes that it does not tell being known."""
    if not isinstance(entry.value, Kernel) and callable(entry.value):
        return _of_function(entry, sizes)
    value = entry.value.matrix if isinstance(entry.value, Kernel) else entry.value
    raw = np.asarray(value)
    rows, columns = (tuple(sizes.get(v, 0) for v in part) for part in (entry.given, entry.group))
    known = {(*rows, *columns), (prod(columns),) if not rows else ()}
    _require_shape(entry, sizes, (prod(rows), prod(columns)) if raw.shape in known else raw.shape)
    matrix = as_stochastic(raw.reshape(prod(rows), prod(columns)), name=str(entry))
    return frozen(np.array(matrix).reshape(rows + columns))


def _of_function(entry: _Entry, sizes: dict[RV, int]) -> Array:
    if len(entry.group) != 1:
        raise ShapeError(f"{entry} is a function of {len(entry.group)} values", hint="give one for each")
    missing = [v for v in entry.given if v not in sizes]
    if missing:
        raise ShapeError(f"the size of {missing[0]} is not known", where=missing[0].name)
    rows = tuple(sizes[v] for v in entry.given)
    values = np.array([int(entry.value(*letters)) for letters in product(*map(range, rows))], dtype=np.int64)
    size = sizes.setdefault(entry.group[0], int(values.max()) + 1)
    if values.min() < 0 or values.max() >= size:
        raise DomainError(f"{entry} has values outside of 0, ..., {size - 1}", value=values.tolist())
    table = np.zeros((len(values), size))
    table[np.arange(len(values)), values] = 1.0
    return frozen(table.reshape(*rows, size))


def as_table(values: Any, shape: tuple[int, ...], name: str) -> Array:
    """Return a table of finite real numbers of a given shape.

    Raises
    ------
    ShapeError
        If it has another shape.
    DomainError
        If an entry is not finite.
    """
    array = np.array([[values(*k)] for k in product(*map(range, shape))]) if callable(values) else values
    raw = np.asarray(array, dtype=np.float64)
    if callable(values):
        raw = raw.reshape(shape)
    if raw.shape != shape:
        raise ShapeError(
            f"the table {name} has shape {raw.shape}; its variables have {shape}", value=raw.shape
        )
    if not np.isfinite(raw).all():
        raise DomainError(
            f"the table {name} has an entry that is not finite",
            hint="forbid a pair by a law that is zero there, or by a large finite distortion",
        )
    return frozen(np.array(raw))
