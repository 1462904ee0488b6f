"""What a representation of finite precision can carry: q coordinates of b bits for n symbols."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from itbounds._typing import ArrayLike
from itbounds.bounds.representation.approximations import block_fano
from itbounds.bounds.representation.block_codes import error
from itbounds.bounds.representation.source_rate import letter_law, rate
from itbounds.kernels import Kernel
from itbounds.kernels.markov import MarkovSource
from itbounds.numerics.scalars import as_count
from itbounds.results import Bound, Result
from itbounds.results.describe import Description

__all__ = ["RepresentationSpec"]


@dataclass(frozen=True)
class RepresentationSpec:
    r"""A representation of n symbols by q coordinates of b bits each (reconstruction).

    It takes :math:`M = 2^{qb}` values, so that its rate is :math:`R = qb / n` bits for each symbol. For a
    bijective target, :math:`R \ge H(X)` is necessary and, for long blocks, :math:`R > H(X)` sufficient;
    :math:`M \ge |\mathcal X|^n` is sufficient for every block.

    Parameters
    ----------
    q : int
        The number of coordinates.
    bits : int
        The bits of each: 32 for single precision, 1 for a sign.
    n : int
        The number of symbols that are represented together.

    Raises
    ------
    DomainError
        If one of them is no positive integer.

    Examples
    --------
    >>> import itbounds as ib
    >>> coin = ib.sources.bernoulli(0.11)
    >>> spec = ib.representation.RepresentationSpec(q=4, bits=8, n=64)
    >>> spec
    4 coordinates of 8 bits for 64 symbols: 0.5 bit each
    >>> spec.carries(coin), spec.least_coordinates(coin)
    (True, 4)
    >>> print(spec.error(coin))
    P_e(n = 64, M = 2^32) ∈ [0.294681539, 0.294681540]
    """

    q: int
    bits: int
    n: int

    def __post_init__(self) -> None:
        names = {"q": "number q of coordinates", "bits": "number of bits", "n": "number n of symbols"}
        for field, name in names.items():
            object.__setattr__(self, field, as_count(getattr(self, field), name=name))

    @property
    def size(self) -> int:
        """The number M of values, exactly."""
        return 1 << (self.q * self.bits)

    @property
    def rate(self) -> float:
        """The rate in bits for each symbol, rounded once."""
        return self.q * self.bits / self.n

    def carries(self, source: ArrayLike | MarkovSource) -> bool | None:
        """Return whether the rate is that of a source: False if some loss is forced on all long blocks.

        Parameters
        ----------
        source : array-like, Distribution or MarkovSource
            As for `itbounds.representation.rate`.

        Returns
        -------
        bool or None
            None where the rate lies within the certified interval of the entropy.
        """
        if self.size >= _letters(source) ** self.n:
            return True
        need, given = rate(source), Fraction(self.q * self.bits, self.n)
        return True if given > need.upper else False if given < need.lower else None

    def least_coordinates(self, source: ArrayLike | MarkovSource) -> int:
        """Return the least q, for the same bits and symbols, whose rate is certainly enough.

        Parameters
        ----------
        source
            As for `carries`.
        """
        without_loss = (_letters(source) ** self.n - 1).bit_length()
        need = min(Fraction(rate(source).upper) * self.n, Fraction(without_loss))
        return max(1, ceil(need / self.bits))

    def error(self, p: ArrayLike) -> Result[Kernel]:
        """Return the least block error of any encoder and read-out, as `itbounds.representation.error`."""
        return error(p, self.n, self.size)

    def fano(self, p: ArrayLike) -> Bound:
        """Return the lower bound on the block error by Fano's inequality."""
        return block_fano(p, self.n, self.size)

    def _describe(self) -> Description:
        coordinates = "1 coordinate" if self.q == 1 else f"{self.q} coordinates"
        width = "1 bit" if self.bits == 1 else f"{self.bits} bits"
        symbols = "1 symbol" if self.n == 1 else f"{self.n} symbols"
        text = f"{coordinates} of {width} for {symbols}: {self.rate:.6g} bit each"
        latex = rf"R = {self.q} \cdot {self.bits} / {self.n}\ \text{{bit}}"
        return Description(text, latex, (("values", f"2^{self.q * self.bits}"),))

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()


def _letters(source: ArrayLike | MarkovSource) -> int:
    if isinstance(source, MarkovSource):
        return source.space.size
    return int((letter_law(source) > 0.0).sum())
