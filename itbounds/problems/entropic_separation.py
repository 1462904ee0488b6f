"""The least value of a form over a named cone, whose inequalities are added where they are violated."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from itbounds.forms import RawSolution, Status
from itbounds.forms.entropic import Terms
from itbounds.lowering.lattice.extension import Extended
from itbounds.lowering.lattice.instances import instances
from itbounds.problems.beyond_shannon import require_few
from itbounds.problems.entropic_decision import Decider
from itbounds.problems.entropic_minimum import EntropicMinimiser, Minimum
from itbounds.results.polymatroid import Polymatroid
from itbounds.symbolic.non_shannon import NamedInequality

__all__ = ["SeparatingMinimiser"]

_PER_ROUND = 12


@dataclass(eq=False)
class SeparatingMinimiser:
    """The minimisation of forms over a cone between Shannon's and that of all laws.

    A minimum holds also after more was added for another form: what is proved stays proved, and what lies in
    the cone stays in it.

    Parameters
    ----------
    extended : Extended
        The problem with the instances so far; with the first one it loses its symmetries.
    rates : tuple of str
        The names.
    inequalities : tuple of NamedInequality
        Those of the cone; without any, nothing is added.
    decider : Decider
        Its reductions and its solver.

    Raises
    ------
    DomainError
        If there are inequalities, and too many variables for instances to be looked for.
    """

    extended: Extended
    rates: tuple[str, ...] = ()
    inequalities: tuple[NamedInequality, ...] = ()
    decider: Decider = field(default_factory=Decider)

    def __post_init__(self) -> None:
        if self.inequalities:
            require_few(self.extended.problem.size)
        self.current = self._compiled()

    def minimise(
        self, objective: Terms, fixed: Iterable[tuple[Terms, float]] = (), *, vertex: bool = False
    ) -> Minimum:
        """Minimise a form, perhaps where others have fixed values, as `EntropicMinimiser.minimise`."""
        held = tuple(fixed)
        while True:
            found = self.current.minimise(objective, held, vertex=vertex)
            if found.status is Status.OPTIMAL and self._cut(found.solution):
                continue
            # Without a minimum, either a direction leads out of the cone, or all points lie out of it.
            if found.status is Status.UNBOUNDED and self.inequalities:
                if self._cut(self.current.direction(objective, held)):
                    continue
                if self._cut(self.current.minimise({}, held).solution):
                    continue
            return found

    def attain(self, minimum: Minimum, value: Fraction) -> Polymatroid | None:
        """Return an exact point of the cone that has the least value, if one is found, at a vertex."""
        if minimum.by.is_large and not minimum.by.is_largest:
            minimum = self.minimise(minimum.objective, vertex=True)
        return self.witness(minimum, value)

    def witness(self, minimum: Minimum, value: Fraction) -> Polymatroid | None:
        """Return an exact point of the cone near the minimiser that has this value, if found."""
        found = minimum.by.point(minimum, value)
        if found is None:
            return None
        size = self.extended.problem.size
        violated = next(instances(size, found.table, self.inequalities, 1), None)
        return found if violated is None else None

    def _cut(self, solution: RawSolution) -> bool:
        """Add instances that a point or direction violates, and say whether there were any."""
        if not self.inequalities or solution.primal is None:
            return False
        table, least = self.current.heights(solution)
        # What is there already is violated by no more than the solver's rounding.
        fresh = [
            step
            for step in instances(self.extended.problem.size, table, self.inequalities, _PER_ROUND, least)
            if step not in self.extended.axioms
        ]
        for step in fresh:
            self.extended = self.extended.with_axiom(step)
        if fresh:
            self.current = self._compiled()
        return bool(fresh)

    def _compiled(self) -> EntropicMinimiser:
        own = self.extended
        return EntropicMinimiser(own.problem, own.names, self.rates, self.decider, own.axioms)
