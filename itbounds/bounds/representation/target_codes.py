"""What n symbols at a distortion cost: converses for every code, random codes, an approximation."""

from math import inf, log, sqrt

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.representation.targets import Target, as_target
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.coding.lossy_codes import covering_size
from itbounds.numerics.coding.lossy_converses import ball_size, sphere_size, tilted_size
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.block_codes import block_size, letter_weights
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "converse_target_rate", "covering_target_rate", "normal_target_rate"]

LONGEST = 50_000
"""So many symbols random codes are counted for, in some seconds."""

_BITS = {"p": [0.6, 0.4], "d": [[0.0, 1.0], [1.0, 0.0]], "D": 0.11, "n": 500, "eps": 0.01}

_NORMAL = Theorem(
    name="normal_target_rate",
    title="the least rate of n symbols at a distortion, nearly: an approximation, no bound",
    statement=r"R(n, D, \varepsilon) \approx R(D) + \sqrt{V(D) / n}\, Q^{-1}(\varepsilon)",
    direction="approximation",
    target="R(n, D, eps)",
    latex=r"R(n, D, \varepsilon)",
    kind="coding",
    assumptions=(
        "independent symbols, the mean distortion exceeds D with probability at most eps",
        "the remainder is of the order ln n / n and not bounded here; of a law that is uniform under Hamming"
        " distortion, where V(D) is 0, it is taken to be ln n / 2n",
    ),
    reference="Ingber and Kochman (2011); Kostina and Verdu (2012)",
    evidence="checked",
    known=KnownAnswer(_BITS, 0.500849, "the formula, by hand", 5e-7),
)

_CONVERSE = Theorem(
    name="converse_target_rate",
    title="the rate of n symbols at a distortion that every code has",
    statement=r"\ln M \ge \max_t \bigl\{ t + \ln ( \Pr[J \ge t] - \varepsilon ) \bigr\},\quad"
    r" J = \sum_i j(X_i), \qquad \ln M \ge \ln N_\varepsilon - \ln B_{n D}",
    direction="lower",
    target="R(n, D, eps)",
    latex=r"R(n, D, \varepsilon)",
    kind="coding",
    assumptions=("independent symbols, the mean distortion exceeds D with probability at most eps",),
    reference="Kostina and Verdu (2012), with any feasible tilted information; sphere covering",
    evidence="proved",
    known=KnownAnswer(_BITS, 0.49577869, "the covering by spheres, by an own count", 5e-8),
)


_COVERING = Theorem(
    name="covering_target_rate",
    title="the rate of n bits at a distortion that some code has",
    statement=r"\sum_k \Pr[k]\, (1 - \pi_k)^M \le \varepsilon \;\Rightarrow\; R(n, D, \varepsilon) \le"
    r" \tfrac1n \ln M",
    direction="upper",
    target="R(n, D, eps)",
    latex=r"R(n, D, \varepsilon)",
    kind="coding",
    assumptions=(
        "independent bits under Hamming distortion, which exceeds D with probability at most eps",
        "codewords are drawn from those with some numbers of ones, from all if the source is fair",
    ),
    reference="Shannon (1959); Kostina and Verdu (2012)",
    evidence="proved",
    known=KnownAnswer(
        {"p": [0.5, 0.5], "d": [[0.0, 1.0], [1.0, 0.0]], "D": 0.11, "n": 100, "eps": 0.01},
        0.55008791,
        "the closed form of a fair source",
        5e-8,
    ),
)


def normal_target_rate(
    p: ArrayLike, d: ArrayLike | None, D: Number, n: Count, eps: Number, *, unit: Unit | str = BITS
) -> Bound:
    r"""Return the normal approximation of the rate of n symbols at a distortion: an approximation, no bound.

    .. math:: R(n, D, \varepsilon) \approx R(D) + \sqrt{\frac{V(D)}{n}}\, Q^{-1}(\varepsilon), \qquad
              V(D) = \mathrm{Var}[j(X)]

    with the d-tilted information :math:`j(x) = -\ln \operatorname{E} e^{s (D - d(x, Y^\star))}`, where s is
    the slope of the rate-distortion function and :math:`Y^\star` has the output law at D.

    Parameters
    ----------
    p, d, D, n, eps, unit
        As `itbounds.representation.finite_rate_distortion`.

    Returns
    -------
    Bound
        Of direction ``"approximation"``; its term V is the rate-dispersion in squared nats.

    Notes
    -----
    Bits under Hamming distortion have the dispersion of lossless codes, whatever D, and a Gaussian source has
    1/2. Source: Ingber and Kochman, 2011; Kostina and Verdu, 2012.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.normal_target_rate([0.89, 0.11], [[0, 1], [1, 0]], 0.05, 100, 0.01))
    R(n, D, eps) ≈ 0.433072...
    """
    from scipy.special import ndtri

    target, length, level = as_target(p, d, D), as_count(n, name="number n of symbols"), _as_error(eps)
    variance = target.dispersion
    value = target.rate_nats + sqrt(variance / length) * -float(ndtri(level))
    if variance == 0.0 and target.hamming is not None and target.rate_nats > 0.0:
        value += 0.5 * log(length) / length
    terms = {"R": target.rate_nats, "V": variance, "n": float(length), "eps": level}
    return _NORMAL.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def converse_target_rate(
    p: ArrayLike, d: ArrayLike | None, D: Number, n: Count, eps: Number, *, unit: Unit | str = BITS
) -> Bound:
    r"""Return a rate that every code of n symbols at a distortion has: the better of two converses.

    With M codewords whose mean distortion exceeds D with a probability of at most :math:`\varepsilon`,

    .. math:: \ln M \ge \max_t \bigl\{ t + \ln ( \Pr[J \ge t] - \varepsilon ) \bigr\}, \qquad
              J = \sum_{i = 1}^n j(X_i) ,

    which is the converse of Kostina and Verdu (2012) solved for M, and holds for every j with
    :math:`\operatorname{E} e^{j(X) + s (D - d(X, y))} \le 1` for all y: it is proved for the one that the
    solver has found, rounding included. Under Hamming distortion the codewords cover at most M times a ball
    of sequences, :math:`M B_{nD} \ge N_\varepsilon`, the least number of sequences of probability
    :math:`1 - \varepsilon`; for a Gaussian source likewise by volume.

    Parameters
    ----------
    p, d, D, n, eps, unit
        As `itbounds.representation.finite_rate_distortion`.

    Returns
    -------
    Bound
        Of direction ``"lower"``; its terms are both converses, in nats for each symbol.

    Notes
    -----
    Letters of an alphabet with too many types are first rounded down to fewer levels, which loses but stays
    true. Source: Kostina and Verdu, 2012.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.converse_target_rate([0.6, 0.4], [[0, 1], [1, 0]], 0.11, 500, 0.01))
    R(n, D, eps) ≥ 0.495778694 bit
    """
    target, length, level = as_target(p, d, D), as_count(n, name="number n of symbols"), _as_error(eps)
    terms = {"n": float(length), "eps": level}
    if target.variance is not None:
        ratio = target.variance / target.level if target.level else inf
        size = inf if ratio == inf else sphere_size(length, ratio * (1.0 - 2.0**-52), level)
        terms["spheres"] = best = size / length
    else:
        size, levels = tilted_size(target.weights, target.tilted, length, level)
        terms |= {"tilted": size / length, "levels": float(levels)}
        best = size / length
        spheres = _spheres(target, length, level)
        if spheres is not None:
            terms["spheres"] = spheres
            best = max(best, spheres)
    best = max(0.0, padded(best, towards="down")) if best < inf else best
    return _CONVERSE.bound(best, vacuous=best <= 0.0, terms=terms, unit=as_unit(unit))


