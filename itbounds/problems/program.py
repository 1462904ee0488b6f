"""Any question over conditional laws that is written in entropies and expectations, if it is convex."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias, overload

import numpy as np

from itbounds.errors import DomainError, NotConvexError
from itbounds.kernels import Kernel
from itbounds.lowering.programs.diagrams import diagram_model
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.lower import Lowering, lower
from itbounds.lowering.programs.nonconvexity import find_chord
from itbounds.lowering.programs.reading import Model, read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.lowering.programs.tensors import Tensors
from itbounds.lowering.programs.verdict import Analysis, Curvature, analysed
from itbounds.numerics.scalars import as_tolerance
from itbounds.pipeline import NumericProblem
from itbounds.problems.base import Problem
from itbounds.problems.closed_forms import ClosedForm
from itbounds.problems.program_closed_form import program_closed_form
from itbounds.problems.program_grid import solve_on_grid
from itbounds.problems.program_lift import further, lifting
from itbounds.problems.program_text import explanation
from itbounds.results import Result
from itbounds.results.program_curve import GridCurve
from itbounds.solvers import Solver
from itbounds.solvers.entropy_program.conic import ConicEntropyProgram
from itbounds.symbolic import Relation, as_relation
from itbounds.symbolic.box import Box
from itbounds.symbolic.diagram import Diagram
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.functional import Functional, LawConstraint, as_functional
from itbounds.symbolic.parsing import parse_expression
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["Extra", "Program"]

Extra: TypeAlias = Callable[..., Iterable[Any]]
"""Takes a cvxpy expression for each free kernel, and returns constraints of cvxpy."""

# A numeric proof that a refused program is not convex is sought up to so many cells.
_SEARCHED = 300


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
    model : mapping, Diagram or Box
        From conditional laws ``X``, ``(X, Y)``, ``Y | X`` to `itbounds.free`, kernels, arrays (axes of the
        condition first), functions, or `SymbolicKernel` and lists with sympy's parameters. Of a diagram the
        wires are the variables, with the names in its `variables`.
    kernels : mapping from str, optional
        For a diagram: what stands for each box, and the law of each wire that enters, by name.
    subject_to : iterable of Relation, str, LawConstraint and callable
        ``E(d, X, Y) <= 0.1``, ``I(X, Z) <= 1``, ``law(X, Y).eq(table)``. A callable takes a cvxpy expression
        for each free kernel, of shape (contexts, letters), and returns further constraints of cvxpy.
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
    extra: tuple[Extra, ...]
    unit: Unit
    instance: Instance

    def __init__(
        self,
        *,
        maximize: Expression | str | None = None,
        minimize: Expression | str | None = None,
        model: Any,
        kernels: Mapping[str, Any] | None = None,
        subject_to: Iterable[Relation | LawConstraint | str | Extra] = (),
        unit: Unit | str = BITS,
    ) -> None:
        if (maximize is None) == (minimize is None):
            raise DomainError("exactly one of maximize= and minimize= is given", hint="give one")
        wanted, sign = (maximize, 1) if minimize is None else (minimize, -1)
        objective = as_functional(parse_expression(wanted) if isinstance(wanted, str) else wanted)
        items = [subject_to] if isinstance(subject_to, (str, Relation, LawConstraint)) else list(subject_to)
        extra = tuple(item for item in items if callable(item))
        constraints = tuple(_constraint(item) for item in items if not callable(item))
        whole = _model(model, kernels)
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
            ("extra", extra),
            ("unit", chosen),
            ("instance", as_instance(objective, sign, pruned, constraints, chosen)),
        ):
            object.__setattr__(self, name, value)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters of its model."""
        return self.model.parameters

    def at(self, values: Mapping[str, float] | None = None, /, **named: float) -> "Program":
        """Return the program at values of all parameters of its model.

        Raises
        ------
        DomainError
            If a parameter has no value, is not known, or a law is none at these values.
        """
        return self._of(
            self.model.at({str(key): value for key, value in {**(values or {}), **named}.items()})
        )

    def along(self, points: Sequence[Mapping[str, float]]) -> "list[Program]":
        """Return the program at several points, each with values of all parameters by name.

        Formulas are compiled once for all of them.

        Raises
        ------
        DomainError
            As `at` does.
        """
        return [self._of(model) for model in self.model.along(points)]

    def _of(self, model: Model) -> "Program":
        up, down = (self.objective, None) if self.sign > 0 else (None, self.objective)
        rest = (*self.constraints, *self.extra)
        fresh = Program(maximize=up, minimize=down, model=model, subject_to=rest, unit=self.unit)
        if fresh.instance.graph == self.instance.graph and len(fresh.instance.limits) == len(
            self.instance.limits
        ):
            # Proofs know nothing of numbers: they are those of the graph.
            fresh.__dict__["_analysis"] = self._analysis
        fresh.__dict__["_names"] = self._names
        return fresh

    def analysis(self) -> Analysis:
        """Return the proofs of concavity of the objective and of the constraints, or what is in the way."""
        return self._analysis

    @cached_property
    def _names(self) -> tuple[str, str]:
        verb = "max" if self.sign > 0 else "min"
        return f"{verb} {self.objective}", rf"\{verb}\, {self.objective.latex()}"

    @cached_property
    def _analysis(self) -> Analysis:
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
        if self.parameters:
            names = ", ".join(self.parameters)
            hint = (
                f"use solve(grid={{{self.parameters[0]!r}: values}}), or at({self.parameters[0]}=0.1).solve()"
            )
            raise DomainError(f"the parameters {names} have no values", where=self.parameters[0], hint=hint)
        return lower(Tensors(self.instance), analysis.proofs), analysis

    def _refused(self, analysis: Analysis) -> NotConvexError:
        reasons = "; ".join(analysis.obstacles)
        message = f"the program is not proved convex: {reasons}"
        chord = None
        if not self.parameters and Tensors(self.instance).width <= _SEARCHED:
            verdicts = zip((analysis.objective, *analysis.limits), self.instance.tallies, strict=True)
            refused = [tally for verdict, tally in verdicts if isinstance(verdict, str)]
            rng = np.random.default_rng(0)
            chord = next((c for c in (find_chord(self.instance, t, rng) for t in refused) if c), None)
        if chord is not None:
            message += f"; and it is not convex: by {chord.excess:.2g} nat on a line between two kernels"
        return NotConvexError(message, obstacles=analysis.obstacles, witness=chord)

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
        notes = ("further constraints hold to the solver's tolerance; the proved end is without them",)
        return NumericProblem(
            lowering.form,
            lifting(lowering, analysis, self.sign, self._names, closing=not self.extra),
            notes=notes if self.extra else (),
        )

    @overload
    def solve(
        self,
        solver: Solver[Any] | str | None = None,
        *,
        tol: float = 1e-9,
        unit: Unit | str | None = None,
        throw: bool = True,
        grid: None = None,
    ) -> Result[Kernel]: ...
    @overload
    def solve(
        self,
        solver: Solver[Any] | str | None = None,
        *,
        tol: float = 1e-9,
        unit: Unit | str | None = None,
        throw: bool = True,
        grid: Mapping[Any, Any],
    ) -> GridCurve: ...
    def solve(
        self,
        solver: Solver[Any] | str | None = None,
        *,
        tol: float = 1e-9,
        unit: Unit | str | None = None,
        throw: bool = True,
        grid: Mapping[Any, Any] | None = None,
    ) -> Result[Kernel] | GridCurve:
        """Compile, solve and lift.

        Parameters
        ----------
        solver : Solver or str, optional
            ``"interior_point"``, ``"cvxpy"``, ``"highs"`` for programs without entropies, or an instance.
        tol : float
            The width of the interval that is aimed for, in `unit`.
        unit : Unit or str, optional
            The unit of `tol` and of the result; that of the program if left out. An objective without
            entropies is a pure number.
        throw : bool
            Whether a solver that found no point at all raises `SolveError`.
        grid : mapping, optional
            For a model with parameters, by symbol or name: an array of values of one of them, and a number
            for each other. The answer then is a `Curve` that is certified at these values.

        Raises
        ------
        NotConvexError
            If the program is not proved to be convex.
        InfeasibleError
            If the constraints contradict one another.
        """
        if grid is not None:
            return solve_on_grid(self, grid, solver=solver, tol=tol, unit=unit, throw=throw)
        chosen, width = self.width(tol, unit)
        if self.extra:
            if solver not in (None, "cvxpy"):
                raise DomainError("further constraints of cvxpy are for its solver", hint="solver=None")
            lowering, _ = self.lowered()
            solver = ConicEntropyProgram(extra=further(lowering, self.extra))
        result = self.compile().solve(solver, tol=width, throw=throw)
        return replace(result, unit=chosen)

    def width(self, tol: float, unit: Unit | str | None) -> tuple[Unit, float]:
        """Return the unit of an answer, and a tolerance in nats."""
        pure = not self.instance.objective.entropies
        chosen = PURE if pure else self.unit if unit is None else as_unit(unit)
        return chosen, chosen.to_nats(as_tolerance(tol, name="tolerance"))

    def closed_form(self) -> ClosedForm | None:
        """Return the closed form of the program, if one is known.

        That is of capacities whose channel, and of rate-distortion functions whose source and distortion are
        of a known family (see `itbounds.closed_form`); the source may be hidden behind a noisy observation.
        The laws may have parameters. Programs that are solved on a grid are checked against it.

        Examples
        --------
        >>> import itbounds as ib
        >>> import sympy
        >>> X, Y = ib.rvs("X Y")
        >>> e = sympy.Symbol("e", nonnegative=True)
        >>> model = {X: ib.free(2), (Y | X): [[1 - e, e], [e, 1 - e]]}
        >>> ib.Program(maximize=ib.I(X, Y), model=model).closed_form()
        C = e*log(e) + (1 - e)*log(1 - e) + log(2) nat, binary symmetric channel
        >>> fair, errors = [0.5, 0.5], ib.distortions.hamming(2)
        >>> form = ib.Program(
        ...     minimize=ib.I(X, Y),
        ...     model={X: fair, (Y | X): ib.free(2)},
        ...     subject_to=[ib.E(errors, X, Y) <= 0.11],
        ... ).closed_form()
        >>> form.check()
        closed form [0.500084041, 0.500084042] bit agrees with min I(X;Y) ∈ [0.500084041, 0.500084042] bit
        """
        return program_closed_form(self)

    def explain(self) -> str:
        """Return what the program is, why it is convex, and how it is solved, as text."""
        return explanation(self)


def _model(model: Any, kernels: Mapping[str, Any] | None) -> Model:
    if isinstance(model, Model):
        return model
    if isinstance(model, (Diagram, Box)):
        if kernels is None:
            raise DomainError(
                "a diagram is given without kernels", hint="kernels={name of box: kernel or free}"
            )
        return read_model(diagram_model(model, kernels))
    if kernels is not None:
        raise DomainError("kernels= goes with a diagram", hint="write them in the model")
    return read_model(model)


def _constraint(item: Any) -> Relation | LawConstraint:
    return item if isinstance(item, LawConstraint) else as_relation(item)
