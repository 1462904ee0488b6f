"""The inequalities of Fano, inverted exactly: how often a guess must fail, given what is not known."""

from math import fsum, log

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.inputs import as_alphabet, as_information, padded, require_at_most
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.binary_divergence import first_argument_below
from itbounds.numerics.statistics.fano import least_error
from itbounds.numerics.validation import as_distribution, as_vector
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "conditional_fano", "fano", "kl_fano", "list_fano"]

_FANO = Theorem(
    name="fano",
    title="the error probability that an equivocation forces",
    statement=r"h(P_e) + P_e \ln (K - 1) \ge H(X \mid Y)",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("X takes one of K values",),
    reference="Fano (1961)",
    evidence="proved",
    known=KnownAnswer(
        {"conditional_entropy": 0.4349439, "k": 4}, 0.1, "the 4-ary symmetric channel attains it", 5e-7
    ),
)

_LIST = Theorem(
    name="list_fano",
    title="the probability that a list of guesses misses",
    statement=r"h(P_L) + (1 - P_L) \ln L + P_L \ln (K - L) \ge H(X \mid Y)",
    direction="lower",
    target="P_L",
    latex="P_L",
    kind="deterministic",
    assumptions=("X takes one of K values", "L guesses are allowed"),
    reference="Ahlswede, Gacs and Korner (1976)",
    evidence="proved",
    known=KnownAnswer(
        {"conditional_entropy": 1.5, "k": 10, "list_size": 3}, 0.0972467, "root of the equation", 5e-8
    ),
)

_CONDITIONAL = Theorem(
    name="conditional_fano",
    title="Fano's inequality for each value of a side information, averaged",
    statement=r"P_e \ge \sum_a P(A = a) \, \mathrm{Fano}\bigl(H(X \mid Y, A = a), K_a\bigr)",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("given A = a, X takes one of K_a values", "the guess may depend on A"),
    reference="Scarlett and Cevher (2021)",
    evidence="proved",
    known=KnownAnswer(
        {"conditional_entropies": [0.4349439, 0.0], "weights": [0.5, 0.5], "k": 4},
        0.05,
        "a symmetric channel or none, by a coin",
        5e-7,
    ),
)

_KL = Theorem(
    name="kl_fano",
    title="the error probability that a small information forces, whatever the prior",
    statement=r"d(1 - P_e \,\|\, p_{\max}) \le I(X; Y) \quad \text{if } 1 - P_e \ge p_{\max}",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("no value of X is likelier than p_max",),
    reference="Han and Verdu (1994)",
    evidence="proved",
    known=KnownAnswer(
        {"information": 0.9513504, "p_max": 0.25}, 0.1, "the 4-ary symmetric channel attains it", 5e-7
    ),
)


