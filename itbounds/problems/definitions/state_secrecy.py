"""How much can be told in secret over a channel whose state everybody sees."""

import warnings
from math import nextafter
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import ConvergenceWarning, ShapeError, SolveError
from itbounds.forms import Status
from itbounds.kernels import Kernel, Space, as_distribution_object
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.definitions.secrecy import secrecy_capacity
from itbounds.results import Provenance, Result
from itbounds.results.secrecy_certificate import SecrecyCertificate
from itbounds.results.secrecy_mixture_certificate import SecrecyMixtureCertificate
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["state_secrecy_capacity"]


def state_secrecy_capacity(
    p: ArrayLike,
    W: ArrayLike,
    V: ArrayLike,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the secrecy capacity of a wiretap channel with a state that all three parties see.

    .. math:: C_s = \sum_s p(s) \max_{U - X - (Y, Z) | S = s} I(U; Y | S = s) - I(U; Z | S = s)

    The state is drawn anew for each use. Since everybody knows it, before or after sending, there is one
    wiretap channel for each state, used as often as the state comes up: codes for each attain the sum, and
    the converse of Csiszár and Körner (1978), with all states in the auxiliary variable, says that no code
    does better. Where the eavesdropper's channel is a degraded version of the receiver's in every state, it
    is the maximum of :math:`I(X; Y | S) - I(X; Z | S)` over :math:`P(x | s)`, a concave program.

    An eavesdropper who does *not* see the state learns no more, so that the lower end still holds; but the
    state is then a secret that sender and receiver share, and the capacity may be larger (Chia and El Gamal,
    2012; recalled). A state that only the sender sees is another question.

    Parameters
    ----------
    p : array-like or Distribution of shape (k,)
        The law of the state.
    W : array-like of shape (k, m, n)
        ``W[s]`` is the channel from the input to the receiver in state s.
    V : array-like of shape (k, m, l)
        ``V[s]`` is the channel from the input to the eavesdropper.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is an input law for each state of positive probability. The status is ATTAINED if some
        state's channels are not degraded and its ends do not meet.

    Raises
    ------
    ShapeError
        If there is not one channel of each kind for each state.
    ItboundsError
        As `secrecy_capacity`.

    Examples
    --------
    In half of the time the eavesdropper hears as much as the receiver:

    >>> import itbounds as ib
    >>> good, bad = ib.zoo.bsc(0.1).matrix, ib.zoo.bsc(0.2).matrix
    >>> result = ib.state_secrecy_capacity([0.5, 0.5], [good, good], [bad, good])
    >>> print(f"{result.lower:.6f} <= C_s <= {result.upper:.6f} {result.unit}")
    0.126466 <= C_s <= 0.126466 bit
    """
    start = perf_counter()
    law, chosen = as_distribution_object(p, name="law of the state"), as_unit(unit)
    aim = chosen.to_nats(as_tolerance(tol))
    channels, tapped = (
        _by_state(a, law.cod.size, name) for a, name in ((W, "receiver"), (V, "eavesdropper"))
    )
    used = np.flatnonzero(law.probabilities)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the gap that counts is told below
        answers = [
            secrecy_capacity(channels[s], tapped[s], tol=nextafter(aim, 0.0), unit="nat", solver=solver)
            for s in used
        ]
    parts = tuple(a.certificate for a in answers if isinstance(a.certificate, SecrecyCertificate))
    if len(parts) < len(used):
        raise SolveError("the solver gave no certificate", hint="solver=None")
    certificate = SecrecyMixtureCertificate.of(law.probabilities[used], parts)
    status = Status.OPTIMAL
    if certificate.upper - certificate.lower > aim:
        attained = any(a.status is Status.ATTAINED for a in answers)
        status = Status.ATTAINED if attained else Status.GAP_OPEN
    if status is Status.GAP_OPEN:
        warnings.warn(f"C_s: the gap exceeds tol; {status.value}", ConvergenceWarning, stacklevel=2)
    states = law.cod if len(used) == law.cod.size else Space.of([law.cod.letters[s] for s in used], "S")
    steps = sum(a.provenance.steps for a in answers)
    return Result(
        quantity="C_s",
        latex=r"C_{\mathrm{s}}",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=status,
        provenance=Provenance.here(answers[0].provenance.solver, steps, perf_counter() - start, aim),
        witness=Kernel(states, Space.of(channels.shape[1], "X"), certificate.attained),
        certificate=certificate,
        unit=chosen,
    )


def _by_state(given: ArrayLike, states: int, name: str) -> Array:
    array = np.asarray(coerce(given, f"channel to the {name}").array)
    if array.ndim != 3 or len(array) != states:
        raise ShapeError(
            f"the channel to the {name} has shape {array.shape}; one matrix for each of {states} states is "
            "expected",
            value=array.shape,
        )
    return array