def covering_target_rate(
    p: ArrayLike, d: ArrayLike | None, D: Number, n: Count, eps: Number, *, unit: Unit | str = BITS
) -> Bound:
    r"""Return a rate at which some code of n bits meets a Hamming distortion, by random codes.

    .. math:: \sum_{k = 0}^n \Pr[k]\, (1 - \pi_k)^M \le \varepsilon \quad \Rightarrow \quad
              R(n, D, \varepsilon) \le \tfrac1n \ln M

    with :math:`\pi_k` the probability that a random codeword is near enough to a sequence with k ones.

    Parameters
    ----------
    p, d, D, n, eps, unit
        As `itbounds.representation.finite_rate_distortion`; two letters, and a distortion that is zero for
        the right and one number for the wrong.

    Returns
    -------
    Bound
        Of direction ``"upper"``; the logarithm of a whole number of codewords for each symbol.

    Raises
    ------
    DomainError
        For another source or distortion, or more symbols than are counted.

    Notes
    -----
    Of all codewords with m ones, for all m in a range, M are drawn; a sequence with k ones is missed by all
    with probability :math:`(1 - \pi_k)^M`. Ranges are tried, and the code that
    keeps the likeliest sequences as they are; the best is taken. Source: Shannon, 1959; Kostina and Verdu,
    2012.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.covering_target_rate([0.5, 0.5], [[0, 1], [1, 0]], 0.11, 100, 0.01))
    R(n, D, eps) ≤ 0.550087909 bit
    """
    target, length, level = as_target(p, d, D), as_count(n, name="number n of symbols"), _as_error(eps)
    if target.hamming is None or len(target.weights) > 2:
        raise DomainError(
            "random codes are counted for two letters under Hamming distortion",
            where="d",
            hint="ask converse_target_rate and normal_target_rate",
        )
    if length > LONGEST:
        raise DomainError(
            f"the number n of symbols is {length}; random codes are counted up to {LONGEST}",
            value=length,
            hint="ask converse_target_rate and normal_target_rate",
        )
    size = 0.0
    if len(target.weights) == 2:
        share = float(target.weights[1] / target.weights.sum())
        # A code of the likeliest sequences loses nothing of them.
        size = min(covering_size(share, length, target.hamming, level), _likeliest(target, length, level)[1])
    value = padded(size / length, towards="up")
    terms = {"n": float(length), "eps": level}
    vacuous = value >= log(len(target.weights)) > 0.0
    return _COVERING.bound(value, vacuous=vacuous, terms=terms, unit=as_unit(unit))


def _spheres(target: Target, n: int, eps: float) -> float | None:
    """Return the converse of covering by Hamming balls, in nats for each symbol."""
    if target.hamming is None:
        return None
    least = _likeliest(target, n, eps)[0]
    if least <= 0.0:
        return 0.0
    ball = log(ball_size(len(target.weights), n, target.hamming))
    return max(0.0, least - ball * (1.0 + 2.0**-50)) / n


def _likeliest(target: Target, n: int, eps: float) -> tuple[float, float]:
    """Return ends of the logarithm of the least number of sequences of probability 1 - eps."""
    try:
        return block_size(letter_weights(target.weights), n, eps)
    except DomainError:  # there are too many types to count
        return 0.0, inf


def _as_error(eps: Number) -> float:
    level = as_probability(eps, name="probability eps of excess distortion")
    if not 0.0 < level < 1.0:
        raise DomainError(f"eps is {level!r}; it must lie strictly between 0 and 1", value=level)
    return level


CALCULATORS = (
    Calculator(_NORMAL, normal_target_rate),
    Calculator(_CONVERSE, converse_target_rate),
    Calculator(_COVERING, covering_target_rate),
)
