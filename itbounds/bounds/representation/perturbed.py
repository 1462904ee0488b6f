"""Representation capacity: how much an embedding tells that is perturbed before it is read."""

from dataclasses import replace
from math import log, nextafter
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number
from itbounds.bounds.representation.perturbed_gaussian import gaussian_capacity
from itbounds.errors import DomainError, ShapeError
from itbounds.forms import Status
from itbounds.kernels import Distribution, GaussianKernel, Kernel, as_distribution_object, as_kernel
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.numerics.rounding import gamma
from itbounds.numerics.scalars import as_tolerance
from itbounds.numerics.validation import as_cost
from itbounds.problems.capacity import Capacity
from itbounds.results import Provenance, Result
from itbounds.results.information_certificate import InformationCertificate
from itbounds.units import BITS, Unit, as_unit

__all__ = ["capacity", "perturbed_channel"]


def capacity(
    W: ArrayLike | GaussianKernel | GaussianChannel,
    *,
    encoder: Any = None,
    source: ArrayLike | None = None,
    cost: ArrayLike | None = None,
    budget: Number | None = None,
    tol: Number = 1e-9,
    unit: Unit | str = BITS,
) -> Result[Any]:
    r"""Return the representation capacity of a perturbed embedding, in one of three readings.

    An embedding Z is read as :math:`\tilde Z \sim W(\cdot \mid Z)`: with noise, quantised, with parts
    dropped. So much can be represented, with an error that tends to zero, per use of the model
    (reconstruction):

    .. math:: C(W) = \max_{p_Z} I(Z; \tilde Z), \qquad C(f, W) = \max_{p_X} I(X; \tilde Z), \qquad
              I_p(X; \tilde Z)

    if any embedding may be chosen; if the encoder f is fixed, and inputs are chosen; and if the law of the
    data is given as well, so that nothing is chosen. They decrease in this order.

    Parameters
    ----------
    W : array-like, Kernel, GaussianKernel or GaussianChannel
        The perturbation, ``W[z, z~]``. The Gaussian one, :math:`\tilde Z = A Z + N`, is limited by a power.
    encoder : sequence of int, Kernel or GaussianKernel, optional
        The embedding of each input: its index, or its law. Affine for a Gaussian perturbation.
    source : array-like or Distribution, optional
        The law of the data: of X, or of Z where there is no encoder.
    cost : array-like of shape (k,), optional
        The cost of each embedding; for a Gaussian perturbation it is the squared norm and not given.
    budget : float, optional
        The largest mean cost, or the power.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Returns
    -------
    Result
        The best law of Z, or of X behind an encoder, is the ``witness`` of a maximum over finite laws.

    Raises
    ------
    DomainError
        For a cost beside a given law, which leaves no choice; for a Gaussian perturbation without a power,
        or with a law.
    InfeasibleError
        If the budget is below the cheapest letter.
    CompositionError
        If the encoder does not lead to the inputs of the perturbation.

    Notes
    -----
    Achievability and converse are those of channel coding (Shannon, 1948): a read-out adds no information.
    `itbounds.representation.statement` states the program and proves that.
    A table of indices picks rows of W exactly; an encoder with a law of its own is multiplied out, and the
    ends are moved by what the rounding of the product may change. With :math:`W' = f W` as computed within
    :math:`1 + \theta`, :math:`|\theta| \le \gamma`, no information moves by more than
    :math:`2 (2 \gamma \ln |\tilde Z| + 4 \gamma^2)`.

    Examples
    --------
    >>> import itbounds as ib
    >>> W = ib.zoo.typewriter(4)
    >>> print(ib.representation.capacity(W))
    C(W) ∈ [0.999999999, 1.000000001] bit
    >>> print(ib.representation.capacity(W, encoder=[0, 1]))
    C(f, W) ∈ [0.499999999, 0.500000001] bit
    >>> print(ib.representation.capacity(W, encoder=[0, 1], source=[0.9, 0.1]))
    I(X; Z~) ∈ [0.234497796, 0.234497797] bit
    >>> print(ib.representation.capacity(ib.GaussianKernel([[1.0]], [0.0], [[1.0]]), budget=3.0))
    C(P = 3) ∈ [0.999999999, 1.000000001] bit
    """
    if isinstance(W, (GaussianKernel, GaussianChannel)):
        given = {"source": source, "cost": cost}
        return gaussian_capacity(W, encoder=encoder, refused=given, budget=budget, tol=tol, unit=unit)
    start = perf_counter()
    channel, table, rounding = perturbed_channel(W, encoder)
    if source is not None:
        if cost is not None or budget is not None:
            raise DomainError(
                "a cost was given beside the law of the data, which leaves no choice",
                hint="leave out cost and budget, or the source",
            )
        law = as_distribution_object(source)
        law.space.require(channel.dom, "a source and what it is fed to")
        return _information(law, channel, rounding, as_unit(unit), tol=tol, start=start)
    if cost is not None and table is not None:
        prices = as_cost(cost, size=table.shape[1])
        if ((table == 0.0) | (table == 1.0)).all():
            cost = prices[table.argmax(axis=1)]
        else:
            raise DomainError(
                "an encoder with a law of its own was given beside a cost of embeddings",
                hint="give each input its mean cost: itbounds.capacity(encoder >> W, cost=..., budget=...)",
            )
    found = Capacity(channel, cost, budget).solve(tol=tol, unit=unit)
    symbol, latex = ("C(W)", "C(W)") if encoder is None else ("C(f, W)", "C(f, W)")
    if budget is not None:
        symbol = latex = f"{symbol[:-1]}; {found.quantity[2:]}"
    return _moved(replace(found, quantity=symbol, latex=latex), rounding)


