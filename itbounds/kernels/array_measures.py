"""Information measures of laws and channels in arrays of other libraries, in nats, where they lie.

Laws and channels are checked as everywhere: no entry is below 0, and sums are 1 up to 1e-9, or 1e-5 in single
precision. Each law is then divided by its sum.
"""

from typing import Any

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import CompositionError, ShapeError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.kernels.kernel import as_kernel
from itbounds.numerics import array_reductions
from itbounds.numerics.array_namespace import is_foreign, namespace_of
from itbounds.numerics.array_tiles import Bench

__all__ = ["any_foreign", "conditional_entropy", "entropy", "mutual_information", "relative_entropy"]


def any_foreign(*given: ArrayLike) -> bool:
    """Whether one of several arguments is an array of another library."""
    return any(is_foreign(each) for each in given)


def entropy(p: Any) -> float:
    """Return the entropy of a law."""
    return float(array_reductions.entropy(p, slack=_slack(p)))


def relative_entropy(p: ArrayLike, q: ArrayLike) -> float:
    """Return the relative entropy of two laws, one of which may be a distribution or an array of numpy."""
    first, second = _law(p, "first law"), _law(q, "second law")
    if tuple(first.shape) != tuple(second.shape):
        raise CompositionError(
            f"the laws have shapes {tuple(first.shape)} and {tuple(second.shape)}",
            hint="give two laws on one alphabet",
        )
    return float(array_reductions.relative_entropy(first, second, slack=max(_slack(first), _slack(second))))


def mutual_information(p: ArrayLike, W: ArrayLike | None = None) -> float:
    """Return the information of a joint law, or of a law and a channel."""
    joint, slack = _joint(p, W)
    return float(array_reductions.mutual_information(joint, slack=slack))


def conditional_entropy(p: ArrayLike, W: ArrayLike | None = None) -> float:
    """Return the entropy of the second variable given the first; arguments as `mutual_information`."""
    joint, slack = _joint(p, W)
    return float(array_reductions.conditional_entropy(joint, slack=slack))


def _law(obj: ArrayLike, name: str) -> Any:
    return obj if is_foreign(obj) else as_distribution_object(obj, name=name).tensor


def _joint(p: ArrayLike, W: ArrayLike | None) -> tuple[Any, float]:
    """Return a joint law on its device, and by how much its sum may be off 1."""
    if W is None:
        law = _law(p, "joint law")
        if len(law.shape) != 2:
            raise ShapeError(
                f"the joint law has shape {tuple(law.shape)}; two axes are expected, inputs and outputs",
                value=tuple(law.shape),
                hint="give the channel as the second argument, or group the factors",
            )
        return law, _slack(law)
    law = p if is_foreign(p) else as_distribution_object(p).probabilities
    channel = W if is_foreign(W) else as_kernel(W).matrix
    if len(channel.shape) != 2 or tuple(law.shape) != tuple(channel.shape[:1]):
        raise CompositionError(
            f"a law of shape {tuple(law.shape)} is no law of the inputs of a channel of shape "
            f"{tuple(channel.shape)}",
            hint="rows of a channel are inputs",
        )
    bench = Bench.of(law, channel)
    weights, rows = (bench.load(array) for array in bench.arrays)
    sums = bench.placement.put(_sums(channel))
    return weights[:, None] * (rows / sums[:, None]), _slack(law)


def _sums(channel: Any) -> Any:
    """Return the sums of the rows of a channel, on the host."""
    if not is_foreign(channel):
        return np.asarray(channel.sum(axis=1))
    return array_reductions.totals(channel, axis=1, slack=_slack(channel))


def _slack(array: Any) -> float:
    """Return how far sums may be off 1, as for arrays of numpy of that precision."""
    if not is_foreign(array):
        return 1e-9
    namespace = namespace_of(array)
    if not namespace.isdtype(array.dtype, "real floating"):
        return 1e-9
    return 1e-5 if namespace.finfo(array.dtype).bits == 32 else 1e-9
