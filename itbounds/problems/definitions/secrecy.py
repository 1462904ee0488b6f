"""How much can be told in secret, if an eavesdropper listens through a channel of their own."""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import ConvergenceWarning, SolveError
from itbounds.forms import Status
from itbounds.kernels import Distribution, as_kernel
from itbounds.numerics.garbling import solved_garbling
from itbounds.numerics.scalars import as_tolerance
from itbounds.problems.blackwell import deficiency
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Result
from itbounds.results.decomposition_certificate import least_information
from itbounds.results.secrecy_certificate import SecrecyCertificate, told_beyond
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["secrecy_capacity"]

# Total variation within which a channel counts as a garbling, before the rounding of it is accounted for.
_DEGRADED = 1e-9
_ROUNDS = 6
_SHARE = 0.5


def secrecy_capacity(
    W: ArrayLike,
    V: ArrayLike,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Distribution]:
    r"""Return the secrecy capacity of a wiretap channel as an interval that contains it.

    .. math:: C_s = \max_{U - X - (Y, Z)} I(U; Y) - I(U; Z)

    (Csiszár and Körner, 1978). Any input law at :math:`U = X` attains the lower end. For the upper end let a
    joint channel have both channels as its marginals; then :math:`C_s \le \max_p I(X; Y | Z)`, and
    that is a concave program: :math:`H(Y|Z)` is concave, :math:`H(Y|XZ)` is affine in the input law.

    - If V is a *degraded* version of W (:math:`V = W G`, decided as by `blackwell`), take
      :math:`X - Y - Z`: then :math:`I(X; Y | Z) = I(X; Y) - I(X; Z)` and both ends meet (Wyner, 1975).
    - If W is degraded with respect to V, it is 0.
    - Otherwise the objective :math:`I(X; Y) - I(X; Z)` is not proved concave, and :math:`U \ne X` may do
      better. Then the joint channel is chosen to make the upper end small, by turns with the input law, and
      the status is ATTAINED: both ends hold, and need not meet.

    Parameters
    ----------
    W : array-like or Kernel of shape (m, n)
        From the input X to the receiver's Y.
    V : array-like or Kernel of shape (m, k)
        From X to the eavesdropper's Z.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is an input law that attains the lower end without a prefix channel.

    Raises
    ------
    CompositionError
        If the channels have different inputs.
    ItboundsError
        If one of them is none.

    Examples
    --------
    Two binary symmetric channels: :math:`h(0.2) - h(0.1)`.

    >>> import itbounds as ib
    >>> print(ib.secrecy_capacity(ib.zoo.bsc(0.1), ib.zoo.bsc(0.2)))
    C_s ∈ [0.252932501, 0.252932502] bit
    >>> print(ib.secrecy_capacity(ib.zoo.bsc(0.2), ib.zoo.bsc(0.1)))
    C_s ∈ [0, 0.000000001] bit
    """
    first, second = as_kernel(W, name="channel"), as_kernel(V, name="channel of the eavesdropper")
    first.dom.require(second.dom, "a wiretap channel")
    chosen = as_unit(unit)
    aim = chosen.to_nats(as_tolerance(tol))
    question = _Question(np.array(first.matrix), np.array(second.matrix), _SHARE * aim, solver)
    joint = question.degraded()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the gap that counts is told below
        best = question.by_turns() if joint is None else question.solved(joint)
    certificate = best.certificate
    closed = certificate.upper - certificate.lower <= aim
    unclosed = Status.ATTAINED if joint is None else Status.GAP_OPEN
    status = Status.OPTIMAL if closed else unclosed
    if status is Status.GAP_OPEN:
        warnings.warn(
            f"C_s: the gap of {certificate.upper - certificate.lower:.2g} nat exceeds tol; {status.value}",
            ConvergenceWarning,
            stacklevel=2,
        )
    return replace(
        best.program,
        quantity="C_s",
        latex=r"C_{\mathrm{s}}",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=status,
        witness=Distribution(first.dom, certificate.law),
        certificate=certificate,
        history=None,
        unit=chosen,
    )