def fano(conditional_entropy: Number, k: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the least error probability that Fano's inequality allows, by its exact inverse.

    .. math:: h(P_e) + P_e \ln (K - 1) \ge H(X \mid Y)

    Parameters
    ----------
    conditional_entropy : float
        :math:`H(X \mid Y)` or a lower bound of it.
    k : int
        The number K of values of X, at least 2.
    unit : Unit or str
        The unit of `conditional_entropy`.

    Returns
    -------
    Bound
        A lower bound of the error probability of every guess of X from Y, rounded down.

    Raises
    ------
    DomainError
        If the entropy is negative or above :math:`\ln K`, or `k` is less than 2.

    Notes
    -----
    The weak form :math:`1 - (I + \ln 2) / \ln K` is negative for small K. Close to :math:`\ln K` the inverse
    has a vertical tangent: the entropy as a double leaves :math:`P_e` uncertain by about :math:`10^{-8}`,
    and the lower end of that is returned. Source: Fano, 1961.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.decision.fano(0.4, 4)
    P_e ≥ 0.089586230
      theorem    fano
      kind       deterministic
      assumed    X takes one of K values
      H(X|Y)     0.4
      K          4
      reference  Fano (1961)
      evidence   proved
    """
    letters = as_alphabet(k)
    entropy = _equivocation(conditional_entropy, letters, unit)
    value = float(least_error(np.array(entropy), np.array(float(letters)), np.array(1.0)))
    return _FANO.bound(value, vacuous=value <= 0.0, terms={"H(X|Y)": entropy, "K": float(letters)})


def list_fano(conditional_entropy: Number, k: Count, list_size: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the least probability with which a list of guesses misses, by the exact inverse.

    .. math:: h(P_L) + (1 - P_L) \ln L + P_L \ln (K - L) \ge H(X \mid Y)

    It limits the accuracy "within the first L".

    Parameters
    ----------
    conditional_entropy, k, unit
        As `fano`.
    list_size : int
        The number L of guesses, at least 1 and less than `k`.

    Raises
    ------
    DomainError
        As `fano`, or if the list is not shorter than the alphabet.

    Notes
    -----
    Source: Ahlswede, Gacs and Korner, 1976.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.list_fano(1.5, 10, 3))
    P_L ≥ 0.097246667
    """
    letters = as_alphabet(k)
    size = as_count(list_size, name="size L of the list")
    if size >= letters:
        hint = "a list of all letters never misses"
        raise DomainError(f"the list has {size} guesses for {letters} letters", value=size, hint=hint)
    entropy = _equivocation(conditional_entropy, letters, unit)
    value = float(least_error(np.array(entropy), np.array(float(letters)), np.array(float(size))))
    terms = {"H(X|Y)": entropy, "K": float(letters), "L": float(size)}
    return _LIST.bound(value, vacuous=value <= 0.0, terms=terms)


def conditional_fano(
    conditional_entropies: ArrayLike, weights: ArrayLike, k: ArrayLike, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return the average of Fano's bound over the values of a side information A.

    .. math:: P_e \ge \sum_a P(A = a) \, \mathrm{Fano}\bigl(H(X \mid Y, A = a), K_a\bigr)

    Given :math:`A = a` the guess is one of X from Y, and Fano's inequality holds with the values that X can
    then take.

    Parameters
    ----------
    conditional_entropies : array-like of shape (m,)
        :math:`H(X \mid Y, A = a)` or lower bounds of them.
    weights : array-like of shape (m,)
        The law of A.
    k : int or array-like of shape (m,)
        The number of values of X given each a, at least 2.
    unit : Unit or str
        The unit of the entropies.

    Raises
    ------
    ShapeError
        If the arrays differ in length.
    DomainError
        As `fano`.

    Notes
    -----
    Source: Scarlett and Cevher, 2021, where it has the weak form in every term.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.conditional_fano([0.4, 0.0], [0.5, 0.5], 4))
    P_e ≥ 0.044793115
    """
    law = as_distribution(weights, name="law of the side information")
    given = as_vector(conditional_entropies, name="vector of conditional entropies", size=law.size)
    counts = [k] * law.size if np.ndim(k) == 0 else list(k)
    if len(counts) != law.size:
        raise ShapeError(
            f"k has {len(counts)} entries; one number or {law.size} are needed", value=len(counts)
        )
    letters = [as_alphabet(count) for count in counts]
    pairs = zip(given.tolist(), letters, strict=True)
    entropies = np.array([_equivocation(entropy, count, unit) for entropy, count in pairs])
    parts = least_error(entropies, np.array(letters, dtype=np.float64), np.ones(law.size))
    mean = fsum((law * parts).tolist()) / fsum(law.tolist())
    value = max(0.0, padded(mean, towards="down"))
    return _CONDITIONAL.bound(
        value, vacuous=value <= 0.0, terms={"H(X|Y,A)": fsum((law * entropies).tolist()) / fsum(law.tolist())}
    )


def kl_fano(information: Number, p_max: Number, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the least error probability that a mutual information allows, whatever the prior.

    .. math:: d(1 - P_e \,\|\, p_{\max}) \le I(X; Y) \quad \text{if } 1 - P_e \ge p_{\max}

    A guess is right with probability :math:`1 - P_e`, and with at most :math:`p_{\max}` if X and Y were
    independent: data processing of relative entropy to "right or wrong".

    Parameters
    ----------
    information : float
        :math:`I(X; Y)` or an upper bound of it.
    p_max : float
        The probability of the likeliest value of X or an upper bound of it, in (0, 1].
    unit : Unit or str
        The unit of `information`.

    Raises
    ------
    DomainError
        If the information is negative, or `p_max` is no positive probability.

    Notes
    -----
    It is the first argument of :math:`d` that is solved for; of a uniform prior it is Fano's inequality.
    Source: Han and Verdu, 1994.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.decision.kl_fano(0.1, 0.5))
    P_e ≥ 0.280205373
    """
    nats = as_information(information, unit, name="mutual information", towards="up", finite=False)
    largest = as_probability(p_max, name="largest prior probability")
    if largest == 0.0:
        raise DomainError("the largest prior probability is 0", value=largest, hint="some value has one")
    # A smaller second argument only weakens what is certain.
    other = max(0.0, float(np.nextafter(1.0 - largest, -1.0)))
    value = float(first_argument_below(np.array(other), np.array(nats)))
    return _KL.bound(value, vacuous=value <= 0.0, terms={"I(X;Y)": nats, "p_max": largest})


def _equivocation(value: Number, letters: int, unit: Unit | str) -> float:
    entropy = as_information(value, unit, name="conditional entropy", towards="down")
    require_at_most(
        entropy,
        log(letters),
        name="conditional entropy",
        meaning="the entropy of a uniform X",
        hint="check `k`, and `unit=` (the default here is nats)",
    )
    return entropy


CALCULATORS = (
    Calculator(_FANO, fano),
    Calculator(_LIST, list_fano),
    Calculator(_CONDITIONAL, conditional_fano),
    Calculator(_KL, kl_fano),
)
