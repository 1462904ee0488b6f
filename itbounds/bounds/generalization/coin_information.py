"""The gap that information about the coins of a supersample allows on average: one root for every row."""

from typing import Any

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.estimates import bound_of_estimate, read_information
from itbounds.bounds.generalization.samples import as_informations, as_sample_size, mean, mean_root, root
from itbounds.bounds.generalization.supersample import Statistic, Supersample
from itbounds.bounds.inputs import as_information, require_at_most
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit

__all__ = ["CALCULATORS", "cmi", "e_cmi", "f_cmi", "individual_cmi", "ld_cmi", "ld_mi", "sl_mi"]

_GAP = r"|\mathbb{E}(L_\mu(W) - L_S(W))|"
_ASSUMED = ("losses are in [0, 1]", "supersample of independent data, and fair coins U_i")
_HALF_BIT = 0.34657359027997264
_ROOT = "by hand: sqrt(ln 2), of a learner by heart that guesses"


def _theorem(name: str, title: str, formula: str, reference: str, known: KnownAnswer) -> Theorem:
    return Theorem(
        name=name,
        title=title,
        statement=rf"{_GAP} \le {formula}",
        direction="upper",
        target="|gap|",
        latex=_GAP,
        kind="expectation",
        assumptions=_ASSUMED,
        reference=reference,
        evidence="proved",
        known=known,
    )


_CMI = _theorem(
    "cmi",
    "the gap that the weights allow by what they tell about all coins",
    r"\sqrt{2 I(W; U \mid \tilde Z) / n}",
    "Steinke and Zakynthinou (2020)",
    KnownAnswer({"conditional_information": 20.0, "n": 1000}, 0.2, "by hand: sqrt(0.04)", 1e-12),
)
_INDIVIDUAL = _theorem(
    "individual_cmi",
    "the gap that the weights allow by what they tell about each coin",
    r"\frac1n \sum_i \mathbb{E} \sqrt{2 I^{\tilde Z}(W; U_i)}",
    "Rodriguez-Galvez, Bassi, Thobaben and Skoglund (2021); Zhou, Tian and Liu (2022)",
    KnownAnswer({"weight_informations": [0.02, 0.08]}, 0.3, "by hand: (0.2 + 0.4) / 2", 1e-12),
)
_PREDICTIONS = _theorem(
    "f_cmi",
    "the gap that predictions allow by what they tell about each coin",
    r"\frac1n \sum_i \mathbb{E} \sqrt{2 I^{\tilde Z}(F_i; U_i)}",
    "Harutyunyan, Raginsky, Ver Steeg and Galstyan (2021)",
    KnownAnswer({"prediction_informations": [0.02, 0.08]}, 0.3, "by hand: (0.2 + 0.4) / 2", 1e-12),
)
_PAIRS = _theorem(
    "e_cmi",
    "the gap that pairs of losses allow by what they tell about each coin",
    r"\frac1n \sum_i \mathbb{E} \sqrt{2 I^{\tilde Z}(L_{i0}, L_{i1}; U_i)}",
    "Hellstrom and Durisi (2022)",
    KnownAnswer({"pair_informations": _HALF_BIT}, 0.832554611, _ROOT, 5e-10),
)
_DIFFERENCES = _theorem(
    "ld_cmi",
    "the gap that differences of losses allow, given the supersample",
    r"\frac1n \sum_i \mathbb{E} \sqrt{2 I^{\tilde Z}(L_{i1} - L_{i0}; U_i)}",
    "Wang and Mao (2023)",
    KnownAnswer({"difference_informations": _HALF_BIT}, 0.832554611, _ROOT, 5e-10),
)
_UNCONDITIONAL = _theorem(
    "ld_mi",
    "the gap that differences of losses allow, whatever the supersample",
    r"\frac1n \sum_i \sqrt{2 I(L_{i1} - L_{i0}; U_i)}",
    "Wang and Mao (2023)",
    KnownAnswer({"difference_informations": _HALF_BIT}, 0.832554611, _ROOT, 5e-10),
)
_SINGLE = _theorem(
    "sl_mi",
    "the gap that single losses allow by what they tell about their own coins",
    r"\frac1n \sum_i \sqrt{2 I(L_{i0}; U_i)}",
    "Wang and Mao (2023), who have twice this",
    KnownAnswer(
        {"loss_informations": 0.21576155433883565}, 0.656904, "a learner by heart that guesses", 5e-7
    ),
)


