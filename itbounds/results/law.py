r"""A rational law that violates a claim, checked exactly.

A form on the joint entropies of a rational law is :math:`\sum_p e_p \log p` over primes with rational
exponents: whether it is zero is decided by the exponents, since logarithms of primes are linearly independent
over the rationals, and its sign by ball arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import ClassVar

from itbounds._typing import JSON
from itbounds.errors import CertificateError
from itbounds.forms.entropic import UNIT, Given, Terms
from itbounds.numerics.ball_backends import ball_arithmetic

__all__ = ["Law"]


@dataclass(frozen=True)
class Law:
    """A law with integer weights on a small support.

    Parameters
    ----------
    variables : tuple of str
        The names.
    points : tuple of tuple of int
        The points of the support: a letter for each variable.
    weights : tuple of int
        Positive; the probabilities are these divided by their sum.
    rates : tuple of str
        Empty: laws are sought where no rates are free.
    """

    kind: ClassVar[str] = "law"

    variables: tuple[str, ...]
    points: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    rates: tuple[str, ...] = ()

    def marginal(self, mask: int) -> list[int]:
        """Return the weights of the marginal of a set of variables."""
        sums: dict[tuple[int, ...], int] = {}
        chosen = [i for i in range(len(self.variables)) if mask >> i & 1]
        for point, weight in zip(self.points, self.weights, strict=True):
            key = tuple(point[i] for i in chosen)
            sums[key] = sums.get(key, 0) + weight
        return list(sums.values())

    def exponents(self, terms: Terms) -> dict[int, Fraction]:
        r"""Return the rational :math:`e_p` of a form :math:`\sum_p e_p \log p`; the unit is a bit."""
        total = sum(self.weights)
        logs: dict[int, Fraction] = {}
        for key, coefficient in terms.items():
            if key == UNIT:
                logs[2] = logs.get(2, Fraction(0)) + coefficient
            elif key > 0:
                # H = log t - sum w log w / t
                logs[total] = logs.get(total, Fraction(0)) + coefficient
                for weight in self.marginal(key):
                    logs[weight] = logs.get(weight, Fraction(0)) - coefficient * Fraction(weight, total)
            elif key < UNIT:
                raise CertificateError("a law says nothing of rates")
        found: dict[int, Fraction] = {}
        for number, factor in logs.items():
            for prime, power in _factors(number).items():
                found[prime] = found.get(prime, Fraction(0)) + factor * power
        return {prime: value for prime, value in sorted(found.items()) if value}

    def sign(self, terms: Terms) -> int:
        """Return the sign of a form at the law, exactly."""
        exponents = self.exponents(terms)
        if not exponents:
            return 0
        scale = lcm(*(value.denominator for value in exponents.values()))
        whole = [int(value * scale) for value in exponents.values()]
        balls = ball_arithmetic()
        bits = 64 + max(abs(value).bit_length() for value in whole)
        while True:  # ends, since the value is not zero
            with balls.precision(bits):
                logs = balls.logs(balls.exact([float(prime) for prime in exponents]))
                low, high = balls.ends(
                    balls.total(log * value for log, value in zip(logs, whole, strict=True))
                )
            if low > 0.0:
                return 1
            if high < 0.0:
                return -1
            bits *= 2

    def violates(self, claim: Terms) -> bool:
        """Whether the value of a form is negative."""
        return self.sign(claim) < 0

    def verify(self, claim: Terms, given: tuple[Given, ...] = ()) -> None:
        """Check exactly that the law has what is given and not what is claimed.

        Raises
        ------
        CertificateError
            If it is no counterexample.
        """
        if len(self.points) != len(self.weights) or not self.weights or min(self.weights) <= 0:
            raise CertificateError("the weights of the law are not positive, one for each point")
        if any(len(point) != len(self.variables) for point in self.points):
            raise CertificateError("a point of the law has not one letter for each variable")
        if len(set(self.points)) < len(self.points):
            raise CertificateError("a point of the law comes twice")
        if max(sum(self.weights), 0) >= 1 << 40:
            raise CertificateError("the weights of the law are too large to be factored")
        for index, item in enumerate(given):
            sign = self.sign(item.terms)
            if sign < 0 or (item.equality and sign):
                raise CertificateError("the law violates a given", where=index)
        if not self.violates(claim):
            raise CertificateError("the law does not violate the claim")

    def to_dict(self) -> JSON:
        """Return the law as JSON data."""
        return {
            "kind": self.kind,
            "variables": list(self.variables),
            "points": [list(point) for point in self.points],
            "weights": list(self.weights),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Law":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            tuple(map(str, data["variables"])),
            tuple(tuple(map(int, point)) for point in data["points"]),
            tuple(map(int, data["weights"])),
        )


def _factors(number: int) -> Mapping[int, int]:
    """Return the prime factors of a positive integer, by trial division."""
    found: dict[int, int] = {}
    prime = 2
    while prime * prime <= number:
        while number % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            number //= prime
        prime += 1
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found
