"""Models as users write them: dictionaries, strings, functions, diagrams, parameters; and misuse."""

from fractions import Fraction

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, H, I, Program, free, law, rvs
from itbounds.lowering.programs.reading import read_model
from itbounds.symbolic.functional import as_functional

X, Y, Z, U = rvs("X Y Z U")
BSC = [[0.9, 0.1], [0.1, 0.9]]


def value(program):
    result = program.solve()
    assert result.status is ib.Status.OPTIMAL
    return result.value


def test_spellings_of_one_model_give_one_value():
    spellings = [
        {X: free(2), (Y | X): BSC},
        {"X": free(2), "Y|X": BSC},
        {(X,): free((2,)), (Y | X): ib.zoo.bsc(0.1)},
        {Y | X: np.array(BSC), X: free(2)},
    ]
    values = [value(Program(maximize=I(X, Y), model=model)) for model in spellings]
    assert np.ptp(values) < 2e-9
    assert value(Program(maximize="I(X;Y)", model=spellings[0])) == pytest.approx(values[0], abs=2e-9)


def test_the_axes_of_a_table_are_in_the_order_in_which_they_are_written():
    table = np.random.default_rng(0).dirichlet(np.ones(2), (3, 4))
    one = read_model({X: free(3), Z: np.full(4, 0.25), Y | (X, Z): table})
    other = read_model({X: free(3), Z: np.full(4, 0.25), Y | (Z, X): table.transpose(1, 0, 2)})
    assert one.tables[Y,].shape == (3, 4, 2)
    assert np.array_equal(one.tables[Y,], other.tables[Y,].transpose(1, 0, 2))


def test_a_joint_table_is_a_chain():
    joint = np.array([[0.3, 0.2], [0.1, 0.4]])
    whole = {(X, Y): joint, (U | X): free(2)}
    chain = {X: joint.sum(axis=1), (Y | X): joint / joint.sum(axis=1, keepdims=True), (U | X): free(2)}
    programs = [Program(minimize=I(X, U | Y) - H(U | X) / 2, model=m) for m in (whole, chain)]
    assert value(programs[0]) == pytest.approx(value(programs[1]), abs=2e-9)


def test_free_factors_of_one_chain_are_one_kernel():
    parts = {X: [0.4, 0.6], (Y | X): free(2), (Z | (X, Y)): free(3)}
    whole = {X: [0.4, 0.6], ((Y, Z) | X): free((2, 3))}
    results = [Program(maximize=H(Y, Z | X) + H(Y), model=m).solve() for m in (parts, whole)]
    assert len(Program(maximize=H(Y, Z | X), model=parts).model.graph.blocks) == 1
    assert results[0].value == pytest.approx(results[1].value, abs=2e-9)
    assert results[0].witness.cod.names == ("Y", "Z")


def test_functions_are_tables():
    as_function = {X: free(4), (Y | X): lambda x: x % 2}
    result = Program(maximize=H(Y), model=as_function).solve()
    assert result.value == pytest.approx(1.0, abs=2e-9)
    assert Program(maximize=H(Y), model=as_function).instance.model.functions


def test_contexts_of_probability_zero_are_named_as_conventions():
    model = {X: [0.5, 0.0, 0.5], (Y | X): free(2)}
    result = Program(
        minimize=I(X, Y), model=model, subject_to=[E([[0, 1], [9, 9], [1, 0]], X, Y) <= 0.1]
    ).solve()
    assert result.witness.null_rows == (1,)
    assert np.allclose(result.witness.matrix[1], 0.5)


def test_separate_kernels_are_side_by_side_in_the_witness():
    first, second = rvs("A B")
    model = {X: free(2), (first | X): BSC, Z: free(3), (second | Z): np.eye(3)}
    result = Program(maximize=I(X, first) + I(Z, second), model=model).solve()
    assert result.value == pytest.approx(1.0 + 0.1 * np.log2(0.1) + 0.9 * np.log2(0.9) + np.log2(3), abs=4e-9)
    assert result.witness.cod.size == 6
    assert result.verify("ball").within(result.interval)