def perturbed_channel(W: ArrayLike, encoder: Any) -> tuple[Kernel, Matrix | None, float]:
    """Return the channel from inputs to what is read, the encoder as a matrix, and the rounding in nats.

    Parameters
    ----------
    W : array-like or Kernel
        The perturbation.
    encoder : sequence of int, Kernel, array-like of rows, or None
        As `capacity`.
    """
    perturbation = as_kernel(W, name="perturbation")
    if encoder is None:
        return perturbation, None, 0.0
    step = _encoder(encoder, perturbation)
    step.cod.require(perturbation.dom, "an encoder and a perturbation")
    table = step.matrix
    if ((table == 0.0) | (table == 1.0)).all():
        rows = perturbation.matrix[table.argmax(axis=1)]
        return Kernel(step.dom, perturbation.cod, rows), table, 0.0
    # Rows are normalised exactly afterwards: sums of both, products and the sum over embeddings.
    ratio = 2.0 * gamma(2 * sum(table.shape) + 2 * perturbation.cod.size + 8)
    rounding = 2.0 * (ratio * log(max(2, perturbation.cod.size)) + ratio**2)
    normal = table / table.sum(axis=1, keepdims=True)
    rows = normal @ (perturbation.matrix / perturbation.matrix.sum(axis=1, keepdims=True))
    return Kernel(step.dom, perturbation.cod, rows), table, rounding


def _encoder(encoder: Any, perturbation: Kernel) -> Kernel:
    if isinstance(encoder, Kernel):
        return encoder
    if isinstance(encoder, GaussianKernel):
        raise DomainError("a Gaussian encoder does not lead to a finite perturbation", value=encoder)
    array = np.asarray(encoder)
    if array.ndim == 2:
        return as_kernel(encoder, name="encoder")
    if array.ndim != 1:
        raise ShapeError(
            f"the encoder has shape {array.shape}; an index for each input is expected, or a row",
            value=array.shape,
        )
    return Kernel.deterministic(array.tolist(), perturbation.dom)


def _information(
    law: Distribution, channel: Kernel, rounding: float, unit: Unit, *, tol: Number, start: float
) -> Result[Any]:
    certificate = InformationCertificate.of(law.probabilities, channel.matrix)
    aim = unit.to_nats(as_tolerance(tol))
    tight = certificate.upper - certificate.lower <= aim
    result: Result[Any] = Result(
        quantity="I(X; Z~)",
        latex=r"I(X; \tilde Z)",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if tight else Status.GAP_OPEN,
        provenance=Provenance.here("closed form", 0, perf_counter() - start, aim),
        certificate=certificate,
        unit=unit,
    )
    return _moved(result, rounding)


def _moved(result: Result[Any], rounding: float) -> Result[Any]:
    """Move the ends by what the product of encoder and perturbation may be wrong; it is no more than that."""
    if rounding == 0.0:
        return result
    note = "the product of encoder and perturbation was rounded; the ends are moved by what that may change"
    return replace(
        result,
        lower_nats=max(0.0, nextafter(result.lower_nats - rounding, -1.0)),
        upper_nats=nextafter(result.upper_nats + rounding, np.inf),
        provenance=replace(result.provenance, notes=(*result.provenance.notes, note)),
    )
