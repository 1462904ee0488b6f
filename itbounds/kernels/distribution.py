"""Probability distributions: kernels from the unit space."""

from collections.abc import Iterable, Mapping
from functools import reduce
from math import prod
from typing import Any, overload

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Number, Vector
from itbounds.errors import ShapeError
from itbounds.kernels.conversion import frequencies, softmax
from itbounds.kernels.display import matrix_html, operator_text
from itbounds.kernels.kernel import Kernel
from itbounds.kernels.labels import labelled
from itbounds.kernels.space import Space
from itbounds.numerics import reductions
from itbounds.numerics.operators import Kronecker, Operator
from itbounds.numerics.validation import Normalize, as_distribution
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Distribution", "as_distribution_object"]


class Distribution(Kernel):
    """A probability distribution on a finite space: a kernel from the unit space.

    ``p >> W`` is the output law of a channel, ``p @ q`` the law of an independent pair. ``numpy.asarray``
    gives the probabilities, with one axis for each factor of the space.

    Parameters
    ----------
    space : Space
        Its letters.
    probabilities : array-like of shape (space.size,) or space.shape
        They sum to one; kept as given, and copied into a read-only float64 array.

    Raises
    ------
    ShapeError
        If the probabilities do not fit the space.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    >>> p = Distribution(Space.of(["heads", "tails"], "coin"), [0.25, 0.75])
    >>> p
    Distribution(Space.of(['heads', 'tails'], 'coin'), [0.25, 0.75])
    >>> (p @ p).probabilities
    array([0.0625, 0.1875, 0.1875, 0.5625])
    """

    __slots__ = ()

    def __init__(self, space: Space, probabilities: ArrayLike) -> None:
        array = as_distribution(probabilities, name="distribution", ndim=None)
        if array.shape not in ((space.size,), space.shape):
            raise ShapeError(
                f"a distribution on {space} has shape {space.shape} or ({space.size},), not {array.shape}",
                value=array.shape,
            )
        super().__init__(Space.unit(), space, array.reshape(1, -1))

    @classmethod
    def of(cls, p: ArrayLike, /, *, normalize: Normalize = None, names: Iterable[str] = ()) -> "Distribution":
        """Return the distribution of an array; labels of a Series and keys of a dict become its letters.

        Parameters
        ----------
        p : array-like, Series, dict or Distribution
            Probabilities. An array with several axes is a joint law, with one factor for each axis. A
            `Distribution` is returned as it is.
        normalize : {"rows"}, optional
            Divide by the sum.
        names : iterable of str, optional
            The name of each factor.

        Raises
        ------
        ItboundsError
            As `itbounds.numerics.validation.as_distribution`.

        Examples
        --------
        >>> Distribution.of({"a": 0.5, "b": 0.5})
        Distribution(Space.of(['a', 'b']), [0.5, 0.5])
        >>> Distribution.of([[0.4, 0.1], [0.1, 0.4]], names="XY").marginal("Y")
        Distribution(Space.of(2, 'Y'), [0.5, 0.5])
        """
        return as_distribution_object(p, name="distribution", normalize=normalize, names=names)

    @classmethod
    def from_counts(cls, counts: ArrayLike, /, *, alpha: Number = 0.0) -> "Distribution":
        """Return the relative frequencies of a vector of counts, each first raised by `alpha`."""
        values = np.asarray(_values(counts))
        return _on(_letters(counts, values.shape), frequencies(values.reshape(1, -1), alpha))

    @classmethod
    def from_logits(cls, logits: ArrayLike, /) -> "Distribution":
        """Return the normalised exponentials of a vector of logits, as `Kernel.from_logits`."""
        values = np.asarray(_values(logits))
        return _on(_letters(logits, values.shape), softmax(values.reshape(1, -1)))

    @property
    def space(self) -> Space:
        """The space whose letters have these probabilities."""
        return self.cod

    @property
    def probabilities(self) -> Vector:
        """The probabilities as one vector, in the order of ``space.letters``; read-only."""
        row: Vector = self.matrix[0]
        return row

    @property
    def tensor(self) -> Array:
        """The probabilities with one axis for each factor; read-only."""
        return self.matrix.reshape(self.cod.shape)

    def disintegrate(self, given: str | int | Iterable[str | int]) -> tuple["Distribution", Kernel]:
        r"""Return the marginal law of some factors, and the channel from them to the others.

        .. math:: p(x, y) = p(x) \, c(y \mid x)

        The channel is unique where :math:`p(x) > 0`; its other rows are uniform by convention and named in
        `Kernel.null_rows` (Cho and Jacobs, *Disintegration and Bayesian inversion via string diagrams*,
        2019).

        Parameters
        ----------
        given : str, int or iterable of these
            The factors of x, by name or by position; y is made of the others, in their order.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one factor.

        Examples
        --------
        >>> law = Distribution.of([[0.3, 0.1], [0.0, 0.0], [0.3, 0.3]], names="XY")
        >>> marginal, channel = law.disintegrate("X")
        >>> marginal
        Distribution(Space.of(3, 'X'), [0.4, 0.0, 0.6])
        >>> channel.matrix, channel.null_rows
        (array([[0.75, 0.25],
               [0.5 , 0.5 ],
               [0.5 , 0.5 ]]), (1,))
        """
        return self.marginal(given), self.conditional(given)

    def independent(
        self,
        first: str | int | Iterable[str | int],
        second: str | int | Iterable[str | int],
        given: str | int | Iterable[str | int] = (),
        *,
        atol: float = 1e-12,
    ) -> bool:
        r"""Return whether some factors are independent of others, given further ones, up to a tolerance.

        .. math:: \tfrac12 \sum_{x, y, z} \Bigl| p(x, y, z) - \frac{p(x, z) \, p(y, z)}{p(z)} \Bigr|
                  \le \text{atol}

        The sum runs over the z that have positive probability; it is the total variation between the law and
        the one put together from its channels :math:`z \to x` and :math:`z \to y`.

        Parameters
        ----------
        first, second, given : str, int or iterable of these
            Factors by name or by position; the three groups are disjoint.
        atol : float
            The largest distance, in total variation.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one factor, or a factor is in two groups.

        Examples
        --------
        >>> xor = Distribution.of([[[1 / 4, 0], [0, 1 / 4]], [[0, 1 / 4], [1 / 4, 0]]], names="XYZ")
        >>> xor.independent("X", "Y"), xor.independent("X", "Y", given="Z")
        (True, False)
        """
        groups = [self.cod.positions(group) for group in (first, second, given)]
        law = self.marginal([axis for group in groups for axis in group])
        shape = [prod(self.cod.shape[axis] for axis in group) for group in groups]
        tensor = law.matrix.reshape(shape)
        x, y, z = tensor.sum(axis=1), tensor.sum(axis=0), tensor.sum(axis=(0, 1))
        seen = z > 0.0
        apart = x[:, None, seen] * (y[:, seen] / z[seen])[None, :, :]
        return 0.5 * float(np.abs(tensor[:, :, seen] - apart).sum()) <= atol

    def entropy(self, unit: Unit | str = BITS) -> float:
        r"""Return :math:`H(p) = -\sum_x p_x \log p_x`.

        Examples
        --------
        >>> Distribution.of([0.5, 0.25, 0.25]).entropy()
        1.5
        """
        parts = self.operator.factors if isinstance(self.operator, Kronecker) else (self.operator,)
        nats = sum(float(reductions.entropy(part.dense()[0])) for part in parts)
        return as_unit(unit).from_nats(nats)

    @overload
    def __matmul__(self, other: "Distribution") -> "Distribution": ...
    @overload
    def __matmul__(self, other: Kernel) -> Kernel: ...
    def __matmul__(self, other: Kernel) -> Kernel:
        """Return the independent pair of two distributions, or the kernels side by side."""
        pair = super().__matmul__(other)
        if isinstance(other, Distribution):
            return Distribution._trusted(pair.dom, pair.cod, pair.operator)
        return pair

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the probabilities, for numpy, with one axis for each factor."""
        return np.array(self.tensor, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        plain = self.cod.anonymous and len(self.cod.names) > 0
        text = operator_text(self.operator, self.cod.shape if plain else (self.cod.size,))
        return f"Distribution.of({text})" if plain else f"Distribution({self.cod!r}, {text})"

    def _repr_html_(self) -> str:
        return matrix_html(Space.of(["p"]), self.cod, self.operator)


def as_distribution_object(
    obj: "Distribution | ArrayLike",
    *,
    name: str = "source",
    normalize: Normalize = None,
    names: Iterable[str] = (),
) -> Distribution:
    """Return a `Distribution` as it is, anything else through `as_distribution`, with the labels it carries.

    Parameters
    ----------
    obj : Distribution, dict or array-like
        Probabilities; a `Kernel` from a space of one letter is taken too.
    name : str
        What the argument is called in error messages.
    normalize : {"rows"}, optional
        Divide by the sum.
    names : iterable of str, optional
        The name of each factor.

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.
    """
    wanted = tuple(names)
    if isinstance(obj, Kernel):
        if obj.dom.size != 1:
            raise ShapeError(f"the {name} is a kernel from {obj.dom}, not from the unit space")
        return _named(Distribution._trusted(Space.unit(), obj.cod, obj.operator), wanted)
    array = as_distribution(_values(obj), name=name, ndim=None, normalize=normalize)
    return _named(_on(_letters(obj, array.shape), array.reshape(1, -1)), wanted)


def _on(space: Space, row: Matrix | Operator) -> Distribution:
    return Distribution._trusted(Space.unit(), space, row)


def _values(obj: ArrayLike) -> ArrayLike:
    return list(obj.values()) if isinstance(obj, Mapping) else obj


def _letters(obj: ArrayLike, shape: tuple[int, ...]) -> Space:
    """Return the space of an array: its labels if it carries any, one factor for each axis."""
    if isinstance(obj, Mapping):
        return Space.of(list(obj))
    factors = [labelled(obj, axis, size) if axis < 2 else Space.of(size) for axis, size in enumerate(shape)]
    return reduce(Space.__matmul__, factors, Space.unit())


def _named(law: Distribution, names: tuple[str, ...]) -> Distribution:
    if not names:
        return law
    return _on(Space(names, law.space.alphabets), law.operator)