def cmi(conditional_information: Number, n: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the gap that the weights allow on average by what they tell about all coins.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \sqrt{\frac{2 I(W; U \mid \tilde Z)}{n}}

    The supersample :math:`\tilde Z` has two data in each of n rows, and :math:`U_i` is the one that was
    trained on.

    Parameters
    ----------
    conditional_information : float
        :math:`I(W; U \mid \tilde Z)` or an upper bound of it, at most n bits and at most
        :math:`I(S; W)`.
    n : int
        The number of training data.
    unit : Unit or str
        The unit of `conditional_information`.

    Raises
    ------
    DomainError
        If the information is negative or more than n bits, or n is not positive.

    Notes
    -----
    Given supersample and weights, the gap is a mean of n independent signs with factors in [-1, 1]. At n bits
    the bound is :math:`\sqrt{2 \ln 2} = 1.177`, which is vacuous. Source: Steinke and Zakynthinou, 2020.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.cmi(20.0, 1000))
    |gap| ≤ 0.200000001
    """
    nats = as_information(conditional_information, unit, name="information I(W;U|Z)", towards="up")
    size = as_sample_size(n)
    hint = "check `n`, and `unit=` (the default here is nats)"
    require_at_most(nats, size * BITS.nats, name="information", meaning="the entropy of n coins", hint=hint)
    value = root(2.0 * (nats / size))
    return _CMI.bound(value, vacuous=value >= 1.0, terms={"I(W;U|Z)": nats, "n": float(size)})


def individual_cmi(weight_informations: ArrayLike, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the gap that the weights allow on average by what they tell about each coin.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \mathbb{E} \sqrt{2 I^{\tilde Z}(W; U_i)}

    Parameters
    ----------
    weight_informations : array-like of shape (n,) or (supersamples, n)
        :math:`I(W; U_i \mid \tilde Z)` or, with a leading axis, the informations given each supersample: the
        mean over them is taken *outside* of the root, which is the smaller one.
    unit : Unit or str
        The unit of `weight_informations`.

    Raises
    ------
    DomainError
        If an information is negative, or more than a bit.

    Notes
    -----
    Never looser than `cmi`, as informations about independent coins add up to at most that about all. Source:
    Rodriguez-Galvez, Bassi, Thobaben and Skoglund, 2021; Zhou, Tian and Liu, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.individual_cmi([0.02, 0.08]))
    |gap| ≤ 0.300000001
    """
    nats = as_informations(weight_informations, unit, name="information I(W;U_i|Z)")
    _require_coin(nats)
    value = mean_root(2.0 * each for each in nats)
    terms = {"mean I(W;U_i|Z)": mean(nats), "n": float(len(nats))}
    return _INDIVIDUAL.bound(value, vacuous=value >= 1.0, terms=terms)


def f_cmi(prediction_informations: ArrayLike | Supersample, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the gap that predictions allow on average by what they tell about each coin.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \mathbb{E} \sqrt{2 I^{\tilde Z}(F_i; U_i)}

    Parameters
    ----------
    prediction_informations : array-like of shape (n,) or (supersamples, n), or Supersample
        Informations of the pair :math:`F_i` of predictions for the data of row i, or a table with
        predictions, from which they are estimated: then the result is an approximation, and says what
        chance alone would give.
    unit : Unit or str
        The unit of `prediction_informations`.

    Raises
    ------
    DomainError
        As `individual_cmi`, or if a table has no predictions.

    Notes
    -----
    Source: Harutyunyan, Raginsky, Ver Steeg and Galstyan, 2021.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.f_cmi([0.02, 0.08]))
    |gap| ≤ 0.300000001
    """
    return _roots(_PREDICTIONS, prediction_informations, unit, "predictions", "I(F_i;U_i|Z)")


def e_cmi(pair_informations: ArrayLike | Supersample, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the gap that pairs of losses allow on average by what they tell about each coin.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \mathbb{E} \sqrt{2 I^{\tilde Z}(L_{i0}, L_{i1}; U_i)}

    Parameters
    ----------
    pair_informations, unit
        As `f_cmi`, of the pairs of losses.

    Raises
    ------
    DomainError
        As `individual_cmi`.

    Notes
    -----
    `pair_inversion` makes more of the same informations. Source: Hellstrom and Durisi, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.e_cmi([0.02, 0.08]))
    |gap| ≤ 0.300000001
    """
    return _roots(_PAIRS, pair_informations, unit, "pair", "I(L_i0,L_i1;U_i|Z)")


