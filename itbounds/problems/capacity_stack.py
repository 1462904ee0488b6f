"""Capacities of many channels: small ones of one shape in a single run, each with its own certificate."""

from collections.abc import Callable
from math import log, nextafter
from time import perf_counter

import numpy as np

from itbounds._typing import Array, ArrayLike, Mask, Matrix, Vector
from itbounds.forms import Status
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.numerics.coercion import frozen
from itbounds.numerics.rounding import capacity_intervals
from itbounds.numerics.validation import as_stochastic_stack
from itbounds.results import CapacityCertificate, Provenance, Result
from itbounds.results.certificate import HEADROOM

__all__ = ["LARGEST_TOGETHER", "capacities", "is_stack"]

# Measured: with 32 letters on either side one run is 3 times as fast as a loop, and beyond it gains little.
LARGEST_TOGETHER = 1024
_ENTRIES = 1 << 16
_AIM = 0.9
_LEAST_OUTPUT = 2.0**-500


def is_stack(obj: ArrayLike) -> bool:
    """Whether an argument is a stack of channels rather than one: three axes, or a list of matrices."""
    return _axes(obj) == 3


def capacities(
    stack: ArrayLike, tol: float, alone: Callable[[Kernel], Result[Distribution]], *, together: bool
) -> list[Result[Distribution]]:
    """Return the capacity of every channel of a stack, in order.

    Parameters
    ----------
    stack : array-like of shape (k, m, n), or list of Kernel
        The channels.
    tol : float
        The width that is aimed for, in nats.
    alone : callable
        Solves one channel: those that the common run leaves open, and large ones.
    together : bool
        Whether a common run is possible at all; it knows neither costs nor other solvers.
    """
    named = isinstance(stack, (list, tuple)) and all(isinstance(entry, Kernel) for entry in stack)
    array = as_stochastic_stack([entry.matrix for entry in stack] if named else stack)
    if not len(array):
        return []
    kernels = list(stack) if named else _kernels(array)
    if not together or array[0].size > LARGEST_TOGETHER:
        return [alone(kernel) for kernel in kernels]
    block = max(1, _ENTRIES // array[0].size)
    results: list[Result[Distribution]] = []
    for start in range(0, len(array), block):
        part = slice(start, start + block)
        results += _run(array[part], kernels[part], tol)
    return [
        result if result.status is Status.OPTIMAL else alone(kernel)
        for result, kernel in zip(results, kernels, strict=True)
    ]


def _run(stack: Array, kernels: list[Kernel], tol: float) -> list[Result[Distribution]]:
    """Solve a block in one run, and certify it in one pass; whoever is left open is not yet `OPTIMAL`."""
    from itbounds.solvers.capacity.stacked import solve_stack

    start, count = perf_counter(), len(stack)
    found = solve_stack(stack, _AIM * tol)
    seen: Mask = np.any(stack > 0.0, axis=1)
    inputs = _laws(found.primal)
    outputs = np.where(seen, np.maximum(_laws(np.where(seen, found.dual, 0.0)), _LEAST_OUTPUT), 0.0)
    lower, upper = _claims(stack, inputs, outputs, seen)
    frozen(inputs), frozen(outputs)
    notes = (f"solved in one run of {count} channels; the time is an equal share",) if count > 1 else ()
    seconds = (perf_counter() - start) / count
    ends = zip(kernels, lower.tolist(), upper.tolist(), found.steps.tolist(), strict=True)
    results = []
    for place, (kernel, low, high, steps) in enumerate(ends):
        certificate = CapacityCertificate(
            lower=low,
            upper=high,
            matrix=kernel.matrix,
            input_law=inputs[place],
            output_law=outputs[place],
        )
        results.append(
            Result(
                quantity="C",
                latex="C",
                lower_nats=low,
                upper_nats=high,
                status=Status.OPTIMAL if high - low <= tol else Status.GAP_OPEN,
                provenance=Provenance.here("interior_point", steps, seconds, tol, notes),
                witness=Distribution._trusted(Space.unit(), kernel.dom, inputs[place][None, :]),
                certificate=certificate,
                history=found.history[place, :steps],
            )
        )
    return results


def _claims(stack: Array, inputs: Matrix, outputs: Matrix, seen: Mask) -> tuple[Vector, Vector]:
    """Return what the points prove, with the headroom of a certificate."""
    lower, upper = capacity_intervals(stack, inputs, outputs, headroom=HEADROOM)
    sizes = np.minimum(stack.shape[1], seen.sum(axis=1))
    ceilings = [0.0] + [
        nextafter(log(size), np.inf) if size > 1 else 0.0 for size in range(1, max(sizes) + 1)
    ]
    ceiling = np.array(ceilings)[sizes]
    return np.minimum(lower, ceiling), np.minimum(upper, ceiling)


def _laws(points: Matrix) -> Matrix:
    laws: Matrix = points / points.sum(axis=1, keepdims=True)
    return laws


def _kernels(stack: Array) -> list[Kernel]:
    dom, cod = Space.of(stack.shape[1]), Space.of(stack.shape[2])
    return [Kernel._trusted(dom, cod, matrix) for matrix in stack]


def _axes(obj: ArrayLike) -> int:
    if isinstance(obj, Kernel):
        return 2
    if isinstance(obj, (list, tuple)):
        return 1 + (_axes(obj[0]) if obj else 0)
    axes = getattr(obj, "ndim", 0)
    return axes if isinstance(axes, int) else 0
