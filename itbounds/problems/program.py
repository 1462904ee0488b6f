"""Any question over conditional laws that is written in entropies and expectations, if it is convex."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from itbounds.errors import DomainError, DTypeError, NotConvexError
from itbounds.kernels import Kernel
from itbounds.lowering.programs.instance import Instance, Limit, Prescribed
from itbounds.lowering.programs.lower import Lowering, lower
from itbounds.lowering.programs.reading import Model, as_table, read_model
from itbounds.lowering.programs.tallies import as_tally
from itbounds.lowering.programs.tensors import Tensors
from itbounds.lowering.programs.verdict import Analysis, Curvature, analysed
from itbounds.numerics.validation import as_distribution
from itbounds.pipeline import NumericProblem
from itbounds.problems.base import Problem
from itbounds.problems.program_lift import lifting
from itbounds.symbolic import Relation, as_relation
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.functional import Functional, LawConstraint, as_functional
from itbounds.symbolic.parsing import parse_expression
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Program"]


@dataclass(frozen=True, eq=False, init=False)
class Program(Problem[Kernel]):
    r"""An optimisation over free conditional laws, in entropies and expectations.

    .. math:: \max_K \ \sum_S c_S H_K(X_S) + \sum_j a_j \operatorname{E}_K f_j
              \quad \text{over}\quad P_K = \prod_{i \text{ free}} K_i \prod_{i \text{ given}} W_i

    Its curvature is decided by exact arithmetic on the graph of the model: an accepted objective is written
    as a sum of conditional entropies with weights that are not negative, and of affine ones. A program that
    is not proved to be convex is refused, with the terms that stand in the way.

    Parameters
    ----------
    maximize, minimize : Expression, Functional or str
        One of them: ``I(X, Y) - 2 * E(cost, X)``.
    model : mapping
        From conditional laws ``X``, ``(X, Y)``, ``Y | X`` to `itbounds.free`, kernels, arrays (axes of the
        condition first) or functions.
    subject_to : iterable of Relation, str and LawConstraint
        ``E(d, X, Y) <= 0.1``, ``I(X, Z) <= 1``, ``law(X, Y).eq(table)``.
    unit : Unit or str
        Of the constants that stand beside entropies, and of the answer.

    Raises
    ------
    DomainError
        If not exactly one of `maximize` and `minimize` is given, a variable is not in the model, or nothing
        is free.
    ShapeError, DTypeError, ItboundsError
        If the model or a table is malformed.

    References
    ----------
    That the law of every set is affine in one kernel, and conditional entropies therefore concave, is
    classical (T. M. Cover, J. A. Thomas, *Elements of Information Theory* (2006), theorem 2.7.4).

    Examples
    --------
    >>> import itbounds as ib
    >>> X, Y = ib.rvs("X Y")
    >>> program = ib.Program(maximize=ib.I(X, Y), model={X: ib.free(2), (Y | X): ib.zoo.bsc(0.11)})
    >>> program.curvature()
    'concave'
    >>> print(program.solve())
    max I(X;Y) ∈ [0.500084041, 0.500084042] bit
    """

    objective: Functional
    sign: int
    model: Model
    constraints: tuple[Relation | LawConstraint, ...]
    unit: Unit
    instance: Instance

    def __init__(
        self,
        *,
        maximize: Expression | str | None = None,
        minimize: Expression | str | None = None,
        model: Any,
        subject_to: Iterable[Relation | LawConstraint | str] = (),
        unit: Unit | str = BITS,
    ) -> None:
        if (maximize is None) == (minimize is None):
            raise DomainError("exactly one of maximize= and minimize= is given", hint="give one")
        wanted, sign = (maximize, 1) if minimize is None else (minimize, -1)
        objective = as_functional(parse_expression(wanted) if isinstance(wanted, str) else wanted)
        constraints = tuple(map(_constraint, [subject_to] if isinstance(subject_to, str) else subject_to))
        whole = read_model(model)
        mentioned = {v for c in constraints for v in c.variables} | set(objective.variables)
        chosen = as_unit(unit)
        pruned = whole.pruned(tuple(mentioned))
        if not pruned.graph.blocks:
            raise DomainError(
                "nothing is free in what the program mentions", hint="mark a law with free(size)"
            )
        for name, value in (
            ("objective", objective),
            ("sign", sign),
            ("model", pruned),
            ("constraints", constraints),
            ("unit", chosen),
            ("instance", _instance(objective, sign, pruned, constraints, chosen)),
        ):
            object.__setattr__(self, name, value)

    def analysis(self) -> Analysis:
        """Return the proofs of concavity of the objective and of the constraints, or what is in the way."""
        return analysed(self.instance, self.sign)

    def curvature(self) -> Curvature:
        """Return the curvature of the objective, with its proof."""
        analysis = self.analysis()
        blocked = tuple(part for part in analysis.limits if isinstance(part, str))
        if blocked or analysis.label == "unproved":
            return Curvature("unproved", None, blocked or analysis.obstacles)
        return Curvature(analysis.label, analysis, ())

    def lowered(self) -> tuple[Lowering, Analysis]:
        """Return the numeric form with the proofs that it rests on.

        Raises
        ------
        NotConvexError
            If the program is not proved to be convex.
        """
        analysis = self.analysis()
        if analysis.obstacles:
            raise self._refused(analysis)
        return lower(Tensors(self.instance), analysis.proofs), analysis

    def _refused(self, analysis: Analysis) -> NotConvexError:
        reasons = "; ".join(analysis.obstacles)
        return NotConvexError(f"the program is not proved convex: {reasons}", obstacles=analysis.obstacles)

    def compile(self) -> NumericProblem[Kernel]:
        """Return the numeric form of the program, with the way back.

        Raises
        ------
        NotConvexError
            If the program is not proved to be convex.
        InfeasibleError
            If prescribed laws contradict the model.
        """
        lowering, analysis = self.lowered()
        name = f"{'max' if self.sign > 0 else 'min'} {self.objective}"
        return NumericProblem(lowering.form, lifting(lowering, analysis, self.sign, name))


def _constraint(item: Any) -> Relation | LawConstraint:
    return item if isinstance(item, LawConstraint) else as_relation(item)


def _instance(
    objective: Functional,
    sign: int,
    model: Model,
    constraints: tuple[Relation | LawConstraint, ...],
    unit: Unit,
) -> Instance:
    graph = model.graph
    position = {variable: i for i, variable in enumerate(graph.order)}
    goal = as_tally(objective, model, unit)
    limits, prescribed = [], []
    for constraint in constraints:
        if isinstance(constraint, LawConstraint):
            shape = tuple(model.sizes[v] for v in constraint.variables)
            table = as_table(constraint.table, shape, str(constraint))
            law = as_distribution(table, name=str(constraint), ndim=None)
            mask = graph.mask(constraint.variables)
            if graph.free_above(mask).bit_count() != 1:
                raise DomainError(f"{constraint}: its law depends on none, or on several free kernels")
            prescribed.append(Prescribed(tuple(position[v] for v in constraint.variables), law))
        else:
            tally = as_tally(as_functional(constraint.expression), model, unit)
            limits.append(Limit(tally, "eq" if constraint.kind == "eq" else "ge"))
    return Instance(
        graph,
        tuple(model.sizes[v] for v in graph.order),
        tuple(model.tables.get(factor.group) for factor in graph.factors),
        goal if sign > 0 else -goal,
        tuple(limits),
        tuple(prescribed),
    )


def require_program(program: Any) -> "Program":
    """Return a program as it is.

    Raises
    ------
    DTypeError
        For anything else.
    """
    if isinstance(program, Program):
        return program
    raise DTypeError(f"{program!r} is no Program", value=program)
