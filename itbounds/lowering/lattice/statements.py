"""From expressions and relations to masks: bit i of a mask is the i-th variable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from itbounds.forms.entropic import UNIT, EntropicProblem, Given, Information, rate_key
from itbounds.symbolic.bayes_net import is_graph, local_markov
from itbounds.symbolic.box import Box
from itbounds.symbolic.diagram import Diagram, as_diagram
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.relation import Relation, as_relation
from itbounds.symbolic.structure import ConditionalIndependence
from itbounds.symbolic.symmetry import as_permutation, require_invariance
from itbounds.symbolic.variable import RV, natural_key, natural_order

__all__ = ["Statements", "as_relations"]


def as_relations(given: Any) -> tuple[Relation, ...]:
    """Return the relations that statements make: relations, strings, networks, diagrams, or one of them.

    Examples
    --------
    >>> for relation in as_relations(["X -> Y -> Z", "H(X) == 1"]):
    ...     print(relation)
    X -> Y -> Z
    H(X) == 1
    """
    if isinstance(given, (str, Relation, Box, Diagram)) or is_graph(given):
        given = (given,)
    return tuple(relation for item in given for relation in _relations(item))


def _relations(item: Any) -> tuple[Relation, ...]:
    if isinstance(item, (Box, Diagram)):
        return as_diagram(item).relations()
    return local_markov(item) if is_graph(item) else (as_relation(item),)


@dataclass(frozen=True)
class Statements:
    """What is given, with the order of the variables and rates.

    Parameters
    ----------
    given : tuple of Relation
    others : tuple of Expression
        Further forms whose variables and rates are to be among them.
    """

    given: tuple[Relation, ...]
    others: tuple[Expression, ...] = ()

    @cached_property
    def variables(self) -> tuple[RV, ...]:
        """The random variables, in natural order."""
        found = {variable for relation in self.given for variable in relation.variables}
        return natural_order(found.union(*(members for form in self.others for members in form.entropies)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables."""
        return tuple(variable.name for variable in self.variables)

    @cached_property
    def rates(self) -> tuple[str, ...]:
        """The free rates, in natural order."""
        found = {name for relation in self.given for name in relation.rate_names}
        return tuple(sorted(found | {name for form in self.others for name in form.rates}, key=natural_key))

    def terms(self, form: Expression) -> dict[int, Fraction]:
        """Return a form by masks and keys."""
        bits = self._bits
        found = {sum([bits[v] for v in members]): value for members, value in form.entropies.items()}
        if form.rates:
            found |= {rate_key(self.rates.index(name)): value for name, value in form.rates.items()}
        return found | {UNIT: form.constant} if form.constant else found

    @cached_property
    def _bits(self) -> dict[RV, int]:
        return {variable: 1 << i for i, variable in enumerate(self.variables)}

    def claims(self, relation: Relation) -> tuple[dict[int, Fraction], ...]:
        """Return the forms that a relation says are not negative: one, or two for an equality."""
        terms = self.terms(relation.expression)
        return (terms, {key: -value for key, value in terms.items()})[: 2 if relation.kind == "eq" else 1]

    def problem(
        self, symmetry: Sequence[Mapping[RV, RV]] = (), claim: Expression | None = None
    ) -> EntropicProblem:
        """Return the givens with a claim, by default that one unit is not negative."""
        place = {variable: i for i, variable in enumerate(self.variables)}
        generators = tuple(tuple(place[moved[v]] for v in self.variables) for moved in symmetry)
        return EntropicProblem(
            len(self.variables),
            {UNIT: Fraction(1)} if claim is None else self.terms(claim),
            tuple(self._given(relation) for relation in self.given),
            generators,
            len(self.rates),
        )

    def symmetry(self, generators: Iterable[Any], forms: Sequence[Expression]) -> tuple[dict[RV, RV], ...]:
        """Read permutations, and check that they leave forms and givens as they are.

        Raises
        ------
        DomainError
            If one does not.
        """
        if isinstance(generators, (str, Mapping)):
            generators = (generators,)
        found = tuple(as_permutation(generator, self.variables) for generator in generators)
        require_invariance(found, self.given, forms)
        return found

    def _given(self, relation: Relation) -> Given:
        parts = []
        for statement in relation.structure:
            if isinstance(statement, ConditionalIndependence):
                parts.append(Information(*statement.masks(self.variables)))
            else:
                source, target = statement.masks(self.variables)
                parts.append(Information(target, target, source))
        return Given(self.terms(relation.expression), relation.kind == "eq", tuple(parts))
