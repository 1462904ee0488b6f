"""Arrays of other libraries: where they lie, how numbers get there, and how they come back."""

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array
from itbounds.errors import MissingExtraError

__all__ = ["Placement", "doubles", "is_foreign", "namespace_of", "to_host"]


def is_foreign(obj: object) -> bool:
    """Whether an object is a torch tensor, or an array of the Array API standard and not one of numpy."""
    if isinstance(obj, (np.ndarray, np.generic)):
        return False
    return hasattr(obj, "__array_namespace__") or _is_tensor(obj)


def namespace_of(array: Any) -> Any:
    """Return the functions of the Array API standard for an array.

    Raises
    ------
    MissingExtraError
        For a torch tensor, whose own functions depart from the standard, without array-api-compat.
    """
    if hasattr(array, "__array_namespace__"):
        return array.__array_namespace__()
    try:
        return import_module("array_api_compat.torch")
    except ImportError as error:
        raise MissingExtraError(
            "torch tensors are computed on through array-api-compat, which is not installed",
            hint="pip install 'itbounds[arrays]', or hand over tensor.numpy(force=True)",
        ) from error


def to_host(array: Any) -> NDArray[Any]:
    """Return an array of any library and device as one of numpy, which may share its memory.

    A tensor leaves its graph behind; bfloat16, which numpy does not know, comes as single precision.
    """
    if isinstance(array, np.ndarray):
        return array
    if _is_tensor(array):
        array = array.detach().cpu()
        array = array.float() if str(array.dtype) == "torch.bfloat16" else array
    if not hasattr(array, "__dlpack__"):
        return np.asarray(array)
    try:
        return np.from_dlpack(array, device="cpu")
    except (BufferError, RuntimeError):  # a dtype that the exchange does not know
        return np.asarray(array)


def doubles(array: Any) -> Array:
    """Return an array of any library and device as a new one of doubles."""
    return to_host(array).astype(np.float64)


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
        """Return where an array lies; integers are read as the widest floats, half precision as single."""
        namespace = namespace_of(array)
        if not namespace.isdtype(array.dtype, "real floating"):
            return cls(namespace, array.dtype, array.device).widest
        half = namespace.finfo(array.dtype).bits < 32
        return cls(namespace, namespace.float32 if half else array.dtype, array.device)

    @property
    def widest(self) -> "Placement":
        """The same place with double precision if the device has it, and single if not."""
        known = self.namespace.__array_namespace_info__().dtypes(kind="real floating", device=self.device)
        return Placement(self.namespace, known.get("float64", self.namespace.float32), self.device)

    @property
    def least(self) -> float:
        """The least positive normal number of the dtype."""
        return float(self.namespace.finfo(self.dtype).smallest_normal)

    @property
    def epsilon(self) -> float:
        """The distance from one to the next larger number of the dtype."""
        return float(self.namespace.finfo(self.dtype).eps)

    def put(self, array: Array) -> Any:
        """Return an array of numpy as one of the namespace, rounded to its dtype."""
        # Some libraries warn of memory that they must not write to.
        mine = np.require(array, requirements="W")
        return self.namespace.asarray(mine, dtype=self.dtype, device=self.device)


def _is_tensor(obj: object) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(obj, torch.Tensor)
