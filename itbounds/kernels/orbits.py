"""The symmetry of a channel: which letters it does not tell apart."""

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike
from itbounds.kernels.kernel import as_kernel
from itbounds.numerics.colour_refinement import coarsest_equitable

__all__ = ["orbits"]


def orbits(channel: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    r"""Return the class of each input and of each output under the symmetry of a channel.

    Letters share a class as long as colour refinement cannot part them: the rows of two inputs hold the same
    doubles in every class of outputs, up to order, and the columns of two outputs in every class of inputs.
    The classes are unions of orbits of the permutations that leave the channel as it is, and equal to them
    for most channels. A capacity is attained by a law that is uniform within classes, so that
    `itbounds.capacity` solves the channel between classes and certifies the answer on the full one.

    Rows and columns are told apart by fingerprints of 128 bits, in exact arithmetic; one entry that differs
    in its last bit parts them. No certificate rests on the classes: a wrong one could only leave an interval
    wider.

    Parameters
    ----------
    channel : Kernel, Operator or array-like of shape (m, n)
        The channel; the symmetry of circulant channels is read off, and that of a product is taken from its
        factors, without the exchange of equal ones.

    Returns
    -------
    input_labels, output_labels : arrays of int, of shapes (m,) and (n,)
        Numbered in the order of the first letters.

    Raises
    ------
    ItboundsError
        If the channel is none.

    Warns
    -----
    ConvergenceWarning
        For a channel in a file, or one too large to be formed, that is not settled after 64 readings or
        2^36 entries: its letters are then taken as unlike.

    Examples
    --------
    An erasure channel: the inputs are alike, and so are the outputs that are not erased.

    >>> inputs, outputs = orbits([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75]])
    >>> inputs, outputs
    (array([0, 0]), array([0, 1, 0]))
    """
    classes = coarsest_equitable(as_kernel(channel).operator)
    return classes.inputs, classes.outputs
