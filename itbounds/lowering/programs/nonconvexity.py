"""Numeric proofs that a functional is not concave: three kernels on a line, the middle below the chord."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.lowering.programs.ends import Evaluation
from itbounds.lowering.programs.instance import Instance, Tally
from itbounds.lowering.programs.presolve import allowed_cells
from itbounds.lowering.programs.tensors import Tensors
from itbounds.symbolic.factorization import Factor, Factorization

__all__ = ["Chord", "curvatures", "find_chord"]

_POINTS = 60
_LENGTHS = (0.9, 0.3, 0.1, 0.03)


@dataclass(frozen=True, eq=False)
class Chord:
    """Kernels at which a functional lies below its chord, which no concave function does.

    Parameters
    ----------
    left, middle, right : tuple of arrays of shape (contexts, letters)
        The middle is half the sum of the others.
    excess : float
        At least so much, in nats and beyond rounding, does the mean of the values at the ends exceed the
        value in the middle.
    """

    left: tuple[Matrix, ...]
    middle: tuple[Matrix, ...]
    right: tuple[Matrix, ...]
    excess: float


def find_chord(instance: Instance, tally: Tally, rng: np.random.Generator) -> Chord | None:
    """Look for a chord above a functional, at up to 60 random kernels along the steepest directions.

    Parameters
    ----------
    instance : Instance
        The program; its prescribed laws restrict the kernels.
    tally : Tally
        The functional.
    rng : numpy random generator
        Where the kernels come from.
    """
    tensors = Tensors(instance)
    several = len(tensors.blocks) > 1
    basis = None if several else _directions(tensors)
    for kernels in _random_kernels(tensors, rng, _POINTS):
        index = int(rng.integers(len(kernels)))
        inner = _with_fixed(instance, kernels, index) if several else instance
        if inner is None:
            continue
        here = Tensors(inner) if several else tensors
        value, direction = steepest(here, _translated(instance, inner, tally), kernels[index], basis)
        if value > 0.0:
            shift = [np.zeros_like(kernel) for kernel in kernels]
            shift[index] = direction
            found = _chord(tensors, tally, kernels, tuple(shift))
            if found is not None:
                return found
        if several:
            other = next(iter(_random_kernels(tensors, rng, 1)))
            shift = [b - a for a, b in zip(kernels, other, strict=True)]
            found = _chord(tensors, tally, kernels, tuple(shift))
            if found is not None:
                return found
    return None


def curvatures(
    instance: Instance, tally: Tally, rng: np.random.Generator, points: int
) -> Iterator[tuple[float, float]]:
    """Yield, at random kernels, the largest eigenvalue of the Hessian and how much of it may be rounding."""
    tensors = Tensors(instance)
    basis = None if len(tensors.blocks) > 1 else _directions(tensors)
    for kernels in _random_kernels(tensors, rng, points):
        index = int(rng.integers(len(kernels)))
        inner = _with_fixed(instance, kernels, index) if len(kernels) > 1 else instance
        if inner is not None:
            here = tensors if inner is instance else Tensors(inner)
            moved = _translated(instance, inner, tally)
            values, _, _, noise = _spectrum(here, moved, kernels[index], basis)
            yield float(values[-1]), noise


def steepest(
    tensors: Tensors, tally: Tally, kernel: Matrix, basis: Matrix | None = None
) -> tuple[float, Matrix]:
    """Return the largest eigenvalue of the Hessian on feasible directions, and its direction."""
    values, vectors, basis, _ = _spectrum(tensors, tally, kernel, basis)
    direction: Matrix = (basis @ vectors[:, -1]).reshape(kernel.shape)
    return float(values[-1]), direction


def _spectrum(
    tensors: Tensors, tally: Tally, kernel: Matrix, basis: Matrix | None
) -> tuple[Vector, Matrix, Matrix, float]:
    """Return eigenvalues and vectors of the Hessian in a basis of directions, and what may be rounding."""
    (block,) = tensors.blocks
    here = Evaluation(tensors, (kernel,))
    scale = np.repeat(np.where(block.occurs, block.contexts, 0.0), block.shape[1])
    hessian, noise = np.zeros((kernel.size, kernel.size)), 0.0
    for mask, coefficient in tally.entropies.items():
        law, _, marginal = here.law(mask)
        if marginal is None:
            continue
        matrix = np.zeros((len(law), kernel.size))
        np.add.at(matrix, (marginal.states, marginal.cells), marginal.weights * scale[marginal.cells])
        used = law > 1e-290
        part = (matrix[used].T / law[used]) @ matrix[used]
        hessian -= float(coefficient) * part
        noise += 1e-13 * abs(float(coefficient)) * float(np.trace(part))
    basis = _directions(tensors) if basis is None else basis
    values, vectors = np.linalg.eigh(basis.T @ hessian @ basis)
    return values, vectors, basis, noise


def _directions(tensors: Tensors) -> Matrix:
    """Return an orthonormal basis of the directions that keep row sums, zeros and prescribed laws."""
    (block,) = tensors.blocks
    rows, letters = block.shape
    size = rows * letters
    allowed = allowed_cells(tensors)
    equations = [np.kron(np.eye(rows), np.ones(letters)), np.eye(size)[~allowed]]
    for prescribed in tensors.instance.prescribed:
        marginal = tensors.marginal(prescribed.mask)
        matrix = np.zeros((len(marginal.labels), size))
        weights = marginal.weights * np.repeat(block.contexts, letters)[marginal.cells]
        np.add.at(matrix, (marginal.states, marginal.cells), weights)
        equations.append(matrix)
    stacked: Matrix = np.vstack(equations)
    _, sizes, right = np.linalg.svd(stacked)
    rank = int(np.count_nonzero(sizes > 1e-12 * sizes[0]))
    basis: Matrix = right[rank:].T
    if basis.shape[1] == 0:
        return np.zeros((size, 1))
    return basis


def _chord(
    tensors: Tensors, tally: Tally, kernels: tuple[Matrix, ...], shift: tuple[Matrix, ...]
) -> Chord | None:
    """Return the chord along a shift, as long as it may be, if the functional is below it beyond doubt."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = [
            np.min(np.where(step != 0.0, kernel / np.abs(step), np.inf))
            for kernel, step in zip(kernels, shift, strict=True)
        ]
    longest = float(min(ratios))
    for length in _LENGTHS:
        ends = [
            tuple(
                kernel + sign * length * longest * step for kernel, step in zip(kernels, shift, strict=True)
            )
            for sign in (-1.0, 1.0)
        ]
        ends = [tuple(np.maximum(kernel, 0.0) for kernel in end) for end in ends]
        (low, low_error), (high, high_error), (centre, centre_error) = (
            value_at(tensors, point, tally) for point in (*ends, kernels)
        )
        excess = 0.5 * (low + high) - centre - 0.5 * (low_error + high_error) - centre_error
        # The middle is half the sum of the ends only up to rounding.
        if excess > 1e-11:
            return Chord(ends[0], kernels, ends[1], excess)
    return None


