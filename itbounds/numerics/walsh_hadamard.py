r"""The Walsh-Hadamard transform, of :math:`N = 2^L` numbers in :math:`N \log N` additions and no matrix."""

import numpy as np

from itbounds._typing import Array
from itbounds.errors import ShapeError

__all__ = ["walsh_hadamard"]


def walsh_hadamard(values: Array) -> Array:
    r"""Return the transform along the last axis, in natural order and without a factor.

    .. math:: \hat v_A = \sum_{c = 0}^{N - 1} (-1)^{|A \wedge c|} v_c

    Parameters
    ----------
    values : array of shape (..., N)
        N is a power of two. The transform of the transform is N times the values.

    Raises
    ------
    ShapeError
        If N is no power of two.

    Examples
    --------
    >>> import numpy as np
    >>> walsh_hadamard(np.array([1.0, 0.0, 0.0, 2.0])).tolist()
    [3.0, -1.0, -1.0, 3.0]
    """
    size = values.shape[-1] if values.ndim else 0
    if size == 0 or size & (size - 1):
        raise ShapeError(
            f"a Walsh-Hadamard transform of {size} numbers", value=size, hint="give a power of two of them"
        )
    result = np.array(values, dtype=np.float64)
    half = 1
    while half < size:
        pairs = result.reshape(*values.shape[:-1], size // (2 * half), 2, half)
        result = np.stack((pairs[..., 0, :] + pairs[..., 1, :], pairs[..., 0, :] - pairs[..., 1, :]), axis=-2)
        half *= 2
    transformed: Array = result.reshape(values.shape)
    return transformed