def test_the_mission_a_diagram_with_a_parameter_becomes_a_certified_curve():
    import sympy

    p = sympy.Symbol("p", nonnegative=True)
    encoder, noise = ib.Box("encoder", "M", "X", deterministic=True), ib.Box("noise", "X", "Y")
    decoder = ib.Box("decoder", "Y", "G", deterministic=True)
    program = Program(
        maximize="I(M;G)",
        model=encoder >> noise >> decoder,
        kernels={"M": free(2), "encoder": np.eye(2), "noise": [[1 - p, p], [p, 1 - p]], "decoder": np.eye(2)},
    )
    text = program.explain()
    assert "concave, since it is H(" in text
    assert "binary symmetric channel" in text
    assert "capacity form" in program.at(p=0.1).explain()
    grid = [0.05, 0.11, 0.5]
    curve = program.solve(grid={p: grid})
    form = program.closed_form()
    for crossover in grid:
        assert form.interval(p=crossover).lower <= curve.at(crossover).upper
        assert curve.at(crossover).lower <= form.interval(p=crossover).upper
    assert curve.verify("ball") <= 2e-9
    assert "closed form" in curve.provenance.notes[0]
    conic = program.at(p=0.11).solve("cvxpy", tol=1e-4)
    assert conic.lower <= curve.at(0.11).upper
    assert curve.at(0.11).lower <= conic.upper


def test_functionals_add_up_exactly():
    table = np.eye(2)
    mean = E(table, X, Y, name="d")
    functional = I(X, Y) - 0.1 * mean + 1 + mean / 10
    assert functional.coefficient((X, Y)) == -1
    assert [weight for weight, _ in functional.expectations] == [Fraction(1, 10) - Fraction(0.1)]
    assert str(2 * mean - mean) == "E[d(X,Y)]"
    assert str(as_functional(0)) == "0"
    assert mean - mean == 0
    assert hash(as_functional(I(X, Y))) == hash(I(X, Y))
    assert as_functional(I(X, Y)) == I(X, Y)
    assert str(mean <= 0.5) == "E[d(X,Y)] <= 1/2"


