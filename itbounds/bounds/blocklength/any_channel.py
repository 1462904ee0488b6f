r"""A converse for every finite channel: no code carries more than capacity and some roots of n."""

from math import log, log1p, sqrt

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.blocklength.channels import as_error, as_finite_channel, as_length
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.rounding import row_divergences
from itbounds.numerics.statistics.dispersion import density_moments
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "strong_converse"]

_STRONG = Theorem(
    name="strong_converse",
    title="no larger code exists, for every finite channel",
    statement=r"\ln M \le n D + t - \ln\Bigl(1 - \epsilon - \frac{n V}{n V + t^2}\Bigr)",
    direction="upper",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=(
        "memoryless channel, average error probability eps",
        "without feedback",
        "D and V are the largest mean and variance of the information density of a letter",
    ),
    reference="Wolfowitz (1957); Polyanskiy, Poor and Verdu (2010)",
    evidence="proved",
    known=KnownAnswer(
        {"channel": [[0.5, 0.0, 0.5], [0.0, 0.5, 0.5]], "n": 500, "eps": 1e-3}, 256.907120, "arithmetic", 5e-7
    ),
)


def strong_converse(
    channel: ArrayLike, n: Count, eps: Number, *, input: ArrayLike | None = None, unit: Unit | str = BITS
) -> Bound:
    r"""Return how many messages no code of a finite channel exceeds, whatever its symmetries.

    .. math:: \ln M \le n D + t - \ln\Bigl(1 - \epsilon - \frac{n V}{n V + t^2}\Bigr), \qquad t > 0

    Here :math:`D = \max_x D(W_x \| q)` is the capacity if q is the capacity-achieving output law, and V the
    largest variance of the information density of a letter.

    Parameters
    ----------
    channel, n, eps, unit
        As `dependence_testing`.
    input : array-like of shape (k,), optional
        A law of inputs; only its output law q is used, and every code is bounded all the same.

    Returns
    -------
    Bound
        The logarithm of a real M, rounded up.

    Raises
    ------
    DomainError
        If n is no positive integer, eps is not strictly between 0 and 1, or q excludes an output.

    Notes
    -----
    The information density of no codeword has a larger mean than n D, nor a larger variance than n V, and
    Cantelli's inequality bounds how often it exceeds the threshold of the test between the channel and q.
    Where the inputs are alike, `metaconverse` is tighter by the order of :math:`\sqrt n`. Source: Wolfowitz,
    1957; Polyanskiy, Poor and Verdu, 2010.

    Examples
    --------
    >>> import itbounds as ib
    >>> bound = ib.bounds.blocklength.strong_converse(ib.zoo.z_channel(0.5), 500, 1e-3)
    >>> round(500 * ib.capacity(ib.zoo.z_channel(0.5)).upper, 2), round(bound.value, 2)
    (160.96, 169.87)
    """
    length, level = as_length(n), as_error(eps)
    chosen = as_finite_channel(channel, input)
    if not chosen.whole:
        raise DomainError("the output law excludes an output of the channel", where="input")
    values, errors = row_divergences(chosen.matrix, chosen.output_law)
    mean = float((values + errors).max())
    _, variances, _ = density_moments(chosen.matrix, chosen.output_law)
    # A variance is a sum of squares, of which each is right to a part in a million millions.
    spread = length * float(variances.max()) * (1.0 + 1e-9) + 1e-18
    least = sqrt(spread * level / (1.0 - level))

    def size(shift: float) -> float:
        rest = 1.0 - level - spread / (spread + shift * shift)
        return padded(length * mean + shift - log(rest), towards="up") if rest > 1e-12 else float("inf")

    low, high = least, least + 4.0 * sqrt(spread) + 4.0
    for _ in range(80):
        left, right = low + (high - low) / 3.0, high - (high - low) / 3.0
        low, high = (left, high) if size(left) > size(right) else (low, right)
    value = min(size(low), size(high))
    trivial = length * log(min(chosen.matrix.shape)) - log1p(-level)
    terms = {"n": float(length), "eps": level, "D": mean, "V": spread / length, "t": high}
    return _STRONG.bound(value, vacuous=value >= trivial, terms=terms, unit=as_unit(unit))


CALCULATORS = (Calculator(_STRONG, strong_converse),)
