"""Variables as labelled partitions of a sample space, and their lattice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import CompositionError, ShapeError
from itbounds.kernels.lattice.cells import Cells, Codes, joint_cells
from itbounds.kernels.lattice.common_part import connected_labels
from itbounds.kernels.lattice.metric import rajski_of_cells, shannon_distance_of_cells
from itbounds.kernels.space import Letter
from itbounds.numerics import reductions
from itbounds.numerics.block_sums import block_sums
from itbounds.numerics.sparse_reductions import as_sparse
from itbounds.numerics.validation import as_distribution
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Observable", "observables"]


@dataclass(frozen=True, eq=False, slots=True, repr=False, init=False)
class Observable:
    r"""A random variable on a finite sample space, as an element of Shannon's information lattice.

    What counts is which points it tells apart. ``X <= Y`` says that X is a function of Y almost surely,
    ``X == Y`` that each is a function of the other; ``X | Y`` is the join, the pair (X, Y), and ``X & Y`` the
    meet, the common part of Gács and Körner (Shannon, 1953; Li and Chong, 2011).

    Parameters
    ----------
    labels : sequence
        What the variable is at each point of the sample space; any hashable values.
    law : array-like of shape (len(labels),)
        The probabilities of the points. Points without probability are no part of the partition.

    Raises
    ------
    ShapeError
        If there is not one label for each point.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    The remainders modulo 2 and 3 of a uniform number below 6 tell it (the Chinese remainder theorem):

    >>> number = Observable(range(6), [1 / 6] * 6)
    >>> parity, third = number.map(lambda x: x % 2), number.map(lambda x: x % 3)
    >>> parity | third == number, parity <= third, (parity & third).entropy()
    (True, False, 0.0)
    """

    letters: tuple[Letter, ...]
    codes: Codes
    law: Vector

    def __init__(self, labels: Sequence[Letter], law: ArrayLike) -> None:
        weights = as_distribution(law, name="law of the points")
        if len(labels) != len(weights):
            raise ShapeError(
                f"{len(labels)} labels for {len(weights)} points",
                value=len(labels),
                hint="give each point of the sample space a label",
            )
        raw = [label.item() if isinstance(label, np.generic) else label for label in labels]
        numbers: dict[Letter, int] = {}
        codes = [
            numbers.setdefault(label, len(numbers)) if positive else -1
            for label, positive in zip(raw, (weights > 0.0).tolist(), strict=True)
        ]
        _fill(self, tuple(numbers), np.array(codes, dtype=np.int64), weights)

    @property
    def count(self) -> int:
        """The number of values with positive probability."""
        return len(self.letters)

    @property
    def probabilities(self) -> Vector:
        """The law of the variable, in the order of `letters`."""
        used = self.codes >= 0
        return block_sums(self.codes[used], self.law[used], self.count)

    def map(self, function: Callable[[Any], Letter]) -> "Observable":
        """Return the variable f(X).

        Parameters
        ----------
        function : callable
            Takes a letter and returns another one.
        """
        images: dict[Letter, int] = {}
        table = np.array([images.setdefault(function(letter), len(images)) for letter in self.letters])
        return _made(tuple(images), np.where(self.codes >= 0, table[self.codes], -1), self.law)

    def entropy(self, unit: Unit | str = BITS) -> float:
        """Return H(X)."""
        return as_unit(unit).from_nats(float(reductions.entropy(self.probabilities)))

    def distance(self, other: "Observable", unit: Unit | str = BITS) -> float:
        """Return Shannon's distance D(X, Y) = H(X|Y) + H(Y|X)."""
        return as_unit(unit).from_nats(shannon_distance_of_cells(self.against(other)))

    def rajski(self, other: "Observable") -> float:
        """Return Rajski's distance D(X, Y) / H(X, Y), 0 for two constants."""
        return rajski_of_cells(self.against(other))

    def information(self, other: "Observable", unit: Unit | str = BITS) -> float:
        """Return I(X; Y)."""
        from scipy.sparse import coo_array

        cells = self.against(other)
        table = coo_array((cells.weights, (cells.rows, cells.columns)), shape=cells.shape)
        return as_unit(unit).from_nats(float(reductions.mutual_information(table)))

    def against(self, other: "Observable") -> Cells:
        """Return the cells of the joint law of the two variables.

        Raises
        ------
        CompositionError
            If they live on different sample spaces.
        """
        packed = self._packed(other)
        pairs, codes = np.unique(packed, return_inverse=True)
        rows, columns = np.divmod(pairs, other.count)
        weights = block_sums(codes.reshape(-1), self.law[self.codes >= 0], len(pairs))
        return Cells(rows, columns, weights, (self.count, other.count))

    def constant(self) -> "Observable":
        """Return the bottom of the lattice: what is known beforehand."""
        return _made((0,), np.where(self.codes >= 0, 0, -1), self.law)

    def everything(self) -> "Observable":
        """Return the top of the lattice: the point itself."""
        places = np.flatnonzero(self.codes >= 0)
        codes = np.full(len(self.codes), -1, dtype=np.int64)
        codes[places] = np.arange(len(places))
        return _made(tuple(places.tolist()), codes, self.law)

    def __or__(self, other: "Observable") -> "Observable":
        """Return the join (X, Y)."""
        packed = self._packed(other)
        pairs, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(len(pairs), dtype=np.int64)
        rank[order] = np.arange(len(pairs))
        codes = np.full(len(self.codes), -1, dtype=np.int64)
        codes[self.codes >= 0] = rank[inverse.reshape(-1)]
        rows, columns = np.divmod(pairs[order], other.count)
        letters = zip(
            map(self.letters.__getitem__, rows.tolist()),
            map(other.letters.__getitem__, columns.tolist()),
            strict=True,
        )
        return _made(tuple(letters), codes, self.law)

    def __and__(self, other: "Observable") -> "Observable":
        """Return the meet, the common part; its letters are numbers."""
        labels, _ = connected_labels(self.against(other))
        return _made(
            tuple(range(int(labels.max()) + 1)), np.where(self.codes >= 0, labels[self.codes], -1), self.law
        )

    def __le__(self, other: "Observable") -> bool:
        """Whether X is a function of Y almost surely."""
        self._require(other)
        used = self.codes >= 0
        mine, theirs = self.codes[used], other.codes[used]
        image = np.zeros(other.count, dtype=np.int64)
        image[theirs] = mine
        return bool((image[theirs] == mine).all())

    def __ge__(self, other: "Observable") -> bool:
        """Whether Y is a function of X almost surely."""
        return other <= self

    def __eq__(self, other: object) -> bool:
        """Whether each is a function of the other: letters do not count."""
        if not isinstance(other, Observable):
            return NotImplemented
        self._require(other)
        return bool(np.array_equal(self.codes, other.codes))

    def __hash__(self) -> int:
        return hash(self.codes.tobytes())

    def __repr__(self) -> str:
        shown = ", ".join(repr(letter) for letter in self.letters[:4])
        rest = ", ..." if self.count > 4 else ""
        return f"Observable of {self.count} values ({shown}{rest}) on {len(self.codes)} points"

    def _packed(self, other: "Observable") -> Codes:
        self._require(other)
        used = self.codes >= 0
        packed: Codes = self.codes[used] * other.count + other.codes[used]
        return packed

    def _require(self, other: "Observable") -> None:
        if self.law is not other.law and not np.array_equal(self.law, other.law):
            raise CompositionError(
                f"variables on different sample spaces, of {len(self.law)} and {len(other.law)} points",
                hint="give both the same law of the points",
            )


