"""An exact proof of linear statements on joint entropies: nonnegative quantities, and zeros, that add up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias, TypeVar

from itbounds._typing import JSON
from itbounds.errors import CertificateError
from itbounds.forms.axioms import Axiom, Scope
from itbounds.forms.entropic import Given, Information, Terms
from itbounds.results.axiom_json import axiom_from_dict, axiom_to_dict

__all__ = ["Combination", "LatticeCertificate", "Lemma"]

V = TypeVar("V")
Weighted: TypeAlias = tuple[tuple[Fraction, V], ...]
_NONE: tuple[()] = ()


@dataclass(frozen=True)
class Lemma:
    r"""A quantity that is zero, and why.

    Either it is a part of a given sum of quantities that is at most zero, or

    .. math:: \sum_p m_p Z_p = Q + \sum_r w_r I_r, \qquad w_r \ge 0,

    for earlier lemmas :math:`Z_p = 0`: nonnegative numbers that add up to zero are zero. The chain rule makes
    the rules of semigraphoids and the transitivity of functional dependence instances of this one.

    Parameters
    ----------
    zero : Information
        The quantity :math:`Q`.
    source : int, optional
        The index of the given of which it is a part.
    premises : tuple of (Fraction, int)
        Multipliers :math:`m_p`, of either sign, and indices of earlier lemmas.
    remainder : tuple of (Fraction, Information)
        Weights :math:`w_r` and quantities.
    """

    zero: Information
    source: int | None = None
    premises: Weighted[int] = _NONE
    remainder: Weighted[Information] = _NONE


@dataclass(frozen=True)
class Combination:
    r"""The identity that shows one claim :math:`c \ge 0`.

    .. math:: c = \sum_t \lambda_t I_t + \sum_k \mu_k g_k + \sum_l \nu_l Z_l
              + \sum_o \rho_o \bigl(h(\pi_o S_o) - h(S_o)\bigr) + s

    Parameters
    ----------
    claim : mapping
        The form :math:`c`.
    informations : tuple of (Fraction, Information)
        Nonnegative multipliers and quantities.
    givens : tuple of (Fraction, int)
        Multipliers and indices of givens, nonnegative for those that are no equalities.
    zeros : tuple of (Fraction, int)
        Multipliers and indices of lemmas.
    orbits : tuple of (Fraction, (int, int))
        Multipliers, with a mask and the index of the generator that moves it.
    slack : Fraction
        A nonnegative number of units.
    """

    claim: Terms
    informations: Weighted[Information] = _NONE
    givens: Weighted[int] = _NONE
    zeros: Weighted[int] = _NONE
    orbits: Weighted[tuple[int, int]] = _NONE
    slack: Fraction = Fraction(0)


@dataclass(frozen=True)
class LatticeCertificate:
    """What proves linear claims on joint entropies from givens, without a solver.

    Parameters
    ----------
    variables : tuple of str
        The random variables; bit i of a mask is the i-th.
    rates : tuple of str
        The free rates.
    given : tuple of Given
        What was given, and then what the axioms add.
    generators : tuple of permutations
        The symmetries used: claims and givens are invariant under them, so that joint entropies may be
        replaced by their averages over the group, which are invariant too.
    lemmas : tuple of Lemma
    combinations : tuple of Combination
        One for each claim; an equality makes two.
    axioms : tuple of Axiom
        What the proof adds to its premises: copies of variables, which are the last of the variables, and
        named inequalities.
    """

    kind: ClassVar[str] = "lattice"

    variables: tuple[str, ...]
    rates: tuple[str, ...]
    given: tuple[Given, ...]
    combinations: tuple[Combination, ...]
    lemmas: tuple[Lemma, ...] = _NONE
    generators: tuple[tuple[int, ...], ...] = _NONE
    axioms: tuple[Axiom, ...] = _NONE

    @property
    def claims(self) -> tuple[Terms, ...]:
        """The forms that are shown to be nonnegative."""
        return tuple(combination.claim for combination in self.combinations)

    @property
    def premises(self) -> tuple[Given, ...]:
        """What was given, without what the axioms add."""
        return self.given[: len(self.given) - sum(axiom.stated for axiom in self.axioms)]

    @property
    def scope(self) -> Scope:
        """What is proved about: the joint entropies of all laws, or only the ranks of linear subspaces."""
        everywhere = all(axiom.scope == "entropies" for axiom in self.axioms)
        return "entropies" if everywhere else "linear rank functions"

    def verify(self) -> tuple[Terms, ...]:
        """Check every identity exactly, and return the forms that are proved nonnegative.

        Raises
        ------
        CertificateError
            If it proves nothing.
        """
        from itbounds.results.axiom_verification import verify_axioms
        from itbounds.results.lattice_verification import verify

        verify_axioms(self)
        verify(self)
        return self.claims

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data: masks as integers, rational numbers as strings."""
        return {
            "kind": self.kind,
            "variables": list(self.variables),
            "rates": list(self.rates),
            "given": [
                {
                    "terms": _terms(item.terms),
                    "equality": item.equality,
                    "parts": [list(part) for part in item.parts],
                }
                for item in self.given
            ],
            "generators": [list(generator) for generator in self.generators],
            "axioms": [axiom_to_dict(axiom) for axiom in self.axioms],
            "lemmas": [
                {
                    "zero": list(lemma.zero),
                    "source": lemma.source,
                    "premises": _weighted(lemma.premises),
                    "remainder": _weighted(lemma.remainder),
                }
                for lemma in self.lemmas
            ],
            "combinations": [
                {
                    "claim": _terms(part.claim),
                    "informations": _weighted(part.informations),
                    "givens": _weighted(part.givens),
                    "zeros": _weighted(part.zeros),
                    "orbits": _weighted(part.orbits),
                    "slack": str(part.slack),
                }
                for part in self.combinations
            ],
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "LatticeCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        try:
            return cls(
                variables=tuple(map(str, data["variables"])),
                rates=tuple(map(str, data["rates"])),
                given=tuple(
                    Given(
                        _read_terms(item["terms"]),
                        item["equality"] is True,
                        tuple(map(_quantity, item["parts"])),
                    )
                    for item in data["given"]
                ),
                generators=tuple(tuple(map(int, generator)) for generator in data["generators"]),
                axioms=tuple(axiom_from_dict(axiom) for axiom in data["axioms"]),
                lemmas=tuple(
                    Lemma(
                        _quantity(item["zero"]),
                        None if item["source"] is None else int(item["source"]),
                        _read_weighted(item["premises"], int),
                        _read_weighted(item["remainder"], _quantity),
                    )
                    for item in data["lemmas"]
                ),
                combinations=tuple(
                    Combination(
                        _read_terms(item["claim"]),
                        _read_weighted(item["informations"], _quantity),
                        _read_weighted(item["givens"], int),
                        _read_weighted(item["zeros"], int),
                        _read_weighted(item["orbits"], _pair),
                        Fraction(item["slack"]),
                    )
                    for item in data["combinations"]
                ),
            )
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise CertificateError(f"this is no lattice certificate: {error!r}") from error


def _terms(terms: Terms) -> JSON:
    return {str(key): str(value) for key, value in terms.items()}


def _read_terms(data: JSON) -> dict[int, Fraction]:
    return {int(key): Fraction(value) for key, value in data.items()}


def _weighted(items: Iterable[tuple[Fraction, Any]]) -> list[list[Any]]:
    return [[str(weight), list(item) if isinstance(item, tuple) else item] for weight, item in items]


def _read_weighted(data: Iterable[tuple[str, Any]], read: Callable[[Any], V]) -> Weighted[V]:
    return tuple((Fraction(weight), read(item)) for weight, item in data)


def _quantity(data: Iterable[Any]) -> Information:
    first, second, condition = map(int, data)
    return Information(first, second, condition)


def _pair(data: Iterable[Any]) -> tuple[int, int]:
    mask, generator = map(int, data)
    return mask, generator
