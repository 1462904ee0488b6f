"""How much a channel must lose: contraction coefficients, that is strong data processing, and correlation."""

from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import UnknownNameError
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object, as_kernel
from itbounds.kernels.divergences import KL, ChiSquared, Divergence, TotalVariation
from itbounds.kernels.measures import joint_matrix
from itbounds.numerics.binary_contraction import binary_points
from itbounds.numerics.correlation import input_joint, leading_functions
from itbounds.numerics.divergence_ratio import challenger
from itbounds.numerics.le_cam import normalised_rows, variations
from itbounds.numerics.le_cam_search import best_pairs
from itbounds.numerics.scalars import as_tolerance
from itbounds.results import Certificate, Provenance, Result
from itbounds.results.contraction_certificate import ContractionCertificate
from itbounds.results.correlation_certificate import CorrelationCertificate
from itbounds.results.input_contraction_certificate import InputContractionCertificate
from itbounds.results.proved import proved
from itbounds.units import PURE

__all__ = ["contraction", "maximal_correlation"]

_SHARP = 1e-13
_NAMES = {"tv": "η_TV", "kl": "η_KL", "chi2": "η_χ²"}
_LATEX = {"tv": r"\eta_{\mathrm{TV}}", "kl": r"\eta_{\mathrm{KL}}", "chi2": r"\eta_{\chi^2}"}
_ALIASES: dict[Divergence, str] = {TotalVariation(): "tv", KL(): "kl", ChiSquared(): "chi2"}


def contraction(
    kernel: ArrayLike,
    divergence: str | Divergence,
    *,
    input: ArrayLike | None = None,
    tol: float = 1e-9,
) -> Result[Distribution]:
    r"""Return how much of a divergence a channel keeps at most, as an interval that contains it.

    .. math:: \eta_D(W) = \sup_{p \ne q} \frac{D(qW \| pW)}{D(q \| p)}

    It is 1 if some inputs stay perfectly distinguishable, and 0 for a constant channel only. For total
    variation it is Dobrushin's coefficient (1956), the largest distance of two rows. Relative entropy and
    chi-squared have the same one (Choi, Ruskai and Seneta, 1994), which two input letters attain (Ordentlich
    and Polyanskiy, 2020): the largest Le Cam divergence of two rows,

    .. math:: \max_{x, x'} \max_{0 \le \beta \le 1} \Bigl[ 1 - \sum_y
              \frac{W_{xy} W_{x'y}}{\beta W_{xy} + (1 - \beta) W_{x'y}} \Bigr]
              = \max_p \rho^2(p, W),

    and also the largest ratio :math:`I(U; Y) / I(U; X)` over Markov chains :math:`U \to X \to Y`.

    Parameters
    ----------
    kernel : array-like or Kernel of shape (m, n)
        The channel.
    divergence : {"tv", "kl", "chi2"} or Divergence
        Total variation, relative entropy or chi-squared.
    input : array-like or Distribution, optional
        A law p: then only :math:`q \ll p` varies. For chi-squared that is the squared maximal correlation of
        p and W. For relative entropy it lies between that and the coefficient of the letters that p uses.
        If these are two it is enclosed closely; if more, the ends are these, the lower raised by a law q.
    tol : float
        The width at which the status says optimal.

    Returns
    -------
    Result
        A pure number. The witness is an input law: of two letters in the proportion that attains the lower
        end, or the law q. Where the supremum is approached only as a weight vanishes, the law is that limit,
        and a note says so.

    Raises
    ------
    UnknownNameError
        For another divergence.
    CompositionError
        If the law does not live on the inputs.
    ItboundsError
        Of a kind that says what is wrong with the channel.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.contraction(ib.zoo.bsc(0.11), "kl"))
    η_KL ∈ [0.608399999, 0.608400001]
    >>> print(ib.contraction([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]], "tv"))
    η_TV ∈ [0.599999999, 0.600000001]
    """
    asked, chosen = (perf_counter(), as_tolerance(tol)), _named(divergence)
    channel = as_kernel(kernel)
    name, latex = _NAMES[chosen], _LATEX[chosen]
    if input is None:
        certificate, notes = _worst(channel.matrix, chosen)
        witness = Distribution(channel.dom, certificate.attained[0])
        return _result(name, latex, certificate, witness, asked, notes=notes)
    law = as_distribution_object(input, name="input law")
    law.space.require(channel.dom, "an input law and a channel")
    p, latex = law.probabilities, f"{latex}(p)"
    if chosen == "chi2":
        squared = CorrelationCertificate.of(channel.matrix, 2, np.array(p))
        return _result(f"{name}(p)", latex, squared, None, asked)
    used = np.flatnonzero(p > 0.0)
    part = channel.matrix[used]
    if chosen == "tv":
        certificate, notes = _worst(part, chosen)
        letters = channel.dom if len(used) == len(p) else _letters(channel, used)
        witness = Distribution(letters, certificate.attained[0])
        return _result(f"{name}(p)", latex, certificate, witness, asked, notes=notes)
    bounds, _ = _worst(part, chosen)
    line = _line(channel.matrix, p, used)
    other = np.zeros(len(p))
    if line is None:
        other[used] = _challenger(part, p[used])
    else:
        other[line[0].astype(np.intp)] = line[1][-1] / line[1][-1].sum()
    proof = InputContractionCertificate.of(
        channel.matrix,
        np.array(p),
        other,
        pairs=bounds.pairs,
        left=bounds.left,
        right=bounds.right,
        line=line,
    )
    notes = ("the upper end is that of all laws on these letters",) if len(used) > 2 else ()
    return _result(f"{name}(p)", latex, proof, Distribution(channel.dom, other), asked, notes=notes)


