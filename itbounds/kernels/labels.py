"""The letters of an array: the labels of a DataFrame or a Series, else numbers."""

from typing import Any

from itbounds._typing import ArrayLike
from itbounds.kernels.space import Letter, Space

__all__ = ["labelled"]


def labelled(obj: ArrayLike, axis: int, size: int) -> Space:
    """Return the space of one axis of an array: with the labels of a DataFrame or a Series, else anonymous.

    Parameters
    ----------
    obj : array-like
        What the caller gave.
    axis : {0, 1}
        0 for the index, 1 for the columns.
    size : int
        The length of that axis.
    """
    index = getattr(obj, ("index", "columns")[axis], None)
    if index is None or callable(index) or len(index) != size:
        return Space.of(size)
    name = getattr(index, "name", None)
    return Space.of([_immutable(label) for label in index], "" if name is None else str(name))


def _immutable(label: Any) -> Letter:
    """Lists and arrays as labels become tuples: letters must be hashable."""
    if hasattr(label, "tolist") and not isinstance(label, tuple):
        label = label.tolist()
    if isinstance(label, (list, tuple)):
        return tuple(_immutable(part) for part in label)
    letter: Letter = label
    return letter
