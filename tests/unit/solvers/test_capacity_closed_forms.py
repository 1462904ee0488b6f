"""Every capacity solver meets the closed forms of the field, from both sides."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from itbounds.forms import CapacityForm, RawSolution, Status
from itbounds.solvers import find

SOLVERS = ("interior_point", "hybrid", "blahut_arimoto", "anderson")


def h(*law: float) -> float:
    """Entropy in nats, with the missing mass as one more letter for a single argument."""
    masses = np.array(law if len(law) > 1 else (law[0], 1 - law[0]))
    masses = masses[masses > 0]
    return float(-(masses * np.log(masses)).sum())


def z_channel(e: float) -> float:
    return float(np.log1p((1 - e) * e ** (e / (1 - e))))


def binary_asymmetric(a: float, b: float) -> float:
    # R. A. Silverman, "On binary channels and their cascades", IRE Trans. Inform. Theory 1 (1955) 19-27.
    d = 1 - a - b
    return float(a / d * h(b) - (1 - b) / d * h(a) + np.log1p(np.exp((h(a) - h(b)) / d)))


def symmetric(q: int, e: float) -> np.ndarray:
    return np.full((q, q), e / (q - 1)) + (1 - e - e / (q - 1)) * np.eye(q)


def block_diagonal(*blocks: np.ndarray) -> np.ndarray:
    matrix = np.zeros((sum(len(b) for b in blocks), sum(b.shape[1] for b in blocks)))
    row = column = 0
    for block in blocks:
        matrix[row : row + len(block), column : column + block.shape[1]] = block
        row, column = row + len(block), column + block.shape[1]
    return matrix


def cases() -> Iterator[tuple[str, np.ndarray, float]]:
    for e in (0.0, 1e-9, 0.11, 0.4999, 0.5):
        yield f"bsc {e}", np.array([[1 - e, e], [e, 1 - e]]), np.log(2) - h(e)
    for e in (0.0, 0.25, 1 - 1e-9):
        yield f"bec {e}", np.array([[1 - e, e, 0], [0, e, 1 - e]]), (1 - e) * np.log(2)
    for e in (1e-9, 0.5, 0.99):
        yield f"z {e}", np.array([[1, 0], [e, 1 - e]]), z_channel(e)
    for a, b in ((0.1, 0.3), (0.01, 0.9), (0.6, 0.1)):
        yield f"asymmetric {a} {b}", np.array([[1 - a, a], [b, 1 - b]]), binary_asymmetric(a, b)
    for q, e in product((3, 26), (0.1, 0.7)):
        yield f"symmetric {q} {e}", symmetric(q, e), np.log(q) - h(e) - e * np.log(q - 1)
    yield "typewriter", 0.5 * (np.eye(26) + np.roll(np.eye(26), 1, axis=1)), np.log(13)
    yield "function", np.eye(5)[np.arange(40) % 5], np.log(5)
    yield "constant", np.tile([0.2, 0.3, 0.5], (6, 1)), 0.0
    yield "one letter", np.array([[0.2, 0.3, 0.5]]), 0.0
    yield "one output", np.ones((4, 1)), 0.0
    z, bsc = np.array([[1, 0], [0.5, 0.5]]), symmetric(2, 0.1)
    yield "product", np.kron(z, bsc), z_channel(0.5) + np.log(2) - h(0.1)
    # Shannon's sum channel: the exponentials of the capacities add.
    yield "sum", block_diagonal(z, bsc), np.logaddexp(z_channel(0.5), np.log(2) - h(0.1))
    yield "repeated rows", np.repeat(z, 7, axis=0), z_channel(0.5)


CASES = {name: (np.asarray(matrix, dtype=float), float(capacity)) for name, matrix, capacity in cases()}


def solve(solver: str, matrix: np.ndarray, tol: float) -> RawSolution:
    return find(solver, CapacityForm(matrix)).solve(CapacityForm(matrix), tol)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("solver", SOLVERS)
def test_bounds_enclose_the_closed_form(solver: str, name: str) -> None:
    matrix, capacity = CASES[name]
    solution = solve(solver, matrix, 1e-9)
    assert solution.status is Status.OPTIMAL
    lower, upper = solution.history[-1]
    assert upper - lower <= 1e-9
    assert lower - 1e-13 <= capacity <= upper + 1e-13


@pytest.mark.parametrize("name", ["bsc 0.11", "z 0.5", "asymmetric 0.1 0.3", "sum", "typewriter"])
def test_the_conic_solver_encloses_the_closed_form(name: str) -> None:
    matrix, capacity = CASES[name]
    solution = solve("cvxpy", matrix, 1e-3)
    assert solution.status is Status.OPTIMAL
    lower, upper = solution.history[-1]
    assert lower - 1e-13 <= capacity <= upper + 1e-13
    assert capacity - lower < 1e-7


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("scale", [1 + 1e-9, 1 - 1e-6])
def test_rows_off_by_rounding_mean_their_normalised_channel(solver: str, scale: float) -> None:
    matrix = np.array([[0.89, 0.11], [0.11, 0.89]]) * np.array([[1.0], [scale]])
    lower, upper = solve(solver, matrix, 1e-12).history[-1]
    assert abs(lower - (np.log(2) - h(0.11))) < 1e-12
    assert abs(upper - (np.log(2) - h(0.11))) < 1e-12


def test_the_z_channel_uses_its_noisy_letter_less() -> None:
    # The optimal weight of the noisy letter of Z(1/2) is 2/5.
    solution = solve("interior_point", np.array([[1, 0], [0.5, 0.5]]), 1e-13)
    assert solution.primal == pytest.approx([0.6, 0.4], abs=1e-6)
    assert solution.dual == pytest.approx([0.8, 0.2], abs=1e-6)
