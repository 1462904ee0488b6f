"""How many nearly orthogonal directions a space has, and how few dimensions keep distances."""

from math import ceil, inf, log, nextafter, sqrt

from itbounds._typing import Count, Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.ball_measures import sphere_ball
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_count, as_real
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = [
    "CALCULATORS",
    "cap_packing",
    "gilbert_varshamov",
    "johnson_lindenstrauss",
    "kabatiansky_levenshtein",
    "superposition",
]

_CODE = ("N is the largest number of real unit vectors with pairwise cosine at most the given one",)

_CAP_PACKING = Theorem(
    name="cap_packing",
    title="caps of half the angle are disjoint",
    statement=r"\ln N \le -\ln \mu(\tfrac12 \arccos c), \qquad \mu(\phi) = \tfrac12 I_{\sin^2 \phi}"
    r"(\tfrac{d - 1}{2}, \tfrac12)",
    direction="upper",
    target="log N",
    latex=r"\ln N",
    kind="deterministic",
    assumptions=_CODE,
    reference="volume argument",
    evidence="proved",
    known=KnownAnswer({"dimension": 64, "cosine": 0.3}, 51.730, "volumes of caps", 5e-4),
)

_GILBERT_VARSHAMOV = Theorem(
    name="gilbert_varshamov",
    title="a code that cannot be extended covers",
    statement=r"\ln N \ge -\ln \mu(\arccos c)",
    direction="lower",
    target="log N",
    latex=r"\ln N",
    kind="deterministic",
    assumptions=_CODE,
    reference="Shannon (1959); Gilbert (1952), Varshamov (1957) for codes",
    evidence="proved",
    known=KnownAnswer({"dimension": 64, "cosine": 0.3}, 7.0413, "volumes of caps", 5e-5),
)

_SUPERPOSITION = Theorem(
    name="superposition",
    title="features in superposition are lines with disjoint double caps",
    statement=r"\ln N \le -\ln 2 \mu(\tfrac12 \arccos \mu_0)",
    direction="upper",
    target="log N",
    latex=r"\ln N",
    kind="deterministic",
    assumptions=("N is the largest number of real unit vectors with absolute cosines at most the given one",),
    reference="volume argument",
    evidence="proved",
    known=KnownAnswer({"dimension": 64, "coherence": 0.3}, 50.730, "volumes of caps", 5e-4),
)

_KABATIANSKY_LEVENSHTEIN = Theorem(
    name="kabatiansky_levenshtein",
    title="the asymptotic linear programming bound of spherical codes",
    statement=r"\frac{\ln N}{d} \lesssim \frac{1 + s}{2s} \ln \frac{1 + s}{2s} - \frac{1 - s}{2s} \ln"
    r" \frac{1 - s}{2s}, \qquad s = \sqrt{1 - c^2}",
    direction="approximation",
    target="log N",
    latex=r"\ln N",
    kind="deterministic",
    assumptions=(*_CODE, "the leading term for large dimensions: no bound at a given one"),
    reference="Kabatiansky and Levenshtein (1978)",
    evidence="recalled",
    known=KnownAnswer({"dimension": 768, "cosine": 0.3}, 126.679, "0.164947 bit a dimension", 5e-4),
)

_JOHNSON_LINDENSTRAUSS = Theorem(
    name="johnson_lindenstrauss",
    title="a random projection keeps all distances",
    statement=r"d \le \left\lceil \frac{4 \ln n}{\epsilon^2 / 2 - \epsilon^3 / 3} \right\rceil",
    direction="upper",
    target="d",
    latex="d",
    kind="deterministic",
    assumptions=(
        "d is the least dimension to which some linear map takes the n points, keeping squared distances "
        "within factors 1 - eps and 1 + eps",
    ),
    reference="Johnson and Lindenstrauss (1984); constant of Dasgupta and Gupta (2003)",
    evidence="recalled",
    known=KnownAnswer({"n": 1797, "eps": 0.2}, 1730.0, "4 ln(1797) / 0.017333 = 1729.2", 1e-9),
)