def observables(joint: ArrayLike) -> tuple[Observable, ...]:
    """Return the coordinates of a joint law as variables on its cells; the last changes fastest.

    Parameters
    ----------
    joint : array-like of shape (k_1, ..., k_n), or a sparse array of two axes
        The joint law; the points of a sparse one are its stored cells.

    Examples
    --------
    >>> X, Y = observables([[0.5, 0.0], [0.25, 0.25]])
    >>> X.entropy(), (X | Y).entropy()
    (1.0, 1.5)
    """
    if as_sparse(joint) is not None:
        cells = joint_cells(joint)
        return tuple(_numbered(letters, cells.weights) for letters in (cells.rows, cells.columns))
    law = as_distribution(joint, name="joint law", ndim=None)
    points = np.indices(law.shape).reshape(law.ndim, -1)
    return tuple(_numbered(letters, law.reshape(-1)) for letters in points)


def _numbered(letters: Codes, law: Vector) -> Observable:
    """Return a variable with integer letters, without a loop over the points."""
    used = law > 0.0
    values, first, inverse = np.unique(letters[used], return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))
    codes = np.full(len(letters), -1, dtype=np.int64)
    codes[used] = rank[inverse.reshape(-1)]
    return _made(tuple(values[order].tolist()), codes, law)


def _made(letters: Iterable[Letter], codes: Codes, law: Vector) -> Observable:
    variable = object.__new__(Observable)
    _fill(variable, tuple(letters), codes, law)
    return variable


def _fill(variable: Observable, letters: tuple[Letter, ...], codes: Codes, law: Vector) -> None:
    codes.setflags(write=False)
    object.__setattr__(variable, "letters", letters)
    object.__setattr__(variable, "codes", codes)
    object.__setattr__(variable, "law", law)
