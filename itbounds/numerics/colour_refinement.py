r"""Letters that a channel does not tell apart: the coarsest equitable partition, by colour refinement.

Two inputs stay in one class as long as, for every class of outputs, their rows hold the same entries there,
in some order; outputs likewise by their columns. Doubles are compared bit for bit, by the fingerprints of
`itbounds.numerics.entry_hashes`.

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

A class that falls apart keeps its codes for the largest part. So a letter gets new codes at most
:math:`\log_2 n` times, and its entries are gone through once each time (Hopcroft, 1971; Paige and Tarjan,
1987): the work on N entries is of the order of :math:`N \log n`, however many rounds it takes. Only a channel
that is formed row by row has columns that cannot be picked out; its readings are limited, and at the limit no
two letters are called alike. Stopped early, classes would be too coarse; classes of one letter always hold.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.errors import ConvergenceWarning
from itbounds.numerics.entry_hashes import Codes, fingerprints, mixed
from itbounds.numerics.operators import (
    Circulant,
    Dense,
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
FEW_ROUNDS = 20
FEW_READINGS = 6
READINGS = 64
ENTRIES = 1 << 36
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

    Letters that differ fall together with a chance of about one in 10^38 a pair: fingerprints have two words
    of 64 bits. The classes of a product are the products of the classes.

    Parameters
    ----------
    channel : Operator
        Any channel. One that is neither an array nor has few entries is gone through at most 64 times,
        and fewer if that were more than 2^36 entries; if that does not settle it, a `ConvergenceWarning` says
        so and every letter is in its own class.
    inputs : array of shape (m,), optional
        Numbers that letters of a class must share, such as costs.
    """
    known = None if inputs is not None else _known(channel)
    if known is not None:
        return known
    refinement = _Refinement(channel, inputs)
    allowed = min(READINGS, ENTRIES // channel.size) if refinement.fingerprints.by_rows else inf
    if allowed and all(readings <= allowed for readings in refinement.rounds()):
        return refinement.classes
    warnings.warn(
        f"the symmetry of {channel!r} is not settled after {allowed} readings: "
        "its letters are taken as unlike, which is always right",
        ConvergenceWarning,
        stacklevel=3,
    )
    m, n = channel.shape
    return Classes(np.arange(m), np.arange(n))


def few_classes(channel: Operator, inputs: Vector | None = None) -> Classes | None:
    """Return the partition if few rounds show it and the classes are at most half as many as the inputs.

    Along a line of letters, what the ends differ in moves by one row a round: such partitions are fine ones
    in the end, and it would take long to see.
    """
    known = None if inputs is not None else _known(channel)
    if known is not None:
        return known
    refinement = _Refinement(channel, inputs)
    for count, readings in enumerate(refinement.rounds()):
        if (
            count > FEW_ROUNDS
            or readings > FEW_READINGS
            or 2 * len(refinement.inputs.sizes) > len(refinement.inputs.labels)
        ):
            return None
    return refinement.classes


def looks_discrete(channel: Operator) -> bool:
    """Whether a glance at the largest entry of each row shows that few inputs can be alike."""
    if isinstance(channel, (Circulant, Identity, Kronecker, Deterministic)):
        return False
    if isinstance(channel, Toeplitz):  # its ends differ, and all others by their distance from them
        return True
    if isinstance(channel, Sparse):
        largest = np.maximum.reduceat(channel.values, channel.starts[:-1])
    elif isinstance(channel, Dense):
        largest = channel.matrix.max(axis=1)
    else:
        largest = np.concatenate([channel.rows(block).max(axis=1) for block in channel.blocks()])
    return 2 * len(np.unique(largest)) > len(largest)


def _known(channel: Operator) -> Classes | None:
    """Return the classes that the structure of a channel shows, or None."""
    m, n = channel.shape
    if isinstance(channel, (Circulant, Identity)):
        return Classes(np.zeros(m, dtype=np.int64), np.zeros(n, dtype=np.int64))
    if isinstance(channel, Kronecker):
        return _product([coarsest_equitable(part) for part in channel.factors])
    return None


class _Side:
    """The inputs or the outputs: classes, codes, and the letters whose new codes were not yet passed on."""

    def __init__(self, letters: int) -> None:
        self.labels = np.zeros(letters, dtype=np.int64)
        self.sizes = np.array([letters])
        self.codes = np.ones((2, letters), dtype=np.uint64)
        self.passed = self.codes.copy()
        self.waiting: list[_Labels] = []

    @property
    def is_discrete(self) -> bool:
        """Whether every letter is in its own class."""
        return len(self.sizes) == len(self.labels)

    def taken(self) -> tuple[_Labels, Codes]:
        """Return the letters with new codes, and what is added to their codes; they count as passed on."""
        first, *others = self.waiting
        letters = np.unique(np.concatenate([first, *others])) if others else first
        change = self.codes[:, letters] - self.passed[:, letters]
        self.passed[:, letters] = self.codes[:, letters]
        self.waiting = []
        return letters, change

    def split(self, touched: _Labels, keys: Codes) -> None:
        """Split classes by keys of some of their letters, all others having zero for a key."""
        other = keys.any(axis=0)
        touched, keys = touched[other], keys[:, other]
        if not len(touched):
            return
        order = np.lexsort((*keys, self.labels[touched]))
        touched, keys, labels = touched[order], keys[:, order], self.labels[touched[order]]
        new = np.ones(len(touched), dtype=bool)
        new[1:] = (labels[1:] != labels[:-1]) | (keys[:, 1:] != keys[:, :-1]).any(axis=0)
        starts = np.flatnonzero(new)
        # Group by group: its class, its size, and whether it is the first of the largest of its class.
        classes, counts = labels[starts], np.diff(starts, append=len(touched))
        ranked = np.lexsort((-counts, classes))
        largest = ranked[np.diff(classes[ranked], prepend=-1) > 0]
        split = classes[largest]
        rest = self.sizes[split] - np.bincount(classes, counts, len(self.sizes))[split].astype(np.int64)
        kept = largest[counts[largest] >= rest]
        self._leave(split[(counts[largest] >= rest) & (rest > 0)], touched)
        renamed = np.ones(len(starts), dtype=bool)
        renamed[kept] = False
        names = np.full(len(starts), -1)
        names[renamed] = len(self.sizes) + np.arange(int(renamed.sum()))
        self._rename(touched, np.repeat(names, counts))

    def _leave(self, classes: _Labels, touched: _Labels) -> None:
        """Give new names to the letters that were not touched, the smaller part of their classes."""
        if len(classes):
            names = np.full(len(self.sizes), -1)
            names[classes] = len(self.sizes) + np.arange(len(classes))
            chosen = names[self.labels]
            chosen[touched] = -1
            letters = np.flatnonzero(chosen >= 0)
            self._rename(letters, chosen[letters])

    def _rename(self, letters: _Labels, names: _Labels) -> None:
        """Move letters to new classes; a name of -1 leaves a letter where it is."""
        letters, names = letters[names >= 0], names[names >= 0]
        if not len(letters):
            return
        gone = np.bincount(self.labels[letters], minlength=len(self.sizes))
        added = np.bincount(names - len(self.sizes))
        self.sizes = np.concatenate([self.sizes - gone, added])
        self.labels[letters] = names
        words = 2 * names.astype(np.uint64)
        self.codes[:, letters] = [mixed((words + np.uint64(k)) * _GOLDEN) for k in (1, 2)]
        self.waiting.append(letters)


class _Refinement:
    """Colour refinement of a channel, round by round."""

    def __init__(self, channel: Operator, inputs: Vector | None) -> None:
        self.fingerprints = fingerprints(channel)
        self.inputs, self.outputs = (_Side(letters) for letters in channel.shape)
        if inputs is not None:
            kinds = np.unique(inputs, return_inverse=True)[1].astype(np.uint64)
            self.inputs.split(np.arange(len(kinds)), np.array([kinds, kinds]))

    @property
    def classes(self) -> Classes:
        """The classes so far; they are equitable after the last round."""
        return Classes(_numbered(self.inputs.labels), _numbered(self.outputs.labels))

    def rounds(self) -> Iterator[int]:
        """Refine the classes of both sides in turn until nothing changes; yield how often all was read."""
        rows, columns = self.fingerprints.whole()
        self.inputs.split(np.arange(rows.shape[1]), rows)
        self.outputs.split(np.arange(columns.shape[1]), columns)
        yield self.fingerprints.readings
        while self.inputs.waiting or self.outputs.waiting:
            for axis, (side, other) in enumerate(((self.inputs, self.outputs), (self.outputs, self.inputs))):
                if other.waiting:
                    letters, change = other.taken()
                    if not side.is_discrete:
                        side.split(*self.fingerprints.along(axis, letters, change))
            yield self.fingerprints.readings


def _numbered(labels: _Labels) -> _Labels:
    """Number classes in the order of their first letters."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse.ravel()]


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
