"""Finding a solver by name, or the default one for a form and its size."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from itbounds.errors import DTypeError, UnknownNameError
from itbounds.forms import (
    BottleneckForm,
    CapacityForm,
    Form,
    OperatorCapacityForm,
    ProductCapacityForm,
    RateDistortionForm,
)
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.forms.grid_rate_distortion import LineRateDistortionForm, SeparableRateDistortionForm
from itbounds.lowering.programs.leakage import leakage
from itbounds.lowering.programs.recognition import recognised
from itbounds.solvers.base import Solver

__all__ = ["available", "find"]

_CAPACITY: Mapping[str, str] = {
    "interior_point": "itbounds.solvers.capacity.interior_point:InteriorPoint",
    "hybrid": "itbounds.solvers.capacity.hybrid:Hybrid",
    "blahut_arimoto": "itbounds.solvers.capacity.blahut_arimoto:BlahutArimoto",
    "anderson": "itbounds.solvers.capacity.blahut_arimoto:AndersonBlahutArimoto",
    "cvxpy": "itbounds.solvers.capacity.conic:ConicCapacity",
}
_OPERATOR_CAPACITY: Mapping[str, str] = {
    "operator_anderson": "itbounds.solvers.capacity.operator_anderson:OperatorAnderson",
}
_PRODUCT_CAPACITY: Mapping[str, str] = {
    "additive": "itbounds.solvers.capacity.additive:Additive",
}
_RATE_DISTORTION: Mapping[str, str] = {
    "interior_point": "itbounds.solvers.rate_distortion.interior_point:InteriorPoint",
    "blahut_arimoto": "itbounds.solvers.rate_distortion.blahut_arimoto:BlahutArimoto",
    "constrained_blahut_arimoto": "itbounds.solvers.rate_distortion.blahut_arimoto:ConstrainedBlahutArimoto",
    "cvxpy": "itbounds.solvers.rate_distortion.conic:ConicRateDistortion",
}
_LINE: Mapping[str, str] = {
    "grid_columns": "itbounds.solvers.rate_distortion.grid_columns:GridColumns",
    "grid_fourier": "itbounds.solvers.rate_distortion.grid_fourier:GridFourier",
    "grid_absolute": "itbounds.solvers.rate_distortion.grid_absolute:GridAbsolute",
}
_SEPARABLE: Mapping[str, str] = {
    "grid_lattice": "itbounds.solvers.rate_distortion.grid_lattice:GridLattice",
    "grid_fourier": "itbounds.solvers.rate_distortion.grid_fourier:GridFourier",
}
_BOTTLENECK: Mapping[str, str] = {
    "column_generation": "itbounds.solvers.bottleneck.global_search:ColumnGeneration",
    "reverse_annealing": "itbounds.solvers.bottleneck.annealing:ReverseAnnealing",
}
_ENTROPY_PROGRAM: Mapping[str, str] = {
    "interior_point": "itbounds.solvers.entropy_program.interior_point:InteriorPoint",
    "named_form": "itbounds.solvers.entropy_program.named:NamedForm",
    "limited_leakage": "itbounds.solvers.entropy_program.limited_leakage:LimitedLeakage",
    "cvxpy": "itbounds.solvers.entropy_program.conic:ConicEntropyProgram",
    "highs": "itbounds.solvers.entropy_program.linear:LinearProgram",
}


def available(form: type[Form]) -> tuple[str, ...]:
    """Return the names under which solvers of a form are known, in-house ones first."""
    return (*_in_house(form), *_plugins(form))


def find(solver: "Solver[Any] | str | None", form: Form) -> Solver[Any]:
    """Return the solver meant by an instance, a name, or ``None`` (chosen by the form and its size).

    Raises
    ------
    UnknownNameError
        If the name is not known, or the solver does not accept the form.
    """
    if isinstance(solver, Solver):
        if not isinstance(form, solver.accepts):
            raise UnknownNameError(
                f"solver {solver.name!r} takes a {solver.accepts.__name__}, not a {type(form).__name__}",
                hint=f"use one of {', '.join(available(type(form)))}",
            )
        return solver
    name = _default(form) if solver is None else solver
    if not isinstance(name, str):
        raise DTypeError(f"solver={solver!r} is neither a Solver nor its name", value=solver)
    houses = _in_house(type(form))
    if name in houses:
        module, attribute = houses[name].split(":")
        found: Solver[Any] = getattr(import_module(module), attribute)()
        return found
    plugins = _plugins(type(form))
    if name in plugins:
        return plugins[name]
    raise UnknownNameError(
        f"no solver {name!r} for a {type(form).__name__}",
        hint=f"known are {', '.join(available(type(form)))}",
    )


def _in_house(form: type[Form]) -> Mapping[str, str]:
    if issubclass(form, CapacityForm):
        return _CAPACITY
    if issubclass(form, OperatorCapacityForm):
        return _OPERATOR_CAPACITY
    if issubclass(form, ProductCapacityForm):
        return _PRODUCT_CAPACITY
    if issubclass(form, RateDistortionForm):
        return _RATE_DISTORTION
    if issubclass(form, LineRateDistortionForm):
        return _LINE
    if issubclass(form, SeparableRateDistortionForm):
        return _SEPARABLE
    if issubclass(form, BottleneckForm):
        return _BOTTLENECK
    if issubclass(form, EntropyProgramForm):
        return _ENTROPY_PROGRAM
    return {}


def _plugins(form: type[Form]) -> dict[str, Solver[Any]]:
    """Return solvers that other distributions offer under the entry point group ``itbounds.solvers``."""
    loaded = (entry.load() for entry in entry_points(group="itbounds.solvers"))
    return {kind.name: kind() for kind in loaded if issubclass(form, kind.accepts)}


def _default(form: Form) -> str:
    if isinstance(form, EntropyProgramForm):
        if form.is_linear:
            return "highs"
        if recognised(form) is not None:
            return "named_form"
        if leakage(form) is not None:
            return "limited_leakage"
        # Newton matrices are dense within a block: at 4000 cells in one, hundreds of megabytes.
        size = form.reduced_size
        fits = form.largest_block <= 4000 or (size is not None and size <= 4000)
        return "interior_point" if fits else "cvxpy"
    if isinstance(form, SeparableRateDistortionForm):
        return "grid_lattice"
    if isinstance(form, LineRateDistortionForm):
        if form.distortion.rho == "absolute":
            return "grid_absolute"
        # Measured: steps on all letters are 30 times faster than 500 columns, and 15 times slower than 50.
        smooth = form.distortion.size <= 200 * form.distance or form.distortion.size <= 600
        return "grid_columns" if smooth else "grid_fourier"
    if isinstance(form, CapacityForm):
        # Measured: with two or three letters a few accelerated steps (a secant method) are 3 times faster
        # than Newton steps; with many the working set is, 4 times at 300 Dirichlet letters, 8 times at 1000.
        letters = len(form.matrix)
        few, many = (3, 120) if form.cost is None else (2, 400)
        return "interior_point" if few < letters <= many else "hybrid"
    if isinstance(form, OperatorCapacityForm):
        return "operator_anderson"
    if isinstance(form, ProductCapacityForm):
        return "additive"
    return "column_generation" if isinstance(form, BottleneckForm) else "interior_point"
