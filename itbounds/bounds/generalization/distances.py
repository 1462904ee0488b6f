"""The gap that distances other than relative entropy between joint and product law allow on average."""

from math import expm1, inf, sqrt

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.generalization.samples import as_informations, as_levels, mean, mean_root
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_level, as_positive
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "chi_square", "total_variation", "wasserstein"]

_GAP = r"|\mathbb{E}(L_\mu(W) - L_S(W))|"
_SAME = "the training data are drawn from the law of the test data"

_VARIATION = Theorem(
    name="total_variation",
    title="the gap that total variations between the weights and each datum allow",
    statement=rf"{_GAP} \le \frac{{b - a}}{{n}} \sum_i \mathrm{{TV}}(P_{{W Z_i}}, P_W P_{{Z_i}}),"
    r" \qquad \mathrm{TV} \le \min \Bigl\{ \sqrt{I / 2}, \sqrt{1 - e^{-I}} \Bigr\}",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=(_SAME, "the loss is in an interval of the width b - a"),
    reference="Wang, Diaz, Santos Filho and Calmon (2019); Bretagnolle and Huber (1979)",
    evidence="proved",
    known=KnownAnswer(
        {"informations": [2.0]}, 0.9298735, "sqrt(1 - exp(-2)); Pinsker's inequality gives 1", 5e-8
    ),
)

_CHI_SQUARE = Theorem(
    name="chi_square",
    title="the gap that chi-square divergences and the variance of the loss allow",
    statement=rf"{_GAP} \le \frac1n \sum_i"
    r" \sqrt{\operatorname{Var}(\ell) \, \chi^2(P_{W Z_i} \| P_W P_{Z_i})}",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=(_SAME, "the variance is that of the loss of independent weights and datum"),
    reference="Cauchy and Schwarz, as Hammersley (1950) and Chapman and Robbins (1951)",
    evidence="proved",
    known=KnownAnswer({"divergences": [0.04, 0.16], "variance": 0.25}, 0.15, "(0.1 + 0.2) / 2", 1e-12),
)

_WASSERSTEIN = Theorem(
    name="wasserstein",
    title="the gap that distances of transport between laws of weights allow",
    statement=rf"{_GAP} \le \frac{{L}}{{n}} \sum_i \mathbb{{E}} \, W_1(P_{{W \mid Z_i}}, P_W)",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=(_SAME, "for every z the loss is L-Lipschitz in the weights"),
    reference="Rodriguez-Galvez, Bassi, Thobaben and Skoglund (2021)",
    evidence="proved",
    known=KnownAnswer({"distances": [0.1, 0.3], "lipschitz": 2.0}, 0.4, "2 (0.1 + 0.3) / 2", 1e-12),
)


