"""How much can be sent if only so much of it may leak: the capacity under a limit on the leakage."""

import warnings
from dataclasses import replace
from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import ConvergenceWarning, SolveError
from itbounds.forms import Status
from itbounds.kernels import Distribution, Space, as_kernel
from itbounds.numerics.leakage_search import search_inputs
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.capacity import Capacity
from itbounds.problems.rates import as_rate
from itbounds.results import CapacityCertificate, Provenance, Result
from itbounds.results.describe import exactly
from itbounds.results.leakage_certificate import LeakageCertificate
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["leakage_capacity"]


def leakage_capacity(
    W: ArrayLike,
    V: ArrayLike,
    leakage: float,
    *,
    tol: float = 1e-5,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int | None = 0,
) -> Result[Distribution]:
    r"""Return the most that an input can tell a receiver if it tells an eavesdropper only so much.

    .. math:: C(L) = \max_{P(q, x) :\ I(X; Z | Q) \le L} I(X; Y | Q)

    The eavesdropper hears the same input through V, and the limit is on all that is learned of the *input*,
    coded or not; what a message can be hidden by coding is the `secrecy_capacity`. Input laws may share time,
    as the variable Q, which everybody knows.

    Without Q the set of input laws is not convex, since I(X; Z) is concave in the law, not even if V is a
    garbling of W: through a noiseless V only constant inputs leak nothing. With it the problem is linear in
    the shares of input laws, and at most two of them are needed: the lower end is attained by laws whose
    leakage is checked, and

    .. math:: C(L) = \min_{s \ge 0} s L + \max_v \big( I(v, W) - s I(v, V) \big),

    of which any price s proves the upper end, by cells of the simplex of inputs. They meet for a few letters;
    otherwise the status is ATTAINED. The upper end also bounds what a single law can do.

    Parameters
    ----------
    W : array-like or Kernel of shape (m, n)
        From the input to the receiver.
    V : array-like or Kernel of shape (m, k)
        From the input to the eavesdropper.
    leakage : float
        The leakage L, in `unit`.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `leakage`, of `tol` and of the result.
    rng : Generator or int, optional
        For starts.

    Returns
    -------
    Result
        ``witness`` is the joint law of Q and X.

    Raises
    ------
    CompositionError
        If the channels have different inputs.
    DomainError
        If the leakage is negative or infinite.

    Examples
    --------
    Two symmetric channels, and half of what a fair bit leaks. To send nothing half of the time would leave
    0.2655 bit; a bit that is seldom 1 tells more for what it leaks.

    >>> import itbounds as ib
    >>> full = ib.capacity(ib.zoo.bsc(0.2)).lower
    >>> result = ib.leakage_capacity(ib.zoo.bsc(0.1), ib.zoo.bsc(0.2), full / 2)
    >>> print(f"{result.lower:.4f} <= C(L) <= {result.upper:.4f} {result.unit}")
    0.2765 <= C(L) <= 0.2765 bit
    """
    start, chosen = perf_counter(), as_unit(unit)
    first, second = as_kernel(W, name="channel"), as_kernel(V, name="channel of the eavesdropper")
    first.dom.require(second.dom, "a wiretap channel")
    ends, aim = as_rate(leakage, chosen, name="leakage", finite=True), chosen.to_nats(as_tolerance(tol))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the gap that counts is told below
        most = Capacity(W).solve(tol=min(0.1 * aim, 1e-9), unit="nat")
    plain = most.certificate
    if not isinstance(plain, CapacityCertificate) or most.witness is None:
        raise SolveError("the capacity without a limit has no certificate")
    channel, tapped = plain.matrix, np.ascontiguousarray(second.matrix)
    found = search_inputs(
        channel,
        tapped,
        ends.budget,
        aim,
        best=most.witness.probabilities,
        rng=np.random.default_rng(rng),
    )
    draft = LeakageCertificate(
        lower=0.0,
        upper=inf,
        tapped=tapped,
        budget=ends.budget,
        ceiling=ends.ceiling,
        joint=found.shares[:, None] * found.laws,
        price=found.price,
        splits=tuple(found.splits),
        plain=plain,
    )
    certificate = _fitting(draft).stated()
    joint = certificate.joint
    return proved(
        certificate,
        f"C(L = {exactly(float(leakage))})",
        provenance=Provenance.here(
            "column generation and cells", len(found.splits), perf_counter() - start, aim
        ),
        unit=chosen,
        witness=Distribution(Space.of(len(joint), "Q") @ first.dom, joint.ravel()),
        unclosed=Status.ATTAINED,
    )


def _fitting(draft: LeakageCertificate) -> LeakageCertificate:
    """Send nothing now and then, until the leakage is within the limit beyond rounding."""
    quiet = np.eye(len(draft.tapped))[:1]
    share, fitting = 1e-14, draft
    while not fitting.fits():
        joint = np.vstack([(1.0 - share) * draft.joint, share * quiet]) if share < 1.0 else quiet
        share, fitting = min(1.0, 4.0 * share) if share < 1.0 else 1.0, replace(draft, joint=joint)
    return fitting
