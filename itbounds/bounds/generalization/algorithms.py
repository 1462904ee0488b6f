"""The gap of learners whose information about the sample is known from how they learn."""

from math import fsum, inf, log1p

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.samples import as_levels, as_sample_size, as_width, root
from itbounds.bounds.inputs import as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.scalars import as_count, as_level, as_positive
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "gibbs_algorithm", "lossy_weights", "noisy_gradients"]

_GAP = r"|\mathbb{E}(L_\mu(W) - L_S(W))|"
_ASSUMED = (
    "the training data are independent",
    "for every w the loss of a fresh datum is sigma-subgaussian",
)

_GIBBS = Theorem(
    name="gibbs_algorithm",
    title="the gap of weights drawn from a Gibbs law",
    statement=r"0 \le \mathbb{E}(L_\mu(W) - L_S(W)) ="
    r" \frac{I(S; W) + \mathrm{Lautum}(S; W)}{\gamma} \le \frac{2 \sigma^2 \gamma}{n}",
    direction="upper",
    target="gap",
    latex=r"\mathbb{E}(L_\mu(W) - L_S(W))",
    kind="expectation",
    assumptions=(*_ASSUMED, "the weights are drawn in proportion to pi(w) exp(-gamma L_S(w))"),
    reference="Aminian, Bu, Toni, Rodrigues and Wornell (2021)",
    evidence="proved",
    known=KnownAnswer({"gamma": 20.0, "n": 1000, "sigma": 0.5}, 0.01, "gamma / (2 n)", 1e-12),
)
_NOISY = Theorem(
    name="noisy_gradients",
    title="the gap of steps with bounded gradients and Gaussian noise",
    statement=rf"{_GAP} \le \sqrt{{\frac{{2 \sigma^2}}{{n}} \sum_t \frac d2"
    r" \ln \Bigl(1 + \frac{\eta_t^2 G^2}{d s_t^2}\Bigr)}",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=(
        *_ASSUMED,
        "a step adds eta_t times a gradient of norm at most G, and noise s_t in each coordinate",
        "which data a step uses does not depend on the weights",
    ),
    reference="Pensia, Jog and Loh (2018)",
    evidence="proved",
    known=KnownAnswer(
        {"rates": [1.0], "noises": [1.0], "gradient": 1.0, "dimension": 1, "n": 100, "sigma": 0.5},
        0.0416277,
        "by hand: sqrt(0.5 (0.5 ln 2) / 100)",
        5e-8,
    ),
)
_LOSSY = Theorem(
    name="lossy_weights",
    title="the gap of weights by what their compressed form tells about the sample",
    statement=rf"{_GAP} \le \sqrt{{2 \sigma^2 I(S; \hat W) / n}} + \varepsilon",
    direction="upper",
    target="|gap|",
    latex=_GAP,
    kind="expectation",
    assumptions=(
        *_ASSUMED,
        "the expected gap of the compressed weights differs from that of the weights by at most epsilon",
    ),
    reference="Sefidgaran, Gohari, Richard and Simsekli (2022)",
    evidence="proved",
    known=KnownAnswer(
        {"compressed_information": 20.0, "epsilon": 0.01, "n": 1000, "sigma": 0.5}, 0.11, "0.1 + 0.01", 1e-12
    ),
)


def gibbs_algorithm(gamma: Number, n: Count, sigma: Number, *, width: Number | None = None) -> Bound:
    r"""Return the gap of weights that are drawn from a Gibbs law, on average.

    .. math:: 0 \le \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \le \frac{2 \sigma^2 \gamma}{n},
              \qquad P(w \mid s) \propto \pi(w) e^{-\gamma L_s(w)}

    Parameters
    ----------
    gamma : float
        The inverse temperature :math:`\gamma`, of the *mean* training loss.
    n : int
        The number of training data.
    sigma : float
        The loss is :math:`\sigma`-subgaussian for every w; with values in [0, 1] the bound is
        :math:`\gamma / (2n)`.
    width : float, optional
        As `xu_raginsky`.

    Raises
    ------
    DomainError
        If an argument is outside of its range.

    Notes
    -----
    The gap is exactly :math:`1/\gamma` times the sum of mutual and lautum information, both at least 0, and
    at most the root of the first one. Source: Aminian, Bu, Toni, Rodrigues and Wornell, 2021.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.gibbs_algorithm(20.0, 1000, 0.5))
    gap ≤ 0.010000001
    """
    heat = as_level(gamma, name="inverse temperature gamma", finite=True)
    size, scale = as_sample_size(n), as_positive(sigma, name="sigma")
    value = padded(2.0 * scale * scale * heat / size, towards="up")
    terms = {"gamma": heat, "n": float(size), "sigma": scale}
    return _GIBBS.bound(value, vacuous=value >= as_width(width, scale), terms=terms)


