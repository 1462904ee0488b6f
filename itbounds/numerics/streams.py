"""The entropy of a law that comes in blocks, one at a time: for laws that do not fit the memory."""

from collections.abc import Iterable, Iterator
from math import fsum, nextafter

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import EmptyAlphabetError, NotNormalizedError
from itbounds.numerics.interval import Interval
from itbounds.numerics.reduction_errors import entropy_error
from itbounds.numerics.reduction_sums import EntropySums, entropy_sums
from itbounds.numerics.tiles import summation_depth
from itbounds.units import BITS, Unit, as_unit

__all__ = ["streamed_entropy"]


_BLOCK = 1 << 22


def streamed_entropy(blocks: ArrayLike | Iterable[ArrayLike], *, unit: Unit | str = BITS) -> Interval:
    r"""Return an interval around the entropy of a law whose weights come in blocks.

    .. math:: H(p / S) = \ln S - \frac{1}{S} \sum_x p_x \ln p_x, \qquad S = \sum_x p_x

    Every block is read once and forgotten, and its sums are taken in double precision whatever its type: the
    law may be in single precision and larger than the memory.

    Parameters
    ----------
    blocks : array or iterable of array-likes
        Nonnegative weights of any shapes; they need not sum to one, and a block may be zero throughout. An
        array, such as a `numpy.memmap`, is cut into blocks of some megabytes.
    unit : Unit or str
        Of the entropy.

    Returns
    -------
    Interval
        Contains the entropy of the given numbers, rounding included.

    Raises
    ------
    EmptyAlphabetError
        If there is no block.
    NotNormalizedError
        If all weights are zero.
    NegativeProbabilityError, NonFiniteError, DTypeError
        For a block that holds no weights.

    Examples
    --------
    >>> streamed_entropy(np.ones(1024) for _ in range(1024))
    [19.999999999, 20.000000001] bit

    A law in a file, of which a few megabytes are held at a time:

    >>> import tempfile
    >>> with tempfile.TemporaryFile() as file:
    ...     np.ones(2**20, dtype=np.float32).tofile(file)
    ...     streamed_entropy(np.memmap(file, dtype=np.float32))
    [19.999999999, 20.000000001] bit
    """
    parts: list[tuple[float, float, float]] = []
    most, seen = 1, False
    for block in _cut(blocks) if isinstance(blocks, np.ndarray) else blocks:
        array, seen = np.asarray(block), True
        if array.size == 0:
            continue
        most = max(most, array.size)
        try:
            sums = entropy_sums(array, sizes=True)
        except NotNormalizedError:
            if array.any():
                raise
            continue
        parts.append((float(sums.total[0]), float(sums.logarithmic[0]), float(sums.size[0])))
    if not seen:
        raise EmptyAlphabetError("there is no block", hint="give at least one array of weights")
    if not parts:
        raise NotNormalizedError("all weights are zero", hint="give a law")
    total, logarithmic, size = (np.array([fsum(column)]) for column in zip(*parts, strict=True))
    whole = EntropySums(total, logarithmic, size)
    # The sums of the blocks are added with one rounding.
    value, error = float(whole.value[0]), float(entropy_error(whole, summation_depth(most) + 1)[0])
    ends = max(0.0, nextafter(value - error, -np.inf)), nextafter(value + error, np.inf)
    chosen = as_unit(unit)
    return Interval(chosen.floor(ends[0]), chosen.ceil(ends[1]), chosen)


def _cut(array: Array) -> Iterator[Array]:
    """Yield the entries of an array in blocks, in the order in which they lie."""
    if array.ndim > 1 and not array.flags.c_contiguous and not array.flags.f_contiguous:
        yield from (array[i] for i in range(len(array)))
        return
    flat = array.reshape(-1, order="F" if array.flags.f_contiguous else "C")
    yield from (flat[i : i + _BLOCK] for i in range(0, len(flat), _BLOCK))
