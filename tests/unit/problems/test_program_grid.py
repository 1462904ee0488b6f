"""Programs on a grid: one run, a certificate for every value, and the answers of a loop."""

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings, strategies as st

import itbounds as ib
from itbounds import E, I, Program, free, rvs
from itbounds.kernels import SymbolicKernel

X, Y, U = rvs("X Y U")
p, q = sympy.symbols("p q")
FUNCTIONS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
ERRORS = np.array([[(FUNCTIONS[:, y] != x).astype(float) for y in range(2)] for x in range(2)])


def noisy() -> Program:
    model = {X: free(2), (Y | X): [[1 - p, p], [0, 1]]}
    return Program(maximize=I(X, Y), model=model, subject_to=[E([1, 0], X, name="c") <= 0.3])


def side_information() -> Program:
    copy = [[1 - p, p], [p, 1 - p]]
    return Program(
        minimize=I(X, U) - I(Y, U),
        model={X: [0.5, 0.5], (Y | X): copy, (U | X): free(4)},
        subject_to=[E(ERRORS, X, Y, U, name="d") <= 0.1],
    )


@pytest.mark.parametrize("program", [noisy(), side_information()])
def test_the_batch_gives_what_the_loop_gives(program: Program) -> None:
    # Both ends have other zeros than the values between, and 0.1 is where a limit stops to bind.
    values = [0.0, 0.1, 0.2, 0.31, 0.45, 0.5, 1.0]
    curve = program.solve(grid={p: values})
    for value in values:
        single, point = program.at(p=value).solve(), curve.at(value)
        assert point.gap <= 1e-9
        assert point.lower <= single.upper
        assert single.lower <= point.upper
        told = point.verify()
        assert told.lower <= point.upper
        assert point.lower <= told.upper


def test_every_value_has_a_certificate_that_balls_confirm() -> None:
    curve = side_information().solve(grid={p: np.linspace(0.15, 0.45, 4)})
    for value in np.linspace(0.15, 0.45, 4).tolist():
        result = curve.at(value)
        told = result.verify("ball")
        assert result.lower <= told.upper
        assert told.lower <= result.upper


def test_values_that_are_no_numbers_are_refused() -> None:
    for values in ("ten", ["a", 0.1], [[0.1], [0.2, 0.3]], [1j]):
        with pytest.raises(ib.DTypeError, match="no real numbers"):
            noisy().solve(grid={p: values})


def test_a_joint_law_of_formulas_has_an_axis_for_each_variable() -> None:
    hamming = ib.distortions.hamming(2)
    joint = [[(1 - p) / 2, p / 2], [p / 2, (1 - p) / 2]]
    program = Program(
        minimize=I(X, U | Y),
        model={(X, Y): joint, (U | (X, Y)): free(2)},
        subject_to=[E(hamming, X, U) <= 0.1],
    )
    curve = program.solve(grid={p: [0.25, 0.5]})
    for value in (0.25, 0.5):
        law = [[(1 - value) / 2, value / 2], [value / 2, (1 - value) / 2]]
        named = ib.conditional_rate_distortion(law, hamming, 0.1)
        assert abs(curve.at(value).value - named.value) <= 1e-9
    states = np.array([[[1 - p, p], [p, 1 - p]], [[1, 0], [0, 1]]], dtype=object)
    model = {U: [0.5, 0.5], X: free(2), (Y | (U, X)): states}
    aware = Program(maximize=I(X, Y | U), model=model).at(p=0.11).solve()
    assert abs(aware.value - 0.5 * (1.0 + ib.capacity(ib.zoo.bsc(0.11)).value)) <= 1e-9


def test_a_value_that_is_no_probability_is_named() -> None:
    with pytest.raises(ib.ItboundsError, match="no probability"):
        noisy().solve(grid={p: [0.1, 1.2]})


@settings(max_examples=15)
@given(st.lists(st.floats(0.0, 1.0, width=32), min_size=2, max_size=4), st.floats(0.0, 1.0, width=32))
@example([1e-300, 1e-17, 0.1, 1.0], 0.5)
def test_entries_on_a_grid_are_rounded_once(values: list[float], other: float) -> None:
    kernel = SymbolicKernel.of([[1 - p * q, p * q], [(1 - p) ** 3, 1 - (1 - p) ** 3]])
    points = [{"p": value, "q": other} for value in values]
    for point, found in zip(points, kernel.along(points), strict=True):
        assert (found.matrix == kernel.at(point).matrix).all()
