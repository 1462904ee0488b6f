"""The proof of an information program: kernels from below, an affine bound from above, and concavity."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Mask, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.lowering.programs.concavity import ConcavityProof, check
from itbounds.lowering.programs.ends import Affine, Evaluation
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.nonnegativity import is_nonnegative
from itbounds.lowering.programs.presolve import allowed_cells
from itbounds.lowering.programs.tensors import Tensors
from itbounds.numerics.rounding import SLACK
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.program_balls import BallEnds
from itbounds.results.program_json import (
    instance_from_json,
    instance_to_json,
    is_function,
    proof_from_json,
    proof_to_json,
)
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["ProgramCertificate"]

_LARGEST_SLACK = 1e-9
_LEAST_REFERENCE = 2.0**-200


@dataclass(frozen=True, eq=False, kw_only=True)
class ProgramCertificate(Certificate):
    r"""Kernels that enclose the value of a program.

    The value at `kernels` is attained. With laws p' of `reference` and multipliers y of the constraints,

    .. math:: f(K) + \sum_k y_k g_k(K) \le -\sum_S c_S \sum_s p_S(s) \ln p'_S(s) + \dots

    is affine in K, and its maximum over kernels is taken row by row; that f and the constraints are concave
    is proved in integers. Equations between doubles hold to within `slack`: both ends are those of the
    program whose equations may miss by so much, and are widened by what the multipliers say that it matters.

    Parameters
    ----------
    instance : Instance
        The program, as a maximum.
    sign : int
        1 for a maximum, -1 if the claim is about minus it, a minimum.
    kernels, reference : tuple of arrays of shape (contexts, letters)
        The two points; rows are understood as normalised exactly.
    multipliers : array
        One for each limit, not negative for inequalities.
    prices : tuple of arrays
        One multiplier for each state of each prescribed law.
    slack : float
        By how much constraints may be missed.
    proofs : tuple of ConcavityProof
        For the objective and for each limit.
    """

    kind: ClassVar[str] = "program"
    instance: Instance
    sign: int
    kernels: tuple[Matrix, ...]
    reference: tuple[Matrix, ...]
    multipliers: Vector
    prices: tuple[Vector, ...]
    slack: float
    proofs: tuple[ConcavityProof, ...]

    @classmethod
    def of(
        cls,
        instance: Instance,
        proofs: tuple[ConcavityProof, ...],
        kernels: tuple[Matrix, ...],
        *,
        reference: tuple[Matrix, ...],
        multipliers: Vector,
        prices: tuple[Vector, ...],
        sign: int = 1,
        tensors: Tensors | None = None,
    ) -> "ProgramCertificate":
        """Make the certificate of two points: slack and claim are computed, with headroom.

        Where the marginals of the instance are known, `tensors` spares their computation; `verify` computes
        them anew.
        """
        draft = cls(
            lower=-inf,
            upper=inf,
            instance=instance,
            sign=sign,
            kernels=kernels,
            reference=reference,
            multipliers=multipliers,
            prices=prices,
            slack=0.0,
            proofs=proofs,
        )
        draft.__dict__["_tensors"] = Tensors(instance) if tensors is None else tensors
        missed = draft._missed(HEADROOM)
        slack = missed if missed <= _LARGEST_SLACK else 0.0
        done = replace(draft, slack=slack)
        done.__dict__.update(_tensors=draft._tensors, _allowed=draft._allowed, _here=draft._here)
        lower, upper = done._float_ends(HEADROOM)
        return replace(done, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The kernel that attains one end; several are side by side."""
        product = self.kernels[0]
        for kernel in self.kernels[1:]:
            product = np.asarray(np.kron(product, kernel), dtype=np.float64)
        return product

    @cached_property
    def _tensors(self) -> Tensors:
        return Tensors(self.instance)

    @cached_property
    def _allowed(self) -> Mask:
        return allowed_cells(self._tensors)

    def _check(self) -> None:
        if self.sign not in (1, -1):
            raise CertificateError("the sign is neither 1 nor -1")
        for factor, table in zip(self.instance.model.factors, self.instance.tables, strict=True):
            if factor.kind == "deterministic" and (table is None or not is_function(table)):
                raise CertificateError("a table that is called a function is none")
            if (factor.kind == "free") != (table is None):
                raise CertificateError("a free kernel has a table, or a given one has none")
        for tally, proof in zip(self.instance.tallies, self.proofs, strict=True):
            check(self.instance.graph, tally.entropies, proof)
        for limit, proof, price in zip(
            self.instance.limits, self.proofs[1:], self.multipliers.tolist(), strict=True
        ):
            if limit.sense == "eq" and not proof.is_affine:
                raise CertificateError("an equation is not affine in the kernels")
            if not isfinite(price) or (limit.sense == "ge" and price < 0.0):
                raise CertificateError("the multiplier of an inequality is negative or not finite")
        if not all(np.isfinite(prices).all() for prices in self.prices):
            raise CertificateError("a price is not finite")
        blocks = self._tensors.blocks
        for name, point in (("kernel", self.kernels), ("reference", self.reference)):
            for block, kernel in zip(blocks, point, strict=True):
                if kernel.shape != block.shape:
                    raise CertificateError(f"a {name} has shape {kernel.shape}, not {block.shape}")
                require_weights(name, kernel)
        cells = np.concatenate([kernel.ravel() for kernel in self.reference])
        if (cells[self._allowed] < _LEAST_REFERENCE).any():
            raise CertificateError("the reference is not positive where a kernel may be")
        if not 0.0 <= self.slack <= _LARGEST_SLACK:
            raise CertificateError("the slack of the constraints is negative or too large")
        if self._missed(1.0) > self.slack and self._claims_attainment:
            raise CertificateError("the kernels miss a constraint by more than the slack")

    @property
    def _claims_attainment(self) -> bool:
        return (self.lower if self.sign > 0 else self.upper) not in (inf, -inf)

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        high = self._ball_upper()
        low = BallEnds.of(self.instance).lower(self.kernels, self.instance.objective)
        low = nextafter(low - self.allowance(), -inf) if self._missed(1.0) <= self.slack else -inf
        return self._signed(low, high)

    def _ball_upper(self) -> float:
        weighted = [(1.0, self.instance.objective)]
        weighted += [
            (price, limit.tally)
            for limit, price in zip(self.instance.limits, self.multipliers.tolist(), strict=True)
        ]
        prices = list(zip(self.instance.prescribed, self.prices, strict=True))
        high = BallEnds.of(self.instance).upper(self.reference, weighted, prices, self._allowed)
        return nextafter(high + self.allowance(), inf)

    def _missed(self, headroom: float) -> float:
        """Return by how much the kernels miss the constraints at most, rounding included."""
        here, worst = self._here, 0.0
        cells = np.concatenate([kernel.ravel() for kernel in self.kernels])
        occurs = np.concatenate([np.repeat(b.occurs, b.shape[1]) for b in self._tensors.blocks])
        if (cells[occurs & ~self._allowed] > 0.0).any():
            return inf
        for limit in self.instance.limits:
            value, error = here.value(limit.tally)
            miss = abs(value) if limit.sense == "eq" else -value
            worst = max(worst, miss + headroom * error)
        for prescribed in self.instance.prescribed:
            misses, errors = here.residuals(prescribed)
            worst = max(worst, float(np.max(np.abs(misses) + headroom * errors)))
        return worst

    def allowance(self) -> float:
        """Return what the slack of the constraints may matter, by their multipliers."""
        size = float(np.abs(self.multipliers).sum()) + sum(float(np.abs(p).sum()) for p in self.prices)
        return 2.0 * self.slack * size

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        return self._signed(self._attained_end(headroom), self._proved_end(headroom))

    @cached_property
    def _here(self) -> Evaluation:
        return Evaluation(self._tensors, self.kernels)

    def _signed(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the claim: turned for a minimum, and not below what is never negative."""
        if self.sign < 0:
            low, high = -high, -low
        goal = self.instance.objective
        if low > -inf and is_nonnegative(goal if self.sign > 0 else -goal):
            return max(low, 0.0), max(high, 0.0)  # in this order NaN stays NaN and fails
        return low, high

    def _attained_end(self, headroom: float) -> float:
        if self._missed(headroom) > max(self.slack, 0.0):
            return -inf
        value, error = self._here.value(self.instance.objective)
        end = value - headroom * SLACK * error - self.allowance()
        return nextafter(end, -inf) if isfinite(end) else -inf

    def _proved_end(self, headroom: float) -> float:
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            here = Evaluation(self._tensors, self.reference)
            total: Affine = here.majorant(self.instance.objective)
            for limit, price in zip(self.instance.limits, self.multipliers.tolist(), strict=True):
                if price:
                    total = total.plus(here.majorant(limit.tally), price)
            for prescribed, prices in zip(self.instance.prescribed, self.prices, strict=True):
                total = total.plus(here.pull(prescribed, prices), 1.0)
            return nextafter(here.highest(total, self._allowed, headroom) + self.allowance(), inf)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "instance": instance_to_json(self.instance),
            "sign": self.sign,
            "kernels": [array_to_json(kernel) for kernel in self.kernels],
            "reference": [array_to_json(kernel) for kernel in self.reference],
            "multipliers": array_to_json(self.multipliers),
            "prices": [array_to_json(prices) for prices in self.prices],
            "slack": self.slack,
            "proofs": [proof_to_json(proof) for proof in self.proofs],
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "ProgramCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            instance=instance_from_json(data["instance"]),
            sign=int(data["sign"]),
            kernels=tuple(array_from_json(kernel, ndim=2) for kernel in data["kernels"]),
            reference=tuple(array_from_json(kernel, ndim=2) for kernel in data["reference"]),
            multipliers=array_from_json(data["multipliers"], ndim=1),
            prices=tuple(array_from_json(prices, ndim=1) for prices in data["prices"]),
            slack=float(data["slack"]),
            proofs=tuple(proof_from_json(proof) for proof in data["proofs"]),
        )
