"""Problems with the variables and relations that lemmas and named inequalities bring in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from itbounds.forms.axioms import Axiom, CommonStep, CopyStep
from itbounds.forms.entropic import EntropicProblem
from itbounds.symbolic.lemma import CopyLemma, Lemma
from itbounds.symbolic.structure import mask_of
from itbounds.symbolic.variable import RV

__all__ = ["Extended", "extend"]


@dataclass(frozen=True)
class Extended:
    """A problem with what axioms add to it.

    Parameters
    ----------
    problem : EntropicProblem
    variables : tuple of RV
        The old ones, then the new ones.
    axioms : tuple of Axiom
    """

    problem: EntropicProblem
    variables: tuple[RV, ...]
    axioms: tuple[Axiom, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables."""
        return tuple(variable.name for variable in self.variables)

    def with_axiom(self, axiom: Axiom, new: tuple[RV, ...] = ()) -> "Extended":
        """Return the problem with one more axiom, and with the variables that it brings in."""
        problem = replace(
            self.problem,
            size=self.problem.size + axiom.added,
            given=(*self.problem.given, *axiom.givens),
            generators=(),
        )
        return Extended(problem, self.variables + new, (*self.axioms, axiom))


def extend(problem: EntropicProblem, variables: Sequence[RV], lemmas: Sequence[Lemma]) -> Extended:
    """Return a problem with the variables that lemmas bring in; with any, it loses its symmetries.

    Parameters
    ----------
    problem : EntropicProblem
    variables : sequence of RV
        Those of the problem.
    lemmas : sequence of Lemma
        In this order; each may speak of the variables that those before it bring in.

    Raises
    ------
    DomainError
        If a lemma speaks of a variable that there is not, or brings in one that there is.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from itbounds import copy_lemma, rvs
    >>> found = extend(EntropicProblem(2, {1: Fraction(1)}), rvs("A B"), [copy_lemma("A", over="B")])
    >>> found.names, len(found.problem.given)
    (('A', 'B', 'A_copy'), 3)
    """
    extended = Extended(problem, tuple(variables))
    for lemma in lemmas:
        here = extended.variables
        new = lemma.new_variables(here)
        step: CopyStep | CommonStep
        if isinstance(lemma, CopyLemma):
            sources = tuple(here.index(variable) for variable in lemma.source)
            step = CopyStep(sources, mask_of(lemma.over, here), len(here))
        else:
            step = CommonStep(mask_of(lemma.first, here), mask_of(lemma.second, here), len(here))
        extended = extended.with_axiom(step, new)
    return extended
