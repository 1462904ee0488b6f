"""What is known of a theorem before it is evaluated: statement, assumptions, source, and a known answer."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, Signature, cleandoc, signature
from typing import Any

from itbounds.errors import DomainError, UnknownNameError
from itbounds.results.bound import Bound, Direction, Evidence, Kind
from itbounds.results.describe import Description
from itbounds.units import PURE, Unit

__all__ = ["Calculator", "KnownAnswer", "Theorem"]


@dataclass(frozen=True)
class KnownAnswer:
    """A number that the theorem is known to give.

    Parameters
    ----------
    inputs : mapping
        The arguments of the calculator.
    value : float
        What it gives, in the unit of the call.
    source : str
        Where the number is from.
    tolerance : float
        Half a unit of the last digit of `value`.
    """

    inputs: Mapping[str, Any]
    value: float
    source: str
    tolerance: float


@dataclass(frozen=True)
class Theorem:
    r"""A named theorem; arguments as `Bound` where they have the same name.

    Parameters
    ----------
    name : str
        The name of its function, which is its key in the registry.
    title : str
        One line for lists.
    statement : str
        The statement in LaTeX.
    known : KnownAnswer
        A number that it is known to give.
    dominated_by : tuple of str
        Theorems that are never looser on the same inputs.
    """

    name: str
    title: str
    statement: str
    direction: Direction
    target: str
    latex: str
    kind: Kind
    assumptions: tuple[str, ...]
    reference: str
    evidence: Evidence
    known: KnownAnswer = field(hash=False)
    dominated_by: tuple[str, ...] = ()

    def bound(
        self,
        nats: float,
        *,
        vacuous: bool,
        terms: Mapping[str, float],
        unit: Unit = PURE,
        confidence: float | None = None,
    ) -> Bound:
        """Return the value of the theorem with all that is to be said of it."""
        return Bound(
            theorem=self.name,
            nats=nats,
            direction=self.direction,
            target=self.target,
            latex=self.latex,
            unit=unit,
            kind=self.kind,
            reference=self.reference,
            evidence=self.evidence,
            confidence=confidence,
            assumptions=self.assumptions,
            terms=terms,
            vacuous=vacuous,
        )

    def _describe(self) -> Description:
        rows = [("statement", self.statement), ("bounds", f"{self.target}, {self.direction}, {self.kind}")]
        rows.extend(("assumes", assumption) for assumption in self.assumptions)
        rows.append(("reference", self.reference))
        rows.append(("evidence", self.evidence))
        if self.dominated_by:
            rows.append(("never tighter than", ", ".join(self.dominated_by)))
        return Description(f"{self.name}: {self.title}", self.statement, tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()


@dataclass(frozen=True)
class Calculator:
    """A theorem with the function that evaluates it; what a distribution offers to ``itbounds.bounds``.

    Parameters
    ----------
    theorem : Theorem
        What is known of it.
    function : callable
        Takes the inputs, and returns a `Bound`.
    alternatives : tuple of tuple of str
        Where several sets of optional arguments will do: those sets.
    """

    theorem: Theorem
    function: Callable[..., Bound]
    alternatives: tuple[tuple[str, ...], ...] = ()

    @property
    def signature(self) -> Signature:
        """The arguments of the function."""
        return signature(self.function)

    def evaluate(self, inputs: Mapping[str, Any]) -> Bound:
        """Evaluate the theorem.

        Raises
        ------
        UnknownNameError
            If it has no argument of a given name.
        DomainError
            If an argument is missing.
        """
        parameters = self.signature.parameters
        hint = f"{self.theorem.name}{self._arguments()} is what it takes"
        extra = [name for name in inputs if name not in parameters]
        if extra:
            raise UnknownNameError(
                f"{self.theorem.name} has no argument {', '.join(map(repr, extra))}",
                where=extra[0],
                hint=hint,
            )
        missing = [name for name in self.lacks(inputs) if parameters[name].default is Parameter.empty]
        if missing:
            raise DomainError(
                f"{self.theorem.name} needs {', '.join(missing)}, which is missing",
                where=missing[0],
                hint=hint,
            )
        return self.function(**inputs)

    def lacks(self, inputs: Collection[str]) -> tuple[str, ...]:
        """Return the names of the arguments that are missing; of alternatives, those of the nearest."""
        needed = [name for name, p in self.signature.parameters.items() if p.default is Parameter.empty]
        # Of two that lack as much, that of which more is given.
        ordered = sorted(self.alternatives, key=len, reverse=True)
        options = [[name for name in names if name not in inputs] for names in ordered]
        return (*(name for name in needed if name not in inputs), *min(options, key=len, default=[]))

    def text(self) -> str:
        """Return all that may be searched, in lower case."""
        theorem = self.theorem
        parts = (theorem.name, theorem.title, theorem.statement, theorem.target, theorem.kind)
        doc = cleandoc(self.function.__doc__ or "")
        return "\n".join((*parts, *theorem.assumptions, theorem.reference, doc)).lower()

    def _arguments(self) -> str:
        shown = [
            name if parameter.default is Parameter.empty else f"{name}={parameter.default}"
            for name, parameter in self.signature.parameters.items()
        ]
        return f"({', '.join(shown)})"