@dataclass(frozen=True, eq=False)
class _Answer:
    program: Result[Any]
    certificate: SecrecyCertificate


@dataclass(frozen=True, eq=False)
class _Question:
    channel: Matrix
    tapped: Matrix
    tol: float
    solver: Solver[Any] | str | None

    def degraded(self) -> Array | None:
        """Return the joint channel of a Markov chain, if one channel is a garbling of the other."""
        garbling = solved_garbling(self.channel, self.tapped, _DEGRADED)
        if garbling is not None:
            return self.channel[:, :, None] * garbling[None]
        found = deficiency(self.channel, self.tapped)
        if found.upper <= _DEGRADED and found.witness is not None:
            return self.channel[:, :, None] * found.witness.matrix[None]
        found = deficiency(self.tapped, self.channel)
        if found.upper <= _DEGRADED and found.witness is not None:
            return np.asarray(self.tapped[:, None, :] * found.witness.matrix.T[None], dtype=np.float64)
        return None

    def solved(self, joint: Array, law: Vector | None = None) -> _Answer:
        """Return both ends by a joint channel and an input law, that of the program if none is given."""
        model, objective = told_beyond(joint)
        result = Program(maximize=objective, model=model).solve(self.solver, tol=self.tol, unit="nat")
        if not isinstance(result.certificate, ProgramCertificate):
            raise SolveError("the solver gave no certificate", hint="solver=None")
        certificate = SecrecyCertificate.of(
            self.channel,
            self.tapped,
            joint.reshape(len(joint), -1),
            law=result.certificate.kernels[0][0] if law is None else law,
            program=result.certificate,
        )
        return _Answer(result, certificate)

    def by_turns(self) -> _Answer:
        """Choose the joint channel against the average of the input laws, and the law against the channel."""
        joint: Array = self.channel[:, :, None] * self.tapped[:, None, :]
        answers = [self.solved(joint)]
        mean = np.full(len(joint), 1.0 / len(joint))
        for turn in range(1, _ROUNDS):
            mean = mean + (answers[-1].certificate.law - mean) / (turn + 1)
            joint = self._coupled(mean)
            answers.append(self.solved(joint))
        high = min(answers, key=lambda answer: answer.certificate.upper)
        low = max(answers, key=lambda answer: answer.certificate.lower)
        own = high.certificate
        certificate = SecrecyCertificate.of(
            self.channel, self.tapped, own.both, law=low.certificate.law, program=own.program
        )
        return _Answer(high.program, certificate)

    def _coupled(self, law: Vector) -> Array:
        """Return the joint channel with least I(X;Y|Z) at an input law: a decomposition's unique part."""
        pairs = law[:, None, None] * self.channel[:, :, None] * self.tapped[:, None, :]
        model, objective, given = least_information(pairs.transpose(1, 2, 0) / pairs.sum())
        result = Program(minimize=objective, model=model, subject_to=given).solve(tol=1e-7, throw=False)
        assert isinstance(result.witness, Distribution)  # all is free
        found = result.witness.tensor.transpose(2, 0, 1)
        fallback: Array = self.channel[:, :, None] * self.tapped[:, None, :]
        return _with_marginals(found, fallback, self.channel, self.tapped)


def _with_marginals(joint: Array, fallback: Array, channel: Matrix, tapped: Matrix) -> Array:
    """Return conditional laws with these marginals up to rounding, by scaling rows and columns."""
    result = np.empty(joint.shape)
    for x, (mass, spare) in enumerate(zip(joint, fallback, strict=True)):
        # A little of the independent law makes scaling possible wherever a marginal is positive.
        table = 0.999999 * mass / max(float(mass.sum()), 1e-300) + 1e-6 * spare
        for _ in range(500):
            rows = table.sum(axis=1)
            table = table * np.divide(channel[x], rows, out=np.zeros_like(rows), where=rows > 0.0)[:, None]
            columns = table.sum(axis=0)
            table = table * np.divide(tapped[x], columns, out=np.zeros_like(columns), where=columns > 0.0)
            if np.abs(table.sum(axis=1) - channel[x]).max() <= 1e-16:
                break
        result[x] = table
    return result
