"""Arrays of other libraries: where they lie, how numbers get there, and how they come back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array

__all__ = ["Placement", "is_foreign", "to_host"]


def is_foreign(obj: object) -> bool:
    """Whether an object is an array of the Array API standard, and not one of numpy."""
    return hasattr(obj, "__array_namespace__") and not isinstance(obj, (np.ndarray, np.generic))


def to_host(array: Any) -> NDArray[Any]:
    """Return an array of any library and device as one of numpy, which may share its memory."""
    if isinstance(array, np.ndarray) or not hasattr(array, "__dlpack__"):
        return np.asarray(array)
    try:
        return np.from_dlpack(array, device="cpu")
    except (BufferError, RuntimeError):  # a dtype that the exchange does not know
        return np.asarray(array)


@dataclass(frozen=True, eq=False)
class Placement:
    """A namespace of the Array API standard with the dtype and the device of its arrays.

    Parameters
    ----------
    namespace : module
        What ``__array_namespace__()`` returns, or a module with the functions of the standard.
    dtype : dtype
        A real floating dtype of the namespace.
    device : object, optional
        A device of the namespace; by default its own.

    Examples
    --------
    >>> placement = Placement.of(np.eye(2, dtype=np.float32))
    >>> placement.put(np.array([0.25, 0.75]))
    array([0.25, 0.75], dtype=float32)
    """

    namespace: Any
    dtype: Any
    device: Any = None

    @classmethod
    def of(cls, array: Any) -> "Placement":
        """Return where an array lies; integers are read as float64."""
        namespace = array.__array_namespace__()
        floating = namespace.isdtype(array.dtype, "real floating")
        return cls(namespace, array.dtype if floating else namespace.float64, array.device)

    @property
    def least(self) -> float:
        """The least positive normal number of the dtype."""
        return float(self.namespace.finfo(self.dtype).smallest_normal)

    def put(self, array: Array) -> Any:
        """Return an array of numpy as one of the namespace, rounded to its dtype."""
        return self.namespace.asarray(array, dtype=self.dtype, device=self.device)
