"""The error that an embedding collapsed to a few points pays, exactly and by Fano's inequality."""

from dataclasses import dataclass
from math import log, nextafter

import numpy as np

from itbounds._typing import ArrayLike, Count
from itbounds.bounds.inputs import padded
from itbounds.bounds.representation.block_codes import error
from itbounds.bounds.representation.source_rate import letter_law
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.kernels import Kernel
from itbounds.numerics.law_entropy import entropy_ends
from itbounds.numerics.scalars import as_count
from itbounds.numerics.statistics.fano import least_error
from itbounds.results import Bound, Result
from itbounds.results.describe import Description
from itbounds.units import BITS

__all__ = ["CALCULATORS", "CollapseFloor", "collapse_fano", "collapse_floor", "collapse_textbook_fano"]

_UNIFORM = [0.125] * 8

_FANO = Theorem(
    name="collapse_fano",
    title="the error that an embedding of K points pays, by Fano's inequality inverted",
    statement=r"h(P_e) + P_e \ln (|\mathcal X| - 1) \ge H(X) - \ln K",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("the target is a bijective function of the symbol", "the embedding takes K values"),
    reference="Fano (1961)",
    evidence="proved",
    known=KnownAnswer({"p": _UNIFORM, "K": 2}, 0.372974, "solved by hand", 5e-7),
)

_TEXTBOOK = Theorem(
    name="collapse_textbook_fano",
    title="the error that an embedding of K points pays, by Fano's inequality as textbooks have it",
    statement=r"P_e \ge \frac{H(X) - \ln K - \ln 2}{\ln |\mathcal X|}",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="deterministic",
    assumptions=("the target is a bijective function of the symbol", "the embedding takes K values"),
    reference="Fano (1961)",
    evidence="proved",
    known=KnownAnswer({"p": _UNIFORM, "K": 2}, 1.0 / 3.0, "(3 - 1 - 1) / 3 bits", 1e-12),
    dominated_by=("collapse_fano",),
)


@dataclass(frozen=True)
class CollapseFloor:
    """What `collapse_floor` finds.

    Parameters
    ----------
    classes : int
        The number of points of the embedding.
    exact : Result
        The least error probability of a symbol: that of the best code.
    fano, textbook : Bound
        The lower bounds by Fano's inequality, inverted and as textbooks have it.
    """

    classes: int
    exact: Result[Kernel]
    fano: Bound
    textbook: Bound

    def _describe(self) -> Description:
        rows = (("Fano, inverted", str(self.fano)), ("Fano, textbook", str(self.textbook)))
        return Description(str(self.exact), self.exact.to_latex(), rows)

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()


def collapse_floor(p: ArrayLike, K: Count) -> CollapseFloor:
    r"""Return the error that an embedding with K points pays for restoring a symbol (reconstruction).

    .. math:: P_e \ge 1 - \max_{|A| = K} \Pr[X \in A]

    which the best code attains, and what Fano's inequality says without looking at the law. An embedding
    that has collapsed to one point a class is enough to tell classes; a target :math:`Y = \varphi(X)`,
    :math:`\varphi` bijective, takes more values than that.

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The law of a symbol.
    K : int
        The number of points of the embedding, at least 1.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.representation.collapse_floor(ib.sources.uniform(8), 2)
    P_e(n = 1, M = 2) = 0.750000000
      Fano, inverted  P_e ≥ 0.372974...
      Fano, textbook  P_e ≥ 0.333333...
    """
    law, classes = letter_law(p), as_count(K, name="number K of points")
    return CollapseFloor(
        classes, error(law, 1, classes), collapse_fano(law, classes), collapse_textbook_fano(law, classes)
    )


def collapse_fano(p: ArrayLike, K: Count) -> Bound:
    r"""Return the least error that Fano's inequality allows an embedding of K points.

    .. math:: h(P_e) + P_e \ln (|\mathcal X| - 1) \ge H(X) - \ln K

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The law of a symbol; its alphabet are the letters of positive probability.
    K : int
        The number of points of the embedding, at least 1.

    Notes
    -----
    :math:`H(X \mid Z) \ge H(X) - H(Z) \ge H(X) - \ln K`, and Fano. The bound is rounded down.
    Source: Fano, 1961.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.collapse_fano(ib.sources.uniform(8), 2))
    P_e ≥ 0.372974...
    """
    law, classes = letter_law(p), as_count(K, name="number K of points")
    letters = int((law > 0.0).sum())
    entropy, _ = entropy_ends(law)
    doubt = max(0.0, padded(entropy - log(classes), towards="down", size=entropy + log(classes)))
    value = 0.0
    if letters > 1:
        value = float(least_error(np.array(doubt), np.array(float(letters)), np.array(1.0)))
    terms = {"H": entropy, "K": float(classes), "letters": float(letters)}
    return _FANO.bound(value, vacuous=value <= 0.0, terms=terms)


def collapse_textbook_fano(p: ArrayLike, K: Count) -> Bound:
    r"""Return the least error of an embedding of K points by Fano's inequality as textbooks have it.

    .. math:: P_e \ge \frac{H(X) - \ln K - \ln 2}{\ln |\mathcal X|}

    Parameters
    ----------
    p, K
        As for `collapse_fano`, which is never looser.

    Notes
    -----
    It bounds h by one bit and :math:`|\mathcal X| - 1` by :math:`|\mathcal X|`. Source: Fano, 1961.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.collapse_textbook_fano(ib.sources.uniform(8), 2))
    P_e ≥ 0.333333333
    """
    law, classes = letter_law(p), as_count(K, name="number K of points")
    letters = int((law > 0.0).sum())
    entropy, _ = entropy_ends(law)
    bit = BITS.to_nats(1.0)
    if letters == 1:
        value = 0.0
    else:
        doubt = padded(entropy - log(classes) - bit, towards="down", size=entropy + log(classes) + bit)
        value = nextafter(padded(doubt / log(letters), towards="down"), -1.0)
    terms = {"H": entropy, "K": float(classes), "letters": float(letters)}
    return _TEXTBOOK.bound(value, vacuous=value <= 0.0, terms=terms)


CALCULATORS = (Calculator(_FANO, collapse_fano), Calculator(_TEXTBOOK, collapse_textbook_fano))
