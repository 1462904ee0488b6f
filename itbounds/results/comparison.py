"""Two channels compared in the order of Blackwell: what each can be made into, and what tells them apart."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn

import numpy as np

from itbounds._typing import JSON, ArrayLike, Matrix
from itbounds.errors import AmbiguousTruthError, CertificateError
from itbounds.kernels import Distribution, Kernel, Space, as_kernel
from itbounds.numerics.interval import outward_digits
from itbounds.results.certificate import Level
from itbounds.results.deficiency_certificate import DeficiencyCertificate
from itbounds.results.describe import Description
from itbounds.results.reading import whole_data
from itbounds.results.result import Result

__all__ = ["BlackwellOrder", "Comparison", "DecisionProblem", "Dominance"]


class Dominance(Enum):
    """Whether one channel can be garbled into another."""

    DOMINATES = "a garbling makes the second of the first, within the tolerance"
    NOT_DOMINATES = "a decision problem is better served by the second"
    UNDECIDED = "the garbling that was found misses the tolerance, and no decision problem tells"


class BlackwellOrder(Enum):
    """How two channels stand to each other; the value is the sign between them."""

    EQUIVALENT = "≡"
    ABOVE = "≻"
    BELOW = "≺"
    INCOMPARABLE = "∥"
    UNDECIDED = "?"


@dataclass(frozen=True, eq=False)
class DecisionProblem:
    r"""A prior on the inputs and a utility of actions, for a decision maker who sees the output of a channel.

    Parameters
    ----------
    prior : Distribution
        Of the inputs x.
    utility : array of shape (m, k)
        What the action z is worth if the input is x, from 0 to 1.
    """

    prior: Distribution
    utility: Matrix

    def value(self, channel: ArrayLike) -> float:
        r"""Return the best expected utility, :math:`\sum_y \max_z \sum_x p_x u_{xz} W_{xy}`, rounded.

        Examples
        --------
        >>> import itbounds as ib
        >>> guess = DecisionProblem(ib.Distribution.of([0.5, 0.5]), np.eye(2))
        >>> guess.value(ib.zoo.bsc(0.25))
        0.75
        """
        kernel = as_kernel(channel)
        self.prior.space.require(kernel.dom, "a decision problem and a channel")
        stakes = self.prior.probabilities[:, None] * self.utility
        return float((kernel.matrix.T @ stakes).max(axis=1).sum())


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two channels from the same inputs, compared in both directions.

    Parameters
    ----------
    forward : Result
        The deficiency of the first relative to the second, zero if a garbling makes the second of the first.
    backward : Result
        The deficiency of the second relative to the first.
    tol : float
        Up to this deficiency, one channel counts as a garbling of the other if nothing proves that it is not.

    Examples
    --------
    >>> import itbounds as ib
    >>> comparison = ib.blackwell(ib.zoo.bec(0.25), ib.zoo.bsc(0.125))
    >>> comparison.order.name
    'ABOVE'
    >>> comparison.garbling.matrix
    array([[1. , 0. ],
           [0. , 1. ],
           [0.5, 0.5]])
    >>> print(comparison)
    W ≻ V: V = W G for a channel G, and no channel makes W of V
    """

    forward: Result[Kernel]
    backward: Result[Kernel]
    tol: float

    @property
    def verdict(self) -> Dominance:
        """Whether the first channel dominates the second."""
        return self._judged(self.forward)

    @property
    def reverse(self) -> Dominance:
        """Whether the second channel dominates the first."""
        return self._judged(self.backward)

    @property
    def order(self) -> BlackwellOrder:
        """How the first channel stands to the second, by the verdicts in both directions."""
        yes, no = Dominance.DOMINATES, Dominance.NOT_DOMINATES
        known = {
            (yes, yes): BlackwellOrder.EQUIVALENT,
            (yes, no): BlackwellOrder.ABOVE,
            (no, yes): BlackwellOrder.BELOW,
            (no, no): BlackwellOrder.INCOMPARABLE,
        }
        return known.get((self.verdict, self.reverse), BlackwellOrder.UNDECIDED)

    @property
    def garbling(self) -> Kernel | None:
        """The channel G with V = W G, if the first dominates."""
        return self.forward.witness if self.verdict is Dominance.DOMINATES else None

    @property
    def reverse_garbling(self) -> Kernel | None:
        """The channel G with W = V G, if the second dominates."""
        return self.backward.witness if self.reverse is Dominance.DOMINATES else None

    @property
    def decision(self) -> DecisionProblem | None:
        """A decision problem in which the second channel is worth more, if the first does not dominate."""
        return self._problem(self.forward) if self.verdict is Dominance.NOT_DOMINATES else None

    @property
    def reverse_decision(self) -> DecisionProblem | None:
        """A decision problem in which the first channel is worth more, if the second does not dominate."""
        return self._problem(self.backward) if self.reverse is Dominance.NOT_DOMINATES else None

    def verify(self, level: Level = "float") -> None:
        """Prove both deficiencies again from their certificates, and that these are about the same channels.

        Raises
        ------
        CertificateError
            If a certificate does not prove what its result states.
        """
        here, there = _certificate(self.forward), _certificate(self.backward)
        same = np.array_equal(here.matrix, there.target) and np.array_equal(here.target, there.matrix)
        if not same:
            raise CertificateError("the two certificates are not about the same pair of channels")
        self.forward.verify(level)
        self.backward.verify(level)

    def to_dict(self) -> JSON:
        """Return the comparison as JSON data that verifies again after loading."""
        return {
            "order": self.order.name,
            "verdicts": [self.verdict.name, self.reverse.name],
            "tol": self.tol,
            "forward": self.forward.to_dict(),
            "backward": self.backward.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Comparison":
        """Read what `to_dict` wrote; call `verify` to prove it again.

        Raises
        ------
        CertificateError
            If parts are missing or malformed.
        """
        with whole_data():
            found = cls(
                Result.from_dict(data["forward"]), Result.from_dict(data["backward"]), float(data["tol"])
            )
            if data["verdicts"] != [found.verdict.name, found.reverse.name]:
                raise CertificateError("the verdicts are not those of the intervals")
            return found

    def text(self) -> str:
        """Return the comparison with its proofs as plain text."""
        return self._describe().text()

    def to_latex(self) -> str:
        r"""Return the statement as LaTeX, without delimiters.

        Examples
        --------
        >>> import itbounds as ib
        >>> ib.blackwell(ib.zoo.bec(0.25), ib.zoo.bsc(0.125)).to_latex()
        'W \\succ V'
        """
        return self._describe().latex

    def _judged(self, result: Result[Kernel]) -> Dominance:
        if result.lower_nats > 0.0:
            return Dominance.NOT_DOMINATES
        return Dominance.DOMINATES if result.upper_nats <= self.tol else Dominance.UNDECIDED

    def _problem(self, result: Result[Kernel]) -> DecisionProblem:
        gains = _certificate(result).gains
        gains = gains / gains.max()
        weights = gains.max(axis=1)
        utility = np.divide(gains, weights[:, None], out=np.zeros(gains.shape), where=weights[:, None] > 0.0)
        utility.setflags(write=False)
        return DecisionProblem(Distribution(Space.of(len(weights)), weights / weights.sum()), utility)

    def _row(self, result: Result[Kernel], first: str, second: str) -> tuple[str, str]:
        verdict = self._judged(result)
        label = f"{first} ⪰ {second}"
        if verdict is Dominance.NOT_DOMINATES:
            low, high = outward_digits(result.lower, result.upper)
            return label, f"no: a decision problem is worth [{low}, {high}] more with {second}"
        exact = _certificate(result).exact is not None
        error = outward_digits(0.0, result.upper)[1] if result.upper > 1e-3 else f"{1.05 * result.upper:.1e}"
        made = f"{second} = {first} G" + (" exactly" if exact else f" up to {error} in total variation")
        return label, f"yes: {made}" if verdict is Dominance.DOMINATES else f"undecided: {made}"

    def _describe(self) -> Description:
        signs = {
            BlackwellOrder.EQUIVALENT: ("each is made of the other by a channel", r"\equiv"),
            BlackwellOrder.ABOVE: ("V = W G for a channel G, and no channel makes W of V", r"\succ"),
            BlackwellOrder.BELOW: ("W = V G for a channel G, and no channel makes V of W", r"\prec"),
            BlackwellOrder.INCOMPARABLE: ("no channel makes either of the other", r"\parallel"),
            BlackwellOrder.UNDECIDED: ("a direction is undecided at this tolerance", r"\mathrel{?}"),
        }
        said, sign = signs[self.order]
        rows = (
            self._row(self.forward, "W", "V"),
            self._row(self.backward, "V", "W"),
            ("tolerance", f"{self.tol:g}"),
            ("solver", f"{self.forward.provenance.solver}"),
        )
        return Description(f"W {self.order.value} V: {said}", f"W {sign} V", rows)

    def __repr__(self) -> str:
        return self.text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError(
            "a comparison is no truth value: channels may be incomparable",
            hint="compare its order or verdict",
        )


def _certificate(result: Result[Any]) -> DeficiencyCertificate:
    if not isinstance(result.certificate, DeficiencyCertificate):
        raise CertificateError("the result carries no certificate of a deficiency")
    return result.certificate
