"""The representation rate: how many bits per input symbol an embedding needs."""

from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.kernels import GaussianKernel, Kernel, as_kernel
from itbounds.kernels.continuous import ContinuousSource
from itbounds.kernels.distribution import as_distribution_object
from itbounds.kernels.markov import MarkovSource
from itbounds.numerics.markov_chains import entropy_potential
from itbounds.results import Certificate, Provenance, Result
from itbounds.results.entropy_rate_certificate import ChainEntropyCertificate, ClassEntropyCertificate
from itbounds.units import BITS, Unit, as_unit

__all__ = ["letter_law", "rate", "sufficient_rate"]


def rate(source: ArrayLike | MarkovSource, *, unit: Unit | str = BITS) -> Result[Kernel]:
    r"""Return the representation rate of a source: its entropy, or its entropy rate (reconstruction).

    Codes :math:`f : \mathcal X^n \to \{1, \dots, M\}` and :math:`g` represent a target
    :math:`Y = \varphi(X)`, :math:`\varphi` bijective, at the rate :math:`R = \tfrac1n \log M` with the block
    error :math:`P_e = \Pr[g(f(X^n)) \ne Y^n]`. There are codes with :math:`P_e \to 0` for every
    :math:`R > R^\star` and for no :math:`R < R^\star`, where :math:`P_e \to 1`:

    .. math:: R^\star = H(X), \qquad R^\star = \lim_{n \to \infty} \tfrac1n H(X^n) = \sum_x \pi_x H(P_x)

    for independent letters and for a stationary chain P with law :math:`\pi`. A target that merges inputs
    needs only the rate of its own law.

    Parameters
    ----------
    source : array-like, Distribution or MarkovSource
        The law of one symbol, or what `itbounds.sources.markov` returns.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    DomainError
        For a source with a density, whose symbols no finite number of bits determines.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Notes
    -----
    Achievability is the asymptotic equipartition property, the converse is Fano's inequality (Shannon, 1948;
    McMillan, 1953); `itbounds.representation.statement` states the program and proves the converse. A chain
    is certified by a potential v, from which both ends follow whatever the rounding of the stationary law,
    :math:`\min_x \{ H(P_x) + (P v)_x - v_x \} \le R^\star \le \max_x \{ \cdot \}`.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.rate(ib.sources.bernoulli(0.11)))
    R* ∈ [0.499915958, 0.499915959] bit
    >>> print(ib.representation.rate(ib.sources.markov([[0.9, 0.1], [0.3, 0.7]])))
    R* ∈ [0.572069419, 0.572069420] bit
    """
    start = perf_counter()
    certificate: Certificate
    if isinstance(source, MarkovSource):
        matrix = source.transition.matrix
        certificate = ChainEntropyCertificate.of(matrix, entropy_potential(matrix))
    else:
        law = as_distribution_object(_discrete(source)).probabilities
        certificate = ClassEntropyCertificate.of(law, tuple(range(len(law))))
    return _answer("R*", r"R^\star", certificate, as_unit(unit), start)


def sufficient_rate(p: ArrayLike, W: ArrayLike, *, unit: Unit | str = BITS) -> Result[Kernel]:
    r"""Return the entropy of the minimal sufficient statistic of an input for its target (reconstruction).

    .. math:: R_{\mathrm{suff}} = H([X]), \qquad x \sim x' \iff W(\cdot \mid x) = W(\cdot \mid x')

    is the least rate at which nothing of the law of a random target :math:`Y \sim W(\cdot \mid x)` is lost,
    and :math:`I(X; Y) \le R_{\mathrm{suff}} \le H(X)`.

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The law of the input.
    W : array-like or Kernel of shape (m, n)
        The law of the target, for every input.
    unit : Unit or str
        The unit of the result.

    Returns
    -------
    Result
        The function from inputs to classes is the ``witness``; the classes are named in the notes.

    Raises
    ------
    CompositionError
        If the inputs of the law and of the channel differ.
    ItboundsError
        If one of them is no law or no channel.

    Notes
    -----
    Rows are compared as the doubles that they are: rows that differ by rounding are different laws. Inputs of
    probability zero are put to the class of their row and change nothing.

    Examples
    --------
    >>> import itbounds as ib
    >>> W = [[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.2, 0.8]]
    >>> result = ib.representation.sufficient_rate([0.4, 0.1, 0.3, 0.2], W)
    >>> print(result)
    R_suff ∈ [0.999999999, 1.000000001] bit
    >>> result.provenance.notes
    ('classes {0, 1}, {2, 3}',)
    """
    start = perf_counter()
    law, channel = as_distribution_object(p), as_kernel(W, name="target")
    law.space.require(channel.dom, "a source and its target")
    known: dict[bytes, int] = {}
    # Adding zero makes of minus zero the same zero.
    classes = tuple(known.setdefault((row + 0.0).tobytes(), len(known)) for row in channel.matrix)
    certificate = ClassEntropyCertificate.of(law.probabilities, classes)
    members = [[i for i, own in enumerate(classes) if own == place] for place in range(len(known))]
    shown = ", ".join(f"{{{', '.join(str(channel.dom.letters[i]) for i in part)}}}" for part in members[:8])
    rest = f" and {len(members) - 8} more" if len(members) > 8 else ""
    witness = Kernel.deterministic(classes, len(known), dom=channel.dom)
    return _answer(
        "R_suff",
        r"R_{\mathrm{suff}}",
        certificate,
        as_unit(unit),
        start,
        notes=(f"classes {shown}{rest}",),
        witness=witness,
    )


def letter_law(p: Any) -> Vector:
    """Return the law of a symbol of a source without memory.

    Raises
    ------
    DomainError
        For a chain, or a source with a density.
    """
    if isinstance(p, MarkovSource):
        raise DomainError(
            "a Markov source has memory: its blocks are not counted by types",
            value=p,
            hint="ask rate(source) for its limit, or give the law of independent symbols",
        )
    return as_distribution_object(_discrete(p)).probabilities


def _discrete(source: Any) -> Any:
    """Refuse what has a density."""
    if isinstance(source, (GaussianKernel, ContinuousSource)):
        raise DomainError(
            "a source with a density has no representation rate: no number of bits determines its symbols",
            value=source,
            hint="quantise it, as itbounds.sources.gaussian_grid does, or allow a distortion",
        )
    return source


def _answer(
    name: str,
    latex: str,
    certificate: Certificate,
    unit: Unit,
    start: float,
    *,
    notes: tuple[str, ...] = (),
    witness: Kernel | None = None,
) -> Result[Kernel]:
    provenance = Provenance.here("closed form", 0, perf_counter() - start, np.finfo(float).eps, notes)
    lower, upper = certificate.lower, certificate.upper
    return Result(
        name,
        latex,
        lower,
        upper,
        Status.OPTIMAL,
        provenance,
        witness=witness,
        certificate=certificate,
        unit=unit,
    )
