"""Guessing succeeds if little is unknown: error probabilities bounded above by the equivocation."""

from math import exp, floor, log, log1p

from itbounds._typing import Count, Number
from itbounds.bounds.inputs import as_alphabet, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit

__all__ = ["CALCULATORS", "feder_merhav", "hellman_raviv"]

_HELLMAN_RAVIV = Theorem(
    name="hellman_raviv",
    title="the Bayes error is at most half of the equivocation in bits",
    statement=r"P_e \le \tfrac12 H(X \mid Y) \text{ (bits)}",
    direction="upper",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("the guess is the likeliest value given Y",),
    reference="Hellman and Raviv (1970)",
    evidence="proved",
    known=KnownAnswer({"conditional_entropy": 0.9}, 0.649213, "0.9 / (2 ln 2)", 5e-7),
    dominated_by=("feder_merhav",),
)

_FEDER_MERHAV = Theorem(
    name="feder_merhav",
    title="the largest Bayes error of a given equivocation",
    statement=r"P_e \le \frac{i - 1}{i} + \frac{H(X \mid Y) - \ln i}{i (i + 1) \ln \frac{i + 1}{i}},"
    r" \qquad i = \lfloor e^{H(X \mid Y)} \rfloor",
    direction="upper",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("the guess is the likeliest value given Y",),
    reference="Feder and Merhav (1994)",
    evidence="proved",
    known=KnownAnswer({"conditional_entropy": 0.9}, 0.585027, "the formula, by hand", 5e-7),
)


def hellman_raviv(conditional_entropy: Number, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the bound of Hellman and Raviv on the Bayes error.

    .. math:: P_e \le \tfrac12 H(X \mid Y) \text{ in bits}

    Parameters
    ----------
    conditional_entropy : float
        :math:`H(X \mid Y)` or an upper bound of it.
    unit : Unit or str
        The unit of `conditional_entropy`.

    Raises
    ------
    DomainError
        If the entropy is negative or not finite.

    Notes
    -----
    For every law, :math:`1 - \max_x p_x \le \tfrac12 H(p)` in bits; average over Y. Never tighter than
    `feder_merhav`, and equal to it up to one bit. Source: Hellman and Raviv, 1970.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.hellman_raviv(0.5, unit="bit"))
    P_e ≤ 0.250000001
    """
    entropy = as_information(conditional_entropy, unit, name="conditional entropy", towards="up")
    value = 0.5 * BITS.ceil(entropy)
    return _HELLMAN_RAVIV.bound(value, vacuous=value >= 1.0, terms={"H(X|Y)": entropy})


def feder_merhav(
    conditional_entropy: Number | None = None,
    *,
    information: Number | None = None,
    k: Count | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the largest Bayes error that an equivocation allows; some law attains it.

    .. math:: P_e \le \frac{i - 1}{i} + \frac{H(X \mid Y) - \ln i}{i (i + 1) \ln \frac{i + 1}{i}},
              \qquad i = \lfloor e^{H(X \mid Y)} \rfloor

    Parameters
    ----------
    conditional_entropy : float, optional
        :math:`H(X \mid Y)` or an upper bound of it.
    information : float, optional
        In its place :math:`I(X; Y)` or a lower bound of it, for X uniform on `k` values.
    k : int, optional
        The number of values of X. The bound itself does not need it; with it, `vacuous` is known.
    unit : Unit or str
        The unit of the entropy or information.

    Raises
    ------
    DomainError
        If not exactly one of entropy and information is given, if it is out of range, or if `k` is missing
        beside an information.

    Notes
    -----
    The least entropy of a law with :math:`\max_x p_x` given is that of :math:`(p, \dots, p, r)`, a piecewise
    concave function of it; its convex envelope joins the uniform laws by chords, and averages over Y stay
    above. Each chord continued is a bound as well, so that the rounding of i does no harm. Source: Feder and
    Merhav, 1994.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.feder_merhav(0.9))
    P_e ≤ 0.585026971
    >>> round(ib.bounds.decision.feder_merhav(information=0.951350, k=4).value, 6)
    0.313746
    """
    letters = None if k is None else as_alphabet(k)
    if (conditional_entropy is None) == (information is None):
        raise DomainError(
            "feder_merhav needs either a conditional entropy or a mutual information",
            hint="give H(X|Y) as the first argument, or information= with k=",
        )
    if information is not None:
        if letters is None:
            raise DomainError("the information of X alone does not tell H(X|Y)", hint="give k=, X uniform")
        known = as_information(information, unit, name="mutual information", towards="down")
        most = log(letters)
        if known > most * (1.0 + 1e-9):
            raise DomainError(
                f"the mutual information is {known!r} nat, more than ln k, {most!r} nat",
                value=known,
                hint="check `k`, and `unit=` (the default here is nats)",
            )
        entropy = max(0.0, padded(most - known, towards="up", size=most))
    else:
        entropy = as_information(conditional_entropy, unit, name="conditional entropy", towards="up")
    value = _chord(entropy)
    trivial = 1.0 if letters is None else 1.0 - 1.0 / letters
    return _FEDER_MERHAV.bound(value, vacuous=value >= trivial, terms={"H(X|Y)": entropy})


def _chord(entropy: float) -> float:
    """Return the chord at an entropy in nats, rounded up."""
    # Beyond e^30 letters the chord is flat to rounding error, and any is a bound.
    i = float(floor(exp(min(entropy, 30.0))))
    steps = i * (i + 1.0) * log1p(1.0 / i)
    value = (i - 1.0) / i + (entropy - log(i)) / steps
    return padded(value, towards="up", size=(i - 1.0) / i + (entropy + log(i)) / steps)


CALCULATORS = (
    Calculator(_HELLMAN_RAVIV, hellman_raviv),
    Calculator(_FEDER_MERHAV, feder_merhav, (("conditional_entropy",), ("information", "k"))),
)