def cap_packing(dimension: Count, cosine: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return that no more unit vectors have pairwise cosines at most c than disjoint caps fit on the sphere.

    .. math:: \ln N \le -\ln \mu \bigl( \tfrac12 \arccos c \bigr), \qquad
              \mu(\phi) = \tfrac12 I_{\sin^2 \phi} \bigl( \tfrac{d - 1}{2}, \tfrac12 \bigr)

    Parameters
    ----------
    dimension : int
        That of the real space, at least 2.
    cosine : float
        From -1 to less than 1.
    unit : Unit or str
        The unit of the logarithm.

    Raises
    ------
    DomainError
        If the dimension is less than 2 or the cosine out of range.

    Notes
    -----
    Embeddings that a margin tells apart are such a code. Source: a volume argument; linear programming bounds
    (Kabatiansky and Levenshtein, 1978) are better in high dimensions.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.cap_packing(768, 0.3))
    log N ≤ 586.646835... bit
    """
    size, c = _code(dimension, cosine, least=-1.0)
    radius = _half_chord(c)
    nats = -sphere_ball(size, radius * (1.0 - 16.0 * UNIT_ROUNDOFF))[0]
    return _CAP_PACKING.bound(nats, vacuous=False, terms={"cosine": c}, unit=as_unit(unit))


def gilbert_varshamov(dimension: Count, cosine: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return that so many unit vectors with pairwise cosines at most c exist: a largest set covers.

    .. math:: \ln N \ge -\ln \mu(\arccos c)

    Parameters
    ----------
    dimension, cosine, unit
        As `cap_packing`.

    Raises
    ------
    DomainError
        As `cap_packing`.

    Notes
    -----
    Source: Shannon, 1959, for spheres; Gilbert, 1952, and Varshamov, 1957, for codes.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.gilbert_varshamov(768, 0.3))
    log N ≥ 56.578... bit
    """
    size, c = _code(dimension, cosine, least=-1.0)
    radius = sqrt(2.0 - 2.0 * c) * (1.0 + 16.0 * UNIT_ROUNDOFF)
    nats = max(0.0, -sphere_ball(size, radius)[1])
    return _GILBERT_VARSHAMOV.bound(nats, vacuous=nats <= 0.0, terms={"cosine": c}, unit=as_unit(unit))


def superposition(dimension: Count, coherence: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return that no more features fit into d dimensions than lines with so small absolute cosines.

    .. math:: \ln N \le -\ln 2 \mu \bigl( \tfrac12 \arccos \mu_0 \bigr)

    Parameters
    ----------
    dimension : int
        The number d of neurons, at least 2.
    coherence : float
        The interference :math:`\mu_0` that is allowed between two features, from 0 to less than 1.
    unit : Unit or str
        The unit of the logarithm.

    Raises
    ------
    DomainError
        If the dimension is less than 2 or the coherence out of range.

    Notes
    -----
    The vectors and their opposites are a code of twice the size, up to the angle between opposites, which is
    no less than any other. `welch` bounds the coherence of a given number of features instead. Source: a
    volume argument.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.superposition(64, 0.1))
    log N ≤ 39.194600... bit
    """
    size, c = _code(dimension, coherence, least=0.0)
    radius = _half_chord(c)
    chosen = as_unit(unit)
    one_bit = nextafter(BITS.to_nats(1.0), 0.0)
    nats = padded(-sphere_ball(size, radius * (1.0 - 16.0 * UNIT_ROUNDOFF))[0] - one_bit, towards="up")
    return _SUPERPOSITION.bound(nats, vacuous=False, terms={"coherence": c}, unit=chosen)


def kabatiansky_levenshtein(dimension: Count, cosine: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the asymptotic form of the linear programming bound of spherical codes: no bound, a guide.

    .. math:: \ln N \lesssim d \Bigl( \frac{1 + s}{2s} \ln \frac{1 + s}{2s} - \frac{1 - s}{2s}
              \ln \frac{1 - s}{2s} \Bigr), \qquad s = \sqrt{1 - c^2}

    Parameters
    ----------
    dimension, unit
        As `cap_packing`.
    cosine : float
        Between 0 and 1.

    Raises
    ------
    DomainError
        If the dimension is less than 2 or the cosine out of range.

    Notes
    -----
    Terms of smaller order in the dimension are left out, so that it must not be used as a proof;
    `cap_packing` is one. Source: Kabatiansky and Levenshtein, 1978, recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.kabatiansky_levenshtein(768, 0.3))
    log N ≈ 126.679... bit
    """
    size, c = _code(dimension, cosine, least=0.0)
    s = sqrt((1.0 - c) * (1.0 + c))
    rest = (1.0 - s) / (2.0 * s)
    rate = (1.0 + rest) * log(1.0 + rest) - (rest * log(rest) if rest > 0.0 else 0.0)
    return _KABATIANSKY_LEVENSHTEIN.bound(size * rate, vacuous=False, terms={"cosine": c}, unit=as_unit(unit))


