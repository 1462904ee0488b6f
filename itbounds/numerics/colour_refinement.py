r"""Letters that a channel does not tell apart: the coarsest equitable partition, by colour refinement.

Two inputs stay in one class as long as, for every class of outputs, their rows hold the same entries there,
in some order; outputs likewise by their columns. Doubles are compared bit for bit.

A law that is uniform within the classes suffices for the capacity. Let :math:`A, B` run over classes of
inputs and outputs, and :math:`\bar p` be p averaged over each class. All rows of a class send the same mass
:math:`V_{AB}` to B, and all columns of B collect the same mass from A, which is :math:`|A| V_{AB} / |B|` by
counting both ways. So the output law of :math:`\bar p` is that of p, averaged over each class B, and its
entropy is no less (the entropy is concave, and an average over a class is one over its permutations). The
entropy :math:`\sum_x p_x H(W_x)` does not change, since rows of a class are alike. Hence
:math:`I(\bar p, W) \ge I(p, W)`; no automorphism was needed, an equitable partition is enough. With
:math:`P_A`, :math:`Q_B` the masses of classes,

.. math:: I(\bar p, W) = I(P, V) + \sum_A P_A g_A, \qquad
          g_A = H(V_A) + \sum_B V_{AB} \ln |B| - H(W_x), \quad x \in A .
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.numerics.operators import (
    Circulant,
    Deterministic,
    Identity,
    Kronecker,
    Operator,
    Sparse,
    Toeplitz,
)
from itbounds.numerics.operators.table import scatter

__all__ = ["Classes", "coarsest_equitable", "few_classes", "looks_discrete"]

_Labels = NDArray[np.int64]
_Codes = NDArray[np.uint64]
FEW_ROUNDS = 20
FEW_WALKS = 3
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Classes:
    """A partition of the inputs and one of the outputs.

    Parameters
    ----------
    inputs, outputs : arrays of int, of shapes (m,) and (n,)
        The class of each letter, numbered in the order of their first letters.
    """

    inputs: _Labels
    outputs: _Labels

    @property
    def sizes(self) -> tuple[Vector, Vector]:
        """How many letters each class has."""
        inputs, outputs = np.bincount(self.inputs), np.bincount(self.outputs)
        return inputs.astype(np.float64), outputs.astype(np.float64)

    @property
    def first(self) -> _Labels:
        """The first letter of each class of inputs."""
        return np.unique(self.inputs, return_index=True)[1].astype(np.int64)

    def merged(self, channel: Operator) -> tuple[Matrix, Vector]:
        r"""Return the channel between classes, and what each class of inputs earns besides, :math:`g_A`."""
        sizes = self.sizes[1]
        first = self.first
        step = max(1, (1 << 20) // channel.shape[1])
        parts, inside = [], []
        for start in range(0, len(first), step):
            rows = channel.rows(first[start : start + step])
            parts.append(scatter(rows, self.outputs, len(sizes)))
            inside.append(_negentropy(rows))
        matrix = np.concatenate(parts)
        return matrix, np.concatenate(inside) - _negentropy(matrix) + matrix @ np.log(sizes)


def coarsest_equitable(channel: Operator, inputs: Vector | None = None) -> Classes:
    """Return the coarsest partition of the letters that colour refinement finds.

    Colours are 64-bit hashes of sorted lists, added up so that order does not matter; two unlike letters fall
    together with a chance of about one in 10^19 a pair.

    Parameters
    ----------
    channel : Operator
        Any channel; large ones without structure are gone through block by block, once a round.
    inputs : array of shape (m,), optional
        Numbers that letters of a class must share, such as costs.
    """
    if inputs is None:
        m, n = channel.shape
        if isinstance(channel, (Circulant, Identity)):
            return Classes(np.zeros(m, dtype=np.int64), np.zeros(n, dtype=np.int64))
        if isinstance(channel, Kronecker):
            return _product([coarsest_equitable(part) for part in channel.factors])
    *_, last = _rounds(channel, inputs)
    return last


def few_classes(channel: Operator, inputs: Vector | None = None) -> Classes | None:
    """Return the partition if few rounds show it and the classes are at most half as many as the inputs.

    Along a line of letters, what the ends differ in moves by one row a round: such partitions are fine ones
    in the end, and it would take long to see.
    """
    if inputs is None and isinstance(channel, (Circulant, Identity, Kronecker)):
        return coarsest_equitable(channel)
    found: Classes | None = None
    for count, found in enumerate(_rounds(channel, inputs)):
        if count > (FEW_ROUNDS if isinstance(channel, (Sparse, Deterministic)) else FEW_WALKS) or 2 * int(
            found.inputs.max() + 1
        ) > len(found.inputs):
            return None
    return found


def _rounds(channel: Operator, inputs: Vector | None) -> Iterator[Classes]:
    """Refine both partitions in turn until neither changes."""
    m, n = channel.shape
    rows = np.zeros(m, dtype=np.int64)
    if inputs is not None:
        rows = _numbered(np.unique(inputs, return_inverse=True)[1])
    columns = np.zeros(n, dtype=np.int64)
    act = _entries(channel)
    counts = (0, 0)
    while counts != (counts := (int(rows.max()) + 1, int(columns.max()) + 1)):
        sums = act(_codes(columns), 1)
        rows = _refined(rows, sums)
        columns = _refined(columns, act(_codes(rows), 0))
        yield Classes(rows, columns)


def looks_discrete(channel: Operator) -> bool:
    """Whether a glance at the largest entry of each row shows that few inputs can be alike."""
    if isinstance(channel, (Circulant, Identity, Kronecker, Deterministic)):
        return False
    if isinstance(channel, Toeplitz):  # its ends differ, and all others by their distance from them
        return True
    if isinstance(channel, Sparse):
        largest = np.maximum.reduceat(channel.values, channel.starts[:-1])
    else:
        largest = np.concatenate([channel.rows(block).max(axis=1) for block in channel.blocks()])
    return 2 * len(np.unique(largest)) > len(largest)


class _Blocks:
    """Hashed sums over rows or columns of a channel that is formed block by block."""

    def __init__(self, channel: Operator) -> None:
        self.channel = channel
        m, n = channel.shape
        # The passes over a block of this size stay in the cache.
        step = max(1, (1 << 15) // n)
        self.blocks = [np.arange(i, min(i + step, m)) for i in range(0, m, step)]

    def __call__(self, codes: _Codes, axis: int) -> _Codes:
        """Add up the hashes of entry and colour over the axis (1: over each row)."""
        total = np.zeros(self.channel.shape[1 - axis], dtype=np.uint64)
        for block in self.blocks:
            rows = np.ascontiguousarray(self.channel.rows(block))
            hashed = _mixed(_mixed(rows.view(np.uint64)) + (codes if axis else codes[block][:, None]))
            hashed[rows == 0.0] = 0
            if axis:
                total[block] = hashed.sum(axis=1, dtype=np.uint64)
            else:
                total += hashed.sum(axis=0, dtype=np.uint64)
        return total


class _Stored:
    """The same over the entries of a sparse channel or of a function."""

    def __init__(self, channel: Sparse) -> None:
        used = channel.values > 0.0
        rows = np.repeat(np.arange(channel.shape[0]), np.diff(channel.starts))
        self.places = (channel.columns[used], rows[used])
        self.hashes = _mixed(channel.values[used].view(np.uint64))
        self.shape = channel.shape

    def __call__(self, codes: _Codes, axis: int) -> _Codes:
        """Add up the hashes of entry and colour over the axis (1: over each row)."""
        total = np.zeros(self.shape[1 - axis], dtype=np.uint64)
        np.add.at(total, self.places[axis], _mixed(self.hashes + codes[self.places[1 - axis]]))
        return total


def _entries(channel: Operator) -> _Blocks | _Stored:
    if isinstance(channel, Deterministic):
        m = len(channel.table)
        channel = Sparse(np.arange(m + 1), channel.table, np.ones(m), channel.outputs)
    return _Stored(channel) if isinstance(channel, Sparse) else _Blocks(channel)


def _refined(labels: _Labels, sums: _Codes) -> _Labels:
    return _numbered(np.unique(_mixed(sums + _codes(labels)), return_inverse=True)[1])


def _numbered(labels: _Labels) -> _Labels:
    """Number classes in the order of their first letters."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse.ravel()]


def _codes(labels: _Labels) -> _Codes:
    return _mixed((labels.astype(np.uint64) + np.uint64(1)) * _GOLDEN)


def _mixed(words: _Codes) -> _Codes:
    """Scatter 64-bit words: the finaliser of splitmix64 (Steele, Lea and Flood, 2014)."""
    words = words ^ (words >> np.uint64(30))
    words *= np.uint64(0xBF58476D1CE4E5B9)
    words ^= words >> np.uint64(27)
    words *= np.uint64(0x94D049BB133111EB)
    words ^= words >> np.uint64(31)
    return words


def _product(parts: list[Classes]) -> Classes:
    """Return the partition of pairs, triples, ...: the entries of a product of classes are products."""
    inputs, outputs = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for part in parts:
        inputs = (inputs[:, None] * (part.inputs.max() + 1) + part.inputs).ravel()
        outputs = (outputs[:, None] * (part.outputs.max() + 1) + part.outputs).ravel()
    return Classes(_numbered(inputs), _numbered(outputs))


def _negentropy(rows: Matrix) -> Vector:
    """Return the sums of w ln w over each row."""
    sums: Vector = np.einsum("xy,xy->x", rows, np.log(np.where(rows > 0.0, rows, 1.0)))
    return sums