ONE = {X: free(2)}
BAD = {
    "no model": ({"maximize": I(X, Y), "model": 3}, ib.DTypeError, "dict"),
    "two goals": ({"maximize": I(X, Y), "minimize": I(X, Y), "model": {}}, ib.DomainError, "exactly one"),
    "no law": ({"maximize": I(X, Y), "model": {(Y | X): BSC}}, ib.DomainError, "no law"),
    "two laws": ({"maximize": H(X), "model": {**ONE, (X, Y): free((2, 2))}}, ib.DomainError, "two laws"),
    "a circle": ({"maximize": H(X), "model": {(X | Y): free(2), (Y | X): BSC}}, ib.DomainError, "circle"),
    "none free": ({"maximize": I(X, Y), "model": {X: [0.5, 0.5], (Y | X): BSC}}, ib.DomainError, "is free"),
    "sizes": ({"maximize": I(X, Y), "model": {X: free(3), (Y | X): BSC}}, ib.ShapeError, "elsewhere"),
    "rows": ({"maximize": I(X, Y), "model": {**ONE, (Y | X): [[1, 1], [0, 1]]}}, ib.NotNormalizedError, "P"),
    "an unknown variable": ({"maximize": H(Z), "model": ONE}, ib.DomainError, "not in the model"),
    "a rate": ({"maximize": "R + H(X)", "model": ONE}, ib.DomainError, "rate"),
    "kernels without a diagram": ({"maximize": H(X), "model": ONE, "kernels": {}}, ib.DomainError, "diagram"),
    "a table of another shape": (
        {"maximize": H(X), "model": ONE, "subject_to": [E([1, 2, 3], X) <= 1]},
        ib.ShapeError,
        "shape",
    ),
    "an infinite table": (
        {"maximize": H(X), "model": ONE, "subject_to": [E([1, np.inf], X) <= 1]},
        ib.DomainError,
        "finite",
    ),
    "a prescribed law of what is given": (
        {"maximize": H(Y), "model": {X: [0.5, 0.5], Y: free(2)}, "subject_to": [law(X).eq([0.5, 0.5])]},
        ib.DomainError,
        "none",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_misuse_says_what_is_wrong(name):
    arguments, error, message = BAD[name]
    with pytest.raises(error, match=message):
        Program(**arguments)


def test_other_misuse():
    with pytest.raises(ib.EmptyAlphabetError):
        free(0)
    with pytest.raises(ib.DTypeError):
        free(2.5)
    with pytest.raises(ib.ShapeError):
        E([0, 1], X, X)
    with pytest.raises(ib.DTypeError):
        E([0, 1], X) * E([0, 1], X)
    with pytest.raises(ib.NonFiniteError):
        E([0, 1], X).eq(float("inf"))
    box = ib.Box("f", "X", "Y", deterministic=True)
    with pytest.raises(ib.DomainError, match="deterministic"):
        Program(maximize=H(Y), model=box, kernels={"X": free(2), "f": BSC})
    with pytest.raises(ib.UnknownNameError, match="no kernel"):
        Program(maximize=H(Y), model=box, kernels={"X": free(2)})
    with pytest.raises(ib.UnknownNameError, match="'g', which is no box of the diagram"):
        Program(maximize=H(Y), model=box, kernels={"X": free(2), "f": np.eye(2), "g": BSC})
    with pytest.raises(ib.DomainError, match="without kernels"):
        Program(maximize=H(Y), model=box)
    with pytest.raises(ib.InfeasibleError, match="cannot occur"):
        Program(
            maximize=H(X, Y),
            model={X: free(2), (Y | X): np.eye(2)},
            subject_to=[law(X, Y).eq([[0.5, 0.1], [0.0, 0.4]])],
        ).solve()


def test_explanations_name_the_kin_of_capacity_and_of_rate_distortion():
    """One limit goes to the solver of the form, a price or several limits to the interior point."""
    cost, other = [0.0, 1.0], [1.0, 0.0]
    channel = {X: free(2), (Y | X): ib.zoo.bsc(0.1)}
    source, hidden = [0.3, 0.7], [[0.4, 0.1], [0.1, 0.4]]
    test = {X: source, (Y | X): free(2)}
    remote = {(X, Z): hidden, (Y | X): free(2)}
    d, e = ib.distortions.hamming(2), 2.0 * np.eye(2)[::-1] + 0.1
    cases = {
        "capacity:": Program(maximize=I(X, Y), model=channel, subject_to=[E(cost, X) <= 0.4]),
        "capacity under 2 costs:": Program(
            maximize=I(X, Y), model=channel, subject_to=[E(cost, X) <= 0.4, E(other, X) <= 0.7]
        ),
        "capacity at a price of cost:": Program(maximize=I(X, Y) - 0.1 * E(cost, X), model=channel),
        "rate-distortion:": Program(minimize=I(X, Y), model=remote, subject_to=[E(d, Z, Y) <= 0.3]),
        "rate-distortion under 2 distortions:": Program(
            minimize=I(X, Y), model=test, subject_to=[E(d, X, Y) <= 0.2, E(e, X, Y) <= 0.6]
        ),
        "rate-distortion at a price of distortion:": Program(
            minimize=I(X, Y) + 2 * E(d, X, Y), model=test
        ),
        "entropy program:": Program(maximize=I(X, Y) + H(X), model=channel),
    }  # fmt: skip
    for kind, program in cases.items():
        text = program.explain()
        assert f"form     {kind}" in text
        own = kind in ("capacity:", "rate-distortion:")
        assert (f"of the {kind[:-1]} form" in text) == own
        result = program.solve(unit="nat")
        assert result.provenance.solver == ("named_form" if own else "interior_point")
        assert result.verify("ball").within(result.interval)


def test_many_letters_with_two_costs_stay_with_newton_steps():
    """A hundred letters that reach a hundred outputs are still only a hundred unknowns."""
    rng = np.random.default_rng(98)
    channel, costs = rng.dirichlet(np.ones(80), 80), rng.random((2, 80))
    result = ib.capacity_under_costs(channel, costs, 0.7 * costs.mean(axis=1), unit="nat")
    assert result.provenance.solver == "interior_point"
    assert result.gap <= 1e-9


def test_further_constraints_of_cvxpy_hold_or_are_refused():
    model = {X: free(2), (Y | X): ib.zoo.bsc(0.1)}

    def with_further(constraint):
        return Program(maximize=I(X, Y), model=model, subject_to=[constraint])

    def at_least(level):
        return lambda law: law[0, 0] >= level

    result = with_further(at_least(0.7)).solve(tol=1e-4)
    assert result.status is ib.Status.ATTAINED
    assert abs(result.witness.probabilities[0] - 0.7) <= 1e-6
    listed = with_further(lambda law: [law[0, 0] >= 0.7]).solve(tol=1e-4)
    assert abs(listed.lower - result.lower) <= 1e-6
    with pytest.raises(ib.SolveError, match="no point is known"):
        with_further(at_least(2.0)).solve(tol=1e-4)
    with pytest.raises(ib.DTypeError, match="no convex constraint"):
        with_further(lambda law: [law[0, 0] ** 2 >= 0.1]).solve(tol=1e-4)
    with pytest.raises(ib.DTypeError, match="no convex constraint"):
        with_further(lambda law: [True]).solve(tol=1e-4)