def johnson_lindenstrauss(n: Count, eps: Number) -> Bound:
    r"""Return a dimension to which some linear map takes n points while keeping all distances.

    .. math:: (1 - \epsilon) \| x - y \|^2 \le \| Tx - Ty \|^2 \le (1 + \epsilon) \| x - y \|^2, \qquad
              d = \left\lceil \frac{4 \ln n}{\epsilon^2 / 2 - \epsilon^3 / 3} \right\rceil

    Parameters
    ----------
    n : int
        The number of points, at least 2.
    eps : float
        The distortion, between 0 and 1.

    Raises
    ------
    DomainError
        If there are fewer points or the distortion is out of range.

    Notes
    -----
    The least dimension is also at least of the order :math:`\epsilon^{-2} \ln n` (Larsen and Nelson, 2017).
    Other programs round the number down; it is rounded up here. Source: Dasgupta and Gupta, 2003, recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.counting.johnson_lindenstrauss(10**6, 0.1))
    d ≤ 11842
    """
    count, distortion = as_count(n, name="number n of points", minimum=2), as_real(eps, name="distortion eps")
    if not 0.0 < distortion < 1.0:
        raise DomainError(f"the distortion is {distortion!r}; it must lie between 0 and 1", value=distortion)
    # A tiny square would be nothing.
    value = padded(4.0 * log(count) / (0.5 - distortion / 3.0) / distortion / distortion, towards="up")
    ceiling = float(ceil(value)) if value < inf else inf
    return _JOHNSON_LINDENSTRAUSS.bound(ceiling, vacuous=ceiling >= count - 1.0, terms={"eps": distortion})


def _code(dimension: int, cosine: float, *, least: float) -> tuple[int, float]:
    size, c = as_count(dimension, name="dimension", minimum=2), as_real(cosine, name="cosine")
    if not least <= c < 1.0:
        raise DomainError(f"the cosine is {c!r}; it must lie in [{least:g}, 1)", value=c)
    return size, c


def _half_chord(c: float) -> float:
    r"""Return the chord :math:`2 \sin(\theta / 4)` of half the angle :math:`\theta = \arccos c`."""
    # 1 - cos(t) = sin^2(t) / (1 + cos(t)) with cos(t) = sqrt((1 + c) / 2).
    half = sqrt((1.0 + c) / 2.0)
    return sqrt((1.0 - c) / (1.0 + half))


CALCULATORS = (
    Calculator(_CAP_PACKING, cap_packing),
    Calculator(_GILBERT_VARSHAMOV, gilbert_varshamov),
    Calculator(_SUPERPOSITION, superposition),
    Calculator(_KABATIANSKY_LEVENSHTEIN, kabatiansky_levenshtein),
    Calculator(_JOHNSON_LINDENSTRAUSS, johnson_lindenstrauss),
)
