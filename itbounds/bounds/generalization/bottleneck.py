"""The gap of a network by how much of its input, beyond the label, its layers keep."""

from math import inf, sqrt

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.scalars import as_level
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "information_bottleneck"]

_BOTTLENECK = Theorem(
    name="information_bottleneck",
    title="the gap by the superfluous information of a layer and that of the encoder about the sample",
    statement=r"L_\mu - L_S \le G_3 \sqrt{\frac{I(X; Z \mid Y) + I(\phi; S) + G_2}{n}}"
    r" + \frac{G_1}{\sqrt n}",
    direction="upper",
    target="gap",
    latex=r"L_\mu(W) - L_S(W)",
    kind="single-draw",
    assumptions=(
        "the constants are those of the theorem for this loss, network and confidence",
        "an encoder that was fixed before the data has I(phi;S) = 0",
    ),
    reference="Kawaguchi, Deng, Ji and Huang (2023); the shape is recalled, the constants are the caller's",
    evidence="recalled",
    known=KnownAnswer(
        {
            "superfluous": 2.0,
            "n": 1000,
            "delta": 0.05,
            "g1": 0.0,
            "g2": 1.0,
            "g3": 1.0,
            "unit": "bit",
        },
        0.048850,
        "by hand: sqrt((2 ln 2 + 1) / 1000)",
        5e-7,
    ),
)


def information_bottleneck(
    superfluous: Number,
    n: Count,
    delta: Number,
    *,
    g1: Number,
    g2: Number,
    g3: Number,
    encoder_information: Number = 0.0,
    width: Number = inf,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return the gap of a network by the superfluous information of one of its layers.

    .. math:: L_\mu(W) - L_S(W) \le G_3 \sqrt{\frac{I(X; Z \mid Y) + I(\phi; S) + G_2}{n}} +
              \frac{G_1}{\sqrt n}

    Parameters
    ----------
    superfluous : float
        :math:`I(X; Z \mid Y)`, what the layer Z tells about the input beyond the label. It falls with depth.
    n : int
        The number of training data.
    delta : float
        The probability of failure, for which the constants are.
    g1, g2, g3 : float
        The constants of the theorem. They depend on the range of the loss, the number of classes, the
        confidence and how the loss changes with the layer, and none of them is a default here.
    encoder_information : float
        :math:`I(\phi; S)` between the layers up to Z and the sample; it rises with depth and may be left out
        only if they were fixed before the data. For several layers take the least bound.
    width : float
        The range of the loss, from which on the bound is vacuous.
    unit : Unit or str
        The unit of the two informations.

    Returns
    -------
    Bound
        With ``evidence="recalled"``: a score as long as the constants are guesses.

    Raises
    ------
    DomainError
        If a number is negative, or n or delta outside of its range.

    Notes
    -----
    For a deterministic network on continuous inputs :math:`I(X; Z \mid Y)` is infinite. Certified for an
    encoder that was fixed before the data and has m values: `occam` with the code length
    :math:`m \ln K` of a table of K labels. Source: Kawaguchi, Deng, Ji and Huang, 2023.

    Examples
    --------
    >>> import itbounds as ib
    >>> bottleneck = ib.bounds.generalization.information_bottleneck
    >>> print(bottleneck(2.0, 1000, 0.05, g1=0, g2=1, g3=1, unit="bit"))
    gap ≤ 0.048849712
    >>> print(bottleneck(2.0, 1000, 0.05, g1=0, g2=1, g3=1, encoder_information=50.0, unit="bit"))
    gap ≤ 0.192467279
    """
    layer = as_information(superfluous, unit, name="information I(X;Z|Y)", towards="up", finite=False)
    encoder = as_information(
        encoder_information, unit, name="information I(phi;S)", towards="up", finite=False
    )
    size, risk = as_sample_size(n), as_delta(delta)
    first, second, third = (
        as_level(constant, name=f"constant {name}", finite=True)
        for name, constant in (("G_1", g1), ("G_2", g2), ("G_3", g3))
    )
    total = (layer + encoder + second) / size
    value = inf if total == inf else padded(third * sqrt(total) + first / sqrt(size), towards="up")
    terms = {
        "I(X;Z|Y)": layer,
        "I(phi;S)": encoder,
        "n": float(size),
        "G_1": first,
        "G_2": second,
        "G_3": third,
    }
    most = as_level(width, name="width of the loss")
    return _BOTTLENECK.bound(value, vacuous=value >= most, terms=terms, confidence=1.0 - risk)


CALCULATORS = (Calculator(_BOTTLENECK, information_bottleneck),)