def noisy_gradients(
    rates: ArrayLike,
    noises: ArrayLike,
    gradient: Number,
    dimension: Count,
    *,
    n: Count,
    sigma: Number,
    width: Number | None = None,
) -> Bound:
    r"""Return the gap of weights that were learned by steps with Gaussian noise, on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \sqrt{\frac{2 \sigma^2}{n} \sum_t \frac d2 \ln \Bigl( 1 + \frac{\eta_t^2 G^2}{d s_t^2} \Bigr)}

    Parameters
    ----------
    rates : array-like of shape (t,)
        The step sizes :math:`\eta_t`.
    noises : array-like of shape (t,)
        The standard deviations :math:`s_t` of the noise in each coordinate.
    gradient : float
        The largest norm G of a gradient.
    dimension : int
        The number d of weights.
    n, sigma, width
        As `gibbs_algorithm`.

    Raises
    ------
    ShapeError
        If the two lists differ in length.
    DomainError
        If a noise is 0, or another argument is outside of its range.

    Notes
    -----
    A step is a Gaussian channel with power :math:`\eta_t^2 G^2`, and informations add up. It grows with the
    number of steps. Source: Pensia, Jog and Loh, 2018.

    Examples
    --------
    >>> import itbounds as ib
    >>> noisy = ib.bounds.generalization.noisy_gradients
    >>> print(noisy([0.1] * 100, [0.05] * 100, 1.0, 1000, n=60000, sigma=0.5))
    |gap| ≤ 0.040784093
    """
    steps, spreads = as_levels(rates, name="step size"), as_levels(noises, name="noise")
    if len(steps) != len(spreads):
        raise ShapeError(f"there are {len(steps)} step sizes and {len(spreads)} noises", value=len(spreads))
    if 0.0 in spreads:
        raise DomainError("a step has no noise", where="noises", hint="its information is then infinite")
    norm, count = (
        as_level(gradient, name="norm of a gradient", finite=True),
        as_count(dimension, name="dimension"),
    )
    size, scale = as_sample_size(n), as_positive(sigma, name="sigma")
    ratios = [step * norm / spread for step, spread in zip(steps, spreads, strict=True)]
    ratios = [ratio * ratio for ratio in ratios]
    nats = 0.5 * count * fsum(log1p(ratio / count) for ratio in ratios) if max(ratios) < inf else inf
    value = root(2.0 * scale * scale * (nats / size))
    terms = {"information": nats, "steps": float(len(steps)), "n": float(size), "sigma": scale}
    return _NOISY.bound(value, vacuous=value >= as_width(width, scale), terms=terms)


def lossy_weights(
    compressed_information: Number,
    epsilon: Number,
    n: Count,
    sigma: Number,
    *,
    width: Number | None = None,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the gap of weights by what their compressed form tells about the sample, on average.

    .. math:: \bigl| \mathbb{E} \bigl( L_\mu(W) - L_S(W) \bigr) \bigr| \le
              \sqrt{\frac{2 \sigma^2 I(S; \hat W)}{n}} + \varepsilon

    Parameters
    ----------
    compressed_information : float
        :math:`I(S; \hat W)` of quantised, pruned or low-rank weights, at most the bits they are stored in.
    epsilon : float
        How far the expected gaps of the two are apart at most: that of the losses, twice, is safe.
    n, sigma, width
        As `xu_raginsky`.
    unit : Unit or str
        The unit of `compressed_information`.

    Raises
    ------
    DomainError
        If an argument is outside of its range.

    Notes
    -----
    It makes deterministic learners finite; the least over all compressions is a rate-distortion function.
    Source: Sefidgaran, Gohari, Richard and Simsekli, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.lossy_weights(20.0, 0.01, 1000, 0.5))
    |gap| ≤ 0.110000001
    """
    nats = as_information(
        compressed_information, unit, name="information I(S;W^)", towards="up", finite=False
    )
    slack = as_level(epsilon, name="epsilon", finite=True)
    size, scale = as_sample_size(n), as_positive(sigma, name="sigma")
    value = padded(root(2.0 * scale * scale * (nats / size)) + slack, towards="up") if nats < inf else inf
    terms = {"I(S;W^)": nats, "epsilon": slack, "n": float(size), "sigma": scale}
    return _LOSSY.bound(value, vacuous=value >= as_width(width, scale), terms=terms)


CALCULATORS = (
    Calculator(_GIBBS, gibbs_algorithm),
    Calculator(_NOISY, noisy_gradients),
    Calculator(_LOSSY, lossy_weights),
)