def maximal_correlation(p: ArrayLike, W: ArrayLike | None = None, *, tol: float = 1e-9) -> Result[Any]:
    r"""Return the maximal correlation of a pair of random variables as an interval that contains it.

    .. math:: \rho(X; Y) = \max \bigl\{ \mathbb E\, f(X) g(Y) :\ \mathbb E f = \mathbb E g = 0,\
              \mathbb E f^2 = \mathbb E g^2 = 1 \bigr\}

    the second singular value of :math:`D_X^{-1/2} J D_Y^{-1/2}` (Hirschfeld, 1935; Gebelein, 1941; Rényi,
    1959). It is 0 exactly for independent variables, and 1 exactly if the two have a common part.

    Parameters
    ----------
    p : array-like of shape (m, n) or Distribution
        The joint law; with a channel, the law of its inputs.
    W : array-like or Kernel of shape (m, n), optional
        The channel.
    tol : float
        The width at which the status says optimal.

    Returns
    -------
    Result
        A pure number, without a witness.

    Raises
    ------
    ShapeError
        If there is no channel and `p` has not two axes.
    CompositionError
        If the law does not live on the inputs of the channel.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.maximal_correlation([[0.4, 0.1], [0.1, 0.4]]))
    ρ ∈ [0.599999999, 0.600000001]
    """
    asked = perf_counter(), as_tolerance(tol)
    if W is None:
        certificate = CorrelationCertificate.of(np.array(joint_matrix(p, None)), 1)
    else:
        law, channel = as_distribution_object(p, name="input law"), as_kernel(W)
        law.space.require(channel.dom, "an input law and a channel")
        certificate = CorrelationCertificate.of(channel.matrix, 1, np.array(law.probabilities))
    return _result("ρ", r"\rho", certificate, None, asked)


def _named(divergence: str | Divergence) -> str:
    name = _ALIASES.get(divergence) if isinstance(divergence, Divergence) else divergence
    if not isinstance(name, str) or name not in _NAMES:
        raise UnknownNameError(
            f"no contraction coefficient of {str(divergence)!r} is known",
            value=divergence,
            hint="known are 'tv', 'kl' and 'chi2'",
        )
    return name


def _worst(matrix: Matrix, chosen: str) -> tuple[ContractionCertificate, tuple[str, ...]]:
    """Return the proof of the coefficient over all input laws, with what should be known of the witness."""
    none, half = np.empty((0, 2)), np.array([0.5, 0.5])
    if len(matrix) == 1:
        pair, points = np.zeros(2), {"pairs": none, "left": none, "right": none}
        return ContractionCertificate.of(matrix, chosen, pair=pair, weights=half, **points), ()
    if chosen == "tv":
        points = {"pairs": none, "left": none, "right": none}
        pair = _farthest(matrix)
        return ContractionCertificate.of(matrix, chosen, pair=pair, weights=half, **points), ()
    found = best_pairs(matrix, enough=_SHARP)
    points = {"pairs": found.rows.astype(np.float64), "left": found.left, "right": found.right}
    pair = found.best.astype(np.float64)
    notes = () if found.weights.all() else ("approached as a weight of the witness vanishes, not attained",)
    return ContractionCertificate.of(matrix, chosen, pair=pair, weights=found.weights, **points), notes


def _farthest(matrix: Matrix) -> Vector:
    """Return the two rows with the largest total variation."""
    rows = normalised_rows(matrix)
    best, pair = -1.0, (0, 1)
    for x in range(len(rows) - 1):
        lower = variations(rows[x], rows[x + 1 :])[0]
        y = int(lower.argmax())
        if lower[y] > best:
            best, pair = float(lower[y]), (x, x + 1 + y)
    return np.array(pair, dtype=np.float64)


def _challenger(matrix: Matrix, law: Vector) -> Vector:
    """Return a law q with a large ratio at p: searched from the corners and along the leading function."""
    if len(law) == 1:
        return law
    starts = [0.98 * np.eye(len(law)) + 0.02 * law, 0.3 * np.eye(len(law)) + 0.7 * law]
    function, _ = leading_functions(input_joint(law, matrix))
    for sign in (0.5, -0.5):
        tilted = law * np.maximum(1.0 + sign * function / np.abs(function).max(), 1e-3)
        starts.append((tilted / tilted.sum())[None])
    return challenger(normalised_rows(matrix), law / law.sum(), np.concatenate(starts))


def _line(matrix: Matrix, law: Vector, used: Any) -> tuple[Vector, Matrix, float] | None:
    """Return what proves the coefficient at a law on two letters, if its maximum is away from the law."""
    if len(used) != 2:
        return None
    found = binary_points(matrix[used], law[used])
    if found is None:
        return None
    swapped, points, level = found
    return (used[::-1] if swapped else used).astype(np.float64), points, level


def _letters(channel: Kernel, used: Any) -> Space:
    letters = channel.dom.letters
    return Space.of([letters[i] for i in used.tolist()])


def _result(
    name: str,
    latex: str,
    certificate: Certificate,
    witness: Distribution | None,
    asked: tuple[float, float],
    *,
    notes: tuple[str, ...] = (),
) -> Result[Any]:
    """Return the result of a question asked at a time with a tolerance."""
    start, tol = asked
    return proved(
        certificate,
        name,
        latex,
        provenance=Provenance.here("direct", 1, perf_counter() - start, tol, notes),
        unit=PURE,
        witness=witness,
    )