def ld_cmi(difference_informations: ArrayLike | Supersample, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the gap that differences of losses allow on average, given the supersample.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \mathbb{E} \sqrt{2 I^{\tilde Z}(L_{i1} - L_{i0}; U_i)}

    Parameters
    ----------
    difference_informations, unit
        As `f_cmi`, of the differences of losses.

    Raises
    ------
    DomainError
        As `individual_cmi`.

    Notes
    -----
    Never looser than `e_cmi`, by data processing. Source: Wang and Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.ld_cmi([0.02, 0.08]))
    |gap| ≤ 0.300000001
    """
    return _roots(_DIFFERENCES, difference_informations, unit, "difference", "I(D_i;U_i|Z)")


def ld_mi(difference_informations: ArrayLike | Supersample, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the gap that differences of losses allow on average, whatever the supersample.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \sqrt{2 I(L_{i1} - L_{i0}; U_i)}

    Parameters
    ----------
    difference_informations : array-like of shape (n,), float, or Supersample
        Unconditional informations of the differences; a single one is that of a row J drawn at random, and a
        table is pooled to estimate that.
    unit : Unit or str
        The unit of `difference_informations`.

    Raises
    ------
    DomainError
        As `individual_cmi`.

    Notes
    -----
    An unconditional information is at most the conditional one. The information of a row drawn at random is
    at most the mean over the rows; the mean of roots may be less than its root, or more. Source: Wang and
    Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.ld_mi([0.02, 0.08]))
    |gap| ≤ 0.300000001
    """
    return _roots(_UNCONDITIONAL, difference_informations, unit, "difference", "I(D_i;U_i)", pooled=True)


def sl_mi(
    loss_informations: ArrayLike | Supersample, *, centred: bool = True, unit: Unit | str = NATS
) -> Bound:
    r"""Return the gap that single losses allow on average by what they tell about their own coins.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac1n \sum_{i=1}^n \sqrt{2 I(L_{i0}; U_i)}

    Parameters
    ----------
    loss_informations : array-like of shape (n,), float, or Supersample
        Unconditional informations of the losses in column 0; a table is pooled as in `ld_mi`, over both
        columns.
    centred : bool
        Without it, twice the number: the form that is printed for losses in [0, 1].
    unit : Unit or str
        The unit of `loss_informations`.

    Raises
    ------
    DomainError
        As `individual_cmi`.

    Notes
    -----
    The mean of a sign is zero, so that the loss may be centred: it then is at most a half in size, and half
    of the gap is at most :math:`\sqrt{I / 2}`. The two columns have the same law, and the gap is twice what
    one of them shows. Losses of :math:`\tfrac12 \pm \eta` nearly attain it. Source: Wang and Mao, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.sl_mi([0.02, 0.08]))
    |gap| ≤ 0.300000001
    """
    times = 1 if centred else 2
    return _roots(_SINGLE, loss_informations, unit, "single", "I(L_i0;U_i)", pooled=True, factor=times)


def _roots(
    theorem: Theorem,
    informations: Any,
    unit: Unit | str,
    statistic: Statistic,
    name: str,
    *,
    pooled: bool = False,
    factor: int = 1,
) -> Bound:
    estimate = read_information(informations, unit, statistic, name=name, pooled=pooled)
    _require_coin(estimate.nats)
    value = factor * mean_root(2.0 * each for each in estimate.nats)
    return bound_of_estimate(theorem, estimate, value, vacuous=value >= 1.0, terms={})


def _require_coin(nats: list[float]) -> None:
    hint = "check `unit=` (the default here is nats)"
    require_at_most(max(nats), BITS.nats, name="information", meaning="the entropy of a coin", hint=hint)


CALCULATORS = (
    Calculator(_CMI, cmi),
    Calculator(_INDIVIDUAL, individual_cmi),
    Calculator(_PREDICTIONS, f_cmi),
    Calculator(_PAIRS, e_cmi),
    Calculator(_DIFFERENCES, ld_cmi),
    Calculator(_UNCONDITIONAL, ld_mi),
    Calculator(_SINGLE, sl_mi),
)