def value_at(tensors: Tensors, kernels: tuple[Matrix, ...], tally: Tally) -> tuple[float, float]:
    """Return a functional at some kernels, any number of which may be above a set, with an error bound."""
    instance = tensors.instance
    if len(kernels) == 1:
        return Evaluation(tensors, kernels).value(tally)
    whole = Instance(*_filled(instance, kernels, range(len(kernels))), tally)
    return Evaluation(Tensors(whole), ()).value(_translated(instance, whole, tally))


def _with_fixed(instance: Instance, kernels: tuple[Matrix, ...], index: int) -> Instance | None:
    """Return the program of one free block, the others fixed; ``None`` if laws are prescribed."""
    if instance.prescribed:
        return None
    others = [k for k in range(len(kernels)) if k != index]
    return Instance(*_filled(instance, kernels, others), Tally({}))


def _filled(
    instance: Instance, kernels: tuple[Matrix, ...], which: "list[int] | range"
) -> tuple[Factorization, tuple[int, ...], tuple[Array | None, ...]]:
    """Return model, sizes and tables with some free blocks replaced by tables."""
    model = instance.model
    sizes = dict(zip(model.order, instance.sizes, strict=True))
    tables = dict(zip(model.factors, instance.tables, strict=True))
    for k in which:
        block = model.blocks[k]
        group = tuple(v for part in block for v in part.group)
        for part in block:
            del tables[part]
        table = kernels[k].reshape(tuple(sizes[v] for v in block[0].given + group))
        tables[Factor(group, block[0].given, "fixed")] = table
    graph = Factorization(tuple(tables))
    return graph, tuple(sizes[v] for v in graph.order), tuple(tables[f] for f in graph.factors)


def _translated(before: Instance, after: Instance, tally: Tally) -> Tally:
    """Return a functional with the masks and positions of another order of the same variables."""
    if before is after:
        return tally
    place = {variable: i for i, variable in enumerate(after.model.order)}
    entropies = {
        after.model.mask(before.model.members(mask)): value for mask, value in tally.entropies.items()
    }
    tables = tuple(
        replace(table, axes=tuple(place[before.model.order[axis]] for axis in table.axes))
        for table in tally.tables
    )
    return Tally(entropies, tables, tally.constant, tally.worth)


def _random_kernels(tensors: Tensors, rng: np.random.Generator, count: int) -> Iterator[tuple[Matrix, ...]]:
    """Yield kernels of various concentrations; with prescribed laws, mixtures that have them."""
    for number in range(count):
        size = (1.0, 0.3, 3.0)[number % 3]
        kernels = tuple(
            rng.dirichlet(np.full(block.shape[1], size), size=block.shape[0]) + 1e-9
            for block in tensors.blocks
        )
        if tensors.instance.prescribed:
            moved = _meeting(tensors, kernels[0])
            if moved is not None:
                yield (moved,)
        else:
            yield tuple(kernel / kernel.sum(axis=1, keepdims=True) for kernel in kernels)


def _meeting(tensors: Tensors, kernel: Matrix) -> Matrix | None:
    """Scale a kernel until it has the prescribed laws (iterative scaling), then project what is left."""
    (block,) = tensors.blocks
    rows, letters = block.shape
    allowed = allowed_cells(tensors).reshape(rows, letters)
    point: Matrix = np.where(allowed, kernel, 0.0)
    point[~block.occurs] = 1.0 / letters
    weights = np.repeat(block.contexts, letters)
    for _ in range(200):
        for prescribed in tensors.instance.prescribed:
            marginal = tensors.marginal(prescribed.mask)
            flat = point.ravel() * weights
            terms = marginal.weights * flat[marginal.cells]
            law = np.bincount(marginal.states, weights=terms, minlength=len(marginal.labels))
            order = [prescribed.axes.index(axis) for axis in marginal.axes]
            target = prescribed.law.transpose(order)[tuple(marginal.labels.T)] / prescribed.law.sum()
            ratio = np.divide(target, law, out=np.ones_like(law), where=law > 0.0)
            pull = np.bincount(
                marginal.cells,
                weights=marginal.weights * np.log(np.maximum(ratio, 1e-300))[marginal.states],
                minlength=point.size,
            )
            point = point * np.exp(pull).reshape(rows, letters)
        point = point / point.sum(axis=1, keepdims=True)
    residuals = [
        np.abs(Evaluation(tensors, (point,)).residuals(p)[0]).max() for p in tensors.instance.prescribed
    ]
    return point if max(residuals) < 1e-10 else None
