"""Capacities of products of channels add up: each distinct channel is solved once."""

from collections.abc import Callable
from typing import Any

from itbounds.errors import SolveError
from itbounds.forms import (
    CapacityForm,
    OperatorCapacityForm,
    ProductCapacityForm,
    ProductSolution,
    RawSolution,
    Status,
)
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.numerics.operators import Dense, Kronecker, Operator, product
from itbounds.pipeline import Lifted, NumericProblem
from itbounds.results import CapacityCertificate
from itbounds.results.operator_capacity_certificate import OperatorCapacityCertificate
from itbounds.results.product_capacity_certificate import ProductCapacityCertificate

__all__ = ["side_by_side"]


def side_by_side(
    channel: Kernel,
    factors: Kronecker,
    compiled: Callable[[Kernel], NumericProblem[Distribution]],
    names: tuple[str, str],
) -> NumericProblem[Distribution]:
    """Return the capacity of a product as a problem with a part for each distinct factor.

    Parameters
    ----------
    channel : Kernel
        The product.
    factors : Kronecker
        How it is kept.
    compiled : callable
        Gives the problem of one factor.
    names : tuple of str
        What the number is, as text and as LaTeX.
    """
    problems, order = _distinct(factors, compiled)
    open_places = [place for place, problem in enumerate(problems) if problem.known is None]
    forms: list[CapacityForm | OperatorCapacityForm] = []
    for place in open_places:
        form = problems[place].form
        if isinstance(form, (CapacityForm, OperatorCapacityForm)):
            forms.append(form)
    form = ProductCapacityForm(tuple(forms), tuple(order.count(place) for place in open_places))

    def lift(raw: RawSolution) -> Lifted[Distribution]:
        found = raw.parts if isinstance(raw, ProductSolution) else (RawSolution(Status.FAILED),) * len(forms)
        points = dict(zip(open_places, found, strict=True))
        lifted = [
            problem.lift(points[place] if problem.known is None else problem.known)
            for place, problem in enumerate(problems)
        ]
        parts = tuple(_certificate(each.certificate) for each in lifted)
        certificate = ProductCapacityCertificate.of(parts, tuple(order))
        law = product([Dense(parts[place].input_law[None, :]) for place in order])
        witness = Distribution._trusted(Space.unit(), channel.dom, law)
        return Lifted(*names, certificate, witness)

    counted = f"the capacities of {len(order)} channels, {len(problems)} of them distinct, add up"
    notes = (counted, *(note for problem in problems for note in problem.notes))
    known = None if open_places else ProductSolution(Status.OPTIMAL, parts=())
    return NumericProblem(form, lift, known=known, notes=notes)


def _distinct(
    factors: Kronecker, compiled: Callable[[Kernel], NumericProblem[Distribution]]
) -> tuple[list[NumericProblem[Distribution]], list[int]]:
    """Return the problems of the distinct factors, and which of them stands at each place."""
    places: dict[Any, int] = {}
    problems: list[NumericProblem[Distribution]] = []
    order: list[int] = []
    for factor in factors.factors:
        key = _key(factor)
        if key not in places:
            places[key] = len(problems)
            inputs, outputs = (Space.of(size) for size in factor.shape)
            problems.append(compiled(Kernel._trusted(inputs, outputs, factor)))
        order.append(places[key])
    return problems, order


def _key(factor: Operator) -> Any:
    return (factor.shape, factor.matrix.tobytes()) if isinstance(factor, Dense) else id(factor)


def _certificate(certificate: Any) -> CapacityCertificate | OperatorCapacityCertificate:
    if isinstance(certificate, (CapacityCertificate, OperatorCapacityCertificate)):
        return certificate
    raise SolveError(f"a {certificate.kind} certificate stands where a capacity of one channel is wanted")