def total_variation(
    variations: ArrayLike | None = None,
    *,
    informations: ArrayLike | None = None,
    width: Number = 1.0,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the gap that total variations, or informations through them, allow on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le \frac{b - a}{n} \sum_{i=1}^n
              \mathrm{TV}(P_{W, Z_i}, P_W P_{Z_i}), \qquad
              \mathrm{TV} \le \min \Bigl\{ \sqrt{\tfrac{I}{2}}, \sqrt{1 - e^{-I}} \Bigr\}

    Parameters
    ----------
    variations : array-like of shape (n,), optional
        Every :math:`\mathrm{TV}(P_{W, Z_i}, P_W P_{Z_i})` or upper bounds of them, in [0, 1].
    informations : array-like of shape (n,), optional
        Instead of them every :math:`I(W; Z_i)` or upper bounds of them.
    width : float
        The range :math:`b - a` of the loss.
    unit : Unit or str
        The unit of `informations`.

    Raises
    ------
    DomainError
        If not exactly one of the two lists is given, or a variation is above one.

    Notes
    -----
    Pinsker's inequality gives what `individual_sample` does with :math:`\sigma = (b - a) / 2`; that of
    Bretagnolle and Huber is never vacuous, and the smaller of the two is taken for each i. Source: Wang,
    Diaz, Santos Filho and Calmon, 2019; Bretagnolle and Huber, 1979.

    Examples
    --------
    >>> import itbounds as ib
    >>> for information in (0.1, 2.0, 5.0):
    ...     print(ib.bounds.generalization.total_variation(informations=[information]))
    |gap| ≤ 0.223606798
    |gap| ≤ 0.929873496
    |gap| ≤ 0.996625333
    """
    if (variations is None) == (informations is None):
        hint = "give either variations=[...] or informations=[...]"
        raise DomainError("either total variations or informations are needed", hint=hint)
    scale = as_positive(width, name="width of the loss")
    if variations is None:
        nats = as_informations(informations, unit, name="information I(W;Z_i)")
        each = [_variation(information) for information in nats]
    else:
        each = as_levels(variations, name="total variation")
        if max(each) > 1.0:
            raise DomainError(f"a total variation is {max(each)!r}; it is at most 1", value=max(each))
    value = padded(scale * mean(each), towards="up")
    terms = {"mean TV": mean(each), "n": float(len(each)), "width": scale}
    return _VARIATION.bound(value, vacuous=value >= scale, terms=terms)


def _variation(information: float) -> float:
    return 1.0 if information == inf else min(sqrt(0.5 * information), sqrt(-expm1(-information)))


def chi_square(divergences: ArrayLike, variance: Number, *, width: Number = inf) -> Bound:
    r"""Return the gap that chi-square divergences and the variance of the loss allow on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le \frac1n \sum_{i=1}^n
              \sqrt{\operatorname{Var}(\ell(\bar W, Z)) \, \chi^2(P_{W, Z_i} \| P_W P_{Z_i})}

    Parameters
    ----------
    divergences : array-like of shape (n,)
        Every :math:`\chi^2(P_{W, Z_i} \| P_W P_{Z_i})` or upper bounds of them: pure numbers.
    variance : float
        The variance of the loss when weights and datum are independent, with the laws that each has; at most
        a quarter for a loss in [0, 1].
    width : float
        The range of the loss, from which on the bound is vacuous.

    Raises
    ------
    DomainError
        If a divergence or the variance is negative.

    Notes
    -----
    Cauchy and Schwarz for the centred loss and the ratio of the laws less one. No moment but the second is
    assumed of the loss. Source: Hammersley, 1950; Chapman and Robbins, 1951.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.chi_square([0.04, 0.16], 0.25))
    |gap| ≤ 0.150000001
    """
    each = as_levels(divergences, name="chi-square divergence")
    square = as_level(variance, name="variance of the loss", finite=True)
    value = mean_root(square * divergence if square else 0.0 for divergence in each)
    terms = {"mean chi^2": mean(each), "n": float(len(each)), "variance": square}
    return _CHI_SQUARE.bound(value, vacuous=value >= as_level(width, name="width"), terms=terms)


def wasserstein(distances: ArrayLike, lipschitz: Number, *, width: Number = inf) -> Bound:
    r"""Return the gap that distances of transport allow on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \frac{L}{n} \sum_{i=1}^n \mathbb{E} \, W_1(P_{W \mid Z_i}, P_W)

    Parameters
    ----------
    distances : array-like of shape (n,)
        Every :math:`\mathbb{E} \, W_1(P_{W \mid Z_i}, P_W)`, the mean over :math:`Z_i` of the Wasserstein
        distance of order one, or upper bounds of them.
    lipschitz : float
        For every z, the loss changes by at most this times the distance of two weights.
    width : float
        The range of the loss, from which on the bound is vacuous.

    Raises
    ------
    DomainError
        If a distance is negative, or the constant is not positive.

    Notes
    -----
    Kantorovich duality for each datum. With the discrete metric it is `total_variation`. Source:
    Rodriguez-Galvez, Bassi, Thobaben and Skoglund, 2021.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.wasserstein([0.1, 0.3], 2.0))
    |gap| ≤ 0.400000001
    """
    each = as_levels(distances, name="Wasserstein distance")
    slope = as_positive(lipschitz, name="Lipschitz constant")
    value = padded(slope * mean(each), towards="up") if max(each) < inf else inf
    terms = {"mean W_1": mean(each), "n": float(len(each)), "L": slope}
    return _WASSERSTEIN.bound(value, vacuous=value >= as_level(width, name="width"), terms=terms)


CALCULATORS = (
    Calculator(_VARIATION, total_variation, (("variations",), ("informations",))),
    Calculator(_CHI_SQUARE, chi_square),
    Calculator(_WASSERSTEIN, wasserstein),
)
